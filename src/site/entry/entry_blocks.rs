//! Blocks that list entries, each as its role is shown in a list.

use super::EntryContext;
use super::block::Block;
use super::feedback_quotes;
use crate::graph::EntryId;
use crate::model::Role;

/// Entries as their role is shown in a list, or where they are of several kinds as cards with icons; `None` without any. `by`
/// is the field by which they link here.
pub fn entries(
    ctx: &EntryContext,
    ids: Vec<EntryId>,
    is_mixed: bool,
    by: Option<&str>,
) -> Option<Block> {
    let role = ctx.site.graph.role(*ids.first()?).filter(|_| !is_mixed);
    let (form, ids) = match role {
        Some(Role::Feedback) => return Some(feedback_quotes::quotes(ctx, ids, by)),
        Some(Role::Problem) => ("scored", ctx.ranked_problems(ids)),
        Some(Role::Solution) => ("scored", ids),
        _ => ("cards", ids),
    };
    let more = match is_mixed {
        true => ctx.more_link(ids.len(), None),
        false => ctx.more_that_link(&ids, by),
    };
    let block = Block::new(form).with("total", &ids.len());
    let block = block.with("icon", &is_mixed).with_shared("more", more);
    Some(block.with_shared("cards", ctx.card_list(&ids)))
}
