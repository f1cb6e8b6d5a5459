//! `future-date`: something is said to have happened that has not yet.

use super::{Check, Find, Scene};
use crate::diagnostic::{At, Problem, Severity};
use jiff::ToSpan;

use crate::graph::Id;
use crate::schema::{Date, Role};
use crate::yaml::Step;

pub const CHECK: Check = Check {
    code: "future-date",
    severity: Severity::Warning,
    due: false,
    private: false,
    what: "The day of something that has happened is more than a day ahead.",
    why: "It is a slip of the pen, and it puts things in the wrong order.",
    example: r#">>> personas/awinita.md
>>> problems/know-why.md
>>> validations/talks.md
---
title: Talks
method: interview
date: 2062-06-01
participants: 9
criterion: 5 of 9 tell of one
problems: [know-why]
verdict: supported
---
"#,
    says: "validations/talks.md:4:7 2062-06-01 has not come yet",
    instead: r#">>> personas/awinita.md
>>> problems/know-why.md
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
"#,
    find: Find::Graph(find),
};

fn find(scene: &Scene, found: &mut Vec<(Id, Problem)>) {
    for (id, _) in scene.graph.iter() {
        let fields = scene.fields(id);
        let status = fields.text("status");
        // A plan may well lie ahead.
        let happened: &[&str] = match scene.graph.role(id) {
            Some(Role::Study) if scene.is_done(id) => &["date", "start", "end"],
            Some(Role::Choice) if status != Some("proposed") => &["date"],
            Some(Role::Answer) if status == Some("shipped") => &["shipped"],
            Some(Role::Voice) => &["received", "responded", "closed", "told"],
            Some(Role::Subject) => &["reviewed"],
            _ => &[],
        };
        for name in happened {
            if let Some(day) = fields.date(name).filter(|day| is_ahead(day, scene)) {
                tell(id, scene.value_of(id, name), day, found);
            }
        }
        if scene.graph.role(id) != Some(Role::Measure) {
            continue;
        }
        for (i, reading) in fields.list("readings").iter().enumerate() {
            let day = reading.as_map().and_then(|r| r.date("date"));
            if let Some(day) = day.filter(|day| is_ahead(day, scene)) {
                let steps = [Step::Key("readings".into()), Step::Index(i)];
                let at = steps.into_iter().chain([Step::Key("date".into())]);
                tell(id, At::Value(at.collect()), day, found);
            }
        }
    }
}

/// One day is tolerated: it may be tomorrow already where somebody writes.
fn is_ahead(day: &Date, scene: &Scene) -> bool {
    day.first > scene.as_of.saturating_add(1.day())
}

fn tell(id: Id, at: At, day: &Date, found: &mut Vec<(Id, Problem)>) {
    let message = format!("{} has not come yet", day.written);
    let diagnostic = Problem::new(CHECK.code, at, message);
    found.push((
        id,
        diagnostic.help("correct the date, or say that it is only planned"),
    ));
}
