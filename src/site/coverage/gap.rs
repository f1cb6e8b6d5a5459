//! Ranks the gaps in research: what to find out next, and from which persona.

use std::collections::HashMap;

use serde::Serialize;

use super::grid::{CoverageGrid, MAX_TITLE_CHARS, PairCoverage, is_primary_persona, short_title};
use crate::config::{Axis, MethodClass};
use crate::evidence::{ProblemScores, State};
use crate::graph::EntryId;
use crate::site::rich_text::RichText;
use crate::site::{SiteContext, command, paging, prose};

const MAX_GAPS: usize = 20;

#[derive(Serialize)]
pub struct Gap {
    who: RichText,
    about: RichText,
    reason: String,
    /// The command that creates the study; `None` if no kind has the role validation.
    command: Option<String>,
}

/// What is missing for a pair of problem and persona.
#[derive(Clone, Copy, PartialEq)]
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
    let rows: HashMap<EntryId, (usize, &ProblemScores)> = (grid.problems.iter().enumerate())
        .map(|(row, (id, scores))| (*id, (row, *scores)))
        .collect();
    let columns: HashMap<EntryId, usize> = grid.personas.iter().copied().zip(0..).collect();
    let worth_a_look = site.config.evidence.opportunity.worth_a_look;
    let gap = |((id, persona), pair): (&(EntryId, EntryId), &PairCoverage)| {
        let (_, scores) = *rows.get(id)?;
        let reason =
            GapReason::from_pair(scores, pair).filter(|_| !is_anti_persona(site, *persona))?;
        let value = scores.opportunity.value.unwrap_or(worth_a_look);
        let priority = if is_primary_persona(site, *persona) {
            1.0
        } else {
            0.5
        };
        let weight = priority * value * reason.weight();
        Some((weight, *id, scores, *persona, reason))
    };
    let mut found: Vec<(f64, EntryId, &ProblemScores, EntryId, GapReason)> =
        grid.pairs.iter().filter_map(gap).collect();
    // Gaps of equal weight are in the order of the matrix; the map they come from has none.
    let order = |id: &EntryId, who: &EntryId| (rows.get(id).map(|r| r.0), columns.get(who));
    found.sort_by(|a, b| {
        let by_weight = b.0.total_cmp(&a.0);
        by_weight.then_with(|| order(&a.1, &a.3).cmp(&order(&b.1, &b.3)))
    });
    found
        .into_iter()
        .take(MAX_GAPS)
        .map(|(_, id, scores, persona, reason)| {
            let pair = &grid.pairs[&(id, persona)];
            let who = paging::truncate_chars(site.title_of(persona), MAX_TITLE_CHARS);
            let name = format!("{who}: {}", short_title(site, id));
            Gap {
                who: RichText::default().entry_link_as(site, persona, who),
                about: RichText::default().entry_link_as(site, id, short_title(site, id)),
                reason: reason_text(site, scores, pair, persona, reason),
                command: suggested_method(site, reason).and_then(|method| {
                    command::new_validation(site, &name, id, Some(persona), Some(method))
                }),
            }
        })
        .collect()
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

/// “Primary persona, opportunity 14.2, and we only know what people say, last in Oct 2021.”
fn reason_text(
    site: &SiteContext,
    scores: &ProblemScores,
    pair: &PairCoverage,
    persona: EntryId,
    reason: GapReason,
) -> String {
    let priority = is_primary_persona(site, persona).then(|| "primary persona".to_owned());
    let worth = match scores.opportunity.value {
        Some(value) => prose::opportunity_text(value),
        None => "nobody has rated it yet".into(),
    };
    let last = pair.studies.iter().filter_map(|c| c.day).max();
    let last = last.map_or_else(String::new, |day| {
        format!(", last in {}", prose::format_month(day))
    });
    let lacks = match reason {
        GapReason::NobodyAsked if !pair.tests_of_answer.is_empty() => {
            "they tested an answer, but nobody asked them whether the problem is real".into()
        }
        GapReason::NobodyAsked => "nobody asked them yet".into(),
        GapReason::NotNoted => {
            let studies = match pair.studies_without_persona {
                1 => "the study does not say whom it asked: add `personas:` to it".to_owned(),
                n => format!("{n} studies do not say whom they asked: add `personas:` to them"),
            };
            studies.replace('`', "")
        }
        GapReason::SaidOnly => {
            let what = prose::heard(pair.studies.iter().copied());
            format!("we only know {what}{last}")
        }
        GapReason::Contested => {
            let disagree = prose::disagreement(&scores.problem);
            format!("{disagree}: find out why, more of the same does not settle it")
        }
    };
    let known: Vec<String> = priority.into_iter().chain([worth]).collect();
    prose::capitalize(&format!("{}, and {lacks}.", known.join(", ")))
}

fn is_anti_persona(site: &SiteContext, id: EntryId) -> bool {
    site.fields(id).text("type") == Some("anti")
}
