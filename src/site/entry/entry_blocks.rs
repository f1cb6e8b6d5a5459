//! Blocks that list entries, each as its role is shown in a list, and the sentence that stands where there are none.

use super::EntryContext;
use super::block::Block;
use super::feedback_quotes;
use crate::graph::EntryId;
use crate::model::Role;
use crate::site::prose;
use crate::site::rich_text::RichText;

pub fn block_id(name: &str) -> String {
    name.replace(['.', '_'], "-")
}

/// A block with one sentence.
pub fn note(name: &str, title: &str, text: &str) -> Block {
    let block = Block::new("paragraphs", block_id(name), title);
    block.with_value("paragraphs", &[RichText::from_backticks(text)])
}

/// Entries as their role is shown in a list, or where they are of several kinds as cards with icons; without entries the sentence that says so, or nothing.
pub fn entries(
    ctx: &EntryContext,
    name: &str,
    title: impl Into<String>,
    ids: Vec<EntryId>,
    is_mixed: bool,
    missing: Option<&str>,
) -> Option<Block> {
    let title = title.into();
    let Some(first) = ids.first() else {
        return missing.map(|text| note(name, &title, text));
    };
    let kind = ctx
        .site
        .graph
        .entry(*first)
        .document
        .kind
        .filter(|_| !is_mixed);
    let role = ctx.role(*first).filter(|_| !is_mixed);
    let id = block_id(name);
    Some(match role {
        Some(Role::Feedback) => feedback_quotes::quotes(ctx, &id, title, ids),
        Some(Role::Problem | Role::Solution) => {
            let ids = match role {
                Some(Role::Problem) => ctx.ranked_problems(ids),
                _ => ids,
            };
            let more = ctx.more_link(ids.len(), kind);
            let block = Block::new("scored", id, title).with("cards", ctx.card_list(&ids));
            block.with("more", more)
        }
        _ => {
            let total = match ids.len() {
                1 => String::new(),
                n => prose::group_digits(n),
            };
            let more = ctx.more_link(ids.len(), kind);
            let block = Block::new("cards", id, title)
                .meta(total)
                .with("more", more);
            let block = block.with("cards", ctx.card_list(&ids));
            block.with_value("icon", &is_mixed)
        }
    })
}

/// Problems as a table with their scores, the highest opportunity first.
pub fn problem_table(
    ctx: &EntryContext,
    name: &str,
    title: &str,
    ids: Vec<EntryId>,
    missing: &str,
) -> Block {
    let Some(first) = ids.first() else {
        return note(name, title, missing).wide();
    };
    let more = ctx.more_link(ids.len(), ctx.site.graph.entry(*first).document.kind);
    let block = Block::new("problem_table", block_id(name), title)
        .wide()
        .with("more", more);
    block.with("cards", ctx.card_list(&ctx.ranked_problems(ids)))
}
