//! What other pages may see of an entry: built once for each, shared by every page that shows it.

use serde::Serialize;

use super::mark::{ScoreBars, StateBadge};
use super::prose;
use crate::config::Config;
use crate::evidence::Evidence;
use crate::graph::{EntryId, Graph};
use crate::model::Role;
use crate::page::Shared;

/// The one place that decides what an entry looks like elsewhere. `href` is from the root of the site: a template
/// writes `{{ page.root }}{{ card.href }}`.
#[derive(Serialize)]
pub struct Card<'a> {
    pub href: String,
    pub title: &'a str,
    /// The state of its evidence, for kinds that have one.
    pub state: Option<StateBadge>,
    /// One short line that says what matters of this kind: a study's method, people and date; a decision's outcome
    /// and date; a persona's role.
    pub note: String,
    pub summary: &'a str,
    pub draft: bool,
    pub internal: bool,
    /// The name of an icon of the theme.
    pub icon: &'static str,
    /// The kind's label in the singular.
    pub label: &'a str,
    /// The same with its bars: is the problem real; of an answer, does it work.
    pub problem_score: Option<ScoreBars>,
    /// Of a problem: does our answer work?
    pub solution_score: Option<ScoreBars>,
    /// Of a problem that somebody has rated: “15.4”.
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
    let claim = evidence.problems.get(&id);
    let real = claim
        .map(|claim| &claim.problem)
        .or_else(|| evidence.solutions.get(&id))
        .map(|score| prose::score_bars(score, config));
    Card {
        label: kind.map_or("Page", |k| &k.label),
        icon: role_icon(graph.role(id)),
        href: entry.url.to_link(config.url_style()),
        title: &document.title,
        summary: prose::summary(entry),
        state: real.as_ref().map(|bars| bars.state.clone()),
        problem_score: real,
        solution_score: claim.map(|claim| prose::score_bars(&claim.solution, config)),
        opportunity: claim
            .and_then(|c| c.opportunity.value)
            .map(prose::format_number),
        note: prose::entry_note(graph, evidence, config, id),
        draft: document.is_draft(),
        internal: document.is_internal(),
    }
}

/// The icon of a role; the theme's names are those of the built-in kinds.
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
