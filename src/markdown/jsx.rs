//! What only a program reads in MDX: imports, exports, comments (`{/* … */}`) and the tags of components. The text between
//! the tags stays.
//!
//! Every other byte keeps its place, so that places in the text are those of the file. A line of nothing else becomes
//! blank; in other lines an unknown tag (`<x  >`), which is not shown, takes the place.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::shielded_text::Events;
use crate::diagnostic::{Diagnostic, Place};

const COMMENT_START: &str = "{/*";
const COMMENT_END: &str = "*/}";
/// The shortest tag that can take a place.
const MIN_TAG: usize = "<x>".len();
/// The most of a tag's name that a message shows, in characters.
const MAX_SHOWN: usize = 40;

/// The text without them, and what is told of the first but comments.
pub(super) fn without_jsx(text: &str) -> (Cow<'_, str>, Option<Diagnostic>) {
    let ranges = MdxReader::find(text);
    if ranges.is_empty() {
        return (Cow::Borrowed(text), None);
    }
    let is_told = |range: &&Range<usize>| !text[range.start..].starts_with(COMMENT_START);
    let told = ranges.iter().find(is_told);
    let told = told.map(|range| tell(text, range.clone()));
    let mut writer = MdxWriter::default();
    let (mut start, mut rest) = (0, &ranges[..]);
    for line in text.split_inclusive('\n') {
        let end = start + line.len();
        let passed = rest.partition_point(|range| range.end <= start);
        rest = &rest[passed..];
        let inside = rest.partition_point(|range| range.start < end);
        writer.write_line(text, start..end, &rest[..inside]);
        start = end;
    }
    (Cow::Owned(writer.shown), told)
}

/// The events without what [`without_jsx`] has written: its tags, and the tabs behind lines. `text` is what it gave.
pub(super) fn without_places<'a>(mut events: Events<'a>, text: &str) -> Events<'a> {
    let is_place = |html: &str| {
        let inside = html.strip_prefix("<x");
        inside.is_some_and(|inside| inside.trim_start_matches(' ') == ">")
    };
    let is_tab = |span: &Range<usize>| text.get(span.clone()).is_some_and(|t| t.starts_with('\t'));
    let mut in_code = false;
    events.retain_mut(|(event, span)| {
        match event {
            Event::Start(Tag::CodeBlock(_)) => in_code = true,
            Event::End(TagEnd::CodeBlock) => in_code = false,
            Event::Text(code) if in_code && code.contains("\t\n") => {
                let lines = code.split('\n').map(|line| line.trim_end_matches('\t'));
                *code = lines.collect::<Vec<_>>().join("\n").into();
            }
            // Which the parser takes for a break.
            Event::HardBreak if is_tab(span) => *event = Event::SoftBreak,
            Event::InlineHtml(html) => return !is_place(html),
            // A declaration, of which nothing is shown.
            Event::Html(html) if html.contains("<x") => {
                *html = html.replace("<x>", "<!>").replace("<x ", "<! ").into();
            }
            _ => {}
        }
        true
    });
    events
}

fn tell(text: &str, range: Range<usize>) -> Diagnostic {
    // Not what it says: that is left out of the page, and messages are published too.
    let line = text[range.clone()].lines().next().unwrap_or_default();
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '<' | '/');
    let name = line.split(|c: char| !is_name(c)).next().unwrap_or_default();
    let name = name.trim_end_matches('/');
    let words: String = name.chars().take(MAX_SHOWN).collect();
    let place = Place::Body(range.start, range.start + words.len());
    let end = if words.starts_with('<') { ">" } else { "" };
    let message = format!("`{words}{end}` is for another program, and is left out");
    Diagnostic::new("foreign-syntax", place, message)
        .help("write in Markdown what it adds; the text between tags is shown")
}

#[derive(Default)]
struct MdxWriter {
    shown: String,
    /// How many components are open, and how far the outermost is indented.
    depth: usize,
    outer: usize,
    /// How much further the lines in the innermost are indented: in Markdown that would make code of them. `None` before
    /// its first line.
    indent: Option<usize>,
}

impl MdxWriter {
    /// Writes a line. `ranges` are those that it has a part of.
    fn write_line(&mut self, text: &str, line: Range<usize>, ranges: &[Range<usize>]) {
        let body = text[line.clone()].trim_end_matches(['\r', '\n']);
        let (end, indent) = (
            line.start + body.len(),
            body.len() - body.trim_start_matches(' ').len(),
        );
        let inside = ranges
            .iter()
            .map(|range| range.start.clamp(line.start, end)..range.end.min(end));
        let mut outside: Vec<Range<usize>> = Vec::with_capacity(ranges.len() + 1);
        let mut behind = line.start;
        for range in inside.clone() {
            outside.push(behind..range.start);
            behind = range.end;
        }
        outside.push(behind..end);
        // A tag behind the mark of a quotation or item alone would begin a block of HTML.
        let is_margin = |c: char| c.is_whitespace() || matches!(c, '>' | '-' | '*' | '+');
        let is_blank = outside
            .iter()
            .all(|part| text[part.clone()].chars().all(is_margin));
        if !is_blank && self.depth > 0 {
            let further = *self.indent.get_or_insert(indent.saturating_sub(self.outer));
            let moved = further.min(indent).min(outside[0].len());
            self.move_left(moved);
            outside[0].start += moved;
        }
        for (range, part) in inside.zip(&outside) {
            self.shown.push_str(&text[part.clone()]);
            match is_blank || range.len() < MIN_TAG {
                true => self.shown.extend(std::iter::repeat_n(' ', range.len())),
                false => {
                    self.shown.push_str("<x");
                    let blanks = range.len() - MIN_TAG;
                    self.shown.extend(std::iter::repeat_n(' ', blanks));
                    self.shown.push('>');
                }
            }
        }
        self.shown
            .push_str(&text[behind.max(outside[0].start)..line.end]);
        for range in ranges.iter().filter(|range| range.start >= line.start) {
            let column = if is_blank {
                range.start - line.start
            } else {
                indent
            };
            self.count(&text[range.clone()], column);
            self.indent = None;
        }
    }

    /// Counts the tag of a component, in a column of its line.
    fn count(&mut self, tag: &str, column: usize) {
        if tag.starts_with("</") {
            self.depth = self.depth.saturating_sub(1);
        } else if tag.starts_with('<') && !tag.ends_with("/>") {
            if self.depth == 0 {
                self.outer = column;
            }
            self.depth += 1;
        }
    }

    /// Writes so many blanks behind the line above.
    fn move_left(&mut self, blanks: usize) {
        let ending = match () {
            _ if self.shown.ends_with("\r\n") => 2,
            _ => usize::from(self.shown.ends_with('\n')),
        };
        let above = self.shown.len() - ending;
        // Two blanks would break the line.
        self.shown.insert_str(above, &"\t".repeat(blanks));
    }
}

/// Reads a text once, from mark to mark.
struct MdxReader<'t> {
    text: &'t str,
    at: usize,
    found: Vec<Range<usize>>,
    paragraph_end: usize,
    /// The lengths of backticks that this paragraph does not close.
    unclosed_code: Vec<usize>,
    /// Whether what is still to come may end a comment, and the brackets of an import.
    has_comment_end: bool,
    closes_brackets: bool,
}

impl<'t> MdxReader<'t> {
    fn find(text: &'t str) -> Vec<Range<usize>> {
        let mut reader = MdxReader {
            text,
            at: 0,
            found: Vec::new(),
            paragraph_end: 0,
            unclosed_code: Vec::new(),
            has_comment_end: true,
            closes_brackets: true,
        };
        while reader.at < text.len() {
            if !reader.skip_code_block() && !reader.read_import() {
                reader.read_line();
            }
        }
        reader.found
    }

    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    /// What follows in the paragraph.
    fn paragraph(&mut self) -> &'t str {
        if self.at >= self.paragraph_end {
            self.paragraph_end = self.at + block_length(self.rest(), |line| line.trim().is_empty());
            self.unclosed_code.clear();
        }
        &self.text[self.at..self.paragraph_end]
    }

    /// True if a block of code begins with this line.
    fn skip_code_block(&mut self) -> bool {
        let is_margin = |c: char| c.is_whitespace() || matches!(c, '>' | '-' | '*' | '+');
        let line = self.rest().lines().next().unwrap_or_default();
        let line = line.trim_start_matches(is_margin);
        let Some(mark) = line.chars().next().filter(|c| matches!(c, '`' | '~')) else {
            return false;
        };
        let run = line.len() - line.trim_start_matches(mark).len();
        if run < 3 || line[run..].contains('`') {
            return false;
        }
        let fence = &line[..run];
        let is_end = |line: &str| {
            let line = line.trim_start_matches(is_margin).trim_end();
            line.starts_with(fence) && line.trim_start_matches(mark).is_empty()
        };
        self.at += block_length(self.rest(), is_end);
        self.at += self.rest().split_inclusive('\n').next().map_or(0, str::len);
        true
    }

    /// True if imports or exports begin with this line. They end at a blank line outside brackets.
    fn read_import(&mut self) -> bool {
        let rest = self.rest();
        if !is_import(rest.lines().next().unwrap_or_default()) {
            return false;
        }
        let is_blank = |line: &str| line.trim().is_empty();
        let mut length = block_length(rest, is_blank);
        if self.closes_brackets {
            let mut depth = 0;
            let mut count = |line: &str| {
                depth += line.matches(['{', '[', '(']).count();
                depth -= line.matches(['}', ']', ')']).count().min(depth);
                depth
            };
            count(rest.lines().next().unwrap_or_default());
            let balanced = block_length(rest, |line| count(line) == 0 && is_blank(line));
            // Those that never close are looked for once.
            self.closes_brackets = depth == 0;
            length = if depth == 0 { balanced } else { length };
        }
        self.push(length);
        true
    }

    /// Reads to the end of the line, or of a later one if a mark ends there.
    fn read_line(&mut self) {
        while let Some(length) = self.rest().find(['\n', '\\', '`', '<', '{']) {
            self.at += length;
            match self.rest().as_bytes()[0] {
                b'\n' => {
                    self.at += 1;
                    return;
                }
                b'\\' => {
                    let escaped = self.rest()[1..].chars().next().filter(|c| *c != '\n');
                    self.at += 1 + escaped.map_or(0, char::len_utf8);
                }
                b'`' => self.skip_code(),
                b'{' => self.read_comment(),
                _ => match tag_length(self.paragraph()) {
                    TagLength::Of(length) => self.push(length),
                    TagLength::None => self.at += 1,
                    // To look again from each `<` on would make the cost quadratic.
                    TagLength::Endless => self.at = self.paragraph_end,
                },
            }
        }
        self.at = self.text.len();
    }

    fn push(&mut self, length: usize) {
        self.found.push(self.at..self.at + length);
        self.at += length;
    }

    fn skip_code(&mut self) {
        let paragraph = self.paragraph();
        let run_at = |at: usize| paragraph[at..].bytes().take_while(|b| *b == b'`').count();
        let run = run_at(0);
        self.at += run;
        if self.unclosed_code.contains(&run) {
            return;
        }
        let mut at = run;
        while let Some(next) = paragraph[at..].find('`') {
            let length = run_at(at + next);
            at += next + length;
            if length == run {
                self.at += at - run;
                return;
            }
        }
        self.unclosed_code.push(run);
    }

    fn read_comment(&mut self) {
        let rest = self.rest();
        if self.has_comment_end && rest.starts_with(COMMENT_START) {
            match rest.find(COMMENT_END) {
                Some(end) => return self.push(end + COMMENT_END.len()),
                None => self.has_comment_end = false,
            }
        }
        self.at += 1;
    }
}

/// The length of the first line and of those that follow, without the first of them that ends the block.
fn block_length(text: &str, mut is_end: impl FnMut(&str) -> bool) -> usize {
    let mut lines = text.split_inclusive('\n');
    let first = lines.next().map_or(0, str::len);
    let rest = lines.take_while(|line| !is_end(line));
    first + rest.map(str::len).sum::<usize>()
}

/// True for a line of JavaScript, and not for a sentence that begins with the word.
fn is_import(line: &str) -> bool {
    const EXPORTED: [&str; 8] = [
        "const", "let", "var", "default", "function", "class", "async", "type",
    ];
    let quote = ['"', '\''];
    if let Some(rest) = line.strip_prefix("import ") {
        let source = rest.split_once(" from ").map_or(rest, |(_, source)| source);
        return source.starts_with(quote) || rest.starts_with(['{', '*']);
    }
    let exported = line.strip_prefix("export ").unwrap_or_default();
    let word = exported.split(' ').next().unwrap_or_default();
    exported.starts_with(['{', '*']) || EXPORTED.contains(&word)
}

enum TagLength {
    /// The tag of a component, of so many bytes.
    Of(usize),
    /// A tag of HTML, or other text.
    None,
    /// It does not end in its paragraph.
    Endless,
}

/// Reads the tag at the start of a text. One of HTML counts if it has an expression, for which Markdown shows it as text.
fn tag_length(text: &str) -> TagLength {
    let inside = text[1..].strip_prefix('/').unwrap_or(&text[1..]);
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    let behind = inside.trim_start_matches(is_name);
    let name = &inside[..inside.len() - behind.len()];
    let start = text.len() - behind.len();
    if name.is_empty() {
        // A fragment.
        return match behind.starts_with('>') {
            true => TagLength::Of(start + 1),
            false => TagLength::None,
        };
    }
    let begins = |c: char| c.is_whitespace() || matches!(c, '>' | '/');
    if !behind.starts_with(begins) || !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return TagLength::None;
    }
    let mut is_component = name.contains(|c: char| c.is_ascii_uppercase() || c == '.');
    let (mut quote, mut depth) = (None, 0);
    for (at, c) in behind.char_indices() {
        match c {
            _ if quote.is_some() => quote = quote.filter(|mark| *mark != c),
            '"' | '\'' => quote = Some(c),
            '{' => {
                depth += 1;
                is_component = true;
            }
            '}' => depth -= 1,
            '>' if depth <= 0 && is_component => return TagLength::Of(start + at + 1),
            '>' if depth <= 0 => return TagLength::None,
            _ => {}
        }
    }
    TagLength::Endless
}
