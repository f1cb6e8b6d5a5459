//! `feedback-overdue`: somebody waits for an answer.

use super::{Check, Find, Scene};
use crate::diagnostic::{At, Problem, Severity};
use crate::graph::{Id, voices};

pub const CHECK: Check = Check {
    code: "feedback-overdue",
    severity: Severity::Warning,
    due: true,
    private: false,
    what: "Feedback has not been answered within the days that were promised.",
    why: "Whoever gets no answer does not write a second time.",
    example: r#">>> personas/awinita.md
>>> problems/know-why.md
>>> feedback/maze.md
---
title: The report is a maze
received: 2026-06-20
problems: [know-why]
---
"#,
    says: "feedback/maze.md:1:1 has waited for an answer since 2026-06-20",
    instead: r#">>> personas/awinita.md
>>> problems/know-why.md
>>> feedback/maze.md
---
title: The report is a maze
received: 2026-06-20
problems: [know-why]
responded: 2026-06-21
---
"#,
    find: Find::Graph(find),
};

fn find(scene: &Scene, found: &mut Vec<(Id, Problem)>) {
    let promise = &scene.config.feedback;
    for id in voices::clock(scene.graph, promise, scene.as_of).overdue {
        let Some(received) = scene.fields(id).date("received") else {
            continue;
        };
        let message = format!("has waited for an answer since {}", received.written);
        let help = "answer, and add `responded:`";
        found.push((id, Problem::new(CHECK.code, At::Start, message).help(help)));
    }
}
