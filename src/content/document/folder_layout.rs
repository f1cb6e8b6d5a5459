//! What the files around a document say about it: whether a file without front matter is an entry, whether an index
//! introduces the list of a kind, and whether a name without the digits at its end is still the only one.
//!
//! Knows which files have front matter, and nothing of what they say.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, LazyLock};

use super::file_name::{
    entry_stem, folders_above, parent_folder, section_index_rank, title_of_name, without_tail,
};
use super::whole_folder::{has_front_matter, whole_folders};
use crate::content::source::Source;
use crate::content::yaml::{self, Node};
use crate::model::{Role, Schema};
use crate::text::{phrase, to_id};

/// The fewest signs of a name in capitals that is not somebody's or an abbreviation.
const MIN_CAPITALS: usize = 5;

/// The shortest beginning of the name of a folder that may be its singular.
const MIN_SINGULAR: usize = 4;

/// What `about_folders.yaml` says.
static ABOUT_FOLDERS: LazyLock<Vec<(String, Vec<String>)>> = LazyLock::new(|| {
    let words = |node: Node| match node {
        Node::List(words) => words.iter().filter_map(Node::as_text).collect(),
        _ => vec![],
    };
    match yaml::parse(include_str!("about_folders.yaml")) {
        Ok(Node::Map(lists)) => lists.into_iter().map(|(k, v)| (k, words(v))).collect(),
        _ => vec![],
    }
});

fn names_about_folders(list: &str) -> impl Iterator<Item = &'static str> {
    let lists = ABOUT_FOLDERS.iter().filter(move |(name, _)| name == list);
    lists.flat_map(|(_, words)| words.iter().map(String::as_str))
}

/// Folders and files, from the content folder.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct FolderLayout {
    /// In them some files have front matter and some have none; an index is not counted.
    mixed: BTreeSet<String>,
    /// Their index introduces the list of this kind.
    introductions: BTreeMap<String, usize>,
    /// The indexes of folders that are one entry ([`super::whole_folder`]), and these folders.
    whole_indexes: BTreeSet<Arc<str>>,
    whole: BTreeSet<String>,
    /// Folders with an index without front matter beside such a folder: what is in them belongs to an entry to come.
    unfinished: BTreeSet<String>,
    /// Folders with the name of a file beside them: what is in them are the pages of that, as Notion lays them out.
    of_documents: BTreeSet<String>,
    /// Files without front matter that are about their folder, and not all beside them are: their names are in capitals
    /// alone (`PARKED.md`), that of the folder, or one of [`ABOUT_FOLDERS`].
    about_folders: BTreeSet<Arc<str>>,
    /// No other file has their name without its tail.
    unique_without_tail: BTreeSet<Arc<str>>,
    /// No other folder beside them has their name without its tail.
    folders_without_tail: BTreeSet<String>,
}

impl FolderLayout {
    pub fn new(sources: &[Source], schema: &Schema) -> Self {
        let (mut with, mut without) = (BTreeSet::new(), BTreeSet::new());
        let mut indexes = BTreeSet::new();
        for source in sources {
            let folder = parent_folder(&source.content_path);
            if section_index_rank(&source.content_path).is_some() {
                indexes.insert(folder);
            } else if schema.folders.nearest(folder).is_some() {
                let files = if has_front_matter(source) {
                    &mut with
                } else {
                    &mut without
                };
                files.insert(folder);
            }
        }
        let whole_indexes = whole_folders(sources, schema);
        let whole = whole_indexes.iter().map(|path| parent_folder(path));
        let whole: BTreeSet<String> = whole.map(str::to_owned).collect();
        let around: BTreeSet<&str> = whole.iter().map(|folder| parent_folder(folder)).collect();
        let is_unfinished = |folder: &&&str| {
            around.contains(parent_folder(folder)) && schema.folders.of_folder(folder).is_none()
        };
        let unfinished = indexes.iter().filter(is_unfinished);
        FolderLayout {
            unfinished: unfinished.map(|folder| (*folder).to_owned()).collect(),
            whole,
            whole_indexes,
            mixed: with
                .intersection(&without)
                .map(|f| (*f).to_owned())
                .collect(),
            introductions: introductions(&indexes, schema),
            of_documents: folders_of_documents(sources),
            about_folders: about_folders(sources, schema),
            unique_without_tail: unique_without_tail(sources),
            folders_without_tail: folders_without_tail(sources),
        }
    }

    /// The kind of which a file without front matter in this folder is an entry.
    pub fn kind_without_front_matter(&self, folder: &str, schema: &Schema) -> Option<usize> {
        let (claimed, claim) = schema.folders.nearest(folder)?;
        let is_entry = claim.is_of_project || self.mixed.contains(folder);
        // The files beside a study belong to its entry.
        let is_entry_folder = |f: &str| self.whole.contains(f) || self.unfinished.contains(f);
        let mut below_claimed = folders_above(folder).take_while(|f| *f != claimed);
        let is_of_document = below_claimed.any(|f| self.of_documents.contains(f));
        let is_of_entry = || is_of_document || folders_above(folder).any(is_entry_folder);
        (is_entry && !is_of_entry()).then_some(claim.kind)
    }

    /// True if a file without front matter is about its folder, and no entry.
    pub fn is_about_folder(&self, path: &str) -> bool {
        self.about_folders.contains(path)
    }

    /// True if this file is the index of a folder that is one entry.
    pub fn is_whole_index(&self, path: &str) -> bool {
        self.whole_indexes.contains(path)
    }

    /// True if this folder is one entry.
    pub fn is_whole(&self, folder: &str) -> bool {
        self.whole.contains(folder)
    }

    /// The name of this file without the tail that Notion gave it, if no other file has that name.
    pub fn cut_tail<'n>(&self, path: &str, name: &'n str) -> &'n str {
        let cut = without_tail(name).filter(|_| self.unique_without_tail.contains(path));
        cut.unwrap_or(name)
    }

    /// The path of a page without the tails of its folders.
    pub fn cut_folder_tails(&self, path: &str) -> String {
        let mut out = String::with_capacity(path.len());
        let mut start = 0;
        for (at, _) in path.match_indices('/') {
            let name = &path[start..at];
            let cut =
                without_tail(name).filter(|_| self.folders_without_tail.contains(&path[..at]));
            out.push_str(cut.unwrap_or(name));
            out.push('/');
            start = at + 1;
        }
        out + &path[start..]
    }

    /// The kind whose list the index of this folder introduces.
    pub fn introduces(&self, folder: &str) -> Option<usize> {
        self.introductions.get(folder).copied()
    }
}

/// Of the folders of a kind that have an index: the one that is called like the folder of its pages, else the outermost
/// if there is one. Other indexes introduce a part of the list only, and have a page of their own.
fn introductions(indexes: &BTreeSet<&str>, schema: &Schema) -> BTreeMap<String, usize> {
    let mut of_kind: BTreeMap<usize, Vec<(usize, &str)>> = BTreeMap::new();
    for folder in indexes {
        if let Some(kind) = schema.kind_by_folder(folder) {
            let depth = match **folder == *schema.kinds[kind].page_folder {
                true => 0,
                false => 1 + folder.matches('/').count(),
            };
            of_kind.entry(kind).or_default().push((depth, folder));
        }
    }
    let outermost = of_kind.into_iter().filter_map(|(kind, mut folders)| {
        folders.sort_unstable();
        let is_alone = folders.get(1).is_none_or(|next| next.0 > folders[0].0);
        is_alone.then(|| (folders[0].1.to_owned(), kind))
    });
    outermost.collect()
}

/// Folders beside a document that has their name, both without the tails of Notion.
fn folders_of_documents(sources: &[Source]) -> BTreeSet<String> {
    let name = |path: &str, stem: &str| {
        let name = to_id(without_tail(stem).unwrap_or(stem));
        (parent_folder(path).to_owned(), name)
    };
    let documents = sources.iter().map(|s| &*s.content_path);
    let documents = documents.filter(|path| section_index_rank(path).is_none());
    let names: BTreeSet<_> = documents.map(|path| name(path, entry_stem(path))).collect();
    let folders = sources.iter().map(|s| parent_folder(&s.content_path));
    let folders: BTreeSet<&str> = folders.flat_map(folders_above).collect();
    let last = |folder: &&str| name(folder, folder.rsplit('/').next().unwrap_or_default());
    let found = folders.into_iter().filter(|f| names.contains(&last(f)));
    found.map(str::to_owned).collect()
}

fn about_folders(sources: &[Source], schema: &Schema) -> BTreeSet<Arc<str>> {
    let is_of_studies = |folder: &str| {
        let nearest = schema.folders.nearest(folder);
        nearest.is_some_and(|(_, claim)| schema.role(Some(claim.kind)) == Some(Role::Validation))
    };
    let is_about = |source: &&Source| {
        let stem = entry_stem(&source.content_path);
        let folder = parent_folder(&source.content_path);
        section_index_rank(&source.content_path).is_none()
            && (is_in_capitals(stem)
                || is_guide(stem) && is_of_studies(folder)
                || is_overview(stem, folder.rsplit('/').next().unwrap_or_default()))
    };
    let (about, others): (Vec<&Source>, Vec<&Source>) = sources.iter().partition(is_about);
    let others = others.iter().map(|s| &*s.content_path);
    let others = others.filter(|path| section_index_rank(path).is_none());
    let folders: BTreeSet<&str> = others.map(parent_folder).collect();
    let about = about.iter().filter(|s| !has_front_matter(s));
    let about = about.filter(|s| folders.contains(parent_folder(&s.content_path)));
    about.map(|source| source.content_path.clone()).collect()
}

fn is_in_capitals(stem: &str) -> bool {
    let mut letters = stem.chars().filter(|c| c.is_alphabetic());
    stem.chars().count() >= MIN_CAPITALS
        && letters.all(char::is_uppercase)
        && !stem.contains(|c: char| c.is_ascii_digit())
}

/// “Interviewleitfaden” and “Interview guide v2” in a folder of studies: what is asked, and nobody's answer.
pub fn is_guide(stem: &str) -> bool {
    let name = phrase(&title_of_name(stem));
    let is_version = |word: &str| word.trim_start_matches('v').parse::<u32>().is_ok();
    names_about_folders("guides").any(|guide| {
        let rest = name.strip_prefix(guide);
        rest.is_some_and(|rest| rest.split_whitespace().all(is_version))
    })
}

/// “Personas”, “00-index”, “Groups MOC”, “All personas”, “Persona overview” and “README.fr” in a folder `Personas`.
fn is_overview(stem: &str, folder: &str) -> bool {
    let (name, folder) = (phrase(&title_of_name(stem)), phrase(&title_of_name(folder)));
    let is_language = |rest: &str| rest.len() == 2;
    let is_one = |rest: &str| rest.len() >= MIN_SINGULAR && folder.starts_with(rest);
    let is_rest = |rest: &str| rest == folder || is_one(rest) || is_language(rest);
    // “Logan” begins with no word for an overview.
    let is_word = |rest: &str| rest.starts_with(' ') || rest.ends_with(' ') || rest == folder;
    let mut overviews = names_about_folders("overviews");
    // A map of content, as Obsidian's users call it, in capitals: “moc” is a word elsewhere.
    let is_map = stem
        .split(|c: char| !c.is_alphanumeric())
        .any(|word| word == "MOC");
    let mut all_of = names_about_folders("all_of");
    let is_of_folder = |rest: &str| rest.strip_prefix(' ') == Some(&*folder);
    !name.is_empty()
        && (name == folder
            || is_map
            || all_of.any(|word| name.strip_prefix(word).is_some_and(is_of_folder))
            || overviews.any(|word| {
                let rest = name.strip_prefix(word).or_else(|| name.strip_suffix(word));
                rest.is_some_and(|rest| rest.is_empty() || is_word(rest) && is_rest(rest.trim()))
            }))
}

fn unique_without_tail(sources: &[Source]) -> BTreeSet<Arc<str>> {
    let has_tail = |source: &&Source| without_tail(entry_stem(&source.content_path)).is_some();
    if !sources.iter().any(|source| has_tail(&source)) {
        return BTreeSet::new();
    }
    let name = |source: &Source| {
        let stem = entry_stem(&source.content_path);
        to_id(without_tail(stem).unwrap_or(stem))
    };
    let mut count: HashMap<String, usize> = HashMap::new();
    for source in sources {
        *count.entry(name(source)).or_default() += 1;
    }
    let unique = sources
        .iter()
        .filter(has_tail)
        .filter(|s| count.get(&name(s)) == Some(&1));
    unique.map(|source| source.content_path.clone()).collect()
}

fn folders_without_tail(sources: &[Source]) -> BTreeSet<String> {
    let folders = sources.iter().map(|s| parent_folder(&s.content_path));
    let folders: BTreeSet<&str> = folders.flat_map(folders_above).collect();
    let name = |folder: &str| folder.rsplit('/').next().unwrap_or_default().to_owned();
    let has_tail = |folder: &&&str| without_tail(&name(folder)).is_some();
    if !folders.iter().any(|folder| has_tail(&folder)) {
        return BTreeSet::new();
    }
    let place = |folder: &str| {
        let name = name(folder);
        let name = to_id(without_tail(&name).unwrap_or(&name));
        (parent_folder(folder).to_owned(), name)
    };
    let mut count: HashMap<(String, String), usize> = HashMap::new();
    for folder in &folders {
        *count.entry(place(folder)).or_default() += 1;
    }
    let unique = folders
        .iter()
        .filter(has_tail)
        .filter(|folder| count.get(&place(folder)) == Some(&1));
    unique.map(|folder| (*folder).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::model::load::load_schema;

    const ENTRY: &str = "---\ntitle: A\n---\n";
    const PLAIN: &str = "# A\n";

    fn layout(kinds: &str, files: &[(&str, &str)]) -> (FolderLayout, Schema) {
        let (config, _) = Config::read(kinds);
        let (schema, problems) = load_schema(&config);
        assert_eq!(problems, []);
        let files = files.iter();
        let sources: Vec<Source> = files.map(|(p, t)| Source::in_memory(p, t)).collect();
        (FolderLayout::new(&sources, &schema), schema)
    }

    #[test]
    fn a_file_without_front_matter_is_an_entry_where_the_folder_is_named_or_a_neighbour_has_it() {
        let named = "kinds: {persona: {folders: [Kunden, personas]}}";
        for (kinds, files, folder, wanted) in [
            ("", &[("decisions/1.md", PLAIN)][..], "decisions", None),
            (
                "",
                &[("decisions/1.md", PLAIN), ("decisions/2.md", ENTRY)],
                "decisions",
                Some("decision"),
            ),
            (
                "",
                &[("decisions/1.md", PLAIN), ("decisions/index.md", ENTRY)],
                "decisions",
                None,
            ),
            (
                "",
                &[("decisions/1.md", PLAIN), ("decisions/old/2.md", ENTRY)],
                "decisions",
                None,
            ),
            (
                "",
                &[("guide/1.md", PLAIN), ("guide/2.md", ENTRY)],
                "guide",
                None,
            ),
            (
                named,
                &[("personas/1.md", PLAIN)],
                "personas",
                Some("persona"),
            ),
            (
                named,
                &[("x/Kunden/old/1.md", PLAIN)],
                "x/Kunden/old",
                Some("persona"),
            ),
            (named, &[("decisions/1.md", PLAIN)], "decisions", None),
            // Beside the folder of an entry, another that has an index is that of an entry too.
            (
                named,
                &[
                    ("personas/ana/README.md", ENTRY),
                    ("personas/ben/README.md", PLAIN),
                    ("personas/ben/notes.md", PLAIN),
                ],
                "personas/ben",
                None,
            ),
        ] {
            let (layout, schema) = layout(kinds, files);
            let kind = layout.kind_without_front_matter(folder, &schema);
            let kind = kind.map(|kind| &*schema.kinds[kind].name);
            assert_eq!(kind, wanted, "{kinds} {files:?}");
        }
    }

    #[test]
    fn a_tail_is_cut_where_no_other_file_has_the_name() {
        let [a, b] = [
            "0123456789abcdef0123456789abcdef",
            "fedcba9876543210fedcba9876543210",
        ];
        let paths = [
            format!("Ana {a}.md"),
            format!("x/Notes {a}.md"),
            format!("y/Notes {b}.md"),
            format!("Plan {a}.md"),
            "x/plan.md".to_owned(),
        ];
        let files: Vec<(&str, &str)> = paths.iter().map(|path| (&**path, PLAIN)).collect();
        let (layout, _) = layout("", &files);
        let cut = |path: &String| layout.cut_tail(path, entry_stem(path)).to_owned();
        let wanted = [
            "Ana".to_owned(),
            format!("Notes {a}"),
            format!("Notes {b}"),
            format!("Plan {a}"),
            "plan".to_owned(),
        ];
        assert_eq!(paths.each_ref().map(cut), wanted);
    }

    #[test]
    fn the_outermost_index_of_a_kind_introduces_its_list() {
        let kinds = "kinds: {persona: {folders: [People, personas]}}";
        for (files, wanted) in [
            (&["personas/index.md"][..], Some("personas")),
            (&["docs/personas/README.md"], Some("docs/personas")),
            (&["a/personas/README.md", "b/personas/README.md"], None),
            (
                &["a/personas/README.md", "People/README.md"],
                Some("People"),
            ),
            (
                &["personas/README.md", "People/README.md"],
                Some("personas"),
            ),
            (&["docs/README.md", "personas/old/README.md"], None),
        ] {
            let files: Vec<(&str, &str)> = files.iter().map(|path| (*path, PLAIN)).collect();
            let (layout, schema) = layout(kinds, &files);
            let found = layout.introductions.iter().next();
            let found = found.map(|(folder, kind)| (&**folder, &*schema.kinds[*kind].name));
            assert_eq!(found, wanted.map(|folder| (folder, "persona")), "{files:?}");
        }
    }
}
