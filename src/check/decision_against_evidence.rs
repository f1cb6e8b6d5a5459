//! `decision-against-evidence`: a decision to build cites evidence that speaks against it, and has no `because:`.

use super::{CheckContext, Findings};
use crate::diagnostic::Place;
use crate::evidence::commitment::is_committed;
use crate::evidence::objection_to;
use crate::model::{Role, role};

pub fn find(context: &CheckContext, found: &mut Findings) {
    for id in context.entries_of_role(Role::Decision) {
        if !is_committed(context.graph, id) || !context.lacks_field(id, "because") {
            continue;
        }
        let Some((edge, word)) = objection_to(context.graph, context.evidence, id) else {
            continue;
        };
        let verb = match role::Decision(context.fields(id)).outcome() {
            Some("iterate") => "iterates",
            _ => "builds",
        };
        let message = format!("{verb} although *{}* {word}", context.title(edge.to));
        let at = match context.place_of_lacking(id, ["because"]) {
            Place::Start => Place::Value(vec![(&*edge.field).into(), edge.item.into()]),
            private => private,
        };
        let help = "if that is right, say why in `because:`";
        found.add(id, at, message, help);
    }
}
