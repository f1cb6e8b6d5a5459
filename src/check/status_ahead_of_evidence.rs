//! `status-ahead-of-evidence`: a problem's status claims more than its studies show.

use super::{CheckContext, Findings};
use crate::diagnostic::Place;
use crate::evidence::advice_words::disagreement;
use crate::evidence::{Score, State, StatusClaim};
use crate::model::{Role, role};

pub fn find(context: &CheckContext, found: &mut Findings) {
    for id in context.entries_of_role(Role::Problem) {
        let document = &context.graph.entry(id).document;
        let problem = role::Problem(&document.fields);
        let Some(problem_scores) = context.evidence.problems.get(&id) else {
            continue;
        };
        let (score, what) = match problem.status() {
            Some("validated") => (&problem_scores.problem, "it"),
            Some("solved") => (&problem_scores.solution, "the answer"),
            _ => continue,
        };
        let summary = context.evidence.summaries.get(&id);
        if summary.is_none_or(|summary| summary.status != StatusClaim::Ahead) {
            continue;
        }
        let status = problem.status().unwrap_or_default();
        let (but, way_out) = match score.state {
            State::Untested | State::NoVerdict => {
                (format!("no study supports {what}"), "link one".to_owned())
            }
            // A `resolution:` explains it, and the studies still say both.
            State::Contested => {
                let disagree = disagreement(score);
                (
                    format!("{disagree} about {what}"),
                    format!("find out why {disagree}"),
                )
            }
            _ => (
                format!("the studies say too little about {what}"),
                "link a stronger one".into(),
            ),
        };
        let message = format!("*{}* says `{status}`, but {but}", document.title);
        let fair = fair_status(context, status, &problem_scores.problem);
        let help = format!("{way_out}, or set `status: {fair}`");
        found.add(id, Place::field("status"), message, help);
    }
}

/// The furthest status below this one of which no check finds fault.
fn fair_status(context: &CheckContext, status: &str, problem: &Score) -> &'static str {
    let is_stale = || {
        problem
            .days_over_limit(context.config, context.as_of)
            .is_some()
    };
    let is_known = problem.state == State::Supported && problem.has_behavioural_evidence();
    match status == "solved" && is_known && !is_stale() {
        true => "validated",
        false => "exploring",
    }
}
