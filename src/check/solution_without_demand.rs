//! `solution-without-demand`: something is planned, built or shipped that no validated problem asks for.

use super::{Check, CheckContext, Finder, Findings};
use crate::diagnostic::Place;
use crate::evidence::coverage::is_committed;
use crate::evidence::{ProblemScores, State, VerdictIndex};
use crate::graph::EntryId;
use crate::model::Role;

pub const CHECK: Check = Check {
    code: "solution-without-demand",
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
    example_finding: "solutions/error-report.md:4:9 `planned`, and nobody knows yet that `know-why` is real",
    correction: &[("status: planned", "status: idea")],
    finder: Finder::Scores(find),
    ..Check::WARNING
};

fn find(context: &CheckContext, found: &mut Findings) {
    let mut verdict_index = None;
    for id in context.entries_of_role(Role::Solution) {
        let fields = context.fields(id);
        let status = fields.text("status").unwrap_or_default();
        // An expired waiver is a finding of `waiver-expired` instead.
        let waiver = fields.map("waiver");
        if !is_committed(context.graph, id) || waiver.is_some_and(|w| w.has("until")) {
            continue;
        }
        let problems: Vec<EntryId> = context.graph.targets(id, "problems").collect();
        // What was shipped is scored as of the day it shipped.
        let shipped = fields
            .date("shipped")
            .filter(|_| status == "shipped")
            .map(|d| d.first);
        let has_demand = problems.iter().any(|problem_id| match shipped {
            None => context
                .evidence
                .problems
                .get(problem_id)
                .is_some_and(|c| is_known_to_be_real(c, context)),
            Some(day) => {
                let history = verdict_index
                    .get_or_insert_with(|| VerdictIndex::new(context.graph, context.config));
                history
                    .problem_on(*problem_id, day)
                    .is_some_and(|c| is_known_to_be_real(&c, context))
            }
        });
        if has_demand {
            continue;
        }
        let message = match problems.as_slice() {
            [] => format!("`{status}`, and it names no problem"),
            [one] => {
                let one = &context.graph.entry(*one).document.id;
                format!("`{status}`, and nobody knows yet that `{one}` is real")
            }
            _ => format!("`{status}`, and none of its problems is known to be real"),
        };
        let help = match problems.as_slice() {
            _ if waiver.is_some() => {
                "give the `waiver:` an `until:`, the last day on which it holds"
            }
            [] => "add `problems:`, or set `status: idea`",
            [_] => "link a study that supports the problem, set `status: idea`, or add a `waiver:`",
            _ => "link a study that supports one of them, set `status: idea`, or add a `waiver:`",
        };
        let at = Place::field("status");
        found.add(id, at, message, help);
    }
}

fn is_known_to_be_real(problem_scores: &ProblemScores, context: &CheckContext) -> bool {
    let good = context.config.evidence.words.good;
    problem_scores.problem.state == State::Supported && problem_scores.problem.support >= good
}
