//! The list of each kind: a table with the columns and the order of its role (see `role_columns`). Problems are grouped
//! by next step (see `problem_list`); kinds without a role are listed by title. The plain pages of its folder follow.

mod problem_list;
mod role_columns;
mod table;

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::Arc;

use serde::Serialize;

use super::card;
use super::exports::csv;
use super::folder_tree::{FolderNode, FolderTree};
use super::rich_text::RichText;
use super::{SiteContext, how_to_read, paging, prose};
use crate::evidence::feedback_clock;
use crate::graph::{BodyLink, EntryId, Graph};
use crate::model::{Kind, Role};
use crate::page::{Inputs, Page, Shared, Url};
use table::{ListRow, ListTable, MeasuredRow, UsedColumns};

/// Rows under one heading; `label` is empty in a table without groups.
#[derive(Serialize)]
struct ListGroup {
    id: &'static str,
    label: &'static str,
    note: &'static str,
    /// How many rows the group has on all pages of the list.
    count: usize,
    rows: Vec<ListRow>,
}

/// A list names this many plain pages of its folder; the others follow each other from the last.
const MAX_FOLDER_PAGES: usize = 200;

/// A plain page or a folder beside the entries.
#[derive(Serialize)]
struct FolderPage<'a> {
    href: String,
    title: &'a str,
    icon: &'static str,
}

pub fn pages(site: &Arc<SiteContext>) -> Vec<Page> {
    let section_indexes = super::folder_tree::section_indexes(site);
    let tree = FolderTree::new(site);
    let kinds = site.graph.schema.kinds.iter().enumerate();
    kinds
        .filter(|(index, _)| has_list(site, *index))
        .flat_map(|(index, kind)| list_pages(site, index, kind, &section_indexes, &tree))
        .collect()
}

/// For each kind, whether it has a list: true if it has entries or an index file, or if a body links to its folder.
pub fn kinds_with_list(graph: &Graph) -> Vec<bool> {
    let kinds = &graph.schema.kinds;
    let by_url: HashMap<Url, usize> = kinds.iter().map(list_url).zip(0..).collect();
    let mut has_list = vec![false; kinds.len()];
    for entry in &graph.entries {
        let linked = entry.body_links.iter().filter_map(|link| match link {
            BodyLink::Page { url, .. } => Some(url),
            _ => None,
        });
        let urls = linked.chain([&entry.url]);
        let kinds = urls.filter_map(|url| by_url.get(url).copied());
        for kind in kinds.chain(entry.document.kind) {
            has_list[kind] = true;
        }
    }
    has_list
}

pub fn has_list(site: &SiteContext, kind: usize) -> bool {
    site.kind_has_list[kind]
}

/// True if this is the folder of a kind that has a list.
pub fn is_list_folder(site: &SiteContext, folder: &str) -> bool {
    let mut kinds = site.graph.schema.kinds.iter().enumerate();
    kinds.any(|(index, kind)| kind.page_folder == folder && has_list(site, index))
}

/// How many entries each kind has, by index.
pub fn entry_counts(site: &SiteContext) -> Vec<usize> {
    let mut counts = vec![0; site.graph.schema.kinds.len()];
    for (_, entry) in site.graph.iter() {
        if let Some(kind) = entry.document.kind {
            counts[kind] += 1;
        }
    }
    counts
}

pub fn list_url(kind: &Kind) -> Url {
    Url::new(format!("{}/index.html", kind.page_folder))
}

/// “Half of the answers came within 2.5 days. **1 of 9 waits** for longer than the 2 days we promise.”
fn feedback_lede(site: &SiteContext, count: usize) -> RichText {
    let clock = feedback_clock::compute(&site.graph, &site.config.feedback, site.as_of);
    let promise = site.config.feedback.answer_days;
    let mut lede = match clock.median_days {
        Some(days) => {
            let s = if days == 1.0 { "" } else { "s" };
            RichText::new(format!(
                "Half of the answers came within {} day{s}. ",
                prose::format_number(days)
            ))
        }
        None => RichText::new("Nobody has been answered yet. "),
    };
    lede = match clock.overdue.len() {
        0 => lede.text("Nobody waits."),
        1 => lede
            .highlight(format!("1 of {count} waits"))
            .text(format!(" for longer than the {promise} days we promise.")),
        n => lede
            .highlight(format!("{n} of {count} wait"))
            .text(format!(" for longer than the {promise} days we promise.")),
    };
    match clock.loops_due {
        0 => lede,
        due => lede.text(format!(
            " {} of {due} older than {} days were told what changed.",
            clock.loops_closed, site.config.feedback.loop_days
        )),
    }
}

/// What all pages of one list share. Their inputs are computed page by page.
struct KindList {
    kind: usize,
    table: ListTable,
    rows: Vec<MeasuredRow>,
    used_columns: UsedColumns,
    shared_columns: Shared,
    /// Where the rows of each group stand in the whole list.
    group_ranges: Vec<Range<usize>>,
    /// The index of the first row of each page, and its address.
    page_starts: Vec<(usize, String)>,
    section_index: Option<EntryId>,
    title: String,
    lede: RichText,
    folder_pages: Shared,
}

/// The plain pages and folders in the folder of a list.
fn folder_pages(site: &SiteContext, tree: &FolderTree, kind: &Kind) -> Shared {
    let folder = tree.find(&kind.page_folder);
    let nodes = folder.map_or(&[][..], |folder| &tree.folders[folder].children);
    let page = |node: &FolderNode| FolderPage {
        href: tree.href(site, *node),
        title: tree.title(site, *node),
        icon: node.icon(),
    };
    let shown = nodes.iter().take(MAX_FOLDER_PAGES);
    Shared::new(&shown.map(page).collect::<Vec<_>>())
}

fn list_pages(
    site: &Arc<SiteContext>,
    index: usize,
    kind: &Kind,
    section_indexes: &BTreeMap<&Url, EntryId>,
    tree: &FolderTree,
) -> Vec<Page> {
    let mut table = build_table(site, index, kind.role);
    let (rows, columns) = table.measure_rows(site);
    let mut used = std::iter::once(&true).chain(&columns);
    table
        .columns
        .retain(|_| used.next().is_some_and(|used| *used));
    let section_index = section_indexes.get(&list_url(kind)).copied();
    let document = section_index.map(|id| &site.graph.entry(id).document);
    let count = rows.len();
    let is_grouped = kind.role == Some(Role::Problem) && count > 0;
    let title = match document {
        Some(document) => document.whole_title().to_owned(),
        None if is_grouped => problem_list::title(kind, count),
        None => kind.plural_label.to_string(),
    };
    let lede = match (document, count) {
        (Some(_), _) => RichText::default(),
        (None, 0) => RichText::new(format!(
            "Nobody has written a {} yet.",
            kind.label.to_lowercase()
        )),
        _ if is_grouped => problem_list::lede(site, rows.iter().map(|row| row.id)),
        _ if kind.role == Some(Role::Feedback) => feedback_lede(site, count),
        _ => RichText::new(format!("{}.", prose::capitalize(&kind.help))),
    };
    let parts = paging::paginate(&list_url(kind), &rows, site.url_style(), |row| row.bytes);
    let parts: Vec<(Url, Range<usize>, Shared)> = parts
        .into_iter()
        .map(|part| {
            let range = part.items_before..part.items_before + part.items.len();
            (part.url, range, Shared::new(&part.pager))
        })
        .collect();
    let starts = parts
        .iter()
        .map(|(url, range, _)| (range.start, url.to_link(site.url_style())));
    let list = Arc::new(KindList {
        kind: index,
        shared_columns: Shared::new(&table.columns),
        group_ranges: group_ranges(&table),
        page_starts: starts.collect(),
        table,
        rows,
        used_columns: columns,
        section_index,
        title,
        lede,
        folder_pages: folder_pages(site, tree, kind),
    });
    let page = |(url, range, pager): (Url, Range<usize>, Shared)| {
        let (site, list, own) = (Arc::clone(site), Arc::clone(&list), url.clone());
        Page::lazy(url, "list.html", move || {
            list.inputs(&site, &own, range.clone())
                .with("pager", pager.clone())
        })
    };
    parts.into_iter().map(page).collect()
}

impl KindList {
    /// The inputs of the page with these rows.
    fn inputs(&self, site: &SiteContext, url: &Url, range: Range<usize>) -> Inputs {
        let kind = &site.graph.schema.kinds[self.kind];
        let document = self.section_index.map(|id| &site.graph.entry(id).document);
        let description = self.lede.to_plain_text();
        let mut meta = site.page_meta(url, &self.title, &description, &kind.name);
        meta.as_of = as_of_for_role(site, kind.role);
        meta.set_language(document.and_then(|d| d.fields.text("lang")));
        let body = match self.section_index.filter(|_| range.start == 0) {
            Some(id) => site.body(id),
            None => Shared::from_html(""),
        };
        let folder_pages = match range.start {
            0 => self.folder_pages.clone(),
            _ => Shared::default(),
        };
        let count = self.rows.len();
        let csv = (count > 0).then(|| csv::csv_url(kind).to_link(site.url_style()));
        let shown = self.rows[range.clone()].iter().map(|row| row.id);
        // Problems are grouped by next step.
        let groups_explained = (kind.role == Some(Role::Problem))
            .then(|| how_to_read::link(site, how_to_read::NEXT_STEPS_ID));
        site.layout_inputs(&meta)
            .with("evidence_summary", site.summaries(shown))
            .with("icon", Shared::new(card::role_icon(kind.role)))
            .with("labels", Shared::new(&kind.plural_label))
            .with("count", Shared::new(&count_label(kind, count)))
            .with("lede", Shared::new(&self.lede))
            .with("body", body)
            .with("folder_pages", folder_pages)
            .with("columns", self.shared_columns.clone())
            .with(
                "groups",
                Shared::new(&self.groups_on_page(site, &self.rows[range])),
            )
            .with("groups_explained", Shared::new(&groups_explained))
            .with("jumps", Shared::new(&self.group_links()))
            .with("who", Shared::new(&self.table.persona_filter))
            .with("states", Shared::new(&self.table.state_filter))
            .with("csv", Shared::new(&csv))
    }

    /// The groups of one page. A group that continues from the page before has its heading repeated.
    fn groups_on_page(&self, site: &SiteContext, lines: &[MeasuredRow]) -> Vec<ListGroup> {
        let mut groups: Vec<ListGroup> = Vec::new();
        let mut last = None;
        for line in lines {
            if last != Some(line.group) {
                last = Some(line.group);
                let (key, label, note) = self.table.groups[line.group];
                groups.push(ListGroup {
                    id: key,
                    label,
                    note,
                    count: self.group_ranges[line.group].len(),
                    rows: vec![],
                });
            }
            if let Some(group) = groups.last_mut() {
                let mut row = (self.table.build_row)(site, line.id);
                let mut used = self.used_columns.iter();
                row.cells.retain(|_| used.next().is_some_and(|used| *used));
                group.rows.push(row);
            }
        }
        groups
    }

    /// Links to the groups of the whole list, with their counts.
    fn group_links(&self) -> Vec<(String, String)> {
        if self.table.groups.len() < 2 || self.rows.is_empty() {
            return vec![];
        }
        let groups = self.table.groups.iter().zip(&self.group_ranges);
        groups
            .filter(|(_, range)| !range.is_empty())
            .map(|((key, label, _), range)| {
                let page = self
                    .page_starts
                    .partition_point(|(start, _)| *start <= range.start);
                let page = &self.page_starts[page.saturating_sub(1)].1;
                (
                    format!("{page}#cb-{key}"),
                    format!("{label} {}", range.len()),
                )
            })
            .collect()
    }
}

/// “16 validations”.
fn count_label(kind: &Kind, count: usize) -> String {
    prose::pluralize(
        count,
        &kind.label.to_lowercase(),
        &kind.plural_label.to_lowercase(),
    )
}

fn build_table(site: &SiteContext, kind: usize, role: Option<Role>) -> ListTable {
    let ids = site.graph.of_kind(kind);
    match role {
        Some(Role::Problem) => problem_list::table(site, ids),
        role => role_columns::table(site, ids, role),
    }
}

/// The rows of each group as indices in the whole list, which is sorted by group; empty for a group without rows.
fn group_ranges(table: &ListTable) -> Vec<Range<usize>> {
    let place = |group| {
        table
            .entries
            .partition_point(|(_, its_group)| *its_group < group)
    };
    let groups = 0..table.groups.len();
    groups.map(|group| place(group)..place(group + 1)).collect()
}

/// The date of the scores, if the table of this role shows something that depends on it.
fn as_of_for_role(site: &SiteContext, role: Option<Role>) -> Option<(String, String)> {
    let role = role?;
    matches!(
        role,
        Role::Problem | Role::Solution | Role::Persona | Role::Validation | Role::Feedback
    )
    .then(|| (site.as_of.to_string(), prose::format_day(site.as_of)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::Content;
    use crate::site::fixture;

    /// Each page of a list: its URL, the labels of its groups and the titles of their rows.
    fn lists(files: &[(&str, &str)]) -> Vec<String> {
        fixture::with_site(files, |site| {
            let pages = pages(site).into_iter();
            let said = pages.map(|page| {
                let Content::Template { inputs, .. } = page.content else {
                    return String::new();
                };
                let groups = inputs.compute().get("groups").map(|g| g.value().clone());
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
    fn studies_are_newest_first_and_unanswered_feedback_comes_first() {
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
