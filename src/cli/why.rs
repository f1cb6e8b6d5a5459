//! `casebook why`: prints the chain behind one entry, from the outcome to the result, with its gaps.

use std::fmt::Write as _;

use super::{CliError, Outcome, ProjectArgs, print_stdout};
use crate::engine::{Engine, Snapshot};
use crate::evidence::{ProblemScores, Score, State};
use crate::graph::{BODY_FIELD, EntryId, Graph, sorted_unique};
use crate::model::{Role, role};
use crate::site::chain::{CHAIN_STEPS, ChainStep};
use crate::site::prose;
use crate::site::score_sum::score_sum;
use crate::text::visible;

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
    let snapshot = &snapshot;
    print_stdout(&ChainReport { snapshot }.text(id))?;
    Ok(Outcome::Success)
}

/// Finds an entry by id, alias or path. The error suggests the nearest id.
pub(super) fn find_entry(graph: &Graph, name: &str) -> Result<EntryId, CliError> {
    graph.resolve_name(name).ok_or_else(|| {
        let name = visible(name);
        let help = match graph.nearest_id(&name, |_| true) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "`casebook query 'title~…'` finds an entry by a word of its title".into(),
        };
        CliError::with_help(format!("`{name}` matches nothing"), help)
    })
}

struct ChainReport<'a> {
    snapshot: &'a Snapshot,
}

impl ChainReport<'_> {
    fn text(&self, id: EntryId) -> String {
        let (title, kind) = (self.title(id), self.graph().kind_name(id));
        let path = &self.graph().entry(id).document.path;
        let mut out = format!("{title}\n{kind} {} · {path}\n", self.id(id));
        let note = self.note(id);
        if !note.is_empty() {
            let _ = writeln!(out, "{}", prose::capitalize(&note));
        }
        let (evidence, config) = (&self.snapshot.evidence, &self.snapshot.config);
        let problems = evidence.best_known_first(&self.related_problems(id), config);
        match problems.as_slice() {
            [] => out.push_str("\nNothing links it to a problem: why is it here?\n"),
            [one] if *one == id => {}
            [one] => {
                let _ = writeln!(out, "\nBy way of {}:", self.title(*one));
            }
            [first, ..] => {
                let (many, best) = (prose::number_word(problems.len()), self.title(*first));
                let _ = writeln!(out, "\nBy way of {many} problems. The best known, {best}:");
            }
        }
        for problem in problems.iter().take(MAX_CHAINS) {
            self.write_chain(*problem, id, &mut out);
        }
        if problems.len() > MAX_CHAINS {
            out.push_str("\nThe others:\n");
            for problem in problems.iter().skip(MAX_CHAINS) {
                let scores = self.problem_scores(*problem);
                let state = scores.map_or(String::new(), |c| self.state(&c.problem));
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
        prose::entry_note(self.snapshot.scored(), id)
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
        let far = near.iter().flat_map(|id| self.graph().neighbours(*id));
        sorted_unique(far.filter(is_problem))
    }

    /// The steps as on the page of `here`, with the sums behind both answers: is it real, does it work.
    fn write_chain(&self, id: EntryId, here: EntryId, out: &mut String) {
        let Some(scores) = self.problem_scores(id) else {
            return;
        };
        let steps = self.snapshot.scored().chain(id, scores, here);
        out.push('\n');
        for (place, step) in steps.iter().enumerate() {
            write_step(out, step);
            match CHAIN_STEPS[place].1 {
                Some(Role::Problem) => self.write_problem(out, id, scores),
                Some(Role::Validation) => self.write_score(out, &scores.problem, true),
                Some(Role::Solution) => self.write_answer(out, scores, here),
                _ => {}
            }
        }
    }

    fn write_problem(&self, out: &mut String, id: EntryId, scores: &ProblemScores) {
        if let Some(need) = role::Problem(&self.graph().entry(id).document.fields).need() {
            let _ = writeln!(out, "          need: {}", need.trim());
        }
        let (state, step) = (self.state(&scores.problem), scores.next_step.as_str());
        let _ = writeln!(out, "          is it real? {state} · next: {step}");
    }

    /// Does the answer work: of a solution its own score, as on its page, else that of the problem.
    fn write_answer(&self, out: &mut String, scores: &ProblemScores, here: EntryId) {
        let own = self.snapshot.evidence.solutions.get(&here);
        let score = own.unwrap_or(&scores.solution);
        let can_test = own.is_some() || prose::can_test_answer(scores);
        if score.state == State::Untested && !can_test {
            return;
        }
        let unnamed = match own.is_none() && self.snapshot.evidence.is_tested_unnamed(scores) {
            true => " · the studies do not say which answer they tested",
            false => "",
        };
        let state = self.state(score);
        let _ = writeln!(out, "          does it work? {state}{unnamed}");
        if score.state != State::Untested {
            let (studies, people) = self.snapshot.scored().studies_text(score);
            let _ = writeln!(out, "          {studies} ({people})");
        }
        self.write_score(out, score, can_test);
    }

    /// The sum of a score, what would raise it, and whether it is stale.
    fn write_score(&self, out: &mut String, score: &Score, can_test: bool) {
        if score.contributions.is_empty() {
            return;
        }
        let config = &self.snapshot.config;
        self.write_sum(out, score);
        let (lead, advice) = prose::advice(score, can_test, config);
        let _ = writeln!(out, "          {} {advice}", lead.to_lowercase());
        if let Some(days) = score.days_over_limit(config, self.snapshot.as_of) {
            let days = prose::pluralize(days as usize, "day", "days");
            let _ = writeln!(out, "          stale: {days} over the limit");
        }
    }

    /// The sum as on the page of the problem: each side by method, each method by study.
    fn write_sum(&self, out: &mut String, score: &Score) {
        let Some(sum) = score_sum(self.snapshot.scored(), score) else {
            return;
        };
        let mut line = |text: String| {
            let _ = writeln!(out, "          {text}");
        };
        for side in sum.sides.iter().filter(|side| !side.methods.is_empty()) {
            line(format!("{} {}", side.title.to_lowercase(), side.score));
            for method in &side.methods {
                let sum = format!("{} of {} = {}", method.points, method.most, method.formula);
                line(format!("  {}: {}, {sum}", method.title, method.who));
                for row in &method.rows {
                    let product = format!("{} × {}", row.people, row.weight);
                    line(format!(
                        "    {}  {}: {product}, {}",
                        row.points, row.title, row.what
                    ));
                }
            }
            for step in &side.steps {
                let doubt = format!("{} = {} of the doubt", step.doubt, step.left);
                line(format!("  {} leave {doubt}, so {}", step.title, step.score));
            }
            for rule in &side.rules {
                line(format!("  {rule}"));
            }
        }
        for study in &sum.silent {
            line(format!("  {}  {}", study.title, study.why));
        }
    }

    fn id(&self, id: EntryId) -> &str {
        &self.graph().entry(id).document.id
    }

    fn title_and_id(&self, id: EntryId) -> String {
        format!("{} ({})", self.title(id), self.id(id))
    }

    /// Writes the links of an entry in both directions.
    fn write_links(&self, id: EntryId, out: &mut String) {
        let graph = self.graph();
        let mut named: Vec<(String, Vec<EntryId>)> = Vec::new();
        let edges = graph.edges_of(&graph.entry(id).outgoing);
        for edge in edges.filter(|e| !e.symmetric) {
            let label = match &*edge.field {
                BODY_FIELD => BODY_LABEL,
                field => field,
            };
            match named.iter_mut().find(|(field, _)| *field == label) {
                Some((_, ids)) if ids.contains(&edge.to) => {}
                Some((_, ids)) => ids.push(edge.to),
                None => named.push((label.to_owned(), vec![edge.to])),
            }
        }
        let back = graph.backlinks(id).into_iter();
        let back = back.map(|(label, ids)| (label.to_string(), ids));
        self.write_groups(out, "It names", named);
        self.write_groups(out, "It is named by", back.collect());
    }

    fn write_groups(&self, out: &mut String, title: &str, groups: Vec<(String, Vec<EntryId>)>) {
        if groups.is_empty() {
            return;
        }
        let _ = writeln!(out, "\n{title}");
        for (label, ids) in groups {
            let names = ids.iter().take(MAX_NAMES);
            let names: Vec<String> = names.map(|id| self.title_and_id(*id)).collect();
            let more = match ids.len().saturating_sub(MAX_NAMES) {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            let _ = writeln!(out, "  {label}: {}{more}", names.join("; "));
        }
    }
}

/// “Persona   Awinita (Analyst)”, or of a gap “Decision  — No decision yet”.
fn write_step(out: &mut String, step: &ChainStep) {
    let (label, title, note) = (&step.label, &step.title, &step.note);
    let _ = match (step.is_missing, note.is_empty()) {
        (true, true) => writeln!(out, "{label:<8}  — {title}"),
        (true, false) => writeln!(out, "{label:<8}  — {title}: {note}"),
        (false, true) => writeln!(out, "{label:<8}  {title}"),
        (false, false) => writeln!(out, "{label:<8}  {title} ({note})"),
    };
}
