//! What a change does to what is known: two states of a project, both scored as of one day.
//!
//! [`States`] scores them, [`Diff::compare`] gives facts, [`report`] says them in sentences, and each format prints those. The documents of the
//! base are scored with the head's rules first, so what moves between them and the head moves by the texts alone.

mod causes;
mod fields;
mod gates;
pub mod human;
mod links;
pub mod markdown;
mod moves;
mod names;
mod not_compared;
pub mod report;
mod settings;
mod states;
mod touched;

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use jiff::civil::Date;
use serde::Serialize;

use crate::config::Axis;
use crate::diagnostic::Finding;
use crate::engine::Snapshot;
use crate::graph::EntryId;
use crate::model::Role;
pub use causes::{Cause, CauseKind};
pub use fields::ValueChange;
pub use gates::GateChange;
use moves::MovedBy;
pub use moves::{Move, ScoreValue, StudyFacts};
pub use names::EntryName;
use names::Names;
pub use not_compared::{NotCompared, Reason, Side};
pub use settings::SettingChange;
pub use states::States;
pub use touched::Touched;

pub const FORMAT: &str = "casebook-diff/1";
/// The JSON Schema of the format.
pub const SCHEMA: &str = include_str!("diff.schema.json");

/// What a change does: facts alone. Lists are in the order in which they matter.
#[derive(Debug, Serialize)]
pub struct Diff {
    pub format: &'static str,
    pub as_of: Date,
    /// The settings that changed, and the scores that moved by them alone.
    pub settings: Vec<SettingChange>,
    pub moved_by_settings: Vec<Move>,
    pub gates: Vec<GateChange>,
    pub moves: Vec<Move>,
    /// Choices, numbers, days and flags of the front matter: `status` first.
    pub fields: Vec<ValueChange<String>>,
    pub next_steps: Vec<ValueChange<String>>,
    pub next_steps_by_settings: Vec<ValueChange<String>>,
    pub entries: Vec<EntryChange>,
    pub links: Vec<ValueChange<EntryName>>,
    /// Entries and pages whose texts changed, and of which nothing above tells.
    pub texts: Vec<EntryName>,
    pub touched: Vec<Touched>,
    pub not_compared: Vec<NotCompared>,
    #[serde(skip)]
    pub is_all_new: bool,
}

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
    /// As they were last known if it is gone.
    pub scores: Vec<EntryScore>,
}

/// A score of an entry that only one side has.
#[derive(Debug, Serialize)]
pub struct EntryScore {
    /// As that of a [`Move`].
    pub axis: Axis,
    pub is_own: bool,
    pub score: ScoreValue,
    /// The solution that it judges, of a problem and its answers.
    pub answer: Option<EntryName>,
}

impl Diff {
    pub fn compare(states: &States) -> Diff {
        let (before, head) = (&states.base, &states.head);
        let base = states.base_by_old_rules.as_ref().unwrap_or(before);
        let all = [base, before, head];
        let names = Names::new(before, head, all);
        let moves = moves::find(before, head, &names, MovedBy::Texts);
        let (moved_by_settings, next_steps_by_settings) = match &states.base_by_old_rules {
            None => (vec![], vec![]),
            Some(_) => {
                let names = Names::new(base, before, all);
                let moves = moves::find(base, before, &names, MovedBy::Settings);
                (moves, next_step_changes(base, before, &names))
            }
        };
        let fields = fields::changes(before, head, &names);
        let causes = moves.iter().flat_map(|moved| &moved.causes);
        let causes = causes.flat_map(|cause| cause.by.iter().flatten());
        let of_fields = fields.iter().map(|change| &change.entry);
        let told: BTreeSet<&EntryName> = causes.chain(of_fields).collect();
        let mut texts = text_changes(head, &names);
        texts.retain(|entry| !told.contains(entry));
        let entries = entry_changes(before, head, &names);
        let all_moves = moved_by_settings.iter().chain(&moves);
        let leaned_on = touched::leaned_on(head, all_moves, &fields, &entries);
        let mut not_compared = states.not_compared.clone();
        for part in &mut not_compared {
            part.path = part.path.as_deref().map(|path| names.text(path));
            part.reason = names.text(&part.reason);
        }
        Diff {
            format: FORMAT,
            as_of: head.as_of,
            settings: settings::changes(&states.settings, &names),
            gates: gates::changes(states, &names, &Names::new(base, head, all)),
            next_steps: next_step_changes(before, head, &names),
            next_steps_by_settings,
            links: links::changes(before, head, &names),
            texts,
            touched: touched::find([before, head], &leaned_on, &names),
            fields,
            moved_by_settings,
            entries,
            moves,
            not_compared,
            is_all_new: states.is_all_new,
        }
    }

    /// True if nothing is different.
    pub fn is_empty(&self) -> bool {
        self.moves_nothing() && self.texts.is_empty()
    }

    /// True if at most texts changed.
    pub fn moves_nothing(&self) -> bool {
        self.settings.is_empty()
            && self.moved_by_settings.is_empty()
            && self.gates.is_empty()
            && self.moves.is_empty()
            && self.fields.is_empty()
            && self.next_steps.is_empty()
            && self.next_steps_by_settings.is_empty()
            && self.entries.is_empty()
            && self.links.is_empty()
    }

    /// What `--strict` fails on: gates that newly fail, and axes that are newly contested or refuted, those of new
    /// entries too.
    pub fn losses(&self) -> (usize, usize) {
        let gates = self.gates.iter().filter(|gate| !gate.passes).count();
        let all = moves::told(&self.moved_by_settings).chain(moves::told(&self.moves));
        let moved: Vec<&Move> = all.filter(|moved| moved.is_newly_against()).collect();
        let new = self.entries.iter();
        let new = new.filter(|entry| entry.change == Change::New);
        let born = new.flat_map(|entry| entry.scores.iter().map(move |one| (&entry.entry, one)));
        let born: Vec<_> = born.filter(|(_, one)| one.score.is_against()).collect();
        // The score of an answer is one with that of its problem if both are the same.
        let answers = moved
            .iter()
            .map(|moved| (moved.answer.as_ref(), &moved.head));
        let answers = answers.chain(
            born.iter()
                .map(|(_, one)| (one.answer.as_ref(), &one.score)),
        );
        let answers: Vec<_> = answers.collect();
        let is_told =
            |entry, one: &EntryScore| one.is_own && answers.contains(&(Some(entry), &one.score));
        let born = born.iter().filter(|(entry, one)| !is_told(*entry, one));
        let born = born.map(|(entry, one)| (&entry.id, one.axis));
        let moved = moved.iter().map(|moved| (&moved.entry.id, moved.axis));
        (gates, moved.chain(born).collect::<BTreeSet<_>>().len())
    }
}

/// The findings of a base as the head would have them: of entries that were renamed or moved since, with the new names
/// of their files and the new ids in what is said of them and of others.
pub fn findings_by_new_names(base: &Snapshot, head: &Snapshot) -> Vec<Finding> {
    let names = Names::new(base, head, [base, base, head]);
    let (mut paths, mut words) = (HashMap::new(), HashMap::new());
    for (id, entry) in base.graph.iter() {
        let Some(new) = names.head_of(id) else {
            continue;
        };
        let (old, new) = (&entry.document, &head.graph.entry(new).document);
        if old.path != new.path {
            paths.insert(&*old.path, &new.path);
            words.insert(&*old.path, &*new.path);
            words.insert(&*old.content_path, &*new.content_path);
        }
        if old.id != new.id {
            words.insert(&*old.id, &*new.id);
        }
    }
    let mut findings = base.findings.clone();
    for finding in &mut findings {
        if let Some(path) = paths.get(&*finding.path) {
            finding.path = Arc::clone(path);
        }
        // Ids and paths stand in backticks.
        let parts = finding.message.split('`').enumerate();
        let parts = parts.map(|(at, part)| match words.get(part) {
            Some(new) if at % 2 == 1 => new,
            _ => part,
        });
        finding.message = parts.collect::<Vec<&str>>().join("`");
    }
    findings
}

fn next_step_changes(base: &Snapshot, head: &Snapshot, names: &Names) -> Vec<ValueChange<String>> {
    let problems = head.graph.ids_with_role(Role::Problem);
    let changes = problems.filter_map(|id| {
        let after = head.evidence.problems.get(&id)?.next_step.as_str();
        let before = base.evidence.problems.get(&names.base_of(id)?)?;
        let before = before.next_step.as_str();
        (before != after).then_some(())?;
        Some(ValueChange {
            entry: names.in_head(id)?,
            field: "next_step".to_owned(),
            base: Some(before.to_owned()),
            head: Some(after.to_owned()),
        })
    });
    changes.collect()
}

/// Entries of a kind that are new or gone: studies first, then decisions, problems and the others.
fn entry_changes(base: &Snapshot, head: &Snapshot, names: &Names) -> Vec<EntryChange> {
    let of = |snapshot: &Snapshot, id: EntryId, change, entry: Option<EntryName>| {
        let change = EntryChange {
            change,
            entry: entry?,
            study: StudyFacts::of(snapshot, id, names),
            scores: scores_of(snapshot, id, &|answer| match change {
                Change::New => names.in_head(answer),
                Change::Gone => names.in_base(answer),
            }),
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

/// Pages that are in both and say something else, of what this audience sees.
fn text_changes(head: &Snapshot, names: &Names) -> Vec<EntryName> {
    let changed = head.graph.ids().filter_map(|id| {
        let is_same = names.says_the_same(names.base_of(id)?, id);
        (!is_same).then(|| names.in_head(id)).flatten()
    });
    changed.collect()
}
