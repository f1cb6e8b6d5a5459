//! `raw-data-due`: recordings and notes should have been deleted by now.

use super::{Check, CheckContext, Finder, Findings};
use crate::model::Role;

pub const CHECK: Check = Check {
    code: "raw-data-due",
    depends_on_date: true,
    is_private: true,
    what: "The day by which the raw data of a study were to be deleted is past.",
    why: "It was promised to the people who took part.",
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
verdict: supported
delete_raw_by: 2026-06-30
---
"#,
    example_finding: "validations/talks.md:9:16 recordings and notes were to be deleted by 2026-06-30",
    correction: &[("delete_raw_by: 2026-06-30", "delete_raw_by: 2026-12-31")],
    finder: Finder::Graph(find),
    ..Check::WARNING
};

fn find(context: &CheckContext, found: &mut Findings) {
    for id in context.entries_of_role(Role::Validation) {
        let day = context.fields_as_written(id).date("delete_raw_by");
        let Some(day) = day.filter(|day| day.last < context.as_of) else {
            continue;
        };
        let message = format!("recordings and notes were to be deleted by {}", day.last);
        let help = "delete them, then remove `delete_raw_by:`";
        let at = context.place_of_value(id, "delete_raw_by");
        found.add(id, at, message, help);
    }
}
