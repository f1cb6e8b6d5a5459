//! What is claimed of a problem or a solution, in one value: who was asked, when last, by what, and what came of it.
//!
//! Lists, cards, pages, the chain, coverage, home, queries and exports take their claims from here, so that no two of
//! them can differ. A study of the answer never speaks about the need, and the other way round.

use jiff::civil::Date;
use serde::{Serialize, Serializer};

use super::contribution::{Contribution, Via};
use super::score::{Score, ScoreWord, State};
use crate::config::{Config, MethodClass};
use crate::graph::{EntryId, Graph};
use crate::model::{Period, Role, role};

/// What is claimed of one entry.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct EvidenceSummary {
    /// Is the problem real? `None` for a solution.
    pub problem: Option<AxisSummary>,
    /// Does the answer work?
    pub solution: AxisSummary,
    /// What the evidence says of the status that the team gave it.
    pub status: StatusClaim,
}

/// What is claimed on one axis.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AxisSummary {
    pub state: State,
    /// The word of the larger side; `None` without a verdict.
    pub word: Option<ScoreWord>,
    /// 0–10.
    pub support: f64,
    pub against: f64,
    /// The studies that count, and the people in them, see [`count_people`].
    pub studies: usize,
    pub people: Option<f64>,
    /// The newest day of a study.
    pub last: Option<Period>,
    /// By how many days that is over the limit.
    pub days_over_limit: Option<i64>,
    /// Studies heard what people say or think; studies saw what people do.
    pub has_said: bool,
    pub has_done: bool,
}

/// How a status stands to the evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum StatusClaim {
    /// It claims no more than the studies say.
    Fair,
    /// It says more than the studies do.
    Ahead,
    /// The studies refute it.
    Against,
}

impl EvidenceSummary {
    pub(super) fn of_problem(
        graph: &Graph,
        id: EntryId,
        problem: &Score,
        solution: &Score,
        config: &Config,
        as_of: Date,
    ) -> EvidenceSummary {
        let axis = match role::Problem(&graph.entry(id).document.fields).status() {
            Some("validated") => Some(problem),
            Some("solved") => Some(solution),
            _ => None,
        };
        EvidenceSummary {
            problem: Some(AxisSummary::new(problem, config, as_of)),
            solution: AxisSummary::new(solution, config, as_of),
            status: match axis.map(|score| score.state) {
                None | Some(State::Supported) => StatusClaim::Fair,
                Some(State::Refuted) => StatusClaim::Against,
                Some(_) => StatusClaim::Ahead,
            },
        }
    }

    pub(super) fn of_solution(
        graph: &Graph,
        id: EntryId,
        score: &Score,
        config: &Config,
        as_of: Date,
    ) -> EvidenceSummary {
        let is_live = super::commitment::is_committed(graph, id);
        EvidenceSummary {
            problem: None,
            solution: AxisSummary::new(score, config, as_of),
            status: match score.state {
                State::Refuted if is_live => StatusClaim::Against,
                _ => StatusClaim::Fair,
            },
        }
    }
}

impl AxisSummary {
    fn new(score: &Score, config: &Config, as_of: Date) -> AxisSummary {
        let studies = || score.contributions.iter();
        AxisSummary {
            state: score.state,
            word: score.known_word(config),
            support: score.support,
            against: score.against,
            studies: score.contributions.len(),
            people: count_people(studies()),
            last: score.last.clone(),
            days_over_limit: score.days_over_limit(config, as_of),
            has_said: studies().any(|c| c.class != MethodClass::Do),
            has_done: studies().any(|c| c.class == MethodClass::Do),
        }
    }
}

/// The people in these studies, where one that does not say how many counts as one person, as in its score; `None` if no
/// study says it.
pub fn count_people<'a>(studies: impl IntoIterator<Item = &'a Contribution>) -> Option<f64> {
    let (mut people, mut is_noted) = (0.0, false);
    for study in studies {
        people += study.people;
        is_noted |= !study.has_assumed_sample();
    }
    is_noted.then_some(people)
}

/// The personas that a study names, and those of the insight through which it counts; one may come twice.
pub fn participants<'a>(
    graph: &'a Graph,
    study: &Contribution,
) -> impl Iterator<Item = EntryId> + use<'a> {
    let insight = match study.via {
        Via::Insight(insight) => Some(insight),
        _ => None,
    };
    let of_insight = insight.into_iter().flat_map(|id| graph.personas_of(id));
    let all = of_insight.chain(graph.personas_of(study.validation));
    all.filter(|id| graph.role(*id) == Some(Role::Persona))
}

impl StatusClaim {
    /// “, ahead of the evidence”, for behind the status; empty if it is fair.
    pub fn suffix(self) -> &'static str {
        match self {
            StatusClaim::Fair => "",
            StatusClaim::Ahead => ", ahead of the evidence",
            StatusClaim::Against => ", against the evidence",
        }
    }
}

impl Serialize for State {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(self.as_str())
    }
}

impl Serialize for ScoreWord {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(self.as_str())
    }
}
