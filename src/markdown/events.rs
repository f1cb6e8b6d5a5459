//! Renders the parser's events to a [`Body`] in one pass, without recursion. Every element is closed at the latest
//! where its parent ends.

use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::Range;

use pulldown_cmark::{BlockQuoteKind, CodeBlockKind, Event, Tag, TagEnd};

use super::anchors::{AnchorIds, author_name};
use super::body::{Body, Link, shorten_summary, write_attribute, write_escaped};
use super::boxes::{BoxHead, Boxes, Folding};
use super::emoji::with_emoji;
use super::link_target::LinkTarget;
use super::options::{Html, Options};
use super::outline::{Outline, trailing_braces};
use super::plain_text::{self, PlainText};
use super::shielded_text::ShieldedText;
use super::table::SCROLL_END;
use super::writer::{Footnotes, OnClose, OpenElement, OpenTable, Writer};
use super::{autolink, direction, formula, highlight, jsx};
use crate::diagnostic::Place;

/// Elements nested deeper than this lose their tags, not their text. Browsers stop nesting at 512.
const MAX_DEPTH: usize = 120;

pub(super) fn render_body(
    text: &str,
    title: Option<&str>,
    has_private_title: bool,
    options: &Options,
) -> Body {
    // U+0000 is not allowed in HTML; CommonMark replaces it.
    let text = if text.contains('\0') {
        Cow::Owned(text.replace('\0', "\u{fffd}"))
    } else {
        Cow::Borrowed(text)
    };
    let (text, jsx) = match options.mdx {
        true => jsx::without_jsx(&text),
        false => (Cow::Borrowed(&*text), None),
    };
    let source = ShieldedText::new(&text, options);
    // A body has about one event per twelve bytes.
    let mut events = Vec::with_capacity(text.len() / 12);
    events.extend(source.parser().into_offset_iter());
    if options.mdx {
        events = jsx::without_places(events, source.shielded());
    }
    let mut unclosed = None;
    if options.html != Html::Trusted {
        (events, unclosed) = super::html_comments::remove_split_comments(events, source.shielded());
    }
    let events = source.unshield(events);
    let events = match options.html {
        Html::Sanitise => super::endless_tags::end(events),
        Html::Escape | Html::Trusted => events,
    };
    let events = super::foreign_syntax::without_contents(&text, events);
    let events = super::marked_text::find(&text, events);
    // Last, because a box is found again by the index of its event.
    let (events, boxes) = Boxes::find(&text, events, source.admonitions());
    let mut outline = Outline::from_events(&text, &events, title, options.html == Html::Sanitise);
    if has_private_title {
        (outline.h1, outline.h1_names) = (None, vec![]);
    }
    let mut writer = Writer {
        text: &text,
        options,
        events: &events,
        boxes: &boxes,
        footnotes: Footnotes::from_events(&events),
        title_events: outline.title_events,
        private_title: title.filter(|_| has_private_title),
        shifts_levels: outline.shifts_levels,
        body: Body {
            h1: outline.h1,
            names: outline.h1_names,
            ..Body::default()
        },
        html: String::with_capacity(text.len() * 3 / 2),
        ids: AnchorIds::default(),
        open: Vec::new(),
        open_raw_tags: 0,
        hidden_depth: 0,
        told_left_out: HashSet::new(),
        awaited_source: None,
        in_link: false,
        may_have_autolinks: autolink::may_have_autolinks(&text),
        may_run_against: direction::may_run_against(&text, options.from_right),
        in_bare_wikilink: false,
        in_paragraph: false,
        heading: None,
        open_image: None,
        summary: None,
        table: OpenTable::default(),
        tables: 0,
        empty_cells: 0,
    };
    writer.write_events(0..events.len());
    writer.close_innermost(writer.open.len());
    writer.write_notes();
    // Copied, not shrunk: a buffer that is shrunk in place leaves gaps in the heap.
    writer.body.html = writer.html.as_str().into();
    writer.body.holes.shrink_to_fit();
    let placeholders = super::placeholder::find_in_body(&events, &text);
    writer.body.diagnostics.extend(placeholders);
    let html_comment = unclosed.map(super::comments::unclosed_html_comment);
    writer.body.diagnostics.extend(html_comment);
    let unclosed = source.unclosed_comment();
    let unclosed = unclosed.map(|at| Place::Body(at, at + "%%".len()));
    let unclosed = unclosed.map(super::comments::unclosed_comment);
    writer.body.diagnostics.extend(unclosed);
    let across = source.comment_across_lines();
    let across = across.map(super::comments::comment_across_lines);
    writer.body.diagnostics.extend(across);
    let foreign = jsx.or_else(|| super::foreign_syntax::find(&events, &text));
    writer.body.diagnostics.extend(foreign);
    let cut_cells = super::table::find_cut_cells(&events, &text);
    writer.body.diagnostics.extend(cut_cells);
    let undefined = super::footnotes::find_undefined(&events, &text);
    let unwritten = super::footnotes::find_unwritten(&events, &writer.footnotes);
    writer.body.diagnostics.extend(undefined);
    writer.body.diagnostics.extend(unwritten);
    writer.body
}

impl<'a> Writer<'a> {
    /// Renders the events with these indices.
    pub fn write_events(&mut self, range: Range<usize>) {
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
                    if self.title_events.is_some_and(|(first, _)| first == at) =>
                {
                    at = self.write_title_anchor(at, id.as_deref());
                }
                Event::Start(Tag::CodeBlock(kind)) => {
                    let (code, end) = self.gather_text(at + 1);
                    self.write_code_block(kind, &code, span);
                    at = end;
                }
                Event::Start(Tag::HtmlBlock) => {
                    let (html, end) = self.gather_text(at + 1);
                    self.html_block(&html, at + 1..end);
                    at = end;
                }
                Event::Start(tag) => {
                    let mut on_close = OnClose::Nothing;
                    if !self.is_suppressed() {
                        self.enter_cell();
                        on_close = self.begin_tag(tag, at, span);
                    }
                    self.open.push(OpenElement {
                        raw: None,
                        on_close,
                    });
                }
                Event::End(_) => self.end_tag(),
                Event::Text(_) => {
                    let (text, next) = self.gather_text(at);
                    at = next - 1;
                    let end = events.get(at).map_or(span.end, |(_, last)| last.end);
                    let (text, block_id) = match self.ends_block(next) {
                        true => split_block_id(&text, &self.text[..span.start]),
                        false => (&*text, None),
                    };
                    self.write_running_text(text, span.start..end);
                    if let Some(id) = block_id.filter(|_| !self.is_suppressed()) {
                        self.write_anchor_id(id);
                    }
                }
                Event::InlineHtml(html) => self.inline_html(html, span),
                Event::InlineMath(tex) => self.write_formula(tex, false, span),
                Event::DisplayMath(tex) => self.write_formula(tex, true, span),
                other => self.write_leaf(other),
            }
            at += 1;
        }
    }

    /// True if a paragraph, or the text of an item, ends before this event.
    fn ends_block(&self, next: usize) -> bool {
        let next = self.events.get(next).map(|(event, _)| event);
        matches!(
            next,
            Some(Event::End(TagEnd::Paragraph | TagEnd::Item) | Event::Start(Tag::List(_)))
        )
    }

    /// Joins the text or HTML events from `start` on; returns the text and the index of the next event.
    fn gather_text(&self, start: usize) -> (Cow<'a, str>, usize) {
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

    fn begin_tag(&mut self, tag: &'a Tag<'a>, at: usize, span: &Range<usize>) -> OnClose {
        match tag {
            Tag::Paragraph => match self.boxes.titled_at(at) {
                Some(head) => self.begin_box_title(head),
                None => self.begin_paragraph(self.direction_of(at)),
            },
            Tag::Heading {
                level, id, classes, ..
            } => {
                let classes: Vec<String> = classes.iter().map(|c| author_name(c)).collect();
                let class = Some(classes.join(" ")).filter(|c| !c.is_empty());
                let rest = trailing_braces(tag, self.text, span);
                self.begin_heading(*level as u8, id.as_deref().map(str::to_string), class, rest)
            }
            Tag::BlockQuote(None) => match self.boxes.at(at) {
                Some(head) => self.begin_box(head),
                None => self.begin_block_at(at, "blockquote", "", "</blockquote>\n"),
            },
            Tag::BlockQuote(Some(kind)) => self.begin_alert(*kind),
            Tag::List(None) => self.begin_block_at(at, "ul", "", "</ul>\n"),
            Tag::List(Some(1)) => self.begin_block_at(at, "ol", "", "</ol>\n"),
            Tag::List(Some(start)) => {
                self.begin_block_at(at, "ol", &format!(" start=\"{start}\""), "</ol>\n")
            }
            Tag::Item if self.is_task(at) => self.begin_list_part("<li class=\"task\">", "</li>\n"),
            Tag::Item => self.begin_list_part("<li>", "</li>\n"),
            Tag::DefinitionList => self.begin_block("<dl>\n", "</dl>\n"),
            Tag::DefinitionListTitle => self.begin_list_part("<dt>", "</dt>\n"),
            Tag::DefinitionListDefinition => self.begin_list_part("<dd>", "</dd>\n"),
            Tag::Table(alignments) => self.begin_table(alignments, self.direction_of(at)),
            Tag::TableHead => self.begin_row(true),
            Tag::TableRow => self.begin_row(false),
            Tag::TableCell => self.begin_cell(span),
            Tag::Emphasis => self.begin_inline("<em>", "</em>"),
            Tag::Strong => self.begin_inline("<strong>", "</strong>"),
            Tag::Strikethrough => self.begin_inline("<del>", "</del>"),
            // What `marked_text.rs` found.
            Tag::Superscript => self.begin_inline("<mark>", "</mark>"),
            Tag::Subscript => self.begin_inline("<sub>", "</sub>"),
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
            | Tag::MetadataBlock(_) => OnClose::Nothing,
        }
    }

    fn begin_inline(&mut self, start: &str, end: &'static str) -> OnClose {
        if self.open.len() >= MAX_DEPTH {
            return OnClose::Nothing;
        }
        self.html.push_str(start);
        OnClose::Html(end)
    }

    fn begin_block_at(
        &mut self,
        at: usize,
        name: &str,
        attribute: &str,
        end: &'static str,
    ) -> OnClose {
        let direction = self.direction_of(at);
        self.begin_block(&format!("<{name}{attribute}{direction}>\n"), end)
    }

    /// The attribute of a block that may run against the page.
    fn direction_of(&self, at: usize) -> &'static str {
        let events = self.events.get(at..).unwrap_or_default();
        match self.may_run_against {
            true => direction::attribute_of_block(events, self.options.from_right),
            false => "",
        }
    }

    fn begin_block(&mut self, start: &str, end: &'static str) -> OnClose {
        self.close_open_paragraph();
        self.begin_inline(start, end)
    }

    /// True if the tag of the innermost element was written.
    fn is_in_written(&self) -> bool {
        let on_close = self.open.last().map(|open| &open.on_close);
        matches!(on_close, Some(OnClose::Html(_)))
    }

    /// Starts a list item, term or definition, but only if its list was written.
    fn begin_list_part(&mut self, start: &str, end: &'static str) -> OnClose {
        if !self.is_in_written() {
            return OnClose::Nothing;
        }
        self.html.push_str(start);
        OnClose::Html(end)
    }

    fn is_task(&self, item: usize) -> bool {
        let next = self.events.get(item + 1..).unwrap_or_default();
        matches!(
            next,
            [(Event::TaskListMarker(_), _), ..]
                | [
                    (Event::Start(Tag::Paragraph), _),
                    (Event::TaskListMarker(_), _),
                    ..
                ]
        )
    }

    /// Closes a `<p>` of raw HTML before a block, as browsers do. `false` if it cannot be closed, because an element of
    /// Markdown in it is open.
    pub fn close_open_paragraph(&mut self) -> bool {
        let mut is_around_markdown = false;
        let mut around = self.open.iter().rev().map_while(|open| {
            let is_inline = matches!(open.on_close, OnClose::Link | OnClose::Html(_));
            is_around_markdown |= open.raw.is_none();
            match open.raw {
                Some(element) => element.has_implied_end().then_some(element.name),
                None => is_inline.then_some(""),
            }
        });
        let Some(inside) = around.position(|name| name == "p") else {
            return true;
        };
        if !is_around_markdown {
            self.close_innermost(inside + 1);
        }
        !is_around_markdown
    }

    fn begin_paragraph(&mut self, direction: &str) -> OnClose {
        self.close_open_paragraph();
        self.in_paragraph = true;
        if self.body.summary.is_empty() && self.open.iter().all(|open| open.raw.is_some()) {
            self.summary = Some(String::new());
        }
        self.html.push_str("<p");
        self.html.push_str(direction);
        self.html.push('>');
        OnClose::Paragraph
    }

    fn begin_alert(&mut self, kind: BlockQuoteKind) -> OnClose {
        let (class, title) = match kind {
            BlockQuoteKind::Note => ("note", "Note"),
            BlockQuoteKind::Tip => ("tip", "Tip"),
            BlockQuoteKind::Important => ("important", "Important"),
            BlockQuoteKind::Warning => ("warning", "Warning"),
            BlockQuoteKind::Caution => ("caution", "Caution"),
        };
        self.begin_box(&BoxHead {
            class,
            word: title.into(),
            has_title: false,
            folding: Folding::Never,
        })
    }

    fn begin_box(&mut self, head: &BoxHead) -> OnClose {
        let class = head.class;
        let (name, open, end) = match head.folding {
            Folding::Never => ("div", "", "</div>\n"),
            Folding::Open => ("details", " open", "</details>\n"),
            Folding::Closed => ("details", "", "</details>\n"),
        };
        let start = format!("<{name} class=\"alert alert-{class}\"{open}>");
        let close = self.begin_block(&start, end);
        if !head.has_title && matches!(close, OnClose::Html(_)) {
            let (start, end) = title_tags(head);
            self.html.push_str(start);
            write_escaped(&head.word, &mut self.html);
            self.html.push_str(end);
        }
        close
    }

    fn begin_box_title(&mut self, head: &BoxHead) -> OnClose {
        if !self.is_in_written() {
            return self.begin_paragraph("");
        }
        let (start, end) = title_tags(head);
        self.html.push_str(start);
        self.in_paragraph = true;
        OnClose::BoxTitle(end)
    }

    /// Renders an event that has no end event.
    fn write_leaf(&mut self, event: &'a Event<'a>) {
        if let Event::Code(text) = event {
            self.push_plain_text(text);
        } else if matches!(event, Event::SoftBreak | Event::HardBreak) {
            self.push_plain_text("\n");
        }
        if self.is_suppressed() {
            return;
        }
        if !matches!(event, Event::SoftBreak) {
            self.enter_cell();
        }
        match event {
            Event::Code(code) => {
                self.html.push_str("<code>");
                write_escaped(code, &mut self.html);
                self.html.push_str("</code>");
            }
            Event::SoftBreak => self.html.push('\n'),
            Event::HardBreak => self.html.push_str("<br>\n"),
            Event::Rule => {
                self.close_open_paragraph();
                self.html.push_str("<hr>\n");
            }
            Event::TaskListMarker(done) => self.html.push_str(match done {
                true => "<input type=\"checkbox\" disabled checked aria-label=\"Done\"> ",
                false => "<input type=\"checkbox\" disabled aria-label=\"To do\"> ",
            }),
            Event::FootnoteReference(label) => self.write_note_reference(label),
            _ => {}
        }
    }

    /// Writes a formula, or its text where it cannot be read.
    fn write_formula(&mut self, tex: &str, is_block: bool, span: &Range<usize>) {
        // GitHub's other notation: $`x`$.
        let inside = tex.strip_prefix('`').and_then(|tex| tex.strip_suffix('`'));
        let tex = inside.filter(|_| !is_block).unwrap_or(tex);
        self.push_plain_text(tex);
        if self.is_suppressed() {
            return;
        }
        self.enter_cell();
        match formula::to_mathml(tex, is_block) {
            Some(html) => self.html.push_str(&html),
            None => {
                let message = "this formula cannot be read".to_owned();
                let help = "write it without macros and colours, or put it into backticks";
                self.tell("foreign-syntax", span, message, help);
                let mark = if is_block { "$$" } else { "$" };
                write_escaped(&format!("{mark}{tex}{mark}"), &mut self.html);
            }
        }
    }

    fn write_code_block(&mut self, kind: &CodeBlockKind, code: &str, span: &Range<usize>) {
        if self.is_suppressed() {
            return;
        }
        self.enter_cell();
        self.close_open_paragraph();
        let info = match kind {
            CodeBlockKind::Fenced(info) => &**info,
            CodeBlockKind::Indented => "",
        };
        let language = info.split([' ', '\t', ',', '{']).next().unwrap_or_default();
        if language == "math"
            && let Some(html) = formula::to_mathml(code.trim(), true)
        {
            return self.html.push_str(&format!("<p>{html}</p>\n"));
        }
        let is_diagram = language == "mermaid";
        if is_diagram {
            self.html.push_str("<figure class=\"diagram\">");
        }
        let class = Some(format!("language-{language}")).filter(|_| !language.is_empty());
        self.html.push_str("<pre tabindex=\"0\"><code");
        write_attribute("class", class.as_deref(), &mut self.html);
        self.html.push('>');
        highlight::write(code, language, &mut self.html);
        self.html.push_str("</code></pre>\n");
        if is_diagram {
            self.html
                .push_str("<figcaption>A Mermaid diagram, as text. ");
            let close = self.open_link(Link::new(LinkTarget::OwnSource, span));
            self.run_on_close(close);
            self.html.push_str("</figcaption></figure>\n");
        }
    }

    /// Ends Markdown's innermost element, and the raw HTML elements that are still open inside it.
    fn end_tag(&mut self) {
        let inside = self.open.iter().rev().take_while(|open| open.raw.is_some());
        self.close_innermost(inside.count() + 1);
    }

    pub fn close_innermost(&mut self, count: usize) {
        for _ in 0..count {
            let Some(open) = self.open.pop() else { return };
            self.open_raw_tags -= usize::from(open.raw.is_some());
            self.run_on_close(open.on_close);
        }
    }

    pub fn run_on_close(&mut self, close: OnClose) {
        match close {
            OnClose::Nothing => {}
            OnClose::Html(end) => self.html.push_str(end),
            OnClose::BoxTitle(end) => {
                self.in_paragraph = false;
                self.html.push_str(end);
            }
            OnClose::RawElement(name) => {
                self.html.push_str("</");
                self.html.push_str(name);
                self.html.push('>');
                if name == "table" {
                    self.html.push_str(SCROLL_END);
                }
            }
            OnClose::Paragraph => {
                self.in_paragraph = false;
                self.html.push_str("</p>\n");
                if let Some(summary) = self.summary.take() {
                    let (summary, names) = plain_text::without_marks(&with_emoji(&summary));
                    self.body.summary = shorten_summary(&summary);
                    let end = self.body.summary.trim_end_matches('…').len();
                    let names = names.into_iter().filter(|range| range.end <= end);
                    self.add_names(PlainText::Summary, names);
                }
            }
            OnClose::Heading => self.end_heading(),
            OnClose::Link => self.end_link(),
            OnClose::Image => self.end_image(),
            OnClose::Row => self.end_row(),
            OnClose::Table => self.end_table(),
            OnClose::Hidden => {
                self.hidden_depth -= 1;
                self.tell_awaited_source();
            }
        }
    }
}

/// The tags around the title of a box.
fn title_tags(head: &BoxHead) -> (&'static str, &'static str) {
    match head.folding {
        Folding::Never => ("<p class=\"alert-title\">", "</p>\n"),
        Folding::Open | Folding::Closed => ("<summary class=\"alert-title\">", "</summary>\n"),
    }
}

/// Takes the name of a block in Obsidian (`^name`) from the end of its text. Numbers are more often exponents.
fn split_block_id<'t>(text: &'t str, before: &str) -> (&'t str, Option<&'t str>) {
    let Some(at) = text.rfind('^') else {
        return (text, None);
    };
    let (rest, id) = text.split_at(at);
    let name = &id[1..];
    let is_name = name.len() > 1
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        && !name.bytes().all(|b| b.is_ascii_digit());
    let before = if rest.is_empty() { before } else { rest };
    let is_apart = before.is_empty() || before.ends_with(char::is_whitespace);
    match is_name && is_apart {
        true => (rest.trim_end(), Some(id)),
        false => (text, None),
    }
}
