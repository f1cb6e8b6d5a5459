//! `no-sample`: a study does not say how many people, answers or cases it saw.

use super::{Check, CheckContext, Finder, Findings};
use crate::diagnostic::Place;
use crate::model::Role;

pub const CHECK: Check = Check {
    code: "no-sample",
    what: "A study does not say how many people, answers or cases it saw.",
    why: "Without a sample its points are cut to a fifth.",
    example: r#">>> personas/awinita.md
>>> problems/know-why.md
>>> validations/talks.md
---
title: Talks
method: interview
date: 2026-06-01
criterion: 5 of 9 tell of one
problems: [know-why]
verdict: supported
---
"#,
    example_finding: "validations/talks.md:1:1 how many took part? its points are cut until that is known",
    correction: &[("date: 2026-06-01", "date: 2026-06-01\nparticipants: 9")],
    finder: Finder::Graph(find),
    ..Check::HINT
};

fn find(context: &CheckContext, found: &mut Findings) {
    for id in context.entries_of_role(Role::Validation) {
        let method = context.fields(id).text("method");
        let method = method.and_then(|m| context.config.evidence.methods.get(m));
        // Some methods count in full with a single case.
        let needs_many = method.is_none_or(|m| m.n_full > 1.0);
        if needs_many && context.is_done_validation(id) && context.lacks_field(id, "participants") {
            found.add(
                id,
                Place::Start,
                "how many took part? its points are cut until that is known",
                "add `participants:`",
            );
        }
    }
}
