//! The chain of a problem, from outcome to result, for the pages of all entries; missing steps are shown as gaps.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, PoisonError};

use jiff::civil::Date;
use rayon::prelude::*;
use serde::Serialize;

use crate::evidence::interval;
use crate::evidence::{ProblemScores, State, StatusClaim, Verdict, commitment};
use crate::graph::EntryId;
use crate::model::Role;
use crate::page::Shared;
use crate::site::rich_text::RichText;
use crate::site::{SiteContext, card, prose};

/// Label, icon and role of each step; functions below name a step by its index here.
const CHAIN_STEPS: [(&str, &str, Option<Role>); 7] = [
    ("Outcome", "metric", Some(Role::Metric)),
    ("Problem", "problem", Some(Role::Problem)),
    ("Evidence", "validation", Some(Role::Validation)),
    ("Persona", "persona", Some(Role::Persona)),
    ("Solution", "solution", Some(Role::Solution)),
    ("Decision", "decision", Some(Role::Decision)),
    ("Result", "clock", None),
];

/// The chain of every problem, computed once for all pages that show it.
pub struct Chains(HashMap<EntryId, [Shared; 7]>);

#[derive(Serialize, Default, PartialEq, Eq, Hash)]
struct ChainStep {
    label: &'static str,
    icon: &'static str,
    title: String,
    /// From the root of the site; `None` for a gap and for the current page.
    href: Option<String>,
    note: String,
    is_current: bool,
    /// A gap.
    is_missing: bool,
}

impl Chains {
    pub fn new(site: &SiteContext) -> Self {
        let problems: Vec<(EntryId, &ProblemScores)> = site.evidence.problems.iter().collect();
        // Equal steps share one serialised value: gaps, personas and decisions occur in many chains.
        let known: Mutex<HashMap<ChainStep, Shared>> = Mutex::default();
        let share = |step: ChainStep| {
            let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(shared) = known.get(&step) {
                return shared.clone();
            }
            let shared = Shared::new(&step);
            known.insert(step, shared.clone());
            shared
        };
        let steps = problems
            .into_par_iter()
            .map(|(id, scores)| (id, chain_steps(site, id, scores).map(share)));
        Chains(steps.collect())
    }

    /// The chain of the first problem on the page of `here`: `{steps, note, evidence_summary}`, or nothing without a problem. The step of
    /// the page's own role shows `here` itself; `note` says if the problem is one of several.
    pub fn chain_for_page(
        &self,
        site: &SiteContext,
        problems: &[EntryId],
        here: EntryId,
    ) -> Shared {
        let first = problems.first().copied();
        let Some((problem, steps)) = first.and_then(|id| Some((id, self.0.get(&id)?))) else {
            return Shared::default();
        };
        let role = site.graph.role(here);
        let own = CHAIN_STEPS
            .iter()
            .position(|(.., step)| *step == role && role.is_some());
        let own = own.map(|place| (place, Shared::new(&ChainStep::current(site, place, here))));
        // The page of a solution shows its own decisions and results.
        let of_solution = match site.evidence.problems.get(&problem) {
            Some(scores) if role == Some(Role::Solution) => {
                let steps = [
                    decision_step(site, here, None),
                    result_step(site, problem, scores, Some(here)),
                ];
                steps.map(|step| Shared::new(&step)).into()
            }
            _ => vec![],
        };
        let all = steps.iter().enumerate().map(|(i, step)| match &own {
            Some((place, own)) if *place == i => own,
            _ if i > 4 => of_solution.get(i - 5).unwrap_or(step),
            _ => step,
        });
        let note = match problems.len() {
            0 | 1 => RichText::default(),
            n => RichText::new("Shown for ")
                .entry_link(site, problem)
                .text(format!(", one of {} problems.", prose::number_word(n))),
        };
        Shared::from_map([
            ("steps", &Shared::from_list(all.collect::<Vec<_>>())),
            ("note", &Shared::new(&note)),
            ("evidence_summary", site.summary(problem)),
        ])
    }
}

impl ChainStep {
    fn new(place: usize) -> Self {
        let (label, icon, _) = CHAIN_STEPS[place];
        ChainStep {
            label,
            icon,
            is_missing: true,
            ..ChainStep::default()
        }
    }

    fn gap(place: usize, title: &str, note: impl Into<String>) -> Self {
        ChainStep {
            title: title.into(),
            note: note.into(),
            ..ChainStep::new(place)
        }
    }

    fn from_entry(site: &SiteContext, place: usize, id: EntryId, note: String) -> Self {
        let entry = site.graph.entry(id);
        ChainStep {
            title: entry.document.title.to_string(),
            href: Some(entry.url.to_link(site.url_style())),
            note,
            is_missing: false,
            ..ChainStep::new(place)
        }
    }

    fn current(site: &SiteContext, place: usize, id: EntryId) -> Self {
        let note = match site.graph.role(id) {
            Some(Role::Problem) => problem_state_text(site, id),
            Some(Role::Solution) => solution_state_text(site, id),
            _ => prose::capitalize(&site.note(id)),
        };
        ChainStep {
            href: None,
            is_current: true,
            ..ChainStep::from_entry(site, place, id, note)
        }
    }
}

fn chain_steps(site: &SiteContext, id: EntryId, scores: &ProblemScores) -> [ChainStep; 7] {
    let note = |id| site.note(id);
    let outcome = match site.graph.targets(id, "outcome").next() {
        Some(outcome) => ChainStep::from_entry(site, 0, outcome, note(outcome)),
        None => ChainStep::gap(0, "No outcome named", "Which metric should move?"),
    };
    let who = distinct_in_order(site.graph.targets(id, "personas"));
    let persona = match who.as_slice() {
        [] => ChainStep::gap(3, "Nobody named", "Who has this problem?"),
        [one] => ChainStep::from_entry(site, 3, *one, note(*one)),
        [first, more @ ..] => {
            let more = format!("and {} more", more.len());
            ChainStep::from_entry(site, 3, *first, more)
        }
    };
    let solution = match scores.best_solution {
        Some(best) => ChainStep::from_entry(site, 4, best, solution_state_text(site, best)),
        None => ChainStep::gap(4, "No solution yet", "Nobody has offered one."),
    };
    [
        outcome,
        ChainStep::from_entry(site, 1, id, problem_state_text(site, id)),
        evidence_step(site, id, scores),
        persona,
        solution,
        decision_step(site, id, scores.best_solution),
        result_step(site, id, scores, scores.best_solution),
    ]
}

/// The decisions about an entry, as its page lists them: the first, and how many more.
fn decision_step(site: &SiteContext, id: EntryId, best_solution: Option<EntryId>) -> ChainStep {
    let decisions = commitment::decisions_on(&site.graph, id, best_solution);
    let Some((first, more)) = decisions.split_first() else {
        return ChainStep::gap(5, "No decision yet", "");
    };
    let note = prose::capitalize(&site.note(*first));
    let note = match more.len() {
        0 => note,
        more => format!("{note}, and {more} more"),
    };
    ChainStep::from_entry(site, 5, *first, note)
}

/// “Good 2.6”, and the status where the evidence says less: “Good 2.6 · Solved, ahead of the evidence”.
fn problem_state_text(site: &SiteContext, id: EntryId) -> String {
    let scores = site.evidence.problems.get(&id);
    let state = scores.map(|c| prose::state_text(&c.problem, &site.config));
    with_status(site, id, state.unwrap_or_default())
}

fn with_status(site: &SiteContext, id: EntryId, state: String) -> String {
    match (site.status_claim(id), site.status_text(id)) {
        (StatusClaim::Fair, _) | (_, None) => state,
        (_, Some(status)) => format!("{state} · {status}"),
    }
}

fn solution_state_text(site: &SiteContext, id: EntryId) -> String {
    let score = site.evidence.solutions.get(&id);
    let bars = score.map(|score| prose::score_bars(score, &site.config));
    let state = bars.map_or(String::new(), |bars| match bars.note.is_empty() {
        true => bars.state.word,
        false => format!("{}: {}", bars.state.word, bars.note),
    });
    with_status(site, id, state)
}

fn evidence_step(site: &SiteContext, id: EntryId, scores: &ProblemScores) -> ChainStep {
    let score = &scores.problem;
    if score.state == State::Untested {
        let note = match scores.solution.state {
            State::Untested => "Nobody has asked or watched yet.",
            _ => "Only the answer was tested, nobody has asked whether the problem is real.",
        };
        return ChainStep::gap(2, "Not tested", note);
    }
    let count = |verdict| score.count(Some(verdict));
    let against = match (count(Verdict::Refuted), count(Verdict::Mixed)) {
        (0, 0) => "none against".into(),
        (0, mixed) if mixed == score.contributions.len() => "mixed".into(),
        (0, mixed) => format!("{} mixed", prose::number_word(mixed)),
        (against, _) => format!("{} against", prose::number_word(against)),
    };
    let people = prose::people_in_studies(score.contributions.iter().filter_map(|c| c.n));
    let newest = score
        .last
        .map(|day| format!(", newest {}", prose::format_month(day)));
    let entry = site.graph.entry(id);
    ChainStep {
        title: format!("{}, {against}", prose::studies(score.contributions.len())),
        href: Some(format!(
            "{}#cb-evidence",
            entry.url.to_link(site.url_style())
        )),
        note: format!("{people}{}", newest.unwrap_or_default()),
        is_missing: false,
        ..ChainStep::new(2)
    }
}

/// What happened after a solution shipped: its newest study, else the newest reading of the outcome metric.
fn result_step(
    site: &SiteContext,
    id: EntryId,
    scores: &ProblemScores,
    solution: Option<EntryId>,
) -> ChainStep {
    const TITLE: &str = "No result yet";
    let Some(solution) = solution else {
        return ChainStep::gap(6, TITLE, "");
    };
    let fields = site.fields(solution);
    let status = fields.written("status").unwrap_or("idea");
    let shipped = fields.first_day("shipped");
    let (true, Some(shipped)) = (status == "shipped", shipped) else {
        let note = match status {
            "idea" => "The solution is still an idea.".into(),
            "building" => "The solution is being built.".into(),
            other => format!("The solution is {}.", prose::humanize(other)),
        };
        return ChainStep::gap(6, TITLE, note);
    };
    measured_result(site, id, scores, solution, shipped).unwrap_or_else(|| {
        let days = prose::days_between(shipped, site.as_of);
        let note = match days {
            d if d < 0 => format!("Ships on {}", prose::format_day(shipped)),
            d => format!("Shipped {}", prose::format_ago(d)),
        };
        ChainStep::gap(6, TITLE, note)
    })
}

fn measured_result(
    site: &SiteContext,
    id: EntryId,
    scores: &ProblemScores,
    solution: EntryId,
    shipped: Date,
) -> Option<ChainStep> {
    let score = match scores.best_solution == Some(solution) {
        true => &scores.solution,
        false => site.evidence.solutions.get(&solution)?,
    };
    let after = score
        .contributions
        .iter()
        .filter(|s| s.verdict.is_some() && s.day.is_some_and(|day| day >= shipped));
    if let Some(study) = after.max_by_key(|s| (s.day, s.validation)) {
        let verdict = study.verdict.map_or("", Verdict::as_str);
        let day = study.day.map_or(String::new(), prose::format_month);
        let note = format!("{}, {day}", prose::capitalize(verdict));
        let icon = card::role_icon(Some(Role::Validation));
        return Some(ChainStep {
            icon,
            ..ChainStep::from_entry(site, 6, study.validation, note)
        });
    }
    let outcome = site.graph.targets(id, "outcome").next()?;
    let readings = interval::readings(site.fields(outcome));
    let newest = prose::newest_reading(&readings)?;
    newest.day().filter(|day| *day >= shipped)?;
    let note = site.note(outcome);
    Some(ChainStep {
        icon: card::role_icon(Some(Role::Metric)),
        ..ChainStep::from_entry(site, 6, outcome, note)
    })
}

/// Drops duplicates and keeps the order of first occurrence.
pub fn distinct_in_order(ids: impl Iterator<Item = EntryId>) -> Vec<EntryId> {
    const MAX_LINEAR_SEARCH: usize = 16;
    let (mut kept, mut seen) = (Vec::new(), HashSet::new());
    for id in ids {
        // For few ids a linear search is cheaper than a set.
        let is_new = match kept.len() {
            0..MAX_LINEAR_SEARCH => !kept.contains(&id),
            MAX_LINEAR_SEARCH => {
                seen.extend(kept.iter().copied());
                seen.insert(id)
            }
            _ => seen.insert(id),
        };
        if is_new {
            kept.push(id);
        }
    }
    kept
}
