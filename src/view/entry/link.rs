//! Links to an entry from everywhere else, under the name this end gives them.

use serde::Serialize;
use std::collections::HashMap;

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
    let mut labels: Vec<&str> = Vec::new();
    let mut groups: HashMap<&str, Vec<Id>> = HashMap::new();
    let mut add = |label, other| {
        groups.entry(label).or_insert_with(|| {
            labels.push(label);
            vec![]
        });
        groups.get_mut(label).expect("just made").push(other);
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
    labels.sort_by_key(|label| *label == MENTIONED);
    let groups = labels.iter().enumerate().map(|(i, label)| {
        let ids = once(groups.remove(label).unwrap_or_default().into_iter());
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
