//! Headings: their anchors by GitHub's rule, and the one that is the page's title.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, Tag, TagEnd};
use unicode_normalization::char::is_combining_mark;
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

use super::writer::{Close, Writer};
use super::{Heading, attribute, escape};

const NAMES: [&str; 6] = ["h1", "h2", "h3", "h4", "h5", "h6"];

/// The anchor GitHub gives a heading with this text: lower case, nothing but letters, marks, digits, connectors
/// (`_`), hyphens and, as hyphens, spaces.
pub(super) fn slug(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    if text.is_ascii() {
        let kept = text.bytes().filter_map(|b| match b {
            b' ' => Some('-'),
            b'-' | b'_' | b'0'..=b'9' | b'a'..=b'z' => Some(char::from(b)),
            b'A'..=b'Z' => Some(char::from(b.to_ascii_lowercase())),
            _ => None,
        });
        slug.extend(kept);
        return slug;
    }
    for c in text.chars().flat_map(char::to_lowercase) {
        match c {
            ' ' => slug.push('-'),
            '-' | '_' => slug.push(c),
            _ if is_word(c) => slug.push(c),
            _ => {}
        }
    }
    slug
}

fn is_word(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric();
    }
    let category = || c.general_category();
    c.is_alphabetic()
        || is_combining_mark(c)
        || matches!(
            category(),
            GeneralCategory::DecimalNumber | GeneralCategory::ConnectorPunctuation
        )
}

/// The ids of one body, each given out once.
#[derive(Default)]
pub(super) struct Ids {
    /// Every id given out, with the last number that was added to it.
    taken: HashMap<String, u32>,
}

impl Ids {
    /// The id itself or, if it is taken, the first of `id-1`, `id-2` … that is not (as github-slugger does it).
    ///
    /// Ids that start with `cb-` are the theme's: such a heading gets GitHub's own prefix for what an author wrote.
    pub fn claim(&mut self, id: String) -> String {
        let id = if is_reserved(&id) {
            format!("user-content-{id}")
        } else {
            id
        };
        let mut number = match self.taken.entry(id.clone()) {
            Entry::Vacant(free) => {
                free.insert(0);
                return id;
            }
            Entry::Occupied(taken) => *taken.get(),
        };
        let free = loop {
            number += 1;
            let numbered = format!("{id}-{number}");
            if !self.taken.contains_key(&numbered) {
                break numbered;
            }
        };
        self.taken.insert(id, number);
        self.taken.insert(free.clone(), 0);
        free
    }

    /// Takes an id of raw HTML as it is, if it is free. It cannot be numbered: links name it as it is written.
    pub fn claim_exactly(&mut self, id: &str) -> bool {
        self.is_free(id) && self.taken.insert(id.to_string(), 0).is_none()
    }

    pub fn is_free(&self, id: &str) -> bool {
        let usable = !id.is_empty() && !id.contains(char::is_whitespace) && !is_reserved(id);
        usable && !self.taken.contains_key(id)
    }
}

/// Whether an id or a class belongs to the theme.
pub(super) fn is_reserved(name: &str) -> bool {
    name.get(..3)
        .is_some_and(|start| start.eq_ignore_ascii_case("cb-"))
}

/// What the h1s of a body mean for its page.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Outline {
    /// The text of the first h1, wherever it stands.
    pub h1: Option<String>,
    /// The leading h1 that gave or repeats the title: its first and last event. It is not shown.
    pub title: Option<(usize, usize)>,
    /// Other h1s remain, so every heading moves one level down.
    pub shift: bool,
}

impl Outline {
    /// `title` is the one the front matter gave; `raw` says whether raw HTML can make headings.
    pub fn of(
        text: &str,
        events: &[(Event, Range<usize>)],
        title: Option<&str>,
        raw: bool,
    ) -> Outline {
        let mut outline = Outline::default();
        let mut count = 0;
        for (at, (event, span)) in events.iter().enumerate() {
            match event {
                Event::Start(
                    tag @ Tag::Heading {
                        level: HeadingLevel::H1,
                        ..
                    },
                ) => {
                    count += 1;
                    if outline.h1.is_none() {
                        let (shown, last) = heading_text(text, events, at, tag, span);
                        let repeats = title
                            .is_none_or(|t| one_line(t).to_lowercase() == shown.to_lowercase());
                        let is_title =
                            repeats && !shown.is_empty() && leading_block(events) == Some(at);
                        outline.title = is_title.then_some((at, last));
                        outline.h1 = Some(shown);
                    }
                }
                Event::Html(html) | Event::InlineHtml(html) if raw && names_h1(html) => count += 1,
                _ => {}
            }
        }
        outline.shift = count > usize::from(outline.title.is_some());
        outline
    }
}

/// What a heading reads, and its last event.
fn heading_text(
    text: &str,
    events: &[(Event, Range<usize>)],
    start: usize,
    tag: &Tag,
    span: &Range<usize>,
) -> (String, usize) {
    let inside = events.get(start + 1..).unwrap_or_default();
    let count = inside
        .iter()
        .position(|(e, _)| matches!(e, Event::End(TagEnd::Heading(_))))
        .unwrap_or(0);
    let mut shown = plain_text(inside.get(..count).unwrap_or_default());
    shown.extend(lost_braces(tag, text, span));
    (one_line(&shown), start + 1 + count)
}

/// The event that starts the first block; comments are none.
fn leading_block(events: &[(Event, Range<usize>)]) -> Option<usize> {
    let mut at = 0;
    while let Some((Event::Start(Tag::HtmlBlock), _)) = events.get(at) {
        let end = at
            + events
                .get(at..)?
                .iter()
                .position(|(e, _)| matches!(e, Event::End(TagEnd::HtmlBlock)))?;
        let html: String = events
            .get(at + 1..end)?
            .iter()
            .filter_map(|(e, _)| text_of(e))
            .collect();
        if !html.trim().starts_with("<!--") || !html.trim().ends_with("-->") {
            return None;
        }
        at = end + 1;
    }
    Some(at)
}

fn text_of<'a>(event: &'a Event) -> Option<&'a str> {
    match event {
        Event::Html(text) | Event::Text(text) | Event::Code(text) => Some(text),
        Event::SoftBreak | Event::HardBreak => Some(" "),
        _ => None,
    }
}

/// A quick look, not a parse: at worst the headings of a body move down although they need not.
fn names_h1(html: &str) -> bool {
    html.as_bytes()
        .windows(3)
        .any(|w| w.eq_ignore_ascii_case(b"<h1"))
}

/// The text of some inline events; that of the images only where there is no other.
fn plain_text(events: &[(Event, Range<usize>)]) -> String {
    let (mut text, mut alt, mut images) = (String::new(), String::new(), 0);
    for (event, _) in events {
        match event {
            Event::Start(Tag::Image { .. }) => images += 1,
            Event::End(TagEnd::Image) => images -= 1,
            _ if images > 0 => alt.extend(text_of(event)),
            _ => text.extend(text_of(event)),
        }
    }
    if text.trim().is_empty() { alt } else { text }
}

/// A brace group at the end of a heading, with the blanks before it, that the parser took for attributes although it
/// names neither id nor class: `GET /users/{id}`. GitHub shows it, so it is text.
pub(super) fn lost_braces<'t>(
    heading: &Tag,
    text: &'t str,
    span: &Range<usize>,
) -> Option<&'t str> {
    let Tag::Heading {
        id: None,
        classes,
        attrs,
        ..
    } = heading
    else {
        return None;
    };
    if !classes.is_empty() || attrs.is_empty() {
        return None;
    }
    let source = text.get(span.clone())?;
    let (open, close) = (source.rfind('{')?, source.rfind('}')?);
    let start = source.get(..open)?.trim_end().len();
    source.get(start..=close)
}

pub(super) fn one_line(text: &str) -> String {
    let bytes = text.as_bytes();
    let is_blank = |b: &u8| *b <= b' ';
    // A blank is at no end, and beside no other.
    let is_one = bytes.is_ascii()
        && !bytes.iter().any(|b| is_blank(b) && *b != b' ')
        && !bytes.first().is_some_and(is_blank)
        && !bytes.last().is_some_and(is_blank)
        && memchr::memmem::find(bytes, b"  ").is_none();
    if is_one {
        return text.to_owned();
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A heading whose text is still to come, and with it its id.
pub(super) struct OpenHeading<'a> {
    /// Where its start tag will stand: the piece, and the byte of that piece's HTML.
    start: (usize, usize),
    level: u8,
    id: Option<String>,
    class: Option<String>,
    /// What its last words are, if the parser did not tell.
    rest: Option<&'a str>,
    pub text: String,
    /// Of its images: no part of the id, but of the text where there is no other.
    pub alt: String,
}

impl<'a> Writer<'a> {
    /// Writes the anchor of the h1 that is the page's title, in place of it. Returns its last event.
    pub fn leave_anchor(&mut self, at: usize, id: Option<&str>) -> usize {
        let last = self.title.map_or(at, |(_, last)| last);
        let inside = self.events.get(at + 1..last).unwrap_or_default();
        let wanted = id.map_or_else(|| slug(&plain_text(inside)), str::to_string);
        if !wanted.is_empty() {
            let id = self.claim(wanted);
            self.html.push_str("<span");
            attribute("id", Some(&id), &mut self.html);
            self.html.push_str("></span>\n");
        }
        last
    }

    fn claim(&mut self, wanted: String) -> String {
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
    ) -> Close {
        self.begin_block();
        self.in_paragraph = true;
        let start = (self.body.holes.len(), self.html.len());
        let level = (level + u8::from(self.shift)).min(6);
        let (text, alt) = (String::new(), String::new());
        self.heading = Some(OpenHeading {
            start,
            level,
            id,
            class,
            rest,
            text,
            alt,
        });
        Close::Heading
    }

    /// Writes some HTML where the body had come to so many holes and bytes.
    fn insert(&mut self, (holes, byte): (usize, usize), html: &str) {
        self.html.insert_str(byte, html);
        for (at, _) in self.body.holes.iter_mut().skip(holes) {
            *at += html.len();
        }
    }

    pub fn end_heading(&mut self) {
        if let Some(rest) = self
            .heading
            .as_mut()
            .and_then(|heading| heading.rest.take())
        {
            self.plain(rest);
            escape(rest, &mut self.html);
        }
        let Some(heading) = self.heading.take() else {
            return;
        };
        self.in_paragraph = false;
        let wanted = heading.id.unwrap_or_else(|| slug(&heading.text));
        let id = if wanted.is_empty() {
            wanted
        } else {
            self.claim(wanted)
        };
        let name = NAMES[usize::from(heading.level).clamp(1, NAMES.len()) - 1];
        let mut tag = String::with_capacity(id.len() + 16);
        tag.push('<');
        tag.push_str(name);
        attribute("id", Some(&*id).filter(|id| !id.is_empty()), &mut tag);
        attribute("class", heading.class.as_deref(), &mut tag);
        tag.push('>');
        self.insert(heading.start, &tag);
        self.html.push_str("</");
        self.html.push_str(name);
        self.html.push_str(">\n");
        let text = if heading.text.trim().is_empty() {
            &heading.alt
        } else {
            &heading.text
        };
        self.body.headings.push(Heading {
            level: heading.level,
            id: id.into(),
            text: one_line(text).into(),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_follow_githubs_rule() {
        for (text, expected) in [
            ("Hello World", "hello-world"),
            ("A  &  B", "a----b"),
            ("What's new in v1.2?", "whats-new-in-v12"),
            ("snake_case-and 漢字", "snake_case-and-漢字"),
            ("ÜBER Straße", "über-straße"),
            ("🎉 Party", "-party"),
            (":tada: Party", "tada-party"),
            ("CO₂ ½ Ⅷ ٣", "co--ⅷ-٣"),
            ("e\u{301}te\u{301}", "e\u{301}te\u{301}"),
            ("foo‿bar", "foo‿bar"),
            ("???", ""),
        ] {
            assert_eq!(slug(text), expected, "{text}");
        }
    }

    #[test]
    fn an_id_is_given_out_once() {
        let mut ids = Ids::default();
        let given: Vec<_> = ["a", "a", "a", "a-1", "a-3", "a", "cb-main"]
            .map(|id| ids.claim(id.into()))
            .into();
        assert_eq!(
            given,
            [
                "a",
                "a-1",
                "a-2",
                "a-1-1",
                "a-3",
                "a-4",
                "user-content-cb-main"
            ]
        );
        assert!(!ids.claim_exactly("a-2") && ids.claim_exactly("b") && !ids.claim_exactly("b"));
        assert!(
            !ids.claim_exactly("cb-nav") && !ids.claim_exactly("CB-nav") && !ids.claim_exactly("")
        );
    }
}
