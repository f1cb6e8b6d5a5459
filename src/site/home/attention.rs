//! The part “Needs attention”: findings about people who wait for an answer, missed dates, studies that disagree and
//! stale evidence.

use std::collections::HashMap;

use jiff::civil::Date;
use serde::Serialize;

use crate::graph::EntryId;
use crate::model::{Fields, role};
use crate::site::page_link::PageLink;
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
}

#[derive(Serialize)]
pub struct AttentionItem {
    code: &'static str,
    icon: &'static str,
    #[serde(flatten)]
    link: PageLink,
    reason: RichText,
    /// Days that a person has waited, or that it is late.
    days: Option<i64>,
}

pub fn attention(site: &SiteContext) -> Attention {
    let place = |code| ATTENTION_CODES.iter().position(|of| *of == code);
    let findings = site.findings.iter();
    let mut found: Vec<_> = findings.filter(|f| place(f.code).is_some()).collect();
    let mut by_path: HashMap<&str, EntryId> = HashMap::new();
    if !found.is_empty() {
        let entries = site.graph.iter();
        by_path.extend(entries.map(|(id, entry)| (&*entry.document.path, id)));
    }
    found.retain(|finding| by_path.contains_key(&*finding.path));
    found.sort_by_key(|finding| place(finding.code));
    let lines = found.iter().take(MAX_ITEMS).map(|finding| {
        let id = by_path[&*finding.path];
        let day = due_day(site.fields(id), finding.code);
        AttentionItem {
            code: finding.code,
            icon: card::role_icon(site.graph.role(id)),
            link: PageLink::new(site, id, usize::MAX),
            reason: checks::message_to_rich_text(&finding.message),
            days: day.map(|day| prose::days_between(day, site.as_of)),
        }
    });
    Attention {
        all: found.len(),
        lines: lines.collect(),
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
