//! The data of the preview's panel: the findings of a page, then those of the site, in the words of `check`; whether
//! the last good version is shown; and whether the page is a draft or internal. `live.js` reads these field names.

use std::path::Path;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

use super::revision::Revision;
use crate::content::document::Document;
use crate::content::source;
use crate::diagnostic::{Finding, Severity, human};
use crate::engine::Snapshot;
use crate::graph::Entry;
use crate::page::{Content, Page, UrlStyle};

/// How many findings of the site are listed; `check` lists all.
const MAX_LISTED: usize = 200;
/// How many pages are suggested for an address without a page.
const MAX_SUGGESTIONS: usize = 8;
/// How many characters of such an address are compared with the names of pages.
const MAX_COMPARED_CHARS: usize = 200;
/// Everything but these characters is encoded in the path of an editor link.
const PATH_ENCODING: &AsciiSet = &NON_ALPHANUMERIC
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
    summary: String,
    /// True if the page cannot be shown as its files are now.
    broken: bool,
    /// Why the project cannot be read at the moment.
    read_error: Option<&'a str>,
    badges: Vec<&'static str>,
    page_findings: Vec<PanelFinding<'a>>,
    site_findings: Vec<PanelFinding<'a>>,
    /// How many of the site's findings are not listed.
    unlisted: usize,
}

#[derive(Serialize)]
struct PanelFinding<'a> {
    severity: &'static str,
    code: &'a str,
    /// `path:line:column`.
    place: String,
    /// A link that opens the editor at this place.
    href: Option<String>,
    message: &'a str,
    help: Option<&'a str>,
    /// The whole text that `check` prints, for errors only.
    snippet: Option<String>,
}

/// The panel of the page with this name, as JSON. `render_error` is what rendering it reported.
pub fn panel_json(
    revision: &Revision,
    page: &str,
    render_error: Option<Finding>,
    root: &Path,
) -> String {
    let snapshot = revision.snapshot.as_deref();
    let render_error = render_error.zip(snapshot).map(|(f, s)| s.locate(f));
    let entry = snapshot.and_then(|s| entry_at(s, page));
    let path = entry.map(|e| &*e.document.path);
    let own = |f: &&Finding| Some(&*f.path) == path;
    let to_panel_finding = |f| panel_finding(f, snapshot, root);
    let mut page_findings: Vec<PanelFinding> = render_error.iter().map(to_panel_finding).collect();
    page_findings.extend(revision.findings().filter(own).map(to_panel_finding));
    let is_other = |f: &&Finding| !own(f) && Some(*f) != render_error.as_ref();
    let site_findings: Vec<&Finding> = revision.findings().filter(is_other).collect();
    let severities = [Severity::Error, Severity::Warning, Severity::Hint];
    let of = |severity| site_findings.iter().filter(move |f| f.severity == severity);
    let sorted = severities.into_iter().flat_map(of).copied();
    let sorted = sorted.take(MAX_LISTED);
    let every_page =
        |f: &Finding| f.severity == Severity::Error && concerns_every_page(f, snapshot);
    let broken = render_error.is_some()
        || revision.read_error.is_some()
        || snapshot.is_none_or(|s| s.site.theme.is_none())
        || revision.shows_last_good && page_findings.iter().any(|t| t.severity == "error")
        || revision.findings().any(every_page);
    let all: Vec<Finding> = revision.findings().cloned().collect();
    let is = |test: fn(&Document) -> bool| entry.is_some_and(|e| test(&e.document));
    let badges = [
        is(Document::is_draft).then_some("Draft"),
        is(Document::is_internal).then_some("Internal"),
    ];
    let panel = Panel {
        version: revision.version,
        errors: revision.count_findings(Severity::Error),
        warnings: revision.count_findings(Severity::Warning),
        hints: revision.count_findings(Severity::Hint),
        summary: human::count_by_severity(&all),
        broken,
        read_error: revision.read_error.as_deref(),
        badges: badges.into_iter().flatten().collect(),
        page_findings,
        site_findings: sorted.map(to_panel_finding).collect(),
        unlisted: site_findings.len().saturating_sub(MAX_LISTED),
    };
    serde_json::to_string(&panel).unwrap_or_default()
}

/// True for findings in the settings, and for those in templates while the theme does not compile.
fn concerns_every_page(finding: &Finding, snapshot: Option<&Snapshot>) -> bool {
    let is_template = finding.path.starts_with("templates/") || finding.path.starts_with("themes/");
    *finding.path == *source::CONFIG_FILE
        || is_template && snapshot.is_none_or(|s| s.site.theme.is_none())
}

fn entry_at<'s>(snapshot: &'s Snapshot, page: &str) -> Option<&'s Entry> {
    let entries = &snapshot.graph.entries;
    entries.iter().find(|e| e.url.as_str() == page)
}

fn panel_finding<'a>(
    finding: &'a Finding,
    snapshot: Option<&Snapshot>,
    root: &Path,
) -> PanelFinding<'a> {
    let editor = snapshot.and_then(|s| s.config.preview.editor.as_deref());
    let is_error = finding.severity == Severity::Error;
    PanelFinding {
        severity: finding.severity.as_str(),
        code: finding.code,
        place: format!("{}:{}:{}", finding.shown_path, finding.line, finding.column),
        href: editor.map(|pattern| editor_link(pattern, finding, root)),
        message: &finding.message,
        help: finding.help.as_deref(),
        snippet: is_error.then(|| human::write(std::slice::from_ref(finding), false)),
    }
}

/// The address that opens a file at a line, from the pattern in `preview.editor`.
fn editor_link(pattern: &str, finding: &Finding, root: &Path) -> String {
    let path = root.join(&*finding.path);
    let path = path.to_string_lossy().replace('\\', "/");
    let path = utf8_percent_encode(&path, PATH_ENCODING).to_string();
    pattern
        .replace("{path}", &path)
        .replace("{line}", &finding.line.to_string())
        .replace("{column}", &finding.column.to_string())
}

#[derive(Serialize)]
struct Suggestion {
    href: String,
    title: String,
}

/// The start of an address without a page, in lower case and without `/` at its ends, as page names are compared with
/// it. At most [`MAX_COMPARED_CHARS`], so that a long one takes no more work.
fn compared_name(path: &str) -> String {
    let decoded = percent_encoding::percent_decode_str(path).decode_utf8_lossy();
    let name = decoded.trim_matches('/').trim_end_matches(".html");
    let lower = name.chars().flat_map(char::to_lowercase);
    lower.take(MAX_COMPARED_CHARS).collect()
}

/// Pages with a similar address, as JSON, the most similar first.
pub fn suggestions_json(revision: &Revision, path: &str) -> String {
    let Some(snapshot) = &revision.snapshot else {
        return "[]".into();
    };
    let wanted = compared_name(path);
    let last = wanted.rsplit('/').next().unwrap_or_default();
    let pages = snapshot.pages().iter();
    let mut scored: Vec<(f64, &Page)> = pages
        .filter(|p| matches!(p.content, Content::Template { .. }) && p.url.as_str() != "404.html")
        .map(|page| {
            let name = page.url.as_str().trim_end_matches(".html").to_lowercase();
            let own = name.rsplit('/').next().unwrap_or_default();
            let score = strsim::jaro_winkler(&wanted, &name) + strsim::jaro_winkler(last, own);
            (score, page)
        })
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.url.cmp(&b.1.url)));
    let best = scored.into_iter().take(MAX_SUGGESTIONS);
    let best = best.filter(|(score, _)| *score > 1.3);
    let list: Vec<Suggestion> = best
        .map(|(_, page)| Suggestion {
            href: format!("/{}", page.url.to_link(UrlStyle::File)),
            title: page_title(page).unwrap_or_else(|| page.url.to_string()),
        })
        .collect();
    serde_json::to_string(&list).unwrap_or_default()
}

/// The title of a page that a template makes.
fn page_title(page: &Page) -> Option<String> {
    let inputs = page.inputs();
    let meta = inputs.get("page")?.value();
    Some(meta.get_from_path("title")?.as_str()?.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_page_is_compared_by_the_start_of_its_address() {
        assert_eq!(compared_name("/Problems/Sl%C3%B6w.html"), "problems/slöw");
        for start in ["x", "a/", "%C3%84", "\u{130}", "%ff"] {
            for repeats in [200, 201, 8_000, 60_000] {
                let compared = compared_name(&start.repeat(repeats)).chars().count();
                assert_eq!(compared, MAX_COMPARED_CHARS, "{start} {repeats}");
            }
        }
    }
}
