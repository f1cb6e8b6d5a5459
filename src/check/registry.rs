//! The list of checks: errors first, then warnings, then hints.

use std::sync::Arc;

use super::definition::Finder::{Days, Elsewhere, Graph, Scores};
use super::definition::{Check, Finder};
use super::{
    as_a_user, bad_sum, basis_claimed, consent_missing, contested, decision_against_evidence,
    decision_without_evidence, decline_without_reason, feedback_overdue, feedback_unlinked,
    future_date, hidden_reference, insight_without_study, no_criterion, no_date, no_front_matter,
    no_link, no_persona, no_sample, no_verdict, proto_in_build, raw_data_due,
    reads_like_a_solution, revisit_due, say_only, small_sample, solution_without_demand,
    stale_evidence, stale_metric, stale_persona, status_against_evidence, status_ahead_of_evidence,
    template_text, test_overdue, untested, unused_persona, verdict_before_done, waiver_expired,
};
use crate::diagnostic::{Diagnostic, Finding, Severity};
use crate::text::did_you_mean;

const fn error(code: &'static str, finder: Finder) -> Check {
    Check::new(code, Severity::Error, finder)
}

const fn warning(code: &'static str, finder: Finder) -> Check {
    Check::new(code, Severity::Warning, finder)
}

const fn hint(code: &'static str, finder: Finder) -> Check {
    Check::new(code, Severity::Hint, finder)
}

pub const ALL: &[Check] = &[
    error("front-matter-invalid", Elsewhere).keeping_back(),
    error("missing-method", Elsewhere),
    error("bad-value", Elsewhere),
    error("bad-enum", Elsewhere),
    error("duplicate-id", Elsewhere).keeping_back(),
    error("output-collision", Elsewhere).keeping_back(),
    error("config-invalid", Elsewhere).keeping_back(),
    error("template-invalid", Elsewhere).keeping_back(),
    error("unsafe-name", Elsewhere).keeping_back(),
    error("symlink", Elsewhere).keeping_back(),
    error("unknown-reference", Elsewhere),
    error("wrong-kind", Elsewhere),
    error("cycle", Elsewhere),
    error("bad-sum", Graph(bad_sum::find)),
    error("broken-link", Elsewhere),
    error("broken-anchor", Elsewhere),
    error("missing-image", Elsewhere),
    error("lost-address", Elsewhere),
    error("not-published", Elsewhere).keeping_back(),
    warning("unknown-field", Elsewhere),
    warning("cut-value", Elsewhere),
    warning("cut-cells", Elsewhere),
    warning("alias-clash", Elsewhere),
    warning("redirect-ignored", Elsewhere),
    warning("too-long", Elsewhere),
    warning(
        "solution-without-demand",
        Scores(solution_without_demand::find),
    ),
    warning("waiver-expired", Days(waiver_expired::find)),
    warning(
        "status-ahead-of-evidence",
        Scores(status_ahead_of_evidence::find),
    ),
    warning(
        "status-against-evidence",
        Scores(status_against_evidence::find),
    ),
    warning("contested", Scores(contested::find)),
    warning("say-only", Graph(say_only::find)),
    warning("stale-evidence", Days(stale_evidence::find)),
    warning("no-persona", Graph(no_persona::find)),
    warning("as-a-user", Graph(as_a_user::find)),
    warning("no-verdict", Graph(no_verdict::find)),
    warning("no-link", Graph(no_link::find)),
    warning("verdict-before-done", Graph(verdict_before_done::find)),
    warning("test-overdue", Days(test_overdue::find)),
    warning("basis-claimed", Graph(basis_claimed::find)),
    warning("proto-in-build", Graph(proto_in_build::find)),
    warning("insight-without-study", Graph(insight_without_study::find)),
    warning(
        "decision-without-evidence",
        Graph(decision_without_evidence::find),
    ),
    warning(
        "decision-against-evidence",
        Scores(decision_against_evidence::find),
    ),
    warning(
        "decline-without-reason",
        Graph(decline_without_reason::find),
    ),
    warning("revisit-due", Days(revisit_due::find)),
    warning("feedback-overdue", Days(feedback_overdue::find)),
    warning("stale-persona", Days(stale_persona::find)),
    warning("stale-metric", Days(stale_metric::find)),
    warning("consent-missing", Graph(consent_missing::find)).private(),
    warning("raw-data-due", Days(raw_data_due::find)).private(),
    warning("personal-data", Elsewhere).private(),
    warning("hidden-reference", Graph(hidden_reference::find)).private(),
    warning("template-text", Graph(template_text::find)),
    warning("broken-footnote", Elsewhere),
    warning("unclosed-comment", Elsewhere),
    warning("case-mismatch", Elsewhere),
    warning("case-clash", Elsewhere),
    warning("future-date", Graph(future_date::find)),
    warning("outside-link", Elsewhere),
    warning("two-introductions", Elsewhere),
    warning("unsafe-asset", Elsewhere).keeping_back(),
    warning("skipped-file", Elsewhere).keeping_back(),
    hint("no-front-matter", Graph(no_front_matter::find)),
    hint("foreign-syntax", Elsewhere),
    hint("reads-like-a-solution", Graph(reads_like_a_solution::find)),
    hint("untested", Graph(untested::find)),
    hint("no-criterion", Graph(no_criterion::find)),
    hint("no-sample", Graph(no_sample::find)),
    hint("no-date", Graph(no_date::find)),
    hint("small-sample", Graph(small_sample::find)),
    hint("alias-used", Elsewhere),
    hint("unused-persona", Graph(unused_persona::find)),
    hint("feedback-unlinked", Graph(feedback_unlinked::find)),
    hint("missing-recommended-field", Elsewhere),
    hint("external-image", Elsewhere),
    hint("odd-field", Elsewhere),
    hint("similar-kind", Elsewhere),
    hint("ignore-unused", Elsewhere),
];

/// The check of a code.
pub fn by_code(code: &str) -> Option<&'static Check> {
    ALL.iter().find(|c| c.code == code)
}

/// The help about a code that no check has.
pub(super) fn help_with_code(wrong: &str) -> String {
    let codes = ALL.iter().map(|c| c.code);
    did_you_mean(wrong, codes, "`casebook explain` lists them")
}

/// A diagnostic of a file, as severe as its check.
pub(super) fn finding(path: &Arc<str>, diagnostic: Diagnostic) -> Finding {
    let check = by_code(diagnostic.code);
    debug_assert!(check.is_some(), "`{}` is in no list", diagnostic.code);
    let severity = check.map_or(Severity::Error, |c| c.severity);
    let mut finding = Finding::new(path.clone(), severity, diagnostic);
    finding.depends_on_date = check.is_some_and(Check::depends_on_date);
    finding
}
