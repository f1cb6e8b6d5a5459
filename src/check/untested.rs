//! `untested`: no study says anything about a problem.

use super::{CheckContext, Findings};
use crate::diagnostic::Place;
use crate::evidence::State;
use crate::model::Role;

pub fn find(context: &CheckContext, found: &mut Findings) {
    for (id, problem_scores) in context
        .entries_of_role(Role::Problem)
        .filter_map(|id| Some((id, context.evidence.problems.get(&id)?)))
    {
        if problem_scores.problem.state == State::Untested {
            let method = context
                .graph
                .schema
                .first_with_role(Role::Validation)
                .map_or("study".into(), |k| k.label.to_lowercase());
            let help = format!("link a {method} that names it in `problems:`");
            found.add(
                id,
                Place::Start,
                "nobody has tested yet whether this is real",
                help,
            );
        }
    }
}
