//! What all edits of a rename share.

use crate::content::document::{self, Document};
use crate::content::source::is_markdown;
use crate::graph::spelling::resolve;
use crate::graph::{EntryId, Graph};
use crate::text::nfc;

/// What all edits of a rename share.
pub(super) struct Renaming<'a> {
    pub graph: &'a Graph,
    pub target: EntryId,
    pub old: &'a str,
    pub new: &'a str,
    /// True if the file is renamed too, because its name gives the id.
    pub moves_file: bool,
}

impl Renaming<'_> {
    /// True if `name`, written in a file in `folder`, refers to the entry.
    pub fn means_target(&self, name: &str, folder: &str) -> bool {
        let name = name.trim();
        if let Some(id) = self.graph.resolve_name(name) {
            return id == self.target;
        }
        let document = &self.graph.entry(self.target).document;
        let stem = document::entry_stem(&document.content_path);
        let undated = document::without_date(stem).map(document::to_id);
        let by_path = is_markdown(name) || name.contains('/');
        undated.is_some_and(|alias| alias == document::to_id(name))
            || by_path
                && (is_path_of(document, folder, name)
                    || document::to_id(document::file_stem(name)) == *self.old)
    }

    /// A reference to the entry with the new id. A path keeps its folders and extension;
    /// `None` for a path if the file is not renamed.
    pub fn with_new_id(&self, written: &str) -> Option<String> {
        let is_path = written.contains('/') || is_markdown(written);
        if !is_path {
            return Some(self.new.to_owned());
        }
        if !self.moves_file {
            return None;
        }
        let start = written.rfind('/').map_or(0, |at| at + 1);
        let ending = written[start..]
            .rfind('.')
            .map_or("", |at| &written[start + at..]);
        Some(format!("{}{}{ending}", &written[..start], self.new))
    }
}

/// True if a path in a folder leads to this document.
pub(super) fn is_path_of(document: &Document, folder: &str, path: &str) -> bool {
    resolve(folder, path).is_some_and(|path| path == nfc(&document.content_path))
}

/// The line ending of a text that ends with one.
pub(super) fn line_ending(text: &str) -> &'static str {
    match text.ends_with("\r\n") {
        true => "\r\n",
        false => "\n",
    }
}
