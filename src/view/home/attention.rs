//! What needs a decision, an answer or a test: the findings about people who wait, days that are past, studies that
//! disagree and evidence that has gone stale under something live.

use std::collections::HashMap;

use jiff::civil::Date;
use serde::Serialize;

use crate::diagnostic::Finding;
use crate::graph::Id;
use crate::view::sentence::Sentence;
use crate::view::{Look, card, checks, prose};

/// So many stand on the home page; the others are with the checks.
const MOST: usize = 12;

/// The findings that are shown here, people who wait first.
const CODES: [&str; 6] = [
    "feedback-overdue",
    "test-overdue",
    "revisit-due",
    "waiver-expired",
    "contested",
    "stale-evidence",
];

#[derive(Serialize)]
pub struct Attention {
    pub lines: Vec<Line>,
    pub all: usize,
    /// How many are not among the lines.
    pub more: usize,
}

#[derive(Serialize)]
pub struct Line {
    icon: &'static str,
    title: String,
    href: String,
    reason: Sentence,
    tag: String,
    /// due · plain
    tone: &'static str,
}

pub fn lines(look: &Look) -> Attention {
    let wanted = |finding: &&Finding| CODES.contains(&finding.code);
    let mut found: Vec<&Finding> = look.findings.iter().filter(wanted).collect();
    if found.is_empty() {
        return Attention {
            lines: vec![],
            all: 0,
            more: 0,
        };
    }
    let entries = look.graph.iter();
    let by_path: HashMap<&str, Id> = entries.map(|(id, e)| (&*e.document.path, id)).collect();
    found.retain(|finding| by_path.contains_key(&*finding.path));
    found.sort_by_key(|finding| CODES.iter().position(|code| *code == finding.code));
    let lines: Vec<Line> = found
        .iter()
        .take(MOST)
        .filter_map(|finding| Some(line(look, *by_path.get(&*finding.path)?, finding)))
        .collect();
    Attention {
        all: found.len(),
        more: found.len() - lines.len(),
        lines,
    }
}

/// “Seven things need a decision or an answer. Everything else can wait.”
pub fn sentence(all: usize) -> Sentence {
    match all {
        0 => Sentence::new("Nothing waits for a decision or an answer."),
        1 => Sentence::default()
            .mark("One thing")
            .say(" needs a decision or an answer. Everything else can wait."),
        n => Sentence::default()
            .mark(format!("{} things", prose::capital(&prose::number(n))))
            .say(" need a decision or an answer. Everything else can wait."),
    }
}

fn line(look: &Look, id: Id, finding: &Finding) -> Line {
    let entry = look.graph.entry(id);
    let (tag, tone) = tag(look, id, finding.code);
    Line {
        icon: match finding.code {
            "contested" => "split",
            "stale-evidence" => "clock",
            _ => card::icon(look.graph.role(id)),
        },
        title: entry.document.title.to_string(),
        href: entry.url.link(look.style()),
        reason: checks::said(&finding.message),
        tag,
        tone,
    }
}

/// How long it waits or how late it is. A finding whose day cannot be read has no tag.
fn tag(look: &Look, id: Id, code: &str) -> (String, &'static str) {
    let fields = &look.graph.entry(id).document.fields;
    let since = |day: Option<Date>| day.map(|day| prose::days(day, look.as_of));
    let first = |name: &str| fields.date(name).map(|d| d.first);
    let last = |name: &str| fields.date(name).map(|d| d.last);
    let late = |days: Option<i64>| days.map(|days| format!("{} late", prose::age(days)));
    let (text, tone) = match code {
        "feedback-overdue" => (since(first("received")).map(prose::age), "due"),
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
