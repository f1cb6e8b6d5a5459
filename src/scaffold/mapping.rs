//! Which folders of a team hold which kind, found by names, headings and keys, and which folder is the content.
//!
//! What people call them is data (`folder_words.rs`). Knows nothing about files on disk.

use std::collections::{BTreeMap, BTreeSet};

use super::field_words::{self, FieldWords};
use super::folder_words::{Words, last_part, phrase};
use super::translation;
use crate::content::document::{
    entry_stem, folders_above, has_front_matter, is_guide, is_note, parent_folder,
    section_index_rank,
};
use crate::content::source::{Source, build_glob_set};
use crate::model::Schema;

/// So many files that look like a kind tell more than the name of their folder.
const MIN_ALIKE: usize = 2;
const MOST: f64 = 0.6;
const HALF: f64 = 0.5;

/// What was found. Paths of folders are from the content folder.
#[derive(Debug)]
pub struct Mapping {
    /// From the project's folder; `.` for that itself.
    pub content: String,
    /// Why it is that one, as the end of a sentence.
    pub content_reason: String,
    pub folders: Vec<MappedFolder>,
    /// Words of other languages in the front matter of these folders.
    pub fields: FieldWords,
    /// Dot folders that may hold pictures; the caller keeps those that are there.
    pub asset_folders: Vec<String>,
    /// Globs of what is no content, with what it is.
    pub left_out: Vec<(&'static str, Vec<String>)>,
    /// Keys in the front matter of many entries that say nothing here.
    pub foreign_keys: Vec<String>,
}

#[derive(Debug, PartialEq, Eq)]
pub struct MappedFolder {
    pub kind: String,
    pub folder: String,
    pub reason: &'static str,
    /// Nothing in it can be read until its indexes have front matter, and what lies beside them would be read.
    pub is_unready: bool,
}

const FORMS: &str = "forms to fill in";
pub const BY_NAME: &str = "by its name";
const BY_NAME_AND_FILES: &str = "by its name and its files";
const BY_FILES: &str = "by headings and keys of its files";

/// The mapping of these files, sorted by path from the project's folder; `at_top` are the names of what lies in that.
/// `None` if there are no documents but those about the repository.
pub fn find(sources: &[Source], at_top: &BTreeSet<&str>, content: Option<&str>) -> Option<Mapping> {
    let words = Words::load();
    let documents = sources.iter();
    let documents = documents
        .filter(|s| !words.is_about_the_repository(&s.path) && !words.is_for_assistants(&s.path));
    let documents: Vec<&Source> = documents.filter(|s| is_below(&s.path, content)).collect();
    let paths: Vec<&str> = documents.iter().map(|s| &*s.path).collect();
    let copies = translation::globs(&paths, |code| words.is_language(code));
    let is_copy = build_glob_set(&copies);
    let documents: Vec<&Source> = documents
        .into_iter()
        .filter(|s| !is_copy.is_match(&*s.path))
        .collect();
    if documents.is_empty() {
        return None;
    }
    let forms = forms(&documents, &words);
    let is_form = |path: &str| forms.iter().any(|form| is_below(path, Some(form)));
    let (_, filled): (Vec<&Source>, Vec<&Source>) =
        documents.iter().partition(|d| is_form(&d.path));
    let (contents, filled): (Vec<&Source>, Vec<&Source>) =
        filled.into_iter().partition(|d| words.lists_all_pages(d));
    let (unwritten, filled): (Vec<&Source>, Vec<&Source>) =
        filled.into_iter().partition(|d| words.is_unwritten(d));
    let code = words.list("code");
    let mut names = at_top.iter();
    let is_code = names.any(|name| code.contains(&name.to_lowercase()));
    let folders = map_folders(&filled, &words, is_code);
    let (content, content_reason) = match content {
        Some(content) => (content, "as you say".to_owned()),
        None => choose_content(&filled, &folders, is_code, sources, &words),
    };
    let from_content = |path: &str| match content {
        "." => Some(path.to_owned()),
        content => Some(path.strip_prefix(content)?.strip_prefix('/')?.to_owned()),
    };
    let exclude = forms.iter().filter_map(|folder| from_content(folder));
    let exclude = exclude.map(|folder| format!("{}/**", globset::escape(&folder)));
    let single = single_forms(&filled, &folders, &words).filter_map(&from_content);
    let exclude = exclude.chain(single.map(|path| globset::escape(&path)));
    let mapped = folders.iter().filter_map(|(folder, found)| {
        Some(MappedFolder {
            kind: found.kind.to_owned(),
            folder: from_content(folder)?,
            reason: found.reason,
            is_unready: found.is_unready,
        })
    });
    let of_kind = filled.iter().filter_map(|document| {
        let mut above = folders_above(parent_folder(&document.path));
        let found = above.find_map(|folder| folders.get(folder))?;
        Some((*document, found.kind))
    });
    let copies = copies
        .iter()
        .filter_map(|glob| match glob.starts_with("**/") {
            true => Some(glob.clone()),
            false => from_content(glob),
        });
    let escaped = |path: &str| Some(globset::escape(&from_content(path)?));
    let contents = contents.iter().filter_map(|d| escaped(&d.path));
    let unwritten = unwritten.iter().filter_map(|d| escaped(&d.path));
    // Its introduction is the first page of a site whose content is the repository.
    let about = sources.iter().map(|source| &*source.path);
    let about = about.filter(|path| {
        let is_about = words.is_about_the_repository(path) && section_index_rank(path).is_none();
        is_about || words.is_for_assistants(path)
    });
    let left_out = vec![
        (FORMS, exclude.collect()),
        ("the same in other languages", copies.collect()),
        ("navigation of another tool", contents.collect()),
        ("not begun", unwritten.collect()),
        (
            "about the repository, or for assistants",
            about.filter_map(escaped).collect(),
        ),
    ];
    Some(Mapping {
        left_out,
        fields: field_words::find(of_kind),
        content: content.to_owned(),
        content_reason,
        foreign_keys: vec![],
        asset_folders: words.list("asset_folders").iter().cloned().collect(),
        folders: shortened(mapped.collect()),
    })
}

/// Forms that lie beside entries, filled forms or anything else: “adr-template.md” beside the records.
fn single_forms<'a>(
    documents: &[&'a Source],
    folders: &Folders,
    words: &Words,
) -> impl Iterator<Item = &'a str> {
    let is_mapped =
        |path: &str| folders_above(parent_folder(path)).any(|folder| folders.contains_key(folder));
    let is_among_forms = |path: &str| {
        section_index_rank(path).is_none()
            && folders_above(parent_folder(path)).any(|folder| words.holds_forms(folder))
    };
    let forms = documents.iter();
    let forms = forms.filter(move |d| {
        words.is_form(d, is_mapped(&d.path))
            || is_among_forms(&d.path) && words.is_form_among_forms(d)
    });
    forms.map(|document| &*document.path)
}

impl Mapping {
    /// The folders of each kind as patterns. Another kind gives up a folder that is built in there.
    pub fn patterns<'a>(&'a self, kinds: &'a Schema) -> BTreeMap<&'a str, Vec<String>> {
        let mut patterns: BTreeMap<&'a str, Vec<String>> = BTreeMap::new();
        let ready = self.folders.iter().filter(|folder| !folder.is_unready);
        for MappedFolder { kind, folder, .. } in ready {
            patterns.entry(kind).or_default().push(pattern_of(folder));
            let mut all = kinds.kinds.iter();
            let other = all.find(|k| *k.name != **kind && k.folders.contains(folder));
            if let Some(other) = other {
                let others = patterns.entry(&other.name).or_default();
                others.push(format!("!{folder}"));
            }
        }
        patterns
    }
}

/// A folder as `folders:` takes it, where some characters have a meaning.
fn pattern_of(folder: &str) -> String {
    match folder.contains(['*', '?', '[', '{', '\\']) {
        true => globset::escape(folder),
        false if folder.starts_with('!') => format!("**/{folder}"),
        false => folder.to_owned(),
    }
}

/// True for what lies in a folder; with `None` and `.`, for everything.
fn is_below(path: &str, folder: Option<&str>) -> bool {
    folder.is_none_or(|folder| {
        let inside = path.strip_prefix(folder);
        folder == "." || inside.is_some_and(|rest| rest.starts_with('/'))
    })
}

/// The outermost folders that are called after forms to fill in and hold nothing else, or are one themselves: their index
/// is. One that introduces the others does not count.
fn forms<'a>(documents: &[&'a Source], words: &Words) -> BTreeSet<&'a str> {
    let folders = documents
        .iter()
        .flat_map(|d| folders_above(parent_folder(&d.path)));
    let holds_only_forms = |folder: &&str| {
        let below = documents.iter().filter(|d| is_below(&d.path, Some(folder)));
        let (indexes, others): (Vec<&Source>, Vec<&Source>) =
            below.partition(|d| is_index_of(d, folder));
        let is_in_kind = words
            .kind_of_name(last_part(parent_folder(folder)))
            .is_some();
        let is_one = |index: &&Source| {
            words.is_form_among_forms(index)
                && (words.awaits_title_or_date(index) || is_in_kind && others.is_empty())
        };
        indexes.iter().any(is_one)
            || !others.is_empty() && others.iter().all(|d| words.is_form_among_forms(d))
    };
    let is_outermost = |folder: &&str| !folders_above(folder).skip(1).any(|f| words.holds_forms(f));
    folders
        .filter(|folder| words.holds_forms(folder))
        .filter(is_outermost)
        .filter(holds_only_forms)
        .collect()
}

struct FolderKind<'a> {
    kind: &'a str,
    reason: &'static str,
    is_unready: bool,
}

type Folders<'a> = BTreeMap<&'a str, FolderKind<'a>>;

/// The kind of each folder, with the reason, where it is not that of a folder above.
fn map_folders<'a>(documents: &[&'a Source], words: &'a Words, is_code: bool) -> Folders<'a> {
    let looks = documents.iter().map(|d| look(words, d));
    let looks: Vec<(&Source, Option<&str>)> = documents.iter().copied().zip(looks).collect();
    let of_entries = EntryFolders::find(&looks, words);
    let folders = documents
        .iter()
        .flat_map(|d| folders_above(parent_folder(&d.path)));
    let folders: BTreeSet<&str> = folders.collect();
    let mut mapped = Folders::new();
    for folder in folders {
        let found = match of_entries.around(folder) {
            // An entry is none of a kind's folders; one in it says so by its name.
            Some(entry) if entry == folder => None,
            Some(_) => {
                let named = words.kind_of_name(last_part(folder));
                named.and_then(|(kind, is_sure)| is_sure.then_some((kind, BY_NAME)))
            }
            None => kind_of_folder(words, folder, &looks, &of_entries, is_code),
        };
        let Some((kind, reason)) = found else {
            continue;
        };
        let mut above = folders_above(folder).skip(1);
        let inherited = above.find_map(|folder| mapped.get(folder));
        if inherited.is_none_or(|above| above.kind != kind) {
            let found = FolderKind {
                kind,
                reason,
                is_unready: of_entries.are_unready(folder),
            };
            mapped.insert(folder, found);
        }
    }
    mapped
}

/// What a file looks like. An index with front matter in a folder that begins with a year (`2025-02-planner-interviews`) says
/// what this folder or the one around it is called.
fn look<'w>(words: &'w Words, source: &Source) -> Option<&'w str> {
    let of_names = || {
        let folder = parent_folder(&source.path);
        let first = last_part(folder).split(['-', '_', ' ']).next();
        let year = first.and_then(|first| first.parse().ok());
        let is_dated = year.is_some_and(|year| (1990..2100).contains(&year));
        let is_index = section_index_rank(&source.path).is_some() && has_front_matter(source);
        let mut folders = [folder, parent_folder(folder)].into_iter();
        let named = |folder| words.kind_of_name(last_part(folder));
        let (kind, _) = folders.find_map(named).filter(|_| is_dated && is_index)?;
        Some(kind)
    };
    words.kind_of_file(source).or_else(of_names)
}

/// Folders that are one entry each: a study with an index and what lies beside it.
struct EntryFolders<'a> {
    /// With whether their index has front matter.
    folders: BTreeMap<&'a str, bool>,
}

impl<'a> EntryFolders<'a> {
    /// Two or more beside each other, or in a folder that is called like a kind: their indexes have front matter and look
    /// like it. Indexes without front matter are of entries where the files beside them have the same names.
    fn find(looks: &[(&'a Source, Option<&'a str>)], words: &Words) -> Self {
        let is_index = |s: &Source| section_index_rank(&s.path).is_some();
        let mut beside: BTreeMap<&str, Vec<&Source>> = BTreeMap::new();
        for (source, _) in looks.iter().filter(|(s, _)| !is_index(s)) {
            let folder = parent_folder(&source.path);
            beside.entry(folder).or_default().push(source);
        }
        let mut same_names: BTreeMap<(&str, &str), usize> = BTreeMap::new();
        let indexes = looks.iter().filter(|(s, _)| is_index(s));
        let indexes = indexes.map(|(s, look)| (parent_folder(&s.path), *s, *look));
        let indexes = indexes.filter(|(folder, ..)| folder.contains('/'));
        for (folder, ..) in indexes.clone() {
            for source in beside.get(folder).into_iter().flatten() {
                let name = (parent_folder(folder), last_part(&source.path));
                *same_names.entry(name).or_default() += 1;
            }
        }
        let kind_of = |folder: &str| words.kind_of_name(last_part(folder));
        let schema = Schema::built_in();
        let is_entry = |(folder, index, look): &(&str, &Source, Option<&str>)| {
            let above = parent_folder(folder);
            let mut others = beside.get(folder).into_iter().flatten();
            let is_shared = |s: &&Source| {
                let name = (above, last_part(&s.path));
                same_names.get(&name).is_some_and(|n| *n > 1)
            };
            let around = kind_of(above).map(|(kind, _)| kind);
            let is_another = |(kind, is_sure)| is_sure && around.is_some_and(|k| k != kind);
            let is_of_kind =
                words.is_kind(last_part(folder)) || kind_of(folder).is_some_and(is_another);
            let is_entry = match has_front_matter(index) {
                true => look.is_some_and(|kind| {
                    let kind = schema.kind_by_name(kind);
                    let is_note = |s: &Source| kind.is_some_and(|k| is_note(index, s, k, &schema));
                    others.all(|s| !has_front_matter(s) || is_note(s))
                }),
                false => around.is_some() && others.any(is_shared),
            };
            is_entry && !is_of_kind
        };
        let folders = indexes.filter(is_entry);
        let folders = folders.map(|(folder, index, _)| (folder, has_front_matter(index)));
        let mut folders: BTreeMap<&str, bool> = folders.collect();
        let mut count: BTreeMap<&str, usize> = BTreeMap::new();
        for folder in folders.keys() {
            *count.entry(parent_folder(folder)).or_default() += 1;
        }
        folders.retain(|folder, _| {
            let above = parent_folder(folder);
            count.get(above).is_some_and(|n| *n > 1) || kind_of(above).is_some()
        });
        EntryFolders { folders }
    }

    /// The outermost that is this folder or lies above it.
    fn around<'p>(&self, folder: &'p str) -> Option<&'p str> {
        let is_entry = |folder: &&str| self.folders.contains_key(folder);
        folders_above(folder).filter(is_entry).last()
    }

    /// True if a file below a folder says what that folder holds: of an entry, only the index does.
    fn speaks(&self, source: &Source, folder: &str) -> bool {
        let own = parent_folder(&source.path);
        is_below(&source.path, Some(folder))
            && self.around(own).is_none_or(|entry| {
                !is_below(entry, Some(folder))
                    || entry == own && section_index_rank(&source.path).is_some()
            })
    }

    /// The folder that a file lies in; for the index of an entry, the one around that.
    fn folder_of<'p>(&self, path: &'p str) -> &'p str {
        let own = parent_folder(path);
        match self.folders.contains_key(own) {
            true => parent_folder(own),
            false => own,
        }
    }

    /// True if a folder has entries, and the index of none has front matter.
    fn are_unready(&self, folder: &str) -> bool {
        let start = format!("{folder}/");
        let below = self.folders.range(&*start..);
        let below = below.take_while(|(entry, _)| entry.starts_with(&start));
        let own = below.filter(|(entry, _)| parent_folder(entry) == folder);
        let mut own = own.peekable();
        own.peek().is_some() && own.all(|(_, is_ready)| !is_ready)
    }
}

/// The content folder, and why it is that one.
fn choose_content<'a>(
    documents: &[&'a Source],
    folders: &Folders,
    is_code: bool,
    sources: &[Source],
    words: &Words,
) -> (&'a str, String) {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for document in documents {
        let top = document.path.split_once('/').map_or("", |(top, _)| top);
        *counts.entry(top).or_default() += 1;
    }
    let (usual, all) = (words.list("content"), documents.len());
    let is_entry =
        |path: &str| folders_above(parent_folder(path)).any(|folder| folders.contains_key(folder));
    let entries = documents.iter().filter(|d| is_entry(&d.path));
    let holds_kinds = |top: &str| {
        let inside = entries.clone().filter(|d| is_below(&d.path, Some(top)));
        5 * inside.count() >= 4 * entries.clone().count()
    };
    let fits = |(top, count): &(&&str, &usize)| {
        let is_usual = usual.contains(&phrase(top));
        let holds_most = 5 * **count >= 4 * all;
        let fits = is_usual && (is_code || holds_most) || is_code && **count == all;
        !top.is_empty() && fits && holds_kinds(top)
    };
    let best = counts.iter().filter(fits).max_by_key(|(_, count)| **count);
    let what = match is_code {
        true => "in a repository of code",
        false => "in this folder",
    };
    if let Some((top, _)) = best {
        let inside = sources.iter().filter(|s| is_below(&s.path, Some(top)));
        let (inside, all) = (inside.count(), sources.len());
        let reason = format!("it holds {inside} of the {all} Markdown files {what}");
        return (top, reason);
    }
    let is_large =
        |(top, count): &(&&str, &usize)| usual.contains(&phrase(top)) && 2 * **count > all;
    let reason = match counts.iter().find(is_large) {
        Some((top, _)) => format!("documents lie outside {top}/ too"),
        None => "its documents lie side by side".to_owned(),
    };
    (".", reason)
}

/// One name in place of several paths that end with it, where each folder of the name is of one kind.
fn shortened(folders: Vec<MappedFolder>) -> Vec<MappedFolder> {
    let name_is_shared = |folder: &MappedFolder| {
        let name = last_part(&folder.folder);
        let same = folders.iter();
        let same = same.filter(|other| last_part(&other.folder) == name);
        same.clone().count() > 1 && same.clone().all(|other| other.kind == folder.kind)
    };
    let mut short: Vec<MappedFolder> = Vec::new();
    for folder in &folders {
        let name = match name_is_shared(folder) {
            true => last_part(&folder.folder),
            false => &folder.folder,
        };
        let found = MappedFolder {
            kind: folder.kind.clone(),
            folder: name.to_owned(),
            ..*folder
        };
        if !short.iter().any(|other| other.folder == found.folder) {
            short.push(found);
        }
    }
    short
}

/// The kind of a folder, and why: what its files look like goes before its name.
fn kind_of_folder<'a>(
    words: &'a Words,
    folder: &str,
    looks: &[(&'a Source, Option<&'a str>)],
    of_entries: &EntryFolders,
    is_code: bool,
) -> Option<(&'a str, &'static str)> {
    let below = looks.iter().filter(|(s, _)| of_entries.speaks(s, folder));
    let direct = below.clone();
    let direct = direct.filter(|(s, _)| of_entries.folder_of(&s.path) == folder);
    let mut all = below.clone();
    let is_only_index = all.all(|(s, look)| look.is_none() && is_index_of(s, folder));
    let is_one_of =
        |list: &str, folder: &str| words.list(list).contains(&phrase(last_part(folder)));
    // With the name in small letters and without its number, it would be read without any setting.
    let is_read = |folder: &str| {
        let is_entry = |s: &Source| section_index_rank(&s.path).is_none() && has_front_matter(s);
        let kind = Schema::built_in().kind_by_folder(&phrase(last_part(folder)));
        kind.is_some() && direct.clone().any(|(s, _)| is_entry(s))
    };
    let is_weak = |folder: &str| {
        // In the parts and tests of a program, names have other meanings.
        let is_inner = is_code && folders_above(folder).any(|f| is_one_of("inside_code", f));
        let is_named = is_one_of("weak", folder) && !is_read(folder)
            || is_code && is_one_of("weak_in_code", folder);
        is_inner || is_named && !is_vouched_for(words, folder, looks)
    };
    match words.kind_of_name(last_part(folder)) {
        // A part of a program has a README too.
        Some(_) if is_only_index => None,
        Some((kind, true)) if !is_weak(folder) => match majority(below, MOST, MIN_ALIKE) {
            Some(other) if other != kind => Some((other, BY_FILES)),
            _ => Some((kind, BY_NAME)),
        },
        Some((kind, _)) => {
            let look = |(source, look): &(&'a Source, Option<&'a str>)| {
                let says = || words.says_field(source, kind).then_some(kind);
                (*source, look.or_else(says))
            };
            // Folders in it with names of their own speak for themselves.
            let has_own = direct
                .clone()
                .any(|(s, _)| section_index_rank(&s.path).is_none());
            let looks: Vec<(&Source, Option<&str>)> = match has_own {
                true => direct.map(look).collect(),
                false => below.map(look).collect(),
            };
            (majority(looks.iter(), HALF, 1) == Some(kind)).then_some((kind, BY_NAME_AND_FILES))
        }
        // A folder for documents of all sorts is none of one kind, nor is one of forms with an example beside them.
        None if words.list("content").contains(&phrase(last_part(folder)))
            || words.holds_forms(folder) =>
        {
            None
        }
        None => majority(direct, MOST, MIN_ALIKE).map(|kind| (kind, BY_FILES)),
    }
}

/// True if the folder around a folder has one of personas too: there, solutions are no answers to exercises.
fn is_vouched_for(words: &Words, folder: &str, looks: &[(&Source, Option<&str>)]) -> bool {
    let folders = looks.iter().map(|(s, _)| parent_folder(&s.path));
    let mut beside = folders
        .flat_map(folders_above)
        .filter(|other| parent_folder(other) == parent_folder(folder));
    beside.any(|other| {
        let kind = words.kind_of_name(last_part(other));
        kind.is_some_and(|(kind, is_sure)| is_sure && words.list("beside_weak").contains(kind))
    })
}

fn is_index_of(source: &Source, folder: &str) -> bool {
    section_index_rank(&source.path).is_some() && parent_folder(&source.path) == folder
}

/// The kind that at least this share of files look like, and no fewer than `min`. An index or a guide that looks like none
/// is not counted.
fn majority<'a, 's: 'a>(
    looks: impl Iterator<Item = &'a (&'s Source, Option<&'s str>)> + Clone,
    share: f64,
    min: usize,
) -> Option<&'s str> {
    let is_about_others = |source: &Source| {
        section_index_rank(&source.path).is_some() || is_guide(entry_stem(&source.path))
    };
    let all = looks.clone();
    let all = all.filter(|(source, look)| look.is_some() || !is_about_others(source));
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for kind in looks.filter_map(|(_, look)| *look) {
        *counts.entry(kind).or_default() += 1;
    }
    let (kind, count) = counts.into_iter().max_by_key(|(_, count)| *count)?;
    (count >= min && count as f64 >= share * all.count() as f64).then_some(kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_left_out_and_what_only_speaks_of_one_stays() {
        let form = "# [Title]\n\n## Status\n\nproposed\n\n## Context\n\nWhat is the reason?\n";
        let entry = "# People cannot find it\n\nThey search for long.\n";
        let files = [
            ("adr/0001-a.md", "# A\n\n## Context\n\n## Decision\n"),
            ("adr/0002-b.md", "# B\n\n## Context\n\n## Decision\n"),
            ("adr/TEMPLATE.md", form),
            ("adr/Vorlage.md", "# Titel\n\nWas war der Grund?\n"),
            (
                "adr/_template.md",
                "# ADR template\n\nWhat was the reason?\n",
            ),
            ("adr/modèle.md", form),
            ("adr/muster.md", form),
            ("adr/plantilla.md", "## Estado\n"),
            ("adr/template-x.md", form),
            ("problems/a.md", entry),
            ("problems/invoice-template.md", entry),
            ("problems/template.md", entry),
            ("problems/template-x.md", entry),
            ("problems/user-template.md", entry),
            ("problems/vorlagen.md", entry),
        ];
        let sources = files.map(|(path, text)| Source::in_memory(path, text));
        let mapping = find(&sources, &BTreeSet::new(), None).expect("documents");
        let wanted = files
            .iter()
            .map(|(path, _)| *path)
            .filter(|path| path.starts_with("adr/") && !path.starts_with("adr/000"));
        assert_eq!(mapping.left_out[0].1, wanted.collect::<Vec<_>>());
    }

    #[test]
    fn a_folder_of_forms_that_is_called_like_a_kind_holds_no_text_of_its_own() {
        for (text, wanted) in [
            (
                "---\ntitle: '{{ .Name }}'\ndate: {{ .Date }}\n---\n",
                &["archetypes/**"][..],
            ),
            ("# The planner\n\nHe makes lists.\n", &[]),
        ] {
            let files = [("archetypes/default.md", text), ("notes/a.md", "# A\n")];
            let sources = files.map(|(path, text)| Source::in_memory(path, text));
            let mapping = find(&sources, &BTreeSet::new(), None).expect("documents");
            assert_eq!(mapping.left_out[0].1, wanted, "{text}");
        }
    }

    #[test]
    fn the_files_of_a_folder_go_before_its_name() {
        let record = "# X\n\n## Context\n\n## Decision\n\n## Consequences\n";
        let files = [
            ("README.md", "# Tool"),
            ("choices/1.md", record),
            ("choices/2.md", record),
            ("needs/1.md", record),
            ("needs/2.md", record),
            ("parts/insights/README.md", "# A part of the program"),
            ("people/eva.md", "# Eva"),
        ];
        let sources = files.map(|(path, text)| Source::in_memory(path, text));
        let mapping = find(&sources, &BTreeSet::new(), None).expect("documents");
        let folders = mapping.folders.iter().map(|f| (&*f.kind, &*f.folder));
        let folders: Vec<(&str, &str)> = folders.collect();
        assert_eq!(folders, [("decision", "choices"), ("decision", "needs")]);
        let kinds = Schema::built_in();
        let patterns = mapping.patterns(&kinds).into_iter();
        let patterns: Vec<String> = patterns
            .map(|(kind, p)| format!("{kind}: {}", p.join(" ")))
            .collect();
        assert_eq!(patterns, ["decision: choices needs", "problem: !needs"]);
    }
}
