//! `insight-without-study`: an insight does not name the study it comes from.

use super::{CheckContext, Findings};
use crate::model::Role;

pub fn find(context: &CheckContext, found: &mut Findings) {
    for id in context.entries_of_role(Role::Insight) {
        if context.lacks_field(id, "validations") {
            let (message, help) = match context.named_in_text(id, Role::Validation) {
                None => ("which study found this?", "add `validations:`".into()),
                Some(study) => (
                    "only its text says which study found this",
                    format!("add `validations: [{study}]`"),
                ),
            };
            found.add(
                id,
                context.place_of_lacking(id, ["validations"]),
                message,
                help,
            );
        }
    }
}
