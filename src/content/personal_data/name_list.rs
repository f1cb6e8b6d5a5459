//! Finds the names that a team lists in a file outside of git.

use std::collections::BTreeMap;

use super::matches::{Match, PersonalDataKind};
use crate::text::{fold_case, nfc};

/// The names, by their case-folded first word.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct NameList(BTreeMap<String, Vec<ListedName>>);

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct ListedName {
    /// In NFC.
    words: Vec<String>,
    masked: String,
}

impl NameList {
    /// Reads one name per line; blank lines and lines that start with `#` are skipped.
    pub fn read(text: &str) -> Self {
        let mut names = NameList::default();
        let lines = text
            .lines()
            .map(|line| line.trim_start_matches('\u{feff}').trim());
        for line in lines.filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let words: Vec<String> = words(line)
                .map(|(_, word)| nfc(word).into_owned())
                .collect();
            if let Some(first) = words.first() {
                let known = names.0.entry(fold_case(first)).or_default();
                let masked = initials(line);
                known.push(ListedName { words, masked });
            }
        }
        names
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn find(&self, text: &str, limit: usize) -> Vec<Match> {
        if self.0.is_empty() {
            return vec![];
        }
        let all: Vec<(usize, &str)> = words(text).collect();
        let mut matches = Vec::new();
        let mut at = 0;
        while at < all.len() && matches.len() < limit {
            let known = self.0.get(&fold_case(all[at].1)).into_iter().flatten();
            let found = known
                .filter(|name| is_name_at_start(text, &all[at..], &name.words))
                .max_by_key(|name| name.words.len());
            let Some(name) = found else {
                at += 1;
                continue;
            };
            let (last, word) = all[at + name.words.len() - 1];
            matches.push(Match {
                range: all[at].0..last + word.len(),
                kind: PersonalDataKind::Name,
                masked: name.masked.clone(),
                domain: None,
            });
            at += name.words.len();
        }
        matches
    }
}

/// True if these words start with the name. A single word must match in its case or in capitals, because many are words of
/// the language too (`Mark`, `Will`); several match in any case, if there is little between them.
fn is_name_at_start(text: &str, words: &[(usize, &str)], name: &[String]) -> bool {
    if name.len() > words.len() {
        return false;
    }
    let near = words.windows(2).take(name.len() - 1).all(|pair| {
        let between = &text[pair[0].0 + pair[0].1.len()..pair[1].0];
        between.chars().nth(2).is_none() || between.trim().is_empty() && !between.contains("\n\n")
    });
    near && match name {
        [one] => {
            let word = nfc(words[0].1);
            word == **one || word == one.to_uppercase()
        }
        many => many
            .iter()
            .zip(words)
            .all(|(name, (_, word))| fold_case(name) == fold_case(word)),
    }
}

/// Runs of letters and digits, with the byte at which each starts. Of what is written without blanks, each character is one.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    // Letters to Unicode, and to those who write them apostrophes.
    let is_apostrophe = |c: char| matches!(c, '\u{2b9}'..='\u{2bf}' | '\u{a78b}' | '\u{a78c}');
    let is_part = move |c: char| {
        (c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c))
            && !is_apostrophe(c)
    };
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + text[at..].find(is_part)?;
        let rest = &text[start..];
        let is_mark = unicode_normalization::char::is_combining_mark;
        let ends = |c: char| match rest.starts_with(is_without_blanks) {
            true => !is_mark(c),
            false => !is_part(c) || is_without_blanks(c),
        };
        let first = rest.chars().next().map_or(0, char::len_utf8);
        let length = rest[first..].find(ends).map_or(rest.len(), |at| first + at);
        at = start + length;
        Some((start, &rest[..length]))
    })
}

/// True for characters of scripts that put no blank between words, or endings behind a name, from Thai to Hangul.
fn is_without_blanks(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{2e80}'..='\u{9fff}')
        || matches!(c, '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

fn initials(name: &str) -> String {
    let words = name.split(|c: char| !c.is_alphanumeric());
    let firsts = words.filter_map(|word| word.chars().next());
    let initials = firsts.map(|first| format!("{first}…"));
    initials.collect::<Vec<_>>().join(" ")
}
