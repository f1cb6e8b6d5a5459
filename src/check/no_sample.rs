//! `no-sample`: a study does not say how many people, answers or cases it saw.

use super::{CheckContext, Findings};
use crate::model::role;

pub fn find(context: &CheckContext, found: &mut Findings) {
    for id in context.done_validations() {
        let method = role::Validation(context.fields(id)).method();
        let method = method.and_then(|m| context.config.evidence.methods.get(m));
        // Some methods count in full with a single case.
        let needs_many = method.is_none_or(|m| m.n_full > 1.0);
        if needs_many && context.lacks_field(id, "participants") {
            let message = "how many took part? its points are cut until that is known";
            let help = "add `participants:`";
            found.add(
                id,
                context.place_of_lacking(id, ["participants"]),
                message,
                help,
            );
        }
    }
}
