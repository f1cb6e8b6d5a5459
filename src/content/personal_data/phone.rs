//! Finds telephone numbers in running text by their form: international ones, North American ones, national ones with a
//! leading zero; and any number after a word such as “phone”.
//!
//! A number without such a form (`5551234`) is left alone: dates, versions, ids and prices look the same.

use std::ops::Range;

use super::matches::{Match, PersonalDataKind, is_word_char, mask_middle};

/// The most digits of a number (ITU-T E.164).
const MAX_DIGITS: usize = 15;

/// Words after which any number is a telephone number; separated by spaces.
const PHONE_WORDS: &str = "call cell fax handy landline mobil mobile móvil phone portable ring sms tel telefon telefono telephone teléfono \
    tél whatsapp";

/// Digits between separators.
struct DigitGroup {
    range: Range<usize>,
    /// What separates it from the group before.
    separator: Separator,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Separator {
    None,
    Blank,
    Hyphen,
    Dot,
    Slash,
    /// With a bracket in it.
    Bracket,
}

pub(super) fn find(text: &str, limit: usize) -> Vec<Match> {
    let mut matches: Vec<Match> = Vec::new();
    let mut at = 0;
    while let Some(next) = text[at..].find(|c: char| c.is_ascii_digit() || matches!(c, '+' | '(')) {
        let start = at + next;
        let found = match starts_here(text, start) {
            true => number_end(text, start),
            false => None,
        };
        at = match found {
            Some(end) if is_service_number(&text[start..end]) => end,
            Some(end) => {
                matches.push(Match {
                    range: start..end,
                    kind: PersonalDataKind::Phone,
                    masked: mask_middle(&text[start..end], 3, 2),
                    domain: None,
                });
                end
            }
            // No number starts in the middle of digits.
            None => {
                let rest = text[start + 1..].trim_start_matches(|c: char| c.is_ascii_digit());
                text.len() - rest.len()
            }
        };
        if matches.len() == limit {
            break;
        }
    }
    matches
}

/// With what a number begins, after the code of its country and a zero, that is free of charge or that of a service.
const SERVICE_PREFIXES: [&str; 3] = ["800", "808", "900"];
/// The same after a leading zero, as in Austria, France and Germany.
const SERVICE_PREFIXES_AFTER_ZERO: [&str; 3] = ["180", "810", "820"];
/// The same in North America.
const SERVICE_AREAS: [&str; 6] = ["833", "844", "855", "866", "877", "888"];

/// True for a number that belongs to a service and to no person: `1-800-555-0199`, `+44 800 123456`, `0800 1234567`.
pub(super) fn is_service_number(number: &str) -> bool {
    let groups = number.split(|c: char| !c.is_ascii_digit());
    let groups: Vec<&str> = groups.filter(|digits| !digits.is_empty()).collect();
    let digits = groups.concat();
    let abroad = match number.starts_with(['+', '(']) && number.contains('+') {
        true => Some(digits.as_str()),
        false => digits.strip_prefix("00"),
    };
    let (country, rest) = match abroad {
        None if digits.len() == 11 && digits.starts_with('1') => ("1", &digits[1..]),
        None => ("", digits.as_str()),
        Some(all) => {
            let first = groups
                .first()
                .map_or("", |group| group.trim_start_matches("00"));
            let length = match groups.len() > 1 {
                true => first.len().min(all.len()),
                false => 2 - usize::from(all.starts_with(['1', '7'])),
            };
            all.split_at(length)
        }
    };
    let starts = |prefixes: &[&str], rest: &str| prefixes.iter().any(|p| rest.starts_with(p));
    let national = rest.strip_prefix('0');
    let is_american =
        country == "1" || country.is_empty() && rest.len() == 10 && national.is_none();
    starts(&SERVICE_PREFIXES, national.unwrap_or(rest))
        || national.is_some_and(|rest| starts(&SERVICE_PREFIXES_AFTER_ZERO, rest))
        || is_american && starts(&SERVICE_AREAS, rest)
}

fn starts_here(text: &str, at: usize) -> bool {
    let mut before = text[..at].chars().rev();
    match before.next() {
        None => true,
        Some(':' | ',') => before.next().is_none_or(|c| !c.is_ascii_digit()),
        Some('*') => before.next().is_none_or(|c| !is_word_char(c)),
        Some(c) => !is_word_char(c) && !"-./#+$€£¥@%^~\\)×".contains(c),
    }
}

/// The byte after the telephone number that starts at byte `at`; `None` if none does.
fn number_end(text: &str, at: usize) -> Option<usize> {
    let groups = digit_groups(text, at);
    let lengths: Vec<usize> = groups.iter().map(|g| g.range.len()).collect();
    let count = if text[at..].starts_with('+') {
        international(text, &groups, &lengths)
    } else {
        north_american(text, at, &groups, &lengths)
            .or_else(|| national(text, &groups, &lengths))
            .or_else(|| count_after_phone_word(text, at, &groups, &lengths))
    }?;
    let end = groups.get(count - 1)?.range.end;
    ends_here(text, end).then_some(end)
}

/// True if what follows does not make it a longer number, a time or an amount.
fn ends_here(text: &str, end: usize) -> bool {
    let mut after = text[end..].chars();
    match after.next() {
        None => true,
        Some('-' | '.' | ',' | ':' | '/') => after.next().is_none_or(|c| !c.is_ascii_digit()),
        Some(c) if is_word_char(c) || matches!(c, '%' | '€' | '$' | '£' | '°') => false,
        Some(' ' | '\u{a0}') => !matches!(after.next(), Some('%' | '€' | '$' | '£' | '°')),
        Some(_) => true,
    }
}

fn digit_groups(text: &str, at: usize) -> Vec<DigitGroup> {
    let mut groups = Vec::new();
    let mut end = at;
    let mut total = 0;
    while total < MAX_DIGITS + 5 {
        let gap: usize = text[end..]
            .chars()
            .take_while(|c| " -./()+\u{a0}\u{2011}\u{202f}".contains(*c))
            .map(char::len_utf8)
            .sum();
        let between = text.get(end..end + gap).unwrap_or_default();
        let Some(separator) = parse_separator(between, groups.is_empty()) else {
            break;
        };
        let start = end + gap;
        let length = text[start..].bytes().take_while(u8::is_ascii_digit).count();
        if length == 0 {
            break;
        }
        total += length;
        end = start + length;
        groups.push(DigitGroup {
            range: start..end,
            separator,
        });
    }
    groups
}

fn parse_separator(between: &str, first: bool) -> Option<Separator> {
    if first {
        return matches!(between, "" | "+" | "(" | "(+" | "+(").then_some(Separator::None);
    }
    match between {
        " " | "\u{a0}" | "\u{202f}" => Some(Separator::Blank),
        "-" | " - " | "\u{2011}" => Some(Separator::Hyphen),
        "." => Some(Separator::Dot),
        "/" | " / " => Some(Separator::Slash),
        ")" | ") " | " (" | "(" | ")-" | ")/" | ") / " | "-(" => Some(Separator::Bracket),
        _ => None,
    }
}

/// The number of groups in an international number: `+43 660 1234567`, `+1 (202) 555-0143`.
fn international(text: &str, groups: &[DigitGroup], lengths: &[usize]) -> Option<usize> {
    let first = text.get(groups.first()?.range.clone())?;
    let count = most_groups(lengths, 8, MAX_DIGITS)?;
    let one_dot = count == 2 && groups[1].separator == Separator::Dot;
    // `+12 345 678` is an amount: groups of three after the first, and short.
    let digits: usize = lengths[..count].iter().sum();
    let amount = count > 1 && digits <= 9 && lengths[1..count].iter().all(|n| *n == 3);
    (!first.starts_with('0') && !one_dot && !amount).then_some(count)
}

/// The number of groups in a North American number: `(202) 555-0143`, `1.202.555.0143`. Area and exchange start with 2
/// to 9.
fn north_american(
    text: &str,
    at: usize,
    groups: &[DigitGroup],
    lengths: &[usize],
) -> Option<usize> {
    let skip = usize::from(lengths.first() == Some(&1) && text[at..].starts_with('1'));
    let [3, 3, 4] = lengths.get(skip..skip + 3)? else {
        return None;
    };
    let own = &groups[skip..skip + 3];
    let starts_high =
        |g: &DigitGroup| text[g.range.clone()].starts_with(|c| ('2'..='9').contains(&c));
    let separators = (own[1].separator, own[2].separator);
    let formed = matches!(
        separators,
        (Separator::Hyphen, Separator::Hyphen)
            | (Separator::Dot, Separator::Dot)
            | (
                Separator::Bracket,
                Separator::Hyphen | Separator::Blank | Separator::Dot
            )
    );
    let longer = groups
        .get(skip + 3)
        .is_some_and(|g| g.separator == separators.1 && g.separator != Separator::Blank);
    (formed && !longer && own[..2].iter().all(starts_high)).then_some(skip + 3)
}

/// The number of groups in a number with leading zeros: `0660 1234567`, `06 12 34 56 78`, `0043 660 1234567`.
fn national(text: &str, groups: &[DigitGroup], lengths: &[usize]) -> Option<usize> {
    let first = text.get(groups.first()?.range.clone())?;
    let abroad = first.starts_with("00");
    // `016 (2026-04-25)` is a number and the day it is of.
    let before_date = (1..groups.len()).find(|i| is_date(text, &groups[*i..]));
    let lengths = &lengths[..before_date.unwrap_or(lengths.len())];
    let most = if abroad { MAX_DIGITS + 2 } else { 12 };
    let count = most_groups(lengths, if abroad { 11 } else { 9 }, most)?;
    let lengths = &lengths[..count];
    let groups = &groups[..count];
    let area = match abroad {
        true => (3..=5).contains(&first.len()) && !first.starts_with("000"),
        false => (2..=5).contains(&first.len()) && first.starts_with('0'),
    };
    let pairs = lengths.iter().all(|n| *n == 2);
    let same = lengths.iter().all(|n| *n == lengths[0]);
    let date = matches!(lengths, [2, 2, 4, ..] | [2, 2, 2]);
    let dots = groups[1..].iter().any(|g| g.separator == Separator::Dot);
    let formed = match pairs {
        true => count == 5,
        false => lengths.iter().any(|n| *n > 2) && !same && !dots,
    };
    (area && count > 1 && formed && !date).then_some(count)
}

/// True if a date begins here: `2026-04-25`, or in a bracket `2026-04`.
fn is_date(text: &str, groups: &[DigitGroup]) -> bool {
    let [year, month, rest @ ..] = groups else {
        return false;
    };
    let number = |group: &DigitGroup| text[group.range.clone()].parse().unwrap_or(0);
    let is_part = |group: &DigitGroup, most: u32| {
        let fits = group.range.len() == 2 && (1..=most).contains(&number(group));
        fits && group.separator == Separator::Hyphen
    };
    let has_day = rest.first().is_some_and(|day| is_part(day, 31));
    year.range.len() == 4
        && (1900..2100).contains(&number(year))
        && is_part(month, 12)
        && (has_day || year.separator == Separator::Bracket)
}

/// How many bytes before a number are searched for [`PHONE_WORDS`].
const MAX_BYTES_BEFORE: usize = 200;

/// The number of groups of a number of 7 to 15 digits that is no date and no decimal, if one of the three words before it
/// on its line is in [`PHONE_WORDS`].
fn count_after_phone_word(
    text: &str,
    at: usize,
    groups: &[DigitGroup],
    lengths: &[usize],
) -> Option<usize> {
    let from = (at.saturating_sub(MAX_BYTES_BEFORE)..at).find(|i| text.is_char_boundary(*i));
    let before = &text[from.unwrap_or(at)..at];
    let line = before.rsplit('\n').next().unwrap_or_default();
    let mut words = line
        .rsplit(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty());
    let is_phone_word = |w: &str| {
        let word = w.to_lowercase();
        PHONE_WORDS.split(' ').any(|known| known == word)
    };
    let announced = words.by_ref().take(3).any(is_phone_word);
    let count = most_groups(lengths, 7, MAX_DIGITS)?;
    let date = matches!(&lengths[..count], [4, 2, 2, ..] | [2, 2, 4, ..]);
    let decimal = count == 2 && groups[1].separator == Separator::Dot;
    (announced && !date && !decimal).then_some(count)
}

/// The most groups that have at least `least` and at most `most` digits together.
fn most_groups(lengths: &[usize], least: usize, most: usize) -> Option<usize> {
    (1..=lengths.len()).rev().find(|n| {
        let digits: usize = lengths[..*n].iter().sum();
        (least..=most).contains(&digits)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_services_are_left_alone() {
        for number in [
            "1-800-555-0199",
            "(888) 555-0199",
            "+1 (877) 555-0199",
            "866.555.0199",
            "+18005550199",
            "+44 800 1234567",
            "+44 (0)808 157 0192",
            "0800 1234567",
            "0800/123 4567",
            "0043 800 123456",
            "0820 123 4567",
            "+49 800 1234567",
            "call 1 800 555 0199",
        ] {
            assert_eq!(find(number, 9), [], "{number}");
        }
        for number in [
            "1-212-555-0199",
            "(608) 555-0199",
            "+1 (212) 800-0199",
            "+43 1 8001234",
            "+43 660 8001234",
            "0660 8001234",
            "020 7800 1234",
            "+4366088812345",
        ] {
            assert_eq!(find(number, 9).len(), 1, "{number}");
        }
    }

    #[test]
    fn a_character_that_starts_with_the_byte_of_a_blank_is_no_blank() {
        for text in ["(\u{9e}-1", "+(\u{e9}1234567", "0660-\u{9e}1234567"] {
            assert!(find(text, 9).is_empty(), "{text:?}");
        }
        assert_eq!(find("0660\u{a0}1234567", 9).len(), 1);
    }
}
