//! Why a score moved: what counts otherwise than before, and which documents make it so.

use std::collections::BTreeSet;

use serde::Serialize;

use super::names::{EntryName, Names};
use super::study_facts::StudyFacts;
use crate::engine::Snapshot;
use crate::evidence::{Contribution, Score, Side, Via};
use crate::graph::EntryId;
use crate::model::{Role, Value, role};

/// Something that counts otherwise than before, and why.
#[derive(Debug, Serialize)]
pub struct Cause {
    /// The documents that make it so: each changed, is new or is gone. `None` for what is withheld.
    pub by: Vec<Option<EntryName>>,
    pub change: CauseKind,
    /// The study that counts otherwise, or the solution that is judged, or was; `None` if it is withheld.
    pub counts: Option<EntryName>,
    /// What the study says, as it counted and as it counts; `None` where something withheld decides that.
    pub base: Option<StudyFacts>,
    pub head: Option<StudyFacts>,
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

/// An entry of the base and the same of the head; `None` where a side does not have it.
type Pair = [Option<EntryId>; 2];

/// A score of an entry before and after.
#[derive(Clone, Copy)]
pub struct ScorePair<'a> {
    pub entry: EntryId,
    pub scores: [&'a Score; 2],
    /// The solutions that it judges, of a problem and its answers.
    pub answers: Option<[Option<EntryId>; 2]>,
}

pub struct CauseFinder<'a> {
    pub base: &'a Snapshot,
    pub head: &'a Snapshot,
    pub names: &'a Names<'a>,
}

impl CauseFinder<'_> {
    /// What moved a score, the most points first.
    pub fn find(&self, pair: ScorePair) -> Vec<Cause> {
        let mut causes = self.of_studies(pair);
        causes.extend(self.of_answer(pair, &causes));
        let points = |cause: &(f64, Cause)| (cause.0 * -100.0).round() as i64;
        causes.sort_by(|a, b| (points(a), &a.1.counts).cmp(&(points(b), &b.1.counts)));
        causes.into_iter().map(|(_, cause)| cause).collect()
    }

    /// Each study that counts otherwise, with the points that it moves for and against.
    fn of_studies(&self, pair: ScorePair) -> Vec<(f64, Cause)> {
        let [before, after] = pair.scores.map(|score| &score.contributions);
        let in_base = before.iter().map(|one| self.in_both(0, one.validation));
        let in_head = after.iter().map(|one| self.in_both(1, one.validation));
        let studies: BTreeSet<Pair> = in_base.chain(in_head).collect();
        let causes = studies.into_iter().filter_map(|study| {
            let mut before = before.iter();
            let mut after = after.iter();
            let counted = [
                before.find(|one| Some(one.validation) == study[0]),
                after.find(|one| Some(one.validation) == study[1]),
            ];
            self.of_study(pair, study, counted)
        });
        causes.collect()
    }

    fn of_study(
        &self,
        pair: ScorePair,
        study: Pair,
        [old, new]: [Option<&Contribution>; 2],
    ) -> Option<(f64, Cause)> {
        let weight = |one: &Contribution| {
            let method = one.method.clone();
            (one.people, one.person_weight, one.verdict, method)
        };
        let change = match (study, old, new) {
            (_, Some(old), Some(new)) if weight(old) == weight(new) => return None,
            (_, Some(_), Some(_)) => CauseKind::Changed,
            ([None, _], ..) => CauseKind::New,
            ([_, None], ..) => CauseKind::Gone,
            (_, None, _) => CauseKind::Counts,
            (_, _, None) => CauseKind::CountsNoLonger,
        };
        let by = self.deciding(pair, study, [old, new], change);
        if by.is_empty() {
            return None;
        }
        // A study that is turned moves both sides.
        let moved = Side::BOTH.map(|side| {
            let [before, after] =
                [old, new].map(|one| one.map_or(0.0, |one| *one.points.get(side)));
            (after - before).abs()
        });
        let facts = |one: &Contribution| StudyFacts::from_contribution(one, self.names);
        let as_it_is = || StudyFacts::of(self.head, study[1]?, self.names);
        let (counts, by) = (self.name(study), self.names_of(by));
        // What a study counts as may be what something withheld says.
        let is_shown = counts.is_some() && !by.contains(&None);
        let cause = Cause {
            by,
            change,
            base: old.map(facts).filter(|_| is_shown),
            head: new.map(facts).or_else(as_it_is).filter(|_| is_shown),
            counts,
        };
        Some((moved.iter().sum(), cause))
    }

    /// The documents by which a study counts otherwise.
    fn deciding(
        &self,
        pair: ScorePair,
        study: Pair,
        counted: [Option<&Contribution>; 2],
        change: CauseKind,
    ) -> BTreeSet<Pair> {
        if change == CauseKind::New {
            return BTreeSet::from([study]);
        }
        let via = counted.map(|one| match one?.via {
            Via::Solution(id) | Via::Insight(id) => Some(id),
            Via::Result(_) | Via::Problems => None,
        });
        let mut all = BTreeSet::from([study, self.in_both(1, pair.entry)]);
        all.extend(self.pairs(via.map(Vec::from_iter)));
        all.extend(self.pairs([0, 1].map(|side| self.insights_that_end(side, study))));
        all.extend(self.withheld_neighbours(study));
        let decides = all.iter().copied();
        let decides: BTreeSet<Pair> = decides.filter(|one| self.decides(*one, change)).collect();
        let is_by_answer = counted
            .iter()
            .flatten()
            .any(|one| matches!(one.via, Via::Solution(_)));
        match decides.is_empty() && !(is_by_answer && self.has_other_answer(pair)) {
            true => self.otherwise_changed(&all),
            false => decides,
        }
    }

    /// The insights without which a study would not be done: those that cite it, where it says nothing of that itself.
    fn insights_that_end(&self, side: usize, study: Pair) -> Vec<EntryId> {
        let graph = &self.snapshot(side).graph;
        let Some(id) = study[side] else {
            return vec![];
        };
        let study = role::Validation(&graph.entry(id).document.fields);
        match study.status().is_none() && study.verdict().is_none() && study.results().is_empty() {
            true => graph.insights_from(id).collect(),
            false => vec![],
        }
    }

    /// What a study names and one side withholds: without it, a result may say something else.
    fn withheld_neighbours(&self, study: Pair) -> impl Iterator<Item = Pair> {
        let neighbours = [0, 1].map(|side| {
            let id = study[side];
            id.map_or(vec![], |id| self.snapshot(side).graph.neighbours(id))
        });
        let is_withheld = |pair: &Pair| pair.contains(&None) && self.name(*pair).is_none();
        self.pairs(neighbours).filter(is_withheld)
    }

    /// That another solution is judged than before, or none.
    fn of_answer(&self, pair: ScorePair, others: &[(f64, Cause)]) -> Option<(f64, Cause)> {
        if !self.has_other_answer(pair) {
            return None;
        }
        let [old, new] = pair.answers?;
        let entry = self.in_both(1, pair.entry);
        let solutions = [0, 1].map(|side| {
            let graph = &self.snapshot(side).graph;
            entry[side].map_or(vec![], |id| graph.solutions_to(id).collect())
        });
        let all: BTreeSet<Pair> = self.pairs(solutions).chain([entry]).collect();
        let change = match new {
            Some(_) => CauseKind::OtherAnswer,
            None => CauseKind::NoAnswer,
        };
        let decides = all.iter().copied();
        let decides = decides.filter(|one| self.decides(*one, change));
        let mut by = self.names_of(decides.collect());
        // Which of them is the best follows from their studies.
        for solution in &all {
            if let [Some(before), Some(after)] = *solution
                && let Some(before) = self.base.evidence.solutions.get(&before)
                && let Some(score) = self.head.evidence.solutions.get(&after)
            {
                let studies = self.of_studies(ScorePair {
                    entry: after,
                    scores: [before, score],
                    answers: None,
                });
                by.extend(studies.into_iter().flat_map(|(_, cause)| cause.by));
            }
        }
        if by.is_empty() {
            by.extend(
                others
                    .iter()
                    .flat_map(|(_, cause)| cause.by.iter().cloned()),
            );
        }
        if by.is_empty() {
            by = self.names_of(self.otherwise_changed(&all));
        }
        by.sort();
        by.dedup();
        let judged = match new {
            Some(new) => self.in_both(1, new),
            None => self.in_both(0, old?),
        };
        let cause = Cause {
            by,
            change,
            counts: self.name(judged),
            base: None,
            head: None,
        };
        Some((f64::MAX, cause))
    }

    fn has_other_answer(&self, pair: ScorePair) -> bool {
        let is_other = |[old, new]: [Option<EntryId>; 2]| {
            old.and_then(|old| self.names.head_of(old)) != new || old.is_some() && new.is_none()
        };
        pair.answers.is_some_and(is_other)
    }

    /// True if an entry says otherwise what decides how studies count, or has not the names by which it is linked.
    fn decides(&self, pair: Pair, change: CauseKind) -> bool {
        let [Some(before), Some(after)] = pair else {
            return true;
        };
        let [old, new] = [(0, before), (1, after)].map(|(side, id)| self.names_at(side, id));
        let keeps_names = match change {
            CauseKind::Gone | CauseKind::CountsNoLonger => old.is_subset(&new),
            CauseKind::Counts => new.is_subset(&old),
            _ => old == new,
        };
        self.names.is_changed(before, after)
            && (!keeps_names || self.facts(0, before) != self.facts(1, after))
    }

    fn facts(&self, side: usize, id: EntryId) -> (&str, Vec<Option<&Value>>) {
        let graph = &self.snapshot(side).graph;
        let fields = &graph.entry(id).document.fields;
        let deciding = graph.role(id).map_or(&[][..], Role::decides_what_counts);
        let given = deciding.iter().map(|field| fields.get(field));
        (graph.kind_name(id), given.collect())
    }

    fn names_at(&self, side: usize, id: EntryId) -> BTreeSet<&str> {
        self.snapshot(side)
            .graph
            .entry(id)
            .document
            .names()
            .collect()
    }

    /// Where nothing that usually decides is another: what changed in any way, else what has or had one of their names.
    fn otherwise_changed(&self, pairs: &BTreeSet<Pair>) -> BTreeSet<Pair> {
        let is_changed = |pair: &Pair| match *pair {
            [Some(before), Some(after)] => self.names.is_changed(before, after),
            _ => true,
        };
        let changed: BTreeSet<Pair> = pairs.iter().copied().filter(is_changed).collect();
        if !changed.is_empty() {
            return changed;
        }
        let names = |pair: &Pair| {
            let sides = [0, 1].into_iter().zip(*pair);
            let ids = sides.filter_map(|(side, id)| Some((side, id?)));
            let names = ids.flat_map(|(side, id)| self.names_at(side, id));
            names.collect::<BTreeSet<&str>>()
        };
        let known: BTreeSet<&str> = pairs.iter().flat_map(names).collect();
        let all = [0, 1].map(|side| self.snapshot(side).graph.ids().collect());
        let others = self.pairs(all);
        others
            .filter(|other| is_changed(other) && !names(other).is_disjoint(&known))
            .collect()
    }

    fn snapshot(&self, side: usize) -> &Snapshot {
        [self.base, self.head][side]
    }

    fn in_both(&self, side: usize, id: EntryId) -> Pair {
        match side {
            0 => [Some(id), self.names.head_of(id)],
            _ => [self.names.base_of(id), Some(id)],
        }
    }

    fn pairs(&self, ids: [Vec<EntryId>; 2]) -> impl Iterator<Item = Pair> {
        let [base, head] = ids;
        let base = base.into_iter().map(|id| self.in_both(0, id));
        base.chain(head.into_iter().map(|id| self.in_both(1, id)))
    }

    fn name(&self, pair: Pair) -> Option<EntryName> {
        match pair {
            [_, Some(head)] => self.names.in_head(head),
            [base, None] => self.names.in_base(base?),
        }
    }

    fn names_of(&self, pairs: BTreeSet<Pair>) -> Vec<Option<EntryName>> {
        let names: BTreeSet<Option<EntryName>> =
            pairs.into_iter().map(|pair| self.name(pair)).collect();
        names.into_iter().collect()
    }
}
