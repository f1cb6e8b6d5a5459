//! `insight-without-study`: an insight does not name the study it comes from.

use super::{Check, CheckContext, Finder, Findings};
use crate::diagnostic::Place;
use crate::model::Role;

pub const CHECK: Check = Check {
    code: "insight-without-study",
    what: "An insight does not name the study it comes from.",
    why: "A finding without a study is an opinion, and scores nothing.",
    example: r#">>> personas/awinita.md
>>> problems/know-why.md
>>> validations/talks.md
>>> insights/maze.md
---
title: The report is a maze
problems: [know-why]
---
"#,
    example_finding: "insights/maze.md:1:1 which study found this?",
    correction: &[("a maze\n", "a maze\nvalidations: [talks]\n")],
    finder: Finder::Graph(find),
    ..Check::WARNING
};

fn find(context: &CheckContext, found: &mut Findings) {
    for id in context.entries_of_role(Role::Insight) {
        if context.lacks_field(id, "validations") {
            found.add(
                id,
                Place::Start,
                "which study found this?",
                "add `validations:`",
            );
        }
    }
}
