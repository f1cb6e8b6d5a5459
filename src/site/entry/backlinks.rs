//! Links to an entry from other entries, grouped by the field's label for the reverse direction, and to the pages in the
//! folder that it is.

use serde::Serialize;

use super::{EntryContext, MAX_LIST_ITEMS};
use crate::graph::{EntryId, MENTIONED_IN, distinct_in_order};
use crate::model::{PageLayout, Role};
use crate::page::Shared;
use crate::site::prose;

#[derive(Serialize)]
struct BacklinkGroup<'a> {
    id: String,
    label: &'a str,
    /// “17”; empty for a single entry.
    total: String,
    more: Shared,
}

const IN_THIS_FOLDER: &str = "In this folder";

/// `[{group, cards}]`: backlinks of `id` except those that the layout names (`validation.problems`). Symmetric links count in both directions; “Mentioned in” comes last. The pages of an entry
/// that is a whole folder come first.
pub fn remaining_backlinks(ctx: &EntryContext, id: EntryId, layout: &PageLayout) -> Shared {
    let graph = &ctx.site.graph;
    let entry = graph.entry(id);
    // A linear search is enough: there are few labels.
    let mut groups: Vec<(&str, Vec<EntryId>)> = Vec::new();
    let mut add = |label, other| match groups.iter_mut().find(|(known, _)| *known == label) {
        Some((_, ids)) => ids.push(other),
        None => groups.push((label, vec![other])),
    };
    for edge in entry.incoming.iter().map(|edge| graph.edge(*edge)) {
        let of_kind = layout.has(&format!("{}.{}", graph.kind_name(edge.from), edge.field));
        let role = graph.role(edge.from).map_or("", Role::name);
        if !of_kind && !layout.has(&format!("{role}.{}", edge.field)) {
            add(&edge.inverse, edge.from);
        }
    }
    for edge in entry.outgoing.iter().map(|edge| graph.edge(*edge)) {
        if edge.symmetric {
            add(&edge.inverse, edge.to);
        }
    }
    groups.sort_by_key(|(label, _)| *label == MENTIONED_IN);
    if let Some(pages) = ctx.index.pages_of_folder.get(&id) {
        groups.insert(0, (IN_THIS_FOLDER, pages.clone()));
    }
    let groups = groups.into_iter().enumerate().map(|(i, (label, ids))| {
        let ids = distinct_in_order(ids.into_iter());
        let group = Shared::new(&BacklinkGroup {
            id: format!("links-{i}"),
            label,
            total: match ids.len() {
                1 => String::new(),
                n => prose::group_digits(n),
            },
            more: ctx.more_link(ids.len(), None),
        });
        let cards = ctx.site.card_list(ids.into_iter().take(MAX_LIST_ITEMS));
        Shared::from_map([("group", &group), ("cards", &cards)])
    });
    Shared::from_list(groups)
}
