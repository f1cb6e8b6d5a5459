//! The page of a journey: its stages, how each feels, and the problems at each.

use std::borrow::Cow;

use serde::Serialize;

use super::EntryContext;
use super::block::Block;
use super::context::MAX_LIST_ITEMS;
use super::entry_blocks::entries;
use super::role_parts::{NO_PARTS, RoleParts};
use crate::chart;
use crate::evidence::coverage;
use crate::graph::{EntryId, distinct_in_order};
use crate::model::{Role, role};
use crate::page::Shared;
use crate::site::line::Line;
use crate::site::rich_text::RichText;
use crate::site::{SiteContext, paging};
use crate::text::cut_name;

/// Maximum of problems shown at one stage; more are only counted.
const MAX_PROBLEMS_PER_STAGE: usize = 12;
/// How wide a stage is in a curve, in SVG units, and how many letters of its name have room there.
const STEP: f64 = 137.0;
const MAX_NAME_CHARS: usize = 19;

pub const PARTS: RoleParts = RoleParts {
    // Its scenario, or else whose it is, and its low point.
    statements: &[("scenario", |ctx| {
        let scenario = role::Journey(ctx.fields).scenario();
        let who = ctx.targets("persona").first().copied();
        let lowest = feeling_curve(role::Journey(ctx.fields), 1.0, 1.0);
        let lowest = lowest.and_then(|curve| curve.lowest);
        (scenario.is_some() || who.is_some() || lowest.is_some()).then(|| {
            Line::of("scenario")
                .with("scenario", &scenario)
                .with("who", &who.map(|who| RichText::entry(ctx.site, who)))
                .with("lowest", &lowest)
        })
    })],
    facts: &[
        ("persona", |ctx| ctx.linked(&ctx.targets("persona"), 3)),
        // For how many stages it is noted how they feel, where that is not all.
        ("feels", |ctx| {
            let feels = stages_of(role::Journey(ctx.fields)).map(|stage| stage.0.has("feels"));
            let feels: Vec<bool> = feels.collect();
            let known = feels.iter().filter(|known| **known).count();
            let line = Line::of("feelings_known").with("known", &known);
            (known < feels.len()).then(|| line.with("all", &feels.len()))
        }),
    ],
    blocks: &[
        ("stages", stages),
        ("lows", lows),
        ("problems_on_the_way", |ctx| {
            let problems = problems_by_stage(ctx).into_iter().flatten();
            entries(ctx, distinct_in_order(problems), false, None)
        }),
    ],
    ..NO_PARTS
};

fn stages(ctx: &EntryContext) -> Option<Block> {
    let by_stage = problems_by_stage(ctx);
    let journey = role::Journey(ctx.fields);
    let columns = stages_of(journey).zip(&by_stage).map(|(stage, problems)| {
        let shown = problems.iter().copied().take(MAX_PROBLEMS_PER_STAGE);
        let more = problems.len().saturating_sub(MAX_PROBLEMS_PER_STAGE);
        Shared::from_map([
            ("stage", &Shared::new(stage.0)),
            ("problems", &ctx.site.card_list(shown)),
            ("more", &Shared::new(&more)),
        ])
    });
    let block = Block::new("")
        .with("known", &coverage::stages(&ctx.site.graph, ctx.id))
        .with("name", ctx.site.title_of(ctx.id))
        .with("curve", &feeling_curve(journey, STEP, 150.0));
    Some(block.with_shared("columns", Shared::from_list(columns)))
}

/// `{card, curve}` for the page of its persona.
pub fn card_with_curve(site: &SiteContext, id: EntryId) -> Shared {
    let curve = feeling_curve(role::Journey(site.fields(id)), STEP, 150.0);
    Shared::from_map([("card", site.card(id)), ("curve", &Shared::new(&curve))])
}

#[derive(Serialize)]
struct FeelingCurve<'a> {
    layout: chart::Curve,
    /// Name and feeling of each stage, in their order, and the name as long as a step is wide; a feeling is −2 to 2.
    labels: Vec<(Cow<'a, str>, Option<i64>, String)>,
    lowest: Option<Cow<'a, str>>,
}

/// `step` is the width of one stage and `height` that of the drawing, in SVG units; `None` if no feeling is known.
fn feeling_curve(journey: role::Journey<'_>, step: f64, height: f64) -> Option<FeelingCurve<'_>> {
    let feelings: Vec<Option<f64>> = stages_of(journey).map(role::Stage::feels).collect();
    let layout = chart::curve(&feelings, step * feelings.len() as f64, height)?;
    let labels = stages_of(journey).map(|stage| {
        let feels = stage.feels().map(feeling);
        let name = stage.name().unwrap_or_default();
        (
            cut_name(name),
            feels,
            paging::truncate_chars(name, MAX_NAME_CHARS),
        )
    });
    let labels: Vec<_> = labels.collect();
    let lowest = layout.points.iter().position(|point| point.lowest);
    Some(FeelingCurve {
        lowest: lowest.map(|i| labels[i].0.clone()),
        layout,
        labels,
    })
}

fn feeling(feels: f64) -> i64 {
    feels.round().clamp(-2.0, 2.0) as i64
}

fn stages_of(journey: role::Journey<'_>) -> impl Iterator<Item = role::Stage<'_>> {
    journey.readable_stages().take(MAX_LIST_ITEMS)
}

/// For each stage, the problems it names in `stages` and those that name it in `stage`.
fn problems_by_stage(ctx: &EntryContext) -> Vec<Vec<EntryId>> {
    let graph = &ctx.site.graph;
    let journey = role::Journey(ctx.fields);
    let out = graph.edges_of(&graph.entry(ctx.id).outgoing);
    let own = out.filter(|edge| &*edge.field == "stages");
    let own = own.map(|edge| (edge.item, edge.to));
    let problems = ctx.sources(Role::Problem, "stage").into_iter();
    let others = problems.filter_map(|problem| {
        let stage = role::Problem(ctx.site.fields(problem)).stage()?;
        Some((coverage::stage_index(journey, stage)?, problem))
    });
    let mut by_stage: Vec<Vec<EntryId>> = stages_of(journey).map(|_| vec![]).collect();
    for (stage, problem) in own.chain(others) {
        if let Some(problems) = by_stage.get_mut(stage) {
            problems.push(problem);
        }
    }
    let by_stage = by_stage.into_iter();
    let by_stage = by_stage.map(|ids| distinct_in_order(ids.into_iter()));
    by_stage.collect()
}

/// Stages that feel bad, the worst first, each with its three highest-ranked problems: `[{name, feels, problems}]`.
fn lows(ctx: &EntryContext) -> Option<Block> {
    let stages = stages_of(role::Journey(ctx.fields)).zip(problems_by_stage(ctx));
    let lows = stages.filter_map(|(stage, problems)| {
        let feels = stage.feels().filter(|feels| *feels < 0.0)?;
        Some((feels, stage, problems))
    });
    let mut lows: Vec<(f64, role::Stage, Vec<EntryId>)> = lows.collect();
    lows.sort_by(|a, b| a.0.total_cmp(&b.0));
    let items = lows.into_iter().map(|(feels, stage, problems)| {
        let best = ctx.ranked_problems(problems).into_iter().take(3);
        Shared::from_map([
            ("name", &Shared::new(&stage.name())),
            ("feels", &Shared::new(&feeling(feels))),
            ("problems", &ctx.site.card_list(best)),
        ])
    });
    let items: Vec<Shared> = items.collect();
    (!items.is_empty()).then(|| Block::new("").with_shared("lows", Shared::from_list(&items)))
}
