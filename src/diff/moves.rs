//! Scores that moved, each with the studies that moved it.

use std::collections::BTreeSet;

use serde::Serialize;

use super::names::{EntryName, Names};
use crate::config::{Axis, Config};
use crate::engine::Snapshot;
use crate::evidence::{Contribution, Score, Side, State, Via};
use crate::graph::EntryId;
use crate::model::{Period, Role, role};
use crate::site::prose;

/// A score that is another one now.
#[derive(Debug, Serialize)]
pub struct Move {
    pub entry: EntryName,
    /// `problem`: is it real? `solution`: does our answer work?
    pub axis: &'static str,
    /// The own score of a solution, where others are those of a problem and its answers.
    pub is_own: bool,
    pub base: ScoreValue,
    pub head: ScoreValue,
    /// The methods whose points are others.
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

/// A study that counts otherwise than before.
#[derive(Debug, Serialize)]
pub struct Cause {
    /// `None` if it is withheld.
    pub entry: Option<EntryName>,
    pub change: CauseKind,
    pub base: Option<StudyFacts>,
    pub head: Option<StudyFacts>,
    /// What else changed and makes it count, or no longer: an insight, a solution, the problem.
    pub through: Vec<EntryName>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum CauseKind {
    New,
    Changed,
    /// It was there, and counts now.
    Counts,
    /// It is there, and counts no longer.
    CountsNoLonger,
    Gone,
    /// Another solution is the answer that is judged.
    OtherAnswer,
    /// The solution that was judged is no longer live, and none is in its place.
    NoAnswer,
}

/// What a study says, as far as a score depends on it.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct StudyFacts {
    pub method: Option<String>,
    pub participants: Option<f64>,
    pub day: Option<Period>,
    pub verdict: Option<&'static str>,
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

    /// True if both have the same points, so that at most a word is another one.
    pub fn has_points_of(&self, other: &ScoreValue) -> bool {
        (self.support, self.against) == (other.support, other.against)
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
        let is_against = |value: &ScoreValue| {
            [State::Contested, State::Refuted]
                .map(State::as_str)
                .contains(&value.state)
        };
        self.base.state != self.head.state && is_against(&self.head)
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

impl Cause {
    /// Nothing is told of an entry that is withheld.
    fn without_withheld(self) -> Cause {
        match self.entry {
            Some(_) => self,
            None => Cause {
                base: None,
                head: None,
                through: vec![],
                ..self
            },
        }
    }
}

impl StudyFacts {
    /// `None` if the entry is no study.
    pub fn of(snapshot: &Snapshot, id: EntryId, names: &Names) -> Option<StudyFacts> {
        let graph = &snapshot.graph;
        (graph.role(id) == Some(Role::Validation)).then_some(())?;
        let study = role::Validation(&graph.entry(id).document.fields);
        let verdict = study.verdict();
        let verdict = verdict.and_then(crate::evidence::Verdict::parse);
        Some(StudyFacts {
            method: study.method().map(|method| names.text(method)),
            participants: study.participants(),
            day: study.day().cloned(),
            verdict: verdict.map(|verdict| verdict.as_str()),
        })
    }

    fn from_contribution(contribution: &Contribution, names: &Names) -> StudyFacts {
        StudyFacts {
            method: Some(names.text(&contribution.method)),
            participants: contribution.n,
            day: contribution.day.clone(),
            verdict: contribution.verdict.map(|verdict| verdict.as_str()),
        }
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
        base,
        head,
        names,
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

/// The large moves, one for each that is told: the score of an answer is told with that of its problem if both are the
/// same.
pub fn told(moves: &[Move]) -> impl Iterator<Item = &Move> {
    let large = || moves.iter().filter(|moved| moved.is_large());
    let is_told = move |moved: &Move| {
        let scores = (&moved.base, &moved.head);
        moved.is_own
            && large().any(|other| {
                other.answer.as_ref() == Some(&moved.entry) && (&other.base, &other.head) == scores
            })
    };
    large().filter(move |moved| !is_told(moved))
}

struct MoveFinder<'a> {
    base: &'a Snapshot,
    head: &'a Snapshot,
    names: &'a Names<'a>,
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
        let base = ScoreValue::new(before, &self.base.config);
        let head = ScoreValue::new(after, &self.head.config);
        (base != head).then(|| Move {
            entry: entry.clone(),
            is_own: self.head.graph.role(id) == Some(Role::Solution),
            axis: match after.axis {
                Axis::Problem => "problem",
                Axis::Solution => "solution",
            },
            base,
            head,
            answer: answers.and_then(|[_, new]| self.names.in_head(new?)),
            methods: method_moves(before, after, self.names),
            causes: match self.by {
                MovedBy::Settings => vec![],
                MovedBy::Texts => self.causes(id, [before, after], answers),
            },
        })
    }

    fn causes(
        &self,
        id: EntryId,
        [before, after]: [&Score; 2],
        answers: Option<[Option<EntryId>; 2]>,
    ) -> Vec<Cause> {
        let names = self.names;
        let same = |a: &Contribution, b: &Contribution| {
            (a.people, a.person_weight, a.verdict, &a.method)
                == (b.people, b.person_weight, b.verdict, &b.method)
        };
        let mut causes = Vec::new();
        for new in &after.contributions {
            let study = names.base_of(new.validation);
            let mut old = before.contributions.iter();
            let old = old.find(|old| Some(old.validation) == study);
            if old.is_some_and(|old| same(old, new)) {
                continue;
            }
            let change = match (study, old) {
                (None, _) => CauseKind::New,
                (_, Some(_)) => CauseKind::Changed,
                (_, None) => CauseKind::Counts,
            };
            let through = match change {
                CauseKind::Counts => self.through(id, new.via, true),
                _ => vec![],
            };
            let points = old.map_or(0.0, Contribution::total_points);
            let points = (new.total_points() - points).abs();
            let cause = Cause {
                entry: names.in_head(new.validation),
                change,
                base: old.map(|old| StudyFacts::from_contribution(old, names)),
                head: Some(StudyFacts::from_contribution(new, names)),
                through,
            };
            causes.push((points, cause));
        }
        for old in &before.contributions {
            let study = names.head_of(old.validation);
            let mut new = after.contributions.iter();
            if study.is_some() && new.any(|new| Some(new.validation) == study) {
                continue;
            }
            let change = match study {
                None => CauseKind::Gone,
                Some(_) => CauseKind::CountsNoLonger,
            };
            let through = match change {
                CauseKind::CountsNoLonger => self.through(id, old.via, false),
                _ => vec![],
            };
            let cause = Cause {
                entry: names.in_base(old.validation),
                change,
                base: Some(StudyFacts::from_contribution(old, names)),
                head: study.and_then(|study| StudyFacts::of(self.head, study, names)),
                through,
            };
            causes.push((old.total_points(), cause));
        }
        if let Some([old, new]) = answers
            && old.and_then(|old| names.head_of(old)) != new
        {
            let problem = self.changed(id);
            let solutions = [old.and_then(|old| names.head_of(old)), new];
            let solutions = solutions.into_iter().flatten();
            let others = self.head.graph.neighbours(id);
            let others = others
                .into_iter()
                .filter(|id| self.head.graph.role(*id) == Some(Role::Solution));
            let all: BTreeSet<EntryId> = solutions.chain(others).collect();
            let changed = all.into_iter().filter_map(|id| self.changed(id));
            let (entry, change) = match new {
                Some(new) => (names.in_head(new), CauseKind::OtherAnswer),
                None => (old.and_then(|old| names.in_base(old)), CauseKind::NoAnswer),
            };
            let cause = Cause {
                entry,
                change,
                base: None,
                head: None,
                through: changed.chain(problem).collect(),
            };
            causes.push((f64::MAX, cause));
        }
        let points = |cause: &(f64, Cause)| (cause.0.min(10.0) * -100.0).round() as i64;
        causes.sort_by(|a, b| (points(a), &a.1.entry).cmp(&(points(b), &b.1.entry)));
        let causes = causes.into_iter();
        causes.map(|(_, cause)| cause.without_withheld()).collect()
    }

    /// The changed documents by which a study counts: that of the problem, and of the solution or insight between.
    fn through(&self, id: EntryId, via: Via, is_in_head: bool) -> Vec<EntryName> {
        let between = match via {
            Via::Solution(id) | Via::Insight(id) => Some(id),
            Via::Result(_) | Via::Problems => None,
        };
        let of_base = |id: EntryId| match self.names.head_of(id) {
            Some(head) => self.changed(head),
            None => self.names.in_base(id),
        };
        let between = between.and_then(|id| match is_in_head {
            true => self.changed(id),
            false => of_base(id),
        });
        between.into_iter().chain(self.changed(id)).collect()
    }

    /// The name of an entry of the head, if it is new or says something else.
    fn changed(&self, id: EntryId) -> Option<EntryName> {
        let base = self.names.base_of(id);
        let is_same = base.is_some_and(|base| self.names.says_the_same(base, id));
        (!is_same).then(|| self.names.in_head(id)).flatten()
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
        method: said.text(name),
        base: points(before, name),
        head: points(after, name),
    });
    moves.filter(|moved| moved.base != moved.head).collect()
}
