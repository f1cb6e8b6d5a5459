//! How bodies are read.

/// How bodies are read. Part of the key under which a read document is remembered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Options {
    pub html: Html,
    /// Whether images on other hosts are shown; otherwise they become links.
    pub external_images: bool,
}

/// What becomes of the raw HTML in a body.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Html {
    /// Written anew from an allowlist; see `sanitise.rs`.
    #[default]
    Sanitise,
    /// Shown as the text it is.
    Escape,
    /// Copied as it is, links and all: for projects whose authors are all trusted.
    Trusted,
}

pub(super) fn parser_options() -> pulldown_cmark::Options {
    use pulldown_cmark::Options as On;
    On::ENABLE_TABLES
        | On::ENABLE_FOOTNOTES
        | On::ENABLE_STRIKETHROUGH
        | On::ENABLE_TASKLISTS
        | On::ENABLE_HEADING_ATTRIBUTES
        | On::ENABLE_GFM
        | On::ENABLE_DEFINITION_LIST
        | On::ENABLE_WIKILINKS
}
