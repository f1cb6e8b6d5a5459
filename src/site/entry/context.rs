//! What the page of an entry is made from.

use std::collections::HashMap;
use std::sync::Arc;

use serde::Serialize;

use super::chain::{Chains, distinct_in_order};
use super::past::PastScores;
use crate::config::Axis;
use crate::evidence::{Contribution, VerdictIndex};
use crate::graph::EntryId;
use crate::model::{Fields, Role};
use crate::page::Url;
use crate::site::rich_text::RichText;
use crate::site::{SiteContext, prose};

/// The most entries, rows or quotations one list of a page shows; the list of the kind has them all.
pub const MAX_LIST_ITEMS: usize = 100;

/// Everything on the table when a page is written.
#[derive(Clone, Copy)]
pub struct EntryContext<'a> {
    pub site: &'a SiteContext<'a>,
    pub index: &'a EntryIndex,
}

/// What is worth looking up once for all pages.
pub struct EntryIndex {
    pub past_scores: PastScores,
    /// For each study, where it counts.
    pub contributions: HashMap<EntryId, Vec<TargetContribution>>,
    /// For each file, the places of its findings.
    pub findings_by_path: HashMap<Arc<str>, Vec<usize>>,
    pub chains: Chains,
}

/// A study as it counts for one claim or answer.
pub struct TargetContribution {
    pub target: EntryId,
    pub axis: Axis,
    pub contribution: Contribution,
}

/// A finding as the page tells it.
#[derive(Serialize)]
pub struct EntryFinding<'a> {
    pub code: &'a str,
    pub severity: &'static str,
    pub line: usize,
    pub message: RichText,
    pub help: Option<RichText>,
}

impl EntryIndex {
    pub fn new(site: &SiteContext) -> Self {
        let mut counted: HashMap<EntryId, Vec<TargetContribution>> = HashMap::new();
        let claims = site.evidence.problems.iter();
        let scores = claims.flat_map(|(id, claim)| [(id, &claim.problem), (id, &claim.solution)]);
        for (target, score) in scores.chain(site.evidence.solutions.iter()) {
            for study in &score.contributions {
                counted
                    .entry(study.validation)
                    .or_default()
                    .push(TargetContribution {
                        target,
                        axis: score.axis,
                        contribution: study.clone(),
                    });
            }
        }
        EntryIndex {
            past_scores: PastScores::new(site, &VerdictIndex::new(site.graph, site.config)),
            contributions: counted,
            findings_by_path: site.findings_by_path(),
            chains: Chains::new(site),
        }
    }
}

impl<'a> EntryContext<'a> {
    pub fn fields(&self, id: EntryId) -> &'a Fields {
        &self.site.graph.entry(id).document.fields
    }

    pub fn title(&self, id: EntryId) -> &'a str {
        &self.site.graph.entry(id).document.title
    }

    pub fn role(&self, id: EntryId) -> Option<Role> {
        self.site.graph.role(id)
    }

    /// The other ends of a field, each once, in the order they are written.
    pub fn targets(&self, id: EntryId, field: &str) -> Vec<EntryId> {
        distinct_in_order(self.site.graph.targets(id, field))
    }

    /// The entries of a role that link here by a field, each once, in path order.
    pub fn sources(&self, id: EntryId, role: Role, field: &str) -> Vec<EntryId> {
        distinct_in_order(self.site.graph.sources(id, role, field))
    }

    /// Where a study counts, most points first.
    pub fn contributions_of(&self, study: EntryId) -> &'a [TargetContribution] {
        self.index
            .contributions
            .get(&study)
            .map_or(&[], Vec::as_slice)
    }

    pub fn findings(&self, path: &str) -> Vec<EntryFinding<'a>> {
        let findings = self.index.findings_by_path.get(path);
        let findings = findings.map_or(&[][..], Vec::as_slice);
        findings
            .iter()
            .filter_map(|place| self.site.findings.get(*place))
            .take(MAX_LIST_ITEMS)
            .map(|finding| EntryFinding {
                code: finding.code,
                severity: finding.severity.as_str(),
                line: finding.line,
                message: RichText::from_backticks(&finding.message),
                help: finding.help.as_deref().map(RichText::from_backticks),
            })
            .collect()
    }

    /// Entries as links, in words: “a, b and 3 more”.
    pub fn entry_links(&self, ids: &[EntryId], most: usize) -> RichText {
        let mut names: Vec<RichText> = ids
            .iter()
            .take(most)
            .map(|id| RichText::default().entry_link(self.site, *id))
            .collect();
        if let Some(more) = ids.len().checked_sub(most).filter(|more| *more > 0) {
            names.push(RichText::new(format!("{more} more")));
        }
        RichText::join_list(names, "and")
    }

    /// Strongest opportunity first, then the best known, then by title.
    pub fn ranked_problems(&self, mut claims: Vec<EntryId>) -> Vec<EntryId> {
        claims.sort_by_cached_key(|id| {
            let claim = self.site.evidence.problems.get(id);
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
    pub fn more_link(&self, all: usize, role: Role) -> Option<RichText> {
        let more = all.checked_sub(MAX_LIST_ITEMS).filter(|more| *more > 0)?;
        let kind = self.site.graph.schema.first_with_role(role)?;
        let list = Url::new(format!("{}/index.html", kind.folder()));
        Some(
            RichText::new(format!(
                "{} more are in the list of ",
                prose::group_digits(more)
            ))
            .internal(
                list.to_link(self.site.url_style()),
                kind.plural_label.to_lowercase(),
            )
            .text("."),
        )
    }
}
