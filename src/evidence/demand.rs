//! Whether a problem that is known to be real asks for a solution.

use std::cmp::Ordering;

use jiff::civil::Date;

use super::{Score, State};
use crate::config::Config;
use crate::graph::{EntryId, Graph};
use crate::model::role;

/// The demand for one solution.
#[derive(Clone, Debug)]
pub struct Demand {
    pub state: DemandState,
    /// The problem that is nearest to the bar, with the score it is judged by; `None` if the solution names no problem.
    pub nearest: Option<(EntryId, Score)>,
    /// The day that a shipped solution shipped: its problems are judged as known then.
    pub shipped: Option<Date>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DemandState {
    /// A problem is supported and good.
    Known,
    Missing,
    /// Missing, and a waiver says so.
    Waived,
    /// Missing, and the waiver has run out.
    Expired,
    /// The studies of the nearest problem stand against it or against each other.
    Against,
}

impl DemandState {
    pub const ALL: [DemandState; 5] = [
        DemandState::Known,
        DemandState::Missing,
        DemandState::Waived,
        DemandState::Expired,
        DemandState::Against,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            DemandState::Known => "known",
            DemandState::Missing => "missing",
            DemandState::Waived => "waived",
            DemandState::Expired => "expired",
            DemandState::Against => "against",
        }
    }
}

impl Demand {
    /// `score_of` gives the score of a problem today, or as known on a day.
    pub(super) fn of_solution(
        graph: &Graph,
        id: EntryId,
        score_of: impl Fn(EntryId, Option<Date>) -> Option<Score>,
        config: &Config,
        today: Date,
    ) -> Demand {
        let solution = role::Solution(&graph.entry(id).document.fields);
        let shipped = (solution.status() == Some("shipped"))
            .then(|| solution.shipped().map(|date| date.first))
            .flatten();
        let problems = graph.problems_of(id);
        let scores = problems.filter_map(|problem| Some((problem, score_of(problem, shipped)?)));
        let nearest = scores.max_by(|a, b| by_demand((a.0, &a.1), (b.0, &b.1), config));
        let waiver = solution.waived_until();
        let state = match (&nearest, waiver) {
            (Some((_, score)), _) if score.is_good(config) => DemandState::Known,
            (_, Some(until)) if until < today => DemandState::Expired,
            (_, Some(_)) => DemandState::Waived,
            (Some((_, score)), None) if is_settled(score) => DemandState::Against,
            _ => DemandState::Missing,
        };
        Demand {
            state,
            nearest,
            shipped,
        }
    }
}

/// The greater one is nearer to the bar: by state, then by support, then the first in path order.
pub(super) fn by_demand(
    (a, of_a): (EntryId, &Score),
    (b, of_b): (EntryId, &Score),
    config: &Config,
) -> Ordering {
    let rank = |score: &Score| (score.is_good(config), !is_settled(score));
    let by_support = of_a.support.total_cmp(&of_b.support);
    rank(of_a).cmp(&rank(of_b)).then(by_support).then(b.cmp(&a))
}

/// True if more of the same studies will not settle it.
pub fn is_settled(score: &Score) -> bool {
    matches!(score.state, State::Contested | State::Refuted)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::fixture::{graph_from_text, id_of};

    #[test]
    fn demand_is_known_missing_waived_expired_or_against() {
        let solution = |name: &str, rest: &str| format!(">>> solutions/{name}.md\n{rest}\n");
        let waiver = |day: &str| format!("problems: asked\nwaiver: {{by: Ana, until: {day}}}");
        let text = [
            ">>> problems/real.md\nneed: a\n>>> problems/asked.md\nneed: b\n>>> problems/no.md\nneed: c\n",
            ">>> validations/talks.md\nmethod: interview\nparticipants: 12\ndate: 2026-06-01\nproblems: real\nverdict: supported\n",
            ">>> validations/looks.md\nmethod: observation\nparticipants: 12\ndate: 2026-06-01\nproblems: no\nverdict: refuted\n",
            &solution("known", "problems: [asked, real]"),
            &solution("missing", "problems: [no, asked]"),
            &solution("none", "status: planned"),
            &solution("waived", &waiver("2026-07-01")),
            &solution("expired", &waiver("2026-06-30")),
            &solution("against", "problems: no"),
            // The talks were held after it shipped.
            &solution("early", "problems: real\nstatus: shipped\nshipped: 2026-05-01"),
        ]
        .concat();
        let graph = graph_from_text(&text);
        let day = jiff::civil::date(2026, 7, 1);
        let evidence = crate::evidence::score(&graph, &Config::default(), day);
        for (name, state) in [
            ("known", DemandState::Known),
            ("missing", DemandState::Missing),
            ("none", DemandState::Missing),
            ("waived", DemandState::Waived),
            ("expired", DemandState::Expired),
            ("against", DemandState::Against),
            ("early", DemandState::Missing),
        ] {
            let demand = evidence.demands.get(&id_of(&graph, name)).unwrap();
            assert_eq!(demand.state, state, "{name}");
        }
    }
}
