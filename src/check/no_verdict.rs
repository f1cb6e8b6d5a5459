//! `no-verdict`: a study was done, and nobody says what came of it.

use super::{Check, Find, Scene};
use crate::diagnostic::{At, Problem, Severity};
use crate::graph::Id;
use crate::schema::Role;

pub const CHECK: Check = Check {
    code: "no-verdict",
    severity: Severity::Warning,
    due: false,
    private: false,
    what: "A study that is done has no verdict, no result and no insight that cites it.",
    why: "The work was paid for; without its outcome it counts for nothing.",
    example: r#">>> personas/awinita.md
>>> problems/know-why.md
>>> validations/talks.md
---
title: Talks
method: interview
date: 2026-06-01
participants: 9
criterion: 5 of 9 tell of one
problems: [know-why]
---
"#,
    says: "validations/talks.md:1:1 it was done, and nobody says what came of it",
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
    for id in scene.of_role(Role::Study).filter(|id| scene.is_done(*id)) {
        let cited = scene.graph.sources(id, Role::Finding, "validations").next();
        if cited.is_none() && scene.lacks(id, "verdict") && scene.lacks(id, "results") {
            let message = "it was done, and nobody says what came of it";
            let help = "add `verdict:` or `results:`, or write an insight that cites it";
            found.push((id, Problem::new(CHECK.code, At::Start, message).help(help)));
        }
    }
}
