//! Entries and the links between them, in both directions. Built anew at every change, never mutated.
//!
//! [`publish`] selects the documents, [`redact`] takes hidden names out of them, [`link`] turns references into edges;
//! [`crate::evidence`] computes scores from the graph. Knows nothing about the content of pages, only their addresses.

pub mod hidden;
pub mod link;
pub mod old_address;
pub mod publish;
pub mod redact;
mod redaction_mark;
mod role_links;
pub mod spelling;

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use crate::content::document::{self, Document, to_id};
use crate::diagnostic::Diagnostic;
use crate::model::{Name, Role, Schema};
use crate::page::Url;
use crate::text::{fold_case, nearest_name};

/// An index into [`Graph::entries`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EntryId(pub u32);

/// All published documents with their links. Entries are sorted by path.
#[derive(Clone, Debug)]
pub struct Graph {
    pub schema: Arc<Schema>,
    pub entries: Vec<Entry>,
    pub edges: Vec<Edge>,
    by_id: HashMap<Name, EntryId>,
    /// The diagnostics of linking, each with the path of its file.
    pub diagnostics: Vec<(Name, Diagnostic)>,
    /// Media files that bodies refer to and that are copied, by path from the content folder; sorted.
    pub assets: Vec<Arc<str>>,
}

/// One document with its address and its links. Plain pages and section indexes are entries without a kind.
#[derive(Clone, Debug)]
pub struct Entry {
    pub document: Arc<Document>,
    pub url: Url,
    /// Edges from this entry in the order of fields, then of the body; edges to it in path order of their other end.
    pub outgoing: Vec<EdgeId>,
    pub incoming: Vec<EdgeId>,
    /// The target of each link of the body, in the order of [`crate::markdown::Body::links`].
    pub body_links: Vec<BodyLink>,
    /// The fields of which a value is left out, because it names what is not published.
    pub fields_with_hidden: Vec<Name>,
}

impl Entry {
    /// True if a field names something that is not published.
    pub fn names_hidden(&self, field: &str) -> bool {
        self.fields_with_hidden.iter().any(|name| **name == *field)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EdgeId(pub u32);

/// One link. A symmetric one is stored once: in `outgoing` of one end and in `incoming` of the other.
#[derive(Clone, Debug)]
pub struct Edge {
    pub from: EntryId,
    /// The outermost field (`results` for `results[0].problem`); [`BODY_FIELD`] for a link in the body.
    pub field: Name,
    /// The index in that field's list, from 0; 0 if the field is not a list.
    pub item: usize,
    pub to: EntryId,
    /// The label of the link on the page of `to`.
    pub inverse: Name,
    pub symmetric: bool,
}

/// [`Edge::field`] of links in a body.
pub const BODY_FIELD: &str = "body";
/// [`Edge::inverse`] of links in a body.
pub const MENTIONED_IN: &str = "Mentioned in";

/// The target of a link in a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BodyLink {
    /// A page of the site.
    Page {
        url: Url,
        title: Name,
        anchor: Option<Name>,
    },
    /// An anchor on the same page.
    SamePage { anchor: Name },
    /// A media file.
    Asset { url: Url },
    /// An address outside the site.
    External { url: Name },
    /// No target. The text is shown and marked as broken; a finding says why.
    Broken,
    /// A file outside the content folder that has no public address. The text is shown without a link.
    TextOnly,
    /// Something that is not published. The link text is shown; its id is not.
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

    /// Every entry except section indexes, in path order.
    pub fn iter(&self) -> impl Iterator<Item = (EntryId, &Entry)> {
        self.ids()
            .map(|id| (id, self.entry(id)))
            .filter(|(_, e)| !e.document.is_section_index)
    }

    /// The entries of one kind (an index into [`Schema::kinds`]), by a leading number of their file's name, then by title.
    pub fn of_kind(&self, kind: usize) -> Vec<EntryId> {
        let of_kind = self.iter().filter(|(_, e)| e.document.kind == Some(kind));
        self.sorted_by_name(of_kind.map(|(id, _)| id).collect())
    }

    /// The entries of all kinds of one role, by a leading number of their file's name, then by title.
    pub fn of_role(&self, role: Role) -> Vec<EntryId> {
        self.sorted_by_name(self.ids_with_role(role).collect())
    }

    /// The entries of all kinds of one role, in path order.
    pub fn ids_with_role(&self, role: Role) -> impl Iterator<Item = EntryId> {
        let ids = self.iter().map(|(id, _)| id);
        ids.filter(move |id| self.role(*id) == Some(role))
    }

    fn sorted_by_name(&self, mut ids: Vec<EntryId>) -> Vec<EntryId> {
        ids.sort_by_cached_key(|id| {
            let document = &self.entry(*id).document;
            let number = document::leading_numbers(document::entry_stem(&document.content_path));
            (number, document.title.to_lowercase(), document.id.clone())
        });
        ids
    }

    pub fn role(&self, id: EntryId) -> Option<Role> {
        self.schema.role(self.entry(id).document.kind)
    }

    pub fn find_by_id(&self, id: &str) -> Option<EntryId> {
        self.by_id.get(id).copied()
    }

    /// The entry that a user means by a name: by exact id, else by alias in any case, else by the id form of the name,
    /// else by the path of its file.
    pub fn resolve_name(&self, name: &str) -> Option<EntryId> {
        let name = name.trim();
        let folded = fold_case(name);
        let has_alias = |e: &Entry| {
            let mut aliases = e.document.fields.texts("aliases");
            aliases.any(|alias| fold_case(alias) == folded)
        };
        let mut by_alias = self.iter().filter(|(_, e)| has_alias(e)).map(|(id, _)| id);
        let by_path = || {
            let of = |e: &Entry| *e.document.path == *name || *e.document.content_path == *name;
            self.iter().find(|(_, e)| of(e)).map(|(id, _)| id)
        };
        self.find_by_id(name)
            .or_else(|| by_alias.next())
            .or_else(|| self.find_by_id(&to_id(name)))
            .or_else(by_path)
    }

    /// For “did you mean”: the id most like `name` among the entries for which `fits` is true.
    pub fn nearest_id(&self, name: &str, fits: impl Fn(EntryId) -> bool) -> Option<&str> {
        let fitting = self.iter().filter(|(id, _)| fits(*id));
        nearest_id(fitting.map(|(_, entry)| entry), name)
    }

    /// The name of an entry's kind; `page` for a plain page.
    pub fn kind_name(&self, id: EntryId) -> &str {
        let kind = self.entry(id).document.kind;
        kind.map_or("page", |k| &self.schema.kinds[k].name)
    }

    /// The entries that one field of an entry links to, in the order they are written; for a symmetric field also the
    /// entries that link here by it.
    pub fn targets<'a>(
        &'a self,
        id: EntryId,
        field: &'a str,
    ) -> impl Iterator<Item = EntryId> + 'a {
        let entry = self.entry(id);
        let named = move |e: &&Edge| self.is_by(e, field);
        let out = self.edges_of(&entry.outgoing).filter(named);
        let back = self.edges_of(&entry.incoming).filter(named);
        out.map(|e| e.to)
            .chain(back.filter(|e| e.symmetric).map(|e| e.from))
    }

    /// The entries of a role that link to `id` by a field; one that links twice comes twice.
    pub fn sources<'a>(
        &'a self,
        id: EntryId,
        role: Role,
        field: &'a str,
    ) -> impl Iterator<Item = EntryId> + 'a {
        let back = self.edges_of(&self.entry(id).incoming);
        back.filter(move |e| self.is_by(e, field) && self.role(e.from) == Some(role))
            .map(|e| e.from)
    }

    /// The entries of a kind, and of those like it, that link to `id` by a field, each once, in path order.
    pub fn sources_of_kind(&self, id: EntryId, kind: usize, field: &str) -> Vec<EntryId> {
        let role = self.schema.kinds[kind].role;
        let back = self.edges_of(&self.entry(id).incoming);
        let of_kind = back.filter(|edge| {
            let is_like = role.is_some() && self.role(edge.from) == role;
            let is_of_kind = is_like || self.entry(edge.from).document.kind == Some(kind);
            is_of_kind && self.is_by(edge, field)
        });
        distinct_in_order(of_kind.map(|edge| edge.from))
    }

    /// The entries linked with this one by fields, in both directions, each once, in path order. Links in bodies and
    /// symmetric links are left out.
    pub fn neighbours(&self, id: EntryId) -> Vec<EntryId> {
        let entry = self.entry(id);
        let by_field = |edge: &&Edge| &*edge.field != BODY_FIELD && !edge.symmetric;
        let out = self.edges_of(&entry.outgoing).filter(by_field);
        let back = self.edges_of(&entry.incoming).filter(by_field);
        sorted_unique(out.map(|edge| edge.to).chain(back.map(|edge| edge.from)))
    }

    pub fn edges_of<'a>(&'a self, ids: &'a [EdgeId]) -> impl Iterator<Item = &'a Edge> {
        ids.iter().map(|id| self.edge(*id))
    }

    /// The links of all bodies to entries and introductions of folders, also those that no edge has because an
    /// introduction is at one of their ends.
    pub fn body_links(&self) -> impl Iterator<Item = (EntryId, EntryId)> {
        let by_url = self.ids().map(|id| (&self.entry(id).url, id));
        let by_url: HashMap<&Url, EntryId> = by_url.collect();
        let links = self.ids().flat_map(|from| {
            let links = self.entry(from).body_links.iter();
            links.map(move |link| (from, link))
        });
        links.filter_map(move |(from, link)| match link {
            BodyLink::Page { url, .. } => Some((from, *by_url.get(url)?)),
            _ => None,
        })
    }

    /// The entries that link here, grouped by the inverse label of the link: each entry once in a group, in path order.
    /// “Mentioned in” comes last.
    pub fn backlinks(&self, id: EntryId) -> Vec<(Name, Vec<EntryId>)> {
        let mut groups: Vec<(Name, Vec<EntryId>)> = Vec::new();
        let entry = self.entry(id);
        let symmetric = self.edges_of(&entry.outgoing).filter(|e| e.symmetric);
        let symmetric = symmetric.map(|e| (&e.inverse, e.to));
        let back = self.edges_of(&entry.incoming).map(|e| (&e.inverse, e.from));
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

/// Entries, each once, in path order.
pub fn sorted_unique(ids: impl Iterator<Item = EntryId>) -> Vec<EntryId> {
    ids.collect::<BTreeSet<_>>().into_iter().collect()
}

/// Drops duplicates and keeps the order of first occurrence.
pub fn distinct_in_order(ids: impl Iterator<Item = EntryId>) -> Vec<EntryId> {
    const MAX_LINEAR_SEARCH: usize = 16;
    let (mut kept, mut seen) = (Vec::new(), HashSet::new());
    for id in ids {
        // For few ids a linear search is cheaper than a set.
        let is_new = match kept.len() {
            0..MAX_LINEAR_SEARCH => !kept.contains(&id),
            MAX_LINEAR_SEARCH => {
                seen.extend(kept.iter().copied());
                seen.insert(id)
            }
            _ => seen.insert(id),
        };
        if is_new {
            kept.push(id);
        }
    }
    kept
}

/// The id most like `name` among these entries.
fn nearest_id<'a>(entries: impl Iterator<Item = &'a Entry>, name: &str) -> Option<&'a str> {
    let ids: Vec<&str> = entries.map(|e| &*e.document.id).collect();
    let form = to_id(name);
    let near = nearest_name(&form, ids.iter().copied());
    // A word of a longer id is a likely mistake too: `rejected` for `know-why-rejected`.
    let has_word = |id: &&&str| form.len() > 3 && id.split('-').any(|word| word == form);
    near.or_else(|| ids.iter().find(has_word).copied())
}
