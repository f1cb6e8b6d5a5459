//! `consent-missing`: nobody has written down that the people of a study agreed to it.

use super::{Check, Find, Scene};
use crate::diagnostic::{At, Problem, Severity};
use crate::graph::Id;
use crate::markdown::Target;
use crate::schema::Role;
use crate::yaml::Step;

pub const CHECK: Check = Check {
    code: "consent-missing",
    severity: Severity::Warning,
    due: false,
    private: true,
    what: "A study with people says `consent: missing`, or links to a recording without saying anything about consent.",
    why: "Whoever did not agree must not be shown, and in many places the law says so.",
    example: r#">>> personas/awinita.md
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
consent: missing
---
"#,
    says: "validations/talks.md:9:10 nobody has written down that the people in this study agreed",
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
consent: recorded
---
"#,
    find: Find::Graph(find),
};

/// Endings of files, and beginnings of addresses after the host's name, that are sound or pictures of people.
const RECORDINGS: [&str; 10] = [
    ".mp3", ".m4a", ".wav", ".ogg", ".flac", ".mp4", ".m4v", ".mov", ".webm", ".mkv",
];
const PLACES: [&str; 5] = [
    "zoom.us/rec/",
    "loom.com/share/",
    "otter.ai/u/",
    "grain.com/share/recording/",
    "fireflies.ai/view/",
];

fn find(scene: &Scene, found: &mut Vec<(Id, Problem)>) {
    for id in scene.of_role(Role::Study) {
        let fields = scene.written(id);
        if fields.number("participants") == Some(0.0) {
            continue;
        }
        let told = match fields.text("consent") {
            Some("missing") => {
                let message = "nobody has written down that the people in this study agreed";
                Problem::new(CHECK.code, scene.value_of(id, "consent"), message)
            }
            Some(_) => continue,
            None => match recording(scene, id) {
                Some(at) => {
                    let message = "a recording, and nobody says that the people in it agreed";
                    Problem::new(CHECK.code, at, message)
                }
                None => continue,
            },
        };
        let help = "ask them and set `consent: recorded`, or take out what shows them";
        found.push((id, told.help(help)));
    }
}

/// Where a study links to a recording: in its fields, else in its text.
fn recording(scene: &Scene, id: Id) -> Option<At> {
    let document = &scene.graph.entry(id).document;
    let links = document.fields.list("links").iter();
    let urls = links.map(|link| link.as_text().or_else(|| link.as_map()?.text("url")));
    for (i, url) in urls.enumerate() {
        if url.is_some_and(is_recording) {
            return Some(At::Value(vec![Step::Key("links".into()), Step::Index(i)]));
        }
    }
    let mut links = document.body.links.iter();
    let found = links.find(|link| match &link.target {
        Target::External(url) => is_recording(url),
        Target::Local { path, .. } => is_recording(path),
        Target::Wiki { .. } => false,
    })?;
    Some(At::Body(found.span.0, found.span.1))
}

fn is_recording(url: &str) -> bool {
    let path = url
        .split(['?', '#'])
        .next()
        .unwrap_or_default()
        .to_lowercase();
    RECORDINGS.iter().any(|ending| path.ends_with(ending))
        || PLACES.iter().any(|place| path.contains(place))
}
