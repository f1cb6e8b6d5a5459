//! Gives findings the severity that the project sets, and drops those that are switched off or ignored.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::definition::{Check, CheckContext};
use super::registry::{self, by_code, help_with_code};
use crate::config::{CheckLevel, Config, config_invalid};
use crate::content::document::Document;
use crate::diagnostic::{Diagnostic, Finding, Place, Severity};
use crate::model::Schema;
use crate::text::did_you_mean;

const IGNORE_UNUSED: &str = "ignore-unused";

/// Assigns severities, adds findings about unused `ignore:` entries, and drops what is switched off or ignored.
pub(super) fn assign_severities(
    all: Vec<Finding>,
    context: &CheckContext,
    schema: &Schema,
) -> Vec<Finding> {
    let by_path: HashMap<&str, &Document> =
        context.documents.iter().map(|d| (&*d.path, &**d)).collect();
    let fired: HashSet<(Arc<str>, &str)> = all.iter().map(|f| (f.path.clone(), f.code)).collect();
    let unused = unused(context, |path, code| fired.contains(&(path.clone(), code)));
    let all = all.into_iter().chain(unused);
    all.filter_map(|finding| {
        let document = by_path.get(&*finding.path).copied();
        assign_severity(finding, document, schema, context.config)
    })
    .collect()
}

/// Findings about entries under `ignore:` that match no finding. `fired` says if a file has a finding of a code.
fn unused(context: &CheckContext, fired: impl Fn(&Arc<str>, &str) -> bool) -> Vec<Finding> {
    let mut unused = Vec::new();
    let sees_all = context.audience.shows_drafts && context.audience.shows_internal;
    for entry in &context.graph.entries {
        let document = &entry.document;
        let Some(ignored) = document.fields.map("ignore") else {
            continue;
        };
        for (code, _) in &ignored.0 {
            let check = by_code(code);
            let (message, help) = match check {
                None => (format!("there is no check `{code}`"), help_with_code(code)),
                Some(check) if !can_be_ignored(check) => {
                    let message = format!("`{code}` cannot be ignored");
                    (message, "mend what it tells".to_owned())
                }
                // A build without the hidden documents does not have all findings of such a check.
                Some(check) if check.is_private && !sees_all => continue,
                Some(check) if check.code == IGNORE_UNUSED => continue,
                Some(check) if fired(&document.path, check.code) => continue,
                Some(_) => {
                    let message = format!("there is no `{code}` here to ignore");
                    (message, "remove it".to_owned())
                }
            };
            let path = vec!["ignore".into(), (&**code).into()];
            let diagnostic = Diagnostic::new(IGNORE_UNUSED, Place::Key(path), message).help(help);
            unused.push(registry::finding(&document.path, diagnostic));
        }
    }
    unused
}

/// The finding with the severity that the project sets; `None` if it is switched off or its document ignores it.
fn assign_severity(
    mut finding: Finding,
    document: Option<&Document>,
    schema: &Schema,
    config: &Config,
) -> Option<Finding> {
    let base = finding.severity;
    let kind = document
        .and_then(|d| d.kind)
        .map_or("page", |k| &*schema.kinds[k].name);
    let level = match config.checks.get(finding.code) {
        None => None,
        Some(CheckLevel::All(word)) => Some(word.as_str()),
        Some(CheckLevel::Kinds(kinds)) => kinds.get(kind).map(String::as_str),
    };
    // The errors of a broken document say why it is not published, whatever their code.
    let is_broken = document.is_some_and(|d| d.is_broken) && base == Severity::Error;
    let keeps_back = is_broken || by_code(finding.code).is_some_and(|c| c.keeps_back);
    let set = severity_from_level(level, base);
    finding.severity = match keeps_back {
        true => set.unwrap_or(base).max(base),
        false => set?,
    };
    // Otherwise a build would fail overnight without an edit.
    if finding.depends_on_date {
        finding.severity = finding.severity.min(Severity::Warning);
    }
    let silenced =
        document.is_some_and(|d| d.fields.map("ignore").is_some_and(|i| i.has(finding.code)));
    (keeps_back || !silenced || base == Severity::Error).then_some(finding)
}

/// The project's severity of a check whose findings belong to no document; `None` if it is switched off.
pub fn project_severity(code: &str, config: &Config) -> Option<Severity> {
    let check = by_code(code)?;
    match config.checks.get(code) {
        Some(CheckLevel::All(word)) => severity_from_level(Some(word), check.severity),
        Some(CheckLevel::Kinds(_)) | None => Some(check.severity),
    }
}

fn severity_from_level(word: Option<&str>, base: Severity) -> Option<Severity> {
    match word {
        None => Some(base),
        Some("off") => None,
        Some("hint") => Some(Severity::Hint),
        Some("warning") => Some(Severity::Warning),
        Some(_) => Some(Severity::Error),
    }
}

/// False for what keeps a file from being published or linked.
fn can_be_ignored(check: &Check) -> bool {
    check.severity != Severity::Error && !check.keeps_back
}

/// True if a project's setting would lower the severity of a check, for any kind.
fn lowers(level: &CheckLevel, check: &Check) -> bool {
    let is_lower = |word: &str| {
        let severity = severity_from_level(Some(word), check.severity);
        severity.is_none_or(|severity| severity < check.severity)
    };
    match level {
        CheckLevel::All(word) => is_lower(word),
        CheckLevel::Kinds(kinds) => kinds.values().any(|word| is_lower(word)),
    }
}

/// Diagnostics for codes and kinds in the settings that do not exist.
pub(super) fn unknown_codes(config: &Config, schema: &Schema) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    let mut report = |steps: &[&str], message: String, help: &str| {
        let path = steps.iter().map(|step| (*step).into()).collect();
        problems.push(config_invalid(Place::Key(path), message, help));
    };
    for kind in &schema.kinds {
        for field in &kind.fields {
            if let Some(code) = field
                .missing_check
                .as_deref()
                .filter(|code| by_code(code).is_none())
            {
                let message = format!("there is no check `{code}`");
                let at = ["kinds", &kind.name, "fields", &field.name, "check"];
                report(&at, message, &help_with_code(code));
            }
        }
    }
    for (code, level) in &config.checks {
        match by_code(code) {
            Some(check) if check.keeps_back && lowers(level, check) => {
                let message = format!("`{code}` cannot be lowered");
                let help = "it tells what is not published, and nothing is left out in silence";
                report(&["checks", code], message, help);
            }
            Some(_) => {}
            None => {
                let message = format!("there is no check `{code}`");
                report(&["checks", code], message, &help_with_code(code));
            }
        }
        let CheckLevel::Kinds(kinds) = level else {
            continue;
        };
        for kind in kinds.keys() {
            if schema.kind_by_name(kind).is_none() && kind != "page" {
                let message = format!("there is no kind `{kind}`");
                let names = schema.kinds.iter().map(|k| &*k.name).chain(["page"]);
                let help = did_you_mean(kind, names, "use a kind of this project, or `page`");
                report(&["checks", code, kind], message, &help);
            }
        }
    }
    problems
}
