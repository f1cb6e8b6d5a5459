//! The page of an insight: its quotations and studies, how many people showed it, and what should follow.

use super::block::Block;
use super::entry_blocks::entries;
use super::for_and_against::strip_quotation_marks;
use super::panel::panel;
use super::role_parts::{NO_PARTS, RoleParts};
use super::{EntryContext, MAX_LIST_ITEMS};
use crate::model::{Role, role};
use crate::site::line::Line;
use crate::site::prose;

pub const PARTS: RoleParts = RoleParts {
    chips: &[
        ("stance", |ctx| {
            let line = Line::of("stance").with("stance", stance(ctx));
            Some(line.with("written", &ctx.fields.written("stance")))
        }),
        ("status", |ctx| {
            let status = ctx.fields.written("status");
            let status = status.filter(|status| *status != "new")?;
            Some(Line::of("word").with("word", status))
        }),
    ],
    facts: &[
        ("validations", |ctx| {
            let studies = ctx.linked(&ctx.targets("validations"), 5);
            studies.or_else(|| Some(ctx.no_link("validations", "no_study")))
        }),
        ("observed", |ctx| {
            let observed = ctx.fields.map("observed")?;
            let (count, of) = (observed.number("count"), observed.number("of"));
            let share = count.zip(of.filter(|of| *of > 0.0));
            let share = share.map(|(count, of)| prose::format_share(count, of, &ctx.site.config));
            let line = Line::of("observed").with("share", &share);
            Some(line.with("count", &count).with("of", &of))
        }),
    ],
    blocks: &[
        ("quotes", |ctx| {
            let quotes = role::Insight(ctx.fields).quotes().take(MAX_LIST_ITEMS);
            let quotes: Vec<&str> = quotes.map(strip_quotation_marks).collect();
            (!quotes.is_empty()).then(|| Block::new("").with("quotes", &quotes))
        }),
        ("problems", |ctx| {
            let name = format!("problems-{}", stance(ctx));
            let panel = panel(Some(Role::Insight), &name)?;
            let block = entries(ctx, ctx.targets("problems"), false, None);
            let missing = panel.missing.as_deref().unwrap_or_default();
            let missing = ctx.missing("problems", missing);
            Some(match block {
                Some(block) => block.in_panel(panel, &name, ctx.document()),
                None => Block::missing(panel, &name, ctx.document(), missing),
            })
        }),
    ],
    ..NO_PARTS
};

/// What it says of its problems; `named` where that is not understood.
fn stance(ctx: &EntryContext) -> &'static str {
    match role::Insight(ctx.fields).stance() {
        Some("contradicts") => "contradicts",
        Some("neutral") => "neutral",
        Some(_) => "supports",
        None => "named",
    }
}
