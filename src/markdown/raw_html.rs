//! Raw HTML in a body, written as the options say.

use std::ops::Range;

use super::anchors::is_reserved;
use super::body::{Image, Link, attribute, escape};
use super::comments::without_comments;
use super::link::some;
use super::options::Html;
use super::sanitise::{Element, Kind, Tag, Token, tokens, write_text};
use super::table::FRAME;
use super::writer::{Close, Open, Writer};

/// How many of an author's tags may be open at once; further ones are left out, not their text.
const MAX_OPEN: usize = 64;

impl Writer<'_> {
    /// A block of HTML, made of the given events: a line each.
    pub fn html_block(&mut self, html: &str, lines: Range<usize>) {
        match self.options.html {
            Html::Trusted => self.html.push_str(html),
            Html::Escape => {
                let html = without_comments(html).0;
                if html.trim().is_empty() {
                    return;
                }
                self.begin_block();
                self.html.push_str("<p>");
                self.plain(&html);
                escape(html.trim_end(), &mut self.html);
                self.html.push_str("</p>\n");
            }
            Html::Sanitise => {
                let lines = Lines::of(
                    self.events
                        .get(lines)
                        .unwrap_or_default()
                        .iter()
                        .map(|(_, span)| span.clone()),
                );
                self.sanitise(html, |at| lines.place(at));
                self.close_leftovers();
            }
        }
    }

    /// A single tag or comment within a line of text.
    pub fn inline_html(&mut self, html: &str, span: &Range<usize>) {
        match self.options.html {
            _ if self.open_image.is_some() || self.in_bare_wikilink => {}
            Html::Trusted => self.html.push_str(html),
            Html::Escape => {
                let html = without_comments(html).0;
                self.plain(&html);
                escape(&html, &mut self.html);
            }
            Html::Sanitise => self.sanitise(html, |at| (span.start + at).min(span.end)),
        }
    }

    fn sanitise(&mut self, html: &str, place: impl Fn(usize) -> usize) {
        for token in tokens(html) {
            match token {
                Token::Text(_) if self.hidden > 0 => {}
                Token::Text(text) => {
                    self.plain(&html_escape::decode_html_entities(text));
                    write_text(text, &mut self.html);
                }
                Token::Close(element) => self.close_element(element),
                Token::Open(tag) => {
                    let span = place(tag.span.0)..place(tag.span.1);
                    self.open_element(&tag, span);
                }
            }
        }
    }

    /// At the end of a block of HTML only what may hold Markdown stays open.
    fn close_leftovers(&mut self) {
        while self
            .open
            .last()
            .is_some_and(|open| open.raw.is_some_and(|e| e.kind != Kind::Container))
        {
            self.close_innermost(1);
        }
    }

    /// Ends an element of the author's, unless it is not open here. A part of a line does not reach past a block.
    fn close_element(&mut self, element: &'static Element) {
        if self.hidden > 0 && element.kind != Kind::Hidden {
            return;
        }
        let around = self.open.iter().rev().map_while(|open| open.raw);
        let within = around.take_while(|e| element.kind != Kind::Inline || e.yields());
        let count = within
            .enumerate()
            .find(|(_, e)| e.name == element.name)
            .map(|(inside, _)| inside + 1);
        self.close_innermost(count.unwrap_or(0));
    }

    fn open_element(&mut self, tag: &Tag, span: Range<usize>) {
        let element = tag.element;
        if self.hidden > 0 && (element.kind != Kind::Hidden || self.raw_open >= MAX_OPEN) {
            return;
        }
        let close = match element.kind {
            Kind::Hidden => {
                self.hidden += 1;
                Close::Hidden
            }
            Kind::Void => return self.void(tag, span),
            Kind::Block | Kind::Container if self.in_paragraph => return,
            _ if self.raw_open >= MAX_OPEN || !self.make_way(element) => return,
            _ => self.begin_element(tag, span),
        };
        self.raw_open += 1;
        self.open.push(Open {
            raw: Some(element),
            close,
        });
    }

    /// Closes what gives way to an element: the paragraph before a block, the cell before a cell. `false` if the
    /// element cannot stand here at all.
    fn make_way(&mut self, element: &'static Element) -> bool {
        if element.kind != Kind::Inline {
            self.begin_block();
        }
        if element.name == "a" {
            self.close_element(element);
        }
        if element.parents.is_empty() {
            return true;
        }
        for (inside, around) in self
            .open
            .iter()
            .rev()
            .map_while(|open| open.raw)
            .enumerate()
        {
            if element.parents.contains(&around.name) {
                self.close_innermost(inside);
                return true;
            }
            if !around.yields() {
                return false;
            }
        }
        false
    }

    fn begin_element(&mut self, tag: &Tag, span: Range<usize>) -> Close {
        let name = tag.element.name;
        match name {
            "a" => self.begin_anchor(tag, span),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                let level = name.as_bytes().get(1).map_or(6, |digit| digit - b'0');
                let id = tag
                    .get("id")
                    .filter(|id| self.ids.is_free(id))
                    .map(str::to_string);
                self.begin_heading(level, id, class_of(tag), None)
            }
            _ => {
                if name == "table" {
                    self.html.push_str(FRAME);
                }
                self.html.push('<');
                self.html.push_str(name);
                self.attributes(tag);
                self.html.push('>');
                Close::Element(name)
            }
        }
    }

    /// `<a>` is a link, or else an anchor, for which a `<span>` will do: it may stand within a link.
    fn begin_anchor(&mut self, tag: &Tag, span: Range<usize>) -> Close {
        if let Some(address) = tag.get("href") {
            let Some(target) = self.parse(address, &span) else {
                return Close::Nothing;
            };
            let title = tag.get("title").and_then(some);
            self.anchor_of(tag);
            return self.open_link(Link {
                target,
                title,
                span: (span.start, span.end),
                image: None,
            });
        }
        self.anchor_of(tag);
        Close::Nothing
    }

    fn anchor_of(&mut self, tag: &Tag) {
        let Some(id) = tag.get("id").or(tag.get("name")) else {
            return;
        };
        if self.claim_exactly(id) {
            self.html.push_str("<span");
            attribute("id", Some(id), &mut self.html);
            self.html.push_str("></span>");
        }
    }

    fn claim_exactly(&mut self, id: &str) -> bool {
        let is_free = self.ids.claim_exactly(id);
        if is_free {
            self.body.anchors.push(id.into());
        }
        is_free
    }

    fn void(&mut self, tag: &Tag, span: Range<usize>) {
        match tag.element.name {
            "img" => {
                let target = tag
                    .get("src")
                    .and_then(|address| self.parse(address, &span));
                let size = |name| tag.length(name).map(Into::into);
                let (width, height, align) =
                    (size("width"), size("height"), tag.align().map(Into::into));
                let image = Image {
                    alt: tag.get("alt").unwrap_or_default().into(),
                    width,
                    height,
                    align,
                };
                self.image(
                    target,
                    tag.get("title").and_then(some),
                    (span.start, span.end),
                    image,
                );
            }
            "hr" if self.in_paragraph => {}
            name => {
                if name == "hr" {
                    self.begin_block();
                }
                self.plain("\n");
                self.html.push('<');
                self.html.push_str(name);
                self.html.push('>');
            }
        }
    }

    fn attributes(&mut self, tag: &Tag) {
        if let Some(id) = tag.get("id")
            && self.claim_exactly(id)
        {
            attribute("id", Some(id), &mut self.html);
        }
        attribute("class", class_of(tag).as_deref(), &mut self.html);
        attribute(
            "dir",
            tag.one_of("dir", &["ltr", "rtl", "auto"]),
            &mut self.html,
        );
        attribute(
            "scope",
            tag.one_of("scope", &["col", "row", "colgroup", "rowgroup"]),
            &mut self.html,
        );
        for name in ["title", "lang", "datetime"] {
            attribute(name, tag.get(name), &mut self.html);
        }
        for name in ["colspan", "rowspan", "start", "value"] {
            attribute(name, tag.number(name), &mut self.html);
        }
        for name in ["open", "reversed"] {
            attribute(name, tag.get(name).map(|_| ""), &mut self.html);
        }
    }
}

/// The classes of an author's tag, without the theme's; `align` is one too, since styles are not inline.
fn class_of(tag: &Tag) -> Option<String> {
    let own = tag
        .get("class")
        .unwrap_or_default()
        .split_whitespace()
        .filter(|class| !is_reserved(class));
    let mut classes: Vec<_> = own.map(str::to_string).collect();
    classes.extend(tag.align().map(|side| format!("align-{side}")));
    Some(classes.join(" ")).filter(|c| !c.is_empty())
}

/// Where the lines of a block of HTML stand in the body, which may have `> ` before each.
struct Lines(Vec<(usize, Range<usize>)>);

impl Lines {
    fn of(spans: impl Iterator<Item = Range<usize>>) -> Self {
        let mut length = 0;
        let line = |span: Range<usize>| {
            length += span.len();
            (length - span.len(), span)
        };
        Lines(spans.map(line).collect())
    }

    /// The place in the body of a byte of the block.
    fn place(&self, at: usize) -> usize {
        let line = self
            .0
            .partition_point(|(start, _)| *start <= at)
            .saturating_sub(1);
        self.0
            .get(line)
            .map_or(0, |(start, span)| (span.start + (at - start)).min(span.end))
    }
}
