//! `proto-in-build`: something is built for people whom nobody has met.

use super::{Check, Find, Scene};
use crate::diagnostic::{Problem, Severity};
use crate::graph::Id;
use crate::graph::evidence::Basis;
use crate::schema::Role;

pub const CHECK: Check = Check {
    code: "proto-in-build",
    severity: Severity::Warning,
    due: false,
    private: false,
    what: "A solution is building or shipped, and every persona of its problems is a guess.",
    why: "What is built for an imagined person fits nobody in particular.",
    example: r#">>> personas/awinita.md
>>> problems/know-why.md
>>> solutions/error-report.md
---
title: Error report
problems: [know-why]
status: building
waiver: {by: Lilah, reason: The law asks for it, until: 2026-12-31}
---
"#,
    says: "solutions/error-report.md:4:9 built for *Awinita*, whom nobody has met",
    instead: r#">>> personas/awinita.md
>>> problems/know-why.md
>>> validations/talks.md
---
title: Talks
method: interview
date: 2026-06-01
participants: 9
criterion: 5 of 9 tell of one
personas: [awinita]
problems: [know-why]
verdict: supported
---
>>> validations/watched.md
>>> solutions/error-report.md
"#,
    find: Find::Graph(find),
};

fn find(scene: &Scene, found: &mut Vec<(Id, Problem)>) {
    for id in scene.of_role(Role::Answer) {
        if !matches!(
            scene.fields(id).text("status"),
            Some("building" | "shipped")
        ) {
            continue;
        }
        let claims = scene.graph.targets(id, "problems");
        let mut subjects: Vec<Id> = claims
            .flat_map(|claim| scene.graph.targets(claim, "personas"))
            .collect();
        subjects.sort_unstable();
        subjects.dedup();
        let is_proto = |id: &Id| {
            let subject = scene.evidence.subjects.get(id);
            subject.is_some_and(|s| s.basis == Basis::Proto)
        };
        if subjects.is_empty() || !subjects.iter().all(is_proto) {
            continue;
        }
        let people = |id: &Id| scene.evidence.subjects.get(id).map_or(0.0, |s| s.people);
        let met: f64 = subjects.iter().map(people).sum();
        let whom = match subjects.as_slice() {
            [one] => format!("*{}*", scene.title(*one)),
            [one, other] => format!("*{}* and *{}*", scene.title(*one), scene.title(*other)),
            more => format!("{} personas", more.len()),
        };
        let message = match met {
            0.0 => format!("built for {whom}, whom nobody has met"),
            1.0 => format!("built for {whom}, of whom only 1 has been met"),
            met => format!("built for {whom}, of whom only {met} have been met"),
        };
        let enough = scene.config.evidence.basis.qualitative;
        let help = format!("talk to {enough} of them, and name them in the study's `personas:`");
        let at = scene.value_of(id, "status");
        found.push((id, Problem::new(CHECK.code, at, message).help(help)));
    }
}
