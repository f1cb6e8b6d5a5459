//! The page of an insight: its quotations and studies, how many people showed it, and what should follow.

use super::for_and_against::strip_quotation_marks;
use super::{Chip, EntryContext, EntryLayout, Fact, MAX_LIST_ITEMS, fact};
use crate::graph::EntryId;
use crate::model::Fields;
use crate::page::Shared;
use crate::site::prose;
use crate::site::rich_text::RichText;

const SHOWN_FIELDS: &str =
    "validations problems personas stance quotes observed recommendations status";

pub fn layout(ctx: &EntryContext, id: EntryId) -> EntryLayout {
    let fields = ctx.fields(id);
    let studies = ctx.targets(id, "validations");
    let problems = ctx.ranked_problems(ctx.targets(id, "problems"));
    let quotes: Vec<String> = fields
        .texts("quotes")
        .take(MAX_LIST_ITEMS)
        .map(strip_quotation_marks)
        .collect();
    EntryLayout {
        chips: chips(fields),
        facts: facts(ctx, id, fields, &studies),
        shown_fields: SHOWN_FIELDS,
        extra_inputs: vec![
            ("quotes", Shared::new(&quotes)),
            ("validations", ctx.card_list(&studies)),
            ("problems", ctx.card_list(&problems)),
            ("stance", Shared::new(&stance_heading(fields))),
            (
                "recommendations",
                Shared::new(&fact::text_items(fields, "recommendations")),
            ),
        ],
        chain_problems: problems,
        ..EntryLayout::default()
    }
}

fn stance_heading(fields: &Fields) -> &'static str {
    match fields.text("stance") {
        Some("contradicts") => "It speaks against these problems",
        Some("neutral") => "It says neither yes nor no to these problems",
        _ if !fields.is_understood("stance") => "Problems it names",
        _ => "Problems it supports",
    }
}

fn chips(fields: &Fields) -> Vec<Chip> {
    let stance = match fields.text("stance") {
        Some("contradicts") => Chip::new("Contradicts").with_icon("cross"),
        Some("neutral") => Chip::new("Neutral").with_icon("untested"),
        None if !fields.is_understood("stance") => {
            Chip::new(fields.written("stance").unwrap_or_default().to_owned())
        }
        _ => Chip::new("Supports").with_icon("check"),
    };
    let status = fields.written("status").filter(|s| *s != "new");
    [stance]
        .into_iter()
        .chain(status.map(|s| Chip::new(prose::capitalize(s))))
        .collect()
}

fn facts(ctx: &EntryContext, id: EntryId, fields: &Fields, studies: &[EntryId]) -> Vec<Fact> {
    let mut facts = vec![Fact::new(
        "Comes from",
        match studies {
            [] => RichText::new("No study is named yet."),
            studies => ctx.entry_links(studies, 5),
        },
    )];
    if let Some(observed) = fields.map("observed") {
        let count = observed.number("count");
        let line = match (count, observed.number("of")) {
            (Some(count), Some(of)) if of > 0.0 => {
                let share = prose::format_share(count, of, &ctx.site.config);
                let exact = format!(
                    "{} of {}",
                    prose::format_number(count),
                    prose::format_number(of)
                );
                match share == exact {
                    true => RichText::default().strong(exact),
                    false => RichText::default()
                        .strong(share)
                        .muted(format!(" ({exact})")),
                }
            }
            (Some(count), _) => RichText::default().strong(prose::format_number(count)),
            (None, of) => RichText::new(format!(
                "of {}",
                of.map(prose::format_number).unwrap_or_default()
            )),
        };
        facts.push(Fact::new("Seen with", line));
    }
    let who = ctx.targets(id, "personas");
    if !who.is_empty() {
        facts.push(Fact::new("About", ctx.entry_links(&who, 8)));
    }
    if let Some(status) = fields.text("status") {
        facts.push(Fact::new(
            "Status",
            RichText::new(prose::capitalize(status)),
        ));
    }
    facts
}
