//! Entries and the links between them, both ways. Built anew from the documents at every change, never mutated.
//!
//! The gate ([`gate`]) decides which documents get here at all; [`link`] turns names into edges; [`evidence`] turns
//! studies into scores. Knows nothing about pages: it gives each entry its address and no more.

pub mod hidden;
pub mod link;
pub mod publish;
pub mod redact;
pub mod spelling;

use std::collections::HashMap;
use std::sync::Arc;

use crate::content::document::Document;
use crate::diagnostic::Diagnostic;
use crate::model::{Name, Role, Schema};
use crate::page::Url;

/// An index into [`Graph::entries`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EntryId(pub u32);

/// Everything that is published, linked. Entries are sorted by their path.
#[derive(Clone, Debug)]
pub struct Graph {
    pub schema: Arc<Schema>,
    pub entries: Vec<Entry>,
    pub edges: Vec<Edge>,
    by_id: HashMap<Name, EntryId>,
    /// What linking found, each with the path of its file.
    pub diagnostics: Vec<(Name, Diagnostic)>,
    /// Files beside the content that a body refers to, by their path from the content folder.
    pub assets: Vec<Arc<str>>,
}

/// One document with its address and its links. Plain pages are entries too; they have no kind.
#[derive(Clone, Debug)]
pub struct Entry {
    pub document: Arc<Document>,
    pub url: Url,
    /// Edges that start here, in the order of fields; and those that end here, in path order of their other end.
    pub outgoing: Vec<EdgeId>,
    pub incoming: Vec<EdgeId>,
    /// Where each link of the body leads, in the order of [`crate::markdown::Body::links`].
    pub body_links: Vec<BodyLink>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EdgeId(pub u32);

/// One link. A symmetric one is stored once and stands in `out` of one end and in `back` of the other.
#[derive(Clone, Debug)]
pub struct Edge {
    pub from: EntryId,
    /// The outermost name of the field (`readings`, `results`); [`BODY`] for a link in the text.
    pub field: Name,
    /// Which item of that field's list names it, from 0; 0 too where the field is no list.
    pub item: usize,
    pub to: EntryId,
    /// What the other end calls it.
    pub inverse: Name,
    pub symmetric: bool,
}

/// The “field” of links in the text.
pub const BODY_FIELD: &str = "body";
/// What the other end calls a link in the text.
pub const MENTIONED_IN: &str = "Mentioned in";

/// Where a link of a body leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BodyLink {
    /// A page of the site, and an anchor on it.
    Page {
        url: Url,
        title: Name,
        anchor: Option<Name>,
    },
    /// An anchor on the same page.
    SamePage { anchor: Name },
    /// A file beside the content.
    Asset { url: Url },
    /// An address elsewhere.
    External { url: Name },
    /// Nowhere. The text stays, marked.
    Broken { why: Name },
    /// Nowhere that readers of the site can go. The text stays as it is.
    TextOnly,
    /// To something that is not published. The text stays; an id is not told.
    Hidden,
}

impl Graph {
    pub fn entry(&self, id: EntryId) -> &Entry {
        &self.entries[id.0 as usize]
    }

    pub fn edge(&self, id: EdgeId) -> &Edge {
        &self.edges[id.0 as usize]
    }

    pub fn ids(&self) -> impl Iterator<Item = EntryId> + use<> {
        (0..self.entries.len() as u32).map(EntryId)
    }

    /// Every entry with its index, in path order; introductions of folders are no entries.
    pub fn iter(&self) -> impl Iterator<Item = (EntryId, &Entry)> {
        self.ids()
            .map(|id| (id, self.entry(id)))
            .filter(|(_, e)| !e.document.is_section_index)
    }

    /// The entries of one kind, by title.
    pub fn of_kind(&self, kind: usize) -> Vec<EntryId> {
        self.sorted_by_title(
            self.iter()
                .filter(|(_, e)| e.document.kind == Some(kind))
                .map(|(id, _)| id)
                .collect(),
        )
    }

    /// The entries of all kinds of one role, by title.
    pub fn of_role(&self, role: Role) -> Vec<EntryId> {
        self.sorted_by_title(
            self.iter()
                .filter(|(id, _)| self.role(*id) == Some(role))
                .map(|(id, _)| id)
                .collect(),
        )
    }

    fn sorted_by_title(&self, mut ids: Vec<EntryId>) -> Vec<EntryId> {
        ids.sort_by_cached_key(|id| {
            let document = &self.entry(*id).document;
            (document.title.to_lowercase(), document.id.clone())
        });
        ids
    }

    pub fn role(&self, id: EntryId) -> Option<Role> {
        self.schema.role(self.entry(id).document.kind)
    }

    pub fn find_by_id(&self, id: &str) -> Option<EntryId> {
        self.by_id.get(id).copied()
    }

    /// The entry that somebody means by a name: an id as it is written, else an alias, else an id in its form; also the
    /// path of its file.
    pub fn resolve_name(&self, name: &str) -> Option<EntryId> {
        let name = name.trim();
        let folded = crate::text::fold_case(name);
        let has_alias = |e: &Entry| {
            e.document
                .fields
                .texts("aliases")
                .any(|a| crate::text::fold_case(a) == folded)
        };
        let mut by_alias = self.iter().filter(|(_, e)| has_alias(e)).map(|(id, _)| id);
        let by_path = || {
            let of = |e: &Entry| *e.document.path == *name || *e.document.content_path == *name;
            self.iter().find(|(_, e)| of(e)).map(|(id, _)| id)
        };
        self.find_by_id(name)
            .or_else(|| by_alias.next())
            .or_else(|| self.find_by_id(&crate::content::document::to_id(name)))
            .or_else(by_path)
    }

    /// The id that was probably meant, of the entries that fit.
    pub fn nearest_id(&self, name: &str, fits: impl Fn(EntryId) -> bool) -> Option<&str> {
        let ids = self
            .iter()
            .filter(|(id, _)| fits(*id))
            .map(|(_, e)| &*e.document.id);
        let ids: Vec<&str> = ids.collect();
        let form = crate::content::document::to_id(name);
        let near = crate::text::nearest_name(&form, ids.iter().copied());
        // A word of a longer id is a likely slip too.
        let has_word = |id: &&&str| form.len() > 3 && id.split('-').any(|word| word == form);
        near.or_else(|| ids.iter().find(has_word).copied())
    }

    /// The name of an entry's kind; `page` for a plain page.
    pub fn kind_name(&self, id: EntryId) -> &str {
        self.entry(id)
            .document
            .kind
            .map_or("page", |k| &self.schema.kinds[k].name)
    }

    /// The other ends of the links that one field of an entry makes, in the order they are written. A symmetric link
    /// is seen from both ends.
    pub fn targets<'a>(
        &'a self,
        id: EntryId,
        field: &'a str,
    ) -> impl Iterator<Item = EntryId> + 'a {
        let entry = self.entry(id);
        let out = entry
            .outgoing
            .iter()
            .map(|e| self.edge(*e))
            .filter(move |e| &*e.field == field)
            .map(|e| e.to);
        let back = entry.incoming.iter().map(|e| self.edge(*e));
        out.chain(
            back.filter(move |e| e.symmetric && &*e.field == field)
                .map(|e| e.from),
        )
    }

    /// The entries of a role that link here by a field.
    pub fn sources<'a>(
        &'a self,
        id: EntryId,
        role: Role,
        field: &'a str,
    ) -> impl Iterator<Item = EntryId> + 'a {
        let back = self.entry(id).incoming.iter().map(|e| self.edge(*e));
        back.filter(move |e| &*e.field == field && self.role(e.from) == Some(role))
            .map(|e| e.from)
    }

    /// The other ends of an entry's links by fields, in both directions, each once, in path order. Links of texts and
    /// symmetric ones are none.
    pub fn neighbours(&self, id: EntryId) -> Vec<EntryId> {
        let entry = self.entry(id);
        let by_field = |edge: &&Edge| &*edge.field != BODY_FIELD && !edge.symmetric;
        let out = entry.outgoing.iter().map(|edge| self.edge(*edge));
        let back = entry.incoming.iter().map(|edge| self.edge(*edge));
        let out = out.filter(by_field).map(|edge| edge.to);
        let back = back.filter(by_field).map(|edge| edge.from);
        let mut all: Vec<EntryId> = out.chain(back).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Everything that links here, grouped by what this end calls it: the inverse label and the other ends, each
    /// once, in path order. “Mentioned in” comes last.
    pub fn backlinks(&self, id: EntryId) -> Vec<(Name, Vec<EntryId>)> {
        let mut groups: Vec<(Name, Vec<EntryId>)> = Vec::new();
        let entry = self.entry(id);
        let symmetric = entry
            .outgoing
            .iter()
            .map(|e| self.edge(*e))
            .filter(|e| e.symmetric)
            .map(|e| (&e.inverse, e.to));
        let back = entry
            .incoming
            .iter()
            .map(|e| self.edge(*e))
            .map(|e| (&e.inverse, e.from));
        for (label, other) in back.chain(symmetric) {
            match groups.iter_mut().find(|(l, _)| l == label) {
                Some((_, ids)) if ids.contains(&other) => {}
                Some((_, ids)) => ids.push(other),
                None => groups.push((label.clone(), vec![other])),
            }
        }
        groups.sort_by_key(|(label, _)| &**label == MENTIONED_IN);
        groups
    }
}
