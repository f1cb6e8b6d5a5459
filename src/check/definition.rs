//! What a check consists of, and the context that it gets.
//!
//! Knows nothing about any single check or the list of them.

use std::ops::Deref;
use std::sync::Arc;

use crate::content::document::Document;
use crate::content::yaml::Step;
use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::evidence::{ScoredGraph, ValidationStatus};
use crate::graph::BODY_FIELD;
use crate::graph::EntryId;
use crate::graph::publish::Audience;
use crate::model::{Fields, Role, Value};

/// One check: its code and severity, and where its findings come from. What explains it is in `checks.yaml`.
pub struct Check {
    pub code: &'static str,
    pub severity: Severity,
    pub finder: Finder,
    /// Its findings are about what must not be published: shown in terminal, CI and preview, never in an output folder.
    pub is_private: bool,
    /// What it tells of is not published, or not as it is written: no severity that a project sets is lower than this
    /// one, and no document ignores it.
    pub keeps_back: bool,
}

impl Check {
    pub(super) const fn new(code: &'static str, severity: Severity, finder: Finder) -> Self {
        let (is_private, keeps_back) = (false, false);
        Self {
            code,
            severity,
            finder,
            is_private,
            keeps_back,
        }
    }

    pub(super) const fn private(mut self) -> Self {
        self.is_private = true;
        self
    }

    pub(super) const fn keeping_back(mut self) -> Self {
        self.keeps_back = true;
        self
    }

    /// True if its findings appear as days pass, without an edit; they are at most warnings.
    pub fn depends_on_date(&self) -> bool {
        matches!(self.finder, Finder::Days(_))
    }
}

/// Where the findings of a check come from.
pub enum Finder {
    /// Reading a file, the settings or a template, linking, making the list of pages, or all other findings.
    Elsewhere,
    /// This function, which gets the whole graph.
    Graph(FindFn),
    /// The same, for days that pass: every finding depends on the date.
    Days(FindFn),
    /// The same, for scores. A finding that would be gone if all studies were of today depends on the date.
    Scores(FindFn),
}

pub type FindFn = fn(&CheckContext, &mut Findings);

/// What one check has found.
pub struct Findings {
    pub(super) code: &'static str,
    pub(super) list: Vec<(EntryId, Diagnostic)>,
}

impl Findings {
    pub(super) fn add(
        &mut self,
        id: EntryId,
        at: Place,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        let diagnostic = Diagnostic::new(self.code, at, message);
        self.list.push((id, diagnostic.help(help)));
    }
}

/// Everything that a check reads.
#[derive(Clone, Copy)]
pub struct CheckContext<'a> {
    pub scored: ScoredGraph<'a>,
    /// All documents that were read, sorted by path. Those that are not published have findings too.
    pub documents: &'a [Arc<Document>],
    pub audience: Audience,
}

impl<'a> Deref for CheckContext<'a> {
    type Target = ScoredGraph<'a>;

    fn deref(&self) -> &ScoredGraph<'a> {
        &self.scored
    }
}

impl<'a> CheckContext<'a> {
    pub(super) fn fields(&self, id: EntryId) -> &'a Fields {
        &self.graph.entry(id).document.fields
    }

    /// The fields with private values and hidden references. For conditions only: a message that quotes them is a leak.
    pub(super) fn fields_as_written(&self, id: EntryId) -> &'a Fields {
        let document = &self.graph.entry(id).document;
        let by_path = |d: &Arc<Document>| d.path.cmp(&document.path);
        match self.documents.binary_search_by(by_path) {
            Ok(i) => &self.documents[i].fields,
            Err(_) => &document.fields,
        }
    }

    /// The id of the entry of a role to which the body of another links first.
    pub fn named_in_text(&self, id: EntryId, role: Role) -> Option<&str> {
        let graph = self.graph;
        let edges = graph.entry(id).outgoing.iter();
        let edges = edges.map(|edge| graph.edge(*edge));
        let mut linked = edges.filter(|e| &*e.field == BODY_FIELD).map(|e| e.to);
        let named = linked.find(|to| graph.role(*to) == Some(role))?;
        Some(&graph.entry(named).document.id)
    }

    /// True if a heading of the text says that what a field would say stands below it.
    pub(super) fn is_told_in_text(&self, id: EntryId, field: &str) -> bool {
        let document = &self.graph.entry(id).document;
        let mut declared = self.graph.schema.fields(document.kind).iter();
        let field = declared.find(|declared| *declared.name == *field);
        field.is_some_and(|field| field.is_told_by(document.body.heading_texts()))
    }

    /// True if a field is missing or blank, or names in the text what is nowhere. False if its value could not be read, because that is a finding already.
    pub(super) fn lacks_field(&self, id: EntryId, field: &str) -> bool {
        let document = &self.graph.entry(id).document;
        let is_field = |at: &Place| match at {
            Place::Value(path) => self
                .field_names(document, field)
                .any(|name| matches!(path.first(), Some(Step::Key(key)) if key == name)),
            _ => false,
        };
        if document.diagnostics.iter().any(|p| is_field(&p.place)) {
            return false;
        }
        let written = self.fields_as_written(id).get(field);
        // What a line of the text names and nobody is called.
        let is_unread = document.is_in_text(field) && !document.fields.has(field);
        match written.filter(|_| !is_unread) {
            None => true,
            Some(Value::List(items)) => items.is_empty(),
            Some(Value::Text(text)) => text.trim().is_empty(),
            Some(_) => false,
        }
    }

    /// The place of a finding about an entry that lacks these fields: the start, or one of them that is private. By its
    /// place, what follows from a private field is known to be private.
    pub(super) fn place_of_lacking<'f>(
        &self,
        id: EntryId,
        fields: impl IntoIterator<Item = &'f str>,
    ) -> Place {
        let declared = self.graph.schema.fields(self.graph.entry(id).document.kind);
        let is_private = |name: &&str| declared.iter().any(|f| *f.name == **name && f.is_private);
        let private = fields.into_iter().find(is_private);
        private.map_or(Place::Start, Place::field)
    }

    /// The place of a field's value, under the name or alias that the document uses.
    pub(super) fn place_of_value(&self, id: EntryId, field: &str) -> Place {
        let document = &self.graph.entry(id).document;
        let mut spelled = self.field_names(document, field).skip(1).filter(|name| {
            let key = Place::Key(vec![Step::Key((*name).to_owned())]);
            document.diagnostics.iter().any(|p| p.place == key)
        });
        let name = spelled.next().unwrap_or(field);
        Place::field(name)
    }

    /// The field's own name, then its aliases.
    pub(super) fn field_names<'f>(
        &self,
        document: &Document,
        field: &'f str,
    ) -> impl Iterator<Item = &'f str>
    where
        'a: 'f,
    {
        let declared = self.graph.schema.fields(document.kind).iter();
        let aliases = declared
            .filter(move |f| &*f.name == field)
            .flat_map(|f| &f.aliases);
        [field].into_iter().chain(aliases.map(String::as_str))
    }

    /// The entries of a role, in path order.
    pub(super) fn entries_of_role(&self, role: Role) -> impl Iterator<Item = EntryId> + use<'a> {
        let graph = self.graph;
        let ids = graph.iter().map(|(id, _)| id);
        ids.filter(move |id| graph.role(*id) == Some(role))
    }

    /// The validations that count as done, in path order.
    pub(super) fn done_validations(&self) -> impl Iterator<Item = EntryId> + use<'a> {
        let context = *self;
        let all = self.entries_of_role(Role::Validation);
        all.filter(move |id| context.is_done_validation(*id))
    }

    pub(super) fn title(&self, id: EntryId) -> &'a str {
        &self.graph.entry(id).document.title
    }

    /// True if the entry is a validation that counts as done.
    pub(super) fn is_done_validation(&self, id: EntryId) -> bool {
        self.evidence.validations.get(&id) == Some(&ValidationStatus::Done)
    }

    /// True if a document is in English. Checks of wording skip all other languages.
    pub(super) fn is_english(&self, document: &Document) -> bool {
        let language = document.fields.text("lang");
        let language = language.unwrap_or(&self.config.language).to_lowercase();
        language == "en" || language.starts_with("en-")
    }
}

/// The problems that an entry rests on: itself if it is a problem, and those in its `problems:`.
pub(super) fn problems_behind(
    context: &CheckContext,
    id: EntryId,
) -> impl Iterator<Item = EntryId> {
    let own = (context.graph.role(id) == Some(Role::Problem)).then_some(id);
    own.into_iter().chain(context.graph.problems_of(id))
}

/// The solutions that an entry rests on: itself if it is a solution, and those in its `solutions:`.
pub(super) fn solutions_behind(
    context: &CheckContext,
    id: EntryId,
) -> impl Iterator<Item = EntryId> {
    let own = (context.graph.role(id) == Some(Role::Solution)).then_some(id);
    own.into_iter().chain(context.graph.solutions_of(id))
}
