//! Compares names: Unicode normal form, case folding and the nearest name, with a fast path for ASCII.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

/// The text in NFC.
pub fn nfc(text: &str) -> Cow<'_, str> {
    match text.is_ascii() {
        true => Cow::Borrowed(text),
        false => Cow::Owned(text.nfc().collect()),
    }
}

/// The text in NFC with its case folded.
pub fn fold_case(text: &str) -> String {
    match text.is_ascii() {
        true => text.to_ascii_lowercase(),
        false => caseless::default_case_fold_str(&nfc(text)),
    }
}

/// The last character boundary at or before byte `index`.
pub fn floor_boundary(text: &str, index: usize) -> usize {
    let mut index = index.min(text.len());
    while !text.is_char_boundary(index) {
        index -= 1;
    }
    index
}

/// The longest name, in bytes, that is compared with others.
const MAX_NAME_BYTES: usize = 512;

/// The name that was probably meant: the nearest one, if at most one letter and a quarter of the letters differ. The
/// search costs the product of the lengths, so a very long name has none.
pub fn nearest_name<'a>(wrong: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    if wrong.len() > MAX_NAME_BYTES {
        return None;
    }
    let limit = 1 + wrong.chars().count() / 4;
    names
        .filter(|name| name.len() <= MAX_NAME_BYTES)
        .map(|name| (strsim::osa_distance(wrong, name), name))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_look_the_same_are_the_same() {
        assert_eq!(nfc("cafe\u{301}"), "café");
        assert_eq!(fold_case("Cafe\u{301} STRASSE"), fold_case("CAFÉ straße"));
        assert_eq!(fold_case("ASCII"), "ascii");
    }
}
