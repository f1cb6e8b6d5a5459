//! The page of one entry: the same frame for all, and an anatomy for each role.
//!
//! The frame is crumb, title, statement, facts, chain, body, links in both directions, source and findings. A role's
//! anatomy stands between them; a kind without a role has the frame alone. What an anatomy does not show of the
//! declared fields and links, the frame does, so that nothing written is lost. Speaks of roles and of the fields they
//! promise, never of kinds.

mod answer;
mod axis;
mod chain;
mod choice;
mod claim;
mod context;
mod fact;
mod finding;
mod layout;
mod link;
mod measure;
mod past;
mod path;
mod sides;
mod study;
mod subject;
mod voice;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use serde::Serialize;

use super::sentence::Sentence;
use super::{Look, card, prose};
use crate::graph::Id;
use crate::page::{Inputs, Page, Shared};
use crate::schema::{Kind, Role};
use chain::once;
use context::{Desk, Index, MOST, Told};
use layout::{Anatomy, Chip, Fact, Voice};

/// A page for every entry of a kind.
pub fn pages(look: &Look) -> Vec<Page> {
    let index = Arc::new(Index::new(look));
    let of_kind = look.graph.iter().filter_map(|(id, entry)| {
        let kind = entry.document.kind?;
        let (world, index) = (Arc::clone(look.world), Arc::clone(&index));
        let template = template(look.graph.role(id));
        Some(Page::later(entry.url.clone(), template, move || {
            let look = &world.look();
            let desk = Desk {
                look,
                index: &index,
            };
            inputs(&desk, id, &look.graph.schema.kinds[kind])
        }))
    });
    of_kind.collect()
}

/// The template of a role; a kind without one has the frame alone.
fn template(role: Option<Role>) -> &'static str {
    match role {
        Some(Role::Subject) => "persona.html",
        Some(Role::Claim) => "problem.html",
        Some(Role::Study) => "validation.html",
        Some(Role::Finding) => "insight.html",
        Some(Role::Answer) => "solution.html",
        Some(Role::Choice) => "decision.html",
        Some(Role::Voice) => "feedback.html",
        Some(Role::Measure) => "metric.html",
        Some(Role::Path) => "journey.html",
        None => "entry.html",
    }
}

/// What every template of an entry sees as `entry`.
#[derive(Serialize)]
struct Framed<'a> {
    icon: &'static str,
    label: &'a str,
    /// The list of its kind.
    list_href: String,
    id: &'a str,
    title: &'a str,
    statement: Sentence,
    statement_style: Voice,
    /// The summary, where something else took its place.
    summary: Option<&'a str>,
    chips: Vec<Chip>,
    facts: Vec<Fact>,
    sections: Vec<fact::Section>,
    has_body: bool,
    findings: Vec<Told<'a>>,
    silenced: Vec<(&'a str, String)>,
}

fn inputs(desk: &Desk, id: Id, kind: &Kind) -> Inputs {
    let look = desk.look;
    let entry = look.graph.entry(id);
    let document = &entry.document;
    let role = look.graph.role(id);
    let anatomy = match role {
        Some(Role::Subject) => subject::anatomy(desk, id),
        Some(Role::Claim) => claim::anatomy(desk, id),
        Some(Role::Study) => study::anatomy(desk, id),
        Some(Role::Finding) => finding::anatomy(desk, id),
        Some(Role::Answer) => answer::anatomy(desk, id),
        Some(Role::Choice) => choice::anatomy(desk, id),
        Some(Role::Voice) => voice::anatomy(desk, id),
        Some(Role::Measure) => measure::anatomy(desk, id),
        Some(Role::Path) => path::anatomy(desk, id),
        None => Anatomy::default(),
    };
    let (more_facts, sections) = fact::rest(desk, id, kind, anatomy.shown);
    let mut facts = anatomy.facts;
    facts.extend(more_facts);
    facts.extend(fact::source(desk, id));
    let mut chips = anatomy.chips;
    chips.extend(fact::chips(desk, id));
    let summary = document.fields.text("summary");
    let (statement, voice, summary) = match anatomy.statement.is_empty() {
        false => (anatomy.statement, anatomy.voice, summary),
        true => (
            Sentence::new(summary.unwrap_or_default()),
            Voice::Lede,
            None,
        ),
    };
    let framed = Framed {
        icon: card::icon(role),
        label: &kind.label,
        list_href: crate::page::Url::new(format!("{}/index.html", kind.folder()))
            .link(look.style()),
        id: &document.id,
        title: &document.title,
        statement,
        statement_style: voice,
        summary,
        chips,
        facts,
        sections,
        has_body: !document.body.is_empty(),
        findings: desk.told(&document.path),
        silenced: fact::silenced(&document.fields),
    };
    let description = prose::summary(entry);
    let mut head = look.head(&entry.url, &document.title, description, &kind.name);
    head.speak(document.fields.text("lang"));
    if role.is_some() {
        head.as_of = Some((look.as_of.to_string(), prose::day(look.as_of)));
    }
    let mut inputs = look
        .inputs(&head)
        .with("entry", Shared::new(&framed))
        .with("body", look.body(id))
        .with(
            "chain",
            desk.index
                .chains
                .of(look, anatomy.claim, id, anatomy.claims),
        )
        .with("links", link::rest(desk, id, anatomy.heard));
    for (name, value) in anatomy.inputs {
        inputs.set(name, value);
    }
    inputs
}
