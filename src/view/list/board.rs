//! Claims by what to do next, the highest opportunity first.

use super::{Cell, Choice, Head, Row, Table, choices};
use crate::graph::Id;
use crate::graph::evidence::{Claim, NextStep, State};
use crate::view::{Look, prose};

/// In the order in which a team would read them.
const STEPS: [(NextStep, &str, &str, &str); 6] = [
    (
        NextStep::TryASolution,
        "try",
        "Try a solution",
        "We know the problem is real and big. Our answer is weak or untested.",
    ),
    (
        NextStep::ResearchNext,
        "research",
        "Research next",
        "It may be big. We do not know enough to build for it.",
    ),
    (
        NextStep::RateIt,
        "rate",
        "Rate it",
        "It is real. Nobody has said yet how much it matters.",
    ),
    (
        NextStep::BuildOrFinish,
        "build",
        "Build or finish",
        "The problem is real and big, and our answer works.",
    ),
    (
        NextStep::SayNo,
        "no",
        "Say no, with evidence",
        "It is real, and it is small or already served.",
    ),
    (
        NextStep::Park,
        "park",
        "Park",
        "It looks small, and little is known about it.",
    ),
];

const STATES: [(&str, &str); 4] = [
    ("untested", "Answer not tested"),
    ("contested", "Answer contested"),
    ("supported", "Answer supported"),
    ("refuted", "Answer refuted"),
];

pub fn table(look: &Look, mut ids: Vec<Id>) -> Table {
    let place = |id: &Id| {
        let claim = look.evidence.claims.get(id);
        let step = claim.map_or(NextStep::ResearchNext, |c| c.next_step);
        let group = STEPS.iter().position(|(s, ..)| *s == step);
        let value = claim.and_then(|c| c.opportunity.value);
        (group.unwrap_or(STEPS.len() - 1), value)
    };
    ids.sort_by(|a, b| {
        let ((a_group, a_value), (b_group, b_value)) = (place(a), place(b));
        let high_first = b_value.partial_cmp(&a_value);
        a_group
            .cmp(&b_group)
            .then(high_first.unwrap_or(std::cmp::Ordering::Equal))
    });
    let has_answers = ids.iter().any(|id| {
        let claim = look.evidence.claims.get(id);
        claim.is_some_and(|c| c.solution.state != State::Untested)
    });
    let who = choices(
        look,
        ids.iter()
            .flat_map(|id| look.graph.targets(*id, "personas")),
    );
    Table {
        heads: vec![
            head("Problem"),
            head("Who"),
            head("Is it real?"),
            head("Does our answer work?"),
            Head {
                label: "Opportunity",
                num: true,
            },
            head("Studies"),
        ],
        order: ids.iter().map(|id| (*id, place(id).0)).collect(),
        groups: STEPS.map(|(_, id, label, note)| (id, label, note)).to_vec(),
        row,
        who,
        states: match has_answers {
            true => STATES
                .map(|(value, label)| Choice {
                    value: value.into(),
                    label: label.into(),
                })
                .into(),
            false => vec![],
        },
    }
}

fn head(label: &'static str) -> Head {
    Head { label, num: false }
}

fn row(look: &Look, id: Id) -> Row {
    let claim = look.evidence.claims.get(&id);
    let who: Vec<Id> = look.graph.targets(id, "personas").collect();
    let names: Vec<&str> = who
        .iter()
        .map(|id| &*look.graph.entry(*id).document.id)
        .collect();
    let bars = |score: Option<&crate::graph::evidence::Score>| {
        score.map_or_else(Cell::default, |s| Cell::bars(prose::bars(s, look.config)))
    };
    let mut row = Row::new(
        look,
        id,
        vec![
            Cell::links(look, who.iter().copied()),
            bars(claim.map(|c| &c.problem)),
            bars(claim.map(|c| &c.solution)),
            opportunity(claim),
            studies(claim),
        ],
    );
    // More names than a choice offers would only make the page large.
    row.who = names[..names.len().min(super::MOST_LINKS * 4)].join("|");
    row.state = claim.map_or("", |c| state(c.solution.state)).into();
    row
}

fn opportunity(claim: Option<&Claim>) -> Cell {
    let opportunity = claim.map(|c| &c.opportunity);
    let mut cell = Cell::number(opportunity.and_then(|o| o.value));
    if opportunity.is_some_and(|o| o.is_estimated()) {
        cell.text.insert(0, '~');
    }
    if cell.text.is_empty() {
        cell.text = "Not rated".into();
    }
    cell
}

/// “11, last Apr 2023”, over both questions.
fn studies(claim: Option<&Claim>) -> Cell {
    let Some(claim) = claim else {
        return Cell::default();
    };
    let counted = claim.problem.studies.iter().chain(&claim.solution.studies);
    let mut ids: Vec<Id> = counted.map(|c| c.study).collect();
    ids.sort();
    ids.dedup();
    let last = claim.problem.last.max(claim.solution.last);
    Cell {
        text: match (ids.len(), last) {
            (0, _) => "None yet".into(),
            (n, Some(day)) => format!("{}, last {}", prose::grouped(n), prose::month(day)),
            (n, None) => prose::grouped(n),
        },
        sort: Some(last.map_or_else(String::new, |day| day.to_string())),
        ..Cell::default()
    }
}

fn state(state: State) -> &'static str {
    match state {
        State::Untested | State::NoVerdict | State::Inconclusive => "untested",
        State::Contested => "contested",
        State::Supported | State::Weak => "supported",
        State::Refuted => "refuted",
    }
}
