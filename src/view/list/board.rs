//! Claims by what to do next, the highest opportunity first.

use super::table::{Cell, Choice, Head, Row, Table, choices};
use crate::graph::Id;
use crate::graph::evidence::{Claim, NextStep, State};
use crate::schema::Kind;
use crate::view::sentence::Sentence;
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
        let support = claim.map_or(0.0, |c| c.problem.support);
        (
            group.unwrap_or(STEPS.len() - 1),
            value.unwrap_or(-1.0),
            support,
        )
    };
    ids.sort_by(|a, b| {
        let ((a_group, a_value, a_support), (b_group, b_value, b_support)) = (place(a), place(b));
        let high_first = b_value.total_cmp(&a_value);
        let known_first = b_support.total_cmp(&a_support);
        a_group.cmp(&b_group).then(high_first).then(known_first)
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

/// “Ten problems, and what to do with each”.
pub fn title(kind: &Kind, ids: usize) -> String {
    let noun = match ids {
        1 => &kind.label,
        _ => &kind.labels,
    };
    let (number, noun) = (prose::capital(&prose::number(ids)), noun.to_lowercase());
    match ids {
        1 => format!("{number} {noun}, and what to do with it"),
        _ => format!("{number} {noun}, and what to do with each"),
    }
}

/// “Four are well supported by studies, and none has an answer we can trust yet.”
pub fn lede(look: &Look, ids: impl Iterator<Item = Id>) -> Sentence {
    let is_good = |support: f64| support >= look.config.evidence.words.good;
    let (mut all, mut real, mut answered) = (0, 0, 0);
    for claim in ids.filter_map(|id| look.evidence.claims.get(&id)) {
        all += 1;
        let is_real = claim.problem.state == State::Supported && is_good(claim.problem.support);
        real += usize::from(is_real);
        let works = claim.solution.state == State::Supported && is_good(claim.solution.support);
        answered += usize::from(is_real && works);
    }
    let are = |n: usize| if n == 1 { "is" } else { "are" };
    let known = match real {
        0 if all == 1 => return Sentence::default().mark("We do not know enough about it yet."),
        0 => return Sentence::default().mark("We do not know enough about any of them yet."),
        n if n == all && all == 1 => "It is well supported by studies".into(),
        n if n == all => format!("All {} well supported by studies", are(n)),
        n => format!(
            "{} {} well supported by studies",
            prose::capital(&prose::number(n)),
            are(n)
        ),
    };
    let answer = match (answered, real) {
        (0, 1) => "it has no answer we can trust yet".into(),
        (0, _) => "none has an answer we can trust yet".into(),
        (1, 1) => "our answer works".into(),
        (n, _) if n == real => "each has an answer that works".into(),
        (1, _) => "one has an answer that works".into(),
        (n, _) => format!("{} have an answer that works", prose::number(n)),
    };
    Sentence::new(format!("{known}, and "))
        .mark(answer)
        .say(".")
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
    row.who = names[..names.len().min(super::table::MOST_LINKS * 4)].join("|");
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
