//! `stale-metric`: the latest reading of a metric is too old for its `cadence_days:`.

use super::{CheckContext, Findings};
use crate::diagnostic::Place;
use crate::evidence::interval;
use crate::model::{Role, role};

pub fn find(context: &CheckContext, found: &mut Findings) {
    for id in context.entries_of_role(Role::Metric) {
        let fields = context.fields(id);
        let Some(overdue) = interval::overdue_reading(fields, context.config, context.as_of) else {
            continue;
        };
        let every = role::Metric(fields).cadence_days().unwrap_or_default();
        let message = format!(
            "last read for {}, and it is to be read every {every} days",
            overdue.date.written
        );
        let at = Place::Value(vec!["readings".into(), overdue.index.into(), "date".into()]);
        let help = "add a reading, or correct `cadence_days:`";
        found.add(id, at, message, help);
    }
}
