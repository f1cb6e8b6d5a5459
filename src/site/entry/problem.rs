//! The page of a problem: is it real, does our solution work, and everything linked to it.

use super::block::Block;
use super::entry_blocks::entries;
use super::role_parts::RoleParts;
use super::score_panel::{self, ScorePanel};
use super::{Chip, EntryContext, Line, StatementStyle, decision, fact, for_and_against};
use crate::config::Axis;
use crate::evidence::{ProblemScores, Score, State, TestedSolution, coverage};
use crate::graph::EntryId;
use crate::model::Role;
use crate::site::rich_text::RichText;
use crate::site::{how_to_read, prose};

pub const PARTS: RoleParts = RoleParts {
    statements: &[("need", |ctx, id| {
        let statement = prose::need_statement(ctx.site, id)?;
        Some((statement.into(), StatementStyle::Need))
    })],
    chips: &[("status", Chip::status)],
    facts: &[
        ("personas", "", |ctx, id| {
            match ctx.targets(id, "personas").as_slice() {
                [] => vec![Line::of("no_persona")],
                who => vec![ctx.entry_links(who, 8).into()],
            }
        }),
        ("opportunity", "", |ctx, id| {
            let opportunity = scores_of(ctx, id).map(|scores| &scores.opportunity);
            let line = opportunity.map(|given| {
                let fields = ctx.fields(id);
                Line::of("opportunity")
                    .with("opportunity", given)
                    .with("importance", &fields.number("importance"))
                    .with("satisfaction", &fields.number("satisfaction"))
                    .with("severity", &fields.text("severity"))
                    .with("published", &fields.number("opportunity"))
            });
            line.into_iter().collect()
        }),
        ("next_step", "", next_step),
        ("problem.last", "Last asked", |ctx, id| {
            let scores = scores_of(ctx, id);
            let line = scores.map(|scores| last_studied(ctx, &scores.problem));
            line.into_iter().collect()
        }),
        ("solution.last", "Answer last tested", |ctx, id| {
            let scores = scores_of(ctx, id).filter(|scores| has_answer(scores));
            let line = scores.map(|scores| last_studied(ctx, &scores.solution));
            line.into_iter().collect()
        }),
        ("risks", "Risks looked at", |ctx, id| vec![risks(ctx, id)]),
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
    let about = answer_tested(ctx, scores);
    let can_test = prose::can_test_answer(scores);
    Some([
        score_panel::score_panel(ctx, true, &scores.problem, None),
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

fn next_step(ctx: &EntryContext, id: EntryId) -> Vec<Line> {
    let Some(scores) = scores_of(ctx, id) else {
        return vec![];
    };
    let explained = how_to_read::link(ctx.site, how_to_read::NEXT_STEPS_ID);
    let step = prose::capitalize(scores.next_step.as_str());
    vec![RichText::default().internal(explained, step).into()]
}

/// The stages of journeys at which it hurts.
fn places(ctx: &EntryContext, id: EntryId) -> Vec<Line> {
    let (site, fields) = (ctx.site, ctx.fields(id));
    let mut places: Vec<Line> = Vec::new();
    let own = site.graph.targets(id, "stage").next();
    if let Some(journey) = own {
        let stage = fields.text("stage").and_then(|s| s.split_once('#'));
        let stages = ctx.fields(journey).list("stages");
        let index = stage.and_then(|(_, s)| coverage::stage_index(ctx.fields(journey), s));
        let name = index.and_then(|i| stages.get(i)?.as_map()?.text("name"));
        let line = RichText::entry(site, journey);
        places.push(match name {
            Some(name) => line.text(format!(", “{name}”")).into(),
            None => line.into(),
        });
    }
    let others = ctx.sources(id, Role::Journey, "stages").into_iter();
    let others = others.filter(|journey| Some(*journey) != own).take(5);
    places.extend(others.map(|journey| RichText::entry(site, journey).into()));
    places
}

fn is_contested(scores: &ProblemScores) -> bool {
    [&scores.problem, &scores.solution]
        .iter()
        .any(|score| score.state == State::Contested)
}

/// Which solution the second score is about.
fn answer_tested(ctx: &EntryContext, scores: &ProblemScores) -> Option<Line> {
    let best = match scores.answer() {
        TestedSolution::Live(best) => best,
        TestedSolution::NoneLive => return Some(Line::of("no_live_answer")),
        TestedSolution::Unnamed | TestedSolution::None => return None,
    };
    if ctx.site.evidence.is_tested_unnamed(scores) {
        return Some(Line::of("unnamed_answer"));
    }
    let line = Line::of("answer").with("answer", &RichText::entry(ctx.site, best));
    Some(line.with("others", &scores.other_solutions.len()))
}

fn last_studied(ctx: &EntryContext, score: &Score) -> Line {
    let site = ctx.site;
    let limit = match score.axis {
        Axis::Problem => site.config.evidence.stale.problem,
        Axis::Solution => site.config.evidence.stale.solution,
    };
    let stale = score.days_over_limit(&site.config, site.as_of);
    let days = score.last.map(|last| prose::days_between(last, site.as_of));
    Line::of("last_studied")
        .with("studies", &score.contributions.len())
        .with("day", &score.last.map(|last| last.to_string()))
        .with("days", &days)
        .with("limit", &stale.map(|_| limit))
}

/// Which of the four have a result, and which not yet.
fn risks(ctx: &EntryContext, id: EntryId) -> Line {
    let covered = coverage::risks(&ctx.site.graph, &ctx.site.evidence, id);
    let words = |seen: bool| -> Vec<&str> {
        let risks = coverage::Risk::ALL.iter();
        let risks = risks.filter(|risk| covered.contains(risk) == seen);
        risks.map(|risk| risk.as_str()).collect()
    };
    Line::of("risks")
        .with("seen", &words(true))
        .with("open", &words(false))
}
