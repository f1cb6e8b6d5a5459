//! Links to an entry from other entries, grouped by the field's label for the reverse direction, and to the pages in the
//! folder that it is.

use serde::Serialize;

use super::EntryContext;
use crate::graph::{EntryId, MENTIONED_IN, distinct_in_order};
use crate::model::Role;
use crate::page::Shared;

#[derive(Serialize)]
struct BacklinkGroup<'a> {
    /// `None`: the pages in the folder that this entry is.
    label: Option<&'a str>,
    total: usize,
    more: Shared,
}

/// Entries that link here, each with the field that does.
type Links<'a> = Vec<(EntryId, &'a str)>;

/// `[{group, cards}]`: backlinks except those that the layout names (`validation.problems`). Symmetric links count in
/// both directions; “Mentioned in” comes last. The pages of an entry that is a whole folder come first.
pub fn remaining_backlinks(ctx: &EntryContext) -> Shared {
    let (graph, layout) = (&ctx.site.graph, &ctx.kind.page);
    let entry = graph.entry(ctx.id);
    // A linear search is enough: there are few labels.
    let mut groups: Vec<(Option<&str>, Links)> = Vec::new();
    let mut add = |label, other, field| match groups.iter_mut().find(|(known, _)| *known == label) {
        Some((_, links)) => links.push((other, field)),
        None => groups.push((label, vec![(other, field)])),
    };
    for edge in graph.edges_of(&entry.incoming) {
        let role = graph.role(edge.from).map_or("", Role::name);
        let is_named = graph.fields_of(edge).any(|field| {
            let kinds = [graph.kind_name(edge.from), role];
            kinds
                .iter()
                .any(|kind| layout.has(&format!("{kind}.{field}")))
        });
        let is_hidden = edge.symmetric && ctx.is_hidden(&edge.field);
        if !is_hidden && !is_named {
            add(Some(&*edge.inverse), edge.from, &*edge.field);
        }
    }
    for edge in graph
        .edges_of(&entry.outgoing)
        .filter(|edge| edge.symmetric && !layout.has(&edge.field))
    {
        add(Some(&*edge.inverse), edge.to, "");
    }
    groups.sort_by_key(|(label, _)| *label == Some(MENTIONED_IN));
    if let Some(pages) = ctx.index.pages_of_folder.get(&ctx.id) {
        let pages = pages.iter().map(|page| (*page, ""));
        groups.insert(0, (None, pages.collect()));
    }
    let groups = groups.into_iter().map(|(label, links)| {
        let ids = distinct_in_order(links.iter().map(|(id, _)| *id));
        // Entries of one kind are in its list, those that link here by one field alone there.
        let kind_of = |id: EntryId| graph.entry(id).document.kind;
        let (first, field) = links[0];
        let kind = kind_of(first).filter(|kind| ids.iter().all(|id| kind_of(*id) == Some(*kind)));
        let is_of_one = links.iter().all(|(_, other)| *other == field);
        let group = Shared::new(&BacklinkGroup {
            label,
            total: ids.len(),
            more: ctx.more_by(ids.len(), kind, Some(field).filter(|_| is_of_one)),
        });
        Shared::from_map([("group", &group), ("cards", &ctx.card_list(&ids))])
    });
    Shared::from_list(groups)
}
