//! `decision-without-evidence`: a decision to build has no `evidence:`.

use super::{Check, CheckContext, Finder, Findings};
use crate::diagnostic::Place;
use crate::evidence::commitment::is_committed;
use crate::model::Role;

pub const CHECK: Check = Check {
    code: "decision-without-evidence",
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
    example_finding: "decisions/error-report.md:1:1 which evidence does this rest on?",
    correction: &[
        ("", ">>> validations/watched.md\n"),
        ("outcome: build", "outcome: build\nevidence: [talks]"),
    ],
    finder: Finder::Graph(find),
    ..Check::WARNING
};

fn find(context: &CheckContext, found: &mut Findings) {
    for id in context.entries_of_role(Role::Decision) {
        if is_committed(context.graph, id) && context.lacks_field(id, "evidence") {
            let help = "add `evidence:` with the studies, problems or metrics it rests on";
            let message = "which evidence does this rest on?";
            found.add(id, Place::Start, message, help);
        }
    }
}
