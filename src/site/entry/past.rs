//! The scores of problems and solutions on the days of the decisions about them.

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;
use rayon::prelude::*;
use serde::Serialize;

use crate::evidence::{Score, VerdictIndex};
use crate::graph::EntryId;
use crate::model::{Role, role};
use crate::site::{SiteContext, prose};

/// For each pair of a problem or solution and the day of a decision about it, its state on that day.
pub struct PastScores(HashMap<(EntryId, Date), PastState>);

/// The two scores in words, as `prose::state_text` writes them; a solution has only the second.
#[derive(Serialize)]
pub struct PastState {
    pub problem: Option<String>,
    pub solution: Option<String>,
}

impl PastScores {
    pub fn new(site: &SiteContext, verdicts: &VerdictIndex) -> Self {
        let decisions = site.graph.ids_with_role(Role::Decision);
        let pairs: HashSet<(EntryId, Date)> = decisions
            .flat_map(|id| {
                let day = decision_day(role::Decision(site.fields(id)));
                let about = site
                    .graph
                    .problems_of(id)
                    .chain(site.graph.solutions_of(id));
                about.filter_map(move |about| Some((about, day?)))
            })
            .collect();
        let state_of = |(about, day): (EntryId, Date)| {
            let state = |score: &Score| prose::state_text(score, &site.config);
            let problem = verdicts.problem_on(about, day);
            let past = PastState {
                problem: problem.as_ref().map(|scores| state(&scores.problem)),
                solution: match problem {
                    Some(scores) => Some(state(&scores.solution)),
                    None => verdicts.solution_on(about, day).as_ref().map(state),
                },
            };
            ((about, day), past)
        };
        PastScores(pairs.into_par_iter().map(state_of).collect())
    }

    pub fn state_on(&self, about: EntryId, day: Option<Date>) -> Option<&PastState> {
        self.0.get(&(about, day?))
    }
}

/// The last day of a decision's `date`: studies up to that day count as known when it was made.
pub fn decision_day(decision: role::Decision) -> Option<Date> {
    decision.date().map(|date| date.last)
}
