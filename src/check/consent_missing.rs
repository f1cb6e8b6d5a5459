//! `consent-missing`: a study does not record that its participants consented.

use super::{CheckContext, Findings};
use crate::diagnostic::Place;
use crate::graph::EntryId;
use crate::markdown::LinkTarget;
use crate::model::{Role, role};

/// Endings of paths that are audio or video.
const RECORDING_EXTENSIONS: [&str; 10] = [
    ".mp3", ".m4a", ".wav", ".ogg", ".flac", ".mp4", ".m4v", ".mov", ".webm", ".mkv",
];
/// Parts of addresses under which services keep recordings.
const RECORDING_HOSTS: [&str; 5] = [
    "zoom.us/rec/",
    "loom.com/share/",
    "otter.ai/u/",
    "grain.com/share/recording/",
    "fireflies.ai/view/",
];

pub fn find(context: &CheckContext, found: &mut Findings) {
    for id in context.entries_of_role(Role::Validation) {
        let fields = context.fields_as_written(id);
        if role::Validation(fields).participants() == Some(0.0) {
            continue;
        }
        let (at, message) = match (fields.text("consent"), place_of_recording(context, id)) {
            (Some("missing"), _) => (
                context.place_of_value(id, "consent"),
                "nobody has written down that the people in this study agreed",
            ),
            (None, Some(at)) => (
                at,
                "a recording, and nobody says that the people in it agreed",
            ),
            _ => continue,
        };
        let help = "ask them and set `consent: recorded`, or take out what shows them";
        found.add(id, at, message, help);
    }
}

/// The first link of a study to a recording: in `links:`, else in its text.
fn place_of_recording(context: &CheckContext, id: EntryId) -> Option<Place> {
    let document = &context.graph.entry(id).document;
    let links = document.fields.list("links").iter();
    let urls = links.map(|link| link.as_text().or_else(|| link.as_map()?.text("url")));
    for (i, url) in urls.enumerate() {
        if url.is_some_and(is_recording) {
            return Some(Place::Value(vec!["links".into(), i.into()]));
        }
    }
    let mut links = document.body.links.iter();
    let found = links.find(|link| match &link.target {
        LinkTarget::External(url) => is_recording(url),
        LinkTarget::Local { path, .. } => is_recording(path),
        LinkTarget::Wikilink { .. } | LinkTarget::OwnSource => false,
    })?;
    Some(Place::Body(found.span.0, found.span.1))
}

fn is_recording(url: &str) -> bool {
    let path = url
        .split(['?', '#'])
        .next()
        .unwrap_or_default()
        .to_lowercase();
    RECORDING_EXTENSIONS
        .iter()
        .any(|ending| path.ends_with(ending))
        || RECORDING_HOSTS.iter().any(|place| path.contains(place))
}
