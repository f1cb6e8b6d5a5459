//! The one gate between documents and graph: what may be published.
//!
//! Drafts, internal entries of a public build and private fields never get past it, so no later step can leak them.
//! The linker is told only which names must not be told.

use std::collections::HashSet;
use std::sync::Arc;

use crate::document::{self, Document};
use crate::schema::{Field, Fields, Name, Schema, Type, Value};
use crate::unicode::fold;

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

/// What got through, and what must not be told.
#[derive(Clone, Debug, Default)]
pub struct Passed {
    pub documents: Vec<Arc<Document>>,
    /// The drafts and internal entries that stay behind, and the files that could not be read: what points at them is
    /// silent.
    pub withheld: Withheld,
}

/// By which names and paths the files that are not published could be meant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Withheld {
    /// Ids, aliases and stems in every form in which a reference may write them, folded.
    names: HashSet<String>,
    /// From the content folder, without extension, folded.
    paths: HashSet<String>,
}

impl Passed {
    pub fn withhold(&mut self, document: &Document) {
        self.withheld.add(document);
    }
}

impl Withheld {
    fn add(&mut self, document: &Document) {
        let stem = document::stem(&document.inner);
        let given = document
            .fields
            .texts("aliases")
            .chain([&*document.id, stem]);
        for name in given.chain(document::undated(stem)) {
            self.names.insert(fold(name));
            self.names.insert(document::id_form(name));
        }
        self.paths.insert(fold(without_extension(&document.inner)));
    }

    pub fn is_empty(&self) -> bool {
        self.paths.is_empty()
    }

    /// Could a reference by this name mean a file that is not published? What is published comes first.
    pub fn name(&self, name: &str) -> bool {
        let is_one = |form: String| !form.is_empty() && self.names.contains(&form);
        !self.is_empty() && (is_one(fold(name)) || is_one(document::id_form(name)))
    }

    /// The same of a path from the content folder, with or without its extension, or with that of the page.
    pub fn path(&self, path: &str) -> bool {
        !self.is_empty() && self.paths.contains(&fold(without_extension(path)))
    }
}

fn without_extension(path: &str) -> &str {
    match path.rsplit_once('.') {
        Some((rest, extension)) if !extension.contains('/') => rest,
        _ => path,
    }
}

pub fn pass(documents: &[Arc<Document>], schema: &Schema, audience: Audience) -> Passed {
    let mut passed = Passed::default();
    for document in documents {
        let is_hidden =
            document.is_draft() && !audience.drafts || document.is_internal() && !audience.internal;
        if document.broken || is_hidden {
            passed.withheld.add(document);
        } else {
            passed
                .documents
                .push(without_private(document, schema, audience));
        }
    }
    passed
}

/// A document without its private fields, where they are not for this audience.
pub fn without_private(
    document: &Arc<Document>,
    schema: &Schema,
    audience: Audience,
) -> Arc<Document> {
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
