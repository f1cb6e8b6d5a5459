//! How bodies are read.

/// Options for rendering Markdown. Part of the cache key of a parsed document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Options {
    pub html: Html,
    /// Whether images on other hosts are shown; otherwise they become links.
    pub external_images: bool,
}

/// What happens to raw HTML in a body.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Html {
    /// Rebuilt from an allowlist; see `sanitise.rs`.
    #[default]
    Sanitise,
    /// Shown as text.
    Escape,
    /// Copied unchanged, including links: for projects that trust all their authors.
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
