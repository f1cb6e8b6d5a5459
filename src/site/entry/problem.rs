//! The page of a problem: is it real, does our solution work, and everything linked to it.

use super::block::Block;
use super::entry_blocks::entries;
use super::role_parts::RoleParts;
use super::score_panel::{self, ScorePanel};
use super::{Chip, EntryContext, StatementStyle, decision, fact, for_and_against};
use crate::config::Axis;
use crate::evidence::{
    OpportunitySource, OpportunityZone, ProblemScores, Score, State, TestedSolution, coverage,
};
use crate::graph::EntryId;
use crate::model::{Fields, Role};
use crate::site::rich_text::RichText;
use crate::site::{how_to_read, prose};

pub const PARTS: RoleParts = RoleParts {
    statements: &[("need", |ctx, id| {
        let statement = prose::need_statement(ctx.site, id)?;
        Some((statement, StatementStyle::Need))
    })],
    chips: &[("status", Chip::status)],
    facts: &[
        ("personas", "", |ctx, id| {
            match ctx.targets(id, "personas").as_slice() {
                [] => vec![RichText::new("Nobody is named yet.")],
                who => vec![ctx.entry_links(who, 8)],
            }
        }),
        ("opportunity", "", |ctx, id| match scores_of(ctx, id) {
            Some(scores) => vec![opportunity_text(scores, ctx.fields(id))],
            None => vec![],
        }),
        ("next_step", "", next_step),
        ("problem.last", "Last asked", |ctx, id| {
            match scores_of(ctx, id) {
                Some(scores) => vec![last_studied_text(ctx, &scores.problem)],
                None => vec![],
            }
        }),
        (
            "solution.last",
            "Answer last tested",
            |ctx, id| match scores_of(ctx, id) {
                Some(scores) if has_answer(scores) => {
                    vec![last_studied_text(ctx, &scores.solution)]
                }
                _ => vec![],
            },
        ),
        ("risks", "Risks looked at", |ctx, id| {
            vec![risks_text(ctx, id)]
        }),
        ("stage", "", places),
    ],
    blocks: &[
        ("scores", |ctx, id| {
            Some(score_panel::panels("scores", &panels(ctx, id)?))
        }),
        ("sums", |ctx, id| {
            Some(score_panel::panels("sums", &panels(ctx, id)?))
        }),
        ("hmw", |ctx, id| {
            let question = [RichText::new(ctx.fields(id).text("hmw")?)];
            let block = Block::new("lede", "ideas", "How might we");
            Some(block.with_value("paragraphs", &question))
        }),
        ("resolution", resolution),
        ("for_and_against", both_sides),
        ("answers", answers),
        ("decisions", decision::decisions_about),
    ],
    chain_problems: |_, id| vec![id],
};

fn scores_of<'a>(ctx: &EntryContext<'a>, id: EntryId) -> Option<&'a ProblemScores> {
    ctx.site.evidence.problems.get(&id)
}

fn has_answer(scores: &ProblemScores) -> bool {
    scores.best_solution.is_some() || scores.solution.state != State::Untested
}

fn panels(ctx: &EntryContext, id: EntryId) -> Option<[ScorePanel; 2]> {
    let scores = scores_of(ctx, id)?;
    let about = solution_sentence(ctx, scores);
    let can_test = prose::can_test_answer(scores);
    Some([
        score_panel::score_panel(ctx, true, &scores.problem, RichText::default()),
        score_panel::score_panel(ctx, can_test, &scores.solution, about),
    ])
}

/// For a contested score, `for_and_against` shows it.
fn resolution(ctx: &EntryContext, id: EntryId) -> Option<Block> {
    let is_contested = is_contested(scores_of(ctx, id)?);
    let text = ctx
        .fields(id)
        .text("resolution")
        .filter(|_| !is_contested)?;
    let block = Block::new("paragraphs", "resolution", "Where studies disagreed");
    Some(block.with_value("paragraphs", &fact::paragraphs(text)))
}

fn both_sides(ctx: &EntryContext, id: EntryId) -> Option<Block> {
    let scores = scores_of(ctx, id)?;
    let mut sides = vec![for_and_against::for_and_against(ctx, id, &scores.problem)];
    if scores.solution.state != State::Untested {
        sides.push(for_and_against::for_and_against(ctx, id, &scores.solution));
    }
    let block = Block::new("for_and_against", "evidence", "For and against");
    Some(block.wide().with_value("scores", &sides))
}

/// Its solutions, the one that works best first.
fn answers(ctx: &EntryContext, id: EntryId) -> Option<Block> {
    let scores = scores_of(ctx, id)?;
    let best = scores.best_solution.into_iter();
    let all = best.chain(scores.other_solutions.iter().copied());
    let missing = Some("Nobody has offered an answer yet.");
    entries(ctx, "solutions", "Solutions", all.collect(), false, missing).map(Block::not_printed)
}

fn next_step(ctx: &EntryContext, id: EntryId) -> Vec<RichText> {
    let Some(scores) = scores_of(ctx, id) else {
        return vec![];
    };
    let explained = how_to_read::link(ctx.site, how_to_read::NEXT_STEPS_ID);
    let step = prose::capitalize(scores.next_step.as_str());
    vec![RichText::default().internal(explained, step)]
}

/// The stages of journeys at which it hurts.
fn places(ctx: &EntryContext, id: EntryId) -> Vec<RichText> {
    let (site, fields) = (ctx.site, ctx.fields(id));
    let mut places: Vec<RichText> = Vec::new();
    let own = site.graph.targets(id, "stage").next();
    if let Some(journey) = own {
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
    let others = ctx.sources(id, Role::Journey, "stages").into_iter();
    let others = others.filter(|journey| Some(*journey) != own).take(5);
    places.extend(others.map(|journey| RichText::entry(site, journey)));
    places
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
