//! `status-against-evidence`: a problem's status says the opposite of its studies.

use super::{Check, CheckContext, Finder, Findings};
use crate::evidence::State;

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
    for (id, problem_scores) in context.evidence.problems.iter() {
        let status = context.fields(id).text("status");
        let (score, what, back) = match status {
            Some("validated") => (&problem_scores.problem, "it", "exploring"),
            Some("solved") => (&problem_scores.solution, "the answer", "exploring"),
            _ => continue,
        };
        if score.state != State::Refuted {
            continue;
        }
        let (title, status) = (context.title(id), status.unwrap_or_default());
        let message = format!("*{title}* says `{status}`, but the studies speak against {what}");
        let at = context.place_of_value(id, "status");
        let help =
            format!("set `status: {back}` or `parked`, or link the studies that say otherwise");
        found.add(id, at, message, help);
    }
}
