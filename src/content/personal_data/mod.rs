//! Personal data in a text: e-mail addresses, telephone numbers, IBANs, card numbers, and names somebody listed.
//!
//! Pure, and knows text alone: neither fields nor Markdown. A [`Hit`] says where and what; of the value itself it
//! keeps only what may be printed.

mod bank_numbers;
mod email;
mod matches;
mod name_list;
mod phone;

use std::ops::Range;

pub use matches::{Match, PersonalDataKind};
pub use name_list::NameList;

/// What to look for, and what is allowed to be there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Detector {
    names: NameList,
    /// In the form of [`bare`]: whole values, and domains with an `@` before them.
    allowed: Vec<String>,
}

/// Names of fields whose value is somebody's, in lower case and without what is neither letter nor digit.
const PERSONAL_KEYS: [&str; 27] = [
    "birthday",
    "birthdate",
    "dateofbirth",
    "dob",
    "email",
    "emailaddress",
    "familyname",
    "firstname",
    "fullname",
    "givenname",
    "homeaddress",
    "interviewee",
    "intervieweename",
    "interviewees",
    "lastname",
    "mobile",
    "participantname",
    "participantnames",
    "passport",
    "phone",
    "phonenumber",
    "respondent",
    "respondentname",
    "ssn",
    "surname",
    "telephone",
    "username",
];

/// Is this the name of a field that holds somebody's name or address (`interviewee_name`, `Phone number`)?
pub fn is_personal_key(key: &str) -> bool {
    let letters = key.chars().filter(|c| c.is_alphanumeric());
    let form: String = match key.is_ascii() {
        true => letters.map(|c| c.to_ascii_lowercase()).collect(),
        false => letters.flat_map(char::to_lowercase).collect(),
    };
    PERSONAL_KEYS.contains(&form.as_str())
}

impl Detector {
    /// `names` is the text of the file with names, one a line; `allow` are addresses that may appear: whole ones, or
    /// all of a domain as `@example.org`.
    pub fn new(names: &str, allow: &[String]) -> Self {
        Detector {
            names: NameList::read(names),
            allowed: allow
                .iter()
                .map(|a| normalise(a.strip_prefix('*').unwrap_or(a)))
                .collect(),
        }
    }

    /// Everything personal in a text, in its order, at most `limit`.
    pub fn scan(&self, text: &str, limit: usize) -> Vec<Match> {
        let mut hits: Vec<Match> = Vec::new();
        // Nearly every text has neither, and can be dismissed at a glance.
        let numbers: &[fn(&str, usize) -> Vec<Match>] = match may_have_number(text) {
            true => &[bank_numbers::find, phone::find],
            false => &[],
        };
        let finders = [email::find as fn(&str, usize) -> Vec<Match>];
        for find in finders.iter().chain(numbers) {
            for hit in find(text, limit) {
                if !hits.iter().any(|h| ranges_overlap(&h.range, &hit.range)) {
                    hits.push(hit);
                }
            }
        }
        hits.retain(|hit| !is_in_web_address(text, hit.range.start) && !self.is_allowed(text, hit));
        hits.extend(self.names.find(text, limit));
        hits.sort_by_key(|hit| hit.range.start);
        hits.truncate(limit);
        hits
    }

    /// A text with nothing personal in it but what may be printed; `None` where there is nothing.
    pub fn mask(&self, text: &str, limit: usize) -> Option<String> {
        let hits = self.scan(text, limit);
        let mut masked = text.to_owned();
        for hit in hits.iter().rev() {
            masked.replace_range(hit.range.clone(), &hit.masked);
        }
        (!hits.is_empty()).then_some(masked)
    }

    fn is_allowed(&self, text: &str, hit: &Match) -> bool {
        let value = normalise(&text[hit.range.clone()]);
        let domain = value.find('@').map(|at| &value[at..]);
        self.allowed
            .iter()
            .any(|a| *a == value || domain.is_some_and(|d| d == a))
    }
}

/// A value without case and separators, so that `+43 660 1234567` allows `+43-660-1234567`.
fn normalise(value: &str) -> String {
    value
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '/' | '(' | ')'))
        .flat_map(char::to_lowercase)
        .collect()
}

fn ranges_overlap(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}

/// The longest web address that is looked through backwards.
const MAX_ADDRESS_CHARS: usize = 2_000;

/// Does this byte lie in a web address? What stands there names a page, not a person.
fn is_in_web_address(text: &str, at: usize) -> bool {
    let before = &text[..at];
    let word = before
        .char_indices()
        .rev()
        .take(MAX_ADDRESS_CHARS)
        .take_while(|(_, c)| !c.is_whitespace() && !matches!(c, '<' | '>' | '"' | '(' | '|'))
        .last()
        .map_or("", |(start, _)| &before[start..]);
    let start = word.trim_start_matches(|c: char| !c.is_alphanumeric());
    word.contains("://") || start.starts_with("www.")
}

/// The fewest digits of a telephone number, and so of a card number.
const MIN_NUMBER_DIGITS: usize = 7;
/// The most bytes between two digits of one number.
const MAX_GAP_BYTES: usize = 4;
const CHUNK_SIZE: usize = 32;

/// Could there be a telephone number, a card number or an IBAN in this text?
fn may_have_number(text: &str) -> bool {
    let bytes = text.as_bytes();
    let (mut digits, mut gap) = (0, 0);
    for (chunk, start) in bytes.chunks(CHUNK_SIZE).zip((0..).step_by(CHUNK_SIZE)) {
        // Whole chunks are seen to have no digit at once, where looking for one would go byte by byte.
        if !chunk.iter().fold(false, |any, b| any | b.is_ascii_digit()) {
            gap += chunk.len();
            continue;
        }
        for (at, byte) in (start..).zip(chunk) {
            if !byte.is_ascii_digit() {
                gap += 1;
                continue;
            }
            digits = if gap > MAX_GAP_BYTES { 1 } else { digits + 1 };
            gap = 0;
            if digits == MIN_NUMBER_DIGITS || bank_numbers::ends_with_iban_prefix(&bytes[..=at]) {
                return true;
            }
        }
    }
    false
}
