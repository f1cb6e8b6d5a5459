//! `feedback-unlinked`: a voice has not been brought to a problem.

use super::{Check, Find, Scene};
use crate::diagnostic::{At, Problem, Severity};
use crate::graph::Id;
use crate::schema::Role;

pub const CHECK: Check = Check {
    code: "feedback-unlinked",
    severity: Severity::Hint,
    due: false,
    private: false,
    what: "Feedback names no problem two weeks after it came.",
    why: "Ten voices about one thing weigh something only where they stand together.",
    example: r#">>> personas/awinita.md
>>> problems/know-why.md
>>> feedback/maze.md
---
title: The report is a maze
received: 2026-06-01
responded: 2026-06-02
---
"#,
    says: "feedback/maze.md:1:1 which problem is this about?",
    instead: r#">>> personas/awinita.md
>>> problems/know-why.md
>>> feedback/maze.md
---
title: The report is a maze
received: 2026-06-01
responded: 2026-06-02
problems: [know-why]
---
"#,
    find: Find::Graph(find),
};

fn find(scene: &Scene, found: &mut Vec<(Id, Problem)>) {
    let patience = scene.config.feedback.unlinked_days;
    for id in scene.of_role(Role::Voice) {
        let Some(received) = scene.fields(id).date("received") else {
            continue;
        };
        let age = received.first.duration_until(scene.as_of).as_hours() / 24;
        if age > patience && scene.lacks(id, "problems") {
            let message = "which problem is this about?";
            let help = "add `problems:`, or write the problem down";
            found.push((id, Problem::new(CHECK.code, At::Start, message).help(help)));
        }
    }
}
