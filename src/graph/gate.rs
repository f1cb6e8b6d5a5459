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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Options;
    use crate::source::Source;

    const CONSENT: &str = "validations/talks.md";

    fn read(path: &str, text: &str) -> Arc<Document> {
        let options = Options {
            max_front_matter: 1 << 16,
            max_page: 1 << 20,
            ..Options::default()
        };
        let source = Source::in_memory(path, text);
        Arc::new(document::read(&source, &Schema::built_in(), &options))
    }

    fn passed(path: &str, text: &str, audience: Audience) -> Passed {
        pass(&[read(path, text)], &Schema::built_in(), audience)
    }

    #[test]
    fn a_document_passes_only_for_whom_it_is() {
        let public = Audience::default();
        let team = Audience {
            internal: true,
            ..public
        };
        let author = Audience {
            drafts: true,
            ..public
        };
        for (field, passes) in [
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
            let told = [public, team, author, Audience::EVERYTHING].map(|audience| {
                let passed = passed("personas/a.md", &text, audience);
                assert_eq!(
                    passed.documents.len(),
                    usize::from(passed.withheld.is_empty())
                );
                !passed.documents.is_empty()
            });
            assert_eq!(told, passes, "{field}");
        }
    }

    #[test]
    fn what_is_withheld_is_known_by_every_name_and_path_that_may_mean_it() {
        let text = "---\ntitle: a\ndraft: true\naliases: [Old Näme, '?!']\nid: given\n---\n";
        let passed = passed(
            "feedback/2024-05-01-Some_Talk.v2.md",
            text,
            Audience::default(),
        );
        let withheld = &passed.withheld;
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
            assert!(withheld.name(name), "{name}");
        }
        for name in ["", "-", "some", "2024-05-01", "feedback"] {
            assert!(!withheld.name(name), "{name}");
        }
        for (path, is) in [
            ("feedback/2024-05-01-Some_Talk.v2.md", true),
            ("Feedback/2024-05-01-some_talk.v2.html", true),
            ("feedback/2024-05-01-Some_Talk", false),
            ("2024-05-01-Some_Talk.v2.md", false),
            ("", false),
        ] {
            assert_eq!(withheld.path(path), is, "{path}");
        }
        let nothing = Withheld::default();
        assert!(!nothing.name("given") && !nothing.path(""));
    }

    #[test]
    fn a_dot_in_a_folder_starts_no_extension() {
        for (path, without) in [
            ("a/b.md", "a/b"),
            ("a.b/c", "a.b/c"),
            ("a.b/c.md", "a.b/c"),
            ("c", "c"),
        ] {
            assert_eq!(without_extension(path), without);
        }
    }

    #[test]
    fn a_private_field_stays_behind_and_is_not_even_counted_as_given() {
        let text = "---\ntitle: a\nmethod: survey\nconsent: recorded\n---\n";
        let given = |audience| {
            let passed = passed(CONSENT, text, audience);
            let document = &passed.documents[0];
            (
                document.fields.has("consent"),
                document.was_given("consent"),
            )
        };
        assert_eq!(given(Audience::default()), (false, false));
        assert_eq!(given(Audience::EVERYTHING), (true, true));
    }

    #[test]
    fn private_fields_stay_behind_at_any_depth() {
        let (config, _) = crate::config::Config::read(
            "kinds: {persona: {fields: {\
             one: {type: map, fields: {secret: {type: text, private: true}, open: {type: text}}}, \
             many: {type: map, list: true, fields: {secret: {type: text, private: true}, open: {type: text}}}}}}",
        );
        let (schema, problems) = crate::schema::load::schema(&config);
        assert!(problems.is_empty(), "{problems:?}");
        for field in [
            "one: {secret: told, open: said}",
            "many: [{open: said}, {secret: told, open: said}]",
        ] {
            let text = format!("---\ntitle: a\n{field}\n---\n");
            let source = Source::in_memory("personas/a.md", &text);
            let options = Options {
                max_front_matter: 1 << 16,
                max_page: 1 << 20,
                ..Options::default()
            };
            let document = Arc::new(document::read(&source, &schema, &options));
            let shown = |document: &Document| format!("{:?}", document.fields);
            assert!(shown(&document).contains("told"), "{field}");
            let public = without_private(&document, &schema, Audience::default());
            let shown = shown(&public);
            assert!(shown.contains("said") && !shown.contains("told"), "{shown}");
        }
    }

    #[test]
    fn a_document_without_private_fields_is_passed_on_as_it_is() {
        let schema = Schema::built_in();
        let document = read(CONSENT, "---\ntitle: a\nmethod: survey\n---\n");
        let public = without_private(&document, &schema, Audience::default());
        assert!(Arc::ptr_eq(&public, &document));
        let told = read(
            CONSENT,
            "---\ntitle: a\nmethod: survey\nconsent: recorded\n---\n",
        );
        let everything = without_private(&told, &schema, Audience::EVERYTHING);
        assert!(Arc::ptr_eq(&everything, &told));
    }
}
