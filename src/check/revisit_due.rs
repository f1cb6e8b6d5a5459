//! `revisit-due`: the day to look at a decision again is past.

use super::{Check, Find, Scene};
use crate::diagnostic::{Problem, Severity};
use crate::graph::Id;
use crate::schema::Role;

pub const CHECK: Check = Check {
    code: "revisit-due",
    severity: Severity::Warning,
    due: true,
    private: false,
    what: "The day on which a decision was to be looked at again is past.",
    why: "“Not now” turns into “never” when nobody looks again.",
    example: r#">>> decisions/error-report.md
---
title: An error report
date: 2026-06-15
outcome: defer
because: Too few ask for it.
revisit: 2026-05-31
---
"#,
    says: "decisions/error-report.md:6:10 was to be looked at again by 2026-05-31",
    instead: r#">>> decisions/error-report.md
---
title: An error report
date: 2026-06-15
outcome: defer
because: Too few ask for it.
revisit: 2026-12-31
---
"#,
    find: Find::Graph(find),
};

fn find(scene: &Scene, found: &mut Vec<(Id, Problem)>) {
    for id in scene.of_role(Role::Choice) {
        let fields = scene.fields(id);
        let day = fields.date("revisit").filter(|day| day.last < scene.as_of);
        let Some(day) = day.filter(|_| fields.text("status") != Some("superseded")) else {
            continue;
        };
        let message = format!("was to be looked at again by {}", day.last);
        let help = "decide again, or move the day";
        found.push((
            id,
            Problem::new(CHECK.code, scene.value_of(id, "revisit"), message).help(help),
        ));
    }
}
