//! How bodies are read.

/// Options for rendering Markdown. Part of the cache key of a parsed document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Options {
    pub html: Html,
    /// Whether images on other hosts are shown; otherwise they become links.
    pub external_images: bool,
    /// Whether a line that begins with a colon defines the paragraph before it, which GitHub does not know.
    pub definition_lists: bool,
    /// Whether the page's language is written from right to left.
    pub from_right: bool,
    /// Whether the text is MDX.
    pub mdx: bool,
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

pub(super) fn parser_options(options: &Options) -> pulldown_cmark::Options {
    use pulldown_cmark::Options as On;
    let mut parsed = On::ENABLE_TABLES
        | On::ENABLE_FOOTNOTES
        | On::ENABLE_STRIKETHROUGH
        | On::ENABLE_TASKLISTS
        | On::ENABLE_HEADING_ATTRIBUTES
        | On::ENABLE_GFM
        | On::ENABLE_WIKILINKS
        | On::ENABLE_MATH;
    parsed.set(On::ENABLE_DEFINITION_LIST, options.definition_lists);
    parsed
}
