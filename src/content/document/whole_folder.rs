//! Folders that are one entry: a study with its pictures and notes, in a folder of its own below that of a kind.
//!
//! Knows files and which of them have front matter, nothing of what it says.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::file_name::{parent_folder, section_index_rank};
use crate::content::front_matter::{self, Split};
use crate::content::source::Source;
use crate::model::Schema;

/// The paths, from the content folder, of the indexes that make one entry of their folder: each has front matter, its
/// folder lies below that of a kind, and no other Markdown file in or below it has front matter. `sources` are sorted.
pub(super) fn whole_folders(sources: &[Source], schema: &Schema) -> BTreeSet<Arc<str>> {
    let is_one = |index: &&Source| {
        let path = &*index.content_path;
        let folder = parent_folder(path);
        section_index_rank(path).is_some()
            && is_below_a_kind(folder, schema)
            && has_front_matter(index)
            && below(sources, folder).all(|s| s.path == index.path || !has_front_matter(s))
    };
    let found = sources.iter().filter(is_one);
    found.map(|index| index.content_path.clone()).collect()
}

/// A folder that is that of a kind itself is no entry.
fn is_below_a_kind(folder: &str, schema: &Schema) -> bool {
    let nearest = schema.folders.nearest(folder);
    nearest.is_some_and(|(of_kind, _)| of_kind != folder)
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
