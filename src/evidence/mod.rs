//! Computes scores from validations: how strong the evidence is that a problem is real and that a solution works.
//!
//! Pure in (graph, evidence settings, day). The formulas are those of the guide's page on evidence; the weights follow
//! Itamar Gilad's confidence scale. A score keeps every validation it counts, so that a page can show the calculation.

pub mod advice_words;
pub mod commitment;
mod contribution;
pub mod coverage;
mod decision;
mod demand;
pub mod derived;
pub mod feedback_clock;
#[cfg(test)]
pub(crate) mod fixture;
pub mod interval;
mod method_sum;
pub mod method_words;
mod next_validation;
mod opportunity;
mod persona;
#[cfg(test)]
mod properties;
mod score;
mod score_date;
pub mod summary;
mod validation;
mod verdict_index;

pub use contribution::{BySide, Contribution, Side, Via};
pub use decision::{DecisionEvidence, decision_evidence, objection_to};
pub use demand::{Demand, DemandState, is_settled};
pub use method_sum::{MethodSide, MethodSum};
pub use next_validation::{Advice, NextValidation};
pub use opportunity::{NextStep, Opportunity, OpportunitySource, OpportunityZone};
pub use persona::{Basis, PersonaEvidence};
pub use score::{LEVELS, Score, ScoreCap, ScoreWord, SideSum, State, format_points};
pub use summary::{AxisSummary, EvidenceSummary, StatusClaim};
pub use validation::{ValidationStatus, Verdict};
pub use verdict_index::{VerdictIndex, score, score_as_known_on, score_ignoring_age};

use std::sync::Arc;

use jiff::civil::Date;

use crate::config::Config;
use crate::graph::{EntryId, Graph};
use crate::model::Fields;

/// A graph with its scores on a day: what derived values, chains and sums are read from.
#[derive(Clone, Copy)]
pub struct ScoredGraph<'a> {
    pub graph: &'a Graph,
    pub evidence: &'a Evidence,
    pub config: &'a Config,
    pub as_of: Date,
}

/// What a [`ScoredGraph`] is of, owned and shared.
#[derive(Clone)]
pub struct Scored {
    pub graph: Arc<Graph>,
    pub evidence: Arc<Evidence>,
    pub config: Arc<Config>,
    pub as_of: Date,
}

impl Scored {
    pub fn scored(&self) -> ScoredGraph<'_> {
        ScoredGraph {
            graph: &self.graph,
            evidence: &self.evidence,
            config: &self.config,
            as_of: self.as_of,
        }
    }
}

impl<'a> ScoredGraph<'a> {
    pub fn fields(self, id: EntryId) -> &'a Fields {
        &self.graph.entry(id).document.fields
    }

    pub fn title(self, id: EntryId) -> &'a str {
        &self.graph.entry(id).document.title
    }

    /// The address of an entry, from the root of the site.
    pub fn href(self, id: EntryId) -> String {
        self.graph.entry(id).url.to_link(self.config.urls)
    }
}

/// Everything derived from the graph as of one day.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    /// Both axes of each problem.
    pub problems: ById<ProblemScores>,
    /// The score of each solution: its solution axis over the validations that give it a verdict.
    pub solutions: ById<Score>,
    /// Whether a problem asks for each solution.
    pub demands: ById<Demand>,
    /// What is claimed of each problem and each solution.
    pub summaries: ById<EvidenceSummary>,
    /// The basis of each persona, and the newest validation that names it.
    pub personas: ById<PersonaEvidence>,
    /// The status of each validation, given or derived.
    pub validations: ById<ValidationStatus>,
}

#[derive(Clone, Debug)]
pub struct ProblemScores {
    pub problem: Score,
    pub solution: Score,
    /// The solution of this problem whose validations count on the solution axis.
    pub best_solution: Option<EntryId>,
    /// The other solutions of this problem: the highest net score first, retired ones last.
    pub other_solutions: Vec<EntryId>,
    pub opportunity: Opportunity,
    pub next_step: NextStep,
}

impl ProblemScores {
    pub fn answer(&self) -> TestedSolution {
        match (self.best_solution, self.other_solutions.is_empty()) {
            (Some(best), _) => TestedSolution::Live(best),
            (None, false) => TestedSolution::NoneLive,
            (None, true) if self.solution.contributions.is_empty() => TestedSolution::None,
            (None, true) => TestedSolution::Unnamed,
        }
    }

    /// The studies on both questions, is it real and does the solution work; one that counts for both comes twice.
    pub fn contributions(&self) -> impl Iterator<Item = &Contribution> {
        let of_problem = self.problem.contributions.iter();
        of_problem.chain(&self.solution.contributions)
    }
}

/// What a test of the answer to a problem is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TestedSolution {
    None,
    /// Each of its solutions is retired, or nobody knows what its status means.
    NoneLive,
    /// Studies tested an answer that has no entry.
    Unnamed,
    Live(EntryId),
}

impl Evidence {
    /// How the status of an entry stands to its evidence.
    pub fn status_claim(&self, id: EntryId) -> StatusClaim {
        let summary = self.summaries.get(&id);
        summary.map_or(StatusClaim::Fair, |summary| summary.status)
    }

    /// The problems that are known to be real first, as their demand is judged.
    pub fn best_known_first(&self, problems: &[EntryId], config: &Config) -> Vec<EntryId> {
        let score = |id: &EntryId| Some((*id, &self.problems.get(id)?.problem));
        let mut scored: Vec<(EntryId, &Score)> = problems.iter().filter_map(score).collect();
        scored.sort_by(|a, b| demand::by_demand(*b, *a, config));
        scored.into_iter().map(|(id, _)| id).collect()
    }

    /// True if studies of the answer to a problem do not say that it is the one that it has.
    pub fn is_tested_unnamed(&self, scores: &ProblemScores) -> bool {
        let own = scores.best_solution.and_then(|id| self.solutions.get(&id));
        let is_untested = own.is_some_and(|score| score.contributions.is_empty());
        is_untested && !scores.solution.contributions.is_empty()
    }
}

/// A sorted map from entries to values; iterates in path order.
#[derive(Clone, Debug)]
pub struct ById<T>(Vec<(EntryId, T)>);

impl<T> ById<T> {
    pub fn get(&self, id: &EntryId) -> Option<&T> {
        let found = self.0.binary_search_by_key(id, |(id, _)| *id);
        found.ok().map(|i| &self.0[i].1)
    }

    pub fn contains_key(&self, id: &EntryId) -> bool {
        self.get(id).is_some()
    }

    pub fn iter(&self) -> impl Iterator<Item = (EntryId, &T)> {
        self.0.iter().map(|(id, item)| (*id, item))
    }

    pub fn keys(&self) -> impl Iterator<Item = EntryId> {
        self.0.iter().map(|(id, _)| *id)
    }

    pub fn values(&self) -> impl Iterator<Item = &T> {
        self.0.iter().map(|(_, item)| item)
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<T> Default for ById<T> {
    fn default() -> Self {
        ById(vec![])
    }
}

impl<T> FromIterator<(EntryId, T)> for ById<T> {
    fn from_iter<I: IntoIterator<Item = (EntryId, T)>>(items: I) -> Self {
        let mut items: Vec<(EntryId, T)> = items.into_iter().collect();
        items.sort_by_key(|(id, _)| *id);
        items.dedup_by_key(|(id, _)| *id);
        ById(items)
    }
}
