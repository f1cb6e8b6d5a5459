//! `waiver-expired`: the day until which something could go ahead without evidence is past.

use super::{Check, Find, Scene};
use crate::diagnostic::{At, Problem, Severity};
use crate::graph::Id;
use crate::graph::evidence::coverage::is_live;
use crate::schema::Role;
use crate::yaml::Step;

pub const CHECK: Check = Check {
    code: "waiver-expired",
    severity: Severity::Warning,
    due: true,
    private: false,
    what: "The waiver of something planned, built or shipped has run out.",
    why: "A waiver is a promise to find out by a day; when the day is past, somebody has to keep it or make it anew.",
    example: r#">>> personas/awinita.md
>>> problems/know-why.md
>>> solutions/error-report.md
---
title: Error report
problems: [know-why]
status: planned
waiver: {by: Lilah, reason: The law asks for it, until: 2026-05-31}
---
"#,
    says: "solutions/error-report.md:5:57 the waiver ran out on 2026-05-31",
    instead: r#">>> personas/awinita.md
>>> problems/know-why.md
>>> solutions/error-report.md
---
title: Error report
problems: [know-why]
status: planned
waiver: {by: Lilah, reason: The law asks for it, until: 2026-12-31}
---
"#,
    find: Find::Graph(find),
};

fn find(scene: &Scene, found: &mut Vec<(Id, Problem)>) {
    for id in scene.of_role(Role::Answer) {
        let waiver = scene.fields(id).map("waiver");
        let Some(until) = waiver.and_then(|w| w.date("until")) else {
            continue;
        };
        if !is_live(scene.graph, id) || until.last >= scene.as_of {
            continue;
        }
        let at = At::Value(vec![Step::Key("waiver".into()), Step::Key("until".into())]);
        let message = format!("the waiver ran out on {}", until.last);
        let help = "link a study that supports the problem, or have the waiver renewed";
        found.push((id, Problem::new(CHECK.code, at, message).help(help)));
    }
}
