//! `no-persona`: a problem does not say who has it.

use super::{CheckContext, Findings};
use crate::model::Role;

pub fn find(context: &CheckContext, found: &mut Findings) {
    for id in context.entries_of_role(Role::Problem) {
        if context.lacks_field(id, "personas") {
            let (message, help) = match context.named_in_text(id, Role::Persona) {
                None => ("who has this problem?", "add `personas:`".into()),
                Some(who) => (
                    "only its text says who has this problem",
                    format!("add `personas: [{who}]`"),
                ),
            };
            found.add(
                id,
                context.place_of_lacking(id, ["personas"]),
                message,
                help,
            );
        }
    }
}
