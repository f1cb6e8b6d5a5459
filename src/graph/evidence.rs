//! Studies to scores: how well is it known that a problem is real, and that our answer works?
//!
//! Pure in (graph, evidence settings, day). The formulas are those of the guide's page on evidence; the weights follow
//! Itamar Gilad's confidence scale. A score keeps every study it counts, so that a page can write the sum out.

pub mod coverage;
mod history;
mod opportunity;
mod raise;
mod score;
mod score_date;
#[cfg(test)]
pub(crate) mod site;
mod study;
mod subject;

pub use history::{History, score, score_as_if_new, score_until};
pub use opportunity::{NextStep, Opportunity, OpportunitySource, Zone};
pub use raise::Raise;
pub use score::{Counted, Score, State, Via, Word, shown};
pub use study::{Status, Verdict};
pub use subject::{Basis, Subject};

use super::Id;

/// Everything derived from the graph at one day.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    /// Both axes of each claim.
    pub claims: ById<Claim>,
    /// The score of each answer: its solution axis over the studies that give it a verdict.
    pub answers: ById<Score>,
    /// What each subject rests on, and the newest study that names it.
    pub subjects: ById<Subject>,
    /// The status each study has, given or derived.
    pub studies: ById<Status>,
}

#[derive(Clone, Debug)]
pub struct Claim {
    pub problem: Score,
    pub solution: Score,
    /// The answer whose studies count on the solution axis, and the others of this problem: the strongest first,
    /// retired ones last.
    pub best: Option<Id>,
    pub others: Vec<Id>,
    pub opportunity: Opportunity,
    pub next_step: NextStep,
}

/// One thing for some of the graph's entries, in path order.
#[derive(Clone, Debug)]
pub struct ById<T>(Vec<(Id, T)>);

impl<T> ById<T> {
    pub fn get(&self, id: &Id) -> Option<&T> {
        let found = self.0.binary_search_by_key(id, |(id, _)| *id);
        found.ok().map(|i| &self.0[i].1)
    }

    pub fn contains_key(&self, id: &Id) -> bool {
        self.get(id).is_some()
    }

    pub fn iter(&self) -> impl Iterator<Item = (Id, &T)> {
        self.0.iter().map(|(id, item)| (*id, item))
    }

    pub fn keys(&self) -> impl Iterator<Item = Id> {
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

impl<T> FromIterator<(Id, T)> for ById<T> {
    fn from_iter<I: IntoIterator<Item = (Id, T)>>(items: I) -> Self {
        let mut items: Vec<(Id, T)> = items.into_iter().collect();
        items.sort_by_key(|(id, _)| *id);
        items.dedup_by_key(|(id, _)| *id);
        ById(items)
    }
}
