//! Text that runs against its page: from right to left on a page from left to right, or the reverse.

use std::ops::Range;

use pulldown_cmark::Event;

/// In how many events of a block its first letter is looked for: nested blocks would make the cost quadratic.
const MAX_EVENTS: usize = 100;

/// True for a letter of Hebrew, Arabic and the other scripts that run from right to left.
fn runs_from_right(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
        && c.is_alphabetic()
}

/// The attribute of a block with this text, if its first letter runs against a page whose text runs `from_right` or not.
pub(super) fn attribute(text: &str, from_right: bool) -> &'static str {
    attribute_of(std::iter::once(text), from_right)
}

/// The attribute of a block that begins with these events.
pub(super) fn attribute_of_block(
    events: &[(Event, Range<usize>)],
    from_right: bool,
) -> &'static str {
    let texts = events
        .iter()
        .take(MAX_EVENTS)
        .filter_map(|(event, _)| match event {
            Event::Text(text) => Some(&**text),
            _ => None,
        });
    attribute_of(texts, from_right)
}

fn attribute_of<'t>(mut texts: impl Iterator<Item = &'t str>, from_right: bool) -> &'static str {
    let first = texts.find_map(|text| text.chars().find(|c| c.is_alphabetic()));
    match first.is_some_and(|c| runs_from_right(c) != from_right) {
        true => " dir=\"auto\"",
        false => "",
    }
}

/// False if every block of a text runs as its page does.
pub(super) fn may_run_against(text: &str, from_right: bool) -> bool {
    from_right || text.bytes().any(may_begin_letter) && text.chars().any(runs_from_right)
}

/// True for the first byte of every letter that [`runs_from_right`]: most texts have none, whatever quotes they use.
fn may_begin_letter(byte: u8) -> bool {
    matches!(byte, 0xd6..=0xe0 | 0xef..)
}
