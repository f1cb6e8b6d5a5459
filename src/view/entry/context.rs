//! What the page of an entry is made from.

use std::collections::HashMap;
use std::sync::Arc;

use serde::Serialize;

use super::chain::{Chains, once};
use super::past::Past;
use crate::config::Axis;
use crate::graph::Id;
use crate::graph::evidence::{Counted, History};
use crate::page::Url;
use crate::schema::{Fields, Role};
use crate::view::sentence::Sentence;
use crate::view::{Look, prose};

/// The most entries, rows or quotations one list of a page shows; the list of the kind has them all.
pub const MOST: usize = 100;

/// Everything on the table when a page is written.
#[derive(Clone, Copy)]
pub struct Desk<'a> {
    pub look: &'a Look<'a>,
    pub index: &'a Index,
}

/// What is worth looking up once for all pages.
pub struct Index {
    pub past: Past,
    /// For each study, where it counts.
    pub counted: HashMap<Id, Vec<Weighed>>,
    /// For each file, the places of its findings.
    pub findings: HashMap<Arc<str>, Vec<usize>>,
    pub chains: Chains,
}

/// A study as it counts for one claim or answer.
pub struct Weighed {
    pub target: Id,
    pub axis: Axis,
    pub counted: Counted,
}

/// A finding as the page tells it.
#[derive(Serialize)]
pub struct Told<'a> {
    pub code: &'a str,
    pub severity: &'static str,
    pub line: usize,
    pub message: Sentence,
    pub help: Option<Sentence>,
}

impl Index {
    pub fn new(look: &Look) -> Self {
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
            past: Past::new(look, &History::new(look.graph, look.config)),
            counted,
            findings: look.findings_by_path(),
            chains: Chains::new(look),
        }
    }
}

impl<'a> Desk<'a> {
    pub fn fields(&self, id: Id) -> &'a Fields {
        &self.look.graph.entry(id).document.fields
    }

    pub fn title(&self, id: Id) -> &'a str {
        &self.look.graph.entry(id).document.title
    }

    pub fn role(&self, id: Id) -> Option<Role> {
        self.look.graph.role(id)
    }

    /// The other ends of a field, each once, in the order they are written.
    pub fn targets(&self, id: Id, field: &str) -> Vec<Id> {
        once(self.look.graph.targets(id, field))
    }

    /// The entries of a role that link here by a field, each once, in path order.
    pub fn sources(&self, id: Id, role: Role, field: &str) -> Vec<Id> {
        once(self.look.graph.sources(id, role, field))
    }

    /// Where a study counts, most points first.
    pub fn weighed(&self, study: Id) -> &'a [Weighed] {
        self.index.counted.get(&study).map_or(&[], Vec::as_slice)
    }

    pub fn told(&self, path: &str) -> Vec<Told<'a>> {
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
    pub fn named(&self, ids: &[Id], most: usize) -> Sentence {
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
    pub fn ranked(&self, mut claims: Vec<Id>) -> Vec<Id> {
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
    pub fn more(&self, all: usize, role: Role) -> Option<Sentence> {
        let more = all.checked_sub(MOST).filter(|more| *more > 0)?;
        let kind = self.look.graph.schema.with_role(role)?;
        let list = Url::new(format!("{}/index.html", kind.folder()));
        Some(
            Sentence::new(format!("{} more are in the list of ", prose::grouped(more)))
                .page(list.link(self.look.style()), kind.labels.to_lowercase())
                .say("."),
        )
    }
}
