//! The page of one entry: the same frame for all, and an anatomy for each role.
//!
//! The frame is crumb, title, statement, facts, chain, body, links in both directions, source and findings. A role's
//! anatomy stands between them; a kind without a role has the frame alone. What an anatomy does not show of the
//! declared fields and links, the frame does, so that nothing written is lost. Speaks of roles and of the fields they
//! promise, never of kinds.

mod backlinks;
mod chain;
mod context;
mod decision;
mod fact;
mod feedback;
mod for_and_against;
mod insight;
mod journey;
mod layout;
mod metric;
mod past;
mod persona;
mod problem;
mod score_panel;
mod solution;
mod validation;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use serde::Serialize;

use super::rich_text::RichText;
use super::{SiteContext, card, prose};
use crate::graph::EntryId;
use crate::model::{Kind, Role};
use crate::page::{Inputs, Page, Shared};
use chain::distinct_in_order;
use context::{EntryContext, EntryFinding, EntryIndex, MOST};
use layout::{Chip, EntryLayout, Fact, Voice};

/// A page for every entry of a kind.
pub fn pages(look: &SiteContext) -> Vec<Page> {
    let index = Arc::new(EntryIndex::new(look));
    let of_kind = look.graph.iter().filter_map(|(id, entry)| {
        let kind = entry.document.kind?;
        let (world, index) = (Arc::clone(look.owner), Arc::clone(&index));
        let template = template_of_role(look.graph.role(id));
        Some(Page::lazy(entry.url.clone(), template, move || {
            let look = &world.context();
            let desk = EntryContext {
                site: look,
                index: &index,
            };
            entry_inputs(&desk, id, &look.graph.schema.kinds[kind])
        }))
    });
    of_kind.collect()
}

/// The template of a role; a kind without one has the frame alone.
fn template_of_role(role: Option<Role>) -> &'static str {
    match role {
        Some(Role::Persona) => "persona.html",
        Some(Role::Problem) => "problem.html",
        Some(Role::Validation) => "validation.html",
        Some(Role::Insight) => "insight.html",
        Some(Role::Solution) => "solution.html",
        Some(Role::Decision) => "decision.html",
        Some(Role::Feedback) => "feedback.html",
        Some(Role::Metric) => "metric.html",
        Some(Role::Journey) => "journey.html",
        None => "entry.html",
    }
}

/// What every template of an entry sees as `entry`.
#[derive(Serialize)]
struct EntryInput<'a> {
    icon: &'static str,
    label: &'a str,
    /// The list of its kind.
    list_href: String,
    id: &'a str,
    title: &'a str,
    statement: RichText,
    statement_style: Voice,
    /// The summary, where something else took its place.
    summary: Option<&'a str>,
    chips: Vec<Chip>,
    facts: Vec<Fact>,
    sections: Vec<fact::Section>,
    has_body: bool,
    findings: Vec<EntryFinding<'a>>,
    silenced: Vec<(&'a str, String)>,
}

fn entry_inputs(desk: &EntryContext, id: EntryId, kind: &Kind) -> Inputs {
    let look = desk.site;
    let entry = look.graph.entry(id);
    let document = &entry.document;
    let role = look.graph.role(id);
    let layout = match role {
        Some(Role::Persona) => persona::layout(desk, id),
        Some(Role::Problem) => problem::layout(desk, id),
        Some(Role::Validation) => validation::layout(desk, id),
        Some(Role::Insight) => insight::layout(desk, id),
        Some(Role::Solution) => solution::layout(desk, id),
        Some(Role::Decision) => decision::layout(desk, id),
        Some(Role::Feedback) => feedback::layout(desk, id),
        Some(Role::Metric) => metric::layout(desk, id),
        Some(Role::Journey) => journey::layout(desk, id),
        None => EntryLayout::default(),
    };
    let (more_facts, sections) = fact::remaining_fields(desk, id, kind, layout.shown_fields);
    let mut facts = layout.facts;
    facts.extend(more_facts);
    facts.extend(fact::source_fact(desk, id));
    let mut chips = layout.chips;
    chips.extend(fact::common_chips(desk, id));
    let summary = document.fields.text("summary");
    let (statement, voice, summary) = match layout.statement.is_empty() {
        false => (layout.statement, layout.statement_style, summary),
        true => (
            RichText::new(summary.unwrap_or_default()),
            Voice::Lede,
            None,
        ),
    };
    let entry_input = EntryInput {
        icon: card::role_icon(role),
        label: &kind.label,
        list_href: crate::page::Url::new(format!("{}/index.html", kind.folder()))
            .to_link(look.url_style()),
        id: &document.id,
        title: &document.title,
        statement,
        statement_style: voice,
        summary,
        chips,
        facts,
        sections,
        has_body: !document.body.is_empty(),
        findings: desk.findings(&document.path),
        silenced: fact::silenced_findings(&document.fields),
    };
    let description = prose::summary(entry);
    let mut head = look.page_meta(&entry.url, &document.title, description, &kind.name);
    head.set_language(document.fields.text("lang"));
    if role.is_some() {
        head.as_of = Some((look.as_of.to_string(), prose::format_day(look.as_of)));
    }
    let mut inputs = look
        .layout_inputs(&head)
        .with("entry", Shared::new(&entry_input))
        .with("body", look.body(id))
        .with(
            "chain",
            desk.index.chains.chain_for_page(
                look,
                layout.chain_problem,
                id,
                layout.chain_problem_count,
            ),
        )
        .with(
            "links",
            backlinks::remaining_backlinks(desk, id, layout.shown_backlinks),
        );
    for (name, value) in layout.extra_inputs {
        inputs.set(name, value);
    }
    inputs
}
