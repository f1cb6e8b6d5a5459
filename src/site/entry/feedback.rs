//! The page of a feedback entry: the quotation, and how long until it was answered, settled and reported back.

use serde::Serialize;

use super::block::Block;
use super::for_and_against::{self, strip_quotation_marks};
use super::parts::{self, RoleParts};
use super::{EntryContext, MAX_LIST_ITEMS};
use crate::evidence::feedback_clock;
use crate::graph::EntryId;
use crate::model::Fields;
use crate::page::Shared;
use crate::site::prose;
use crate::site::rich_text::RichText;

pub const PARTS: RoleParts = RoleParts {
    statements: &[("quote", for_and_against::quote_statement)],
    facts: &[
        ("count", "How many", |ctx, id| {
            let count = ctx.fields(id).number("count");
            let people = count.map(|count| RichText::new(prose::people(count as usize)));
            people.into_iter().collect()
        }),
        ("sentiment", "Mood", mood),
    ],
    blocks: &[
        ("waiting", |ctx, id| {
            let text = RichText::default().due(overdue_text(ctx, ctx.fields(id))?);
            Some(
                Block::new("line", "waiting", "")
                    .wide()
                    .with_value("text", &text),
            )
        }),
        ("clock", |ctx, id| {
            let block = Block::new("clock", "clock", "From hearing to telling");
            Some(block.with_value("steps", &clock_steps(ctx, ctx.fields(id))))
        }),
        ("problems", |ctx, id| {
            let missing = Some("Linked to no problem yet. Which problem does this speak of?");
            let (title, ids) = ("What it is about", ctx.targets(id, "problems"));
            parts::entries(ctx, "problems", title, ids, false, missing)
        }),
    ],
    ..parts::NO_PARTS
};

fn mood(ctx: &EntryContext, id: EntryId) -> Vec<RichText> {
    let sentiment = ctx.fields(id).number("sentiment");
    let word = sentiment.map(|sentiment| match sentiment as i64 {
        -2 => "Angry",
        -1 => "Unhappy",
        0 => "Neutral",
        1 => "Pleased",
        _ => "Delighted",
    });
    word.map(RichText::new).into_iter().collect()
}

#[derive(Serialize)]
struct ClockStep {
    label: &'static str,
    day: Option<String>,
    note: String,
}

fn clock_steps(ctx: &EntryContext, fields: &Fields) -> Vec<ClockStep> {
    let received = fields.first_day("received");
    let promised = ctx.site.config.feedback.answer_days;
    let steps = [
        (
            "Received",
            "received",
            "Nobody noted when it arrived.".to_owned(),
        ),
        (
            "Answered",
            "responded",
            format!(
                "Not yet. We promise an answer in {}.",
                prose::format_age(promised)
            ),
        ),
        ("Settled", "closed", "Not yet.".into()),
        ("Told what changed", "told", "Not yet.".into()),
    ];
    steps
        .into_iter()
        .map(|(label, field, missing)| {
            let date = fields.date(field);
            let after = received.zip(date).filter(|_| field != "received");
            let note = match (date, after) {
                (None, _) => missing,
                (Some(_), None) => String::new(),
                (Some(date), Some((from, _))) => delay_text(prose::days_between(from, date.first)),
            };
            ClockStep {
                label,
                day: date.map(prose::format_date),
                note,
            }
        })
        .collect()
}

fn delay_text(days: i64) -> String {
    match days {
        d if d < 0 => "before it arrived".into(),
        0 => "the same day".into(),
        1 => "the next day".into(),
        d => format!("{} later", prose::format_age(d)),
    }
}

/// “No answer for 5 days”, if feedback is open for longer than the configured `answer_days`.
fn overdue_text(ctx: &EntryContext, fields: &Fields) -> Option<String> {
    let days = feedback_clock::days_waiting(fields, ctx.site.as_of)?;
    let is_late = days > ctx.site.config.feedback.answer_days;
    is_late.then(|| format!("No answer for {}", prose::format_age(days)))
}

/// Feedback as quotations, overdue first, then newest first.
pub fn quotes(ctx: &EntryContext, block_id: &str, title: String, mut ids: Vec<EntryId>) -> Block {
    let site = ctx.site;
    ids.sort_by_key(|entry| {
        let fields = ctx.fields(*entry);
        let received = fields.first_day("received");
        let is_on_time = overdue_text(ctx, fields).is_none();
        (is_on_time, std::cmp::Reverse(received), *entry)
    });
    let people = feedback_clock::people_count(&site.graph, ids.iter().copied());
    let items = ids.iter().take(MAX_LIST_ITEMS).map(|entry| {
        let quote = ctx.fields(*entry).text("quote").map(strip_quotation_marks);
        Shared::from_map([
            ("card", site.card(*entry)),
            ("quote", &Shared::new(&quote)),
            ("line", &Shared::new(&feedback_line(ctx, *entry))),
        ])
    });
    let voices = prose::pluralize(ids.len(), "voice", "voices");
    let kind = ids
        .first()
        .and_then(|id| site.graph.entry(*id).document.kind);
    let feedback = Shared::from_map([
        ("items", &Shared::from_list(items)),
        ("more", &ctx.more_link(ids.len(), kind)),
    ]);
    let block = Block::new("quotes", block_id, title).with("feedback", feedback);
    block.meta(format!("{voices}, {}", prose::people(people as usize)))
}

/// “Support, 26 October 2024 · Awinita · answered the next day”
fn feedback_line(ctx: &EntryContext, entry: EntryId) -> RichText {
    let site = ctx.site;
    let fields = ctx.fields(entry);
    let note = site.note(entry);
    let mut sentence = RichText::new(prose::capitalize(&note));
    let who = ctx.targets(entry, "personas");
    if !who.is_empty() {
        sentence = sentence.text(" · ").append(ctx.entry_links(&who, 2));
    }
    if let Some(waiting) = overdue_text(ctx, fields) {
        return sentence.text(" · ").due(waiting);
    }
    let received = fields.date("received");
    match (received, fields.date("responded")) {
        (Some(from), Some(to)) => {
            let days = prose::days_between(from.first, to.first);
            sentence = sentence.text(format!(" · answered {}", delay_text(days)));
        }
        (_, None) if !fields.has("closed") => sentence = sentence.text(" · not answered yet"),
        _ => {}
    }
    match fields.has("told") {
        true => sentence.text(" · told what changed"),
        false => sentence,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_are_written_in_everyday_words() {
        assert_eq!(
            [delay_text(0), delay_text(1), delay_text(12)],
            ["the same day", "the next day", "12 days later"]
        );
    }
}
