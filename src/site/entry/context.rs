//! What the page of an entry is built from: the site, the entry, and an index computed once for all of them.

use std::collections::HashMap;
use std::sync::Arc;

use serde::Serialize;

use super::past::PastScores;
use crate::config::Axis;
use crate::content::document::{self, Document};
use crate::evidence::{Contribution, VerdictIndex};
use crate::graph::{EntryId, Graph, distinct_in_order};
use crate::model::{Fields, Kind, Name, PageArea, Role, Schema};
use crate::page::Shared;
use crate::property::Property;
use crate::site::folder_tree::whole_folders;
use crate::site::line::Line;
use crate::site::rich_text::RichText;
use crate::site::{SiteContext, list};

/// Maximum of items in one list of an entry's page, which bounds its size; the list page of the kind shows all.
pub const MAX_LIST_ITEMS: usize = 100;

/// What every function of an entry's page reads.
#[derive(Clone, Copy)]
pub struct EntryContext<'a> {
    pub site: &'a SiteContext,
    pub index: &'a EntryIndex,
    pub id: EntryId,
    pub kind: &'a Kind,
    pub kind_index: usize,
    pub fields: &'a Fields,
}

/// Lookups computed once for the pages of all entries.
pub struct EntryIndex {
    pub past_scores: PastScores,
    /// For each study, the scores it counts towards.
    contributions: HashMap<EntryId, Vec<TargetContribution>>,
    /// For each file, positions of its findings in `SiteContext::findings`.
    pub findings_by_path: HashMap<Arc<str>, Vec<usize>>,
    /// For each kind, what the names of its page mean; a panel is none of them.
    pub properties: Vec<HashMap<Name, Property>>,
    /// For each entry that is a whole folder, the plain pages in it.
    pub pages_of_folder: HashMap<EntryId, Vec<EntryId>>,
}

/// A study's contribution to one score of a problem or solution.
pub struct TargetContribution {
    pub target: EntryId,
    pub axis: Axis,
    pub contribution: Contribution,
}

impl EntryIndex {
    pub fn new(site: &SiteContext) -> Self {
        let mut contributions: HashMap<EntryId, Vec<TargetContribution>> = HashMap::new();
        let problems = site.evidence.problems.iter();
        let scores = problems.flat_map(|(id, both)| [(id, &both.problem), (id, &both.solution)]);
        for (target, score) in scores.chain(site.evidence.solutions.iter()) {
            for study in &score.contributions {
                let of_study = contributions.entry(study.validation).or_default();
                of_study.push(TargetContribution {
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
            properties: properties(&site.graph.schema),
            pages_of_folder: pages_of_folders(&site.graph),
        }
    }
}

fn properties(schema: &Schema) -> Vec<HashMap<Name, Property>> {
    let of_kind = |(index, kind): (usize, &Kind)| {
        let areas = PageArea::ALL.into_iter();
        let names = areas.flat_map(|(_, area)| kind.page.area(area));
        let meant = |name: &Name| Some((name.clone(), Property::of_kind(name, index, schema)?));
        names.filter_map(meant).collect()
    };
    schema.kinds.iter().enumerate().map(of_kind).collect()
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
    pub fn document(&self) -> &'a Document {
        &self.site.graph.entry(self.id).document
    }

    pub fn names_hidden(&self, field: &str) -> bool {
        self.site.graph.entry(self.id).names_hidden(field)
    }

    /// What is said where a field links to nothing that this audience sees.
    pub fn no_link(&self, field: &str, form: &'static str) -> Line {
        Line::of(match self.names_hidden(field) {
            true => "not_shown",
            false => form,
        })
    }

    /// The same for a panel.
    pub fn missing<'t>(&self, field: &str, text: &'t str) -> &'t str {
        match self.names_hidden(field) {
            true => "What it names is not shown here.",
            false => text,
        }
    }

    /// The entries that a field of this one links to, each once, in the order they are written.
    pub fn targets(&self, field: &str) -> Vec<EntryId> {
        distinct_in_order(self.site.graph.targets(self.id, field))
    }

    /// The entries of a role that link to this one by a field, each once, in path order.
    pub fn sources(&self, role: Role, field: &str) -> Vec<EntryId> {
        distinct_in_order(self.site.graph.sources(self.id, role, field))
    }

    /// The entries of a kind, and of those like it, that link to this one by a field, each once, in path order.
    pub fn sources_of_kind(&self, kind: usize, field: &str) -> Vec<EntryId> {
        self.site.graph.sources_of_kind(self.id, kind, field)
    }

    /// The scores that this study counts towards: of problems first, then of solutions, each in the order of their ids.
    pub fn contributions(&self) -> &'a [TargetContribution] {
        let own = self.index.contributions.get(&self.id);
        own.map_or(&[], Vec::as_slice)
    }

    /// The cards of at most `MAX_LIST_ITEMS` entries.
    pub fn card_list(&self, ids: &[EntryId]) -> Shared {
        let shown = ids.iter().copied().take(MAX_LIST_ITEMS);
        self.site.card_list(shown)
    }

    /// Links to at most `max` entries: “a, b and 3 more”.
    pub fn entry_links(&self, ids: &[EntryId], max: usize) -> RichText {
        let names = ids.iter().map(|id| RichText::entry(self.site, *id));
        RichText::join_some(names, max)
    }

    /// The same as a line; `None` without entries.
    pub fn linked(&self, ids: &[EntryId], max: usize) -> Option<Line> {
        (!ids.is_empty()).then(|| self.entry_links(ids, max).into())
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
                self.site.title_of(*id).to_lowercase(),
            )
        });
        problems
    }

    /// What a list of `all` items leaves out: how many, and the list that has them, if they are of one kind; null if
    /// nothing.
    pub fn more_link(&self, all: usize, kind: Option<usize>) -> Shared {
        self.more_by(all, kind, None)
    }

    /// The same of entries that link here by a field: the list has them alone, where it can be filtered by that.
    pub fn more_by(&self, all: usize, kind: Option<usize>, field: Option<&str>) -> Shared {
        #[derive(Serialize)]
        struct More {
            count: usize,
            /// Address and name.
            list: Option<(String, String)>,
        }
        let count = all.saturating_sub(MAX_LIST_ITEMS);
        let more = (count > 0).then(|| {
            let list = kind.map(|index| {
                let kind = &self.site.graph.schema.kinds[index];
                let id = &self.document().id;
                let alone =
                    field.and_then(|field| list::link_by_field(self.site, index, field, id));
                let whole = || list::list_url(kind).to_link(self.site.url_style());
                (
                    alone.unwrap_or_else(whole),
                    kind.plural_label.to_lowercase(),
                )
            });
            More { count, list }
        });
        Shared::new(&more)
    }

    /// What a list of entries of one kind leaves out.
    pub fn more_of(&self, ids: &[EntryId]) -> Shared {
        self.more_that_link(ids, None)
    }

    /// The same of entries that link here by a field.
    pub fn more_that_link(&self, ids: &[EntryId], field: Option<&str>) -> Shared {
        let first = ids.first().map(|id| self.site.graph.entry(*id));
        let kind = first.and_then(|entry| entry.document.kind);
        self.more_by(ids.len(), kind, field)
    }
}
