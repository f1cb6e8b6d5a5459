//! Whose work leans on what is not what it was.

use serde::Serialize;

use super::causes::CauseKind;
use super::entries::{Change, EntryChange};
use super::fields::ValueChange;
use super::moves::Move;
use super::names::{EntryName, Names};
use crate::engine::Snapshot;
use crate::graph::EntryId;
use crate::model::Role;

/// An entry that leans on something that moved or is gone.
#[derive(Debug, Serialize)]
pub struct Touched {
    pub entry: EntryName,
    pub owner: Option<String>,
    pub leans_on: EntryName,
}

/// What others lean on and is not what it was: what is gone, scores that moved, and studies that say something else.
pub fn leaned_on<'a>(
    head: &Snapshot,
    moves: impl Iterator<Item = &'a Move>,
    fields: &'a [ValueChange<String>],
    entries: &'a [EntryChange],
) -> Vec<&'a EntryName> {
    let gone = entries.iter().filter(|entry| entry.change == Change::Gone);
    let gone = gone.map(|entry| &entry.entry);
    let (mut moved, mut changed) = (vec![], vec![]);
    for one in moves.filter(|moved| moved.is_large()) {
        moved.push(&one.entry);
        let causes = one.causes.iter();
        let causes = causes.filter(|cause| cause.change == CauseKind::Changed);
        changed.extend(causes.flat_map(|cause| cause.by.iter().flatten()));
    }
    let decides = |change: &&ValueChange<String>| {
        let id = head.graph.find_by_id(&change.entry.id);
        id.and_then(|id| head.graph.role(id)) == Some(Role::Validation)
            && Role::Validation
                .decides_what_counts()
                .contains(&&*change.field)
    };
    let scored = fields.iter().filter(decides).map(|change| &change.entry);
    gone.chain(moved).chain(changed).chain(scored).collect()
}

/// Solutions and decisions that lean on these, by owner.
pub fn find([base, head]: [&Snapshot; 2], leaned_on: &[&EntryName], names: &Names) -> Vec<Touched> {
    const LEANING: [Role; 2] = [Role::Solution, Role::Decision];
    // Those of what is gone are of the base. What decided something does not carry what it was decided of.
    let neighbours = |by: &EntryName| -> Vec<EntryId> {
        let in_head = head.graph.find_by_id(&by.id).map(|id| (head, id));
        let in_either = in_head.or_else(|| Some((base, base.graph.find_by_id(&by.id)?)));
        match in_either {
            Some((side, id)) if side.graph.role(id) != Some(Role::Decision) => {
                let all = side.graph.neighbours(id).into_iter();
                match in_head {
                    Some(_) => all.collect(),
                    None => all.filter_map(|id| names.head_of(id)).collect(),
                }
            }
            _ => vec![],
        }
    };
    let mut touched: Vec<Touched> = Vec::new();
    for by in leaned_on {
        let neighbours = neighbours(by);
        for role in LEANING {
            for id in neighbours
                .iter()
                .filter(|id| head.graph.role(**id) == Some(role))
            {
                let owner = head.graph.entry(*id).document.fields.text("owner");
                if let Some(entry) = names.in_head(*id)
                    && !touched.iter().any(|known| known.entry == entry)
                {
                    touched.push(Touched {
                        entry,
                        owner: owner.map(|owner| names.text(owner)),
                        leans_on: EntryName::clone(by),
                    });
                }
            }
        }
    }
    touched.sort_by(|a, b| (&a.owner, &a.entry).cmp(&(&b.owner, &b.entry)));
    touched
}
