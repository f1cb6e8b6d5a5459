//! What a decision rests on, and what speaks against it.

use super::{Evidence, State, ValidationStatus, commitment::is_committed};
use crate::graph::{Edge, EntryId, Graph};
use crate::model::{Role, role};

/// How a decision stands to evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecisionEvidence {
    None,
    /// It names some.
    Named,
    /// It commits to something that the evidence does not support.
    Against,
}

impl DecisionEvidence {
    pub const ALL: [DecisionEvidence; 3] = [
        DecisionEvidence::None,
        DecisionEvidence::Named,
        DecisionEvidence::Against,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            DecisionEvidence::None => "none",
            DecisionEvidence::Named => "named",
            DecisionEvidence::Against => "against",
        }
    }
}

/// `None` for what is no decision.
pub fn decision_evidence(
    graph: &Graph,
    evidence: &Evidence,
    id: EntryId,
) -> Option<DecisionEvidence> {
    if graph.role(id) != Some(Role::Decision) {
        return None;
    }
    let names_some = role::Decision(&graph.entry(id).document.fields).names_evidence();
    let is_against = is_committed(graph, id) && objection_to(graph, evidence, id).is_some();
    Some(match (is_against, names_some) {
        (true, _) => DecisionEvidence::Against,
        (false, true) => DecisionEvidence::Named,
        (false, false) => DecisionEvidence::None,
    })
}

/// The first link of a decision to what does not support it, and how that ends the sentence “it was decided although …”.
pub fn objection_to<'g>(
    graph: &'g Graph,
    evidence: &Evidence,
    decision: EntryId,
) -> Option<(&'g Edge, &'static str)> {
    let out = graph.entry(decision).outgoing.iter();
    let mut edges = out.map(|edge| graph.edge(*edge));
    edges.find_map(|edge| {
        let is_known = matches!(&*edge.field, "evidence" | "problems" | "solutions");
        Some((edge, objection(graph, evidence, edge.to)?)).filter(|_| is_known)
    })
}

/// Why an entry is no support for a decision, by its score or, for a study, its verdict; `None` if it may be one.
fn objection(graph: &Graph, evidence: &Evidence, id: EntryId) -> Option<&'static str> {
    let state = match graph.role(id)? {
        Role::Problem => evidence.problems.get(&id)?.problem.state,
        Role::Solution => evidence.solutions.get(&id)?.state,
        Role::Validation if evidence.validations.get(&id) == Some(&ValidationStatus::Done) => {
            return common_verdict(role::Validation(&graph.entry(id).document.fields));
        }
        _ => return None,
    };
    match state {
        State::Refuted => Some("was refuted"),
        State::Contested => Some("is contested"),
        State::Inconclusive => Some("was inconclusive"),
        _ => None,
    }
}

/// The negative verdict of a study; of several results, only one that all of them have.
fn common_verdict(study: role::Validation) -> Option<&'static str> {
    let own = study.verdict();
    let results = study
        .readable_results()
        .map(|result| result.verdict().or(own));
    let mut all = results.chain(own.filter(|_| study.results().is_empty()).map(Some));
    let first = all.next()??;
    match first {
        _ if all.any(|other| other != Some(first)) => None,
        "refuted" => Some("was refuted"),
        "inconclusive" => Some("was inconclusive"),
        _ => None,
    }
}
