//! `solution-without-demand`: something is planned, built or shipped that no validated problem asks for.

use super::{Check, Find, Found, Scene};
use crate::diagnostic::{At, Problem, Severity};
use crate::graph::evidence::{Evidence, State};
use crate::graph::{Id, evidence};
use crate::schema::Role;
use crate::yaml::Step;

pub const CHECK: Check = Check {
    code: "solution-without-demand",
    severity: Severity::Warning,
    due: false,
    private: false,
    what: "A solution is planned, built or shipped, and no problem it names is known well enough to be real.",
    why: "Most features that nobody needs were never asked for by a validated problem.",
    example: r#">>> personas/awinita.md
---
name: Awinita
role: Grantee data analyst
goals: [Error-free data]
---
>>> problems/know-why.md
---
title: Know why a file failed
need: know why a file failed
personas: [awinita]
---
>>> solutions/error-report.md
---
title: Error report
problems: [know-why]
status: building
---
"#,
    instead: r#">>> personas/awinita.md
---
name: Awinita
role: Grantee data analyst
goals: [Error-free data]
---
>>> problems/know-why.md
---
title: Know why a file failed
need: know why a file failed
personas: [awinita]
---
>>> solutions/error-report.md
---
title: Error report
problems: [know-why]
status: idea
---
"#,
    find: Find::Graph(find),
};

fn find(scene: &Scene, found: &mut Vec<Found>) {
    for id in scene.graph.of_role(Role::Answer) {
        let fields = &scene.graph.entry(id).document.fields;
        let Some(status @ ("planned" | "building" | "shipped")) = fields.text("status") else {
            continue;
        };
        // While a waiver runs it silences this; afterwards `waiver-expired` speaks in its place.
        if fields.map("waiver").is_some_and(|w| w.has("until")) {
            continue;
        }
        let claims: Vec<Id> = scene.graph.targets(id, "problems").collect();
        let shipped = fields
            .date("shipped")
            .filter(|_| status == "shipped")
            .map(|d| d.first);
        let then = shipped.map(|day| evidence::score_until(scene.graph, scene.config, day));
        let evidence = then.as_ref().unwrap_or(scene.evidence);
        if claims
            .iter()
            .any(|claim| has_demand(evidence, *claim, scene))
        {
            continue;
        }
        let (message, help) = match claims.as_slice() {
            [] => (
                format!("`{status}`, and it names no problem"),
                "add `problems:`, or set `status: idea`".to_owned(),
            ),
            [one] => (
                format!(
                    "`{status}`, and nobody knows yet that `{}` is real",
                    scene.graph.entry(*one).document.id
                ),
                "link a study that supports the problem, set `status: idea`, or add a `waiver:`"
                    .to_owned(),
            ),
            _ => (
                format!("`{status}`, and none of its problems is known to be real"),
                "link a study that supports one of them, set `status: idea`, or add a `waiver:`"
                    .to_owned(),
            ),
        };
        let at = At::Value(vec![Step::Key("status".into())]);
        found.push(Found {
            entry: id,
            problem: Problem::new(CHECK.code, at, message).help(help),
        });
    }
}

fn has_demand(evidence: &Evidence, claim: Id, scene: &Scene) -> bool {
    let good = scene.config.evidence.words.good;
    evidence
        .claims
        .get(&claim)
        .is_some_and(|c| c.problem.state == State::Supported && c.problem.support >= good)
}
