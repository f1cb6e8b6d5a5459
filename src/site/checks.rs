//! `checks.html`: the published findings, grouped by severity and code, errors first.

use std::collections::HashMap;
use std::sync::Arc;

use serde::Serialize;

use super::line::Line;
use super::page_link::PageLink;
use super::rich_text::RichText;
use super::view_names::View;
use super::{SiteContext, paging, prose};
use crate::diagnostic::{Finding, Severity};
use crate::graph::EntryId;
use crate::page::{Inputs, Page, Shared, Url};

/// Longer messages are cut, because a message can quote a whole value.
const MAX_MESSAGE_CHARS: usize = 400;

/// The findings of one code that are on one page.
#[derive(Serialize)]
struct CodeGroup<'a> {
    code: &'a str,
    severity: Severity,
    /// What the code means, and why it matters.
    meaning: Vec<RichText>,
    /// Over all pages of the list.
    count: usize,
    lines: Vec<FindingLine>,
}

#[derive(Serialize)]
struct FindingLine {
    /// The page of the entry; `None` if the file has no page.
    entry: Option<PageLink>,
    /// `problems/know-why.md:3:1`
    place: String,
    /// The same line in the repository's web view; `None` without a `repository`.
    source: Option<String>,
    message: RichText,
    help: Option<RichText>,
}

pub fn exists(site: &SiteContext) -> bool {
    site.shows_findings() && !site.findings.is_empty()
}

pub fn pages(site: &Arc<SiteContext>) -> Vec<Page> {
    if !exists(site) {
        return vec![];
    }
    let findings = &site.findings;
    let mut order: Vec<usize> = (0..findings.len()).collect();
    // The sort is stable: findings of one code stay in the order of files and lines.
    order.sort_by_key(|i| (std::cmp::Reverse(findings[*i].severity), findings[*i].code));
    // The path is printed as the place and in two addresses, percent-encoded up to three times as long.
    let bytes = |i: &usize| 400 + 7 * findings[*i].path.len() + 2 * MAX_MESSAGE_CHARS;
    let view = View::named("checks");
    let parts = paging::paginate(&view.url(), &order, site.url_style(), bytes);
    let page = |part: paging::ListPage<usize>| {
        let (site, url, shown) = (Arc::clone(site), part.url.clone(), part.items.to_vec());
        let pager = Shared::new(&part.pager);
        Page::lazy(part.url, "checks.html", move || {
            page_inputs(&site, &url, &shown).with("pager", pager.clone())
        })
    };
    parts.into_iter().map(page).collect()
}

/// The inputs of the page with these findings.
fn page_inputs(site: &SiteContext, url: &Url, shown: &[usize]) -> Inputs {
    let count = |is_wanted: &dyn Fn(&Finding) -> bool| {
        let wanted = site.findings.iter().filter(|finding| is_wanted(finding));
        wanted.count()
    };
    let severities = [Severity::Error, Severity::Warning, Severity::Hint];
    let counts = severities.map(|severity| (count(&|f| f.severity == severity), severity));
    let ids = site.graph.ids();
    let entries: HashMap<&str, EntryId> = ids
        .map(|id| (&*site.graph.entry(id).document.path, id))
        .collect();
    let group = |findings: &[&Finding]| {
        let (code, severity) = (findings[0].code, findings[0].severity);
        let meaning = (site.explain_code)(code).into_iter().flatten();
        let lines = findings.iter();
        CodeGroup {
            code,
            severity,
            meaning: meaning.map(message_to_rich_text).collect(),
            count: count(&|f| f.code == code && f.severity == severity),
            lines: lines
                .map(|finding| finding_line(site, finding, &entries))
                .collect(),
        }
    };
    let findings: Vec<&Finding> = shown.iter().map(|i| &site.findings[*i]).collect();
    let groups = findings.chunk_by(|a, b| (a.severity, a.code) == (b.severity, b.code));
    let lede = Line::of("checks_lede").with("counts", &counts);
    View::named("checks")
        .inputs(site, url, lede)
        .with_value("groups", &groups.map(group).collect::<Vec<_>>())
        .with_value("lines", &findings.len())
}

/// A message as a sentence with capital and full stop; text between backticks becomes code, between asterisks strong.
pub fn message_to_rich_text(message: &str) -> RichText {
    let message = prose::capitalize(&paging::truncate_chars(message.trim(), MAX_MESSAGE_CHARS));
    let mut rich_text = RichText::default();
    // With an odd number of backticks no pair is certain, so all of it stays text.
    let paired = message.matches('`').count().is_multiple_of(2);
    for (i, part) in message.split('`').enumerate() {
        rich_text = match i % 2 == 1 && paired {
            true => rich_text.code(part),
            false => append_with_titles(rich_text, part),
        };
    }
    match message.ends_with(['.', '?', '!', '…']) {
        true => rich_text,
        false => rich_text.text("."),
    }
}

/// Appends text, what is between asterisks as strong. With an odd number of asterisks they are plain characters.
fn append_with_titles(mut rich_text: RichText, text: &str) -> RichText {
    if !text.matches('*').count().is_multiple_of(2) {
        return rich_text.text(text);
    }
    for (i, part) in text.split('*').enumerate() {
        rich_text = match i % 2 == 1 {
            true => rich_text.strong(part),
            false => rich_text.text(part),
        };
    }
    rich_text
}

fn finding_line(
    site: &SiteContext,
    finding: &Finding,
    entries: &HashMap<&str, EntryId>,
) -> FindingLine {
    let entry = entries.get(&*finding.path);
    let source = site.source_url(&finding.path);
    FindingLine {
        entry: entry.map(|id| PageLink::new(site, *id, usize::MAX)),
        place: format!("{}:{}:{}", finding.shown_path, finding.line, finding.column),
        source: source.map(|url| format!("{url}#L{}", finding.line)),
        message: message_to_rich_text(&finding.message),
        help: finding.help.as_deref().map(message_to_rich_text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_becomes_a_sentence_with_code_and_titles() {
        let text =
            |message| serde_json::to_string(&message_to_rich_text(message)).expect("plain data");
        assert_eq!(
            message_to_rich_text("did you mean `a`?").to_plain_text(),
            "Did you mean a?"
        );
        assert_eq!(
            message_to_rich_text("who has this problem").to_plain_text(),
            "Who has this problem."
        );
        assert!(text("add `personas:`").contains(r#"["code","personas:"]"#));
        assert!(!text("a ` alone").contains("code"));
        assert_eq!(
            message_to_rich_text("*Know why* says `x`").to_plain_text(),
            "Know why says x."
        );
        assert_eq!(
            message_to_rich_text("a * alone").to_plain_text(),
            "A * alone."
        );
    }
}
