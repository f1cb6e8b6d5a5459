//! The part “at a glance”: how strong the evidence is over all problems, and a few figures that show where it is thin.

use serde::Serialize;

use crate::evidence::coverage::{self, Coverage};
use crate::evidence::{Basis, ProblemScores, Score, ScoreWord, State, ValidationStatus};
use crate::graph::EntryId;
use crate::model::{Role, role};
use crate::page::Url;
use crate::site::{self, SiteContext, list, prose};

const MAX_FIGURES: usize = 4;

#[derive(Serialize)]
pub struct AtAGlance {
    problems: usize,
    /// Are the problems real, and do our answers work? Empty without a problem.
    bars: Vec<Vec<BarSegment>>,
    figures: Vec<KeyFigure>,
    /// The page `coverage.html`, if there is one; from the root of the site.
    href: Option<String>,
}

/// The problems of one level of evidence, as a part of a bar over all problems.
#[derive(Serialize)]
struct BarSegment {
    level: &'static str,
    count: usize,
    /// Start and width in per cent of the bar.
    x: f64,
    width: f64,
    /// The list of those it counts.
    href: Option<String>,
}

/// A count of all, or a time in days.
#[derive(Serialize)]
struct KeyFigure {
    name: &'static str,
    count: usize,
    all: usize,
    days: i64,
}

impl KeyFigure {
    fn new(name: &'static str, count: usize, all: usize) -> Self {
        KeyFigure {
            name,
            count,
            all,
            days: 0,
        }
    }
}

/// `None` if there is nothing to count.
pub fn at_a_glance(site: &SiteContext) -> Option<AtAGlance> {
    let problems: Vec<&ProblemScores> = site.evidence.problems.values().collect();
    let bars = match problems.as_slice() {
        [] => vec![],
        all => vec![
            bar(site, "problem.state", all.iter().map(|c| &c.problem)),
            bar(site, "solution.state", all.iter().map(|c| &c.solution)),
        ],
    };
    let mut figures: Vec<KeyFigure> = [
        primary_personas_studied(site),
        personas_never_named(site),
        validations_without_verdict(site),
        time_since_last_study(site, &problems),
        decisions_with_evidence(site),
    ]
    .into_iter()
    .flatten()
    .collect();
    figures.truncate(MAX_FIGURES);
    let url = || Url::new(site::coverage::URL).to_link(site.url_style());
    let href = site::coverage::exists(site).then(url);
    (!bars.is_empty() || !figures.is_empty()).then_some(AtAGlance {
        problems: problems.len(),
        bars,
        figures,
        href,
    })
}

/// The levels in the order of the parts, and the state that alone makes one.
const LEVELS: [(&str, Option<State>); 8] = [
    ("contested", Some(State::Contested)),
    ("refuted", Some(State::Refuted)),
    ("strong", None),
    ("good", None),
    ("some", None),
    ("hint", Some(State::Weak)),
    ("open", None),
    ("untested", Some(State::Untested)),
];

fn level(site: &SiteContext, score: &Score) -> &'static str {
    match score.state {
        State::Contested => "contested",
        State::Refuted => "refuted",
        State::Weak => "hint",
        State::NoVerdict | State::Inconclusive => "open",
        State::Untested => "untested",
        State::Supported => ScoreWord::from_score(score.support, &site.config).as_str(),
    }
}

fn bar<'a>(
    site: &SiteContext,
    filter: &str,
    scores: impl Iterator<Item = &'a Score>,
) -> Vec<BarSegment> {
    let levels: Vec<&str> = scores.map(|score| level(site, score)).collect();
    let of_all = |n: usize| (1000.0 * n as f64 / levels.len() as f64).round() / 10.0;
    let mut before = 0;
    let parts = LEVELS.iter().filter_map(|(level, state)| {
        let count = levels.iter().filter(|of| *of == level).count();
        let x = of_all(before);
        before += count;
        (count > 0).then(|| BarSegment {
            level,
            count,
            x,
            width: of_all(count),
            href: state
                .and_then(|state| list::filtered_link(site, Role::Problem, filter, state.as_str())),
        })
    });
    parts.collect()
}

/// How many primary personas rest on studies.
fn primary_personas_studied(site: &SiteContext) -> Option<KeyFigure> {
    let primary = site
        .evidence
        .personas
        .iter()
        .filter(|(id, _)| role::Persona(site.fields(*id)).is_primary());
    let (known, all) = primary.fold((0, 0), |(known, all), (_, persona)| {
        (
            known + usize::from(persona.basis >= Basis::Qualitative),
            all + 1,
        )
    });
    (all > 0).then(|| KeyFigure::new("personas_studied", known, all))
}

/// How many personas no study and no problem links to.
fn personas_never_named(site: &SiteContext) -> Option<KeyFigure> {
    let is_named = |id: EntryId| {
        let back = site.graph.entry(id).incoming.iter();
        back.map(|e| site.graph.role(site.graph.edge(*e).from))
            .any(|role| matches!(role, Some(Role::Validation | Role::Problem)))
    };
    let all = site.evidence.personas.len();
    let forgotten = site
        .evidence
        .personas
        .keys()
        .filter(|id| !is_named(*id))
        .count();
    (forgotten > 0).then(|| KeyFigure::new("personas_unnamed", forgotten, all))
}

/// How many finished studies have neither a verdict nor an insight.
fn validations_without_verdict(site: &SiteContext) -> Option<KeyFigure> {
    let done = site
        .evidence
        .validations
        .iter()
        .filter(|(_, s)| **s == ValidationStatus::Done);
    let says_something = |id: EntryId| {
        let study = role::Validation(site.fields(id));
        study.has_verdict()
            || study.readable_results().any(role::Validation::has_verdict)
            || site.graph.insights_from(id).next().is_some()
    };
    let (silent, all) = done.fold((0, 0), |(silent, all), (id, _)| {
        (silent + usize::from(!says_something(id)), all + 1)
    });
    (silent > 0).then(|| KeyFigure::new("studies_without_verdict", silent, all))
}

/// The time since the newest study about a problem.
fn time_since_last_study(site: &SiteContext, problems: &[&ProblemScores]) -> Option<KeyFigure> {
    let last = problems
        .iter()
        .filter_map(|c| c.problem.last.max(c.solution.last))
        .max()?;
    let days = prose::days_between(last, site.as_of);
    // A gap of less than a month is not worth showing.
    (days > 31).then(|| KeyFigure {
        days,
        ..KeyFigure::new("last_study", 0, 0)
    })
}

fn decisions_with_evidence(site: &SiteContext) -> Option<KeyFigure> {
    let decisions = coverage::decisions(&site.graph);
    let Coverage { covered, total } = decisions;
    (total > 0).then(|| KeyFigure::new("decisions_with_evidence", covered, total))
}
