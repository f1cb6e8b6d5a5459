//! `no-persona`: a problem does not say who has it.

use super::{Check, CheckContext, Finder, Findings};
use crate::diagnostic::Place;
use crate::model::Role;

pub const CHECK: Check = Check {
    code: "no-persona",
    what: "A problem does not say who has it.",
    why: "A problem that nobody has needs no solution.",
    example: r#">>> personas/awinita.md
>>> problems/know-why.md
---
title: Know why a file failed
need: know why a file failed
---
"#,
    example_finding: "problems/know-why.md:1:1 who has this problem?",
    correction: &[(
        "need: know why a file failed",
        "need: know why a file failed\npersonas: [awinita]",
    )],
    finder: Finder::Graph(find),
    ..Check::WARNING
};

fn find(context: &CheckContext, found: &mut Findings) {
    for id in context.entries_of_role(Role::Problem) {
        if context.lacks_field(id, "personas") {
            found.add(id, Place::Start, "who has this problem?", "add `personas:`");
        }
    }
}
