//! Feedback as quotations, each with where it came from and how soon it was answered.

use super::block::Block;
use super::for_and_against::strip_quotation_marks;
use super::{EntryContext, MAX_LIST_ITEMS};
use crate::evidence::feedback_clock;
use crate::graph::EntryId;
use crate::model::Fields;
use crate::page::Shared;
use crate::site::prose;
use crate::site::rich_text::RichText;

/// “No answer for 5 days”, if feedback is open for longer than the configured `answer_days`.
pub fn overdue_text(ctx: &EntryContext, fields: &Fields) -> Option<String> {
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

pub fn delay_text(days: i64) -> String {
    match days {
        d if d < 0 => "before it arrived".into(),
        0 => "the same day".into(),
        1 => "the next day".into(),
        d => format!("{} later", prose::format_age(d)),
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
