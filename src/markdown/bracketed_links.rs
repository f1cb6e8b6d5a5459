//! Restores links such as `[[1]](#notes)`, whose text is in brackets: the parser reads `[[1]]` as a wikilink. And links around
//! an embed (`[![[wall.png]]](b.md)`) and pictures around a wikilink, whose brackets the parser pairs wrongly.
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

/// A bracket that is text, and may begin a link or a picture.
struct OpenBracket {
    /// Its event.
    at: usize,
    depth: usize,
    is_image: bool,
}

/// Gives a link its embed back, which the parser takes for the beginning of a picture with the link's address, and a picture
/// whose alternative text has a wikilink its brackets, which the parser takes for text.
pub(super) fn restore_outer_links<'a>(events: Events<'a>, text: &'a str) -> Events<'a> {
    if !text.contains("[[") || !text.contains("](") && !text.contains("][") {
        return events;
    }
    let mut restored: Events = Vec::with_capacity(events.len());
    let (mut open, mut depth): (Vec<OpenBracket>, usize) = (vec![], 0);
    // The last wikilink, the byte after the last restored picture, and the links whose embeds were restored.
    let (mut wikilink, mut behind) = (0, 0);
    let mut around: Vec<(usize, Tag)> = vec![];
    let mut embedded = 0..0;
    for (event, span) in events {
        match event {
            // Of a link with a reference, the parser also gave the text of the embed.
            _ if embedded.start <= span.start && span.end <= embedded.end => {}
            // The parser also gave the address as text.
            Event::Text(_) if span.start < behind => {
                if let Some(rest) = text.get(behind..span.end).filter(|rest| !rest.is_empty()) {
                    restored.push((Event::Text(rest.into()), behind..span.end));
                }
            }
            Event::Text(mark) if matches!(&*mark, "[" | "![") => {
                let is_escaped = text[..span.start].ends_with('\\');
                open.extend((!is_escaped).then_some(OpenBracket {
                    at: restored.len(),
                    depth,
                    is_image: mark.len() > 1,
                }));
                restored.push((Event::Text(mark), span));
            }
            Event::Text(mark) if &*mark == "]" => {
                let opening = open.pop_if(|opening| opening.depth == depth);
                let opening = opening.filter(|opening| opening.is_image && opening.at < wikilink);
                let whole = opening.and_then(|o| Some((o, address_behind(text, span.end)?)));
                match whole {
                    Some((opening, (address, end))) => {
                        let start = &mut restored[opening.at];
                        let tag = picture(LinkType::Inline, address);
                        *start = (Event::Start(tag), start.1.start..end);
                        restored.push((Event::End(TagEnd::Image), span.start..end));
                        behind = end;
                    }
                    None => restored.push((Event::Text(mark), span)),
                }
            }
            Event::Start(Tag::Image {
                link_type,
                dest_url,
                title,
                id,
            }) if !matches!(link_type, LinkType::WikiLink { .. })
                && embed(text, &span).is_some() =>
            {
                let (name, shown, range) = embed(text, &span).unwrap_or_default();
                around.push((
                    depth,
                    Tag::Link {
                        link_type,
                        dest_url,
                        title,
                        id,
                    },
                ));
                depth += 1;
                let has_pothole = name != shown;
                let tag = picture(LinkType::WikiLink { has_pothole }, name.into());
                restored.push((Event::Start(tag), range.clone()));
                let shown_at = range.end - 2 - shown.len()..range.end - 2;
                restored.push((Event::Text(shown.into()), shown_at));
                restored.push((Event::End(TagEnd::Image), range.clone()));
                embedded = range;
            }
            Event::End(TagEnd::Image) if around.last().is_some_and(|(at, _)| *at + 1 == depth) => {
                depth -= 1;
                open.truncate(open.partition_point(|opening| opening.depth <= depth));
                let (_, tag) = around.pop().expect("there is a last one");
                match open.pop_if(|opening| opening.depth == depth && !opening.is_image) {
                    Some(opening) => {
                        let start = &mut restored[opening.at];
                        *start = (Event::Start(tag), start.1.start..span.end);
                        restored.push((Event::End(TagEnd::Link), span));
                    }
                    None => {
                        let from = restored.last().map_or(span.start, |(_, last)| last.end);
                        let rest = text.get(from..span.end).unwrap_or_default();
                        restored.push((Event::Text(rest.into()), from..span.end));
                    }
                }
            }
            event => {
                match &event {
                    Event::Start(tag) => {
                        depth += 1;
                        if let Tag::Link {
                            link_type: LinkType::WikiLink { .. },
                            ..
                        }
                        | Tag::Image {
                            link_type: LinkType::WikiLink { .. },
                            ..
                        } = tag
                        {
                            wikilink = restored.len();
                        }
                    }
                    Event::End(_) => {
                        depth -= 1;
                        open.truncate(open.partition_point(|opening| opening.depth <= depth));
                    }
                    _ => {}
                }
                restored.push((event, span));
            }
        }
    }
    restored
}

/// The name, the text and the range of the embed with which a picture of the parser begins.
fn embed<'a>(text: &'a str, span: &Range<usize>) -> Option<(&'a str, &'a str, Range<usize>)> {
    let inside = text.get(span.clone())?.strip_prefix("![[")?;
    let (inside, end) = inside.split_at(inside.find(['[', ']'])?);
    let (name, shown) = inside.split_once('|').unwrap_or((inside, inside));
    let length = "![[]]".len() + inside.len();
    end.starts_with("]]")
        .then(|| (name, shown, span.start..span.start + length))
}

/// The address in the parentheses directly after the brackets, and the byte after them. `None` if it has a blank.
fn address_after<'a>(text: &'a str, span: &Range<usize>) -> Option<(CowStr<'a>, usize)> {
    let end = super::link::link_end(LinkType::WikiLink { has_pothole: false }, text, span);
    address_behind(text, end)
}

/// As [`address_after`], after the bracket that ends at this byte.
fn address_behind(text: &str, end: usize) -> Option<(CowStr<'_>, usize)> {
    let address = text.get(end..)?.strip_prefix('(')?.trim_start();
    let length = address.find(|c: char| c.is_whitespace() || "()<".contains(c))?;
    let behind = address[length..].trim_start().strip_prefix(')')?;
    Some((address[..length].into(), text.len() - behind.len()))
}

fn picture(link_type: LinkType, dest_url: CowStr) -> Tag {
    Tag::Image {
        link_type,
        dest_url,
        title: "".into(),
        id: "".into(),
    }
}
