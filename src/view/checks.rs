//! What there is to check, by code: the worst first. Findings that concern hidden things never get here.

use std::collections::HashMap;

use serde::Serialize;

use super::sentence::Sentence;
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
    severity: Severity,
    /// What the code means, and why it matters.
    meaning: Vec<Sentence>,
    /// On all pages: “19 errors”.
    count: String,
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
    message: Sentence,
    help: Option<Sentence>,
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
    let parts = paging::parts(&Url::new(CHECKS), &findings, look.style(), |finding| {
        // The path stands there as a place, as a link to the source and in the address of the page.
        400 + 7 * finding.path.len() + 2 * LONGEST
    });
    let page = |part: paging::Part<&Finding>| {
        let mut groups: Vec<Group> = Vec::new();
        for finding in part.items {
            match groups.last_mut() {
                Some(group) if group.code == finding.code && group.severity == finding.severity => {
                }
                _ => groups.push(Group {
                    code: finding.code,
                    severity: finding.severity,
                    meaning: (look.meaning)(finding.code)
                        .into_iter()
                        .flatten()
                        .map(said)
                        .collect(),
                    count: count(counts[&(finding.severity, finding.code)], finding.severity),
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
    let all = [Severity::Error, Severity::Warning, Severity::Hint];
    let of = |severity| {
        look.findings
            .iter()
            .filter(|f| f.severity == severity)
            .count()
    };
    let counts = all.map(|severity| (of(severity), severity)).into_iter();
    let given = counts.filter(|(n, _)| *n > 0);
    let parts: Vec<String> = given.map(|(n, severity)| count(n, severity)).collect();
    match parts.as_slice() {
        [] => String::new(),
        [one] => format!("{one}."),
        [first @ .., last] => format!("{} and {last}.", first.join(", ")),
    }
}

/// “1 error”, “14 warnings”.
fn count(n: usize, severity: Severity) -> String {
    let one = severity.as_str();
    prose::count(n, one, &format!("{one}s"))
}

/// A message as a sentence: a capital, a full stop, what stands in backticks as code, and titles between asterisks.
pub fn said(message: &str) -> Sentence {
    let message = prose::capital(&paging::cut(message.trim(), LONGEST));
    let mut sentence = Sentence::default();
    // With an odd number of backticks the last one opens nothing.
    let paired = message.matches('`').count().is_multiple_of(2);
    for (i, part) in message.split('`').enumerate() {
        sentence = match i % 2 == 1 && paired {
            true => sentence.code(part),
            false => titled(sentence, part),
        };
    }
    match message.ends_with(['.', '?', '!', '…']) {
        true => sentence,
        false => sentence.say("."),
    }
}

/// Words with titles between asterisks; one asterisk alone is a character like others.
fn titled(mut sentence: Sentence, words: &str) -> Sentence {
    if !words.matches('*').count().is_multiple_of(2) {
        return sentence.say(words);
    }
    for (i, part) in words.split('*').enumerate() {
        sentence = match i % 2 == 1 {
            true => sentence.strong(part),
            false => sentence.say(part),
        };
    }
    sentence
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
        message: said(&finding.message),
        help: finding.help.as_deref().map(said),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_a_sentence_and_names_are_code() {
        let text = |message| serde_json::to_string(&said(message)).expect("plain data");
        assert_eq!(said("did you mean `a`?").text(), "Did you mean a?");
        assert_eq!(said("who has this problem").text(), "Who has this problem.");
        assert!(text("add `personas:`").contains(r#"["code","personas:"]"#));
        assert!(!text("a ` alone").contains("code"));
        assert_eq!(said("*Know why* says `x`").text(), "Know why says x.");
        assert_eq!(said("a * alone").text(), "A * alone.");
    }
}
