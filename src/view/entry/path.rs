//! A journey: its stages, how they feel, and what hurts at each.

use serde::Serialize;

use super::{Anatomy, Desk, Fact, MOST, Voice, once};
use crate::chart;
use crate::graph::Id;
use crate::graph::evidence::coverage;
use crate::page::Shared;
use crate::schema::{Fields, Role};
use crate::view::prose;
use crate::view::sentence::Sentence;

const SHOWN: &[&str] = &["persona", "scenario", "stages"];

const HEARD: &[(Role, &str)] = &[(Role::Claim, "stage")];

/// Problems at one stage before they are only counted.
const AT_STAGE: usize = 12;

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

/// Which rows the table needs.
#[derive(Serialize, Default)]
struct Rows {
    actions: bool,
    touchpoints: bool,
    pains: bool,
    opportunities: bool,
}

pub fn anatomy(desk: &Desk, id: Id) -> Anatomy {
    let look = desk.look;
    let fields = desk.fields(id);
    let at = at_stages(desk, id);
    let stages: Vec<Stage> = maps(fields)
        .zip(&at)
        .map(|(stage, claims)| Stage::of(stage, claims.len()))
        .collect();
    let rows = stages.iter().fold(Rows::default(), |rows, stage| Rows {
        actions: rows.actions || !stage.actions.is_empty(),
        touchpoints: rows.touchpoints || !stage.touchpoints.is_empty(),
        pains: rows.pains || !stage.pains.is_empty(),
        opportunities: rows.opportunities || !stage.opportunities.is_empty(),
    });
    let columns: Vec<Shared> = stages
        .iter()
        .zip(&at)
        .map(|(stage, claims)| {
            let cards = look.card_list(claims.iter().copied().take(AT_STAGE));
            Shared::map([("stage", &Shared::new(stage)), ("problems", &cards)])
        })
        .collect();
    let known = coverage::stages(look.graph, id);
    let who = desk.targets(id, "persona");
    let ranked = desk.ranked(once(at.iter().flatten().copied()));
    Anatomy {
        statement: statement(desk, fields, &who),
        voice: Voice::Lede,
        chips: vec![],
        facts: facts(desk, fields, &who),
        shown: SHOWN,
        heard: HEARD,
        // The stages are its own chain.
        claim: None,
        claims: 0,
        inputs: vec![
            ("columns", Shared::list(&columns)),
            ("rows", Shared::new(&rows)),
            ("curve", Shared::new(&curve(fields, 100.0, 150.0))),
            (
                "summary",
                Shared::new(&match known.all {
                    0 => String::new(),
                    all => format!(
                        "{}, {} with a known problem",
                        prose::capital(&match all {
                            1 => "one stage".into(),
                            n => format!("{} stages", prose::number(n)),
                        }),
                        match known.covered {
                            0 => "none".into(),
                            n => prose::number(n),
                        }
                    ),
                }),
            ),
            ("lows", lows(desk, fields, &at)),
            (
                "problems",
                look.card_list(ranked.iter().copied().take(MOST)),
            ),
        ],
    }
}

/// `{card, curve}`: the curve alone, for the page of whoever walks it.
pub fn strip(desk: &Desk, id: Id) -> Shared {
    let curve = curve(desk.fields(id), 137.0, 150.0);
    Shared::map([
        ("card", desk.look.card(id)),
        ("curve", &Shared::new(&curve)),
    ])
}

#[derive(Serialize)]
struct Curve {
    layout: chart::Curve,
    /// Name and feeling of each stage, in their order.
    labels: Vec<(String, Option<&'static str>)>,
    /// “Send it: fine, Wait: uneasy. The lowest point is Wait.”
    summary: String,
}

/// `step` is the width of a stage.
fn curve(fields: &Fields, step: f64, height: f64) -> Option<Curve> {
    let feelings: Vec<Option<f64>> = maps(fields).map(|stage| stage.number("feels")).collect();
    let layout = chart::curve(&feelings, step * feelings.len() as f64, height)?;
    let labels: Vec<(String, Option<&'static str>)> = maps(fields)
        .zip(&feelings)
        .map(|(stage, feels)| {
            let name = stage.text("name").unwrap_or_default().to_owned();
            (name, feels.map(prose::feeling))
        })
        .collect();
    let told = labels.iter().map(|(name, feels)| {
        let feels = feels.map_or("not known".into(), str::to_lowercase);
        format!("{name}: {feels}")
    });
    let told: Vec<String> = told.collect();
    let lowest = layout.points.iter().position(|point| point.lowest);
    let lowest = lowest.map(|i| format!(" The lowest point is {}.", labels[i].0));
    Some(Curve {
        summary: format!("{}.{}", told.join(", "), lowest.unwrap_or_default()),
        layout,
        labels,
    })
}

impl Stage {
    fn of(stage: &Fields, claims: usize) -> Self {
        let texts = |name: &str| stage.texts(name).take(MOST).map(str::to_owned).collect();
        let feels = stage.number("feels");
        Stage {
            name: stage.text("name").unwrap_or_default().into(),
            feels: feels.map(prose::feeling),
            low: feels.is_some_and(|f| f < 0.0),
            actions: texts("actions"),
            touchpoints: texts("touchpoints"),
            pains: texts("pains"),
            opportunities: texts("opportunities"),
            more: claims
                .checked_sub(AT_STAGE)
                .filter(|more| *more > 0)
                .map(|more| format!("and {} more", prose::grouped(more))),
        }
    }
}

fn maps(fields: &Fields) -> impl Iterator<Item = &Fields> {
    fields.maps("stages").take(MOST)
}

/// The problems at each stage: those it names, and those that name it.
fn at_stages(desk: &Desk, id: Id) -> Vec<Vec<Id>> {
    let graph = desk.look.graph;
    let entry = graph.entry(id);
    let fields = desk.fields(id);
    let mut at: Vec<Vec<Id>> = maps(fields).map(|_| vec![]).collect();
    let mut put = |stage: usize, claim| {
        if let Some(claims) = at.get_mut(stage) {
            claims.push(claim);
        }
    };
    for edge in entry.out.iter().map(|edge| graph.edge(*edge)) {
        if &*edge.field == "stages" {
            put(edge.item, edge.to);
        }
    }
    for claim in desk.sources(id, Role::Claim, "stage") {
        let named = desk
            .fields(claim)
            .text("stage")
            .and_then(|s| s.split_once('#'));
        if let Some(stage) = named.and_then(|(_, stage)| coverage::stage_index(fields, stage)) {
            put(stage, claim);
        }
    }
    at.into_iter()
        .map(|claims| once(claims.into_iter()))
        .collect()
}

fn statement(desk: &Desk, fields: &Fields, who: &[Id]) -> Sentence {
    let scenario = fields.text("scenario").map(str::trim).unwrap_or_default();
    let mut sentence = Sentence::new(scenario);
    if scenario.is_empty()
        && let Some(who) = who.first()
    {
        sentence = Sentence::new("How ")
            .entry(desk.look, *who)
            .say(" gets through it.");
    }
    let feelings: Vec<Option<f64>> = maps(fields).map(|stage| stage.number("feels")).collect();
    let lowest = chart::curve(&feelings, 1.0, 1.0)
        .and_then(|curve| curve.points.iter().position(|p| p.lowest));
    match lowest.and_then(|i| maps(fields).nth(i)?.text("name")) {
        Some(name) => sentence
            .say(" ")
            .mark(format!("The low point is “{name}”.")),
        None => sentence,
    }
}

fn facts(desk: &Desk, fields: &Fields, who: &[Id]) -> Vec<Fact> {
    let mut facts = Vec::new();
    if !who.is_empty() {
        facts.push(Fact::new("Whose", desk.named(who, 3)));
    }
    let feelings = maps(fields).filter(|stage| stage.has("feels")).count();
    let all = maps(fields).count();
    if feelings < all {
        let line = match feelings {
            0 => "Nobody has been watched or asked yet.".into(),
            n => format!("Known for {} of {} stages", n, all),
        };
        facts.push(Fact::new("How it feels", Sentence::new(line)));
    }
    facts
}

/// Stages that feel bad, the worst first, each with its best known problem: `[{low, cards}]`.
fn lows(desk: &Desk, fields: &Fields, at: &[Vec<Id>]) -> Shared {
    #[derive(Serialize)]
    struct Low<'a> {
        name: &'a str,
        feels: String,
    }
    let mut lows: Vec<(usize, f64)> = maps(fields)
        .enumerate()
        .filter_map(|(i, stage)| Some((i, stage.number("feels").filter(|f| *f < 0.0)?)))
        .collect();
    lows.sort_by(|a, b| a.1.total_cmp(&b.1));
    let stages: Vec<&Fields> = maps(fields).collect();
    let items: Vec<Shared> = lows
        .into_iter()
        .map(|(i, feels)| {
            let low = Low {
                name: stages[i].text("name").unwrap_or_default(),
                feels: prose::feeling(feels).to_lowercase(),
            };
            let best = desk.ranked(at[i].clone());
            let cards = desk.look.card_list(best.into_iter().take(3));
            Shared::map([("low", &Shared::new(&low)), ("problems", &cards)])
        })
        .collect();
    Shared::list(&items)
}
