//! The list of each kind: a table in the order that matters for its role. Claims are grouped by what to do next.
//!
//! Columns are those of the role (`rows`); a kind without a role is listed by title.

mod board;
mod rows;
mod table;

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::Arc;

use serde::Serialize;

use super::card;
use super::sentence::Sentence;
use super::{Look, paging, prose, spreadsheet};
use crate::graph::{BodyLink, Graph, Id, voices};
use crate::page::{Inputs, Page, Shared, Url};
use crate::schema::{Kind, Role};
use table::{Columns, Line, Row, Table};

/// Rows under one heading; the heading is missing where there is only one group.
#[derive(Serialize)]
struct Group {
    id: &'static str,
    label: &'static str,
    note: &'static str,
    /// In the whole list, not only on this page.
    count: usize,
    rows: Vec<Row>,
}

pub fn pages(look: &Look) -> Vec<Page> {
    let introductions = super::folder::introductions(look);
    let kinds = look.graph.schema.kinds.iter().enumerate();
    kinds
        .filter(|(index, _)| exists(look, *index))
        .flat_map(|(index, kind)| list(look, index, kind, &introductions))
        .collect()
}

/// Which kinds have a list? Those that have entries or an introduction, and those to whose folder some body links.
pub fn standing(graph: &Graph) -> Vec<bool> {
    let kinds = &graph.schema.kinds;
    let by_url: HashMap<Url, usize> = kinds.iter().map(url).zip(0..).collect();
    let mut stands = vec![false; kinds.len()];
    for entry in &graph.entries {
        let led = entry.body_links.iter().filter_map(|link| match link {
            BodyLink::Page { url, .. } => Some(url),
            _ => None,
        });
        let urls = led.chain([&entry.url]);
        let kinds = urls.filter_map(|url| by_url.get(url).copied());
        for kind in kinds.chain(entry.document.kind) {
            stands[kind] = true;
        }
    }
    stands
}

pub fn exists(look: &Look, kind: usize) -> bool {
    look.lists[kind]
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

/// “Half of the answers came within 2.5 days. One voice waits for longer than the 2 days we promise.”
fn answered(look: &Look, count: usize) -> Sentence {
    let clock = voices::clock(look.graph, &look.config.feedback, look.as_of);
    let promise = look.config.feedback.answer_days;
    let mut lede = match clock.median_days {
        Some(days) => {
            let s = if days == 1.0 { "" } else { "s" };
            Sentence::new(format!(
                "Half of the answers came within {} day{s}. ",
                prose::measured(days)
            ))
        }
        None => Sentence::new("Nobody has been answered yet. "),
    };
    lede = match clock.overdue.len() {
        0 => lede.say("Nobody waits."),
        1 => lede
            .mark(format!("1 of {count} waits"))
            .say(format!(" for longer than the {promise} days we promise.")),
        n => lede
            .mark(format!("{n} of {count} wait"))
            .say(format!(" for longer than the {promise} days we promise.")),
    };
    match clock.due_to_be_told {
        0 => lede,
        due => lede.say(format!(
            " {} of {due} older than {} days were told what changed.",
            clock.told, look.config.feedback.loop_days
        )),
    }
}

/// What all pages of one list share.
struct List {
    kind: usize,
    table: Table,
    lines: Vec<Line>,
    columns: Columns,
    heads: Shared,
    /// For each group, how many entries it has and how many stand before it in the whole list.
    counts: Vec<(usize, usize)>,
    /// Where each page starts, and its address.
    starts: Vec<(usize, String)>,
    introduction: Option<Id>,
    title: String,
    lede: Sentence,
}

fn list(look: &Look, index: usize, kind: &Kind, introductions: &BTreeMap<&Url, Id>) -> Vec<Page> {
    let mut table = table(look, index, kind.role);
    let (lines, columns) = table.measured(look);
    let mut used = std::iter::once(&true).chain(&columns);
    table
        .heads
        .retain(|_| used.next().is_some_and(|used| *used));
    let introduction = introductions.get(&url(kind)).copied();
    let document = introduction.map(|id| &look.graph.entry(id).document);
    let count = lines.len();
    let is_board = kind.role == Some(Role::Claim) && count > 0;
    let title = match document {
        Some(document) => document.title.to_string(),
        None if is_board => board::title(kind, count),
        None => kind.labels.to_string(),
    };
    let lede = match (document, count) {
        (Some(_), _) => Sentence::default(),
        (None, 0) => Sentence::new(format!(
            "Nobody has written a {} yet.",
            kind.label.to_lowercase()
        )),
        _ if is_board => board::lede(look, lines.iter().map(|line| line.id)),
        _ if kind.role == Some(Role::Voice) => answered(look, count),
        _ => Sentence::new(format!("{}.", prose::capital(&kind.help))),
    };
    let parts = paging::parts(&url(kind), &lines, look.style(), |line| line.bytes);
    let parts: Vec<(Url, Range<usize>, Shared)> = parts
        .into_iter()
        .map(|part| {
            let range = part.before..part.before + part.items.len();
            (part.url, range, Shared::new(&part.pager))
        })
        .collect();
    let starts = parts
        .iter()
        .map(|(url, range, _)| (range.start, url.link(look.style())));
    let list = Arc::new(List {
        kind: index,
        heads: Shared::new(&table.heads),
        counts: group_counts(&table),
        starts: starts.collect(),
        table,
        lines,
        columns,
        introduction,
        title,
        lede,
    });
    let page = |(url, range, pager): (Url, Range<usize>, Shared)| {
        let (world, list, own) = (Arc::clone(look.world), Arc::clone(&list), url.clone());
        Page::later(url, "list.html", move || {
            list.inputs(&world.look(), &own, range.clone())
                .with("pager", pager.clone())
        })
    };
    parts.into_iter().map(page).collect()
}

impl List {
    /// Those of the page that has these lines.
    fn inputs(&self, look: &Look, url: &Url, range: Range<usize>) -> Inputs {
        let kind = &look.graph.schema.kinds[self.kind];
        let document = self.introduction.map(|id| &look.graph.entry(id).document);
        let description = self.lede.text();
        let mut head = look.head(url, &self.title, &description, &kind.name);
        head.as_of = dated(look, kind.role);
        head.speak(document.and_then(|d| d.fields.text("lang")));
        let body = match self.introduction.filter(|_| range.start == 0) {
            Some(id) => look.body(id),
            None => Shared::html(""),
        };
        let count = self.lines.len();
        let csv = (count > 0).then(|| spreadsheet::url(kind).link(look.style()));
        look.inputs(&head)
            .with("icon", Shared::new(card::icon(kind.role)))
            .with("labels", Shared::new(&kind.labels))
            .with("count", Shared::new(&of_all(kind, count)))
            .with("lede", Shared::new(&self.lede))
            .with("body", body)
            .with("columns", self.heads.clone())
            .with(
                "groups",
                Shared::new(&self.groups(look, &self.lines[range])),
            )
            .with("jumps", Shared::new(&self.jumps()))
            .with("who", Shared::new(&self.table.who))
            .with("states", Shared::new(&self.table.states))
            .with("csv", Shared::new(&csv))
    }

    /// The groups of one page. A group that continues from the page before has its heading again.
    fn groups(&self, look: &Look, lines: &[Line]) -> Vec<Group> {
        let mut groups: Vec<Group> = Vec::new();
        let mut last = None;
        for line in lines {
            if last != Some(line.group) {
                last = Some(line.group);
                let (key, label, note) = self.table.groups[line.group];
                groups.push(Group {
                    id: key,
                    label,
                    note,
                    count: self.counts[line.group].0,
                    rows: vec![],
                });
            }
            if let Some(group) = groups.last_mut() {
                let mut row = (self.table.row)(look, line.id);
                let mut used = self.columns.iter();
                row.cells.retain(|_| used.next().is_some_and(|used| *used));
                group.rows.push(row);
            }
        }
        groups
    }

    /// Links to the groups of the whole list, with their counts.
    fn jumps(&self) -> Vec<(String, String)> {
        if self.table.groups.len() < 2 || self.lines.is_empty() {
            return vec![];
        }
        let groups = self.table.groups.iter().zip(&self.counts);
        groups
            .filter(|(_, (count, _))| *count > 0)
            .map(|((key, label, _), (count, before))| {
                let page = self.starts.partition_point(|(start, _)| start <= before);
                let page = &self.starts[page.saturating_sub(1)].1;
                (format!("{page}#cb-{key}"), format!("{label} {count}"))
            })
            .collect()
    }
}

/// “16 validations”.
fn of_all(kind: &Kind, count: usize) -> String {
    prose::count(
        count,
        &kind.label.to_lowercase(),
        &kind.labels.to_lowercase(),
    )
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

/// The day, where a table of this role shows something that depends on it.
fn dated(look: &Look, role: Option<Role>) -> Option<(String, String)> {
    let role = role?;
    matches!(
        role,
        Role::Claim | Role::Answer | Role::Subject | Role::Study | Role::Voice
    )
    .then(|| (look.as_of.to_string(), prose::day(look.as_of)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::Content;
    use crate::view::fixture;

    /// The lists of a site: the address of each page and what its rows say.
    fn lists(files: &[(&str, &str)]) -> Vec<String> {
        fixture::look(files, |look| {
            let pages = pages(look).into_iter();
            let said = pages.map(|page| {
                let Content::Template { inputs, .. } = page.content else {
                    return String::new();
                };
                let groups = inputs.make().get("groups").map(|g| g.value().clone());
                let groups = serde_json::to_value(groups).expect("plain data");
                let groups = groups.as_array().cloned().unwrap_or_default();
                let titles = groups.iter().map(|group| {
                    let rows = group["rows"].as_array().cloned().unwrap_or_default();
                    let titles: Vec<_> = rows.iter().map(|r| r["title"].to_string()).collect();
                    format!("{} {}", group["label"], titles.join(" "))
                });
                let titles: Vec<String> = titles.collect();
                format!("{}: {}", page.url, titles.join(", ").replace('"', ""))
            });
            said.collect()
        })
    }

    #[test]
    fn problems_are_grouped_by_next_step_and_the_highest_opportunity_is_first() {
        let files = [
            (
                "problems/a.md",
                "---\ntitle: A\nimportance: 9\nsatisfaction: 5\n---\n",
            ),
            (
                "problems/b.md",
                "---\ntitle: B\nimportance: 9\nsatisfaction: 2\n---\n",
            ),
            (
                "problems/c.md",
                "---\ntitle: C\nimportance: 2\nsatisfaction: 9\n---\n",
            ),
        ];
        assert_eq!(
            lists(&files),
            ["problems/index.html: Research next B A, Park C"]
        );
    }

    #[test]
    fn studies_are_newest_first_and_who_waits_for_an_answer_comes_first() {
        let files = [
            (
                "validations/a.md",
                "---\ntitle: Old\nmethod: interview\ndate: 2023\n---\n",
            ),
            (
                "validations/b.md",
                "---\ntitle: New\nmethod: interview\ndate: 2024\n---\n",
            ),
            (
                "validations/c.md",
                "---\ntitle: Undated\nmethod: interview\n---\n",
            ),
            (
                "feedback/x.md",
                "---\ntitle: Answered\nreceived: 2024-10-30\nresponded: 2024-10-30\n---\n",
            ),
            (
                "feedback/y.md",
                "---\ntitle: Waits\nreceived: 2024-10-01\n---\n",
            ),
        ];
        assert_eq!(
            lists(&files),
            [
                "validations/index.html:  New Old Undated",
                "feedback/index.html:  Waits Answered"
            ]
        );
    }
}
