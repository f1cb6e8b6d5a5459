//! A table before it is cut into pages: its columns, rows and cells.

use std::collections::HashSet;
use std::sync::Arc;

use rayon::prelude::*;
use serde::Serialize;

use crate::content::document::Document;
use crate::graph::EntryId;
use crate::site::mark::{ScoreBars, StateBadge};
use crate::site::{SiteContext, paging, prose};

/// Longer titles are cut in tables, so that a page of five hundred rows stays small.
const MAX_TITLE_CHARS: usize = 160;
/// So many links stand in a cell; the others are counted.
pub const MAX_LINKS: usize = 3;

/// One entry in a table.
#[derive(Serialize)]
pub struct ListRow {
    pub href: String,
    pub title: String,
    /// Values to filter by: `data-who`, `data-state`.
    pub who: String,
    pub state: String,
    pub cells: Vec<ListCell>,
}

/// One cell; what is not given is not there: a large list has thousands.
#[derive(Serialize, Default)]
pub struct ListCell {
    pub text: String,
    /// What it sorts by, where that is not its text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sort: Option<String>,
    #[serde(skip_serializing_if = "is_not")]
    pub num: bool,
    /// Somebody waits, or a day was missed.
    #[serde(skip_serializing_if = "is_not")]
    pub due: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mark: Option<StateBadge>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score_bars: Option<ScoreBars>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<EntryLink>,
}

/// The form is serde's.
#[expect(clippy::trivially_copy_pass_by_ref)]
fn is_not(flag: &bool) -> bool {
    !flag
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
            who: String::new(),
            state: String::new(),
            cells,
        }
    }

    /// About how large it will be.
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

    /// A word of the front matter as people say it.
    pub fn from_word(word: Option<&str>) -> Self {
        ListCell::from_text(
            word.map_or_else(String::new, |w| prose::capitalize(&prose::humanize(w))),
        )
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

    /// The entries that a field leads to, or that lead here; each once.
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

/// A choice of more than this helps nobody.
const MAX_FILTER_OPTIONS: usize = 100;

#[derive(Serialize)]
pub struct Column {
    pub label: &'static str,
    pub num: bool,
}

/// A choice to filter by.
#[derive(Serialize)]
pub struct FilterOption {
    pub value: String,
    pub label: String,
}

/// A whole list before it is cut into pages. Its rows are made for one page at a time.
pub struct ListTable {
    pub columns: Vec<Column>,
    /// Ids in order, each with the index of its group.
    pub entries: Vec<(EntryId, usize)>,
    pub groups: Vec<(&'static str, &'static str, &'static str)>,
    pub build_row: fn(&SiteContext, EntryId) -> ListRow,
    pub persona_filter: Vec<FilterOption>,
    pub state_filter: Vec<FilterOption>,
}

/// What is known of a row before its page is made.
pub struct MeasuredRow {
    pub id: EntryId,
    pub group: usize,
    /// About how large it will be.
    pub bytes: usize,
}

/// The columns of a table that have something in some row; the first always is there.
pub type UsedColumns = Vec<bool>;

impl ListTable {
    /// Every row, and which columns are not empty in all of them.
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

/// The personas or whoever else is named in a column, as a choice.
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
