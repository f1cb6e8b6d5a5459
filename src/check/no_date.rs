//! `no-date`: a study does not say when it was done.

use super::{Check, Find, Scene};
use crate::diagnostic::{At, Problem, Severity};
use crate::graph::Id;
use crate::schema::Role;

pub const CHECK: Check = Check {
    code: "no-date",
    severity: Severity::Hint,
    due: false,
    private: false,
    what: "A study does not say when it was done.",
    why: "Without a date its points are cut to a quarter, as if it were old.",
    example: r#">>> personas/awinita.md
>>> problems/know-why.md
>>> validations/talks.md
---
title: Talks
method: interview
participants: 9
criterion: 5 of 9 tell of one
problems: [know-why]
verdict: supported
---
"#,
    says: "validations/talks.md:1:1 when was this done? its points are cut until that is known",
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
        if scene.is_done(id)
            && scene.lacks(id, "date")
            && scene.lacks(id, "start")
            && scene.lacks(id, "end")
        {
            let problem = Problem::new(
                CHECK.code,
                At::Start,
                "when was this done? its points are cut until that is known",
            );
            found.push((id, problem.help("add `date:`")));
        }
    }
}
