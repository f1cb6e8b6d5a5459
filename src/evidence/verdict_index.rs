//! Which statements of which studies count for a claim or an answer, at any day.
//!
//! Read once from the graph; then every score costs no more than the statements about its entry. Knows nothing about
//! points and sums.

use jiff::civil::Date;
use rayon::prelude::*;

use super::opportunity::{NextStep, Opportunity};
use super::persona::PersonaEvidence;
use super::score::{Contribution, Score, Via};
use super::score_date::ScoreDate;
use super::validation::{Validation, Verdict, axis_from_fields};
use super::{ById, Evidence, ProblemScores};
use crate::config::{Axis, Config};
use crate::graph::{EntryId, Graph};
use crate::model::Role;

/// Everything studies say about claims and answers. For pages that show one entry at its own day (“then and now”).
pub struct VerdictIndex<'a> {
    graph: &'a Graph,
    config: &'a Config,
    validations: ById<Validation>,
    /// For each entry of the graph, what is said about it. Of one study: results in their order, then its lists, then
    /// insights by id; so the first for an axis is the one that counts.
    assessments: Vec<Vec<Assessment>>,
}

/// Scores the graph as of a day: ages count up to it, and studies of a later day have age 0.
pub fn score(graph: &Graph, config: &Config, as_of: Date) -> Evidence {
    VerdictIndex::new(graph, config).score_all(ScoreDate::Today(as_of))
}

/// What was known on a day: studies dated up to it, those without a date left out. For one entry at many days, ask a
/// [`History`], which does not score the rest.
pub fn score_as_known_on(graph: &Graph, config: &Config, day: Date) -> Evidence {
    VerdictIndex::new(graph, config).score_all(ScoreDate::AsOf(day))
}

/// The scores if every dated study were of today: what is wrong then is wrong for another reason than age.
pub fn score_ignoring_age(graph: &Graph, config: &Config, as_of: Date) -> Evidence {
    VerdictIndex::new(graph, config).score_all(ScoreDate::IgnoreAge(as_of))
}

struct Assessment {
    validation: EntryId,
    axis: Axis,
    via: Via,
    verdict: Option<Verdict>,
}

impl<'a> VerdictIndex<'a> {
    pub fn new(graph: &'a Graph, config: &'a Config) -> VerdictIndex<'a> {
        let studies = graph.iter().map(|(id, _)| id);
        let studies = studies.filter(|id| graph.role(*id) == Some(Role::Validation));
        let mut history = VerdictIndex {
            graph,
            config,
            validations: studies
                .map(|id| (id, Validation::from_entry(graph, id, config)))
                .collect(),
            assessments: graph.ids().map(|_| vec![]).collect(),
        };
        history.collect_from_validations();
        history.collect_from_insights();
        history
    }

    /// Both axes of a claim as they were known on a day; `None` for other entries.
    pub fn problem_on(&self, id: EntryId, day: Date) -> Option<ProblemScores> {
        let date = ScoreDate::AsOf(day);
        (self.graph.role(id) == Some(Role::Problem)).then(|| {
            let answers: Vec<(EntryId, Score)> = self
                .solutions_of(id)
                .map(|answer| (answer, self.score_solution(answer, date)))
                .collect();
            self.score_problem(id, date, answers.iter().map(|(id, s)| (*id, s)).collect())
        })
    }

    /// The score of an answer as it was known on a day; `None` for other entries.
    pub fn solution_on(&self, id: EntryId, day: Date) -> Option<Score> {
        let date = ScoreDate::AsOf(day);
        (self.graph.role(id) == Some(Role::Solution)).then(|| self.score_solution(id, date))
    }

    pub(super) fn score_all(&self, date: ScoreDate) -> Evidence {
        let answers = self.for_role(Role::Solution, |id| self.score_solution(id, date));
        let claims = self.for_role(Role::Problem, |id| {
            let scored = self.solutions_of(id);
            let scored = scored.filter_map(|answer| Some((answer, answers.get(&answer)?)));
            self.score_problem(id, date, scored.collect())
        });
        let studies = self.validations.iter();
        Evidence {
            problems: claims,
            personas: self.for_role(Role::Persona, |id| self.score_persona(id, date)),
            validations: studies
                .map(|(id, study)| (id, study.status(date.day())))
                .collect(),
            solutions: answers,
        }
    }

    fn for_role<T: Send>(&self, role: Role, derive: impl Fn(EntryId) -> T + Sync) -> ById<T> {
        let ids = self.graph.iter().map(|(id, _)| id);
        let ids: Vec<EntryId> = ids
            .filter(|id| self.graph.role(*id) == Some(role))
            .collect();
        let derived = ids.into_par_iter().map(|id| (id, derive(id)));
        derived.collect::<Vec<_>>().into_iter().collect()
    }

    fn collect_from_validations(&mut self) {
        for (id, study) in self.validations.iter() {
            let Some(weighing) = &study.weight else {
                continue;
            };
            let entry = self.graph.entry(id);
            let results = entry.document.fields.list("results");
            let edges = || entry.outgoing.iter().map(|edge| self.graph.edge(*edge));
            for edge in edges().filter(|edge| &*edge.field == "results") {
                let Some(result) = results.get(edge.item).and_then(|r| r.as_map()) else {
                    continue;
                };
                let names_answer = result.has("solution").then_some(Axis::Solution);
                let about = axis_from_fields(result).or(study.axis).or(names_answer);
                let verdict = result.text("verdict").and_then(Verdict::parse);
                let statement = Assessment {
                    validation: id,
                    axis: match self.graph.role(edge.to) {
                        Some(Role::Solution) => Axis::Solution,
                        _ => about.unwrap_or(weighing.axis),
                    },
                    via: Via::Result(edge.item),
                    verdict: verdict.or(study.verdict),
                };
                self.assessments[edge.to.0 as usize].push(statement);
            }
            for edge in edges() {
                let (axis, via) = match &*edge.field {
                    "problems" => (study.axis.unwrap_or(weighing.axis), Via::Problems),
                    "solutions" => (Axis::Solution, Via::Solution(edge.to)),
                    _ => continue,
                };
                self.assessments[edge.to.0 as usize].push(Assessment {
                    validation: id,
                    axis,
                    via,
                    verdict: study.verdict,
                });
            }
        }
    }

    /// An insight always speaks about the problem.
    fn collect_from_insights(&mut self) {
        let findings = self.graph.iter().map(|(id, _)| id);
        let mut findings: Vec<EntryId> = findings
            .filter(|id| self.graph.role(*id) == Some(Role::Insight))
            .collect();
        findings.sort_by_key(|id| &*self.graph.entry(*id).document.id);
        for id in findings {
            let stance = self.graph.entry(id).document.fields.text("stance");
            let verdict = Some(Verdict::from_stance(stance));
            let studies: Vec<EntryId> = self.graph.targets(id, "validations").collect();
            for claim in self.graph.targets(id, "problems") {
                let statements = studies.iter().map(|study| Assessment {
                    validation: *study,
                    axis: Axis::Problem,
                    via: Via::Insight(id),
                    verdict,
                });
                self.assessments[claim.0 as usize].extend(statements);
            }
        }
    }

    fn assessments_of(&self, id: EntryId, axis: Axis) -> impl Iterator<Item = &Assessment> {
        let statements = self.assessments[id.0 as usize].iter();
        statements.filter(move |statement| statement.axis == axis)
    }

    /// Only studies that give it a verdict count for an answer.
    fn verdicts_on_solution(&self, answer: EntryId) -> impl Iterator<Item = &Assessment> {
        let statements = self.assessments_of(answer, Axis::Solution);
        statements.filter(|statement| statement.verdict.is_some())
    }

    fn score_solution(&self, id: EntryId, date: ScoreDate) -> Score {
        let statements = self.verdicts_on_solution(id).map(|s| (s, s.via)).collect();
        self.score_axis(Axis::Solution, statements, date)
    }

    fn score_problem(
        &self,
        id: EntryId,
        date: ScoreDate,
        answers: Vec<(EntryId, &Score)>,
    ) -> ProblemScores {
        let problem = self
            .assessments_of(id, Axis::Problem)
            .map(|s| (s, s.via))
            .collect();
        let problem = self.score_axis(Axis::Problem, problem, date);
        let (best, others) = self.rank_solutions(answers);
        let own = self.assessments_of(id, Axis::Solution).map(|s| (s, s.via));
        let through = best.into_iter().flat_map(|best| {
            let verdicts = self.verdicts_on_solution(best);
            verdicts.map(move |statement| (statement, Via::Solution(best)))
        });
        let solution = self.score_axis(Axis::Solution, own.chain(through).collect(), date);
        let fields = &self.graph.entry(id).document.fields;
        let opportunity = Opportunity::from_fields(fields, self.config);
        ProblemScores {
            next_step: NextStep::from_scores(
                &opportunity,
                problem.support,
                solution.support,
                self.config,
            ),
            problem,
            solution,
            best_solution: best,
            other_solutions: others,
            opportunity,
        }
    }

    /// One study counts once: by the first of its statements.
    fn score_axis(&self, axis: Axis, mut said: Vec<(&Assessment, Via)>, date: ScoreDate) -> Score {
        said.sort_by_key(|(statement, _)| statement.validation);
        said.dedup_by_key(|(statement, _)| statement.validation);
        let counted = said.into_iter().filter_map(|(statement, via)| {
            let study = self.validations.get(&statement.validation)?;
            let weighing = study.weight.as_ref().filter(|_| study.is_counted(date))?;
            Some(Contribution::new(
                statement.validation,
                via,
                statement.verdict,
                weighing,
                axis,
                date,
                &self.config.evidence,
            ))
        });
        Score::from_contributions(axis, counted.collect(), self.graph, self.config)
    }

    /// The answers that name a claim, each once.
    fn solutions_of(&self, claim: EntryId) -> impl Iterator<Item = EntryId> {
        let mut answers: Vec<EntryId> = self
            .graph
            .sources(claim, Role::Solution, "problems")
            .collect();
        answers.sort();
        answers.dedup();
        answers.into_iter()
    }

    /// The one whose studies count, and the others: retired ones last, then by their own score, then by id.
    fn rank_solutions(
        &self,
        mut answers: Vec<(EntryId, &Score)>,
    ) -> (Option<EntryId>, Vec<EntryId>) {
        let document = |id: &EntryId| &self.graph.entry(*id).document;
        let is_retired = |id: &EntryId| document(id).fields.text("status") == Some("retired");
        answers.sort_by(|(a, of_a), (b, of_b)| {
            let retired = is_retired(a).cmp(&is_retired(b));
            let score = of_b.net.total_cmp(&of_a.net);
            let id = || document(a).id.cmp(&document(b).id);
            retired.then(score).then_with(id)
        });
        let mut ids: Vec<EntryId> = answers.into_iter().map(|(id, _)| id).collect();
        match ids.first().is_some_and(|first| !is_retired(first)) {
            true => (Some(ids.remove(0)), ids),
            false => (None, ids),
        }
    }

    fn score_persona(&self, id: EntryId, date: ScoreDate) -> PersonaEvidence {
        let mut studies: Vec<EntryId> = self
            .graph
            .sources(id, Role::Validation, "personas")
            .collect();
        studies.sort();
        studies.dedup();
        let done = studies.iter().filter_map(|id| self.validations.get(id));
        let fields = &self.graph.entry(id).document.fields;
        let reviewed = fields.date("reviewed").map(|date| date.first);
        PersonaEvidence::from_validations(
            done.filter(|study| study.is_counted(date)),
            reviewed,
            &self.config.evidence,
        )
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::evidence::fixture::{graph_from_text, id_of};
    use crate::evidence::{ValidationStatus, score, score_as_known_on};

    const DAY: Date = date(2026, 7, 1);

    fn scored(text: &str) -> (Graph, Evidence) {
        let graph = graph_from_text(text);
        assert_eq!(graph.diagnostics, vec![]);
        let evidence = score(&graph, &Config::default(), DAY);
        (graph, evidence)
    }

    /// `study via verdict` of each study, by the study's id.
    fn counted(graph: &Graph, score: &Score) -> Vec<String> {
        let id = |id: EntryId| &*graph.entry(id).document.id;
        let line = |c: &Contribution| {
            let verdict = c.verdict.map_or("–", |v| v.as_str());
            let via = match c.via {
                Via::Result(i) => format!("result {i}"),
                Via::Insight(insight) => format!("insight {}", id(insight)),
                via => via.as_str().to_owned(),
            };
            format!("{} by {via}: {verdict}", id(c.validation))
        };
        let mut lines: Vec<String> = score.contributions.iter().map(line).collect();
        lines.sort();
        lines
    }

    #[test]
    fn a_study_counts_once_an_axis_by_the_first_of_its_statements() {
        let (graph, evidence) = scored(
            ">>> problems/p.md
title: P
>>> solutions/s.md
title: S
problems: p
>>> validations/a.md
title: A result beats the list, the first one wins, and takes the study's verdict where it has none.
method: interview
date: 2026
problems: p
verdict: refuted
results: [{problem: p}, {problem: p, verdict: supported}]
>>> validations/b.md
title: The list beats an insight, also without a verdict.
method: interview
date: 2026
problems: p
>>> validations/c.md
title: Of several insights, the first by id.
method: interview
date: 2026
>>> validations/d.md
title: The solution counts where nothing else speaks about the answer.
method: pilot
date: 2026
solutions: s
verdict: supported
>>> validations/e.md
title: A result that names the solution speaks about the answer, of both.
method: interview
date: 2026
verdict: supported
results: [{problem: p, solution: s, verdict: mixed}]
>>> validations/f.md
title: What the result says of itself beats that; the solution still gets its verdict.
method: interview
date: 2026
results: [{problem: p, solution: s, about: problem, verdict: supported}]
>>> insights/z.md
title: Z
validations: [b, c]
problems: p
>>> insights/y.md
title: Y
validations: [c, b]
problems: [p, p]
stance: contradicts
",
        );
        let claim = evidence.problems.get(&id_of(&graph, "p")).unwrap();
        assert_eq!(
            counted(&graph, &claim.problem),
            [
                "a by result 0: refuted",
                "b by problems: –",
                "c by insight y: refuted",
                "f by result 0: supported"
            ]
        );
        assert_eq!(
            counted(&graph, &claim.solution),
            [
                "d by solution: supported",
                "e by result 0: mixed",
                "f by solution: supported"
            ]
        );
        assert_eq!(
            counted(&graph, evidence.solutions.get(&id_of(&graph, "s")).unwrap()),
            [
                "d by solution: supported",
                "e by result 0: mixed",
                "f by result 0: supported"
            ]
        );
    }

    #[test]
    fn the_axis_is_that_of_the_result_else_the_study_else_the_method() {
        let (graph, evidence) = scored(
            ">>> problems/p.md
title: P
>>> validations/a.md
method: pilot
about: problem
date: 2026
results: [{problem: p, about: solution, verdict: supported}]
>>> validations/b.md
method: pilot
about: problem
date: 2026
results: [{problem: p, verdict: supported}]
>>> validations/c.md
method: pilot
date: 2026
problems: p
verdict: supported
",
        );
        let claim = evidence.problems.get(&id_of(&graph, "p")).unwrap();
        assert_eq!(
            counted(&graph, &claim.problem),
            ["b by result 0: supported"]
        );
        assert_eq!(
            counted(&graph, &claim.solution),
            ["a by result 0: supported", "c by problems: supported"]
        );
    }

    #[test]
    fn the_best_solution_is_not_retired_and_has_the_highest_score() {
        let text = ">>> problems/p.md
title: P
>>> solutions/a.md
title: A
problems: [p, p]
>>> solutions/b.md
title: B
problems: p
>>> solutions/old.md
title: Old
problems: p
status: retired
>>> validations/old-pilot.md
method: pilot
date: 2026
solutions: old
verdict: supported
";
        let of = |text: &str| {
            let (graph, evidence) = scored(text);
            let claim = evidence.problems.get(&id_of(&graph, "p")).unwrap();
            let name = |id: &EntryId| graph.entry(*id).document.id.to_string();
            let others: Vec<String> = claim.other_solutions.iter().map(name).collect();
            (
                claim.best_solution.as_ref().map(name),
                others.join(" "),
                claim.solution.contributions.len(),
            )
        };
        assert_eq!(of(text), (Some("a".into()), "b old".into(), 0));
        let tested = format!(
            "{text}>>> validations/b-pilot.md\nmethod: pilot\ndate: 2026\nsolutions: b\nverdict: mixed\n\
             >>> validations/b-test.md\nmethod: ab-test\nn: 10\ndate: 2026\nsolutions: b\nverdict: supported\n"
        );
        assert_eq!(of(&tested), (Some("b".into()), "a old".into(), 2));
        let retired = text.replace("title: A", "title: A\nstatus: retired");
        let retired = retired.replace("title: B", "title: B\nstatus: retired");
        assert_eq!(of(&retired), (None, "old a b".into(), 0));
    }

    #[test]
    fn a_status_that_is_not_given_follows_from_verdict_insight_and_day() {
        let (_, evidence) = scored(
            ">>> validations/a-given.md
method: desk
status: running
verdict: supported
>>> validations/b-verdict.md
method: desk
date: 2027
verdict: supported
>>> validations/c-result.md
method: desk
results: [{note: we saw it}]
>>> validations/d-cited.md
method: desk
>>> validations/e-past.md
method: desk
end: 2026-07-01
start: 2026-06
>>> validations/f-future.md
method: desk
end: 2026-07-02
start: 2026-06
>>> validations/g-nothing.md
method: desk
>>> insights/i.md
title: I
validations: d-cited
",
        );
        let status: Vec<ValidationStatus> = evidence.validations.values().copied().collect();
        use ValidationStatus::*;
        assert_eq!(status, [Running, Done, Done, Done, Done, Planned, Planned]);
    }

    #[test]
    fn what_was_known_then_leaves_out_what_came_later() {
        let graph = graph_from_text(
            ">>> problems/p.md
title: P
>>> validations/early.md
method: observation
n: 10
date: 2025-01-01
problems: p
verdict: supported
>>> validations/late.md
method: observation
n: 10
date: 2026-01-01
problems: p
verdict: supported
>>> validations/undated.md
method: observation
n: 10
problems: p
verdict: supported
",
        );
        let (config, p) = (Config::default(), id_of(&graph, "p"));
        let then = score_as_known_on(&graph, &config, date(2025, 1, 1));
        let then = &then.problems.get(&p).unwrap().problem;
        assert_eq!((then.support, then.contributions.len()), (3.0, 1));
        let history = VerdictIndex::new(&graph, &config);
        let same = history.problem_on(p, date(2025, 1, 1)).unwrap().problem;
        assert_eq!((same.support, same.contributions.len()), (3.0, 1));
        let now = score(&graph, &config, DAY);
        assert_eq!(now.problems.get(&p).unwrap().problem.contributions.len(), 3);
    }

    #[test]
    fn a_hidden_study_does_not_count() {
        let (graph, evidence) = scored(
            ">>> problems/p.md
title: P
>>> validations/secret.md
visibility: internal
method: pilot
problems: p
verdict: supported
",
        );
        let claim = evidence.problems.get(&id_of(&graph, "p")).unwrap();
        assert_eq!(
            claim.problem.contributions.len() + claim.solution.contributions.len(),
            0
        );
    }
}
