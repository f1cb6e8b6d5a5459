//! The page of a journey: its stages, how each feels, and the problems at each.

use serde::Serialize;

use super::block::Block;
use super::entry_blocks::problem_table;
use super::role_parts::{NO_PARTS, RoleParts};
use super::{EntryContext, Line, MAX_LIST_ITEMS, StatementStyle};
use crate::chart;
use crate::evidence::coverage;
use crate::graph::{EntryId, distinct_in_order};
use crate::model::{Fields, Role};
use crate::page::Shared;
use crate::site::prose;
use crate::site::rich_text::RichText;

/// Maximum of problems shown at one stage; more are only counted.
const MAX_PROBLEMS_PER_STAGE: usize = 12;

pub const PARTS: RoleParts = RoleParts {
    statements: &[("scenario", |ctx, id| {
        let line = statement(ctx, id)?;
        Some((line, StatementStyle::Lede))
    })],
    facts: &[
        ("persona", "Whose", |ctx, id| {
            match ctx.targets(id, "persona").as_slice() {
                [] => vec![],
                who => vec![ctx.entry_links(who, 3).into()],
            }
        }),
        ("feels", "How it feels", |ctx, id| {
            feelings_known(ctx.fields(id)).into_iter().collect()
        }),
    ],
    blocks: &[
        ("stages", stages),
        ("lows", |ctx, id| {
            let lows = low_points(ctx, ctx.fields(id), &problems_by_stage(ctx, id))?;
            let block = Block::new("lows", "lows", "The lows, and what we know about them");
            Some(block.wide().with("lows", lows))
        }),
        ("problems_on_the_way", |ctx, id| {
            let problems = problems_by_stage(ctx, id).into_iter().flatten();
            let problems = distinct_in_order(problems);
            let table = !problems.is_empty();
            let block = problem_table(ctx, "problems", "Problems along the way", problems, "");
            table.then(|| block.not_printed())
        }),
    ],
    ..NO_PARTS
};

fn stages(ctx: &EntryContext, id: EntryId) -> Option<Block> {
    let site = ctx.site;
    let fields = ctx.fields(id);
    let by_stage = problems_by_stage(ctx, id);
    let columns = stage_maps(fields).zip(&by_stage).map(|(stage, problems)| {
        let cards = site.card_list(problems.iter().copied().take(MAX_PROBLEMS_PER_STAGE));
        let more = problems.len().saturating_sub(MAX_PROBLEMS_PER_STAGE);
        Shared::from_map([
            ("stage", &Shared::new(stage)),
            ("problems", &cards),
            ("more", &Shared::new(&more)),
        ])
    });
    let columns = Shared::from_list(columns);
    let known = coverage::stages(&site.graph, id);
    let summary = match known.total {
        0 => String::new(),
        all => {
            let all = match all {
                1 => "one stage".into(),
                n => format!("{} stages", prose::number_word(n)),
            };
            let covered = match known.covered {
                0 => "none".into(),
                n => prose::number_word(n),
            };
            format!(
                "{}, {covered} with a known problem",
                prose::capitalize(&all)
            )
        }
    };
    let block = Block::new("stages", "stages", "Stage by stage")
        .wide()
        .meta(summary);
    let block = block.with_value("name", ctx.title(id));
    let block = block.with_value("curve", &feeling_curve(fields, 100.0, 150.0));
    Some(block.with("columns", columns))
}

/// `{card, curve}` for the page of its persona.
pub fn card_with_curve(ctx: &EntryContext, id: EntryId) -> Shared {
    let curve = feeling_curve(ctx.fields(id), 137.0, 150.0);
    Shared::from_map([("card", ctx.site.card(id)), ("curve", &Shared::new(&curve))])
}

#[derive(Serialize)]
struct FeelingCurve<'a> {
    layout: chart::Curve,
    /// Name and feeling of each stage, in their order.
    labels: Vec<(&'a str, Option<&'static str>)>,
    lowest: Option<&'a str>,
}

/// `step` is the width of one stage and `height` that of the drawing, in SVG units; `None` if no feeling is known.
fn feeling_curve(fields: &Fields, step: f64, height: f64) -> Option<FeelingCurve<'_>> {
    let feelings: Vec<Option<f64>> = stage_maps(fields)
        .map(|stage| stage.number("feels"))
        .collect();
    let layout = chart::curve(&feelings, step * feelings.len() as f64, height)?;
    let names = stage_maps(fields).map(|stage| stage.text("name").unwrap_or_default());
    let labels: Vec<_> = names
        .zip(&feelings)
        .map(|(name, feels)| (name, feels.map(prose::feeling_text)))
        .collect();
    let lowest = layout.points.iter().position(|point| point.lowest);
    Some(FeelingCurve {
        lowest: lowest.map(|i| labels[i].0),
        layout,
        labels,
    })
}

fn stage_maps(fields: &Fields) -> impl Iterator<Item = &Fields> {
    fields.maps("stages").take(MAX_LIST_ITEMS)
}

/// For each stage, the problems it names in `stages` and those that name it in `stage`.
fn problems_by_stage(ctx: &EntryContext, id: EntryId) -> Vec<Vec<EntryId>> {
    let graph = &ctx.site.graph;
    let entry = graph.entry(id);
    let fields = ctx.fields(id);
    let mut by_stage: Vec<Vec<EntryId>> = stage_maps(fields).map(|_| vec![]).collect();
    let mut add = |stage: usize, problem| {
        if let Some(problems) = by_stage.get_mut(stage) {
            problems.push(problem);
        }
    };
    for edge in entry.outgoing.iter().map(|edge| graph.edge(*edge)) {
        if &*edge.field == "stages" {
            add(edge.item, edge.to);
        }
    }
    for problem in ctx.sources(id, Role::Problem, "stage") {
        let named = ctx.fields(problem).text("stage");
        let named = named.and_then(|s| s.split_once('#'));
        if let Some(stage) = named.and_then(|(_, stage)| coverage::stage_index(fields, stage)) {
            add(stage, problem);
        }
    }
    by_stage
        .into_iter()
        .map(|ids| distinct_in_order(ids.into_iter()))
        .collect()
}

/// Its scenario, or else whose it is, and its low point.
fn statement(ctx: &EntryContext, id: EntryId) -> Option<Line> {
    let fields = ctx.fields(id);
    let scenario = fields.text("scenario").map(str::trim);
    let scenario = scenario.filter(|scenario| !scenario.is_empty());
    let who = ctx.site.graph.targets(id, "persona").next();
    let lowest = feeling_curve(fields, 1.0, 1.0).and_then(|curve| curve.lowest);
    (scenario.is_some() || who.is_some() || lowest.is_some()).then(|| {
        Line::of("scenario")
            .with("scenario", &scenario)
            .with("who", &who.map(|who| RichText::entry(ctx.site, who)))
            .with("lowest", &lowest)
    })
}

/// For how many stages it is noted how they feel, where that is not all.
fn feelings_known(fields: &Fields) -> Option<Line> {
    let known = stage_maps(fields)
        .filter(|stage| stage.has("feels"))
        .count();
    let all = stage_maps(fields).count();
    let line = Line::of("feelings_known").with("known", &known);
    (known < all).then(|| line.with("all", &all))
}

/// Stages that feel bad, the worst first, each with its three highest-ranked problems: `[{low, problems}]`.
fn low_points(ctx: &EntryContext, fields: &Fields, by_stage: &[Vec<EntryId>]) -> Option<Shared> {
    let mut lows: Vec<(usize, f64)> = stage_maps(fields)
        .enumerate()
        .filter_map(|(i, stage)| Some((i, stage.number("feels").filter(|f| *f < 0.0)?)))
        .collect();
    lows.sort_by(|a, b| a.1.total_cmp(&b.1));
    let stages: Vec<&Fields> = stage_maps(fields).collect();
    let items: Vec<Shared> = lows
        .into_iter()
        .map(|(i, feels)| {
            let best = ctx.ranked_problems(by_stage[i].clone());
            let cards = ctx.site.card_list(best.into_iter().take(3));
            let feels = Shared::new(prose::feeling_text(feels));
            Shared::from_map([
                ("name", &Shared::new(&stages[i].text("name"))),
                ("feels", &feels),
                ("problems", &cards),
            ])
        })
        .collect();
    (!items.is_empty()).then(|| Shared::from_list(&items))
}
