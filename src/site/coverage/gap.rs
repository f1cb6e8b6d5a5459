//! What to find out next, and from whom: the pairs with the least evidence where the most is to win.

use std::collections::HashMap;

use serde::Serialize;

use super::grid::{CoverageGrid, MAX_TITLE_CHARS, PairCoverage, is_primary_persona, short_title};
use crate::config::{Axis, MethodClass};
use crate::evidence::{ProblemScores, State};
use crate::graph::EntryId;
use crate::site::rich_text::RichText;
use crate::site::{SiteContext, command, paging, prose};

/// So many gaps are listed.
const MAX_GAPS: usize = 20;

#[derive(Serialize)]
pub struct Gap {
    who: RichText,
    about: RichText,
    reason: String,
    /// The line that starts the study; none where no kind is a study.
    command: Option<String>,
}

/// What is missing between a claim and a subject.
#[derive(Clone, Copy, PartialEq)]
enum GapReason {
    NobodyAsked,
    Contested,
    SaidOnly,
}

/// The gaps in the order of persona priority × opportunity × lack of evidence. A secondary persona counts half, a claim
/// without an opportunity as one that is worth a look. Those we do not build for have no gaps.
pub fn gaps(site: &SiteContext, grid: &CoverageGrid) -> Vec<Gap> {
    let claims: HashMap<EntryId, (usize, &ProblemScores)> = (grid.problems.iter().enumerate())
        .map(|(place, (id, claim))| (*id, (place, *claim)))
        .collect();
    let place: HashMap<EntryId, usize> = grid.personas.iter().copied().zip(0..).collect();
    let worth_a_look = site.config.evidence.opportunity.worth_a_look;
    let gap = |((id, subject), pair): (&(EntryId, EntryId), &PairCoverage)| {
        let (_, claim) = *claims.get(id)?;
        let lack =
            GapReason::from_pair(claim, pair).filter(|_| !is_anti_persona(site, *subject))?;
        let worth = claim.opportunity.value.unwrap_or(worth_a_look);
        let priority = if is_primary_persona(site, *subject) {
            1.0
        } else {
            0.5
        };
        Some((priority * worth * lack.weight(), *id, claim, *subject, lack))
    };
    let mut found: Vec<(f64, EntryId, &ProblemScores, EntryId, GapReason)> =
        grid.pairs.iter().filter_map(gap).collect();
    // Equal ones stay in the order of the matrix.
    let order = |id: &EntryId, subject: &EntryId| (claims.get(id).map(|c| c.0), place.get(subject));
    found.sort_by(|a, b| {
        let by_weight = b.0.total_cmp(&a.0);
        by_weight.then_with(|| order(&a.1, &a.3).cmp(&order(&b.1, &b.3)))
    });
    found
        .into_iter()
        .take(MAX_GAPS)
        .map(|(_, id, claim, subject, lack)| {
            let pair = &grid.pairs[&(id, subject)];
            let who =
                paging::truncate_chars(&site.graph.entry(subject).document.title, MAX_TITLE_CHARS);
            let name = format!("{who}: {}", short_title(site, id));
            Gap {
                who: RichText::default().entry_link_as(site, subject, who),
                about: RichText::default().entry_link_as(site, id, short_title(site, id)),
                reason: reason_text(site, claim, pair, subject, lack),
                command: command::new_validation(
                    site,
                    &name,
                    id,
                    Some(subject),
                    suggested_method(site, lack),
                ),
            }
        })
        .collect()
}

impl GapReason {
    fn from_pair(claim: &ProblemScores, pair: &PairCoverage) -> Option<GapReason> {
        let is_contested = claim.solution.state == State::Contested
            && claim
                .solution
                .contributions
                .iter()
                .any(|s| pair.validations.contains(&s.validation));
        match (
            pair.validations.is_empty(),
            is_contested,
            pair.has_do_studies,
        ) {
            (true, ..) => Some(GapReason::NobodyAsked).filter(|_| pair.names_persona),
            (_, true, _) => Some(GapReason::Contested),
            (_, _, false) => Some(GapReason::SaidOnly),
            _ => None,
        }
    }

    fn weight(self) -> f64 {
        match self {
            GapReason::NobodyAsked => 1.0,
            GapReason::Contested => 0.75,
            GapReason::SaidOnly => 0.5,
        }
    }
}

/// The method that closes a gap: the talk that weighs most, where nobody was asked; else the one that needs the fewest
/// people of those that watch.
fn suggested_method<'a>(site: &'a SiteContext, lack: GapReason) -> Option<&'a str> {
    let methods = || site.config.evidence.methods.iter();
    let found = match lack {
        GapReason::NobodyAsked => methods()
            .filter(|(_, m)| m.class == MethodClass::Say && m.about == Axis::Problem)
            .reduce(|best, other| {
                if other.1.weight > best.1.weight {
                    other
                } else {
                    best
                }
            }),
        GapReason::Contested | GapReason::SaidOnly => {
            let axis = match lack {
                GapReason::Contested => Axis::Solution,
                _ => Axis::Problem,
            };
            methods()
                .filter(|(_, m)| m.class == MethodClass::Do && m.about == axis)
                .reduce(|best, other| {
                    if other.1.n_full < best.1.n_full {
                        other
                    } else {
                        best
                    }
                })
        }
    };
    found.map(|(name, _)| name)
}

/// “Primary persona, opportunity 14.2, and we only know what people said, last in Oct 2021.”
fn reason_text(
    site: &SiteContext,
    claim: &ProblemScores,
    pair: &PairCoverage,
    subject: EntryId,
    lack: GapReason,
) -> String {
    let priority = is_primary_persona(site, subject).then(|| "primary persona".to_owned());
    let worth = match claim.opportunity.value {
        Some(value) => format!("opportunity {}", prose::format_number(value)),
        None => "nobody has rated it yet".into(),
    };
    let last = pair.last.map_or_else(String::new, |day| {
        format!(", last in {}", prose::format_month(day))
    });
    let lacks = match lack {
        GapReason::NobodyAsked => "nobody asked them yet".into(),
        GapReason::SaidOnly => format!("we only know what people said{last}"),
        GapReason::Contested => "studies disagree about our answer".into(),
    };
    let known: Vec<String> = priority.into_iter().chain([worth]).collect();
    prose::capitalize(&format!("{}, and {lacks}.", known.join(", ")))
}

fn is_anti_persona(site: &SiteContext, id: EntryId) -> bool {
    site.graph.entry(id).document.fields.text("type") == Some("anti")
}
