//! Brackets around wikilinks and embeds, which the parser pairs wrongly: behind each of them it takes one bracket more for
//! open than there is. So it reads words in their place.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, LinkType, Tag, TagEnd};

/// What stands in the brackets of a text.
#[derive(Default)]
pub(super) struct Bracketed {
    /// Brackets that are text, and marks of wikilinks in the text of a picture, with what is shown of them.
    pub marks: Vec<(Range<usize>, &'static str)>,
    /// `![[name]]` and `![[name|text]]`.
    pub embeds: Vec<Range<usize>>,
}

impl Bracketed {
    /// Looks through a block of text. Brackets at `is_other` are code or HTML.
    pub fn find(&mut self, text: &str, block: &Range<usize>, is_other: impl Fn(usize) -> bool) {
        // The open brackets, and whether each begins a picture; the wikilinks.
        let (mut open, mut wikilinks): (Vec<(usize, bool)>, Vec<Range<usize>>) = (vec![], vec![]);
        // The parser begins a block behind the mark of an escape.
        let is_escaped = text[..block.start].ends_with('\\');
        let escaped = text[block.clone()].chars().next().filter(|_| is_escaped);
        let mut at = block.start + escaped.map_or(0, char::len_utf8);
        let mut behind = at;
        while let Some(next) = text[at..block.end].find(['[', ']', '\\']) {
            at += next;
            let is_image = text[behind..at].ends_with('!');
            if is_other(at) {
                at += 1;
            } else if text[at..].starts_with('\\') {
                at += 1 + text[at + 1..].chars().next().map_or(0, char::len_utf8);
                at = at.min(block.end);
                behind = at;
            } else if let Some(end) = wikilink_end(&text[..block.end], at) {
                let address = address_behind(text, end);
                match address {
                    _ if is_image => self.embeds.extend(embed(text, at - 1..end)),
                    None if text[at + 2..end - 2].trim().is_empty() => self.add_text(text, at..end),
                    None => wikilinks.push(at..end),
                    Some(_) => self.add_text(text, at + 1..end - 1),
                }
                at = address.unwrap_or(end);
            } else if text[at..].starts_with('[') {
                open.push((at, is_image));
                at += 1;
            } else {
                let address = address_behind(text, at + 1);
                match open.pop() {
                    Some((start, true)) if text[at + 1..].starts_with(['(', '[']) => {
                        while let Some(inside) = wikilinks.pop_if(|inside| inside.start > start) {
                            self.add_marks(text, inside);
                        }
                    }
                    Some((start, false)) if is_around(text, start..at) && address.is_some() => {
                        self.add_text(text, start + 1..at);
                    }
                    _ => {}
                }
                at = address.unwrap_or(at + 1);
            }
        }
    }

    /// The brackets in this range are text.
    fn add_text(&mut self, text: &str, range: Range<usize>) {
        // Those of an inner one are found already, and twice would make the cost quadratic.
        if self
            .marks
            .last()
            .is_some_and(|(last, _)| last.start >= range.start)
        {
            return;
        }
        for (at, bracket) in text[range.clone()].match_indices(['[', ']']) {
            let at = range.start + at;
            self.marks
                .push((at..at + 1, if bracket == "[" { "[" } else { "]" }));
        }
    }

    /// Of a wikilink in the text of a picture only its text is shown.
    fn add_marks(&mut self, text: &str, wikilink: Range<usize>) {
        let bar = text[wikilink.clone()].find('|');
        let start = bar.map_or(wikilink.start + 2, |bar| wikilink.start + bar + 1);
        self.marks.push((wikilink.start..start, ""));
        self.marks.push((wikilink.end - 2..wikilink.end, ""));
    }
}

/// Where the wikilink ends whose brackets begin here, without others in it.
fn wikilink_end(text: &str, at: usize) -> Option<usize> {
    let inside = text[at..].strip_prefix("[[")?;
    let length = inside.find(['[', ']'])?;
    let is_wikilink = length > 0 && inside[length..].starts_with("]]");
    is_wikilink.then_some(at + "[[]]".len() + length)
}

/// True for `[[3] and [4]`, which the parser takes for a wikilink if a bracket follows.
fn is_around(text: &str, range: Range<usize>) -> bool {
    text[range.clone()].starts_with("[[") && text[range].ends_with(']')
}

/// The range of an embed, unless its text has marks of its own.
fn embed(text: &str, range: Range<usize>) -> Option<Range<usize>> {
    let (name, shown) = parts(&text[range.clone()]);
    let is_plain = !name.contains(['`', '<', '\n'])
        && !shown.is_some_and(|shown| shown.contains(|c| "*_`<~&\\$=^\n".contains(c)));
    is_plain.then_some(range)
}

/// The name and the text of an embed.
fn parts(embed: &str) -> (&str, Option<&str>) {
    let inside = embed.get("![[".len()..embed.len() - "]]".len());
    let inside = inside.unwrap_or_default();
    match inside.split_once('|') {
        Some((name, shown)) => (name, Some(shown)),
        None => (inside, None),
    }
}

/// The events of the embed in this range of a text.
pub(super) fn embed_events(
    text: &str,
    range: &Range<usize>,
) -> [(Event<'static>, Range<usize>); 3] {
    let (name, shown) = parts(&text[range.clone()]);
    let tag = Tag::Image {
        link_type: LinkType::WikiLink {
            has_pothole: shown.is_some(),
        },
        dest_url: CowStr::from(name.to_owned()),
        title: "".into(),
        id: "".into(),
    };
    let shown = shown.unwrap_or(name);
    let end = range.end - "]]".len();
    [
        (Event::Start(tag), range.clone()),
        (
            Event::Text(CowStr::from(shown.to_owned())),
            end - shown.len()..end,
        ),
        (Event::End(TagEnd::Image), range.clone()),
    ]
}

/// The byte after the address in the parentheses that begin here. `None` if it has a blank.
fn address_behind(text: &str, at: usize) -> Option<usize> {
    let address = text.get(at..)?.strip_prefix('(')?.trim_start();
    let length = address.find(|c: char| c.is_whitespace() || "()<".contains(c))?;
    let behind = address[length..].trim_start().strip_prefix(')')?;
    Some(text.len() - behind.len())
}
