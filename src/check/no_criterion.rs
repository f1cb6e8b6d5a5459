//! `no-criterion`: a study does not say which bar it set before it began.

use super::{Check, Find, Scene};
use crate::diagnostic::{At, Problem, Severity};
use crate::graph::Id;
use crate::schema::Role;

pub const CHECK: Check = Check {
    code: "no-criterion",
    severity: Severity::Hint,
    due: false,
    private: false,
    what: "A study does not say which bar it set before it began.",
    why: "Without a bar any result can be read as a success.",
    example: r#">>> personas/awinita.md
>>> problems/know-why.md
>>> validations/talks.md
---
title: Talks
method: interview
date: 2026-06-01
participants: 9
problems: [know-why]
verdict: supported
---
"#,
    says: "validations/talks.md:1:1 which result would have counted as success?",
    instead: r#">>> personas/awinita.md
>>> problems/know-why.md
>>> validations/talks.md
---
title: Talks
method: interview
date: 2026-06-01
participants: 9
criterion: 5 of 9 tell of one
problems: [know-why]
verdict: supported
---
"#,
    find: Find::Graph(find),
};

fn find(scene: &Scene, found: &mut Vec<(Id, Problem)>) {
    for id in scene.of_role(Role::Study) {
        if scene.lacks(id, "criterion") {
            let problem = Problem::new(
                CHECK.code,
                At::Start,
                "which result would have counted as success?",
            );
            found.push((
                id,
                problem.help("add `criterion:`, as it was set before the study"),
            ));
        }
    }
}
