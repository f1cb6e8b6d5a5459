//! The chains of all problems for the pages of entries, made once and shared.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use crate::evidence::ProblemScores;
use crate::graph::EntryId;
use crate::page::Shared;
use crate::site::SiteContext;
use crate::site::chain::ChainStep;
use crate::site::rich_text::RichText;

/// The chain of every problem, computed once for all pages that show it.
pub struct Chains(HashMap<EntryId, [Shared; 7]>);

impl Chains {
    pub fn new(site: &SiteContext) -> Self {
        let problems: Vec<(EntryId, &ProblemScores)> = site.evidence.problems.iter().collect();
        // Equal steps share one serialised value: gaps, personas and decisions occur in many chains.
        let known: Mutex<HashMap<ChainStep, Shared>> = Mutex::default();
        let share = |step: ChainStep| {
            let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(shared) = known.get(&step) {
                return shared.clone();
            }
            let shared = Shared::new(&step);
            known.insert(step, shared.clone());
            shared
        };
        let steps = problems
            .into_par_iter()
            .map(|(id, scores)| (id, site.scored().steps(id, scores).map(share)));
        Chains(steps.collect())
    }

    /// The chain of the problem that is known best, on the page of `here`: `{steps, note, evidence_summary}`, or nothing
    /// without a problem. The step of the page's own role shows `here` itself; `note` has the
    /// problem and how many there are, if it is one of several.
    pub fn chain_for_page(
        &self,
        site: &SiteContext,
        problems: &[EntryId],
        here: EntryId,
    ) -> Option<Shared> {
        let best = site.evidence.best_known_first(problems, &site.config);
        let problem = *best.first()?;
        let scores = site.evidence.problems.get(&problem)?;
        let mut steps = self.0.get(&problem)?.clone();
        for (place, step) in site.scored().own_steps(problem, scores, here) {
            steps[place] = Shared::new(&step);
        }
        // The one that is shown, and of how many it is the best known.
        let note = match problems.len() {
            0 | 1 => None,
            many => Some((RichText::entry(site, problem), many)),
        };
        Some(Shared::from_map([
            ("steps", &Shared::from_list(steps.iter())),
            ("note", &Shared::new(&note)),
            ("evidence_summary", site.summary(problem)),
        ]))
    }
}
