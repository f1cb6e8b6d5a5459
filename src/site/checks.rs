//! What there is to check, by code: the worst first. Findings that concern hidden things never get here.

use std::collections::HashMap;

use serde::Serialize;

use super::rich_text::RichText;
use super::{SiteContext, paging, prose};
use crate::diagnostic::{Finding, Severity};
use crate::graph::{Entry, EntryId};
use crate::page::{Page, Shared, Url, encode_path};

const URL: &str = "checks.html";
/// So much of a message stands on the page; a message can quote a whole value.
const MAX_MESSAGE_CHARS: usize = 400;

/// The findings of one code, as far as they stand on this page.
#[derive(Serialize)]
struct CodeGroup<'a> {
    code: &'a str,
    severity: Severity,
    /// What the code means, and why it matters.
    meaning: Vec<RichText>,
    /// On all pages: “19 errors”.
    count: String,
    lines: Vec<FindingLine<'a>>,
}

#[derive(Serialize)]
struct FindingLine<'a> {
    /// The page of the entry, where the file has one; from the root of the site.
    href: Option<String>,
    title: Option<&'a str>,
    /// `problems/know-why.md:3:1`, and where the repository shows it.
    place: String,
    source: Option<String>,
    message: RichText,
    help: Option<RichText>,
}

pub fn exists(site: &SiteContext) -> bool {
    !site.findings.is_empty()
}

pub fn pages(site: &SiteContext) -> Vec<Page> {
    if site.findings.is_empty() {
        return vec![];
    }
    let mut findings: Vec<&Finding> = site.findings.iter().collect();
    // Within a code they stay in the order of files and lines.
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
    let lede = severity_summary(site);
    let parts = paging::paginate(&Url::new(URL), &findings, site.url_style(), |finding| {
        // The path stands there as a place, as a link to the source and in the address of the page.
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
                    count: severity_count(
                        counts[&(finding.severity, finding.code)],
                        finding.severity,
                    ),
                    lines: vec![],
                }),
            }
            if let Some(group) = groups.last_mut() {
                let entry = entries.get(&*finding.path).map(|(_, e)| *e);
                group.lines.push(finding_line(site, finding, entry));
            }
        }
        let mut meta = site.page_meta(&part.url, "What to check", &lede, "checks");
        meta.as_of = Some((site.as_of.to_string(), prose::format_day(site.as_of)));
        let inputs = site
            .layout_inputs(&meta)
            .with("lede", Shared::new(&lede))
            .with("groups", Shared::new(&groups))
            .with("pager", Shared::new(&part.pager));
        Page::template(part.url, "checks.html", inputs)
    };
    parts.into_iter().map(page).collect()
}

/// “2 errors, 14 warnings and 3 hints.”
fn severity_summary(site: &SiteContext) -> String {
    let all = [Severity::Error, Severity::Warning, Severity::Hint];
    let of = |severity| {
        site.findings
            .iter()
            .filter(|f| f.severity == severity)
            .count()
    };
    let counts = all.map(|severity| (of(severity), severity)).into_iter();
    let given = counts.filter(|(n, _)| *n > 0);
    let parts: Vec<String> = given
        .map(|(n, severity)| severity_count(n, severity))
        .collect();
    match parts.as_slice() {
        [] => String::new(),
        [one] => format!("{one}."),
        [first @ .., last] => format!("{} and {last}.", first.join(", ")),
    }
}

/// “1 error”, “14 warnings”.
fn severity_count(n: usize, severity: Severity) -> String {
    let one = severity.as_str();
    prose::pluralize(n, one, &format!("{one}s"))
}

/// A message as a sentence: a capital, a full stop, what stands in backticks as code, and titles between asterisks.
pub fn message_to_rich_text(message: &str) -> RichText {
    let message = prose::capitalize(&paging::truncate_chars(message.trim(), MAX_MESSAGE_CHARS));
    let mut sentence = RichText::default();
    // With an odd number of backticks the last one opens nothing.
    let paired = message.matches('`').count().is_multiple_of(2);
    for (i, part) in message.split('`').enumerate() {
        sentence = match i % 2 == 1 && paired {
            true => sentence.code(part),
            false => append_with_titles(sentence, part),
        };
    }
    match message.ends_with(['.', '?', '!', '…']) {
        true => sentence,
        false => sentence.text("."),
    }
}

/// Words with titles between asterisks; one asterisk alone is a character like others.
fn append_with_titles(mut sentence: RichText, words: &str) -> RichText {
    if !words.matches('*').count().is_multiple_of(2) {
        return sentence.text(words);
    }
    for (i, part) in words.split('*').enumerate() {
        sentence = match i % 2 == 1 {
            true => sentence.strong(part),
            false => sentence.text(part),
        };
    }
    sentence
}

fn finding_line<'a>(
    site: &SiteContext,
    finding: &Finding,
    entry: Option<&'a Entry>,
) -> FindingLine<'a> {
    let source = site.config.repository.as_deref().map(|repository| {
        let (branch, path) = (encode_path(&site.config.branch), encode_path(&finding.path));
        let repository = repository.trim_end_matches('/');
        format!("{repository}/blob/{branch}/{path}#L{}", finding.line)
    });
    FindingLine {
        href: entry.map(|e| e.url.to_link(site.url_style())),
        title: entry.map(|e| &*e.document.title),
        place: format!("{}:{}:{}", finding.path, finding.line, finding.column),
        source,
        message: message_to_rich_text(&finding.message),
        help: finding.help.as_deref().map(message_to_rich_text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_a_sentence_and_names_are_code() {
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
