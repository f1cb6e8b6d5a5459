//! `unused-persona`: no field refers to a persona.

use super::{Check, CheckContext, Finder, Findings};
use crate::diagnostic::Place;
use crate::graph::BODY_FIELD;
use crate::model::Role;

pub const CHECK: Check = Check {
    code: "unused-persona",
    what: "No entry names a persona.",
    why: "A persona that nothing is about is a picture on a wall.",
    example: r#">>> personas/awinita.md
"#,
    example_finding: "personas/awinita.md:1:1 nothing names this persona",
    correction: &[("", ">>> problems/know-why.md\n")],
    finder: Finder::Graph(find),
    ..Check::HINT
};

fn find(context: &CheckContext, found: &mut Findings) {
    for id in context.entries_of_role(Role::Persona) {
        let entry = context.graph.entry(id);
        let mut edges = entry.incoming.iter().map(|edge| context.graph.edge(*edge));
        let is_used = edges.any(|edge| &*edge.field != BODY_FIELD);
        // An anti-persona is not expected to be referred to.
        if !is_used && context.fields(id).text("type") != Some("anti") {
            let message = "nothing names this persona";
            let help = "name it in the `personas:` of a problem, or delete it";
            found.add(id, Place::Start, message, help);
        }
    }
}
