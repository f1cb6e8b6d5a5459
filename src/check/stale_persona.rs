//! `stale-persona`: the latest review or study of a persona is too old.

use super::{Check, CheckContext, Finder, Findings};
use crate::diagnostic::Place;

pub const CHECK: Check = Check {
    code: "stale-persona",
    depends_on_date: true,
    what: "A persona was last reviewed, or last seen in a study, longer ago than the limit.",
    why: "People change jobs, tools and worries; a portrait on the wall does not.",
    example: r#">>> personas/awinita.md
---
name: Awinita
role: Grantee data analyst
goals: [Error-free data]
reviewed: 2025-01-15
---
>>> problems/know-why.md
"#,
    example_finding: "personas/awinita.md:5:11 nobody has checked this persona since 2025-01-15",
    correction: &[("reviewed: 2025-01-15", "reviewed: 2026-06-15")],
    finder: Finder::Graph(find),
    ..Check::WARNING
};

fn find(context: &CheckContext, found: &mut Findings) {
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
