//! `revisit-due`: the `revisit:` date of a decision is past.

use super::{Check, CheckContext, Finder, Findings};
use crate::model::Role;

pub const CHECK: Check = Check {
    code: "revisit-due",
    depends_on_date: true,
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
    example_finding: "decisions/error-report.md:6:10 was to be looked at again by 2026-05-31",
    correction: &[("revisit: 2026-05-31", "revisit: 2026-12-31")],
    finder: Finder::Graph(find),
    ..Check::WARNING
};

fn find(context: &CheckContext, found: &mut Findings) {
    for id in context.entries_of_role(Role::Decision) {
        let fields = context.fields(id);
        let day = fields
            .date("revisit")
            .filter(|day| day.last < context.as_of);
        let holds = fields.is_understood("status") && fields.text("status") != Some("superseded");
        let Some(day) = day.filter(|_| holds) else {
            continue;
        };
        let message = format!("was to be looked at again by {}", day.last);
        let help = "decide again, or move the day";
        found.add(id, context.place_of_value(id, "revisit"), message, help);
    }
}
