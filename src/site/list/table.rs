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
const LONGEST: usize = 160;
/// So many links stand in a cell; the others are counted.
pub const MAX_LINKS: usize = 3;

/// One entry in a table.
#[derive(Serialize)]
pub struct Row {
    pub href: String,
    pub title: String,
    /// Values to filter by: `data-who`, `data-state`.
    pub who: String,
    pub state: String,
    pub cells: Vec<Cell>,
}

/// One cell; what is not given is not there: a large list has thousands.
#[derive(Serialize, Default)]
pub struct Cell {
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
    pub links: Vec<Link>,
}

/// The form is serde's.
#[expect(clippy::trivially_copy_pass_by_ref)]
fn is_not(flag: &bool) -> bool {
    !flag
}

#[derive(Serialize)]
pub struct Link {
    pub href: String,
    pub title: String,
}

impl Row {
    pub fn new(look: &SiteContext, id: EntryId, cells: Vec<Cell>) -> Self {
        let link = Link::new(look, id);
        Row {
            href: link.href,
            title: link.title,
            who: String::new(),
            state: String::new(),
            cells,
        }
    }

    /// About how large it will be.
    pub fn estimated_bytes(&self) -> usize {
        let link = |link: &Link| link.href.len() + link.title.len() + 40;
        let bar =
            |bars: &ScoreBars| 150 + bars.note.len() + 230 * (1 + usize::from(bars.against > 0.0));
        let cell = |cell: &Cell| {
            let links: usize = cell.links.iter().map(link).sum();
            100 + cell.text.len() + links + cell.score_bars.as_ref().map_or(0, bar)
        };
        let cells: usize = self.cells.iter().map(cell).sum();
        150 + self.href.len() + self.title.len() + self.who.len() + cells
    }
}

impl Link {
    pub fn new(look: &SiteContext, id: EntryId) -> Self {
        let entry = look.graph.entry(id);
        Link {
            href: entry.url.to_link(look.url_style()),
            title: cut(&entry.document.title),
        }
    }
}

impl Cell {
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
            && self.mark.is_none()
            && self.score_bars.is_none()
            && self.links.is_empty()
    }

    pub fn from_text(text: impl Into<String>) -> Self {
        Cell {
            text: cut(&text.into()),
            ..Cell::default()
        }
    }

    /// A word of the front matter as people say it.
    pub fn from_word(word: Option<&str>) -> Self {
        Cell::from_text(word.map_or_else(String::new, |w| prose::capitalize(&prose::humanize(w))))
    }

    pub fn from_number(value: Option<f64>) -> Self {
        Cell {
            text: value.map_or_else(String::new, prose::format_number),
            sort: value.map(|v| v.to_string()),
            num: true,
            ..Cell::default()
        }
    }

    pub fn from_date(date: Option<&crate::model::Period>) -> Self {
        Cell {
            text: date.map_or_else(String::new, prose::format_date),
            sort: Some(date.map_or_else(String::new, |d| d.first.to_string())),
            ..Cell::default()
        }
    }

    pub fn from_score_bars(bars: ScoreBars) -> Self {
        Cell {
            sort: Some((bars.support - bars.against).to_string()),
            score_bars: Some(bars),
            ..Cell::default()
        }
    }

    /// The entries that a field leads to, or that lead here; each once.
    pub fn from_entries(look: &SiteContext, ids: impl Iterator<Item = EntryId>) -> Self {
        let mut seen = HashSet::new();
        let ids: Vec<EntryId> = ids.filter(|id| seen.insert(*id)).collect();
        let more = ids.len().saturating_sub(MAX_LINKS);
        let links = ids.iter().take(MAX_LINKS);
        Cell {
            links: links.map(|id| Link::new(look, *id)).collect(),
            text: match more {
                0 => String::new(),
                more => format!("and {more} more"),
            },
            ..Cell::default()
        }
    }
}

pub fn cut(text: &str) -> String {
    paging::truncate_chars(text, LONGEST)
}

/// A choice of more than this helps nobody.
const MAX_FILTER_OPTIONS: usize = 100;

#[derive(Serialize)]
pub struct Head {
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
    pub columns: Vec<Head>,
    /// Ids in order, each with the index of its group.
    pub entries: Vec<(EntryId, usize)>,
    pub groups: Vec<(&'static str, &'static str, &'static str)>,
    pub build_row: fn(&SiteContext, EntryId) -> Row,
    pub persona_filter: Vec<FilterOption>,
    pub state_filter: Vec<FilterOption>,
}

/// What is known of a row before its page is made.
pub struct Line {
    pub id: EntryId,
    pub group: usize,
    /// About how large it will be.
    pub bytes: usize,
}

/// The columns of a table that have something in some row; the first always is there.
pub type Columns = Vec<bool>;

impl ListTable {
    /// Every row, and which columns are not empty in all of them.
    pub fn measure_rows(&self, look: &SiteContext) -> (Vec<Line>, Columns) {
        let measured = self.entries.par_iter().map(|(id, group)| {
            let row = (self.build_row)(look, *id);
            let (id, group, bytes) = (*id, *group, row.estimated_bytes());
            let line = Line { id, group, bytes };
            (line, row.cells.iter().map(|c| !c.is_empty()).collect())
        });
        let measured: Vec<(Line, Columns)> = measured.collect();
        let mut used = vec![false; self.columns.len().saturating_sub(1)];
        for (_, columns) in &measured {
            let pairs = used.iter_mut().zip(columns);
            pairs.for_each(|(used, is)| *used |= is);
        }
        (measured.into_iter().map(|(line, _)| line).collect(), used)
    }
}

/// The personas or whoever else is named in a column, as a choice.
pub fn filter_options(look: &SiteContext, ids: impl Iterator<Item = EntryId>) -> Vec<FilterOption> {
    let mut ids: Vec<EntryId> = ids.collect::<HashSet<_>>().into_iter().collect();
    ids.sort();
    if ids.len() < 2 || ids.len() > MAX_FILTER_OPTIONS {
        return vec![];
    }
    let documents = ids.iter().map(|id| &look.graph.entry(*id).document);
    let mut choices: Vec<FilterOption> = documents
        .map(|d: &Arc<Document>| FilterOption {
            value: d.id.to_string(),
            label: cut(&d.title),
        })
        .collect();
    choices.sort_by_key(|c| c.label.to_lowercase());
    choices
}
