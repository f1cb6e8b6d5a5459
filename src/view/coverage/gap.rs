//! What to find out next, and from whom: the pairs with the least evidence where the most is to win.

use std::collections::HashMap;

use serde::Serialize;

use super::grid::{Grid, LONGEST, Pair, is_primary, title};
use crate::config::{Axis, Class};
use crate::graph::Id;
use crate::graph::evidence::{Claim, State};
use crate::view::sentence::Sentence;
use crate::view::{Look, command, paging, prose};

/// So many gaps are listed.
const MOST: usize = 20;

#[derive(Serialize)]
pub struct Gap {
    who: Sentence,
    about: Sentence,
    reason: String,
    /// The line that starts the study; none where no kind is a study.
    command: Option<String>,
}

/// What is missing between a claim and a subject.
#[derive(Clone, Copy, PartialEq)]
enum Lack {
    NobodyAsked,
    Contested,
    SaidOnly,
}

/// The gaps in the order of persona priority × opportunity × lack of evidence. A secondary persona counts half, a claim
/// without an opportunity as one that is worth a look. Those we do not build for have no gaps.
pub fn gaps(look: &Look, grid: &Grid) -> Vec<Gap> {
    let claims: HashMap<Id, (usize, &Claim)> = (grid.claims.iter().enumerate())
        .map(|(place, (id, claim))| (*id, (place, *claim)))
        .collect();
    let place: HashMap<Id, usize> = grid.subjects.iter().copied().zip(0..).collect();
    let worth_a_look = look.config.evidence.opportunity.worth_a_look;
    let gap = |((id, subject), pair): (&(Id, Id), &Pair)| {
        let (_, claim) = *claims.get(id)?;
        let lack = Lack::of(claim, pair).filter(|_| !is_anti(look, *subject))?;
        let worth = claim.opportunity.value.unwrap_or(worth_a_look);
        let priority = if is_primary(look, *subject) { 1.0 } else { 0.5 };
        Some((priority * worth * lack.weight(), *id, claim, *subject, lack))
    };
    let mut found: Vec<(f64, Id, &Claim, Id, Lack)> = grid.pairs.iter().filter_map(gap).collect();
    // Equal ones stay in the order of the matrix.
    let order = |id: &Id, subject: &Id| (claims.get(id).map(|c| c.0), place.get(subject));
    found.sort_by(|a, b| {
        let by_weight = b.0.total_cmp(&a.0);
        by_weight.then_with(|| order(&a.1, &a.3).cmp(&order(&b.1, &b.3)))
    });
    found
        .into_iter()
        .take(MOST)
        .map(|(_, id, claim, subject, lack)| {
            let pair = &grid.pairs[&(id, subject)];
            let who = paging::cut(&look.graph.entry(subject).document.title, LONGEST);
            let name = format!("{who}: {}", title(look, id));
            Gap {
                who: Sentence::default().link(look, subject, who),
                about: Sentence::default().link(look, id, title(look, id)),
                reason: reason(look, claim, pair, subject, lack),
                command: command::study(look, &name, id, Some(subject), method(look, lack)),
            }
        })
        .collect()
}

impl Lack {
    fn of(claim: &Claim, pair: &Pair) -> Option<Lack> {
        let is_contested = claim.solution.state == State::Contested
            && claim
                .solution
                .studies
                .iter()
                .any(|s| pair.studies.contains(&s.study));
        match (pair.studies.is_empty(), is_contested, pair.does) {
            (true, ..) => Some(Lack::NobodyAsked).filter(|_| pair.has_it),
            (_, true, _) => Some(Lack::Contested),
            (_, _, false) => Some(Lack::SaidOnly),
            _ => None,
        }
    }

    fn weight(self) -> f64 {
        match self {
            Lack::NobodyAsked => 1.0,
            Lack::Contested => 0.75,
            Lack::SaidOnly => 0.5,
        }
    }
}

/// The method that closes a gap: the talk that weighs most, where nobody was asked; else the one that needs the fewest
/// people of those that watch.
fn method<'a>(look: &'a Look, lack: Lack) -> Option<&'a str> {
    let methods = || look.config.evidence.methods.iter();
    let found = match lack {
        Lack::NobodyAsked => methods()
            .filter(|(_, m)| m.class == Class::Say && m.about == Axis::Problem)
            .reduce(|best, other| {
                if other.1.weight > best.1.weight {
                    other
                } else {
                    best
                }
            }),
        Lack::Contested | Lack::SaidOnly => {
            let axis = match lack {
                Lack::Contested => Axis::Solution,
                _ => Axis::Problem,
            };
            methods()
                .filter(|(_, m)| m.class == Class::Do && m.about == axis)
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
fn reason(look: &Look, claim: &Claim, pair: &Pair, subject: Id, lack: Lack) -> String {
    let priority = is_primary(look, subject).then(|| "primary persona".to_owned());
    let worth = match claim.opportunity.value {
        Some(value) => format!("opportunity {}", prose::measured(value)),
        None => "nobody has rated it yet".into(),
    };
    let last = pair.last.map_or_else(String::new, |day| {
        format!(", last in {}", prose::month(day))
    });
    let lacks = match lack {
        Lack::NobodyAsked => "nobody asked them yet".into(),
        Lack::SaidOnly => format!("we only know what people said{last}"),
        Lack::Contested => "studies disagree about our answer".into(),
    };
    let known: Vec<String> = priority.into_iter().chain([worth]).collect();
    prose::capital(&format!("{}, and {lacks}.", known.join(", ")))
}

fn is_anti(look: &Look, id: Id) -> bool {
    look.graph.entry(id).document.fields.text("type") == Some("anti")
}
