//! The page of a persona: its problems, journeys, studies and feedback, and how well it is researched.

use serde::Serialize;

use super::block::Block;
use super::entry_blocks::{note, problem_table};
use super::for_and_against::{self, strip_quotation_marks};
use super::role_parts::RoleParts;
use super::{Chip, EntryContext, MAX_LIST_ITEMS, fact, journey};
use crate::chart;
use crate::config::MethodClass;
use crate::evidence::{Basis, PersonaEvidence, ValidationStatus, coverage};
use crate::graph::EntryId;
use crate::model::{Fields, Role};
use crate::page::Shared;
use crate::site::prose;
use crate::site::rich_text::RichText;

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
            let percent = share.map(|share| prose::format_number(100.0 * share));
            let line =
                percent.map(|percent| RichText::new(format!("{percent} % of all customers")));
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
            let quarters = empathy_map(ctx.fields(id))?;
            let block = Block::new("empathy_map", "empathy", "Empathy map").wide();
            let block =
                block.meta("Says and does come from studies; thinks and feels are our reading");
            Some(block.with_value("quarters", &quarters))
        }),
        ("validation.personas", studies),
        ("research", |ctx, id| {
            let evidence = ctx.site.evidence.personas.get(&id)?;
            let block = Block::new("research", "basis", "How sure are we?").wide();
            Some(block.with_value("stats", &basis_stats(ctx, id, ctx.fields(id), evidence)))
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
fn declared_basis(ctx: &EntryContext, id: EntryId) -> Option<RichText> {
    let evidence = ctx.site.evidence.personas.get(&id)?;
    let declared = ctx.fields(id).text("basis").and_then(Basis::parse);
    let declared = declared.filter(|declared| *declared != evidence.basis)?;
    let line = RichText::new(format!("Declared {}, ", declared.as_str()));
    Some(line.muted(format!("studies say {}", evidence.basis.as_str())))
}

fn reviewed(ctx: &EntryContext, id: EntryId) -> Option<RichText> {
    let site = ctx.site;
    let reviewed = ctx.fields(id).date("reviewed")?;
    let line = RichText::new(prose::format_date(reviewed));
    let evidence = site.evidence.personas.get(&id)?;
    Some(match evidence.days_over_limit(&site.config, site.as_of) {
        None => line,
        Some(_) => {
            let days = prose::days_between(reviewed.first, site.as_of);
            line.text(" ").stale(prose::format_ago(days))
        }
    })
}

/// One quadrant of the component `empathy_map`.
#[derive(Serialize)]
struct EmpathyQuadrant {
    title: &'static str,
    how: &'static str,
    quoted: bool,
    items: Vec<String>,
}

fn empathy_map(fields: &Fields) -> Option<Vec<EmpathyQuadrant>> {
    let map = fields.map("empathy")?;
    let quadrant = |field, title, how, quoted| EmpathyQuadrant {
        title,
        how,
        quoted,
        items: map
            .texts(field)
            .take(MAX_LIST_ITEMS)
            .map(|text| {
                if quoted {
                    strip_quotation_marks(text)
                } else {
                    text.to_owned()
                }
            })
            .collect(),
    };
    Some(vec![
        quadrant("says", "Says", "heard", true),
        quadrant("thinks", "Thinks", "our reading", false),
        quadrant("does", "Does", "seen", false),
        quadrant("feels", "Feels", "our reading", false),
    ])
}

/// A study that names this persona.
#[derive(Serialize)]
struct StudyRow {
    method: String,
    people: String,
    date: String,
    status: &'static str,
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
        crate::evidence::study_date(fields)
    };
    studies.sort_by_key(|study| (std::cmp::Reverse(day(study).map(|d| d.first)), *study));
    let rows = studies.iter().take(MAX_LIST_ITEMS).map(|study| {
        let fields = ctx.fields(*study);
        let status = site.evidence.validations.get(study).copied();
        let n = fields.number("participants").filter(|n| *n > 0.0);
        let row = StudyRow {
            method: fields
                .text("method")
                .map(prose::humanize)
                .map_or(String::new(), |m| prose::capitalize(&m)),
            people: n.map_or("not noted".into(), prose::format_number),
            date: day(study).map_or("no date".into(), prose::format_date),
            status: status.map_or("", ValidationStatus::as_str),
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
    summary: String,
}

/// Dated studies on a time axis; `None` for fewer than two, or if they and today span more than 30 years.
fn study_timeline(ctx: &EntryContext, studies: &[EntryId]) -> Option<StudyTimeline> {
    let site = ctx.site;
    let epoch = jiff::civil::date(1970, 1, 1);
    let dated = studies.iter().take(MAX_LIST_ITEMS).filter_map(|study| {
        let fields = ctx.fields(*study);
        let date = crate::evidence::study_date(fields)?;
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
        let class = site.method(fields).map(|method| method.class);
        let status = site.evidence.validations.get(study).copied();
        let what = format!(
            "{}: {}",
            ctx.title(*study),
            prose::validation_note(fields, status)
        );
        (what, class == Some(MethodClass::Do))
    });
    let dots: Vec<(String, bool)> = labels.collect();
    let seen = dots.iter().filter(|(_, seen)| *seen).count();
    Some(StudyTimeline {
        summary: format!(
            "{} with a date, from {first} to {last}; {} of them watched what people do.",
            prose::studies(dots.len()),
            prose::number_word(seen)
        ),
        layout,
        dots,
    })
}

#[derive(Serialize)]
struct Stat {
    figure: String,
    text: String,
}

/// How well the persona is researched: its basis, how many of its problems were tested, its last review.
fn basis_stats(
    ctx: &EntryContext,
    id: EntryId,
    fields: &Fields,
    evidence: &PersonaEvidence,
) -> Vec<Stat> {
    let site = ctx.site;
    let limits = &site.config.evidence.basis;
    let people = prose::people(evidence.people as usize);
    let methods = |methods: &[String], word: &str| {
        let words = methods
            .iter()
            .map(|m| RichText::new(prose::method_plural(m).to_lowercase()));
        RichText::join_list(words.collect(), word).to_plain_text()
    };
    let (many, few) = (&limits.statistical_methods, &limits.qualitative_methods);
    let full = prose::format_number(limits.statistical);
    let basis = match evidence.basis {
        Basis::Statistical => format!("It rests on {} with {people}.", methods(many, "and")),
        Basis::Qualitative => format!(
            "It rests on {} with {people}. No {} have reached {full} people yet, so we do not know how common this is.",
            methods(few, "and"),
            methods(many, "or"),
        ),
        Basis::Proto => format!(
            "So far this is how we imagine somebody: {}. What counts here are {}, from {} people on.",
            match (evidence.studies, evidence.people as usize) {
                (0, _) => "nobody took part in studies that name this page".into(),
                (1, 0) => "the study that names this page is of another kind, or nobody noted how many took part".into(),
                (_, 0) => "the studies that name this page are of other kinds, or nobody noted how many took part".into(),
                _ => format!("{people} took part in studies of these kinds that name this page"),
            },
            methods(few, "and"),
            prose::format_number(limits.qualitative),
        ),
    };
    let mut stats = vec![Stat {
        figure: prose::capitalize(evidence.basis.as_str()),
        text: basis,
    }];
    let tested = coverage::problems(&site.graph, &site.evidence, id);
    if tested.total > 0 {
        let known = match (
            tested.covered,
            evidence.has_say_studies,
            evidence.has_do_studies,
        ) {
            (_, false, false) => "No study names them as people who took part.",
            (0, ..) => "The studies that they took part in were about something else.",
            (_, true, true) => "We know both what they say and what they do.",
            (_, true, false) => "We know what they say; nobody has watched them yet.",
            (_, false, true) => "We know what they do; nobody has asked them why.",
        };
        stats.push(Stat {
            figure: prose::format_coverage(tested),
            text: format!("problems have been tested. {known}"),
        });
    }
    let limit = prose::format_age(site.config.evidence.stale.persona);
    let (figure, what) = match (fields.date("reviewed"), evidence.last) {
        (Some(reviewed), _) => (prose::format_date(reviewed), "last reviewed"),
        (None, Some(last)) => (
            prose::format_month(last),
            "newest study; nobody has reviewed this page since",
        ),
        (None, None) => ("Never".into(), "reviewed or studied"),
    };
    let stale = evidence.days_over_limit(&site.config, site.as_of);
    let text = match stale {
        Some(over) => format!("{what}. That is {} too long ago.", prose::format_age(over)),
        None => {
            format!("{what}. After {limit} without a new study or a review it counts as stale.")
        }
    };
    debug_assert_eq!(ctx.role(id), Some(Role::Persona));
    stats.push(Stat { figure, text });
    stats
}
