//! `basis-claimed`: a persona's `basis:` is stronger than the one its studies give it.

use super::{CheckContext, Findings};
use crate::evidence::Basis;
use crate::model::role;

pub fn find(context: &CheckContext, found: &mut Findings) {
    for (id, persona) in context.evidence.personas.iter() {
        let Some(word) = role::Persona(context.fields(id)).declared_basis() else {
            continue;
        };
        if Basis::parse(word).is_none_or(|declared| declared <= persona.basis) {
            continue;
        }
        let derived = persona.basis.as_str();
        let message = format!("`{word}` is more than its studies show: they make it `{derived}`");
        let help = format!("name it in the studies' `personas:`, or set `basis: {derived}`");
        found.add(id, context.place_of_value(id, "basis"), message, help);
    }
}
