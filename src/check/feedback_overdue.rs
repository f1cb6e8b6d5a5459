//! `feedback-overdue`: feedback has had no answer in the promised time.

use super::{CheckContext, Findings};
use crate::diagnostic::Place;
use crate::evidence::feedback_clock;
use crate::model::role;

pub fn find(context: &CheckContext, found: &mut Findings) {
    let promise = &context.config.feedback;
    for id in feedback_clock::compute(context.graph, promise, context.as_of).overdue {
        let Some(received) = role::Feedback(context.fields(id)).received() else {
            continue;
        };
        let message = format!("has waited for an answer since {}", received.written);
        let help = "answer, and add `responded:`";
        found.add(id, Place::Start, message, help);
    }
}
