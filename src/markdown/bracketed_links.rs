//! `[[1]](#notes)` is a link whose text is in brackets, not a wikilink: the parser does not look behind the brackets.
//!
//! Works on the events, so that code and escapes have already been told apart from links.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, LinkType, Tag};

type Events<'a> = Vec<(Event<'a>, Range<usize>)>;

/// Turns such wikilinks into the inline links they are.
pub(super) fn restore_bracketed_links<'a>(events: Events<'a>, text: &'a str) -> Events<'a> {
    if !text.contains("]](") {
        return events;
    }
    let mut mended: Events = Vec::with_capacity(events.len() + 4);
    // Where the text goes on behind the last mended link.
    let mut behind = 0;
    let mut closing: Option<Range<usize>> = None;
    for (event, span) in events {
        match event {
            Event::Start(Tag::Link {
                link_type: LinkType::WikiLink { .. },
                ..
            }) => match address_after(text, &span) {
                None => mended.push((event, span)),
                Some((address, end)) => {
                    let (title, id) = ("".into(), "".into());
                    let tag = Tag::Link {
                        link_type: LinkType::Inline,
                        dest_url: address,
                        title,
                        id,
                    };
                    mended.push((Event::Start(tag), span.start..end));
                    mended.push((Event::Text("[".into()), span.start..span.start + 1));
                    closing = Some(end - 1..end);
                    behind = end;
                }
            },
            Event::End(end @ pulldown_cmark::TagEnd::Link) => {
                if let Some(bracket) = closing.take() {
                    mended.push((Event::Text("]".into()), bracket));
                }
                mended.push((Event::End(end), span));
            }
            // The address itself was read as text.
            Event::Text(_) if closing.is_none() && span.start < behind => {
                if let Some(rest) = text.get(behind..span.end).filter(|rest| !rest.is_empty()) {
                    mended.push((Event::Text(rest.into()), behind..span.end));
                }
            }
            other => mended.push((other, span)),
        }
    }
    mended
}

/// The address in the parentheses directly behind the brackets, and where they end.
fn address_after<'a>(text: &'a str, span: &Range<usize>) -> Option<(CowStr<'a>, usize)> {
    let end = super::link::link_end(LinkType::WikiLink { has_pothole: false }, text, span);
    let rest = text.get(end..)?.strip_prefix('(')?;
    let close = rest.find(')')?;
    let address = rest[..close].trim();
    let plain = !address.contains(char::is_whitespace) && !address.contains(['(', '<']);
    plain.then(|| (address.into(), end + 1 + close + 1))
}
