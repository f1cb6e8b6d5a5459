//! `feedback-unlinked`: feedback that is some days old names no problem.

use super::{CheckContext, Findings};
use crate::model::{Role, role};
use crate::text::days_between;

pub fn find(context: &CheckContext, found: &mut Findings) {
    let max_days = context.config.feedback.unlinked_days;
    for id in context.entries_of_role(Role::Feedback) {
        let Some(received) = role::Feedback(context.fields(id)).received() else {
            continue;
        };
        let age = days_between(received.first, context.as_of);
        if age > max_days && context.lacks_field(id, "problems") {
            let message = "which problem is this about?";
            let help = "add `problems:`, or write the problem down";
            found.add(
                id,
                context.place_of_lacking(id, ["problems"]),
                message,
                help,
            );
        }
    }
}
