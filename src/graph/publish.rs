//! Selects the documents and fields that may be published. Everything that reaches the graph comes through here.
//!
//! Drafts, internal entries of a public build and private fields are removed here, so no later step can publish them.
//! Later steps get only the names and paths of hidden documents ([`Hidden`]), to redact them.

use std::collections::HashMap;
use std::sync::Arc;

use super::hidden::Hidden;
use crate::content::document::{self, Document};
use crate::model::{Field, FieldType, Fields, Name, Schema, Value};

/// What the readers of this build may see.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct Audience {
    /// Publish internal entries.
    pub shows_internal: bool,
    /// Publish drafts.
    pub shows_drafts: bool,
    /// Keep private fields: for `check` only, never for a site that is published.
    pub shows_private: bool,
}

impl Audience {
    /// Everything, for `check`.
    pub const EVERYTHING: Audience = Audience {
        shows_internal: true,
        shows_drafts: true,
        shows_private: true,
    };
}

/// The documents that are published, and the names of those that are not.
#[derive(Clone, Debug, Default)]
pub struct Published {
    pub documents: Vec<Arc<Document>>,
    pub hidden: Hidden,
}

/// Why a document is not published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HiddenAs {
    Draft,
    Internal,
    /// It cannot be read.
    Broken,
}

/// Which documents are not published for an audience.
pub struct HiddenDocuments<'a> {
    audience: Audience,
    /// The folders that are one hidden entry, or have the name of a hidden document beside them: their pages without front
    /// matter are hidden with it.
    folders: HashMap<&'a str, HiddenAs>,
}

impl<'a> HiddenDocuments<'a> {
    pub fn new(documents: &'a [Arc<Document>], audience: Audience) -> Self {
        let mut hidden = HiddenDocuments {
            audience,
            folders: HashMap::new(),
        };
        for document in documents {
            let Some(reason) = hidden.own_reason(document) else {
                continue;
            };
            let path = &*document.content_path;
            let folder = match document.is_whole_folder {
                true => Some(document::parent_folder(path)),
                false => path.rsplit_once('.').map(|(stem, _)| stem),
            };
            if let Some(folder) = folder {
                hidden.folders.insert(folder, reason);
            }
        }
        hidden
    }

    /// Why a document is not published; `None` if it is.
    pub fn reason(&self, document: &Document) -> Option<HiddenAs> {
        let of_folder = || {
            let mut folder = document::parent_folder(&document.content_path);
            while !folder.is_empty() {
                if let Some(reason) = self.folders.get(folder) {
                    return Some(*reason);
                }
                folder = document::parent_folder(folder);
            }
            None
        };
        let is_part = !self.folders.is_empty() && !document.has_front_matter;
        self.own_reason(document)
            .or_else(|| is_part.then(of_folder).flatten())
    }

    fn own_reason(&self, document: &Document) -> Option<HiddenAs> {
        if document.is_broken {
            return Some(HiddenAs::Broken);
        }
        if document.is_draft() && !self.audience.shows_drafts {
            return Some(HiddenAs::Draft);
        }
        let is_internal = document.is_internal() && !self.audience.shows_internal;
        is_internal.then_some(HiddenAs::Internal)
    }
}

/// Splits documents into published and hidden ones, and removes the private fields of the published.
pub fn published(documents: &[Arc<Document>], schema: &Schema, audience: Audience) -> Published {
    let mut published = Published::default();
    let hidden = HiddenDocuments::new(documents, audience);
    for document in documents {
        if hidden.reason(document).is_some() {
            published.hidden.add(document, schema);
        } else {
            let public = without_private_fields(document, schema, audience);
            published.documents.push(public);
        }
    }
    published
}

/// The document without its private fields; the same `Arc` if it has none or the audience may see them.
pub fn without_private_fields(
    document: &Arc<Document>,
    schema: &Schema,
    audience: Audience,
) -> Arc<Document> {
    let declared = schema.fields(document.kind);
    if audience.shows_private || !has_private_value(&document.fields, declared) {
        return document.clone();
    }
    let mut public = Document::clone(document);
    remove_private_fields(&mut public.fields, declared);
    let is_kept = |name: &Name| public.fields.has(name);
    public.given_fields.retain(is_kept);
    Arc::new(public)
}

/// True if a private field has a value, at any depth.
fn has_private_value(fields: &Fields, declared: &[Field]) -> bool {
    fields.0.iter().any(|(name, value)| {
        let Some(field) = declared.iter().find(|f| f.name == *name) else {
            return false;
        };
        let inside = |value: &Value| match (value, &field.ty) {
            (Value::Map(map), FieldType::Map(inner)) => has_private_value(map, inner),
            (Value::NotUnderstood(_), _) => field.is_partly_private(),
            _ => false,
        };
        field.is_private
            || match value {
                Value::List(items) => items.iter().any(inside),
                value => inside(value),
            }
    })
}

/// Removes private fields, in maps and lists of maps too. What was written in place of a map goes with them: it may say
/// the same.
fn remove_private_fields(fields: &mut Fields, declared: &[Field]) {
    let find = |name: &Name| declared.iter().find(|f| f.name == *name);
    fields.0.retain(|(name, value)| match (find(name), value) {
        (Some(field), Value::NotUnderstood(_)) => !field.is_partly_private(),
        (field, _) => field.is_none_or(|f| !f.is_private),
    });
    for (name, value) in &mut fields.0 {
        let Some(FieldType::Map(inner)) = find(name).map(|f| &f.ty) else {
            continue;
        };
        let items = match value {
            Value::List(items) => items.as_mut_slice(),
            value => std::slice::from_mut(value),
        };
        for item in items {
            if let Value::Map(map) = item {
                remove_private_fields(map, inner);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::document::{FolderLayout, ReadOptions};
    use crate::content::source::Source;

    const CONSENT: &str = "validations/talks.md";

    fn read(path: &str, text: &str) -> Arc<Document> {
        let options = ReadOptions {
            max_front_matter: 1 << 16,
            max_page: 1 << 20,
            ..ReadOptions::default()
        };
        let source = Source::in_memory(path, text);
        Arc::new(document::read(&source, &Schema::built_in(), &options))
    }

    fn published_from(path: &str, text: &str, audience: Audience) -> Published {
        published(&[read(path, text)], &Schema::built_in(), audience)
    }

    #[test]
    fn drafts_and_internal_entries_are_published_only_to_their_audience() {
        let public = Audience::default();
        let team = Audience {
            shows_internal: true,
            ..public
        };
        let author = Audience {
            shows_drafts: true,
            ..public
        };
        for (field, expected) in [
            ("", [true, true, true, true]),
            ("draft: true", [false, false, true, true]),
            ("visibility: internal", [false, true, false, true]),
            (
                "draft: true\nvisibility: internal",
                [false, false, false, true],
            ),
            ("draft: perhaps", [false; 4]),
        ] {
            let text = format!("---\ntitle: a\n{field}\n---\n");
            let outcomes = [public, team, author, Audience::EVERYTHING].map(|audience| {
                let result = published_from("personas/a.md", &text, audience);
                assert_eq!(
                    result.documents.len(),
                    usize::from(result.hidden.is_empty())
                );
                !result.documents.is_empty()
            });
            assert_eq!(outcomes, expected, "{field}");
        }
    }

    #[test]
    fn pages_of_a_folder_that_is_a_hidden_entry_are_hidden_with_it() {
        let folder = "validations/may";
        let read = |path: &str, text: &str| {
            let index = format!("{folder}/index.md");
            let sources = [Source::in_memory(&index, "---\ntitle: A\n---\n")];
            let options = ReadOptions {
                layout: Arc::new(FolderLayout::new(&sources, &Schema::built_in())),
                max_front_matter: 1 << 16,
                max_page: 1 << 20,
                ..ReadOptions::default()
            };
            let source = Source::in_memory(&format!("{folder}/{path}"), text);
            Arc::new(document::read(&source, &Schema::built_in(), &options))
        };
        for (line, wanted) in [
            ("draft: true", [Some(HiddenAs::Draft); 3]),
            ("visibility: internal", [Some(HiddenAs::Internal); 3]),
            ("darft: true", [Some(HiddenAs::Broken); 3]),
            ("draft: false", [None; 3]),
        ] {
            let documents = [
                read("index.md", &format!("---\nmethod: survey\n{line}\n---\n")),
                read("notes.md", "# Notes\n"),
                read("deep/README.md", "# More\n"),
                read("own.md", "---\ntitle: Own\n---\n"),
            ];
            let hidden = HiddenDocuments::new(&documents, Audience::default());
            let reasons = documents.each_ref().map(|d| hidden.reason(d));
            assert_eq!((&reasons[..3], reasons[3]), (&wanted[..], None), "{line}");
        }
    }

    #[test]
    fn a_hidden_document_is_found_by_each_of_its_names_and_paths() {
        let text = "---\ntitle: a\ndraft: true\naliases: [Old Näme, '?!']\nid: given\n---\n";
        let result = published_from(
            "feedback/2024-05-01-Some_Talk.v2.md",
            text,
            Audience::default(),
        );
        let hidden = &result.hidden;
        for name in [
            "given",
            "GIVEN",
            "old näme",
            "Old-Näme",
            "2024-05-01-some_talk.v2",
            "2024-05-01-some-talk-v2",
            "Some_Talk.v2",
            "some-talk-v2",
            "some talk v2",
            "?!",
        ] {
            assert!(hidden.name(name), "{name}");
        }
        for name in ["", "-", "some", "2024-05-01", "feedback"] {
            assert!(!hidden.name(name), "{name}");
        }
        for (path, is) in [
            ("feedback/2024-05-01-Some_Talk.v2.md", true),
            ("Feedback/2024-05-01-some_talk.v2.html", true),
            ("feedback/2024-05-01-Some_Talk", false),
            ("2024-05-01-Some_Talk.v2.md", false),
            ("", false),
        ] {
            assert_eq!(hidden.path(path), is, "{path}");
        }
        let nothing = Hidden::default();
        assert!(!nothing.name("given") && !nothing.path(""));
    }

    #[test]
    fn a_private_field_is_removed_and_not_counted_as_given() {
        let text = "---\ntitle: a\nmethod: survey\nconsent: recorded\n---\n";
        let given = |audience| {
            let result = published_from(CONSENT, text, audience);
            let document = &result.documents[0];
            (document.fields.has("consent"), document.is_given("consent"))
        };
        assert_eq!(given(Audience::default()), (false, false));
        assert_eq!(given(Audience::EVERYTHING), (true, true));
    }

    #[test]
    fn private_fields_are_removed_at_any_depth() {
        let (config, _) = crate::config::Config::read(
            "kinds: {persona: {fields: {\
             one: {type: map, fields: {secret: {type: text, private: true}, open: {type: text}}}, \
             many: {type: map, list: true, fields: {secret: {type: text, private: true}, open: {type: text}}}}}}",
        );
        let (schema, problems) = crate::model::load::load_schema(&config);
        assert!(problems.is_empty(), "{problems:?}");
        for field in [
            "one: {secret: told, open: said}",
            "many: [{open: said}, {secret: told, open: said}]",
        ] {
            let text = format!("---\ntitle: a\n{field}\n---\n");
            let source = Source::in_memory("personas/a.md", &text);
            let options = ReadOptions {
                max_front_matter: 1 << 16,
                max_page: 1 << 20,
                ..ReadOptions::default()
            };
            let document = Arc::new(document::read(&source, &schema, &options));
            let shown = |document: &Document| format!("{:?}", document.fields);
            assert!(shown(&document).contains("told"), "{field}");
            let public = without_private_fields(&document, &schema, Audience::default());
            let shown = shown(&public);
            assert!(shown.contains("said") && !shown.contains("told"), "{shown}");
        }
    }

    #[test]
    fn a_document_without_private_fields_is_not_copied() {
        let schema = Schema::built_in();
        let document = read(CONSENT, "---\ntitle: a\nmethod: survey\n---\n");
        let public = without_private_fields(&document, &schema, Audience::default());
        assert!(Arc::ptr_eq(&public, &document));
        let with_private = read(
            CONSENT,
            "---\ntitle: a\nmethod: survey\nconsent: recorded\n---\n",
        );
        let everything = without_private_fields(&with_private, &schema, Audience::EVERYTHING);
        assert!(Arc::ptr_eq(&everything, &with_private));
    }
}
