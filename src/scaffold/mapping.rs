//! Which folders of a team hold which kind, found by names, headings and keys, and which folder is the content.
//!
//! What people call them is data (`folder_words.yaml`). Knows nothing about files on disk.

use std::collections::{BTreeMap, BTreeSet};

use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

use crate::content::document::{folders_above, parent_folder, section_index_rank, title_of_name};
use crate::content::front_matter::{self, Split};
use crate::content::source::Source;
use crate::content::yaml::{self, Node};

/// So many distinct headings and keys of a kind, and a file looks like it.
const MIN_SIGNS: usize = 2;
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
    /// Globs of what is no content.
    pub exclude: Vec<String>,
}

#[derive(Debug, PartialEq, Eq)]
pub struct MappedFolder {
    pub kind: String,
    pub folder: String,
    pub reason: &'static str,
}

const BY_NAME: &str = "by its name";
const BY_NAME_AND_FILES: &str = "by its name and its files";
const BY_FILES: &str = "by headings and keys of its files";

/// The mapping of these files, sorted by path from the project's folder; `at_top` are the names of what lies in that.
/// `None` if there are no documents but those about the repository.
pub fn find(sources: &[Source], at_top: &BTreeSet<&str>, content: Option<&str>) -> Option<Mapping> {
    let words = Words::load();
    let documents = sources
        .iter()
        .filter(|s| !words.is_about_the_repository(&s.path));
    let documents: Vec<&Source> = documents.filter(|s| is_below(&s.path, content)).collect();
    if documents.is_empty() {
        return None;
    }
    let forms = forms(&documents, &words);
    let is_form = |path: &str| forms.iter().any(|form| is_below(path, Some(form)));
    let filled = documents.iter().filter(|d| !is_form(&d.path));
    let filled: Vec<&Source> = filled.copied().collect();
    let folders = map_folders(&filled, &words);
    let (content, content_reason) = match content {
        Some(content) => (content, "as you say".to_owned()),
        None => choose_content(&filled, &folders, at_top, &words),
    };
    let beside = filled.iter().filter(|d| {
        let mut above = folders_above(parent_folder(&d.path));
        words.is_form(&d.path) && above.any(|folder| folders.contains_key(folder))
    });
    let from_content = |path: &str| match content {
        "." => Some(path.to_owned()),
        content => path
            .strip_prefix(content)?
            .strip_prefix('/')
            .map(str::to_owned),
    };
    let folders_of_forms = forms.iter().filter_map(|folder| from_content(folder));
    let exclude = folders_of_forms.map(|folder| format!("{}/**", globset::escape(&folder)));
    let beside = beside.filter_map(|form| from_content(&form.path));
    let exclude = exclude.chain(beside.map(|path| globset::escape(&path)));
    let folders = folders.iter().filter_map(|(folder, (kind, reason))| {
        let (kind, folder) = ((*kind).to_owned(), from_content(folder)?);
        Some(MappedFolder {
            kind,
            folder,
            reason,
        })
    });
    Some(Mapping {
        content: content.to_owned(),
        content_reason,
        folders: shortened(folders.collect()),
        exclude: exclude.collect(),
    })
}

impl Mapping {
    /// The folders of each kind as patterns, in the order of the kinds' names.
    pub fn patterns(&self) -> BTreeMap<&str, Vec<String>> {
        let mut patterns: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for MappedFolder { kind, folder, .. } in &self.folders {
            // Some characters mean something in a pattern.
            let pattern = match folder.contains(['*', '?', '[', '{', '\\']) {
                true => globset::escape(folder),
                false => folder.clone(),
            };
            let is_negation = pattern.starts_with('!');
            let anywhere = if is_negation { "**/" } else { "" };
            patterns
                .entry(kind)
                .or_default()
                .push(format!("{anywhere}{pattern}"));
        }
        patterns
    }
}

/// True for what lies in a folder; with `None` and `.`, for everything.
fn is_below(path: &str, folder: Option<&str>) -> bool {
    folder.is_none_or(|folder| {
        folder == "."
            || path
                .strip_prefix(folder)
                .is_some_and(|rest| rest.starts_with('/'))
    })
}

/// The outermost folders of forms to fill in.
fn forms<'a>(documents: &[&'a Source], words: &Words) -> BTreeSet<&'a str> {
    let folders = documents
        .iter()
        .flat_map(|d| folders_above(parent_folder(&d.path)));
    let is_outermost = |folder: &&str| !folders_above(folder).skip(1).any(|f| words.is_form(f));
    folders
        .filter(|f| words.is_form(f))
        .filter(is_outermost)
        .collect()
}

type Folders<'a> = BTreeMap<&'a str, (&'a str, &'static str)>;

/// The kind of each folder, with the reason, where it is not that of a folder above.
fn map_folders<'a>(documents: &[&'a Source], words: &'a Words) -> Folders<'a> {
    let looks = documents.iter().map(|d| words.kind_of_file(d));
    let looks: Vec<(&Source, Option<&str>)> = documents.iter().copied().zip(looks).collect();
    let folders = documents
        .iter()
        .flat_map(|d| folders_above(parent_folder(&d.path)));
    let folders: BTreeSet<&str> = folders.collect();
    let mut mapped = Folders::new();
    for folder in folders {
        let Some((kind, reason)) = words.kind_of_folder(folder, &looks) else {
            continue;
        };
        let mut above = folders_above(folder).skip(1);
        let inherited = above.find_map(|folder| mapped.get(folder));
        if inherited.is_none_or(|(above, _)| *above != kind) {
            mapped.insert(folder, (kind, reason));
        }
    }
    mapped
}

/// The content folder, and why it is that one.
fn choose_content<'a>(
    documents: &[&'a Source],
    folders: &Folders,
    at_top: &BTreeSet<&str>,
    words: &Words,
) -> (&'a str, String) {
    let code = words.list("code");
    let is_code = at_top
        .iter()
        .any(|name| code.contains(&name.to_lowercase()));
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for document in documents {
        let top = document.path.split_once('/').map_or("", |(top, _)| top);
        *counts.entry(top).or_default() += 1;
    }
    let (usual, all) = (words.list("content"), documents.len());
    let holds_kinds = |top: &str| {
        let inside = folders.keys().filter(|folder| is_below(folder, Some(top)));
        5 * inside.count() >= 4 * folders.len()
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
    match best {
        Some((top, count)) => {
            let reason = format!("it holds {count} of the {all} Markdown files {what}");
            (top, reason)
        }
        None => (".", "its documents lie side by side".to_owned()),
    }
}

/// One name in place of several paths that end with it, where each folder of the name is of one kind.
fn shortened(folders: Vec<MappedFolder>) -> Vec<MappedFolder> {
    let name_is_shared = |folder: &MappedFolder| {
        let name = last_part(&folder.folder);
        let same = folders
            .iter()
            .filter(|other| last_part(&other.folder) == name);
        same.clone().count() > 1 && same.clone().all(|other| other.kind == folder.kind)
    };
    let mut short: Vec<MappedFolder> = Vec::new();
    for folder in &folders {
        let name = match name_is_shared(folder) {
            true => last_part(&folder.folder),
            false => &folder.folder,
        };
        let kind = folder.kind.clone();
        let found = MappedFolder {
            kind,
            folder: name.to_owned(),
            reason: folder.reason,
        };
        if !short.iter().any(|other| other.folder == found.folder) {
            short.push(found);
        }
    }
    short
}

fn last_part(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// A name as its words in lower case, without accents, leading numbers and tails: `01_Key-Fïndings` is “key findings”.
fn phrase(name: &str) -> String {
    let plain = title_of_name(name).to_lowercase();
    let plain: String = plain.nfd().filter(|c| !is_combining_mark(*c)).collect();
    let words = plain
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

/// The lists of `folder_words.yaml`, each word as [`phrase`] writes it.
struct Words {
    kinds: Vec<(String, KindWords)>,
    lists: BTreeMap<String, BTreeSet<String>>,
}

#[derive(Default)]
struct KindWords {
    names: BTreeSet<String>,
    maybe: BTreeSet<String>,
    headings: BTreeSet<String>,
    keys: BTreeSet<String>,
}

impl Words {
    fn load() -> Self {
        let node = yaml::parse(include_str!("folder_words.yaml")).unwrap_or(Node::Null);
        let pairs = |node: Option<&Node>| match node {
            Some(Node::Map(map)) => map.clone(),
            _ => vec![],
        };
        let kind = |(name, node): (String, Node)| {
            let list = |key: &str| node.get(key).map(phrases).unwrap_or_default();
            let words = KindWords {
                names: list("names"),
                maybe: list("maybe"),
                headings: list("headings"),
                keys: list("keys"),
            };
            (name, words)
        };
        let top = pairs(Some(&node)).into_iter();
        let lists = top.filter(|(key, _)| key != "kinds");
        let verbatim = |key: &str, node: &Node| match key {
            "code" => texts(node).collect(),
            _ => phrases(node),
        };
        Words {
            kinds: pairs(node.get("kinds")).into_iter().map(kind).collect(),
            lists: lists
                .map(|(key, node)| (verbatim(&key, &node), key))
                .map(|(l, k)| (k, l))
                .collect(),
        }
    }

    fn list(&self, key: &str) -> &BTreeSet<String> {
        static NONE: BTreeSet<String> = BTreeSet::new();
        self.lists.get(key).unwrap_or(&NONE)
    }

    /// True if the last word of a name says that it is a form to fill in.
    fn is_form(&self, path: &str) -> bool {
        let name = phrase(last_part(path).trim_end_matches(".md"));
        let last = name.rsplit(' ').next().unwrap_or_default();
        self.list("templates").contains(last)
    }

    fn is_about_the_repository(&self, path: &str) -> bool {
        let stem = path.split('.').next().unwrap_or(path);
        !path.contains('/') && self.list("about_the_repository").contains(&phrase(stem))
    }

    fn kind_with(&self, is: impl Fn(&KindWords) -> bool) -> Option<&str> {
        let kind = self.kinds.iter().find(|(_, words)| is(words));
        kind.map(|(name, _)| &**name)
    }

    /// The kind that the name of a folder says, and whether it says it for sure.
    fn kind_of_name(&self, name: &str) -> Option<(&str, bool)> {
        let name = phrase(name);
        let words: Vec<&str> = name.split(' ').collect();
        let sure = |part: &str| Some((self.kind_with(|k| k.names.contains(part))?, true));
        let maybe = |part: &str| Some((self.kind_with(|k| k.maybe.contains(part))?, false));
        // “Entrevistas con usuarios” are interviews, “user interviews” too.
        let is_joint =
            |word: &str| word.parse::<u32>().is_ok() || self.list("joints").contains(word);
        let starts = (1..words.len()).filter(|to| is_joint(words[*to]));
        let by_start = starts
            .map(|to| words[..to].join(" "))
            .find_map(|start| sure(&start));
        let mut ends = (0..words.len()).map(|from| words[from..].join(" "));
        let by_end = || ends.find_map(|end| sure(&end).or_else(|| maybe(&end)));
        let last = words.last().copied().unwrap_or_default();
        let compound = |k: &KindWords| k.names.iter().any(|n| n.len() >= 7 && last.ends_with(&**n));
        let by_compound = || Some((self.kind_with(compound)?, true));
        by_start.or_else(by_end).or_else(by_compound)
    }

    fn kind_of_folder<'a>(
        &'a self,
        folder: &str,
        looks: &[(&'a Source, Option<&'a str>)],
    ) -> Option<(&'a str, &'static str)> {
        let below = looks
            .iter()
            .filter(|(source, _)| is_below(&source.path, Some(folder)));
        let direct = below
            .clone()
            .filter(|(source, _)| parent_folder(&source.path) == folder);
        match self.kind_of_name(last_part(folder)) {
            // A part of a program has a README too.
            Some(_)
                if below
                    .clone()
                    .all(|(s, look)| look.is_none() && is_index_of(s, folder)) =>
            {
                None
            }
            Some((kind, true)) => match majority(below, MOST, MIN_ALIKE) {
                Some(other) if other != kind => Some((other, BY_FILES)),
                _ => Some((kind, BY_NAME)),
            },
            Some((kind, false)) => {
                (majority(below, HALF, 1) == Some(kind)).then_some((kind, BY_NAME_AND_FILES))
            }
            None => majority(direct, MOST, MIN_ALIKE).map(|kind| (kind, BY_FILES)),
        }
    }

    /// The kind that a file looks like.
    fn kind_of_file(&self, source: &Source) -> Option<&str> {
        let text = source.valid_utf8_prefix();
        let (keys, values) = keys_and_types(text);
        let headings: BTreeSet<String> = text.lines().filter_map(heading).map(phrase).collect();
        let signs = self.kinds.iter().map(|(name, words)| {
            let typed = values
                .iter()
                .any(|value| words.names.contains(value) || *value == **name);
            let signs = words.headings.intersection(&headings).count()
                + words.keys.intersection(&keys).count()
                + if typed { MIN_SIGNS + 1 } else { 0 };
            (signs, &**name)
        });
        let mut signs: Vec<(usize, &str)> = signs.collect();
        signs.sort_by_key(|(signs, _)| std::cmp::Reverse(*signs));
        let (best, next) = (signs.first()?, signs.get(1).map_or(0, |next| next.0));
        (best.0 >= MIN_SIGNS && best.0 > next).then_some(best.1)
    }
}

fn is_index_of(source: &Source, folder: &str) -> bool {
    section_index_rank(&source.path).is_some() && parent_folder(&source.path) == folder
}

/// The kind that at least this share of files look like, and no fewer than `min`. An index that looks like none is not
/// counted.
fn majority<'a, 's: 'a>(
    looks: impl Iterator<Item = &'a (&'s Source, Option<&'s str>)> + Clone,
    share: f64,
    min: usize,
) -> Option<&'s str> {
    let is_index = |source: &Source| section_index_rank(&source.path).is_some();
    let all = looks
        .clone()
        .filter(|(source, look)| look.is_some() || !is_index(source));
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for kind in looks.filter_map(|(_, look)| *look) {
        *counts.entry(kind).or_default() += 1;
    }
    let (kind, count) = counts.into_iter().max_by_key(|(_, count)| *count)?;
    (count >= min && count as f64 >= share * all.count() as f64).then_some(kind)
}

fn texts(node: &Node) -> impl Iterator<Item = String> + '_ {
    let items = match node {
        Node::List(items) => &items[..],
        single => std::slice::from_ref(single),
    };
    items.iter().filter_map(Node::as_text)
}

fn phrases(node: &Node) -> BTreeSet<String> {
    texts(node).map(|text| phrase(&text)).collect()
}

/// The keys of the front matter, and the words that say what a document is.
fn keys_and_types(text: &str) -> (BTreeSet<String>, BTreeSet<String>) {
    let Split::Fenced { block, .. } = front_matter::split(text) else {
        return Default::default();
    };
    let Ok(Node::Map(map)) = yaml::parse(&text[block.0..block.1]) else {
        return Default::default();
    };
    let says_type = |key: &str| ["type", "kind", "category", "tags"].contains(&key);
    let typed = map.iter().filter(|(key, _)| says_type(key));
    let values = typed.flat_map(|(_, node)| phrases(node)).collect();
    (map.iter().map(|(key, _)| phrase(key)).collect(), values)
}

fn heading(line: &str) -> Option<&str> {
    let text = line.trim_start_matches('#');
    let level = line.len() - text.len();
    (1..=6)
        .contains(&level)
        .then(|| text.strip_prefix(' '))
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Schema;

    #[test]
    fn every_kind_has_words_and_no_name_means_two_kinds() {
        let words = Words::load();
        let schema = Schema::built_in();
        let named = |kind: &str| words.kinds.iter().any(|(name, _)| name == kind);
        assert!(schema.kinds.iter().all(|kind| named(&kind.name)));
        let mut seen = BTreeSet::new();
        for (kind, words) in &words.kinds {
            assert!(schema.kind_by_name(kind).is_some(), "{kind}");
            for list in [&words.names, &words.headings, &words.keys] {
                assert!(!list.is_empty(), "{kind}");
            }
            for name in words.names.iter().chain(&words.maybe) {
                assert!(seen.insert(name), "{name}");
            }
        }
        for list in [
            "content",
            "code",
            "about_the_repository",
            "joints",
            "templates",
        ] {
            assert!(!words.list(list).is_empty(), "{list}");
        }
    }

    #[test]
    fn a_name_says_its_kind_in_several_languages() {
        let words = Words::load();
        for (name, wanted) in [
            ("01_Pain-Points", Some(("problem", true))),
            ("Our personas", Some(("persona", true))),
            ("people", Some(("persona", false))),
            ("customer feedback", Some(("feedback", true))),
            ("problem interviews", Some(("validation", true))),
            ("persona research", Some(("validation", false))),
            ("interview guides", None),
            ("Studies 2024", Some(("validation", true))),
            ("Nutzerinterviews", Some(("validation", true))),
            ("Lösungen", Some(("solution", true))),
            ("Produktentscheidungen", Some(("decision", true))),
            ("Études", Some(("validation", true))),
            ("05 Parcours clients", Some(("journey", true))),
            ("retours clients", Some(("feedback", true))),
            ("Entrevistas con usuarios", Some(("validation", true))),
            ("Hallazgos", Some(("insight", true))),
            ("Decisões", Some(("decision", true))),
            ("Interviste 2024", Some(("validation", true))),
            ("Bisogni", Some(("problem", true))),
            ("Klantproblemen", Some(("problem", true))),
            ("Bevindingen", Some(("insight", true))),
            (
                "Personas 0123456789abcdef0123456789abcdef",
                Some(("persona", true)),
            ),
            ("guide", None),
            ("2024", None),
        ] {
            assert_eq!(words.kind_of_name(name), wanted, "{name}");
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
    }
}
