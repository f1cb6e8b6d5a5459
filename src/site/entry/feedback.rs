//! The page of a feedback entry: the quotation, and how long until it was answered, settled and reported back.

use jiff::civil::Date;
use serde::Serialize;

use super::for_and_against::strip_quotation_marks;
use super::{Chip, EntryContext, EntryLayout, Fact, MAX_LIST_ITEMS, fact};
use crate::graph::EntryId;
use crate::model::{Fields, Role};
use crate::page::Shared;
use crate::site::prose;
use crate::site::rich_text::RichText;

const SHOWN_FIELDS: &str =
    "received channel personas problems quote count responded closed told sentiment";

pub fn layout(ctx: &EntryContext, id: EntryId) -> EntryLayout {
    let fields = ctx.fields(id);
    let problems = ctx.ranked_problems(ctx.targets(id, "problems"));
    let quote = fields.text("quote").map(strip_quotation_marks);
    EntryLayout {
        statement: quote
            .map(|quote| RichText::new(format!("“{quote}”")))
            .unwrap_or_default(),
        statement_style: super::StatementStyle::PullQuote,
        chips: Chip::from_fields(fields, &["channel"]),
        facts: facts(ctx, id, fields),
        shown_fields: SHOWN_FIELDS,
        extra_inputs: vec![
            ("clock", Shared::new(&clock_steps(ctx, id, fields))),
            ("waiting", Shared::new(&overdue_text(ctx, fields))),
            ("problems", ctx.card_list(&problems)),
        ],
        chain_problems: problems,
        ..EntryLayout::default()
    }
}

fn facts(ctx: &EntryContext, id: EntryId, fields: &Fields) -> Vec<Fact> {
    let who = ctx.targets(id, "personas");
    let mut facts = Vec::new();
    if !who.is_empty() {
        facts.push(Fact::new("Who", ctx.entry_links(&who, 8)));
    }
    if let Some(count) = fields.number("count") {
        let many = prose::people(count as usize);
        facts.push(Fact::new("How many", RichText::new(many)));
    }
    if let Some(sentiment) = fields.number("sentiment") {
        let word = match sentiment as i64 {
            -2 => "Angry",
            -1 => "Unhappy",
            0 => "Neutral",
            1 => "Pleased",
            _ => "Delighted",
        };
        facts.push(Fact::new("Mood", RichText::new(word)));
    }
    facts
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
    let received = fields.date("received")?.first;
    overdue_since(
        received,
        fields,
        ctx.site.as_of,
        ctx.site.config.feedback.answer_days,
    )
}

fn overdue_since(received: Date, fields: &Fields, today: Date, promised: i64) -> Option<String> {
    let is_open = !["responded", "closed", "told"]
        .iter()
        .any(|field| fields.has(field));
    let days = prose::days_between(received, today);
    (is_open && days > promised).then(|| format!("No answer for {}", prose::format_age(days)))
}

/// The feedback about a problem or from a persona, overdue first, then newest first:
/// `{items: [{card, quote, line}], more, total}`.
pub fn feedback_about(ctx: &EntryContext, id: EntryId) -> Shared {
    let site = ctx.site;
    let field = match ctx.role(id) {
        Some(Role::Persona) => "personas",
        _ => "problems",
    };
    let mut entries = ctx.sources(id, Role::Feedback, field);
    entries.sort_by_key(|entry| {
        let fields = ctx.fields(*entry);
        let received = fields.first_day("received");
        (
            overdue_text(ctx, fields).is_none(),
            std::cmp::Reverse(received),
            *entry,
        )
    });
    let people =
        crate::evidence::feedback_clock::people_count(&ctx.site.graph, entries.iter().copied());
    let items = entries.iter().take(MAX_LIST_ITEMS).map(|entry| {
        let quote = ctx.fields(*entry).text("quote").map(strip_quotation_marks);
        Shared::from_map([
            ("card", site.card(*entry)),
            ("quote", &Shared::new(&quote)),
            ("line", &Shared::new(&feedback_line(ctx, *entry, id))),
        ])
    });
    let total = match entries.len() {
        0 => String::new(),
        n => format!(
            "{}, {}",
            prose::pluralize(n, "voice", "voices"),
            prose::people(people as usize)
        ),
    };
    Shared::from_map([
        ("items", &Shared::from_list(items)),
        ("more", &ctx.more_link(entries.len(), Role::Feedback)),
        ("total", &Shared::new(&total)),
    ])
}

/// “Support, 26 October 2024 · Awinita · answered the next day”
fn feedback_line(ctx: &EntryContext, entry: EntryId, about: EntryId) -> RichText {
    let site = ctx.site;
    let fields = ctx.fields(entry);
    let note = site.note(entry);
    let mut sentence = RichText::new(prose::capitalize(&note));
    let who: Vec<EntryId> = ctx
        .targets(entry, "personas")
        .into_iter()
        .filter(|id| *id != about)
        .collect();
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
    use jiff::civil::date;

    #[test]
    fn feedback_is_overdue_only_after_the_promised_days_without_an_answer() {
        let open = Fields::default();
        let today = date(2024, 10, 31);
        assert_eq!(overdue_since(date(2024, 10, 29), &open, today, 2), None);
        let late = overdue_since(date(2024, 10, 26), &open, today, 2);
        assert_eq!(late.as_deref(), Some("No answer for 5 days"));
        let flag = crate::model::Value::Flag(true);
        let answered = Fields(vec![("responded".into(), flag)]);
        assert_eq!(overdue_since(date(2024, 10, 1), &answered, today, 2), None);
    }

    #[test]
    fn delays_are_written_in_everyday_words() {
        assert_eq!(
            [delay_text(0), delay_text(1), delay_text(12)],
            ["the same day", "the next day", "12 days later"]
        );
    }
}
