//! Feedback as quotations, each with where it came from and how soon it was answered.

use super::block::Block;
use super::for_and_against::strip_quotation_marks;
use super::{EntryContext, Line, MAX_LIST_ITEMS};
use crate::evidence::feedback_clock;
use crate::graph::EntryId;
use crate::model::{Fields, role};
use crate::page::Shared;
use crate::site::prose;

/// For how many days feedback is open, if that is longer than the configured `answer_days`.
pub fn days_overdue(ctx: &EntryContext, fields: &Fields) -> Option<i64> {
    let days = feedback_clock::days_waiting(role::Feedback(fields), ctx.site.as_of)?;
    (days > ctx.site.config.feedback.answer_days).then_some(days)
}

/// Feedback as quotations, overdue first, then newest first.
pub fn quotes(ctx: &EntryContext, block_id: &str, title: String, mut ids: Vec<EntryId>) -> Block {
    let site = ctx.site;
    ids.sort_by_key(|entry| {
        let fields = ctx.fields(*entry);
        let received = fields.first_day("received");
        let is_on_time = days_overdue(ctx, fields).is_none();
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

fn feedback_line(ctx: &EntryContext, entry: EntryId) -> Line {
    let fields = ctx.fields(entry);
    let who = ctx.entry_links(&ctx.targets(entry, "personas"), 2);
    let (received, responded) = (fields.date("received"), fields.date("responded"));
    let days = received
        .zip(responded)
        .map(|(from, to)| prose::days_between(from.first, to.first));
    Line::of("feedback")
        .with("note", &ctx.site.note(entry))
        .with("who", &who)
        .with("overdue", &days_overdue(ctx, fields))
        .with("answered_after", &days)
        .with("is_open", &(responded.is_none() && !fields.has("closed")))
        .with("is_told", &fields.has("told"))
}
