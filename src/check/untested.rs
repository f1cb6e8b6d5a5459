//! `untested`: no study says anything about a problem.

use super::{CheckContext, Findings};
use crate::diagnostic::Place;
use crate::evidence::State;
use crate::model::Role;

pub fn find(context: &CheckContext, found: &mut Findings) {
    let study = context.graph.schema.first_with_role(Role::Validation);
    let study = study.map_or("study".into(), |kind| kind.label.to_lowercase());
    for id in context.entries_of_role(Role::Problem) {
        let scores = context.evidence.problems.get(&id);
        if scores.is_some_and(|scores| scores.problem.state == State::Untested) {
            let message = "nobody has tested yet whether this is real";
            let help = format!("link a {study} that names it in `problems:`");
            found.add(id, Place::Start, message, help);
        }
    }
}
