//! A first look at an edit, before the project is read again: the pages on which nothing but a text has changed.
//!
//! It is right or it is nothing: where anybody else could see the edit, the answer is `None` and the next snapshot
//! tells. It changes nothing in the engine, so that snapshot does not depend on it.

use std::path::{Path, PathBuf};

use super::linked::{at_path, tells_the_same, with_text_of};
use super::standing::is_cut;
use super::{Engine, Snapshot, site};
use crate::diagnostic::At;
use crate::document::{self, Document};
use crate::fence;
use crate::page::Page;
use crate::source::{self, Source};

/// What a first look saw.
#[derive(Debug)]
pub enum Glance {
    /// These pages are new, and nothing else is.
    Pages(Vec<Page>),
    /// A file is gone or only a beginning of what it was: it may be in the middle of being written.
    Unfinished,
    /// Only a whole look can tell.
    Unclear,
}

impl Engine {
    /// What is new if these files, and no others, have changed since `shown` was made by this engine.
    pub fn glance<'p>(
        &self,
        shown: &Snapshot,
        paths: impl IntoIterator<Item = &'p PathBuf>,
    ) -> Glance {
        let mut pages = Some(Vec::new());
        for path in paths {
            let Some(before) = self.known(path) else {
                pages = None;
                continue;
            };
            let Some(now) = source::again(&self.root, before).filter(|now| !is_cut(before, now))
            else {
                return Glance::Unfinished;
            };
            if now.hash != before.hash {
                let page = self.retold(shown, before, &now);
                pages = pages
                    .zip(page)
                    .map(|(pages, page)| [pages, vec![page]].concat());
            }
        }
        pages.map_or(Glance::Unclear, Glance::Pages)
    }

    fn known(&self, path: &Path) -> Option<&Source> {
        let path = path.strip_prefix(&self.root).ok()?.to_str()?;
        let documents = &self.sources.documents;
        let at = documents.binary_search_by(|s| (*s.path).cmp(path)).ok()?;
        documents.get(at)
    }

    fn retold(&self, shown: &Snapshot, before: &Source, now: &Source) -> Option<Page> {
        let front = fence::body_start(before.text()?);
        let same_front = before.bytes.get(..front)? == now.bytes.get(..front)?
            && fence::body_start(now.text()?) == front;
        let told = shown.findings.iter().filter(|f| f.path == before.path);
        let in_front = told.into_iter().all(|f| f.span.1 <= front);
        if !same_front || !in_front {
            return None;
        }
        let (linked, _) = self.last.as_ref()?;
        let was = self.documents.kept(before)?;
        let names_hidden = |text| linked.names_hidden(&shown.config, was, text);
        if names_hidden(before.text()?) || names_hidden(now.text()?) {
            return None;
        }
        let is = document::read(now, &shown.graph.schema, &self.options);
        let quiet = was.problems == is.problems && all_in_front(was);
        if !quiet || !tells_the_same(was, &is) {
            return None;
        }
        let id = at_path(&shown.graph, &before.path)?;
        let entry = shown.graph.entry(id);
        let mut new = entry.clone();
        new.document = with_text_of(&entry.document, &is);
        site::retell(&shown.site.pages, entry, &new, shown.config.url_style())
    }
}

/// Do the problems of a document stay where they are when only its text changes?
fn all_in_front(document: &Document) -> bool {
    let places = document.problems.iter().map(|p| &p.at);
    places
        .into_iter()
        .all(|at| matches!(at, At::Start | At::Value(_) | At::Key(_)))
}
