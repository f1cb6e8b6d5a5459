//! A body's text as the parser reads it. What Markdown must not look into is covered, byte for byte, so that every place
//! stays the same, and comes back in the events.
//!
//! Covered are bare addresses: GitHub takes one whole before it looks for marks in it.
//! <https://github.github.com/gfm/#autolinks-extension->

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{CowStr, Event, Parser, Tag, TagEnd};

use super::autolink::{address_end, address_starts, web_addresses};
use super::options::{Options, parser_options};

pub(super) type Events<'a> = Vec<(Event<'a>, Range<usize>)>;

/// How often the text is parsed to find out what stands in code or links. Each round may uncover a mark that changes
/// what follows it; texts of people need two.
const MAX_ROUNDS: usize = 4;

pub(super) struct Source<'t> {
    text: &'t str,
    parser_options: pulldown_cmark::Options,
    covered: Cow<'t, str>,
    /// In order; they do not overlap.
    covers: Vec<Cover>,
}

#[derive(Debug, PartialEq)]
struct Cover {
    range: Range<usize>,
    /// What is shown there.
    shown: Box<str>,
}

impl<'t> Source<'t> {
    pub fn new(text: &'t str, options: &Options) -> Self {
        let parser_options = parser_options(options);
        let without = Source {
            text,
            parser_options,
            covered: Cow::Borrowed(text),
            covers: Vec::new(),
        };
        if !web_addresses(text).any(|range| has_marks(&text[range])) {
            return without;
        }
        let starts = address_starts(text);
        let mut covers = find_covers(text, &starts, &without.running_text());
        for _ in 1..MAX_ROUNDS {
            let source = without.with_covers(covers);
            covers = find_covers(text, &starts, &source.running_text());
            if covers == source.covers {
                return source;
            }
        }
        without
    }

    fn with_covers(&self, covers: Vec<Cover>) -> Self {
        let text = self.text;
        let mut covered = String::with_capacity(text.len());
        for cover in &covers {
            covered.push_str(&text[covered.len()..cover.range.start]);
            covered.extend(std::iter::repeat_n('x', cover.range.len()));
        }
        covered.push_str(&text[covered.len()..]);
        Source {
            text,
            parser_options: self.parser_options,
            covered: Cow::Owned(covered),
            covers,
        }
    }

    /// What the parser reads: as long as the text.
    pub fn covered(&self) -> &str {
        &self.covered
    }

    pub fn parser(&self) -> Parser<'_> {
        Parser::new_ext(&self.covered, self.parser_options)
    }

    /// Puts back what was covered.
    pub fn uncover<'a>(&self, mut events: Events<'a>) -> Events<'a> {
        if self.covers.is_empty() {
            return events;
        }
        for (event, span) in &mut events {
            if let Event::Text(text)
            | Event::Code(text)
            | Event::Html(text)
            | Event::InlineHtml(text) = event
                && let Some(shown) = self.shown(text, span)
            {
                *text = CowStr::from(shown);
            }
        }
        events
    }

    /// The text of an event with what is covered in it; `None` if nothing is.
    fn shown(&self, text: &str, span: &Range<usize>) -> Option<String> {
        let first = self
            .covers
            .partition_point(|cover| cover.range.start < span.start);
        let inside = self.covers[first..].iter();
        let mut inside = inside
            .take_while(|cover| cover.range.end <= span.end)
            .peekable();
        if inside.peek().is_none() || self.covered.get(span.clone()) != Some(text) {
            return None;
        }
        let (mut shown, mut behind) = (String::with_capacity(text.len()), span.start);
        for cover in inside {
            shown.push_str(&self.text[behind..cover.range.start]);
            shown.push_str(&cover.shown);
            behind = cover.range.end;
        }
        shown.push_str(&self.text[behind..span.end]);
        Some(shown)
    }

    /// The ranges of text outside code, links and HTML in which an address may begin, each with the byte where the
    /// address ends at the latest, and whether it is in a table.
    fn running_text(&self) -> Vec<(Range<usize>, Option<usize>)> {
        let mut ranges = Vec::new();
        let (mut excluded, mut cell_end) = (0, None);
        for (event, span) in self.parser().into_offset_iter() {
            match event {
                Event::Start(Tag::CodeBlock(_) | Tag::Link { .. } | Tag::Image { .. }) => {
                    excluded += 1
                }
                Event::End(TagEnd::CodeBlock | TagEnd::Link | TagEnd::Image) => excluded -= 1,
                Event::Start(Tag::TableCell) => cell_end = Some(span.end),
                Event::End(TagEnd::TableCell) => cell_end = None,
                Event::Text(text) if excluded == 0 && self.covered[span.clone()] == *text => {
                    ranges.push((span, cell_end));
                }
                _ => {}
            }
        }
        ranges
    }
}

/// The addresses with marks in them that begin at one of `starts` in running text.
fn find_covers(
    text: &str,
    starts: &[usize],
    running_text: &[(Range<usize>, Option<usize>)],
) -> Vec<Cover> {
    let mut covers = Vec::new();
    let mut behind = 0;
    for start in starts {
        let at = running_text.partition_point(|(range, _)| range.start <= *start);
        let found = at.checked_sub(1).and_then(|at| running_text.get(at));
        let Some((_, cell_end)) = found.filter(|(range, _)| *start < range.end) else {
            continue;
        };
        let is_target = text[..*start].ends_with("]](");
        if *start < behind || is_target {
            continue;
        }
        let Some(end) = address_end(&text[..cell_end.unwrap_or(text.len())], *start) else {
            continue;
        };
        behind = end;
        let address = &text[*start..end];
        if has_marks(address) {
            let shown = html_escape::decode_html_entities(address);
            let shown = match cell_end {
                Some(_) => shown.replace("\\|", "|").into(),
                None => shown.as_ref().into(),
            };
            let range = *start..end;
            covers.push(Cover { range, shown });
        }
    }
    covers
}

/// False if Markdown reads every character of an address as itself. The scheme is left out.
fn has_marks(address: &str) -> bool {
    let address = address.split_once("://").map_or(address, |(_, rest)| rest);
    let plain = |b: u8| b.is_ascii_alphanumeric() || b >= 0x80 || b"/.-?=#%+@,".contains(&b);
    !address.bytes().all(plain)
}
