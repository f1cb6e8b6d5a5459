//! `stale-persona`: nobody has checked a persona for too long.

use super::{Check, Find, Scene};
use crate::diagnostic::{At, Problem, Severity};
use crate::graph::Id;

pub const CHECK: Check = Check {
    code: "stale-persona",
    severity: Severity::Warning,
    due: true,
    private: false,
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
    says: "personas/awinita.md:5:11 nobody has checked this persona since 2025-01-15",
    instead: r#">>> personas/awinita.md
---
name: Awinita
role: Grantee data analyst
goals: [Error-free data]
reviewed: 2026-06-15
---
>>> problems/know-why.md
"#,
    find: Find::Graph(find),
};

fn find(scene: &Scene, found: &mut Vec<(Id, Problem)>) {
    for (id, subject) in scene.evidence.subjects.iter() {
        if subject.stale(scene.config, scene.as_of).is_none() {
            continue;
        }
        let help = "check it against the people it stands for, and set `reviewed:`";
        let told = match (subject.reviewed, subject.last) {
            (Some(day), _) => {
                let message = format!("nobody has checked this persona since {day}");
                Problem::new(CHECK.code, scene.value_of(id, "reviewed"), message)
            }
            (None, Some(day)) => {
                let message = format!("no study has seen this persona since {day}");
                Problem::new(CHECK.code, At::Start, message)
            }
            (None, None) => continue,
        };
        found.push((id, told.help(help)));
    }
}
