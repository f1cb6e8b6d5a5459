//! The page of a problem: is it real, does our solution work, and everything linked to it.

use super::EntryContext;
use super::block::{Block, NOTE};
use super::entry_blocks::entries;
use super::role_parts::RoleParts;
use super::score_panel::{self, ScorePanel};
use super::{decision, fact, for_and_against};
use crate::evidence::{ProblemScores, Score, State, TestedSolution, coverage};
use crate::graph::distinct_in_order;
use crate::model::{Role, role};
use crate::site::line::Line;
use crate::site::prose;
use crate::site::rich_text::RichText;
use crate::site::view_names::{NEXT_STEPS_ID, how_to_read_link};
use crate::text::{NEED_LEAD_INS, cut_name, fold_case, without_lead_in};

pub const PARTS: RoleParts = RoleParts {
    statements: &[("need", need)],
    chips: &[("status", status_chip)],
    facts: &[
        ("personas", |ctx| {
            let who = ctx.linked(&ctx.targets("personas"), 8);
            who.or_else(|| Some(ctx.no_link("personas", "no_persona")))
        }),
        ("opportunity", |ctx| {
            let problem = role::Problem(ctx.fields);
            let line = Line::of("opportunity")
                .with("opportunity", &scores_of(ctx)?.opportunity)
                .with("importance", &problem.importance())
                .with("satisfaction", &problem.satisfaction())
                .with("severity", &problem.severity());
            // What is written of one of the two and not understood.
            let unknown = ["importance", "satisfaction"].into_iter();
            let mut unknown = unknown.filter(|field| !ctx.fields.is_understood(field));
            let unknown = unknown.find_map(|field| ctx.fields.written(field));
            let line = line.with("unknown", &unknown);
            Some(line.with("published", &problem.opportunity()))
        }),
        ("next_step", |ctx| {
            let step = scores_of(ctx)?.next_step.as_str();
            let explained = how_to_read_link(ctx.site, NEXT_STEPS_ID);
            let line = Line::of("next_step").with("step", step);
            let line = line.with("closed", &role::Problem(ctx.fields).closed());
            Some(line.with("href", &explained))
        }),
        ("problem.last", |ctx| {
            Some(last_studied(ctx, &scores_of(ctx)?.problem))
        }),
        ("solution.last", |ctx| {
            let scores = scores_of(ctx)?;
            let has_answer =
                scores.best_solution.is_some() || scores.solution.state != State::Untested;
            has_answer.then(|| last_studied(ctx, &scores.solution))
        }),
        ("risks", |ctx| Some(risks(ctx))),
        ("stage", |ctx| Some(Line::All(places(ctx)))),
    ],
    blocks: &[
        ("scores", panels),
        ("sums", |ctx| {
            let scores = scores_of(ctx)?;
            score_panel::sums(ctx, [&scores.problem, &scores.solution])
        }),
        ("resolution", |ctx| {
            // Of a contested score, `for_and_against` shows it.
            let scores = scores_of(ctx)?;
            let mut both = [&scores.problem, &scores.solution].into_iter();
            let is_contested = both.any(|score| score.state == State::Contested);
            let text = role::Problem(ctx.fields).resolution();
            let text = fact::paragraphs(text.filter(|_| !is_contested)?);
            Some(Block::new(NOTE).with("paragraphs", &text))
        }),
        ("for_and_against", |ctx| {
            let scores = scores_of(ctx)?;
            let is_tested = scores.solution.state != State::Untested;
            let scores = [Some(&scores.problem), is_tested.then_some(&scores.solution)];
            let sides = scores.into_iter().flatten();
            let sides = sides.map(|score| for_and_against::for_and_against(ctx, score));
            Some(Block::new("").with("scores", &sides.collect::<Vec<_>>()))
        }),
        // The one that works best first.
        ("answers", |ctx| {
            let scores = scores_of(ctx)?;
            let best = scores.best_solution.into_iter();
            let all = best.chain(scores.other_solutions.iter().copied());
            entries(ctx, all.collect(), false, Some("problems"))
        }),
        ("decisions", decision::decisions_about),
    ],
    chain_problems: |ctx| vec![ctx.id],
};

fn scores_of<'a>(ctx: &EntryContext<'a>) -> Option<&'a ProblemScores> {
    ctx.site.evidence.problems.get(&ctx.id)
}

/// How many personas are named in a need before the rest is counted.
const MAX_NAMED: usize = 3;

/// The need in the first person: who, when, what, and what for; `None` without a need.
fn need(ctx: &EntryContext) -> Option<Line> {
    let (site, wants) = (ctx.site, role::Problem(ctx.fields));
    let need = without_lead_in(wants.need()?, &NEED_LEAD_INS)?;
    let who = distinct_in_order(site.graph.personas_of(ctx.id));
    let named = who.iter().take(MAX_NAMED).map(|id| {
        let role = role::Persona(site.fields(*id)).role();
        // A persona that is called by its role is introduced once, and of many only the names are told.
        let role = role.filter(|role| fold_case(role) != fold_case(site.title_of(*id)));
        let role = role.filter(|_| who.len() <= 2).map(cut_name);
        (RichText::entry(site, *id), role)
    });
    let when = wants.when();
    let aim = wants.so_that();
    Some(
        Line::of("need")
            .with("who", &named.collect::<Vec<_>>())
            .with("more", &who.len().saturating_sub(MAX_NAMED))
            .with(
                "when",
                &when.and_then(|when| without_lead_in(when, &["when "])),
            )
            .with("need", need)
            .with(
                "aim",
                &aim.and_then(|aim| without_lead_in(aim, &["so that "])),
            ),
    )
}

/// The status of an entry and what the evidence says of it.
pub fn status_chip(ctx: &EntryContext) -> Option<Line> {
    let line = Line::of("status").with("status", ctx.fields.written("status")?);
    Some(line.with("claim", &ctx.site.evidence.status_claim(ctx.id)))
}

fn panels(ctx: &EntryContext) -> Option<Block> {
    let scores = scores_of(ctx)?;
    let can_test = prose::can_test_answer(scores);
    let panels = [
        ScorePanel::new(ctx, true, &scores.problem, None),
        ScorePanel::new(ctx, can_test, &scores.solution, answer_tested(ctx, scores)),
    ];
    Some(Block::new("").with("panels", &panels))
}

/// The stages of journeys at which it hurts.
fn places(ctx: &EntryContext) -> Vec<Line> {
    let (site, graph) = (ctx.site, &ctx.site.graph);
    let own = graph.journey_of(ctx.id);
    let own_line = own.map(|id| {
        let journey = role::Journey(site.fields(id));
        let stage = role::Problem(ctx.fields).stage();
        let place = stage.and_then(|stage| coverage::stage_index(journey, stage));
        let name = place.and_then(|place| Some(cut_name(journey.stage(place)?.name()?)));
        let line = Line::of("stage").with("journey", &RichText::entry(site, id));
        line.with("stage", &name)
    });
    let others = ctx.sources(Role::Journey, "stages").into_iter();
    let others = others.filter(|journey| Some(*journey) != own).take(5);
    let others = others.map(|journey| RichText::entry(site, journey).into());
    own_line.into_iter().chain(others).collect()
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
    let config = &ctx.site.config;
    let stale = score.days_over_limit(config, ctx.site.as_of);
    let limit = stale.map(|_| config.evidence.stale.of(score.axis));
    let days = score
        .last
        .as_ref()
        .map(|last| prose::days_between(last.first, ctx.site.as_of));
    Line::of("last_studied")
        .with("studies", &score.contributions.len())
        .with("day", &score.last)
        .with("days", &days)
        .with("limit", &limit)
}

/// Which of the four have a result, and which not yet.
fn risks(ctx: &EntryContext) -> Line {
    let covered = coverage::risks(&ctx.site.graph, &ctx.site.evidence, ctx.id);
    let words = |seen: bool| -> Vec<&str> {
        let risks = coverage::Risk::ALL.iter();
        let risks = risks.filter(|risk| covered.contains(risk) == seen);
        risks.map(|risk| risk.as_str()).collect()
    };
    let line = Line::of("risks").with("seen", &words(true));
    line.with("open", &words(false))
}
