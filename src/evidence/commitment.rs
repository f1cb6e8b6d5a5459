//! What the team has decided and committed to. Reads statuses and links alone, no scores.

use crate::graph::{EntryId, Graph, sorted_unique};
use crate::model::{Role, role};

/// The decisions about a problem and its best solution, or about a solution: those that hold before those that are
/// proposed or superseded, then the newest first.
pub fn decisions_on(graph: &Graph, id: EntryId, best_solution: Option<EntryId>) -> Vec<EntryId> {
    let of_solution = match graph.role(id) {
        Some(Role::Solution) => Some(id),
        _ => best_solution,
    };
    let of_solution = of_solution
        .into_iter()
        .flat_map(|id| graph.decisions_about_solution(id));
    let mut all = sorted_unique(graph.decisions_about_problem(id).chain(of_solution));
    all.sort_by_key(|id| {
        let decision = role::Decision(&graph.entry(*id).document.fields);
        let day = decision.date().map(|date| date.first);
        std::cmp::Reverse((decision.is_accepted(), day, *id))
    });
    all
}

/// True if the team has committed to this entry: a solution that is planned, building or shipped, an accepted decision
/// to build or iterate, a problem with the status validated.
pub fn is_committed(graph: &Graph, id: EntryId) -> bool {
    let fields = &graph.entry(id).document.fields;
    match graph.role(id) {
        Some(Role::Solution) => {
            let status = role::Solution(fields).status();
            matches!(status, Some("planned" | "building" | "shipped"))
        }
        Some(Role::Decision) => {
            let decision = role::Decision(fields);
            decision.is_accepted() && matches!(decision.outcome(), Some("build" | "iterate"))
        }
        Some(Role::Problem) => role::Problem(fields).status() == Some("validated"),
        _ => false,
    }
}
