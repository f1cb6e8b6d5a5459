//! `no-date`: a study does not say when it was done.

use super::{Check, CheckContext, Finder, Findings};
use crate::diagnostic::Place;
use crate::model::Role;

pub const CHECK: Check = Check {
    code: "no-date",
    what: "A study does not say when it was done.",
    why: "Without a date its points are cut to a quarter, as if it were old.",
    example: r#">>> personas/awinita.md
>>> problems/know-why.md
>>> validations/talks.md
---
title: Talks
method: interview
participants: 9
criterion: 5 of 9 tell of one
problems: [know-why]
verdict: supported
---
"#,
    example_finding: "validations/talks.md:1:1 when was this done? its points are cut until that is known",
    correction: &[("method: interview", "method: interview\ndate: 2026-06-01")],
    finder: Finder::Graph(find),
    ..Check::HINT
};

fn find(context: &CheckContext, found: &mut Findings) {
    for id in context.entries_of_role(Role::Validation) {
        if context.is_done_validation(id)
            && context.lacks_field(id, "date")
            && context.lacks_field(id, "start")
            && context.lacks_field(id, "end")
        {
            found.add(
                id,
                Place::Start,
                "when was this done? its points are cut until that is known",
                "add `date:`",
            );
        }
    }
}
