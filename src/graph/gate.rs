//! The one gate between documents and graph: what may be published.
//!
//! Drafts, internal entries of a public build and private fields never get past it, so no later step can leak them.
//! The linker is told only which ids were hidden.

use std::sync::Arc;

use crate::document::Document;
use crate::schema::{Field, Fields, Name, Schema, Type, Value};

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
    if audience.private || !tells(&document.fields, declared) {
        return document.clone();
    }
    let mut public = Document::clone(document);
    strip(&mut public.fields, declared);
    let is_kept = |name: &Name| public.fields.has(name);
    public.given.retain(is_kept);
    Arc::new(public)
}

/// Is anything private among the values, at any depth?
fn tells(fields: &Fields, declared: &[Field]) -> bool {
    fields.0.iter().any(|(name, value)| {
        let Some(field) = declared.iter().find(|f| f.name == *name) else {
            return false;
        };
        let inside = |value: &Value| match (value, &field.ty) {
            (Value::Map(map), Type::Map(inner)) => tells(map, inner),
            _ => false,
        };
        field.private
            || match value {
                Value::List(items) => items.iter().any(inside),
                value => inside(value),
            }
    })
}

/// Takes private fields out, in maps and lists of maps too.
fn strip(fields: &mut Fields, declared: &[Field]) {
    let find = |name: &Name| declared.iter().find(|f| f.name == *name);
    fields
        .0
        .retain(|(name, _)| find(name).is_none_or(|f| !f.private));
    for (name, value) in &mut fields.0 {
        let Some(Type::Map(inner)) = find(name).map(|f| &f.ty) else {
            continue;
        };
        match value {
            Value::Map(map) => strip(map, inner),
            Value::List(items) => {
                for item in items {
                    if let Value::Map(map) = item {
                        strip(map, inner);
                    }
                }
            }
            _ => {}
        }
    }
}
