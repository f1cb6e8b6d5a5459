//! Boxes as Obsidian (`> [!type] title`), MkDocs (`!!! type "title"`) and Docusaurus (`:::type title`) write them. All
//! are found in the parser's events; [`super::shielded_text`] has made quotations of the second.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use pulldown_cmark::{CowStr, Event, Tag, TagEnd};

use super::box_types::class_of;
use super::shielded_text::Events;

/// The boxes of a body, by the index of the event that starts each.
#[derive(Default)]
pub(super) struct Boxes(HashMap<usize, BoxHead>);

/// What a box begins with.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct BoxHead {
    /// note · tip · important · warning · caution · quote
    pub class: &'static str,
    /// Shown where the author gives no title.
    pub word: String,
    /// The paragraph that follows is its title.
    pub has_title: bool,
    pub folding: Folding,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Folding {
    Never,
    Open,
    Closed,
}

impl Boxes {
    /// Takes the notation of boxes out of the events. `admonitions` are the ranges of the text that were made
    /// quotations.
    pub fn find<'a>(
        text: &str,
        events: Events<'a>,
        admonitions: &[Range<usize>],
    ) -> (Events<'a>, Boxes) {
        let mut finder = Finder {
            text,
            admonitions,
            out: Vec::with_capacity(events.len()),
            events,
            boxes: HashMap::new(),
            box_ends: HashSet::new(),
            unclosed_until: 0,
        };
        let mut at = 0;
        while at < finder.events.len() {
            at = finder.step(at);
        }
        (finder.out, Boxes(finder.boxes))
    }

    pub fn at(&self, start: usize) -> Option<&BoxHead> {
        self.0.get(&start)
    }

    /// The box whose title is the paragraph that starts here.
    pub fn titled_at(&self, paragraph: usize) -> Option<&BoxHead> {
        let head = self.0.get(&paragraph.checked_sub(1)?)?;
        head.has_title.then_some(head)
    }
}

struct Finder<'t, 'a> {
    text: &'t str,
    admonitions: &'t [Range<usize>],
    events: Events<'a>,
    out: Events<'a>,
    boxes: HashMap<usize, BoxHead>,
    /// The first text of each line that ends a box of `:::`.
    box_ends: HashSet<usize>,
    /// No box of `:::` that begins before this event has an end.
    unclosed_until: usize,
}

impl<'a> Finder<'_, 'a> {
    /// Copies the event here, or what is read in its place. Returns the index of the next.
    fn step(&mut self, at: usize) -> usize {
        if self.box_ends.contains(&at) {
            return self.end_box(at);
        }
        match &self.events[at].0 {
            Event::Start(Tag::BlockQuote(None))
                if self.is(at + 1, |e| matches!(e, Event::Start(Tag::Paragraph))) =>
            {
                let start = self.events[at].1.start;
                let notation = match self.admonition_at(start) {
                    Some(range) if range.start == start => Notation::Admonition,
                    _ => Notation::Callout,
                };
                match self.head(at + 2, notation) {
                    Some(head) => self.begin_box(at, at + 2, head),
                    None => self.copy(at),
                }
            }
            Event::End(TagEnd::BlockQuote(None)) if self.is_inside_admonition(at) => at + 2,
            Event::Start(Tag::Paragraph) => {
                if self.box_ends.contains(&(at + 1)) {
                    return at + 1;
                }
                match self.head(at + 1, Notation::Container) {
                    Some(head) if self.find_end(at) => self.begin_box(at, at + 1, head),
                    _ => self.copy(at),
                }
            }
            _ => self.copy(at),
        }
    }

    fn copy(&mut self, at: usize) -> usize {
        let moved = std::mem::replace(&mut self.events[at], (Event::SoftBreak, 0..0));
        self.out.push(moved);
        at + 1
    }

    fn is(&self, at: usize, test: impl Fn(&Event) -> bool) -> bool {
        self.events.get(at).is_some_and(|(event, _)| test(event))
    }

    /// True between two quotations that a blank line in one admonition has made.
    fn is_inside_admonition(&self, at: usize) -> bool {
        let Some((Event::Start(Tag::BlockQuote(None)), next)) = self.events.get(at + 1) else {
            return false;
        };
        let start = next.start;
        let around = self.admonition_at(self.events[at].1.start);
        around.is_some_and(|range| range.contains(&start) && range.start != start)
    }

    /// The admonition in which this byte of the text is.
    fn admonition_at(&self, byte: usize) -> Option<&Range<usize>> {
        let admonitions = self.admonitions;
        let after = admonitions.partition_point(|range| range.start <= byte);
        let range = &admonitions[after.checked_sub(1)?];
        range.contains(&byte).then_some(range)
    }

    /// The words from here to the end of the line, or to the first markup in it.
    fn words(&self, at: usize) -> String {
        let texts = self.events[at..]
            .iter()
            .map_while(|(event, _)| match event {
                Event::Text(text) => Some(&**text),
                _ => None,
            });
        texts.collect()
    }

    fn head(&self, at: usize, notation: Notation) -> Option<(BoxHead, usize)> {
        let first = match &self.events.get(at)?.0 {
            Event::Text(text) => text,
            _ => return None,
        };
        let mark = match notation {
            Notation::Callout => "[",
            Notation::Admonition => "",
            Notation::Container => ":::",
        };
        if !first.starts_with(mark) {
            return None;
        }
        let words = self.words(at);
        match self.is_escaped(at, &words, notation) {
            true => None,
            false => BoxHead::read(&words, notation),
        }
    }

    /// True if a backslash makes text of a sign of the head that these words would be.
    fn is_escaped(&self, at: usize, words: &str, notation: Notation) -> bool {
        let start = self.events[at].1.start;
        let head = match notation {
            Notation::Callout => words.split_inclusive(']').next().unwrap_or_default(),
            Notation::Admonition | Notation::Container => "",
        };
        let Some((before, after)) = self.text.split_at_checked(start) else {
            return false;
        };
        before.ends_with('\\') || !after.starts_with(head)
    }

    /// The end of the line that begins here: a break, or the end of the paragraph.
    fn line_end(&self, at: usize) -> usize {
        let mut depth = 0;
        let end = self.events[at..].iter().position(|(event, _)| {
            match event {
                Event::Start(_) => depth += 1,
                Event::End(TagEnd::Paragraph) => return true,
                Event::End(_) => depth -= 1,
                Event::SoftBreak | Event::HardBreak => return depth == 0,
                _ => {}
            }
            false
        });
        end.map_or(self.events.len(), |end| at + end)
    }

    /// Writes the start of a box and its title. `block` is where its quotation or paragraph starts, `at` its first words.
    fn begin_box(
        &mut self,
        block: usize,
        at: usize,
        (mut head, title_start): (BoxHead, usize),
    ) -> usize {
        let span = self.events[block].1.clone();
        let end = self.line_end(at);
        let start = self.out.len();
        let tags = [Tag::BlockQuote(None), Tag::Paragraph];
        self.out
            .extend(tags.map(|tag| (Event::Start(tag), span.clone())));
        self.copy_title(at..end, title_start);
        head.has_title = self.out.len() > start + 2;
        match head.has_title {
            true => self.out.push((Event::End(TagEnd::Paragraph), span.clone())),
            false => self.out.truncate(start + 1),
        }
        self.boxes.insert(start, head);
        self.after_line(end, span)
    }

    /// Starts the rest of the paragraph, whose line ends here, as a paragraph of its own.
    fn after_line(&mut self, end: usize, span: Range<usize>) -> usize {
        let is_break = self.is(end, |e| matches!(e, Event::SoftBreak | Event::HardBreak));
        if is_break && !self.box_ends.contains(&(end + 1)) {
            self.out.push((Event::Start(Tag::Paragraph), span));
        }
        end + 1
    }

    /// Copies the words of a title without the `skipped` bytes before it and the quote or bracket behind it.
    fn copy_title(&mut self, range: Range<usize>, mut skipped: usize) {
        let first = self.out.len();
        for at in range {
            let (Event::Text(text), span) = &self.events[at] else {
                self.copy(at);
                continue;
            };
            let cut = skipped.min(text.len());
            skipped -= cut;
            if cut == text.len() {
                continue;
            }
            let is_as_written = span.len() == text.len();
            let from = span.start + if is_as_written { cut } else { 0 };
            let rest = CowStr::from(text[cut..].to_owned());
            self.out.push((Event::Text(rest), from..span.end));
        }
        if let Some((Event::Text(text), _)) = self.out[first..].last_mut() {
            let shown = text.trim_end().trim_end_matches(['"', '”', ']']);
            *text = CowStr::from(shown.to_owned());
            if text.is_empty() {
                self.out.pop();
            }
        }
    }

    /// Finds the line that ends the box of `:::` whose paragraph starts here.
    fn find_end(&mut self, paragraph: usize) -> bool {
        if paragraph < self.unclosed_until {
            return false;
        }
        let (mut depth, mut open, mut line_starts) = (0, 0, true);
        for at in paragraph..self.events.len() {
            match &self.events[at].0 {
                Event::Text(text) if line_starts && depth == 1 && text.starts_with(":::") => {
                    let words = self.words(at);
                    match words.trim_matches(':').trim() {
                        "" => open -= 1,
                        _ if BoxHead::read(&words, Notation::Container).is_some() => open += 1,
                        _ => {}
                    }
                    if open == 0 {
                        self.box_ends.insert(at);
                        return true;
                    }
                }
                Event::Start(_) => depth += 1,
                Event::End(_) if depth == 0 => {
                    self.unclosed_until = at;
                    return false;
                }
                Event::End(_) => depth -= 1,
                _ => {}
            }
            line_starts = matches!(
                self.events[at].0,
                Event::Start(Tag::Paragraph) | Event::SoftBreak | Event::HardBreak
            );
        }
        self.unclosed_until = self.events.len();
        false
    }

    /// Writes the end of a box of `:::`; its line begins here.
    fn end_box(&mut self, at: usize) -> usize {
        let span = self.events[at].1.clone();
        // The paragraph before it on the lines above.
        if let Some(last @ (Event::SoftBreak | Event::HardBreak, _)) = self.out.last_mut() {
            *last = (Event::End(TagEnd::Paragraph), span.clone());
        }
        self.out
            .push((Event::End(TagEnd::BlockQuote(None)), span.clone()));
        let end = self.line_end(at);
        self.after_line(end, span)
    }
}

impl BoxHead {
    /// Reads the first words of a quotation or paragraph: the head of its box, and where the title begins in them.
    fn read(words: &str, notation: Notation) -> Option<(BoxHead, usize)> {
        let mut folding = Folding::Never;
        let rest;
        let kind = match notation {
            Notation::Callout => {
                let (kind, after) = words.strip_prefix("[!")?.split_once(']')?;
                let folded = after.strip_prefix(['+', '-']);
                folding = match after.chars().next() {
                    Some('+') => Folding::Open,
                    Some('-') => Folding::Closed,
                    _ => Folding::Never,
                };
                rest = folded.unwrap_or(after);
                kind
            }
            Notation::Admonition => {
                // The first sign is the mark of the quotation.
                let marks = [
                    ("!!", Folding::Never),
                    ("??+", Folding::Open),
                    ("??", Folding::Closed),
                ];
                let mut marks = marks.into_iter();
                let after;
                (after, folding) =
                    marks.find_map(|(mark, folding)| Some((words.strip_prefix(mark)?, folding)))?;
                let after = after.trim_start();
                let end = after.find(['"', '“', ' ']).unwrap_or(after.len());
                rest = after.find(['"', '“']).map_or("", |title| &after[title..]);
                &after[..end]
            }
            Notation::Container => {
                let after = words.trim_start_matches(':').trim_start();
                let end = after.find([' ', '[']).unwrap_or(after.len());
                rest = &after[end..];
                &after[..end]
            }
        };
        let kind = kind.trim().to_lowercase();
        if notation == Notation::Container && kind == "details" {
            folding = Folding::Closed;
        }
        let is_word = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | ' ');
        if kind.is_empty() || !kind.chars().all(is_word) {
            return None;
        }
        let class = class_of(&kind);
        // Obsidian shows a type that it does not know as a note; `:::` is more often something else.
        if class.is_none() && notation == Notation::Container {
            return None;
        }
        let title =
            rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '“' | '['));
        let head = BoxHead {
            class: class.unwrap_or("note"),
            word: crate::text::capitalize(&kind),
            has_title: false,
            folding,
        };
        Some((head, words.len() - title.len()))
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Notation {
    Callout,
    Admonition,
    Container,
}
