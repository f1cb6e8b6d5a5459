//! Compares names (Unicode normal form, case folding and the nearest name, with a fast path for ASCII) and prints them,
//! and prints numbers and dates.

mod decoded_text;
mod number;
mod period;
mod time;

use std::borrow::Cow;
use std::path::Path;

pub use decoded_text::DecodedText;
pub use number::{
    capital_number_word, count, format_chart_number, format_number, format_signed, number_word,
    people, pluralize, studies,
};
pub use period::Period;
pub use time::{
    days, days_between, format_age, format_ago, format_date, format_day, format_delay,
    format_month, half_life_span, half_life_text,
};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

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

/// A name as an id: NFC, lower case, one hyphen for every run of anything but letters and digits, none at the ends.
pub fn to_id(name: &str) -> String {
    let mut id = String::with_capacity(name.len());
    let lower = match name.is_ascii() {
        true => name.to_ascii_lowercase(),
        false => name.nfc().flat_map(char::to_lowercase).nfc().collect(),
    };
    for c in lower.chars() {
        if c.is_alphanumeric() {
            id.push(c);
        } else if !id.is_empty() && !id.ends_with('-') {
            id.push('-');
        }
    }
    id.truncate(id.trim_end_matches('-').len());
    id
}

/// The words of a name in lower case, without accents: `01_Key-Fïndings` is “01 key findings”.
pub fn phrase(name: &str) -> String {
    let plain = name.to_lowercase();
    let plain: String = plain.nfd().filter(|c| !is_combining_mark(*c)).collect();
    let words = plain.split(|c: char| !c.is_alphanumeric());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

/// A part of a sentence without the words with which that introduces it, and without its full stop.
pub fn without_lead_in<'a>(text: &'a str, leads: &[&str]) -> Option<&'a str> {
    let text = text.trim().trim_end_matches(['.', ',', ';']);
    let lead = leads.iter().find(|lead| {
        let start = text.get(..lead.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(lead))
    });
    let text = lead.map_or(text, |lead| &text[lead.len()..]);
    (!text.is_empty()).then_some(text)
}

/// What may stand before a need, which a sentence says itself.
pub const NEED_LEAD_INS: [&str; 3] = ["I need to ", "need to ", "to "];

/// A name or a quote as it is printed for people: in place of each control and direction character stands one mark,
/// because they can forge a line of a report, colour it, turn it around or reach the terminal.
pub fn visible(text: &str) -> Cow<'_, str> {
    visible_except(text, &[])
}

/// As [`visible`], for a text in which some of these characters do what they are for.
pub fn visible_except<'a>(text: &'a str, kept: &[char]) -> Cow<'a, str> {
    let mark = |c: char| match c {
        _ if kept.contains(&c) => None,
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c)),
        '\u{7f}' => Some('␡'),
        '\u{80}'..='\u{9f}' | '\u{61c}' | '\u{200e}' | '\u{200f}' => Some('�'),
        '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => Some('�'),
        _ => None,
    };
    match text.contains(|c| mark(c).is_some()) {
        true => text.chars().map(|c| mark(c).unwrap_or(c)).collect(),
        false => Cow::Borrowed(text),
    }
}

/// A path as it is printed for people.
pub fn shown(path: &Path) -> String {
    visible(&path.to_string_lossy()).into_owned()
}

/// The most characters of a name (a title, a tag) wherever another page shows it: one document may name it often.
pub const MAX_NAME_CHARS: usize = 300;

/// The name, cut if it has more than [`MAX_NAME_CHARS`].
pub fn cut_name(name: &str) -> Cow<'_, str> {
    match name.char_indices().nth(MAX_NAME_CHARS) {
        Some((end, _)) => Cow::Owned(format!("{}…", name[..end].trim_end())),
        None => Cow::Borrowed(name),
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

/// The name that was probably meant: the nearest one, if at most a quarter of the letters differ, or one of a short
/// name: with two of seven, other words would be near. The search costs the product of the lengths, so a very long name has none.
pub fn nearest_name<'a>(wrong: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    if wrong.len() > MAX_NAME_BYTES {
        return None;
    }
    let letters = wrong.chars().count();
    let limit = (letters / 4).max(1);
    let names = names.filter(|name| name.len() <= MAX_NAME_BYTES);
    // Nobody means another name by another case.
    let lower = wrong.to_lowercase();
    let distance = |name: &str| match strsim::osa_distance(wrong, name) {
        far if far > limit => strsim::osa_distance(&lower, &name.to_lowercase()),
        near => near,
    };
    let rated = names.map(|name| (distance(name), name));
    // Of a single letter nothing is left.
    let near = rated.filter(|(distance, _)| *distance <= limit && *distance < letters);
    let nearest = near.min_by_key(|(distance, _)| *distance);
    nearest.map(|(_, name)| name)
}

/// The help about a name that nothing has: the one that was probably meant, else what could be done instead.
pub fn did_you_mean<'a>(
    wrong: &str,
    names: impl Iterator<Item = &'a str>,
    otherwise: impl Into<String>,
) -> String {
    let near = nearest_name(wrong, names);
    let help = near.map(|near| format!("did you mean `{near}`?"));
    help.unwrap_or_else(|| otherwise.into())
}

/// The outcome of a decision as readable text: “Declined”, “Not now”.
pub fn outcome_text(word: &str) -> String {
    match word {
        "defer" => "Not now".into(),
        "decline" => "Declined".into(),
        "stop" => "Stopped".into(),
        other => capitalize(&humanize(other)),
    }
}

/// A word of the front matter as readable text: `usability-test` is “usability test”.
pub fn humanize(word: &str) -> String {
    match word {
        "ab-test" => "A/B test".into(),
        "nps" | "csat" | "ces" | "sus" => word.to_uppercase(),
        "in-app" | "north-star" => word.into(),
        _ => word.replace(['-', '_'], " "),
    }
}

/// “20 000”: numbers of five and more digits in groups of three, with a narrow no-break space between.
pub fn group_digits(n: usize) -> String {
    let digits = n.to_string();
    if digits.len() < 5 {
        return digits;
    }
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push('\u{202f}');
        }
        out.push(digit);
    }
    out
}

/// The text with its first letter in upper case.
pub fn capitalize(text: &str) -> String {
    let mut chars = text.chars();
    let Some(first) = chars.next() else {
        return String::new();
    };
    // A name that is written so: iOS, eBay.
    let mut of_word = chars.clone().take_while(|c| !c.is_whitespace());
    if of_word.any(char::is_uppercase) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    out.extend(first.to_uppercase());
    out.push_str(chars.as_str());
    out
}

/// What to do about a language that is none.
pub const LANGUAGE_TAG: &str = "write its tag, as in `de` or `pt-BR`";

/// The languages with two letters (ISO 639-1), and the older codes of some.
const LANGUAGES: &str = "
    aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo es et
    eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik in io is it iu iw ja ji jv jw ka kg
    ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mo mr ms mt my na nb nd ne ng nl nn no
    nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq sr ss st su sv sw ta te tg
    th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu";

/// True for the tag of a language (RFC 5646). Its first part has two or three letters in every tag there is; of those with
/// three there are thousands, and any is taken.
pub fn is_language(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let first = parts.next().unwrap_or_default();
    let is_part = |part: &str| {
        (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
    };
    let is_known = match first.len() {
        2 => LANGUAGES
            .split_ascii_whitespace()
            .any(|known| known.eq_ignore_ascii_case(first)),
        length => length == 3 && first.bytes().all(|b| b.is_ascii_alphabetic()),
    };
    is_known && parts.all(is_part)
}

/// True for languages and scripts that are written from right to left, by their subtags (CLDR).
pub fn is_written_from_right(lang: &str) -> bool {
    const LANGUAGES: [&str; 13] = [
        "ar", "arc", "ckb", "dv", "fa", "he", "iw", "ps", "sd", "syr", "ug", "ur", "yi",
    ];
    const SCRIPTS: [&str; 5] = ["arab", "hebr", "thaa", "syrc", "nkoo"];
    let lang = lang.to_ascii_lowercase();
    let mut parts = lang.split(['-', '_']);
    match LANGUAGES.contains(&parts.next().unwrap_or_default()) {
        true => parts.all(|part| part != "latn"),
        false => parts.any(|part| SCRIPTS.contains(&part)),
    }
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

    #[test]
    fn what_forges_a_line_or_reaches_the_terminal_is_shown_as_a_mark() {
        for (text, expected) in [
            ("plain – ünï 語 🙂", "plain – ünï 語 🙂"),
            ("a\n::error::x\r\t", "a␊::error::x␍␉"),
            ("\u{1b}]0;x\u{7}\0", "␛]0;x␇␀"),
            ("\u{9b}2J\u{9d}\u{7f}", "�2J�␡"),
            ("\u{202e}\u{2066}\u{200f}\u{2028}", "����"),
        ] {
            assert_eq!(visible(text), expected);
        }
        assert_eq!(visible_except("a\n\tb\r", &['\n', '\t']), "a\n\tb␍");
        assert_eq!(shown(Path::new("a\nb")), "a␊b");
    }

    #[test]
    fn the_text_direction_follows_from_the_language() {
        for lang in ["he", "ar-EG", "AR", "az-Arab"] {
            assert!(is_written_from_right(lang), "{lang}");
        }
        for lang in ["en", "ar-Latn", "de_AT", ""] {
            assert!(!is_written_from_right(lang), "{lang}");
        }
    }
}
