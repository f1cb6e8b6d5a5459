//! Links that are new or gone.

use std::collections::BTreeSet;

use super::fields::ValueChange;
use super::names::{EntryName, Names};
use crate::engine::Snapshot;
use crate::graph::{BODY_FIELD, Edge, EntryId};

/// The links of entries that are in both; what they lead to may be new or gone. Of those in a text only what is gone.
pub fn changes(base: &Snapshot, head: &Snapshot, names: &Names) -> Vec<ValueChange<EntryName>> {
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
