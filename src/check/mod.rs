//! The one engine that finds what is wrong, for `check`, `build`, the preview and every format.
//!
//! A check is one file with its texts and its finder, and one line in [`all`]. What reading and linking have already
//! noticed carries a code of the same list and goes through the same gate: severity per code and kind, silenced by
//! `ignore`, sorted by file and place.

pub mod all;
mod insight_without_study;
mod no_criterion;
mod no_date;
mod no_persona;
mod no_sample;

mod alias_used;
mod bad_enum;
mod bad_sum;
mod bad_value;
mod broken_anchor;
mod broken_link;
mod case_mismatch;
mod config_invalid;
mod contested;
mod cycle;
mod duplicate_id;
mod external_image;
mod front_matter_invalid;
mod missing_image;
mod missing_method;
mod missing_recommended_field;
mod odd_field;
mod output_collision;
mod outside_link;
mod personal_data;
mod skipped_file;
mod solution_without_demand;
mod status_ahead_of_evidence;
mod symlink;
mod template_invalid;
mod two_introductions;
mod unknown_field;
mod unknown_reference;
mod unsafe_asset;
mod unsafe_name;
mod untested;
mod wrong_kind;

use std::collections::HashMap;
use std::sync::Arc;

use jiff::civil::Date;

use crate::config::{Config, Level};
use crate::diagnostic::{Diagnostic, Place, Problem, Severity};
use crate::document::Document;
use crate::graph::evidence::{Evidence, Status};
use crate::graph::{Graph, Id};
use crate::schema::{Schema, Value};

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
    /// A small site in which it fires: each file after a line `>>> PATH`.
    pub example: &'static str,
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
}

/// What a check may look at.
pub struct Scene<'a> {
    pub graph: &'a Graph,
    pub evidence: &'a Evidence,
    pub config: &'a Config,
    pub as_of: Date,
}

impl Scene<'_> {
    /// Is a field not given, or given without a word in it?
    fn lacks(&self, id: Id, field: &str) -> bool {
        match self.graph.entry(id).document.fields.get(field) {
            None => true,
            Some(Value::List(items)) => items.is_empty(),
            Some(Value::Text(text)) => text.trim().is_empty(),
            Some(_) => false,
        }
    }

    /// Is this a study that was done?
    fn is_done(&self, id: Id) -> bool {
        self.evidence.studies.get(&id) == Some(&Status::Done)
    }
}

/// What a check found, and in which entry.
pub struct Found {
    pub entry: Id,
    pub problem: Problem,
}

/// Everything that was noticed before the checks ran, each with the path of its file.
pub type Noticed = Vec<(Arc<str>, Problem)>;

/// Runs every check and puts its findings beside those already noticed.
///
/// `documents` are all that were read, also those that did not pass the gate: their own problems are told too.
pub fn run(
    scene: &Scene,
    schema: &Schema,
    documents: &[Arc<Document>],
    noticed: Noticed,
) -> Vec<Diagnostic> {
    let mut all: Noticed = noticed;
    all.extend(
        documents
            .iter()
            .flat_map(|d| d.problems.iter().map(|p| (d.path.clone(), p.clone()))),
    );
    all.extend(scene.graph.problems.iter().cloned());
    let mut found = Vec::new();
    for check in all::ALL {
        if let Find::Graph(find) = check.find {
            find(scene, &mut found);
        }
    }
    all.extend(
        found
            .into_iter()
            .map(|f| (scene.graph.entry(f.entry).document.path.clone(), f.problem)),
    );
    let by_path: HashMap<&str, &Document> = documents.iter().map(|d| (&*d.path, &**d)).collect();
    let judged = all.into_iter().filter_map(|(path, problem)| {
        let document = by_path.get(&*path).copied();
        judge(path, problem, document, schema, scene.config)
    });
    judged.collect()
}

/// The check of a code.
pub fn find(code: &str) -> Option<&'static Check> {
    all::ALL.iter().copied().find(|c| c.code == code)
}

/// A severity for what was noticed; `None` where it is switched off or silenced in its document.
fn judge(
    path: Arc<str>,
    problem: Problem,
    document: Option<&Document>,
    schema: &Schema,
    config: &Config,
) -> Option<Diagnostic> {
    let check = find(problem.code);
    debug_assert!(check.is_some(), "`{}` is in no list", problem.code);
    let base = check.map_or(Severity::Error, |c| c.severity);
    let kind = document
        .and_then(|d| d.kind)
        .map_or("page", |k| &*schema.kinds[k].name);
    let word = match config.checks.get(problem.code) {
        None => None,
        Some(Level::All(word)) => Some(word.as_str()),
        Some(Level::Kinds(kinds)) => kinds.get(kind).map(String::as_str),
    };
    let mut severity = match word {
        None => base,
        Some("off") => return None,
        Some("hint") => Severity::Hint,
        Some("warning") => Severity::Warning,
        Some(_) => Severity::Error,
    };
    // What the calendar brings never breaks a build that was fine yesterday.
    if check.is_some_and(|c| c.due) {
        severity = severity.min(Severity::Warning);
    }
    let silenced =
        document.is_some_and(|d| d.fields.map("ignore").is_some_and(|i| i.has(problem.code)));
    // What keeps a file from being published or linked is not a matter of taste.
    if silenced && base != Severity::Error {
        return None;
    }
    Some(Diagnostic {
        code: problem.code,
        severity,
        place: Place {
            path,
            at: problem.at,
        },
        message: problem.message,
        help: problem.help,
    })
}
