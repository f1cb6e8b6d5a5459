//! From the parser's events to a [`Body`]: one pass over the text, nothing recursive, every element that was opened
//! is closed where its parent ends.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{BlockQuoteKind, CodeBlockKind, Event, Parser, Tag};

use super::anchors::{Ids, is_reserved};
use super::body::{Body, attribute, escape};
use super::options::{Html, Options, extensions};
use super::outline::{Outline, lost_braces, one_line};
use super::table::FRAME_END;
use super::writer::{Close, Footnotes, Open, Table, Writer};
use super::{autolink, highlight};

/// Lists, quotations and emphasis nested deeper than this lose their marks, not their text. Browsers give up at 512.
const MAX_DEPTH: usize = 120;

/// Where a summary is cut, in characters.
const SUMMARY: usize = 200;

pub(super) fn write(text: &str, title: Option<&str>, options: &Options) -> Body {
    // U+0000 is not allowed in HTML; CommonMark replaces it.
    let text = if text.contains('\0') {
        Cow::Owned(text.replace('\0', "\u{fffd}"))
    } else {
        Cow::Borrowed(text)
    };
    // A body has about one event for twelve bytes.
    let mut events = Vec::with_capacity(text.len() / 12);
    events.extend(Parser::new_ext(&text, extensions()).into_offset_iter());
    let mut events = super::brackets::mend(events, &text);
    if options.html != Html::Trusted {
        events = super::comments::mend(events, &text);
    }
    let outline = Outline::of(&text, &events, title, options.html == Html::Sanitise);
    let mut writer = Writer {
        text: &text,
        options,
        events: &events,
        footnotes: Footnotes::collect(&events),
        title: outline.title,
        shift: outline.shift,
        body: Body {
            h1: outline.h1,
            ..Body::default()
        },
        html: String::with_capacity(text.len() * 3 / 2),
        ids: Ids::default(),
        open: Vec::new(),
        raw_open: 0,
        hidden: 0,
        in_link: false,
        has_addresses: autolink::may_have(&text),
        in_bare_wikilink: false,
        in_paragraph: false,
        heading: None,
        open_image: None,
        summary: None,
        table: Table::default(),
    };
    writer.run(0..events.len());
    writer.close_innermost(writer.open.len());
    writer.write_notes();
    // A copy has its own size; a shrunk buffer would keep its place in memory.
    writer.body.html = writer.html.as_str().into();
    writer.body.holes.shrink_to_fit();
    let left_over = super::placeholder::in_body(&events, &text);
    writer.body.problems.extend(left_over);
    writer.body
}

impl<'a> Writer<'a> {
    /// Writes a range of the events.
    pub fn run(&mut self, range: Range<usize>) {
        let events = self.events;
        let mut at = range.start;
        while at < range.end {
            let Some((event, span)) = events.get(at) else {
                return;
            };
            match event {
                Event::Start(Tag::FootnoteDefinition(_)) => {
                    at = self.footnotes.end_of(at).unwrap_or(at)
                }
                Event::Start(Tag::Heading { id, .. })
                    if self.title.is_some_and(|(first, _)| first == at) =>
                {
                    at = self.leave_anchor(at, id.as_deref());
                }
                Event::Start(Tag::CodeBlock(kind)) => {
                    let (code, end) = self.gather(at + 1);
                    self.code_block(kind, &code);
                    at = end;
                }
                Event::Start(Tag::HtmlBlock) => {
                    let (html, end) = self.gather(at + 1);
                    self.html_block(&html, at + 1..end);
                    at = end;
                }
                Event::Start(tag) => {
                    let close = if self.is_silent() {
                        Close::Nothing
                    } else {
                        self.begin(tag, at, span)
                    };
                    self.open.push(Open { raw: None, close });
                }
                Event::End(_) => self.end(),
                Event::Text(_) => {
                    let (text, next) = self.gather(at);
                    at = next - 1;
                    let end = events.get(at).map_or(span.end, |(_, last)| last.end);
                    self.running_text(&text, span.start..end);
                }
                Event::InlineHtml(html) => self.inline_html(html, span),
                other => self.leaf(other),
            }
            at += 1;
        }
    }

    /// The text of the run of text or HTML events from here on, and the event after it.
    fn gather(&self, start: usize) -> (Cow<'a, str>, usize) {
        let mut text = Cow::Borrowed("");
        let mut at = start;
        while let Some((Event::Text(part) | Event::Html(part), _)) = self.events.get(at) {
            if text.is_empty() {
                text = Cow::Borrowed(&**part);
            } else {
                text.to_mut().push_str(part);
            }
            at += 1;
        }
        (text, at)
    }

    fn begin(&mut self, tag: &'a Tag<'a>, at: usize, span: &Range<usize>) -> Close {
        match tag {
            Tag::Paragraph => self.begin_paragraph(),
            Tag::Heading {
                level, id, classes, ..
            } => {
                let classes: Vec<_> = classes
                    .iter()
                    .map(|c| &**c)
                    .filter(|c| !is_reserved(c))
                    .collect();
                let class = Some(classes.join(" ")).filter(|c| !c.is_empty());
                let rest = lost_braces(tag, self.text, span);
                self.begin_heading(*level as u8, id.as_deref().map(str::to_string), class, rest)
            }
            Tag::BlockQuote(None) => self.block("<blockquote>\n", "</blockquote>\n"),
            Tag::BlockQuote(Some(kind)) => self.begin_alert(*kind),
            Tag::List(None) => self.block("<ul>\n", "</ul>\n"),
            Tag::List(Some(1)) => self.block("<ol>\n", "</ol>\n"),
            Tag::List(Some(start)) => self.block(&format!("<ol start=\"{start}\">\n"), "</ol>\n"),
            Tag::Item => self.part(
                if self.is_task(at) {
                    "<li class=\"task\">"
                } else {
                    "<li>"
                },
                "</li>\n",
            ),
            Tag::DefinitionList => self.block("<dl>\n", "</dl>\n"),
            Tag::DefinitionListTitle => self.part("<dt>", "</dt>\n"),
            Tag::DefinitionListDefinition => self.part("<dd>", "</dd>\n"),
            Tag::Table(alignments) => self.begin_table(alignments),
            Tag::TableHead => self.begin_row(true),
            Tag::TableRow => self.begin_row(false),
            Tag::TableCell => self.begin_cell(span),
            Tag::Emphasis => self.inline("<em>", "</em>"),
            Tag::Strong => self.inline("<strong>", "</strong>"),
            Tag::Strikethrough => self.inline("<del>", "</del>"),
            Tag::Superscript => self.inline("<sup>", "</sup>"),
            Tag::Subscript => self.inline("<sub>", "</sub>"),
            Tag::Link {
                link_type,
                dest_url,
                title,
                ..
            } => self.begin_link(*link_type, dest_url, title, span),
            Tag::Image {
                link_type,
                dest_url,
                title,
                ..
            } => self.begin_image(*link_type, dest_url, title, span),
            Tag::HtmlBlock
            | Tag::CodeBlock(_)
            | Tag::FootnoteDefinition(_)
            | Tag::MetadataBlock(_) => Close::Nothing,
        }
    }

    fn inline(&mut self, start: &str, end: &'static str) -> Close {
        if self.open.len() >= MAX_DEPTH {
            return Close::Nothing;
        }
        self.html.push_str(start);
        Close::Tag(end)
    }

    fn block(&mut self, start: &str, end: &'static str) -> Close {
        self.begin_block();
        self.inline(start, end)
    }

    /// A part of a list, left out where the list was.
    fn part(&mut self, start: &str, end: &'static str) -> Close {
        if !matches!(
            self.open.last(),
            Some(Open {
                close: Close::Tag(_),
                ..
            })
        ) {
            return Close::Nothing;
        }
        self.html.push_str(start);
        Close::Tag(end)
    }

    fn is_task(&self, item: usize) -> bool {
        let next = |n| self.events.get(item + n).map(|(event, _)| event);
        matches!(next(1), Some(Event::TaskListMarker(_)))
            || matches!(
                (next(1), next(2)),
                (
                    Some(Event::Start(Tag::Paragraph)),
                    Some(Event::TaskListMarker(_))
                )
            )
    }

    /// A paragraph of the author's own ends where a block begins, as in a browser.
    pub fn begin_block(&mut self) {
        let mut around = self
            .open
            .iter()
            .rev()
            .map_while(|open| open.raw.filter(|element| element.yields()));
        if let Some(inside) = around.position(|element| element.name == "p") {
            self.close_innermost(inside + 1);
        }
    }

    fn begin_paragraph(&mut self) -> Close {
        self.begin_block();
        self.in_paragraph = true;
        if self.body.summary.is_empty() && self.open.iter().all(|open| open.raw.is_some()) {
            self.summary = Some(String::new());
        }
        self.html.push_str("<p>");
        Close::Paragraph
    }

    fn begin_alert(&mut self, kind: BlockQuoteKind) -> Close {
        let (class, title) = match kind {
            BlockQuoteKind::Note => ("note", "Note"),
            BlockQuoteKind::Tip => ("tip", "Tip"),
            BlockQuoteKind::Important => ("important", "Important"),
            BlockQuoteKind::Warning => ("warning", "Warning"),
            BlockQuoteKind::Caution => ("caution", "Caution"),
        };
        let start =
            format!("<div class=\"alert alert-{class}\"><p class=\"alert-title\">{title}</p>\n");
        self.block(&start, "</div>\n")
    }

    /// Events that begin and end nothing.
    fn leaf(&mut self, event: &'a Event<'a>) {
        if let Event::Code(text) = event {
            self.plain(text);
        } else if matches!(event, Event::SoftBreak | Event::HardBreak) {
            self.plain("\n");
        }
        if self.is_silent() {
            return;
        }
        match event {
            Event::Code(code) => {
                self.html.push_str("<code>");
                escape(code, &mut self.html);
                self.html.push_str("</code>");
            }
            Event::SoftBreak => self.html.push('\n'),
            Event::HardBreak => self.html.push_str("<br>\n"),
            Event::Rule => {
                self.begin_block();
                self.html.push_str("<hr>\n");
            }
            Event::TaskListMarker(done) => self.html.push_str(match done {
                true => "<input type=\"checkbox\" disabled checked aria-label=\"Done\"> ",
                false => "<input type=\"checkbox\" disabled aria-label=\"To do\"> ",
            }),
            Event::FootnoteReference(label) => self.mention_note(label),
            _ => {}
        }
    }

    fn code_block(&mut self, kind: &CodeBlockKind, code: &str) {
        if self.is_silent() {
            return;
        }
        self.begin_block();
        let language = match kind {
            CodeBlockKind::Fenced(info) => {
                info.split([' ', '\t', ',', '{']).next().unwrap_or_default()
            }
            CodeBlockKind::Indented => "",
        };
        let class = Some(format!("language-{language}")).filter(|_| !language.is_empty());
        self.html.push_str("<pre tabindex=\"0\"><code");
        attribute("class", class.as_deref(), &mut self.html);
        self.html.push('>');
        highlight::write(code, language, &mut self.html);
        self.html.push_str("</code></pre>\n");
    }

    /// Ends Markdown's innermost element, and with it whatever the author left open inside.
    fn end(&mut self) {
        let inside = self
            .open
            .iter()
            .rev()
            .take_while(|open| open.raw.is_some())
            .count();
        self.close_innermost(inside + 1);
    }

    pub fn close_innermost(&mut self, count: usize) {
        for _ in 0..count {
            let Some(open) = self.open.pop() else { return };
            self.raw_open -= usize::from(open.raw.is_some());
            self.close(open.close);
        }
    }

    pub fn close(&mut self, close: Close) {
        match close {
            Close::Nothing => {}
            Close::Tag(end) => self.html.push_str(end),
            Close::Element(name) => {
                self.html.push_str("</");
                self.html.push_str(name);
                self.html.push('>');
                if name == "table" {
                    self.html.push_str(FRAME_END);
                }
            }
            Close::Paragraph => {
                self.in_paragraph = false;
                self.html.push_str("</p>\n");
                if let Some(summary) = self.summary.take() {
                    self.body.summary = shorten(&summary);
                }
            }
            Close::Heading => self.end_heading(),
            Close::Link => self.end_link(),
            Close::Image => self.end_image(),
            Close::Row => self.end_row(),
            Close::Table => self.end_table(),
            Close::Hidden => self.hidden -= 1,
        }
    }
}

/// The text on one line, cut after a word where it is much longer than [`SUMMARY`].
fn shorten(text: &str) -> String {
    let text = one_line(text);
    let Some((end, _)) = text.char_indices().nth(SUMMARY) else {
        return text;
    };
    let cut = text.get(..end).unwrap_or_default();
    let whole = cut
        .rfind(' ')
        .and_then(|at| cut.get(..at))
        .filter(|words| words.len() > end / 2)
        .unwrap_or(cut);
    format!(
        "{}…",
        whole.trim_end_matches([',', ';', ':', '.', '–', '—', ' '])
    )
}
