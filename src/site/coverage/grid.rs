//! What is known of each claim from each subject.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use crate::config::MethodClass;
use crate::evidence::{Contribution, ProblemScores, Via};
use crate::graph::EntryId;
use crate::model::Role;
use crate::site::{SiteContext, opportunities, paging};

/// A title in a head of the matrix.
pub const MAX_TITLE_CHARS: usize = 90;

/// What is known of one claim from one subject.
#[derive(Default, Debug)]
pub struct PairCoverage {
    /// The claim names the subject.
    pub names_persona: bool,
    pub validations: Vec<EntryId>,
    pub people: f64,
    pub has_say_studies: bool,
    pub has_do_studies: bool,
    /// The study with the newest day.
    pub last: Option<jiff::civil::Date>,
}

/// `covered` of `all`.
#[derive(Default, Clone, Copy)]
pub struct CoveredCount(pub usize, pub usize);

impl CoveredCount {
    pub fn add(&mut self, pair: &PairCoverage) {
        self.0 += usize::from(!pair.validations.is_empty());
        self.1 += 1;
    }
}

/// Everything the page counts, before it is cut to what is shown.
pub struct CoverageGrid<'a> {
    /// The largest opportunity first.
    pub problems: Vec<(EntryId, &'a ProblemScores)>,
    /// Those with the most links first.
    pub personas: Vec<EntryId>,
    pub pairs: HashMap<(EntryId, EntryId), PairCoverage>,
    /// Does any study count for everybody, because it names nobody?
    pub has_unnamed_participants: bool,
}

impl<'a> CoverageGrid<'a> {
    pub fn new(site: &SiteContext<'a>) -> Self {
        let claims = opportunities::ranked_problems(site);
        let mut pairs: HashMap<(EntryId, EntryId), PairCoverage> = HashMap::new();
        let mut assumed = false;
        for (id, claim) in &claims {
            let has_it: Vec<EntryId> = site.graph.targets(*id, "personas").collect();
            for subject in &has_it {
                pairs.entry((*id, *subject)).or_default().names_persona = true;
            }
            let mut seen = HashSet::new();
            for study in contributions(claim) {
                let mut who = participating_personas(site, study);
                if who.is_empty() {
                    assumed |= !has_it.is_empty();
                    who.clone_from(&has_it);
                }
                for subject in who {
                    if seen.insert((study.validation, subject)) {
                        pairs.entry((*id, subject)).or_default().add(study);
                    }
                }
            }
        }
        let mut links: HashMap<EntryId, usize> = HashMap::new();
        for (_, subject) in pairs.keys() {
            *links.entry(*subject).or_default() += 1;
        }
        let mut subjects: Vec<EntryId> = links.keys().copied().collect();
        subjects.sort_by_key(|id| (std::cmp::Reverse(links[id]), *id));
        CoverageGrid {
            problems: claims,
            personas: subjects,
            pairs,
            has_unnamed_participants: assumed,
        }
    }

    /// The pairs of claim and subject in groups; those without one are not counted.
    pub fn count_pairs_by<K: Eq + Hash>(
        &self,
        group: impl Fn(EntryId, EntryId) -> Option<K>,
    ) -> HashMap<K, CoveredCount> {
        let mut counts: HashMap<K, CoveredCount> = HashMap::new();
        for ((claim, subject), pair) in &self.pairs {
            if let Some(group) = group(*claim, *subject) {
                counts.entry(group).or_default().add(pair);
            }
        }
        counts
    }

    pub fn count_pairs(&self, wanted: impl Fn(EntryId, EntryId) -> bool) -> CoveredCount {
        let pairs = self
            .pairs
            .iter()
            .filter(|((claim, subject), _)| wanted(*claim, *subject));
        let mut count = CoveredCount::default();
        pairs.for_each(|(_, pair)| count.add(pair));
        count
    }
}

impl PairCoverage {
    pub fn add(&mut self, study: &Contribution) {
        self.validations.push(study.validation);
        self.people += study.n.unwrap_or(0.0);
        self.has_say_studies |= study.class != MethodClass::Do;
        self.has_do_studies |= study.class == MethodClass::Do;
        self.last = self.last.max(study.day);
    }
}

/// The studies of both questions about a claim; one that counts for both comes twice.
pub fn contributions(claim: &ProblemScores) -> impl Iterator<Item = &Contribution> {
    claim
        .problem
        .contributions
        .iter()
        .chain(&claim.solution.contributions)
}

/// Who took part: whom the study names, or the finding by which it counts.
pub fn participating_personas(site: &SiteContext, study: &Contribution) -> Vec<EntryId> {
    let is_subject = |id: &EntryId| site.graph.role(*id) == Some(Role::Persona);
    let finding = match study.via {
        Via::Insight(finding) => Some(finding),
        _ => None,
    };
    let of_finding = finding
        .into_iter()
        .flat_map(|id| site.graph.targets(id, "personas"));
    let of_study = site.graph.targets(study.validation, "personas");
    of_finding.chain(of_study).filter(is_subject).collect()
}

pub fn short_title(site: &SiteContext, id: EntryId) -> String {
    paging::truncate_chars(&site.graph.entry(id).document.title, MAX_TITLE_CHARS)
}

pub fn is_primary_persona(site: &SiteContext, id: EntryId) -> bool {
    site.graph.entry(id).document.fields.text("priority") == Some("primary")
}
