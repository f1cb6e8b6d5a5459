//! The documents of a snapshot that could not be read, or that no entry was made of.

use std::sync::Arc;

use super::linked::at_path;
use crate::content::document::Document;
use crate::content::source::Sources;
use crate::diagnostic::{Finding, Severity};
use crate::graph::Graph;
use crate::graph::publish::{Audience, HiddenDocuments};

/// A document that could not be read, or whose id another one has.
#[derive(Clone, Debug)]
pub struct BrokenDocument {
    /// From the project's root, and from the content folder.
    pub path: Arc<str>,
    pub content_path: Arc<str>,
    pub id: Arc<str>,
    /// It can be read, but another document has its id or its page.
    pub is_second: bool,
    /// It may be one that this audience must not know of.
    pub may_be_hidden: bool,
    /// `content/a.md:5:3: message`; empty if no error is told.
    pub reason: String,
}

impl BrokenDocument {
    /// Those among the documents of these sources, with the first error among their findings.
    pub fn all_of(
        documents: &[Arc<Document>],
        graph: &Graph,
        sources: &Sources,
        findings: &[Finding],
        audience: Audience,
    ) -> Vec<BrokenDocument> {
        let hidden = HiddenDocuments::new(documents, audience);
        let is_left_out = |document: &&Arc<Document>| {
            document.is_broken
                || hidden.reason(document).is_none() && at_path(graph, &document.path).is_none()
        };
        let broken = documents.iter().filter(is_left_out);
        let broken = broken.map(|document| {
            let is_own = |f: &&Finding| f.path == document.path && f.severity == Severity::Error;
            let first = findings.iter().find(is_own);
            let source = sources
                .documents
                .iter()
                .find(|source| source.path == document.path);
            let text = source.map_or("", |source| source.valid_utf8_prefix());
            let may_say = |word: &str| text.contains(word);
            BrokenDocument {
                path: document.path.clone(),
                content_path: document.content_path.clone(),
                id: document.id.clone(),
                is_second: !document.is_broken,
                may_be_hidden: !audience.shows_internal
                    && (document.is_internal() || may_say("visibility"))
                    || !audience.shows_drafts && (document.is_draft() || may_say("draft")),
                reason: first.map_or(String::new(), Finding::with_place),
            }
        });
        broken.collect()
    }
}
