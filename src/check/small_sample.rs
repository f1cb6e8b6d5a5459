//! `small-sample`: a study saw few people for its method, and so did the others of that method beside it.

use std::collections::HashMap;

use super::{CheckContext, Findings};
use crate::evidence::Evidence;
use crate::graph::EntryId;
use crate::model::role;

pub fn find(context: &CheckContext, found: &mut Findings) {
    let settings = &context.config.evidence;
    let pools = Pools::new(context.evidence);
    for id in context.done_validations() {
        let study = role::Validation(context.fields(id));
        let method = study
            .method()
            .and_then(|m| Some((m, settings.methods.get(m)?)));
        let (Some((name, method)), Some(n)) = (method, study.participants()) else {
            continue;
        };
        let is_small = |n: f64| n * settings.small_sample < method.n_full;
        if n <= 0.0 || !is_small(n) || pools.of(id).any(|people| !is_small(people)) {
            continue;
        }
        let message = format!(
            "{n} is a small sample: `{name}` counts in full from {}",
            method.n_full
        );
        let at = context.place_of_value(id, "participants");
        let help = "take it for a first look, and ask more";
        found.add(id, at, message, help);
    }
}

/// For each validation, the people of its method on each entry and axis that it speaks about, whatever their verdict.
struct Pools(HashMap<EntryId, Vec<f64>>);

impl Pools {
    fn new(evidence: &Evidence) -> Pools {
        let problems = evidence.problems.values();
        let of_problems = problems.flat_map(|scores| [&scores.problem, &scores.solution]);
        let mut pools: HashMap<EntryId, Vec<f64>> = HashMap::new();
        for score in of_problems.chain(evidence.solutions.values()) {
            let mut people: HashMap<&str, f64> = HashMap::new();
            for study in &score.contributions {
                *people.entry(&study.method).or_default() += study.people;
            }
            for study in &score.contributions {
                let all = people[&*study.method];
                pools.entry(study.validation).or_default().push(all);
            }
        }
        Pools(pools)
    }

    fn of(&self, validation: EntryId) -> impl Iterator<Item = f64> {
        self.0.get(&validation).into_iter().flatten().copied()
    }
}
