//! The page of a feedback entry: the quotation, and how long until it was answered, settled and reported back.

use serde::Serialize;

use super::block::Block;
use super::entry_blocks::entries;
use super::feedback_quotes::{delay_text, overdue_text};
use super::for_and_against;
use super::role_parts::{NO_PARTS, RoleParts};
use super::{EntryContext, fact};
use crate::graph::EntryId;
use crate::model::Fields;
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
            Some(block.with_value("steps", &clock_steps(ctx, id, ctx.fields(id))))
        }),
        ("problems", |ctx, id| {
            let missing = Some("Linked to no problem yet. Which problem does this speak of?");
            let (title, ids) = ("What it is about", ctx.targets(id, "problems"));
            entries(ctx, "problems", title, ids, false, missing)
        }),
    ],
    ..NO_PARTS
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

fn clock_steps(ctx: &EntryContext, id: EntryId, fields: &Fields) -> Vec<ClockStep> {
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
                (None, _) => match fields.written(field) {
                    Some(written) => format!("“{written}” is no date."),
                    None => missing,
                },
                (Some(_), None) => fact::date_source(ctx, id, field).unwrap_or_default().into(),
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
