//! Counts how many problems, risks, stages and decisions have evidence, for the pages that show gaps.

use std::collections::{BTreeSet, HashSet};

use super::{Evidence, State, ValidationStatus};
use crate::content::document;
use crate::graph::{Edge, EntryId, Graph};
use crate::model::{Role, role};

/// `covered` of `total`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, serde::Serialize)]
pub struct Coverage {
    pub covered: usize,
    pub total: usize,
}

/// The four risks of a product (Marty Cagan, Inspired, 2017).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Risk {
    Value,
    Usability,
    Feasibility,
    Viability,
}

/// The problems of a persona; covered are those that a validation counts for on the problem axis.
pub fn problems(graph: &Graph, evidence: &Evidence, persona: EntryId) -> Coverage {
    let problems: HashSet<EntryId> = graph.problems_with_persona(persona).collect();
    let is_tested = |id: &&EntryId| {
        let scores = evidence.problems.get(id);
        scores.is_some_and(|scores| scores.problem.state != State::Untested)
    };
    Coverage {
        covered: problems.iter().filter(is_tested).count(),
        total: problems.len(),
    }
}

/// The risks of a problem on which a done validation has a result about the problem or one of its solutions.
pub fn risks(graph: &Graph, evidence: &Evidence, problem: EntryId) -> Vec<Risk> {
    let solutions = graph.solutions_to(problem);
    let about = solutions.chain([problem]);
    let edges = about.flat_map(|id| graph.edges_of(&graph.entry(id).incoming));
    let done = edges.filter(|e| evidence.validations.get(&e.from) == Some(&ValidationStatus::Done));
    let found: BTreeSet<Risk> = done.filter_map(|e| risk_of_result(graph, e)).collect();
    found.into_iter().collect()
}

/// The risk that a validation's link to a problem or solution is about: that of the result, else of the validation.
fn risk_of_result(graph: &Graph, edge: &Edge) -> Option<Risk> {
    let study = role::Validation(&graph.entry(edge.from).document.fields);
    let of = |says: role::Validation| says.risk().and_then(Risk::parse);
    match &*edge.field {
        "results" => of(study.result(edge.item)?).or_else(|| of(study)),
        "problems" | "solutions" => of(study),
        _ => None,
    }
}

/// The stages of a journey; covered are those with a problem: one that the stage names, or one that names the stage.
pub fn stages(graph: &Graph, journey: EntryId) -> Coverage {
    let entry = graph.entry(journey);
    let way = role::Journey(&entry.document.fields);
    let named = |field: &'static str| move |e: &&Edge| &*e.field == field;
    let out = graph.edges_of(&entry.outgoing);
    let mut covered: HashSet<usize> = out.filter(named("stages")).map(|e| e.item).collect();
    let back = graph.edges_of(&entry.incoming);
    for edge in back.filter(named("stage")) {
        let stage = role::Problem(&graph.entry(edge.from).document.fields).stage();
        covered.extend(stage.and_then(|stage| stage_index(way, stage)));
    }
    let total = way.stages().len();
    covered.retain(|i| *i < total);
    Coverage {
        covered: covered.len(),
        total,
    }
}

/// The index of the stage that `stage` of a reference `journey#stage` means: by name in id form, else by number from 1.
pub fn stage_index(journey: role::Journey, stage: &str) -> Option<usize> {
    let form = document::to_id(stage);
    let all = journey.stages().len();
    let is_named = |place: &usize| {
        let name = journey.stage(*place).and_then(role::Stage::name);
        name.is_some_and(|name| document::to_id(name) == form)
    };
    let by_number = || stage.parse::<usize>().ok()?.checked_sub(1);
    let by_name = (0..all).find(is_named);
    by_name.or_else(|| by_number().filter(|i| *i < all))
}

/// The accepted decisions; covered are those that name evidence.
pub fn decisions(graph: &Graph) -> Coverage {
    let mut coverage = Coverage::default();
    for (id, entry) in graph.iter() {
        let is_accepted = role::Decision(&entry.document.fields).is_accepted();
        if graph.role(id) == Some(Role::Decision) && is_accepted {
            coverage.total += 1;
            coverage.covered += usize::from(graph.evidence_of(id).next().is_some());
        }
    }
    coverage
}

impl Risk {
    pub const ALL: [Risk; 4] = [
        Risk::Value,
        Risk::Usability,
        Risk::Feasibility,
        Risk::Viability,
    ];

    fn parse(word: &str) -> Option<Risk> {
        Risk::ALL.into_iter().find(|r| r.as_str() == word)
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Risk::Value => "value",
            Risk::Usability => "usability",
            Risk::Feasibility => "feasibility",
            Risk::Viability => "viability",
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::config::Config;
    use crate::evidence::commitment::is_committed;
    use crate::evidence::fixture::{graph_from_text, id_of};
    use crate::evidence::score;

    #[test]
    fn gaps_are_counted() {
        let graph = graph_from_text(
            ">>> personas/ana.md
name: Ana
>>> problems/p.md
title: P
personas: ana
stage: way#3
>>> problems/q.md
title: Q
personas: [ana, ana]
>>> solutions/s.md
title: S
problems: p
>>> validations/a.md
method: interview
date: 2026
risk: value
results: [{problem: p, verdict: supported}, {problem: p, risk: viability}]
>>> validations/b.md
method: usability-test
date: 2026
results: [{solution: s, risk: usability}]
>>> validations/c.md
method: pilot
status: planned
risk: feasibility
problems: p
>>> journeys/way.md
title: Way
stages: [{name: Start, problems: [p, q]}, {name: Middle}, {name: The end}, {name: After}]
>>> decisions/go.md
outcome: build
evidence: [a, s]
>>> decisions/no.md
outcome: decline
>>> decisions/maybe.md
outcome: build
status: proposed
",
        );
        assert_eq!(graph.diagnostics, vec![]);
        let evidence = score(&graph, &Config::default(), date(2026, 7, 1));
        let of = |name: &str| id_of(&graph, name);
        let is = |covered, all| Coverage {
            covered,
            total: all,
        };
        assert_eq!(problems(&graph, &evidence, of("ana")), is(1, 2));
        assert_eq!(
            risks(&graph, &evidence, of("p")),
            [Risk::Value, Risk::Usability, Risk::Viability]
        );
        assert_eq!(stages(&graph, of("way")), is(2, 4));
        assert_eq!(decisions(&graph), is(1, 2));
        assert!(is_committed(&graph, of("go")));
        for idle in ["no", "maybe", "p", "s", "a", "ana"] {
            assert!(!is_committed(&graph, of(idle)), "{idle}");
        }
    }
}
