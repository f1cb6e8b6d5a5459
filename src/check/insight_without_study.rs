//! `insight-without-study`: an insight does not name the study it comes from.

use super::{Check, Find, Scene};
use crate::diagnostic::{At, Problem, Severity};
use crate::graph::Id;
use crate::schema::Role;

pub const CHECK: Check = Check {
    code: "insight-without-study",
    severity: Severity::Warning,
    due: false,
    private: false,
    what: "An insight does not name the study it comes from.",
    why: "A finding without a study is an opinion, and scores nothing.",
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
>>> insights/maze.md
---
title: The report is a maze
problems: [know-why]
---
"#,
    says: "insights/maze.md:1:1 which study found this?",
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
>>> insights/maze.md
---
title: The report is a maze
validations: [talks]
problems: [know-why]
---
"#,
    find: Find::Graph(find),
};

fn find(scene: &Scene, found: &mut Vec<(Id, Problem)>) {
    for id in scene.of_role(Role::Finding) {
        if scene.lacks(id, "validations") {
            let problem = Problem::new(CHECK.code, At::Start, "which study found this?");
            found.push((id, problem.help("add `validations:`")));
        }
    }
}
