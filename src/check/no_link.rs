//! `no-link`: a study that was done stands alone.

use super::{Check, Find, Scene};
use crate::diagnostic::{At, Problem, Severity};
use crate::graph::Id;
use crate::schema::{Field, Role};

pub const CHECK: Check = Check {
    code: "no-link",
    severity: Severity::Warning,
    due: false,
    private: false,
    what: "A study that is done links to nothing, and nothing links to it.",
    why: "Nobody who looks at a problem or a persona will ever find it.",
    example: r#">>> personas/awinita.md
>>> validations/talks.md
---
title: Talks
method: interview
date: 2026-06-01
participants: 9
criterion: 5 of 9 tell of one
verdict: supported
---
"#,
    says: "validations/talks.md:1:1 this study stands alone: nothing leads to it, and it leads nowhere",
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
        let entry = scene.graph.entry(id);
        if !entry.out.is_empty() || !entry.back.is_empty() {
            continue;
        }
        // A name that matches nothing has been told, and one that is hidden is not told at all.
        let fields = scene.graph.schema.fields(entry.document.kind).iter();
        let names_something = |f: &Field| f.link.is_some() && !scene.lacks(id, &f.name);
        if fields.into_iter().any(names_something) || !scene.lacks(id, "results") {
            continue;
        }
        let help = "add `problems:` or `results:`, or cite it in an insight";
        let message = "this study stands alone: nothing leads to it, and it leads nowhere";
        found.push((id, Problem::new(CHECK.code, At::Start, message).help(help)));
    }
}
