//! Entries that are new or gone.

use serde::Serialize;

use super::moves::ScoreValue;
use super::names::{EntryName, Names};
use super::study_facts::StudyFacts;
use crate::config::Axis;
use crate::engine::Snapshot;
use crate::graph::EntryId;
use crate::model::{Role, role};
use crate::site::prose::decision_outcome;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Change {
    New,
    Gone,
}

#[derive(Debug, Serialize)]
pub struct EntryChange {
    pub change: Change,
    pub entry: EntryName,
    /// Of a study.
    pub study: Option<StudyFacts>,
    pub decision: Option<DecisionFacts>,
    /// As they were last known if it is gone.
    pub scores: Vec<EntryScore>,
}

/// What a decision says.
#[derive(Debug, Serialize)]
pub struct DecisionFacts {
    pub outcome: Option<String>,
    pub status: Option<String>,
    /// The decisions that it replaces.
    pub supersedes: Vec<EntryName>,
    /// “proposed: build”.
    #[serde(skip)]
    pub said: String,
}

/// A score of an entry that only one side has.
#[derive(Debug, Serialize)]
pub struct EntryScore {
    /// As that of a [`super::Move`].
    pub axis: Axis,
    pub is_own: bool,
    pub score: ScoreValue,
    /// The solution that it judges, of a problem and its answers.
    pub answer: Option<EntryName>,
}

/// Entries of a kind that are new or gone: studies first, then decisions, problems and the others.
pub fn changes(base: &Snapshot, head: &Snapshot, names: &Names) -> Vec<EntryChange> {
    let of = |snapshot: &Snapshot, id: EntryId, change, entry: Option<EntryName>| {
        let name = |id| match change {
            Change::New => names.in_head(id),
            Change::Gone => names.in_base(id),
        };
        let change = EntryChange {
            change,
            entry: entry?,
            study: StudyFacts::of(snapshot, id, names),
            decision: decision_facts(snapshot, id, names, &name),
            scores: scores_of(snapshot, id, &name),
        };
        Some((snapshot.graph.role(id)?, change))
    };
    let new = head.graph.ids().filter(|id| names.base_of(*id).is_none());
    let new = new.filter_map(|id| of(head, id, Change::New, names.in_head(id)));
    let gone = base.graph.ids().filter(|id| names.head_of(*id).is_none());
    let gone = gone.filter_map(|id| of(base, id, Change::Gone, names.in_base(id)));
    let mut all: Vec<(Role, EntryChange)> = new.chain(gone).collect();
    let order = [Role::Validation, Role::Decision, Role::Problem];
    let rank = |role: &Role| {
        order
            .iter()
            .position(|first| first == role)
            .unwrap_or(order.len())
    };
    all.sort_by(|(a_role, a), (b_role, b)| {
        (rank(a_role), a.change, &a.entry).cmp(&(rank(b_role), b.change, &b.entry))
    });
    all.into_iter().map(|(_, change)| change).collect()
}

fn decision_facts(
    snapshot: &Snapshot,
    id: EntryId,
    names: &Names,
    name: &dyn Fn(EntryId) -> Option<EntryName>,
) -> Option<DecisionFacts> {
    let graph = &snapshot.graph;
    (graph.role(id) == Some(Role::Decision)).then_some(())?;
    let decision = role::Decision(&graph.entry(id).document.fields);
    Some(DecisionFacts {
        outcome: decision.outcome().map(|outcome| names.text(outcome)),
        status: decision.status().map(|status| names.text(status)),
        supersedes: graph.targets(id, "supersedes").filter_map(name).collect(),
        said: names.text(&decision_outcome(decision).unwrap_or_default()),
    })
}

/// How a problem and its answer, or a solution, stand.
fn scores_of(
    snapshot: &Snapshot,
    id: EntryId,
    name: &dyn Fn(EntryId) -> Option<EntryName>,
) -> Vec<EntryScore> {
    let evidence = &snapshot.evidence;
    let of_problem = evidence.problems.get(&id).map(|scores| {
        let answer = scores.best_solution.and_then(name);
        [(&scores.problem, None), (&scores.solution, answer)]
    });
    let own = evidence.solutions.get(&id).map(|score| (score, None));
    let all = of_problem.into_iter().flatten().chain(own);
    let all = all.map(|(score, answer)| EntryScore {
        axis: score.axis,
        is_own: evidence.solutions.contains_key(&id),
        score: ScoreValue::new(score, &snapshot.config),
        answer,
    });
    all.collect()
}
