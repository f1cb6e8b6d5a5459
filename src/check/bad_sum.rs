//! `bad-sum`: the counts of a reading do not add up to its sample.

use super::{Check, CheckContext, Finder, Findings};
use crate::diagnostic::Place;
use crate::evidence::interval;
use crate::graph::EntryId;
use crate::model::{Fields, Role};

pub const CHECK: Check = Check {
    code: "bad-sum",
    what: "The counts of a reading do not add up to its sample.",
    why: "A score computed from them would be wrong.",
    example: r#">>> metrics/nps.md
---
title: NPS
type: nps
readings:
  - {date: 2026-01, n: 100, promoters: 50, passives: 30, detractors: 18}
---
"#,
    example_finding: "metrics/nps.md:5:5 promoters + passives + detractors = 98, n = 100",
    correction: &[("detractors: 18", "detractors: 20")],
    finder: Finder::Graph(find),
    ..Check::ERROR
};

fn find(context: &CheckContext, found: &mut Findings) {
    for id in context.entries_of_role(Role::Metric) {
        for (i, sum, n) in interval::bad_sums(&context.graph.entry(id).document.fields) {
            let at = Place::Value(vec!["readings".into(), i.into()]);
            let counts = match reading(context, id, i).is_some_and(|r| r.has("promoters")) {
                true => "promoters + passives + detractors",
                false => "all counts of the distribution",
            };
            let message = format!("{counts} = {sum}, n = {n}");
            found.add(id, at, message, "correct the counts or `n`");
        }
    }
}

fn reading<'a>(context: &'a CheckContext, id: EntryId, index: usize) -> Option<&'a Fields> {
    context
        .graph
        .entry(id)
        .document
        .fields
        .list("readings")
        .get(index)?
        .as_map()
}
