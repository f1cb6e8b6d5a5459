//! `decline-without-reason`: a decision to decline, defer or stop has neither `because:` nor `evidence:`.

use super::{CheckContext, Findings};
use crate::diagnostic::Place;
use crate::model::{Role, role};

pub fn find(context: &CheckContext, found: &mut Findings) {
    for id in context.entries_of_role(Role::Decision) {
        let word = match role::Decision(context.fields(id)).outcome() {
            Some("decline") => "declined",
            Some("defer") => "deferred",
            Some("stop") => "stopped",
            _ => continue,
        };
        let is_in_text = || context.is_told_in_text(id, "because");
        let lacks = |field| context.lacks_field(id, field);
        if lacks("because") && lacks("evidence") && !is_in_text() {
            let message = format!("{word}, and nobody says why");
            let help = "add `because:` or `evidence:`";
            found.add(id, Place::Start, message, help);
        }
    }
}
