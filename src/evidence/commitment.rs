//! What the team has decided and committed to. Reads statuses and links alone, no scores.

use crate::graph::{EntryId, Graph, sorted_unique};
use crate::model::Role;

/// The decisions about a problem and its best solution, or about a solution: those that hold before those that are
/// proposed or superseded, then the newest first.
pub fn decisions_on(graph: &Graph, id: EntryId, best_solution: Option<EntryId>) -> Vec<EntryId> {
    let about = |id, field| graph.sources(id, Role::Decision, field);
    let of_solution = match graph.role(id) {
        Some(Role::Solution) => Some(id),
        _ => best_solution,
    };
    let of_solution = of_solution
        .into_iter()
        .flat_map(|id| about(id, "solutions"));
    let mut all = sorted_unique(about(id, "problems").chain(of_solution));
    all.sort_by_key(|id| {
        let fields = &graph.entry(*id).document.fields;
        let holds = fields.text("status") == Some("accepted");
        std::cmp::Reverse((holds, fields.first_day("date"), *id))
    });
    all
}

/// True if the team has committed to this entry: a solution that is planned, building or shipped, an accepted decision
/// to build or iterate, a problem with the status validated.
pub fn is_committed(graph: &Graph, id: EntryId) -> bool {
    let fields = &graph.entry(id).document.fields;
    let status = fields.text("status");
    match graph.role(id) {
        Some(Role::Solution) => matches!(status, Some("planned" | "building" | "shipped")),
        Some(Role::Decision) => {
            let is_go = matches!(fields.text("outcome"), Some("build" | "iterate"));
            status == Some("accepted") && is_go
        }
        Some(Role::Problem) => status == Some("validated"),
        _ => false,
    }
}
