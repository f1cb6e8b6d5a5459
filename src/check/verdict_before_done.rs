//! `verdict-before-done`: a study that is not done has a verdict.

use super::{Check, CheckContext, Finder, Findings};
use crate::diagnostic::Place;
use crate::model::Role;

pub const CHECK: Check = Check {
    code: "verdict-before-done",
    what: "A study says `planned` or `running` and has a verdict already; the verdict does not score.",
    why: "A verdict before the end is a wish, or the status is out of date.",
    example: r#">>> personas/awinita.md
>>> problems/know-why.md
>>> validations/talks.md
---
title: Talks
method: interview
date: 2026-08-01
participants: 9
criterion: 5 of 9 tell of one
status: planned
problems: [know-why]
verdict: supported
---
"#,
    example_finding: "validations/talks.md:9:10 a verdict, and the study is still `planned`: it does not count",
    correction: &[
        ("date: 2026-08-01", "date: 2026-06-01"),
        ("status: planned", "status: done"),
    ],
    finder: Finder::Graph(find),
    ..Check::WARNING
};

fn find(context: &CheckContext, found: &mut Findings) {
    for id in context.entries_of_role(Role::Validation) {
        let fields = context.fields(id);
        let Some(status @ ("planned" | "running")) = fields.text("status") else {
            continue;
        };
        let result = fields.list("results").iter();
        let mut results = result.map(|r| r.as_map().is_some_and(|r| r.has("verdict")));
        let at = match (fields.has("verdict"), results.position(|has| has)) {
            (true, _) => context.place_of_value(id, "verdict"),
            (false, Some(i)) => Place::Value(vec!["results".into(), i.into(), "verdict".into()]),
            (false, None) => continue,
        };
        let message = format!("a verdict, and the study is still `{status}`: it does not count");
        let help = "set `status: done`, or take the verdict out";
        found.add(id, at, message, help);
    }
}
