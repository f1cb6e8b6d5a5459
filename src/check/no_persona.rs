//! `no-persona`: a problem does not say who has it.

use super::{CheckContext, Findings};
use crate::diagnostic::Place;
use crate::model::Role;

pub fn find(context: &CheckContext, found: &mut Findings) {
    for id in context.entries_of_role(Role::Problem) {
        if context.lacks_field(id, "personas") {
            found.add(id, Place::Start, "who has this problem?", "add `personas:`");
        }
    }
}
