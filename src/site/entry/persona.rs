//! The page of a persona: its problems, journeys, studies and feedback, and how well it is researched.

use serde::Serialize;

use super::block::Block;
use super::entry_blocks::{note, problem_table};
use super::for_and_against::{self, strip_quotation_marks};
use super::role_parts::RoleParts;
use super::{Chip, EntryContext, Line, MAX_LIST_ITEMS, fact, journey};
use crate::chart;
use crate::config::MethodClass;
use crate::evidence::coverage::{self, Coverage};
use crate::evidence::{Basis, ValidationStatus};
use crate::graph::EntryId;
use crate::model::{Period, Role, role};
use crate::page::Shared;
use crate::site::prose;

/// Maximum of journeys shown with their curve; more are cards only.
const MAX_JOURNEY_CURVES: usize = 3;

pub const PARTS: RoleParts = RoleParts {
    statements: &[("quote", for_and_against::quote_statement)],
    chips: &[
        ("type", |ctx, id| match ctx.fields(id).text("type") {
            Some("anti") => Some(Chip::new("We do not build for them").with_icon("declined")),
            word => Some(Chip::new(prose::label(word?))),
        }),
        ("basis", basis_chip),
    ],
    facts: &[
        ("share", "", |ctx, id| {
            let share = ctx.fields(id).number("share");
            let percent = share.map(|share| 100.0 * share);
            let line = percent.map(|percent| Line::of("share").with("percent", &percent));
            line.into_iter().collect()
        }),
        ("basis", "", |ctx, id| {
            declared_basis(ctx, id).into_iter().collect()
        }),
        ("reviewed", "", |ctx, id| {
            reviewed(ctx, id).into_iter().collect()
        }),
    ],
    blocks: &[
        ("context", |ctx, id| {
            let text = fact::paragraphs(ctx.fields(id).text("context")?);
            let block = Block::new("paragraphs", "context", "").wide();
            Some(block.with_value("paragraphs", &text))
        }),
        ("problem.personas", |ctx, id| {
            let missing = "No problem names this page yet. Write down what stands in the way, and name it there.";
            let ids = ctx.sources(id, Role::Problem, "personas");
            let order = match ids.is_empty() {
                true => "",
                false => "Opportunity, then strength of evidence, highest first",
            };
            Some(problem_table(ctx, "problems", "Problems", ids, missing).meta(order))
        }),
        ("journey.persona", journeys),
        ("empathy_map", |ctx, id| {
            let map = ctx.fields(id).map("empathy")?;
            let block = Block::new("empathy_map", "empathy", "Empathy map").wide();
            let block =
                block.meta("Says and does come from studies; thinks and feels are our reading");
            let quarter = |name| {
                let texts = map.texts(name).take(MAX_LIST_ITEMS);
                texts.map(strip_quotation_marks).collect::<Vec<_>>()
            };
            let quarters = ["says", "thinks", "does", "feels"].map(|name| (name, quarter(name)));
            Some(block.with_value("quarters", &quarters))
        }),
        ("validation.personas", studies),
        ("research", |ctx, id| {
            let block = Block::new("research", "basis", "How sure are we?").wide();
            Some(block.with_value("research", &Research::new(ctx, id)?))
        }),
    ],
    chain_problems: |ctx, id| ctx.ranked_problems(ctx.sources(id, Role::Problem, "personas")),
};

fn journeys(ctx: &EntryContext, id: EntryId) -> Option<Block> {
    let journeys = ctx.sources(id, Role::Journey, "persona");
    let drawn = journeys.iter().take(MAX_JOURNEY_CURVES);
    let drawn = drawn.map(|journey| journey::card_with_curve(ctx, *journey));
    let others = journeys
        .iter()
        .skip(MAX_JOURNEY_CURVES)
        .take(MAX_LIST_ITEMS);
    let block = Block::new("journeys", "journeys", "").wide();
    let block = block.with("others", ctx.site.card_list(others.copied()));
    (!journeys.is_empty()).then(|| block.with("journeys", Shared::from_list(drawn)))
}

fn basis_chip(ctx: &EntryContext, id: EntryId) -> Option<Chip> {
    let evidence = ctx.site.evidence.personas.get(&id)?;
    let glyph = match evidence.basis {
        Basis::Proto => "untested",
        _ if evidence.has_do_studies => "both",
        _ => "say",
    };
    Some(Chip::new(format!("Basis: {}", evidence.basis.as_str())).with_icon(glyph))
}

/// A declared basis that studies do not bear out.
fn declared_basis(ctx: &EntryContext, id: EntryId) -> Option<Line> {
    let evidence = ctx.site.evidence.personas.get(&id)?;
    let declared = ctx.fields(id).text("basis").and_then(Basis::parse);
    let declared = declared.filter(|declared| *declared != evidence.basis)?;
    let line = Line::of("basis").with("declared", &declared);
    Some(line.with("basis", &evidence.basis))
}

fn reviewed(ctx: &EntryContext, id: EntryId) -> Option<Line> {
    let site = ctx.site;
    let reviewed = ctx.fields(id).date("reviewed")?;
    let evidence = site.evidence.personas.get(&id)?;
    let stale = evidence.days_over_limit(&site.config, site.as_of);
    let days = prose::days_between(reviewed.first, site.as_of);
    let line = Line::of("reviewed").with("date", reviewed);
    Some(line.with("stale", &stale.map(|_| days)))
}

/// A study that names this persona.
#[derive(Serialize)]
struct StudyRow<'a> {
    method: Option<&'a str>,
    people: Option<f64>,
    date: Option<&'a Period>,
    status: Option<ValidationStatus>,
}

/// The studies that name this persona, newest first, undated ones last.
fn studies(ctx: &EntryContext, id: EntryId) -> Option<Block> {
    let site = ctx.site;
    let title = format!("Studies with {}", ctx.title(id));
    let mut studies = ctx.sources(id, Role::Validation, "personas");
    let Some(first) = studies.first() else {
        let missing = "No study names this page yet. Ask or watch somebody, and name this page as who took part.";
        return Some(note("studies", &title, missing).wide().not_printed());
    };
    let more = ctx.more_link(studies.len(), site.graph.entry(*first).document.kind);
    let day = |study: &EntryId| {
        let fields = ctx.fields(*study);
        role::Validation(fields).day()
    };
    studies.sort_by_key(|study| (std::cmp::Reverse(day(study).map(|d| d.first)), *study));
    let rows = studies.iter().take(MAX_LIST_ITEMS).map(|study| {
        let fields = ctx.fields(*study);
        let row = StudyRow {
            method: fields.text("method"),
            people: fields.number("participants").filter(|n| *n > 0.0),
            date: day(study),
            status: site.evidence.validations.get(study).copied(),
        };
        Shared::from_map([("card", site.card(*study)), ("row", &Shared::new(&row))])
    });
    let block = Block::new("studies", "studies", title).wide().not_printed();
    let block = block.meta(prose::studies(studies.len()));
    let block = block
        .with("rows", Shared::from_list(rows))
        .with("more", more);
    Some(block.with_value("chart", &study_timeline(ctx, &studies)))
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
    let epoch = jiff::civil::date(1970, 1, 1);
    let dated = studies.iter().take(MAX_LIST_ITEMS).filter_map(|study| {
        let fields = ctx.fields(*study);
        let date = role::Validation(fields).day()?;
        Some((*study, date.first))
    });
    let dated: Vec<(EntryId, jiff::civil::Date)> = dated.collect();
    let first = dated.iter().map(|(_, day)| day.year()).min()?;
    let last = dated
        .iter()
        .map(|(_, day)| day.year())
        .max()?
        .max(site.as_of.year());
    // One mistyped century would squeeze all other dots together.
    if dated.len() < 2 || last - first > 30 {
        return None;
    }
    let years: Vec<(i16, i64)> = (first..=last + 1)
        .filter_map(|year| {
            let first = jiff::civil::Date::new(year, 1, 1).ok()?;
            Some((year, prose::days_between(epoch, first)))
        })
        .collect();
    let dots: Vec<chart::TimelineEvent> = dated
        .iter()
        .map(|(study, day)| chart::TimelineEvent {
            day: prose::days_between(epoch, *day),
            weight: ctx.fields(*study).number("participants").unwrap_or(1.0),
        })
        .collect();
    let layout = chart::timeline(&dots, &years, prose::days_between(epoch, site.as_of))?;
    let labels = dated.iter().map(|(study, _)| {
        let fields = ctx.fields(*study);
        let class = site
            .method(role::Validation(fields))
            .map(|method| method.class);
        let status = site.evidence.validations.get(study).copied();
        let what = format!(
            "{}: {}",
            ctx.title(*study),
            prose::validation_note(fields, status)
        );
        (what, class == Some(MethodClass::Do))
    });
    let dots: Vec<(String, bool)> = labels.collect();
    Some(StudyTimeline {
        first,
        last,
        seen: dots.iter().filter(|(_, seen)| *seen).count(),
        layout,
        dots,
    })
}

/// How well the persona is researched: its basis, how many of its problems were tested, its last review.
#[derive(Serialize)]
struct Research<'a> {
    basis: Basis,
    people: f64,
    studies: usize,
    has_said: bool,
    has_done: bool,
    /// From how many people on it rests on qualitative, and on statistical methods.
    qualitative: (f64, Vec<String>),
    statistical: (f64, Vec<String>),
    tested: Coverage,
    reviewed: Option<&'a Period>,
    last: Option<String>,
    /// In days: how long it counts as fresh, and by how much it is older.
    limit: i64,
    stale: Option<i64>,
}

impl<'a> Research<'a> {
    fn new(ctx: &EntryContext<'a>, id: EntryId) -> Option<Self> {
        let site = ctx.site;
        let evidence = site.evidence.personas.get(&id)?;
        let limits = &site.config.evidence.basis;
        let methods = |methods: &[String]| {
            let plural = methods.iter().map(|name| prose::method_plural(name));
            plural.map(|name| name.to_lowercase()).collect()
        };
        Some(Research {
            basis: evidence.basis,
            people: evidence.people.trunc(),
            studies: evidence.studies,
            has_said: evidence.has_say_studies,
            has_done: evidence.has_do_studies,
            qualitative: (limits.qualitative, methods(&limits.qualitative_methods)),
            statistical: (limits.statistical, methods(&limits.statistical_methods)),
            tested: coverage::problems(&site.graph, &site.evidence, id),
            reviewed: ctx.fields(id).date("reviewed"),
            last: evidence.last.map(|day| day.to_string()),
            limit: site.config.evidence.stale.persona,
            stale: evidence.days_over_limit(&site.config, site.as_of),
        })
    }
}
