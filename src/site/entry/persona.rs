//! The page of a persona: its problems, journeys, studies and feedback, and how well it is researched.

use jiff::civil::{Date, date};
use serde::Serialize;

use super::block::Block;
use super::for_and_against::{self, strip_quotation_marks};
use super::role_parts::RoleParts;
use super::{EntryContext, MAX_LIST_ITEMS, journey};
use crate::chart;
use crate::config::MethodClass;
use crate::evidence::{Basis, PersonaEvidence, coverage};
use crate::graph::EntryId;
use crate::model::{Role, role};
use crate::page::Shared;
use crate::site::line::Line;
use crate::site::prose;

/// Maximum of journeys shown with their curve; more are cards only.
const MAX_JOURNEY_CURVES: usize = 3;

pub const PARTS: RoleParts = RoleParts {
    statements: &[("quote", for_and_against::quote_statement)],
    chips: &[
        ("type", |ctx| {
            let word = role::Persona(ctx.fields).persona_type()?;
            Some(Line::of("persona_type").with("type", word))
        }),
        ("basis", |ctx| {
            let line = Line::of("basis").with("basis", &evidence(ctx)?.basis);
            Some(line.with("watched", &evidence(ctx)?.has_do_studies))
        }),
    ],
    facts: &[
        ("share", |ctx| {
            let share = role::Persona(ctx.fields).share()?;
            Some(Line::of("share").with("percent", &(100.0 * share)))
        }),
        // A declared basis that studies do not bear out.
        ("basis", |ctx| {
            let basis = evidence(ctx)?.basis;
            let declared = role::Persona(ctx.fields).declared_basis();
            let declared = declared.and_then(Basis::parse);
            let declared = declared.filter(|declared| *declared != basis)?;
            let line = Line::of("basis").with("declared", &declared);
            Some(line.with("basis", &basis))
        }),
        ("reviewed", |ctx| {
            let reviewed = role::Persona(ctx.fields).reviewed()?;
            let stale = evidence(ctx)?.days_over_limit(&ctx.site.config, ctx.site.as_of);
            let days = prose::days_between(reviewed.first, ctx.site.as_of);
            let line = Line::of("reviewed").with("date", reviewed);
            Some(line.with("stale", &stale.map(|_| days)))
        }),
    ],
    blocks: &[
        ("journey.persona", journeys),
        ("empathy_map", |ctx| {
            let map = ctx.fields.map("empathy")?;
            let quarter = |name| {
                let texts = map.texts(name).take(MAX_LIST_ITEMS);
                texts.map(strip_quotation_marks).collect::<Vec<_>>()
            };
            let quarters = ["says", "thinks", "does", "feels"].map(|name| (name, quarter(name)));
            Some(Block::new("").with("quarters", &quarters))
        }),
        ("validation.personas", studies),
        // How well it is researched: its basis, how many of its problems were tested, its last review.
        ("research", |ctx| {
            let (site, evidence) = (ctx.site, evidence(ctx)?);
            let limits = &site.config.evidence.basis;
            let methods = |methods: &[String]| -> Vec<String> {
                let plural = methods.iter().map(|name| prose::method_plural(name));
                plural.map(|name| name.to_lowercase()).collect()
            };
            // From how many people on it rests on qualitative, and on statistical methods.
            let few = (limits.qualitative, methods(&limits.qualitative_methods));
            let many = (limits.statistical, methods(&limits.statistical_methods));
            let tested = coverage::problems(&site.graph, &site.evidence, ctx.id);
            let stale = evidence.days_over_limit(&site.config, site.as_of);
            let block = Block::new("").with("known", evidence).with("few", &few);
            let block = block.with("many", &many).with("tested", &tested);
            let block = block.with("limit", &site.config.evidence.stale.persona);
            let block = block.with("reviewed", &role::Persona(ctx.fields).reviewed());
            Some(block.with("stale", &stale))
        }),
    ],
    chain_problems: |ctx| ctx.ranked_problems(ctx.sources(Role::Problem, "personas")),
};

fn evidence<'a>(ctx: &EntryContext<'a>) -> Option<&'a PersonaEvidence> {
    ctx.site.evidence.personas.get(&ctx.id)
}

fn journeys(ctx: &EntryContext) -> Option<Block> {
    let journeys = ctx.sources(Role::Journey, "persona");
    let (drawn, others) = journeys.split_at(journeys.len().min(MAX_JOURNEY_CURVES));
    let drawn = drawn.iter();
    let drawn = drawn.map(|journey| journey::card_with_curve(ctx.site, *journey));
    let block = Block::new("").with_shared("others", ctx.card_list(others));
    (!journeys.is_empty()).then(|| block.with_shared("journeys", Shared::from_list(drawn)))
}

/// The studies that name this persona, newest first, undated ones last.
fn studies(ctx: &EntryContext) -> Option<Block> {
    let site = ctx.site;
    let study = |id: EntryId| role::Validation(site.fields(id));
    let mut studies = ctx.sources(Role::Validation, "personas");
    let more = ctx.more_that_link(&studies, Some("personas"));
    let day = |id: EntryId| study(id).day().map(|day| day.first);
    studies.sort_by_key(|id| (std::cmp::Reverse(day(*id)), *id));
    let rows = studies.iter().take(MAX_LIST_ITEMS).map(|id| {
        let row = Line::of("study")
            .with("method", &study(*id).method())
            .with("people", &study(*id).participants().filter(|n| *n > 0.0))
            .with("date", &study(*id).day())
            .with("status", &site.evidence.validations.get(id));
        Shared::from_map([("card", site.card(*id)), ("row", &Shared::new(&row))])
    });
    (!studies.is_empty()).then(|| {
        Block::new("")
            .with("total", &studies.len())
            .with_shared("rows", Shared::from_list(rows))
            .with_shared("more", more)
            .with("chart", &study_timeline(ctx, &studies))
    })
}

#[derive(Serialize)]
struct StudyTimeline {
    layout: chart::Timeline,
    /// In the order of the layout's dots: title and note of the study, and whether its method watches what people do.
    dots: Vec<(String, bool)>,
    first: i16,
    last: i16,
    seen: usize,
}

/// Dated studies on a time axis; `None` for fewer than two, or if they and today span more than 30 years.
fn study_timeline(ctx: &EntryContext, studies: &[EntryId]) -> Option<StudyTimeline> {
    let site = ctx.site;
    let days_since_epoch = |day: Date| prose::days_between(date(1970, 1, 1), day);
    let dated = studies.iter().take(MAX_LIST_ITEMS).filter_map(|id| {
        let study = role::Validation(site.fields(*id));
        Some((*id, study, study.day()?.first))
    });
    let dated: Vec<(EntryId, role::Validation, Date)> = dated.collect();
    let years = || dated.iter().map(|(.., day)| day.year());
    let (first, last) = (years().min()?, years().max()?.max(site.as_of.year()));
    // One mistyped century would squeeze all other dots together.
    if dated.len() < 2 || last - first > 30 {
        return None;
    }
    let years = (first..=last + 1).filter_map(|year| {
        let first = Date::new(year, 1, 1).ok()?;
        Some((year, days_since_epoch(first)))
    });
    let events = dated.iter().map(|(_, study, day)| chart::TimelineEvent {
        day: days_since_epoch(*day),
        weight: study.participants().unwrap_or(1.0),
    });
    let events: Vec<chart::TimelineEvent> = events.collect();
    let years: Vec<(i16, i64)> = years.collect();
    let layout = chart::timeline(&events, &years, days_since_epoch(site.as_of))?;
    let dots = dated.iter().map(|(id, study, _)| {
        let class = site.method(*study).map(|method| method.class);
        let title = site.title_of(*id);
        let what = format!("{title}: {}", site.note(*id));
        (what, class == Some(MethodClass::Do))
    });
    let dots: Vec<(String, bool)> = dots.collect();
    Some(StudyTimeline {
        first,
        last,
        seen: dots.iter().filter(|(_, seen)| *seen).count(),
        layout,
        dots,
    })
}
