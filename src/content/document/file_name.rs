//! Paths and names of documents: folder, stem, and what a name says — a title, a place among its neighbours, and an id
//! without what a tool put behind it.

use crate::content::source::is_markdown;
use crate::model::Period;

/// What may stand between a number or a date and the name behind it.
const SEPARATORS: [char; 4] = ['.', '_', '-', ' '];
/// The hexadecimal digits that Notion puts behind a name.
const TAIL_DIGITS: usize = 32;
/// Longer numbers are a part of the name: a year, the number of a record.
const MAX_NUMBER_DIGITS: usize = 3;

/// The file name without folder and extension.
pub fn file_stem(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// The name that an entry has from its path: that of its file, or of its folder for the page of a folder.
pub fn entry_stem(path: &str) -> &str {
    let folder = parent_folder(path).rsplit('/').next().unwrap_or_default();
    match section_index_rank(path) {
        Some(_) if !folder.is_empty() => folder,
        _ => file_stem(path),
    }
}

/// The folder of a path, without a slash at its end; empty at the top.
pub fn parent_folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// A folder and those above it, up to the outermost below the content folder.
pub fn folders_above<'p>(folder: &'p str) -> impl Iterator<Item = &'p str> {
    let next = |folder: &&'p str| Some(parent_folder(folder)).filter(|above| !above.is_empty());
    std::iter::successors(Some(folder), next)
}

/// 0 for `index.md`, 1 for `_index.md`, 2 for `README.md`, also as `.mdx`: the lowest is the page of its folder. `None` for
/// other files.
pub fn section_index_rank(path: &str) -> Option<usize> {
    let stem = file_stem(path);
    ["index", "_index", "readme"]
        .iter()
        .position(|n| stem.eq_ignore_ascii_case(n) && is_markdown(path))
}

/// The stem of a dated file name (`2024-05-01-talks`) without its date; `None` if it has no date or nothing after it.
pub fn without_date(stem: &str) -> Option<&str> {
    let rest = behind_date(stem)?.strip_prefix('-')?;
    (!rest.is_empty()).then_some(rest)
}

/// The day at the start of a file's name, else of its folder's.
pub fn date_of_path(path: &str) -> Option<Period> {
    let folder = parent_folder(path).rsplit('/').next();
    [file_stem(path), folder.unwrap_or_default()]
        .into_iter()
        .find_map(|name| {
            let rest = behind_date(name)?;
            let is_whole = !rest.starts_with(|c: char| c.is_ascii_digit());
            Period::parse(&name[..name.len() - rest.len()]).filter(|_| is_whole)
        })
}

fn behind_date(stem: &str) -> Option<&str> {
    let date = stem.as_bytes().get(..10)?;
    let is_date = date.iter().enumerate().all(|(i, b)| match i {
        4 | 7 => *b == b'-',
        _ => b.is_ascii_digit(),
    });
    // The bytes of a date are ASCII, so the cut is at a boundary.
    is_date.then(|| &stem[10..])
}

/// A stem without the 32 hexadecimal digits at its end with which Notion exports it; `None` if it has none.
pub fn without_tail(stem: &str) -> Option<&str> {
    let name = stem.trim_end_matches(|c: char| c.is_ascii_hexdigit());
    let is_tail = stem.len() - name.len() == TAIL_DIGITS;
    let name = name.strip_suffix(SEPARATORS).filter(|_| is_tail)?;
    is_word(name).then_some(name)
}

/// A title made of a name: `2-know-why_it` is “Know why it”. A leading date or short number only orders files.
pub fn title_of_name(stem: &str) -> String {
    let name = without_tail(stem).unwrap_or(stem);
    let digits = name.len() - name.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let behind_number = || {
        (1..=MAX_NUMBER_DIGITS)
            .contains(&digits)
            .then(|| &name[digits..])
    };
    if behind_date(name) == Some("") {
        return name.to_owned();
    }
    let rest = behind_date(name).or_else(behind_number);
    let rest = rest.filter(|rest| rest.starts_with(SEPARATORS) && is_word(rest));
    let rest = rest.map(|rest| rest.trim_start_matches(SEPARATORS));
    let words = rest.unwrap_or(name).replace(['-', '_'], " ");
    let mut chars = words.trim().chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => stem.to_owned(),
    }
}

fn is_word(text: &str) -> bool {
    text.contains(char::is_alphanumeric)
}

/// The numbers at the start of a name, by which files are sorted: 2 and 10 of `2.10-next`. Names without come last.
pub fn leading_numbers(name: &str) -> (bool, Vec<u64>) {
    let (mut numbers, mut rest) = (vec![], name);
    loop {
        let behind = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        let digits = &rest[..rest.len() - behind.len()];
        if digits.is_empty() || !(behind.is_empty() || behind.starts_with(SEPARATORS)) {
            break;
        }
        numbers.push(digits.parse().unwrap_or(u64::MAX));
        rest = behind.trim_start_matches(SEPARATORS);
    }
    (numbers.is_empty(), numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_date_before_a_name_is_removed() {
        for (stem, name) in [
            ("2024-05-01-talks", Some("talks")),
            ("2024-05-01-", None),
            ("2024-05-01", None),
            ("2024x05-01-talks", None),
            ("2024-05-0x-talks", None),
            ("20240501--talks", None),
        ] {
            assert_eq!(without_date(stem), name, "{stem}");
        }
    }

    #[test]
    fn a_day_is_taken_from_the_name_of_the_file_or_else_of_its_folder() {
        for (path, day) in [
            ("validations/2024-05-14-talks.md", Some("2024-05-14")),
            ("validations/2024-05-14 Gespräche.md", Some("2024-05-14")),
            ("2024-05-14.md", Some("2024-05-14")),
            ("2024-05-13/2024-05-14_x.md", Some("2024-05-14")),
            ("studies/2024-05-14 Upload/README.md", Some("2024-05-14")),
            ("2024-05-14/deep/index.md", None),
            ("talks-2024-05-14.md", None),
            ("2024-05-talks.md", None),
            ("20240514-talks.md", None),
            ("2024-05-145.md", None),
            ("2024-13-14-talks.md", None),
        ] {
            let found = date_of_path(path).map(|day| day.first.to_string());
            assert_eq!(found.as_deref(), day, "{path}");
        }
    }

    #[test]
    fn a_title_loses_a_date_a_short_number_and_a_tail_where_something_is_left() {
        for (stem, title) in [
            ("know-why_it", "Know why it"),
            ("2-alpha", "Alpha"),
            ("00_why", "Why"),
            ("1. Einführung", "Einführung"),
            ("03 - Ziele", "Ziele"),
            ("0001-store", "0001 store"),
            ("2024 review", "2024 review"),
            ("2024-05-01-talks", "Talks"),
            ("2024-05-01 Gespräche", "Gespräche"),
            ("2024-05-01", "2024-05-01"),
            ("3d-printing", "3d printing"),
            ("7", "7"),
            ("12-", "12"),
            ("--", "--"),
            ("Ana 0123456789abcdef0123456789abcdef", "Ana"),
            (
                "0123456789abcdef0123456789abcdef",
                "0123456789abcdef0123456789abcdef",
            ),
            (
                "Ana 0123456789abcdef0123456789abcde",
                "Ana 0123456789abcdef0123456789abcde",
            ),
        ] {
            assert_eq!(title_of_name(stem), title, "{stem}");
        }
    }

    #[test]
    fn names_are_sorted_by_their_leading_numbers() {
        let mut names = [
            "b",
            "10-mid",
            "3d-x",
            "2-alpha",
            "1.10 x",
            "1.2 y",
            "2024-05-01",
            "00_why",
        ];
        names.sort_by_key(|name| (leading_numbers(name), *name));
        let sorted = [
            "00_why",
            "1.2 y",
            "1.10 x",
            "2-alpha",
            "10-mid",
            "2024-05-01",
            "3d-x",
            "b",
        ];
        assert_eq!(names, sorted);
    }
}
