//! The part “Needs attention”: findings about people who wait for an answer, missed dates, studies that disagree and
//! stale evidence.

use std::collections::HashMap;

use jiff::civil::Date;
use serde::Serialize;

use crate::diagnostic::Finding;
use crate::graph::EntryId;
use crate::site::rich_text::RichText;
use crate::site::{SiteContext, card, checks, prose};

/// How many are on the home page; the page of checks has them all.
const MAX_ITEMS: usize = 12;

/// The codes of the findings that are shown, in order.
const ATTENTION_CODES: [&str; 6] = [
    "feedback-overdue",
    "test-overdue",
    "revisit-due",
    "waiver-expired",
    "contested",
    "stale-evidence",
];

#[derive(Serialize)]
pub struct Attention {
    pub lines: Vec<AttentionItem>,
    pub all: usize,
    /// How many are not shown.
    pub more: usize,
}

#[derive(Serialize)]
pub struct AttentionItem {
    icon: &'static str,
    title: String,
    href: String,
    reason: RichText,
    tag: String,
    /// due · plain
    tone: &'static str,
}

pub fn attention(site: &SiteContext) -> Attention {
    let wanted = |finding: &&Finding| ATTENTION_CODES.contains(&finding.code);
    let mut found: Vec<&Finding> = site.findings.iter().filter(wanted).collect();
    if found.is_empty() {
        return Attention {
            lines: vec![],
            all: 0,
            more: 0,
        };
    }
    let entries = site.graph.iter();
    let by_path: HashMap<&str, EntryId> = entries.map(|(id, e)| (&*e.document.path, id)).collect();
    found.retain(|finding| by_path.contains_key(&*finding.path));
    found.sort_by_key(|finding| {
        ATTENTION_CODES
            .iter()
            .position(|code| *code == finding.code)
    });
    let lines: Vec<AttentionItem> = found
        .iter()
        .take(MAX_ITEMS)
        .filter_map(|finding| Some(attention_item(site, *by_path.get(&*finding.path)?, finding)))
        .collect();
    Attention {
        all: found.len(),
        more: found.len() - lines.len(),
        lines,
    }
}

/// “Seven things need a decision or an answer. Everything else can wait.”
pub fn attention_sentence(all: usize) -> RichText {
    match all {
        0 => RichText::new("Nothing waits for a decision or an answer."),
        1 => RichText::default()
            .highlight("One thing")
            .text(" needs a decision or an answer. Everything else can wait."),
        n => RichText::default()
            .highlight(format!("{} things", prose::capital_number_word(n)))
            .text(" need a decision or an answer. Everything else can wait."),
    }
}

fn attention_item(site: &SiteContext, id: EntryId, finding: &Finding) -> AttentionItem {
    let entry = site.graph.entry(id);
    let (tag, tone) = lateness_tag(site, id, finding.code);
    AttentionItem {
        icon: match finding.code {
            "contested" => "split",
            "stale-evidence" => "clock",
            _ => card::role_icon(site.graph.role(id)),
        },
        title: entry.document.title.to_string(),
        href: entry.url.to_link(site.url_style()),
        reason: checks::message_to_rich_text(&finding.message),
        tag,
        tone,
    }
}

/// How long a person has waited or how late it is, and the tone. The tag is empty if the date is missing.
fn lateness_tag(site: &SiteContext, id: EntryId, code: &str) -> (String, &'static str) {
    let fields = site.fields(id);
    let since = |day: Option<Date>| day.map(|day| prose::days_between(day, site.as_of));
    let first = |name: &str| fields.date(name).map(|d| d.first);
    let last = |name: &str| fields.date(name).map(|d| d.last);
    let late = |days: Option<i64>| days.map(|days| format!("{} late", prose::format_age(days)));
    let (text, tone) = match code {
        "feedback-overdue" => (since(first("received")).map(prose::format_age), "due"),
        "test-overdue" => {
            let day = ["date", "end", "start"].into_iter().find_map(last);
            (late(since(day)), "due")
        }
        "revisit-due" => (late(since(last("revisit"))), "due"),
        "waiver-expired" => {
            let until = fields.map("waiver").and_then(|w| w.date("until"));
            (late(since(until.map(|d| d.last))), "due")
        }
        "contested" => (Some("Contested".into()), "plain"),
        _ => (None, "plain"),
    };
    (text.unwrap_or_default(), tone)
}
