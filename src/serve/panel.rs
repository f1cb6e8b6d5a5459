//! What the preview tells about a page beside the page: its findings first, then the site's, each with the place in its
//! file and the same text as `check`; whether what is shown is the last good version; and that it is a draft.

use std::path::Path;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

use super::edition::Edition;
use crate::diagnostic::{Finding, Severity, human};
use crate::engine::Snapshot;
use crate::graph::Entry;
use crate::page::{Content, Page, UrlStyle};
use crate::source;

/// So many findings of the site are listed; `check` lists all.
const MOST_LISTED: usize = 200;
/// So many addresses are offered where nothing is.
const MOST_LIKELY: usize = 8;
/// What stays in a path that an editor is given.
const PATH: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

#[derive(Serialize)]
struct Panel<'a> {
    version: u64,
    errors: usize,
    warnings: usize,
    hints: usize,
    /// “2 errors, 1 warning and 3 hints”.
    count: String,
    /// The page cannot be shown as its files are now.
    broken: bool,
    /// An input that cannot be read at all.
    fault: Option<&'a str>,
    badges: Vec<&'static str>,
    page: Vec<Told<'a>>,
    site: Vec<Told<'a>>,
    /// How many of the site's findings are not listed.
    more: usize,
}

#[derive(Serialize)]
struct Told<'a> {
    severity: &'static str,
    code: &'a str,
    /// `path:line:column`.
    place: String,
    /// Opens the editor there.
    href: Option<String>,
    message: &'a str,
    help: Option<&'a str>,
    /// As `check` writes it, where something is broken.
    snippet: Option<String>,
}

/// The panel of a page of that name; `wrong` is what its template says.
pub fn json(edition: &Edition, page: &str, wrong: Option<Finding>, root: &Path) -> String {
    let snapshot = edition.snapshot.as_deref();
    let wrong = wrong.zip(snapshot).map(|(wrong, s)| s.locate(wrong));
    let entry = snapshot.and_then(|s| entry_at(s, page));
    let path = entry.map(|e| &*e.document.path);
    let own = |f: &&Finding| Some(&*f.path) == path;
    let tell = |f| told(f, snapshot, root);
    let mut first: Vec<Told> = wrong.iter().map(tell).collect();
    first.extend(edition.findings().filter(own).map(tell));
    let rest: Vec<&Finding> = edition
        .findings()
        .filter(|f| !own(f) && Some(*f) != wrong.as_ref())
        .collect();
    let by_severity = |severity| rest.iter().filter(move |f| f.severity == severity);
    let sorted = by_severity(Severity::Error)
        .chain(by_severity(Severity::Warning))
        .chain(by_severity(Severity::Hint));
    let every_page = |f: &Finding| f.severity == Severity::Error && concerns_all(f, snapshot);
    let broken = wrong.is_some()
        || edition.fault.is_some()
        || snapshot.is_none_or(|s| s.site.theme.is_none())
        || edition.held && first.iter().any(|t| t.severity == "error")
        || edition.findings().any(every_page);
    let all: Vec<Finding> = edition.findings().cloned().collect();
    let document = entry.map(|e| &e.document);
    let badges = [
        document.is_some_and(|d| d.is_draft()).then_some("Draft"),
        document
            .is_some_and(|d| d.is_internal())
            .then_some("Internal"),
    ];
    let panel = Panel {
        version: edition.version,
        errors: edition.count(Severity::Error),
        warnings: edition.count(Severity::Warning),
        hints: edition.count(Severity::Hint),
        count: human::count(&all),
        broken,
        fault: edition.fault.as_deref(),
        badges: badges.into_iter().flatten().collect(),
        page: first,
        site: sorted.copied().take(MOST_LISTED).map(tell).collect(),
        more: rest.len().saturating_sub(MOST_LISTED),
    };
    serde_json::to_string(&panel).unwrap_or_default()
}

/// What is wrong with the settings or the theme is wrong with every page.
fn concerns_all(finding: &Finding, snapshot: Option<&Snapshot>) -> bool {
    let is_template = finding.path.starts_with("templates/") || finding.path.starts_with("themes/");
    *finding.path == *source::CONFIG
        || is_template && snapshot.is_none_or(|s| s.site.theme.is_none())
}

fn entry_at<'s>(snapshot: &'s Snapshot, page: &str) -> Option<&'s Entry> {
    let entries = &snapshot.graph.entries;
    entries.iter().find(|e| e.url.as_str() == page)
}

fn told<'a>(finding: &'a Finding, snapshot: Option<&Snapshot>, root: &Path) -> Told<'a> {
    let editor = snapshot.and_then(|s| s.config.preview.editor.as_deref());
    let is_error = finding.severity == Severity::Error;
    Told {
        severity: finding.severity.as_str(),
        code: finding.code,
        place: format!("{}:{}:{}", finding.path, finding.line, finding.column),
        href: editor.map(|pattern| link(pattern, finding, root)),
        message: &finding.message,
        help: finding.help.as_deref(),
        snippet: is_error.then(|| human::write(std::slice::from_ref(finding), false)),
    }
}

/// The address that opens a file at a line, after the pattern of `preview.editor`.
fn link(pattern: &str, finding: &Finding, root: &Path) -> String {
    let path = root
        .join(&*finding.path)
        .to_string_lossy()
        .replace('\\', "/");
    pattern
        .replace("{path}", &utf8_percent_encode(&path, PATH).to_string())
        .replace("{line}", &finding.line.to_string())
        .replace("{column}", &finding.column.to_string())
}

#[derive(Serialize)]
struct Likely {
    href: String,
    title: String,
}

/// Pages that somebody may have meant who asked for this path, the likeliest first.
pub fn likely(edition: &Edition, path: &str) -> String {
    let Some(snapshot) = &edition.snapshot else {
        return "[]".into();
    };
    let decoded = percent_encoding::percent_decode_str(path).decode_utf8_lossy();
    let asked = decoded
        .trim_matches('/')
        .trim_end_matches(".html")
        .to_lowercase();
    let last = asked.rsplit('/').next().unwrap_or_default();
    let pages = snapshot.pages().iter();
    let mut scored: Vec<(f64, &Page)> = pages
        .filter(|p| matches!(p.content, Content::Template { .. }) && p.url.as_str() != "404.html")
        .map(|page| {
            let name = page.url.as_str().trim_end_matches(".html").to_lowercase();
            let own = name.rsplit('/').next().unwrap_or_default();
            let score = strsim::jaro_winkler(&asked, &name) + strsim::jaro_winkler(last, own);
            (score, page)
        })
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.url.cmp(&b.1.url)));
    let best = scored.into_iter().take(MOST_LIKELY);
    let best = best.filter(|(score, _)| *score > 1.3);
    let list: Vec<Likely> = best
        .map(|(_, page)| Likely {
            href: format!("/{}", page.url.link(UrlStyle::File)),
            title: title(page).unwrap_or_else(|| page.url.to_string()),
        })
        .collect();
    serde_json::to_string(&list).unwrap_or_default()
}

/// The title of a page that a template makes.
fn title(page: &Page) -> Option<String> {
    let inputs = page.inputs();
    let head = inputs.get("page")?.value();
    Some(head.get_from_path("title")?.as_str()?.to_owned())
}
