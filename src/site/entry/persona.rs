//! A persona: the whole site through one person's eyes.

use serde::Serialize;

use super::for_and_against::strip_quotation_marks;
use super::{
    Chip, EntryContext, EntryLayout, Fact, MAX_LIST_ITEMS, StatementStyle, fact, feedback, journey,
};
use crate::chart;
use crate::config::MethodClass;
use crate::evidence::{Basis, PersonaEvidence, State, ValidationStatus};
use crate::graph::EntryId;
use crate::model::{Fields, Role};
use crate::page::Shared;
use crate::site::prose;
use crate::site::rich_text::RichText;

const SHOWN_FIELDS: &[&str] = &[
    "name", "role", "type", "priority", "basis", "goals", "pains", "tools", "jobs", "quote",
    "context", "share", "empathy", "reviewed",
];

const SHOWN_BACKLINKS: &[(Role, &str)] = &[
    (Role::Problem, "personas"),
    (Role::Validation, "personas"),
    (Role::Insight, "personas"),
    (Role::Feedback, "personas"),
    (Role::Journey, "persona"),
];

/// Journeys drawn on the page; more are links.
const MAX_JOURNEY_CURVES: usize = 3;

pub fn layout(ctx: &EntryContext, id: EntryId) -> EntryLayout {
    let site = ctx.site;
    let fields = ctx.fields(id);
    let subject = site
        .evidence
        .personas
        .get(&id)
        .expect("every subject is weighed");
    let claims = ctx.ranked_problems(ctx.sources(id, Role::Problem, "personas"));
    let findings = ctx.sources(id, Role::Insight, "personas");
    let paths = ctx.sources(id, Role::Journey, "persona");
    let quote = fields.text("quote").map(strip_quotation_marks);
    let drawn = paths
        .iter()
        .take(MAX_JOURNEY_CURVES)
        .map(|path| journey::card_with_curve(ctx, *path));
    EntryLayout {
        statement: match &quote {
            Some(quote) => RichText::new(format!("“{quote}”")),
            None => RichText::default(),
        },
        statement_style: StatementStyle::PullQuote,
        chips: chips(fields, subject),
        facts: facts(ctx, fields, subject),
        shown_fields: SHOWN_FIELDS,
        shown_backlinks: SHOWN_BACKLINKS,
        chain_problem: claims.first().copied(),
        chain_problem_count: claims.len(),
        extra_inputs: vec![
            (
                "context",
                Shared::new(&fields.text("context").map(fact::paragraphs)),
            ),
            ("lists", Shared::new(&titled_lists(fields))),
            ("empathy", Shared::new(&empathy_map(fields))),
            (
                "problems",
                site.card_list(claims.iter().copied().take(MAX_LIST_ITEMS)),
            ),
            (
                "problems_more",
                Shared::new(&ctx.more_link(claims.len(), Role::Problem)),
            ),
            ("journeys", Shared::from_list(&drawn.collect::<Vec<_>>())),
            (
                "journeys_more",
                site.card_list(
                    paths
                        .iter()
                        .copied()
                        .skip(MAX_JOURNEY_CURVES)
                        .take(MAX_LIST_ITEMS),
                ),
            ),
            ("validations", studies(ctx, id)),
            (
                "basis",
                Shared::new(&basis_stats(ctx, id, fields, subject, &claims)),
            ),
            ("feedback", feedback::feedback_about(ctx, id)),
            (
                "insights",
                site.card_list(findings.iter().copied().take(MAX_LIST_ITEMS)),
            ),
            (
                "insights_more",
                Shared::new(&ctx.more_link(findings.len(), Role::Insight)),
            ),
            ("insights_total", Shared::new(&findings.len())),
        ],
    }
}

fn chips(fields: &Fields, subject: &PersonaEvidence) -> Vec<Chip> {
    let glyph = match subject.basis {
        Basis::Proto => "untested",
        _ if subject.has_do_studies => "both",
        _ => "say",
    };
    let basis = Chip::new(format!("Basis: {}", subject.basis.as_str())).with_icon(glyph);
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

fn facts(ctx: &EntryContext, fields: &Fields, subject: &PersonaEvidence) -> Vec<Fact> {
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
    if let Some(declared) = declared.filter(|d| *d != subject.basis) {
        let line = RichText::new(format!("Declared {}, ", declared.as_str()))
            .muted(format!("studies say {}", subject.basis.as_str()));
        facts.push(Fact::new("Basis", line));
    }
    if let Some(reviewed) = fields.date("reviewed") {
        let line = RichText::new(prose::format_date(reviewed));
        let line = match subject.days_over_limit(site.config, site.as_of) {
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

/// A titled list: goals, pains, tools, jobs.
#[derive(Serialize)]
struct TitledList {
    id: &'static str,
    title: &'static str,
    items: Vec<RichText>,
    empty: Option<&'static str>,
}

fn titled_lists(fields: &Fields) -> Vec<TitledList> {
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
        empty,
    })
    .filter(|list| !list.items.is_empty() || list.empty.is_some())
    .collect()
}

/// One field of the empathy map: `map4` in the theme.
#[derive(Serialize)]
struct EmpathyQuadrant {
    title: &'static str,
    how: &'static str,
    quoted: bool,
    items: Vec<String>,
}

fn empathy_map(fields: &Fields) -> Option<Vec<EmpathyQuadrant>> {
    let map = fields.map("empathy")?;
    let quarter = |field, title, how, quoted| EmpathyQuadrant {
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
        quarter("says", "Says", "heard", true),
        quarter("thinks", "Thinks", "our reading", false),
        quarter("does", "Does", "seen", false),
        quarter("feels", "Feels", "our reading", false),
    ])
}

/// A study somebody of this kind took part in.
#[derive(Serialize)]
struct StudyRow {
    method: String,
    people: String,
    date: String,
    status: &'static str,
}

/// `{rows: [{card, row}], more, total, chart, title}`, newest first; those without a date last.
fn studies(ctx: &EntryContext, id: EntryId) -> Shared {
    let site = ctx.site;
    let mut studies = ctx.sources(id, Role::Validation, "personas");
    let day = |study: &EntryId| {
        let fields = ctx.fields(*study);
        ["date", "end", "start"]
            .into_iter()
            .find_map(|d| fields.date(d))
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
    let rows: Vec<Shared> = rows.collect();
    Shared::from_map([
        ("rows", &Shared::from_list(&rows)),
        (
            "more",
            &Shared::new(&ctx.more_link(studies.len(), Role::Validation)),
        ),
        (
            "total",
            &Shared::new(&prose::pluralize(studies.len(), "study", "studies")),
        ),
        ("chart", &Shared::new(&study_timeline(ctx, &studies))),
    ])
}

#[derive(Serialize)]
struct StudyTimeline {
    layout: chart::Timeline,
    /// In the order of the layout's dots: what each is, and whether people were watched.
    dots: Vec<(String, bool)>,
    summary: String,
}

/// The dated studies along the years.
fn study_timeline(ctx: &EntryContext, studies: &[EntryId]) -> Option<StudyTimeline> {
    let site = ctx.site;
    let epoch = jiff::civil::date(1970, 1, 1);
    let dated = studies.iter().take(MAX_LIST_ITEMS).filter_map(|study| {
        let fields = ctx.fields(*study);
        let date = ["date", "end", "start"]
            .into_iter()
            .find_map(|d| fields.date(d))?;
        Some((*study, date.first))
    });
    let dated: Vec<(EntryId, jiff::civil::Date)> = dated.collect();
    let first = dated.iter().map(|(_, day)| day.year()).min()?;
    let last = dated
        .iter()
        .map(|(_, day)| day.year())
        .max()?
        .max(site.as_of.year());
    // A single mistyped century would press everything else together.
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
    let told = dated.iter().map(|(study, _)| {
        let fields = ctx.fields(*study);
        let class = fields
            .text("method")
            .and_then(|name| site.config.evidence.methods.get(name))
            .map(|method| method.class);
        let status = site.evidence.validations.get(study).copied();
        let what = format!(
            "{}: {}",
            ctx.title(*study),
            prose::validation_note(fields, status)
        );
        (what, class == Some(MethodClass::Do))
    });
    let dots: Vec<(String, bool)> = told.collect();
    let seen = dots.iter().filter(|(_, seen)| *seen).count();
    Some(StudyTimeline {
        summary: format!(
            "{} with a date, from {first} to {last}; {} of them watched what people do.",
            prose::pluralize(dots.len(), "study", "studies"),
            prose::number_word(seen)
        ),
        layout,
        dots,
    })
}

/// How sure we are: a figure and what it means.
#[derive(Serialize)]
struct Stat {
    figure: String,
    text: String,
}

fn basis_stats(
    ctx: &EntryContext,
    id: EntryId,
    fields: &Fields,
    subject: &PersonaEvidence,
    claims: &[EntryId],
) -> Vec<Stat> {
    let site = ctx.site;
    let limits = &site.config.evidence.basis;
    let people = prose::pluralize(subject.people as usize, "person", "people");
    let plurals = |methods: &[String]| {
        let words = methods.iter().map(|m| RichText::new(prose::humanize(m)));
        RichText::join_list(words.collect(), "or").to_plain_text()
    };
    let survey = plurals(&limits.statistical_methods);
    let full = prose::format_number(limits.statistical);
    let rests = match subject.basis {
        Basis::Statistical => format!("It rests on {survey} with {people}."),
        Basis::Qualitative => format!(
            "It rests on studies with {people}. There is no {survey} with {full} or more yet, so we do not know how \
             common this is."
        ),
        Basis::Proto => format!(
            "So far this is how we imagine somebody: {} took part in studies that name this page, and from {} on it \
             is qualitative. Name it in `personas:` of an {}.",
            match subject.people as usize {
                0 => "nobody".into(),
                _ => people,
            },
            prose::format_number(limits.qualitative),
            plurals(&limits.qualitative_methods),
        ),
    };
    let mut stats = vec![Stat {
        figure: prose::capitalize(subject.basis.as_str()),
        text: rests.replace('`', ""),
    }];
    if !claims.is_empty() {
        let tested = claims.iter().filter(|claim| {
            let claim = site.evidence.problems.get(claim);
            claim.is_some_and(|c| c.problem.state != State::Untested)
        });
        stats.push(Stat {
            figure: format!("{} of {}", tested.count(), claims.len()),
            text: match (subject.has_say_studies, subject.has_do_studies) {
                (true, true) => {
                    "problems have been tested. We know both what they say and what they do."
                }
                (true, false) => {
                    "problems have been tested. We know what they say; nobody has watched them yet."
                }
                (false, true) => {
                    "problems have been tested. We know what they do; nobody has asked them why."
                }
                (false, false) => {
                    "problems have been tested, and no study names them as people who took part."
                }
            }
            .into(),
        });
    }
    let limit = prose::format_age(site.config.evidence.stale.persona);
    let (figure, what) = match (fields.date("reviewed"), subject.last) {
        (Some(reviewed), _) => (prose::format_date(reviewed), "last reviewed"),
        (None, Some(last)) => (
            prose::format_month(last),
            "newest study; nobody has reviewed this page since",
        ),
        (None, None) => ("Never".into(), "reviewed or studied"),
    };
    let stale = subject.days_over_limit(site.config, site.as_of);
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
