//! The summary of an entry.

use crate::graph::Entry;

/// The field `summary`, else the first paragraph of the body; empty if there is neither.
pub fn summary(entry: &Entry) -> &str {
    let document = &entry.document;
    let given = document.fields.text("summary");
    given.unwrap_or(&document.body.summary)
}
