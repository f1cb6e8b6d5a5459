//! The page of one entry, as its kind lays it out (`page` in `kinds.yaml`): statement, chips, facts, and blocks.
//!
//! A name of the layout is shown as the role of the entry shows it (`parts.rs`), else by the type of the field. Declared
//! fields and links to the entry that the layout does not name follow at the end, so that nothing a document declares is
//! left out. This code knows roles and the fields they promise, never names of kinds.

mod backlinks;
mod block;
mod chain;
mod context;
mod decision;
mod entry_blocks;
mod fact;
mod feedback;
mod feedback_quotes;
mod for_and_against;
mod insight;
mod journey;
mod layout;
mod metric;
mod parts;
mod past;
mod persona;
mod problem;
mod role_parts;
mod score_panel;
mod solution;
mod validation;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use serde::Serialize;

use super::line::Line;
use super::rich_text::RichText;
use super::{SiteContext, card, list, prose};
use crate::diagnostic::{Diagnostic, Place};
use crate::graph::EntryId;
use crate::model::{PageArea, Schema};
use crate::page::{Inputs, Page, Shared};
use crate::property::Property;
use context::{EntryContext, EntryFinding, EntryIndex, MAX_LIST_ITEMS};
use layout::{Chip, Fact, StatementStyle};
use parts::PageParts;

/// A page for every entry that has a kind; its inputs are computed only when the page is rendered.
pub fn pages(site: &Arc<SiteContext>) -> Vec<Page> {
    let index = Arc::new(EntryIndex::new(site));
    let pages = site.graph.iter().filter_map(|(id, entry)| {
        let kind = entry.document.kind?;
        let (site, index) = (Arc::clone(site), Arc::clone(&index));
        Some(Page::lazy(entry.url.clone(), "entry.html", move || {
            let ctx = EntryContext {
                site: &site,
                index: &index,
            };
            entry_inputs(&ctx, id, kind)
        }))
    });
    pages.collect()
}

/// `entry` in the template.
#[derive(Serialize)]
struct EntryInput<'a> {
    icon: &'static str,
    label: &'a str,
    /// Link to the list of its kind.
    list_href: String,
    id: &'a str,
    title: &'a str,
    statement: Line,
    statement_style: StatementStyle,
    /// The summary, if the layout has a statement of its own; else the summary is the statement.
    summary: Option<&'a str>,
    chips: Vec<Chip>,
    facts: Vec<Fact>,
    has_body: bool,
    findings: Vec<EntryFinding<'a>>,
    silenced: Vec<(&'a str, String)>,
}

fn entry_inputs(ctx: &EntryContext, id: EntryId, kind_index: usize) -> Inputs {
    let site = ctx.site;
    let entry = site.graph.entry(id);
    let document = &entry.document;
    let kind = &site.graph.schema.kinds[kind_index];
    let role = site.graph.role(id);
    let parts = PageParts {
        ctx,
        id,
        kind,
        kind_index,
    };
    let (more_facts, more_blocks) = parts.remaining();
    let mut facts = parts.facts();
    facts.extend(more_facts);
    facts.extend(fact::source_fact(ctx, id));
    let mut below = parts.blocks(PageArea::Below);
    below.extend(more_blocks);
    let summary = document.fields.text("summary");
    let ((statement, statement_style), summary) = match parts.statement() {
        Some(statement) => (statement, summary),
        None => {
            let summary = RichText::new(summary.unwrap_or_default());
            ((summary.into(), StatementStyle::Lede), None)
        }
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
        chips: parts.chips(),
        facts,
        has_body: !document.body.is_empty(),
        findings: ctx.findings(&document.path),
        silenced: fact::silenced_findings(&document.fields),
    };
    let description = prose::summary(entry);
    let mut meta = site.page_meta(&entry.url, &document.title, description, &kind.name);
    meta.set_language(document.fields.text("lang"));
    if role.is_some() {
        meta = meta.as_of(site.as_of);
    }
    site.layout_inputs(&meta)
        .with("entry", Shared::new(&entry_input))
        .with("body", site.body(id))
        .with("evidence_summary", site.summary(id).clone())
        .with("main", block::rows(parts.blocks(PageArea::Main)))
        .with("below", block::rows(below))
        .with("links", backlinks::remaining_backlinks(ctx, id, &kind.page))
}

/// The panels of a role's pages, as layouts name them.
pub use parts::panel_names;

/// Reports names in the pages of kinds that mean nothing there.
pub fn check_layouts(schema: &Schema) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (index, kind) in schema.kinds.iter().enumerate() {
        for (name, place) in &kind.page.given {
            let is_panel = parts::panel_names(kind.role).any(|panel| panel == &**name);
            if is_panel || Property::of_kind(name, index, schema).is_some() {
                continue;
            }
            let fields = kind.fields.iter().map(|field| &*field.name);
            let panels: Vec<&str> = parts::panel_names(kind.role).collect();
            let near = crate::text::nearest_name(name, fields.chain(panels)).map(str::to_owned);
            let help = match near.or_else(|| Property::nearest(name, schema)) {
                Some(near) => format!("did you mean `{near}`?"),
                None => {
                    "name a field, a panel, or another kind's link: `validation.problems`".into()
                }
            };
            let message = format!("the page of a {} has nothing called `{name}`", kind.name);
            let place = Place::Value(place.clone());
            found.push(crate::config::config_invalid(place, message, help));
        }
    }
    found
}
