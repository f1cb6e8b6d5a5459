//! Obsidian's comments (`%%…%%`) in texts of any kind, and what is told of a comment without an end.

use std::borrow::Cow;
use std::ops::Range;

use super::options::Options;
use super::shielded_text::ShieldedText;
use crate::diagnostic::{Diagnostic, Place};

/// A text without its comments (`%%…%%`), and the byte of one that has no end and stays.
pub fn without_comments(text: &str) -> (Cow<'_, str>, Option<usize>) {
    if !text.contains("%%") {
        return (Cow::Borrowed(text), None);
    }
    let source = ShieldedText::new(text, &Options::default());
    (source.without_comments(), source.unclosed_comment())
}

/// Tells of a comment without an end.
pub fn unclosed_comment(place: Place) -> Diagnostic {
    let message = "`%%` begins a comment that does not end, so the text is shown";
    let help = "write `%%` behind the comment, or `\\%%` for the signs themselves";
    Diagnostic::new("unclosed-comment", place, message).help(help)
}

/// Tells of a comment that may be none.
pub(super) fn comment_across_lines(comment: &Range<usize>) -> Diagnostic {
    let message = "`%%` in the middle of a line begins a comment that ends inside another one";
    let help = "write `\\%%` for the signs themselves, or put the comment on lines of its own";
    let place = Place::Body(comment.start, comment.start + "%%".len());
    Diagnostic::new("unclosed-comment", place, message).help(help)
}

/// Tells of a comment of HTML without an end: what it hides stays hidden, as on GitHub.
pub(super) fn unclosed_html_comment(at: usize) -> Diagnostic {
    let message = "`<!--` begins a comment that does not end, so what follows is not shown";
    let help = "write `-->` behind the comment, or `\\<!--` for the signs themselves";
    let place = Place::Body(at, at + "<!--".len());
    Diagnostic::new("unclosed-comment", place, message).help(help)
}
