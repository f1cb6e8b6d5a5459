//! The name of a new file, from its title.

use crate::content::document::{section_index_rank, to_id};
use crate::path_safety;

/// The maximum length of a name, in characters and in bytes: with folder and extension it is valid on every system.
const MAX_CHARS: usize = 80;
const MAX_BYTES: usize = 200;

/// Names of generated pages.
const RESERVED: [&str; 2] = ["index", "404"];

/// The id form of a title, cut at a word if it is too long. Without letters or digits it is the name of the kind; a
/// reserved name (`index`, `con`) gets the kind as a suffix.
pub fn slug(title: &str, kind: &str) -> String {
    let id = truncated(&to_id(title));
    if id.is_empty() {
        return kind.to_owned();
    }
    let file = format!("{id}.md");
    let taken = RESERVED.contains(&id.as_str())
        || section_index_rank(&file).is_some()
        || path_safety::unsafe_reason(&file).is_some();
    match taken {
        true => format!("{id}-{kind}"),
        false => id,
    }
}

fn truncated(id: &str) -> String {
    let mut bytes = 0;
    let fits = id.char_indices().take(MAX_CHARS).take_while(|(i, c)| {
        bytes = i + c.len_utf8();
        bytes <= MAX_BYTES
    });
    let end = fits.last().map_or(0, |(i, c)| i + c.len_utf8());
    if end == id.len() {
        return id.to_owned();
    }
    let cut = &id[..end];
    // Cut at a word, unless that would remove more than half.
    let whole = match (id[end..].starts_with('-'), cut.rfind('-')) {
        (false, Some(at)) if at > end / 2 => &cut[..at],
        _ => cut,
    };
    to_id(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_made_of_any_title() {
        for (title, expected) in [
            ("Know why a file failed", "know-why-a-file-failed"),
            ("../../etc/passwd", "etc-passwd"),
            ("Größe: 5 €", "größe-5"),
            ("为什么文件被拒绝", "为什么文件被拒绝"),
            ("🎉🎉", "problem"),
            ("CON", "con-problem"),
            ("README", "readme-problem"),
            ("404", "404-problem"),
            ("com1.txt", "com1-txt"),
        ] {
            assert_eq!(slug(title, "problem"), expected);
        }
        let long = slug(&"word ".repeat(100), "problem");
        assert!(
            long.chars().count() <= 80 && long.ends_with("-word"),
            "{long}"
        );
        let wide = slug(&"語".repeat(300), "problem");
        assert!(wide.len() <= 200 && !wide.is_empty());
        assert_eq!(to_id(&wide), wide);
    }
}
