//! Markdown as GitHub shows it: a body's text in, a [`Body`] out.
//!
//! Knows nothing about files, kinds or other documents. Where a link leads is somebody else's business: a body is
//! finished HTML with holes, and [`Body::fill`] closes them once it is known what each link resolved to.

mod address;
mod anchors;
mod autolink;
mod body;
mod brackets;
mod comments;
mod events;
mod footnotes;
mod headings;
mod highlight;
mod language;
mod link;
mod options;
mod outline;
pub mod placeholder;
mod prose;
mod raw_html;
mod sanitise;
mod table;
mod target;
#[cfg(test)]
mod tests;
mod writer;

pub use address::{address_in, definitions};
pub use body::{Body, Heading, Image, Link, Resolved};
pub use options::{Html, Options};
pub use prose::prose;
pub use target::Target;

/// Reads a body. `title` is the one the front matter gave: a leading h1 that repeats it, or that gives the title where
/// the front matter is silent, is not shown a second time.
pub fn read(text: &str, title: Option<&str>, options: &Options) -> Body {
    events::write(text, title, options)
}
