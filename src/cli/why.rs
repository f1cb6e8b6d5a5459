//! `casebook why`: prints the chain behind one entry, from the outcome to the result, with its gaps.

use std::fmt::Write as _;

use super::{CliError, Outcome, ProjectArgs, print_stdout};
use crate::engine::{Engine, Snapshot};
use crate::evidence::interval;
use crate::evidence::{Contribution, ProblemScores, Score, State, Verdict, Via};
use crate::graph::{BODY_FIELD, EntryId, Graph};
use crate::model::Role;
use crate::site::prose;

#[derive(clap::Args)]
pub struct WhyArgs {
    #[command(flatten)]
    project: ProjectArgs,
    /// The id of an entry; an alias or the path of its file will do
    id: String,
}

/// How many problems get a whole chain; each further one gets a line.
const MAX_CHAINS: usize = 1;
/// The label of links in the body.
const BODY_LABEL: &str = "its text";
/// The most entries in a line.
const MAX_NAMES: usize = 4;

pub fn run(args: &WhyArgs) -> Result<Outcome, CliError> {
    let mut request = args.project.request()?;
    request.with_pages = false;
    let snapshot = Engine::new_for_one_run(args.project.root()?).snapshot(&request)?;
    let id = find_entry(&snapshot.graph, &args.id)?;
    print_stdout(
        &ChainReport {
            snapshot: &snapshot,
        }
        .text(id),
    );
    Ok(Outcome::Success)
}

/// Finds an entry by id, alias or path. The error suggests the nearest id.
pub(super) fn find_entry(graph: &Graph, name: &str) -> Result<EntryId, CliError> {
    graph.resolve_name(name).ok_or_else(|| {
        let name = name.replace(char::is_control, " ");
        match graph.nearest_id(&name, |_| true) {
            Some(near) => CliError(format!("`{name}` matches nothing\n  = help: did you mean `{near}`?")),
            None => CliError(format!(
                "`{name}` matches nothing\n  = help: `casebook query 'title~…'` finds an entry by a word of its title"
            )),
        }
    })
}

struct ChainReport<'a> {
    snapshot: &'a Snapshot,
}

impl ChainReport<'_> {
    fn text(&self, id: EntryId) -> String {
        let document = &self.graph().entry(id).document;
        let kind = self.graph().kind_name(id);
        let mut out = format!(
            "{}\n{kind} {} · {}\n",
            document.title, document.id, document.path
        );
        let note = self.note(id);
        if !note.is_empty() {
            let _ = writeln!(out, "{}", prose::capitalize(&note));
        }
        let mut problems = self.related_problems(id);
        problems.sort_by(|a, b| {
            let support =
                |id: &EntryId| self.problem_scores(*id).map_or(0.0, |c| c.problem.support);
            support(b).total_cmp(&support(a))
        });
        match problems.as_slice() {
            [] => out.push_str("\nNothing links it to a problem: why is it here?\n"),
            [one] if *one == id => {}
            [one] => {
                let _ = writeln!(out, "\nBy way of {}:", self.title(*one));
            }
            [first, ..] => {
                let _ = writeln!(
                    out,
                    "\nBy way of {} problems. The best supported, {}:",
                    prose::number_word(problems.len()),
                    self.title(*first)
                );
            }
        }
        for problem in problems.iter().take(MAX_CHAINS) {
            self.write_chain(*problem, &mut out);
        }
        if problems.len() > MAX_CHAINS {
            out.push_str("\nThe others:\n");
            for problem in problems.iter().skip(MAX_CHAINS) {
                let state = self
                    .problem_scores(*problem)
                    .map_or(String::new(), |c| self.state(&c.problem));
                let _ = writeln!(out, "  {state:<18}  {}", self.title_and_id(*problem));
            }
        }
        self.write_links(id, &mut out);
        out
    }

    fn graph(&self) -> &Graph {
        &self.snapshot.graph
    }

    fn problem_scores(&self, id: EntryId) -> Option<&ProblemScores> {
        self.snapshot.evidence.problems.get(&id)
    }

    fn title(&self, id: EntryId) -> &str {
        &self.graph().entry(id).document.title
    }

    fn note(&self, id: EntryId) -> String {
        let Snapshot {
            graph,
            evidence,
            config,
            ..
        } = self.snapshot;
        prose::entry_note(graph, evidence, config, id)
    }

    fn state(&self, score: &Score) -> String {
        prose::state_text(score, &self.snapshot.config)
    }

    /// The problems that an entry relates to: itself, else those it is linked with, else those its neighbours are.
    fn related_problems(&self, id: EntryId) -> Vec<EntryId> {
        let is_problem = |id: &EntryId| self.graph().role(*id) == Some(Role::Problem);
        if is_problem(&id) {
            return vec![id];
        }
        let near = self.graph().neighbours(id);
        let problems: Vec<EntryId> = near.iter().copied().filter(is_problem).collect();
        if !problems.is_empty() {
            return problems;
        }
        let mut far: Vec<EntryId> = near
            .iter()
            .flat_map(|id| self.graph().neighbours(*id))
            .filter(is_problem)
            .collect();
        far.sort_unstable();
        far.dedup();
        far
    }

    fn write_chain(&self, id: EntryId, out: &mut String) {
        let Some(scores) = self.problem_scores(id) else {
            return;
        };
        let graph = self.graph();
        out.push('\n');
        let outcome: Vec<EntryId> = graph.targets(id, "outcome").collect();
        self.write_step(
            out,
            "Outcome",
            &outcome,
            "no outcome named: which metric should move?",
        );
        let _ = writeln!(out, "Problem   {}", self.title(id));
        if let Some(need) = graph.entry(id).document.fields.text("need") {
            let _ = writeln!(out, "          need: {}", need.trim());
        }
        let step = scores.next_step.as_str();
        let _ = writeln!(
            out,
            "          is it real? {} · next: {step}",
            self.state(&scores.problem)
        );
        self.write_evidence(
            out,
            "Evidence",
            &scores.problem,
            "nobody has asked or watched yet",
        );
        let who: Vec<EntryId> = graph.targets(id, "personas").collect();
        self.write_step(out, "Persona", &who, "nobody named: who has this problem?");
        let solutions: Vec<EntryId> = scores
            .best_solution
            .into_iter()
            .chain(scores.other_solutions.iter().copied())
            .collect();
        self.write_step(out, "Solution", &solutions, "nobody has offered one");
        if scores.best_solution.is_some() {
            let _ = writeln!(
                out,
                "          does it work? {}",
                self.state(&scores.solution)
            );
        }
        let about = |id: EntryId, field| graph.sources(id, Role::Decision, field);
        let of_solution = scores
            .best_solution
            .into_iter()
            .flat_map(|best| about(best, "solutions"));
        let mut decisions: Vec<EntryId> = about(id, "problems").chain(of_solution).collect();
        decisions.sort_unstable();
        decisions.dedup();
        self.write_step(out, "Decision", &decisions, "no decision yet");
        if scores.best_solution.is_some() && scores.solution.state != State::Untested {
            self.write_evidence(out, "Result", &scores.solution, "");
        } else if let Some(reading) = self.newest_reading(outcome.first().copied()) {
            let _ = writeln!(out, "Result    {reading}");
        } else {
            self.write_step(out, "Result", &[], "no result yet");
        }
    }

    /// The title and newest reading of the outcome; `None` if it has no reading.
    fn newest_reading(&self, outcome: Option<EntryId>) -> Option<String> {
        let fields = &self.graph().entry(outcome?).document.fields;
        let readings = interval::readings(fields);
        prose::newest_reading(&readings)?;
        Some(format!("{}: {}", self.title(outcome?), self.note(outcome?)))
    }

    /// Writes a line for each entry, or `gap` if there is none.
    fn write_step(&self, out: &mut String, label: &str, ids: &[EntryId], gap: &str) {
        if ids.is_empty() {
            let _ = writeln!(out, "{label:<8}  — {gap}");
        }
        for (i, id) in ids.iter().take(MAX_NAMES).enumerate() {
            let label = if i == 0 { label } else { "" };
            let note = self.note(*id);
            let note = if note.is_empty() {
                note
            } else {
                format!(" ({note})")
            };
            let _ = writeln!(out, "{label:<8}  {}{note}", self.title(*id));
        }
        if ids.len() > MAX_NAMES {
            let _ = writeln!(out, "          and {} more", ids.len() - MAX_NAMES);
        }
    }

    fn write_evidence(&self, out: &mut String, label: &str, score: &Score, gap: &str) {
        if score.contributions.is_empty() {
            return self.write_step(out, label, &[], gap);
        }
        let config = &self.snapshot.config;
        let people: f64 = score.contributions.iter().filter_map(|s| s.n).sum();
        let newest = score
            .last
            .map_or(String::new(), |day| format!(", the newest of {day}"));
        let _ = writeln!(
            out,
            "{label:<8}  {} with {}{newest}: {} for, {} against",
            prose::pluralize(score.contributions.len(), "study", "studies"),
            prose::pluralize(people as usize, "person", "people"),
            prose::format_points(score.support, config),
            prose::format_points(score.against, config),
        );
        for contribution in &score.contributions {
            let _ = writeln!(out, "          {}", self.contribution_line(contribution));
        }
        if let Some(next) = score.next_validation(config) {
            let _ = writeln!(
                out,
                "          one more {} with {} that supports it would make it {} ({})",
                prose::humanize(&next.method),
                next.participants,
                next.word.as_str(),
                prose::format_points(next.score, config),
            );
        }
        if let Some(days) = score.days_over_limit(config, self.snapshot.as_of) {
            let _ = writeln!(
                out,
                "          stale: {} over the limit",
                prose::pluralize(days as usize, "day", "days")
            );
        }
    }

    /// “+1.79  Talks (interview, 9 people, June 2026), supported, by way of `corrections`”.
    fn contribution_line(&self, contribution: &Contribution) -> String {
        let sign = match contribution.verdict {
            Some(Verdict::Supported) => "+",
            Some(Verdict::Refuted) => "−",
            Some(Verdict::Mixed) => "±",
            Some(Verdict::Inconclusive) | None => " ",
        };
        let by = match contribution.via {
            Via::Insight(insight) => format!(", by way of `{}`", self.id(insight)),
            _ => String::new(),
        };
        let note = self.note(contribution.validation);
        let note = if note.is_empty() {
            note
        } else {
            format!(" ({note})")
        };
        format!(
            "{sign}{}  {}{note}, {}{by}",
            prose::format_sum_term(contribution.points, &self.snapshot.config),
            self.title(contribution.validation),
            contribution.verdict.map_or("no verdict", Verdict::as_str),
        )
    }

    fn id(&self, id: EntryId) -> &str {
        &self.graph().entry(id).document.id
    }

    fn title_and_id(&self, id: EntryId) -> String {
        format!(
            "{} ({})",
            self.title(id),
            self.graph().entry(id).document.id
        )
    }

    /// Writes the links of an entry in both directions.
    fn write_links(&self, id: EntryId, out: &mut String) {
        let graph = self.graph();
        let mut named: Vec<(String, Vec<EntryId>)> = Vec::new();
        for edge in graph
            .entry(id)
            .outgoing
            .iter()
            .map(|e| graph.edge(*e))
            .filter(|e| !e.symmetric)
        {
            let label = if &*edge.field == BODY_FIELD {
                BODY_LABEL
            } else {
                &*edge.field
            };
            match named.iter_mut().find(|(field, _)| *field == label) {
                Some((_, ids)) if ids.contains(&edge.to) => {}
                Some((_, ids)) => ids.push(edge.to),
                None => named.push((label.to_owned(), vec![edge.to])),
            }
        }
        let back = graph
            .backlinks(id)
            .into_iter()
            .map(|(label, ids)| (label.to_string(), ids));
        self.write_groups(out, "It names", named);
        self.write_groups(out, "It is named by", back.collect());
    }

    fn write_groups(&self, out: &mut String, title: &str, groups: Vec<(String, Vec<EntryId>)>) {
        if groups.is_empty() {
            return;
        }
        let _ = writeln!(out, "\n{title}");
        for (label, ids) in groups {
            let names: Vec<String> = ids
                .iter()
                .take(MAX_NAMES)
                .map(|id| self.title_and_id(*id))
                .collect();
            let more = match ids.len().checked_sub(MAX_NAMES) {
                None | Some(0) => String::new(),
                Some(more) => format!(" and {more} more"),
            };
            let _ = writeln!(out, "  {label}: {}{more}", names.join("; "));
        }
    }
}
