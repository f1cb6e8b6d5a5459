//! Runs the checks, for `check`, `build`, the preview and every output format.
//!
//! A check is one line in [`registry::ALL`], its texts in `checks.yaml`, and a file with its finder. Diagnostics of reading
//! and linking carry codes of the same list and get their severity, or are ignored, by the same rules (`severity.rs`).

pub mod registry;
mod severity;

mod as_a_user;
mod bad_sum;
mod basis_claimed;
pub mod case_clash;
mod consent_missing;
mod contested;
mod decision_against_evidence;
mod decision_without_evidence;
mod decline_without_reason;
mod definition;
mod feedback_overdue;
mod feedback_unlinked;
mod future_date;
mod hidden_reference;
mod insight_without_study;
mod no_criterion;
mod no_date;
mod no_front_matter;
mod no_link;
mod no_persona;
mod no_sample;
mod no_verdict;
pub mod not_published;
mod proto_in_build;
mod raw_data_due;
mod reads_like_a_solution;
mod revisit_due;
mod say_only;
mod small_sample;
mod solution_without_demand;
mod stale_evidence;
mod stale_metric;
mod stale_persona;
mod status_against_evidence;
mod status_ahead_of_evidence;
mod template_text;
mod test_overdue;
pub mod texts;
mod untested;
mod unused_persona;
mod verdict_before_done;
mod waiver_expired;

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use rayon::prelude::*;

use crate::content::document::publication_guard::{GUARDED_FIELDS, is_near_miss};
use crate::content::yaml::Step;
use crate::diagnostic::{Diagnostic, Finding, Place};
use crate::evidence::score_ignoring_age;
use crate::graph::EntryId;
use crate::graph::publish::{HiddenAs, HiddenDocuments};
use crate::model::Schema;
use crate::model::reader::NO_FIELD;

pub use definition::{Check, CheckContext, Finder, Findings};
use definition::{FindFn, problems_behind, solutions_behind};
pub use registry::by_code;
pub use severity::project_severity;

/// Runs all checks and assigns severities. `earlier` are the diagnostics so far, each with the path of its file.
pub fn run_all(
    context: &CheckContext,
    schema: &Schema,
    earlier: Vec<(Arc<str>, Diagnostic)>,
) -> Vec<Finding> {
    let mut all: Vec<Finding> = Vec::new();
    let mut add = |path: &Arc<str>, diagnostic: Diagnostic, due: bool| {
        let mut finding = registry::finding(path, diagnostic);
        finding.depends_on_date |= due;
        all.push(finding);
    };
    for (path, diagnostic) in earlier {
        add(&path, diagnostic, false);
    }
    for unknown in severity::unknown_codes(context.config, schema) {
        add(&crate::content::source::CONFIG_FILE.into(), unknown, false);
    }
    let hidden = HiddenDocuments::new(context.documents, context.audience);
    for document in context.documents {
        // Of what is not published, only what decides that is told.
        let reason = hidden.reason(document);
        let is_hidden = matches!(reason, Some(HiddenAs::Draft | HiddenAs::Internal));
        let is_reported = |p: &&Diagnostic| {
            template_text::is_reported(p, context, document)
                && (!is_hidden || decides_about_publishing(p, schema))
        };
        let entries = &context.graph.entries;
        let at = entries.binary_search_by(|entry| entry.document.path.cmp(&document.path));
        let published = at.map_or(document, |at| &entries[at].document);
        for diagnostic in published.diagnostics.iter().filter(is_reported) {
            add(&document.path, diagnostic.clone(), false);
        }
    }
    for (path, diagnostic) in &context.graph.diagnostics {
        add(path, diagnostic.clone(), false);
    }
    for ((id, diagnostic), due) in run_checks(context) {
        add(&context.graph.entry(id).document.path, diagnostic, due);
    }
    let mut findings = severity::assign_severities(all, context, schema);
    gather_unread_keys(&mut findings);
    findings
}

/// In so many documents, a key that nothing reads is no slip, and is told once.
const MANY_DOCUMENTS: usize = 3;
const IN_MANY: &str = "it stands in ";
const DID_YOU_MEAN: &str = "did you mean";

/// The key of a finding about a key of front matter that nothing reads in many documents.
pub fn key_of_many(finding: &Finding) -> Option<&str> {
    key_with_help(finding, |help| help.starts_with(IN_MANY))
}

fn key_with_help(finding: &Finding, is_meant: impl Fn(&str) -> bool) -> Option<&str> {
    match (&finding.place, finding.help.as_deref()) {
        (Place::Key(path), Some(help)) if finding.code == "unknown-field" && is_meant(help) => {
            match &path[..] {
                [Step::Key(key)] => Some(key),
                _ => None,
            }
        }
        _ => None,
    }
}

/// Of a key that nothing reads in many documents, leaves the first finding, with their number.
fn gather_unread_keys(findings: &mut Vec<Finding>) {
    let is_unread = |help: &str| help == NO_FIELD || help.starts_with(DID_YOU_MEAN);
    let unread = |finding: &Finding| key_with_help(finding, is_unread).map(str::to_owned);
    let mut count: BTreeMap<String, usize> = BTreeMap::new();
    for key in findings.iter().filter_map(unread) {
        *count.entry(key).or_default() += 1;
    }
    count.retain(|_, n| *n >= MANY_DOCUMENTS);
    let mut told = BTreeSet::new();
    findings.retain_mut(|finding| match unread(finding) {
        Some(key) if count.contains_key(&key) => {
            let n = count[&key];
            finding.help = finding.help.take().map(|help| match help.starts_with(DID_YOU_MEAN) {
                true => format!("{help} It stands in {n} documents"),
                false => format!("{IN_MANY}{n} documents: name it under `foreign_keys` in casebook.yaml, or declare it under `kinds`"),
            });
            told.insert(key)
        }
        _ => true,
    });
}

/// True for what is told of a field that can keep a document from being published.
fn decides_about_publishing(diagnostic: &Diagnostic, schema: &Schema) -> bool {
    let (Place::Key(path) | Place::Value(path)) = &diagnostic.place else {
        return false;
    };
    let decides = |key: &str| GUARDED_FIELDS.contains(&key) || schema.hiding.has(key);
    matches!(path.first(), Some(Step::Key(key)) if decides(key))
}

/// The diagnostics of all checks, in the order of the list; each with true if it depends on the date.
fn run_checks(context: &CheckContext) -> Vec<((EntryId, Diagnostic), bool)> {
    let first: Vec<Vec<(EntryId, Diagnostic)>> = registry::ALL
        .par_iter()
        .map(|check| match check.finder {
            Finder::Elsewhere => vec![],
            Finder::Graph(find) | Finder::Days(find) | Finder::Scores(find) => {
                run_check(check, find, context)
            }
        })
        .collect();
    let mut checks = registry::ALL.iter().zip(&first);
    let by_scores = checks.any(|(c, f)| matches!(c.finder, Finder::Scores(_)) && !f.is_empty());
    let as_if_new =
        by_scores.then(|| score_ignoring_age(context.graph, context.config, context.as_of));
    let with_cause = registry::ALL.par_iter().zip(first).map(|(check, found)| {
        let found_ignoring_age: Option<HashSet<EntryId>> = match (&check.finder, &as_if_new) {
            (Finder::Scores(find), Some(evidence)) if !found.is_empty() => {
                let mut context = *context;
                context.scored.evidence = evidence;
                let still = run_check(check, *find, &context);
                Some(still.iter().map(|(id, _)| *id).collect())
            }
            _ => None,
        };
        let due = |id: &EntryId| found_ignoring_age.as_ref().is_some_and(|s| !s.contains(id));
        let with_due = found.into_iter().map(|found| {
            let due = due(&found.0);
            (found, due)
        });
        with_due.collect::<Vec<_>>()
    });
    with_cause
        .collect::<Vec<_>>()
        .into_iter()
        .flatten()
        .collect()
}

fn run_check(check: &Check, find: FindFn, context: &CheckContext) -> Vec<(EntryId, Diagnostic)> {
    let mut found = Findings {
        code: check.code,
        list: vec![],
    };
    find(context, &mut found);
    found.list
}

/// False for a finding that no baseline covers: it concerns what must not be published, the settings and templates that
/// decide about it, or a `draft` or `visibility` that is not understood.
pub fn can_be_known(finding: &Finding) -> bool {
    let is_private = by_code(finding.code).is_none_or(|check| check.is_private);
    let decides = ["config-invalid", "template-invalid"];
    !is_private && !decides.contains(&finding.code) && !withholds(finding)
}

/// True if the finding is about a field that keeps a document from being published, or a key nearly so named.
fn withholds(finding: &Finding) -> bool {
    let (Place::Value(path) | Place::Key(path)) = &finding.place else {
        return false;
    };
    let Some(Step::Key(key)) = path.first() else {
        return false;
    };
    GUARDED_FIELDS.iter().any(|field| is_near_miss(key, field))
}
