//! The links that roles promise, by their meaning: who has a problem, what a study says something of. The name of the field
//! stands here alone.

use super::{Edge, EntryId, Graph};
use crate::model::Role;

impl Graph {
    /// The names of fields that a link is by: its own, and for a result of a study the field in which the study could name
    /// the same entry, so that both ways of writing it are one.
    pub fn fields_of<'a>(&self, edge: &'a Edge) -> impl Iterator<Item = &'a str> {
        let is_result = &*edge.field == "results" && self.role(edge.from) == Some(Role::Validation);
        let same = match self.role(edge.to).filter(|_| is_result) {
            Some(Role::Problem) => Some("problems"),
            Some(Role::Solution) => Some("solutions"),
            _ => None,
        };
        [&*edge.field].into_iter().chain(same)
    }

    pub(super) fn is_by(&self, edge: &Edge, field: &str) -> bool {
        self.fields_of(edge).any(|name| name == field)
    }

    /// The problems that an entry names: what a solution answers, a decision, an insight, feedback or a study is about.
    pub fn problems_of(&self, id: EntryId) -> impl Iterator<Item = EntryId> {
        self.targets(id, "problems")
    }

    /// The solutions that a study tried or a decision is about.
    pub fn solutions_of(&self, id: EntryId) -> impl Iterator<Item = EntryId> {
        self.targets(id, "solutions")
    }

    /// Who has a problem, took part in a study, or said something.
    pub fn personas_of(&self, id: EntryId) -> impl Iterator<Item = EntryId> {
        self.targets(id, "personas")
    }

    /// The studies that an insight comes from.
    pub fn studies_of(&self, insight: EntryId) -> impl Iterator<Item = EntryId> {
        self.targets(insight, "validations")
    }

    /// What a decision rests on.
    pub fn evidence_of(&self, decision: EntryId) -> impl Iterator<Item = EntryId> {
        self.targets(decision, "evidence")
    }

    /// The metric that should move when a problem is solved.
    pub fn outcome_of(&self, problem: EntryId) -> Option<EntryId> {
        self.targets(problem, "outcome").next()
    }

    /// The larger problem that this one is part of.
    pub fn parent_of(&self, problem: EntryId) -> Option<EntryId> {
        self.targets(problem, "parent").next()
    }

    /// The journey at a stage of which a problem hurts.
    pub fn journey_of(&self, problem: EntryId) -> Option<EntryId> {
        self.targets(problem, "stage").next()
    }

    /// The entry that asked for a decision.
    pub fn requester_of(&self, decision: EntryId) -> Option<EntryId> {
        self.targets(decision, "requested_by").next()
    }

    pub fn problems_with_persona(&self, persona: EntryId) -> impl Iterator<Item = EntryId> {
        self.sources(persona, Role::Problem, "personas")
    }

    pub fn problems_with_outcome(&self, metric: EntryId) -> impl Iterator<Item = EntryId> {
        self.sources(metric, Role::Problem, "outcome")
    }

    pub fn problems_at_journey(&self, journey: EntryId) -> impl Iterator<Item = EntryId> {
        self.sources(journey, Role::Problem, "stage")
    }

    pub fn solutions_to(&self, problem: EntryId) -> impl Iterator<Item = EntryId> {
        self.sources(problem, Role::Solution, "problems")
    }

    /// The insights that a study led to.
    pub fn insights_from(&self, study: EntryId) -> impl Iterator<Item = EntryId> {
        self.sources(study, Role::Insight, "validations")
    }

    pub fn insights_on(&self, problem: EntryId) -> impl Iterator<Item = EntryId> {
        self.sources(problem, Role::Insight, "problems")
    }

    pub fn studies_with(&self, persona: EntryId) -> impl Iterator<Item = EntryId> {
        self.sources(persona, Role::Validation, "personas")
    }

    pub fn decisions_about_problem(&self, problem: EntryId) -> impl Iterator<Item = EntryId> {
        self.sources(problem, Role::Decision, "problems")
    }

    pub fn decisions_about_solution(&self, solution: EntryId) -> impl Iterator<Item = EntryId> {
        self.sources(solution, Role::Decision, "solutions")
    }
}
