//! The part “at a glance”: how strong the evidence is over all problems, and a few figures that show where it is thin.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::evidence::{Basis, ProblemScores, Score, ScoreWord, State, ValidationStatus, coverage};
use crate::graph::EntryId;
use crate::model::Role;
use crate::page::Url;
use crate::site::mark::StateBadge;
use crate::site::{self, SiteContext, list, prose};

const MAX_FIGURES: usize = 4;

#[derive(Serialize)]
pub struct AtAGlance {
    bars: Vec<StrengthBar>,
    figures: Vec<KeyFigure>,
    /// The page `coverage.html`, if there is one; from the root of the site.
    href: Option<String>,
}

/// One question over all problems: a bar with a part for each level of evidence.
#[derive(Serialize)]
struct StrengthBar {
    question: &'static str,
    note: String,
    /// The parts in words, for people who do not see the bar.
    label: String,
    parts: Vec<BarSegment>,
}

#[derive(Serialize)]
struct BarSegment {
    /// A class of site.css.
    class: &'static str,
    /// Start and width in per cent of the bar.
    x: f64,
    width: f64,
    mark: StateBadge,
    /// The list of those it counts.
    href: Option<String>,
}

/// A figure in large print and the rest of its sentence.
#[derive(Serialize)]
struct KeyFigure {
    figure: String,
    rest: String,
}

impl KeyFigure {
    /// “3 of 7”; `rest` for one and for several.
    fn new(count: usize, all: usize, rest: [&str; 2]) -> Self {
        KeyFigure {
            figure: format!("{count} of {all}"),
            rest: rest[usize::from(all != 1)].into(),
        }
    }
}

/// `None` if there is nothing to count.
pub fn at_a_glance(site: &SiteContext) -> Option<AtAGlance> {
    let problems: Vec<&ProblemScores> = site.evidence.problems.values().collect();
    let mut bars = vec![];
    if !problems.is_empty() {
        let count = prose::pluralize(problems.len(), "problem", "problems");
        let note = format!("{}, by strength of evidence", prose::capitalize(&count));
        bars.push(strength_bar(
            site,
            "Is the problem real?",
            "problem.state",
            note,
            problems.iter().map(|c| &c.problem),
        ));
        let note = match problems.len() {
            1 => "The same problem".into(),
            _ => "The same problems".into(),
        };
        bars.push(strength_bar(
            site,
            "Does our answer work?",
            "solution.state",
            note,
            problems.iter().map(|c| &c.solution),
        ));
    }
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
        bars,
        figures,
        href,
    })
}

/// What a part of the bar counts, in the order of the parts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum EvidenceLevel {
    Contested,
    Refuted,
    Strong,
    Good,
    Some,
    Hint,
    Open,
    Untested,
}

impl EvidenceLevel {
    fn from_score(site: &SiteContext, score: &Score) -> Self {
        match score.state {
            State::Contested => EvidenceLevel::Contested,
            State::Refuted => EvidenceLevel::Refuted,
            State::Weak => EvidenceLevel::Hint,
            State::NoVerdict | State::Inconclusive => EvidenceLevel::Open,
            State::Untested => EvidenceLevel::Untested,
            State::Supported => match ScoreWord::from_score(score.support, &site.config) {
                ScoreWord::Strong => EvidenceLevel::Strong,
                ScoreWord::Good => EvidenceLevel::Good,
                ScoreWord::Some => EvidenceLevel::Some,
                ScoreWord::Hint => EvidenceLevel::Hint,
            },
        }
    }

    /// The state that alone makes a level.
    fn state(self) -> Option<State> {
        match self {
            EvidenceLevel::Contested => Some(State::Contested),
            EvidenceLevel::Refuted => Some(State::Refuted),
            EvidenceLevel::Hint => Some(State::Weak),
            EvidenceLevel::Untested => Some(State::Untested),
            _ => None,
        }
    }

    /// The class of its part, and the glyph, tone and word of its legend.
    fn appearance(self) -> (&'static str, &'static str, &'static str, &'static str) {
        match self {
            EvidenceLevel::Contested => ("chart-mixed", "split", "mixed", "contested"),
            EvidenceLevel::Refuted => ("chart-low", "cross", "against", "refuted"),
            EvidenceLevel::Strong => ("chart-point-filled", "check", "for", "strong"),
            EvidenceLevel::Good => ("chart-point-filled", "check", "for", "good"),
            EvidenceLevel::Some => ("chart-point-filled", "check", "for", "some"),
            EvidenceLevel::Hint => ("chart-thin", "say", "thin", "hints"),
            EvidenceLevel::Open => ("chart-thin", "untested", "thin", "without a clear verdict"),
            EvidenceLevel::Untested => ("chart-empty", "untested", "thin", "not tested"),
        }
    }
}

fn strength_bar<'a>(
    site: &SiteContext,
    question: &'static str,
    filter: &str,
    note: String,
    scores: impl Iterator<Item = &'a Score>,
) -> StrengthBar {
    let mut counts: BTreeMap<EvidenceLevel, usize> = BTreeMap::new();
    for score in scores {
        let level = EvidenceLevel::from_score(site, score);
        *counts.entry(level).or_default() += 1;
    }
    let all: usize = counts.values().sum();
    let mut parts: Vec<BarSegment> = Vec::new();
    let mut before = 0;
    for (level, count) in counts {
        let (class, glyph, tone, word) = level.appearance();
        let of_all = |n: usize| (1000.0 * n as f64 / all as f64).round() / 10.0;
        let word = match (level, count) {
            (EvidenceLevel::Hint, 1) => "hint",
            _ => word,
        };
        parts.push(BarSegment {
            class,
            x: of_all(before),
            width: of_all(count),
            mark: StateBadge::new(
                glyph,
                format!("{} {word}", prose::group_digits(count)),
                tone,
            ),
            href: level
                .state()
                .and_then(|state| list::filtered_link(site, Role::Problem, filter, state.as_str())),
        });
        before += count;
    }
    let words: Vec<&str> = parts.iter().map(|p| p.mark.word.as_str()).collect();
    StrengthBar {
        question,
        note,
        label: words.join(", "),
        parts,
    }
}

/// How many primary personas rest on studies.
fn primary_personas_studied(site: &SiteContext) -> Option<KeyFigure> {
    let primary = site
        .evidence
        .personas
        .iter()
        .filter(|(id, _)| site.fields(*id).text("priority") == Some("primary"));
    let (known, all) = primary.fold((0, 0), |(known, all), (_, persona)| {
        (
            known + usize::from(persona.basis >= Basis::Qualitative),
            all + 1,
        )
    });
    let rest = [
        "primary persona rests on studies with enough people",
        "primary personas rest on studies with enough people",
    ];
    (all > 0).then(|| KeyFigure::new(known, all, rest))
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
    let rest = [
        "persona appears in no study or problem",
        "personas appear in no study or problem",
    ];
    (forgotten > 0).then(|| KeyFigure::new(forgotten, all, rest))
}

/// How many finished studies have neither a verdict nor an insight.
fn validations_without_verdict(site: &SiteContext) -> Option<KeyFigure> {
    let done = site
        .evidence
        .validations
        .iter()
        .filter(|(_, s)| **s == ValidationStatus::Done);
    let says_something = |id: EntryId| {
        let fields = site.fields(id);
        fields.has("verdict")
            || fields.maps("results").any(|r| r.has("verdict"))
            || site
                .graph
                .sources(id, Role::Insight, "validations")
                .next()
                .is_some()
    };
    let (silent, all) = done.fold((0, 0), |(silent, all), (id, _)| {
        (silent + usize::from(!says_something(id)), all + 1)
    });
    let rest = [
        "study ended without a verdict",
        "studies ended without a verdict",
    ];
    (silent > 0).then(|| KeyFigure::new(silent, all, rest))
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
        figure: prose::format_age(days),
        rest: "since a study last touched one of the problems".into(),
    })
}

fn decisions_with_evidence(site: &SiteContext) -> Option<KeyFigure> {
    let decisions = coverage::decisions(&site.graph);
    let rest = [
        "accepted decision names its evidence",
        "accepted decisions name their evidence",
    ];
    (decisions.total > 0).then(|| KeyFigure::new(decisions.covered, decisions.total, rest))
}
