//! `stale-metric`: the latest reading of a metric is too old for its `cadence_days:`.

use super::{Check, CheckContext, Finder, Findings};
use crate::diagnostic::Place;
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
    let cadences = context.config.evidence.stale.metric_cadences;
    for id in context.entries_of_role(Role::Metric) {
        let fields = context.fields(id);
        let Some(every) = fields.number("cadence_days") else {
            continue;
        };
        let readings = fields.list("readings").iter().map(|r| r.as_map());
        let dated = readings
            .enumerate()
            .filter_map(|(i, r)| Some((r?.date("date")?, i)));
        // A reading for a month counts from its last day.
        let Some((day, i)) = dated.max_by_key(|(day, _)| day.last) else {
            continue;
        };
        let age = day.last.duration_until(context.as_of).as_hours() / 24;
        if age as f64 <= every * cadences as f64 {
            continue;
        }
        let message = format!(
            "last read for {}, and it is to be read every {every} days",
            day.written
        );
        let at = Place::Value(vec!["readings".into(), i.into(), "date".into()]);
        let help = "add a reading, or correct `cadence_days:`";
        found.add(id, at, message, help);
    }
}
