//! What a check is, what it may look at, and what it finds.
//!
//! Knows no single check and not the list of them.

use std::sync::Arc;

use jiff::civil::Date;

use crate::config::Config;
use crate::content::document::Document;
use crate::content::yaml::Step;
use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::evidence::{Evidence, ValidationStatus};
use crate::graph::publish::Audience;
use crate::graph::{EntryId, Graph};
use crate::model::{Fields, Role, Value};

/// One thing that can be wrong: what it is called, how bad it is, what it means, and how it is found.
pub struct Check {
    pub code: &'static str,
    pub severity: Severity,
    /// It depends on the calendar, not on a change.
    pub depends_on_date: bool,
    /// It concerns what must not be published: told in terminal, CI and preview, never in an output folder.
    pub is_private: bool,
    /// One sentence: when it fires.
    pub what: &'static str,
    /// Why it matters to a team.
    pub why: &'static str,
    /// A small site in which it fires, as of 2026-07-01: each file after a line `>>> PATH`, where only that line is
    /// written for a file of `example_case.txt`. [`Check::example_files`] has all of it.
    pub example: &'static str,
    /// What it says of the example, with its place: `problems/know-why.md:1:1 who has this problem?`.
    pub example_finding: &'static str,
    /// The same site, mended, where only its line is written for a file of the example. [`Check::instead_files`] has
    /// all of it.
    pub instead: &'static str,
    pub finder: Finder,
}

/// Who notices it.
pub enum Finder {
    /// Reading a file, the config or a template, linking, or laying out the site.
    Elsewhere,
    /// This function, looking at the whole graph.
    Graph(fn(&CheckContext, &mut Vec<(EntryId, Diagnostic)>)),
    /// The same, looking at scores: what it would not find if every dated study were of today, it finds because of the
    /// calendar.
    Scores(fn(&CheckContext, &mut Vec<(EntryId, Diagnostic)>)),
    /// [`super::run`] itself, from what became of all other findings.
    AfterAll,
}

/// What a check may look at.
#[derive(Clone, Copy)]
pub struct CheckContext<'a> {
    pub graph: &'a Graph,
    pub evidence: &'a Evidence,
    pub config: &'a Config,
    pub as_of: Date,
    /// All that were read, by path, also those that did not pass the gate: their own problems are told too.
    pub documents: &'a [Arc<Document>],
    pub audience: Audience,
}

impl<'a> CheckContext<'a> {
    pub(super) fn fields(&self, id: EntryId) -> &'a Fields {
        &self.graph.entry(id).document.fields
    }

    /// The fields as they were written: also those that are private, and what refers to hidden entries. For deciding,
    /// never for telling what they say.
    pub(super) fn fields_as_written(&self, id: EntryId) -> &'a Fields {
        let document = &self.graph.entry(id).document;
        let by_path = |d: &Arc<Document>| d.path.cmp(&document.path);
        match self.documents.binary_search_by(by_path) {
            Ok(i) => &self.documents[i].fields,
            Err(_) => &document.fields,
        }
    }

    /// Is a field not given, or given without a word in it? What was given and could not be read is told already.
    pub(super) fn lacks_field(&self, id: EntryId, field: &str) -> bool {
        let document = &self.graph.entry(id).document;
        let is_it = |at: &Place| match at {
            Place::Value(path) => self
                .field_names(document, field)
                .any(|name| matches!(path.first(), Some(Step::Key(key)) if key == name)),
            _ => false,
        };
        if document.diagnostics.iter().any(|p| is_it(&p.place)) {
            return false;
        }
        match self.fields_as_written(id).get(field) {
            None => true,
            Some(Value::List(items)) => items.is_empty(),
            Some(Value::Text(text)) => text.trim().is_empty(),
            Some(_) => false,
        }
    }

    /// The value of a field, under the name by which the document gives it.
    pub(super) fn place_of_value(&self, id: EntryId, field: &str) -> Place {
        let document = &self.graph.entry(id).document;
        let mut spelled = self.field_names(document, field).skip(1).filter(|name| {
            let key = Place::Key(vec![Step::Key((*name).to_owned())]);
            document.diagnostics.iter().any(|p| p.place == key)
        });
        let name = spelled.next().unwrap_or(field);
        Place::Value(vec![Step::Key(name.to_owned())])
    }

    /// The names by which a document may give a field, its own first.
    pub(super) fn field_names<'f>(
        &self,
        document: &Document,
        field: &'f str,
    ) -> impl Iterator<Item = &'f str>
    where
        'a: 'f,
    {
        let declared = self.graph.schema.fields(document.kind).iter();
        let also = declared
            .filter(move |f| &*f.name == field)
            .flat_map(|f| &f.aliases);
        [field].into_iter().chain(also.map(String::as_str))
    }

    /// The entries of a role, in path order: findings are sorted afterwards.
    pub(super) fn entries_of_role(&self, role: Role) -> impl Iterator<Item = EntryId> + use<'a> {
        let graph = self.graph;
        let ids = graph.iter().map(|(id, _)| id);
        ids.filter(move |id| graph.role(*id) == Some(role))
    }

    pub(super) fn title(&self, id: EntryId) -> &'a str {
        &self.graph.entry(id).document.title
    }

    /// Is this a study that was done?
    pub(super) fn is_done_validation(&self, id: EntryId) -> bool {
        self.evidence.validations.get(&id) == Some(&ValidationStatus::Done)
    }

    /// Is a document written in English, which is the only language that the checks of wording know?
    pub(super) fn is_english(&self, document: &Document) -> bool {
        let language = document.fields.text("lang");
        let language = language.unwrap_or(&self.config.language).to_lowercase();
        language == "en" || language.starts_with("en-")
    }
}

/// The claims that an entry stands on: a claim on itself, an answer or a choice on those it names.
pub(super) fn problems_behind(
    context: &CheckContext,
    id: EntryId,
) -> impl Iterator<Item = EntryId> {
    let own = (context.graph.role(id) == Some(Role::Problem)).then_some(id);
    own.into_iter().chain(context.graph.targets(id, "problems"))
}

/// The answers that an entry stands on: an answer on itself, a choice on those it names.
pub(super) fn solutions_behind(
    context: &CheckContext,
    id: EntryId,
) -> impl Iterator<Item = EntryId> {
    let own = (context.graph.role(id) == Some(Role::Solution)).then_some(id);
    own.into_iter()
        .chain(context.graph.targets(id, "solutions"))
}
