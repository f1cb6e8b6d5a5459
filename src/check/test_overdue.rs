//! `test-overdue`: a study is planned or running, and its date is past.

use super::{Check, CheckContext, Finder, Findings};
use crate::evidence::ValidationStatus;
use crate::model::Role;

pub const CHECK: Check = Check {
    code: "test-overdue",
    depends_on_date: true,
    what: "A study is planned or running, and its day is past.",
    why: "A test that slips is a decision that is made without it.",
    example: r#">>> personas/awinita.md
>>> problems/know-why.md
>>> validations/talks.md
---
title: Talks
method: interview
date: 2026-05-04
participants: 9
criterion: 5 of 9 tell of one
status: planned
problems: [know-why]
---
"#,
    example_finding: "validations/talks.md:4:7 still `planned`, and its day was 2026-05-04",
    correction: &[("date: 2026-05-04", "date: 2026-08-04")],
    finder: Finder::Graph(find),
    ..Check::WARNING
};

fn find(context: &CheckContext, found: &mut Findings) {
    for id in context.entries_of_role(Role::Validation) {
        let (word, names) = match context.evidence.validations.get(&id) {
            Some(ValidationStatus::Planned) => ("planned", &["date", "end", "start"][..]),
            // The start of a running study is no deadline.
            Some(ValidationStatus::Running) => ("running", &["date", "end"][..]),
            _ => continue,
        };
        let fields = context.fields(id);
        let day = names
            .iter()
            .find_map(|name| Some((name, fields.date(name)?)));
        let Some((name, day)) = day.filter(|(_, day)| day.last < context.as_of) else {
            continue;
        };
        let message = format!("still `{word}`, and its day was {}", day.written);
        let help = "write down what came of it, or move its date";
        found.add(id, context.place_of_value(id, name), message, help);
    }
}
