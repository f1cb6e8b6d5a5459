//! Texts of a body without their markup: headings, the summary and the title.
//!
//! They are gathered with marks around the id of each wikilink, in whose place the page shows the title of its target,
//! and where a picture or the number of a footnote is left out.

use std::ops::Range;

/// Stands before and after the id of a wikilink. No text has this character: HTML does not allow it.
pub(super) const NAME_MARK: &str = "\0";
/// Stands where something is left out.
pub(super) const GAP: &str = "\0\0";

/// A wikilink in a text of a [`super::Body`].
#[derive(Clone, Debug, PartialEq)]
pub struct NameInText {
    pub text: PlainText,
    /// Its bytes in that text.
    pub range: Range<usize>,
}

/// A text of a [`super::Body`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlainText {
    H1,
    Summary,
    /// By its place among the headings.
    Heading(usize),
}

/// True if nothing but marks and blanks was gathered.
pub(super) fn is_blank(marked: &str) -> bool {
    marked.chars().all(|c| c.is_whitespace() || c == '\0')
}

/// The text on one line without its marks, and the ranges of the ids in it. No blank is left before a full stop where
/// something was left out.
pub(super) fn without_marks(marked: &str) -> (String, Vec<Range<usize>>) {
    let collapsed = collapse_whitespace(marked);
    if !collapsed.contains(NAME_MARK) {
        return (collapsed, Vec::new());
    }
    let (mut text, mut names, mut follows_gap) = (String::new(), Vec::new(), false);
    for (i, part) in collapsed.split(NAME_MARK).enumerate() {
        let mut part = part;
        if i % 2 == 1 {
            follows_gap |= part.is_empty();
            if !part.is_empty() {
                names.push(text.len()..text.len() + part.len());
            }
        } else if std::mem::take(&mut follows_gap) && text.ends_with(' ') || text.is_empty() {
            part = part.trim_start();
            if part.is_empty() || part.starts_with(['.', ',', ';', ':', '!', '?', ')', '…']) {
                text.truncate(text.trim_end().len());
            }
        }
        text.push_str(part);
    }
    text.truncate(text.trim_end().len());
    (text, names)
}

/// The text on one line, each run of blanks as one.
pub(super) fn collapse_whitespace(text: &str) -> String {
    let bytes = text.as_bytes();
    let is_blank = |b: &u8| *b <= b' ';
    let is_collapsed = bytes.is_ascii()
        && !bytes.iter().any(|b| is_blank(b) && *b != b' ')
        && !bytes.first().is_some_and(is_blank)
        && !bytes.last().is_some_and(is_blank)
        && memchr::memmem::find(bytes, b"  ").is_none();
    if is_collapsed {
        return text.to_owned();
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A text with what `shown` gives in place of the names at these ranges, which are in order.
pub(super) fn with_names<'a>(
    text: &str,
    names: impl Iterator<Item = &'a Range<usize>>,
    shown: impl Fn(&str) -> Option<String>,
) -> String {
    let (mut filled, mut behind) = (String::with_capacity(text.len()), 0);
    for range in names {
        let Some(name) = text.get(range.clone()).filter(|_| range.start >= behind) else {
            continue;
        };
        filled.push_str(&text[behind..range.start]);
        filled.push_str(shown(name).as_deref().unwrap_or(name));
        behind = range.end;
    }
    filled.push_str(&text[behind..]);
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_blank_is_left_where_something_was_left_out() {
        for (marked, expected) in [
            ("a \0\0.", "a."),
            ("a\0\0 b", "a b"),
            ("a \0\0 b", "a b"),
            ("\0\0 a \0\0", "a"),
            ("a \0b\0 c \0\0, d", "a b c, d"),
            ("a \0\0\0\0.", "a."),
            ("a . b \0\0(c)", "a . b (c)"),
        ] {
            assert_eq!(without_marks(marked).0, expected, "{marked:?}");
        }
        assert_eq!(without_marks(" \0ana\0  and \0bo\0").1, [0..3, 8..10]);
    }
}
