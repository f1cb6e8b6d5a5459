//! The note of an entry: one short line with what matters most for its role.

use super::{format_date, format_number, humanize, metric_format, newest_reading};
use crate::config::{Config, MethodClass};
use crate::evidence::interval;
use crate::evidence::{Contribution, Evidence, ScoredGraph, ValidationStatus, coverage};
use crate::graph::{EntryId, Graph};
use crate::model::{Fields, Role, role};
use crate::text::cut_name;

/// Of a study “usability test, 9 people, April 2023”, of a decision “declined, 29 October 2024”, of a persona its role.
/// Empty if nothing is known.
pub fn entry_note(scored: ScoredGraph, id: EntryId) -> String {
    let ScoredGraph {
        graph,
        evidence,
        config,
        ..
    } = scored;
    let fields = scored.fields(id);
    match graph.role(id) {
        Some(Role::Persona) => cut_name(role::Persona(fields).role().unwrap_or_default()).into(),
        Some(Role::Problem) => problem_note(graph, evidence, id),
        Some(Role::Validation) => validation_note(fields, evidence.validations.get(&id).copied()),
        Some(Role::Insight) => target_names(graph, id, "validations"),
        Some(Role::Solution) => join_given([
            fields.written("status").map(humanize),
            role::Solution(fields).shipped().map(format_date),
        ]),
        Some(Role::Decision) => decision_note(role::Decision(fields)),
        Some(Role::Feedback) => feedback_note(role::Feedback(fields)),
        Some(Role::Metric) => metric_note(fields, config),
        Some(Role::Journey) => journey_note(graph, id),
        None => String::new(),
    }
}

/// “usability test, 9 people, April 2023”; a study that is not done begins with its status: “planned interview”.
pub fn validation_note(fields: &Fields, status: Option<ValidationStatus>) -> String {
    let study = role::Validation(fields);
    let method = study.method();
    let status = status.filter(|status| *status != ValidationStatus::Done);
    let what = match (status, method.map(humanize)) {
        (Some(status), Some(method)) => Some(format!("{} {method}", status.as_str())),
        (status, method) => method.or(status.map(|s| s.as_str().into())),
    };
    join_given([what, participants_text(study), study.day().map(format_date)])
}

/// “Validated, ahead of the evidence”; `None` without a status.
pub fn status_text(scored: ScoredGraph, id: EntryId) -> Option<String> {
    let status = super::label(scored.fields(id).written("status")?);
    Some(format!(
        "{status}{}",
        scored.evidence.status_claim(id).suffix()
    ))
}

/// What studies that watched nobody tell: “what people say”, “what experts think”, or both.
pub fn heard<'a>(studies: impl IntoIterator<Item = &'a Contribution>) -> &'static str {
    let (mut has_said, mut has_opinion) = (false, false);
    for study in studies {
        has_said |= study.class == MethodClass::Say;
        has_opinion |= study.class == MethodClass::Opinion;
    }
    match (has_said, has_opinion) {
        (false, true) => "what experts think",
        (true, true) => "what people say and experts think",
        _ => "what people say",
    }
}

/// “9 people”, or “12 requests”, “1 source”, “40 answers”, depending on the method.
pub fn participants_text(study: role::Validation) -> Option<String> {
    let n = study.participants().filter(|n| *n > 0.0)?;
    Some(super::sample(study.method().unwrap_or_default(), n))
}

/// “opportunity 14.2”
pub fn opportunity_text(value: f64) -> String {
    format!("opportunity {}", format_number(value))
}

fn problem_note(graph: &Graph, evidence: &Evidence, id: EntryId) -> String {
    let value = evidence.problems.get(&id).and_then(|c| c.opportunity.value);
    let worth = value.map(opportunity_text);
    join_given([Some(target_names(graph, id, "personas")), worth])
}

fn target_names(graph: &Graph, id: EntryId, field: &str) -> String {
    let targets = graph.targets(id, field);
    first_names(targets.map(|target| &*graph.entry(target).document.title))
}

/// “Awinita, Grace and 3 more”.
pub fn first_names<'a>(mut names: impl Iterator<Item = &'a str>) -> String {
    let named: Vec<&str> = names.by_ref().take(2).collect();
    match names.count() {
        0 => named.join(" and "),
        more => format!("{} and {more} more", named.join(", ")),
    }
}

fn decision_note(decision: role::Decision) -> String {
    join_given([decision_outcome(decision), decision.date().map(format_date)])
}

/// “build”, and of one that does not hold “proposed: build”.
pub fn decision_outcome(decision: role::Decision) -> Option<String> {
    let outcome = super::outcome_text(decision.outcome()?).to_lowercase();
    Some(match decision.status() {
        Some(status @ ("proposed" | "superseded")) => format!("{status}: {outcome}"),
        _ => outcome,
    })
}

fn feedback_note(feedback: role::Feedback) -> String {
    let count = Some(feedback.count()).filter(|n| *n > 1.0);
    let many = count.map(|n| super::pluralize(n as usize, "person", "people"));
    join_given([
        feedback.channel().map(humanize),
        many,
        feedback.received().map(format_date),
    ])
}

fn metric_note(fields: &Fields, config: &Config) -> String {
    let readings = interval::readings(fields);
    let Some(newest) = newest_reading(&readings) else {
        return "no reading yet".into();
    };
    let unit = metric_format::MetricFormat::from_fields(fields);
    let interval = match (newest.low, newest.high) {
        (Some(low), Some(high)) => format!(" ({})", unit.format_interval(low, high)),
        _ => String::new(),
    };
    let value = unit.format_reading(newest, config);
    join_given([
        value.map(|value| format!("{value}{interval}")),
        newest.date.as_ref().map(format_date),
    ])
}

fn journey_note(graph: &Graph, id: EntryId) -> String {
    let stages = coverage::stages(graph, id);
    let all = super::pluralize(stages.total, "stage", "stages");
    match stages.total {
        0 => "no stages yet".into(),
        _ if stages.covered == 0 => format!("{all}, none with a known problem"),
        _ => format!(
            "{all}, {} with a known problem",
            super::number_word(stages.covered)
        ),
    }
}

/// The parts that are given and not empty, with commas.
pub fn join_given<const N: usize>(parts: [Option<String>; N]) -> String {
    let parts: Vec<String> = parts
        .into_iter()
        .flatten()
        .filter(|p| !p.is_empty())
        .collect();
    parts.join(", ")
}

#[cfg(test)]
mod tests {
    use crate::site::fixture;

    /// The note of the entry `x`.
    fn said(path: &str, text: &str) -> String {
        let files = [
            (path, text),
            (
                "personas/awinita.md",
                "---\nname: Awinita\nrole: Analyst\n---\n",
            ),
            ("personas/grace.md", "---\nname: Grace\n---\n"),
            ("personas/ofa.md", "---\nname: OFA\n---\n"),
        ];
        fixture::with_site(&files, |site| {
            let id = site.graph.find_by_id("x").expect("the entry");
            site.note(id)
        })
    }

    #[test]
    fn a_study_has_method_people_and_date() {
        let note = said(
            "validations/x.md",
            "---\nmethod: usability-test\nparticipants: 9\ndate: 2023-04\n---\n",
        );
        assert_eq!(note, "usability test, 9 people, April 2023");
        let planned = said(
            "validations/x.md",
            "---\nmethod: interview\nstatus: planned\n---\n",
        );
        assert_eq!(planned, "planned interview");
        let ctx = said(
            "validations/x.md",
            "---\nmethod: desk\nparticipants: 1\nverdict: mixed\n---\n",
        );
        assert_eq!(ctx, "desk, 1 source");
    }

    #[test]
    fn a_problem_has_personas_and_opportunity() {
        let text =
            "---\npersonas: [awinita, grace, ofa]\nimportance: 9.1\nsatisfaction: 2.8\n---\n";
        assert_eq!(
            said("problems/x.md", text),
            "Awinita, Grace and 1 more, opportunity 15.4"
        );
    }

    #[test]
    fn a_decision_has_outcome_and_date() {
        let text = "---\noutcome: decline\ndate: 2024-10-29\n---\n";
        assert_eq!(said("decisions/x.md", text), "declined, 29 October 2024");
        let text = "---\noutcome: build\nstatus: superseded\n---\n";
        assert_eq!(said("decisions/x.md", text), "superseded: build");
    }

    #[test]
    fn feedback_has_channel_count_and_date() {
        let text = "---\nchannel: in-app\nreceived: 2024-09-03\ncount: 6\n---\n";
        assert_eq!(
            said("feedback/x.md", text),
            "in-app, 6 people, 3 September 2024"
        );
    }

    #[test]
    fn a_metric_has_its_newest_reading_with_interval() {
        let text = "---\ntype: nps\nreadings:\n  - {date: 2024-Q3, promoters: 36, passives: 22, detractors: 21}\n  - {date: 2024-Q2, promoters: 34, passives: 27, detractors: 14}\n---\n";
        assert_eq!(said("metrics/x.md", text), "+19 (0 to +36), 2024 Q3");
        assert_eq!(
            said("metrics/x.md", "---\ntype: nps\n---\n"),
            "no reading yet"
        );
    }

    #[test]
    fn a_journey_has_its_number_of_stages() {
        let text = "---\nstages:\n  - {name: Send}\n  - {name: Wait}\n---\n";
        assert_eq!(
            said("journeys/x.md", text),
            "2 stages, none with a known problem"
        );
    }
}
