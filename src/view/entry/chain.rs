//! Why we work on this: outcome → problem → evidence → persona → solution → decision → result, with gaps as gaps.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, PoisonError};

use jiff::civil::Date;
use rayon::prelude::*;
use serde::Serialize;

use crate::graph::evidence::{Claim, State, Verdict};
use crate::graph::{Id, estimate};
use crate::page::Shared;
use crate::schema::Role;
use crate::view::sentence::Sentence;
use crate::view::{Look, card, prose};

/// The steps, by their place in the chain.
const STEPS: [(&str, &str, Option<Role>); 7] = [
    ("Outcome", "metric", Some(Role::Measure)),
    ("Problem", "problem", Some(Role::Claim)),
    ("Evidence", "validation", Some(Role::Study)),
    ("Persona", "persona", Some(Role::Subject)),
    ("Solution", "solution", Some(Role::Answer)),
    ("Decision", "decision", Some(Role::Choice)),
    ("Result", "clock", None),
];

/// The chain of every claim, each step once for all pages that show it.
pub struct Chains(HashMap<Id, [Shared; 7]>);

#[derive(Serialize, PartialEq, Eq, Hash)]
struct Step {
    label: &'static str,
    icon: &'static str,
    title: String,
    /// From the root of the site; none where there is nowhere to go.
    href: Option<String>,
    note: String,
    is_current: bool,
    /// Nothing is here yet.
    is_missing: bool,
}

impl Chains {
    pub fn new(look: &Look) -> Self {
        let claims: Vec<(Id, &Claim)> = look.evidence.claims.iter().collect();
        // Gaps are the same in many chains, and so are personas, answers and decisions: each is kept once.
        let known: Mutex<HashMap<Step, Shared>> = Mutex::default();
        let share = |step: Step| {
            let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(shared) = known.get(&step) {
                return shared.clone();
            }
            let shared = Shared::new(&step);
            known.insert(step, shared.clone());
            shared
        };
        let steps = claims
            .into_par_iter()
            .map(|(id, claim)| (id, steps(look, id, claim).map(share)));
        Chains(steps.collect())
    }

    /// The chain of a claim as the page of `here` shows it: `{steps, note}`, or none without a claim. `of` says how
    /// many problems there were to choose from.
    pub fn of(&self, look: &Look, claim: Option<Id>, here: Id, of: usize) -> Shared {
        let Some((claim, steps)) = claim.and_then(|claim| Some((claim, self.0.get(&claim)?)))
        else {
            return Shared::default();
        };
        let role = look.graph.role(here);
        let own = STEPS
            .iter()
            .position(|(.., step)| *step == role && role.is_some());
        let own = own.map(|place| (place, Shared::new(&Step::here(look, place, here))));
        let all = steps.iter().enumerate().map(|(i, step)| match &own {
            Some((place, own)) if *place == i => own,
            _ => step,
        });
        let note = match of {
            0 | 1 => Sentence::default(),
            n => Sentence::new("Shown for ")
                .entry(look, claim)
                .say(format!(", one of {} problems.", prose::number(n))),
        };
        Shared::map([
            ("steps", &Shared::list(all.collect::<Vec<_>>())),
            ("note", &Shared::new(&note)),
        ])
    }
}

impl Step {
    fn new(place: usize) -> Self {
        let (label, icon, _) = STEPS[place];
        Step {
            label,
            icon,
            title: String::new(),
            href: None,
            note: String::new(),
            is_current: false,
            is_missing: true,
        }
    }

    fn hole(place: usize, title: &str, note: impl Into<String>) -> Self {
        Step {
            title: title.into(),
            note: note.into(),
            ..Step::new(place)
        }
    }

    fn entry(look: &Look, place: usize, id: Id, note: String) -> Self {
        let entry = look.graph.entry(id);
        Step {
            title: entry.document.title.to_string(),
            href: Some(entry.url.link(look.style())),
            note,
            is_missing: false,
            ..Step::new(place)
        }
    }

    fn here(look: &Look, place: usize, id: Id) -> Self {
        let note = match look.graph.role(id) {
            Some(Role::Claim) => claim_word(look, id),
            Some(Role::Answer) => answer_word(look, id),
            _ => prose::capital(&prose::note(look.graph, look.evidence, look.config, id)),
        };
        Step {
            href: None,
            is_current: true,
            ..Step::entry(look, place, id, note)
        }
    }
}

fn steps(look: &Look, id: Id, claim: &Claim) -> [Step; 7] {
    let note = |id| prose::note(look.graph, look.evidence, look.config, id);
    let outcome = match look.graph.targets(id, "outcome").next() {
        Some(outcome) => Step::entry(look, 0, outcome, note(outcome)),
        None => Step::hole(0, "No outcome named", "Which metric should move?"),
    };
    let who = once(look.graph.targets(id, "personas"));
    let persona = match who.as_slice() {
        [] => Step::hole(3, "Nobody named", "Who has this problem?"),
        [one] => Step::entry(look, 3, *one, note(*one)),
        [first, more @ ..] => {
            let more = format!("and {} more", more.len());
            Step::entry(look, 3, *first, more)
        }
    };
    let solution = match claim.best {
        Some(best) => Step::entry(look, 4, best, answer_word(look, best)),
        None => Step::hole(4, "No solution yet", "Nobody has offered one."),
    };
    let decision = match decision(look, id, claim.best) {
        Some(choice) => Step::entry(look, 5, choice, prose::capital(&note(choice))),
        None => Step::hole(5, "No decision yet", ""),
    };
    [
        outcome,
        Step::entry(look, 1, id, claim_word(look, id)),
        evidence(look, id, claim),
        persona,
        solution,
        decision,
        result(look, id, claim),
    ]
}

fn claim_word(look: &Look, id: Id) -> String {
    let claim = look.evidence.claims.get(&id);
    claim.map_or(String::new(), |c| prose::state(&c.problem, look.config))
}

fn answer_word(look: &Look, id: Id) -> String {
    let score = look.evidence.answers.get(&id);
    let bars = score.map(|score| prose::bars(score, look.config));
    bars.map_or(String::new(), |bars| match bars.note.is_empty() {
        true => bars.state.word,
        false => format!("{}: {}", bars.state.word, bars.note),
    })
}

fn evidence(look: &Look, id: Id, claim: &Claim) -> Step {
    let score = &claim.problem;
    if score.state == State::Untested {
        return Step::hole(2, "Not tested", "Nobody has asked or watched yet.");
    }
    let count = |verdict| {
        let said = score.studies.iter().filter(|s| s.verdict == Some(verdict));
        said.count()
    };
    let against = match (count(Verdict::Refuted), count(Verdict::Mixed)) {
        (0, 0) => "none against".into(),
        (0, mixed) if mixed == score.studies.len() => "mixed".into(),
        (0, mixed) => format!("{} mixed", prose::number(mixed)),
        (against, _) => format!("{} against", prose::number(against)),
    };
    let people: f64 = score.studies.iter().filter_map(|s| s.n).sum();
    let people = prose::count(people as usize, "person", "people");
    let newest = score
        .last
        .map(|day| format!(", newest {}", prose::month(day)));
    let entry = look.graph.entry(id);
    Step {
        title: format!(
            "{}, {against}",
            prose::count(score.studies.len(), "study", "studies")
        ),
        href: Some(format!("{}#cb-evidence", entry.url.link(look.style()))),
        note: format!("{people}{}", newest.unwrap_or_default()),
        is_missing: false,
        ..Step::new(2)
    }
}

/// The newest decision about a claim or its answer; one that holds before one that does not.
fn decision(look: &Look, claim: Id, best: Option<Id>) -> Option<Id> {
    let of = |id, field| look.graph.sources(id, Role::Choice, field);
    let about_answer = best.into_iter().flat_map(|best| of(best, "solutions"));
    let all = of(claim, "problems").chain(about_answer);
    all.max_by_key(|id| {
        let fields = &look.graph.entry(*id).document.fields;
        let holds = fields.text("status") == Some("accepted");
        (holds, fields.date("date").map(|date| date.first), *id)
    })
}

/// What came of the answer once people could use it: a study of it, or a reading of the outcome.
fn result(look: &Look, id: Id, claim: &Claim) -> Step {
    const TITLE: &str = "No result yet";
    let Some(best) = claim.best else {
        return Step::hole(6, TITLE, "");
    };
    let fields = &look.graph.entry(best).document.fields;
    let status = fields.text("status").unwrap_or("idea");
    let shipped = fields.date("shipped").map(|date| date.first);
    let (true, Some(shipped)) = (status == "shipped", shipped) else {
        let note = match status {
            "idea" => "The solution is still an idea.".into(),
            "building" => "The solution is being built.".into(),
            other => format!("The solution is {}.", prose::plain(other)),
        };
        return Step::hole(6, TITLE, note);
    };
    measured(look, id, claim, shipped).unwrap_or_else(|| {
        let days = prose::days(shipped, look.as_of);
        let note = match days {
            d if d < 0 => format!("Ships on {}", prose::day(shipped)),
            d => format!("Shipped {}", prose::ago(d)),
        };
        Step::hole(6, TITLE, note)
    })
}

fn measured(look: &Look, id: Id, claim: &Claim, shipped: Date) -> Option<Step> {
    let after = claim
        .solution
        .studies
        .iter()
        .filter(|s| s.verdict.is_some() && s.day.is_some_and(|day| day >= shipped));
    if let Some(study) = after.max_by_key(|s| (s.day, s.study)) {
        let verdict = study.verdict.map_or("", Verdict::as_str);
        let day = study.day.map_or(String::new(), prose::month);
        let note = format!("{}, {day}", prose::capital(verdict));
        let icon = card::icon(Some(Role::Study));
        return Some(Step {
            icon,
            ..Step::entry(look, 6, study.study, note)
        });
    }
    let outcome = look.graph.targets(id, "outcome").next()?;
    let readings = estimate::readings(&look.graph.entry(outcome).document.fields);
    let newest = prose::newest(&readings)?;
    newest.day().filter(|day| *day >= shipped)?;
    let note = prose::note(look.graph, look.evidence, look.config, outcome);
    Some(Step {
        icon: card::icon(Some(Role::Measure)),
        ..Step::entry(look, 6, outcome, note)
    })
}

/// Each once, in the order of their first place.
pub fn once(ids: impl Iterator<Item = Id>) -> Vec<Id> {
    const FEW: usize = 16;
    let (mut kept, mut seen) = (Vec::new(), HashSet::new());
    for id in ids {
        // A set costs more than a look at a few.
        let is_new = match kept.len() {
            0..FEW => !kept.contains(&id),
            FEW => {
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
