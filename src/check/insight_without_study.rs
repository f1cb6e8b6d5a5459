//! `insight-without-study`: an insight does not name the study it comes from.

use super::{Check, Find, Scene};
use crate::diagnostic::{At, Problem, Severity};
use crate::graph::Id;
use crate::schema::Role;

pub const CHECK: Check = Check {
    code: "insight-without-study",
    severity: Severity::Warning,
    due: false,
    private: false,
    what: "An insight does not name the study it comes from.",
    why: "A finding without a study is an opinion, and scores nothing.",
    example: r#">>> personas/awinita.md
>>> problems/know-why.md
>>> validations/talks.md
>>> insights/maze.md
---
title: The report is a maze
problems: [know-why]
---
"#,
    says: "insights/maze.md:1:1 which study found this?",
    instead: r#">>> personas/awinita.md
>>> problems/know-why.md
>>> validations/talks.md
>>> insights/maze.md
---
title: The report is a maze
validations: [talks]
problems: [know-why]
---
"#,
    find: Find::Graph(find),
};

fn find(scene: &Scene, found: &mut Vec<(Id, Problem)>) {
    for id in scene.of_role(Role::Finding) {
        if scene.lacks(id, "validations") {
            let problem = Problem::new(CHECK.code, At::Start, "which study found this?");
            found.push((id, problem.help("add `validations:`")));
        }
    }
}
