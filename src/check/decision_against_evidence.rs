//! `decision-against-evidence`: a decision to build cites evidence that speaks against it, and has no `because:`.

use super::{Check, CheckContext, Finder, Findings};
use crate::diagnostic::Place;
use crate::evidence::commitment::is_committed;
use crate::evidence::objection_to;
use crate::model::Role;

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
        let Some((edge, word)) = objection_to(context.graph, context.evidence, id) else {
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
