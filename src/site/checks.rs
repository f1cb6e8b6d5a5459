//! `checks.html`: the published findings, grouped by severity and code, errors first.

use std::collections::HashMap;
use std::sync::Arc;

use serde::Serialize;

use super::line::Line;
use super::rich_text::RichText;
use super::{SiteContext, paging, prose};
use crate::diagnostic::{Finding, Severity};
use crate::graph::{Entry, EntryId};
use crate::page::{Page, Shared, Url};

const URL: &str = "checks.html";
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
    lines: Vec<FindingLine<'a>>,
}

#[derive(Serialize)]
struct FindingLine<'a> {
    /// The page of the entry, from the root of the site. `None` if the file has no page.
    href: Option<String>,
    title: Option<&'a str>,
    /// `problems/know-why.md:3:1`
    place: String,
    /// The same line in the repository's web view; `None` without a `repository`.
    source: Option<String>,
    message: RichText,
    help: Option<RichText>,
}

pub fn exists(site: &SiteContext) -> bool {
    !site.findings.is_empty()
}

pub fn pages(site: &Arc<SiteContext>) -> Vec<Page> {
    if site.findings.is_empty() {
        return vec![];
    }
    let mut findings: Vec<&Finding> = site.findings.iter().collect();
    // The sort is stable: findings of one code stay in the order of files and lines.
    findings.sort_by_key(|f| (std::cmp::Reverse(f.severity), f.code));
    let mut counts: HashMap<(Severity, &str), usize> = HashMap::new();
    for finding in &findings {
        *counts.entry((finding.severity, finding.code)).or_default() += 1;
    }
    let entries: HashMap<&str, (EntryId, &Entry)> = site
        .graph
        .ids()
        .map(|id| (id, site.graph.entry(id)))
        .map(|(id, e)| (&*e.document.path, (id, e)))
        .collect();
    let parts = paging::paginate(&Url::new(URL), &findings, site.url_style(), |finding| {
        // The path is printed as the place and in two addresses, percent-encoded up to three times as long.
        400 + 7 * finding.path.len() + 2 * MAX_MESSAGE_CHARS
    });
    let page = |part: paging::ListPage<&Finding>| {
        let mut groups: Vec<CodeGroup> = Vec::new();
        for finding in part.items {
            match groups.last_mut() {
                Some(group) if group.code == finding.code && group.severity == finding.severity => {
                }
                _ => groups.push(CodeGroup {
                    code: finding.code,
                    severity: finding.severity,
                    meaning: (site.explain_code)(finding.code)
                        .into_iter()
                        .flatten()
                        .map(message_to_rich_text)
                        .collect(),
                    count: counts[&(finding.severity, finding.code)],
                    lines: vec![],
                }),
            }
            if let Some(group) = groups.last_mut() {
                let entry = entries.get(&*finding.path).map(|(_, e)| *e);
                group.lines.push(finding_line(site, finding, entry));
            }
        }
        let of = |severity| {
            site.findings
                .iter()
                .filter(|f| f.severity == severity)
                .count()
        };
        let severities = [Severity::Error, Severity::Warning, Severity::Hint];
        let counts = severities.map(|severity| (of(severity), severity));
        let lede = Line::of("checks_lede").with("counts", &counts);
        let meta = site.page_meta(&part.url, "What to check", "", "checks");
        let meta = meta.with_lede(lede).as_of(site.as_of);
        let inputs = site
            .layout_inputs(&meta)
            .with("groups", Shared::new(&groups))
            .with("pager", Shared::new(&part.pager));
        Page::template(part.url, "checks.html", inputs)
    };
    parts.into_iter().map(page).collect()
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

fn finding_line<'a>(
    site: &SiteContext,
    finding: &Finding,
    entry: Option<&'a Entry>,
) -> FindingLine<'a> {
    let source = site.source_url(&finding.path);
    FindingLine {
        href: entry.map(|e| e.url.to_link(site.url_style())),
        title: entry.map(|e| &*e.document.title),
        place: format!("{}:{}:{}", finding.path, finding.line, finding.column),
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
