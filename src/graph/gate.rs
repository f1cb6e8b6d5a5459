//! The one gate between documents and graph: what may be published.
//!
//! Drafts, internal entries of a public build and private fields never get past it, so no later step can leak them.
//! The linker is told only which ids were hidden.

use std::sync::Arc;

use crate::document::Document;
use crate::schema::{Name, Schema};

/// Who the site is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct Audience {
    /// Internal entries are shown.
    pub internal: bool,
    /// Drafts are shown.
    pub drafts: bool,
    /// Private fields stay: only for looking, never for publishing.
    pub private: bool,
}

impl Audience {
    /// What `check` looks at: everything.
    pub const EVERYTHING: Audience = Audience {
        internal: true,
        drafts: true,
        private: true,
    };
}

/// What got through, and the names that must not be told.
#[derive(Clone, Debug, Default)]
pub struct Passed {
    pub documents: Vec<Arc<Document>>,
    /// Ids and aliases of drafts and internal entries that stay behind.
    pub hidden: Vec<Name>,
    /// Their paths from the content folder.
    pub hidden_paths: Vec<Name>,
    /// Paths of files that could not be read: what points at them is silent.
    pub broken_paths: Vec<Name>,
    /// Their ids.
    pub broken: Vec<Name>,
}

pub fn pass(documents: &[Arc<Document>], schema: &Schema, audience: Audience) -> Passed {
    let mut passed = Passed::default();
    for document in documents {
        if document.broken {
            passed.broken.push(document.id.clone());
            passed.broken_paths.push(document.inner.clone());
        } else if document.is_draft() && !audience.drafts
            || document.is_internal() && !audience.internal
        {
            passed.hidden.push(document.id.clone());
            passed
                .hidden
                .extend(document.fields.texts("aliases").map(Name::from));
            passed.hidden_paths.push(document.inner.clone());
        } else {
            passed
                .documents
                .push(without_private(document, schema, audience));
        }
    }
    passed
}

fn without_private(document: &Arc<Document>, schema: &Schema, audience: Audience) -> Arc<Document> {
    let declared = schema.fields(document.kind);
    let is_private = |name: &Name| declared.iter().any(|f| f.private && f.name == *name);
    if audience.private || !document.fields.0.iter().any(|(name, _)| is_private(name)) {
        return document.clone();
    }
    let mut public = Document::clone(document);
    public.fields.0.retain(|(name, _)| !is_private(name));
    public.given.retain(|name| !is_private(name));
    Arc::new(public)
}
