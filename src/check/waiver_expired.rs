//! `waiver-expired`: the `until:` date of a waiver is past.

use super::solution_without_demand::missing_demand;
use super::{Check, CheckContext, Finder, Findings};
use crate::diagnostic::Place;
use crate::evidence::DemandState;
use crate::evidence::commitment::is_committed;

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
    example_finding: "solutions/error-report.md:5:57 the waiver ran out on 2026-05-31, and nobody knows yet that `know-why` is real: not tested; good is 2.5",
    correction: &[("until: 2026-05-31", "until: 2026-12-31")],
    finder: Finder::Graph(find),
    ..Check::WARNING
};

fn find(context: &CheckContext, found: &mut Findings) {
    for (id, demand) in context.evidence.demands.iter() {
        let waiver = context.fields(id).map("waiver");
        let Some(until) = waiver.and_then(|w| w.date("until")) else {
            continue;
        };
        if !is_committed(context.graph, id) || until.last >= context.as_of {
            continue;
        }
        let at = Place::Value(vec!["waiver".into(), "until".into()]);
        let (message, help) = match demand.state {
            DemandState::Known => (
                format!("the waiver ran out on {}, and nothing needs it", until.last),
                "a problem is known to be real: delete the `waiver:`".into(),
            ),
            _ => {
                let (lack, advice) = missing_demand(context, id, demand);
                (
                    format!("the waiver ran out on {}, and {lack}", until.last),
                    format!("{advice}, or have the waiver renewed"),
                )
            }
        };
        found.add(id, at, message, help);
    }
}
