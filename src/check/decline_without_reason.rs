//! `decline-without-reason`: a decision to decline, defer or stop has neither `because:` nor `evidence:`.

use super::{Check, CheckContext, Finder, Findings};
use crate::diagnostic::Place;
use crate::model::Role;

pub const CHECK: Check = Check {
    code: "decline-without-reason",
    what: "A decision declines, defers or stops something and has neither `because` nor `evidence`.",
    why: "The same request comes back every quarter, and nobody remembers the answer.",
    example: r#">>> decisions/error-report.md
---
title: An error report
date: 2026-06-15
outcome: decline
---
"#,
    example_finding: "decisions/error-report.md:1:1 declined, and nobody says why",
    correction: &[(
        "outcome: decline",
        "outcome: decline\nbecause: Four of nine grantees would not use it.",
    )],
    finder: Finder::Graph(find),
    ..Check::WARNING
};

fn find(context: &CheckContext, found: &mut Findings) {
    for id in context.entries_of_role(Role::Decision) {
        let word = match context.fields(id).text("outcome") {
            Some("decline") => "declined",
            Some("defer") => "deferred",
            Some("stop") => "stopped",
            _ => continue,
        };
        if context.lacks_field(id, "because") && context.lacks_field(id, "evidence") {
            let message = format!("{word}, and nobody says why");
            let help = "add `because:` or `evidence:`";
            found.add(id, Place::Start, message, help);
        }
    }
}
