//! Coverage at a glance: how strong the evidence is over all claims, and a few figures that say where it is thin.

use serde::Serialize;

use crate::graph::Id;
use crate::graph::evidence::{Basis, Claim, Score, State, Status, Word, coverage};
use crate::page::Url;
use crate::schema::Role;
use crate::view::mark::Mark;
use crate::view::{self, Look, prose};

/// So many figures stand in the row.
const MOST_FIGURES: usize = 4;

#[derive(Serialize)]
pub struct Glance {
    bars: Vec<Bar>,
    figures: Vec<Figure>,
    /// The page about coverage, where there is one; from the root of the site.
    href: Option<String>,
}

/// One question over all claims, as one bar of parts.
#[derive(Serialize)]
struct Bar {
    question: &'static str,
    note: String,
    /// The parts in words, for who does not see the bar.
    label: String,
    parts: Vec<Part>,
}

#[derive(Serialize)]
struct Part {
    /// A class of site.css: c-pf · c-thin · c-mix · c-low · c-hole.
    class: &'static str,
    /// Of 100.
    x: f64,
    width: f64,
    mark: Mark,
}

/// A large figure and the rest of its sentence.
#[derive(Serialize)]
struct Figure {
    figure: String,
    rest: String,
}

/// `None` where there is nothing to count.
pub fn glance(look: &Look) -> Option<Glance> {
    let claims: Vec<&Claim> = look.evidence.claims.values().collect();
    let mut bars = vec![];
    if !claims.is_empty() {
        let count = prose::count(claims.len(), "problem", "problems");
        let note = format!("{}, by strength of evidence", prose::capital(&count));
        bars.push(bar(
            look,
            "Is the problem real?",
            note,
            claims.iter().map(|c| &c.problem),
        ));
        let note = match claims.len() {
            1 => "The same problem".into(),
            _ => "The same problems".into(),
        };
        bars.push(bar(
            look,
            "Does our answer work?",
            note,
            claims.iter().map(|c| &c.solution),
        ));
    }
    let mut figures: Vec<Figure> = [
        studied(look),
        forgotten(look),
        without_verdict(look),
        last_touched(look, &claims),
        decided(look),
    ]
    .into_iter()
    .flatten()
    .collect();
    figures.truncate(MOST_FIGURES);
    let url = || Url::new(view::coverage::URL).link(look.style());
    let href = view::coverage::exists(look).then(url);
    (!bars.is_empty() || !figures.is_empty()).then_some(Glance {
        bars,
        figures,
        href,
    })
}

/// What a part of the bar counts, in the order in which the parts stand.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Level {
    Contested,
    Refuted,
    Strong,
    Good,
    Some,
    Hint,
    Open,
    Untested,
}

impl Level {
    const ALL: [Level; 8] = [
        Level::Contested,
        Level::Refuted,
        Level::Strong,
        Level::Good,
        Level::Some,
        Level::Hint,
        Level::Open,
        Level::Untested,
    ];

    fn of(look: &Look, score: &Score) -> Self {
        match score.state {
            State::Contested => Level::Contested,
            State::Refuted => Level::Refuted,
            State::Weak => Level::Hint,
            State::NoVerdict | State::Inconclusive => Level::Open,
            State::Untested => Level::Untested,
            State::Supported => match Word::of(score.support, look.config) {
                Word::Strong => Level::Strong,
                Word::Good => Level::Good,
                Word::Some => Level::Some,
                Word::Hint => Level::Hint,
            },
        }
    }

    /// The class of its part, the glyph and tone of its legend, and its word.
    fn look(self) -> (&'static str, &'static str, &'static str, &'static str) {
        match self {
            Level::Contested => ("chart-mixed", "split", "mixed", "contested"),
            Level::Refuted => ("chart-low", "cross", "against", "refuted"),
            Level::Strong => ("chart-point-filled", "both", "for", "strong"),
            Level::Good => ("chart-point-filled", "both", "for", "good"),
            Level::Some => ("chart-point-filled", "say", "for", "some"),
            Level::Hint => ("chart-thin", "say", "thin", "hints"),
            Level::Open => ("chart-thin", "untested", "thin", "without a clear verdict"),
            Level::Untested => ("chart-empty", "untested", "thin", "not tested"),
        }
    }
}

fn bar<'a>(
    look: &Look,
    question: &'static str,
    note: String,
    scores: impl Iterator<Item = &'a Score>,
) -> Bar {
    let mut counts = [0_usize; Level::ALL.len()];
    for score in scores {
        let level = Level::of(look, score);
        if let Some(place) = Level::ALL.iter().position(|l| *l == level) {
            counts[place] += 1;
        }
    }
    let all: usize = counts.iter().sum();
    let mut parts: Vec<Part> = Vec::new();
    let mut before = 0;
    for (level, count) in Level::ALL.into_iter().zip(counts).filter(|(_, n)| *n > 0) {
        let (class, glyph, tone, word) = level.look();
        let of_all = |n: usize| (1000.0 * n as f64 / all as f64).round() / 10.0;
        let word = match (level, count) {
            (Level::Hint, 1) => "hint",
            _ => word,
        };
        parts.push(Part {
            class,
            x: of_all(before),
            width: of_all(count),
            mark: Mark {
                glyph,
                word: format!("{} {word}", prose::grouped(count)),
                tone,
            },
        });
        before += count;
    }
    let words: Vec<&str> = parts.iter().map(|p| p.mark.word.as_str()).collect();
    Bar {
        question,
        note,
        label: words.join(", "),
        parts,
    }
}

/// The primary personas that rest on studies.
fn studied(look: &Look) -> Option<Figure> {
    let primary = look.evidence.subjects.iter().filter(|(id, _)| {
        look.graph.entry(*id).document.fields.text("priority") == Some("primary")
    });
    let (known, all) = primary.fold((0, 0), |(known, all), (_, subject)| {
        (
            known + usize::from(subject.basis >= Basis::Qualitative),
            all + 1,
        )
    });
    (all > 0).then(|| Figure {
        figure: format!("{known} of {all}"),
        rest: match all {
            1 => "primary persona rests on studies with enough people".into(),
            _ => "primary personas rest on studies with enough people".into(),
        },
    })
}

/// Personas that no study and no problem names.
fn forgotten(look: &Look) -> Option<Figure> {
    let is_named = |id: Id| {
        let back = look.graph.entry(id).back.iter();
        back.map(|e| look.graph.role(look.graph.edge(*e).from))
            .any(|role| matches!(role, Some(Role::Study | Role::Claim)))
    };
    let all = look.evidence.subjects.len();
    let forgotten = look
        .evidence
        .subjects
        .keys()
        .filter(|id| !is_named(*id))
        .count();
    (forgotten > 0).then(|| Figure {
        figure: format!("{forgotten} of {all}"),
        rest: match all {
            1 => "persona appears in no study or problem".into(),
            _ => "personas appear in no study or problem".into(),
        },
    })
}

/// Studies that were done and say nothing.
fn without_verdict(look: &Look) -> Option<Figure> {
    let done = look
        .evidence
        .studies
        .iter()
        .filter(|(_, s)| **s == Status::Done);
    let says_something = |id: Id| {
        let fields = &look.graph.entry(id).document.fields;
        fields.has("verdict")
            || fields.maps("results").any(|r| r.has("verdict"))
            || look
                .graph
                .sources(id, Role::Finding, "validations")
                .next()
                .is_some()
    };
    let (silent, all) = done.fold((0, 0), |(silent, all), (id, _)| {
        (silent + usize::from(!says_something(id)), all + 1)
    });
    (silent > 0).then(|| Figure {
        figure: format!("{silent} of {all}"),
        rest: match all {
            1 => "study ended without a verdict".into(),
            _ => "studies ended without a verdict".into(),
        },
    })
}

/// How long ago a study last touched one of the claims.
fn last_touched(look: &Look, claims: &[&Claim]) -> Option<Figure> {
    let last = claims
        .iter()
        .filter_map(|c| c.problem.last.max(c.solution.last))
        .max()?;
    let days = prose::days(last, look.as_of);
    // Within a month there is no gap to tell of.
    (days > 31).then(|| Figure {
        figure: prose::age(days),
        rest: "since a study last touched one of the problems".into(),
    })
}

fn decided(look: &Look) -> Option<Figure> {
    let decisions = coverage::decisions(look.graph);
    (decisions.all > 0).then(|| Figure {
        figure: format!("{} of {}", decisions.covered, decisions.all),
        rest: match decisions.all {
            1 => "accepted decision names its evidence".into(),
            _ => "accepted decisions name their evidence".into(),
        },
    })
}
