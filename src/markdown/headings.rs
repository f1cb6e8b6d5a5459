//! Headings: their tags and anchors, and the anchor of the h1 that became the page's title.

use std::ops::Range;

use super::anchors::slug;
use super::body::{Heading, write_attribute, write_escaped};
use super::direction;
use super::emoji::with_emoji;
use super::outline::{self, marked_text, repeats_title};
use super::plain_text::{self, PlainText};
use super::writer::{OnClose, OpenHeading, Writer};

const HEADING_TAGS: [&str; 6] = ["h1", "h2", "h3", "h4", "h5", "h6"];

impl<'a> Writer<'a> {
    /// Writes an empty anchor in place of the h1 that is the page's title, and what is more than text in it: its links and
    /// pictures. Returns the index of its last event.
    pub fn write_title_anchor(&mut self, at: usize, id: Option<&str>) -> usize {
        let last = self.title_events.map_or(at, |(_, last)| last);
        let inside = self.events.get(at + 1..last).unwrap_or_default();
        let wanted = id.map_or_else(|| slug(&marked_text(inside)), str::to_string);
        if !wanted.is_empty() && self.private_title.is_none() {
            let id = self.claim_id(wanted);
            self.html.push_str("<span");
            write_attribute("id", Some(&id), &mut self.html);
            self.html.push_str("></span>\n");
        }
        if self.private_title.is_none() {
            self.write_links_of_title(outline::links_and_pictures(self.events, at + 1..last));
        }
        last
    }

    fn write_links_of_title(&mut self, ranges: Vec<Range<usize>>) {
        if ranges.is_empty() {
            return;
        }
        self.in_paragraph = true;
        for (i, range) in ranges.into_iter().enumerate() {
            self.html.push_str(if i == 0 { "<p>" } else { " " });
            self.write_events(range);
        }
        self.html.push_str("</p>\n");
        self.in_paragraph = false;
    }

    fn claim_id(&mut self, wanted: String) -> String {
        let id = self.ids.claim(wanted);
        self.body.anchors.push(id.as_str().into());
        id
    }

    pub fn begin_heading(
        &mut self,
        level: u8,
        id: Option<String>,
        class: Option<String>,
        rest: Option<&'a str>,
    ) -> OnClose {
        self.close_open_paragraph();
        self.in_paragraph = true;
        let start = (self.body.holes.len(), self.html.len());
        let level = (level + u8::from(self.shifts_levels)).min(6);
        let (text, alt) = (String::new(), String::new());
        self.heading = Some(OpenHeading {
            start,
            level,
            id,
            class,
            trailing_braces: rest,
            text,
            alt,
        });
        OnClose::Heading
    }

    /// Inserts HTML where the body had `holes` holes and `byte` bytes, and moves the later holes.
    fn insert_html(&mut self, (holes, byte): (usize, usize), html: &str) {
        self.html.insert_str(byte, html);
        for (at, _) in self.body.holes.iter_mut().skip(holes) {
            *at += html.len();
        }
    }

    pub fn end_heading(&mut self) {
        if let Some(rest) = self
            .heading
            .as_mut()
            .and_then(|heading| heading.trailing_braces.take())
        {
            self.push_plain_text(rest);
            write_escaped(rest, &mut self.html);
        }
        let Some(heading) = self.heading.take() else {
            return;
        };
        self.in_paragraph = false;
        let repeats =
            |title: &str| repeats_title(&plain_text::without_marks(&heading.text).0, title);
        if self.private_title.is_some_and(repeats) {
            let (holes, byte) = heading.start;
            self.body.holes.truncate(holes);
            return self.html.truncate(byte);
        }
        let wanted = heading.id.unwrap_or_else(|| slug(&heading.text));
        let id = if wanted.is_empty() {
            wanted
        } else {
            self.claim_id(wanted)
        };
        let name = HEADING_TAGS[usize::from(heading.level).clamp(1, HEADING_TAGS.len()) - 1];
        let mut tag = String::with_capacity(id.len() + 16);
        tag.push('<');
        tag.push_str(name);
        write_attribute("id", Some(&*id).filter(|id| !id.is_empty()), &mut tag);
        write_attribute("class", heading.class.as_deref(), &mut tag);
        if self.may_run_against {
            tag.push_str(direction::attribute(&heading.text, self.options.from_right));
        }
        tag.push('>');
        self.insert_html(heading.start, &tag);
        self.html.push_str("</");
        self.html.push_str(name);
        self.html.push_str(">\n");
        let text = match plain_text::is_blank(&heading.text) {
            true => &heading.alt,
            false => &heading.text,
        };
        let (text, names) = plain_text::without_marks(&with_emoji(text));
        self.add_names(PlainText::Heading(self.body.headings.len()), names);
        self.body.headings.push(Heading {
            level: heading.level,
            id: id.into(),
            text: text.into(),
        });
    }
}
