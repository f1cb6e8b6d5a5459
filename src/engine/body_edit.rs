//! The fast path of the preview: an edit that changes only bodies is shown before the project is read again.
//!
//! Answers only if no other page and no finding can be affected; otherwise the caller makes a snapshot. Changes nothing
//! in the engine, so the next snapshot does not depend on it.

use std::path::{Path, PathBuf};

use super::last_good::is_truncated;
use super::linked::{at_path, same_interface, with_body_of};
use super::{Engine, Snapshot, pages};
use crate::content::document::{self, Document};
use crate::content::front_matter;
use crate::content::source::{self, Source};
use crate::diagnostic::Place;
use crate::page::Page;

/// What is known of an edit without a snapshot.
#[derive(Debug)]
pub enum BodyEdit {
    /// These pages have a new body, and nothing else has changed.
    Pages(Vec<Page>),
    /// A file is gone or truncated: it may be in the middle of being written.
    Unfinished,
    /// More than bodies may have changed.
    Unclear,
}

impl Engine {
    /// The pages that are new if these files, and no others, have changed since this engine made `shown`.
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
            let Some(now) =
                source::reread(&self.root, before).filter(|now| !is_truncated(before, now))
            else {
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
        let path = path.strip_prefix(&self.root).ok()?.to_str()?;
        let documents = &self.sources.documents;
        let at = documents.binary_search_by(|s| (*s.path).cmp(path)).ok()?;
        documents.get(at)
    }

    /// The page of a document whose body alone has changed; `None` if more may have.
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
        let was = self.documents.get_unchanged(before)?;
        let names_hidden = |text| linked.names_hidden(&shown.config, was, text);
        if names_hidden(before.text()?) || names_hidden(now.text()?) {
            return None;
        }
        let is = document::read(now, &shown.graph.schema, &self.document_options);
        let quiet = was.diagnostics == is.diagnostics && all_in_front(was);
        if !quiet || !same_interface(was, &is) {
            return None;
        }
        let id = at_path(&shown.graph, &before.path)?;
        let entry = shown.graph.entry(id);
        let mut new = entry.clone();
        new.document = with_body_of(&entry.document, &is);
        pages::with_new_body(&shown.site.pages, entry, &new, shown.config.url_style())
    }
}

/// True if the problems of a document stay where they are when only its body changes.
fn all_in_front(document: &Document) -> bool {
    let places = document.diagnostics.iter().map(|p| &p.place);
    places
        .into_iter()
        .all(|at| matches!(at, Place::Start | Place::Value(_) | Place::Key(_)))
}
