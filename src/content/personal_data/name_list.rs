//! Finds the names that a team lists in a file outside of git.

use std::collections::BTreeMap;

use super::matches::{Match, PersonalDataKind};
use crate::text::{fold_case, nfc};

/// The words of each name in NFC, by the case-folded first word.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct NameList(BTreeMap<String, Vec<Vec<String>>>);

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
                names.0.entry(fold_case(first)).or_default().push(words);
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
                .filter(|name| is_name_at_start(text, &all[at..], name))
                .max_by_key(|n| n.len());
            let Some(name) = found else {
                at += 1;
                continue;
            };
            let (last, word) = all[at + name.len() - 1];
            matches.push(Match {
                range: all[at].0..last + word.len(),
                kind: PersonalDataKind::Name,
                masked: initials(name),
                domain: None,
            });
            at += name.len();
        }
        matches
    }
}

/// True if these words start with the name. A single word must match in its case, because many are words of the
/// language too (`Mark`, `Will`); several match in any case, if there is little between them.
fn is_name_at_start(text: &str, words: &[(usize, &str)], name: &[String]) -> bool {
    if name.len() > words.len() {
        return false;
    }
    let near = words.windows(2).take(name.len() - 1).all(|pair| {
        let between = &text[pair[0].0 + pair[0].1.len()..pair[1].0];
        between.len() <= 2 || between.trim().is_empty() && !between.contains("\n\n")
    });
    near && match name {
        [one] => nfc(words[0].1) == **one,
        many => many
            .iter()
            .zip(words)
            .all(|(name, (_, word))| fold_case(name) == fold_case(word)),
    }
}

/// Runs of letters and digits, with the byte at which each starts.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let is_part =
        |c: char| c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c);
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + text[at..].find(is_part)?;
        let rest = &text[start..];
        let length = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        at = start + length;
        Some((start, &rest[..length]))
    })
}

fn initials(name: &[String]) -> String {
    let initials = name.iter().map(|word| {
        let first: String = word.chars().take(1).collect();
        format!("{first}…")
    });
    initials.collect::<Vec<_>>().join(" ")
}
