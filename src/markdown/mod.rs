//! Markdown as GitHub shows it: a body's text in, a [`Body`] out.
//!
//! Knows nothing about files, kinds or other documents. A [`Body`] is HTML with a hole for each link; the caller
//! resolves the links and fills the holes with [`Body::fill_links`].

mod admonitions;
mod anchors;
mod autolink;
mod body;
mod box_types;
mod boxes;
mod bracketed_links;
mod comments;
mod direction;
mod emoji;
mod endless_blocks;
mod endless_tags;
mod events;
mod footnotes;
mod foreign_syntax;
mod formula;
mod headings;
mod highlight;
mod html_comments;
mod jsx;
mod language;
mod link;
mod link_address;
mod link_target;
mod marked_text;
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

pub use anchors::slug;
pub use body::{Body, Heading, Image, Link, Resolved};
pub use comments::{unclosed_comment, without_comments};
pub use foreign_syntax::{
    is_in_address as is_template_in_address, leads_nowhere as template_leads_nowhere,
};
pub use link_address::{address_range, definition_ranges};
pub use link_target::{EXTENSIONS, LinkTarget, is_markdown};
pub use options::{Html, Options};
pub use plain_text::{NameInText, PlainText};
pub use prose::{local_link_ranges, prose_ranges};

/// Parses and renders a body. `title` is the title from the front matter. A leading h1 that repeats it, or any leading
/// h1 if there is no `title`, is left out, because the page shows the title above the body.
pub fn read(text: &str, title: Option<&str>, options: &Options) -> Body {
    events::render_body(text, title, false, options)
}

/// Parses and renders the body of a page whose title is private: an h1 is none, and a leading one that repeats it leaves
/// no trace.
pub fn read_with_private_title(text: &str, title: &str, options: &Options) -> Body {
    events::render_body(text, Some(title), true, options)
}
