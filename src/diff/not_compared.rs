//! What is left out of both states, because one of them cannot read it: which files, and what is said of them.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::content::source::SkippedAs;
use crate::engine::Snapshot;
use crate::site::prose::pluralize;

/// A part of the content that is left out of both states.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct NotCompared {
    pub why: Reason,
    pub side: Side,
    /// `None` if it is withheld, or if git ignores it.
    pub path: Option<String>,
    /// Of a document that cannot be read.
    pub reason: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Reason {
    Broken,
    Link,
    Submodule,
    Ignored,
    /// Its name is not safe, or it is no plain file.
    Unreadable,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    Base,
    Head,
}

/// What one of the states cannot read, and the paths from the content folder that are therefore left out of both.
pub fn find(states: [&[&Snapshot]; 2]) -> (Vec<NotCompared>, BTreeSet<String>) {
    let (mut all, mut left_out) = (BTreeSet::new(), BTreeSet::new());
    let (mut ignored, mut unnamed) = (Vec::new(), BTreeMap::new());
    let snapshots = || states.into_iter().flatten();
    // What some state withholds, but not because it cannot be read.
    let is_withheld = |content_path: &str| {
        snapshots().any(|snapshot| {
            let mut broken = snapshot.broken.iter();
            snapshot.hidden.path(content_path)
                && !broken.any(|one| *one.content_path == *content_path)
        })
    };
    for (side, snapshot) in [Side::Base, Side::Head]
        .into_iter()
        .zip(states)
        .flat_map(|(side, list)| list.iter().map(move |one| (side, one)))
    {
        for (content_path, path, why) in &snapshot.skipped {
            let mut part = NotCompared {
                why: match why {
                    SkippedAs::Link => Reason::Link,
                    SkippedAs::Submodule => Reason::Submodule,
                    SkippedAs::Ignored => Reason::Ignored,
                    SkippedAs::Unreadable => Reason::Unreadable,
                },
                side,
                path: None,
                reason: String::new(),
            };
            // Nobody has read it, so nobody knows whether it is withheld.
            if part.why == Reason::Ignored {
                ignored.push(part);
                continue;
            }
            left_out.insert(content_path.to_string());
            part.path = (!is_withheld(content_path)).then(|| path.to_string());
            all.insert(part);
        }
        for broken in &snapshot.broken {
            let (mut path, mut content_path) = (&broken.path, &broken.content_path);
            // Of two with one id, that which is there on the other side too stays.
            if broken.is_second
                && let Some(first) = snapshot.graph.find_by_id(&broken.id)
            {
                let first = &snapshot.graph.entry(first).document;
                let others = match side {
                    Side::Base => states[1],
                    Side::Head => states[0],
                };
                let is_there = |path: &str| {
                    let mut entries = others.iter().flat_map(|one| &one.graph.entries);
                    entries.any(|entry| *entry.document.content_path == *path)
                };
                if is_there(content_path) && !is_there(&first.content_path) {
                    (path, content_path) = (&first.path, &first.content_path);
                }
            }
            left_out.insert(content_path.to_string());
            if !broken.is_second {
                let same = snapshots().flat_map(|snapshot| same_entries(snapshot, &broken.id));
                left_out.extend(same);
            }
            let mut paths = [content_path, &broken.content_path].into_iter();
            let is_named = !broken.may_be_hidden && !paths.any(|path| is_withheld(path));
            let reason = is_named.then(|| broken.reason.clone());
            let part = NotCompared {
                why: Reason::Broken,
                side,
                path: is_named.then(|| path.to_string()),
                reason: reason.unwrap_or_default(),
            };
            match is_named {
                true => drop(all.insert(part)),
                // Of one that neither side can read, the head tells.
                false => drop(unnamed.insert(content_path.clone(), part)),
            }
        }
    }
    let all = all.into_iter().chain(unnamed.into_values());
    (all.chain(ignored).collect(), left_out)
}

/// The paths of the entries of a state that have an id, or had it.
fn same_entries<'a>(snapshot: &'a Snapshot, id: &'a str) -> impl Iterator<Item = String> + 'a {
    let documents = snapshot.graph.iter().map(|(_, entry)| &entry.document);
    let same = documents.filter(move |document| document.names().any(|name| name == id));
    same.map(|document| document.content_path.to_string())
}

/// What is left out of both sides, one sentence each; what has no name here is counted.
pub fn sentences(all: &[NotCompared]) -> Vec<String> {
    use Reason::{Broken, Ignored, Link, Submodule, Unreadable};
    let mut notes = Vec::new();
    for (path, parts) in by_path(all) {
        let part = parts[0];
        notes.push(match part.why {
            Link => format!("The symbolic link {path} is not read, on neither side."),
            Submodule => format!("The submodule {path} is not read, on neither side."),
            Unreadable => {
                format!("{path} is not read, on neither side: `casebook check` says why.")
            }
            Broken | Ignored => {
                let reasons = parts.iter().map(|part| match part.side {
                    Side::Base => format!("in the base {}", part.reason),
                    Side::Head => format!("in the head {}", part.reason),
                });
                let reasons: Vec<String> = reasons.collect();
                let reasons = reasons.join("; ");
                format!("{path} could not be compared and is left out on both sides: {reasons}")
            }
        });
    }
    let unnamed = all.iter().filter(|part| part.path.is_none());
    let (ignored, hidden): (Vec<_>, Vec<_>) = unnamed.partition(|part| part.why == Ignored);
    let (hidden, ignored) = (hidden.len(), ignored.len());
    if hidden > 0 {
        let files = pluralize(hidden, "file that is", "files that are");
        notes.push(format!("{files} not shown here could not be compared."));
    }
    if ignored > 0 {
        let files = pluralize(
            ignored,
            "file that git ignores is",
            "files that git ignores are",
        );
        notes.push(format!("{files} not compared."));
    }
    notes
}

/// What is named and left out.
fn by_path(parts: &[NotCompared]) -> BTreeMap<&str, Vec<&NotCompared>> {
    let mut all: BTreeMap<&str, Vec<&NotCompared>> = BTreeMap::new();
    for part in parts {
        if let Some(path) = &part.path {
            all.entry(path).or_default().push(part);
        }
    }
    all
}

/// How many documents could not be read: in the base alone, and in the head or both.
pub fn count_broken(all: &[NotCompared]) -> [usize; 2] {
    let broken = |part: &&NotCompared| part.why == Reason::Broken;
    let of_path = by_path(all).into_values();
    let named = of_path.filter(|parts| broken(&parts[0]));
    let unnamed = all
        .iter()
        .filter(|part| part.path.is_none() && broken(part));
    let sides = named.map(|parts| parts.iter().all(|part| part.side == Side::Base));
    let sides = sides.chain(unnamed.map(|part| part.side == Side::Base));
    let (mended, others): (Vec<bool>, Vec<bool>) = sides.partition(|is_mended| *is_mended);
    [mended.len(), others.len()]
}
