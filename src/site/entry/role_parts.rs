//! What one role shows on its page in a way of its own, by the names that layouts use.

use super::EntryContext;
use super::block::Block;
use crate::graph::EntryId;
use crate::site::line::Line;

/// `None`: there is nothing to say.
pub type LineFn = fn(&EntryContext) -> Option<Line>;
pub type BlockFn = fn(&EntryContext) -> Option<Block>;

/// See [`super::parts`], which asks it first.
pub struct RoleParts {
    pub statements: &'static [(&'static str, LineFn)],
    pub chips: &'static [(&'static str, LineFn)],
    pub facts: &'static [(&'static str, LineFn)],
    pub blocks: &'static [(&'static str, BlockFn)],
    /// The chain of the best known of these is shown.
    pub chain_problems: fn(&EntryContext) -> Vec<EntryId>,
}

pub const NO_PARTS: RoleParts = RoleParts {
    statements: &[],
    chips: &[],
    facts: &[],
    blocks: &[],
    chain_problems: |ctx| ctx.ranked_problems(ctx.targets("problems")),
};
