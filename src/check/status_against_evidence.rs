//! `status-against-evidence`: a problem's status says the opposite of its studies.

use super::{Check, Find, Scene};
use crate::diagnostic::{Problem, Severity};
use crate::graph::Id;
use crate::graph::evidence::State;

pub const CHECK: Check = Check {
    code: "status-against-evidence",
    severity: Severity::Warning,
    due: false,
    private: false,
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
    says: "problems/know-why.md:5:9 *Know why a file failed* says `validated`, but the studies speak against it",
    instead: r#">>> personas/awinita.md
>>> problems/know-why.md
---
title: Know why a file failed
need: know why a file failed
personas: [awinita]
status: parked
---
>>> validations/talks.md
"#,
    find: Find::Scores(find),
};

fn find(scene: &Scene, found: &mut Vec<(Id, Problem)>) {
    for (id, claim) in scene.evidence.claims.iter() {
        let status = scene.fields(id).text("status");
        let (score, what, back) = match status {
            Some("validated") => (&claim.problem, "it", "exploring"),
            Some("solved") => (&claim.solution, "the answer", "exploring"),
            _ => continue,
        };
        if score.state != State::Refuted {
            continue;
        }
        let (title, status) = (scene.title(id), status.unwrap_or_default());
        let message = format!("*{title}* says `{status}`, but the studies speak against {what}");
        let at = scene.value_of(id, "status");
        let help =
            format!("set `status: {back}` or `parked`, or link the studies that say otherwise");
        found.push((id, Problem::new(CHECK.code, at, message).help(help)));
    }
}
