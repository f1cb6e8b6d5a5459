//! The line that is shown with a finding. It is copied when the finding is located, so that printing needs no file.

use std::ops::Range;

use crate::text::floor_boundary;

/// The longest line that is shown whole; a longer one is cut after the finding.
const MAX_LINE_BYTES: usize = 400;
/// A line that starts further before the finding is not shown: it was not written by hand.
const MAX_BYTES_BEFORE: usize = 2_000;

/// What is shown of a file's text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Quote {
    /// There is no text, or it is not to be shown.
    #[default]
    None,
    /// The line starts too far before the finding.
    TooLong,
    /// The line in which a finding starts, and the bytes of it that the finding concerns.
    Line(String, Range<usize>),
}

impl Quote {
    /// The quote for a byte range of a text.
    pub fn from_text(text: &str, (start, end): (usize, usize)) -> Self {
        let near = floor_boundary(text, start.saturating_sub(MAX_BYTES_BEFORE));
        let from = match text[near..start].rfind('\n') {
            Some(i) => near + i + 1,
            None if near == 0 => 0,
            None => return Quote::TooLong,
        };
        let far = floor_boundary(text, start.saturating_add(MAX_LINE_BYTES));
        let to = text[start..far].find('\n').map_or(far, |i| start + i);
        let line = text[from..to].trim_end_matches('\r');
        let (start, end) = ((start - from).min(line.len()), (end - from).min(line.len()));
        if line.len() <= MAX_LINE_BYTES {
            return Quote::Line(line.to_owned(), start..end.max(start));
        }
        // Cut at the end only, so that the column of the snippet is that of the file.
        let cut = floor_boundary(line, (end + 40).max(MAX_LINE_BYTES));
        Quote::Line(line[..cut].to_owned(), start..end.min(cut).max(start))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The line that is shown for a part of a text, and what is marked in it.
    fn shown(text: &str, part: &str) -> Option<(String, String)> {
        let start = text.find(part).expect("it is there");
        match Quote::from_text(text, (start, start + part.len())) {
            Quote::Line(line, span) => Some((line.clone(), line[span].to_owned())),
            Quote::TooLong | Quote::None => None,
        }
    }

    #[test]
    fn the_line_is_shown_and_the_part_is_marked_in_it() {
        let pair = |line: &str, part: &str| Some((line.to_owned(), part.to_owned()));
        let text = "first\r\nsecond – one\nthird";
        assert_eq!(shown(text, "first"), pair("first", "first"));
        assert_eq!(shown(text, "one"), pair("second – one", "one"));
        assert_eq!(shown(text, "third"), pair("third", "third"));
        // A part that continues on the next line.
        assert_eq!(shown(text, "one\nth"), pair("second – one", "one"));
        assert_eq!(
            Quote::from_text("", (0, 0)),
            Quote::Line(String::new(), 0..0)
        );
    }

    #[test]
    fn a_long_line_is_cut_at_its_end() {
        let line = |before: usize, part: usize, after: usize| {
            ["ä".repeat(before), "x".repeat(part), "ö".repeat(after)].concat()
        };
        let whole = |text: &str| shown(text, "x").map(|(line, _)| line == text);
        assert_eq!(whole(&line(100, 1, 99)), Some(true), "399 bytes");
        assert_eq!(whole(&line(100, 2, 99)), Some(true), "400 bytes");
        assert_eq!(whole(&line(100, 1, 100)), Some(false), "401 bytes");
        let lengths = |before, part, after| {
            let text = line(before, part, after);
            let start = before * "ä".len();
            match Quote::from_text(&text, (start, start + part)) {
                Quote::Line(line, span) => Some((line.len(), span)),
                Quote::TooLong | Quote::None => None,
            }
        };
        // At least 400 bytes, and 40 bytes after the part, but at most 400 bytes of the part.
        assert_eq!(lengths(0, 10, 400), Some((400, 0..10)));
        assert_eq!(lengths(50, 10, 400), Some((400, 100..110)));
        assert_eq!(lengths(200, 10, 400), Some((450, 400..410)));
        assert_eq!(lengths(200, 900, 0), Some((800, 400..800)));
        assert_eq!(lengths(1_000, 1, 0), Some((2_001, 2_000..2_001)));
        assert_eq!(lengths(1_001, 1, 0), None);
    }
}
