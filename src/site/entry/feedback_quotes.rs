//! Feedback as quotations, each with where it came from and how soon it was answered.

use super::block::Block;
use super::for_and_against::quoted_elsewhere;
use super::{EntryContext, MAX_LIST_ITEMS};
use crate::evidence::feedback_clock;
use crate::graph::{EntryId, distinct_in_order};
use crate::model::role;
use crate::page::Shared;
use crate::site::line::Line;
use crate::site::prose;

/// For how many days feedback is open, if that is longer than the configured `answer_days`.
pub fn days_overdue(ctx: &EntryContext, feedback: role::Feedback) -> Option<i64> {
    let days = feedback_clock::days_waiting(feedback, ctx.site.as_of)?;
    (days > ctx.site.config.feedback.answer_days).then_some(days)
}

/// Feedback as quotations, overdue first, then newest first.
pub fn quotes(ctx: &EntryContext, mut ids: Vec<EntryId>, by: Option<&str>) -> Block {
    let site = ctx.site;
    ids.sort_by_key(|entry| {
        let feedback = role::Feedback(site.fields(*entry));
        let received = feedback.received().map(|date| date.first);
        let is_on_time = days_overdue(ctx, feedback).is_none();
        (is_on_time, std::cmp::Reverse(received), *entry)
    });
    let people = feedback_clock::people_count(&site.graph, ids.iter().copied());
    let items = ids.iter().take(MAX_LIST_ITEMS).map(|entry| {
        let quote = site.fields(*entry).text("quote");
        Shared::from_map([
            ("card", site.card(*entry)),
            ("quote", &Shared::new(&quote.map(quoted_elsewhere))),
            ("line", &Shared::new(&feedback_line(ctx, *entry))),
        ])
    });
    Block::new("quotes")
        .with("voices", &ids.len())
        .with("people", &(people as usize))
        .with_shared("items", Shared::from_list(items))
        .with_shared("more", ctx.more_that_link(&ids, by))
}

fn feedback_line(ctx: &EntryContext, entry: EntryId) -> Line {
    let feedback = role::Feedback(ctx.site.fields(entry));
    let who = distinct_in_order(ctx.site.graph.personas_of(entry));
    let (received, responded) = (feedback.received(), feedback.responded());
    let days = received.zip(responded);
    let days = days.map(|(from, to)| prose::days_between(from.first, to.first));
    let is_open = responded.is_none() && !feedback.is_closed();
    Line::of("feedback")
        .with("note", &ctx.site.note(entry))
        .with("who", &ctx.entry_links(&who, 2))
        .with("overdue", &days_overdue(ctx, feedback))
        .with("answered_after", &days)
        .with("is_open", &is_open)
        .with("is_told", &feedback.is_told())
}
