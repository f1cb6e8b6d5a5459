//! Ranks the gaps in research: what to find out next, and from which persona.

use serde::Serialize;

use super::grid::{CoverageGrid, MAX_TITLE_CHARS, PairCoverage, is_primary_persona};
use crate::config::{Axis, MethodClass};
use crate::evidence::{ProblemScores, State};
use crate::graph::EntryId;
use crate::model::{Period, Role, role};
use crate::site::page_link::PageLink;
use crate::site::{SiteContext, command, contribute, prose};

const MAX_GAPS: usize = 20;

#[derive(Serialize)]
pub struct Gap {
    who: PageLink,
    about: PageLink,
    is_primary: bool,
    opportunity: Option<f64>,
    reason: GapReason,
    /// Somebody tested an answer with them.
    tested_answer: bool,
    /// How many studies do not say whom they asked.
    studies: usize,
    /// “what people say”
    heard: &'static str,
    last: Option<Period>,
    /// “studies disagree”
    disagreement: &'static str,
    /// The command that creates the study; `None` if no kind has the role validation.
    command: Option<String>,
    /// Opens the study as a new file at the host; a page has at most [`MAX_GAPS`] of them.
    new_file: Option<String>,
}

/// What is missing for a pair of problem and persona.
#[derive(Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
enum GapReason {
    NobodyAsked,
    /// Somebody was asked, and nobody wrote down whom.
    NotNoted,
    /// Whether the problem is real is contested, and this persona was asked.
    Contested,
    SaidOnly,
}

/// At most [`MAX_GAPS`] gaps by persona priority × opportunity × lack of evidence, largest first. Personas that are not
/// primary count half; a problem without an opportunity counts as one at the limit `worth_a_look`. Anti-personas have no
/// gaps.
pub fn gaps(site: &SiteContext, grid: &CoverageGrid) -> Vec<Gap> {
    let worth_a_look = site.config.evidence.opportunity.worth_a_look;
    let mut found = Vec::new();
    // Gaps of equal weight stay in the order of the matrix.
    for row in &grid.rows {
        for (persona, pair) in &row.pairs {
            let reason = GapReason::from_pair(row.scores, pair);
            let Some(reason) = reason.filter(|_| !is_anti_persona(site, *persona)) else {
                continue;
            };
            let priority = match is_primary_persona(site, *persona) {
                true => 1.0,
                false => 0.5,
            };
            let value = row.scores.opportunity.value.unwrap_or(worth_a_look);
            found.push((
                priority * value * reason.weight(),
                row,
                *persona,
                pair,
                reason,
            ));
        }
    }
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    found.truncate(MAX_GAPS);
    let gaps = found.into_iter();
    let gaps = gaps.map(|(_, row, persona, pair, reason)| {
        let ids = [persona, row.problem];
        let [who, about] = ids.map(|id| PageLink::new(site, id, MAX_TITLE_CHARS));
        let name = format!("{}: {}", who.title, about.title);
        let last = pair
            .studies
            .iter()
            .filter_map(|study| study.day.clone())
            .max();
        Gap {
            is_primary: is_primary_persona(site, persona),
            opportunity: row.scores.opportunity.value,
            reason,
            tested_answer: !pair.tests_of_answer.is_empty(),
            studies: pair.studies_without_persona,
            heard: prose::heard(pair.studies.iter().copied()),
            last,
            disagreement: prose::disagreement(&row.scores.problem),
            new_file: suggested_method(site, reason).and_then(|method| {
                let kind = site.graph.schema.first_with_role(Role::Validation)?;
                let id = |id: EntryId| &*site.graph.entry(id).document.id;
                let fields = [
                    ("problems", id(row.problem)),
                    ("personas", id(persona)),
                    ("method", method),
                ];
                contribute::new_file_link(site, kind, &name, &fields)
            }),
            command: suggested_method(site, reason).and_then(|method| {
                command::new_validation(site, &name, row.problem, Some(persona), Some(method))
            }),
            who,
            about,
        }
    });
    gaps.collect()
}

impl GapReason {
    fn from_pair(scores: &ProblemScores, pair: &PairCoverage) -> Option<GapReason> {
        let is_contested = scores.problem.state == State::Contested;
        match (pair.studies.is_empty(), is_contested, pair.has_seen()) {
            _ if pair.is_not_noted() => Some(GapReason::NotNoted),
            (true, ..) => Some(GapReason::NobodyAsked).filter(|_| pair.names_persona),
            (_, true, _) => Some(GapReason::Contested),
            (_, _, false) => Some(GapReason::SaidOnly),
            _ => None,
        }
    }

    fn weight(self) -> f64 {
        match self {
            GapReason::NobodyAsked => 1.0,
            GapReason::NotNoted => 0.9,
            GapReason::Contested => 0.75,
            GapReason::SaidOnly => 0.5,
        }
    }
}

/// The method that closes a gap. If nobody was asked, the one with the highest weight of those where people say
/// something; else the one that needs the fewest people of those that watch what people do. `None` where no further
/// study does: one that names its participants does, or an explanation.
fn suggested_method(site: &SiteContext, reason: GapReason) -> Option<&str> {
    let of_class = |class| {
        let methods = site.config.evidence.methods.iter();
        methods.filter(move |(_, m)| m.class == class && m.about == Axis::Problem)
    };
    let found = match reason {
        GapReason::NobodyAsked => {
            of_class(MethodClass::Say).min_by(|(_, a), (_, b)| b.weight.total_cmp(&a.weight))
        }
        GapReason::SaidOnly => {
            of_class(MethodClass::Do).min_by(|(_, a), (_, b)| a.n_full.total_cmp(&b.n_full))
        }
        GapReason::NotNoted | GapReason::Contested => None,
    };
    found.map(|(name, _)| name)
}

fn is_anti_persona(site: &SiteContext, id: EntryId) -> bool {
    role::Persona(site.fields(id)).is_anti()
}
