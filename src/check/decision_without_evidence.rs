//! `decision-without-evidence`: something is to be built, and nobody says on which evidence.

use super::{Check, Find, Scene};
use crate::diagnostic::{At, Problem, Severity};
use crate::graph::Id;
use crate::graph::evidence::coverage::is_live;
use crate::schema::Role;

pub const CHECK: Check = Check {
    code: "decision-without-evidence",
    severity: Severity::Warning,
    due: false,
    private: false,
    what: "An accepted decision to build or iterate has no `evidence`.",
    why: "In a year nobody will know what was known when it was decided.",
    example: r#">>> personas/awinita.md
>>> problems/know-why.md
>>> validations/talks.md
>>> decisions/error-report.md
---
title: An error report
date: 2026-06-15
outcome: build
---
"#,
    says: "decisions/error-report.md:1:1 which evidence does this rest on?",
    instead: r#">>> personas/awinita.md
>>> problems/know-why.md
>>> validations/talks.md
>>> validations/watched.md
>>> decisions/error-report.md
---
title: An error report
date: 2026-06-15
outcome: build
evidence: [talks]
---
"#,
    find: Find::Graph(find),
};

fn find(scene: &Scene, found: &mut Vec<(Id, Problem)>) {
    for id in scene.of_role(Role::Choice) {
        if is_live(scene.graph, id) && scene.lacks(id, "evidence") {
            let help = "add `evidence:` with the studies, problems or metrics it rests on";
            let message = "which evidence does this rest on?";
            found.push((id, Problem::new(CHECK.code, At::Start, message).help(help)));
        }
    }
}
