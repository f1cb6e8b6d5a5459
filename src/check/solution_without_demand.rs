//! `solution-without-demand`: something is planned, built or shipped that no validated problem asks for.

use super::{Check, Find, Scene};
use crate::diagnostic::{At, Problem, Severity};
use crate::graph::Id;
use crate::graph::evidence::coverage::is_live;
use crate::graph::evidence::{Claim, History, State};
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
>>> problems/know-why.md
>>> solutions/error-report.md
---
title: Error report
problems: [know-why]
status: planned
---
"#,
    says: "solutions/error-report.md:4:9 `planned`, and nobody knows yet that `know-why` is real",
    instead: r#">>> personas/awinita.md
>>> problems/know-why.md
>>> solutions/error-report.md
---
title: Error report
problems: [know-why]
status: idea
---
"#,
    find: Find::Scores(find),
};

fn find(scene: &Scene, found: &mut Vec<(Id, Problem)>) {
    let mut history = None;
    for id in scene.of_role(Role::Answer) {
        let fields = scene.fields(id);
        let status = fields.text("status").unwrap_or_default();
        // While a waiver runs it silences this; afterwards `waiver-expired` speaks in its place.
        let waiver = fields.map("waiver");
        if !is_live(scene.graph, id) || waiver.is_some_and(|w| w.has("until")) {
            continue;
        }
        let claims: Vec<Id> = scene.graph.targets(id, "problems").collect();
        // What is shipped was right if the demand was known on the day it shipped.
        let shipped = fields
            .date("shipped")
            .filter(|_| status == "shipped")
            .map(|d| d.first);
        let has_demand = claims.iter().any(|claim| match shipped {
            None => scene
                .evidence
                .claims
                .get(claim)
                .is_some_and(|c| is_known(c, scene)),
            Some(day) => {
                let history =
                    history.get_or_insert_with(|| History::new(scene.graph, scene.config));
                history
                    .claim(*claim, day)
                    .is_some_and(|c| is_known(&c, scene))
            }
        });
        if has_demand {
            continue;
        }
        let message = match claims.as_slice() {
            [] => format!("`{status}`, and it names no problem"),
            [one] => {
                let one = &scene.graph.entry(*one).document.id;
                format!("`{status}`, and nobody knows yet that `{one}` is real")
            }
            _ => format!("`{status}`, and none of its problems is known to be real"),
        };
        let help = match claims.as_slice() {
            _ if waiver.is_some() => {
                "give the `waiver:` an `until:`, the last day on which it holds"
            }
            [] => "add `problems:`, or set `status: idea`",
            [_] => "link a study that supports the problem, set `status: idea`, or add a `waiver:`",
            _ => "link a study that supports one of them, set `status: idea`, or add a `waiver:`",
        };
        let at = At::Value(vec![Step::Key("status".into())]);
        let problem = Problem::new(CHECK.code, at, message).help(help);
        found.push((id, problem));
    }
}

fn is_known(claim: &Claim, scene: &Scene) -> bool {
    let good = scene.config.evidence.words.good;
    claim.problem.state == State::Supported && claim.problem.support >= good
}
