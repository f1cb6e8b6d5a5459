//! What was known of claims and answers on the days of decisions.

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;
use rayon::prelude::*;

use crate::evidence::{Score, VerdictIndex};
use crate::graph::EntryId;
use crate::model::{Fields, Role};
use crate::site::{SiteContext, prose};

/// What was known of every claim and answer on the day of each decision about it, in words.
pub struct PastScores(HashMap<(EntryId, Date), PastState>);

pub struct PastState {
    pub problem: Option<String>,
    pub solution: Option<String>,
}

impl PastScores {
    pub fn new(site: &SiteContext, history: &VerdictIndex) -> Self {
        let choices = site.graph.iter().map(|(id, _)| id);
        let choices = choices.filter(|id| site.graph.role(*id) == Some(Role::Decision));
        let pairs: HashSet<(EntryId, Date)> = choices
            .flat_map(|id| {
                let day = decision_day(&site.graph.entry(id).document.fields);
                let about = ["problems", "solutions"].map(|field| site.graph.targets(id, field));
                about
                    .into_iter()
                    .flatten()
                    .filter_map(move |about| Some((about, day?)))
            })
            .collect();
        let was = |(about, day): (EntryId, Date)| {
            let state = |score: &Score| prose::state_text(score, site.config);
            let claim = history.problem_on(about, day);
            let was = PastState {
                problem: claim.as_ref().map(|claim| state(&claim.problem)),
                solution: match claim {
                    Some(claim) => Some(state(&claim.solution)),
                    None => history.solution_on(about, day).as_ref().map(state),
                },
            };
            ((about, day), was)
        };
        PastScores(pairs.into_par_iter().map(was).collect())
    }

    pub fn state_on(&self, about: EntryId, day: Option<Date>) -> Option<&PastState> {
        self.0.get(&(about, day?))
    }
}

/// The day up to which a decision could know.
pub fn decision_day(fields: &Fields) -> Option<Date> {
    fields.date("date").map(|date| date.last)
}
