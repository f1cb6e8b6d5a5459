//! The headings of a body before it is rendered: which h1 is the page's title, and whether all levels move down.

use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, LinkType, Tag, TagEnd};

use super::emoji::with_emoji;
use super::plain_text::{
    GAP, NAME_MARK, NameInText, PlainText, collapse_whitespace, is_blank, without_marks,
};

/// How the h1s of a body affect its page.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Outline {
    /// The text of the first h1, at any position.
    pub h1: Option<String>,
    /// The wikilinks in it.
    pub h1_names: Vec<NameInText>,
    /// The first and last event of the leading h1 that gives or repeats the title. It is not rendered.
    pub title_events: Option<(usize, usize)>,
    /// True if other h1s remain. Every heading then moves one level down, because the title is the page's only h1.
    pub shifts_levels: bool,
}

impl Outline {
    /// `title` is the title from the front matter. `raw` is true if an `<h1>` of raw HTML is rendered as a heading.
    pub fn from_events(
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
                        let (shown, names, last) = heading_text(text, events, at, tag, span);
                        let repeats = title.is_none_or(|title| repeats_title(&shown, title));
                        let is_title =
                            repeats && !shown.is_empty() && first_block(events) == Some(at);
                        outline.title_events = is_title.then_some((at, last));
                        outline.h1 = Some(shown);
                        let text = PlainText::H1;
                        let names = names.into_iter();
                        outline.h1_names = names.map(|range| NameInText { text, range }).collect();
                    }
                }
                Event::Html(html) | Event::InlineHtml(html) if raw && contains_h1(html) => {
                    count += 1
                }
                _ => {}
            }
        }
        outline.shifts_levels = count > usize::from(outline.title_events.is_some());
        outline
    }
}

/// True if the plain text of a heading is the title.
pub(super) fn repeats_title(shown: &str, title: &str) -> bool {
    collapse_whitespace(title).to_lowercase() == collapse_whitespace(shown).to_lowercase()
}

/// The plain text of a heading, the ids of wikilinks in it, and the index of its end event.
fn heading_text(
    text: &str,
    events: &[(Event, Range<usize>)],
    start: usize,
    tag: &Tag,
    span: &Range<usize>,
) -> (String, Vec<Range<usize>>, usize) {
    let inside = events.get(start + 1..).unwrap_or_default();
    let is_end = |(e, _): &(Event, _)| matches!(e, Event::End(TagEnd::Heading(_)));
    let count = inside.iter().position(is_end).unwrap_or(0);
    let mut shown = marked_text(inside.get(..count).unwrap_or_default());
    shown.extend(trailing_braces(tag, text, span));
    let (shown, names) = without_marks(&with_emoji(&shown));
    (shown, names, start + 1 + count)
}

/// The index of the event that starts the first block. HTML comments do not count.
fn first_block(events: &[(Event, Range<usize>)]) -> Option<usize> {
    let mut at = 0;
    while let Some((Event::Start(Tag::HtmlBlock), _)) = events.get(at) {
        let inside = events.get(at + 1..)?;
        let is_end = |(e, _): &(Event, _)| matches!(e, Event::End(TagEnd::HtmlBlock));
        let count = inside.iter().position(is_end)?;
        let texts = inside[..count].iter().filter_map(|(e, _)| event_text(e));
        let html: String = texts.collect();
        if !html.trim().starts_with("<!--") || !html.trim().ends_with("-->") {
            return None;
        }
        at += count + 2;
    }
    Some(at)
}

fn event_text<'a>(event: &'a Event) -> Option<&'a str> {
    match event {
        Event::Html(text) | Event::Text(text) | Event::Code(text) => Some(text),
        Event::InlineMath(text) | Event::DisplayMath(text) => Some(text),
        Event::SoftBreak | Event::HardBreak => Some(" "),
        _ => None,
    }
}

/// A substring test, not a parser: a false match only moves the headings one level down.
fn contains_h1(html: &str) -> bool {
    let mut starts = html.as_bytes().windows(3);
    starts.any(|start| start.eq_ignore_ascii_case(b"<h1"))
}

/// The text of some inline events, with the marks of [`super::plain_text`]; if there is none, the alternative text of
/// the images.
pub(super) fn marked_text(events: &[(Event, Range<usize>)]) -> String {
    let (mut text, mut alt, mut images, mut is_name) = (String::new(), String::new(), 0, false);
    for (event, _) in events {
        match event {
            Event::Start(Tag::Image { .. }) => {
                images += 1;
                text.push_str(GAP);
            }
            Event::End(TagEnd::Image) => images -= 1,
            Event::FootnoteReference(_) => text.push_str(GAP),
            Event::Start(Tag::Link { link_type, .. }) => {
                is_name = matches!(link_type, LinkType::WikiLink { has_pothole: false });
                text.push_str(if is_name { NAME_MARK } else { "" });
            }
            Event::End(TagEnd::Link) if std::mem::take(&mut is_name) => text.push_str(NAME_MARK),
            _ if images > 0 => alt.extend(event_text(event)),
            _ => text.extend(event_text(event)),
        }
    }
    if is_blank(&text) { alt } else { text }
}

/// The links and pictures among these inline events, also of raw HTML, each with what is in it.
pub(super) fn links_and_pictures(
    events: &[(Event, Range<usize>)],
    inside: Range<usize>,
) -> Vec<Range<usize>> {
    let begins = |html: &str, tag: &str| {
        let start = html.get(..tag.len());
        let next = html.as_bytes().get(tag.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(tag))
            && next.is_some_and(|next| !next.is_ascii_alphanumeric())
    };
    let mut found = vec![];
    let mut at = inside.start;
    while at < inside.end {
        let mut depth = 0;
        let ends = |(event, _): &(Event, _)| {
            match event {
                Event::Start(_) => depth += 1,
                Event::End(_) => depth -= 1,
                _ => {}
            }
            depth == 0
        };
        let is_end_of_link = |(event, _): &(Event, _)| matches!(event, Event::InlineHtml(html) if begins(html, "</a"));
        let rest = &events[at..inside.end];
        let last = match &events[at].0 {
            Event::Start(Tag::Link { .. } | Tag::Image { .. }) => rest.iter().position(ends),
            Event::InlineHtml(html) if begins(html, "<img") => Some(0),
            Event::InlineHtml(html) if begins(html, "<a") => rest.iter().position(is_end_of_link),
            _ => None,
        };
        let end = last.map_or(at, |last| at + last + 1);
        if end > at {
            found.push(at..end);
        }
        at = end.max(at + 1);
    }
    found
}

/// A brace group at the end of a heading, with the white space before it, that the parser took for attributes although
/// it has neither id nor class: `GET /users/{id}`. GitHub shows it, so it is text.
pub(super) fn trailing_braces<'t>(
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
