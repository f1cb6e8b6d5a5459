//! Which part of a file a request asks for (RFC 9110, section 14): media players load a long file in parts.

use std::ops::Range;

#[derive(Debug, PartialEq, Eq)]
pub enum RequestedRange {
    /// No part, more than one, or something that is not understood: all of it is sent.
    Whole,
    Part(Range<u64>),
    /// The file ends before the part begins.
    Unsatisfiable,
}

/// Reads the header `Range` for a file of this length.
pub fn parse(header: &str, length: u64) -> RequestedRange {
    read(header, length).unwrap_or(RequestedRange::Whole)
}

fn read(header: &str, length: u64) -> Option<RequestedRange> {
    let (first, last) = header.strip_prefix("bytes=")?.split_once('-')?;
    let number = |text: &str| {
        let is_number = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        is_number.then(|| text.parse().unwrap_or(u64::MAX))
    };
    let (start, end) = match (first, last) {
        ("", last) => (length.saturating_sub(number(last)?), length),
        (first, "") => (number(first)?, length),
        (first, last) => {
            let (first, last) = (number(first)?, number(last)?);
            let end = last.saturating_add(1).min(length);
            (first <= last).then_some((first, end))?
        }
    };
    Some(match start < end {
        true => RequestedRange::Part(start..end),
        false => RequestedRange::Unsatisfiable,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_part_is_understood_and_anything_else_is_the_whole_file() {
        use RequestedRange::{Part, Unsatisfiable, Whole};
        for (header, expected) in [
            ("bytes=0-0", Part(0..1)),
            ("bytes=2-5", Part(2..6)),
            ("bytes=2-", Part(2..10)),
            ("bytes=-3", Part(7..10)),
            ("bytes=-99", Part(0..10)),
            ("bytes=9-99999999999999999999999", Part(9..10)),
            ("bytes=10-", Unsatisfiable),
            ("bytes=99999999999999999999999-", Unsatisfiable),
            ("bytes=-0", Unsatisfiable),
            ("bytes=5-2", Whole),
            ("bytes=0-1,3-4", Whole),
            ("bytes=+1-2", Whole),
            ("bytes=-", Whole),
            ("bytes=", Whole),
            ("lines=1-2", Whole),
        ] {
            assert_eq!(parse(header, 10), expected, "{header}");
        }
        assert_eq!(parse("bytes=0-", 0), Unsatisfiable);
    }
}
