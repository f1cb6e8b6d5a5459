//! `no-criterion`: a study has no `criterion:`, which would say what counts as success.

use super::{CheckContext, Findings};
use crate::model::Role;

pub fn find(context: &CheckContext, found: &mut Findings) {
    for id in context.entries_of_role(Role::Validation) {
        if context.lacks_field(id, "criterion") {
            let message = "which result would have counted as success?";
            let help = "add `criterion:`, as it was set before the study";
            found.add(
                id,
                context.place_of_lacking(id, ["criterion"]),
                message,
                help,
            );
        }
    }
}
