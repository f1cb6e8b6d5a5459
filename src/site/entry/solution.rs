//! The page of a solution: the problems it solves, whether it works, the decisions about it and its waiver.

use super::block::Block;
use super::entry_blocks::problem_table;
use super::role_parts::{NO_PARTS, RoleParts};
use super::score_panel::{self, ScorePanel};
use super::{Chip, EntryContext, decision};
use crate::graph::EntryId;
use crate::model::Fields;
use crate::site::prose;
use crate::site::rich_text::RichText;

pub const PARTS: RoleParts = RoleParts {
    chips: &[("status", Chip::status)],
    facts: &[
        ("problems", "Answers", |ctx, id| {
            match ctx.targets(id, "problems").as_slice() {
                [] => vec![RichText::new("No problem is named yet.")],
                problems => vec![ctx.entry_links(&ctx.ranked_problems(problems.to_vec()), 3)],
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
            let text = waiver_text(ctx, ctx.fields(id))?;
            let block = Block::new("callout", "waiver", "").wide();
            Some(block.with_value("icon", "warn").with_value("text", &text))
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
    let about = match score.contributions.is_empty() && problems.any(is_tested) {
        true => RichText::new(
            "Studies of its problem tested an answer and do not say which: name it in their solutions.",
        ),
        false => RichText::default(),
    };
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

fn shipped(ctx: &EntryContext, id: EntryId) -> Vec<RichText> {
    let Some(shipped) = ctx.fields(id).date("shipped") else {
        return vec![];
    };
    let days = prose::days_between(shipped.first, ctx.site.as_of);
    let line = RichText::new(prose::format_date(shipped));
    vec![line.muted(format!(" ({})", prose::format_ago(days)))]
}

/// “Sam lets it go ahead without evidence until 31 December 2024: …”
fn waiver_text(ctx: &EntryContext, fields: &Fields) -> Option<RichText> {
    let waiver = fields.map("waiver")?;
    let by = waiver.text("by").unwrap_or("Somebody");
    let until = waiver.date("until");
    let is_over = until.is_some_and(|until| until.last < ctx.site.as_of);
    let sentence = RichText::default().strong(by).text(match is_over {
        true => " let it go ahead without evidence",
        false => " lets it go ahead without evidence",
    });
    let sentence = match until {
        Some(until) if is_over => sentence
            .text(" until ")
            .due(prose::format_date(until))
            .text(", which is over"),
        Some(until) => sentence.text(format!(" until {}", prose::format_date(until))),
        None => sentence,
    };
    Some(match waiver.text("reason") {
        Some(reason) => sentence.text(format!(": {reason}")),
        None => sentence.text("."),
    })
}
