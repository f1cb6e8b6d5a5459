//! `no-verdict`: a study was done, and has no verdict, no results and no insight.

use super::{CheckContext, Findings};
use crate::diagnostic::Place;
use crate::model::Role;

pub fn find(context: &CheckContext, found: &mut Findings) {
    for id in context
        .entries_of_role(Role::Validation)
        .filter(|id| context.is_done_validation(*id))
    {
        let cited = context
            .graph
            .sources(id, Role::Insight, "validations")
            .next();
        if cited.is_none()
            && context.lacks_field(id, "verdict")
            && context.lacks_field(id, "results")
        {
            let message = "it was done, and nobody says what came of it";
            let help = "add `verdict:` or `results:`, or write an insight that cites it";
            found.add(id, Place::Start, message, help);
        }
    }
}
