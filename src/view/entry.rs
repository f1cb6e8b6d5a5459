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
mod fact;
mod finding;
mod link;
mod measure;
mod path;
mod sides;
mod study;
mod subject;
mod voice;

#[cfg(test)]
mod tests;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use serde::Serialize;

use super::sentence::Sentence;
use super::{Look, card, prose};
use crate::config::Axis;
use crate::graph::Id;
use crate::graph::evidence::{Counted, History};
use crate::page::{Inputs, Page, Shared};
use crate::schema::{Fields, Kind, Role};
use chain::Chains;
use fact::Fact;

/// The most entries, rows or quotations one list of a page shows; the list of the kind has them all.
const MOST: usize = 100;

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

/// Everything on the table when a page is written.
#[derive(Clone, Copy)]
struct Desk<'a> {
    look: &'a Look<'a>,
    index: &'a Index,
}

/// What is worth looking up once for all pages.
struct Index {
    past: choice::Past,
    /// For each study, where it counts.
    counted: HashMap<Id, Vec<Weighed>>,
    /// For each file, the places of its findings.
    findings: HashMap<Arc<str>, Vec<usize>>,
    chains: Chains,
}

/// A study as it counts for one claim or answer.
struct Weighed {
    target: Id,
    axis: Axis,
    counted: Counted,
}

/// What a role puts into the frame.
#[derive(Default)]
struct Anatomy {
    /// The statement under the title, where it is more than the summary; and how it is set.
    statement: Sentence,
    voice: Voice,
    chips: Vec<Chip>,
    facts: Vec<Fact>,
    /// The fields it shows, so that the frame need not.
    shown: &'static [&'static str],
    /// The links to this entry that it shows: the other end's role and field.
    heard: &'static [(Role, &'static str)],
    /// The problem that the chain is about.
    claim: Option<Id>,
    /// How many problems there were to choose from.
    claims: usize,
    /// What only its own template sees.
    inputs: Vec<(&'static str, Shared)>,
}

/// Who speaks in the statement: a class of the style sheet.
#[derive(Clone, Copy, Default, Serialize)]
#[serde(rename_all = "lowercase")]
enum Voice {
    /// The team: sans.
    #[default]
    Lede,
    /// A need, in the customer's voice: serif.
    #[serde(rename = "statement")]
    Say,
    /// A quotation.
    #[serde(rename = "pull-quote")]
    Pull,
}

/// A small label over the title.
#[derive(Serialize)]
struct Chip {
    text: String,
    icon: &'static str,
    href: String,
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

/// A finding as the page tells it.
#[derive(Serialize)]
struct Told<'a> {
    code: &'a str,
    severity: &'static str,
    line: usize,
    message: Sentence,
    help: Option<Sentence>,
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
                .of(desk, anatomy.claim, id, anatomy.claims),
        )
        .with("links", link::rest(desk, id, anatomy.heard));
    for (name, value) in anatomy.inputs {
        inputs.set(name, value);
    }
    inputs
}

impl Index {
    fn new(look: &Look) -> Self {
        let mut counted: HashMap<Id, Vec<Weighed>> = HashMap::new();
        let claims = look.evidence.claims.iter();
        let scores = claims.flat_map(|(id, claim)| [(id, &claim.problem), (id, &claim.solution)]);
        for (target, score) in scores.chain(look.evidence.answers.iter()) {
            for study in &score.studies {
                counted.entry(study.study).or_default().push(Weighed {
                    target,
                    axis: score.axis,
                    counted: study.clone(),
                });
            }
        }
        Index {
            past: choice::Past::new(look, &History::new(look.graph, look.config)),
            counted,
            findings: look.findings_by_path(),
            chains: Chains::new(look),
        }
    }
}

impl<'a> Desk<'a> {
    fn fields(&self, id: Id) -> &'a Fields {
        &self.look.graph.entry(id).document.fields
    }

    fn title(&self, id: Id) -> &'a str {
        &self.look.graph.entry(id).document.title
    }

    fn role(&self, id: Id) -> Option<Role> {
        self.look.graph.role(id)
    }

    /// The other ends of a field, each once, in the order they are written.
    fn targets(&self, id: Id, field: &str) -> Vec<Id> {
        once(self.look.graph.targets(id, field))
    }

    /// The entries of a role that link here by a field, each once, in path order.
    fn sources(&self, id: Id, role: Role, field: &str) -> Vec<Id> {
        once(self.look.graph.sources(id, role, field))
    }

    /// Where a study counts, most points first.
    fn weighed(&self, study: Id) -> &'a [Weighed] {
        self.index.counted.get(&study).map_or(&[], Vec::as_slice)
    }

    fn told(&self, path: &str) -> Vec<Told<'a>> {
        let findings = self.index.findings.get(path);
        let findings = findings.map_or(&[][..], Vec::as_slice);
        findings
            .iter()
            .filter_map(|place| self.look.findings.get(*place))
            .take(MOST)
            .map(|finding| Told {
                code: finding.code,
                severity: finding.severity.as_str(),
                line: finding.line,
                message: Sentence::coded(&finding.message),
                help: finding.help.as_deref().map(Sentence::coded),
            })
            .collect()
    }

    /// Entries as links, in words: “a, b and 3 more”.
    fn named(&self, ids: &[Id], most: usize) -> Sentence {
        let mut names: Vec<Sentence> = ids
            .iter()
            .take(most)
            .map(|id| Sentence::default().entry(self.look, *id))
            .collect();
        if let Some(more) = ids.len().checked_sub(most).filter(|more| *more > 0) {
            names.push(Sentence::new(format!("{more} more")));
        }
        Sentence::listed(names, "and")
    }

    /// Strongest opportunity first, then the best known, then by title.
    fn ranked(&self, mut claims: Vec<Id>) -> Vec<Id> {
        claims.sort_by_cached_key(|id| {
            let claim = self.look.evidence.claims.get(id);
            let opportunity = claim.and_then(|c| c.opportunity.value);
            let known = claim.map_or(0.0, |c| c.problem.support);
            // Hundredths are as fine as these numbers get.
            let key = |value: f64| -(value * 100.0).round() as i64;
            (
                opportunity.map_or(1, key),
                key(known),
                self.title(*id).to_lowercase(),
            )
        });
        claims
    }

    /// Where the whole list is, for what does not fit on the page.
    fn more(&self, all: usize, role: Role) -> Option<Sentence> {
        let more = all.checked_sub(MOST).filter(|more| *more > 0)?;
        let kind = self.look.graph.schema.with_role(role)?;
        let list = crate::page::Url::new(format!("{}/index.html", kind.folder()));
        Some(
            Sentence::new(format!("{} more are in the list of ", prose::grouped(more)))
                .page(list.link(self.look.style()), kind.labels.to_lowercase())
                .say("."),
        )
    }
}

/// Each once, in the order of their first place.
fn once(ids: impl Iterator<Item = Id>) -> Vec<Id> {
    const FEW: usize = 16;
    let (mut kept, mut seen) = (Vec::new(), HashSet::new());
    for id in ids {
        // A set costs more than a look at a few.
        let is_new = match kept.len() {
            0..FEW => !kept.contains(&id),
            FEW => {
                seen.extend(kept.iter().copied());
                seen.insert(id)
            }
            _ => seen.insert(id),
        };
        if is_new {
            kept.push(id);
        }
    }
    kept
}

impl Chip {
    fn new(text: impl Into<String>) -> Self {
        Chip {
            text: text.into(),
            icon: "",
            href: String::new(),
        }
    }

    fn icon(mut self, icon: &'static str) -> Self {
        self.icon = icon;
        self
    }

    /// The word of a choice field.
    fn of(fields: &Fields, field: &str) -> Option<Self> {
        let word = fields.text(field)?;
        Some(Chip::new(prose::capital(&prose::plain(word))))
    }
}
