//! `waiver-expired`: the `until:` date of a waiver is past.

use super::{Check, CheckContext, Finder, Findings};
use crate::diagnostic::Place;
use crate::evidence::commitment::is_committed;
use crate::model::Role;

pub const CHECK: Check = Check {
    code: "waiver-expired",
    depends_on_date: true,
    what: "The waiver of something planned, built or shipped has run out.",
    why: "A waiver is a promise to find out by a day; when the day is past, somebody has to keep it or make it anew.",
    example: r#">>> personas/awinita.md
>>> problems/know-why.md
>>> solutions/error-report.md
---
title: Error report
problems: [know-why]
status: planned
waiver: {by: Lilah, reason: The law asks for it, until: 2026-05-31}
---
"#,
    example_finding: "solutions/error-report.md:5:57 the waiver ran out on 2026-05-31",
    correction: &[("until: 2026-05-31", "until: 2026-12-31")],
    finder: Finder::Graph(find),
    ..Check::WARNING
};

fn find(context: &CheckContext, found: &mut Findings) {
    for id in context.entries_of_role(Role::Solution) {
        let waiver = context.fields(id).map("waiver");
        let Some(until) = waiver.and_then(|w| w.date("until")) else {
            continue;
        };
        if !is_committed(context.graph, id) || until.last >= context.as_of {
            continue;
        }
        let at = Place::Value(vec!["waiver".into(), "until".into()]);
        let message = format!("the waiver ran out on {}", until.last);
        let help = "link a study that supports the problem, or have the waiver renewed";
        found.add(id, at, message, help);
    }
}
