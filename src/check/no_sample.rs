//! `no-sample`: a study does not say how many people, answers or cases it saw.

use super::{Check, Find, Scene};
use crate::diagnostic::{At, Problem, Severity};
use crate::graph::Id;
use crate::schema::Role;

pub const CHECK: Check = Check {
    code: "no-sample",
    severity: Severity::Hint,
    due: false,
    private: false,
    what: "A study does not say how many people, answers or cases it saw.",
    why: "Without a sample its points are cut to a fifth.",
    example: r#">>> personas/awinita.md
>>> problems/know-why.md
>>> validations/talks.md
---
title: Talks
method: interview
date: 2026-06-01
criterion: 5 of 9 tell of one
problems: [know-why]
verdict: supported
---
"#,
    says: "validations/talks.md:1:1 how many took part? its points are cut until that is known",
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
        let method = scene.fields(id).text("method");
        let method = method.and_then(|m| scene.config.evidence.methods.get(m));
        // Of some methods one case is all they need.
        let needs_many = method.is_none_or(|m| m.n_full > 1.0);
        if needs_many && scene.is_done(id) && scene.lacks(id, "participants") {
            let problem = Problem::new(
                CHECK.code,
                At::Start,
                "how many took part? its points are cut until that is known",
            );
            found.push((id, problem.help("add `participants:`")));
        }
    }
}
