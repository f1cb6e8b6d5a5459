//! The page of one entry, as its kind lays it out (`page` in `kinds.yaml`): statement, chips, facts, and blocks.
//!
//! A name of the layout is shown as the role of the entry shows it (`parts.rs`), else by the type of the field. Declared
//! fields and links to the entry that the layout does not name follow at the end, so that nothing a document declares is
//! left out. This code knows roles and the fields they promise, never names of kinds.

mod backlinks;
mod block;
mod context;
mod decision;
mod entry_blocks;
mod fact;
mod feedback;
mod feedback_quotes;
mod for_and_against;
mod insight;
mod journey;
mod metric;
mod panel;
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
use super::plain_pages::table_of_contents;
use super::rich_text::RichText;
use super::{SiteContext, card, checks, list, prose};
use crate::config::config_invalid;
use crate::content::yaml::{Node, Step};
use crate::diagnostic::{Diagnostic, Finding, Place};
use crate::model::{PageArea, Schema};
use crate::page::{Inputs, Page, Shared};
use crate::property::{PRIVATE_HELP, Property};
use context::{EntryContext, EntryIndex, MAX_LIST_ITEMS};
use fact::Fact;

/// The headings of a text with more bytes of HTML stand at the top of the page.
const LONG_TEXT: usize = 8_000;
/// A page to which more entries link is so long that its parts stand at its top.
const MANY_LINKS: usize = 60;

/// A page for every entry that has a kind; its inputs are computed only when the page is rendered.
pub fn pages(site: &Arc<SiteContext>) -> Vec<Page> {
    let index = Arc::new(EntryIndex::new(site));
    let pages = site.graph.iter().filter_map(|(id, entry)| {
        let kind_index = entry.document.kind?;
        let (site, index) = (Arc::clone(site), Arc::clone(&index));
        Some(Page::lazy(entry.url.clone(), "entry.html", move || {
            entry_inputs(&EntryContext {
                site: &site,
                index: &index,
                id,
                kind: &site.graph.schema.kinds[kind_index],
                kind_index,
                fields: site.fields(id),
            })
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
    /// The summary, if the layout has a statement of its own; else the summary is the statement.
    summary: Option<&'a str>,
    chips: Vec<Line>,
    facts: Vec<Fact>,
    has_body: bool,
    findings: Vec<EntryFinding<'a>>,
    /// Codes that the document silences, each with its reason.
    silenced: Vec<(&'a str, &'a str)>,
}

/// A finding as the template sees it.
#[derive(Serialize)]
struct EntryFinding<'a> {
    code: &'a str,
    severity: &'static str,
    line: usize,
    message: RichText,
    help: Option<RichText>,
}

impl<'a> EntryFinding<'a> {
    fn new(finding: &'a Finding) -> Self {
        EntryFinding {
            code: finding.code,
            severity: finding.severity.as_str(),
            line: finding.line,
            message: checks::message_to_rich_text(&finding.message),
            help: finding.help.as_deref().map(checks::message_to_rich_text),
        }
    }
}

fn entry_inputs(ctx: &EntryContext) -> Inputs {
    let (site, document) = (ctx.site, ctx.document());
    let entry = site.graph.entry(ctx.id);
    let (more_facts, more_blocks) = ctx.remaining();
    let mut facts = ctx.facts();
    facts.extend(more_facts);
    facts.push(fact::source_fact(ctx));
    let mut below = ctx.blocks(PageArea::Below);
    if !ctx.kind.page.has("body") {
        below.push(block::Block::new("body").wide());
    }
    below.extend(more_blocks);
    let summary = ctx.fields.text("summary");
    let summary = summary.filter(|_| !ctx.kind.page.has("summary"));
    let (statement, summary) = match ctx.statement() {
        Some(statement) => (statement, summary),
        None => (RichText::new(summary.unwrap_or_default()).into(), None),
    };
    let shown = site.shows_findings();
    let findings = ctx.index.findings_by_path.get(&document.path);
    let findings = findings.filter(|_| shown).into_iter().flatten();
    let findings = findings.take(MAX_LIST_ITEMS);
    let silenced = ctx.fields.map("ignore").filter(|_| shown).into_iter();
    let silenced = silenced.flat_map(|map| &map.0);
    let silenced = silenced.map(|(code, why)| (&**code, why.as_text().unwrap_or_default()));
    let entry_input = EntryInput {
        icon: card::role_icon(ctx.kind.role),
        label: &ctx.kind.label,
        list_href: list::list_url(ctx.kind).to_link(site.url_style()),
        id: &document.id,
        title: document.whole_title(),
        statement,
        summary,
        chips: ctx.chips(),
        facts,
        has_body: !document.body.is_empty(),
        findings: findings
            .map(|i| EntryFinding::new(&site.findings[*i]))
            .collect(),
        silenced: silenced.collect(),
    };
    let is_long = document.body.html_len() > LONG_TEXT;
    let mut toc = [2, 3].into_iter().filter(|_| is_long);
    let toc = toc.find_map(|deepest| {
        Some(table_of_contents(site, ctx.id, deepest)).filter(|toc| !toc.is_empty())
    });
    let main = ctx.blocks(PageArea::Main);
    let blocks = main.iter().chain(&below);
    let blocks = blocks.filter(|_| entry.incoming.len() > MANY_LINKS);
    let parts: Vec<block::BlockLink> = blocks.filter_map(block::Block::part).collect();
    let description = prose::summary(entry);
    let mut meta = site.page_meta(&entry.url, &document.title, description, &ctx.kind.name);
    meta.set_language(ctx.fields.text("lang"));
    if ctx.kind.role.is_some() {
        meta = meta.as_of(site.as_of);
    }
    site.layout_inputs(&meta)
        .with("entry", Shared::new(&entry_input))
        .with("body", site.body(ctx.id))
        .with_value("toc", &toc)
        .with_value("parts", &parts)
        .with("evidence_summary", site.summary(ctx.id).clone())
        .with("main", block::rows(main))
        .with("below", block::rows(below))
        .with("links", backlinks::remaining_backlinks(ctx))
}

/// The panels of a role's pages, as layouts name them.
pub use parts::panel_names;

/// What every entry has, so that a field of the name is that of the model.
const OF_FILES: [&str; 4] = ["id", "kind", "title", "path"];

/// The fields that a project gives a kind and that a panel of its pages, or a value that is worked out, would take the place of. A panel shows the field of
/// its name that the built-in kind of the role has.
fn fields_named_like_panels(schema: &Schema, kinds: &Node) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for kind in &schema.kinds {
        let fields = kinds.get(&kind.name).and_then(|kind| kind.get("fields"));
        let Some(Node::Map(fields)) = fields else {
            continue;
        };
        for (name, _) in fields {
            let built_in = || {
                let built_in = Schema::built_in();
                let known = kind
                    .role
                    .and_then(|role| built_in.first_with_role(role)?.field(name));
                known.is_some()
            };
            let derived = Property::derived(name);
            let is_derived = derived.is_some_and(|value| value.is_derived_for(kind.role));
            let is_panel = parts::panel_names(kind.role).any(|panel| panel == name);
            if (is_panel || is_derived && !OF_FILES.contains(&&**name)) && !built_in() {
                let path = ["kinds", &kind.name, "fields", name].map(Step::from);
                let message = match is_panel {
                    true => format!("`{name}` is a panel of the page of a {}", kind.name),
                    false => format!("`{name}` is worked out for each {}", kind.name),
                };
                let help = "give the field another name";
                found.push(config_invalid(Place::Key(path.into()), message, help));
            }
        }
    }
    found
}

/// Reports names in the pages of kinds that mean nothing there, or stand where they show nothing, and fields of the project
/// that are named like a panel.
pub fn check_layouts(schema: &Schema, kinds: &Node) -> Vec<Diagnostic> {
    let mut found = fields_named_like_panels(schema, kinds);
    for (index, kind) in schema.kinds.iter().enumerate() {
        for (i, (name, place)) in kind.page.given.iter().enumerate() {
            let mut areas = PageArea::ALL.into_iter();
            let area = areas.find(|(key, _)| place.get(3) == Some(&Step::from(*key)));
            let Some((key, area)) = area else { continue };
            let mut earlier = kind.page.given[..i].iter();
            let is_again = earlier.any(|(other, _)| other == name);
            let again = is_again.then(|| {
                let help = "leave it where it should stand";
                (format!("`{name}` is named twice"), help.to_owned())
            });
            let fault = unknown_name(name, index, schema)
                .or_else(|| private_name(name, area, index, schema))
                .or(again)
                .or_else(|| name_out_of_place(name, key, area, index, schema));
            if let Some((message, help)) = fault {
                found.push(config_invalid(Place::Value(place.clone()), message, help));
            }
        }
    }
    found
}

/// What is wrong with a name of a page, and the way out.
type LayoutFault = Option<(String, String)>;

fn unknown_name(name: &str, index: usize, schema: &Schema) -> LayoutFault {
    let kind = &schema.kinds[index];
    let is_in = |area: PageArea| kind.page.area(area).iter().any(|known| **known == *name);
    if name == "body" && !is_in(PageArea::Below) && !is_in(PageArea::Hidden) {
        let message = "the text of a page stands in no other place than `below`";
        let help = "write it under `below`, or leave it out: what no key names follows there";
        return Some((message.to_owned(), help.to_owned()));
    }
    if parts::is_known(name, index, schema) {
        return None;
    }
    if name.is_empty() {
        let help = "leave it out, or write a name";
        return Some(("an empty name names nothing".into(), help.into()));
    }
    let near = crate::text::nearest_name(name, parts::panel_names(kind.role));
    let near = near.map(str::to_owned);
    let near = near.or_else(|| Property::nearest_of_kind(name, index, schema));
    let other = "name a field, a panel, or another kind's link: `validation.problems`";
    Some((
        format!("the page of a {} has nothing called `{name}`", kind.name),
        near.map_or(other.into(), |near| format!("did you mean `{near}`?")),
    ))
}

fn private_name(name: &str, area: PageArea, index: usize, schema: &Schema) -> LayoutFault {
    let property = Property::of_kind(name, index, schema)?;
    let is_told = area != PageArea::Hidden && property.is_private(index, schema);
    is_told.then(|| {
        let message = format!("`{name}` is private, so no page shows it");
        (message, PRIVATE_HELP.to_owned())
    })
}

fn name_out_of_place(
    name: &str,
    key: &str,
    area: PageArea,
    index: usize,
    schema: &Schema,
) -> LayoutFault {
    if parts::shows(name, area, index, schema) {
        return None;
    }
    if area == PageArea::Hidden {
        let help = "leave it out: the title always stands there";
        return Some((format!("`{name}` cannot be hidden"), help.to_owned()));
    }
    let areas = PageArea::ALL.iter();
    let areas = areas.filter(|(_, area)| parts::shows(name, *area, index, schema));
    let areas: Vec<String> = areas.map(|(key, _)| format!("`{key}`")).collect();
    let help = format!("it can stand in {}", areas.join(", "));
    Some((format!("`{name}` shows nothing in `{key}`"), help))
}
