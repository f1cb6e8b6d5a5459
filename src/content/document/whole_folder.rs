//! Folders that are one entry: a study with its pictures and notes, in a folder of its own below that of a kind.
//!
//! Knows files, which of them have front matter, and which of these say fields of a kind; nothing of their values.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::file_name::{parent_folder, section_index_rank};
use crate::content::block::Block;
use crate::content::front_matter::{self, Split};
use crate::content::source::Source;
use crate::content::yaml::Node;
use crate::model::Schema;

/// The paths, from the content folder, of the indexes that make one entry of their folder: each has front matter, its
/// folder lies below that of a kind, and no other Markdown file in or below it has front matter; or only the index says
/// fields of the kind, and the others are notes ([`is_note_beside`]). `sources` are sorted.
pub(super) fn whole_folders(sources: &[Source], schema: &Schema) -> BTreeSet<Arc<str>> {
    let is_one = |index: &&Source| {
        let path = &*index.content_path;
        let folder = parent_folder(path);
        section_index_rank(path).is_some()
            && is_below_a_kind(folder, schema)
            && has_front_matter(index)
            && below(sources, folder).all(|s| {
                s.path == index.path || !has_front_matter(s) || is_note_beside(index, s, schema)
            })
    };
    let found = sources.iter().filter(is_one);
    found.map(|index| index.content_path.clone()).collect()
}

/// A folder that is that of a kind itself is no entry.
fn is_below_a_kind(folder: &str, schema: &Schema) -> bool {
    let nearest = schema.folders.nearest(folder);
    nearest.is_some_and(|(of_kind, _)| of_kind != folder)
}

/// True if an index says fields of the kind that its folder has, and a file below it has front matter that says none:
/// `author: Iris` on the notes of a study. A day is of every note.
fn is_note_beside(index: &Source, other: &Source, schema: &Schema) -> bool {
    let [own, others] = [index, other].map(|s| parent_folder(&s.content_path));
    let own = schema.folders.nearest(own);
    let (Some((_, claim)), true) = (own, own == schema.folders.nearest(others)) else {
        return false;
    };
    is_note(index, other, claim.kind, schema)
}

/// As `is_note_beside`, for the kind that the folder will have.
pub fn is_note(index: &Source, other: &Source, kind: usize, schema: &Schema) -> bool {
    says_field_of(index, kind, schema) == Some(true)
        && says_field_of(other, kind, schema) == Some(false)
}

/// Whether front matter has a field that other kinds need not have, or `kind`; `None` if it cannot be read.
fn says_field_of(source: &Source, kind: usize, schema: &Schema) -> Option<bool> {
    let block = Block::of_file(source.valid_utf8_prefix()).1.parse().ok()?;
    let keys = match block {
        Node::Map(keys) => keys,
        _ => vec![],
    };
    let is_shared = |name: &str| schema.shared.iter().any(|field| *field.name == *name);
    let own = schema.kinds[kind].fields.iter();
    let own = own.filter(|field| !is_shared(&field.name) && &*field.name != "date");
    let is_own = |key: &str| {
        let mut own = own.clone();
        own.any(|field| *field.name == *key || field.aliases.iter().any(|alias| alias == key))
    };
    Some(keys.iter().any(|(key, _)| key == "kind" || is_own(key)))
}

fn below<'s>(sources: &'s [Source], folder: &str) -> impl Iterator<Item = &'s Source> {
    let folder = format!("{folder}/");
    let start = sources.partition_point(|s| *s.content_path < *folder);
    let rest = sources[start..].iter();
    rest.take_while(move |s| s.content_path.starts_with(&folder))
}

/// True if a file begins with front matter, whatever it says.
pub fn has_front_matter(source: &Source) -> bool {
    let split = front_matter::split(source.valid_utf8_prefix());
    !matches!(split, Split::NoFrontMatter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_index_below_the_folder_of_a_kind_is_an_entry_unless_another_file_has_front_matter() {
        let entry = "---\ntitle: A\n---\n";
        for (files, wanted) in [
            (&[("validations/may/index.md", entry)][..], 1),
            (&[("validations/may/README.md", entry)], 1),
            (&[("validations/may/_index.md", entry)], 1),
            (&[("products/x/personas/ana/index.md", entry)], 1),
            (&[("validations/2024/may/index.md", entry)], 1),
            (
                &[
                    ("validations/may/index.md", entry),
                    ("validations/may/notes.md", "# Notes\n"),
                    ("validations/may-2/talk.md", entry),
                ],
                1,
            ),
            (
                &[
                    ("validations/may/README.md", entry),
                    ("validations/may/index.md", "# May\n"),
                ],
                1,
            ),
            (&[("validations/may/index.md", "---\ntitle: [\n---\n")], 1),
            (&[("validations/may/index.md", "# May\n")], 0),
            (&[("validations/index.md", entry)], 0),
            (&[("validations/personas/index.md", entry)], 0),
            (&[("guide/may/index.md", entry)], 0),
            (&[("index.md", entry)], 0),
            (
                &[
                    ("validations/may/deep/talk.md", entry),
                    ("validations/may/index.md", entry),
                ],
                0,
            ),
            (
                &[
                    ("validations/may/README.md", entry),
                    ("validations/may/index.md", entry),
                ],
                0,
            ),
            // Notes that say who wrote them and when are no entries beside one that says a field of its kind.
            (
                &[
                    ("validations/may/README.md", "---\nmethod: interview\n---\n"),
                    (
                        "validations/may/notes.md",
                        "---\nauthor: Iris\ndate: 2026-05-01\n---\n",
                    ),
                    ("validations/may/raw/wall.md", "+++\ntitle = 'A'\n+++\n"),
                ],
                1,
            ),
            (
                &[
                    ("validations/may/README.md", "---\nmethod: interview\n---\n"),
                    ("validations/may/notes.md", "---\nn: 8\n---\n"),
                ],
                0,
            ),
            (
                &[
                    ("validations/may/README.md", "---\nmethod: interview\n---\n"),
                    ("validations/may/personas/ana.md", entry),
                ],
                0,
            ),
            (
                &[
                    ("validations/may/README.md", "---\nmethod: interview\n---\n"),
                    ("validations/may/notes.md", "---\nauthor: [\n---\n"),
                ],
                0,
            ),
            // The inner one is an entry, and the outer introduces a list.
            (
                &[
                    ("validations/2024/index.md", entry),
                    ("validations/2024/may/index.md", entry),
                ],
                1,
            ),
        ] {
            let sources: Vec<Source> = files
                .iter()
                .map(|(path, text)| Source::in_memory(path, text))
                .collect();
            let found = whole_folders(&sources, &Schema::built_in());
            assert_eq!(found.len(), wanted, "{files:?}: {found:?}");
        }
    }
}
