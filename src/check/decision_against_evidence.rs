//! `decision-against-evidence`: a decision to build cites evidence that speaks against it, and has no `because:`.

use super::{Check, CheckContext, Finder, Findings};
use crate::diagnostic::Place;
use crate::evidence::State;
use crate::evidence::commitment::is_committed;
use crate::graph::EntryId;
use crate::model::{Fields, Role};

pub const CHECK: Check = Check {
    code: "decision-against-evidence",
    what: "An accepted decision to build or iterate concerns what was refuted, contested or inconclusive, and has no `because`.",
    why: "Deciding against the evidence can be right; doing so without a word cannot.",
    example: r#">>> personas/awinita.md
>>> problems/know-why.md
>>> validations/talks.md
---
title: Talks
method: interview
date: 2026-06-01
participants: 9
criterion: 5 of 9 tell of one
problems: [know-why]
verdict: inconclusive
---
>>> decisions/error-report.md
---
title: An error report
date: 2026-06-15
outcome: build
evidence: [talks]
---
"#,
    example_finding: "decisions/error-report.md:5:12 builds although *Talks* was inconclusive",
    correction: &[(
        "evidence: [talks]",
        "evidence: [talks]\nbecause: The law asks for it.",
    )],
    finder: Finder::Scores(find),
    ..Check::WARNING
};

fn find(context: &CheckContext, found: &mut Findings) {
    for id in context.entries_of_role(Role::Decision) {
        if !is_committed(context.graph, id) || !context.lacks_field(id, "because") {
            continue;
        }
        let out = context.graph.entry(id).outgoing.iter();
        let edges = out.map(|edge| context.graph.edge(*edge));
        let mut against = edges.filter_map(|edge| {
            let known = matches!(&*edge.field, "evidence" | "problems" | "solutions");
            Some((edge, objection(context, edge.to)?)).filter(|_| known)
        });
        let Some((edge, word)) = against.next() else {
            continue;
        };
        let verb = match context.fields(id).text("outcome") {
            Some("iterate") => "iterates",
            _ => "builds",
        };
        let message = format!("{verb} although *{}* {word}", context.title(edge.to));
        let at = Place::Value(vec![(&*edge.field).into(), edge.item.into()]);
        let help = "if that is right, say why in `because:`";
        found.add(id, at, message, help);
    }
}

/// Why an entry is no support for a decision, by its score or, for a study, its verdict; `None` if it may be one.
fn objection(context: &CheckContext, id: EntryId) -> Option<&'static str> {
    let state = match context.graph.role(id)? {
        Role::Problem => context.evidence.problems.get(&id)?.problem.state,
        Role::Solution => context.evidence.solutions.get(&id)?.state,
        Role::Validation if context.is_done_validation(id) => {
            return common_verdict(context.fields(id));
        }
        _ => return None,
    };
    match state {
        State::Refuted => Some("was refuted"),
        State::Contested => Some("is contested"),
        State::Inconclusive => Some("was inconclusive"),
        _ => None,
    }
}

/// The negative verdict of a study; of several results, only one that all of them have.
fn common_verdict(study: &Fields) -> Option<&'static str> {
    let own = study.text("verdict");
    let results = study.maps("results").map(|r| r.text("verdict").or(own));
    let mut all = results.chain(own.filter(|_| study.list("results").is_empty()).map(Some));
    let first = all.next()??;
    match first {
        _ if all.any(|other| other != Some(first)) => None,
        "refuted" => Some("was refuted"),
        "inconclusive" => Some("was inconclusive"),
        _ => None,
    }
}
