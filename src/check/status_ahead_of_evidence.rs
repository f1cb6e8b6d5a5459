//! `status-ahead-of-evidence`: a problem's status claims more than its studies show.

use super::{Check, Find, Scene};
use crate::diagnostic::{At, Problem, Severity};
use crate::graph::Id;
use crate::graph::evidence::State;
use crate::schema::Role;
use crate::yaml::Step;

pub const CHECK: Check = Check {
    code: "status-ahead-of-evidence",
    severity: Severity::Warning,
    due: false,
    private: false,
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
    says: "problems/know-why.md:5:9 *Know why a file failed* says `validated`, but no study supports it",
    instead: r#">>> personas/awinita.md
>>> problems/know-why.md
---
title: Know why a file failed
need: know why a file failed
personas: [awinita]
status: exploring
---
"#,
    find: Find::Scores(find),
};

fn find(scene: &Scene, found: &mut Vec<(Id, Problem)>) {
    for id in scene.of_role(Role::Claim) {
        let document = &scene.graph.entry(id).document;
        let Some(claim) = scene.evidence.claims.get(&id) else {
            continue;
        };
        let (score, what, back) = match document.fields.text("status") {
            Some("validated") => (&claim.problem, "it", "exploring"),
            Some("solved") => (&claim.solution, "the answer", "validated"),
            _ => continue,
        };
        // That studies speak against it is another finding.
        if matches!(score.state, State::Supported | State::Refuted) {
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
        let at = At::Value(vec![Step::Key("status".into())]);
        let problem = Problem::new(CHECK.code, at, message)
            .help(format!("{way_out}, or set `status: {back}`"));
        found.push((id, problem));
    }
}
