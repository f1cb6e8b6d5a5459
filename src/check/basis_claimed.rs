//! `basis-claimed`: a persona claims to rest on more than it does.

use super::{Check, Find, Scene};
use crate::diagnostic::{Problem, Severity};
use crate::graph::Id;
use crate::graph::evidence::Basis;

pub const CHECK: Check = Check {
    code: "basis-claimed",
    severity: Severity::Warning,
    due: false,
    private: false,
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
    says: "personas/awinita.md:5:8 `statistical` is more than its studies show: they make it `proto`",
    instead: r#">>> personas/awinita.md
---
name: Awinita
role: Grantee data analyst
goals: [Error-free data]
basis: proto
---
>>> problems/know-why.md
"#,
    find: Find::Graph(find),
};

fn find(scene: &Scene, found: &mut Vec<(Id, Problem)>) {
    for (id, subject) in scene.evidence.subjects.iter() {
        let Some(word) = scene.fields(id).text("basis") else {
            continue;
        };
        if Basis::parse(word).is_none_or(|declared| declared <= subject.basis) {
            continue;
        }
        let derived = subject.basis.as_str();
        let message = format!("`{word}` is more than its studies show: they make it `{derived}`");
        let help = format!("name it in the studies' `personas:`, or set `basis: {derived}`");
        found.push((
            id,
            Problem::new(CHECK.code, scene.value_of(id, "basis"), message).help(help),
        ));
    }
}
