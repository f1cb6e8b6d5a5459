//! `bad-sum`: the counts of a reading do not add up to its sample.

use super::{Check, Find, Scene};
use crate::diagnostic::{At, Problem, Severity};
use crate::graph::{Id, estimate};
use crate::schema::{Fields, Role};
use crate::yaml::Step;

pub const CHECK: Check = Check {
    code: "bad-sum",
    severity: Severity::Error,
    due: false,
    private: false,
    what: "The counts of a reading do not add up to its sample.",
    why: "A score computed from them would be wrong.",
    example: r#">>> metrics/nps.md
---
title: NPS
type: nps
readings:
  - {date: 2026-01, n: 100, promoters: 50, passives: 30, detractors: 18}
---
"#,
    says: "metrics/nps.md:5:5 promoters + passives + detractors = 98, n = 100",
    instead: r#">>> metrics/nps.md
---
title: NPS
type: nps
readings:
  - {date: 2026-01, n: 100, promoters: 50, passives: 30, detractors: 20}
---
"#,
    find: Find::Graph(find),
};

fn find(scene: &Scene, found: &mut Vec<(Id, Problem)>) {
    for id in scene.of_role(Role::Measure) {
        for (i, sum, n) in estimate::bad_sums(&scene.graph.entry(id).document.fields) {
            let at = At::Value(vec![Step::Key("readings".into()), Step::Index(i)]);
            let counts = match reading(scene, id, i).is_some_and(|r| r.has("promoters")) {
                true => "promoters + passives + detractors",
                false => "all counts of the distribution",
            };
            let message = format!("{counts} = {sum}, n = {n}");
            let problem = Problem::new(CHECK.code, at, message).help("correct the counts or `n`");
            found.push((id, problem));
        }
    }
}

fn reading<'a>(scene: &'a Scene, id: Id, index: usize) -> Option<&'a Fields> {
    scene
        .graph
        .entry(id)
        .document
        .fields
        .list("readings")
        .get(index)?
        .as_map()
}
