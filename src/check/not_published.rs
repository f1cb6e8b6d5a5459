//! `not-published`: a document that was read is on no page, and no finding says why.

use std::sync::Arc;

use super::registry;
use crate::content::document::Document;
use crate::diagnostic::{Diagnostic, Finding, Place, Severity};
use crate::graph::publish::{HiddenAs, HiddenDocuments};

/// The codes that say why the file at which they stand is on no page. Of a broken document every error says it.
const REASONS: [&str; 4] = [
    "duplicate-id",
    "output-collision",
    "two-introductions",
    "unsafe-name",
];

/// The documents that are neither hidden nor on a page.
pub fn left_out<'d>(
    documents: &'d [Arc<Document>],
    hidden: &HiddenDocuments,
    is_on_a_page: impl Fn(&Document) -> bool,
) -> Vec<&'d Arc<Document>> {
    let is_left_out = |document: &&Arc<Document>| {
        let reason = hidden.reason(document);
        let is_hidden = matches!(reason, Some(HiddenAs::Draft | HiddenAs::Internal));
        !is_hidden && !is_on_a_page(document)
    };
    documents.iter().filter(is_left_out).collect()
}

/// Reports the documents that are left out and of which none of `findings`, sorted by path, says why.
pub fn find(
    left_out: &[&Arc<Document>],
    hidden: &HiddenDocuments,
    findings: &[Finding],
) -> Vec<Finding> {
    let says_why = |document: &Document| {
        let start = findings.partition_point(|f| f.path < document.path);
        let own = findings[start..].iter();
        let mut own = own.take_while(|f| f.path == document.path);
        own.any(|f| {
            REASONS.contains(&f.code) || document.is_broken && f.severity == Severity::Error
        })
    };
    let silent = left_out.iter().filter(|document| !says_why(document));
    let report = |document: &&Arc<Document>| {
        let (message, help) = match hidden.reason(document) {
            Some(_) => (
                "this belongs to an entry that cannot be read",
                "mend the index of its folder",
            ),
            None => (
                "this is on no page",
                "move it, merge it into another, or name it under `exclude`",
            ),
        };
        let diagnostic = Diagnostic::new("not-published", Place::Start, message);
        registry::finding(&document.path, diagnostic.help(help))
    };
    silent.map(report).collect()
}
