//! `feedback-unlinked`: feedback that is some days old names no problem.

use super::{CheckContext, Findings};
use crate::diagnostic::Place;
use crate::model::Role;

pub fn find(context: &CheckContext, found: &mut Findings) {
    let max_days = context.config.feedback.unlinked_days;
    for id in context.entries_of_role(Role::Feedback) {
        let Some(received) = context.fields(id).date("received") else {
            continue;
        };
        let age = received.first.duration_until(context.as_of).as_hours() / 24;
        if age > max_days && context.lacks_field(id, "problems") {
            let message = "which problem is this about?";
            let help = "add `problems:`, or write the problem down";
            found.add(id, Place::Start, message, help);
        }
    }
}
