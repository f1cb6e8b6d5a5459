//! Links to an entry from everywhere else, under the name this end gives them.

use serde::Serialize;

use super::{EntryContext, MAX_LIST_ITEMS, distinct_in_order};
use crate::graph::{EntryId, MENTIONED_IN};
use crate::model::Role;
use crate::page::Shared;
use crate::site::prose;

#[derive(Serialize)]
struct BacklinkGroup<'a> {
    id: String,
    label: &'a str,
    /// “17 entries”, where there are more than one.
    total: String,
    /// “117 more are not shown here.”
    more: Option<String>,
}

/// Groups of cards: everything that links here and that the anatomy has not shown. `[{group, cards}]`, “Mentioned in”
/// last.
pub fn remaining_backlinks(ctx: &EntryContext, id: EntryId, heard: &[(Role, &str)]) -> Shared {
    let graph = ctx.site.graph;
    let entry = graph.entry(id);
    // There are as many labels as fields that may lead here: few.
    let mut groups: Vec<(&str, Vec<EntryId>)> = Vec::new();
    let mut add = |label, other| match groups.iter_mut().find(|(known, _)| *known == label) {
        Some((_, ids)) => ids.push(other),
        None => groups.push((label, vec![other])),
    };
    for edge in entry.incoming.iter().map(|edge| graph.edge(*edge)) {
        let is_heard = |(role, field): &(Role, &str)| {
            *field == &*edge.field && graph.role(edge.from) == Some(*role)
        };
        if !heard.iter().any(is_heard) {
            add(&edge.inverse, edge.from);
        }
    }
    for edge in entry.outgoing.iter().map(|edge| graph.edge(*edge)) {
        if edge.symmetric {
            add(&edge.inverse, edge.to);
        }
    }
    groups.sort_by_key(|(label, _)| *label == MENTIONED_IN);
    let groups = groups.into_iter().enumerate().map(|(i, (label, ids))| {
        let ids = distinct_in_order(ids.into_iter());
        let group = Shared::new(&BacklinkGroup {
            id: format!("links-{i}"),
            label,
            total: match ids.len() {
                1 => String::new(),
                n => prose::group_digits(n),
            },
            more: more_not_shown(ids.len()),
        });
        let cards = ctx.site.card_list(ids.into_iter().take(MAX_LIST_ITEMS));
        Shared::from_map([("group", &group), ("cards", &cards)])
    });
    Shared::from_list(&groups.collect::<Vec<_>>())
}

/// “17 more are not shown here.”, where a list is longer than a page shows.
pub fn more_not_shown(all: usize) -> Option<String> {
    let more = all.checked_sub(MAX_LIST_ITEMS).filter(|more| *more > 0)?;
    Some(format!(
        "{} more are not shown here.",
        prose::group_digits(more)
    ))
}
