//! `solution-without-demand`: something is planned, built or shipped that no validated problem asks for.

use super::{CheckContext, Findings};
use crate::diagnostic::Place;
use crate::evidence::advice_words::{lack_of_demand, way_to_good};
use crate::evidence::commitment::is_committed;
use crate::evidence::{Demand, DemandState};
use crate::graph::EntryId;
use crate::model::role;

pub fn find(context: &CheckContext, found: &mut Findings) {
    for (id, demand) in context.evidence.demands.iter() {
        let solution = role::Solution(context.fields(id));
        let status = solution.status().unwrap_or_default();
        // An expired waiver is a finding of `waiver-expired` instead.
        let is_open = matches!(demand.state, DemandState::Missing | DemandState::Against);
        if !is_committed(context.graph, id) || !is_open {
            continue;
        }
        let (lack, advice) = missing_demand(context, id, demand);
        let way_out = match solution.0.has("waiver") {
            true => "give the `waiver:` an `until:`, the last day on which it holds",
            false => "set `status: idea`, or add a `waiver:`",
        };
        let message = format!("`{status}`, and {lack}");
        let help = format!("{advice}, {way_out}");
        found.add(id, Place::field("status"), message, help);
    }
}

/// What is missing, “nobody knows yet that `know-why` is real: some 1.9; good is 2.5”, and what would get there.
pub(super) fn missing_demand(
    context: &CheckContext,
    id: EntryId,
    demand: &Demand,
) -> (String, String) {
    let Some((problem, score)) = &demand.nearest else {
        return match context.graph.entry(id).names_hidden("problems") {
            true => (
                "no problem that it names is published".into(),
                "publish one".into(),
            ),
            false => ("it names no problem".into(), "add `problems:`".into()),
        };
    };
    let name = format!("`{}`", context.graph.entry(*problem).document.id);
    let advice = match demand.shipped {
        Some(_) => "link a study of before that day that supports the problem".into(),
        None => way_to_good(score, context.config),
    };
    let is_only = context.graph.problems_of(id).count() == 1;
    let lack = lack_of_demand(&name, is_only, score, demand.shipped, context.config);
    (lack, advice)
}
