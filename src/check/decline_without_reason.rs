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
        if context.lacks_field(id, "because") && context.lacks_field(id, "evidence") {
            let message = format!("{word}, and nobody says why");
            let help = "add `because:` or `evidence:`";
            found.add(id, Place::Start, message, help);
        }
    }
}
