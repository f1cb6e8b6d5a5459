//! Markdown as GitHub shows it: a body's text in, a [`Body`] out.
//!
//! Knows nothing about files, kinds or other documents. Where a link leads is somebody else's business: a body is
//! finished HTML with holes, and [`Body::fill`] closes them once it is known what each link resolved to.

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
mod prose;
mod raw_html;
mod sanitise;
mod table;
#[cfg(test)]
mod tests;
mod writer;

pub use body::{Body, Heading, Image, Link, Resolved};
pub use link_address::{address_range, definition_ranges};
pub use link_target::LinkTarget;
pub use options::{Html, Options};
pub use prose::prose_ranges;

/// Reads a body. `title` is the one the front matter gave: a leading h1 that repeats it, or that gives the title where
/// the front matter is silent, is not shown a second time.
pub fn read(text: &str, title: Option<&str>, options: &Options) -> Body {
    events::render_body(text, title, options)
}
