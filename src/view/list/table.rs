//! A table before it is cut into pages: its columns, rows and cells.

use std::collections::HashSet;
use std::sync::Arc;

use rayon::prelude::*;
use serde::Serialize;

use crate::document::Document;
use crate::graph::Id;
use crate::view::mark::{Bars, Mark};
use crate::view::{Look, paging, prose};

/// Longer titles are cut in tables, so that a page of five hundred rows stays small.
const LONGEST: usize = 160;
/// So many links stand in a cell; the others are counted.
pub const MOST_LINKS: usize = 3;

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
    pub mark: Option<Mark>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score_bars: Option<Bars>,
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
    pub fn new(look: &Look, id: Id, cells: Vec<Cell>) -> Self {
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
    pub fn bytes(&self) -> usize {
        let link = |link: &Link| link.href.len() + link.title.len() + 40;
        let bar = |bars: &Bars| 150 + bars.note.len() + 230 * (1 + usize::from(bars.against > 0.0));
        let cell = |cell: &Cell| {
            let links: usize = cell.links.iter().map(link).sum();
            100 + cell.text.len() + links + cell.score_bars.as_ref().map_or(0, bar)
        };
        let cells: usize = self.cells.iter().map(cell).sum();
        150 + self.href.len() + self.title.len() + self.who.len() + cells
    }
}

impl Link {
    pub fn new(look: &Look, id: Id) -> Self {
        let entry = look.graph.entry(id);
        Link {
            href: entry.url.link(look.style()),
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

    pub fn text(text: impl Into<String>) -> Self {
        Cell {
            text: cut(&text.into()),
            ..Cell::default()
        }
    }

    /// A word of the front matter as people say it.
    pub fn word(word: Option<&str>) -> Self {
        Cell::text(word.map_or_else(String::new, |w| prose::capital(&prose::plain(w))))
    }

    pub fn number(value: Option<f64>) -> Self {
        Cell {
            text: value.map_or_else(String::new, prose::measured),
            sort: value.map(|v| v.to_string()),
            num: true,
            ..Cell::default()
        }
    }

    pub fn date(date: Option<&crate::schema::Date>) -> Self {
        Cell {
            text: date.map_or_else(String::new, prose::date),
            sort: Some(date.map_or_else(String::new, |d| d.first.to_string())),
            ..Cell::default()
        }
    }

    pub fn bars(bars: Bars) -> Self {
        Cell {
            sort: Some((bars.support - bars.against).to_string()),
            score_bars: Some(bars),
            ..Cell::default()
        }
    }

    /// The entries that a field leads to, or that lead here; each once.
    pub fn links(look: &Look, ids: impl Iterator<Item = Id>) -> Self {
        let mut seen = HashSet::new();
        let ids: Vec<Id> = ids.filter(|id| seen.insert(*id)).collect();
        let more = ids.len().saturating_sub(MOST_LINKS);
        let links = ids.iter().take(MOST_LINKS);
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
    paging::cut(text, LONGEST)
}

/// A choice of more than this helps nobody.
const MOST_CHOICES: usize = 100;

#[derive(Serialize)]
pub struct Head {
    pub label: &'static str,
    pub num: bool,
}

/// A choice to filter by.
#[derive(Serialize)]
pub struct Choice {
    pub value: String,
    pub label: String,
}

/// A whole list before it is cut into pages. Its rows are made for one page at a time.
pub struct Table {
    pub heads: Vec<Head>,
    /// Ids in order, each with the index of its group.
    pub order: Vec<(Id, usize)>,
    pub groups: Vec<(&'static str, &'static str, &'static str)>,
    pub row: fn(&Look, Id) -> Row,
    pub who: Vec<Choice>,
    pub states: Vec<Choice>,
}

/// What is known of a row before its page is made.
pub struct Line {
    pub id: Id,
    pub group: usize,
    /// About how large it will be.
    pub bytes: usize,
}

/// The columns of a table that have something in some row; the first always is there.
pub type Columns = Vec<bool>;

impl Table {
    /// Every row, and which columns are not empty in all of them.
    pub fn measured(&self, look: &Look) -> (Vec<Line>, Columns) {
        let measured = self.order.par_iter().map(|(id, group)| {
            let row = (self.row)(look, *id);
            let (id, group, bytes) = (*id, *group, row.bytes());
            let line = Line { id, group, bytes };
            (line, row.cells.iter().map(|c| !c.is_empty()).collect())
        });
        let measured: Vec<(Line, Columns)> = measured.collect();
        let mut used = vec![false; self.heads.len().saturating_sub(1)];
        for (_, columns) in &measured {
            let pairs = used.iter_mut().zip(columns);
            pairs.for_each(|(used, is)| *used |= is);
        }
        (measured.into_iter().map(|(line, _)| line).collect(), used)
    }
}

/// The personas or whoever else is named in a column, as a choice.
pub fn choices(look: &Look, ids: impl Iterator<Item = Id>) -> Vec<Choice> {
    let mut ids: Vec<Id> = ids.collect::<HashSet<_>>().into_iter().collect();
    ids.sort();
    if ids.len() < 2 || ids.len() > MOST_CHOICES {
        return vec![];
    }
    let documents = ids.iter().map(|id| &look.graph.entry(*id).document);
    let mut choices: Vec<Choice> = documents
        .map(|d: &Arc<Document>| Choice {
            value: d.id.to_string(),
            label: cut(&d.title),
        })
        .collect();
    choices.sort_by_key(|c| c.label.to_lowercase());
    choices
}
