//! A text as its links are read, and as its readers see it: without marks of Markdown, tags, comments and the addresses of
//! links, which cut a value that is shown whole.
//!
//! Not a parser: what it takes away besides can only join what a reader sees apart.

use std::borrow::Cow;
use std::ops::Range;

use crate::text::{DecodedText, floor_boundary};

/// The first bytes of marks and of characters that are not seen.
const MARKS: &[u8] = b"*_`~=[]<\xc2\xe2\xef";
/// The most bytes of a tag, a comment or the address of a link.
const MAX_PART: usize = 1_000;
/// What stands for a part of a value in an address.
const IN_ADDRESSES: [(&str, &str); 5] = [
    ("%20", " "),
    ("%2B", "+"),
    ("%2D", "-"),
    ("%2E", "."),
    ("%40", "@"),
];

/// The text with references decoded, as it stands in the addresses of links and in attributes, and the text as it is seen;
/// without those that are the text as it is written.
pub(super) fn views(text: &str) -> impl Iterator<Item = DecodedText<'_>> {
    let decoded = DecodedText::of(text).with_replaced(b"%", |text, at| {
        let code = text.get(at..at + "%40".len())?;
        let (_, sign) = IN_ADDRESSES
            .iter()
            .find(|(written, _)| written.eq_ignore_ascii_case(code))?;
        Some((at + code.len(), Cow::Borrowed(*sign)))
    });
    let views = [decoded, as_seen(text)].into_iter();
    views.filter(move |view| view.text != text)
}

/// The text as its readers see it.
pub fn as_seen(text: &str) -> DecodedText<'_> {
    DecodedText::of(text).with_replaced(MARKS, |text, at| {
        let length = mark_length(text, at);
        (length > 0).then_some((at + length, Cow::Borrowed("")))
    })
}

/// The range of the original in which a range of the view is written.
pub fn range_in_original(view: &DecodedText, text: &str, range: Range<usize>) -> Range<usize> {
    let last = view.text[range.clone()].chars().next_back();
    let at = view.place(range.end - last.map_or(0, char::len_utf8));
    let end = match last {
        Some(last) if text[at..].starts_with(last) => at + last.len_utf8(),
        _ => view.place(range.end),
    };
    view.place(range.start)..end
}

/// The bytes of the mark that begins here; 0 if none does.
pub(super) fn mark_length(text: &str, at: usize) -> usize {
    let rest = &text[at..];
    let part = &rest[..floor_boundary(rest, MAX_PART)];
    let through = |end: &str| part.find(end).map(|at| at + end.len());
    match rest.as_bytes() {
        [b'*' | b'`' | b'~', ..] => 1,
        [b'=', b'=', ..] => 2,
        [b'_', ..] => {
            let is_inside = text[..at].ends_with(char::is_alphanumeric)
                && rest[1..].starts_with(char::is_alphanumeric);
            usize::from(!is_inside)
        }
        [b'[', b'^', ..] => through("]").unwrap_or(1),
        [b']', b'(', ..] => through(")").unwrap_or(1),
        [b'[' | b']', ..] => 1,
        // A soft hyphen, and what has no width.
        [0xc2, 0xad, ..] => 2,
        [0xe2, 0x80, 0x8b..=0x8f, ..] | [0xe2, 0x81, 0xa0, ..] | [0xef, 0xbb, 0xbf, ..] => 3,
        [b'<', b'!', b'-', b'-', ..] => through("-->").unwrap_or(0),
        [b'<', inside @ ..] => {
            let name = inside.strip_prefix(b"/").unwrap_or(inside);
            let behind = name
                .iter()
                .find(|b| !b.is_ascii_alphanumeric() && **b != b'-');
            let is_tag = name.first().is_some_and(u8::is_ascii_alphabetic)
                && behind.is_some_and(|b| matches!(b, b'>' | b'/') || b.is_ascii_whitespace());
            through(">").filter(|_| is_tag).unwrap_or(0)
        }
        _ => 0,
    }
}
