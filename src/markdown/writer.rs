//! The state of rendering a body: what is written and what is open. Each part of Markdown has a file that extends it.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use pulldown_cmark::{Alignment, Event, Tag, TagEnd};

use super::anchors::AnchorIds;
use super::body::{Body, Hole};
use super::boxes::Boxes;
use super::link_target::LinkTarget;
use super::options::Options;
use super::plain_text::{NameInText, PlainText};
use super::sanitise::Element;
use crate::diagnostic::{Diagnostic, Place};

/// The noun, the title and the place of a video or recording whose address is still to come.
type AwaitedSource = (&'static str, Option<Box<str>>, Range<usize>);

pub(super) struct Writer<'a> {
    pub text: &'a str,
    pub options: &'a Options,
    pub events: &'a [(Event<'a>, Range<usize>)],
    pub boxes: &'a Boxes,
    pub footnotes: Footnotes,
    /// The first and last event of the h1 that is not rendered.
    pub title_events: Option<(usize, usize)>,
    /// A title that no heading may show.
    pub private_title: Option<&'a str>,
    pub shifts_levels: bool,
    pub body: Body,
    /// The HTML so far.
    pub html: String,
    pub ids: AnchorIds,
    /// Open elements, outermost first.
    pub open: Vec<OpenElement>,
    /// How many of these are raw HTML elements.
    pub open_raw_tags: usize,
    /// How many of these hide themselves and their content.
    pub hidden_depth: usize,
    /// The elements of which it was told that they are left out; a declaration has no name.
    pub told_left_out: HashSet<String>,
    pub awaited_source: Option<AwaitedSource>,
    pub in_link: bool,
    /// False if the text cannot have bare addresses.
    pub may_have_autolinks: bool,
    /// The body may have text that runs against the page.
    pub may_run_against: bool,
    /// Inside `[[id]]`, whose text is replaced by the target's title.
    pub in_bare_wikilink: bool,
    /// Inside a paragraph or a heading, where no block may start.
    pub in_paragraph: bool,
    pub heading: Option<OpenHeading<'a>>,
    pub open_image: Option<OpenImage<'a>>,
    /// The text so far of the paragraph that may become the summary.
    pub summary: Option<String>,
    pub table: OpenTable,
    /// How many tables there are so far.
    pub tables: usize,
    /// How many empty cells were written, one by one.
    pub empty_cells: usize,
}

/// An open element. Raw HTML elements are closed at the latest where the Markdown element around them ends.
pub(super) struct OpenElement {
    /// The raw HTML element, or `None` for one of Markdown's.
    pub raw: Option<&'static Element>,
    pub on_close: OnClose,
}

/// What to write when an element ends.
pub(super) enum OnClose {
    Nothing,
    Html(&'static str),
    /// The end tag of a raw HTML element.
    RawElement(&'static str),
    Paragraph,
    /// The end tag of the title of a box.
    BoxTitle(&'static str),
    Heading,
    Link,
    Image,
    Row,
    Table,
    Hidden,
}

/// A heading whose text, and so its id, is not complete yet.
pub(super) struct OpenHeading<'a> {
    /// Where its start tag will be inserted: the numbers of holes and bytes before it.
    pub start: (usize, usize),
    pub level: u8,
    pub id: Option<String>,
    pub class: Option<String>,
    /// Text at its end that the parser took for attributes; see [`super::outline::trailing_braces`].
    pub trailing_braces: Option<&'a str>,
    pub text: String,
    /// Alternative text of its images: not part of the id, and of the text only if there is no other.
    pub alt: String,
}

/// An image whose alternative text is not complete yet.
pub(super) struct OpenImage<'a> {
    pub target: Option<LinkTarget>,
    pub title: &'a str,
    pub span: Range<usize>,
    pub alt: String,
}

/// The table that is being written. Markdown tables do not nest.
#[derive(Default)]
pub(super) struct OpenTable {
    pub alignments: Vec<Alignment>,
    pub column: usize,
    pub in_head: bool,
    pub has_body: bool,
    /// Empty cells not yet written: they precede the next cell with text or the end of the row.
    pub pending_empty_cells: usize,
}

impl Writer<'_> {
    /// True if what follows is not written: it is hidden, alternative text of an image, or the text of `[[id]]`.
    pub fn is_suppressed(&self) -> bool {
        self.hidden_depth > 0 || self.open_image.is_some() || self.in_bare_wikilink
    }

    /// Adds plain text to the open image, or to the open heading and summary.
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

    pub fn add_names(&mut self, text: PlainText, ranges: impl IntoIterator<Item = Range<usize>>) {
        let names = ranges.into_iter().map(|range| NameInText { text, range });
        self.body.names.extend(names);
    }

    pub fn tell(&mut self, code: &'static str, span: &Range<usize>, message: String, help: &str) {
        let place = Place::Body(span.start, span.end);
        let diagnostic = Diagnostic::new(code, place, message).help(help);
        self.body.diagnostics.push(diagnostic);
    }

    pub fn push_hole(&mut self, hole: Hole) {
        self.body.holes.push((self.html.len(), hole));
    }
}

/// The notes of a body, and which of them were referenced so far.
#[derive(Default)]
pub(super) struct Footnotes {
    notes: HashMap<String, Note>,
    /// The end event of each definition, by its start event.
    definition_ends: HashMap<usize, usize>,
    referenced_notes: Vec<Range<usize>>,
    /// References to a note that was referred to before.
    further_uses: usize,
    /// How many notes are complete.
    written_notes: usize,
    /// By the number of a note: its uses that have an id.
    ways_back: HashMap<usize, Vec<usize>>,
}

/// As many further uses of its notes have a way back: more than people write, and few enough that a page of nothing but
/// references does not become many times as large as its text.
const MAX_FURTHER_USES: usize = 1_000;

struct Note {
    events: Range<usize>,
    number: Option<usize>,
    uses: usize,
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
                        uses: 0,
                    };
                    footnotes.notes.entry(label.to_lowercase()).or_insert(note);
                }
                _ => {}
            }
        }
        footnotes
    }

    /// The index of the event that ends the definition that starts at `start`.
    pub fn end_of(&self, start: usize) -> Option<usize> {
        self.definition_ends.get(&start).copied()
    }

    /// The number of the note with this label, and which use of it this is, from 1. `None` for a use without a way back,
    /// because the body has too many.
    pub fn reference(&mut self, label: &str) -> Option<(usize, Option<usize>)> {
        let note = self.notes.get_mut(&label.to_lowercase())?;
        let number = *note.number.get_or_insert_with(|| {
            self.referenced_notes.push(note.events.clone());
            self.referenced_notes.len()
        });
        note.uses += 1;
        self.further_uses += usize::from(note.uses > 1);
        let is_written = number <= self.written_notes;
        let has_way_back = note.uses == 1 || self.further_uses <= MAX_FURTHER_USES && !is_written;
        Some((number, has_way_back.then_some(note.uses)))
    }

    /// If the definition that starts at this event was shown; `None` if another of its label stands before it.
    pub fn is_written(&self, start: usize, label: &str) -> Option<bool> {
        let note = self.notes.get(&label.to_lowercase());
        let note = note.filter(|note| note.events.start == start + 1)?;
        Some(note.number.is_some())
    }

    pub fn add_way_back(&mut self, number: usize, use_number: usize) {
        self.ways_back.entry(number).or_default().push(use_number);
    }

    /// The uses of a note to which a link can lead back. Those in later notes get none.
    pub fn ways_back(&mut self, number: usize) -> Vec<usize> {
        self.written_notes = self.written_notes.max(number);
        self.ways_back.remove(&number).unwrap_or_default()
    }

    /// The events of a note, by its number from 1. Rendering one may add references to further notes.
    pub fn note_events(&self, number: usize) -> Option<Range<usize>> {
        self.referenced_notes.get(number.checked_sub(1)?).cloned()
    }
}
