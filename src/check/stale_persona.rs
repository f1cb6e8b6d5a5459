//! `stale-persona`: the latest review or study of a persona is too old.

use super::{CheckContext, Findings};
use crate::diagnostic::Place;

pub fn find(context: &CheckContext, found: &mut Findings) {
    for (id, persona) in context.evidence.personas.iter() {
        if persona
            .days_over_limit(context.config, context.as_of)
            .is_none()
        {
            continue;
        }
        let help = "check it against the people it stands for, and set `reviewed:`";
        let (at, message) = match (persona.reviewed, persona.last) {
            (Some(day), _) => (
                context.place_of_value(id, "reviewed"),
                format!("nobody has checked this persona since {day}"),
            ),
            (None, Some(day)) => (
                Place::Start,
                format!("no study has seen this persona since {day}"),
            ),
            (None, None) => continue,
        };
        found.add(id, at, message, help);
    }
}
