//! `status-ahead-of-evidence`: a problem's status claims more than its studies show.

use super::{Check, CheckContext, Finder, Findings};
use crate::diagnostic::Place;
use crate::evidence::{State, StatusClaim};
use crate::model::Role;

pub const CHECK: Check = Check {
    code: "status-ahead-of-evidence",
    what: "A problem says `validated` without evidence that it is real, or `solved` without evidence that the answer works.",
    why: "Everybody plans with the status; it must not run ahead of what is known.",
    example: r#">>> personas/awinita.md
>>> problems/know-why.md
---
title: Know why a file failed
need: know why a file failed
personas: [awinita]
status: validated
---
"#,
    example_finding: "problems/know-why.md:5:9 *Know why a file failed* says `validated`, but no study supports it",
    correction: &[("status: validated", "status: exploring")],
    finder: Finder::Scores(find),
    ..Check::WARNING
};

fn find(context: &CheckContext, found: &mut Findings) {
    for id in context.entries_of_role(Role::Problem) {
        let document = &context.graph.entry(id).document;
        let Some(problem_scores) = context.evidence.problems.get(&id) else {
            continue;
        };
        let (score, what, back) = match document.fields.text("status") {
            Some("validated") => (&problem_scores.problem, "it", "exploring"),
            Some("solved") => (&problem_scores.solution, "the answer", "validated"),
            _ => continue,
        };
        let summary = context.evidence.summaries.get(&id);
        if summary.is_none_or(|summary| summary.status != StatusClaim::Ahead) {
            continue;
        }
        let status = document.fields.text("status").unwrap_or_default();
        let (but, way_out) = match score.state {
            State::Untested | State::NoVerdict => (format!("no study supports {what}"), "link one"),
            State::Contested => (
                format!("studies disagree about {what}"),
                "say why in `resolution:`",
            ),
            _ => (
                format!("the studies say too little about {what}"),
                "link a stronger one",
            ),
        };
        let message = format!("*{}* says `{status}`, but {but}", document.title);
        let at = Place::field("status");
        found.add(
            id,
            at,
            message,
            format!("{way_out}, or set `status: {back}`"),
        );
    }
}
