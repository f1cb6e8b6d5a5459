//! `say-only`: something goes ahead on what people say, and nobody has seen what they do.

use super::{Check, Find, Scene};
use crate::diagnostic::{At, Problem, Severity};
use std::collections::HashSet;

use crate::config::Class;
use crate::graph::Id;
use crate::graph::evidence::Score;
use crate::graph::evidence::coverage::is_live;

pub const CHECK: Check = Check {
    code: "say-only",
    severity: Severity::Warning,
    due: false,
    private: false,
    what: "What is planned, built or called validated rests on studies of what people say alone.",
    why: "People are poor judges of what they will do; saying yes costs them nothing.",
    example: r#">>> personas/awinita.md
>>> problems/know-why.md
>>> validations/talks.md
>>> solutions/error-report.md
---
title: Error report
problems: [know-why]
status: planned
waiver: {by: Lilah, reason: The law asks for it, until: 2026-12-31}
---
"#,
    says: "solutions/error-report.md:1:1 rests on one study, and that is what people say",
    instead: r#">>> personas/awinita.md
>>> problems/know-why.md
>>> validations/talks.md
>>> validations/watched.md
>>> solutions/error-report.md
"#,
    find: Find::Graph(find),
};

fn find(scene: &Scene, found: &mut Vec<(Id, Problem)>) {
    let some = scene.config.evidence.words.some;
    for (id, _) in scene
        .graph
        .iter()
        .filter(|(id, _)| is_live(scene.graph, *id))
    {
        let scores: Vec<&Score> = super::claims_under(scene, id)
            .filter_map(|claim| Some(&scene.evidence.claims.get(&claim)?.problem))
            .collect();
        let counted = || scores.iter().flat_map(|score| &score.studies);
        if counted().any(|c| c.class == Class::Do) || !scores.iter().any(|s| s.support >= some) {
            continue;
        }
        let studies: HashSet<Id> = counted().map(|c| c.study).collect();
        let message = match studies.len() {
            1 => "rests on one study, and that is what people say".to_owned(),
            n => format!("rests on {n} studies, all of them what people say"),
        };
        let help = "watch or measure before building";
        found.push((id, Problem::new(CHECK.code, At::Start, message).help(help)));
    }
}
