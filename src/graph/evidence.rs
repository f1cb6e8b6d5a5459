//! Studies to scores: how well is it known that a problem is real, and that our answer works?
//!
//! Pure in (graph, evidence settings, day). The formulas are those of the guide's page on evidence; the weights follow
//! Itamar Gilad's confidence scale. A score keeps every study it counts, so that a page can write the sum out.

use std::collections::HashMap;

use jiff::civil::Date;

use super::{Graph, Id};
use crate::config::{Axis, Class, Config};
use crate::schema::Name;

/// Everything derived from the graph at one day.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    /// Both axes of each claim.
    pub claims: HashMap<Id, Claim>,
    /// The score of each answer: its solution axis over the studies that give it a verdict.
    pub answers: HashMap<Id, Score>,
    /// What each subject rests on, and the newest study that names it.
    pub subjects: HashMap<Id, Subject>,
    /// The status each study has, given or derived.
    pub studies: HashMap<Id, Status>,
}

#[derive(Clone, Debug)]
pub struct Claim {
    pub problem: Score,
    pub solution: Score,
    /// The answer whose studies count on the solution axis, and the others of this problem.
    pub best: Option<Id>,
    pub others: Vec<Id>,
    pub opportunity: Opportunity,
    pub next_step: NextStep,
}

/// One axis of one entry.
#[derive(Clone, Debug)]
pub struct Score {
    pub axis: Axis,
    /// 0–10, rounded half away from zero to two decimals.
    pub support: f64,
    pub against: f64,
    pub net: f64,
    pub state: State,
    /// The newest day among the counted studies.
    pub last: Option<Date>,
    /// In the order of their points, most first, then by id.
    pub studies: Vec<Counted>,
}

/// One study as it counts on one axis.
#[derive(Clone, Debug)]
pub struct Counted {
    pub study: Id,
    pub via: Via,
    pub verdict: Option<Verdict>,
    pub method: Name,
    pub class: Class,
    /// The weight that counted: the method's, or the study's own `strength`.
    pub weight: f64,
    pub n: Option<f64>,
    pub day: Option<Date>,
    pub age_days: Option<i64>,
    /// e of the formula, not rounded.
    pub points: f64,
    /// No sample was given; no date was given.
    pub assumed_sample: bool,
    pub assumed_date: bool,
}

/// By which of its statements a study counts; the first that applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Via {
    /// The nth of its `results`.
    Result(usize),
    Problems,
    Solution(Id),
    Insight(Id),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    Supported,
    Mixed,
    Refuted,
    Inconclusive,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    Untested,
    NoVerdict,
    Supported,
    Refuted,
    Contested,
    Inconclusive,
    Weak,
}

/// Hint, some, good, strong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Word {
    Hint,
    Some,
    Good,
    Strong,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    Planned,
    Running,
    Done,
    Abandoned,
}

#[derive(Clone, Debug)]
pub struct Subject {
    pub basis: Basis,
    /// People in the studies that made it what it is.
    pub people: f64,
    /// The newest done study that names it.
    pub last: Option<Date>,
    /// Studies of class say, of class do, that name it.
    pub say: bool,
    pub does: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Basis {
    Proto,
    Qualitative,
    Statistical,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Opportunity {
    pub value: Option<f64>,
    pub source: OpportunitySource,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OpportunitySource {
    /// Importance and satisfaction.
    Rated,
    /// Importance alone: estimated.
    Importance,
    /// A published score.
    Published,
    /// From severity: estimated.
    Severity,
    Unknown,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Zone {
    OverServed,
    High,
    WorthALook,
    Served,
    Unknown,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NextStep {
    ResearchNext,
    RateIt,
    TryASolution,
    BuildOrFinish,
    SayNo,
    Park,
}

/// One more study that would lift a score to its next word.
#[derive(Clone, Debug, PartialEq)]
pub struct Raise {
    pub method: Name,
    pub participants: u64,
    pub word: Word,
    /// The score it would make.
    pub score: f64,
}

/// Scores the graph as of a day. With `until`, only studies dated up to it count: what was known then.
pub fn score(graph: &Graph, config: &Config, as_of: Date) -> Evidence {
    let _ = (graph, config, as_of);
    Evidence::default()
}

/// What was known on a day: only studies dated up to it count.
pub fn score_until(graph: &Graph, config: &Config, day: Date) -> Evidence {
    score(graph, config, day)
}
