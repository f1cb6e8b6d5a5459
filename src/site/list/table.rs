//! The table of a list before it is divided into pages: its columns, rows and cells.

use std::collections::HashSet;
use std::sync::Arc;

use rayon::prelude::*;
use serde::Serialize;

use crate::content::document::Document;
use crate::graph::EntryId;
use crate::site::mark::{ScoreBars, StateBadge};
use crate::site::{SiteContext, paging, prose};

/// Longer titles are cut, so that a page of 500 rows stays small.
const MAX_TITLE_CHARS: usize = 160;
/// How many links a cell has before it counts the rest.
pub const MAX_LINKS: usize = 3;

#[derive(Serialize)]
pub struct ListRow {
    pub href: String,
    pub title: String,
    /// The status, where the evidence says less or the opposite: “Validated, ahead of the evidence”.
    pub status: Option<String>,
    /// The ids of its personas, joined with `|`, to filter by: the attribute `data-who`.
    pub who: String,
    /// The attribute `data-state`.
    pub state: String,
    pub cells: Vec<ListCell>,
}

/// One cell. Fields without a value are not serialized, because a large list has thousands of cells.
#[derive(Serialize, Default)]
pub struct ListCell {
    pub text: String,
    /// The value to sort by, if it is not the text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sort: Option<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub num: bool,
    /// A person waits for an answer for longer than promised.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub due: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mark: Option<StateBadge>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score_bars: Option<ScoreBars>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<EntryLink>,
}

#[derive(Serialize)]
pub struct EntryLink {
    pub href: String,
    pub title: String,
}

impl ListRow {
    pub fn new(site: &SiteContext, id: EntryId, cells: Vec<ListCell>) -> Self {
        let link = EntryLink::new(site, id);
        ListRow {
            href: link.href,
            title: link.title,
            status: None,
            who: String::new(),
            state: String::new(),
            cells,
        }
    }

    /// The approximate size of its HTML.
    pub fn estimated_bytes(&self) -> usize {
        let link = |link: &EntryLink| link.href.len() + link.title.len() + 40;
        let bar =
            |bars: &ScoreBars| 150 + bars.note.len() + 230 * (1 + usize::from(bars.against > 0.0));
        let cell = |cell: &ListCell| {
            let links: usize = cell.links.iter().map(link).sum();
            100 + cell.text.len() + links + cell.score_bars.as_ref().map_or(0, bar)
        };
        let cells: usize = self.cells.iter().map(cell).sum();
        150 + self.href.len() + self.title.len() + self.who.len() + cells
    }
}

impl EntryLink {
    pub fn new(site: &SiteContext, id: EntryId) -> Self {
        let entry = site.graph.entry(id);
        EntryLink {
            href: entry.url.to_link(site.url_style()),
            title: short_title(&entry.document.title),
        }
    }
}

impl ListCell {
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
            && self.mark.is_none()
            && self.score_bars.is_none()
            && self.links.is_empty()
    }

    pub fn from_text(text: impl Into<String>) -> Self {
        ListCell {
            text: short_title(&text.into()),
            ..ListCell::default()
        }
    }

    /// A word of the front matter as readable text.
    pub fn from_word(word: Option<&str>) -> Self {
        ListCell::from_text(word.map_or_else(String::new, prose::label))
    }

    pub fn from_number(value: Option<f64>) -> Self {
        ListCell {
            text: value.map_or_else(String::new, prose::format_number),
            sort: value.map(|v| v.to_string()),
            num: true,
            ..ListCell::default()
        }
    }

    pub fn from_date(date: Option<&crate::model::Period>) -> Self {
        ListCell {
            text: date.map_or_else(String::new, prose::format_date),
            sort: Some(date.map_or_else(String::new, |d| d.first.to_string())),
            ..ListCell::default()
        }
    }

    pub fn from_score_bars(bars: ScoreBars) -> Self {
        ListCell {
            sort: Some((bars.support - bars.against).to_string()),
            score_bars: Some(bars),
            ..ListCell::default()
        }
    }

    /// Links to entries, each once.
    pub fn from_entries(site: &SiteContext, ids: impl Iterator<Item = EntryId>) -> Self {
        let mut seen = HashSet::new();
        let ids: Vec<EntryId> = ids.filter(|id| seen.insert(*id)).collect();
        let more = ids.len().saturating_sub(MAX_LINKS);
        let links = ids.iter().take(MAX_LINKS);
        ListCell {
            links: links.map(|id| EntryLink::new(site, *id)).collect(),
            text: match more {
                0 => String::new(),
                more => format!("and {more} more"),
            },
            ..ListCell::default()
        }
    }
}

pub fn short_title(text: &str) -> String {
    paging::truncate_chars(text, MAX_TITLE_CHARS)
}

/// A filter with more options would be too long to use and is left out.
const MAX_FILTER_OPTIONS: usize = 100;

#[derive(Serialize)]
pub struct Column {
    pub label: &'static str,
    pub num: bool,
}

#[derive(Serialize)]
pub struct FilterOption {
    pub value: String,
    pub label: String,
}

/// A whole list before it is divided into pages. Its rows are built for one page at a time, to save memory.
pub struct ListTable {
    pub columns: Vec<Column>,
    /// Ids in order, each with the index of its group.
    pub entries: Vec<(EntryId, usize)>,
    /// Id, label and note of each group.
    pub groups: Vec<(&'static str, &'static str, &'static str)>,
    pub build_row: fn(&SiteContext, EntryId) -> ListRow,
    pub persona_filter: Vec<FilterOption>,
    pub state_filter: Vec<FilterOption>,
}

/// What dividing a list into pages needs to know of a row.
pub struct MeasuredRow {
    pub id: EntryId,
    pub group: usize,
    /// The approximate size of its HTML.
    pub bytes: usize,
}

/// For each column after the first, whether any row has something in it. The first one, the title, is always used.
pub type UsedColumns = Vec<bool>;

impl ListTable {
    /// Builds every row once to measure it and to find the columns in use.
    pub fn measure_rows(&self, site: &SiteContext) -> (Vec<MeasuredRow>, UsedColumns) {
        let measured = self.entries.par_iter().map(|(id, group)| {
            let row = (self.build_row)(site, *id);
            let (id, group, bytes) = (*id, *group, row.estimated_bytes());
            let line = MeasuredRow { id, group, bytes };
            (line, row.cells.iter().map(|c| !c.is_empty()).collect())
        });
        let measured: Vec<(MeasuredRow, UsedColumns)> = measured.collect();
        let mut used = vec![false; self.columns.len().saturating_sub(1)];
        for (_, columns) in &measured {
            let pairs = used.iter_mut().zip(columns);
            pairs.for_each(|(used, is)| *used |= is);
        }
        (measured.into_iter().map(|(line, _)| line).collect(), used)
    }
}

/// The entries as options of a filter, by title; empty for fewer than two or too many.
pub fn filter_options(site: &SiteContext, ids: impl Iterator<Item = EntryId>) -> Vec<FilterOption> {
    let mut ids: Vec<EntryId> = ids.collect::<HashSet<_>>().into_iter().collect();
    ids.sort();
    if ids.len() < 2 || ids.len() > MAX_FILTER_OPTIONS {
        return vec![];
    }
    let documents = ids.iter().map(|id| &site.graph.entry(*id).document);
    let mut choices: Vec<FilterOption> = documents
        .map(|d: &Arc<Document>| FilterOption {
            value: d.id.to_string(),
            label: short_title(&d.title),
        })
        .collect();
    choices.sort_by_key(|c| c.label.to_lowercase());
    choices
}
