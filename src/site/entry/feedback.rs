//! The page of a feedback entry: the quotation, and how long until it was answered, settled and reported back.

use serde::Serialize;

use super::block::Block;
use super::feedback_quotes::days_overdue;
use super::for_and_against;
use super::role_parts::{NO_PARTS, RoleParts};
use super::{EntryContext, fact};
use crate::model::role;
use crate::site::line::Line;
use crate::site::prose;
use crate::text::Period;

pub const PARTS: RoleParts = RoleParts {
    statements: &[("quote", for_and_against::quote_statement)],
    facts: &[
        ("count", |ctx| whole_number(ctx, "count")),
        ("sentiment", |ctx| whole_number(ctx, "sentiment")),
    ],
    blocks: &[
        ("waiting", |ctx| {
            let days = days_overdue(ctx, role::Feedback(ctx.fields))?;
            Some(Block::new("").with("days", &days))
        }),
        ("clock", |ctx| {
            let promised = ctx.site.config.feedback.answer_days;
            let block = Block::new("").with("steps", &clock_steps(ctx));
            Some(block.with("promised", &promised))
        }),
    ],
    ..NO_PARTS
};

fn whole_number(ctx: &EntryContext, field: &'static str) -> Option<Line> {
    let n = ctx.fields.number(field)? as i64;
    Some(Line::of(field).with("n", &n))
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

fn clock_steps<'a>(ctx: &EntryContext<'a>) -> [ClockStep<'a>; 4] {
    let received = role::Feedback(ctx.fields).received();
    ["received", "responded", "closed", "told"].map(|field| {
        let date = ctx.fields.date(field);
        let after = received.zip(date).filter(|_| field != "received");
        ClockStep {
            field,
            date,
            is_date_of_name: fact::is_date_of_name(ctx, field),
            written: ctx.fields.written(field),
            days: after.map(|(from, date)| prose::days_between(from.first, date.first)),
        }
    })
}
