//! The summary of an entry.

use std::borrow::Cow;

use crate::graph::Entry;
use crate::text::cut_name;

/// The summary as other pages show it: cut if it is long.
pub fn short_summary(entry: &Entry) -> Cow<'_, str> {
    cut_name(summary(entry))
}

/// The field `summary`, else the first paragraph of the body; empty if there is neither.
pub fn summary(entry: &Entry) -> &str {
    let document = &entry.document;
    let given = document.fields.text("summary");
    given.unwrap_or(&document.body.summary)
}
