//! A body's text as the parser reads it. What Markdown must not look into is shielded, byte for byte, so that every place
//! stays the same, and the events are given what is shown there.
//!
//! Shielded are bare addresses, which GitHub takes whole before it looks for marks in them, Obsidian's comments
//! (`%%…%%`), of which nothing is shown, embeds and brackets that the parser pairs wrongly, dollar signs that belong to no formula, and what begins raw HTML without an end,
//! which would hide the rest of the page. The admonitions of MkDocs (`!!! note`) are read as quotations.
//! <https://github.github.com/gfm/#autolinks-extension->

use std::borrow::Cow;
use std::ops::Range;

use memchr::memmem;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use pulldown_cmark::{CowStr, Event, Parser, Tag, TagEnd};

use super::admonitions;
use super::autolink::{address_end, address_starts, web_addresses};
use super::bracketed_links::{self, Bracketed};
use super::endless_blocks;
use super::formula;
use super::options::{Html, Options, parser_options};
use crate::text::floor_boundary;

pub(super) type Events<'a> = Vec<(Event<'a>, Range<usize>)>;

/// How often the text is parsed to find out what stands in code or links. Each round may unshield a mark that changes
/// what follows it; texts of people need two.
const MAX_ROUNDS: usize = 4;

const COMMENT_MARK: &str = "%%";

pub(super) struct ShieldedText<'t> {
    text: &'t str,
    parser_options: pulldown_cmark::Options,
    shielded: Cow<'t, str>,
    shields: Shields,
}

/// What is shielded, and the comment that is not because it has no end.
#[derive(Default, PartialEq)]
struct Shields {
    /// In order; they do not overlap.
    ranges: Vec<Shield>,
    comments: Vec<Range<usize>>,
    unclosed: Option<usize>,
    embeds: Vec<Range<usize>>,
    admonitions: Vec<Range<usize>>,
}

#[derive(Debug, PartialEq)]
struct Shield {
    range: Range<usize>,
    /// What the parser reads for each byte.
    instead: char,
    /// What is shown there.
    shown: Box<str>,
}

/// Of one pass of the parser: where addresses may begin, and where comments may not.
#[derive(Default)]
struct Places {
    /// The text outside code, links and HTML, with the byte where the cell of a table around it ends.
    running_text: Vec<(Range<usize>, Option<usize>)>,
    /// Formulas, comments of HTML and its elements for code too.
    code: Vec<Range<usize>>,
    /// Texts and formulas: where a dollar sign may belong to a formula.
    with_formulas: Vec<Range<usize>>,
    html_blocks: Vec<Range<usize>>,
    inline_html: Vec<Range<usize>>,
    /// The text of each paragraph, heading, item, cell or block of HTML, and whether it is a cell.
    blocks: Vec<(Range<usize>, bool)>,
}

impl<'t> ShieldedText<'t> {
    pub fn new(text: &'t str, options: &Options) -> Self {
        let without = ShieldedText {
            text,
            parser_options: parser_options(options),
            shielded: Cow::Borrowed(text),
            shields: Shields::default(),
        };
        let has_comments = memmem::find(text.as_bytes(), COMMENT_MARK.as_bytes()).is_some();
        let endless = match options.html {
            Html::Sanitise => endless_blocks::find(text),
            Html::Escape | Html::Trusted => vec![],
        };
        let has_others = text.contains('$')
            || text.contains("[[")
            || !endless.is_empty()
            || admonitions::is_there(text)
            || without.has_definition_lists() && text.contains(':');
        if !has_comments && !has_others && !web_addresses(text).any(|range| has_marks(&text[range]))
        {
            return without;
        }
        let starts = address_starts(text);
        let mut source = without.with(without.find(&starts, &endless));
        for _ in 1..MAX_ROUNDS {
            let found = source.find(&starts, &endless);
            if found == source.shields {
                return source;
            }
            source = source.with(found);
        }
        // A mark in one address decides about the next, and that about the first: they are read as other text.
        let found = source.find(&[], &endless);
        source.with(found)
    }

    fn has_definition_lists(&self) -> bool {
        let option = pulldown_cmark::Options::ENABLE_DEFINITION_LIST;
        self.parser_options.contains(option)
    }

    fn find(&self, starts: &[usize], endless: &[Range<usize>]) -> Shields {
        let places = self.places();
        let endless = endless.iter().filter(|start| places.is_html(start.start));
        let endless = endless.map(|at| Shield::new(at.clone(), 'x', &self.text[at.clone()]));
        let has_definitions = self.has_definition_lists();
        find(self.text, starts, &places, has_definitions, endless)
    }

    fn with(&self, found: Shields) -> Self {
        let text = self.text;
        let mut shielded = String::with_capacity(text.len());
        for shield in &found.ranges {
            shielded.push_str(&text[shielded.len()..shield.range.start]);
            shielded.extend(std::iter::repeat_n(shield.instead, shield.range.len()));
        }
        shielded.push_str(&text[shielded.len()..]);
        ShieldedText {
            text,
            parser_options: self.parser_options,
            shielded: Cow::Owned(shielded),
            shields: found,
        }
    }

    /// What the parser reads: as long as the text.
    pub fn shielded(&self) -> &str {
        &self.shielded
    }

    /// The start of a comment that has no end and is shown.
    pub fn unclosed_comment(&self) -> Option<usize> {
        self.shields.unclosed
    }

    /// The first comment that takes the end of one line and the start of another away: two marks in the middle of prose
    /// may be no comment at all.
    pub fn comment_across_lines(&self) -> Option<&Range<usize>> {
        let is_blank = |text: &str| text.trim_matches([' ', '\t', '>', '\r']).is_empty();
        let line_before = |at: usize| self.text[..at].rsplit('\n').next().unwrap_or_default();
        let line_behind = |at: usize| self.text[at..].split('\n').next().unwrap_or_default();
        self.shields.comments.iter().find(|comment| {
            self.text[(*comment).clone()].contains('\n')
                && !is_blank(line_before(comment.start))
                && !is_blank(line_behind(comment.end))
        })
    }

    /// The ranges of the text that are admonitions, and quotations for the parser.
    pub fn admonitions(&self) -> &[Range<usize>] {
        &self.shields.admonitions
    }

    /// The text without its comments.
    pub fn without_comments(&self) -> Cow<'t, str> {
        if self.shields.comments.is_empty() {
            return Cow::Borrowed(self.text);
        }
        let (mut rest, mut behind) = (String::with_capacity(self.text.len()), 0);
        for comment in &self.shields.comments {
            rest.push_str(&self.text[behind..comment.start]);
            behind = comment.end;
            let is_apart = rest.is_empty() || rest.ends_with(char::is_whitespace);
            if is_apart && self.text[behind..].starts_with(' ') {
                behind += 1;
            }
        }
        rest.push_str(&self.text[behind..]);
        Cow::Owned(rest.trim().to_owned())
    }

    pub fn parser(&self) -> Parser<'_> {
        Parser::new_ext(&self.shielded, self.parser_options)
    }

    /// Gives events what is shown where the text is shielded. A paragraph of nothing but comments is left out.
    pub fn unshield<'a>(&self, mut events: Events<'a>) -> Events<'a> {
        if self.shields.ranges.is_empty() {
            return events;
        }
        if !self.shields.embeds.is_empty() {
            events = self.with_embeds(events);
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
        match self.shields.comments.is_empty() {
            true => events,
            false => without_empty_paragraphs(events),
        }
    }

    fn with_embeds<'a>(&self, events: Events<'a>) -> Events<'a> {
        let embeds = &self.shields.embeds;
        let mut all: Events = Vec::with_capacity(events.len() + 4);
        for (event, span) in events {
            let first = embeds.partition_point(|embed| embed.start < span.start);
            let inside = embeds[first..]
                .iter()
                .take_while(|embed| embed.end <= span.end);
            let is_whole = |text: &CowStr| {
                self.shielded
                    .get(span.clone())
                    .is_some_and(|t| *t == **text)
            };
            let mut inside = inside.peekable();
            if !matches!(&event, Event::Text(text) if inside.peek().is_some() && is_whole(text)) {
                all.push((event, span));
                continue;
            }
            let text = |range: Range<usize>| {
                let text = CowStr::from(self.shielded[range.clone()].to_owned());
                (!range.is_empty()).then_some((Event::Text(text), range))
            };
            let mut behind = span.start;
            for embed in inside {
                all.extend(text(behind..embed.start));
                all.extend(bracketed_links::embed_events(self.text, embed));
                behind = embed.end;
            }
            all.extend(text(behind..span.end));
        }
        all
    }

    /// The text of an event with what is shown in it; `None` if nothing of it is shielded.
    fn shown(&self, text: &str, span: &Range<usize>) -> Option<String> {
        let shields = &self.shields.ranges;
        let first = shields.partition_point(|shield| shield.range.start < span.start);
        let is_inside = |shield: &&Shield| shield.range.end <= span.end;
        let inside: Vec<&Shield> = shields[first..].iter().take_while(is_inside).collect();
        if inside.is_empty() || self.shielded.get(span.clone()) != Some(text) {
            return None;
        }
        let (mut shown, mut behind) = (String::with_capacity(text.len()), span.start);
        for shield in inside {
            shown.push_str(&self.text[behind..shield.range.start]);
            shown.push_str(&shield.shown);
            behind = shield.range.end;
        }
        shown.push_str(&self.text[behind..span.end]);
        Some(shown)
    }

    fn places(&self) -> Places {
        let mut places = Places::default();
        let (mut excluded, mut cell_end) = (0, None);
        let mut is_in_block = false;
        let mut raw_code = RawCode::default();
        for (event, span) in self.parser().into_offset_iter() {
            if let Event::Html(_) | Event::InlineHtml(_) = event {
                raw_code.find(&self.shielded, span.clone(), &mut places.code);
            } else if !is_inline(&event) {
                raw_code.open = None;
            }
            if is_inline(&event) {
                match places.blocks.last_mut().filter(|_| is_in_block) {
                    Some((block, _)) => block.end = block.end.max(span.end),
                    None => places.blocks.push((span.clone(), cell_end.is_some())),
                }
                is_in_block = true;
            } else {
                is_in_block = false;
            }
            match event {
                Event::InlineMath(_) | Event::DisplayMath(_) => {
                    places.with_formulas.push(span.clone());
                    places.code.push(span);
                }
                Event::Start(Tag::CodeBlock(_)) => {
                    excluded += 1;
                    places.code.push(span);
                }
                Event::Code(_) => places.code.push(span),
                Event::InlineHtml(_) => places.inline_html.push(span),
                Event::Start(Tag::HtmlBlock) => {
                    places.blocks.push((span.clone(), false));
                    places.html_blocks.push(span);
                }
                Event::Start(Tag::Link { .. } | Tag::Image { .. }) => excluded += 1,
                Event::End(TagEnd::CodeBlock | TagEnd::Link | TagEnd::Image) => excluded -= 1,
                Event::Start(Tag::TableCell) => cell_end = Some(span.end),
                Event::End(TagEnd::TableCell) => cell_end = None,
                Event::Text(text) if self.shielded[span.clone()] == *text => {
                    if excluded == 0 {
                        places.running_text.push((span.clone(), cell_end));
                    }
                    if !places.is_code(span.start) {
                        places.with_formulas.push(span);
                    }
                }
                _ => {}
            }
        }
        places
    }
}

/// Finds the comments of HTML, and the text of its elements for code, which begin and end in one block.
#[derive(Default)]
struct RawCode {
    /// The element that is open, and where it begins.
    open: Option<(&'static str, usize)>,
    comment_end: usize,
}

impl RawCode {
    /// Looks through one event of HTML.
    fn find(&mut self, text: &str, event: Range<usize>, code: &mut Vec<Range<usize>>) {
        const NAMES: [&str; 4] = ["pre", "code", "kbd", "samp"];
        for (at, _) in text[event.clone()].match_indices('<') {
            let at = event.start + at;
            let (tag, behind) = (&text[at + 1..event.end], &text[at..]);
            if at < self.comment_end {
                continue;
            }
            if tag.starts_with("!--")
                && let Some(length) = behind.find("-->")
            {
                self.comment_end = at + length + "-->".len();
                push_around(code, at..self.comment_end);
                continue;
            }
            let is_end = tag.starts_with('/');
            let tag = tag.trim_start_matches('/');
            let length = tag.find(|c: char| !c.is_ascii_alphanumeric());
            let name = &tag[..length.unwrap_or(tag.len())];
            let name = NAMES.iter().find(|own| own.eq_ignore_ascii_case(name));
            match (self.open, name) {
                (None, Some(name)) if !is_end => self.open = Some((name, at)),
                (Some((open, start)), Some(name)) if is_end && open == *name => {
                    push_around(code, start..at);
                    self.open = None;
                }
                _ => {}
            }
        }
    }
}

/// Adds a range that may be around the last ones.
fn push_around(ranges: &mut Vec<Range<usize>>, around: Range<usize>) {
    while ranges.pop_if(|last| last.start >= around.start).is_some() {}
    ranges.push(around);
}

/// True for what stands in a block's text.
fn is_inline(event: &Event) -> bool {
    let tag = match event {
        Event::Start(tag) => tag.to_end(),
        Event::End(tag) => *tag,
        Event::Html(_) | Event::Rule | Event::TaskListMarker(_) => return false,
        _ => return true,
    };
    matches!(
        tag,
        TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::Link
            | TagEnd::Image
    )
}

/// What is shielded, given what an earlier pass of the parser has found.
fn find(
    text: &str,
    starts: &[usize],
    places: &Places,
    has_definitions: bool,
    endless: impl Iterator<Item = Shield>,
) -> Shields {
    let mut found = find_addresses_and_comments(text, starts, places);
    let bracketed = places.bracketed(text);
    let is_unshielded = |range: &Range<usize>| is_free(&found.ranges, range);
    let embeds = bracketed.embeds.into_iter().filter(is_unshielded);
    let embeds: Vec<Range<usize>> = embeds.collect();
    let marks = bracketed.marks.into_iter();
    let marks = marks.filter(|(range, _)| is_unshielded(range));
    let marks = marks.map(|(range, shown)| Shield::new(range, 'x', shown));
    let marks: Vec<Shield> = marks.collect();
    let as_words = |range: &Range<usize>| Shield::new(range.clone(), 'x', &text[range.clone()]);
    found.ranges.extend(embeds.iter().map(as_words));
    found.ranges.extend(marks);
    found.ranges.sort_by_key(|shield| shield.range.start);
    // A body indented by a tab may begin inside of an embed: the one that is there first stays.
    let mut end = 0;
    found.ranges.retain(|shield| {
        let is_free = shield.range.start >= end;
        end = end.max(if is_free { shield.range.end } else { 0 });
        is_free
    });
    found.embeds = embeds;
    let dollars = formula::lone_dollars(text, &places.with_formulas).into_iter();
    let dollars = dollars.map(|at| Shield::new(at..at + 1, 'x', "$"));
    let colons = has_definitions.then(|| lone_colons(text)).into_iter();
    let colons = colons.flatten().filter(|at| !places.is_code(*at));
    let colons = colons.map(|at| Shield::new(at..at + 1, 'x', ":"));
    let (admonitions, marks) = admonitions::find(text, |at| places.is_code(at));
    let marks = marks.into_iter();
    let marks = marks.map(|at| Shield::new(at..at + 1, '>', ""));
    let further = dollars.chain(marks).chain(colons).chain(endless);
    let further = further.filter(|shield| is_free(&found.ranges, &shield.range));
    let further: Vec<Shield> = further.collect();
    found.ranges.extend(further);
    found.ranges.sort_by_key(|shield| shield.range.start);
    found.admonitions = admonitions;
    found
}

/// True if none of these shields is in a range; they are in order.
fn is_free(shields: &[Shield], range: &Range<usize>) -> bool {
    let before = shields.partition_point(|other| other.range.start < range.end);
    before == 0 || shields[before - 1].range.end <= range.start
}

/// The addresses with marks in them that begin at one of `starts` in running text, and the comments outside code.
fn find_addresses_and_comments(text: &str, starts: &[usize], places: &Places) -> Shields {
    let mut found = Shields::default();
    let mut behind = 0;
    // Before this byte, no comment that must end in the block there has an end.
    let mut endless_until = 0;
    let mut is_endless = false;
    let marks = memmem::find_iter(text.as_bytes(), COMMENT_MARK.as_bytes());
    let mut openings = marks
        .filter(|at| opens_comment(text, *at) && !places.is_code(*at))
        .peekable();
    let mut starts = starts.iter().copied().peekable();
    loop {
        let (opening, start) = (openings.peek().copied(), starts.peek().copied());
        let is_comment = match (opening, start) {
            (None, None) => return found,
            (Some(opening), Some(start)) => opening < start,
            (opening, None) => opening.is_some(),
            (None, Some(_)) => false,
        };
        if is_comment {
            openings.next();
            let at = opening.unwrap_or_default();
            if at < behind {
                continue;
            }
            let limit = places.comment_limit(text, at);
            let end = match limit {
                Some(_) if at < endless_until => None,
                Some(limit) => {
                    let end = comment_end(&text[..limit], at);
                    // A mark that is all of its line ends what begins a line; behind words it begins a comment of its own.
                    let is_own = |end: &usize| !is_alone(text, end - COMMENT_MARK.len());
                    let own = end.filter(|end| begins_line(text, at) || is_own(end));
                    if own.is_none() {
                        endless_until = end.unwrap_or(limit);
                    }
                    own
                }
                // After a comment without an end, none has one.
                None if is_endless => None,
                None => comment_end(text, at),
            };
            match end {
                Some(end) => {
                    behind = end;
                    found.ranges.extend(comment_shields(text, at..end));
                    found.comments.push(at..end);
                }
                None => {
                    is_endless |= limit.is_none();
                    found.unclosed.get_or_insert(at);
                }
            }
            continue;
        }
        starts.next();
        let at = start.unwrap_or_default();
        // Inside the one before: measuring it too would make the cost quadratic.
        if at < behind {
            continue;
        }
        let Some((end, is_in_table)) = places.address(text, at) else {
            continue;
        };
        behind = end;
        let address = &text[at..end];
        if has_marks(address) {
            let shown = html_escape::decode_html_entities(address);
            let shown = match is_in_table {
                true => shown.replace("\\|", "|").into(),
                false => shown,
            };
            let shown = without_ends(&shown);
            found.ranges.push(Shield::new(at..end, 'x', &shown));
        }
    }
}

impl Shield {
    fn new(range: Range<usize>, instead: char, shown: &str) -> Self {
        Shield {
            range,
            instead,
            shown: shown.into(),
        }
    }
}

/// The colons that begin a line and no definition: no blank follows them, as in `:tada:` and `:::`. Those of a table stay.
fn lone_colons(text: &str) -> impl Iterator<Item = usize> {
    let colons = memchr::memchr_iter(b':', text.as_bytes());
    colons.filter(|at| {
        let line = text[..*at].trim_end_matches([' ', '\t', '>']);
        let next = text[at + 1..].chars().next();
        let follows = next.is_some_and(|c| !c.is_whitespace() && c != '-');
        follows && (line.is_empty() || line.ends_with('\n'))
    })
}

impl Places {
    fn is_code(&self, at: usize) -> bool {
        let after = self.code.partition_point(|range| range.start <= at);
        after.checked_sub(1).is_some_and(|i| at < self.code[i].end)
    }

    fn bracketed(&self, text: &str) -> Bracketed {
        let mut found = Bracketed::default();
        if !text.contains("[[") {
            return found;
        }
        let is_tag = |at: usize| {
            let after = self.inline_html.partition_point(|range| range.start <= at);
            let before = after.checked_sub(1);
            before.is_some_and(|i| at < self.inline_html[i].end)
        };
        for (block, _) in &self.blocks {
            let html_block = self
                .html_blocks
                .binary_search_by_key(&block.start, |html| html.start);
            if html_block.is_err() && text[block.clone()].contains("[[") {
                found.find(text, block, |at| self.is_code(at) || is_tag(at));
            }
        }
        found.marks.sort_by_key(|(range, _)| range.start);
        found
    }

    /// Where a comment that begins inside a block must have ended; `None` if it begins one, or a line of its own, and may
    /// hide whole blocks.
    fn comment_limit(&self, text: &str, at: usize) -> Option<usize> {
        let after = self.blocks.partition_point(|(block, _)| block.start <= at);
        let (block, is_cell) = &self.blocks[after.checked_sub(1)?];
        let is_inside = at < block.end && (*is_cell || at > block.start && !is_alone(text, at));
        is_inside.then(|| block.end.max(at + COMMENT_MARK.len()))
    }

    /// True in a block of HTML, or in running text, where what is shielded in such a block stands then.
    fn is_html(&self, at: usize) -> bool {
        let text = (self.running_text).partition_point(|(range, _)| range.end <= at);
        let text = self.running_text.get(text).map(|(range, _)| range);
        let block = self.html_blocks.partition_point(|range| range.end <= at);
        let mut near = text.into_iter().chain(self.html_blocks.get(block));
        near.any(|range| range.contains(&at))
    }

    /// The end of the address that begins at this byte of running text, and whether it is in a table.
    fn address(&self, text: &str, at: usize) -> Option<(usize, bool)> {
        let texts = &self.running_text;
        let after = texts.partition_point(|(range, _)| range.start <= at);
        let (range, cell_end) = &texts[after.checked_sub(1)?];
        if at >= range.end || text[..at].ends_with("]](") {
            return None;
        }
        let end = address_end(&text[..cell_end.unwrap_or(text.len())], at)?;
        Some((end, cell_end.is_some()))
    }
}

/// False if Markdown reads every character of an address as itself. The scheme is left out.
fn has_marks(address: &str) -> bool {
    let address = address.split_once("://").map_or(address, |(_, rest)| rest);
    let plain = |b: u8| b.is_ascii_alphanumeric() || b >= 0x80 || b"/.-?=#%+@,".contains(&b);
    !address.bytes().all(plain)
}

/// An address in which what would end it (`&lt;`, `&nbsp;`) is percent-encoded.
fn without_ends(address: &str) -> Cow<'_, str> {
    let ends = |c: char| c == '<' || c.is_whitespace();
    if !address.contains(ends) {
        return Cow::Borrowed(address);
    }
    let mut whole = String::with_capacity(address.len() + 8);
    for c in address.chars() {
        match ends(c) {
            true => whole.extend(utf8_percent_encode(
                c.encode_utf8(&mut [0; 4]),
                NON_ALPHANUMERIC,
            )),
            false => whole.push(c),
        }
    }
    Cow::Owned(whole)
}

/// True at the start of a line or after a blank.
fn opens_comment(text: &str, at: usize) -> bool {
    let before = text[..at].chars().next_back();
    before.is_none_or(char::is_whitespace)
}

/// True if nothing but marks of a list or a quotation is before this byte in its line.
fn begins_line(text: &str, at: usize) -> bool {
    let before = text[..at].trim_end_matches([' ', '\t', '>', '-', '*', '+']);
    before.is_empty() || before.ends_with('\n')
}

/// True if the mark at this byte is all that its line has, as that of a comment that hides whole blocks.
fn is_alone(text: &str, at: usize) -> bool {
    let before = text[..at].trim_end_matches([' ', '\t', '>']);
    let behind = text[at + COMMENT_MARK.len()..].trim_start_matches([' ', '\t', '\r']);
    (before.is_empty() || before.ends_with('\n')) && (behind.is_empty() || behind.starts_with('\n'))
}

/// The most bytes behind the start of a comment in which code is looked for.
const MAX_COMMENT_CODE: usize = 10_000;

/// The end of the comment that begins here: behind the next mark before a line end, a blank or punctuation. A mark in code
/// of the comment is none, where another one follows.
fn comment_end(text: &str, start: usize) -> Option<usize> {
    let inside = start + COMMENT_MARK.len();
    let marks = memmem::find_iter(&text.as_bytes()[inside..], COMMENT_MARK.as_bytes());
    let mut ends = marks.map(|at| inside + at + COMMENT_MARK.len());
    let is_end = |end: &usize| {
        let next = text[*end..].chars().next();
        next.is_none_or(|c| !c.is_alphanumeric() && !c.is_control() || c.is_whitespace())
    };
    let first = ends.find(is_end)?;
    if !text[inside..first].contains(['`', '~']) {
        return Some(first);
    }
    let limit = floor_boundary(text, inside + MAX_COMMENT_CODE);
    let mut at = inside;
    while let Some(next) = text[at..limit].find(['`', '~', '%']) {
        at += next;
        match code_end(&text[..limit], at) {
            Some(end) => at = end,
            None if text[at..].starts_with(COMMENT_MARK) => {
                at += COMMENT_MARK.len();
                if is_end(&at) {
                    return Some(at);
                }
            }
            None => {
                let rest = text[at..].trim_start_matches(['`', '~']);
                at = (text.len() - rest.len()).clamp(at + 1, limit);
            }
        }
    }
    Some(first)
}

/// The end of the code that begins with the sign at this byte: a fenced block, or a span of words.
fn code_end(text: &str, at: usize) -> Option<usize> {
    let sign = text[at..]
        .chars()
        .next()
        .filter(|c| matches!(c, '`' | '~'))?;
    let rest = text[at..].trim_start_matches(sign);
    let mark = &text[at..text.len() - rest.len()];
    let before = text[..at].trim_end_matches([' ', '\t', '>']);
    if mark.len() >= 3 && (before.is_empty() || before.ends_with('\n')) {
        let mut lines = rest.split_inclusive('\n');
        let mut end = text.len() - rest.len() + lines.next().map_or(0, str::len);
        for line in lines {
            end += line.len();
            let line = line.trim_matches([' ', '\t', '>', '\r', '\n']);
            if line.starts_with(mark) && line.trim_start_matches(sign).is_empty() {
                return Some(end);
            }
        }
        return None;
    }
    // An apostrophe, as some write it, begins no code.
    if sign == '~' || text[..at].ends_with(char::is_alphanumeric) {
        return None;
    }
    let paragraph = rest.split("\n\n").next().unwrap_or(rest);
    let end = paragraph.find(mark)? + mark.len();
    let behind = &paragraph[end..];
    let is_whole = !behind.starts_with(|c: char| c == sign || c.is_alphanumeric());
    is_whole.then(|| text.len() - rest.len() + end)
}

/// Shields a comment line by line. Lines that are nothing but comment become blank at the edge of a paragraph, and inside
/// one they stay part of it.
fn comment_shields(text: &str, comment: Range<usize>) -> Vec<Shield> {
    let is_margin = |c: char| matches!(c, ' ' | '\t' | '>' | '\r');
    let is_blank = |line: &str| line.trim_matches(is_margin).is_empty();
    // What is left of a line before and behind the comment, without looking at more of it than blanks.
    let before = text[..comment.start].trim_end_matches(is_margin);
    let behind = text[comment.end..].trim_start_matches(is_margin);
    let starts_line = before.is_empty() || before.ends_with('\n');
    let ends_line = behind.is_empty() || behind.starts_with('\n');
    let above = before.strip_suffix('\n').unwrap_or(before);
    let above = above.trim_end_matches(is_margin);
    let below = behind.strip_prefix('\n').unwrap_or(behind);
    let below = below.trim_start_matches(is_margin);
    let ends_paragraph = starts_line && (above.is_empty() || above.ends_with('\n'))
        || ends_line && (below.is_empty() || below.starts_with('\n'));
    let lines: Vec<&str> = text[comment.clone()].split('\n').collect();
    let makes_blank = ends_paragraph || lines.iter().any(|line| is_blank(line));
    let last = lines.len() - 1;
    let mut shields = Vec::new();
    let mut start = comment.start;
    for (i, line) in lines.iter().enumerate() {
        let is_whole = (i > 0 || starts_line) && (i < last || ends_line);
        let margin = match i {
            0 => 0,
            _ => line.len() - line.trim_start_matches(is_margin).len(),
        };
        let range = start + margin..start + line.trim_end_matches('\r').len().max(margin);
        start += line.len() + 1;
        if !range.is_empty() {
            let instead = if is_whole && makes_blank { ' ' } else { '%' };
            shields.push(Shield::new(range, instead, ""));
        }
    }
    shields
}

fn without_empty_paragraphs(events: Events<'_>) -> Events<'_> {
    let mut kept: Events = Vec::with_capacity(events.len());
    // The place of a paragraph in `kept` of which nothing is shown so far.
    let mut empty = None;
    for (event, span) in events {
        match &event {
            Event::Start(Tag::Paragraph) => empty = Some(kept.len()),
            Event::End(TagEnd::Paragraph) => {
                if let Some(start) = empty.take() {
                    kept.truncate(start);
                    continue;
                }
            }
            Event::SoftBreak | Event::HardBreak => {}
            Event::Text(text) if text.trim().is_empty() => {}
            _ => empty = None,
        }
        kept.push((event, span));
    }
    kept
}
