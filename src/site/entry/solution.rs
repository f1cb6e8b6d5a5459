//! The page of a solution: the problems it solves, whether it works, the decisions about it and its waiver.

use super::block::Block;
use super::entry_blocks::problem_table;
use super::role_parts::{NO_PARTS, RoleParts};
use super::score_panel::{self, ScorePanel};
use super::{Chip, EntryContext, Line, decision};
use crate::graph::EntryId;
use crate::site::prose;

pub const PARTS: RoleParts = RoleParts {
    chips: &[("status", Chip::status)],
    facts: &[
        ("problems", "Answers", |ctx, id| {
            match ctx.targets(id, "problems").as_slice() {
                [] => vec![Line::of("no_problem")],
                problems => {
                    let problems = ctx.ranked_problems(problems.to_vec());
                    vec![ctx.entry_links(&problems, 3).into()]
                }
            }
        }),
        ("shipped", "", shipped),
    ],
    blocks: &[
        ("scores", |ctx, id| {
            Some(score_panel::panels("scores", &[panel(ctx, id)?]))
        }),
        ("sums", |ctx, id| {
            Some(score_panel::panels("sums", &[panel(ctx, id)?]))
        }),
        ("waiver", |ctx, id| {
            let waiver = ctx.fields(id).map("waiver")?;
            let is_over = waiver
                .date("until")
                .map(|until| until.last < ctx.site.as_of);
            let block = Block::new("waiver", "waiver", "").wide();
            let block = block.with_value("by", &waiver.text("by"));
            let block = block.with_value("until", &waiver.date("until"));
            let block = block.with_value("reason", &waiver.text("reason"));
            Some(block.with_value("is_over", &is_over))
        }),
        ("problems", problems),
        ("decisions", decision::decisions_about),
    ],
    ..NO_PARTS
};

fn panel(ctx: &EntryContext, id: EntryId) -> Option<ScorePanel> {
    let score = ctx.site.evidence.solutions.get(&id)?;
    // Studies may have tested an answer to its problem without saying which.
    let is_tested = |problem: EntryId| {
        let scores = ctx.site.evidence.problems.get(&problem);
        scores.is_some_and(|s| !s.solution.contributions.is_empty() && s.best_solution == Some(id))
    };
    let mut problems = ctx.site.graph.targets(id, "problems");
    let is_unnamed = score.contributions.is_empty() && problems.any(is_tested);
    let about = is_unnamed.then(|| Line::of("answer_not_named"));
    Some(score_panel::score_panel(ctx, true, score, about))
}

fn problems(ctx: &EntryContext, id: EntryId) -> Option<Block> {
    let missing =
        "It names no problem yet, so nobody can tell who asked for it. Name one in `problems:`.";
    let ids = ctx.targets(id, "problems");
    Some(problem_table(
        ctx,
        "problems",
        "Problems it answers",
        ids,
        missing,
    ))
}

fn shipped(ctx: &EntryContext, id: EntryId) -> Vec<Line> {
    let shipped = ctx.fields(id).date("shipped");
    let line = shipped.map(|shipped| {
        let days = prose::days_between(shipped.first, ctx.site.as_of);
        let line = Line::of("date").with("date", shipped);
        line.with("days", &days).with("is_of_name", &false)
    });
    line.into_iter().collect()
}
