//! `no-verdict`: a study was done, and has no verdict, no results and no insight.

use super::{Check, CheckContext, Finder, Findings};
use crate::diagnostic::Place;
use crate::model::Role;

pub const CHECK: Check = Check {
    code: "no-verdict",
    what: "A study that is done has no verdict, no result and no insight that cites it.",
    why: "The work was paid for; without its outcome it counts for nothing.",
    example: r#">>> personas/awinita.md
>>> problems/know-why.md
>>> validations/talks.md
---
title: Talks
method: interview
date: 2026-06-01
participants: 9
criterion: 5 of 9 tell of one
problems: [know-why]
---
"#,
    example_finding: "validations/talks.md:1:1 it was done, and nobody says what came of it",
    correction: &[("[know-why]\n", "[know-why]\nverdict: supported\n")],
    finder: Finder::Graph(find),
    ..Check::WARNING
};

fn find(context: &CheckContext, found: &mut Findings) {
    for id in context
        .entries_of_role(Role::Validation)
        .filter(|id| context.is_done_validation(*id))
    {
        let cited = context
            .graph
            .sources(id, Role::Insight, "validations")
            .next();
        if cited.is_none()
            && context.lacks_field(id, "verdict")
            && context.lacks_field(id, "results")
        {
            let message = "it was done, and nobody says what came of it";
            let help = "add `verdict:` or `results:`, or write an insight that cites it";
            found.add(id, Place::Start, message, help);
        }
    }
}
