//! What a change does to what is known: two states of a project, both scored as of one day.
//!
//! [`States`] scores them, [`Diff::compare`] gives facts, [`report`] says them in sentences, and each format prints those. The documents of the
//! base are scored with the head's rules first, so what moves between them and the head moves by the texts alone.

mod causes;
mod fields;
pub mod human;
pub mod markdown;
mod moves;
mod names;
mod not_compared;
pub mod report;
mod states;

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use jiff::civil::Date;
use serde::Serialize;

use crate::config::{self, Axis};
use crate::content::source::Source;
use crate::diagnostic::{Finding, Severity};
use crate::engine::Snapshot;
use crate::evidence::{DemandState, commitment};
use crate::graph::{BODY_FIELD, Edge, EntryId};
use crate::model::Role;
pub use causes::{Cause, CauseKind};
pub use fields::ValueChange;
use moves::MovedBy;
pub use moves::{Move, ScoreValue, StudyFacts};
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
    /// Where it passes and passed, a waiver is new.
    pub passed: bool,
    pub passes: bool,
    /// The settings alone do it.
    pub by_settings: bool,
    /// `known`, `waived`, `missing`, `expired` or `against`; `hidden` if its problems are not shown here, `ignored` if the
    /// solution silences the check, `off` if the settings do.
    pub demand: &'static str,
    /// The problem that is nearest to the bar, and its score.
    pub problem: Option<EntryName>,
    pub score: Option<ScoreValue>,
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

/// An entry that leans on something that moved or is gone.
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
        let mut not_compared = states.not_compared.clone();
        for part in &mut not_compared {
            part.path = part.path.as_deref().map(|path| names.text(path));
            part.reason = names.text(&part.reason);
        }
        Diff {
            format: FORMAT,
            as_of: head.as_of,
            settings: setting_changes(&states.settings, &names),
            gates: gate_changes(states, &names, &Names::new(base, head, all)),
            next_steps: next_step_changes(before, head, &names),
            next_steps_by_settings,
            links: link_changes(before, head, &names),
            texts,
            touched: touched(
                [before, head],
                &LeanedOn::new(
                    head,
                    moved_by_settings.iter().chain(&moves),
                    &fields,
                    &entries,
                ),
                &names,
            ),
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
        let born = born.iter().filter(|(entry, one)| !is_told(*entry, *one));
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
            // Only rules are told whole: other settings may name what is withheld.
            let told = |value: Option<String>| {
                value.map(|value| match is_rule(&change.name) {
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

/// The settings that decide scores as they are where nobody sets them.
fn default_rules() -> Vec<(String, String)> {
    let mut values = Vec::new();
    if let Ok(yaml) = serde_yaml::from_str(config::BUILT_IN) {
        flatten(&yaml, "", &mut values);
    }
    values
}

/// True for a setting that decides scores or what a finding is.
fn is_rule(name: &str) -> bool {
    ["evidence", "checks"].contains(&name.split('.').next().unwrap_or_default())
}

/// Rules are told with their values, the other settings by their first name alone.
fn flatten(yaml: &serde_yaml::Value, name: &str, values: &mut Vec<(String, String)>) {
    match yaml {
        serde_yaml::Value::Mapping(map) if name.is_empty() || is_rule(name) => {
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

const NO_DEMAND: &str = "solution-without-demand";

/// Whether a gate fails, and by what it passes or fails; `None` if the team has not committed to the solution.
fn gate(snapshot: &Snapshot, id: EntryId) -> Option<(bool, &'static str)> {
    let demand = snapshot.evidence.demands.get(&id)?;
    commitment::is_committed(&snapshot.graph, id).then_some(())?;
    let code = match demand.state {
        DemandState::Known | DemandState::Waived => return Some((false, demand.state.as_str())),
        DemandState::Expired => "waiver-expired",
        DemandState::Missing | DemandState::Against => NO_DEMAND,
    };
    // As `check --strict` sees it, which knows `ignore:` and `checks:`.
    let document = &snapshot.graph.entry(id).document;
    let fails = snapshot.findings.iter().any(|finding| {
        finding.code == code
            && finding.path == document.path
            && finding.severity >= Severity::Warning
    });
    let is_ignored = || {
        document
            .fields
            .map("ignore")
            .is_some_and(|map| map.has(code))
    };
    let names_hidden = || snapshot.graph.entry(id).names_hidden("problems");
    Some(match fails {
        true if code == NO_DEMAND && demand.nearest.is_none() && names_hidden() => (true, "hidden"),
        true => (true, demand.state.as_str()),
        false if is_ignored() => (false, "ignored"),
        false => (false, "off"),
    })
}

/// `names` are those of the base under the rules of the head, `old_names` those under its own.
fn gate_changes(states: &States, names: &Names, old_names: &Names) -> Vec<GateChange> {
    let (before, head) = (&states.base, &states.head);
    let base = states.base_by_old_rules.as_ref().unwrap_or(before);
    let solutions = head.graph.ids_with_role(Role::Solution);
    let changes = solutions.filter_map(|id| {
        let (fails, demand) = gate(head, id)?;
        let old = old_names.base_of(id).and_then(|id| gate(base, id));
        let (failed, old_demand) = old.unwrap_or((false, ""));
        let is_waived = ["waived", "ignored"].contains(&demand) && demand != old_demand;
        if failed == fails && !is_waived {
            return None;
        }
        let by_rules = names.base_of(id).and_then(|id| gate(before, id));
        let nearest = head.evidence.demands.get(&id)?.nearest.as_ref();
        let fields = &head.graph.entry(id).document.fields;
        Some(GateChange {
            entry: names.in_head(id)?,
            status: names.text(fields.text("status").unwrap_or_default()),
            passed: !failed,
            passes: !fails,
            by_settings: old.is_some() && old != by_rules && by_rules == Some((fails, demand)),
            demand,
            problem: nearest.and_then(|(problem, _)| names.in_head(*problem)),
            score: nearest.map(|(_, score)| ScoreValue::new(score, &head.config)),
        })
    });
    let mut changes: Vec<GateChange> = changes.collect();
    changes.sort_by_key(|change| change.passes);
    changes
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

/// The links of entries that are in both; what they lead to may be new or gone. Of those in a text only what is gone.
fn link_changes(base: &Snapshot, head: &Snapshot, names: &Names) -> Vec<ValueChange<EntryName>> {
    // The target of the head; that of the base where the head has none.
    type Link<'g> = (EntryId, &'g str, Result<EntryId, EntryId>);
    let by_field = |edge: &&Edge| &*edge.field != BODY_FIELD;
    let after = head.graph.edges.iter().filter(by_field);
    let after = after.filter(|edge| names.base_of(edge.from).is_some());
    let after: BTreeSet<Link> = after
        .map(|edge| (edge.from, &*edge.field, Ok(edge.to)))
        .collect();
    let before = base.graph.edges.iter().filter(by_field);
    let before = before.map(|edge| (edge.from, &*edge.field, edge.to));
    let of_texts = base.graph.body_links();
    let of_texts = of_texts.filter(|(_, to)| names.head_of(*to).is_none());
    let before = before.chain(of_texts.map(|(from, to)| (from, BODY_FIELD, to)));
    let before: BTreeSet<Link> = before
        .filter_map(|(from, field, to)| {
            let to = names.head_of(to).ok_or(to);
            Some((names.head_of(from)?, field, to))
        })
        .collect();
    let new = after.difference(&before).map(|link| (true, link));
    let changes = new.chain(before.difference(&after).map(|link| (false, link)));
    let changes = changes.filter_map(|(is_new, (from, field, to))| {
        let to = match to {
            Ok(id) => names.in_head(*id)?,
            Err(id) => names.in_base(*id)?,
        };
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
fn text_changes(head: &Snapshot, names: &Names) -> Vec<EntryName> {
    let changed = head.graph.ids().filter_map(|id| {
        let is_same = names.says_the_same(names.base_of(id)?, id);
        (!is_same).then(|| names.in_head(id)).flatten()
    });
    changed.collect()
}

/// What others lean on and is not what it was: scores that moved, studies that say something else, and what is gone.
struct LeanedOn<'a> {
    in_head: Vec<&'a EntryName>,
    gone: Vec<&'a EntryName>,
}

impl<'a> LeanedOn<'a> {
    fn new(
        head: &Snapshot,
        moves: impl Iterator<Item = &'a Move>,
        fields: &'a [ValueChange<String>],
        entries: &'a [EntryChange],
    ) -> LeanedOn<'a> {
        let (mut in_head, mut studies) = (vec![], vec![]);
        for moved in moves.filter(|moved| moved.is_large()) {
            in_head.push(&moved.entry);
            let causes = moved.causes.iter();
            let changed = causes.filter(|cause| cause.change == CauseKind::Changed);
            studies.extend(changed.flat_map(|cause| cause.by.iter().flatten()));
        }
        let is_study = |entry: &EntryName| {
            let id = head.graph.find_by_id(&entry.id);
            id.and_then(|id| head.graph.role(id)) == Some(Role::Validation)
        };
        let decides = |field: &str| Role::Validation.decides_what_counts().contains(&field);
        let scored = fields
            .iter()
            .filter(|change| decides(&change.field) && is_study(&change.entry));
        studies.extend(scored.map(|change| &change.entry));
        in_head.extend(studies);
        let gone = entries.iter().filter(|entry| entry.change == Change::Gone);
        LeanedOn {
            in_head,
            gone: gone.map(|entry| &entry.entry).collect(),
        }
    }
}

/// Solutions and decisions that lean on what moved or is gone, by owner.
fn touched([base, head]: [&Snapshot; 2], leaned_on: &LeanedOn, names: &Names) -> Vec<Touched> {
    const LEANING: [Role; 2] = [Role::Solution, Role::Decision];
    let mut touched: Vec<Touched> = Vec::new();
    let mut touch = |by: &EntryName, snapshot: &Snapshot| {
        let graph = &snapshot.graph;
        let Some(id) = graph.find_by_id(&by.id) else {
            return;
        };
        // What decided something does not carry what it was decided of.
        if graph.role(id) == Some(Role::Decision) {
            return;
        }
        for role in LEANING {
            for other in graph.neighbours(id) {
                let is_gone_side = std::ptr::eq(snapshot, base);
                let other = if is_gone_side {
                    names.head_of(other)
                } else {
                    Some(other)
                };
                let Some(other) = other.filter(|id| head.graph.role(*id) == Some(role)) else {
                    continue;
                };
                let document = &head.graph.entry(other).document;
                if let Some(entry) = names.in_head(other)
                    && !touched.iter().any(|known| known.entry == entry)
                {
                    touched.push(Touched {
                        entry,
                        owner: document.fields.text("owner").map(|owner| names.text(owner)),
                        leans_on: by.clone(),
                    });
                }
            }
        }
    };
    leaned_on.gone.iter().for_each(|by| touch(by, base));
    leaned_on.in_head.iter().for_each(|by| touch(by, head));
    touched.sort_by(|a, b| (&a.owner, &a.entry).cmp(&(&b.owner, &b.entry)));
    touched
}
