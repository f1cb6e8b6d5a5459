//! The list of problems, grouped by next step, the highest opportunity first.

use super::table::{Column, FilterOption, ListCell, ListRow, ListTable, filter_options};
use crate::evidence::{NextStep, ProblemScores, State, StatusClaim};
use crate::graph::EntryId;
use crate::model::Kind;
use crate::site::rich_text::RichText;
use crate::site::{SiteContext, prose};

/// The groups of the list in order: step, id, label and note.
const NEXT_STEPS: [(NextStep, &str, &str, &str); 7] = [
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
        NextStep::FindOutWhy,
        "disagree",
        "Find out why they disagree",
        "Studies stand against each other. More of the same will not settle it.",
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
        "It is refuted, or it is real and small or already served.",
    ),
    (
        NextStep::Park,
        "park",
        "Park",
        "It looks small, and little is known about it.",
    ),
];

const STATE_OPTIONS: [(&str, &str); 4] = [
    ("untested", "Answer not tested"),
    ("contested", "Answer contested"),
    ("supported", "Answer supported"),
    ("refuted", "Answer refuted"),
];

pub fn table(site: &SiteContext, mut ids: Vec<EntryId>) -> ListTable {
    let place = |id: &EntryId| {
        let scores = site.evidence.problems.get(id);
        let step = scores.map_or(NextStep::ResearchNext, |s| s.next_step);
        let group = NEXT_STEPS.iter().position(|(s, ..)| *s == step);
        let value = scores.and_then(|s| s.opportunity.value);
        let support = scores.map_or(0.0, |s| s.problem.support);
        (
            group.unwrap_or(NEXT_STEPS.len() - 1),
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
    let has_tested_solution = ids.iter().any(|id| {
        let scores = site.evidence.problems.get(id);
        scores.is_some_and(|s| s.solution.state != State::Untested)
    });
    let who = filter_options(
        site,
        ids.iter()
            .flat_map(|id| site.graph.targets(*id, "personas")),
    );
    ListTable {
        columns: vec![
            text_column("Problem"),
            text_column("Who"),
            text_column("Is it real?"),
            text_column("Does our answer work?"),
            Column {
                label: "Opportunity",
                num: true,
            },
            text_column("Studies"),
        ],
        entries: ids.iter().map(|id| (*id, place(id).0)).collect(),
        groups: NEXT_STEPS
            .map(|(_, id, label, note)| (id, label, note))
            .to_vec(),
        build_row: problem_row,
        persona_filter: who,
        state_filter: match has_tested_solution {
            true => STATE_OPTIONS
                .map(|(value, label)| FilterOption {
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
        _ => &kind.plural_label,
    };
    let (number, noun) = (prose::capital_number_word(ids), noun.to_lowercase());
    match ids {
        1 => format!("{number} {noun}, and what to do with it"),
        _ => format!("{number} {noun}, and what to do with each"),
    }
}

/// “Four are well supported by studies, and none has an answer we can trust yet.”
pub fn lede(site: &SiteContext, ids: impl Iterator<Item = EntryId>) -> RichText {
    let (mut all, mut real, mut answered, mut refuted) = (0, 0, 0, 0);
    for scores in ids.filter_map(|id| site.evidence.problems.get(&id)) {
        all += 1;
        let is_real = scores.problem.is_good(&site.config);
        real += usize::from(is_real);
        let works = scores.solution.is_good(&site.config);
        answered += usize::from(is_real && works);
        refuted += usize::from(scores.problem.state == State::Refuted);
    }
    let are = |n: usize| if n == 1 { "is" } else { "are" };
    let known = match real {
        0 if refuted > 0 => {
            let known = match (refuted, all) {
                (1, 1) => "Studies refute it".to_owned(),
                (n, all) if n == all => format!("Studies refute all {}", prose::number_word(all)),
                (n, _) => format!("Studies refute {}", prose::number_word(n)),
            };
            let lede = RichText::default().highlight(format!("{known}."));
            return match refuted == all {
                true => lede,
                false => lede.text(" We do not know enough about the others yet."),
            };
        }
        0 if all == 1 => {
            return RichText::default().highlight("We do not know enough about it yet.");
        }
        0 => return RichText::default().highlight("We do not know enough about any of them yet."),
        n if n == all && all == 1 => "It is well supported by studies".into(),
        n if n == all => format!("All {} well supported by studies", are(n)),
        n => format!(
            "{} {} well supported by studies",
            prose::capital_number_word(n),
            are(n)
        ),
    };
    let answer = match (answered, real) {
        (0, 1) => "it has no answer we can trust yet".into(),
        (0, _) => "none has an answer we can trust yet".into(),
        (1, 1) => "our answer works".into(),
        (n, _) if n == real => "each has an answer that works".into(),
        (1, _) => "one has an answer that works".into(),
        (n, _) => format!("{} have an answer that works", prose::number_word(n)),
    };
    RichText::new(format!("{known}, and "))
        .highlight(answer)
        .text(".")
}

fn text_column(label: &'static str) -> Column {
    Column { label, num: false }
}

fn problem_row(site: &SiteContext, id: EntryId) -> ListRow {
    let scores = site.evidence.problems.get(&id);
    let who: Vec<EntryId> = site.graph.targets(id, "personas").collect();
    let names: Vec<&str> = who
        .iter()
        .map(|id| &*site.graph.entry(*id).document.id)
        .collect();
    let bars = |score: Option<&crate::evidence::Score>| {
        score.map_or_else(ListCell::default, |s| {
            ListCell::from_score_bars(prose::score_bars(s, &site.config))
        })
    };
    let mut row = ListRow::new(
        site,
        id,
        vec![
            ListCell::from_entries(site, who.iter().copied()),
            bars(scores.map(|c| &c.problem)),
            bars(scores.map(|c| &c.solution)),
            opportunity_cell(scores),
            studies_cell(scores),
        ],
    );
    let is_fair = site.evidence.status_claim(id) == StatusClaim::Fair;
    row.status = site.status_text(id).filter(|_| !is_fair);
    // Capped so that a problem of very many personas does not make the page large.
    row.who = names[..names.len().min(super::table::MAX_LINKS * 4)].join("|");
    row.state = scores
        .map_or("", |c| state_filter_value(c.solution.state))
        .into();
    row
}

fn opportunity_cell(scores: Option<&ProblemScores>) -> ListCell {
    let opportunity = scores.map(|c| &c.opportunity);
    let mut cell = ListCell::from_number(opportunity.and_then(|o| o.value));
    if opportunity.is_some_and(|o| o.is_estimated()) {
        cell.text.insert(0, '~');
    }
    if cell.text.is_empty() {
        cell.text = "Not rated".into();
    }
    cell
}

/// “11, last Apr 2023”, of the studies on both questions; says so if all of them tested the answer.
fn studies_cell(scores: Option<&ProblemScores>) -> ListCell {
    let Some(scores) = scores else {
        return ListCell::default();
    };
    let mut ids: Vec<EntryId> = scores.contributions().map(|c| c.validation).collect();
    ids.sort();
    ids.dedup();
    let last = scores.problem.last.max(scores.solution.last);
    let of_answer = match scores.problem.state == State::Untested && !ids.is_empty() {
        true => " of the answer",
        false => "",
    };
    let count = format!("{}{of_answer}", prose::group_digits(ids.len()));
    ListCell {
        text: match (ids.len(), last) {
            (0, _) => "None yet".into(),
            (_, Some(day)) => format!("{count}, last {}", prose::format_month(day)),
            (_, None) => count,
        },
        sort: Some(last.map_or_else(String::new, |day| day.to_string())),
        ..ListCell::default()
    }
}

fn state_filter_value(state: State) -> &'static str {
    match state {
        State::Untested | State::NoVerdict | State::Inconclusive => "untested",
        State::Contested => "contested",
        State::Supported | State::Weak => "supported",
        State::Refuted => "refuted",
    }
}
