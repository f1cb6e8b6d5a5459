//! `status-against-evidence`: a problem's status says the opposite of its studies.

use super::{Check, CheckContext, Finder, Findings};
use crate::evidence::StatusClaim;
use crate::model::Role;

pub const CHECK: Check = Check {
    code: "status-against-evidence",
    what: "A problem says `validated` although its studies refute it, or `solved` although they refute the answer.",
    why: "Nobody looks again at what is called settled.",
    example: r#">>> personas/awinita.md
>>> problems/know-why.md
---
title: Know why a file failed
need: know why a file failed
personas: [awinita]
status: validated
---
>>> validations/talks.md
---
title: Talks
method: interview
date: 2026-06-01
participants: 9
criterion: 5 of 9 tell of one
problems: [know-why]
verdict: refuted
---
"#,
    example_finding: "problems/know-why.md:5:9 *Know why a file failed* says `validated`, but the studies speak against it",
    correction: &[("status: validated", "status: parked")],
    finder: Finder::Scores(find),
    ..Check::WARNING
};

fn find(context: &CheckContext, found: &mut Findings) {
    for id in context.entries_of_role(Role::Problem) {
        let summary = context.evidence.summaries.get(&id);
        if summary.is_none_or(|summary| summary.status != StatusClaim::Against) {
            continue;
        }
        let status = context.fields(id).text("status").unwrap_or_default();
        let what = match status {
            "solved" => "the answer",
            _ => "it",
        };
        let title = context.title(id);
        let message = format!("*{title}* says `{status}`, but the studies speak against {what}");
        let at = context.place_of_value(id, "status");
        let help = "set `status: exploring` or `parked`, or link the studies that say otherwise";
        found.add(id, at, message, help);
    }
}
