//! The list of each kind: a table in the order that matters for its role. Claims are grouped by what to do next.
//!
//! Columns are those of the role ([`rows`]); a kind without a role is listed by title.

mod board;
mod rows;

use std::collections::{BTreeMap, HashSet};

use serde::Serialize;

use super::card::{self, Bars, Mark};
use super::{Look, paging, prose};
use crate::document;
use crate::graph::{BodyLink, Id};
use crate::page::{Page, Shared, Url};
use crate::schema::{Kind, Role};

/// Longer titles are cut in tables, so that a page of five hundred rows stays small.
const LONGEST: usize = 160;
/// So many links stand in a cell; the others are counted.
const MOST_LINKS: usize = 3;
/// A choice of more than this helps nobody.
const MOST_CHOICES: usize = 100;

#[derive(Serialize)]
struct Head {
    label: &'static str,
    num: bool,
}

/// One entry in a table.
#[derive(Serialize)]
struct Row {
    href: String,
    title: String,
    /// Values to filter by: `data-who`, `data-state`.
    who: String,
    state: String,
    cells: Vec<Cell>,
}

/// One cell; what is not given is not printed.
#[derive(Serialize, Default)]
struct Cell {
    text: String,
    /// What it sorts by, where that is not its text.
    sort: Option<String>,
    num: bool,
    /// Somebody waits, or a day was missed.
    due: bool,
    mark: Option<Mark>,
    bars: Option<Bars>,
    links: Vec<Link>,
}

#[derive(Serialize)]
struct Link {
    href: String,
    title: String,
}

/// Rows under one heading; the heading is missing where there is only one group.
#[derive(Serialize)]
struct Group {
    id: &'static str,
    label: &'static str,
    note: &'static str,
    /// In the whole list, not only on this page.
    count: usize,
    /// Where the group begins, from the root of the site.
    href: String,
    rows: Vec<Row>,
}

/// A choice to filter by.
#[derive(Serialize)]
struct Choice {
    value: String,
    label: String,
}

/// A whole list before it is cut into pages.
struct Table {
    heads: Vec<Head>,
    /// Ids in order, each with the index of its group.
    order: Vec<(Id, usize)>,
    groups: Vec<(&'static str, &'static str, &'static str)>,
    row: fn(&Look, Id) -> Row,
    who: Vec<Choice>,
    states: Vec<Choice>,
}

pub fn pages(look: &Look) -> Vec<Page> {
    let introductions = super::folder::introductions(look);
    let kinds = look.graph.schema.kinds.iter().enumerate();
    kinds
        .filter(|(index, _)| exists(look, *index))
        .flat_map(|(index, kind)| list(look, index, kind, &introductions))
        .collect()
}

/// Has a kind a list? It has when it has entries or an introduction, or when some body links to its folder.
pub fn exists(look: &Look, kind: usize) -> bool {
    let graph = look.graph;
    let url = url(&graph.schema.kinds[kind]);
    let is_its = |e: &crate::graph::Entry| e.document.kind == Some(kind) || e.url == url;
    let leads_here = |l: &BodyLink| matches!(l, BodyLink::Page { url: to, .. } if *to == url);
    graph.entries.iter().any(is_its)
        || graph
            .entries
            .iter()
            .any(|e| e.body_links.iter().any(leads_here))
}

/// Does the list of a kind stand at this folder?
pub fn is_at(look: &Look, folder: &str) -> bool {
    let mut kinds = look.graph.schema.kinds.iter().enumerate();
    kinds.any(|(index, kind)| kind.folder() == folder && exists(look, index))
}

/// How many entries each kind has.
pub fn counts(look: &Look) -> Vec<usize> {
    let mut counts = vec![0; look.graph.schema.kinds.len()];
    for (_, entry) in look.graph.iter() {
        if let Some(kind) = entry.document.kind {
            counts[kind] += 1;
        }
    }
    counts
}

pub fn url(kind: &Kind) -> Url {
    Url::new(format!("{}/index.html", kind.folder()))
}

fn list(look: &Look, index: usize, kind: &Kind, introductions: &BTreeMap<&Url, Id>) -> Vec<Page> {
    let table = table(look, index, kind.role);
    let introduction = introductions.get(&url(kind)).copied();
    let document = introduction.map(|id| &look.graph.entry(id).document);
    let title = document.map_or(kind.labels.as_str(), |d| &d.title);
    let count = table.order.len();
    let lede = match (document, count) {
        (Some(_), _) => String::new(),
        (None, 0) => format!("Nobody has written a {} yet.", kind.label.to_lowercase()),
        (None, _) => format!("{}.", prose::capital(&kind.help)),
    };
    let parts = paging::parts(&url(kind), &table.order, look.style());
    let urls: Vec<String> = parts.iter().map(|p| p.url.link(look.style())).collect();
    let heads = Shared::new(&table.heads);
    let choices = (Shared::new(&table.who), Shared::new(&table.states));
    let group_counts = group_counts(&table);
    let page = |part: paging::Part<(Id, usize)>| {
        let mut head = look.head(&part.url, title, &lede, &kind.name);
        head.as_of = dated(look, kind.role);
        head.lang = document.and_then(|d| d.fields.text("lang"));
        let groups = grouped(look, &table, &part, &group_counts, &urls);
        let body = match introduction.filter(|_| part.number == 1) {
            Some(id) => look.body(id),
            None => Shared::html(""),
        };
        let inputs = look
            .inputs(&head)
            .with("icon", Shared::new(card::icon(kind.role)))
            .with("labels", Shared::new(&kind.labels))
            .with("count", Shared::new(&prose::grouped(count)))
            .with("lede", Shared::new(&lede))
            .with("body", body)
            .with("heads", heads.clone())
            .with("groups", Shared::new(&groups))
            .with("jumps", Shared::new(&jumps(&table, &group_counts, &urls)))
            .with("who", choices.0.clone())
            .with("states", choices.1.clone())
            .with("pager", Shared::new(&part.pager));
        Page::template(part.url, "list.html", inputs)
    };
    parts.into_iter().map(page).collect()
}

fn table(look: &Look, kind: usize, role: Option<Role>) -> Table {
    let ids = look.graph.of_kind(kind);
    match role {
        Some(Role::Claim) => board::table(look, ids),
        role => rows::table(look, ids, role),
    }
}

/// For each group, how many entries it has and how many stand before it in the whole list.
fn group_counts(table: &Table) -> Vec<(usize, usize)> {
    let mut counts = vec![(0, 0); table.groups.len()];
    for (_, group) in &table.order {
        counts[*group].0 += 1;
    }
    let mut before = 0;
    for count in &mut counts {
        count.1 = before;
        before += count.0;
    }
    counts
}

/// The groups of one page. A group that continues from the page before has its heading again.
fn grouped(
    look: &Look,
    table: &Table,
    part: &paging::Part<(Id, usize)>,
    counts: &[(usize, usize)],
    urls: &[String],
) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut last = None;
    for (id, group) in part.items {
        if last != Some(*group) {
            last = Some(*group);
            let (key, label, note) = table.groups[*group];
            groups.push(Group {
                id: key,
                label,
                note,
                count: counts[*group].0,
                href: urls[counts[*group].1 / paging::PER_PAGE].clone(),
                rows: vec![],
            });
        }
        if let Some(group) = groups.last_mut() {
            group.rows.push((table.row)(look, *id));
        }
    }
    groups
}

/// Links to the groups of the whole list, with their counts.
fn jumps(table: &Table, counts: &[(usize, usize)], urls: &[String]) -> Vec<(String, String)> {
    if table.groups.len() < 2 || table.order.is_empty() {
        return vec![];
    }
    let groups = table.groups.iter().zip(counts);
    groups
        .filter(|(_, (count, _))| *count > 0)
        .map(|((key, label, _), (count, before))| {
            let page = &urls[before / paging::PER_PAGE];
            (format!("{page}#cb-{key}"), format!("{label} {count}"))
        })
        .collect()
}

/// The day, where a table of this role shows something that depends on it.
fn dated(look: &Look, role: Option<Role>) -> Option<(String, String)> {
    let role = role?;
    matches!(
        role,
        Role::Claim | Role::Answer | Role::Subject | Role::Study | Role::Voice
    )
    .then(|| (look.as_of.to_string(), prose::day(look.as_of)))
}

impl Row {
    fn new(look: &Look, id: Id, cells: Vec<Cell>) -> Self {
        let link = Link::new(look, id);
        Row {
            href: link.href,
            title: link.title,
            who: String::new(),
            state: String::new(),
            cells,
        }
    }
}

impl Link {
    fn new(look: &Look, id: Id) -> Self {
        let entry = look.graph.entry(id);
        Link {
            href: entry.url.link(look.style()),
            title: cut(&entry.document.title),
        }
    }
}

impl Cell {
    fn text(text: impl Into<String>) -> Self {
        Cell {
            text: cut(&text.into()),
            ..Cell::default()
        }
    }

    /// A word of the front matter as people say it.
    fn word(word: Option<&str>) -> Self {
        Cell::text(word.map_or_else(String::new, |w| prose::capital(&prose::plain(w))))
    }

    fn number(value: Option<f64>) -> Self {
        Cell {
            text: value.map_or_else(String::new, prose::measured),
            sort: value.map(|v| v.to_string()),
            num: true,
            ..Cell::default()
        }
    }

    fn date(date: Option<&crate::schema::Date>) -> Self {
        Cell {
            text: date.map_or_else(String::new, prose::date),
            sort: Some(date.map_or_else(String::new, |d| d.first.to_string())),
            ..Cell::default()
        }
    }

    fn bars(bars: Bars) -> Self {
        Cell {
            sort: Some((bars.support - bars.against).to_string()),
            bars: Some(bars),
            ..Cell::default()
        }
    }

    /// The entries that a field leads to, or that lead here; each once.
    fn links(look: &Look, ids: impl Iterator<Item = Id>) -> Self {
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

fn cut(text: &str) -> String {
    paging::cut(text, LONGEST)
}

/// The personas or whoever else is named in a column, as a choice.
fn choices(look: &Look, ids: impl Iterator<Item = Id>) -> Vec<Choice> {
    let mut ids: Vec<Id> = ids.collect::<HashSet<_>>().into_iter().collect();
    ids.sort();
    if ids.len() < 2 || ids.len() > MOST_CHOICES {
        return vec![];
    }
    let documents = ids.iter().map(|id| &look.graph.entry(*id).document);
    let mut choices: Vec<Choice> = documents
        .map(|d: &std::sync::Arc<document::Document>| Choice {
            value: d.id.to_string(),
            label: cut(&d.title),
        })
        .collect();
    choices.sort_by_key(|c| c.label.to_lowercase());
    choices
}
