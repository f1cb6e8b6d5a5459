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
use super::reading::Reading;
use crate::config::Config;
use crate::document::{self, Document};
use crate::graph::evidence::{self, Evidence};
use crate::graph::gate::{self, Passed};
use crate::graph::link::{self, Surroundings};
use crate::graph::veil::{self, Repository};
use crate::graph::{Graph, Id};

/// What was made, and all that it was made of.
pub struct Linked {
    pub graph: Arc<Graph>,
    pub evidence: Arc<Evidence>,
    settings: Option<u128>,
    content: String,
    request: Request,
    passed: Passed,
    assets: Vec<Arc<str>>,
    /// Files outside the content that links point at, and whether they were there.
    pub outside: BTreeMap<String, bool>,
    /// Some file is refused, so the graph differs from the one that was linked first.
    refused: bool,
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
    pub ids: Vec<Id>,
}

/// The graph of these documents: the last one where it would come out the same.
pub fn link(
    last: Option<Linked>,
    root: &Path,
    reading: &Reading,
    documents: &[Arc<Document>],
    request: &Request,
    verdicts: &mut Assets,
) -> Outcome {
    let passed = pass(reading, documents, request);
    if let Some(last) = last
        && let Some(changed) = last.still_holds(root, reading, &passed, request)
    {
        let judged = verdicts.judge(&reading.sources.assets, &last.graph.assets, &reading.config);
        if judged.refused.is_empty() {
            let before = last.graph.clone();
            let (linked, ids) = last.with_new_bodies(passed, &changed);
            return Outcome {
                linked,
                judged,
                body_changes: Some(BodyChanges { before, ids }),
            };
        }
    }
    anew(root, reading, passed, request, verdicts)
}

/// What may be published, nothing withheld named in it.
fn pass(reading: &Reading, documents: &[Arc<Document>], request: &Request) -> Passed {
    let (schema, audience) = (&reading.schema, request.audience);
    let mut passed = gate::pass(documents, schema, audience);
    veil::draw(
        &mut passed,
        &reading.sources.documents,
        repository(&reading.config, &reading.layout.content),
        |source| {
            let document = Arc::new(document::read(source, schema, &reading.options));
            gate::without_private(&document, schema, audience)
        },
    );
    passed
}

pub fn repository<'a>(config: &'a Config, content: &'a str) -> Option<Repository<'a>> {
    config.repository.as_deref().map(|address| Repository {
        address,
        branch: &config.branch,
        content,
    })
}

fn anew(
    root: &Path,
    reading: &Reading,
    passed: Passed,
    request: &Request,
    verdicts: &mut Assets,
) -> Outcome {
    let assets = names(reading);
    let outside = RefCell::new(BTreeMap::new());
    let around = Surroundings {
        assets: &assets,
        content: &reading.layout.content,
        repository: reading.config.repository.as_deref(),
        branch: &reading.config.branch,
        in_repository: &|path| {
            let there = exists(root, path);
            outside.borrow_mut().insert(path.to_owned(), there);
            there
        },
    };
    let graph = link::link(&passed, reading.schema.clone(), &around);
    let judged = verdicts.judge(&reading.sources.assets, &graph.assets, &reading.config);
    let graph = link::without(graph, &judged.refused);
    let evidence = evidence::score(&graph, &reading.config, request.as_of);
    let linked = Linked {
        graph: Arc::new(graph),
        evidence: Arc::new(evidence),
        settings: reading.sources.config.as_ref().map(|s| s.hash),
        content: reading.layout.content.clone(),
        request: request.clone(),
        passed,
        assets,
        outside: outside.into_inner(),
        refused: !judged.refused.is_empty(),
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
        reading: &Reading,
        passed: &Passed,
        request: &Request,
    ) -> Option<Vec<usize>> {
        let documents = &passed.documents;
        let same = !self.refused
            && self.settings == reading.sources.config.as_ref().map(|s| s.hash)
            && self.content == reading.layout.content
            && self.graph.schema.hash == reading.schema.hash
            && self.request == *request
            && self.passed.withheld == passed.withheld
            && self.passed.documents.len() == documents.len()
            && self.assets == names(reading)
            && self.outside_is_as_it_was(root);
        if !same {
            return None;
        }
        let pairs = self.passed.documents.iter().zip(documents).enumerate();
        let same = |a: &Document, b: &Document| a.hash == b.hash && a.body == b.body;
        let changed: Vec<usize> = pairs
            .filter(|(_, (a, b))| !(Arc::ptr_eq(a, b) || same(a, b) && same_interface(a, b)))
            .map(|(i, _)| i)
            .collect();
        let is_text = |i: &usize| {
            let (before, now) = (&self.passed.documents[*i], &documents[*i]);
            // What linking found wrong in a text stands at a place in it.
            let reported = self.graph.problems.iter().any(|(p, _)| *p == before.path);
            !reported && same_interface(before, now)
        };
        changed.iter().all(is_text).then_some(changed)
    }

    /// Does a text name something that is not published?
    pub fn withholds(&self, repository: Option<Repository>, text: &str) -> bool {
        veil::names(&self.passed, repository, text)
    }

    /// Is every file outside the content that a link points at still there, or still missing?
    pub fn outside_is_as_it_was(&self, root: &Path) -> bool {
        self.outside
            .iter()
            .all(|(path, there)| exists(root, path) == *there)
    }

    fn with_new_bodies(mut self, passed: Passed, changed: &[usize]) -> (Self, Vec<Id>) {
        let mut ids = Vec::new();
        if !changed.is_empty() {
            let mut graph = Graph::clone(&self.graph);
            for document in changed.iter().map(|i| &passed.documents[*i]) {
                if let Some(id) = at_path(&graph, &document.path) {
                    let entry = &mut graph.entries[id.0 as usize];
                    entry.document = with_body_of(&entry.document, document);
                    ids.push(id);
                }
            }
            self.graph = Arc::new(graph);
        }
        self.passed = passed;
        (self, ids)
    }
}

/// The entry that is made from a file; `None` where it is not published.
pub fn at_path(graph: &Graph, path: &str) -> Option<Id> {
    let entries = &graph.entries;
    let at = entries.binary_search_by(|e| (*e.document.path).cmp(path));
    at.ok().map(|i| Id(i as u32))
}

/// A published document, private fields and references to hidden entries left out, with the body of another reading.
pub fn with_body_of(entry: &Document, document: &Document) -> Arc<Document> {
    Arc::new(Document {
        hash: document.hash,
        body: document.body.clone(),
        problems: document.problems.clone(),
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
    (&a.path, &a.inner, &a.kind, &a.id, &a.title) == (&b.path, &b.inner, &b.kind, &b.id, &b.title)
        && (&a.fields, &a.given) == (&b.fields, &b.given)
        && (a.broken, a.introduction) == (b.broken, b.introduction)
        && (&a.body.headings, &a.body.anchors, &a.body.h1)
            == (&b.body.headings, &b.body.anchors, &b.body.h1)
        && a.body.summary == b.body.summary
        && a.body.is_empty() == b.body.is_empty()
        && links(a)
}

fn names(reading: &Reading) -> Vec<Arc<str>> {
    let assets = reading.sources.assets.iter();
    assets.map(|a| a.inner.clone()).collect()
}

fn exists(root: &Path, path: &str) -> bool {
    root.join(path).symlink_metadata().is_ok()
}
