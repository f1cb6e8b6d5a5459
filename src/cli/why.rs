//! `casebook why`: the chain behind one entry, from the outcome to the result, with its gaps.

use std::fmt::Write as _;

use super::{Failure, Outcome, Project, print};
use crate::engine::{Engine, Snapshot};
use crate::graph::evidence::{Claim, Counted, Score, State, Verdict, Via};
use crate::graph::{BODY, Graph, Id, estimate};
use crate::schema::Role;
use crate::view::prose;

#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    project: Project,
    /// The id of an entry; an alias or the path of its file will do
    id: String,
}

/// How many chains are written out; further problems are a line each.
const CHAINS: usize = 1;
/// What links of the text are called.
const TEXT: &str = "its text";
/// How many names a line has.
const NAMES: usize = 4;

pub fn run(args: &Args) -> Result<Outcome, Failure> {
    let mut request = args.project.request()?;
    request.pages = false;
    let snapshot = Engine::once(args.project.root()?).snapshot(&request)?;
    let id = entry(&snapshot.graph, &args.id)?;
    print(
        &Why {
            snapshot: &snapshot,
        }
        .text(id),
    );
    Ok(Outcome::Fine)
}

/// The entry that is meant.
pub(super) fn entry(graph: &Graph, name: &str) -> Result<Id, Failure> {
    graph.look_up(name).ok_or_else(|| {
        let name = name.replace(char::is_control, " ");
        match graph.nearest(&name, |_| true) {
            Some(near) => Failure(format!("`{name}` matches nothing\n  = help: did you mean `{near}`?")),
            None => Failure(format!(
                "`{name}` matches nothing\n  = help: `casebook query 'title~…'` finds an entry by a word of its title"
            )),
        }
    })
}

struct Why<'a> {
    snapshot: &'a Snapshot,
}

impl Why<'_> {
    fn text(&self, id: Id) -> String {
        let document = &self.graph().entry(id).document;
        let kind = self.graph().kind_name(id);
        let mut out = format!(
            "{}\n{kind} {} · {}\n",
            document.title, document.id, document.path
        );
        let note = self.note(id);
        if !note.is_empty() {
            let _ = writeln!(out, "{}", prose::capital(&note));
        }
        let mut claims = self.claims(id);
        claims.sort_by(|a, b| {
            let support = |id: &Id| self.claim(*id).map_or(0.0, |c| c.problem.support);
            support(b).total_cmp(&support(a))
        });
        match claims.as_slice() {
            [] => out.push_str("\nNothing links it to a problem: why is it here?\n"),
            [one] if *one == id => {}
            [one] => {
                let _ = writeln!(out, "\nBy way of {}:", self.title(*one));
            }
            [first, ..] => {
                let _ = writeln!(
                    out,
                    "\nBy way of {} problems. The best supported, {}:",
                    prose::number(claims.len()),
                    self.title(*first)
                );
            }
        }
        for claim in claims.iter().take(CHAINS) {
            self.chain(*claim, &mut out);
        }
        if claims.len() > CHAINS {
            out.push_str("\nThe others:\n");
            for claim in claims.iter().skip(CHAINS) {
                let state = self
                    .claim(*claim)
                    .map_or(String::new(), |c| self.state(&c.problem));
                let _ = writeln!(out, "  {state:<18}  {}", self.named(*claim));
            }
        }
        self.links(id, &mut out);
        out
    }

    fn graph(&self) -> &Graph {
        &self.snapshot.graph
    }

    fn claim(&self, id: Id) -> Option<&Claim> {
        self.snapshot.evidence.claims.get(&id)
    }

    fn title(&self, id: Id) -> &str {
        &self.graph().entry(id).document.title
    }

    fn note(&self, id: Id) -> String {
        let Snapshot {
            graph,
            evidence,
            config,
            ..
        } = self.snapshot;
        prose::note(graph, evidence, config, id)
    }

    fn state(&self, score: &Score) -> String {
        prose::state(score, &self.snapshot.config)
    }

    /// The claims an entry has to do with: itself, its neighbours, or theirs.
    fn claims(&self, id: Id) -> Vec<Id> {
        let is_claim = |id: &Id| self.graph().role(*id) == Some(Role::Claim);
        if is_claim(&id) {
            return vec![id];
        }
        let near = self.graph().neighbours(id);
        let claims: Vec<Id> = near.iter().copied().filter(is_claim).collect();
        if !claims.is_empty() {
            return claims;
        }
        let mut far: Vec<Id> = near
            .iter()
            .flat_map(|id| self.graph().neighbours(*id))
            .filter(is_claim)
            .collect();
        far.sort_unstable();
        far.dedup();
        far
    }

    fn chain(&self, id: Id, out: &mut String) {
        let Some(claim) = self.claim(id) else { return };
        let graph = self.graph();
        out.push('\n');
        let outcome: Vec<Id> = graph.targets(id, "outcome").collect();
        self.step(
            out,
            "Outcome",
            &outcome,
            "no outcome named: which metric should move?",
        );
        let _ = writeln!(out, "Problem   {}", self.title(id));
        if let Some(need) = graph.entry(id).document.fields.text("need") {
            let _ = writeln!(out, "          need: {}", need.trim());
        }
        let step = claim.next_step.as_str();
        let _ = writeln!(
            out,
            "          is it real? {} · next: {step}",
            self.state(&claim.problem)
        );
        self.evidence(
            out,
            "Evidence",
            &claim.problem,
            "nobody has asked or watched yet",
        );
        let who: Vec<Id> = graph.targets(id, "personas").collect();
        self.step(out, "Persona", &who, "nobody named: who has this problem?");
        let answers: Vec<Id> = claim
            .best
            .into_iter()
            .chain(claim.others.iter().copied())
            .collect();
        self.step(out, "Solution", &answers, "nobody has offered one");
        if claim.best.is_some() {
            let _ = writeln!(
                out,
                "          does it work? {}",
                self.state(&claim.solution)
            );
        }
        let about = |id: Id, field| graph.sources(id, Role::Choice, field);
        let of_answers = claim
            .best
            .into_iter()
            .flat_map(|best| about(best, "solutions"));
        let mut choices: Vec<Id> = about(id, "problems").chain(of_answers).collect();
        choices.sort_unstable();
        choices.dedup();
        self.step(out, "Decision", &choices, "no decision yet");
        if claim.best.is_some() && claim.solution.state != State::Untested {
            self.evidence(out, "Result", &claim.solution, "");
        } else if let Some(reading) = self.reading(outcome.first().copied()) {
            let _ = writeln!(out, "Result    {reading}");
        } else {
            self.step(out, "Result", &[], "no result yet");
        }
    }

    /// The newest reading of the outcome, where there is one.
    fn reading(&self, outcome: Option<Id>) -> Option<String> {
        let fields = &self.graph().entry(outcome?).document.fields;
        let readings = estimate::readings(fields);
        prose::newest(&readings)?;
        Some(format!("{}: {}", self.title(outcome?), self.note(outcome?)))
    }

    /// One line for each entry, or what is missing.
    fn step(&self, out: &mut String, label: &str, ids: &[Id], gap: &str) {
        if ids.is_empty() {
            let _ = writeln!(out, "{label:<8}  — {gap}");
        }
        for (i, id) in ids.iter().take(NAMES).enumerate() {
            let label = if i == 0 { label } else { "" };
            let note = self.note(*id);
            let note = if note.is_empty() {
                note
            } else {
                format!(" ({note})")
            };
            let _ = writeln!(out, "{label:<8}  {}{note}", self.title(*id));
        }
        if ids.len() > NAMES {
            let _ = writeln!(out, "          and {} more", ids.len() - NAMES);
        }
    }

    fn evidence(&self, out: &mut String, label: &str, score: &Score, gap: &str) {
        if score.studies.is_empty() {
            return self.step(out, label, &[], gap);
        }
        let config = &self.snapshot.config;
        let people: f64 = score.studies.iter().filter_map(|s| s.n).sum();
        let newest = score
            .last
            .map_or(String::new(), |day| format!(", the newest of {day}"));
        let _ = writeln!(
            out,
            "{label:<8}  {} with {}{newest}: {} for, {} against",
            prose::count(score.studies.len(), "study", "studies"),
            prose::count(people as usize, "person", "people"),
            prose::points(score.support, config),
            prose::points(score.against, config),
        );
        for study in &score.studies {
            let _ = writeln!(out, "          {}", self.study(study));
        }
        if let Some(raise) = score.raise(config) {
            let _ = writeln!(
                out,
                "          one more {} with {} that supports it would make it {} ({})",
                prose::plain(&raise.method),
                raise.participants,
                raise.word.as_str(),
                prose::points(raise.score, config),
            );
        }
        if let Some(days) = score.stale(config, self.snapshot.as_of) {
            let _ = writeln!(
                out,
                "          stale: {} over the limit",
                prose::count(days as usize, "day", "days")
            );
        }
    }

    /// “+1.79  Talks (interview, 9 people, June 2026), supported, by way of `corrections`”.
    fn study(&self, counted: &Counted) -> String {
        let sign = match counted.verdict {
            Some(Verdict::Supported) => "+",
            Some(Verdict::Refuted) => "−",
            Some(Verdict::Mixed) => "±",
            Some(Verdict::Inconclusive) | None => " ",
        };
        let by = match counted.via {
            Via::Insight(insight) => format!(", by way of `{}`", self.id(insight)),
            _ => String::new(),
        };
        let note = self.note(counted.study);
        let note = if note.is_empty() {
            note
        } else {
            format!(" ({note})")
        };
        format!(
            "{sign}{}  {}{note}, {}{by}",
            prose::part(counted.points, &self.snapshot.config),
            self.title(counted.study),
            counted.verdict.map_or("no verdict", Verdict::as_str),
        )
    }

    fn id(&self, id: Id) -> &str {
        &self.graph().entry(id).document.id
    }

    fn named(&self, id: Id) -> String {
        format!(
            "{} ({})",
            self.title(id),
            self.graph().entry(id).document.id
        )
    }

    /// Both directions: what it names, and what names it.
    fn links(&self, id: Id, out: &mut String) {
        let graph = self.graph();
        let mut named: Vec<(String, Vec<Id>)> = Vec::new();
        for edge in graph
            .entry(id)
            .out
            .iter()
            .map(|e| graph.edge(*e))
            .filter(|e| !e.symmetric)
        {
            let label = if &*edge.field == BODY {
                TEXT
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
        self.groups(out, "It names", named);
        self.groups(out, "It is named by", back.collect());
    }

    fn groups(&self, out: &mut String, title: &str, groups: Vec<(String, Vec<Id>)>) {
        if groups.is_empty() {
            return;
        }
        let _ = writeln!(out, "\n{title}");
        for (label, ids) in groups {
            let names: Vec<String> = ids.iter().take(NAMES).map(|id| self.named(*id)).collect();
            let more = match ids.len().checked_sub(NAMES) {
                None | Some(0) => String::new(),
                Some(more) => format!(" and {more} more"),
            };
            let _ = writeln!(out, "  {label}: {}{more}", names.join("; "));
        }
    }
}
