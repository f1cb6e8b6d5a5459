//! `stale-metric`: the latest reading of a metric is too old for its `cadence_days:`.

use super::{Check, CheckContext, Finder, Findings};
use crate::diagnostic::Place;
use crate::evidence::interval;
use crate::model::Role;

pub const CHECK: Check = Check {
    code: "stale-metric",
    depends_on_date: true,
    what: "The last reading of a metric is older than twice its cadence.",
    why: "A number from last winter is shown as if it were of today.",
    example: r#">>> metrics/on-time.md
---
title: Files on time
type: rate
unit: '%'
cadence_days: 30
readings:
  - {date: 2026-01-31, value: 71, n: 300}
---
"#,
    example_finding: "metrics/on-time.md:7:12 last read for 2026-01-31, and it is to be read every 30 days",
    correction: &[("300}", "300}\n  - {date: 2026-06-30, value: 74, n: 310}")],
    finder: Finder::Graph(find),
    ..Check::WARNING
};

fn find(context: &CheckContext, found: &mut Findings) {
    for id in context.entries_of_role(Role::Metric) {
        let fields = context.fields(id);
        let Some(overdue) = interval::overdue_reading(fields, context.config, context.as_of) else {
            continue;
        };
        let every = fields.number("cadence_days").unwrap_or_default();
        let message = format!(
            "last read for {}, and it is to be read every {every} days",
            overdue.date.written
        );
        let at = Place::Value(vec!["readings".into(), overdue.index.into(), "date".into()]);
        let help = "add a reading, or correct `cadence_days:`";
        found.add(id, at, message, help);
    }
}
