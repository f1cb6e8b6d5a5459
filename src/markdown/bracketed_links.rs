//! Restores links such as `[[1]](#notes)`, whose text is in brackets: the parser reads `[[1]]` as a wikilink.
//!
//! Works on events, where code and escapes are already distinguished from links.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, LinkType, Tag, TagEnd};

use super::shielded_text::Events;

/// Turns wikilinks that are directly followed by `(address)` into inline links, and those that name nothing (`[[ ]]`) into
/// text.
pub(super) fn restore_bracketed_links<'a>(events: Events<'a>, text: &'a str) -> Events<'a> {
    if !text.contains("]](") && !text.contains("[[ ") {
        return events;
    }
    let mut restored: Events = Vec::with_capacity(events.len() + 4);
    // The byte after the last restored link.
    let mut behind = 0;
    let mut closing: Option<Range<usize>> = None;
    let mut in_empty = false;
    for (event, span) in events {
        match event {
            Event::Start(Tag::Link {
                link_type: LinkType::WikiLink { has_pothole: false },
                dest_url,
                ..
            }) if dest_url.trim().is_empty() && address_after(text, &span).is_none() => {
                restored.push((Event::Text("[[".into()), span.start..span.start + 2));
                in_empty = true;
            }
            Event::End(TagEnd::Link) if std::mem::take(&mut in_empty) => {
                restored.push((
                    Event::Text("]]".into()),
                    span.end.saturating_sub(2)..span.end,
                ));
            }
            Event::Start(Tag::Link {
                link_type: LinkType::WikiLink { .. },
                ..
            }) => match address_after(text, &span) {
                None => restored.push((event, span)),
                Some((address, end)) => {
                    let (title, id) = ("".into(), "".into());
                    let tag = Tag::Link {
                        link_type: LinkType::Inline,
                        dest_url: address,
                        title,
                        id,
                    };
                    restored.push((Event::Start(tag), span.start..end));
                    restored.push((Event::Text("[".into()), span.start..span.start + 1));
                    closing = Some(end - 1..end);
                    behind = end;
                }
            },
            Event::End(end @ TagEnd::Link) => {
                if let Some(bracket) = closing.take() {
                    restored.push((Event::Text("]".into()), bracket));
                }
                restored.push((Event::End(end), span));
            }
            // The parser also gave the address as text.
            Event::Text(_) if closing.is_none() && span.start < behind => {
                if let Some(rest) = text.get(behind..span.end).filter(|rest| !rest.is_empty()) {
                    restored.push((Event::Text(rest.into()), behind..span.end));
                }
            }
            other => restored.push((other, span)),
        }
    }
    restored
}

/// The address in the parentheses directly after the brackets, and the byte after them. `None` if it has a blank.
fn address_after<'a>(text: &'a str, span: &Range<usize>) -> Option<(CowStr<'a>, usize)> {
    let end = super::link::link_end(LinkType::WikiLink { has_pothole: false }, text, span);
    let rest = text.get(end..)?.strip_prefix('(')?;
    let close = rest.find(')')?;
    let address = rest[..close].trim();
    let plain = !address.contains(char::is_whitespace) && !address.contains(['(', '<']);
    plain.then(|| (address.into(), end + 1 + close + 1))
}
