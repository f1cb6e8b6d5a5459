//! `basis-claimed`: a persona's `basis:` is stronger than the one its studies give it.

use super::{Check, CheckContext, Finder, Findings};
use crate::evidence::Basis;

pub const CHECK: Check = Check {
    code: "basis-claimed",
    what: "A persona's declared basis is higher than the one its studies give it.",
    why: "A persona that looks researched is believed; one that is a guess should look like one.",
    example: r#">>> personas/awinita.md
---
name: Awinita
role: Grantee data analyst
goals: [Error-free data]
basis: statistical
---
>>> problems/know-why.md
"#,
    example_finding: "personas/awinita.md:5:8 `statistical` is more than its studies show: they make it `proto`",
    correction: &[("basis: statistical", "basis: proto")],
    finder: Finder::Graph(find),
    ..Check::WARNING
};

fn find(context: &CheckContext, found: &mut Findings) {
    for (id, persona) in context.evidence.personas.iter() {
        let Some(word) = context.fields(id).text("basis") else {
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
