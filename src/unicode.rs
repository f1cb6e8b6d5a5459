//! Names that look the same are the same: normal form and case folding, with a short way for ASCII, which most names are.

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
pub fn fold(text: &str) -> String {
    match text.is_ascii() {
        true => text.to_ascii_lowercase(),
        false => caseless::default_case_fold_str(&nfc(text)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_look_the_same_are_the_same() {
        assert_eq!(nfc("cafe\u{301}"), "café");
        assert_eq!(fold("Cafe\u{301} STRASSE"), fold("CAFÉ straße"));
        assert_eq!(fold("ASCII"), "ascii");
    }
}
