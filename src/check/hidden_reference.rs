//! `hidden-reference`: a public entry refers to a draft or an internal one.

use super::{CheckContext, Findings};
use crate::diagnostic::Place;
use std::collections::HashMap;

use crate::content::document;
use crate::content::yaml::Step;
use crate::graph::{BODY_FIELD, BodyLink, Edge, EntryId};
use crate::model::Value;
use crate::page::Url;

pub fn find(context: &CheckContext, found: &mut Findings) {
    let graph = context.graph;
    let hidden: HashMap<&Url, (EntryId, &str)> = graph
        .ids()
        .filter_map(|id| Some((&graph.entry(id).url, (id, hidden_as(context, id)?))))
        .collect();
    if hidden.is_empty() {
        return;
    }
    for id in graph.ids().filter(|id| hidden_as(context, *id).is_none()) {
        let entry = graph.entry(id);
        let mut report = |to: EntryId, word: &str, at: Place| {
            let message = format!("*{}* is {word}, and this is public", context.title(to));
            let help = "publish it too, or take the reference out";
            found.add(id, at, message, help);
        };
        let back = entry.incoming.iter().map(|e| graph.edge(*e));
        let back = back.filter(|e| e.symmetric).map(|e| (e, e.from));
        let out = entry.outgoing.iter().map(|e| graph.edge(*e));
        for (edge, other) in out.map(|e| (e, e.to)).chain(back) {
            let Some((to, word)) = hidden.get(&graph.entry(other).url) else {
                continue;
            };
            if let Some(at) = place_of_reference(context, id, edge, other) {
                report(*to, word, at);
            }
        }
        for (link, target) in entry.document.body.links.iter().zip(&entry.body_links) {
            let BodyLink::Page { url, .. } = target else {
                continue;
            };
            if let Some((to, word)) = hidden.get(url) {
                report(*to, word, Place::Body(link.span.0, link.span.1));
            }
        }
    }
}

/// Why an entry is hidden; `None` if it is published.
fn hidden_as(context: &CheckContext, id: EntryId) -> Option<&'static str> {
    let document = &context.graph.entry(id).document;
    match (document.is_draft(), document.is_internal()) {
        (true, _) => Some("a draft"),
        (_, true) => Some("internal"),
        _ => None,
    }
}

/// The place of a reference in the entry's fields. `None` if it is in the body, or written in the other entry only.
fn place_of_reference(
    context: &CheckContext,
    id: EntryId,
    edge: &Edge,
    other: EntryId,
) -> Option<Place> {
    if &*edge.field == BODY_FIELD {
        return None;
    }
    let field = Step::Key(edge.field.to_string());
    if !edge.symmetric {
        return Some(Place::Value(vec![field, Step::Index(edge.item)]));
    }
    let mut names = context.fields(id).list(&edge.field).iter();
    let names_it = |name: &Value| {
        let name = name.as_text().unwrap_or_default();
        context.graph.find_by_id(&document::to_id(name)) == Some(other)
            || context.graph.find_by_id(name) == Some(other)
            || document::to_id(document::file_stem(name)) == *context.graph.entry(other).document.id
    };
    let item = names.position(names_it)?;
    Some(Place::Value(vec![field, Step::Index(item)]))
}
