//! What is written so far of a body, and what is open in it. Each part of Markdown has a file that writes it here.

use std::collections::HashMap;
use std::ops::Range;

use pulldown_cmark::{Alignment, Event, Tag, TagEnd};

use super::anchors::AnchorIds;
use super::body::{Body, Hole};
use super::link_target::LinkTarget;
use super::options::Options;
use super::sanitise::Element;

pub(super) struct Writer<'a> {
    pub text: &'a str,
    pub options: &'a Options,
    pub events: &'a [(Event<'a>, Range<usize>)],
    pub footnotes: Footnotes,
    /// The first and the last event of the h1 that is not shown.
    pub title_events: Option<(usize, usize)>,
    pub shifts_levels: bool,
    pub body: Body,
    /// The HTML so far.
    pub html: String,
    pub ids: AnchorIds,
    /// What is open, outermost first.
    pub open: Vec<OpenElement>,
    /// How many of these are the author's own tags.
    pub open_raw_tags: usize,
    /// How many of these are not shown, and nothing in them.
    pub hidden_depth: usize,
    pub in_link: bool,
    /// Whether the text may have bare addresses.
    pub may_have_autolinks: bool,
    /// Whether the text is that of `[[id]]`, in whose place the target's title will stand.
    pub in_bare_wikilink: bool,
    /// Whether no block may follow: in a paragraph or a heading.
    pub in_paragraph: bool,
    pub heading: Option<OpenHeading<'a>>,
    pub open_image: Option<OpenImage<'a>>,
    /// The text so far of the paragraph that may become the summary.
    pub summary: Option<String>,
    pub table: OpenTable,
}

/// Something that was opened. Markdown's own elements nest by themselves; an author's tags are closed at the latest
/// where the Markdown element around them ends.
pub(super) struct OpenElement {
    /// The author's element, or `None` for Markdown's.
    pub raw: Option<&'static Element>,
    pub on_close: OnClose,
}

/// What to do where something that was opened ends.
pub(super) enum OnClose {
    Nothing,
    Html(&'static str),
    /// The end tag of an author's element.
    RawElement(&'static str),
    Paragraph,
    Heading,
    Link,
    Image,
    Row,
    Table,
    Hidden,
}

/// A heading whose text is still to come, and with it its id.
pub(super) struct OpenHeading<'a> {
    /// Where its start tag will stand: the piece, and the byte of that piece's HTML.
    pub start: (usize, usize),
    pub level: u8,
    pub id: Option<String>,
    pub class: Option<String>,
    /// What its last words are, if the parser did not tell.
    pub trailing_braces: Option<&'a str>,
    pub text: String,
    /// Of its images: no part of the id, but of the text where there is no other.
    pub alt: String,
}

/// An image whose alternative text is still to come.
pub(super) struct OpenImage<'a> {
    pub target: Option<LinkTarget>,
    pub title: &'a str,
    pub span: Range<usize>,
    pub alt: String,
}

/// The table that is being written. Tables do not nest in Markdown.
#[derive(Default)]
pub(super) struct OpenTable {
    pub alignments: Vec<Alignment>,
    pub column: usize,
    pub in_head: bool,
    pub has_body: bool,
    /// Empty cells not yet written. Those that the parser adds at the end of a short row never are: a wide head and
    /// many short rows would make a page of many times the text's size.
    pub pending_empty_cells: usize,
}

impl Writer<'_> {
    /// Whether what follows is not written: it is hidden, or becomes the alternative text of an image, or the target's
    /// title stands in its place.
    pub fn is_suppressed(&self) -> bool {
        self.hidden_depth > 0 || self.open_image.is_some() || self.in_bare_wikilink
    }

    /// Text as it reads, for everything that wants to know it without marks.
    pub fn push_plain_text(&mut self, text: &str) {
        if self.hidden_depth > 0 {
            return;
        }
        if let Some(image) = &mut self.open_image {
            return image.alt.push_str(text);
        }
        if let Some(heading) = &mut self.heading {
            heading.text.push_str(text);
        }
        if let Some(summary) = &mut self.summary {
            summary.push_str(text);
        }
    }

    pub fn push_hole(&mut self, hole: Hole) {
        self.body.holes.push((self.html.len(), hole));
    }
}

/// The notes of a body and which of them were mentioned so far.
#[derive(Default)]
pub(super) struct Footnotes {
    notes: HashMap<String, Note>,
    /// Where each definition ends, by where it starts: the text goes on after it.
    definition_ends: HashMap<usize, usize>,
    referenced_notes: Vec<Range<usize>>,
}

struct Note {
    events: Range<usize>,
    number: Option<usize>,
}

impl Footnotes {
    pub fn from_events(events: &[(Event, Range<usize>)]) -> Self {
        let mut footnotes = Footnotes::default();
        let mut open = Vec::new();
        for (at, (event, _)) in events.iter().enumerate() {
            match event {
                Event::Start(Tag::FootnoteDefinition(label)) => open.push((at, label)),
                Event::End(TagEnd::FootnoteDefinition) => {
                    let Some((start, label)) = open.pop() else {
                        continue;
                    };
                    footnotes.definition_ends.insert(start, at);
                    let note = Note {
                        events: start + 1..at,
                        number: None,
                    };
                    footnotes.notes.entry(label.to_lowercase()).or_insert(note);
                }
                _ => {}
            }
        }
        footnotes
    }

    /// The event that ends the definition which starts at this one.
    pub fn end_of(&self, start: usize) -> Option<usize> {
        self.definition_ends.get(&start).copied()
    }

    /// The number of the note that is mentioned here, and whether this is its first mention.
    pub fn reference(&mut self, label: &str) -> Option<(usize, bool)> {
        let note = self.notes.get_mut(&label.to_lowercase())?;
        if let Some(number) = note.number {
            return Some((number, false));
        }
        self.referenced_notes.push(note.events.clone());
        note.number = Some(self.referenced_notes.len());
        Some((self.referenced_notes.len(), true))
    }

    /// The events of a note, by its number from 1. Writing one may mention further notes.
    pub fn note_events(&self, number: usize) -> Option<Range<usize>> {
        self.referenced_notes.get(number.checked_sub(1)?).cloned()
    }
}
