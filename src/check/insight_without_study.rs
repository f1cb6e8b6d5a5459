//! `insight-without-study`: an insight does not name the study it comes from.

use super::{CheckContext, Findings};
use crate::diagnostic::Place;
use crate::model::Role;

pub fn find(context: &CheckContext, found: &mut Findings) {
    for id in context.entries_of_role(Role::Insight) {
        if context.lacks_field(id, "validations") {
            let message = "which study found this?";
            let help = "add `validations:`";
            found.add(id, Place::Start, message, help);
        }
    }
}
