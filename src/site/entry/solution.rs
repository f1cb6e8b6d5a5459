//! The page of a solution: the problems it solves, whether it works, the decisions about it and its waiver.

use super::block::Block;
use super::problem::status_chip;
use super::role_parts::{NO_PARTS, RoleParts};
use super::score_panel::{self, ScorePanel};
use super::{EntryContext, decision};
use crate::graph::EntryId;
use crate::model::role;
use crate::site::line::Line;
use crate::site::prose;

pub const PARTS: RoleParts = RoleParts {
    chips: &[("status", status_chip)],
    facts: &[
        ("problems", |ctx| {
            let problems = ctx.ranked_problems(ctx.targets("problems"));
            let problems = ctx.linked(&problems, 3);
            problems.or_else(|| Some(ctx.no_link("problems", "no_problem")))
        }),
        ("shipped", |ctx| {
            let shipped = role::Solution(ctx.fields).shipped()?;
            let days = prose::days_between(shipped.first, ctx.site.as_of);
            let line = Line::of("date").with("date", shipped);
            Some(line.with("days", &days).with("is_of_name", &false))
        }),
    ],
    blocks: &[
        ("scores", panel),
        ("sums", |ctx| {
            score_panel::sums(ctx, ctx.site.evidence.solutions.get(&ctx.id))
        }),
        ("waiver", |ctx| {
            let solution = role::Solution(ctx.fields);
            let until = solution.waived_until();
            let block = Block::new("").with("waiver", solution.waiver()?);
            let block = block.with("has_day", &until.is_some());
            Some(block.with(
                "is_over",
                &until.is_some_and(|until| until < ctx.site.as_of),
            ))
        }),
        ("decisions", decision::decisions_about),
    ],
    ..NO_PARTS
};

fn panel(ctx: &EntryContext) -> Option<Block> {
    let score = ctx.site.evidence.solutions.get(&ctx.id)?;
    // Studies may have tested an answer to its problem without saying which.
    let is_tested = |problem: EntryId| {
        let scores = ctx.site.evidence.problems.get(&problem);
        let of_this = scores.filter(|scores| scores.best_solution == Some(ctx.id));
        of_this.is_some_and(|scores| !scores.solution.contributions.is_empty())
    };
    let mut problems = ctx.site.graph.problems_of(ctx.id);
    let is_unnamed = score.contributions.is_empty() && problems.any(is_tested);
    let about = is_unnamed.then(|| Line::of("answer_not_named"));
    let panel = ScorePanel::new(ctx, true, score, about);
    Some(Block::new("").with("panels", &[panel]))
}
