//! `contested`: studies disagree, and nobody has said why.

use super::{Check, Find, Found, Scene};
use crate::diagnostic::{At, Problem, Severity};
use crate::graph::evidence::{State, shown};
use crate::schema::Role;

pub const CHECK: Check = Check {
    code: "contested",
    severity: Severity::Warning,
    due: false,
    private: false,
    what: "Studies disagree about a problem or its answer, and the problem has no `resolution`.",
    why: "A team that does not talk about the disagreement decides by whoever speaks last.",
    example: r#">>> personas/awinita.md
---
name: Awinita
role: Grantee data analyst
goals: [Error-free data]
---
>>> problems/know-why.md
---
title: Know why a file failed
need: know why a file failed
personas: [awinita]
---
>>> validations/talks.md
---
title: Talks
method: interview
date: 2026-06-01
participants: 9
criterion: 5 of 9 tell of one
problems: [know-why]
verdict: supported
---
>>> validations/more-talks.md
---
title: More talks
method: interview
date: 2026-06-01
participants: 9
criterion: 5 of 9 tell of one
problems: [know-why]
verdict: refuted
---
"#,
    instead: r#">>> personas/awinita.md
---
name: Awinita
role: Grantee data analyst
goals: [Error-free data]
---
>>> problems/know-why.md
---
title: Know why a file failed
need: know why a file failed
personas: [awinita]
resolution: The first talks were with new grantees, the second with old hands.
---
>>> validations/talks.md
---
title: Talks
method: interview
date: 2026-06-01
participants: 9
criterion: 5 of 9 tell of one
problems: [know-why]
verdict: supported
---
>>> validations/more-talks.md
---
title: More talks
method: interview
date: 2026-06-01
participants: 9
criterion: 5 of 9 tell of one
problems: [know-why]
verdict: refuted
---
"#,
    find: Find::Graph(find),
};

fn find(scene: &Scene, found: &mut Vec<Found>) {
    for id in scene.graph.of_role(Role::Claim) {
        let document = &scene.graph.entry(id).document;
        let Some(claim) = scene.evidence.claims.get(&id) else {
            continue;
        };
        if document
            .fields
            .text("resolution")
            .is_some_and(|r| !r.trim().is_empty())
        {
            continue;
        }
        for (score, what) in [
            (&claim.problem, "whether it is real"),
            (&claim.solution, "whether the answer works"),
        ] {
            if score.state != State::Contested {
                continue;
            }
            let (support, against) = (
                shown(score.support, scene.config),
                shown(score.against, scene.config),
            );
            let message =
                format!("studies disagree about {what}: {support:.1} for, {against:.1} against");
            let problem = Problem::new(CHECK.code, At::Start, message);
            found.push(Found {
                entry: id,
                problem: problem.help("say what explains it in `resolution:`"),
            });
        }
    }
}
