//! The page of a journey: its stages, how each feels, and the problems at each.

use serde::Serialize;

use super::block::Block;
use super::entry_blocks::problem_table;
use super::role_parts::{NO_PARTS, RoleParts};
use super::{EntryContext, MAX_LIST_ITEMS, StatementStyle};
use crate::chart;
use crate::evidence::coverage;
use crate::graph::{EntryId, distinct_in_order};
use crate::model::{Fields, Role};
use crate::page::Shared;
use crate::site::prose;
use crate::site::rich_text::RichText;

/// Maximum of problems shown at one stage; more are only counted.
const MAX_PROBLEMS_PER_STAGE: usize = 12;

/// One stage: a column of the table.
#[derive(Serialize)]
struct Stage {
    name: String,
    feels: Option<&'static str>,
    low: bool,
    actions: Vec<String>,
    touchpoints: Vec<String>,
    pains: Vec<String>,
    opportunities: Vec<String>,
    more: Option<String>,
}

/// Which rows of the table have any content.
#[derive(Serialize, Default)]
struct UsedRows {
    actions: bool,
    touchpoints: bool,
    pains: bool,
    opportunities: bool,
}

pub const PARTS: RoleParts = RoleParts {
    statements: &[("scenario", |ctx, id| {
        let line = statement(ctx, ctx.fields(id), &ctx.targets(id, "persona"));
        (!line.is_empty()).then_some((line, StatementStyle::Lede))
    })],
    facts: &[
        ("persona", "Whose", |ctx, id| {
            match ctx.targets(id, "persona").as_slice() {
                [] => vec![],
                who => vec![ctx.entry_links(who, 3)],
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
    let stages: Vec<Stage> = stage_maps(fields)
        .zip(&by_stage)
        .map(|(stage, problems)| Stage::from_fields(stage, problems.len()))
        .collect();
    let rows = stages
        .iter()
        .fold(UsedRows::default(), |rows, stage| UsedRows {
            actions: rows.actions || !stage.actions.is_empty(),
            touchpoints: rows.touchpoints || !stage.touchpoints.is_empty(),
            pains: rows.pains || !stage.pains.is_empty(),
            opportunities: rows.opportunities || !stage.opportunities.is_empty(),
        });
    let columns: Vec<Shared> = stages
        .iter()
        .zip(&by_stage)
        .map(|(stage, problems)| {
            let cards = site.card_list(problems.iter().copied().take(MAX_PROBLEMS_PER_STAGE));
            Shared::from_map([("stage", &Shared::new(stage)), ("problems", &cards)])
        })
        .collect();
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
    let block = block
        .with_value("name", ctx.title(id))
        .with_value("rows", &rows);
    let block = block.with_value("curve", &feeling_curve(fields, 100.0, 150.0));
    Some(block.with("columns", Shared::from_list(&columns)))
}

/// `{card, curve}` for the page of its persona.
pub fn card_with_curve(ctx: &EntryContext, id: EntryId) -> Shared {
    let curve = feeling_curve(ctx.fields(id), 137.0, 150.0);
    Shared::from_map([("card", ctx.site.card(id)), ("curve", &Shared::new(&curve))])
}

#[derive(Serialize)]
struct FeelingCurve {
    layout: chart::Curve,
    /// Name and feeling of each stage, in their order.
    labels: Vec<(String, Option<&'static str>)>,
    /// “Send it: fine, Wait: uneasy. The lowest point is Wait.”
    summary: String,
}

/// `step` is the width of one stage and `height` that of the drawing, in SVG units; `None` if no feeling is known.
fn feeling_curve(fields: &Fields, step: f64, height: f64) -> Option<FeelingCurve> {
    let feelings: Vec<Option<f64>> = stage_maps(fields)
        .map(|stage| stage.number("feels"))
        .collect();
    let layout = chart::curve(&feelings, step * feelings.len() as f64, height)?;
    let labels: Vec<(String, Option<&'static str>)> = stage_maps(fields)
        .zip(&feelings)
        .map(|(stage, feels)| {
            let name = stage.text("name").unwrap_or_default().to_owned();
            (name, feels.map(prose::feeling_text))
        })
        .collect();
    let texts = labels.iter().map(|(name, feels)| {
        let feels = feels.map_or("not known".into(), str::to_lowercase);
        format!("{name}: {feels}")
    });
    let texts: Vec<String> = texts.collect();
    let lowest = layout.points.iter().position(|point| point.lowest);
    let lowest = lowest.map(|i| format!(" The lowest point is {}.", labels[i].0));
    Some(FeelingCurve {
        summary: format!("{}.{}", texts.join(", "), lowest.unwrap_or_default()),
        layout,
        labels,
    })
}

impl Stage {
    fn from_fields(stage: &Fields, problems: usize) -> Self {
        let texts = |name: &str| {
            stage
                .texts(name)
                .take(MAX_LIST_ITEMS)
                .map(str::to_owned)
                .collect()
        };
        let feels = stage.number("feels");
        Stage {
            name: stage.text("name").unwrap_or_default().into(),
            feels: feels.map(prose::feeling_text),
            low: feels.is_some_and(|f| f < 0.0),
            actions: texts("actions"),
            touchpoints: texts("touchpoints"),
            pains: texts("pains"),
            opportunities: texts("opportunities"),
            more: problems
                .checked_sub(MAX_PROBLEMS_PER_STAGE)
                .filter(|more| *more > 0)
                .map(|more| format!("and {} more", prose::group_digits(more))),
        }
    }
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

fn statement(ctx: &EntryContext, fields: &Fields, who: &[EntryId]) -> RichText {
    let scenario = fields.text("scenario").map(str::trim).unwrap_or_default();
    let mut sentence = RichText::new(scenario);
    if scenario.is_empty()
        && let Some(who) = who.first()
    {
        sentence = RichText::new("How ")
            .entry_link(ctx.site, *who)
            .text(" gets through it.");
    }
    let feelings: Vec<Option<f64>> = stage_maps(fields)
        .map(|stage| stage.number("feels"))
        .collect();
    let lowest = chart::curve(&feelings, 1.0, 1.0)
        .and_then(|curve| curve.points.iter().position(|p| p.lowest));
    match lowest.and_then(|i| stage_maps(fields).nth(i)?.text("name")) {
        Some(name) => sentence
            .text(" ")
            .highlight(format!("The low point is “{name}”.")),
        None => sentence,
    }
}

/// For how many stages it is noted how they feel, where that is not all.
fn feelings_known(fields: &Fields) -> Option<RichText> {
    let known = stage_maps(fields)
        .filter(|stage| stage.has("feels"))
        .count();
    let all = stage_maps(fields).count();
    (known < all).then(|| {
        RichText::new(match known {
            0 => "Nobody has noted it yet.".into(),
            n => format!("Known for {n} of {all} stages"),
        })
    })
}

/// Stages that feel bad, the worst first, each with its three highest-ranked problems: `[{low, problems}]`.
fn low_points(ctx: &EntryContext, fields: &Fields, by_stage: &[Vec<EntryId>]) -> Option<Shared> {
    #[derive(Serialize)]
    struct Low<'a> {
        name: &'a str,
        feels: String,
    }
    let mut lows: Vec<(usize, f64)> = stage_maps(fields)
        .enumerate()
        .filter_map(|(i, stage)| Some((i, stage.number("feels").filter(|f| *f < 0.0)?)))
        .collect();
    lows.sort_by(|a, b| a.1.total_cmp(&b.1));
    let stages: Vec<&Fields> = stage_maps(fields).collect();
    let items: Vec<Shared> = lows
        .into_iter()
        .map(|(i, feels)| {
            let low = Low {
                name: stages[i].text("name").unwrap_or_default(),
                feels: prose::feeling_text(feels).to_lowercase(),
            };
            let best = ctx.ranked_problems(by_stage[i].clone());
            let cards = ctx.site.card_list(best.into_iter().take(3));
            Shared::from_map([("low", &Shared::new(&low)), ("problems", &cards)])
        })
        .collect();
    (!items.is_empty()).then(|| Shared::from_list(&items))
}
