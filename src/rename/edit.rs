//! A replacement in a file, and what all those of one renaming have in common.

use std::ops::Range;

use crate::document;
use crate::graph::{Graph, Id};

/// One replacement in the text of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Edit {
    pub range: Range<usize>,
    pub text: String,
}

/// What all edits have in common.
pub(super) struct Renaming<'a> {
    pub graph: &'a Graph,
    pub target: Id,
    pub old: &'a str,
    pub new: &'a str,
    pub moves: bool,
}

impl Renaming<'_> {
    /// Does this name, written in a file of that folder, mean the entry?
    pub fn is_meant(&self, name: &str, folder: &str) -> bool {
        let name = name.trim();
        if self.graph.look_up(name) == Some(self.target) {
            return true;
        }
        if self.graph.look_up(name).is_some() {
            return false;
        }
        let document = &self.graph.entry(self.target).document;
        let stem = document::stem(&document.inner);
        let undated = document::undated(stem).map(document::id_form);
        let by_path = name.to_lowercase().ends_with(".md") || name.contains('/');
        undated.is_some_and(|alias| alias == document::id_form(name))
            || by_path
                && (joined(folder, name) == *document.inner
                    || document::id_form(document::stem(name)) == *self.old)
    }

    /// A name that means the entry, with the new id in it. A path keeps its folders and its ending.
    pub fn renamed(&self, written: &str) -> Option<String> {
        let is_path = written.contains('/') || written.to_lowercase().ends_with(".md");
        if !is_path {
            return Some(self.new.to_owned());
        }
        if !self.moves {
            return None;
        }
        let start = written.rfind('/').map_or(0, |at| at + 1);
        let ending = written[start..]
            .rfind('.')
            .map_or("", |at| &written[start + at..]);
        Some(format!("{}{}{ending}", &written[..start], self.new))
    }
}

/// A path from a folder, without `.` and `..`.
pub(super) fn joined(folder: &str, path: &str) -> String {
    let mut parts: Vec<&str> = match path.starts_with('/') {
        true => vec![],
        false => folder.split('/').filter(|p| !p.is_empty()).collect(),
    };
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}
