//! Replacements in the text of a file; other bytes do not change.

use std::ops::Range;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    pub range: Range<usize>,
    pub text: String,
}

impl Edit {
    pub fn replace(range: Range<usize>, text: impl Into<String>) -> Self {
        let text = text.into();
        Edit { range, text }
    }

    pub fn insert(at: usize, text: impl Into<String>) -> Self {
        Edit::replace(at..at, text)
    }
}

/// The text with all edits; of two that overlap, the first counts.
pub fn apply(text: &str, mut edits: Vec<Edit>) -> String {
    edits.sort_by_key(|edit| (edit.range.start, edit.range.end));
    let (mut out, mut behind) = (String::with_capacity(text.len()), 0);
    for edit in edits {
        let Some(between) = text.get(behind..edit.range.start) else {
            continue;
        };
        out.push_str(between);
        out.push_str(&edit.text);
        behind = edit.range.end;
    }
    out.push_str(text.get(behind..).unwrap_or_default());
    out
}
