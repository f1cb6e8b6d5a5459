//! `untested`: no study says anything about a problem.

use super::{Check, Find, Scene};
use crate::diagnostic::{At, Problem, Severity};
use crate::graph::Id;
use crate::graph::evidence::State;
use crate::schema::Role;

pub const CHECK: Check = Check {
    code: "untested",
    severity: Severity::Hint,
    due: false,
    private: false,
    what: "No study says anything about whether a problem is real.",
    why: "Until somebody asks, it is a guess.",
    example: r#">>> personas/awinita.md
>>> problems/know-why.md
"#,
    says: "problems/know-why.md:1:1 nobody has tested yet whether this is real",
    instead: r#">>> personas/awinita.md
>>> problems/know-why.md
>>> validations/talks.md
"#,
    find: Find::Graph(find),
};

fn find(scene: &Scene, found: &mut Vec<(Id, Problem)>) {
    for (id, claim) in scene
        .of_role(Role::Claim)
        .filter_map(|id| Some((id, scene.evidence.claims.get(&id)?)))
    {
        if claim.problem.state == State::Untested {
            let problem = Problem::new(
                CHECK.code,
                At::Start,
                "nobody has tested yet whether this is real",
            );
            let method = scene
                .graph
                .schema
                .with_role(Role::Study)
                .map_or("study".into(), |k| k.label.to_lowercase());
            let help = format!("link a {method} that names it in `problems:`");
            found.push((id, problem.help(help)));
        }
    }
}
