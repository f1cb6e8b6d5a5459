//! `decline-without-reason`: a no that says neither why nor on what.

use super::{Check, Find, Scene};
use crate::diagnostic::{At, Problem, Severity};
use crate::graph::Id;
use crate::schema::Role;

pub const CHECK: Check = Check {
    code: "decline-without-reason",
    severity: Severity::Warning,
    due: false,
    private: false,
    what: "A decision declines, defers or stops something and has neither `because` nor `evidence`.",
    why: "The same request comes back every quarter, and nobody remembers the answer.",
    example: r#">>> decisions/error-report.md
---
title: An error report
date: 2026-06-15
outcome: decline
---
"#,
    says: "decisions/error-report.md:1:1 declined, and nobody says why",
    instead: r#">>> decisions/error-report.md
---
title: An error report
date: 2026-06-15
outcome: decline
because: Four of nine grantees would not use it.
---
"#,
    find: Find::Graph(find),
};

fn find(scene: &Scene, found: &mut Vec<(Id, Problem)>) {
    for id in scene.of_role(Role::Choice) {
        let word = match scene.fields(id).text("outcome") {
            Some("decline") => "declined",
            Some("defer") => "deferred",
            Some("stop") => "stopped",
            _ => continue,
        };
        if scene.lacks(id, "because") && scene.lacks(id, "evidence") {
            let message = format!("{word}, and nobody says why");
            let help = "add `because:` or `evidence:`";
            found.push((id, Problem::new(CHECK.code, At::Start, message).help(help)));
        }
    }
}
