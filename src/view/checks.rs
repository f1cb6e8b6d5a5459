//! What there is to check, by code: the worst first. Findings that concern hidden things never get here.

use std::collections::HashMap;

use serde::Serialize;

use super::card::Mark;
use super::{Look, paging, prose};
use crate::diagnostic::{Finding, Severity};
use crate::graph::{Entry, Id};
use crate::page::{Page, Shared, Url, encode_path};

const CHECKS: &str = "checks.html";
/// So much of a message stands on the page; a message can quote a whole value.
const LONGEST: usize = 400;

/// The findings of one code, as far as they stand on this page.
#[derive(Serialize)]
struct Group<'a> {
    code: &'a str,
    mark: Mark,
    /// On all pages.
    count: usize,
    lines: Vec<Line<'a>>,
}

#[derive(Serialize)]
struct Line<'a> {
    /// The page of the entry, where the file has one; from the root of the site.
    href: Option<String>,
    title: Option<&'a str>,
    /// `problems/know-why.md:3:1`, and where the repository shows it.
    place: String,
    source: Option<String>,
    message: String,
    help: Option<String>,
}

pub fn exists(look: &Look) -> bool {
    !look.findings.is_empty()
}

pub fn pages(look: &Look) -> Vec<Page> {
    if look.findings.is_empty() {
        return vec![];
    }
    let mut findings: Vec<&Finding> = look.findings.iter().collect();
    // Within a code they stay in the order of files and lines.
    findings.sort_by_key(|f| (std::cmp::Reverse(f.severity), f.code));
    let mut counts: HashMap<(Severity, &str), usize> = HashMap::new();
    for finding in &findings {
        *counts.entry((finding.severity, finding.code)).or_default() += 1;
    }
    let entries: HashMap<&str, (Id, &Entry)> = look
        .graph
        .ids()
        .map(|id| (id, look.graph.entry(id)))
        .map(|(id, e)| (&*e.document.path, (id, e)))
        .collect();
    let lede = sentence(look);
    let parts = paging::parts(&Url::new(CHECKS), &findings, look.style());
    let page = |part: paging::Part<&Finding>| {
        let mut groups: Vec<Group> = Vec::new();
        for finding in part.items {
            let mark = mark(finding.severity);
            match groups.last_mut() {
                Some(group) if group.code == finding.code && group.mark == mark => {}
                _ => groups.push(Group {
                    code: finding.code,
                    mark,
                    count: counts[&(finding.severity, finding.code)],
                    lines: vec![],
                }),
            }
            if let Some(group) = groups.last_mut() {
                let entry = entries.get(&*finding.path).map(|(_, e)| *e);
                group.lines.push(line(look, finding, entry));
            }
        }
        let mut head = look.head(&part.url, "What to check", &lede, "checks");
        head.as_of = Some((look.as_of.to_string(), prose::day(look.as_of)));
        let inputs = look
            .inputs(&head)
            .with("lede", Shared::new(&lede))
            .with("groups", Shared::new(&groups))
            .with("pager", Shared::new(&part.pager));
        Page::template(part.url, "checks.html", inputs)
    };
    parts.into_iter().map(page).collect()
}

/// “2 errors, 14 warnings and 3 hints.”
fn sentence(look: &Look) -> String {
    let count = |severity| {
        look.findings
            .iter()
            .filter(|f| f.severity == severity)
            .count()
    };
    let counts = [
        (count(Severity::Error), "error", "errors"),
        (count(Severity::Warning), "warning", "warnings"),
        (count(Severity::Hint), "hint", "hints"),
    ];
    let given = counts.into_iter().filter(|(n, ..)| *n > 0);
    let parts: Vec<String> = given
        .map(|(n, one, many)| prose::count(n, one, many))
        .collect();
    match parts.as_slice() {
        [] => String::new(),
        [one] => format!("{one}."),
        [first @ .., last] => format!("{} and {last}.", first.join(", ")),
    }
}

fn mark(severity: Severity) -> Mark {
    let (glyph, tone) = match severity {
        Severity::Error => ("cross", "against"),
        Severity::Warning => ("warn", "ink"),
        Severity::Hint => ("untested", "thin"),
    };
    Mark {
        glyph,
        word: prose::capital(severity.as_str()),
        tone,
    }
}

fn line<'a>(look: &Look, finding: &Finding, entry: Option<&'a Entry>) -> Line<'a> {
    let source = look.config.repository.as_deref().map(|repository| {
        let (branch, path) = (encode_path(&look.config.branch), encode_path(&finding.path));
        let repository = repository.trim_end_matches('/');
        format!("{repository}/blob/{branch}/{path}#L{}", finding.line)
    });
    Line {
        href: entry.map(|e| e.url.link(look.style())),
        title: entry.map(|e| &*e.document.title),
        place: format!("{}:{}:{}", finding.path, finding.line, finding.column),
        source,
        message: paging::cut(&finding.message, LONGEST),
        help: finding
            .help
            .as_deref()
            .map(|help| paging::cut(help, LONGEST)),
    }
}
