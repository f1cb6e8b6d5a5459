//! The page of a persona: its problems, journeys, studies and feedback, and how well it is researched.

use serde::Serialize;

use super::for_and_against::strip_quotation_marks;
use super::{
    Chip, EntryContext, EntryLayout, Fact, MAX_LIST_ITEMS, StatementStyle, fact, feedback, journey,
};
use crate::chart;
use crate::config::MethodClass;
use crate::evidence::{Basis, PersonaEvidence, ValidationStatus, coverage};
use crate::graph::EntryId;
use crate::model::{Fields, Role};
use crate::page::Shared;
use crate::site::prose;
use crate::site::rich_text::RichText;

const SHOWN_FIELDS: &str =
    "name role type priority basis goals pains tools jobs quote context share empathy reviewed";

const SHOWN_BACKLINKS: &[(Role, &str)] = &[
    (Role::Problem, "personas"),
    (Role::Validation, "personas"),
    (Role::Insight, "personas"),
    (Role::Feedback, "personas"),
    (Role::Journey, "persona"),
];

/// Maximum of journeys shown with their curve; more are cards only.
const MAX_JOURNEY_CURVES: usize = 3;

pub fn layout(ctx: &EntryContext, id: EntryId) -> EntryLayout {
    let site = ctx.site;
    let fields = ctx.fields(id);
    let evidence = site
        .evidence
        .personas
        .get(&id)
        .expect("every subject is weighed");
    let problems = ctx.ranked_problems(ctx.sources(id, Role::Problem, "personas"));
    let insights = ctx.sources(id, Role::Insight, "personas");
    let journeys = ctx.sources(id, Role::Journey, "persona");
    let document = &site.graph.entry(id).document;
    let told = site.graph.schema.fields(document.kind).iter();
    let told = told.filter(|field| field.is_told_by(document.body.heading_texts()));
    let told: Vec<&str> = told.map(|field| &*field.name).collect();
    let quote = fields.text("quote").map(strip_quotation_marks);
    let drawn = journeys
        .iter()
        .take(MAX_JOURNEY_CURVES)
        .map(|journey_id| journey::card_with_curve(ctx, *journey_id));
    EntryLayout {
        statement: match &quote {
            Some(quote) => RichText::new(format!("“{quote}”")),
            None => RichText::default(),
        },
        statement_style: StatementStyle::PullQuote,
        chips: chips(fields, evidence),
        facts: facts(ctx, fields, evidence),
        shown_fields: SHOWN_FIELDS,
        shown_backlinks: SHOWN_BACKLINKS,
        extra_inputs: vec![
            (
                "context",
                Shared::new(&fields.text("context").map(fact::paragraphs)),
            ),
            ("lists", Shared::new(&titled_lists(fields, &told))),
            ("empathy", Shared::new(&empathy_map(fields))),
            ("problems", ctx.card_list(&problems)),
            (
                "problems_more",
                ctx.more_link(problems.len(), Role::Problem),
            ),
            ("journeys", Shared::from_list(drawn)),
            (
                "journeys_more",
                site.card_list(
                    journeys
                        .iter()
                        .copied()
                        .skip(MAX_JOURNEY_CURVES)
                        .take(MAX_LIST_ITEMS),
                ),
            ),
            ("validations", studies(ctx, id)),
            (
                "basis",
                Shared::new(&basis_stats(ctx, id, fields, evidence)),
            ),
            ("feedback", feedback::feedback_about(ctx, id)),
            ("insights", ctx.card_list(&insights)),
            (
                "insights_more",
                ctx.more_link(insights.len(), Role::Insight),
            ),
            ("insights_total", Shared::new(&insights.len())),
        ],
        chain_problems: problems,
    }
}

fn chips(fields: &Fields, evidence: &PersonaEvidence) -> Vec<Chip> {
    let glyph = match evidence.basis {
        Basis::Proto => "untested",
        _ if evidence.has_do_studies => "both",
        _ => "say",
    };
    let basis = Chip::new(format!("Basis: {}", evidence.basis.as_str())).with_icon(glyph);
    let kind = Chip::from_field(fields, "type").map(|chip| match fields.text("type") {
        Some("anti") => Chip::new("We do not build for them").with_icon("declined"),
        _ => chip,
    });
    Chip::from_field(fields, "priority")
        .into_iter()
        .chain(kind)
        .chain([basis])
        .collect()
}

fn facts(ctx: &EntryContext, fields: &Fields, evidence: &PersonaEvidence) -> Vec<Fact> {
    let site = ctx.site;
    let mut facts = Vec::new();
    if let Some(role) = fields.text("role") {
        facts.push(Fact::new("Role", RichText::new(role)));
    }
    if let Some(share) = fields.number("share") {
        let percent = prose::format_number(100.0 * share);
        facts.push(Fact::new(
            "Share",
            RichText::new(format!("{percent} % of all customers")),
        ));
    }
    let declared = fields.text("basis").and_then(Basis::parse);
    if let Some(declared) = declared.filter(|d| *d != evidence.basis) {
        let line = RichText::new(format!("Declared {}, ", declared.as_str()))
            .muted(format!("studies say {}", evidence.basis.as_str()));
        facts.push(Fact::new("Basis", line));
    }
    if let Some(reviewed) = fields.date("reviewed") {
        let line = RichText::new(prose::format_date(reviewed));
        let line = match evidence.days_over_limit(&site.config, site.as_of) {
            None => line,
            Some(_) => {
                let days = prose::days_between(reviewed.first, site.as_of);
                line.text(" ").stale(prose::format_ago(days))
            }
        };
        facts.push(Fact::new("Reviewed", line));
    }
    facts
}

#[derive(Serialize)]
struct TitledList {
    id: &'static str,
    title: &'static str,
    items: Vec<RichText>,
    /// Shown instead of items; a list without it is left out when it has no items.
    empty: Option<&'static str>,
}

/// The lists of the fields. `told` has the fields of which the body says what they would.
fn titled_lists(fields: &Fields, told: &[&str]) -> Vec<TitledList> {
    [
        (
            "goals",
            "Goals",
            Some("Nobody has written down what they want to get done."),
        ),
        ("pains", "Pains", None),
        ("jobs", "Jobs", None),
        ("tools", "Tools", None),
    ]
    .into_iter()
    .map(|(id, title, empty)| TitledList {
        id,
        title,
        items: fact::text_items(fields, id),
        empty: empty.filter(|_| !told.contains(&id)),
    })
    .filter(|list| !list.items.is_empty() || list.empty.is_some())
    .collect()
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

/// `{rows: [{card, row}], more, total, chart}`: the studies that name this persona, newest first, undated ones last.
fn studies(ctx: &EntryContext, id: EntryId) -> Shared {
    let site = ctx.site;
    let mut studies = ctx.sources(id, Role::Validation, "personas");
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
    Shared::from_map([
        ("rows", &Shared::from_list(rows)),
        ("more", &ctx.more_link(studies.len(), Role::Validation)),
        ("total", &Shared::new(&prose::studies(studies.len()))),
        ("chart", &Shared::new(&study_timeline(ctx, &studies))),
    ])
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
