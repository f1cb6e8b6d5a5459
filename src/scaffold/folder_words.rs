//! What teams call folders, headings and keys of each kind: the lists of `folder_words.yaml`.

use std::collections::{BTreeMap, BTreeSet};

use crate::content::block::Block;
use crate::content::document::{file_stem, has_front_matter, property_lines, title_of_name};
use crate::content::front_matter::{self, Split};
use crate::content::source::Source;
use crate::content::yaml::{self, Node};
use crate::model::{Need, Schema};
use crate::text;

/// So many distinct headings and keys of a kind, and a file looks like it.
const MIN_SIGNS: usize = 2;

/// Each word is as [`phrase`] writes it.
pub struct Words {
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
    pub fn load() -> Self {
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
            "code" | "asset_folders" | "for_assistants" | "wiki_frames" => texts(node).collect(),
            _ => phrases(node),
        };
        Words {
            kinds: pairs(node.get("kinds")).into_iter().map(kind).collect(),
            lists: lists
                .map(|(key, node)| (key.clone(), verbatim(&key, &node)))
                .collect(),
        }
    }

    pub fn list(&self, key: &str) -> &BTreeSet<String> {
        static NONE: BTreeSet<String> = BTreeSet::new();
        self.lists.get(key).unwrap_or(&NONE)
    }

    /// True if the last word of a folder's name says that it holds forms to fill in.
    pub fn holds_forms(&self, folder: &str) -> bool {
        let name = phrase(last_part(folder));
        let last = name.rsplit(' ').next().unwrap_or_default();
        self.list("templates").contains(last)
    }

    /// True if the name of a file says that it is a form, and nothing else but of what: “adr-template”, not “they want a
    /// template”. One that is filled in is none, and a form beside the entries of a kind need not say of what.
    pub fn is_form(&self, source: &Source, is_beside_entries: bool) -> bool {
        let stem = file_stem(&source.path);
        let of = self.form_of(stem);
        let is_named = of.is_some_and(|of| is_beside_entries || of > 0);
        // “template-x”, where what stands in the place of a title says the rest.
        let is_open = || {
            let words = phrase(stem);
            let mut words = words.split(' ');
            let has_word = words.any(|word| self.list("templates").contains(word));
            has_word && h1_of(source).is_some_and(|h1| self.is_open_title(h1))
        };
        (is_named || is_beside_entries && is_open()) && !self.is_filled_in(source, is_named)
    }

    /// True if a title of a file begins with a sign of what is to be written, or speaks of a title (“[Name]”, “Study title”),
    /// or a date says how dates are written.
    pub fn awaits_title_or_date(&self, source: &Source) -> bool {
        let pairs = front_matter_of(source.valid_utf8_prefix());
        let titles = pairs.iter().filter(|(key, _)| is_title(key));
        let titles = titles.flat_map(|(_, node)| texts(node));
        let speaks_of_one = |title: &str| {
            let words = phrase(title);
            let mut words = words.split(' ');
            words.any(|word| self.list("form_titles").contains(word))
        };
        let awaits = |title: String| {
            title.starts_with(['{', '<', '[', '…'])
                || speaks_of_one(&title) && self.is_open_title(&title)
        };
        titles.chain(h1_of(source).map(str::to_owned)).any(awaits) || self.awaits_date(&pairs)
    }

    /// True for “YYYY-MM-DD” in the place of a date, not for the initials of somebody.
    fn awaits_date(&self, front_matter: &[(String, Node)]) -> bool {
        let is_form = |value: String| {
            let words = phrase(&value);
            let mut words = words.split(' ');
            value.len() >= "YYYY".len() && words.all(|w| self.list("form_dates").contains(w))
        };
        let mut values = front_matter.iter().flat_map(|(_, node)| texts(node));
        values.any(is_form)
    }

    /// True for what stands in the place of a title: “[short title]”, “ADR template”, “Title”.
    fn is_open_title(&self, title: &str) -> bool {
        let words = phrase(title);
        let is_word = |word: &str| {
            let mut lists = ["form_titles", "form_fillers", "joints"].iter();
            lists.any(|list| self.list(list).contains(word))
                || self.is_kind(word)
                || word.parse::<u32>().is_ok()
        };
        title.contains(['{', '<', '[', '…'])
            || self.form_of(title).is_some()
            || words.split(' ').all(is_word)
    }

    /// How many words of a name say of what it is a form; `None` if it is the name of something else.
    fn form_of(&self, name: &str) -> Option<usize> {
        // As records are numbered, and called after whoever keeps them: “ODH-ADR-0000-template”.
        let is_zero = name
            .split(['-', '_', ' '])
            .any(|n| n.len() > 1 && n.bytes().all(|b| b == b'0'));
        let name = phrase(name);
        let words = name.split(' ').filter(|word| word.parse::<u32>().is_err());
        let is_form_word = |word: &&str| self.list("templates").contains(*word);
        let (forms, others): (Vec<&str>, Vec<&str>) = words.partition(is_form_word);
        let is_known = |word: &&str| {
            let has_word = |name: &String| name.split(' ').any(|part| part == *word);
            let is_of_kind = |kind: &KindWords| kind.names.iter().chain(&kind.maybe).any(has_word);
            let mut lists = ["joints", "template_words"].iter();
            lists.any(|list| self.list(list).contains(*word))
                || self.kind_with(is_of_kind).is_some()
        };
        let is_form = is_zero || others.iter().all(is_known);
        (!forms.is_empty() && is_form).then_some(others.len())
    }

    /// True in a folder of forms for what is one: its name says so, or its text is still to be written.
    pub fn is_form_among_forms(&self, source: &Source) -> bool {
        let is_named = self.form_of(file_stem(&source.path)).is_some();
        !self.is_filled_in(source, is_named)
    }

    /// True for a title of its own and a sentence or another value, none of which stands for what is to be written, nor does
    /// a date.
    fn is_filled_in(&self, source: &Source, is_named: bool) -> bool {
        let text = source.valid_utf8_prefix();
        let is_open =
            |text: &str| text.contains(['{', '<', '[', '…']) || self.form_of(text).is_some();
        let is_said = |key: &str, text: String| {
            let is_open = is_open(&text) || is_title(key) && self.is_open_title(&text);
            !text.trim().is_empty() && !is_open
        };
        let says = |(key, node): &(String, Node)| match node {
            Node::Int(_) | Node::Float(_) => true,
            node => texts(node).any(|text| is_said(key, text)),
        };
        let pairs = front_matter_of(text);
        let awaits_date = self.awaits_date(&pairs);
        let said = pairs.into_iter().filter(says);
        let keys = said.map(|(key, _)| key);
        let (titles, others): (Vec<String>, Vec<String>) = keys.partition(|key| is_title(key));
        let is_sentence = |line: &str| {
            let line = line.trim();
            let is_field = line.ends_with(':');
            let words = phrase(line);
            let first = words.split(' ').next().unwrap_or_default();
            line.contains(' ')
                && !is_field
                && !self.list("instructions").contains(first)
                && !line.starts_with(['#', '<', '[', '{', '(', '_', '*', '|'])
        };
        // “Open Data Hub: Architecture Decision Record template”, in a file that is called a template too.
        let says_form = |h1: &str| {
            let words = phrase(h1);
            let mut words = words.rsplit(' ');
            words
                .next()
                .is_some_and(|last| self.list("templates").contains(last))
                && words.any(|word| self.is_kind(word))
        };
        let is_open_h1 = |h1: &str| self.is_open_title(h1) || is_named && says_form(h1);
        let is_titled = || h1_of(source).is_some_and(|h1| !is_open_h1(h1));
        // What is called a template and has front matter is filled in there, where its text may be what to write.
        let has_own_text = !is_named || !has_front_matter(source);
        !awaits_date
            && (!titles.is_empty() || has_own_text && is_titled())
            && (!others.is_empty() || has_own_text && body_of(text).lines().any(is_sentence))
    }

    /// True for `de`, `pt-BR` and `french`.
    pub fn is_language(&self, code: &str) -> bool {
        let code = phrase(code);
        if self.list("language_names").contains(&code) {
            return true;
        }
        let mut parts = code.split(' ');
        let language = parts.next().unwrap_or_default();
        let region = parts.next().unwrap_or("xx");
        self.list("languages").contains(language)
            && [2, 4].contains(&region.len())
            && parts.next().is_none()
    }

    /// True for the list of all pages that another tool makes its navigation of: `SUMMARY.md` of GitBook, and for what a wiki
    /// shows beside each page.
    pub fn lists_all_pages(&self, source: &Source) -> bool {
        let is_entry = |line: &str| {
            let line = line.trim();
            line.is_empty() || line.starts_with(['#', '-', '*', '_']) || line.contains("](")
        };
        let text = source.valid_utf8_prefix();
        let name = phrase(file_stem(&source.path));
        self.list("wiki_frames").contains(file_stem(&source.path))
            || self.list("navigation").contains(&name)
                && text.contains("](")
                && text.lines().all(is_entry)
    }

    /// True if a heading of the text says what an entry of this kind should say.
    pub fn says_field(&self, source: &Source, kind: &str) -> bool {
        let schema = Schema::built_in();
        let declared = schema.fields(schema.kind_by_name(kind)).iter();
        let mut asked = declared.filter(|field| field.need == Need::Recommended);
        let lines = source.valid_utf8_prefix().lines();
        let lines = lines.filter(|line| !line.starts_with("# "));
        let headings: Vec<&str> = lines.filter_map(heading).collect();
        asked.any(|field| field.is_told_by(headings.iter().copied()))
    }

    /// True for a page that nobody has begun: it is called “Untitled”, and nothing but that stands in it.
    pub fn is_unwritten(&self, source: &Source) -> bool {
        let is_untitled = |text: &str| self.list("untitled").contains(&phrase(text));
        let mut lines = source.valid_utf8_prefix().lines();
        is_untitled(file_stem(&source.path))
            && lines.all(|line| line.trim().is_empty() || is_untitled(line))
    }

    pub fn is_about_the_repository(&self, path: &str) -> bool {
        let stem = path.split('.').next().unwrap_or(path);
        !path.contains('/') && self.list("about_the_repository").contains(&phrase(stem))
    }

    pub fn is_for_assistants(&self, path: &str) -> bool {
        self.list("for_assistants").contains(file_stem(path))
    }

    fn kind_with(&self, is: impl Fn(&KindWords) -> bool) -> Option<&str> {
        let kind = self.kinds.iter().find(|(_, words)| is(words));
        kind.map(|(name, _)| &**name)
    }

    /// True if a name is a word for entries of a kind and nothing else.
    pub fn is_kind(&self, name: &str) -> bool {
        let name = phrase(name);
        let is_of = |kind: &KindWords| kind.names.contains(&name) || kind.maybe.contains(&name);
        self.kind_with(is_of).is_some()
    }

    /// The kind that the name of a folder says, and whether it says it for sure.
    pub fn kind_of_name(&self, name: &str) -> Option<(&str, bool)> {
        let name = phrase(name);
        let mut none = self.list("no_kind").iter();
        if none.any(|end| name.ends_with(&**end)) {
            return None;
        }
        let words: Vec<&str> = name.split(' ').collect();
        let sure = |part: &str| Some((self.kind_with(|k| k.names.contains(part))?, true));
        let maybe = |part: &str| Some((self.kind_with(|k| k.maybe.contains(part))?, false));
        // “Entrevistas con usuarios” are interviews, “user interviews” too.
        let is_joint =
            |word: &str| word.parse::<u32>().is_ok() || self.list("joints").contains(word);
        let starts = (1..words.len()).filter(|to| is_joint(words[*to]));
        let mut starts = starts.map(|to| words[..to].join(" "));
        let by_start = starts.find_map(|start| sure(&start));
        // “Interviews & Tests”: each word is of the same kind.
        let each = || {
            let kinds = words.iter().map(|word| sure(word).or_else(|| maybe(word)));
            let kinds: Option<Vec<(&str, bool)>> = kinds.collect();
            let kinds = kinds.filter(|kinds| kinds.len() > 1)?;
            let (kind, _) = *kinds.iter().find(|(_, is_sure)| *is_sure)?;
            kinds
                .iter()
                .all(|(k, _)| *k == kind)
                .then_some((kind, true))
        };
        let mut ends = (0..words.len()).map(|from| words[from..].join(" "));
        let by_end = || ends.find_map(|end| sure(&end).or_else(|| maybe(&end)));
        let last = words.last().copied().unwrap_or_default();
        let compound = |k: &KindWords| k.names.iter().any(|n| n.len() >= 7 && last.ends_with(&**n));
        let by_compound = || Some((self.kind_with(compound)?, true));
        by_start.or_else(each).or_else(by_end).or_else(by_compound)
    }

    /// The kind that a file looks like.
    pub fn kind_of_file(&self, source: &Source) -> Option<&str> {
        let text = source.valid_utf8_prefix();
        let (keys, values) = keys_and_types(text);
        let headings: BTreeSet<String> = text.lines().filter_map(heading).map(phrase).collect();
        let signs = self.kinds.iter().map(|(name, words)| {
            let is_name = |value: &String| words.names.contains(value) || *value == **name;
            let typed = values.iter().any(is_name);
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

/// The name at the end of a path.
pub fn last_part(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// A name as its words in lower case, without accents, leading numbers and tails: `01_Key-Fïndings` is “key findings”.
pub fn phrase(name: &str) -> String {
    text::phrase(&title_of_name(name))
}

fn texts(node: &Node) -> impl Iterator<Item = String> + '_ {
    let items = match node {
        Node::List(items) => &items[..],
        single => std::slice::from_ref(single),
    };
    items.iter().filter_map(Node::as_text)
}

pub fn phrases(node: &Node) -> BTreeSet<String> {
    texts(node).map(|text| phrase(&text)).collect()
}

/// The keys of the front matter and of the lines under the title, and the words that say what a document is.
fn keys_and_types(text: &str) -> (BTreeSet<String>, BTreeSet<String>) {
    let mut map = front_matter_of(text);
    let lines = property_lines(body_of(text)).into_iter();
    map.extend(lines.map(|(key, value)| (key.to_lowercase(), Node::Text(value.to_owned()))));
    let says_type = |key: &str| ["type", "entity_type", "kind", "category", "tags"].contains(&key);
    let typed = map.iter().filter(|(key, _)| says_type(key));
    let values = typed.flat_map(|(_, node)| phrases(node)).collect();
    (map.iter().map(|(key, _)| phrase(key)).collect(), values)
}

/// The keys and values of the front matter; none if it cannot be read.
pub fn front_matter_of(text: &str) -> Vec<(String, Node)> {
    let is_there = matches!(front_matter::split(text), Split::Fenced { .. });
    let block = is_there.then(|| Block::of_file(text).1.parse());
    match block {
        Some(Ok(Node::Map(map))) => map,
        _ => vec![],
    }
}

/// What follows the front matter.
pub fn body_of(text: &str) -> &str {
    match front_matter::split(text) {
        Split::Fenced { body, .. } => &text[body..],
        _ => text,
    }
}

fn is_title(key: &str) -> bool {
    ["title", "name"].contains(&&*phrase(key))
}

fn h1_of(source: &Source) -> Option<&str> {
    let lines = source.valid_utf8_prefix().lines();
    lines.map(|line| line.strip_prefix("# ")).find_map(|h1| h1)
}

fn heading(line: &str) -> Option<&str> {
    let text = line.trim_start_matches('#');
    let level = line.len() - text.len();
    text.strip_prefix(' ').filter(|_| (1..=6).contains(&level))
}

#[cfg(test)]
mod tests {
    use super::*;

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
            "wiki_frames",
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
            ("Persona's", Some(("persona", true))),
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
}
