//! `no-persona`: a problem does not say who has it.

use super::{CheckContext, Findings};
use crate::diagnostic::Place;
use crate::graph::{BODY_FIELD, EntryId};
use crate::model::Role;

/// The id of the persona to which the body of an entry links first.
fn named_in_text<'a>(context: &CheckContext<'a>, id: EntryId) -> Option<&'a str> {
    let graph = context.graph;
    let edges = graph
        .entry(id)
        .outgoing
        .iter()
        .map(|edge| graph.edge(*edge));
    let mut linked = edges
        .filter(|e| &*e.field == BODY_FIELD)
        .map(|edge| edge.to);
    let who = linked.find(|to| graph.role(*to) == Some(Role::Persona))?;
    Some(&graph.entry(who).document.id)
}

pub fn find(context: &CheckContext, found: &mut Findings) {
    for id in context.entries_of_role(Role::Problem) {
        if context.lacks_field(id, "personas") {
            let (message, help) = match named_in_text(context, id) {
                None => ("who has this problem?", "add `personas:`".into()),
                Some(who) => (
                    "only its text says who has this problem",
                    format!("add `personas: [{who}]`"),
                ),
            };
            found.add(id, Place::Start, message, help);
        }
    }
}
