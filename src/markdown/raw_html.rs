//! Raw HTML in a body: sanitised, escaped or copied, as [`Html`] says.

use std::ops::Range;

use super::anchors::author_name;
use super::body::{Image, Link, write_attribute, write_escaped};
use super::html_comments::without_comments;
use super::link::non_empty;
use super::options::Html;
use super::sanitise::{Element, ElementKind, HtmlTag, HtmlToken, tokens, write_raw_text};
use super::writer::{OnClose, OpenElement, Writer};

/// How many raw HTML elements may be open at once. Further tags are dropped, their text is kept.
const MAX_OPEN_TAGS: usize = 64;

impl Writer<'_> {
    /// Writes a block of HTML. `lines` are the indices of its events, one per line.
    pub fn html_block(&mut self, html: &str, lines: Range<usize>) {
        match self.options.html {
            Html::Trusted => self.html.push_str(html),
            Html::Escape => {
                let html = without_comments(html).0;
                if html.trim().is_empty() {
                    return;
                }
                self.close_open_paragraph();
                self.html.push_str("<p>");
                self.push_plain_text(&html);
                write_escaped(html.trim_end(), &mut self.html);
                self.html.push_str("</p>\n");
            }
            Html::Sanitise => {
                let lines = self.events.get(lines).unwrap_or_default().iter();
                let lines = BlockLines::from_spans(lines.map(|(_, span)| span.clone()));
                self.sanitise(html, true, |at| lines.offset_in_body(at));
                self.close_unclosed();
            }
        }
    }

    /// Writes a single tag or comment inside a line of text.
    pub fn inline_html(&mut self, html: &str, span: &Range<usize>) {
        match self.options.html {
            _ if self.open_image.is_some() || self.in_bare_wikilink => {}
            Html::Trusted => self.html.push_str(html),
            Html::Escape => {
                let html = without_comments(html).0;
                self.push_plain_text(&html);
                write_escaped(&html, &mut self.html);
            }
            Html::Sanitise => self.sanitise(html, false, |at| (span.start + at).min(span.end)),
        }
    }

    fn sanitise(&mut self, html: &str, is_block: bool, place: impl Fn(usize) -> usize) {
        for token in tokens(html, is_block) {
            match token {
                HtmlToken::Text(_) if self.hidden_depth > 0 => {}
                HtmlToken::Text(text) => {
                    if !text.bytes().all(|b| b.is_ascii_whitespace()) {
                        self.enter_cell();
                    }
                    self.push_plain_text(&html_escape::decode_html_entities(text));
                    write_raw_text(text, &mut self.html);
                }
                HtmlToken::Close(element) => self.close_element(element),
                HtmlToken::LeftOut(part) => {
                    if part.is_told {
                        self.tell_left_out(&(place(part.span.0)..place(part.span.1)));
                    }
                }
                HtmlToken::Open(tag) => {
                    let span = place(tag.span.0)..place(tag.span.1);
                    self.open_element(&tag, span);
                }
            }
        }
    }

    /// Closes what is open at the end of a block of HTML, except elements that may contain Markdown, and a paragraph, which
    /// ends where the next one begins.
    fn close_unclosed(&mut self) {
        let is_unclosed = |e: &Element| e.kind != ElementKind::Container && e.name != "p";
        while let Some(open) = self.open.last()
            && open.raw.is_some_and(is_unclosed)
        {
            self.close_innermost(1);
        }
    }

    /// Closes a raw HTML element if it is open inside the current Markdown element; an inline one also only in its
    /// block.
    fn close_element(&mut self, element: &'static Element) {
        if self.hidden_depth > 0 && element.kind != ElementKind::Hidden {
            return;
        }
        let around = self.open.iter().rev().map_while(|open| open.raw);
        let mut within =
            around.take_while(|e| element.kind != ElementKind::Inline || e.has_implied_end());
        let inside = within.position(|e| e.name == element.name);
        self.close_innermost(inside.map_or(0, |inside| inside + 1));
    }

    fn open_element(&mut self, tag: &HtmlTag, span: Range<usize>) {
        let element = tag.element;
        match element.name {
            "source" => return self.write_source(tag, &span),
            "form" if tag.attribute("action").is_none() => return,
            "form" => return self.tell_left_out(&span),
            _ => {}
        }
        if self.hidden_depth > 0
            && (element.kind != ElementKind::Hidden || self.open_raw_tags >= MAX_OPEN_TAGS)
        {
            return;
        }
        let close = match element.kind {
            ElementKind::Hidden => {
                if self.hidden_depth == 0 {
                    self.open_embedded(tag, &span);
                }
                if tag.is_complete {
                    return self.tell_awaited_source();
                }
                self.hidden_depth += 1;
                OnClose::Hidden
            }
            ElementKind::Void => return self.write_void_element(tag, span),
            ElementKind::Block | ElementKind::Container if self.in_paragraph => {
                return self.tell_left_out(&span);
            }
            _ if self.open_raw_tags >= MAX_OPEN_TAGS || !self.close_conflicting(element) => {
                return self.tell_left_out(&span);
            }
            _ => self.begin_element(tag, span),
        };
        self.open_raw_tags += 1;
        self.open.push(OpenElement {
            raw: Some(element),
            on_close: close,
        });
    }

    /// Closes what a new element ends implicitly: the paragraph before a block, the cell before a cell. `false` if the
    /// element is not allowed here.
    fn close_conflicting(&mut self, element: &'static Element) -> bool {
        if element.kind != ElementKind::Inline && !self.close_open_paragraph() {
            return false;
        }
        if element.name == "a" {
            self.close_element(element);
        }
        if element.parents.is_empty() {
            self.enter_cell();
            return true;
        }
        let around = self.open.iter().rev().map_while(|open| open.raw);
        for (inside, around) in around.enumerate() {
            if element.parents.contains(&around.name) {
                self.close_innermost(inside);
                return true;
            }
            if !around.has_implied_end() {
                return false;
            }
        }
        false
    }

    /// Opens the cell that content needs where a raw table has only rows or cells. A browser would move the content out
    /// of the table, and end the table at another one inside it.
    pub fn enter_cell(&mut self) {
        let parts: &[&str] = match self.open.last().and_then(|open| open.raw) {
            Some(part) if part.name == "tr" => &["td"],
            Some(part) if ["table", "thead", "tbody", "tfoot"].contains(&part.name) => {
                &["tr", "td"]
            }
            _ => return,
        };
        for element in parts.iter().filter_map(|name| Element::from_name(name)) {
            self.html.push_str(&format!("<{}>", element.name));
            self.open_raw_tags += 1;
            self.open.push(OpenElement {
                raw: Some(element),
                on_close: OnClose::RawElement(element.name),
            });
        }
    }

    fn begin_element(&mut self, tag: &HtmlTag, span: Range<usize>) -> OnClose {
        let name = tag.element.name;
        match name {
            "a" => self.begin_anchor(tag, span),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                let level = name.as_bytes().get(1).map_or(6, |digit| digit - b'0');
                let id = tag.attribute("id").filter(|id| self.ids.is_free(id));
                self.begin_heading(level, id.map(str::to_string), allowed_classes(tag), None)
            }
            _ => {
                if name == "table" {
                    self.begin_table_region();
                }
                self.html.push('<');
                self.html.push_str(name);
                self.write_attributes(tag);
                self.html.push('>');
                OnClose::RawElement(name)
            }
        }
    }

    /// `<a href>` becomes a link; `<a name>` becomes an empty `<span>` with that id, which a link may contain.
    fn begin_anchor(&mut self, tag: &HtmlTag, span: Range<usize>) -> OnClose {
        if let Some(address) = tag.attribute("href") {
            let Some(target) = self.parse_target(address, &span) else {
                return OnClose::Nothing;
            };
            let title = tag.attribute("title").and_then(non_empty);
            self.write_anchor(tag);
            let link = Link::new(target, &span);
            return self.open_link(Link { title, ..link });
        }
        self.write_anchor(tag);
        OnClose::Nothing
    }

    fn write_anchor(&mut self, tag: &HtmlTag) {
        if let Some(id) = tag.attribute("id").or(tag.attribute("name")) {
            self.write_anchor_id(id);
        }
    }

    /// Writes an empty element with an id that links name as written.
    pub fn write_anchor_id(&mut self, id: &str) {
        if self.claim_exact_id(id) {
            self.html.push_str("<span");
            write_attribute("id", Some(id), &mut self.html);
            self.html.push_str("></span>");
        }
    }

    fn claim_exact_id(&mut self, id: &str) -> bool {
        let is_free = self.ids.claim_exactly(id);
        if is_free {
            self.body.anchors.push(id.into());
        }
        is_free
    }

    /// Writes a link to what an embedded element shows. A video or a recording may name it in its first `<source>`.
    fn open_embedded(&mut self, tag: &HtmlTag, span: &Range<usize>) {
        let Some(noun) = tag.element.embedded_noun() else {
            return self.tell_left_out(span);
        };
        self.enter_cell();
        let title = tag.attribute("title").or(tag.attribute("alt"));
        let title = title.map(str::trim).and_then(non_empty);
        let mut addresses = ["src", "data", "href"].into_iter();
        let address = addresses.find_map(|name| tag.attribute(name));
        match address.filter(|address| !address.trim().is_empty()) {
            Some(address) => self.write_embedded(address, noun, title, span),
            None if matches!(noun, "video" | "recording") => {
                self.awaited_source = Some((noun, title, span.clone()));
            }
            None => self.tell_without_address(noun, span),
        }
    }

    fn tell_without_address(&mut self, noun: &str, span: &Range<usize>) {
        let message = format!("the embedded {noun} has no address, so it is left out");
        let help = "write into the page what it shows";
        self.tell("external-image", span, message, help);
    }

    /// Tells of a video or a recording that has ended without a `<source>`: its words are left out with it.
    pub fn tell_awaited_source(&mut self) {
        if self.hidden_depth == 0
            && let Some((noun, _, span)) = self.awaited_source.take()
        {
            self.tell_without_address(noun, &span);
        }
    }

    /// Tells of a tag or a declaration that is left out and that nothing else tells of, once a page for each element, because
    /// some take their words with them.
    fn tell_left_out(&mut self, span: &Range<usize>) {
        let written = self.text.get(span.clone()).unwrap_or_default();
        let end = written.find(|c: char| c.is_whitespace() || c == '>');
        let name = written.trim_start_matches(['<', '/']);
        // The signs before the name of a declaration say its sort: `<!DOCTYPE`, `<?php`, `<![CDATA[`.
        let named = name.trim_start_matches(['!', '?', '[']);
        let is_end = |c: char| !c.is_ascii_alphanumeric() && c != '-';
        let named_end = named.find(is_end).unwrap_or(named.len());
        let name = name[..name.len() - named.len() + named_end].to_ascii_lowercase();
        if self.hidden_depth > 0 || !self.told_left_out.insert(name) {
            return;
        }
        let message = match written.split_at(end.unwrap_or(written.len())) {
            (start, ">" | "") => format!("`{start}>` does nothing on a page, and is left out"),
            (start, _) => format!("`{start} …>` does nothing on a page, and is left out"),
        };
        let help = "write in Markdown what it shows, or `\\<` for the sign itself";
        self.tell("foreign-syntax", span, message, help);
    }

    fn write_source(&mut self, tag: &HtmlTag, span: &Range<usize>) {
        let address = tag
            .attribute("src")
            .filter(|address| !address.trim().is_empty());
        if let Some(address) = address
            && let Some((noun, title, _)) = self.awaited_source.take()
        {
            let hidden_depth = std::mem::take(&mut self.hidden_depth);
            self.write_embedded(address, noun, title, span);
            self.hidden_depth = hidden_depth;
        }
    }

    /// Writes a link to what is embedded: a page makes no request of another host, and plays nothing.
    fn write_embedded(
        &mut self,
        address: &str,
        noun: &str,
        title: Option<Box<str>>,
        span: &Range<usize>,
    ) {
        let Some(target) = self.parse_target(address, span) else {
            return;
        };
        let (message, name) = match target.host() {
            Some(host) => (
                format!("the embedded {noun} is on `{host}`, so this page links to it"),
                format!("{noun} on {host}"),
            ),
            None => {
                let path = address.split(['?', '#']).next().unwrap_or_default();
                let name = path.trim_end_matches('/').rsplit('/').next();
                let message = format!("the embedded {noun} is not shown, so this page links to it");
                (message, name.unwrap_or(path).to_owned())
            }
        };
        let help = match title {
            Some(_) => "write a link in its place",
            None => "give it a `title`, which is the text of the link",
        };
        self.tell("external-image", span, message, help);
        let text = title.unwrap_or_else(|| name.into());
        let close = self.open_link(Link::new(target, span));
        self.push_plain_text(&text);
        write_escaped(&text, &mut self.html);
        self.run_on_close(close);
    }

    fn write_void_element(&mut self, tag: &HtmlTag, span: Range<usize>) {
        self.enter_cell();
        match tag.element.name {
            "embed" | "frame" | "area" => self.open_embedded(tag, &span),
            "input" => self.write_input(tag, &span),
            "img" => {
                let target = tag
                    .attribute("src")
                    .and_then(|address| self.parse_target(address, &span));
                let image = Image {
                    alt: tag.attribute("alt").unwrap_or_default().into(),
                    width: tag.length("width").map(Into::into),
                    height: tag.length("height").map(Into::into),
                    align: tag.align().map(Into::into),
                };
                let title = tag.attribute("title").and_then(non_empty);
                self.push_image(target, title, &span, image);
            }
            name => {
                if name == "hr" && (self.in_paragraph || !self.close_open_paragraph()) {
                    return self.tell_left_out(&span);
                }
                self.push_plain_text("\n");
                self.html.push('<');
                self.html.push_str(name);
                self.html.push('>');
            }
        }
    }

    /// Writes what a field of a form shows as text.
    fn write_input(&mut self, tag: &HtmlTag, span: &Range<usize>) {
        const HIDDEN: [&str; 2] = ["hidden", "password"];
        const BOXES: [&str; 2] = ["checkbox", "radio"];
        if tag.one_of("type", &HIDDEN).is_some() {
            return;
        }
        let text = match (tag.one_of("type", &BOXES), tag.attribute("checked")) {
            (Some(_), Some(_)) => "☑",
            (Some(_), None) => "☐",
            _ => {
                let mut texts = ["value", "placeholder", "alt"].into_iter();
                texts.find_map(|name| tag.attribute(name)).unwrap_or("")
            }
        };
        if text.is_empty() {
            return self.tell_left_out(span);
        }
        self.push_plain_text(text);
        write_escaped(text, &mut self.html);
    }

    fn write_attributes(&mut self, tag: &HtmlTag) {
        if let Some(id) = tag.attribute("id")
            && self.claim_exact_id(id)
        {
            write_attribute("id", Some(id), &mut self.html);
        }
        write_attribute("class", allowed_classes(tag).as_deref(), &mut self.html);
        let direction = tag.one_of("dir", &["ltr", "rtl", "auto"]);
        write_attribute("dir", direction, &mut self.html);
        let scope = tag.one_of("scope", &["col", "row", "colgroup", "rowgroup"]);
        write_attribute("scope", scope, &mut self.html);
        for name in ["title", "lang", "datetime"] {
            write_attribute(name, tag.attribute(name), &mut self.html);
        }
        for name in ["colspan", "rowspan", "start", "value"] {
            write_attribute(name, tag.number(name), &mut self.html);
        }
        for name in ["open", "reversed"] {
            write_attribute(name, tag.attribute(name).map(|_| ""), &mut self.html);
        }
    }
}

/// The author's classes of a raw HTML tag. `align` becomes a class, because pages have no inline styles.
fn allowed_classes(tag: &HtmlTag) -> Option<String> {
    let own = tag.attribute("class").unwrap_or_default();
    let mut classes: Vec<String> = own.split_whitespace().map(author_name).collect();
    classes.extend(tag.align().map(|side| format!("align-{side}")));
    Some(classes.join(" ")).filter(|c| !c.is_empty())
}

/// For each line of a block of HTML its start in the block and its range in the body, where it may follow `>` marks.
struct BlockLines(Vec<(usize, Range<usize>)>);

impl BlockLines {
    fn from_spans(spans: impl Iterator<Item = Range<usize>>) -> Self {
        let mut length = 0;
        let line = |span: Range<usize>| {
            length += span.len();
            (length - span.len(), span)
        };
        BlockLines(spans.map(line).collect())
    }

    fn offset_in_body(&self, at: usize) -> usize {
        let line = self.0.partition_point(|(start, _)| *start <= at);
        let line = self.0.get(line.saturating_sub(1));
        line.map_or(0, |(start, span)| (span.start + (at - start)).min(span.end))
    }
}
