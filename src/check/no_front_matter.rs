//! `no-front-matter`: the files in a folder of a kind have no front matter, so they are plain pages.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::{CheckContext, Findings};
use crate::content::document::{
    Document, entry_stem, folders_above, parent_folder, section_index_rank, to_id,
};
use crate::diagnostic::Place;
use crate::graph::EntryId;
use crate::scaffold::scalar::yaml_scalar;

/// What is without front matter in a folder of a kind.
struct Plain {
    kind: usize,
    first: EntryId,
    ids: BTreeSet<String>,
    count: usize,
    /// Two files have one name, each beside an index: they are notes, and each index is an entry to come.
    are_notes: bool,
    is_named: bool,
}

/// One finding for a folder, at its first file.
pub fn find(context: &CheckContext, found: &mut Findings) {
    let schema = &context.graph.schema;
    let entries_with_pages = folders_of_entries(context);
    let indexes = context.graph.entries.iter().map(|entry| &entry.document);
    let indexes = indexes.filter(|document| document.is_section_index);
    let with_index: HashSet<&str> = indexes
        .map(|index| parent_folder(&index.content_path))
        .collect();
    let mut folders: BTreeMap<&str, Plain> = BTreeMap::new();
    for (id, entry) in context.graph.iter() {
        let path = &entry.document.content_path;
        let own = parent_folder(path);
        if !is_plain(&entry.document) || is_below(own, &entries_with_pages) {
            continue;
        }
        if let Some((folder, claim)) = schema.folders.nearest(own) {
            let plain = folders.entry(folder).or_insert_with(|| Plain {
                kind: claim.kind,
                first: id,
                ids: BTreeSet::new(),
                count: 0,
                are_notes: false,
                is_named: claim.is_of_project,
            });
            plain.count += 1;
            let is_new = plain.ids.insert(to_id(entry_stem(path)));
            plain.are_notes |= !is_new && own != folder && with_index.contains(own);
        }
    }
    // Where `casebook.yaml` names a folder, what is no entry there is none on purpose.
    for (folder, plain) in folders.iter().filter(|(_, p)| p.are_notes || !p.is_named) {
        let kind = &schema.kinds[plain.kind];
        let labels = kind.plural_label.to_lowercase();
        let message = format!("`{folder}/` looks like {labels}, but has no front matter");
        let them = match plain.count {
            1 => "it",
            count => &format!("all {count} of them"),
        };
        let (name, folder) = (&kind.name, yaml_scalar(folder));
        let help = match plain.are_notes {
            true => format!(
                "to read each of its folders as one of the {labels}, with the files beside it: front matter at the start of each `README.md`"
            ),
            false => format!(
                "to read {them} as {labels}: `kinds: {{{name}: {{folders: [{folder}]}}}}` in casebook.yaml"
            ),
        };
        found.add(plain.first, Place::Start, message, help);
    }
    find_unready_indexes(context, &entries_with_pages, found);
}

/// Indexes without front matter in folders beside those that are one entry each, with files of their own: that of a year
/// above entries and that of a folder of pictures are none to come.
fn find_unready_indexes(context: &CheckContext, ready: &HashSet<&str>, found: &mut Findings) {
    let schema = &context.graph.schema;
    let beside: HashSet<&str> = ready.iter().map(|folder| parent_folder(folder)).collect();
    let others = context.graph.entries.iter().map(|entry| &entry.document);
    let others = others.filter(|document| !document.is_section_index);
    let with_files: HashSet<&str> = others.map(|d| parent_folder(&d.content_path)).collect();
    for id in context.graph.ids() {
        let document = &context.graph.entry(id).document;
        let own = parent_folder(&document.content_path);
        let is_unready = document.is_section_index
            && !document.has_front_matter
            && beside.contains(parent_folder(own))
            && with_files.contains(own)
            && !beside.contains(own)
            && !is_below(own, ready);
        let nearest = schema.folders.nearest(own);
        if let Some((_, claim)) = nearest.filter(|(folder, _)| is_unready && *folder != own) {
            let label = schema.kinds[claim.kind].label.to_lowercase();
            let message = format!("`{own}/` is a page and no {label}, as folders beside it are");
            let help = format!("to make it a {label}: front matter at the start of this file");
            found.add(id, Place::Start, message, help);
        }
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
