//! `test-overdue`: a study should have been done by now.

use super::{Check, Find, Scene};
use crate::diagnostic::{Problem, Severity};
use crate::graph::Id;
use crate::graph::evidence::Status;
use crate::schema::Role;

pub const CHECK: Check = Check {
    code: "test-overdue",
    severity: Severity::Warning,
    due: true,
    private: false,
    what: "A study is planned or running, and its day is past.",
    why: "A test that slips is a decision that is made without it.",
    example: r#">>> personas/awinita.md
>>> problems/know-why.md
>>> validations/talks.md
---
title: Talks
method: interview
date: 2026-05-04
participants: 9
criterion: 5 of 9 tell of one
status: planned
problems: [know-why]
---
"#,
    says: "validations/talks.md:4:7 still `planned`, and its day was 2026-05-04",
    instead: r#">>> personas/awinita.md
>>> problems/know-why.md
>>> validations/talks.md
---
title: Talks
method: interview
date: 2026-08-04
participants: 9
criterion: 5 of 9 tell of one
status: planned
problems: [know-why]
---
"#,
    find: Find::Graph(find),
};

fn find(scene: &Scene, found: &mut Vec<(Id, Problem)>) {
    for id in scene.of_role(Role::Study) {
        let (word, names) = match scene.evidence.studies.get(&id) {
            Some(Status::Planned) => ("planned", &["date", "end", "start"][..]),
            // One that has started may take its time, unless it says until when.
            Some(Status::Running) => ("running", &["date", "end"][..]),
            _ => continue,
        };
        let fields = scene.fields(id);
        let day = names
            .iter()
            .find_map(|name| Some((name, fields.date(name)?)));
        let Some((name, day)) = day.filter(|(_, day)| day.last < scene.as_of) else {
            continue;
        };
        let message = format!("still `{word}`, and its day was {}", day.written);
        let help = "write down what came of it, or move its date";
        found.push((
            id,
            Problem::new(CHECK.code, scene.value_of(id, name), message).help(help),
        ));
    }
}
