//! What other pages show of an entry: built once per entry and shared by every page that shows it.

use std::borrow::Cow;

use rayon::prelude::*;
use serde::Serialize;

use super::mark::{ScoreBars, StateBadge};
use super::prose;
use crate::evidence::{ScoredGraph, StatusClaim, coverage};
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

/// What is claimed of an entry, for templates: of a problem or solution an [`EvidenceSummary`], of a persona what it
/// rests on and how many of its problems were tested.
#[derive(Serialize)]
struct SummaryInput<'a, T> {
    id: &'a str,
    #[serde(flatten)]
    summary: &'a T,
    /// Of a persona: how many problems it has, and how many of them were tested.
    #[serde(skip_serializing_if = "Option::is_none")]
    problems: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    problems_tested: Option<usize>,
}

/// One for each entry; empty for an entry of which nothing is claimed.
pub fn build_summaries(scored: ScoredGraph) -> Vec<Shared> {
    let ScoredGraph {
        graph, evidence, ..
    } = scored;
    let summary = |entry: EntryId| {
        let id = &*graph.entry(entry).document.id;
        if let Some(summary) = evidence.summaries.get(&entry) {
            return Shared::new(&SummaryInput {
                id,
                summary,
                problems: None,
                problems_tested: None,
            });
        }
        let Some(summary) = evidence.personas.get(&entry) else {
            return Shared::default();
        };
        let problems = coverage::problems(graph, evidence, entry);
        Shared::new(&SummaryInput {
            id,
            summary,
            problems: Some(problems.total),
            problems_tested: Some(problems.covered),
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
