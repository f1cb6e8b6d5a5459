//! The page of a solution: the problems it solves, whether it works, the decisions about it and its waiver.

use super::{Chip, EntryContext, EntryLayout, Fact, decision, score_panel};
use crate::graph::EntryId;
use crate::model::{Fields, Role};
use crate::page::Shared;
use crate::site::prose;
use crate::site::rich_text::RichText;

const SHOWN_FIELDS: &str = "problems status shipped waiver";

const SHOWN_BACKLINKS: &[(Role, &str)] = &[
    (Role::Validation, "solutions"),
    (Role::Validation, "results"),
    (Role::Decision, "solutions"),
];

pub fn layout(ctx: &EntryContext, id: EntryId) -> EntryLayout {
    let site = ctx.site;
    let fields = ctx.fields(id);
    let problems = ctx.ranked_problems(ctx.targets(id, "problems"));
    let score = site
        .evidence
        .solutions
        .get(&id)
        .expect("every answer is scored");
    // Studies may have tested an answer to its problem without saying which.
    let is_tested = |problem: &EntryId| {
        let scores = site.evidence.problems.get(problem);
        scores.is_some_and(|s| !s.solution.contributions.is_empty() && s.best_solution == Some(id))
    };
    let about = match score.contributions.is_empty() && problems.iter().any(is_tested) {
        true => RichText::new(
            "Studies of its problem tested an answer and do not say which: name it in their solutions.",
        ),
        false => RichText::default(),
    };
    let panel = score_panel::score_panel(ctx, true, score, about);
    EntryLayout {
        chips: Chip::status(ctx, id).into_iter().collect(),
        facts: facts(ctx, fields, &problems),
        shown_fields: SHOWN_FIELDS,
        shown_backlinks: SHOWN_BACKLINKS,
        extra_inputs: vec![
            ("problems", ctx.card_list(&problems)),
            (
                "problems_more",
                ctx.more_link(problems.len(), Role::Problem),
            ),
            ("verdicts", Shared::new(&[panel])),
            ("waiver", Shared::new(&waiver_text(ctx, fields))),
            ("decisions", decision::decisions_about(ctx, id)),
        ],
        chain_problems: problems,
        ..EntryLayout::default()
    }
}

fn facts(ctx: &EntryContext, fields: &Fields, problems: &[EntryId]) -> Vec<Fact> {
    let site = ctx.site;
    let mut facts = vec![Fact::new(
        "Answers",
        match problems {
            [] => RichText::new("No problem is named yet."),
            problems => ctx.entry_links(problems, 3),
        },
    )];
    if let Some(shipped) = fields.date("shipped") {
        let days = prose::days_between(shipped.first, site.as_of);
        let line = RichText::new(prose::format_date(shipped))
            .muted(format!(" ({})", prose::format_ago(days)));
        facts.push(Fact::new("Shipped", line));
    }
    facts
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
