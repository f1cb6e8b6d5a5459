//! What a change does to what is known: two states of a project, both scored as of one day.
//!
//! [`States`] scores them, [`Diff::compare`] gives facts, [`report`] says them in sentences, and each format prints those. The documents of the
//! base are scored with the head's rules first, so what moves between them and the head moves by the texts alone.

pub mod human;
pub mod markdown;
mod moves;
mod names;
mod not_compared;
pub mod report;
mod states;

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::Serialize;

use crate::config::CheckLevel;
use crate::content::source::Source;
use crate::engine::Snapshot;
use crate::evidence::{DemandState, commitment};
use crate::graph::{BODY_FIELD, EntryId};
use crate::model::{Field, FieldType, Role, Value};
use moves::MovedBy;
pub use moves::{Cause, CauseKind, Move, ScoreValue, StudyFacts};
pub use names::EntryName;
use names::Names;
pub use not_compared::{NotCompared, Reason, Side};
pub use states::States;

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
    pub entries: Vec<EntryChange>,
    pub links: Vec<ValueChange<EntryName>>,
    /// Entries and pages whose texts changed, and of which nothing above tells.
    pub texts: Vec<EntryName>,
    pub touched: Vec<Touched>,
    pub not_compared: Vec<NotCompared>,
    #[serde(skip)]
    pub is_all_new: bool,
}

#[derive(Debug, Serialize)]
pub struct SettingChange {
    /// `evidence.methods.survey.n_full`.
    pub name: String,
    /// `None` where it was not, or is not any more.
    pub base: Option<String>,
    pub head: Option<String>,
}

/// A solution that the team has committed to, and whether a problem that is known to be real asks for it.
#[derive(Debug, Serialize)]
pub struct GateChange {
    pub entry: EntryName,
    pub status: String,
    pub passes: bool,
    /// `known`, `waived`, `missing`, `expired` or `against`.
    pub demand: &'static str,
    /// The problem that is nearest to the bar, and its score.
    pub problem: Option<EntryName>,
    pub score: Option<ScoreValue>,
}

/// A field, a next step or a link of an entry that is another one now: `None` where there was none, or is none.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct ValueChange<T> {
    pub entry: EntryName,
    pub field: String,
    pub base: Option<T>,
    pub head: Option<T>,
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
}

/// An entry that leans on something that moved.
#[derive(Debug, Serialize)]
pub struct Touched {
    pub entry: EntryName,
    pub owner: Option<String>,
    pub leans_on: EntryName,
}

impl Diff {
    pub fn compare(states: &States) -> Diff {
        let (before, head) = (&states.base, &states.head);
        let base = states.base_by_old_rules.as_ref().unwrap_or(before);
        let all = [base, before, head];
        let names = Names::new(before, head, all);
        let moves = moves::find(before, head, &names, MovedBy::Texts);
        let moved_by_settings = match &states.base_by_old_rules {
            None => vec![],
            Some(_) => {
                let names = Names::new(base, before, all);
                moves::find(base, before, &names, MovedBy::Settings)
            }
        };
        let fields = field_changes(before, head, &names);
        let causes = moves.iter().flat_map(|moved| &moved.causes);
        let causes = causes.flat_map(|cause| cause.entry.iter().chain(&cause.through));
        let of_fields = fields.iter().map(|change| &change.entry);
        let told: BTreeSet<&EntryName> = causes.chain(of_fields).collect();
        let mut texts = text_changes(before, head, &names);
        texts.retain(|entry| !told.contains(entry));
        let mut not_compared = states.not_compared.clone();
        for part in &mut not_compared {
            part.path = part.path.as_deref().map(|path| names.text(path));
            part.reason = names.text(&part.reason);
        }
        Diff {
            format: FORMAT,
            as_of: head.as_of,
            settings: setting_changes(&states.settings, &names),
            gates: gate_changes(base, head, &Names::new(base, head, all)),
            fields,
            next_steps: next_step_changes(before, head, &names),
            links: link_changes(before, head, &names),
            texts,
            touched: touched(head, moved_by_settings.iter().chain(&moves), &names),
            moved_by_settings,
            entries: entry_changes(before, head, &names),
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
            && self.entries.is_empty()
            && self.links.is_empty()
    }

    /// What `--strict` fails on: gates that newly fail, and axes that are newly contested or refuted.
    pub fn losses(&self) -> (usize, usize) {
        let gates = self.gates.iter().filter(|gate| !gate.passes).count();
        let all = self.moved_by_settings.iter().chain(&self.moves);
        let axes: BTreeSet<_> = all
            .filter(|moved| moved.is_newly_against())
            .map(|moved| (&moved.entry.id, moved.axis))
            .collect();
        (gates, axes.len())
    }
}

/// The settings whose values differ, by name, in the order of the head.
fn setting_changes(settings: &[Option<Source>; 2], said: &Names) -> Vec<SettingChange> {
    let values = |source: &Option<Source>| {
        let mut values = Vec::new();
        let text = source.as_ref().and_then(Source::text).unwrap_or_default();
        if let Ok(yaml) = serde_yaml::from_str(text) {
            flatten(&yaml, "", &mut values);
        }
        values
    };
    let [base, head] = settings.each_ref().map(values);
    let find = |list: &[(String, String)], name: &str| {
        let found = list.iter().find(|(other, _)| other == name);
        found.map(|(_, value)| value.clone())
    };
    let gone = base.iter().filter(|(name, _)| find(&head, name).is_none());
    let names = head.iter().chain(gone).map(|(name, _)| name.clone());
    names
        .map(|name| SettingChange {
            base: find(&base, &name),
            head: find(&head, &name),
            name,
        })
        .filter(|change| change.base != change.head)
        .map(|change| {
            // Only what decides scores is told whole: other settings may name what is withheld.
            let is_rule = change.name.starts_with("evidence.");
            let told = |value: Option<String>| {
                value.map(|value| match is_rule {
                    true => said.text(&value),
                    false => "set".to_owned(),
                })
            };
            SettingChange {
                base: told(change.base),
                head: told(change.head),
                name: said.text(&change.name),
            }
        })
        .collect()
}

/// Settings that decide scores are told with their values, the others by their first name alone.
fn flatten(yaml: &serde_yaml::Value, name: &str, values: &mut Vec<(String, String)>) {
    let is_rule = name.is_empty() || name == "evidence" || name.starts_with("evidence.");
    match yaml {
        serde_yaml::Value::Mapping(map) if is_rule => {
            for (key, value) in map {
                let key = key.as_str().unwrap_or("?");
                let dot = if name.is_empty() { "" } else { "." };
                flatten(value, &format!("{name}{dot}{key}"), values);
            }
        }
        value => {
            // A file of comments alone sets nothing.
            if name.is_empty() {
                return;
            }
            let text = serde_yaml::to_string(value).unwrap_or_default();
            values.push((name.to_owned(), text.trim().to_owned()));
        }
    }
}

/// True if the team has committed to a solution that no problem known to be real asks for; `None` if it is no such
/// solution, or the check is off.
fn gate_fails(snapshot: &Snapshot, id: EntryId) -> Option<bool> {
    let demand = snapshot.evidence.demands.get(&id)?;
    let is_committed = commitment::is_committed(&snapshot.graph, id);
    let level = snapshot.config.checks.get("solution-without-demand");
    let is_off = matches!(level, Some(CheckLevel::All(word)) if word == "off");
    let fails = !matches!(demand.state, DemandState::Known | DemandState::Waived);
    (is_committed && !is_off).then_some(fails)
}

fn gate_changes(base: &Snapshot, head: &Snapshot, names: &Names) -> Vec<GateChange> {
    let solutions = head.graph.ids_with_role(Role::Solution);
    let changes = solutions.filter_map(|id| {
        let fails = gate_fails(head, id)?;
        let before = names.base_of(id).and_then(|id| gate_fails(base, id));
        if before.unwrap_or(false) == fails {
            return None;
        }
        let nearest = head.evidence.demands.get(&id)?.nearest.as_ref();
        let fields = &head.graph.entry(id).document.fields;
        Some(GateChange {
            entry: names.in_head(id)?,
            status: names.text(fields.text("status").unwrap_or_default()),
            passes: !fails,
            demand: head.evidence.demands.get(&id)?.state.as_str(),
            problem: nearest.and_then(|(problem, _)| names.in_head(*problem)),
            score: nearest.map(|(_, score)| ScoreValue::new(score, &head.config)),
        })
    });
    let mut changes: Vec<GateChange> = changes.collect();
    changes.sort_by_key(|change| change.passes);
    changes
}

/// What entries that are in both say otherwise in words of a choice, numbers, days and flags, and of which kind they
/// are. Texts are told of as texts, and what every page has (`order`, `draft`) says nothing about customers.
fn field_changes(base: &Snapshot, head: &Snapshot, names: &Names) -> Vec<ValueChange<String>> {
    let schema = &head.graph.schema;
    let mut changes = Vec::new();
    for (id, entry) in head.graph.iter() {
        let Some((old, name)) = names.base_of(id).zip(names.in_head(id)) else {
            continue;
        };
        let documents = [&base.graph.entry(old).document, &entry.document];
        let kinds = [base.graph.kind_name(old), head.graph.kind_name(id)];
        let mut add = |field: &str, [base, head]: [Option<String>; 2]| {
            if base != head {
                changes.push(ValueChange {
                    entry: name.clone(),
                    field: names.text(field),
                    base: base.map(|value| names.text(&value)),
                    head: head.map(|value| names.text(&value)),
                });
            }
        };
        if kinds[0] != kinds[1] {
            add("kind", kinds.map(|kind| Some(kind.to_owned())));
            continue;
        }
        let is_shared =
            |field: &&Field| schema.shared.iter().any(|shared| shared.name == field.name);
        for field in schema
            .fields(entry.document.kind)
            .iter()
            .filter(|field| !is_shared(field))
        {
            let given = documents.map(|document| document.fields.get(&field.name));
            match &field.ty {
                FieldType::Map(inner) if !field.is_list => {
                    for part in inner {
                        let given = given.map(|value| value?.as_map()?.get(&part.name));
                        add(
                            &format!("{}.{}", field.name, part.name),
                            given.map(|value| told_value(part, value)),
                        );
                    }
                }
                _ => add(&field.name, given.map(|value| told_value(field, value))),
            }
        }
    }
    changes.sort_by_key(|change| change.field != "status");
    changes
}

/// A value that is told whole; `None` if it is a text, a link or a list.
fn told_value(field: &Field, value: Option<&Value>) -> Option<String> {
    use FieldType::{Choice, Date, Deadline, Flag, Integer, Number};
    let is_told = matches!(
        field.ty,
        Choice(_) | Date | Deadline | Flag | Integer { .. } | Number { .. }
    );
    let json = serde_json::to_value(value.filter(|_| is_told && !field.is_list)?).ok()?;
    Some(
        json.as_str()
            .map_or_else(|| json.to_string(), str::to_owned),
    )
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
    let new = head.graph.ids().filter(|id| names.base_of(*id).is_none());
    let new = new.filter_map(|id| {
        let study = StudyFacts::of(head, id, names);
        Some((head.graph.role(id)?, Change::New, names.in_head(id)?, study))
    });
    let gone = base.graph.ids().filter(|id| names.head_of(*id).is_none());
    let gone = gone.filter_map(|id| {
        let study = StudyFacts::of(base, id, names);
        Some((
            base.graph.role(id)?,
            Change::Gone,
            names.in_base(id)?,
            study,
        ))
    });
    let mut all: Vec<_> = new.chain(gone).collect();
    let order = [Role::Validation, Role::Decision, Role::Problem];
    let rank = |role: &Role| {
        order
            .iter()
            .position(|first| first == role)
            .unwrap_or(order.len())
    };
    all.sort_by(|a, b| (rank(&a.0), a.1, &a.2).cmp(&(rank(&b.0), b.1, &b.2)));
    let all = all.into_iter();
    all.map(|(_, change, entry, study)| EntryChange {
        change,
        entry,
        study,
    })
    .collect()
}

/// The links between entries that are in both, by front matter.
fn link_changes(base: &Snapshot, head: &Snapshot, names: &Names) -> Vec<ValueChange<EntryName>> {
    let after: BTreeSet<(EntryId, &str, EntryId)> = head
        .graph
        .edges
        .iter()
        .filter(|edge| &*edge.field != BODY_FIELD)
        .map(|edge| (edge.from, &*edge.field, edge.to))
        .collect();
    let before: BTreeSet<(EntryId, &str, EntryId)> = base
        .graph
        .edges
        .iter()
        .filter(|edge| &*edge.field != BODY_FIELD)
        .filter_map(|edge| {
            let ends = (names.head_of(edge.from)?, names.head_of(edge.to)?);
            Some((ends.0, &*edge.field, ends.1))
        })
        .collect();
    let is_in_both = |id| names.base_of(id).is_some();
    let new = after.difference(&before);
    let new = new.filter(|(from, _, to)| is_in_both(*from) && is_in_both(*to));
    let gone = before.difference(&after).map(|link| (false, link));
    let changes = new.map(|link| (true, link)).chain(gone);
    let changes = changes.filter_map(|(is_new, (from, field, to))| {
        let to = names.in_head(*to)?;
        let (base, head) = if is_new {
            (None, Some(to))
        } else {
            (Some(to), None)
        };
        Some(ValueChange {
            entry: names.in_head(*from)?,
            field: names.text(field),
            base,
            head,
        })
    });
    let mut changes: Vec<_> = changes.collect();
    changes.sort_by(|a, b| (a.head.is_none(), a).cmp(&(b.head.is_none(), b)));
    changes
}

/// Pages that are in both and say something else, of what this audience sees.
fn text_changes(base: &Snapshot, head: &Snapshot, names: &Names) -> Vec<EntryName> {
    let changed = head.graph.ids().filter_map(|id| {
        let after = &head.graph.entry(id).document;
        let before = &base.graph.entry(names.base_of(id)?).document;
        let is_same = after.hash == before.hash
            || (&after.title, &after.fields, &after.body)
                == (&before.title, &before.fields, &before.body);
        (!is_same).then(|| names.in_head(id)).flatten()
    });
    changed.collect()
}

/// Solutions and decisions that lean on what moved, by owner.
fn touched<'m>(
    head: &Snapshot,
    moves: impl Iterator<Item = &'m Move>,
    names: &Names,
) -> Vec<Touched> {
    let graph = &head.graph;
    let mut touched: Vec<Touched> = Vec::new();
    for moved in moves.filter(|moved| moved.is_large()) {
        let Some(id) = graph.find_by_id(&moved.entry.id) else {
            continue;
        };
        let leaning = [Role::Solution, Role::Decision].into_iter();
        let neighbours = graph.neighbours(id);
        let leaning = leaning.flat_map(|role| {
            let of_role = neighbours
                .iter()
                .filter(move |id| graph.role(**id) == Some(role));
            of_role.copied()
        });
        for id in leaning {
            let is_known = |known: &Touched| *known.entry.id == *graph.entry(id).document.id;
            if let Some(entry) = names.in_head(id)
                && !touched.iter().any(is_known)
            {
                let owner = graph.entry(id).document.fields.text("owner");
                touched.push(Touched {
                    entry,
                    owner: owner.map(|owner| names.text(owner)),
                    leans_on: moved.entry.clone(),
                });
            }
        }
    }
    touched.sort_by(|a, b| (&a.owner, &a.entry).cmp(&(&b.owner, &b.entry)));
    touched
}
