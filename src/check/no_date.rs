//! `no-date`: a study does not say when it was done.

use super::{CheckContext, Findings};
use crate::diagnostic::Place;
use crate::model::Role;

pub fn find(context: &CheckContext, found: &mut Findings) {
    for id in context.entries_of_role(Role::Validation) {
        if context.is_done_validation(id)
            && context.lacks_field(id, "date")
            && context.lacks_field(id, "start")
            && context.lacks_field(id, "end")
        {
            found.add(
                id,
                Place::Start,
                "when was this done? its points are cut until that is known",
                "add `date:`",
            );
        }
    }
}
