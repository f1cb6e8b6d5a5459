//! Finds the assessments that validations and insights make of each problem and solution, and scores any day from them.
//!
//! Built once from the graph; then a score costs no more than the assessments of its entry. Knows nothing about points
//! and sums.

use std::cmp::Ordering;

use jiff::civil::Date;
use rayon::prelude::*;

use super::contribution::{Contribution, Via};
use super::demand::Demand;
use super::opportunity::{NextStep, Opportunity};
use super::persona::PersonaEvidence;
use super::score::Score;
use super::score_date::ScoreDate;
use super::summary::EvidenceSummary;
use super::validation::{Validation, Verdict, axis_of};
use super::{ById, Evidence, ProblemScores};
use crate::config::{Axis, Config};
use crate::graph::{EntryId, Graph, sorted_unique};
use crate::model::{Role, role};

/// The assessments of every entry. Use it to score one entry at many days; [`score`] scores the whole graph.
pub struct VerdictIndex<'a> {
    graph: &'a Graph,
    config: &'a Config,
    validations: ById<Validation>,
    /// By entry. Those of one validation are in this order: results, its lists, insights by id. Of each axis, the first
    /// counts.
    assessments: Vec<Vec<Assessment>>,
}

/// Scores the graph as of a day. Ages count up to that day; validations of a later day have age 0.
pub fn score(graph: &Graph, config: &Config, as_of: Date) -> Evidence {
    VerdictIndex::new(graph, config).score_all(ScoreDate::Today(as_of))
}

/// Scores the graph over the validations dated up to a day; those without a date are left out. For one entry at many
/// days use a [`VerdictIndex`], which does not score the rest.
pub fn score_as_known_on(graph: &Graph, config: &Config, day: Date) -> Evidence {
    VerdictIndex::new(graph, config).score_all(ScoreDate::AsOf(day))
}

/// Scores the graph as if every dated validation were of that day, so that age has no effect.
pub fn score_ignoring_age(graph: &Graph, config: &Config, as_of: Date) -> Evidence {
    VerdictIndex::new(graph, config).score_all(ScoreDate::IgnoreAge(as_of))
}

/// What a validation says about one entry on one axis, directly or through an insight.
struct Assessment {
    validation: EntryId,
    axis: Axis,
    via: Via,
    verdict: Option<Verdict>,
}

/// A solution of a problem, with its own net score.
struct RankedSolution {
    id: EntryId,
    rank: SolutionRank,
    net: f64,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum SolutionRank {
    /// A counted validation gives it a verdict.
    Tested,
    Untested,
    Retired,
}

impl<'a> VerdictIndex<'a> {
    pub fn new(graph: &'a Graph, config: &'a Config) -> VerdictIndex<'a> {
        let validations = graph.ids_with_role(Role::Validation);
        let validations = validations.map(|id| (id, Validation::from_entry(graph, id, config)));
        let mut index = VerdictIndex {
            graph,
            config,
            validations: validations.collect(),
            assessments: graph.ids().map(|_| vec![]).collect(),
        };
        index.collect_from_validations();
        index.collect_from_insights();
        index
    }

    /// Both axes of a problem as known on a day; `None` for other entries.
    pub fn problem_on(&self, id: EntryId, day: Date) -> Option<ProblemScores> {
        let date = ScoreDate::AsOf(day);
        (self.graph.role(id) == Some(Role::Problem)).then(|| {
            let solutions = self.solutions_of(id).into_iter();
            let solutions = solutions.map(|id| (id, self.score_solution(id, date)));
            let solutions: Vec<(EntryId, Score)> = solutions.collect();
            self.score_problem(id, date, solutions.iter().map(|(id, s)| (*id, s)).collect())
        })
    }

    /// The score of a solution as known on a day; `None` for other entries.
    pub fn solution_on(&self, id: EntryId, day: Date) -> Option<Score> {
        let date = ScoreDate::AsOf(day);
        (self.graph.role(id) == Some(Role::Solution)).then(|| self.score_solution(id, date))
    }

    pub(super) fn score_all(&self, date: ScoreDate) -> Evidence {
        let solutions = self.for_role(Role::Solution, |id| self.score_solution(id, date));
        let problems = self.for_role(Role::Problem, |id| {
            let scored = self.solutions_of(id).into_iter();
            let scored = scored.filter_map(|solution| Some((solution, solutions.get(&solution)?)));
            self.score_problem(id, date, scored.collect())
        });
        let (graph, config, day) = (self.graph, self.config, date.day());
        let of_problems = problems.iter().map(|(id, scores)| {
            let (problem, solution) = (&scores.problem, &scores.solution);
            let summary = EvidenceSummary::of_problem(graph, id, problem, solution, config, day);
            (id, summary)
        });
        let of_solutions = solutions.iter().map(|(id, score)| {
            (
                id,
                EvidenceSummary::of_solution(graph, id, score, config, day),
            )
        });
        let validations = self.validations.iter();
        let demands = self.for_role(Role::Solution, |id| {
            let score_of = |problem, on: Option<Date>| match on {
                None => Some(problems.get(&problem)?.problem.clone()),
                Some(day) => Some(self.problem_on(problem, day)?.problem),
            };
            Demand::of_solution(graph, id, score_of, config, day)
        });
        Evidence {
            demands,
            summaries: of_problems.chain(of_solutions).collect(),
            problems,
            personas: self.for_role(Role::Persona, |id| self.score_persona(id, date)),
            validations: validations
                .filter_map(|(id, validation)| Some((id, validation.status(date.day())?)))
                .collect(),
            solutions,
        }
    }

    fn for_role<T: Send>(&self, role: Role, derive: impl Fn(EntryId) -> T + Sync) -> ById<T> {
        let ids: Vec<EntryId> = self.graph.ids_with_role(role).collect();
        let derived = ids.into_par_iter().map(|id| (id, derive(id)));
        derived.collect::<Vec<_>>().into_iter().collect()
    }

    fn collect_from_validations(&mut self) {
        for (id, validation) in self.validations.iter() {
            let Some(method) = &validation.method else {
                continue;
            };
            let entry = self.graph.entry(id);
            let study = role::Validation(&entry.document.fields);
            let edges = || self.graph.edges_of(&entry.outgoing);
            for edge in edges().filter(|edge| &*edge.field == "results") {
                let Some(result) = study.result(edge.item) else {
                    continue;
                };
                let implied = result.names_solution().then_some(Axis::Solution);
                let about = axis_of(result).or(validation.axis).or(implied);
                let verdict = result.verdict().and_then(Verdict::parse);
                let assessment = Assessment {
                    validation: id,
                    axis: match self.graph.role(edge.to) {
                        Some(Role::Solution) => Axis::Solution,
                        _ => about.unwrap_or(method.axis),
                    },
                    via: Via::Result(edge.item),
                    verdict: verdict.or(validation.verdict),
                };
                self.assessments[edge.to.0 as usize].push(assessment);
            }
            for edge in edges() {
                let (axis, via) = match &*edge.field {
                    "problems" => (validation.axis.unwrap_or(method.axis), Via::Problems),
                    "solutions" => (Axis::Solution, Via::Solution(edge.to)),
                    _ => continue,
                };
                self.assessments[edge.to.0 as usize].push(Assessment {
                    validation: id,
                    axis,
                    via,
                    verdict: validation.verdict,
                });
            }
        }
    }

    /// An insight counts on the problem axis only.
    fn collect_from_insights(&mut self) {
        let mut insights: Vec<EntryId> = self.graph.ids_with_role(Role::Insight).collect();
        insights.sort_by_key(|id| &*self.graph.entry(*id).document.id);
        for id in insights {
            let insight = role::Insight(&self.graph.entry(id).document.fields);
            if !insight.is_understood() {
                continue;
            }
            let verdict = Some(Verdict::from_stance(insight.stance()));
            let validations: Vec<EntryId> = self.graph.studies_of(id).collect();
            for problem in self.graph.problems_of(id) {
                let assessments = validations.iter().map(|validation| Assessment {
                    validation: *validation,
                    axis: Axis::Problem,
                    via: Via::Insight(id),
                    verdict,
                });
                self.assessments[problem.0 as usize].extend(assessments);
            }
        }
    }

    fn assessments_of(&self, id: EntryId, axis: Axis) -> impl Iterator<Item = &Assessment> {
        let assessments = self.assessments[id.0 as usize].iter();
        assessments.filter(move |assessment| assessment.axis == axis)
    }

    /// The assessments that count for a solution: those with a verdict.
    fn verdicts_on_solution(&self, solution: EntryId) -> impl Iterator<Item = &Assessment> {
        let assessments = self.assessments_of(solution, Axis::Solution);
        assessments.filter(|assessment| assessment.verdict.is_some())
    }

    fn score_solution(&self, id: EntryId, date: ScoreDate) -> Score {
        let assessments = self.verdicts_on_solution(id).map(|s| (s, s.via)).collect();
        self.score_axis(Axis::Solution, assessments, date)
    }

    fn score_problem(
        &self,
        id: EntryId,
        date: ScoreDate,
        solutions: Vec<(EntryId, &Score)>,
    ) -> ProblemScores {
        let of_axis = |axis| self.assessments_of(id, axis).map(|s| (s, s.via));
        let problem = of_axis(Axis::Problem).collect();
        let problem = self.score_axis(Axis::Problem, problem, date);
        let with_solution = |solution: Option<EntryId>| {
            let through = solution.into_iter().flat_map(|id| {
                let verdicts = self.verdicts_on_solution(id);
                verdicts.map(move |assessment| (assessment, Via::Solution(id)))
            });
            let assessments = of_axis(Axis::Solution).chain(through).collect();
            self.score_axis(Axis::Solution, assessments, date)
        };
        let mut ranked = self.rank_solutions(solutions);
        let tested = ranked.iter().take_while(|s| s.rank == SolutionRank::Tested);
        let scored = tested
            .enumerate()
            .map(|(i, s)| (i, with_solution(Some(s.id))));
        let name = |place: usize| &*self.graph.entry(ranked[place].id).document.id;
        let best = scored.reduce(|best, next| {
            let by_id = || name(next.0) < name(best.0);
            let is_better = match next.1.net.total_cmp(&best.1.net) {
                Ordering::Equal => by_id(),
                order => order == Ordering::Greater,
            };
            if is_better { next } else { best }
        });
        let has_best = ranked
            .first()
            .is_some_and(|s| s.rank != SolutionRank::Retired);
        let (best, solution) = match best {
            Some((best, solution)) => (best, solution),
            None => (0, with_solution(None)),
        };
        let best_solution = has_best.then(|| ranked.remove(best).id);
        let fields = &self.graph.entry(id).document.fields;
        let opportunity = Opportunity::of(role::Problem(fields), self.config);
        ProblemScores {
            next_step: NextStep::from_scores(&opportunity, &problem, &solution, self.config),
            problem,
            solution,
            best_solution,
            other_solutions: ranked.into_iter().map(|s| s.id).collect(),
            opportunity,
        }
    }

    /// Each validation counts once, by its first assessment.
    fn score_axis(&self, axis: Axis, mut list: Vec<(&Assessment, Via)>, date: ScoreDate) -> Score {
        list.sort_by_key(|(assessment, _)| assessment.validation);
        list.dedup_by_key(|(assessment, _)| assessment.validation);
        let counted = list.into_iter().filter_map(|(assessment, via)| {
            let validation = self.validations.get(&assessment.validation);
            let method = validation.filter(|v| v.is_counted(date))?.method.as_ref()?;
            Some(Contribution::new(
                assessment.validation,
                via,
                assessment.verdict,
                method,
                axis,
                date,
                &self.config.evidence,
            ))
        });
        let counted = counted.collect();
        Score::from_contributions(axis, date.day(), counted, self.graph, self.config)
    }

    /// The solutions that name a problem, each once.
    fn solutions_of(&self, problem: EntryId) -> Vec<EntryId> {
        sorted_unique(self.graph.solutions_to(problem))
    }

    /// Tested ones first, retired ones last; then by their own net score, then by id.
    fn rank_solutions(&self, solutions: Vec<(EntryId, &Score)>) -> Vec<RankedSolution> {
        let document = |id: EntryId| &self.graph.entry(id).document;
        let mut ranked: Vec<RankedSolution> = solutions
            .into_iter()
            .map(|(id, score)| RankedSolution {
                id,
                rank: match role::Solution(&document(id).fields).may_be_retired() {
                    true => SolutionRank::Retired,
                    false if score.contributions.is_empty() => SolutionRank::Untested,
                    false => SolutionRank::Tested,
                },
                net: score.net,
            })
            .collect();
        ranked.sort_by(|a, b| {
            let by_net = b.net.total_cmp(&a.net);
            let by_id = || document(a.id).id.cmp(&document(b.id).id);
            a.rank.cmp(&b.rank).then(by_net).then_with(by_id)
        });
        ranked
    }

    fn score_persona(&self, id: EntryId, date: ScoreDate) -> PersonaEvidence {
        let validations = sorted_unique(self.graph.studies_with(id));
        let done = validations.iter().filter_map(|id| self.validations.get(id));
        let persona = role::Persona(&self.graph.entry(id).document.fields);
        let reviewed = persona.reviewed().map(|date| date.first);
        PersonaEvidence::from_validations(
            done.filter(|validation| validation.is_counted(date)),
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
    fn a_study_counts_once_per_axis_by_its_first_assessment() {
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
        let scores = evidence.problems.get(&id_of(&graph, "p")).unwrap();
        assert_eq!(
            counted(&graph, &scores.problem),
            [
                "a by result 0: refuted",
                "b by problems: –",
                "c by insight y: refuted",
                "f by result 0: supported"
            ]
        );
        assert_eq!(
            counted(&graph, &scores.solution),
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
        let scores = evidence.problems.get(&id_of(&graph, "p")).unwrap();
        assert_eq!(
            counted(&graph, &scores.problem),
            ["b by result 0: supported"]
        );
        assert_eq!(
            counted(&graph, &scores.solution),
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
            let scores = evidence.problems.get(&id_of(&graph, "p")).unwrap();
            let name = |id: &EntryId| graph.entry(*id).document.id.to_string();
            let others: Vec<String> = scores.other_solutions.iter().map(name).collect();
            (
                scores.best_solution.as_ref().map(name),
                others.join(" "),
                scores.solution.contributions.len(),
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
    fn scores_as_known_on_a_day_leave_out_later_and_undated_studies() {
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
        let index = VerdictIndex::new(&graph, &config);
        let same = index.problem_on(p, date(2025, 1, 1)).unwrap().problem;
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
        let scores = evidence.problems.get(&id_of(&graph, "p")).unwrap();
        assert_eq!(
            scores.problem.contributions.len() + scores.solution.contributions.len(),
            0
        );
    }
}
