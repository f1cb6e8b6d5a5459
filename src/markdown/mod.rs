//! Markdown as GitHub shows it: a body's text in, a [`Body`] out.
//!
//! Knows nothing about files, kinds or other documents. A [`Body`] is HTML with a hole for each link; the caller
//! resolves the links and fills the holes with [`Body::fill_links`].

mod anchors;
mod autolink;
mod body;
mod bracketed_links;
mod events;
mod footnotes;
mod headings;
mod highlight;
mod html_comments;
mod language;
mod link;
mod link_address;
mod link_target;
mod options;
mod outline;
pub mod placeholder;
mod plain_text;
mod prose;
mod raw_html;
mod sanitise;
mod shielded_text;
mod table;
#[cfg(test)]
mod tests;
mod writer;

use std::borrow::Cow;

use crate::diagnostic::{Diagnostic, Place};
pub use anchors::slug;
pub use body::{Body, Heading, Image, Link, Resolved};
pub use link_address::{address_range, definition_ranges};
pub use link_target::LinkTarget;
pub use options::{Html, Options};
pub use plain_text::{NameInText, PlainText};
pub use prose::prose_ranges;

/// Parses and renders a body. `title` is the title from the front matter. A leading h1 that repeats it, or any leading
/// h1 if there is no `title`, is left out, because the page shows the title above the body.
pub fn read(text: &str, title: Option<&str>, options: &Options) -> Body {
    events::render_body(text, title, options)
}

/// A text without its comments (`%%…%%`), and the byte of one that has no end and stays.
pub fn without_comments(text: &str) -> (Cow<'_, str>, Option<usize>) {
    if !text.contains("%%") {
        return (Cow::Borrowed(text), None);
    }
    let source = shielded_text::ShieldedText::new(text, &Options::default());
    (source.without_comments(), source.unclosed_comment())
}

/// Tells of a comment without an end.
pub fn unclosed_comment(place: Place) -> Diagnostic {
    let message = "`%%` begins a comment that does not end, so the text is shown";
    let help = "write `%%` behind the comment, or `\\%%` for the signs themselves";
    Diagnostic::new("unclosed-comment", place, message).help(help)
}
