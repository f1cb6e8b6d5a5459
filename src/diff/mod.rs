//! What a change does to what is known: two states of a project, both scored as of one day.
//!
//! [`States`] scores them, [`Diff::compare`] gives facts, [`report`] says them in sentences, and each format prints those. The documents of the
//! base are scored with the head's rules first, so what moves between them and the head moves by the texts alone.

mod causes;
mod entries;
mod fields;
mod gates;
pub mod html;
pub mod human;
mod links;
pub mod markdown;
mod moves;
mod names;
mod not_compared;
pub mod report;
mod settings;
mod states;
mod study_facts;
mod touched;

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use jiff::civil::Date;
use serde::Serialize;

use crate::diagnostic::Finding;
use crate::engine::Snapshot;
use crate::model::Role;
pub use causes::{Cause, CauseKind};
pub use entries::{Change, DecisionFacts, EntryChange, EntryScore};
pub use fields::ValueChange;
pub use gates::GateChange;
use moves::MovedBy;
pub use moves::{Move, ScoreValue};
pub use names::EntryName;
use names::Names;
pub use not_compared::{NotCompared, Reason, Side};
pub use settings::SettingChange;
pub use states::States;
pub use study_facts::StudyFacts;
pub use touched::Touched;

pub const FORMAT: &str = "casebook-diff/1";
/// The JSON Schema of the format.
pub const SCHEMA: &str = include_str!("diff.schema.json");

/// What a change does: facts alone. Lists are in the order in which they matter.
#[derive(Debug, Serialize)]
pub struct Diff {
    pub format: &'static str,
    pub as_of: Date,
    /// The settings that changed, and what moved, is new or gone, or is read otherwise by them alone.
    pub settings: Vec<SettingChange>,
    pub moved_by_settings: Vec<Move>,
    pub entries_by_settings: Vec<EntryChange>,
    pub fields_by_settings: Vec<ValueChange<String>>,
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
    /// What moved and what is new from the base under its own rules to the head; `None` if the rules are the same.
    #[serde(skip)]
    in_all: Option<(Vec<Move>, Vec<EntryChange>)>,
}

impl Diff {
    pub fn compare(states: &States) -> Diff {
        let (before, head) = (&states.base, &states.head);
        let base = states.base_by_old_rules.as_ref().unwrap_or(before);
        let all = [base, before, head];
        let names = Names::new(before, head, all);
        let old_names = Names::new(base, head, all);
        let moves = moves::find(before, head, &names, MovedBy::Texts);
        let has_new_rules = states.base_by_old_rules.is_some();
        let by_settings = has_new_rules.then(|| Names::new(base, before, all));
        let by_settings = by_settings.as_ref();
        let fields = fields::changes(before, head, &names);
        let links = links::changes(before, head, &names);
        let causes = moves.iter().flat_map(|moved| &moved.causes);
        let causes = causes.flat_map(|cause| cause.by.iter().flatten());
        let of_fields = fields.iter().map(|change| &change.entry);
        let of_links = links.iter().map(|change| &change.entry);
        let told: BTreeSet<&EntryName> = causes.chain(of_fields).chain(of_links).collect();
        let mut texts = text_changes(head, &names);
        texts.retain(|entry| !told.contains(entry));
        let entries = entries::changes(before, head, &names);
        let moved_by_settings = by_settings.map_or_else(Vec::new, |names| {
            moves::find(base, before, names, MovedBy::Settings)
        });
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
            gates: gates::changes(states, &names, &old_names),
            next_steps: next_step_changes(before, head, &names),
            next_steps_by_settings: by_settings
                .map_or_else(Vec::new, |names| next_step_changes(base, before, names)),
            entries_by_settings: by_settings
                .map_or_else(Vec::new, |names| entries::changes(base, before, names)),
            fields_by_settings: by_settings
                .map_or_else(Vec::new, |names| fields::changes(base, before, names)),
            in_all: has_new_rules.then(|| {
                let moves = moves::find(base, head, &old_names, MovedBy::Settings);
                (moves, entries::changes(base, head, &old_names))
            }),
            links,
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
            && self.entries_by_settings.is_empty()
            && self.fields_by_settings.is_empty()
            && self.gates.is_empty()
            && self.moves.is_empty()
            && self.fields.is_empty()
            && self.next_steps.is_empty()
            && self.next_steps_by_settings.is_empty()
            && self.entries.is_empty()
            && self.links.is_empty()
    }

    /// What `--strict` fails on: gates that newly fail, and axes that are newly contested or refuted, those of new
    /// entries too; whether rules or texts did it.
    pub fn losses(&self) -> (usize, usize) {
        let gates = self.gates.iter().filter(|gate| !gate.passes).count();
        let (moves, entries) = match &self.in_all {
            Some((moves, entries)) => (moves, entries),
            None => (&self.moves, &self.entries),
        };
        let moved: Vec<&Move> = moves::told(moves)
            .filter(|moved| moved.is_newly_against())
            .collect();
        let new = entries.iter();
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

/// Pages that are in both and say something else, of what this audience sees.
fn text_changes(head: &Snapshot, names: &Names) -> Vec<EntryName> {
    let changed = head.graph.ids().filter_map(|id| {
        let is_same = names.says_the_same(names.base_of(id)?, id);
        (!is_same).then(|| names.in_head(id)).flatten()
    });
    changed.collect()
}
