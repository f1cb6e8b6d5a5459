//! The page of a feedback entry: the quotation, and how long until it was answered, settled and reported back.

use serde::Serialize;

use super::block::Block;
use super::entry_blocks::entries;
use super::feedback_quotes::days_overdue;
use super::for_and_against;
use super::role_parts::{NO_PARTS, RoleParts};
use super::{EntryContext, Line, fact};
use crate::graph::EntryId;
use crate::model::Period;
use crate::site::prose;

pub const PARTS: RoleParts = RoleParts {
    statements: &[("quote", for_and_against::quote_statement)],
    facts: &[
        ("count", "How many", |ctx, id| number(ctx, id, "count")),
        ("sentiment", "Mood", |ctx, id| number(ctx, id, "sentiment")),
    ],
    blocks: &[
        ("waiting", |ctx, id| {
            let days = days_overdue(ctx, ctx.fields(id))?;
            let block = Block::new("waiting", "waiting", "").wide();
            Some(block.with_value("days", &days))
        }),
        ("clock", |ctx, id| {
            let block = Block::new("clock", "clock", "From hearing to telling");
            let promised = ctx.site.config.feedback.answer_days;
            let block = block.with_value("steps", &clock_steps(ctx, id));
            Some(block.with_value("promised", &promised))
        }),
        ("problems", |ctx, id| {
            let missing = Some("Linked to no problem yet. Which problem does this speak of?");
            let (title, ids) = ("What it is about", ctx.targets(id, "problems"));
            entries(ctx, "problems", title, ids, false, missing)
        }),
    ],
    ..NO_PARTS
};

fn number(ctx: &EntryContext, id: EntryId, field: &'static str) -> Vec<Line> {
    let n = ctx.fields(id).number(field).map(|n| n as i64);
    let line = n.map(|n| Line::of(field).with("n", &n));
    line.into_iter().collect()
}

#[derive(Serialize)]
struct ClockStep<'a> {
    field: &'static str,
    date: Option<&'a Period>,
    is_date_of_name: bool,
    /// What is written in place of a date.
    written: Option<&'a str>,
    /// Days since the feedback was received.
    days: Option<i64>,
}

fn clock_steps<'a>(ctx: &EntryContext<'a>, id: EntryId) -> [ClockStep<'a>; 4] {
    let fields = ctx.fields(id);
    let received = fields.first_day("received");
    ["received", "responded", "closed", "told"].map(|field| {
        let date = fields.date(field);
        let after = received.zip(date).filter(|_| field != "received");
        ClockStep {
            field,
            date,
            is_date_of_name: fact::is_date_of_name(ctx, id, field),
            written: fields.written(field),
            days: after.map(|(from, date)| prose::days_between(from, date.first)),
        }
    })
}
