//! `decline-without-reason`: a decision to decline, defer or stop has neither `because:` nor `evidence:`, and no text.

use super::{CheckContext, Findings};
use crate::model::{Role, role};

pub fn find(context: &CheckContext, found: &mut Findings) {
    for id in context.entries_of_role(Role::Decision) {
        let word = match role::Decision(context.fields(id)).outcome() {
            Some("decline") => "declined",
            Some("defer") => "deferred",
            Some("stop") => "stopped",
            _ => continue,
        };
        let has_text = || {
            let document = &context.graph.entry(id).document;
            document.has_sentence || context.is_told_in_text(id, "because")
        };
        let lacks = |field| context.lacks_field(id, field);
        if lacks("because") && lacks("evidence") && !has_text() {
            let message = format!("{word}, and nobody says why");
            let help = "add `because:` or `evidence:`";
            found.add(
                id,
                context.place_of_lacking(id, ["because", "evidence"]),
                message,
                help,
            );
        }
    }
}
