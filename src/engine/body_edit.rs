//! The fast path of the preview: an edit that changes only bodies is shown before the project is read again.
//!
//! Returns pages only if no other page and no finding can be affected; otherwise the caller makes a snapshot. Changes
//! nothing in the engine, so the next snapshot does not depend on it.

use std::path::{Path, PathBuf};

use super::last_good::is_truncated;
use super::linked::{at_path, same_interface, with_body_of};
use super::{Engine, Snapshot, pages};
use crate::content::document::{self, Document};
use crate::content::front_matter;
use crate::content::source::{self, Source};
use crate::diagnostic::Place;
use crate::page::Page;

/// What an edit changes, as far as that can be found out without a snapshot.
#[derive(Debug)]
pub enum BodyEdit {
    /// These pages have a new body, and nothing else has changed.
    Pages(Vec<Page>),
    /// A file is missing or truncated: an editor may be in the middle of writing it.
    Unfinished,
    /// More than bodies may have changed.
    Unclear,
}

impl Engine {
    /// The pages with new bodies, if only these files (absolute paths) have changed since this engine made `shown`.
    pub fn body_edit<'p>(
        &self,
        shown: &Snapshot,
        paths: impl IntoIterator<Item = &'p PathBuf>,
    ) -> BodyEdit {
        let mut pages = Some(Vec::new());
        for path in paths {
            let Some(before) = self.known(path) else {
                pages = None;
                continue;
            };
            let now = source::reread(&self.files.root, before);
            let Some(now) = now.filter(|now| !is_truncated(before, now)) else {
                return BodyEdit::Unfinished;
            };
            if now.hash != before.hash {
                let page = self.edited_page(shown, before, &now);
                pages = pages
                    .zip(page)
                    .map(|(pages, page)| [pages, vec![page]].concat());
            }
        }
        pages.map_or(BodyEdit::Unclear, BodyEdit::Pages)
    }

    fn known(&self, path: &Path) -> Option<&Source> {
        let path = path.strip_prefix(&self.files.root).ok()?.to_str()?;
        let documents = &self.sources.documents;
        let at = documents.binary_search_by(|s| (*s.path).cmp(path)).ok()?;
        documents.get(at)
    }

    /// The page of a document of which only the body has changed; `None` if another page or a finding may be affected.
    fn edited_page(&self, shown: &Snapshot, before: &Source, now: &Source) -> Option<Page> {
        let front = front_matter::body_start(before.text()?);
        let same_front = before.bytes.get(..front)? == now.bytes.get(..front)?
            && front_matter::body_start(now.text()?) == front;
        let findings = shown.findings.iter().filter(|f| f.path == before.path);
        let in_front = findings.into_iter().all(|f| f.span.1 <= front);
        if !same_front || !in_front {
            return None;
        }
        let (linked, _) = self.last_with_pages.as_ref()?;
        let old = self.documents.get_unchanged(before)?;
        let names_hidden = |text| linked.names_hidden(&shown.config, old, text);
        if names_hidden(before.text()?) || names_hidden(now.text()?) {
            return None;
        }
        let new_document = document::read(now, &shown.graph.schema, &self.document_options);
        let same_diagnostics = old.diagnostics == new_document.diagnostics && all_in_front(old);
        if !same_diagnostics || !same_interface(old, &new_document) {
            return None;
        }
        let id = at_path(&shown.graph, &before.path)?;
        let entry = shown.graph.entry(id);
        let mut new = entry.clone();
        new.document = with_body_of(&entry.document, &new_document);
        pages::with_new_body(&shown.site.pages, entry, &new, shown.config.urls)
    }
}

/// True if all diagnostics of a document are in its front matter, so that an edit of the body does not move them.
fn all_in_front(document: &Document) -> bool {
    let mut places = document.diagnostics.iter().map(|p| &p.place);
    places.all(|place| matches!(place, Place::Start | Place::Value(_) | Place::Key(_)))
}
