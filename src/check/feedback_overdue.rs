//! `feedback-overdue`: feedback has had no answer in the promised time.

use super::{Check, CheckContext, Finder, Findings};
use crate::diagnostic::Place;
use crate::evidence::feedback_clock;

pub const CHECK: Check = Check {
    code: "feedback-overdue",
    depends_on_date: true,
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
    example_finding: "feedback/maze.md:1:1 has waited for an answer since 2026-06-20",
    correction: &[("[know-why]", "[know-why]\nresponded: 2026-06-21")],
    finder: Finder::Graph(find),
    ..Check::WARNING
};

fn find(context: &CheckContext, found: &mut Findings) {
    let promise = &context.config.feedback;
    for id in feedback_clock::compute(context.graph, promise, context.as_of).overdue {
        let Some(received) = context.fields(id).date("received") else {
            continue;
        };
        let message = format!("has waited for an answer since {}", received.written);
        let help = "answer, and add `responded:`";
        found.add(id, Place::Start, message, help);
    }
}
