//! Links to an entry from everywhere else, under the name this end gives them.

use serde::Serialize;

use super::{Desk, MOST, once};
use crate::graph::{Id, MENTIONED};
use crate::page::Shared;
use crate::schema::Role;
use crate::view::prose;

#[derive(Serialize)]
struct Group<'a> {
    id: String,
    label: &'a str,
    /// “17 entries”, where there are more than one.
    total: String,
    /// “117 more are not shown here.”
    more: Option<String>,
}

/// Groups of cards: everything that links here and that the anatomy has not shown. `[{group, cards}]`, “Mentioned in”
/// last.
pub fn rest(desk: &Desk, id: Id, heard: &[(Role, &str)]) -> Shared {
    let graph = desk.look.graph;
    let entry = graph.entry(id);
    // There are as many labels as fields that may lead here: few.
    let mut groups: Vec<(&str, Vec<Id>)> = Vec::new();
    let mut add = |label, other| match groups.iter_mut().find(|(known, _)| *known == label) {
        Some((_, ids)) => ids.push(other),
        None => groups.push((label, vec![other])),
    };
    for edge in entry.back.iter().map(|edge| graph.edge(*edge)) {
        let is_heard = |(role, field): &(Role, &str)| {
            *field == &*edge.field && graph.role(edge.from) == Some(*role)
        };
        if !heard.iter().any(is_heard) {
            add(&edge.inverse, edge.from);
        }
    }
    for edge in entry.out.iter().map(|edge| graph.edge(*edge)) {
        if edge.symmetric {
            add(&edge.inverse, edge.to);
        }
    }
    groups.sort_by_key(|(label, _)| *label == MENTIONED);
    let groups = groups.into_iter().enumerate().map(|(i, (label, ids))| {
        let ids = once(ids.into_iter());
        let group = Shared::new(&Group {
            id: format!("links-{i}"),
            label,
            total: match ids.len() {
                1 => String::new(),
                n => prose::grouped(n),
            },
            more: beyond(ids.len()),
        });
        let cards = desk.look.card_list(ids.into_iter().take(MOST));
        Shared::map([("group", &group), ("cards", &cards)])
    });
    Shared::list(&groups.collect::<Vec<_>>())
}

/// “17 more are not shown here.”, where a list is longer than a page shows.
pub fn beyond(all: usize) -> Option<String> {
    let more = all.checked_sub(MOST).filter(|more| *more > 0)?;
    Some(format!("{} more are not shown here.", prose::grouped(more)))
}
