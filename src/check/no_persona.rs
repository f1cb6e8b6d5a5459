//! `no-persona`: a problem does not say who has it.

use super::{Check, Find, Scene};
use crate::diagnostic::{At, Problem, Severity};
use crate::graph::Id;
use crate::schema::Role;

pub const CHECK: Check = Check {
    code: "no-persona",
    severity: Severity::Warning,
    due: false,
    private: false,
    what: "A problem does not say who has it.",
    why: "A problem that nobody has needs no solution.",
    example: r#">>> personas/awinita.md
>>> problems/know-why.md
---
title: Know why a file failed
need: know why a file failed
---
"#,
    says: "problems/know-why.md:1:1 who has this problem?",
    instead: r#">>> personas/awinita.md
>>> problems/know-why.md
---
title: Know why a file failed
need: know why a file failed
personas: [awinita]
---
"#,
    find: Find::Graph(find),
};

fn find(scene: &Scene, found: &mut Vec<(Id, Problem)>) {
    for id in scene.of_role(Role::Claim) {
        if scene.lacks(id, "personas") {
            let problem = Problem::new(CHECK.code, At::Start, "who has this problem?");
            found.push((id, problem.help("add `personas:`")));
        }
    }
}
