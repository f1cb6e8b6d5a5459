//! `decision-without-evidence`: a decision to build has no `evidence:`.

use super::{CheckContext, Findings};
use crate::evidence::commitment::is_committed;
use crate::model::Role;

pub fn find(context: &CheckContext, found: &mut Findings) {
    for id in context.entries_of_role(Role::Decision) {
        if is_committed(context.graph, id) && context.lacks_field(id, "evidence") {
            let help = "add `evidence:` with the studies, problems or metrics it rests on";
            let message = "which evidence does this rest on?";
            found.add(
                id,
                context.place_of_lacking(id, ["evidence"]),
                message,
                help,
            );
        }
    }
}
