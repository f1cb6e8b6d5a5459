//! What is known of each claim from each subject.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use crate::config::Class;
use crate::graph::Id;
use crate::graph::evidence::{Claim, Counted, Via};
use crate::schema::Role;
use crate::view::{Look, opportunities, paging};

/// A title in a head of the matrix.
pub const LONGEST: usize = 90;

/// What is known of one claim from one subject.
#[derive(Default, Debug)]
pub struct Pair {
    /// The claim names the subject.
    pub has_it: bool,
    pub studies: Vec<Id>,
    pub people: f64,
    pub say: bool,
    pub does: bool,
    /// The study with the newest day.
    pub last: Option<jiff::civil::Date>,
}

/// `covered` of `all`.
#[derive(Default, Clone, Copy)]
pub struct Count(pub usize, pub usize);

impl Count {
    pub fn add(&mut self, pair: &Pair) {
        self.0 += usize::from(!pair.studies.is_empty());
        self.1 += 1;
    }
}

/// Everything the page counts, before it is cut to what is shown.
pub struct Grid<'a> {
    /// The largest opportunity first.
    pub claims: Vec<(Id, &'a Claim)>,
    /// Those with the most links first.
    pub subjects: Vec<Id>,
    pub pairs: HashMap<(Id, Id), Pair>,
    /// Does any study count for everybody, because it names nobody?
    pub assumed: bool,
}

impl<'a> Grid<'a> {
    pub fn new(look: &Look<'a>) -> Self {
        let claims = opportunities::ranked(look);
        let mut pairs: HashMap<(Id, Id), Pair> = HashMap::new();
        let mut assumed = false;
        for (id, claim) in &claims {
            let has_it: Vec<Id> = look.graph.targets(*id, "personas").collect();
            for subject in &has_it {
                pairs.entry((*id, *subject)).or_default().has_it = true;
            }
            let mut seen = HashSet::new();
            for study in counted(claim) {
                let mut who = named(look, study);
                if who.is_empty() {
                    assumed |= !has_it.is_empty();
                    who.clone_from(&has_it);
                }
                for subject in who {
                    if seen.insert((study.study, subject)) {
                        pairs.entry((*id, subject)).or_default().add(study);
                    }
                }
            }
        }
        let mut links: HashMap<Id, usize> = HashMap::new();
        for (_, subject) in pairs.keys() {
            *links.entry(*subject).or_default() += 1;
        }
        let mut subjects: Vec<Id> = links.keys().copied().collect();
        subjects.sort_by_key(|id| (std::cmp::Reverse(links[id]), *id));
        Grid {
            claims,
            subjects,
            pairs,
            assumed,
        }
    }

    /// The pairs of claim and subject in groups; those without one are not counted.
    pub fn count_by<K: Eq + Hash>(&self, group: impl Fn(Id, Id) -> Option<K>) -> HashMap<K, Count> {
        let mut counts: HashMap<K, Count> = HashMap::new();
        for ((claim, subject), pair) in &self.pairs {
            if let Some(group) = group(*claim, *subject) {
                counts.entry(group).or_default().add(pair);
            }
        }
        counts
    }

    pub fn count(&self, wanted: impl Fn(Id, Id) -> bool) -> Count {
        let pairs = self
            .pairs
            .iter()
            .filter(|((claim, subject), _)| wanted(*claim, *subject));
        let mut count = Count::default();
        pairs.for_each(|(_, pair)| count.add(pair));
        count
    }
}

impl Pair {
    pub fn add(&mut self, study: &Counted) {
        self.studies.push(study.study);
        self.people += study.n.unwrap_or(0.0);
        self.say |= study.class != Class::Do;
        self.does |= study.class == Class::Do;
        self.last = self.last.max(study.day);
    }
}

/// The studies of both questions about a claim; one that counts for both comes twice.
pub fn counted(claim: &Claim) -> impl Iterator<Item = &Counted> {
    claim.problem.studies.iter().chain(&claim.solution.studies)
}

/// Who took part: whom the study names, or the finding by which it counts.
pub fn named(look: &Look, study: &Counted) -> Vec<Id> {
    let is_subject = |id: &Id| look.graph.role(*id) == Some(Role::Subject);
    let finding = match study.via {
        Via::Insight(finding) => Some(finding),
        _ => None,
    };
    let of_finding = finding
        .into_iter()
        .flat_map(|id| look.graph.targets(id, "personas"));
    let of_study = look.graph.targets(study.study, "personas");
    of_finding.chain(of_study).filter(is_subject).collect()
}

pub fn title(look: &Look, id: Id) -> String {
    paging::cut(&look.graph.entry(id).document.title, LONGEST)
}

pub fn is_primary(look: &Look, id: Id) -> bool {
    look.graph.entry(id).document.fields.text("priority") == Some("primary")
}
