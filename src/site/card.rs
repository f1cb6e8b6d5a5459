//! What other pages show of an entry: built once per entry and shared by every page that shows it.

use std::borrow::Cow;

use rayon::prelude::*;
use serde::Serialize;

use super::mark::{ScoreBars, StateBadge};
use super::prose;
use crate::evidence::{AxisSummary, ScoredGraph, StatusClaim, coverage};
use crate::graph::EntryId;
use crate::model::Role;
use crate::page::Shared;

/// An entry in a list or link on another page. `href` is from the root of the site: a template writes
/// `{{ page.root }}{{ card.href }}`.
#[derive(Serialize)]
pub struct Card<'a> {
    pub href: String,
    pub title: &'a str,
    /// The state of its evidence; problems and solutions have one.
    pub state: Option<StateBadge>,
    /// See [`prose::entry_note`].
    pub note: String,
    pub summary: Cow<'a, str>,
    pub draft: bool,
    pub internal: bool,
    /// The name of an icon of the theme.
    pub icon: &'static str,
    /// The label of the kind in the singular.
    pub label: &'a str,
    /// `state` with its bars: is the problem real, or does the solution work.
    pub problem_score: Option<ScoreBars>,
    /// Of a problem: does our solution work?
    pub solution_score: Option<ScoreBars>,
    /// Of a problem that is rated: “15.4”.
    pub opportunity: Option<String>,
    /// The status, where the evidence says less or the opposite: “Validated, ahead of the evidence”.
    pub status: Option<String>,
    /// See [`build_summaries`].
    pub evidence_summary: &'a Shared,
}

/// What is claimed of an entry, for templates: of a problem or solution `{id, problem, solution, status}` with an
/// [`AxisSummary`] each, of a persona a [`PersonaSummary`].
#[derive(Serialize)]
struct SummaryInput<'a> {
    id: &'a str,
    problem: &'a Option<AxisSummary>,
    solution: &'a AxisSummary,
    status: StatusClaim,
}

#[derive(Serialize)]
struct PersonaSummary<'a> {
    id: &'a str,
    basis: &'static str,
    people: f64,
    studies: usize,
    has_said: bool,
    has_done: bool,
    last: Option<String>,
    problems: usize,
    problems_tested: usize,
}

/// One for each entry; empty for an entry of which nothing is claimed.
pub fn build_summaries(scored: ScoredGraph) -> Vec<Shared> {
    let ScoredGraph {
        graph, evidence, ..
    } = scored;
    let summary = |id: EntryId| {
        let name = &*graph.entry(id).document.id;
        if let Some(summary) = evidence.summaries.get(&id) {
            return Shared::new(&SummaryInput {
                id: name,
                problem: &summary.problem,
                solution: &summary.solution,
                status: summary.status,
            });
        }
        let Some(persona) = evidence.personas.get(&id) else {
            return Shared::default();
        };
        let problems = coverage::problems(graph, evidence, id);
        Shared::new(&PersonaSummary {
            id: name,
            basis: persona.basis.as_str(),
            people: persona.people,
            studies: persona.studies,
            has_said: persona.has_say_studies,
            has_done: persona.has_do_studies,
            last: persona.last.map(|day| day.to_string()),
            problems: problems.total,
            problems_tested: problems.covered,
        })
    };
    let ids: Vec<EntryId> = graph.ids().collect();
    ids.into_par_iter().map(summary).collect()
}

pub fn build_cards(scored: ScoredGraph, summaries: &[Shared]) -> Vec<Shared> {
    let ids: Vec<EntryId> = scored.graph.ids().collect();
    ids.into_par_iter()
        .map(|id| Shared::new(&build_card(scored, summaries, id)))
        .collect()
}

fn build_card<'a>(scored: ScoredGraph<'a>, summaries: &'a [Shared], id: EntryId) -> Card<'a> {
    let ScoredGraph {
        graph,
        evidence,
        config,
        ..
    } = scored;
    let entry = graph.entry(id);
    let document = &entry.document;
    let kind = document.kind.map(|k| &graph.schema.kinds[k]);
    let scores = evidence.problems.get(&id);
    let problem_score = scores
        .map(|scores| &scores.problem)
        .or_else(|| evidence.solutions.get(&id))
        .map(|score| prose::score_bars(score, config));
    Card {
        label: kind.map_or("Page", |k| &k.label),
        icon: role_icon(graph.role(id)),
        href: scored.href(id),
        title: &document.title,
        summary: prose::short_summary(entry),
        state: problem_score.as_ref().map(|bars| bars.state.clone()),
        problem_score,
        solution_score: scores.map(|scores| prose::score_bars(&scores.solution, config)),
        opportunity: scores
            .and_then(|s| s.opportunity.value)
            .map(prose::format_number),
        note: prose::entry_note(scored, id),
        status: match evidence.status_claim(id) {
            StatusClaim::Fair => None,
            _ => prose::status_text(scored, id),
        },
        evidence_summary: &summaries[id.0 as usize],
        draft: document.is_draft(),
        internal: document.is_internal(),
    }
}

/// The name of the theme's icon for a role.
pub fn role_icon(role: Option<Role>) -> &'static str {
    role.map_or("page", Role::name)
}
