//! Which documents are copies of others in another language: `index.de.md` beside `index.md`, `fr/` beside `en/`.
//!
//! Knows paths, and nothing of what is in the files.

use std::collections::{BTreeMap, BTreeSet};

use super::folder_words::last_part;
use crate::content::document::{parent_folder, section_index_rank};

/// Globs, from the folder of these paths, of what is a copy. Of the folders of languages the one with most files stays,
/// `en` before others; `is_language` knows their codes and names.
pub fn globs(paths: &[&str], is_language: impl Fn(&str) -> bool) -> Vec<String> {
    let copies = files(paths, &is_language);
    let mut globs: BTreeSet<String> = BTreeSet::new();
    for (ending, copies) in &copies {
        let all = paths.iter().filter(|path| path.ends_with(ending));
        match all.count() == copies.len() {
            true => _ = globs.insert(format!("**/*{ending}")),
            false => globs.extend(copies.iter().map(|path| globset::escape(path))),
        }
    }
    let folders = folders(paths, &is_language);
    globs.extend(folders.map(|folder| format!("{}/**", globset::escape(folder))));
    globs.into_iter().collect()
}

/// True for `de` and `pt-BR`, false for `dutch`.
fn is_code(name: &str) -> bool {
    name.split(['-', '_'])
        .next()
        .is_some_and(|first| first.len() <= 3)
}

/// In these folders the name of a language says that of a whole site; in others it may be that of a market, or of people.
const OF_SITES: [&str; 5] = ["", "content", "docs", "i18n", "translations"];

/// Codes that are names of departments too: beside each other they are no languages.
const DEPARTMENTS: [&str; 2] = ["hr", "it"];

/// The language that stays of those with equally many files.
fn is_english(code: &str) -> bool {
    ["en", "english"].contains(&&*code.to_lowercase())
}

/// The files beside which one stands that has their name without a code of a language, by their ending: `.de.md`. Where
/// each has a code, those of the language with most of them stay, `en` before others.
fn files<'p>(
    paths: &[&'p str],
    is_language: &impl Fn(&str) -> bool,
) -> BTreeMap<&'p str, Vec<&'p str>> {
    let all: BTreeSet<&str> = paths.iter().copied().collect();
    let mut copies: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut beside: BTreeMap<(&str, &str), Vec<&str>> = BTreeMap::new();
    for path in paths {
        let Some((before, extension)) = path.rsplit_once('.') else {
            continue;
        };
        let Some((stem, code)) = before.rsplit_once('.') else {
            continue;
        };
        if !is_language(code) {
            continue;
        }
        match all.contains(&*format!("{stem}.{extension}")) {
            true => copies.entry(&path[stem.len()..]).or_default().push(path),
            false => beside.entry((stem, extension)).or_default().push(code),
        }
    }
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for code in beside.values().flatten() {
        *counts.entry(code).or_default() += 1;
    }
    let is_sure = |code: &&str| !DEPARTMENTS.contains(code);
    for ((stem, _), mut codes) in beside {
        if codes.len() < 2 || !codes.iter().any(is_sure) {
            continue;
        }
        codes.sort_by_key(|code| (std::cmp::Reverse(counts[code]), !is_english(code)));
        let own = paths.iter().filter(|path| path.starts_with(stem));
        let is_copy = |path: &&&str| {
            let rest = path[stem.len()..].strip_prefix('.');
            let code = rest.and_then(|rest| Some(rest.split_once('.')?.0));
            code.is_some_and(|code| codes[1..].contains(&code))
        };
        for path in own.filter(is_copy) {
            copies.entry(&path[stem.len()..]).or_default().push(path);
        }
    }
    copies
}

/// The folders of languages of which half the files or more, indexes aside, have their path in the folder that stays.
fn folders<'p>(
    paths: &[&'p str],
    is_language: &impl Fn(&str) -> bool,
) -> impl Iterator<Item = &'p str> {
    let mut inside: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for path in paths
        .iter()
        .filter(|path| section_index_rank(path).is_none())
    {
        for (at, _) in path.match_indices('/') {
            let (name, above) = (last_part(&path[..at]), parent_folder(&path[..at]));
            let is_of_site = OF_SITES.contains(&last_part(above));
            if (is_of_site || is_code(name)) && is_language(name) {
                inside.entry(&path[..at]).or_default().insert(&path[at..]);
            }
        }
    }
    let mut beside: BTreeMap<&str, Vec<(&str, BTreeSet<&str>)>> = BTreeMap::new();
    for (folder, files) in inside {
        beside
            .entry(parent_folder(folder))
            .or_default()
            .push((folder, files));
    }
    let is_sure = |(folder, _): &(&str, _)| !DEPARTMENTS.contains(&last_part(folder));
    let of_languages = beside.into_values();
    let of_languages = of_languages.filter(move |folders| folders.iter().any(is_sure));
    of_languages.flat_map(|mut folders| {
        folders.sort_by_key(|(folder, files)| {
            let is_english = is_english(last_part(folder));
            (std::cmp::Reverse(files.len()), !is_english)
        });
        let (_, first) = folders.remove(0);
        let is_copy = move |(_, files): &(&str, BTreeSet<&str>)| {
            2 * files.intersection(&first).count() >= files.len()
        };
        folders
            .into_iter()
            .filter(is_copy)
            .map(|(folder, _)| folder)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_in_another_language_are_those_beside_a_file_or_folder_of_the_same_name() {
        let languages = [
            "czech", "de", "dutch", "en", "English", "fr", "french", "hr", "it",
        ];
        let is_language = |code: &str| languages.contains(&code);
        for (paths, wanted) in [
            ("a.md a.de.md b/_index.md b/_index.de.md", "**/*.de.md"),
            ("a.md a.de.md b.de.md", "a.de.md"),
            ("a.md a.v2.md b.de.md", ""),
            ("a.de.md a.en.md", "**/*.de.md"),
            ("a.de.md a.en.md b.de.md", "**/*.en.md"),
            (
                "a.de.md a.en.md b.md b.de.md c.de.md c.fr.md d.en.md",
                "**/*.fr.md a.de.md b.de.md",
            ),
            ("a.hr.md a.it.md", ""),
            ("x/en/a.md x/en/b.md x/fr/a.md", "x/fr/**"),
            ("fr/a.md en/a.md de/a.md", "de/** fr/**"),
            ("en/_index.md en/a.md de/_index.md de/b.md", ""),
            ("fr/a.md b/a.md", ""),
            ("hr/a.md it/a.md", ""),
            ("en/a.md it/a.md", "it/**"),
            ("English/a.md french/a.md", "french/**"),
            ("docs/English/a.md docs/french/a.md", "docs/french/**"),
            ("x/English/a.md x/french/a.md", ""),
            ("x/dutch/a.md x/czech/a.md", ""),
            ("de/a.md English/a.md", "de/**"),
        ] {
            let paths: Vec<&str> = paths.split(' ').collect();
            assert_eq!(globs(&paths, is_language).join(" "), wanted, "{paths:?}");
        }
    }
}
