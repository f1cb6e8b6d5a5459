//! Finds paths that collide, and names that are not safe on all of Linux, macOS, Windows and common servers.
//!
//! Works on paths as text; knows nothing about pages or files.

use std::collections::{HashMap, HashSet};

use caseless::Caseless;
use unicode_normalization::UnicodeNormalization;

use crate::text::visible;

/// Two paths that cannot both exist, as indexes into the given paths; `second` comes later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Collision {
    pub first: usize,
    pub second: usize,
    pub clash: Clash,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clash {
    /// Equal, or different only in case or Unicode form, which many file systems do not tell apart.
    Same,
    /// One is a file where the other needs a folder: `team` and `team/index.html`.
    FileAndFolder,
}

/// The form in which paths are compared: canonically composed (NFC) and fully case-folded.
pub fn comparison_key(path: &str) -> String {
    if path.is_ascii() {
        return path.to_ascii_lowercase();
    }
    // Folding looks at decomposed text, as the canonical caseless match of the Unicode Standard (3.13, D145) does.
    path.nfd().default_case_fold().nfc().collect()
}

/// Every path that collides with an earlier one, once, with the first such path.
pub fn collisions<'a>(paths: impl IntoIterator<Item = &'a str>) -> Vec<Collision> {
    let mut files: HashMap<String, usize> = HashMap::new();
    let mut folders: HashMap<String, usize> = HashMap::new();
    let mut found = Vec::new();
    for (second, path) in paths.into_iter().enumerate() {
        let key = comparison_key(path);
        let above = || key.match_indices('/').map(|(end, _)| &key[..end]);
        let clash = files
            .get(&key)
            .map(|&first| (first, Clash::Same))
            .or_else(|| {
                folders
                    .get(&key)
                    .map(|&first| (first, Clash::FileAndFolder))
            })
            .or_else(|| {
                above()
                    .find_map(|folder| files.get(folder))
                    .map(|&first| (first, Clash::FileAndFolder))
            });
        if let Some((first, clash)) = clash {
            found.push(Collision {
                first,
                second,
                clash,
            });
        }
        for folder in above() {
            if !folders.contains_key(folder) {
                folders.insert(folder.to_owned(), second);
            }
        }
        files.entry(key).or_insert(second);
    }
    found
}

/// A name that differs from an earlier one in the same folder only in case or Unicode form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseVariant {
    /// Index of the first path that has it.
    pub index: usize,
    /// The path of a folder or a file; a folder's ends in `/`.
    pub name: String,
    /// The earlier spelling.
    pub first: String,
}

/// Names that are the same on a system which ignores case, each pair once. Markdown files that differ only in the case
/// of the file name are left out: they have the same id or URL, which is reported elsewhere.
pub fn names_differing_in_case<'a>(paths: impl IntoIterator<Item = &'a str>) -> Vec<CaseVariant> {
    let mut first_spellings: HashMap<String, &str> = HashMap::new();
    let mut reported: HashSet<&str> = HashSet::new();
    let mut found = Vec::new();
    for (index, path) in paths.into_iter().enumerate() {
        let ends = path.match_indices('/').map(|(end, _)| end + 1);
        for end in ends.chain([path.len()]) {
            let name = &path[..end];
            let first = *first_spellings.entry(comparison_key(name)).or_insert(name);
            if first == name {
                continue;
            }
            let are_pages = comparison_key(name).ends_with(".md");
            if reported.insert(name) && !are_pages {
                found.push(CaseVariant {
                    index,
                    name: name.to_owned(),
                    first: first.to_owned(),
                });
            }
            // Paths below differ only because of this folder.
            break;
        }
    }
    found
}

/// Why a path of the site cannot be written everywhere, as one phrase that is safe to print.
///
/// Refuses what Windows does (<https://learn.microsoft.com/windows/win32/fileio/naming-a-file>), control characters,
/// parts over 255 bytes, and names that casebook keeps for itself.
pub fn unsafe_reason(path: &str) -> Option<String> {
    if comparison_key(path).starts_with(".casebook") {
        return Some(format!(
            "`{}` is a name that casebook keeps for itself",
            visible(path)
        ));
    }
    path.split('/')
        .find_map(|part| Some(format!("`{}` {}", visible(part), unsafe_part_reason(part)?)))
}

fn unsafe_part_reason(part: &str) -> Option<&'static str> {
    let device = part.split('.').next().unwrap_or_default().trim_end();
    if matches!(part, "" | "." | "..") {
        Some("is no name")
    } else if part
        .chars()
        .any(|c| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}'))
    {
        Some("has a control character in its name")
    } else if part.contains(['\\', ':', '*', '?', '"', '<', '>', '|']) {
        Some("has a character that Windows does not allow in names")
    } else if part.ends_with(['.', ' ']) {
        Some("ends in a dot or a blank, which Windows drops")
    } else if is_windows_device(device) {
        Some("is a device on Windows")
    } else if part.len() > 255 {
        Some("is longer than 255 bytes")
    } else {
        None
    }
}

fn is_windows_device(stem: &str) -> bool {
    let stem = stem.to_ascii_lowercase();
    let numbered = stem
        .strip_prefix("com")
        .or_else(|| stem.strip_prefix("lpt"));
    matches!(
        stem.as_str(),
        "con" | "prn" | "aux" | "nul" | "conin$" | "conout$"
    ) || numbered.is_some_and(|n| {
        let mut chars = n.chars();
        matches!(chars.next(), Some('0'..='9' | '¹' | '²' | '³')) && chars.next().is_none()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(paths: &[&str]) -> Vec<(usize, usize, Clash)> {
        collisions(paths.iter().copied())
            .into_iter()
            .map(|c| (c.first, c.second, c.clash))
            .collect()
    }

    #[test]
    fn names_that_differ_only_in_case_are_reported_once() {
        let paths = [
            "a/x.md", "A/y.md", "A/z.md", "p.png", "P.png", "P.png", "q.md", "Q.md",
        ];
        let found = names_differing_in_case(paths);
        let reported: Vec<(usize, &str, &str)> = found
            .iter()
            .map(|c| (c.index, &*c.name, &*c.first))
            .collect();
        assert_eq!(reported, [(1, "A/", "a/"), (4, "P.png", "p.png")]);
    }

    #[test]
    fn paths_that_differ_in_case_or_unicode_form_collide_with_the_first() {
        assert_eq!(
            found(&["a.html", "b.html", "A.html", "a.HTML"]),
            [(0, 2, Clash::Same), (0, 3, Clash::Same)]
        );
        for (a, b) in [
            ("Persona.html", "persona.html"),
            ("é.html", "e\u{301}.html"),
            ("STRASSE", "straße"),
            ("ΣΑΣ", "σας"),
        ] {
            assert_eq!(found(&[a, b]), [(0, 1, Clash::Same)], "{a} {b}");
        }
    }

    #[test]
    fn a_file_where_a_folder_must_be_collides_in_either_order() {
        assert_eq!(
            found(&["team", "Team/index.html"]),
            [(0, 1, Clash::FileAndFolder)]
        );
        assert_eq!(
            found(&["team/a/index.html", "TEAM"]),
            [(0, 1, Clash::FileAndFolder)]
        );
    }

    #[test]
    fn different_paths_do_not_collide() {
        assert_eq!(
            found(&[
                "foo.html",
                "foo/index.html",
                "foo/bar.html",
                "foobar.html",
                "food"
            ]),
            []
        );
    }

    #[test]
    fn names_that_some_system_refuses_are_unsafe() {
        for path in [
            "con.html",
            "a/NUL",
            "com1.tar.gz",
            "LPT9/x.html",
            "com¹",
            "aux .html",
            "a./b.html",
            "a /b.html",
            "a.html ",
            "a\nb.html",
            "a\u{2028}b",
            "a:b",
            "a\\b",
            "what?.png",
            "a//b",
            "../a",
            "",
            "a/.",
            ".casebook-manifest.json",
            ".Casebook-manifest.json",
        ] {
            assert!(unsafe_reason(path).is_some(), "{path:?}");
        }
        assert!(unsafe_reason(&"x".repeat(256)).is_some());
        assert_eq!(unsafe_reason(&"x".repeat(255)), None);
        for path in [
            "console.html",
            "com.html",
            "com10",
            "a b/ü.html",
            ".nojekyll",
            "a.b.c",
            "null",
            "日本.html",
        ] {
            assert_eq!(unsafe_reason(path), None);
        }
    }

    #[test]
    fn the_phrase_for_an_unsafe_name_is_one_line() {
        assert_eq!(
            unsafe_reason("a\nb"),
            Some("`a␊b` has a control character in its name".to_owned())
        );
    }
}
