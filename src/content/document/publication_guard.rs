//! Guards against publishing by mistake: misspelt or swallowed lines of the fields that keep a document from being
//! published, and control characters. Knows no other fields.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::content::front_matter;
use crate::content::yaml::{self, Node, Step};

/// Control characters and line separators: front matter needs none, and some parsers take them for line ends.
pub fn is_forbidden_char(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
        || matches!(c, '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// The fields that can keep a document from being published.
pub const GUARDED_FIELDS: [&str; 2] = ["draft", "visibility"];

/// True if `key` is `guarded` but for case, accents, width, invisible characters, up to two letters, or letters of
/// other scripts, which may look the same (any does here, if the other letters are equal and there is at least one).
pub fn is_near_miss(key: &str, guarded: &str) -> bool {
    let seen = |c: &char| !front_matter::is_invisible(*c) && !is_combining_mark(*c);
    let key = key.nfkd().filter(seen).flat_map(char::to_lowercase);
    let key: String = key.collect();
    let same = |(a, b): (char, char)| a == b || !a.is_ascii();
    let of_other_scripts = key.chars().count() == guarded.chars().count()
        && key.chars().zip(guarded.chars()).all(same)
        && key.chars().zip(guarded.chars()).any(|(a, b)| a == b);
    of_other_scripts || strsim::osa_distance(&key, guarded) <= 2
}

/// True in a folder whose pages Jekyll and Hexo do not show.
pub fn is_in_folder_of_drafts(path: &str) -> bool {
    let mut folders = path.split('/').rev().skip(1);
    folders.any(|folder| folder.eq_ignore_ascii_case("_drafts"))
}

/// The byte range of a line that starts with `draft:` or `visibility:` (with `=` in TOML) and is no field of the document,
/// because a quote, bracket or table before it is still open. That is valid, but the line was meant to keep the document
/// from being published.
pub fn find_swallowed_field(block: &str, map: &[(String, Node)]) -> Option<(usize, usize)> {
    GUARDED_FIELDS.iter().find_map(|guarded| {
        let is_guarded = |key: &str| key.eq_ignore_ascii_case(guarded);
        let mut fields = map.iter().filter(|(key, _)| is_guarded(key)).count();
        let mut start = 0;
        block.split_inclusive('\n').find_map(|line| {
            let (from, to) = (start, start + line.trim_end().len());
            start += line.len();
            let (name, _) = line.split_once([':', '='])?;
            if !is_guarded(name.trim_end()) {
                return None;
            }
            let is_field = fields > 0;
            fields = fields.saturating_sub(1);
            (!is_field).then_some((from, to))
        })
    })
}

/// The path of the first value or key in which an escape (`"\0"`) makes a forbidden character ([`is_forbidden_char`]).
/// `path` is that of `map`, and is the same afterwards.
pub fn find_escaped_forbidden_char(
    map: &[(String, Node)],
    path: &mut yaml::NodePath,
) -> Option<yaml::NodePath> {
    fn in_node(node: &Node, path: &mut yaml::NodePath) -> Option<yaml::NodePath> {
        match node {
            Node::Text(text) => text.chars().any(is_forbidden_char).then(|| path.clone()),
            Node::List(items) => items.iter().enumerate().find_map(|(i, item)| {
                path.push(Step::Index(i));
                let found = in_node(item, path);
                path.pop();
                found
            }),
            Node::Map(map) => find_escaped_forbidden_char(map, path),
            _ => None,
        }
    }
    map.iter().find_map(|(key, node)| {
        path.push(Step::Key(key.clone()));
        let found = in_node(node, path)
            .or_else(|| key.chars().any(is_forbidden_char).then(|| path.clone()));
        path.pop();
        found
    })
}
