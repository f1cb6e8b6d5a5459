//! A rendered body, and how its links are filled in.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark_escape::{escape_href, escape_html, escape_html_body_text};

use super::link_target::{self, LinkTarget};
use super::plain_text::{self, NameInText, PlainText, collapse_whitespace};
use crate::diagnostic::Diagnostic;

/// A rendered body: HTML with holes for its links, and what other pages and the checks need to know about it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Body {
    /// Complete except for the holes.
    pub(super) html: Box<str>,
    /// Byte offset in `html` and hole, in order.
    pub(super) holes: Vec<(usize, Hole)>,
    /// The rendered headings, with their levels after the shift; without the h1 that became the title.
    pub headings: Vec<Heading>,
    /// Every id that a link may point at: of headings (also the h1 that is not rendered), footnotes and raw HTML.
    pub anchors: Vec<Box<str>>,
    /// Anchors that were removed because they name something hidden. A link to one leads to the page instead.
    pub redacted_anchors: Vec<Box<str>>,
    /// In the order of the text; those in footnotes last, by number of the note.
    pub links: Vec<Link>,
    /// The text of the first h1, even if it does not start the body.
    pub h1: Option<String>,
    /// The first non-empty paragraph outside lists, quotations and footnotes, as text cut at a word near 200
    /// characters.
    pub summary: String,
    /// The wikilinks in these texts, in order for each text: their ids, where the page shows the title of the target.
    pub names: Vec<NameInText>,
    pub diagnostics: Vec<Diagnostic>,
}

impl Body {
    /// True if both show the same, wherever their links stand in the two texts and whatever is to be said of them.
    pub fn reads_like(&self, other: &Body) -> bool {
        let links = |body: &Body| {
            let links = body.links.iter().cloned();
            let links = links.map(|link| Link {
                span: (0, 0),
                ..link
            });
            links.collect::<Vec<Link>>()
        };
        (&self.html, &self.holes, &self.headings, &self.h1)
            == (&other.html, &other.holes, &other.headings, &other.h1)
            && (&self.summary, &self.names) == (&other.summary, &other.names)
            && links(self) == links(other)
    }
}

/// A place in the HTML that is filled when its link is resolved.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Hole {
    /// The start of a link; an index into [`Body::links`]. Links never nest.
    Open(u32),
    Close,
    /// A whole image; an index into [`Body::links`].
    Image(u32),
}

#[derive(Clone, Debug, PartialEq)]
pub struct Heading {
    pub level: u8,
    /// Unique within the body; empty for a heading without letters or digits, which GitHub gives no anchor.
    pub id: Box<str>,
    pub text: Box<str>,
}

/// A link or an image as the author wrote it.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    pub target: LinkTarget,
    pub title: Option<Box<str>>,
    /// The bytes of the link in the body's text; in raw HTML its start tag. A bare address written with escapes has the
    /// rest of the text around it.
    pub span: (usize, usize),
    /// Set if this is an image.
    pub image: Option<Image>,
}

impl Link {
    /// A link without a title, written at these bytes.
    pub(super) fn new(target: LinkTarget, span: &Range<usize>) -> Self {
        Link {
            target,
            title: None,
            span: (span.start, span.end),
            image: None,
        }
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Image {
    pub alt: Box<str>,
    /// A number of pixels, or a percentage.
    pub width: Option<Box<str>>,
    pub height: Option<Box<str>>,
    /// `left`, `center` or `right`.
    pub align: Option<Box<str>>,
}

/// What a link leads to.
pub enum Resolved<'a> {
    /// `href` is percent-encoded, not HTML-escaped. `text` is the target's title, for a wikilink without its own text.
    Linked {
        href: Cow<'a, str>,
        text: Option<&'a str>,
    },
    /// Shows the text only, marked as broken.
    Broken,
    /// Shows the text only.
    TextOnly,
    /// Shows the text only; a wikilink without a text of its own shows `…`, because its id is not public.
    Hidden,
}

impl Body {
    /// The finished HTML. Calls `resolve` once per link or image, in the order of the text, with its index in [`Body::links`].
    pub fn fill_links<'a>(&self, mut resolve: impl FnMut(usize, &Link) -> Resolved<'a>) -> String {
        let mut out = String::with_capacity(self.html.len() + 64 * self.holes.len());
        let mut closing = "";
        let mut written = 0;
        for (place, (at, hole)) in self.holes.iter().enumerate() {
            out.push_str(self.html.get(written..*at).unwrap_or_default());
            written = *at;
            match hole {
                Hole::Open(index) => {
                    let Some(link) = self.links.get(*index as usize) else {
                        continue;
                    };
                    let resolved = resolve(*index as usize, link);
                    let next = self.holes.get(place + 1);
                    let own_text = !matches!(next, Some((end, Hole::Close)) if end == at);
                    closing = write_link_start(link, &resolved, own_text, &mut out);
                }
                Hole::Close => out.push_str(std::mem::take(&mut closing)),
                Hole::Image(index) => {
                    let Some(link) = self.links.get(*index as usize) else {
                        continue;
                    };
                    write_image(link, &resolve(*index as usize, link), &mut out);
                }
            }
        }
        out.push_str(self.html.get(written..).unwrap_or_default());
        out
    }

    pub fn heading_texts(&self) -> impl Iterator<Item = &str> {
        self.headings.iter().map(|heading| &*heading.text)
    }

    /// The text of the h1 as the page shows it. `shown` gives the text for the inside of a wikilink.
    pub fn h1_with_names(&self, shown: impl Fn(&str) -> Option<String>) -> Option<String> {
        let h1 = self.h1.as_deref()?;
        Some(plain_text::with_names(
            h1,
            self.names_in(PlainText::H1),
            shown,
        ))
    }

    /// Replaces the wikilinks in the summary and in the texts of the headings.
    pub fn fill_names(&mut self, shown: impl Fn(&str) -> Option<String>) {
        let names = self.names_in(PlainText::Summary);
        let summary = plain_text::with_names(&self.summary, names, &shown);
        self.summary = shorten_summary(&summary);
        let mut headings = std::mem::take(&mut self.headings);
        for name in &self.names {
            if let PlainText::Heading(at) = name.text
                && let Some(heading) = headings.get_mut(at)
            {
                let names = self.names_in(name.text);
                // Ranges are those of the text as it was read, so a heading is filled at its first name.
                if names.clone().next() == Some(&name.range) {
                    heading.text = plain_text::with_names(&heading.text, names, &shown).into();
                }
            }
        }
        self.headings = headings;
    }

    /// The same body with the texts of another, in which names are filled.
    pub fn with_texts_of(&self, filled: &Body) -> Body {
        Body {
            headings: filled.headings.clone(),
            summary: filled.summary.clone(),
            ..self.clone()
        }
    }

    fn names_in(&self, text: PlainText) -> impl Iterator<Item = &Range<usize>> + Clone {
        let names = self.names.iter().filter(move |name| name.text == text);
        names.map(|name| &name.range)
    }

    /// True if nothing is rendered.
    pub fn is_empty(&self) -> bool {
        self.html.is_empty() && self.holes.is_empty()
    }

    /// How long its HTML is without the links, in bytes.
    pub fn html_len(&self) -> usize {
        self.html.len()
    }
}

/// Writes the start of a link, and the text of a wikilink without one of its own. Returns the HTML that ends the link.
fn write_link_start(
    link: &Link,
    resolved: &Resolved,
    own_text: bool,
    out: &mut String,
) -> &'static str {
    let closing = match resolved {
        Resolved::Linked { href, .. } => {
            out.push_str("<a href=\"");
            let _ = escape_href(&mut *out, href);
            out.push('"');
            write_attribute("title", link.title.as_deref(), out);
            if link_target::is_external(href) {
                out.push_str(" rel=\"noopener noreferrer\"");
            }
            out.push('>');
            "</a>"
        }
        Resolved::Broken => write_broken_start(out),
        Resolved::TextOnly | Resolved::Hidden => "",
    };
    if matches!(
        (&link.target, resolved),
        (LinkTarget::OwnSource, Resolved::Linked { .. })
    ) {
        write_escaped("See it drawn", out);
    }
    if let LinkTarget::Wikilink { id, anchor } = &link.target
        && !own_text
    {
        // `[[#heading]]` has no other words than those of the heading.
        let words: Cow<str> = match anchor {
            Some(anchor) if id.is_empty() => {
                let heading = anchor.rsplit('#').next().unwrap_or_default();
                heading.trim().into()
            }
            // As Obsidian shows it.
            Some(anchor) if !matches!(resolved, Resolved::Linked { .. }) => {
                format!("{id} > {anchor}").into()
            }
            _ => (&**id).into(),
        };
        let text = match resolved {
            Resolved::Linked { text, .. } => text.unwrap_or(&words),
            Resolved::Hidden => "…",
            Resolved::Broken | Resolved::TextOnly => &words,
        };
        write_escaped(text, out);
    }
    closing
}

fn write_image(link: &Link, resolved: &Resolved, out: &mut String) {
    let Some(image) = &link.image else { return };
    match resolved {
        Resolved::Linked { href, .. } => {
            out.push_str("<img src=\"");
            let _ = escape_href(&mut *out, href);
            out.push('"');
            write_attribute("alt", Some(&image.alt), out);
            write_attribute("title", link.title.as_deref(), out);
            write_attribute("width", image.width.as_deref(), out);
            write_attribute("height", image.height.as_deref(), out);
            let class = image.align.as_deref().map(|side| format!("align-{side}"));
            write_attribute("class", class.as_deref(), out);
            out.push_str(" loading=\"lazy\">");
        }
        Resolved::Broken => {
            let closing = write_broken_start(out);
            write_escaped(&image.alt, out);
            out.push_str(closing);
        }
        Resolved::TextOnly | Resolved::Hidden => write_escaped(&image.alt, out),
    }
}

fn write_broken_start(out: &mut String) -> &'static str {
    out.push_str("<span class=\"broken\">");
    "</span>"
}

/// Writes ` name="value"`, escaped, if there is a value.
pub(super) fn write_attribute(name: &str, value: Option<&str>, out: &mut String) {
    if let Some(value) = value {
        out.push(' ');
        out.push_str(name);
        out.push_str("=\"");
        let _ = escape_html(&mut *out, value);
        out.push('"');
    }
}

/// Writes escaped text. Writing to a `String` cannot fail.
pub(super) fn write_escaped(text: &str, out: &mut String) {
    let _ = escape_html_body_text(out, text);
}

/// Maximum length of a summary, in characters.
const MAX_SUMMARY_CHARS: usize = 200;

/// The text on one line, cut after a word if it is longer than [`MAX_SUMMARY_CHARS`].
pub(super) fn shorten_summary(text: &str) -> String {
    let text = collapse_whitespace(text);
    let Some((end, _)) = text.char_indices().nth(MAX_SUMMARY_CHARS) else {
        return text;
    };
    let cut = &text[..end];
    let whole = cut.rfind(' ').filter(|at| *at > end / 2);
    let whole = &cut[..whole.unwrap_or(end)];
    let whole = whole.trim_end_matches([',', ';', ':', '.', '–', '—', ' ']);
    format!("{whole}…")
}
