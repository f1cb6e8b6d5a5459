//! Personal data that was found in a text, and its masked form.

use std::ops::Range;

/// Personal data in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    /// Its bytes in the text.
    pub range: Range<usize>,
    pub kind: PersonalDataKind,
    /// What may be printed of the value: `a…@….com`.
    pub masked: String,
    /// The domain of an address, which its own finding names: `@acme.com`.
    pub domain: Option<String>,
}

impl Match {
    /// What its own finding prints of it.
    pub fn shown(&self) -> String {
        match &self.domain {
            Some(domain) => format!("…{domain}"),
            None => self.masked.clone(),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PersonalDataKind {
    Email,
    Phone,
    Iban,
    Card,
    Name,
}

impl PersonalDataKind {
    /// For the start of a message.
    pub fn phrase(self) -> &'static str {
        match self {
            PersonalDataKind::Email => "an e-mail address",
            PersonalDataKind::Phone => "a telephone number",
            PersonalDataKind::Iban => "an IBAN",
            PersonalDataKind::Card => "a card number",
            PersonalDataKind::Name => "a name from the list of names",
        }
    }
}

pub(super) fn is_word_char(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The first and last characters of a value, at most a third of it each, with `…` between them.
pub(super) fn mask_middle(value: &str, first: usize, last: usize) -> String {
    let chars: Vec<char> = value.chars().filter(|c| !c.is_whitespace()).collect();
    let (first, last) = (first.min(chars.len() / 3), last.min(chars.len() / 3));
    let head: String = chars[..first].iter().collect();
    let tail: String = chars[chars.len() - last..].iter().collect();
    format!("{head}…{tail}")
}
