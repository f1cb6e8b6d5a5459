//! What other pages show of an entry: built once per entry and shared by every page that shows it.

use serde::Serialize;

use super::mark::{ScoreBars, StateBadge};
use super::prose;
use crate::config::Config;
use crate::evidence::Evidence;
use crate::graph::{EntryId, Graph};
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
    pub summary: &'a str,
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
}

pub fn build_cards(graph: &Graph, evidence: &Evidence, config: &Config) -> Vec<Shared> {
    use rayon::prelude::*;
    let ids: Vec<EntryId> = graph.ids().collect();
    ids.into_par_iter()
        .map(|id| Shared::new(&build_card(graph, evidence, config, id)))
        .collect()
}

fn build_card<'a>(graph: &'a Graph, evidence: &Evidence, config: &Config, id: EntryId) -> Card<'a> {
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
        href: entry.url.to_link(config.urls),
        title: &document.title,
        summary: prose::summary(entry),
        state: problem_score.as_ref().map(|bars| bars.state.clone()),
        problem_score,
        solution_score: scores.map(|scores| prose::score_bars(&scores.solution, config)),
        opportunity: scores
            .and_then(|s| s.opportunity.value)
            .map(prose::format_number),
        note: prose::entry_note(graph, evidence, config, id),
        draft: document.is_draft(),
        internal: document.is_internal(),
    }
}

/// The name of the theme's icon for a role.
pub fn role_icon(role: Option<Role>) -> &'static str {
    match role {
        Some(Role::Persona) => "persona",
        Some(Role::Problem) => "problem",
        Some(Role::Validation) => "validation",
        Some(Role::Insight) => "insight",
        Some(Role::Solution) => "solution",
        Some(Role::Decision) => "decision",
        Some(Role::Feedback) => "feedback",
        Some(Role::Metric) => "metric",
        Some(Role::Journey) => "journey",
        None => "page",
    }
}
