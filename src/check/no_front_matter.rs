//! `no-front-matter`: the files in a folder of a kind have no front matter, so they are plain pages.

use std::collections::{BTreeMap, HashSet};

use super::{CheckContext, Findings};
use crate::content::document::{Document, folders_above, parent_folder, section_index_rank};
use crate::diagnostic::Place;
use crate::graph::EntryId;
use crate::scaffold::scalar::yaml_scalar;

/// One finding for a folder, at its first file.
pub fn find(context: &CheckContext, found: &mut Findings) {
    let schema = &context.graph.schema;
    let entries_with_pages = folders_of_entries(context);
    let mut folders: BTreeMap<&str, (usize, EntryId, usize)> = BTreeMap::new();
    for (id, entry) in context.graph.iter() {
        let folder = parent_folder(&entry.document.content_path);
        if !is_plain(&entry.document) || is_below(folder, &entries_with_pages) {
            continue;
        }
        if let Some((folder, claim)) = schema.folders.nearest(folder) {
            folders.entry(folder).or_insert((claim.kind, id, 0)).2 += 1;
        }
    }
    for (folder, (kind, first, count)) in folders {
        let kind = &schema.kinds[kind];
        let labels = kind.plural_label.to_lowercase();
        let message = format!("`{folder}/` looks like {labels}, but has no front matter");
        let them = if count == 1 {
            "it"
        } else {
            &format!("all {count} of them")
        };
        let (name, folder) = (&kind.name, yaml_scalar(folder));
        let help = format!(
            "to read {them} as {labels}: `kinds: {{{name}: {{folders: [{folder}]}}}}` in casebook.yaml"
        );
        found.add(first, Place::Start, message, help);
    }
}

fn is_plain(document: &Document) -> bool {
    !document.has_front_matter && document.kind.is_none() && !document.is_section_index
}

/// The folders whose index is an entry: other files in them belong to it.
fn folders_of_entries<'a>(context: &CheckContext<'a>) -> HashSet<&'a str> {
    let entries = context.graph.entries.iter().map(|entry| &entry.document);
    let indexes = entries.filter(|document| {
        document.kind.is_some() && section_index_rank(&document.content_path).is_some()
    });
    indexes
        .map(|index| parent_folder(&index.content_path))
        .collect()
}

fn is_below(folder: &str, folders: &HashSet<&str>) -> bool {
    folders_above(folder).any(|folder| folders.contains(folder))
}
