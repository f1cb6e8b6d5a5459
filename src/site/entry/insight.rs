//! The page of an insight: its quotations and studies, how many people showed it, and what should follow.

use super::block::Block;
use super::entry_blocks::entries;
use super::for_and_against::strip_quotation_marks;
use super::role_parts::{NO_PARTS, RoleParts};
use super::{Chip, EntryContext, Line, MAX_LIST_ITEMS};
use crate::graph::EntryId;
use crate::model::Fields;
use crate::site::prose;

pub const PARTS: RoleParts = RoleParts {
    chips: &[("stance", stance_chip), ("status", status_chip)],
    facts: &[
        ("validations", "Comes from", |ctx, id| {
            match ctx.targets(id, "validations").as_slice() {
                [] => vec![Line::of("no_study")],
                studies => vec![ctx.entry_links(studies, 5).into()],
            }
        }),
        ("observed", "", observed),
    ],
    blocks: &[("quotes", quotes), ("problems", problems)],
    ..NO_PARTS
};

fn quotes(ctx: &EntryContext, id: EntryId) -> Option<Block> {
    let quotes = ctx.fields(id).texts("quotes").take(MAX_LIST_ITEMS);
    let quotes: Vec<String> = quotes.map(strip_quotation_marks).collect();
    (!quotes.is_empty()).then(|| {
        Block::new("quotations", "quotes", "")
            .wide()
            .with_value("quotes", &quotes)
    })
}

fn problems(ctx: &EntryContext, id: EntryId) -> Option<Block> {
    let title = stance_heading(ctx.fields(id));
    let missing = Some("Linked to no problem yet.");
    entries(
        ctx,
        "problems",
        title,
        ctx.targets(id, "problems"),
        false,
        missing,
    )
}

fn stance_heading(fields: &Fields) -> &'static str {
    match fields.text("stance") {
        Some("contradicts") => "It speaks against these problems",
        Some("neutral") => "It says neither yes nor no to these problems",
        _ if !fields.is_understood("stance") => "Problems it names",
        _ => "Problems it supports",
    }
}

fn stance_chip(ctx: &EntryContext, id: EntryId) -> Option<Chip> {
    let fields = ctx.fields(id);
    Some(match fields.text("stance") {
        Some("contradicts") => Chip::new("Contradicts").with_icon("cross"),
        Some("neutral") => Chip::new("Neutral").with_icon("untested"),
        None if !fields.is_understood("stance") => Chip::new(fields.written("stance")?),
        _ => Chip::new("Supports").with_icon("check"),
    })
}

fn status_chip(ctx: &EntryContext, id: EntryId) -> Option<Chip> {
    let status = ctx
        .fields(id)
        .written("status")
        .filter(|status| *status != "new");
    status.map(|status| Chip::new(prose::capitalize(status)))
}

fn observed(ctx: &EntryContext, id: EntryId) -> Vec<Line> {
    let line = ctx.fields(id).map("observed").map(|observed| {
        let (count, of) = (observed.number("count"), observed.number("of"));
        let share = count.zip(of.filter(|of| *of > 0.0));
        let share = share.map(|(count, of)| prose::format_share(count, of, &ctx.site.config));
        let line = Line::of("observed").with("share", &share);
        line.with("count", &count).with("of", &of)
    });
    line.into_iter().collect()
}
