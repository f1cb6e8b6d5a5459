//! Which statements of which studies count for a claim or an answer, at any day.
//!
//! Read once from the graph; then every score costs no more than the statements about its entry. Knows nothing about
//! points and sums.

use jiff::civil::Date;
use rayon::prelude::*;

use super::opportunity::{NextStep, Opportunity};
use super::score::{Counted, Score, Via};
use super::score_date::ScoreDate;
use super::study::{Study, Verdict, axis};
use super::subject::Subject;
use super::{ById, Claim, Evidence};
use crate::config::{Axis, Config};
use crate::graph::{Graph, Id};
use crate::schema::Role;

/// Everything studies say about claims and answers. For pages that show one entry at its own day (“then and now”).
pub struct History<'a> {
    graph: &'a Graph,
    config: &'a Config,
    studies: ById<Study>,
    /// For each entry of the graph, what is said about it. Of one study: results in their order, then its lists, then
    /// insights by id; so the first for an axis is the one that counts.
    statements: Vec<Vec<Statement>>,
}

/// Scores the graph as of a day: ages count up to it, and studies of a later day have age 0.
pub fn score(graph: &Graph, config: &Config, as_of: Date) -> Evidence {
    History::new(graph, config).evidence(ScoreDate::Today(as_of))
}

/// What was known on a day: studies dated up to it, those without a date left out. For one entry at many days, ask a
/// [`History`], which does not score the rest.
pub fn score_until(graph: &Graph, config: &Config, day: Date) -> Evidence {
    History::new(graph, config).evidence(ScoreDate::AsOf(day))
}

/// The scores if every dated study were of today: what is wrong then is wrong for another reason than age.
pub fn score_as_if_new(graph: &Graph, config: &Config, as_of: Date) -> Evidence {
    History::new(graph, config).evidence(ScoreDate::IgnoreAge(as_of))
}

struct Statement {
    study: Id,
    axis: Axis,
    via: Via,
    verdict: Option<Verdict>,
}

impl<'a> History<'a> {
    pub fn new(graph: &'a Graph, config: &'a Config) -> History<'a> {
        let studies = graph.iter().map(|(id, _)| id);
        let studies = studies.filter(|id| graph.role(*id) == Some(Role::Study));
        let mut history = History {
            graph,
            config,
            studies: studies
                .map(|id| (id, Study::read(graph, id, config)))
                .collect(),
            statements: graph.ids().map(|_| vec![]).collect(),
        };
        history.hear_studies();
        history.hear_findings();
        history
    }

    /// Both axes of a claim as they were known on a day; `None` for other entries.
    pub fn claim(&self, id: Id, day: Date) -> Option<Claim> {
        let date = ScoreDate::AsOf(day);
        (self.graph.role(id) == Some(Role::Claim)).then(|| {
            let answers: Vec<(Id, Score)> = self
                .answers_to(id)
                .map(|answer| (answer, self.answer_at(answer, date)))
                .collect();
            self.claim_at(id, date, answers.iter().map(|(id, s)| (*id, s)).collect())
        })
    }

    /// The score of an answer as it was known on a day; `None` for other entries.
    pub fn answer(&self, id: Id, day: Date) -> Option<Score> {
        let date = ScoreDate::AsOf(day);
        (self.graph.role(id) == Some(Role::Answer)).then(|| self.answer_at(id, date))
    }

    pub(super) fn evidence(&self, date: ScoreDate) -> Evidence {
        let answers = self.of_role(Role::Answer, |id| self.answer_at(id, date));
        let claims = self.of_role(Role::Claim, |id| {
            let scored = self.answers_to(id);
            let scored = scored.filter_map(|answer| Some((answer, answers.get(&answer)?)));
            self.claim_at(id, date, scored.collect())
        });
        let studies = self.studies.iter();
        Evidence {
            claims,
            subjects: self.of_role(Role::Subject, |id| self.subject_at(id, date)),
            studies: studies
                .map(|(id, study)| (id, study.status(date.day())))
                .collect(),
            answers,
        }
    }

    fn of_role<T: Send>(&self, role: Role, derive: impl Fn(Id) -> T + Sync) -> ById<T> {
        let ids = self.graph.iter().map(|(id, _)| id);
        let ids: Vec<Id> = ids
            .filter(|id| self.graph.role(*id) == Some(role))
            .collect();
        let derived = ids.into_par_iter().map(|id| (id, derive(id)));
        derived.collect::<Vec<_>>().into_iter().collect()
    }

    fn hear_studies(&mut self) {
        for (id, study) in self.studies.iter() {
            let Some(weighing) = &study.weighing else {
                continue;
            };
            let entry = self.graph.entry(id);
            let results = entry.document.fields.list("results");
            let edges = || entry.out.iter().map(|edge| self.graph.edge(*edge));
            for edge in edges().filter(|edge| &*edge.field == "results") {
                let Some(result) = results.get(edge.item).and_then(|r| r.as_map()) else {
                    continue;
                };
                let names_answer = result.has("solution").then_some(Axis::Solution);
                let about = axis(result).or(study.about).or(names_answer);
                let verdict = result.text("verdict").and_then(Verdict::parse);
                let statement = Statement {
                    study: id,
                    axis: match self.graph.role(edge.to) {
                        Some(Role::Answer) => Axis::Solution,
                        _ => about.unwrap_or(weighing.about),
                    },
                    via: Via::Result(edge.item),
                    verdict: verdict.or(study.verdict),
                };
                self.statements[edge.to.0 as usize].push(statement);
            }
            for edge in edges() {
                let (axis, via) = match &*edge.field {
                    "problems" => (study.about.unwrap_or(weighing.about), Via::Problems),
                    "solutions" => (Axis::Solution, Via::Solution(edge.to)),
                    _ => continue,
                };
                self.statements[edge.to.0 as usize].push(Statement {
                    study: id,
                    axis,
                    via,
                    verdict: study.verdict,
                });
            }
        }
    }

    /// An insight always speaks about the problem.
    fn hear_findings(&mut self) {
        let findings = self.graph.iter().map(|(id, _)| id);
        let mut findings: Vec<Id> = findings
            .filter(|id| self.graph.role(*id) == Some(Role::Finding))
            .collect();
        findings.sort_by_key(|id| &*self.graph.entry(*id).document.id);
        for id in findings {
            let stance = self.graph.entry(id).document.fields.text("stance");
            let verdict = Some(Verdict::of_stance(stance));
            let studies: Vec<Id> = self.graph.targets(id, "validations").collect();
            for claim in self.graph.targets(id, "problems") {
                let statements = studies.iter().map(|study| Statement {
                    study: *study,
                    axis: Axis::Problem,
                    via: Via::Insight(id),
                    verdict,
                });
                self.statements[claim.0 as usize].extend(statements);
            }
        }
    }

    fn about(&self, id: Id, axis: Axis) -> impl Iterator<Item = &Statement> {
        let statements = self.statements[id.0 as usize].iter();
        statements.filter(move |statement| statement.axis == axis)
    }

    /// Only studies that give it a verdict count for an answer.
    fn verdicts_on(&self, answer: Id) -> impl Iterator<Item = &Statement> {
        let statements = self.about(answer, Axis::Solution);
        statements.filter(|statement| statement.verdict.is_some())
    }

    fn answer_at(&self, id: Id, date: ScoreDate) -> Score {
        let statements = self.verdicts_on(id).map(|s| (s, s.via)).collect();
        self.score(Axis::Solution, statements, date)
    }

    fn claim_at(&self, id: Id, date: ScoreDate, answers: Vec<(Id, &Score)>) -> Claim {
        let problem = self.about(id, Axis::Problem).map(|s| (s, s.via)).collect();
        let problem = self.score(Axis::Problem, problem, date);
        let (best, others) = self.ranked(answers);
        let own = self.about(id, Axis::Solution).map(|s| (s, s.via));
        let through = best.into_iter().flat_map(|best| {
            let verdicts = self.verdicts_on(best);
            verdicts.map(move |statement| (statement, Via::Solution(best)))
        });
        let solution = self.score(Axis::Solution, own.chain(through).collect(), date);
        let fields = &self.graph.entry(id).document.fields;
        let opportunity = Opportunity::of(fields, self.config);
        Claim {
            next_step: NextStep::of(&opportunity, problem.support, solution.support, self.config),
            problem,
            solution,
            best,
            others,
            opportunity,
        }
    }

    /// One study counts once: by the first of its statements.
    fn score(&self, axis: Axis, mut said: Vec<(&Statement, Via)>, date: ScoreDate) -> Score {
        said.sort_by_key(|(statement, _)| statement.study);
        said.dedup_by_key(|(statement, _)| statement.study);
        let counted = said.into_iter().filter_map(|(statement, via)| {
            let study = self.studies.get(&statement.study)?;
            let weighing = study.weighing.as_ref().filter(|_| study.counts(date))?;
            Some(Counted::new(
                statement.study,
                via,
                statement.verdict,
                weighing,
                axis,
                date,
                &self.config.evidence,
            ))
        });
        Score::of(axis, counted.collect(), self.graph, self.config)
    }

    /// The answers that name a claim, each once.
    fn answers_to(&self, claim: Id) -> impl Iterator<Item = Id> {
        let mut answers: Vec<Id> = self
            .graph
            .sources(claim, Role::Answer, "problems")
            .collect();
        answers.sort();
        answers.dedup();
        answers.into_iter()
    }

    /// The one whose studies count, and the others: retired ones last, then by their own score, then by id.
    fn ranked(&self, mut answers: Vec<(Id, &Score)>) -> (Option<Id>, Vec<Id>) {
        let document = |id: &Id| &self.graph.entry(*id).document;
        let is_retired = |id: &Id| document(id).fields.text("status") == Some("retired");
        answers.sort_by(|(a, of_a), (b, of_b)| {
            let retired = is_retired(a).cmp(&is_retired(b));
            let score = of_b.net.total_cmp(&of_a.net);
            let id = || document(a).id.cmp(&document(b).id);
            retired.then(score).then_with(id)
        });
        let mut ids: Vec<Id> = answers.into_iter().map(|(id, _)| id).collect();
        match ids.first().is_some_and(|first| !is_retired(first)) {
            true => (Some(ids.remove(0)), ids),
            false => (None, ids),
        }
    }

    fn subject_at(&self, id: Id, date: ScoreDate) -> Subject {
        let mut studies: Vec<Id> = self.graph.sources(id, Role::Study, "personas").collect();
        studies.sort();
        studies.dedup();
        let done = studies.iter().filter_map(|id| self.studies.get(id));
        let fields = &self.graph.entry(id).document.fields;
        let reviewed = fields.date("reviewed").map(|date| date.first);
        Subject::of(
            done.filter(|study| study.counts(date)),
            reviewed,
            &self.config.evidence,
        )
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::graph::evidence::site::{id, site};
    use crate::graph::evidence::{Status, score, score_until};

    const DAY: Date = date(2026, 7, 1);

    fn scored(text: &str) -> (Graph, Evidence) {
        let graph = site(text);
        assert_eq!(graph.problems, vec![]);
        let evidence = score(&graph, &Config::default(), DAY);
        (graph, evidence)
    }

    /// `study via verdict` of each study, by the study's id.
    fn counted(graph: &Graph, score: &Score) -> Vec<String> {
        let id = |id: Id| &*graph.entry(id).document.id;
        let line = |c: &Counted| {
            let verdict = c.verdict.map_or("–", |v| v.as_str());
            let via = match c.via {
                Via::Result(i) => format!("result {i}"),
                Via::Insight(insight) => format!("insight {}", id(insight)),
                via => via.as_str().to_owned(),
            };
            format!("{} by {via}: {verdict}", id(c.study))
        };
        let mut lines: Vec<String> = score.studies.iter().map(line).collect();
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
        let claim = evidence.claims.get(&id(&graph, "p")).unwrap();
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
            counted(&graph, evidence.answers.get(&id(&graph, "s")).unwrap()),
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
        let claim = evidence.claims.get(&id(&graph, "p")).unwrap();
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
            let claim = evidence.claims.get(&id(&graph, "p")).unwrap();
            let name = |id: &Id| graph.entry(*id).document.id.to_string();
            let others: Vec<String> = claim.others.iter().map(name).collect();
            (
                claim.best.as_ref().map(name),
                others.join(" "),
                claim.solution.studies.len(),
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
        let status: Vec<Status> = evidence.studies.values().copied().collect();
        use Status::*;
        assert_eq!(status, [Running, Done, Done, Done, Done, Planned, Planned]);
    }

    #[test]
    fn what_was_known_then_leaves_out_what_came_later() {
        let graph = site(
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
        let (config, p) = (Config::default(), id(&graph, "p"));
        let then = score_until(&graph, &config, date(2025, 1, 1));
        let then = &then.claims.get(&p).unwrap().problem;
        assert_eq!((then.support, then.studies.len()), (3.0, 1));
        let history = History::new(&graph, &config);
        let same = history.claim(p, date(2025, 1, 1)).unwrap().problem;
        assert_eq!((same.support, same.studies.len()), (3.0, 1));
        let now = score(&graph, &config, DAY);
        assert_eq!(now.claims.get(&p).unwrap().problem.studies.len(), 3);
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
        let claim = evidence.claims.get(&id(&graph, "p")).unwrap();
        assert_eq!(
            claim.problem.studies.len() + claim.solution.studies.len(),
            0
        );
    }
}
