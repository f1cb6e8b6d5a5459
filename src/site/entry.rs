//! The page of one entry: parts that all entries share, and an `EntryLayout` for each role.
//!
//! All share title, statement, chips, facts, chain, body, links in both directions, source and findings. Declared
//! fields and backlinks that the role's layout does not list are added here, so that nothing a document declares is
//! left out. This code knows roles and the fields they promise, never names of kinds.

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
use super::{SiteContext, card, list, prose};
use crate::graph::EntryId;
use crate::model::{Kind, Role};
use crate::page::{Inputs, Page, Shared};
use context::{EntryContext, EntryFinding, EntryIndex, MAX_LIST_ITEMS};
use layout::{Chip, EntryLayout, Fact, StatementStyle};

/// A page for every entry that has a kind; its inputs are computed only when the page is rendered.
pub fn pages(site: &Arc<SiteContext>) -> Vec<Page> {
    let index = Arc::new(EntryIndex::new(site));
    let pages = site.graph.iter().filter_map(|(id, entry)| {
        let kind = entry.document.kind?;
        let (site, index) = (Arc::clone(site), Arc::clone(&index));
        let (template, build_layout) = template_and_layout(site.graph.role(id));
        Some(Page::lazy(entry.url.clone(), template, move || {
            let ctx = EntryContext {
                site: &site,
                index: &index,
            };
            entry_inputs(
                &ctx,
                id,
                &site.graph.schema.kinds[kind],
                build_layout(&ctx, id),
            )
        }))
    });
    pages.collect()
}

type LayoutFn = fn(&EntryContext, EntryId) -> EntryLayout;

/// A kind without a role gets the shared parts alone.
fn template_and_layout(role: Option<Role>) -> (&'static str, LayoutFn) {
    match role {
        Some(Role::Persona) => ("persona.html", persona::layout),
        Some(Role::Problem) => ("problem.html", problem::layout),
        Some(Role::Validation) => ("validation.html", validation::layout),
        Some(Role::Insight) => ("insight.html", insight::layout),
        Some(Role::Solution) => ("solution.html", solution::layout),
        Some(Role::Decision) => ("decision.html", decision::layout),
        Some(Role::Feedback) => ("feedback.html", feedback::layout),
        Some(Role::Metric) => ("metric.html", metric::layout),
        Some(Role::Journey) => ("journey.html", journey::layout),
        None => ("entry.html", |_, _| EntryLayout::default()),
    }
}

/// `entry` in the templates of all roles.
#[derive(Serialize)]
struct EntryInput<'a> {
    icon: &'static str,
    label: &'a str,
    /// Link to the list of its kind.
    list_href: String,
    id: &'a str,
    title: &'a str,
    statement: RichText,
    statement_style: StatementStyle,
    /// The summary, if the role's layout has a statement of its own; else the summary is the statement.
    summary: Option<&'a str>,
    chips: Vec<Chip>,
    facts: Vec<Fact>,
    sections: Vec<fact::Section>,
    has_body: bool,
    findings: Vec<EntryFinding<'a>>,
    silenced: Vec<(&'a str, String)>,
}

fn entry_inputs(ctx: &EntryContext, id: EntryId, kind: &Kind, layout: EntryLayout) -> Inputs {
    let site = ctx.site;
    let entry = site.graph.entry(id);
    let document = &entry.document;
    let role = site.graph.role(id);
    let (more_facts, sections) = fact::remaining_fields(ctx, id, kind, layout.shown_fields);
    let mut facts = layout.facts;
    facts.extend(more_facts);
    facts.extend(fact::source_fact(ctx, id));
    let mut chips = layout.chips;
    chips.extend(fact::common_chips(ctx, id));
    let summary = document.fields.text("summary");
    let (statement, statement_style, summary) = match layout.statement.is_empty() {
        false => (layout.statement, layout.statement_style, summary),
        true => (
            RichText::new(summary.unwrap_or_default()),
            StatementStyle::Lede,
            None,
        ),
    };
    let entry_input = EntryInput {
        icon: card::role_icon(role),
        label: &kind.label,
        list_href: list::list_url(kind).to_link(site.url_style()),
        id: &document.id,
        title: document.whole_title(),
        statement,
        statement_style,
        summary,
        chips,
        facts,
        sections,
        has_body: !document.body.is_empty(),
        findings: ctx.findings(&document.path),
        silenced: fact::silenced_findings(&document.fields),
    };
    let description = prose::summary(entry);
    let mut meta = site.page_meta(&entry.url, &document.title, description, &kind.name);
    meta.set_language(document.fields.text("lang"));
    if role.is_some() {
        meta.as_of = Some((site.as_of.to_string(), prose::format_day(site.as_of)));
    }
    let chains = &ctx.index.chains;
    let chain = chains.chain_for_page(site, &layout.chain_problems, id);
    let links = backlinks::remaining_backlinks(ctx, id, layout.shown_backlinks);
    let mut inputs = site
        .layout_inputs(&meta)
        .with("entry", Shared::new(&entry_input))
        .with("body", site.body(id))
        .with("evidence_summary", site.summary(id).clone())
        .with("chain", chain)
        .with("links", links);
    for (name, value) in layout.extra_inputs {
        inputs.set(name, value);
    }
    inputs
}
