//! `==marked text==`, as Obsidian writes it.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, LinkType, Tag, TagEnd};

use super::autolink::web_addresses;
use super::shielded_text::Events;

const MARK: &str = "==";

/// The events with `<mark>` around marked text. It begins and ends in one element, at a blank or punctuation. The tag is
/// [`Tag::Superscript`], which the parser never gives.
pub(super) fn find<'a>(text: &str, events: Events<'a>) -> Events<'a> {
    let has_mark = |(event, _): &(Event, Range<usize>)| matches!(event, Event::Text(text) if text.contains(MARK));
    if !events.iter().any(has_mark) {
        return events;
    }
    let mut out: Events = Vec::with_capacity(events.len() + 8);
    // For each open element, where in `out` a mark that is not closed yet stands.
    let mut openings: Vec<Option<usize>> = vec![None];
    let mut verbatim = 0;
    for (event, span) in events {
        match &event {
            Event::Start(tag) => {
                verbatim += usize::from(is_verbatim(tag) || verbatim > 0);
                openings.push(None);
            }
            Event::End(_) => {
                verbatim = verbatim.saturating_sub(1);
                openings.pop();
            }
            Event::Text(words) if verbatim == 0 && words.contains(MARK) => {
                let opening = openings.last_mut();
                split(text, words, span, opening, &mut out);
                continue;
            }
            _ => {}
        }
        out.push((event, span));
    }
    out
}

/// True for what has no marks in it: code, raw HTML, pictures, and the ids of wikilinks.
fn is_verbatim(tag: &Tag) -> bool {
    matches!(
        tag,
        Tag::CodeBlock(_)
            | Tag::HtmlBlock
            | Tag::Image { .. }
            | Tag::Link {
                link_type: LinkType::WikiLink { .. },
                ..
            }
    )
}

/// Writes a text as the parts between its marks.
fn split<'a>(
    text: &str,
    words: &str,
    span: Range<usize>,
    opening: Option<&mut Option<usize>>,
    out: &mut Events<'a>,
) {
    let Some(opening) = opening else { return };
    // Where a comment is left out, a part has the place of the whole.
    let is_as_written = words.len() == span.len();
    let part = |range: Range<usize>| {
        let source = match is_as_written {
            true => span.start + range.start..span.start + range.end,
            false => span.clone(),
        };
        (Event::Text(CowStr::from(words[range].to_owned())), source)
    };
    let addresses: Vec<Range<usize>> = web_addresses(words).collect();
    let in_address = |at: usize| {
        let next = addresses.partition_point(|address| address.end <= at);
        addresses
            .get(next)
            .is_some_and(|address| address.start < at)
    };
    let mut behind = 0;
    for (at, _) in words.match_indices(MARK) {
        let end = at + MARK.len();
        let before = match at {
            0 => text[..span.start].chars().next_back(),
            _ => words[..at].chars().next_back(),
        };
        let after = words[end..].chars().next();
        let is_wordy = |c: char| c.is_alphanumeric() || matches!(c, '=' | '\\');
        // At the end of a text, markup may follow: `==**a**==`.
        let opens =
            !before.is_some_and(is_wordy) && !after.is_some_and(|c| c.is_whitespace() || c == '=');
        let closes =
            !before.is_some_and(|c| c.is_whitespace() || c == '=') && !after.is_some_and(is_wordy);
        let place =
            |opening: usize, out: &mut Events| out[opening].0 = Event::Start(Tag::Superscript);
        match *opening {
            Some(start) if closes => {
                out.push(part(behind..at));
                place(start, out);
                out.push((Event::End(TagEnd::Superscript), part(at..end).1));
                *opening = None;
            }
            _ if opens && !in_address(at) => {
                out.push(part(behind..at));
                *opening = Some(out.len());
                out.push(part(at..end));
            }
            _ => continue,
        }
        behind = end;
    }
    out.push(part(behind..words.len()));
}
