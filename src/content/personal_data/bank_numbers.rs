//! Finds IBANs and card numbers by their prefix, their length and their check digits.

use super::matches::{Match, PersonalDataKind, is_word_char, mask_middle};

/// Countries and the length of their IBANs (SWIFT's IBAN registry).
const IBAN_LENGTHS: &str = "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DK18 DO28 EE20 EG29 ES24 FI18 \
    FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 \
    LU20 LV21 MC27 MD24 ME22 MK19 MR27 MT31 MU30 NL18 NO15 PK24 PL28 PS29 PT25 QA29 RO24 RS22 SA24 SC31 SE24 SI19 \
    SK24 SM27 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20";

/// The numbers that payment services publish for tests (docs.stripe.com/testing).
const TEST_CARDS: &str = "4242424242424242 4000056655665556 4111111111111111 4012888888881881 5555555555554444 \
    5105105105105100 5200828282828210 2223003122003222 378282246310005 371449635398431 6011111111111117 \
    6011000990139424 3566002020360505 30569309025904 38520000023237";

pub(super) fn find(text: &str, limit: usize) -> Vec<Match> {
    let bytes = text.as_bytes();
    let mut matches = Vec::new();
    let mut at = 0;
    while at < bytes.len() && matches.len() < limit {
        let found = match bytes[at] {
            b'A'..=b'Z' => iban_at(text, at),
            b'1'..=b'9' => card_at(text, at),
            _ => None,
        };
        at = match found {
            Some(found) => {
                let end = found.range.end;
                matches.push(found);
                end
            }
            None => at + 1,
        };
    }
    matches
}

/// True if what comes before does not make it part of a longer word, number or amount.
fn starts_here(text: &str, at: usize) -> bool {
    let before = text[..at].chars().next_back();
    before.is_none_or(|c| !is_word_char(c) && !"-./#+$€£¥".contains(c))
}

fn ends_here(text: &str, at: usize) -> bool {
    let mut after = text[at..].chars();
    match after.next() {
        None => true,
        Some('-' | '.' | '/' | ',') => after.next().is_none_or(|c| !is_word_char(c)),
        Some(c) => !is_word_char(c),
    }
}

/// `length` characters from byte `at` on that `is_part` accepts, without single separators between them, and their end.
fn read_grouped(
    text: &str,
    at: usize,
    length: usize,
    is_part: fn(u8) -> bool,
) -> Option<(String, usize)> {
    let mut value = String::with_capacity(length);
    let mut end = at;
    let mut separated = true;
    for c in text[at..].chars() {
        if c.is_ascii() && is_part(c as u8) {
            value.push(c);
            separated = false;
        } else if !separated && matches!(c, ' ' | '-' | '\u{a0}') {
            separated = true;
        } else {
            break;
        }
        end += c.len_utf8();
        if value.len() == length {
            return Some((value, end));
        }
    }
    None
}

/// True if the last four bytes could start an IBAN: two capital letters and two digits.
pub(super) fn ends_with_iban_prefix(bytes: &[u8]) -> bool {
    let [.., a, b, c, d] = bytes else {
        return false;
    };
    a.is_ascii_uppercase() && b.is_ascii_uppercase() && c.is_ascii_digit() && d.is_ascii_digit()
}

fn iban_at(text: &str, at: usize) -> Option<Match> {
    let country = text.get(at..at + 2)?;
    let mut lengths = IBAN_LENGTHS.split(' ');
    let length = lengths.find_map(|known| known.strip_prefix(country))?;
    let length = length.parse().ok()?;
    let is_part = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit();
    let checks = text.get(at + 2..at + 4)?;
    if !checks.bytes().all(|b| b.is_ascii_digit()) || !starts_here(text, at) {
        return None;
    }
    let (value, end) = read_grouped(text, at, length, is_part)?;
    (ends_here(text, end) && mod_97(&value) == 1).then(|| Match {
        range: at..end,
        kind: PersonalDataKind::Iban,
        masked: mask_middle(&value, 2, 2),
        domain: None,
    })
}

/// ISO 7064 MOD 97-10, with the first four characters moved to the end.
fn mod_97(iban: &str) -> u32 {
    let (head, rest) = iban.split_at(4);
    rest.chars().chain(head.chars()).fold(0, |sum, c| {
        let value = c.to_digit(36).unwrap_or(0);
        let shift = if value > 9 { 100 } else { 10 };
        (sum * shift + value) % 97
    })
}

fn card_at(text: &str, at: usize) -> Option<Match> {
    if !starts_here(text, at) {
        return None;
    }
    // The first two digits decide which lengths are possible and dismiss most numbers.
    let two: u32 = text.get(at..at + 2)?.parse().ok()?;
    let lengths: &[usize] = match two {
        40..=49 => &[16, 13, 19],
        34 | 37 => &[15],
        30 | 36 | 38 | 39 => &[14],
        22..=27 | 35 | 50..=55 | 60 | 62 | 64 | 65 => &[16],
        _ => return None,
    };
    let is_part = |b: u8| b.is_ascii_digit();
    let found = lengths.iter().find_map(|length| {
        let (value, end) = read_grouped(text, at, *length, is_part)?;
        let fits = ends_here(text, end) && is_known_issuer(&value) && passes_luhn(&value);
        let fits = fits && !TEST_CARDS.split(' ').any(|card| card == value);
        (fits && is_grouped_like_card(&text[at..end])).then_some((value, end))
    });
    found.map(|(value, end)| Match {
        range: at..end,
        kind: PersonalDataKind::Card,
        masked: mask_middle(&value, 0, 4),
        domain: None,
    })
}

fn is_known_issuer(value: &str) -> bool {
    let first = |n: usize| value[..n].parse::<u32>().unwrap_or(0);
    match first(2) {
        22..=27 => (2221..=2720).contains(&first(4)),
        30 => (300..=305).contains(&first(3)),
        35 => (3528..=3589).contains(&first(4)),
        60 => first(4) == 6011,
        64 => first(3) >= 644,
        _ => true,
    }
}

/// True if the digits are in groups as on cards, or in none, with the same separator throughout.
fn is_grouped_like_card(written: &str) -> bool {
    let lengths =
        |separator: char| -> Vec<usize> { written.split(separator).map(str::len).collect() };
    let is_card = |groups: Vec<usize>| {
        matches!(
            groups.as_slice(),
            [_] | [4, 4, 4, 4] | [4, 6, 5] | [4, 6, 4] | [4, 4, 4, 4, 3] | [4, 4, 5]
        ) && groups.iter().sum::<usize>() == written.bytes().filter(u8::is_ascii_digit).count()
    };
    [' ', '-', '\u{a0}']
        .into_iter()
        .any(|s| is_card(lengths(s)))
}

/// ISO/IEC 7812-1, annex B.
fn passes_luhn(value: &str) -> bool {
    let digits = value.bytes().rev().map(|b| u32::from(b - b'0'));
    let sum: u32 = digits
        .enumerate()
        .map(|(i, d)| match (i % 2, d * 2) {
            (0, _) => d,
            (_, doubled @ 10..) => doubled - 9,
            (_, doubled) => doubled,
        })
        .sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::find;

    #[test]
    fn a_card_that_is_published_for_tests_is_nobodys() {
        for (text, count) in [
            ("pay with 4242 4242 4242 4242", 0),
            ("pay with 4111111111111111 or 3782-822463-10005", 0),
            ("pay with 4111 1129 1111 1111", 1),
        ] {
            assert_eq!(find(text, 9).len(), count, "{text}");
        }
    }
}
