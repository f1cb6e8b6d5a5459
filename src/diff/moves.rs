//! Scores that moved, each with what moved it.

use std::collections::BTreeSet;

use serde::Serialize;

use super::causes::{Cause, CauseFinder, ScorePair};
use super::names::{EntryName, Names};
use crate::config::{Axis, Config};
use crate::engine::Snapshot;
use crate::evidence::{Score, Side, State};
use crate::graph::EntryId;
use crate::model::Role;
use crate::site::prose;

/// A score that is another one now.
#[derive(Debug, Serialize)]
pub struct Move {
    pub entry: EntryName,
    /// `problem`: is it real? `solution`: does our answer work?
    pub axis: Axis,
    /// The own score of a solution, where others are those of a problem and its answers.
    pub is_own: bool,
    pub base: ScoreValue,
    pub head: ScoreValue,
    /// Every method that tells something on either side.
    pub methods: Vec<MethodMove>,
    pub causes: Vec<Cause>,
    /// The solution that the score judges now, of a problem and its answers.
    #[serde(skip)]
    pub answer: Option<EntryName>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ScoreValue {
    pub state: &'static str,
    /// “Strong 8.1”, “Contested”.
    pub text: String,
    pub word: Option<&'static str>,
    /// 0–10.
    pub support: f64,
    pub against: f64,
    /// Both as they are printed elsewhere.
    #[serde(skip)]
    pub shown: [String; 2],
    #[serde(skip)]
    pub glyph: &'static str,
    #[serde(skip)]
    pub tone: &'static str,
}

/// The points of a method on each side, 0–10.
#[derive(Debug, Serialize)]
pub struct MethodMove {
    pub method: String,
    pub base: Points,
    pub head: Points,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Points {
    pub support: f64,
    pub against: f64,
}

impl ScoreValue {
    pub fn new(score: &Score, config: &Config) -> ScoreValue {
        let badge = prose::state_badge(score, config);
        ScoreValue {
            state: score.state.as_str(),
            text: badge.word,
            word: score.known_word(config).map(|word| word.as_str()),
            support: score.support,
            against: score.against,
            glyph: badge.glyph,
            tone: badge.tone,
            shown: [score.support, score.against].map(|value| prose::format_points(value, config)),
        }
    }

    /// “Strong”, “Refuted”, “Hint against”: what is said of it without its points.
    fn said(&self) -> &str {
        let is_point = |c: char| c.is_ascii_digit() || c == '.';
        self.text.trim_end_matches(is_point).trim_end()
    }

    /// True if both say the same and have the same points.
    fn is_same(&self, other: &ScoreValue) -> bool {
        (self.state, self.said()) == (other.state, other.said())
            && (self.support, self.against) == (other.support, other.against)
    }

    /// True if a study says something.
    pub fn is_known(&self) -> bool {
        ![State::Untested, State::NoVerdict]
            .map(State::as_str)
            .contains(&self.state)
    }

    pub fn is_against(&self) -> bool {
        [State::Contested, State::Refuted]
            .map(State::as_str)
            .contains(&self.state)
    }
}

impl Move {
    /// True if the state or the word that is said is another one, or a side moved by 0.1 or more.
    pub fn is_large(&self) -> bool {
        let by = |a: f64, b: f64| ((a - b).abs() * 100.0).round() >= 10.0;
        (self.base.state, self.base.said()) != (self.head.state, self.head.said())
            || by(self.base.support, self.head.support)
            || by(self.base.against, self.head.against)
    }

    pub fn is_newly_against(&self) -> bool {
        self.base.state != self.head.state && self.head.is_against()
    }

    /// States first, then words, then the size of the move.
    fn rank(&self) -> (bool, bool, i64) {
        let size = (self.head.support - self.base.support).abs()
            + (self.head.against - self.base.against).abs();
        (
            self.base.state == self.head.state,
            self.base.said() == self.head.said(),
            -(size * 100.0).round() as i64,
        )
    }
}

/// What is compared: other rules on the same documents, or other documents under the same rules.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum MovedBy {
    Settings,
    Texts,
}

/// The scores of entries that are in both, where they differ.
pub fn find(base: &Snapshot, head: &Snapshot, names: &Names, by: MovedBy) -> Vec<Move> {
    let finder = MoveFinder {
        causes: CauseFinder { base, head, names },
        by,
    };
    let mut moves = Vec::new();
    for (id, after) in head.evidence.problems.iter() {
        let before = names
            .base_of(id)
            .and_then(|id| base.evidence.problems.get(&id));
        let Some((before, entry)) = before.zip(names.in_head(id)) else {
            continue;
        };
        moves.extend(finder.moved(id, &entry, [&before.problem, &after.problem], None));
        let answers = Some([before.best_solution, after.best_solution]);
        moves.extend(finder.moved(id, &entry, [&before.solution, &after.solution], answers));
    }
    for (id, after) in head.evidence.solutions.iter() {
        let before = names
            .base_of(id)
            .and_then(|id| base.evidence.solutions.get(&id));
        if let Some((before, entry)) = before.zip(names.in_head(id)) {
            moves.extend(finder.moved(id, &entry, [before, after], None));
        }
    }
    moves.sort_by(|a, b| (a.rank(), &a.entry).cmp(&(b.rank(), &b.entry)));
    moves
}

/// One move for each that is told or counted: the score of an answer goes with that of its problem if both are the same.
fn distinct(moves: &[Move]) -> impl Iterator<Item = &Move> {
    let is_told_with_problem = |moved: &Move| {
        let scores = (&moved.base, &moved.head);
        moved.is_own
            && moves.iter().any(|other| {
                other.answer.as_ref() == Some(&moved.entry) && (&other.base, &other.head) == scores
            })
    };
    moves
        .iter()
        .filter(move |moved| !is_told_with_problem(moved))
}

/// The moves that are told one by one.
pub fn told(moves: &[Move]) -> impl Iterator<Item = &Move> {
    distinct(moves).filter(|moved| moved.is_large())
}

/// How many are only counted.
pub fn count_small(moves: &[Move]) -> usize {
    distinct(moves).filter(|moved| !moved.is_large()).count()
}

struct MoveFinder<'a> {
    causes: CauseFinder<'a>,
    by: MovedBy,
}

impl MoveFinder<'_> {
    /// The move of one score; `None` if it is the same. `answers` are the solutions that it judges.
    fn moved(
        &self,
        id: EntryId,
        entry: &EntryName,
        [before, after]: [&Score; 2],
        answers: Option<[Option<EntryId>; 2]>,
    ) -> Option<Move> {
        let CauseFinder { base, head, names } = self.causes;
        let is_own = head.graph.role(id) == Some(Role::Solution);
        let base = ScoreValue::new(before, &base.config);
        let head = ScoreValue::new(after, &head.config);
        (!base.is_same(&head)).then(|| Move {
            entry: entry.clone(),
            is_own,
            axis: after.axis,
            base,
            head,
            answer: answers.and_then(|[_, new]| names.in_head(new?)),
            methods: method_moves(before, after, names),
            causes: match self.by {
                MovedBy::Settings => vec![],
                MovedBy::Texts => self.causes.find(ScorePair {
                    entry: id,
                    scores: [before, after],
                    answers,
                }),
            },
        })
    }
}

fn method_moves(before: &Score, after: &Score, said: &Names) -> Vec<MethodMove> {
    let points = |score: &Score, name: &str| {
        let sum = score.methods.iter().find(|sum| &*sum.method == name);
        sum.map_or(Points::default(), |sum| {
            let side = |side| (sum.sides.get(side).points * 100.0).round() / 100.0;
            Points {
                support: side(Side::For),
                against: side(Side::Against),
            }
        })
    };
    let names = before.methods.iter().chain(&after.methods);
    let names: BTreeSet<&str> = names.map(|sum| &*sum.method).collect();
    let moves = names.into_iter().map(|name| MethodMove {
        method: said.method(name),
        base: points(before, name),
        head: points(after, name),
    });
    moves.collect()
}
