//! The list of each kind, as the kind declares it: columns, order, groups, filters and form. The plain pages of its folder
//! follow.
//!
//! A board and cards are the same table, set in another way by the style sheet, so all forms have one markup, one filter
//! and all rows without script.

mod cell;
mod column;
mod entry_link;
mod group;
mod lede;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;
use serde::Serialize;

use super::card;
use super::exports::csv;
use super::folder_tree::{FolderNode, FolderTree};
use super::rich_text::RichText;
use super::{SiteContext, how_to_read, paging, prose};
use crate::evidence::StatusClaim;
use crate::graph::{BodyLink, EntryId, Graph};
use crate::model::{FieldType, Kind, ListForm, Role, Schema};
use crate::page::{Inputs, Page, Shared, Url};
use cell::ListCell;
use column::Column;
use entry_link::{EntryLink, short};
use group::Groups;

/// One entry of a list.
#[derive(Serialize)]
struct ListRow {
    href: String,
    title: String,
    /// The text under the title.
    under: String,
    status: Option<StatusChip>,
    /// The attributes to filter by: the name of a filter, and the values of the entry with `|` between.
    keys: Vec<(String, String)>,
    cells: Vec<ListCell>,
}

/// “Validated, ahead of the evidence”; a usual status is not worth a chip.
#[derive(Serialize)]
struct StatusChip {
    text: String,
    /// The evidence says less, or the opposite.
    is_doubted: bool,
}

/// Rows under one heading; `label` is empty in a table without groups.
#[derive(Serialize)]
struct ListGroup<'a> {
    id: &'a str,
    label: &'a str,
    note: &'a str,
    /// How many rows the group has on all pages of the list.
    count: usize,
    rows: Vec<ListRow>,
}

/// A choice of what is shown.
#[derive(Serialize)]
struct Filter {
    name: String,
    label: String,
    options: Vec<FilterOption>,
}

#[derive(Serialize)]
struct FilterOption {
    value: String,
    label: String,
    /// How many entries have it; `None` where a page has not all of them.
    count: Option<String>,
}

/// A filter with more options would be too long to use and is left out.
const MAX_FILTER_OPTIONS: usize = 100;
/// So many filters stand in the bar; the others are behind “More filters”.
const MAX_FILTERS_IN_BAR: usize = 7;
/// A kind that declares no columns shows so many of its fields.
const MAX_DEFAULT_COLUMNS: usize = 4;

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

/// The list of the only kind of a role, with the filter `NAME=VALUE`; `None` where no single page has all of its entries, or
/// the list cannot be filtered by that. A view that counts entries links its count to it.
pub fn filtered_link(site: &SiteContext, role: Role, name: &str, value: &str) -> Option<String> {
    let schema = &site.graph.schema;
    let kinds = schema.kinds.iter().enumerate();
    let of_role: Vec<_> = kinds.filter(|(_, kind)| kind.role == Some(role)).collect();
    let [(index, kind)] = of_role[..] else {
        return None;
    };
    let is_whole = site.graph.of_kind(index).len() <= paging::MAX_ROWS_PER_PAGE;
    let mut filters = filter_columns(kind, index, schema).into_iter();
    let is_there = is_whole && filters.any(|filter| filter.name == name);
    let list = list_url(kind).to_link(site.url_style());
    is_there.then(|| format!("{list}?{name}={}", crate::page::encode_path(value)))
}

/// What all pages of one list share. Their inputs are computed page by page.
struct KindList {
    kind: usize,
    /// The text that stands under the title.
    under: Option<Column>,
    columns: Vec<Column>,
    /// All that entries can be filtered by, the first in the bar.
    keys: Vec<Column>,
    filters: Shared,
    more_filters: Shared,
    groups: Groups,
    rows: Vec<MeasuredRow>,
    /// The index of the first row of each page, and its address.
    page_starts: Vec<(usize, String)>,
    section_index: Option<EntryId>,
    title: String,
    lede: RichText,
    folder_pages: Shared,
}

/// What dividing a list into pages needs to know of a row.
struct MeasuredRow {
    id: EntryId,
    group: usize,
    /// The approximate size of its HTML.
    bytes: usize,
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
    let section_index = section_indexes.get(&list_url(kind)).copied();
    let document = section_index.map(|id| &site.graph.entry(id).document);
    let ids = sorted_entries(site, index, kind);
    let (title, lede) = match document {
        Some(document) => (document.whole_title().to_owned(), RichText::default()),
        None => (lede::title(kind, ids.len()), lede::lede(site, kind, &ids)),
    };
    let schema = &site.graph.schema;
    let mut columns = columns(kind, index, schema);
    let under = columns.first().is_some_and(Column::is_text);
    let under = under.then(|| columns.remove(0));
    let keys = filter_columns(kind, index, schema);
    let group = kind.list.group.as_ref();
    let groups = Groups::new(
        site,
        group.and_then(|name| Column::new(name, index, schema)),
        &ids,
    );
    let mut list = KindList {
        kind: index,
        under,
        columns,
        keys,
        filters: Shared::default(),
        more_filters: Shared::default(),
        rows: vec![],
        page_starts: vec![],
        section_index,
        title,
        lede,
        folder_pages: folder_pages(site, tree, kind),
        groups,
    };
    list.measure(site, &ids);
    let sizes: Vec<usize> = list.rows.iter().map(|row| row.bytes).collect();
    let parts = paging::paginate(&list_url(kind), &sizes, site.url_style(), |bytes| *bytes);
    let starts = parts.iter();
    let starts = starts.map(|part| (part.items_before, part.url.to_link(site.url_style())));
    list.page_starts = starts.collect();
    list.make_filters(site, &ids);
    let list = Arc::new(list);
    let page = |part: paging::ListPage<usize>| {
        let (site, list, url) = (Arc::clone(site), Arc::clone(&list), part.url.clone());
        let range = part.items_before..part.items_before + part.items.len();
        let pager = Shared::new(&part.pager);
        Page::lazy(part.url, "list.html", move || {
            let inputs = list.inputs(&site, &url, range.clone());
            inputs.with("pager", pager.clone())
        })
    };
    parts.into_iter().map(page).collect()
}

/// The entries of a kind as its list sorts them, not yet in groups. Equal ones stay in the order of their titles.
fn sorted_entries(site: &SiteContext, index: usize, kind: &Kind) -> Vec<EntryId> {
    let mut ids = site.graph.of_kind(index);
    for key in kind.list.sort.iter().rev() {
        if let Some(column) = Column::new(&key.name, index, &site.graph.schema) {
            crate::property::sort_entries(
                &mut ids,
                &column.property,
                key.is_descending,
                site.scored(),
            );
        }
    }
    ids
}

/// What the names mean in a kind, each once. A name that means nothing is told of by a finding.
fn named<'a>(names: impl Iterator<Item = &'a str>, index: usize, schema: &Schema) -> Vec<Column> {
    let mut seen = HashSet::new();
    let names = names.filter(|name| seen.insert(*name));
    names
        .filter_map(|name| Column::new(name, index, schema))
        .collect()
}

/// The fields that only this kind has, of some types.
fn own_fields<'a>(
    kind: &'a Kind,
    schema: &'a Schema,
    is_wanted: fn(&FieldType) -> bool,
) -> impl Iterator<Item = &'a str> {
    let is_shared = |name: &str| schema.shared.iter().any(|field| *field.name == *name);
    let fields = kind.fields.iter();
    let fields = fields.filter(move |f| is_wanted(&f.ty) && !f.is_private && !is_shared(&f.name));
    fields.map(|field| &*field.name)
}

/// The columns that a kind declares; else its choices, links and dates.
fn columns(kind: &Kind, index: usize, schema: &Schema) -> Vec<Column> {
    if !kind.list.columns.is_empty() {
        return named(kind.list.columns.iter().map(|name| &**name), index, schema);
    }
    let is_short =
        |ty: &FieldType| !matches!(ty, FieldType::Text | FieldType::Map(_) | FieldType::OpenMap);
    let fields = own_fields(kind, schema, is_short);
    let fields = fields.filter(|name| kind.list.group.as_deref() != Some(name));
    let names = ["summary"]
        .into_iter()
        .chain(fields.take(MAX_DEFAULT_COLUMNS));
    named(names, index, schema)
}

/// What a kind can be filtered by: what it names, then its choices, links, flags and dates, tags and owner.
fn filter_columns(kind: &Kind, index: usize, schema: &Schema) -> Vec<Column> {
    let can_be_chosen = |ty: &FieldType| {
        matches!(
            ty,
            FieldType::Choice(_)
                | FieldType::Link
                | FieldType::Stage
                | FieldType::Person
                | FieldType::Flag
                | FieldType::Date
                | FieldType::Deadline
        )
    };
    let declared = kind.list.filter.iter().chain(&kind.list.group);
    let fields = own_fields(kind, schema, can_be_chosen);
    let names = declared.map(|name| &**name).chain(fields);
    named(names.chain(["owner", "tags"]), index, schema)
}

impl KindList {
    /// Builds every row once, to measure it and to leave out the columns that no row uses; sorts the rows into groups.
    fn measure(&mut self, site: &SiteContext, ids: &[EntryId]) {
        let measured = ids.par_iter().map(|id| {
            let row = self.row(site, *id);
            let used: Vec<bool> = row.cells.iter().map(|cell| !cell.is_empty()).collect();
            let line = MeasuredRow {
                id: *id,
                group: self.groups.of(site, *id),
                bytes: row.estimated_bytes(),
            };
            (line, used)
        });
        let (rows, used): (Vec<MeasuredRow>, Vec<Vec<bool>>) = measured.unzip();
        let mut column = 0..;
        self.columns.retain(|_| {
            let at = column.next().unwrap_or_default();
            used.iter().any(|row| row[at])
        });
        if let [date] = &mut self
            .columns
            .iter_mut()
            .filter(|c| c.is_date())
            .collect::<Vec<_>>()[..]
        {
            date.is_plain = true;
        }
        self.rows = rows;
        self.rows.sort_by_key(|row| row.group);
    }

    /// A filter for everything in which the entries differ.
    fn make_filters(&mut self, site: &SiteContext, ids: &[EntryId]) {
        let is_whole = self.page_starts.len() == 1;
        let filters: Vec<Option<Filter>> = self
            .keys
            .par_iter()
            .map(|key| filter(site, key, ids, is_whole))
            .collect();
        let is_used: Vec<bool> = filters.iter().map(Option::is_some).collect();
        let mut used = is_used.iter();
        self.keys.retain(|_| *used.next().unwrap_or(&false));
        let mut filters: Vec<Filter> = filters.into_iter().flatten().collect();
        let more = filters.split_off(filters.len().min(MAX_FILTERS_IN_BAR));
        self.filters = Shared::new(&filters);
        self.more_filters = Shared::new(&more);
    }

    fn row(&self, site: &SiteContext, id: EntryId) -> ListRow {
        let link = EntryLink::new(site, id);
        let keys = self.keys.iter().map(|key| {
            let values = key.filter_values(site, id);
            (key.name.clone(), values.join("|"))
        });
        ListRow {
            href: link.href,
            title: link.title,
            under: self
                .under
                .as_ref()
                .map_or_else(String::new, |column| under_title(site, id, column)),
            status: self.status_chip(site, id),
            keys: keys.collect(),
            cells: self
                .columns
                .iter()
                .map(|column| ListCell::new(site, id, column))
                .collect(),
        }
    }

    /// The status, where no column or group says it and it is doubted or not the one that entries begin with.
    fn status_chip(&self, site: &SiteContext, id: EntryId) -> Option<StatusChip> {
        let is_doubted = site.evidence.status_claim(id) != StatusClaim::Fair;
        let field = site.graph.schema.kinds[self.kind].field("status");
        let usual = field.and_then(|field| field.default.as_ref()?.as_text());
        let own = site.fields(id).text("status");
        let is_told =
            self.groups.is_by("status") || self.columns.iter().any(|c| c.name == "status");
        let is_worth_telling = !is_told && usual.is_some() && own != usual;
        let text = site
            .status_text(id)
            .filter(|_| is_doubted || is_worth_telling)?;
        Some(StatusChip { text, is_doubted })
    }

    /// The inputs of the page with these rows.
    fn inputs(&self, site: &SiteContext, url: &Url, range: Range<usize>) -> Inputs {
        let kind = &site.graph.schema.kinds[self.kind];
        let document = self.section_index.map(|id| &site.graph.entry(id).document);
        let description = self.lede.to_plain_text();
        let mut meta = site.page_meta(url, &self.title, &description, &kind.name);
        if kind.role.is_some() {
            meta = meta.as_of(site.as_of);
        }
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
        let label = crate::page::encode_path(&kind.plural_label);
        let search_all = site.has_search.then(|| format!("search.html?kind={label}"));
        let csv = (count > 0).then(|| csv::csv_url(kind).to_link(site.url_style()));
        let (of, state) = self.range_text(kind, &range);
        let shown = self.rows[range.clone()].iter().map(|row| row.id);
        // Problems are grouped by next step.
        let groups_explained = (kind.list.group.as_deref() == Some("next_step"))
            .then(|| how_to_read::link(site, how_to_read::NEXT_STEPS_ID));
        // Side by side stand groups; one alone is cards.
        let jumps = self.group_links();
        let form = match kind.list.form {
            ListForm::Board if jumps.is_empty() => ListForm::Cards,
            form => form,
        };
        site.layout_inputs(&meta)
            .with("evidence_summary", site.summaries(shown))
            .with("icon", Shared::new(card::role_icon(kind.role)))
            .with("labels", Shared::new(&kind.plural_label))
            .with("count", Shared::new(&count_label(kind, count)))
            .with("all", Shared::new(&prose::group_digits(count)))
            .with("of", Shared::new(&of))
            .with("state", Shared::new(&state))
            .with("search_all", Shared::new(&search_all))
            .with("lede", Shared::new(&self.lede))
            .with("body", body)
            .with("folder_pages", folder_pages)
            .with("form", Shared::new(&form))
            .with("title_label", Shared::new(&kind.label))
            .with("columns", Shared::new(&self.columns))
            .with("groups", Shared::new(&self.groups_on_page(site, range)))
            .with("groups_explained", Shared::new(&groups_explained))
            .with("jumps", Shared::new(&jumps))
            .with("filters", self.filters.clone())
            .with("more_filters", self.more_filters.clone())
            .with("csv", Shared::new(&csv))
    }

    /// What the rows of a page are of, “121” or “the first 500”, and “The first 500 of 1 240 decisions, by outcome”.
    fn range_text(&self, kind: &Kind, range: &Range<usize>) -> (String, String) {
        let digits = prose::group_digits;
        let (all, whole) = (self.rows.len(), count_label(kind, self.rows.len()));
        let (of, state) = match (range.start, range.end) {
            (0, end) if end == all => (digits(all), whole),
            (0, end) => (
                format!("the first {}", digits(end)),
                format!("The first {} of {whole}", digits(end)),
            ),
            (start, end) => {
                let rows = format!("{} to {}", digits(start + 1), digits(end));
                (format!("rows {rows}"), format!("Rows {rows} of {whole}"))
            }
        };
        match self.groups.label() {
            Some(label) => (of, format!("{state}, by {}", label.to_lowercase())),
            None => (of, state),
        }
    }

    /// The groups of one page. A group that continues from the page before has its heading repeated.
    fn groups_on_page(&self, site: &SiteContext, range: Range<usize>) -> Vec<ListGroup<'_>> {
        let parts = self.rows[range].chunk_by(|a, b| a.group == b.group);
        let groups = parts.map(|rows| {
            let (group, heading) = (rows[0].group, &self.groups.headings[rows[0].group]);
            ListGroup {
                id: &heading.id,
                label: &heading.label,
                note: &heading.note,
                count: self.range_of_group(group).len(),
                rows: rows.iter().map(|row| self.row(site, row.id)).collect(),
            }
        });
        groups.collect()
    }

    /// Where the rows of a group stand in the whole list.
    fn range_of_group(&self, group: usize) -> Range<usize> {
        let place = |group| self.rows.partition_point(|row| row.group < group);
        place(group)..place(group + 1)
    }

    /// Links to the groups of the whole list, with their counts, unless there is one or too many.
    fn group_links(&self) -> Vec<(String, String)> {
        let groups = self.groups.headings.iter().enumerate();
        let groups = groups.map(|(i, heading)| (heading, self.range_of_group(i)));
        let groups: Vec<_> = groups.filter(|(_, range)| !range.is_empty()).collect();
        let links = groups
            .iter()
            .filter(|_| (2..=MAX_FILTER_OPTIONS).contains(&groups.len()))
            .map(|(heading, range)| {
                let page = self
                    .page_starts
                    .partition_point(|(start, _)| *start <= range.start);
                let page = &self.page_starts[page.saturating_sub(1)].1;
                (
                    format!("{page}#cb-{}", heading.id),
                    format!("{} {}", heading.label, range.len()),
                )
            });
        links.collect()
    }
}

impl ListRow {
    /// The approximate size of its HTML.
    fn estimated_bytes(&self) -> usize {
        let cells: usize = self.cells.iter().map(ListCell::estimated_bytes).sum();
        let keys: usize = self
            .keys
            .iter()
            .map(|(name, keys)| name.len() + keys.len() + 12)
            .sum();
        150 + self.href.len() + self.title.len() + self.under.len() + keys + cells
    }
}

/// The values of the entries as options; `None` where there is nothing to choose, or too much. `is_counted`: with the number
/// of entries that have each.
fn filter(site: &SiteContext, key: &Column, ids: &[EntryId], is_counted: bool) -> Option<Filter> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for id in ids {
        for value in key.filter_values(site, *id) {
            *counts.entry(value).or_default() += 1;
        }
        if counts.len() > MAX_FILTER_OPTIONS {
            return None;
        }
    }
    if counts.len() < 2 {
        return None;
    }
    let mut values: Vec<(String, usize)> = counts.into_iter().collect();
    values.sort_by_cached_key(|(value, _)| key.key_order(site, value));
    let option = |(value, count): (String, usize)| FilterOption {
        label: key.key_label(site, &value),
        count: is_counted.then(|| prose::group_digits(count)),
        value,
    };
    Some(Filter {
        name: key.name.clone(),
        label: key.filter_label(),
        options: values.into_iter().map(option).collect(),
    })
}

/// The text under a title. What a kind wants written and is not there is said to be missing.
fn under_title(site: &SiteContext, id: EntryId, column: &Column) -> String {
    match (&*column.name, ListCell::new(site, id, column).text) {
        ("summary", _) => short(prose::summary(site.graph.entry(id))),
        (_, text) if text.is_empty() => format!("No {} written", column.label.to_lowercase()),
        (_, text) => text,
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
