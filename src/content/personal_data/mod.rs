//! Finds personal data in a text: e-mail addresses, telephone numbers, IBANs, card numbers, and names from a list.
//!
//! Pure; knows nothing about fields or Markdown. A [`Match`] has of the value only what may be printed.

mod bank_numbers;
mod email;
mod matches;
mod name_list;
mod phone;
mod seen_text;

use std::ops::Range;

pub use matches::{Match, PersonalDataKind};
pub use name_list::NameList;
pub use seen_text::{as_seen, range_in_original};

/// Finds personal data, except what is allowed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Detector {
    names: NameList,
    /// As returned by [`normalise`]: whole values, and domains with an `@` before them.
    allowed: Vec<String>,
}

/// Names of fields whose values identify a person, in lower case, letters and digits only; sorted.
const PERSONAL_KEYS: [&str; 27] = [
    "birthdate",
    "birthday",
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

/// True for names of fields whose values identify a person (`interviewee_name`, `Phone number`).
pub fn is_personal_key(key: &str) -> bool {
    debug_assert!(PERSONAL_KEYS.is_sorted());
    PERSONAL_KEYS.binary_search(&&*key_form(key)).is_ok()
}

fn key_form(key: &str) -> String {
    let letters = key.chars().filter(|c| c.is_alphanumeric());
    match key.is_ascii() {
        true => letters.map(|c| c.to_ascii_lowercase()).collect(),
        false => letters.flat_map(char::to_lowercase).collect(),
    }
}

/// Those of them whose values are telephone numbers, or else how many telephones there are.
const PHONE_KEYS: [&str; 4] = ["mobile", "phone", "phonenumber", "telephone"];
/// What says that there is nobody or nothing to name.
const NOBODY: [&str; 7] = [
    "anonymous",
    "n/a",
    "nobody",
    "none",
    "tbd",
    "unknown",
    "withheld",
];
/// The fewest digits of a telephone number without its area.
const MIN_LOCAL_DIGITS: usize = 6;

/// True if the value of a field with a personal key can say who somebody is: a `phone` only as a number to call, and an
/// address only of a domain that is somebody's.
pub fn is_personal_value(key: &str, value: &str) -> bool {
    let value = value.trim();
    let digits = value.chars().filter(char::is_ascii_digit).count();
    let is_number = digits >= MIN_LOCAL_DIGITS && !phone::is_service_number(value);
    let is_phone_key = PHONE_KEYS.contains(&&*key_form(key));
    let is_nobody = NOBODY.contains(&&*value.to_lowercase()) || email::is_nobodys(value);
    let says_something = value.contains(char::is_alphanumeric);
    says_something && (!is_phone_key || is_number) && !is_nobody
}

impl Detector {
    /// `names` has one name per line; `allow` has values that may appear, or `@example.org` for a whole domain.
    pub fn new(names: &str, allow: &[String]) -> Self {
        Detector {
            names: NameList::read(names),
            allowed: allow
                .iter()
                .map(|a| normalise(a.strip_prefix('*').unwrap_or(a)))
                .collect(),
        }
    }

    /// True if it looks for names of a list.
    pub fn has_names(&self) -> bool {
        !self.names.is_empty()
    }

    /// The personal data in a text, in the order of place, at most `limit` matches: as it is written, and as its readers see
    /// it.
    pub fn scan(&self, text: &str, limit: usize) -> Vec<Match> {
        let mut found = self.scan_written(text, limit);
        let views = self.may_be_cut(text).then(|| seen_text::views(text));
        for view in views.into_iter().flatten() {
            for mut seen in self.scan_written(&view.text, limit) {
                seen.range = seen_text::range_in_original(&view, text, seen.range);
                let is_whole =
                    |f: &Match| f.range.start <= seen.range.start && seen.range.end <= f.range.end;
                if !found.iter().any(is_whole) {
                    found.retain(|f| !ranges_overlap(&f.range, &seen.range));
                    found.push(seen);
                }
            }
        }
        found.sort_by_key(|m| m.range.start);
        found.truncate(limit);
        found
    }

    fn scan_written(&self, text: &str, limit: usize) -> Vec<Match> {
        let mut found: Vec<Match> = Vec::new();
        // Nearly every text is without numbers, and this test is much faster than the two searches.
        let numbers: &[fn(&str, usize) -> Vec<Match>] = match may_have_number(text) {
            true => &[bank_numbers::find, phone::find],
            false => &[],
        };
        let finders = [email::find as fn(&str, usize) -> Vec<Match>];
        for find in finders.iter().chain(numbers) {
            for m in find(text, limit) {
                if !found.iter().any(|f| ranges_overlap(&f.range, &m.range)) {
                    found.push(m);
                }
            }
        }
        found.retain(|m| !is_in_web_address(text, m.range.start) && !self.is_allowed(text, m));
        found.extend(self.names.find(text, limit));
        found
    }

    /// False if marks in this text can hide nothing, as in nearly every text.
    fn may_be_cut(&self, text: &str) -> bool {
        let has_reference = |start: &str| text.contains(start);
        text.contains('@')
            || text.contains('&') && REFERENCES.into_iter().any(has_reference)
            || text.contains('%') && text.contains("%40")
            || text.contains('\u{ad}')
            || self.has_names()
            || may_have_cut_number(text)
    }

    /// The text with its first `limit` matches masked; `None` if there is none.
    pub fn mask(&self, text: &str, limit: usize) -> Option<String> {
        let found = self.scan(text, limit);
        let mut masked = text.to_owned();
        for m in found.iter().rev() {
            masked.replace_range(m.range.clone(), &m.masked);
        }
        (!found.is_empty()).then_some(masked)
    }

    fn is_allowed(&self, text: &str, found: &Match) -> bool {
        let value = normalise(&text[found.range.clone()]);
        let domain = value.find('@').map(|at| &value[at..]);
        let mut allowed = self.allowed.iter();
        allowed.any(|a| *a == value || domain.is_some_and(|d| d == a))
    }
}

/// True if two matches are the same value, and nothing but marks stands between them: a link with its address as text.
pub fn is_same_place(text: &str, first: &Match, second: &Match) -> bool {
    let between = text.get(first.range.end..second.range.start);
    let is_joined = between.is_some_and(|between| !between.contains(char::is_whitespace));
    let value = |of: &Match| normalise(&text[of.range.clone()].replace("%40", "@"));
    is_joined && value(first) == value(second)
}

/// A value in lower case and without separators, so that `+43 660 1234567` allows `+43-660-1234567`.
fn normalise(value: &str) -> String {
    let is_part = |c: &char| !c.is_whitespace() && !matches!(c, '-' | '/' | '(' | ')');
    let parts = value.chars().filter(is_part);
    parts.flat_map(char::to_lowercase).collect()
}

fn ranges_overlap(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}

/// How many characters before a match are searched for the start of a web address.
const MAX_ADDRESS_CHARS: usize = 2_000;

/// True if this byte is part of a web address, which names a page and no person.
fn is_in_web_address(text: &str, at: usize) -> bool {
    let before = &text[..at];
    let is_part = |c: char| !c.is_whitespace() && !matches!(c, '<' | '>' | '"' | '(' | '|');
    let chars = before.char_indices().rev().take(MAX_ADDRESS_CHARS);
    let first = chars.take_while(|(_, c)| is_part(*c)).last();
    let word = first.map_or("", |(start, _)| &before[start..]);
    let start = word.trim_start_matches(|c: char| !c.is_alphanumeric());
    word.contains("://") || start.starts_with("www.")
}

/// True if marks may cut a number: without them enough digits stand near each other.
fn may_have_cut_number(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut at = 0;
    // Each round is one stretch of digits with at most a few letters between them.
    while let Some(start) = next_digit(bytes, at) {
        at = start;
        let (mut digits, mut gap, mut is_cut) = (0, 0, false);
        while let Some(byte) = bytes.get(at).filter(|_| gap <= MAX_LETTERS) {
            let mark = match byte {
                b'0'..=b'9' => {
                    digits = if gap > MAX_GAP_BYTES { 1 } else { digits + 1 };
                    gap = 0;
                    if is_cut && digits >= MIN_NUMBER_DIGITS {
                        return true;
                    }
                    0
                }
                byte if byte.is_ascii_punctuation() => seen_text::mark_length(text, at),
                _ => 0,
            };
            is_cut |= mark > 0;
            gap += usize::from(mark == 0 && !byte.is_ascii_digit());
            at += mark.max(1);
        }
    }
    false
}

/// The place of the first digit from a place on.
fn next_digit(bytes: &[u8], from: usize) -> Option<usize> {
    let rest = bytes.get(from..)?;
    // `fold` instead of `any`: without an early exit the compiler tests the whole chunk at once.
    let has_digit = |chunk: &[u8]| chunk.iter().fold(false, |any, b| any | b.is_ascii_digit());
    let chunk = rest.chunks(CHUNK_SIZE).position(has_digit)? * CHUNK_SIZE;
    let inside = rest[chunk..].iter().position(u8::is_ascii_digit)?;
    Some(from + chunk + inside)
}

/// How references begin that write a part of a value, or what stands in one and is not seen.
const REFERENCES: [&str; 6] = [
    "&#",
    "&commat;",
    "&nbsp;",
    "&NonBreakingSpace;",
    "&plus;",
    "&shy;",
];
/// The fewest digits of a telephone number; a card number has more.
const MIN_NUMBER_DIGITS: usize = 7;
/// The most bytes between two digits of one number.
const MAX_GAP_BYTES: usize = 4;
/// The most bytes with letters in the middle of an IBAN.
const MAX_LETTERS: usize = 16;
/// Bytes that are tested for digits at once.
const CHUNK_SIZE: usize = 32;

/// False if there can be no telephone number, card number or IBAN in this text.
fn may_have_number(text: &str) -> bool {
    let bytes = text.as_bytes();
    let (mut digits, mut gap) = (0, 0);
    for (chunk, start) in bytes.chunks(CHUNK_SIZE).zip((0..).step_by(CHUNK_SIZE)) {
        // `fold` instead of `any`: without an early exit the compiler tests the whole chunk at once.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_that_names_nobody_is_no_personal_value() {
        for value in ["none", "N/A", " Unknown ", "-", "?", ""] {
            assert!(!is_personal_value("email", value), "{value}");
        }
        for value in ["Ana", "Na", "ana at acme dot org", "none@acme.org", "李雷"] {
            assert!(is_personal_value("email", value), "{value}");
        }
    }

    #[test]
    fn a_value_that_marks_cut_is_found_as_its_readers_see_it() {
        let names = "Anna Huber\nO'Neil\nMüller\nGroß\nMeyer-Lux\n李雷\n김철수\nสมชาย\n";
        let detector = Detector::new(names, &["bo@acme.org".to_owned()]);
        let masked = |text: &str| detector.mask(text, 9).unwrap_or_default();
        assert_eq!(masked("李雷 Anna Huber"), "李… A… H…");
        for (text, found) in [
            ("mail ana@acme.org.", "ana@acme.org"),
            ("mail ana@**acme.org**", "ana@**acme.org"),
            ("mail **ana**@acme.org", "ana**@acme.org"),
            ("mail *ana*@*acme*.org", "ana*@*acme*.org"),
            ("mail ana@_acme.org_", "ana@_acme.org"),
            ("mail ana@~~acme~~.org", "ana@~~acme~~.org"),
            ("mail ana\\@acme.org", "ana\\@acme.org"),
            ("mail ana@`acme.org`", "ana@`acme.org"),
            ("mail ana@<b>acme</b>.org", "ana@<b>acme</b>.org"),
            ("mail <i class=\"x\">ana</i>@acme.org", "ana</i>@acme.org"),
            ("é ana@**äcme.org** é", "ana@**äcme.org"),
            ("mail ana@acme<!-- x -->.org", "ana@acme<!-- x -->.org"),
            ("mail ana&#64;acme.org.", "ana&#64;acme.org"),
            ("mail ana@acme&#46;org", "ana@acme&#46;org"),
            (
                "mail ana@acme&period;or&#103; x",
                "ana@acme&period;or&#103;",
            ),
            ("[ana](b.md)@acme.org", "ana](b.md)@acme.org"),
            ("ana@[acme.org](https://acme.org)", "ana@[acme.org"),
            ("[[ana]]@acme.org", "ana]]@acme.org"),
            ("==ana==@acme.org", "ana==@acme.org"),
            ("ana@acme[^1].org", "ana@acme[^1].org"),
            ("ana@acme&shy;.org", "ana@acme&shy;.org"),
            ("ana@ac\u{ad}me.org", "ana@ac\u{ad}me.org"),
            ("ana\u{200b}@acme.org", "ana\u{200b}@acme.org"),
            ("[x](mailto:ana%40acme.org)", "ana%40acme.org"),
            (
                "<a href=\"mailto:ana&#64;acme.org\">x</a>",
                "ana&#64;acme.org",
            ),
            (
                "<a href='mailto:ana%40acme%2Eorg'>x</a>",
                "ana%40acme%2Eorg",
            ),
            ("/old/ana@acme.org.html", "ana@acme.org"),
            ("+49&nbsp;30&nbsp;1234567", "+49&nbsp;30&nbsp;1234567"),
            ("+49\u{a0}30\u{a0}1234567", "+49\u{a0}30\u{a0}1234567"),
            (
                "+49\u{2011}30\u{2011}1234567",
                "+49\u{2011}30\u{2011}1234567",
            ),
            ("&plus;49 30 1234567", "&plus;49 30 1234567"),
            ("+49 30 12&shy;34567", "+49 30 12&shy;34567"),
            (
                "4111&nbsp;1129&nbsp;1111&nbsp;1111",
                "4111&nbsp;1129&nbsp;1111&nbsp;1111",
            ),
            ("+49 **30** 1234567", "+49 **30** 1234567"),
            ("+49 <i>30</i> 1234567", "+49 <i>30</i> 1234567"),
            ("_+49_ _30_ 1234567", "+49_ _30_ 1234567"),
            ("[+49](a.md) 30 1234567", "+49](a.md) 30 1234567"),
            (
                "DE89 3704 **0044** 0532 0130 00",
                "DE89 3704 **0044** 0532 0130 00",
            ),
            ("4111 **1129** 1111 1111", "4111 **1129** 1111 1111"),
            ("**Anna** Huber", "Anna** Huber"),
            ("A<b>nna</b> Huber", "A<b>nna</b> Huber"),
            ("that O’Neil said", "O’Neil"),
            ("that O\u{2bc}Neil said", "O\u{2bc}Neil"),
            ("that O\u{2bb}NEIL said", "O\u{2bb}NEIL"),
            ("that MÜLLER said", "MÜLLER"),
            ("that MU\u{308}LLER said", "MU\u{308}LLER"),
            ("that GROSS said", "GROSS"),
            ("Meyer\u{2011}Lux", "Meyer\u{2011}Lux"),
            ("李雷说这很难。", "李雷"),
            ("昨天**李雷**说", "李雷"),
            ("김철수는 말했다", "김철수"),
            ("คุณสมชายพูดว่า", "สมชาย"),
            ("notes/anna-huber.md", "anna-huber"),
        ] {
            let matches = detector.scan(text, 9);
            let shown: Vec<&str> = matches.iter().map(|m| &text[m.range.clone()]).collect();
            assert_eq!(shown, [found], "{text}");
        }
        for text in [
            "ana@ **acme.org**",
            "ana **@** acme.org",
            "`@media` x",
            "a @*b* c.org",
            "x@**1.2**",
            "<@>",
            "**bo**@acme.org",
            "[site](https://x.example/?m=in.url@mail.acme.at)",
            "[site](https://x.example/?m=in.url%40mail.acme.at)",
            "sprite@2x.min.html",
            "grew by 5%40 of all",
            "| 0660 | 1234567 |",
            "7 *of* 2026-01-02, 3 of 2026-01-03",
            "李先生和雷女士",
            "eine müller, gross",
        ] {
            assert_eq!(detector.scan(text, 9), [], "{text}");
        }
    }
}
