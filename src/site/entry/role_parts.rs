//! What one role shows on its page in a way of its own, by the names that layouts use.

use super::EntryContext;
use super::block::Block;
use super::layout::{Chip, StatementStyle};
use crate::graph::EntryId;
use crate::site::line::Line;

pub type StatementFn = fn(&EntryContext, EntryId) -> Option<(Line, StatementStyle)>;
pub type ChipFn = fn(&EntryContext, EntryId) -> Option<Chip>;
/// No lines: there is nothing to say.
pub type FactFn = fn(&EntryContext, EntryId) -> Vec<Line>;
pub type BlockFn = fn(&EntryContext, EntryId) -> Option<Block>;

/// See [`super::parts`], which asks it first.
pub struct RoleParts {
    pub statements: &'static [(&'static str, StatementFn)],
    pub chips: &'static [(&'static str, ChipFn)],
    /// Name, label and lines; an empty label is that of the field.
    pub facts: &'static [(&'static str, &'static str, FactFn)],
    pub blocks: &'static [(&'static str, BlockFn)],
    /// The chain of the best known of these is shown.
    pub chain_problems: fn(&EntryContext, EntryId) -> Vec<EntryId>,
}

pub const NO_PARTS: RoleParts = RoleParts {
    statements: &[],
    chips: &[],
    facts: &[],
    blocks: &[],
    chain_problems: |ctx, id| ctx.ranked_problems(ctx.targets(id, "problems")),
};
