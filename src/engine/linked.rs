//! Entries, links and scores, kept whole while nothing they see has changed.
//!
//! A body that changes without its headings, links, anchors or first paragraph is shown on its own page only. While only
//! such bodies change, the last graph is kept, with the new bodies in it. To be sure of that, everything that
//! [`link::link`] and [`evidence::score`] are given is compared as values.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use super::Request;
use super::assets::{Assets, Judged};
use super::project_inputs::ProjectInputs;
use crate::config::Config;
use crate::content::document::{self, Document};
use crate::diagnostic::Diagnostic;
use crate::evidence::{self, Evidence};
use crate::graph::link;
use crate::graph::publish::{self, Published};
use crate::graph::redact;
use crate::graph::spelling::LinkContext;
use crate::graph::{EntryId, Graph};
use crate::model::Name;

/// What was made, and all that it was made of.
pub struct Linked {
    pub graph: Arc<Graph>,
    pub evidence: Arc<Evidence>,
    settings: Option<u128>,
    content: String,
    request: Request,
    published: Published,
    assets: Vec<Arc<str>>,
    /// Files outside the content that links point at, and whether they were there.
    pub outside: BTreeMap<String, bool>,
}

/// A graph with its scores, and how it came about.
pub struct Outcome {
    pub linked: Linked,
    pub judged: Judged,
    /// Which bodies are new in the last graph; `None` if the graph was built anew.
    pub body_changes: Option<BodyChanges>,
}

/// The last graph, and the entries whose bodies have changed since.
pub struct BodyChanges {
    pub before: Arc<Graph>,
    pub ids: Vec<EntryId>,
}

/// The graph of these documents: the last one where it would come out the same.
pub fn link(
    last: Option<Linked>,
    root: &Path,
    reading: &ProjectInputs,
    documents: &[Arc<Document>],
    request: &Request,
    verdicts: &mut Assets,
) -> Outcome {
    let published = publish(reading, documents, request);
    if let Some(last) = last
        && let Some(changed) = last.still_holds(root, reading, &published, request)
    {
        let judged = verdicts.judge(&reading.sources.assets, &last.graph.assets, &reading.config);
        if judged.refused.is_empty() {
            let before = last.graph.clone();
            let (linked, ids) = last.with_new_bodies(published, &changed);
            return Outcome {
                linked,
                judged,
                body_changes: Some(BodyChanges { before, ids }),
            };
        }
    }
    anew(root, reading, published, request, verdicts)
}

/// What may be published, with nothing hidden named in it.
fn publish(reading: &ProjectInputs, documents: &[Arc<Document>], request: &Request) -> Published {
    let (schema, audience) = (&reading.schema, request.audience);
    let mut published = publish::published(documents, schema, audience);
    let assets = names(reading);
    redact::redact(
        &mut published,
        &reading.sources.documents,
        schema,
        context(&reading.config, &reading.folders.content, &assets),
        |source| {
            let document = Arc::new(document::read(source, schema, &reading.document_options));
            publish::without_private_fields(&document, schema, audience)
        },
    );
    published
}

fn context<'a>(config: &'a Config, content: &'a str, assets: &'a [Arc<str>]) -> LinkContext<'a> {
    LinkContext {
        assets,
        content,
        repository: config.repository.as_deref(),
        branch: &config.branch,
        base_url: config.base_url.as_deref(),
    }
}

fn anew(
    root: &Path,
    reading: &ProjectInputs,
    published: Published,
    request: &Request,
    verdicts: &mut Assets,
) -> Outcome {
    let assets = names(reading);
    let (config, mut judged) = (&reading.config, Judged::default());
    let outside = RefCell::new(BTreeMap::new());
    let graph = link::link(
        &published,
        reading.schema.clone(),
        context(config, &reading.folders.content, &assets),
        &|path| {
            let there = exists(root, path);
            outside.borrow_mut().insert(path.to_owned(), there);
            there
        },
        |wanted| {
            judged = verdicts.judge(&reading.sources.assets, wanted, config);
            std::mem::take(&mut judged.refused)
        },
    );
    let evidence = evidence::score(&graph, &reading.config, request.as_of);
    let linked = Linked {
        graph: Arc::new(graph),
        evidence: Arc::new(evidence),
        settings: reading.sources.config.as_ref().map(|s| s.hash),
        content: reading.folders.content.clone(),
        request: request.clone(),
        published,
        assets,
        outside: outside.into_inner(),
    };
    Outcome {
        linked,
        judged,
        body_changes: None,
    }
}

impl Linked {
    /// The documents that have a new text and nothing else new, where all the rest is as it was.
    fn still_holds(
        &self,
        root: &Path,
        reading: &ProjectInputs,
        published: &Published,
        request: &Request,
    ) -> Option<Vec<usize>> {
        let documents = &published.documents;
        let is_refusal = |(_, p): &(Name, Diagnostic)| p.code == "unsafe-asset";
        let same = !self.graph.diagnostics.iter().any(is_refusal)
            && self.settings == reading.sources.config.as_ref().map(|s| s.hash)
            && self.content == reading.folders.content
            && self.graph.schema.hash == reading.schema.hash
            && self.request == *request
            && self.published.hidden == published.hidden
            && self.published.documents.len() == documents.len()
            && self.assets == names(reading)
            && self.outside_is_as_it_was(root);
        if !same {
            return None;
        }
        let pairs = self.published.documents.iter().zip(documents).enumerate();
        let same = |a: &Document, b: &Document| a.hash == b.hash && a.body == b.body;
        let changed: Vec<usize> = pairs
            .filter(|(_, (a, b))| !(Arc::ptr_eq(a, b) || same(a, b) && same_interface(a, b)))
            .map(|(i, _)| i)
            .collect();
        let is_text = |i: &usize| {
            let (before, now) = (&self.published.documents[*i], &documents[*i]);
            // What linking found wrong in a text stands at a place in it.
            let reported = self
                .graph
                .diagnostics
                .iter()
                .any(|(p, _)| *p == before.path);
            !reported && same_interface(before, now)
        };
        changed.iter().all(is_text).then_some(changed)
    }

    /// Does a text of this document name something hidden?
    pub fn names_hidden(&self, config: &Config, document: &Document, text: &str) -> bool {
        let context = context(config, &self.content, &self.assets);
        redact::is_needed(&self.published, &self.graph.schema, context, document, text)
    }

    /// Is every file outside the content that a link points at still there, or still missing?
    pub fn outside_is_as_it_was(&self, root: &Path) -> bool {
        self.outside
            .iter()
            .all(|(path, there)| exists(root, path) == *there)
    }

    fn with_new_bodies(mut self, published: Published, changed: &[usize]) -> (Self, Vec<EntryId>) {
        let mut ids = Vec::new();
        if !changed.is_empty() {
            let mut graph = Graph::clone(&self.graph);
            for document in changed.iter().map(|i| &published.documents[*i]) {
                if let Some(id) = at_path(&graph, &document.path) {
                    let entry = &mut graph.entries[id.0 as usize];
                    entry.document = with_body_of(&entry.document, document);
                    ids.push(id);
                }
            }
            self.graph = Arc::new(graph);
        }
        self.published = published;
        (self, ids)
    }
}

/// The entry that is made from a file; `None` where it is not published.
pub fn at_path(graph: &Graph, path: &str) -> Option<EntryId> {
    let entries = &graph.entries;
    let at = entries.binary_search_by(|e| (*e.document.path).cmp(path));
    at.ok().map(|i| EntryId(i as u32))
}

/// What is published of a document, without private fields and hidden targets, with the body of another reading.
pub fn with_body_of(entry: &Document, document: &Document) -> Arc<Document> {
    Arc::new(Document {
        hash: document.hash,
        body: document.body.clone(),
        diagnostics: document.diagnostics.clone(),
        ..entry.clone()
    })
}

/// True if everything that other pages can read from a document is unchanged. Not read by others: its body, the number
/// of its words and where in the file things stand.
pub fn same_interface(a: &Document, b: &Document) -> bool {
    let links = |d: &Document| {
        d.body
            .links
            .iter()
            .map(|l| (&l.target, &l.title, &l.image))
            .eq(b.body.links.iter().map(|l| (&l.target, &l.title, &l.image)))
    };
    (&a.path, &a.content_path, &a.kind, &a.id, &a.title)
        == (&b.path, &b.content_path, &b.kind, &b.id, &b.title)
        && (&a.fields, &a.given_fields) == (&b.fields, &b.given_fields)
        && (a.is_broken, a.is_section_index) == (b.is_broken, b.is_section_index)
        && (&a.body.headings, &a.body.anchors, &a.body.h1)
            == (&b.body.headings, &b.body.anchors, &b.body.h1)
        && a.body.summary == b.body.summary
        && a.body.is_empty() == b.body.is_empty()
        && links(a)
}

fn names(reading: &ProjectInputs) -> Vec<Arc<str>> {
    let assets = reading.sources.assets.iter();
    assets.map(|a| a.content_path.clone()).collect()
}

fn exists(root: &Path, path: &str) -> bool {
    root.join(path).symlink_metadata().is_ok()
}
