//! Which entries of two states are the same, and what they may be called: an entry that is withheld in one of them is
//! withheld in both.

use std::collections::HashMap;

use serde::Serialize;

use crate::engine::Snapshot;
use crate::graph::{EntryId, Graph};
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
    /// Titles, ids and aliases of entries that one side shows and the other withholds, case-folded.
    withheld: Vec<String>,
}

impl<'a> Names<'a> {
    /// Entries are the same by id, else by alias.
    pub fn new(base: &'a Snapshot, head: &'a Snapshot) -> Self {
        let mut names = Names {
            base,
            head,
            to_base: HashMap::new(),
            to_head: HashMap::new(),
            withheld: Vec::new(),
        };
        for (id, entry) in head.graph.iter() {
            if let Some(same) = base.graph.find_by_id(&entry.document.id) {
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
        let of_base = base.graph.ids().filter(|id| names.is_withheld_in_head(*id));
        let of_head = head.graph.ids().filter(|id| names.is_withheld_in_base(*id));
        let of_base = of_base.flat_map(|id| names_of(&base.graph, id));
        let of_head = of_head.flat_map(|id| names_of(&head.graph, id));
        names.withheld = of_base.chain(of_head).collect();
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

    fn is_withheld_in_head(&self, base: EntryId) -> bool {
        self.head_of(base).is_none() && is_hidden(self.head, &self.base.graph, base)
    }

    fn is_withheld_in_base(&self, head: EntryId) -> bool {
        self.base_of(head).is_none() && is_hidden(self.base, &self.head.graph, head)
    }

    /// The name of an entry of the head; `None` if the base withholds it.
    pub fn in_head(&self, id: EntryId) -> Option<EntryName> {
        (!self.is_withheld_in_base(id)).then(|| self.name(&self.head.graph, id))
    }

    /// The name of an entry of the base; `None` if the head withholds it.
    pub fn in_base(&self, id: EntryId) -> Option<EntryName> {
        (!self.is_withheld_in_head(id)).then(|| self.name(&self.base.graph, id))
    }

    fn name(&self, graph: &Graph, id: EntryId) -> EntryName {
        let entry = graph.entry(id);
        EntryName {
            title: self.text(&entry.document.title),
            kind: graph.kind_name(id).to_owned(),
            id: self.text(&entry.document.id),
            url: entry.url.as_str().to_owned(),
        }
    }

    /// A text of a document as it may be printed: without personal data, and not at all if it names what is withheld.
    pub fn text(&self, text: &str) -> String {
        let folded = fold_case(text);
        if self.withheld.iter().any(|name| has_word(&folded, name)) {
            return "…".to_owned();
        }
        let masked = self.head.detector.mask(text, MAX_MATCHES);
        visible(&masked.unwrap_or_else(|| text.to_owned())).into_owned()
    }
}

/// True if a state withholds an entry of another state's graph.
fn is_hidden(snapshot: &Snapshot, graph: &Graph, id: EntryId) -> bool {
    let document = &graph.entry(id).document;
    let mut aliases = document.fields.texts("aliases");
    snapshot.hidden.path(&document.content_path)
        || snapshot.hidden.name(&document.id)
        || aliases.any(|alias| snapshot.hidden.name(alias))
}

fn names_of(graph: &Graph, id: EntryId) -> impl Iterator<Item = String> {
    let document = &graph.entry(id).document;
    let aliases = document.fields.texts("aliases");
    let names = aliases.chain([document.whole_title(), &document.id]);
    let names = names.map(|name| fold_case(name.trim()));
    names.filter(|name| name.chars().count() >= MIN_NAME_LENGTH)
}

/// True if a name stands in a text, and not as a part of another word.
fn has_word(text: &str, name: &str) -> bool {
    text.match_indices(name).any(|(at, name)| {
        let before = text[..at].chars().next_back();
        let after = text[at + name.len()..].chars().next();
        ![before, after]
            .into_iter()
            .flatten()
            .any(char::is_alphanumeric)
    })
}
