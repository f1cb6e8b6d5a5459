//! Text that runs from right to left, on a page of another direction.

use std::ops::Range;

use pulldown_cmark::Event;

/// True for a letter of Hebrew, Arabic and the other scripts that run from right to left.
fn runs_from_right(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
        && c.is_alphabetic()
}

pub(super) fn has_text_from_right(text: &str) -> bool {
    !text.is_ascii() && text.chars().any(runs_from_right)
}

/// True if the first letter of a text runs from right to left.
pub(super) fn begins_from_right(text: &str) -> bool {
    text.chars()
        .find(|c| c.is_alphabetic())
        .is_some_and(runs_from_right)
}

/// True if the first letter in these events, which begin in a block, runs from right to left.
pub(super) fn block_begins_from_right(events: &[(Event, Range<usize>)]) -> bool {
    let mut texts = events.iter().filter_map(|(event, _)| match event {
        Event::Text(text) => text.chars().find(|c| c.is_alphabetic()),
        _ => None,
    });
    texts.next().is_some_and(runs_from_right)
}
