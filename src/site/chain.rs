//! The chain of a problem, from outcome to result, as texts; missing steps are gaps. Pages and `casebook why` write it.

use jiff::civil::Date;
use serde::Serialize;

use super::prose;
use crate::evidence::interval;
use crate::evidence::{
    ProblemScores, Score, ScoredGraph, State, StatusClaim, TestedSolution, Verdict, commitment,
};
use crate::graph::{EntryId, distinct_in_order};
use crate::model::{Role, role};

/// Label and role of each step; functions below name a step by its index here.
pub const CHAIN_STEPS: [(&str, Option<Role>); 7] = [
    ("Outcome", Some(Role::Metric)),
    ("Problem", Some(Role::Problem)),
    ("Evidence", Some(Role::Validation)),
    ("Persona", Some(Role::Persona)),
    ("Solution", Some(Role::Solution)),
    ("Decision", Some(Role::Decision)),
    ("Result", None),
];

#[derive(Serialize, Default)]
pub struct ChainStep {
    pub label: &'static str,
    /// The role of the entry that it shows, or lacks; none of a result that is missing.
    pub role: Option<&'static str>,
    pub title: String,
    /// From the root of the site; `None` for a gap and for the current page.
    pub href: Option<String>,
    pub note: String,
    pub is_current: bool,
    /// A gap.
    pub is_missing: bool,
}

impl ChainStep {
    fn new(place: usize) -> Self {
        let (label, role) = CHAIN_STEPS[place];
        ChainStep {
            label,
            role: role.map(Role::name),
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
}

/// The chain of a problem.
impl ScoredGraph<'_> {
    /// The steps of a problem on the page of `here`. The step of its role shows `here` itself in place of what is nearest
    /// to the problem, and so do the decisions and results of a solution. A decision about a solution shows that.
    pub fn chain(self, id: EntryId, scores: &ProblemScores, here: EntryId) -> [ChainStep; 7] {
        let outcome = match self.graph.outcome_of(id) {
            Some(outcome) => self.entry_step(0, outcome, self.note(outcome)),
            None => ChainStep::gap(0, "No outcome named", "Which metric should move?"),
        };
        let who = distinct_in_order(self.graph.personas_of(id));
        let persona = match who.as_slice() {
            [] => ChainStep::gap(3, "Nobody named", "Who has this problem?"),
            [one] => self.entry_step(3, *one, self.note(*one)),
            [first, more @ ..] => self.entry_step(3, *first, format!("and {} more", more.len())),
        };
        let role = self.graph.role(here);
        let own = match role {
            Some(Role::Solution) => Some(here),
            Some(Role::Decision) => {
                let mut named = self.graph.targets(here, "solutions");
                named.find(|named| self.graph.problems_of(*named).any(|problem| problem == id))
            }
            _ => None,
        };
        let solution = match own.map_or(scores.answer(), TestedSolution::Live) {
            TestedSolution::Live(best) => self.entry_step(4, best, self.solution_text(best)),
            TestedSolution::NoneLive => {
                ChainStep::gap(4, "No live solution", "None of its answers is live.")
            }
            TestedSolution::Unnamed => {
                let note = "Studies tested an answer and do not say which.";
                ChainStep::gap(4, "No solution named", note)
            }
            TestedSolution::None => ChainStep::gap(4, "No solution yet", "Nobody has offered one."),
        };
        let decided = own.map_or((id, scores.best_solution), |own| (own, None));
        let mut steps = [
            outcome,
            self.entry_step(1, id, self.problem_text(id)),
            self.evidence_step(id, scores),
            persona,
            solution,
            self.decision_step(decided),
            self.result_step(id, scores, own.or(scores.best_solution)),
        ];
        let mut places = CHAIN_STEPS.iter();
        if let Some(place) = places.position(|(_, step)| role.is_some() && *step == role) {
            steps[place] = self.current_step(place, here);
        }
        steps
    }

    /// “2 studies, one against” and “14 people, newest Oct 2024”.
    pub fn studies_text(self, score: &Score) -> (String, String) {
        let count = |verdict| score.count(Some(verdict));
        let against = match (count(Verdict::Refuted), count(Verdict::Mixed)) {
            (0, 0) => "none against".into(),
            (0, mixed) if mixed == score.contributions.len() => "mixed".into(),
            (0, mixed) => format!("{} mixed", prose::number_word(mixed)),
            (against, _) => format!("{} against", prose::number_word(against)),
        };
        let samples = prose::samples(&score.contributions);
        let samples = samples.unwrap_or_else(|| "nobody noted how many".into());
        let newest = score
            .last
            .as_ref()
            .map(|day| format!(", newest {}", prose::format_month(day)));
        (
            format!("{}, {against}", prose::studies(score.contributions.len())),
            format!("{samples}{}", newest.unwrap_or_default()),
        )
    }

    fn note(self, id: EntryId) -> String {
        prose::entry_note(self, id)
    }

    fn entry_step(self, place: usize, id: EntryId, note: String) -> ChainStep {
        ChainStep {
            title: self.title(id).to_owned(),
            href: Some(self.href(id)),
            note,
            is_missing: false,
            ..ChainStep::new(place)
        }
    }

    fn current_step(self, place: usize, id: EntryId) -> ChainStep {
        let note = match self.graph.role(id) {
            Some(Role::Problem) => self.problem_text(id),
            Some(Role::Solution) => self.solution_text(id),
            _ => prose::capitalize(&self.note(id)),
        };
        ChainStep {
            href: None,
            is_current: true,
            ..self.entry_step(place, id, note)
        }
    }

    /// The decisions about an entry, as its page lists them: the first, and how many more.
    fn decision_step(self, (id, best_solution): (EntryId, Option<EntryId>)) -> ChainStep {
        let decisions = commitment::decisions_on(self.graph, id, best_solution);
        let Some((first, more)) = decisions.split_first() else {
            return ChainStep::gap(5, "No decision yet", "");
        };
        let note = prose::capitalize(&self.note(*first));
        let note = match more.len() {
            0 => note,
            more => format!("{note}, and {more} more"),
        };
        self.entry_step(5, *first, note)
    }

    /// “Good 2.6”, and the status where the evidence says less: “Good 2.6 · Solved, ahead of the evidence”.
    fn problem_text(self, id: EntryId) -> String {
        let scores = self.evidence.problems.get(&id);
        let state = scores.map(|c| prose::state_text(&c.problem, self.config));
        self.with_status(id, state.unwrap_or_default())
    }

    fn with_status(self, id: EntryId, state: String) -> String {
        let status = prose::status_text(self, id);
        match (self.evidence.status_claim(id), status) {
            (StatusClaim::Fair, _) | (_, None) => state,
            (_, Some(status)) => format!("{state} · {status}"),
        }
    }

    fn solution_text(self, id: EntryId) -> String {
        let score = self.evidence.solutions.get(&id);
        let bars = score.map(|score| prose::score_bars(score, self.config));
        let state = bars.map_or(String::new(), |bars| match bars.note.is_empty() {
            true => bars.state.word,
            false => format!("{}: {}", bars.state.word, bars.note),
        });
        self.with_status(id, state)
    }

    fn evidence_step(self, id: EntryId, scores: &ProblemScores) -> ChainStep {
        if scores.problem.state == State::Untested {
            let note = match scores.solution.state {
                State::Untested => "Nobody has asked or watched yet.",
                _ => "Only the answer was tested, nobody has asked whether the problem is real.",
            };
            return ChainStep::gap(2, "Not tested", note);
        }
        let (title, note) = self.studies_text(&scores.problem);
        let kind = self.graph.entry(id).document.kind;
        let page = kind.map(|kind| &self.graph.schema.kinds[kind].page);
        let has_panel = page.is_some_and(|page| page.has_panel("for_and_against"));
        let anchor = if has_panel { "#cb-evidence" } else { "" };
        ChainStep {
            title,
            href: Some(format!("{}{anchor}", self.href(id))),
            note,
            is_missing: false,
            ..ChainStep::new(2)
        }
    }

    /// What happened after a solution shipped: its newest study, else the newest reading of the outcome metric.
    fn result_step(
        self,
        id: EntryId,
        scores: &ProblemScores,
        solution: Option<EntryId>,
    ) -> ChainStep {
        const TITLE: &str = "No result yet";
        let Some(solution) = solution else {
            return ChainStep::gap(6, TITLE, "");
        };
        let own = role::Solution(self.fields(solution));
        let status = own.0.written("status").unwrap_or("idea");
        let shipped = own.shipped().map(|date| date.first);
        let (true, Some(shipped)) = (status == "shipped", shipped) else {
            let note = match status {
                "idea" => "The solution is still an idea.".into(),
                "building" => "The solution is being built.".into(),
                other => format!("The solution is {}.", prose::humanize(other)),
            };
            return ChainStep::gap(6, TITLE, note);
        };
        self.measured_result(id, scores, solution, shipped)
            .unwrap_or_else(|| {
                let days = prose::days_between(shipped, self.as_of);
                let note = match days {
                    d if d < 0 => format!("Ships on {}", prose::format_day(shipped)),
                    d => format!("Shipped {}", prose::format_ago(d)),
                };
                ChainStep::gap(6, TITLE, note)
            })
    }

    fn measured_result(
        self,
        id: EntryId,
        scores: &ProblemScores,
        solution: EntryId,
        shipped: Date,
    ) -> Option<ChainStep> {
        let score = match scores.best_solution == Some(solution) {
            true => &scores.solution,
            false => self.evidence.solutions.get(&solution)?,
        };
        let after = score.contributions.iter().filter(|s| {
            s.verdict.is_some() && s.day.as_ref().is_some_and(|day| day.first >= shipped)
        });
        if let Some(study) = after.max_by_key(|s| (&s.day, s.validation)) {
            let verdict = study.verdict.map_or("", Verdict::as_str);
            let day = study
                .day
                .as_ref()
                .map_or(String::new(), prose::format_month);
            let note = format!("{}, {day}", prose::capitalize(verdict));
            return Some(ChainStep {
                role: Some(Role::Validation.name()),
                ..self.entry_step(6, study.validation, note)
            });
        }
        let outcome = self.graph.outcome_of(id)?;
        let readings = interval::readings(self.fields(outcome));
        let newest = prose::newest_reading(&readings)?;
        newest.day().filter(|day| *day >= shipped)?;
        let note = self.note(outcome);
        Some(ChainStep {
            role: Some(Role::Metric.name()),
            ..self.entry_step(6, outcome, note)
        })
    }
}
