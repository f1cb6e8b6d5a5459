//! `feedback-unlinked`: feedback that is some days old names no problem.

use super::{Check, CheckContext, Finder, Findings};
use crate::diagnostic::Place;
use crate::model::Role;

pub const CHECK: Check = Check {
    code: "feedback-unlinked",
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
    example_finding: "feedback/maze.md:1:1 which problem is this about?",
    correction: &[("06-02\n", "06-02\nproblems: [know-why]\n")],
    finder: Finder::Graph(find),
    ..Check::HINT
};

fn find(context: &CheckContext, found: &mut Findings) {
    let max_days = context.config.feedback.unlinked_days;
    for id in context.entries_of_role(Role::Feedback) {
        let Some(received) = context.fields(id).date("received") else {
            continue;
        };
        let age = received.first.duration_until(context.as_of).as_hours() / 24;
        if age > max_days && context.lacks_field(id, "problems") {
            let message = "which problem is this about?";
            let help = "add `problems:`, or write the problem down";
            found.add(id, Place::Start, message, help);
        }
    }
}
