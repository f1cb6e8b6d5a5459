//! The page of a problem: is it real, does our solution work, and everything linked to it.

use super::{
    Chip, EntryContext, EntryLayout, Fact, StatementStyle, decision, fact, feedback,
    for_and_against, score_panel,
};
use crate::config::Axis;
use crate::evidence::{
    OpportunitySource, OpportunityZone, ProblemScores, Score, State, TestedSolution, coverage,
};
use crate::graph::EntryId;
use crate::model::{Fields, Role};
use crate::page::Shared;
use crate::site::rich_text::RichText;
use crate::site::{how_to_read, prose};

const SHOWN_FIELDS: &str = "personas need so_that when type parent outcome status importance satisfaction opportunity \
     severity stage hmw acceptance resolution";

const SHOWN_BACKLINKS: &[(Role, &str)] = &[
    (Role::Problem, "parent"),
    (Role::Validation, "problems"),
    (Role::Validation, "results"),
    (Role::Insight, "problems"),
    (Role::Solution, "problems"),
    (Role::Decision, "problems"),
    (Role::Feedback, "problems"),
    (Role::Journey, "stages"),
];

pub fn layout(ctx: &EntryContext, id: EntryId) -> EntryLayout {
    let site = ctx.site;
    let fields = ctx.fields(id);
    let scores = &site
        .evidence
        .problems
        .get(&id)
        .expect("every claim is scored");
    let of_problem = score_panel::score_panel(ctx, true, &scores.problem, RichText::default());
    let about = solution_sentence(ctx, scores);
    let of_solution =
        score_panel::score_panel(ctx, prose::can_test_answer(scores), &scores.solution, about);
    let mut both_sides = vec![for_and_against::for_and_against(ctx, id, &scores.problem)];
    if scores.solution.state != State::Untested {
        both_sides.push(for_and_against::for_and_against(ctx, id, &scores.solution));
    }
    let insights = ctx.sources(id, Role::Insight, "problems");
    let parts = ctx.ranked_problems(ctx.sources(id, Role::Problem, "parent"));
    let solutions: Vec<EntryId> = scores
        .best_solution
        .into_iter()
        .chain(scores.other_solutions.iter().copied())
        .collect();
    let journeys = ctx.sources(id, Role::Journey, "stages");
    EntryLayout {
        statement: prose::need_statement(site, id).unwrap_or_default(),
        statement_style: StatementStyle::Need,
        chips: Chip::status(ctx, id)
            .into_iter()
            .chain(Chip::from_field(fields, "type"))
            .collect(),
        facts: facts(ctx, id, scores, fields, &journeys),
        shown_fields: SHOWN_FIELDS,
        shown_backlinks: SHOWN_BACKLINKS,
        extra_inputs: vec![
            ("verdicts", Shared::new(&[of_problem, of_solution])),
            ("for_and_against", Shared::new(&both_sides)),
            ("ideas", Shared::new(&fields.text("hmw"))),
            (
                "acceptance",
                Shared::new(&fact::text_items(fields, "acceptance")),
            ),
            // For a contested score, `for_and_against` shows it.
            (
                "resolution",
                Shared::new(
                    &fields
                        .text("resolution")
                        .filter(|_| !is_contested(scores))
                        .map(fact::paragraphs),
                ),
            ),
            ("parts", ctx.card_list(&parts)),
            ("parts_more", ctx.more_link(parts.len(), Role::Problem)),
            ("solutions", ctx.card_list(&solutions)),
            ("decisions", decision::decisions_about(ctx, id)),
            ("feedback", feedback::feedback_about(ctx, id)),
            ("insights", ctx.card_list(&insights)),
            (
                "insights_more",
                ctx.more_link(insights.len(), Role::Insight),
            ),
            ("insights_total", Shared::new(&insights.len())),
        ],
        chain_problems: vec![id],
    }
}

fn is_contested(scores: &ProblemScores) -> bool {
    [&scores.problem, &scores.solution]
        .iter()
        .any(|score| score.state == State::Contested)
}

/// Which solution the second score is about.
fn solution_sentence(ctx: &EntryContext, scores: &ProblemScores) -> RichText {
    let best = match scores.answer() {
        TestedSolution::Live(best) => best,
        TestedSolution::NoneLive => return RichText::new("None of its answers is live."),
        TestedSolution::Unnamed | TestedSolution::None => return RichText::default(),
    };
    if ctx.site.evidence.is_tested_unnamed(scores) {
        return RichText::new("The studies do not say which answer they tested.");
    }
    let sentence = RichText::new("Our answer: ").entry_link(ctx.site, best);
    match scores.other_solutions.len() {
        0 => sentence,
        1 => sentence.text(", the better known of two"),
        n => sentence.text(format!(", the best known of {}", prose::number_word(n + 1))),
    }
}

fn facts(
    ctx: &EntryContext,
    id: EntryId,
    scores: &ProblemScores,
    fields: &Fields,
    journeys: &[EntryId],
) -> Vec<Fact> {
    let site = ctx.site;
    let who = ctx.targets(id, "personas");
    let mut facts = vec![Fact::new(
        "Who has it",
        match who.as_slice() {
            [] => RichText::new("Nobody is named yet."),
            who => ctx.entry_links(who, 8),
        },
    )];
    facts.push(Fact::new("Opportunity", opportunity_text(scores, fields)));
    facts.push(Fact::new(
        "Next step",
        RichText::default().internal(
            how_to_read::link(site, how_to_read::NEXT_STEPS_ID),
            prose::capitalize(scores.next_step.as_str()),
        ),
    ));
    facts.push(Fact::new(
        "Last asked",
        last_studied_text(ctx, &scores.problem),
    ));
    if scores.best_solution.is_some() || scores.solution.state != State::Untested {
        let last = last_studied_text(ctx, &scores.solution);
        facts.push(Fact::new("Answer last tested", last));
    }
    facts.push(Fact::new("Risks looked at", risks_text(ctx, id)));
    if let Some(outcome) = site.graph.targets(id, "outcome").next() {
        let line = RichText::entry(site, outcome);
        facts.push(Fact::new("Should move", line));
    }
    if let Some(parent) = site.graph.targets(id, "parent").next() {
        let line = RichText::entry(site, parent);
        facts.push(Fact::new("Part of", line));
    }
    let mut places: Vec<RichText> = Vec::new();
    if let Some(journey) = site.graph.targets(id, "stage").next() {
        let stage = fields.text("stage").and_then(|s| s.split_once('#'));
        let stages = ctx.fields(journey).list("stages");
        let index = stage.and_then(|(_, s)| coverage::stage_index(ctx.fields(journey), s));
        let name = index.and_then(|i| stages.get(i)?.as_map()?.text("name"));
        let line = RichText::entry(site, journey);
        places.push(match name {
            Some(name) => line.text(format!(", “{name}”")),
            None => line,
        });
    }
    let others = journeys
        .iter()
        .filter(|p| site.graph.targets(id, "stage").all(|t| t != **p));
    places.extend(
        others
            .take(5)
            .map(|journey| RichText::entry(site, *journey)),
    );
    if !places.is_empty() {
        facts.push(Fact::with_lines("Journey", places));
    }
    facts
}

/// “15.4 of 20, high (importance 9.1, satisfaction 2.8)”
fn opportunity_text(scores: &ProblemScores, fields: &Fields) -> RichText {
    let Some(value) = scores.opportunity.value else {
        let ask = "Ask how important it is and how well it is solved today, 0 to 10.";
        return RichText::new("Not rated yet. ").muted(ask);
    };
    let of = |field: &str| {
        fields
            .number(field)
            .map(prose::format_number)
            .unwrap_or_default()
    };
    let zone = match scores.opportunity.zone {
        OpportunityZone::OverServed => ", over-served",
        OpportunityZone::High => ", high",
        OpportunityZone::WorthALook => ", worth a look",
        OpportunityZone::Served => ", served",
        OpportunityZone::Unknown => "",
    };
    let basis = match scores.opportunity.source {
        OpportunitySource::Rated => format!(
            "(importance {}, satisfaction {})",
            of("importance"),
            of("satisfaction")
        ),
        OpportunitySource::Importance => {
            format!("(estimated from importance {} alone)", of("importance"))
        }
        OpportunitySource::Severity => format!(
            "(estimated from severity {})",
            fields.text("severity").unwrap_or_default()
        ),
        OpportunitySource::Published => "(a published score)".into(),
        OpportunitySource::Unknown => String::new(),
    };
    // Given fields that the estimate did not use are listed too.
    let mut also = Vec::new();
    let source = scores.opportunity.source;
    if let (Some(severity), false) = (
        fields.text("severity"),
        source == OpportunitySource::Severity,
    ) {
        also.push(format!("severity {severity}"));
    }
    if fields.has("opportunity") && source != OpportunitySource::Published {
        also.push(format!("published score {}", of("opportunity")));
    }
    if fields.has("satisfaction") && source != OpportunitySource::Rated {
        also.push(format!("satisfaction {}", of("satisfaction")));
    }
    let sentence = RichText::default()
        .strong(prose::format_number(value))
        .text(format!(" of 20{zone} "))
        .muted(basis);
    match also.is_empty() {
        true => sentence,
        false => sentence.muted(format!(" {}", also.join(", "))),
    }
}

/// “Oct 2024 (12 days ago)”, of the studies on one axis.
fn last_studied_text(ctx: &EntryContext, score: &Score) -> RichText {
    let site = ctx.site;
    let Some(last) = score.last else {
        return RichText::new(match score.contributions.is_empty() {
            true => "Never",
            false => "No study has a date",
        });
    };
    let days = prose::days_between(last, site.as_of);
    let sentence = RichText::new(format!("{} ", prose::format_month(last)));
    let limit = match score.axis {
        Axis::Problem => site.config.evidence.stale.problem,
        Axis::Solution => site.config.evidence.stale.solution,
    };
    match score.days_over_limit(&site.config, site.as_of) {
        None => sentence.muted(format!("({})", prose::format_ago(days))),
        Some(_) => sentence.stale(format!(
            "{} ago, limit {limit} days",
            prose::format_age(days)
        )),
    }
}

/// “value and usability, not yet feasibility and viability”
fn risks_text(ctx: &EntryContext, id: EntryId) -> RichText {
    let covered = coverage::risks(&ctx.site.graph, &ctx.site.evidence, id);
    let words = |seen: bool| {
        let risks = coverage::Risk::ALL
            .iter()
            .filter(|r| covered.contains(r) == seen);
        let words = risks.map(|r| RichText::new(r.as_str()));
        RichText::join_list(words.collect(), "and").to_plain_text()
    };
    match (covered.len(), words(true), words(false)) {
        (0, ..) => RichText::new("None of the four yet"),
        (4, ..) => RichText::new("All four"),
        (_, seen, open) => {
            RichText::new(prose::capitalize(&seen)).muted(format!(", not yet {open}"))
        }
    }
}
