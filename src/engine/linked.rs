//! Makes the graph and the scores, or reuses the last ones if only bodies have changed.
//!
//! A body whose headings, links, anchors and first paragraph are unchanged can be seen on its own page only. While only
//! such bodies change, the last graph is kept with the new bodies in it. All other arguments of [`link::link`] and
//! [`evidence::score`] are compared, so nothing stale can remain.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::Request;
use super::assets::{AppliedPolicy, Assets};
use super::project_inputs::ProjectInputs;
use crate::config::Config;
use crate::content::document::{self, Document};
use crate::content::source::ProjectFiles;
use crate::diagnostic::Diagnostic;
use crate::evidence::{self, Evidence};
use crate::graph::link;
use crate::graph::publish::{self, Published};
use crate::graph::redact;
use crate::graph::spelling::LinkContext;
use crate::graph::{EntryId, Graph};
use crate::model::Name;

/// A graph with its scores, and all inputs they were made of, to compare the next ones with.
pub struct Linked {
    pub graph: Arc<Graph>,
    pub evidence: Arc<Evidence>,
    settings: Option<u128>,
    content: String,
    request: Request,
    pub published: Published,
    assets: Vec<Arc<str>>,
    /// Files outside the content that links point at, from the project's root, and whether they existed.
    pub outside: BTreeMap<String, bool>,
}

pub struct Outcome {
    pub linked: Linked,
    pub asset_policy: AppliedPolicy,
    /// The bodies that were replaced in the last graph; `None` if the graph was built anew.
    pub body_changes: Option<BodyChanges>,
}

/// The last graph with its old bodies, and the entries that have new ones.
pub struct BodyChanges {
    pub before: Arc<Graph>,
    pub ids: Vec<EntryId>,
}

/// Links and scores these documents. Reuses `last` if only bodies have changed and no asset is refused.
pub fn link(
    last: Option<Linked>,
    files: &ProjectFiles,
    inputs: &ProjectInputs,
    documents: &[Arc<Document>],
    request: &Request,
    policies: &mut Assets,
) -> Outcome {
    let published = publish(inputs, documents, request);
    if let Some(last) = last
        && let Some(changed) = last.still_holds(files, inputs, &published, request)
    {
        let asset_policy = policies.apply_policy(
            &inputs.sources.assets,
            &last.graph.assets,
            &inputs.config,
            &inputs.schema,
        );
        if asset_policy.refused.is_empty() {
            let before = last.graph.clone();
            let (linked, ids) = last.with_new_bodies(published, &changed);
            return Outcome {
                linked,
                asset_policy,
                body_changes: Some(BodyChanges { before, ids }),
            };
        }
    }
    anew(files, inputs, published, request, policies)
}

/// The documents that may be published, with the names of hidden ones redacted.
fn publish(inputs: &ProjectInputs, documents: &[Arc<Document>], request: &Request) -> Published {
    let (schema, audience) = (&inputs.schema, request.audience);
    let mut published = publish::published(documents, schema, audience);
    let assets = names(inputs);
    redact::redact(
        &mut published,
        &inputs.sources.documents,
        schema,
        context(&inputs.config, &inputs.folders.content, &assets),
        |source| {
            let document = Arc::new(document::read(source, schema, &inputs.document_options));
            publish::without_private_fields(&document, schema, audience)
        },
    );
    published
}

/// Tells of texts in the settings that name what is not published.
pub fn hidden_in_settings(published: &Published, inputs: &ProjectInputs) -> Vec<Diagnostic> {
    let assets = names(inputs);
    let context = context(&inputs.config, &inputs.folders.content, &assets);
    redact::told_of_settings(published, &inputs.schema, context, &inputs.shown_texts)
}

fn context<'a>(config: &'a Config, content: &'a str, assets: &'a [Arc<str>]) -> LinkContext<'a> {
    LinkContext {
        assets,
        content,
        repository: config.repository.as_deref(),
        branch: &config.branch,
        view: config.view(),
        base_url: config.base_url.as_deref(),
        urls: config.urls,
    }
}

fn anew(
    files: &ProjectFiles,
    inputs: &ProjectInputs,
    published: Published,
    request: &Request,
    policies: &mut Assets,
) -> Outcome {
    let assets = names(inputs);
    let (config, mut asset_policy) = (&inputs.config, AppliedPolicy::default());
    let outside = RefCell::new(BTreeMap::new());
    let graph = link::link(
        &published,
        inputs.schema.clone(),
        context(config, &inputs.folders.content, &assets),
        &|path| {
            let is_there = files.exists(path);
            outside.borrow_mut().insert(path.to_owned(), is_there);
            is_there
        },
        |wanted| {
            asset_policy =
                policies.apply_policy(&inputs.sources.assets, wanted, config, &inputs.schema);
            std::mem::take(&mut asset_policy.refused)
        },
    );
    let evidence = evidence::score(&graph, &inputs.config, request.as_of);
    let linked = Linked {
        graph: Arc::new(graph),
        evidence: Arc::new(evidence),
        settings: inputs.sources.config.as_ref().map(|s| s.hash),
        content: inputs.folders.content.clone(),
        request: request.clone(),
        published,
        assets,
        outside: outside.into_inner(),
    };
    Outcome {
        linked,
        asset_policy,
        body_changes: None,
    }
}

impl Linked {
    /// The indexes of documents that have a new body; `None` if anything else has changed that the graph depends on.
    fn still_holds(
        &self,
        files: &ProjectFiles,
        inputs: &ProjectInputs,
        published: &Published,
        request: &Request,
    ) -> Option<Vec<usize>> {
        let documents = &published.documents;
        let is_refusal = |(_, p): &(Name, Diagnostic)| p.code == "unsafe-asset";
        let same = !self.graph.diagnostics.iter().any(is_refusal)
            && self.settings == inputs.sources.config.as_ref().map(|s| s.hash)
            && self.content == inputs.folders.content
            && self.graph.schema.hash == inputs.schema.hash
            && self.request == *request
            && self.published.hidden == published.hidden
            && self.published.documents.len() == documents.len()
            && self.assets == names(inputs)
            && self.outside_is_as_it_was(files);
        if !same {
            return None;
        }
        let pairs = self.published.documents.iter().zip(documents).enumerate();
        let same = |a: &Document, b: &Document| {
            (a.hash, &a.body, &a.diagnostics) == (b.hash, &b.body, &b.diagnostics)
        };
        let changed: Vec<usize> = pairs
            .filter(|(_, (a, b))| !(Arc::ptr_eq(a, b) || same(a, b) && same_interface(a, b)))
            .map(|(i, _)| i)
            .collect();
        let is_text = |i: &usize| {
            let (before, now) = (&self.published.documents[*i], &documents[*i]);
            // A diagnostic of the graph holds a place in the old body, so the graph must be built again.
            let mut diagnostics = self.graph.diagnostics.iter();
            let reported = diagnostics.any(|(p, _)| *p == before.path);
            !reported && same_interface(before, now)
        };
        changed.iter().all(is_text).then_some(changed)
    }

    /// True if a text of this document names something that is not published.
    pub fn names_hidden(&self, config: &Config, document: &Document, text: &str) -> bool {
        let context = context(config, &self.content, &self.assets);
        redact::is_needed(&self.published, &self.graph.schema, context, document, text)
    }

    /// True if every file in [`Linked::outside`] still exists, or is still missing.
    pub fn outside_is_as_it_was(&self, files: &ProjectFiles) -> bool {
        let mut outside = self.outside.iter();
        outside.all(|(path, was_there)| files.exists(path) == *was_there)
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

/// The entry of a file, by path from the project's root; `None` if it is not published.
pub fn at_path(graph: &Graph, path: &str) -> Option<EntryId> {
    let entries = &graph.entries;
    let at = entries.binary_search_by(|e| (*e.document.path).cmp(path));
    at.ok().map(|i| EntryId(i as u32))
}

/// The published document of an entry, without private fields, with the body of the same file read again.
pub fn with_body_of(entry: &Document, document: &Document) -> Arc<Document> {
    let body = match document.body.names.is_empty() {
        true => document.body.clone(),
        false => Arc::new(document.body.with_texts_of(&entry.body)),
    };
    Arc::new(Document {
        hash: document.hash,
        body,
        diagnostics: document.diagnostics.clone(),
        ..entry.clone()
    })
}

/// True if everything that other pages can read from a document is unchanged. They do not read its body, its number of
/// words and the places of fields and links in the file.
pub fn same_interface(a: &Document, b: &Document) -> bool {
    fn links(d: &Document) -> impl Iterator<Item = impl PartialEq> {
        let links = d.body.links.iter();
        links.map(|l| (&l.target, &l.title, &l.image))
    }
    (&a.path, &a.content_path, &a.kind, &a.id, &a.title)
        == (&b.path, &b.content_path, &b.kind, &b.id, &b.title)
        && (&a.fields, &a.given_fields) == (&b.fields, &b.given_fields)
        && (&a.text_fields, a.has_sentence) == (&b.text_fields, b.has_sentence)
        && (a.is_broken, a.is_section_index) == (b.is_broken, b.is_section_index)
        && (a.introduces, a.has_front_matter) == (b.introduces, b.has_front_matter)
        && a.is_whole_folder == b.is_whole_folder
        && (&a.body.headings, &a.body.anchors, &a.body.h1)
            == (&b.body.headings, &b.body.anchors, &b.body.h1)
        && (&a.body.summary, &a.body.names) == (&b.body.summary, &b.body.names)
        && a.body.is_empty() == b.body.is_empty()
        && links(a).eq(links(b))
}

fn names(inputs: &ProjectInputs) -> Vec<Arc<str>> {
    let assets = inputs.sources.assets.iter();
    assets.map(|a| a.content_path.clone()).collect()
}
