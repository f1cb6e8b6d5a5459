//! What was known of claims and answers on the days of decisions.

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;
use rayon::prelude::*;

use crate::graph::Id;
use crate::graph::evidence::{History, Score};
use crate::schema::{Fields, Role};
use crate::view::{Look, prose};

/// What was known of every claim and answer on the day of each decision about it, in words.
pub struct Past(HashMap<(Id, Date), Was>);

pub struct Was {
    pub real: Option<String>,
    pub works: Option<String>,
}

impl Past {
    pub fn new(look: &Look, history: &History) -> Self {
        let choices = look.graph.iter().map(|(id, _)| id);
        let choices = choices.filter(|id| look.graph.role(*id) == Some(Role::Choice));
        let pairs: HashSet<(Id, Date)> = choices
            .flat_map(|id| {
                let day = day(&look.graph.entry(id).document.fields);
                let about = ["problems", "solutions"].map(|field| look.graph.targets(id, field));
                about
                    .into_iter()
                    .flatten()
                    .filter_map(move |about| Some((about, day?)))
            })
            .collect();
        let was = |(about, day): (Id, Date)| {
            let state = |score: &Score| prose::state(score, look.config);
            let claim = history.claim(about, day);
            let was = Was {
                real: claim.as_ref().map(|claim| state(&claim.problem)),
                works: match claim {
                    Some(claim) => Some(state(&claim.solution)),
                    None => history.answer(about, day).as_ref().map(state),
                },
            };
            ((about, day), was)
        };
        Past(pairs.into_par_iter().map(was).collect())
    }

    pub fn was(&self, about: Id, day: Option<Date>) -> Option<&Was> {
        self.0.get(&(about, day?))
    }
}

/// The day up to which a decision could know.
pub fn day(fields: &Fields) -> Option<Date> {
    fields.date("date").map(|date| date.last)
}
