//! `revisit-due`: the `revisit:` date of a decision is past.

use super::{CheckContext, Findings};
use crate::model::{Role, role};

pub fn find(context: &CheckContext, found: &mut Findings) {
    for id in context.entries_of_role(Role::Decision) {
        let decision = role::Decision(context.fields(id));
        let Some(day) = decision.overdue(context.as_of) else {
            continue;
        };
        let message = format!("was to be looked at again by {}", day);
        let help = "decide again, or move the day";
        found.add(id, context.place_of_value(id, "revisit"), message, help);
    }
}
