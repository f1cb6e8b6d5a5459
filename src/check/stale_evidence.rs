//! `stale-evidence`: work or a promise leans on studies that are too old.

use super::{Check, Find, Scene};
use crate::diagnostic::{At, Problem, Severity};
use crate::graph::Id;
use crate::graph::evidence::Score;
use crate::graph::evidence::coverage::is_live;

pub const CHECK: Check = Check {
    code: "stale-evidence",
    severity: Severity::Warning,
    due: true,
    private: false,
    what: "What is planned, built, shipped or called validated leans on evidence whose last study is past its limit.",
    why: "Customers, markets and products change; a finding of two years ago may describe another product.",
    example: r#">>> personas/awinita.md
---
name: Awinita
role: Grantee data analyst
goals: [Error-free data]
reviewed: 2026-06-01
---
>>> problems/know-why.md
---
title: Know why a file failed
need: know why a file failed
personas: [awinita]
status: validated
---
>>> validations/watched.md
---
title: Watching
method: observation
date: 2025-01-10
participants: 40
criterion: 5 of 9 tell of one
problems: [know-why]
verdict: supported
---
"#,
    says: "problems/know-why.md:1:1 nobody has looked since 2025-01-10 whether this is real",
    instead: r#">>> personas/awinita.md
>>> problems/know-why.md
>>> validations/watched.md
>>> validations/again.md
---
title: Watching again
method: observation
date: 2026-06-01
participants: 10
criterion: 5 of 9 tell of one
problems: [know-why]
verdict: supported
---
"#,
    find: Find::Graph(find),
};

fn find(scene: &Scene, found: &mut Vec<(Id, Problem)>) {
    for (id, _) in scene
        .graph
        .iter()
        .filter(|(id, _)| is_live(scene.graph, *id))
    {
        let claims = super::claims_under(scene, id);
        let claims = claims.filter_map(|c| Some((c, &scene.evidence.claims.get(&c)?.problem)));
        let of_claims = newest(claims.collect());
        let answers = super::answers_under(scene, id);
        let answers = answers.filter_map(|a| Some((a, scene.evidence.answers.get(&a)?)));
        let of_answers = newest(answers.collect());
        for ((about, score), what, days) in [
            (of_claims, "is real", scene.config.evidence.stale.problem),
            (of_answers, "works", scene.config.evidence.stale.solution),
        ]
        .into_iter()
        .filter_map(|(newest, what, days)| Some((newest?, what, days)))
        {
            let (Some(last), Some(_)) = (score.last, score.stale(scene.config, scene.as_of)) else {
                continue;
            };
            let about = match about == id {
                true => "this".to_owned(),
                false => format!("*{}*", scene.title(about)),
            };
            let message = format!("nobody has looked since {last} whether {about} {what}");
            let help = format!("repeat a study; such evidence is stale after {days} days");
            found.push((id, Problem::new(CHECK.code, At::Start, message).help(help)));
        }
    }
}

/// One thing is enough to lean on: the one that was studied last.
fn newest(scores: Vec<(Id, &Score)>) -> Option<(Id, &Score)> {
    let dated = scores.into_iter().filter(|(_, score)| score.last.is_some());
    dated.max_by_key(|(_, score)| score.last)
}
