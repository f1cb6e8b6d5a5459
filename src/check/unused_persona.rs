//! `unused-persona`: no field refers to a persona.

use super::{CheckContext, Findings};
use crate::diagnostic::Place;
use crate::graph::BODY_FIELD;
use crate::model::{Role, role};

pub fn find(context: &CheckContext, found: &mut Findings) {
    for id in context.entries_of_role(Role::Persona) {
        let entry = context.graph.entry(id);
        let mut edges = entry.incoming.iter().map(|edge| context.graph.edge(*edge));
        let is_used = edges.any(|edge| &*edge.field != BODY_FIELD);
        // An anti-persona is not expected to be referred to.
        if !is_used && !role::Persona(context.fields(id)).is_anti() {
            let message = match entry.incoming.is_empty() {
                true => "nothing names this persona",
                false => "only texts name this persona",
            };
            let help = "name it in the `personas:` of a problem, or delete it";
            found.add(id, Place::Start, message, help);
        }
    }
}
