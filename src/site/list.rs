//! The list of each kind, as the kind declares it: columns, order, groups, filters and form. The plain pages of its folder
//! follow.
//!
//! A board and cards are the same table, set in another way by the style sheet, so all forms have one markup, one filter
//! and all rows without script.

mod cell;
mod column;
mod facet;
pub mod filter;
mod group;
mod lede;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;
use serde::Serialize;

use super::card;
use super::exports::csv;
use super::folder_tree::{FolderTree, PageItem};
use super::page_link::PageLink;
use super::view_names::{NEXT_STEPS_ID, how_to_read_link};
use super::waits::{self, WAITS_FILTER};
use super::{SiteContext, contribute, paging, prose};
use crate::evidence::StatusClaim;
use crate::graph::{BodyLink, EntryId, Graph};
use crate::model::{FieldType, Kind, ListForm, Role, Schema, role};
use crate::page::{Inputs, Page, Shared, Url, encode_path, encode_query};
use cell::{CellFacts, ListCell};
pub use column::Column;
use column::MAX_TITLE_CHARS;
pub use column::short;
use facet::facet_of;
pub use facet::facets;
use filter::{Filter, FilterOption, MAX_FILTER_OPTIONS, address_key, attribute_key};
use group::{Groups, Heading};

/// One entry of a list.
#[derive(Serialize)]
struct ListRow {
    #[serde(flatten)]
    link: PageLink,
    /// The text under the title; `None` if what a kind wants written is not there.
    under: Option<String>,
    /// “Validated, ahead of the evidence”; a usual status is not worth a chip.
    status: Option<String>,
    /// The evidence says less than the status, or the opposite.
    is_doubted: bool,
    /// The attributes to filter by: [`attribute_key`] of a filter, and the values of the entry with `|` between.
    keys: Vec<(String, String)>,
    cells: Vec<ListCell>,
}

/// Rows under one heading.
#[derive(Serialize)]
struct ListGroup<'a> {
    #[serde(flatten)]
    heading: &'a Heading,
    /// How many rows the group has on all pages of the list.
    count: usize,
    rows: Vec<ListRow>,
}

/// A link to a group of the whole list.
#[derive(Serialize)]
struct GroupLink<'a> {
    #[serde(flatten)]
    heading: &'a Heading,
    href: String,
    count: usize,
}

/// A kind that declares no columns shows so many of its fields.
const MAX_DEFAULT_COLUMNS: usize = 4;

/// A list names this many plain pages of its folder; the others follow each other from the last.
const MAX_FOLDER_PAGES: usize = 200;

pub fn pages(site: &Arc<SiteContext>) -> Vec<Page> {
    let section_indexes = super::folder_tree::section_indexes(site);
    let tree = FolderTree::new(site);
    let mut waiting = Waiting::new();
    for (wait, ids) in waits::WAITS.iter().zip(waits::entries(site)) {
        for id in ids {
            waiting.entry(id).or_default().push(wait);
        }
    }
    let kinds = site.graph.schema.kinds.iter().enumerate();
    kinds
        .filter(|(index, _)| has_list(site, *index))
        .flat_map(|(index, kind)| list_pages(site, index, kind, &section_indexes, &tree, &waiting))
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
    let folder = site.graph.schema.address_of(folder);
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

/// The list of the only kind of a role, with the filters `NAME=VALUE`; `None` where no single page has all of its entries, or
/// the list cannot be filtered by that. A view that counts entries links its count to it.
pub fn filtered_link(site: &SiteContext, role: Role, wanted: &[(&str, &str)]) -> Option<String> {
    let kinds = site.graph.schema.kinds.iter().enumerate();
    let of_role: Vec<_> = kinds.filter(|(_, kind)| kind.role == Some(role)).collect();
    let [(index, _)] = of_role[..] else {
        return None;
    };
    link_with_filters(site, index, wanted)
}

/// The same for a kind.
pub fn link_with_filters(
    site: &SiteContext,
    index: usize,
    wanted: &[(&str, &str)],
) -> Option<String> {
    let schema = &site.graph.schema;
    let kind = &schema.kinds[index];
    let is_whole = site.graph.of_kind(index).len() <= paging::MAX_ROWS_PER_PAGE;
    let filters = filter_columns(kind, index, schema);
    let is_there = |(name, _): &(&str, &str)| {
        filters.iter().any(|filter| filter.name == *name)
            || *name == WAITS_FILTER && kind.field(name).is_none()
    };
    let list = list_url(kind).to_link(site.url_style());
    let wanted = wanted.iter();
    let query = wanted.clone().map(|(name, value)| {
        format!(
            "{}={}",
            encode_query(&address_key(name)),
            encode_path(value)
        )
    });
    let query = query.collect::<Vec<_>>().join("&");
    (is_whole && wanted.clone().all(is_there)).then(|| format!("{list}?{query}"))
}

/// The list of a kind with the entries alone that name an entry in a field; `None` where it has no such filter.
pub fn link_by_field(site: &SiteContext, index: usize, field: &str, id: &str) -> Option<String> {
    let column = Column::new(field, index, &site.graph.schema)?;
    let ids = site.graph.of_kind(index).into_iter();
    let values: HashSet<String> = ids.flat_map(|id| column.filter_values(site, id)).collect();
    let is_chosen = (2..=MAX_FILTER_OPTIONS).contains(&values.len()) && values.contains(id);
    link_with_filters(site, index, &[(field, id)]).filter(|_| is_chosen)
}

/// What all pages of one list share. Their inputs are computed page by page.
struct KindList {
    kind: usize,
    /// The text that stands under the title.
    under: Option<Column>,
    columns: Vec<Column>,
    /// All that entries can be filtered by, the first in the bar.
    keys: Vec<Column>,
    /// For each entry that waits, the ways it does; see [`waits::WAITS`].
    waits: Waiting,
    filters: Shared,
    /// What is true of all entries, `NAME=VALUE`, so that nobody can choose it.
    settled: Vec<String>,
    groups: Groups,
    rows: Vec<MeasuredRow>,
    /// The index of the first row of each page, and its address.
    page_starts: Vec<(usize, String)>,
    section_index: Option<EntryId>,
    heading: Option<Shared>,
    lede: Option<Shared>,
    folder_pages: Shared,
}

type Waiting = HashMap<EntryId, Vec<&'static waits::Wait>>;

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
    let shown = nodes.iter().take(MAX_FOLDER_PAGES);
    let items: Vec<PageItem> = shown.map(|node| tree.item(site, *node)).collect();
    Shared::new(&items)
}

fn list_pages(
    site: &Arc<SiteContext>,
    index: usize,
    kind: &Kind,
    section_indexes: &BTreeMap<&Url, EntryId>,
    tree: &FolderTree,
    waiting: &Waiting,
) -> Vec<Page> {
    let section_index = section_indexes.get(&list_url(kind)).copied();
    let ids = sorted_entries(site, index, kind);
    let has_own = section_index.is_some();
    let heading = lede::heading(kind, ids.len()).filter(|_| !has_own);
    let lede = (!has_own).then(|| Shared::new(&lede::lede(site, kind, &ids)));
    let schema = &site.graph.schema;
    let mut columns = columns(kind, index, schema);
    let under = columns.first().is_some_and(Column::is_text);
    let under = under.then(|| columns.remove(0));
    let group = kind.list.group.as_ref();
    let group = group.and_then(|name| Column::new(name, index, schema));
    let mut list = KindList {
        kind: index,
        under,
        columns,
        keys: filter_columns(kind, index, schema),
        waits: match kind.field(WAITS_FILTER) {
            // A field of the project's own has the name.
            Some(_) => Waiting::new(),
            None => ids
                .iter()
                .filter_map(|id| waiting.get_key_value(id))
                .map(|(id, waits)| (*id, waits.clone()))
                .collect(),
        },
        filters: Shared::default(),
        settled: vec![],
        rows: vec![],
        page_starts: vec![],
        section_index,
        heading: heading.map(|line| Shared::new(&line)),
        lede,
        folder_pages: folder_pages(site, tree, kind),
        groups: Groups::new(site, group, &ids),
    };
    for key in &mut list.keys {
        key.look_for_none(site, &ids);
    }
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
    let named = names.filter_map(|name| Column::new(name, index, schema));
    let mut columns: Vec<Column> = named.collect();
    // Where two are called the same, the name of each says which it is.
    let labels: Vec<String> = columns.iter().map(|column| column.label.clone()).collect();
    for column in &mut columns {
        if labels
            .iter()
            .filter(|label| **label == column.label)
            .count()
            > 1
        {
            column.label += &format!(" ({})", prose::humanize(&column.name.replace('.', " ")));
        }
    }
    columns
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
    // A study is found by its day.
    let is_its_day = |name: &&str| {
        kind.role == Some(Role::Validation) && role::Validation::PERIOD.contains(name)
    };
    let fields = own_fields(kind, schema, can_be_chosen).filter(|name| !is_its_day(name));
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
        self.rows = rows;
        self.rows.sort_by_key(|row| row.group);
    }

    /// A filter for everything in which the entries differ.
    fn make_filters(&mut self, site: &SiteContext, ids: &[EntryId]) {
        let is_whole = self.page_starts.len() == 1;
        let keys = std::mem::take(&mut self.keys).into_par_iter();
        let filters = keys.filter_map(|key| Some((self.filter(site, &key, ids, is_whole)?, key)));
        let filters: Vec<(Filter, Column)> = filters.collect();
        let (open, settled): (Vec<_>, Vec<_>) =
            (filters.into_iter()).partition(|(filter, _)| filter.options.len() > 1);
        let settled = settled.iter().map(|(filter, _)| filter);
        let settled = settled.map(|filter| format!("{}={}", filter.name, filter.options[0].value));
        self.settled = settled.collect();
        let (mut filters, keys): (Vec<Filter>, Vec<Column>) = open.into_iter().unzip();
        filters.extend(self.waits_filter(is_whole));
        self.filters = Shared::new(&filters);
        self.keys = keys;
    }

    /// The values of the entries as options; `None` where there are none, or too many. `is_counted`: with the number
    /// of entries that have each.
    fn filter(
        &self,
        site: &SiteContext,
        key: &Column,
        ids: &[EntryId],
        is_counted: bool,
    ) -> Option<Filter> {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for id in ids {
            for value in key.filter_values(site, *id) {
                *counts.entry(value).or_default() += 1;
            }
            if counts.len() > MAX_FILTER_OPTIONS {
                return None;
            }
        }
        if counts.is_empty() {
            return None;
        }
        let mut values: Vec<(String, usize)> = counts.into_iter().collect();
        values.sort_by_cached_key(|(value, _)| key.key_order(site, value));
        let option = |(value, count): (String, usize)| FilterOption {
            label: key.key_label(site, &value),
            is_none: value == key.no_value(site),
            count: is_counted.then_some(count),
            value,
        };
        Some(Filter {
            name: address_key(&key.name),
            label: key.label.clone(),
            is_date: key.is_date(),
            facet: facet_of(key, self.kind, &site.graph.schema),
            options: values.into_iter().map(option).collect(),
        })
    }

    fn waits_filter(&self, is_counted: bool) -> Option<Filter> {
        let options = waits::WAITS.iter().filter_map(|wait| {
            let all = self.waits.values().flatten();
            let count = all.filter(|of_entry| of_entry.id == wait.id).count();
            (count > 0).then(|| FilterOption {
                value: wait.id.clone(),
                label: wait.label.clone(),
                is_none: false,
                count: is_counted.then_some(count),
            })
        });
        let options: Vec<FilterOption> = options.collect();
        (!options.is_empty()).then(|| Filter {
            name: WAITS_FILTER.to_owned(),
            label: "What waits".to_owned(),
            is_date: false,
            facet: None,
            options,
        })
    }

    fn row(&self, site: &SiteContext, id: EntryId) -> ListRow {
        let keys = self.keys.iter().map(|key| {
            let values = key.filter_values(site, id);
            (attribute_key(&address_key(&key.name)), values.join("|"))
        });
        let waits = (!self.waits.is_empty()).then(|| {
            let waits = self.waits.get(&id).into_iter().flatten();
            let ways = waits.map(|wait| &*wait.id).collect::<Vec<_>>();
            (WAITS_FILTER.to_owned(), ways.join("|"))
        });
        let under = self.under.as_ref();
        let cells = self.columns.iter();
        let is_doubted = site.evidence.status_claim(id) != StatusClaim::Fair;
        ListRow {
            link: PageLink::new(site, id, MAX_TITLE_CHARS),
            under: under.map_or(Some(String::new()), |column| under_title(site, id, column)),
            status: site
                .status_text(id)
                .filter(|_| is_doubted || self.tells_status(site, id)),
            is_doubted,
            keys: keys.chain(waits).collect(),
            cells: cells
                .map(|column| ListCell::new(site, id, column))
                .collect(),
        }
    }

    /// True if the status is not the one that entries begin with, and no column or group says it.
    fn tells_status(&self, site: &SiteContext, id: EntryId) -> bool {
        let field = site.graph.schema.kinds[self.kind].field("status");
        let usual = field.and_then(|field| field.default.as_ref()?.as_text());
        let mut columns = self.columns.iter();
        let is_told = self.groups.is_by("status") || columns.any(|c| c.name == "status");
        !is_told && usual.is_some() && site.fields(id).text("status") != usual
    }

    /// The inputs of the page with these rows.
    fn inputs(&self, site: &SiteContext, url: &Url, range: Range<usize>) -> Inputs {
        let kind = &site.graph.schema.kinds[self.kind];
        let document = self.section_index.map(|id| &site.graph.entry(id).document);
        let title = document.map_or(&*kind.plural_label, |document| document.whole_title());
        let mut meta = site.page_meta(url, title, "", &kind.name);
        meta.heading = self.heading.clone();
        meta.lede = self.lede.clone();
        if kind.role.is_some() {
            meta = meta.as_of(site.as_of);
        }
        if let Some(document) = document {
            meta.set_language(document.fields.text("lang"));
            contribute::set_file(&mut meta, site, &document.path);
        }
        let is_first = range.start == 0;
        let folder_pages = Some(&self.folder_pages).filter(|_| is_first);
        let label = encode_path(&kind.plural_label);
        let search_all = site.has_search.then(|| format!("search.html?kind={label}"));
        let csv = (!self.rows.is_empty()).then(|| csv::csv_url(kind).to_link(site.url_style()));
        let shown = self.rows[range.clone()].iter().map(|row| row.id);
        // Problems are grouped by next step.
        let groups_explained = (kind.list.group.as_deref() == Some("next_step"))
            .then(|| how_to_read_link(site, NEXT_STEPS_ID));
        // Side by side stand groups; one alone is cards.
        let jumps = self.group_links();
        let form = match kind.list.form {
            ListForm::Board if jumps.is_empty() => ListForm::Cards,
            form => form,
        };
        site.layout_inputs(&meta)
            .with("evidence_summary", site.summaries(shown))
            .with_value("icon", card::role_icon(kind.role))
            .with_value("label", &kind.label)
            .with_value("labels", &kind.plural_label)
            .with_value("counted", &[kind.counted(1), kind.counted(2)])
            .with_value("range", &(range.start + 1, range.end, self.rows.len()))
            .with_value("by", &self.groups.label())
            .with_value("search_all", &search_all)
            .with(
                "body",
                site.body_or_none(self.section_index.filter(|_| is_first)),
            )
            .with("folder_pages", folder_pages.cloned().unwrap_or_default())
            .with_value(
                "under_label",
                &self.under.as_ref().map(|column| &column.label),
            )
            .with_value("form", &form)
            .with_value("columns", &self.columns)
            .with_value("groups", &self.groups_on_page(site, range))
            .with_value("groups_explained", &groups_explained)
            .with_value("jumps", &jumps)
            .with("filters", self.filters.clone())
            .with_value("settled", &self.settled)
            .with_value("csv", &csv)
            .with_value("new_file", &contribute::new_entry_link(site, kind))
    }

    /// The groups of one page. A group that continues from the page before has its heading repeated.
    fn groups_on_page(&self, site: &SiteContext, range: Range<usize>) -> Vec<ListGroup<'_>> {
        let parts = self.rows[range].chunk_by(|a, b| a.group == b.group);
        let groups = parts.map(|rows| {
            let (group, heading) = (rows[0].group, &self.groups.headings[rows[0].group]);
            ListGroup {
                heading,
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
    fn group_links(&self) -> Vec<GroupLink<'_>> {
        let groups = self.groups.headings.iter().enumerate();
        let groups = groups.map(|(i, heading)| (heading, self.range_of_group(i)));
        let links = groups
            .filter(|(_, rows)| !rows.is_empty())
            .map(|(heading, rows)| {
                let starts = &self.page_starts;
                let page = starts.partition_point(|(start, _)| *start <= rows.start);
                let page = &starts[page.saturating_sub(1)].1;
                GroupLink {
                    heading,
                    href: format!("{page}#cb-{}", heading.id),
                    count: rows.len(),
                }
            });
        let mut links: Vec<GroupLink> = links.collect();
        if !(2..=MAX_FILTER_OPTIONS).contains(&links.len()) {
            links.clear();
        }
        links
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
        let under = self.under.as_ref().map_or(40, String::len);
        150 + self.link.href.len() + self.link.title.len() + under + keys + cells
    }
}

/// The text under a title; `None` if it is not written.
fn under_title(site: &SiteContext, id: EntryId, column: &Column) -> Option<String> {
    if column.name == "summary" {
        return Some(short(prose::summary(site.graph.entry(id))));
    }
    match ListCell::new(site, id, column).facts {
        CellFacts::Text(text) => Some(text),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::fixture;

    fn list_of(files: &[(&str, &str)], folder: &str) -> String {
        let url = format!("{folder}/index.html");
        fixture::with_site(files, |site| fixture::render(&pages(site), &url))
    }

    #[test]
    fn groups_follow_the_words_of_their_own_kind() {
        // `planned` is the first status of a study and the second of a solution.
        let files = [
            ("solutions/a.md", "---\ntitle: A\nstatus: planned\n---\n"),
            ("solutions/b.md", "---\ntitle: B\nstatus: idea\n---\n"),
            ("solutions/c.md", "---\ntitle: C\nstatus: retired\n---\n"),
        ];
        let html = list_of(&files, "solutions");
        let jumps = html.split_once("data-jumps").expect("groups").1;
        let text = fixture::visible_text(&format!("<nav {jumps}"), "nav");
        assert_eq!(text, "Idea 1 Planned 1 Retired 1");
    }

    #[test]
    fn studies_are_sorted_and_found_by_their_day_wherever_it_is_written() {
        let study = |day: &str| format!("---\nmethod: interview\n{day}\n---\n");
        let (old, span, begun) = (
            study("title: Old\ndate: 2023-02-01"),
            study("title: Span\nstart: 2024-02-01\nend: 2024-03-01"),
            study("title: Begun\nstart: 2024-09-01"),
        );
        let files = [
            ("validations/old.md", &*old),
            ("validations/span.md", &*span),
            ("validations/begun.md", &*begun),
        ];
        let html = list_of(&files, "validations");
        let at = |title: &str| html.find(&format!("{title}</a>")).expect("a row");
        assert!(at("Begun") < at("Span") && at("Span") < at("Old"));
        assert!(html.contains("<select name=\"date\""));
        assert!(!html.contains("name=\"start\"") && !html.contains("name=\"end\""));
    }

    #[test]
    fn a_value_named_none_is_not_what_is_left_open() {
        let config = "kinds:\n  risk:\n    list: {group: threat}\n    fields: {threat: {type: choice, values: [none, some]}}\n";
        let files = [
            ("risks/a.md", "---\ntitle: A\nthreat: none\n---\n"),
            (
                "risks/b.md",
                "---\ntitle: B\nthreat: some\nowner: Ana\n---\n",
            ),
            ("risks/c.md", "---\ntitle: C\n---\n"),
        ];
        let html = fixture::with_site_and_config(config, &files, |site| {
            fixture::render(&pages(site), "risks/index.html")
        });
        let row = |title: &str| {
            let before = html.split(&format!(">{title}</a>")).next().expect("a row");
            before.rsplit("<tr").next().expect("its attributes")
        };
        // An address that has `none` keeps the value of the choice, and of an owner what is left open.
        assert!(row("A").contains("data-f-threat=\"none\""), "{html}");
        assert!(row("A").contains("data-f-owner=\"none\""), "{html}");
        assert!(!row("C").contains("data-f-threat=\"none\""), "{html}");
        let form = fixture::visible_text(&html, "form");
        assert!(
            form.contains("Threat All None (1) Some (1) Nothing said (1)"),
            "{form}"
        );
        let jumps = html.split_once("data-jumps").expect("groups").1;
        let text = fixture::visible_text(&format!("<nav {jumps}"), "nav");
        assert_eq!(text, "None 1 Some 1 No threat 1");
    }

    #[test]
    fn an_owner_or_a_tag_called_none_is_not_what_is_left_open() {
        let files = [
            (
                "feedback/a.md",
                "---\ntitle: A\nowner: none\ntags: [None]\n---\n",
            ),
            ("feedback/b.md", "---\ntitle: B\n---\n"),
        ];
        let html = list_of(&files, "feedback");
        for options in [
            "Owner All none (1) Nothing said (1)",
            "Tags All None (1) Nothing said (1)",
        ] {
            let form = fixture::visible_text(&html, "form");
            assert!(form.contains(options), "{form}");
        }
    }

    /// What a row has and what a filter is called in the address; whoever writes casebook.yaml names fields as they like.
    #[test]
    fn a_field_of_any_name_is_a_filter() {
        for (name, key, attribute) in [
            ("likelihood", "likelihood", "likelihood"),
            ("time frame", "time frame", "time·20·frame"),
            ("a/b", "a/b", "a·2f·b"),
            ("say \"x\"", "say &quot;x&quot;", "say·20··22·x·22·"),
            ("R&D", "R&amp;D", "·52··26··44·"),
            ("a<b>c=d", "a&lt;b&gt;c=d", "a·3c·b·3e·c·3d·d"),
            ("Größe", "Größe", "·47·r·f6··df·e"),
            ("it's", "it&#39;s", "it·27·s"),
            ("q", "q_", "q_"),
            ("q_", "q__", "q__"),
            ("as", "as_", "as_"),
            ("sort", "sort_", "sort_"),
            ("hidden", "hidden_", "hidden_"),
        ] {
            let quoted = name.replace('\'', "''");
            let config = format!(
                "kinds:\n  risk:\n    fields: {{'{quoted}': {{type: choice, values: [low, high]}}}}\n"
            );
            let risk = |value| format!("---\ntitle: {value}\n'{quoted}': {value}\n---\n");
            let files = [
                ("risks/a.md", &*risk("low")),
                ("risks/b.md", &*risk("high")),
            ];
            let html = fixture::with_site_and_config(&config, &files, |site| {
                let link =
                    link_with_filters(site, site.graph.schema.kinds.len() - 1, &[(name, "low")]);
                let query = format!("{}=low", encode_query(&address_key(name)));
                assert!(link.is_some_and(|link| link.ends_with(&query)), "{query}");
                fixture::render(&pages(site), "risks/index.html")
            });
            let html = html.replace("&#x27;", "&#39;").replace("&#x2F;", "/");
            assert!(
                html.contains(&format!("<select name=\"{key}\"")),
                "{key}: {html}"
            );
            assert!(
                html.contains(&format!(" data-f-{attribute}=\"low\"")),
                "{attribute}: {html}"
            );
        }
    }

    #[test]
    fn a_number_stands_before_what_can_be_counted() {
        let files = [
            ("feedback/a.md", "---\ntitle: A\n---\n"),
            ("feedback/b.md", "---\ntitle: B\n---\n"),
        ];
        let html = list_of(&files, "feedback");
        let text = fixture::visible_text(&html, "main");
        assert!(text.starts_with("2 pieces of feedback Feedback"), "{text}");
    }
}
