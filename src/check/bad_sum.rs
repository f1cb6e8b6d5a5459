//! `bad-sum`: the counts of a reading do not add up to its sample.

use super::{CheckContext, Findings};
use crate::diagnostic::Place;
use crate::evidence::interval;
use crate::graph::EntryId;
use crate::model::{Fields, Role, role};

pub fn find(context: &CheckContext, found: &mut Findings) {
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
    role::Metric(context.fields(id)).reading(index)
}
