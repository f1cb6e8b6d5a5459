//! A persona: the whole site through one person's eyes.

use serde::Serialize;

use super::sides::unquoted;
use super::{Anatomy, Chip, Desk, Fact, MOST, Voice, fact, path, voice};
use crate::chart;
use crate::config::Class;
use crate::graph::Id;
use crate::graph::evidence::{Basis, State, Status, Subject};
use crate::page::Shared;
use crate::schema::{Fields, Role};
use crate::view::prose;
use crate::view::sentence::Sentence;

const SHOWN: &[&str] = &[
    "name", "role", "type", "priority", "basis", "goals", "pains", "tools", "jobs", "quote",
    "context", "share", "empathy", "reviewed",
];

const HEARD: &[(Role, &str)] = &[
    (Role::Claim, "personas"),
    (Role::Study, "personas"),
    (Role::Finding, "personas"),
    (Role::Voice, "personas"),
    (Role::Path, "persona"),
];

/// Journeys drawn on the page; more are links.
const DRAWN: usize = 3;

pub fn anatomy(desk: &Desk, id: Id) -> Anatomy {
    let look = desk.look;
    let fields = desk.fields(id);
    let subject = look
        .evidence
        .subjects
        .get(&id)
        .expect("every subject is weighed");
    let claims = desk.ranked(desk.sources(id, Role::Claim, "personas"));
    let findings = desk.sources(id, Role::Finding, "personas");
    let paths = desk.sources(id, Role::Path, "persona");
    let quote = fields.text("quote").map(unquoted);
    let drawn = paths
        .iter()
        .take(DRAWN)
        .map(|path| path::strip(desk, *path));
    Anatomy {
        statement: match &quote {
            Some(quote) => Sentence::new(format!("“{quote}”")),
            None => Sentence::default(),
        },
        voice: Voice::Pull,
        chips: chips(fields, subject),
        facts: facts(desk, fields, subject),
        shown: SHOWN,
        heard: HEARD,
        claim: claims.first().copied(),
        claims: claims.len(),
        inputs: vec![
            (
                "context",
                Shared::new(&fields.text("context").map(fact::paragraphs)),
            ),
            ("lists", Shared::new(&lists(fields))),
            ("empathy", Shared::new(&empathy(fields))),
            (
                "problems",
                look.card_list(claims.iter().copied().take(MOST)),
            ),
            (
                "problems_more",
                Shared::new(&desk.more(claims.len(), Role::Claim)),
            ),
            ("journeys", Shared::list(&drawn.collect::<Vec<_>>())),
            (
                "journeys_more",
                look.card_list(paths.iter().copied().skip(DRAWN).take(MOST)),
            ),
            ("validations", studies(desk, id)),
            (
                "basis",
                Shared::new(&basis(desk, id, fields, subject, &claims)),
            ),
            ("feedback", voice::about(desk, id)),
            (
                "insights",
                look.card_list(findings.iter().copied().take(MOST)),
            ),
            (
                "insights_more",
                Shared::new(&desk.more(findings.len(), Role::Finding)),
            ),
            ("insights_total", Shared::new(&findings.len())),
        ],
    }
}

fn chips(fields: &Fields, subject: &Subject) -> Vec<Chip> {
    let glyph = match subject.basis {
        Basis::Proto => "untested",
        _ if subject.does => "both",
        _ => "say",
    };
    let basis = Chip::new(format!("Basis: {}", subject.basis.as_str())).icon(glyph);
    let kind = Chip::of(fields, "type").map(|chip| match fields.text("type") {
        Some("anti") => Chip::new("We do not build for them").icon("declined"),
        _ => chip,
    });
    Chip::of(fields, "priority")
        .into_iter()
        .chain(kind)
        .chain([basis])
        .collect()
}

fn facts(desk: &Desk, fields: &Fields, subject: &Subject) -> Vec<Fact> {
    let look = desk.look;
    let mut facts = Vec::new();
    if let Some(role) = fields.text("role") {
        facts.push(Fact::new("Role", Sentence::new(role)));
    }
    if let Some(share) = fields.number("share") {
        let percent = prose::measured(100.0 * share);
        facts.push(Fact::new(
            "Share",
            Sentence::new(format!("{percent} % of all customers")),
        ));
    }
    let declared = fields.text("basis").and_then(Basis::parse);
    if let Some(declared) = declared.filter(|d| *d != subject.basis) {
        let line = Sentence::new(format!("Declared {}, ", declared.as_str()))
            .dim(format!("studies say {}", subject.basis.as_str()));
        facts.push(Fact::new("Basis", line));
    }
    if let Some(reviewed) = fields.date("reviewed") {
        let line = Sentence::new(prose::date(reviewed));
        let line = match subject.stale(look.config, look.as_of) {
            None => line,
            Some(_) => {
                let days = prose::days(reviewed.first, look.as_of);
                line.say(" ").stale(prose::ago(days))
            }
        };
        facts.push(Fact::new("Reviewed", line));
    }
    facts
}

/// A titled list: goals, pains, tools, jobs.
#[derive(Serialize)]
struct List {
    id: &'static str,
    title: &'static str,
    items: Vec<Sentence>,
    empty: Option<&'static str>,
}

fn lists(fields: &Fields) -> Vec<List> {
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
    .map(|(id, title, empty)| List {
        id,
        title,
        items: fact::texts(fields, id),
        empty,
    })
    .filter(|list| !list.items.is_empty() || list.empty.is_some())
    .collect()
}

/// One field of the empathy map: `map4` in the theme.
#[derive(Serialize)]
struct Quarter {
    title: &'static str,
    how: &'static str,
    quoted: bool,
    items: Vec<String>,
}

fn empathy(fields: &Fields) -> Option<Vec<Quarter>> {
    let map = fields.map("empathy")?;
    let quarter = |field, title, how, quoted| Quarter {
        title,
        how,
        quoted,
        items: map
            .texts(field)
            .take(MOST)
            .map(|text| {
                if quoted {
                    unquoted(text)
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
struct Row {
    method: String,
    people: String,
    date: String,
    status: &'static str,
}

/// `{rows: [{card, row}], more, total, chart, title}`, newest first; those without a date last.
fn studies(desk: &Desk, id: Id) -> Shared {
    let look = desk.look;
    let mut studies = desk.sources(id, Role::Study, "personas");
    let day = |study: &Id| {
        let fields = desk.fields(*study);
        ["date", "end", "start"]
            .into_iter()
            .find_map(|d| fields.date(d))
    };
    studies.sort_by_key(|study| (std::cmp::Reverse(day(study).map(|d| d.first)), *study));
    let rows = studies.iter().take(MOST).map(|study| {
        let fields = desk.fields(*study);
        let status = look.evidence.studies.get(study).copied();
        let n = fields.number("participants").filter(|n| *n > 0.0);
        let row = Row {
            method: fields
                .text("method")
                .map(prose::plain)
                .map_or(String::new(), |m| prose::capital(&m)),
            people: n.map_or("not noted".into(), prose::measured),
            date: day(study).map_or("no date".into(), prose::date),
            status: status.map_or("", Status::as_str),
        };
        Shared::map([("card", look.card(*study)), ("row", &Shared::new(&row))])
    });
    let rows: Vec<Shared> = rows.collect();
    Shared::map([
        ("rows", &Shared::list(&rows)),
        ("more", &Shared::new(&desk.more(studies.len(), Role::Study))),
        (
            "total",
            &Shared::new(&prose::count(studies.len(), "study", "studies")),
        ),
        ("chart", &Shared::new(&timeline(desk, &studies))),
    ])
}

#[derive(Serialize)]
struct Timeline {
    layout: chart::Timeline,
    /// In the order of the layout's dots: what each is, and whether people were watched.
    dots: Vec<(String, bool)>,
    summary: String,
}

/// The dated studies along the years.
fn timeline(desk: &Desk, studies: &[Id]) -> Option<Timeline> {
    let look = desk.look;
    let epoch = jiff::civil::date(1970, 1, 1);
    let dated = studies.iter().take(MOST).filter_map(|study| {
        let fields = desk.fields(*study);
        let date = ["date", "end", "start"]
            .into_iter()
            .find_map(|d| fields.date(d))?;
        Some((*study, date.first))
    });
    let dated: Vec<(Id, jiff::civil::Date)> = dated.collect();
    let first = dated.iter().map(|(_, day)| day.year()).min()?;
    let last = dated
        .iter()
        .map(|(_, day)| day.year())
        .max()?
        .max(look.as_of.year());
    // A single mistyped century would press everything else together.
    if dated.len() < 2 || last - first > 30 {
        return None;
    }
    let years: Vec<(i16, i64)> = (first..=last + 1)
        .filter_map(|year| {
            let first = jiff::civil::Date::new(year, 1, 1).ok()?;
            Some((year, prose::days(epoch, first)))
        })
        .collect();
    let dots: Vec<chart::Dot> = dated
        .iter()
        .map(|(study, day)| chart::Dot {
            day: prose::days(epoch, *day),
            weight: desk.fields(*study).number("participants").unwrap_or(1.0),
        })
        .collect();
    let layout = chart::timeline(&dots, &years, prose::days(epoch, look.as_of))?;
    let told = dated.iter().map(|(study, _)| {
        let fields = desk.fields(*study);
        let class = fields
            .text("method")
            .and_then(|name| look.config.evidence.methods.get(name))
            .map(|method| method.class);
        let status = look.evidence.studies.get(study).copied();
        let what = format!("{}: {}", desk.title(*study), prose::study(fields, status));
        (what, class == Some(Class::Do))
    });
    let dots: Vec<(String, bool)> = told.collect();
    let seen = dots.iter().filter(|(_, seen)| *seen).count();
    Some(Timeline {
        summary: format!(
            "{} with a date, from {first} to {last}; {} of them watched what people do.",
            prose::count(dots.len(), "study", "studies"),
            prose::number(seen)
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

fn basis(desk: &Desk, id: Id, fields: &Fields, subject: &Subject, claims: &[Id]) -> Vec<Stat> {
    let look = desk.look;
    let limits = &look.config.evidence.basis;
    let people = prose::count(subject.people as usize, "person", "people");
    let plurals = |methods: &[String]| {
        let words = methods.iter().map(|m| Sentence::new(prose::plain(m)));
        Sentence::listed(words.collect(), "or").text()
    };
    let survey = plurals(&limits.statistical_methods);
    let full = prose::measured(limits.statistical);
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
            prose::measured(limits.qualitative),
            plurals(&limits.qualitative_methods),
        ),
    };
    let mut stats = vec![Stat {
        figure: prose::capital(subject.basis.as_str()),
        text: rests.replace('`', ""),
    }];
    if !claims.is_empty() {
        let tested = claims.iter().filter(|claim| {
            let claim = look.evidence.claims.get(claim);
            claim.is_some_and(|c| c.problem.state != State::Untested)
        });
        stats.push(Stat {
            figure: format!("{} of {}", tested.count(), claims.len()),
            text: match (subject.say, subject.does) {
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
    let limit = prose::age(look.config.evidence.stale.persona);
    let (figure, what) = match (fields.date("reviewed"), subject.last) {
        (Some(reviewed), _) => (prose::date(reviewed), "last reviewed"),
        (None, Some(last)) => (
            prose::month(last),
            "newest study; nobody has reviewed this page since",
        ),
        (None, None) => ("Never".into(), "reviewed or studied"),
    };
    let stale = subject.stale(look.config, look.as_of);
    let text = match stale {
        Some(over) => format!("{what}. That is {} too long ago.", prose::age(over)),
        None => {
            format!("{what}. After {limit} without a new study or a review it counts as stale.")
        }
    };
    debug_assert_eq!(desk.role(id), Some(Role::Subject));
    stats.push(Stat { figure, text });
    stats
}
