//! What the pages of entries are built from: the site, and an index computed once for all of them.

use std::collections::HashMap;
use std::sync::Arc;

use serde::Serialize;

use super::chain::Chains;
use super::past::PastScores;
use crate::config::Axis;
use crate::content::document;
use crate::evidence::{Contribution, VerdictIndex};
use crate::graph::{EntryId, Graph, distinct_in_order};
use crate::model::{Fields, Role};
use crate::page::Shared;
use crate::site::folder_tree::whole_folders;
use crate::site::rich_text::RichText;
use crate::site::{SiteContext, list};

/// Maximum of items in one list of an entry's page, which bounds its size; the list page of the kind shows all.
pub const MAX_LIST_ITEMS: usize = 100;

/// What every function of an entry's page reads.
#[derive(Clone, Copy)]
pub struct EntryContext<'a> {
    pub site: &'a SiteContext,
    pub index: &'a EntryIndex,
}

/// Lookups computed once for the pages of all entries.
pub struct EntryIndex {
    pub past_scores: PastScores,
    /// For each study, the scores it counts towards.
    pub contributions: HashMap<EntryId, Vec<TargetContribution>>,
    /// For each file, positions of its findings in `SiteContext::findings`.
    pub findings_by_path: HashMap<Arc<str>, Vec<usize>>,
    pub chains: Chains,
    /// For each entry that is a whole folder, the plain pages in it.
    pub pages_of_folder: HashMap<EntryId, Vec<EntryId>>,
}

/// A study's contribution to one score of a problem or solution.
pub struct TargetContribution {
    pub target: EntryId,
    pub axis: Axis,
    pub contribution: Contribution,
}

/// A finding as the template sees it.
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
        let mut contributions: HashMap<EntryId, Vec<TargetContribution>> = HashMap::new();
        let problems = site.evidence.problems.iter();
        let scores = problems.flat_map(|(id, both)| [(id, &both.problem), (id, &both.solution)]);
        for (target, score) in scores.chain(site.evidence.solutions.iter()) {
            for study in &score.contributions {
                contributions
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
            past_scores: PastScores::new(site, &VerdictIndex::new(&site.graph, &site.config)),
            contributions,
            findings_by_path: site.findings_by_path(),
            chains: Chains::new(site),
            pages_of_folder: pages_of_folders(&site.graph),
        }
    }
}

fn pages_of_folders(graph: &Graph) -> HashMap<EntryId, Vec<EntryId>> {
    let folders = whole_folders(graph);
    let mut pages: HashMap<EntryId, Vec<EntryId>> = HashMap::new();
    let plain = graph
        .ids()
        .filter(|id| graph.entry(*id).document.kind.is_none());
    for page in plain.filter(|_| !folders.is_empty()) {
        let mut folder = document::parent_folder(&graph.entry(page).document.content_path);
        while !folder.is_empty() {
            if let Some(id) = folders.get(folder) {
                pages.entry(*id).or_default().push(page);
            }
            folder = document::parent_folder(folder);
        }
    }
    pages
}

impl<'a> EntryContext<'a> {
    pub fn fields(&self, id: EntryId) -> &'a Fields {
        self.site.fields(id)
    }

    pub fn title(&self, id: EntryId) -> &'a str {
        self.site.title_of(id)
    }

    pub fn role(&self, id: EntryId) -> Option<Role> {
        self.site.graph.role(id)
    }

    /// The entries that a field links to, each once, in the order they are written.
    pub fn targets(&self, id: EntryId, field: &str) -> Vec<EntryId> {
        distinct_in_order(self.site.graph.targets(id, field))
    }

    /// The entries of a role that link to `id` by a field, each once, in path order.
    pub fn sources(&self, id: EntryId, role: Role, field: &str) -> Vec<EntryId> {
        distinct_in_order(self.site.graph.sources(id, role, field))
    }

    /// The entries of a kind, and of those like it, that link to `id` by a field, each once, in path order.
    pub fn sources_of_kind(&self, id: EntryId, kind: usize, field: &str) -> Vec<EntryId> {
        let graph = &self.site.graph;
        let edges = graph
            .entry(id)
            .incoming
            .iter()
            .map(|edge| graph.edge(*edge));
        let edges = edges.filter(|edge| *edge.field == *field);
        let role = graph.schema.kinds[kind].role;
        let of_kind = edges.filter(|edge| {
            let is_like = role.is_some() && graph.role(edge.from) == role;
            is_like || graph.entry(edge.from).document.kind == Some(kind)
        });
        distinct_in_order(of_kind.map(|edge| edge.from))
    }

    /// The scores that a study counts towards: of problems first, then of solutions, each in the order of their ids.
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
            .filter_map(|index| self.site.findings.get(*index))
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

    /// Links to at most `max` entries, in words: “a, b and 3 more”.
    pub fn entry_links(&self, ids: &[EntryId], max: usize) -> RichText {
        let names = ids.iter().map(|id| RichText::entry(self.site, *id));
        RichText::join_some(names, max)
    }

    /// Problems by opportunity, highest first and unrated last, then by support, then by title.
    pub fn ranked_problems(&self, mut problems: Vec<EntryId>) -> Vec<EntryId> {
        problems.sort_by_cached_key(|id| {
            let scores = self.site.evidence.problems.get(id);
            let opportunity = scores.and_then(|c| c.opportunity.value);
            let support = scores.map_or(0.0, |c| c.problem.support);
            // Pages show at most hundredths; rounding keeps float noise out of the order.
            let key = |value: f64| -(value * 100.0).round() as i64;
            (
                opportunity.map_or(1, key),
                key(support),
                self.title(*id).to_lowercase(),
            )
        });
        problems
    }

    /// The cards of at most `MAX_LIST_ITEMS` entries.
    pub fn card_list(&self, ids: &[EntryId]) -> Shared {
        let shown = ids.iter().copied().take(MAX_LIST_ITEMS);
        self.site.card_list(shown)
    }

    /// What a list of `all` items leaves out: how many, and the list that has them, if a kind is given; null if nothing.
    pub fn more_link(&self, all: usize, kind: Option<usize>) -> Shared {
        #[derive(Serialize)]
        struct More {
            count: usize,
            /// Address and name.
            list: Option<(String, String)>,
        }
        let count = all.saturating_sub(MAX_LIST_ITEMS);
        let more = (count > 0).then(|| {
            let kind = kind.map(|kind| &self.site.graph.schema.kinds[kind]);
            let list = kind.map(|kind| {
                let href = list::list_url(kind).to_link(self.site.url_style());
                (href, kind.plural_label.to_lowercase())
            });
            More { count, list }
        });
        Shared::new(&more)
    }
}
