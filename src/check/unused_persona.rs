//! `unused-persona`: nothing is about a persona.

use super::{Check, Find, Scene};
use crate::diagnostic::{At, Problem, Severity};
use crate::graph::{BODY, Id};
use crate::schema::Role;

pub const CHECK: Check = Check {
    code: "unused-persona",
    severity: Severity::Hint,
    due: false,
    private: false,
    what: "No entry names a persona.",
    why: "A persona that nothing is about is a picture on a wall.",
    example: r#">>> personas/awinita.md
"#,
    says: "personas/awinita.md:1:1 nothing names this persona",
    instead: r#">>> personas/awinita.md
>>> problems/know-why.md
"#,
    find: Find::Graph(find),
};

fn find(scene: &Scene, found: &mut Vec<(Id, Problem)>) {
    for id in scene.of_role(Role::Subject) {
        let entry = scene.graph.entry(id);
        let mut edges = entry.back.iter().map(|edge| scene.graph.edge(*edge));
        let is_used = edges.any(|edge| &*edge.field != BODY);
        // An anti-persona is there to be named by nobody.
        if !is_used && scene.fields(id).text("type") != Some("anti") {
            let message = "nothing names this persona";
            let help = "name it in the `personas:` of a problem, or delete it";
            found.push((id, Problem::new(CHECK.code, At::Start, message).help(help)));
        }
    }
}
