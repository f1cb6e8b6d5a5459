//! The one engine that finds what is wrong, for `check`, `build`, the preview and every format.
//!
//! A check is one file with its texts and its finder, and one line in [`all`]. What reading and linking have already
//! noticed carries a code of the same list and goes through the same gate (`judge`): severity per code and kind,
//! silenced by `ignore`, sorted by file and place.

pub mod all;
mod judge;

mod alias_used;
mod as_a_user;
mod bad_enum;
mod bad_sum;
mod bad_value;
mod basis_claimed;
mod broken_anchor;
mod broken_link;
pub mod case_clash;
mod case_mismatch;
mod config_invalid;
mod consent_missing;
mod contested;
mod cycle;
mod decision_against_evidence;
mod decision_without_evidence;
mod decline_without_reason;
mod duplicate_id;
mod external_image;
mod feedback_overdue;
mod feedback_unlinked;
mod front_matter_invalid;
mod future_date;
mod hidden_reference;
mod ignore_unused;
mod insight_without_study;
mod lost_address;
mod missing_image;
mod missing_method;
mod missing_recommended_field;
mod no_criterion;
mod no_date;
mod no_link;
mod no_persona;
mod no_sample;
mod no_verdict;
mod odd_field;
mod output_collision;
mod outside_link;
mod personal_data;
mod proto_in_build;
mod raw_data_due;
mod reads_like_a_solution;
mod revisit_due;
mod say_only;
mod skipped_file;
mod small_sample;
mod solution_without_demand;
mod stale_evidence;
mod stale_metric;
mod stale_persona;
mod status_against_evidence;
mod status_ahead_of_evidence;
mod symlink;
mod template_invalid;
mod template_text;
mod test_overdue;
mod two_introductions;
mod unknown_field;
mod unknown_reference;
mod unsafe_asset;
mod unsafe_name;
mod untested;
mod unused_persona;
mod verdict_before_done;
mod waiver_expired;
mod wrong_kind;

use std::collections::HashSet;
use std::sync::Arc;

use jiff::civil::Date;
use rayon::prelude::*;

use crate::config::Config;
use crate::diagnostic::{At, Diagnostic, Problem, Severity};
use crate::document::Document;
use crate::graph::evidence::{Evidence, Status, score_as_if_new};
use crate::graph::gate::Audience;
use crate::graph::{Graph, Id};
use crate::schema::{Fields, Role, Schema, Value};
use crate::yaml::Step;

/// One thing that can be wrong: what it is called, how bad it is, what it means, and how it is found.
pub struct Check {
    pub code: &'static str,
    pub severity: Severity,
    /// It depends on the calendar, not on a change.
    pub due: bool,
    /// It concerns what must not be published: told in terminal, CI and preview, never in an output folder.
    pub private: bool,
    /// One sentence: when it fires.
    pub what: &'static str,
    /// Why it matters to a team.
    pub why: &'static str,
    /// A small site in which it fires, as of 2026-07-01: each file after a line `>>> PATH`.
    pub example: &'static str,
    /// What it says of the example, with its place: `problems/know-why.md:1:1 who has this problem?`.
    pub says: &'static str,
    /// The same site, mended.
    pub instead: &'static str,
    pub find: Find,
}

/// Who notices it.
pub enum Find {
    /// Reading a file, the config or a template, linking, or laying out the site.
    Elsewhere,
    /// This function, looking at the whole graph.
    Graph(fn(&Scene, &mut Vec<Found>)),
    /// The same, looking at scores: what it would not find if every dated study were of today, it finds because of the
    /// calendar.
    Scores(fn(&Scene, &mut Vec<Found>)),
    /// [`run`] itself, from what became of all other findings.
    Last,
}

/// What a check may look at.
#[derive(Clone, Copy)]
pub struct Scene<'a> {
    pub graph: &'a Graph,
    pub evidence: &'a Evidence,
    pub config: &'a Config,
    pub as_of: Date,
    /// All that were read, by path, also those that did not pass the gate: their own problems are told too.
    pub documents: &'a [Arc<Document>],
    pub audience: Audience,
}

/// What a check found, and in which entry.
pub struct Found {
    pub entry: Id,
    pub problem: Problem,
}

/// Everything that was noticed before the checks ran, each with the path of its file.
pub type Noticed = Vec<(Arc<str>, Problem)>;

impl<'a> Scene<'a> {
    fn fields(&self, id: Id) -> &'a Fields {
        &self.graph.entry(id).document.fields
    }

    /// The fields as they were written: also those that are private, and what refers to hidden entries. For deciding,
    /// never for telling what they say.
    fn written(&self, id: Id) -> &'a Fields {
        let document = &self.graph.entry(id).document;
        let by_path = |d: &Arc<Document>| d.path.cmp(&document.path);
        match self.documents.binary_search_by(by_path) {
            Ok(i) => &self.documents[i].fields,
            Err(_) => &document.fields,
        }
    }

    /// Is a field not given, or given without a word in it? What was given and could not be read is told already.
    fn lacks(&self, id: Id, field: &str) -> bool {
        let document = &self.graph.entry(id).document;
        let is_it = |at: &At| match at {
            At::Value(path) => self
                .names(document, field)
                .any(|name| matches!(path.first(), Some(Step::Key(key)) if key == name)),
            _ => false,
        };
        if document.problems.iter().any(|p| is_it(&p.at)) {
            return false;
        }
        match self.written(id).get(field) {
            None => true,
            Some(Value::List(items)) => items.is_empty(),
            Some(Value::Text(text)) => text.trim().is_empty(),
            Some(_) => false,
        }
    }

    /// The value of a field, under the name by which the document gives it.
    fn value_of(&self, id: Id, field: &str) -> At {
        let document = &self.graph.entry(id).document;
        let mut spelled = self.names(document, field).skip(1).filter(|name| {
            let key = At::Key(vec![Step::Key((*name).to_owned())]);
            document.problems.iter().any(|p| p.at == key)
        });
        let name = spelled.next().unwrap_or(field);
        At::Value(vec![Step::Key(name.to_owned())])
    }

    /// The names by which a document may give a field, its own first.
    fn names<'f>(&self, document: &Document, field: &'f str) -> impl Iterator<Item = &'f str>
    where
        'a: 'f,
    {
        let declared = self.graph.schema.fields(document.kind).iter();
        let also = declared
            .filter(move |f| &*f.name == field)
            .flat_map(|f| &f.also);
        [field].into_iter().chain(also.map(String::as_str))
    }

    /// The entries of a role, in path order: findings are sorted afterwards.
    fn of_role(&self, role: Role) -> impl Iterator<Item = Id> + use<'a> {
        let graph = self.graph;
        let ids = graph.iter().map(|(id, _)| id);
        ids.filter(move |id| graph.role(*id) == Some(role))
    }

    fn title(&self, id: Id) -> &'a str {
        &self.graph.entry(id).document.title
    }

    /// Is this a study that was done?
    fn is_done(&self, id: Id) -> bool {
        self.evidence.studies.get(&id) == Some(&Status::Done)
    }

    /// Is a document written in English, which is the only language that the checks of wording know?
    fn is_english(&self, document: &Document) -> bool {
        let language = document.fields.text("lang");
        let language = language.unwrap_or(&self.config.language).to_lowercase();
        language == "en" || language.starts_with("en-")
    }
}

impl Found {
    /// Something is missing: told where the front matter begins.
    fn missing(entry: Id, check: &Check, message: impl Into<String>) -> Found {
        Found::at(entry, check, At::Start, message)
    }

    fn at(entry: Id, check: &Check, at: At, message: impl Into<String>) -> Found {
        let problem = Problem::new(check.code, at, message);
        Found { entry, problem }
    }

    fn help(mut self, help: impl Into<String>) -> Found {
        self.problem = self.problem.help(help);
        self
    }
}

/// Runs every check and puts its findings beside those already noticed.
pub fn run(scene: &Scene, schema: &Schema, noticed: Noticed) -> Vec<Diagnostic> {
    let of_calendar = |problem: &Problem| find(problem.code).is_some_and(|check| check.due);
    let mut all: Vec<Told> = Vec::new();
    let mut tell = |path: &Arc<str>, problem: Problem, due: bool| {
        let due = due || of_calendar(&problem);
        all.push(Told {
            path: path.clone(),
            problem,
            due,
        });
    };
    for (path, problem) in noticed {
        tell(&path, problem, false);
    }
    for problem in judge::unknown_codes(scene.config, schema) {
        tell(&crate::source::CONFIG.into(), problem, false);
    }
    for document in scene.documents {
        let is_told = |p: &&Problem| template_text::is_told(p, scene, document);
        // Of what is published the messages name nothing hidden.
        let entries = &scene.graph.entries;
        let at = entries.binary_search_by(|entry| entry.document.path.cmp(&document.path));
        let published = at.map_or(document, |at| &entries[at].document);
        for problem in published.problems.iter().filter(is_told) {
            tell(&document.path, problem.clone(), false);
        }
    }
    for (path, problem) in &scene.graph.problems {
        tell(path, problem.clone(), false);
    }
    for (found, due) in found(scene) {
        let path = &scene.graph.entry(found.entry).document.path;
        tell(path, found.problem, due);
    }
    judge::judge(all, scene, schema)
}

/// What the checks of the list find, in its order, and of each whether the calendar brought it.
fn found(scene: &Scene) -> Vec<(Found, bool)> {
    let first: Vec<Vec<Found>> = all::ALL
        .par_iter()
        .map(|check| match check.find {
            Find::Elsewhere | Find::Last => vec![],
            Find::Graph(find) | Find::Scores(find) => found_by(find, scene),
        })
        .collect();
    let mut checks = all::ALL.iter().zip(&first);
    let by_scores = checks.any(|(c, f)| matches!(c.find, Find::Scores(_)) && !f.is_empty());
    let as_if_new = by_scores.then(|| score_as_if_new(scene.graph, scene.config, scene.as_of));
    let judged = all::ALL.par_iter().zip(first).map(|(check, found)| {
        let still: Option<HashSet<Id>> = match (&check.find, &as_if_new) {
            (Find::Scores(find), Some(evidence)) if !found.is_empty() => {
                let still = found_by(*find, &Scene { evidence, ..*scene });
                Some(still.iter().map(|found| found.entry).collect())
            }
            _ => None,
        };
        let due = |found: &Found| still.as_ref().is_some_and(|s| !s.contains(&found.entry));
        let mut told = Vec::with_capacity(found.len());
        for found in found {
            let due = due(&found);
            told.push((found, due));
        }
        told
    });
    judged.collect::<Vec<_>>().into_iter().flatten().collect()
}

fn found_by(find: fn(&Scene, &mut Vec<Found>), scene: &Scene) -> Vec<Found> {
    let mut found = Vec::new();
    find(scene, &mut found);
    found
}

/// The claims that an entry stands on: a claim on itself, an answer or a choice on those it names.
fn claims_under(scene: &Scene, id: Id) -> impl Iterator<Item = Id> {
    let own = (scene.graph.role(id) == Some(Role::Claim)).then_some(id);
    own.into_iter().chain(scene.graph.targets(id, "problems"))
}

/// The answers that an entry stands on: an answer on itself, a choice on those it names.
fn answers_under(scene: &Scene, id: Id) -> impl Iterator<Item = Id> {
    let own = (scene.graph.role(id) == Some(Role::Answer)).then_some(id);
    own.into_iter().chain(scene.graph.targets(id, "solutions"))
}

/// Something that was noticed, before it is judged.
struct Told {
    path: Arc<str>,
    problem: Problem,
    /// The calendar brought it, not a change.
    due: bool,
}

/// How bad it is what an old list of addresses has lost (`former`); `None` where the project does not want to know.
pub fn severity_of_lost_address(config: &Config) -> Option<Severity> {
    judge::of_project(&lost_address::CHECK, config)
}

/// The check of a code.
pub fn find(code: &str) -> Option<&'static Check> {
    all::ALL.iter().copied().find(|c| c.code == code)
}
