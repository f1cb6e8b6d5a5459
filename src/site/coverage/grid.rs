//! Counts the studies of each pair of problem and persona.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::config::MethodClass;
use crate::evidence::coverage::Coverage;
use crate::evidence::summary::participants;
use crate::evidence::{Contribution, ProblemScores};
use crate::graph::EntryId;
use crate::model::role;
use crate::site::{SiteContext, opportunities};

/// The longest title in the matrix.
pub const MAX_TITLE_CHARS: usize = 90;

/// The studies about one problem in which one persona took part.
#[derive(Default, Debug)]
pub struct PairCoverage<'a> {
    /// True if the problem names the persona.
    pub names_persona: bool,
    /// Studies of the problem that do not say whom they asked: perhaps this persona.
    pub studies_without_persona: usize,
    pub studies: Vec<&'a Contribution>,
    /// Studies that tested the answer with this persona.
    pub tests_of_answer: HashSet<EntryId>,
}

/// All pairs, including those that the matrix has no room for.
pub struct CoverageGrid<'a> {
    /// The largest opportunity first.
    pub rows: Vec<GridRow<'a>>,
    /// Those in the most pairs first.
    pub personas: Vec<EntryId>,
}

/// The pairs of one problem, in the order of [`CoverageGrid::personas`].
pub struct GridRow<'a> {
    pub problem: EntryId,
    pub scores: &'a ProblemScores,
    pub pairs: Vec<(EntryId, PairCoverage<'a>)>,
}

impl<'a> CoverageGrid<'a> {
    pub fn new(site: &'a SiteContext) -> Self {
        let problems = opportunities::ranked_problems(site).into_iter();
        let rows = problems.map(|(problem, scores)| GridRow::new(site, problem, scores));
        let mut rows: Vec<GridRow> = rows.collect();
        let mut links: HashMap<EntryId, usize> = HashMap::new();
        for (persona, _) in rows.iter().flat_map(|row| &row.pairs) {
            *links.entry(*persona).or_default() += 1;
        }
        let mut personas: Vec<EntryId> = links.keys().copied().collect();
        personas.sort_by_key(|id| (std::cmp::Reverse(links[id]), *id));
        let place: HashMap<EntryId, usize> = personas.iter().copied().zip(0..).collect();
        for row in &mut rows {
            row.pairs.sort_by_key(|(persona, _)| place[persona]);
        }
        CoverageGrid { rows, personas }
    }
}

impl<'a> GridRow<'a> {
    fn new(site: &'a SiteContext, problem: EntryId, scores: &'a ProblemScores) -> Self {
        let mut pairs: BTreeMap<EntryId, PairCoverage> = BTreeMap::new();
        let named: Vec<EntryId> = site.graph.targets(problem, "personas").collect();
        for persona in &named {
            pairs.entry(*persona).or_default().names_persona = true;
        }
        let mut seen = HashSet::new();
        for study in &scores.problem.contributions {
            let mut who = participants(&site.graph, study).peekable();
            // Nobody wrote down whom it asked, so it covers nobody for certain.
            if study.asks_personas()
                && who.peek().is_none()
                && seen.insert((study.validation, None))
            {
                for persona in &named {
                    pairs.entry(*persona).or_default().studies_without_persona += 1;
                }
            }
            for persona in who.filter(|who| seen.insert((study.validation, Some(*who)))) {
                pairs.entry(persona).or_default().studies.push(study);
            }
        }
        for study in &scores.solution.contributions {
            for persona in participants(&site.graph, study) {
                let tests = &mut pairs.entry(persona).or_default().tests_of_answer;
                tests.insert(study.validation);
            }
        }
        GridRow {
            problem,
            scores,
            pairs: pairs.into_iter().collect(),
        }
    }

    pub fn pair(&self, persona: EntryId) -> Option<&PairCoverage<'a>> {
        let mut pairs = self.pairs.iter();
        pairs.find_map(|(who, pair)| (*who == persona).then_some(pair))
    }
}

impl PairCoverage<'_> {
    /// Somebody was asked, and nobody wrote down whom.
    pub fn is_not_noted(&self) -> bool {
        self.studies.is_empty() && self.studies_without_persona > 0
    }

    /// A pair is covered if a study names its persona.
    pub fn count_in(&self, coverage: &mut Coverage) {
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

pub fn is_primary_persona(site: &SiteContext, id: EntryId) -> bool {
    role::Persona(site.fields(id)).is_primary()
}
