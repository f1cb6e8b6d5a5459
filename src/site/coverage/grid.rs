//! Counts the studies of each pair of problem and persona.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use crate::config::MethodClass;
use crate::evidence::coverage::Coverage;
use crate::evidence::summary::participants;
use crate::evidence::{Contribution, ProblemScores};
use crate::graph::EntryId;
use crate::model::role;
use crate::site::{SiteContext, opportunities, paging};

/// The longest title in a heading of the matrix.
pub const MAX_TITLE_CHARS: usize = 90;

/// The studies about one problem in which one persona took part.
#[derive(Default, Debug)]
pub struct PairCoverage<'a> {
    /// True if the problem names the persona.
    pub names_persona: bool,
    /// Studies of the problem that do not say whom they asked: perhaps this persona.
    pub studies_without_persona: usize,
    pub studies: Vec<&'a Contribution>,
    /// Studies that tested the answer with this persona, and did not ask whether the problem is real.
    pub tests_of_answer: Vec<EntryId>,
}

/// All pairs, including those that the matrix has no room for.
pub struct CoverageGrid<'a> {
    /// The largest opportunity first.
    pub problems: Vec<(EntryId, &'a ProblemScores)>,
    /// Those in the most pairs first.
    pub personas: Vec<EntryId>,
    pub pairs: HashMap<(EntryId, EntryId), PairCoverage<'a>>,
}

impl<'a> CoverageGrid<'a> {
    pub fn new(site: &'a SiteContext) -> Self {
        let problems = opportunities::ranked_problems(site);
        let mut pairs: HashMap<(EntryId, EntryId), PairCoverage> = HashMap::new();
        for (id, scores) in &problems {
            let named: Vec<EntryId> = site.graph.targets(*id, "personas").collect();
            for persona in &named {
                pairs.entry((*id, *persona)).or_default().names_persona = true;
            }
            let mut seen = HashSet::new();
            for study in &scores.problem.contributions {
                let mut who = participants(&site.graph, study).peekable();
                // Nobody wrote down whom it asked, so it covers nobody for certain.
                if who.peek().is_none() && seen.insert((study.validation, None)) {
                    for persona in &named {
                        let pair = pairs.entry((*id, *persona)).or_default();
                        pair.studies_without_persona += 1;
                    }
                }
                for persona in who {
                    if seen.insert((study.validation, Some(persona))) {
                        let pair = pairs.entry((*id, persona)).or_default();
                        pair.studies.push(study);
                    }
                }
            }
        }
        for (id, scores) in &problems {
            for study in &scores.solution.contributions {
                for persona in participants(&site.graph, study) {
                    let tests = &mut pairs.entry((*id, persona)).or_default().tests_of_answer;
                    if !tests.contains(&study.validation) {
                        tests.push(study.validation);
                    }
                }
            }
        }
        let mut links: HashMap<EntryId, usize> = HashMap::new();
        for (_, persona) in pairs.keys() {
            *links.entry(*persona).or_default() += 1;
        }
        let mut personas: Vec<EntryId> = links.keys().copied().collect();
        personas.sort_by_key(|id| (std::cmp::Reverse(links[id]), *id));
        CoverageGrid {
            problems,
            personas,
            pairs,
        }
    }

    /// Counts pairs by the group of their problem and persona; pairs with the group `None` are not counted.
    pub fn count_pairs_by<K: Eq + Hash>(
        &self,
        group: impl Fn(EntryId, EntryId) -> Option<K>,
    ) -> HashMap<K, Coverage> {
        let mut counts: HashMap<K, Coverage> = HashMap::new();
        for ((problem, persona), pair) in &self.pairs {
            if let Some(group) = group(*problem, *persona) {
                pair.count_in(counts.entry(group).or_default());
            }
        }
        counts
    }

    /// The pairs of which nobody wrote down whether this persona was asked.
    pub fn count_not_noted(&self) -> usize {
        self.pairs
            .values()
            .filter(|pair| pair.is_not_noted())
            .count()
    }

    pub fn count_pairs(&self, wanted: impl Fn(EntryId, EntryId) -> bool) -> Coverage {
        let pairs = self
            .pairs
            .iter()
            .filter(|((problem, persona), _)| wanted(*problem, *persona));
        let mut count = Coverage::default();
        pairs.for_each(|(_, pair)| pair.count_in(&mut count));
        count
    }
}

impl PairCoverage<'_> {
    /// Somebody was asked, and nobody wrote down whom.
    pub fn is_not_noted(&self) -> bool {
        self.studies.is_empty() && self.studies_without_persona > 0
    }

    /// A pair is covered if a study names its persona.
    fn count_in(&self, coverage: &mut Coverage) {
        coverage.covered += usize::from(!self.studies.is_empty());
        coverage.total += 1;
    }

    pub fn has_seen(&self) -> bool {
        self.studies.iter().any(|c| c.class == MethodClass::Do)
    }

    pub fn has_heard(&self) -> bool {
        self.studies.iter().any(|c| c.class != MethodClass::Do)
    }
}

pub fn short_title(site: &SiteContext, id: EntryId) -> String {
    paging::truncate_chars(site.title_of(id), MAX_TITLE_CHARS)
}

pub fn is_primary_persona(site: &SiteContext, id: EntryId) -> bool {
    role::Persona(site.fields(id)).is_primary()
}
