//! Which entries of two states are the same, and what they may be called: an entry that is withheld in one of them is
//! withheld in both.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};

use serde::Serialize;

use crate::content::document::entry_stem;
use crate::engine::Snapshot;
use crate::graph::{EntryId, Graph};
use crate::page::Url;
use crate::text::{fold_case, visible};

/// The most matches of personal data that are masked in one text.
const MAX_MATCHES: usize = 1_000;
/// In characters. A shorter name of a withheld entry would be found in other words.
const MIN_NAME_LENGTH: usize = 4;

/// An entry as it is named in what is printed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct EntryName {
    pub title: String,
    pub kind: String,
    pub id: String,
    /// The address of its page, from the site's root.
    pub url: String,
}

/// The entries of the base by those of the head and the other way round.
pub struct Names<'a> {
    base: &'a Snapshot,
    head: &'a Snapshot,
    to_base: HashMap<EntryId, EntryId>,
    to_head: HashMap<EntryId, EntryId>,
    /// The two and, if that is another, the base under its own rules: what one withholds, all do.
    all: [&'a Snapshot; 3],
    /// Titles, ids and aliases of entries that one state shows and another withholds, case-folded.
    withheld: BTreeSet<String>,
}

impl<'a> Names<'a> {
    /// Entries are the same by id, else by alias, pages of folders by their address. `all` are the states of which one may withhold what another shows.
    pub fn new(base: &'a Snapshot, head: &'a Snapshot, all: [&'a Snapshot; 3]) -> Self {
        let mut names = Names {
            base,
            head,
            all,
            to_base: HashMap::new(),
            to_head: HashMap::new(),
            withheld: BTreeSet::new(),
        };
        for id in head.graph.ids() {
            let entry = head.graph.entry(id);
            let same = match entry.document.is_section_index {
                true => index_at(&base.graph, &entry.url),
                false => base.graph.find_by_id(&entry.document.id),
            };
            if let Some(same) = same {
                names.pair(same, id);
            }
        }
        for (id, entry) in head.graph.iter() {
            let aliases = entry.document.fields.texts("aliases");
            let mut old = aliases.filter_map(|alias| base.graph.find_by_id(alias));
            if let Some(same) = old.find(|old| !names.to_head.contains_key(old)) {
                names.pair(same, id);
            }
        }
        for (id, entry) in base.graph.iter() {
            let aliases = entry.document.fields.texts("aliases");
            let mut new = aliases.filter_map(|alias| head.graph.find_by_id(alias));
            if let Some(same) = new.find(|new| !names.to_base.contains_key(new)) {
                names.pair(id, same);
            }
        }
        let mut withheld = BTreeSet::new();
        for graph in all.map(|snapshot| &*snapshot.graph) {
            let ids = graph.ids().filter(|id| names.is_withheld(graph, *id));
            withheld.extend(ids.flat_map(|id| names_of(graph, id)));
        }
        names.withheld = withheld;
        names
    }

    fn pair(&mut self, base: EntryId, head: EntryId) {
        if !self.to_head.contains_key(&base) && !self.to_base.contains_key(&head) {
            self.to_head.insert(base, head);
            self.to_base.insert(head, base);
        }
    }

    pub fn base_of(&self, head: EntryId) -> Option<EntryId> {
        self.to_base.get(&head).copied()
    }

    pub fn head_of(&self, base: EntryId) -> Option<EntryId> {
        self.to_head.get(&base).copied()
    }

    /// True if this audience reads the same in an entry of the base and one of the head.
    pub fn says_the_same(&self, base: EntryId, head: EntryId) -> bool {
        let before = &self.base.graph.entry(base).document;
        let after = &self.head.graph.entry(head).document;
        !self.is_changed(base, head)
            || (&before.title, &before.fields) == (&after.title, &after.fields)
                && before.body.reads_like(&after.body)
    }

    /// True if an entry has another text than before, or its file another name, which may say its kind and its day.
    pub fn is_changed(&self, base: EntryId, head: EntryId) -> bool {
        let before = &self.base.graph.entry(base).document;
        let after = &self.head.graph.entry(head).document;
        (before.hash, &before.content_path) != (after.hash, &after.content_path)
    }

    /// True if some state hides an entry of this graph, and shows none of its names.
    fn is_withheld(&self, graph: &Graph, id: EntryId) -> bool {
        let document = &graph.entry(id).document;
        self.all.iter().any(|snapshot| {
            let hidden = &snapshot.hidden;
            (hidden.path(&document.content_path) || document.names().any(|name| hidden.name(name)))
                && !document
                    .names()
                    .any(|name| snapshot.graph.find_by_id(name).is_some())
        })
    }

    /// The name of an entry of the head; `None` if some state withholds it.
    pub fn in_head(&self, id: EntryId) -> Option<EntryName> {
        self.name(&self.head.graph, id)
    }

    /// The name of an entry of the base; `None` if some state withholds it.
    pub fn in_base(&self, id: EntryId) -> Option<EntryName> {
        self.name(&self.base.graph, id)
    }

    fn name(&self, graph: &Graph, id: EntryId) -> Option<EntryName> {
        let entry = graph.entry(id);
        let stem = entry_stem(&entry.document.content_path);
        // What an id or an address is made of may be personal where they no longer look so.
        let of_file = |text: &str| match self.masked(stem) == stem {
            true => self.text(text),
            false => "…".to_owned(),
        };
        (!self.is_withheld(graph, id)).then(|| EntryName {
            title: self.text(&entry.document.title),
            kind: visible(graph.kind_name(id)).into_owned(),
            id: of_file(&entry.document.id),
            url: of_file(entry.url.as_str()),
        })
    }

    /// A text of a document as it may be printed: without personal data, and not at all if it names what is withheld.
    pub fn text(&self, text: &str) -> String {
        let folded = fold_case(text);
        match self.withheld.iter().any(|name| self.names(&folded, name)) {
            true => "…".to_owned(),
            false => visible(&self.masked(text)).into_owned(),
        }
    }

    /// The name of a method as it may be printed: whole where the settings have it, for it names nobody then.
    pub fn method(&self, name: &str) -> String {
        let mut configs = self.all.iter().map(|snapshot| &snapshot.config);
        match configs.any(|config| config.evidence.methods.get(name).is_some()) {
            true => visible(name).into_owned(),
            false => self.text(name),
        }
    }

    /// True if the name of something withheld stands in a text, and not as a part of another word or of a public id.
    fn names(&self, text: &str, name: &str) -> bool {
        let is_of_id = |c: char| c.is_alphanumeric() || "-_".contains(c);
        text.match_indices(name).any(|(at, name)| {
            let (before, after) = (&text[..at], &text[at + name.len()..]);
            let start = before.trim_end_matches(is_of_id).len();
            let end = text.len() - after.trim_start_matches(is_of_id).len();
            let id = &text[start..end];
            !before.ends_with(char::is_alphanumeric)
                && !after.starts_with(char::is_alphanumeric)
                && (id == name || !self.shows_id(id))
        })
    }

    fn shows_id(&self, id: &str) -> bool {
        self.all.iter().any(|snapshot| {
            let found = snapshot.graph.find_by_id(id);
            found.is_some_and(|id| !self.is_withheld(&snapshot.graph, id))
        })
    }

    /// The text without what any of the states counts as personal.
    fn masked<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let [first, rest @ ..] = self.all.map(|snapshot| &snapshot.detector);
        let rest = rest.into_iter().filter(|other| *other != first);
        let detectors = [first].into_iter().chain(rest);
        detectors.fold(Cow::Borrowed(text), |text, detector| {
            detector.mask(&text, MAX_MATCHES).map_or(text, Cow::Owned)
        })
    }
}

fn names_of(graph: &Graph, id: EntryId) -> impl Iterator<Item = String> {
    let document = &graph.entry(id).document;
    let names = document.names().chain([document.whole_title()]);
    let names = names.map(|name| fold_case(name.trim()));
    names.filter(|name| name.chars().count() >= MIN_NAME_LENGTH)
}

/// The page that introduces a folder.
fn index_at(graph: &Graph, url: &Url) -> Option<EntryId> {
    let mut ids = graph.ids();
    ids.find(|id| {
        let entry = graph.entry(*id);
        entry.document.is_section_index && entry.url == *url
    })
}
