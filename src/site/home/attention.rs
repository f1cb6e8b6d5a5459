//! The part “Needs attention”: findings about people who wait for an answer, missed dates, studies that disagree and
//! stale evidence.

use std::collections::HashMap;

use jiff::civil::Date;
use serde::Serialize;

use crate::diagnostic::Finding;
use crate::graph::EntryId;
use crate::model::{Fields, role};
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
    code: &'static str,
    icon: &'static str,
    title: String,
    href: String,
    reason: RichText,
    /// Days that a person has waited, or that it is late.
    days: Option<i64>,
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

fn attention_item(site: &SiteContext, id: EntryId, finding: &Finding) -> AttentionItem {
    let entry = site.graph.entry(id);
    AttentionItem {
        code: finding.code,
        icon: card::role_icon(site.graph.role(id)),
        title: entry.document.title.to_string(),
        href: entry.url.to_link(site.url_style()),
        reason: checks::message_to_rich_text(&finding.message),
        days: due_day(site.fields(id), finding.code)
            .map(|day| prose::days_between(day, site.as_of)),
    }
}

/// The day since when a person waits, or something is late.
fn due_day(fields: &Fields, code: &str) -> Option<Date> {
    match code {
        "feedback-overdue" => role::Feedback(fields).received().map(|day| day.first),
        "test-overdue" => role::Validation(fields).day().map(|day| day.last),
        "revisit-due" => role::Decision(fields).revisit().map(|day| day.last),
        "waiver-expired" => role::Solution(fields).waived_until(),
        _ => None,
    }
}
