//! One sentence on an entry.

use crate::graph::Entry;

/// The given summary, else the first paragraph of the text; empty where there is neither.
pub fn summary(entry: &Entry) -> &str {
    let document = &entry.document;
    let given = document.fields.text("summary");
    given.unwrap_or(&document.body.summary)
}
