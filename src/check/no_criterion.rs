//! `no-criterion`: a study has no `criterion:`, which would say what counts as success.

use super::{Check, CheckContext, Finder, Findings};
use crate::diagnostic::Place;
use crate::model::Role;

pub const CHECK: Check = Check {
    code: "no-criterion",
    what: "A study does not say which bar it set before it began.",
    why: "Without a bar any result can be read as a success.",
    example: r#">>> personas/awinita.md
>>> problems/know-why.md
>>> validations/talks.md
---
title: Talks
method: interview
date: 2026-06-01
participants: 9
problems: [know-why]
verdict: supported
---
"#,
    example_finding: "validations/talks.md:1:1 which result would have counted as success?",
    correction: &[(
        "participants: 9",
        "participants: 9\ncriterion: 5 of 9 tell of one",
    )],
    finder: Finder::Graph(find),
    ..Check::HINT
};

fn find(context: &CheckContext, found: &mut Findings) {
    for id in context.entries_of_role(Role::Validation) {
        if context.lacks_field(id, "criterion") {
            found.add(
                id,
                Place::Start,
                "which result would have counted as success?",
                "add `criterion:`, as it was set before the study",
            );
        }
    }
}
