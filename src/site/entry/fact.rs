//! The values of fields by their type: lines beside the title, or a block.

use serde::Serialize;

use super::EntryContext;
use super::block::{Block, NOTE};
use super::context::MAX_LIST_ITEMS;
use crate::model::{Field, FieldType, Fields, Value};
use crate::page::{Url, encode_path};
use crate::site::line::Line;
use crate::site::rich_text::RichText;
use crate::site::{contribute, prose};
use crate::text::to_id;

/// A field is shown beside the title if each of its lines has at most this many characters …
const MAX_SIDEBAR_CHARS: usize = 90;
/// … and if it has at most this many lines; else it becomes a section.
const MAX_SIDEBAR_LINES: usize = 4;

/// Fields that every entry page shows in its own way, or that only control how the site is built.
const LAYOUT_FIELDS: &str = "id kind summary tags related source lang order draft visibility ignore redirect_from slug permalink";

/// True for what every entry page shows in its own way, and for what only controls how the site is built.
pub fn is_shown_elsewhere(field: &str) -> bool {
    LAYOUT_FIELDS.split(' ').any(|name| name == field)
}

/// A label with one or more lines, beside the title.
#[derive(Serialize)]
pub struct Fact {
    pub label: String,
    pub lines: Vec<Line>,
    /// Show it when the page is printed.
    pub print: bool,
}

impl Fact {
    pub fn new(label: impl Into<String>, lines: Vec<Line>) -> Self {
        Fact {
            label: label.into(),
            lines,
            print: true,
        }
    }
}

/// A value as lines, if it is short enough to stand beside the title.
pub fn short_lines(ctx: &EntryContext, field: &Field, value: &Value) -> Option<Vec<Line>> {
    if matches!(field.ty, FieldType::Map(_)) {
        return None;
    }
    if field.link.is_some() {
        return Some(lines(ctx, field, value));
    }
    let lines = value_lines(ctx, field, value);
    let is_short = |line: &RichText| {
        let text = line.to_plain_text();
        text.chars().count() <= MAX_SIDEBAR_CHARS && !text.contains('\n')
    };
    let fits = lines.len() <= MAX_SIDEBAR_LINES && lines.iter().all(is_short);
    fits.then(|| as_lines(lines))
}

/// A value as lines of text, with links to the entries that it names.
pub fn lines(ctx: &EntryContext, field: &Field, value: &Value) -> Vec<Line> {
    if field.link.is_none() {
        return as_lines(value_lines(ctx, field, value));
    }
    // Ids without a target are left out, because the entry may be hidden.
    let targets = ctx.targets(&field.name);
    match (&field.ty, targets.as_slice()) {
        (FieldType::Person, []) => as_lines(value.as_text().map(RichText::new)),
        (_, targets) => cap_list(targets.iter().map(|id| RichText::entry(ctx.site, *id))),
    }
}

fn as_lines(lines: impl IntoIterator<Item = RichText>) -> Vec<Line> {
    lines.into_iter().map(Line::from).collect()
}

/// A value as a block: running text, a list, a map as facts, or a list of maps as a table.
pub fn section(ctx: &EntryContext, field: &Field, value: &Value) -> Block {
    let block = match (&field.ty, value) {
        (FieldType::Map(inner), Value::List(items)) => table(ctx, inner, items),
        (FieldType::Map(inner), value) => {
            let pairs = inner.iter().filter_map(|field| {
                let value = value.as_map()?.get(&field.name)?;
                let lines = as_lines(value_lines(ctx, field, value));
                Some(Fact::new(&field.label, lines))
            });
            Block::new("facts").with("facts", &pairs.collect::<Vec<_>>())
        }
        (ty, Value::Text(text)) if !matches!(ty, FieldType::Address) => {
            Block::new(NOTE).with("paragraphs", &paragraphs(text))
        }
        _ => {
            let items = cap_list(value_lines(ctx, field, value).into_iter());
            Block::new("items").with("items", &items)
        }
    };
    block.called(format!("field-{}", field.name), &field.label)
}

/// A value as lines of text. Links to entries that are hidden or missing are left out.
fn value_lines(ctx: &EntryContext, field: &Field, value: &Value) -> Vec<RichText> {
    match value {
        Value::List(items) => items
            .iter()
            .flat_map(|v| value_lines(ctx, field, v))
            .collect(),
        Value::Text(text) if text.trim().is_empty() => vec![],
        Value::Text(text) => match &field.ty {
            FieldType::Link | FieldType::Stage | FieldType::Person => {
                linked_text(ctx, field, text).into_iter().collect()
            }
            FieldType::Address => RichText::of_address(value).into_iter().collect(),
            FieldType::Choice(_) => vec![RichText::new(prose::label(text))],
            _ => vec![RichText::new(&**text)],
        },
        Value::NotUnderstood(text) => vec![RichText::new(&**text)],
        Value::Unreadable => vec![],
        Value::Flag(flag) => vec![RichText::new(if *flag { "Yes" } else { "No" })],
        Value::Number(n) => vec![RichText::new(prose::format_number(*n))],
        Value::Date(date) => vec![RichText::new(prose::format_date(date))],
        Value::Map(map) => match (&field.ty, RichText::of_address(value)) {
            (FieldType::Address, Some(link)) => vec![link],
            _ => map_lines(map),
        },
    }
}

/// A line `key: value` for each value that is not understood in a map or in the items of a list, of which no layout
/// knows what to say.
pub fn not_understood_inside(value: &Value) -> Vec<RichText> {
    match value {
        Value::List(items) => items.iter().flat_map(not_understood_inside).collect(),
        Value::Map(map) => {
            let unknown = map.0.iter();
            let unknown = unknown.filter(|(_, value)| matches!(value, Value::NotUnderstood(_)));
            map_lines(&Fields(unknown.cloned().collect()))
        }
        _ => vec![],
    }
}

/// One line `key: value` for each key; nested maps are written on the line of their key.
fn map_lines(map: &Fields) -> Vec<RichText> {
    let pairs = map.0.iter().map(|(key, value)| {
        let value = match value {
            Value::Unreadable => String::new(),
            Value::Text(text) | Value::NotUnderstood(text) => text.to_string(),
            Value::Number(n) => prose::format_number(*n),
            Value::Flag(flag) => flag.to_string(),
            Value::Date(date) => prose::format_date(date),
            Value::List(items) => {
                let texts: Vec<&str> = items.iter().filter_map(Value::as_text).collect();
                texts.join(", ")
            }
            Value::Map(inner) => {
                let inner: Vec<String> = map_lines(inner)
                    .iter()
                    .map(RichText::to_plain_text)
                    .collect();
                inner.join(", ")
            }
        };
        RichText::default()
            .muted(format!("{}: ", prose::label(key)))
            .text(value)
    });
    pairs.collect()
}

fn linked_text(ctx: &EntryContext, field: &Field, text: &str) -> Option<RichText> {
    let (id, stage) = match (&field.ty, text.split_once('#')) {
        (FieldType::Stage, Some((id, stage))) => (id, Some(stage)),
        _ => (text, None),
    };
    let found = ctx.site.graph.find_by_id(id)?;
    let sentence = RichText::entry(ctx.site, found);
    Some(match stage {
        Some(stage) => sentence.text(format!(", {stage}")),
        None => sentence,
    })
}

fn table(ctx: &EntryContext, inner: &[Field], items: &[Value]) -> Block {
    let rows: Vec<&Fields> = items.iter().filter_map(Value::as_map).collect();
    let used: Vec<&Field> = inner
        .iter()
        .filter(|field| rows.iter().any(|row| row.has(&field.name)))
        .collect();
    let cell = |row: &&Fields, field: &&Field| {
        let value = row.get(&field.name);
        let lines = value.map_or(vec![], |value| value_lines(ctx, field, value));
        RichText::join_list(lines, "and")
    };
    let cells = |row| used.iter().map(|field| cell(row, field)).collect();
    let rows: Vec<Vec<RichText>> = rows.iter().take(MAX_LIST_ITEMS).map(cells).collect();
    let columns: Vec<&str> = used.iter().map(|field| field.label.as_str()).collect();
    Block::new("table")
        .with("columns", &columns)
        .with("rows", &rows)
}

/// Splits a text at blank lines.
pub fn paragraphs(text: &str) -> Vec<RichText> {
    text.split("\n\n")
        .map(str::trim)
        .filter(|p| !p.is_empty())
        .map(RichText::new)
        .collect()
}

/// The first `MAX_LIST_ITEMS` lines, and how many more there are.
pub fn cap_list<L: Into<Line>>(mut all: impl Iterator<Item = L>) -> Vec<Line> {
    let shown = all.by_ref().take(MAX_LIST_ITEMS);
    let mut lines: Vec<Line> = shown.map(L::into).collect();
    let more = all.count();
    lines.extend((more > 0).then(|| Line::of("more").with("count", &more)));
    lines
}

/// True for the day of a field that neither the front matter nor the text says.
pub fn is_date_of_name(ctx: &EntryContext, field: &str) -> bool {
    let document = ctx.document();
    let is_said = document.is_given(field) || document.is_in_text(field);
    ctx.fields.date(field).is_some() && !is_said
}

/// Chips of any entry: that it is a draft or internal, and its tags.
pub fn common_chips(ctx: &EntryContext) -> Vec<Line> {
    let document = ctx.document();
    let draft = document.is_draft().then(|| Line::of("draft"));
    let internal = document.is_internal().then(|| Line::of("internal"));
    let tags = ctx.fields.texts("tags");
    let tags = tags.filter(|tag| !ctx.kind.page.has("tags") && !tag.trim().is_empty());
    let tags = tags.take(MAX_LIST_ITEMS).map(|tag| {
        let form = to_id(tag);
        let url = Url::new(format!("tags/{form}.html"));
        let href = (!form.is_empty()).then(|| url.to_link(ctx.site.url_style()));
        Line::of("tag").with("text", tag).with("href", &href)
    });
    draft.into_iter().chain(internal).chain(tags).collect()
}

/// The document's declared `source`, and its file, linked to the repository if one is configured.
pub fn source_fact(ctx: &EntryContext) -> Fact {
    let path = &*ctx.document().path;
    let source = ctx.fields.map("source");
    let source = source.filter(|_| !ctx.kind.page.has("source"));
    let mut lines = source.map_or(vec![], origin_lines);
    lines.push(match ctx.site.source_url(path) {
        Some(url) => RichText::default().external(&url, path),
        None => RichText::default().code(path),
    });
    let edit = contribute::edit_link(ctx.site, path);
    let edit = edit.map(|url| ("Edit this page", url)).into_iter();
    let links = edit.chain(contribute::additions(ctx.site, ctx.id));
    lines.extend(links.map(|(says, url)| RichText::default().external(&url, says)));
    Fact {
        print: false,
        ..Fact::new("", as_lines(lines))
    }
}

/// Lines of the field `source`: a link to GitHub if `repo` (`owner/name` or its address) and `path` are given, then all other keys.
fn origin_lines(source: &Fields) -> Vec<RichText> {
    let is_name = |repo: &&str| repo.split('/').count() == 2 && !repo.contains([':', ' ']);
    let repo = source.text("repo").map(|repo| {
        let name = repo.strip_prefix("https://github.com/").unwrap_or(repo);
        name.trim_end_matches('/').trim_end_matches(".git")
    });
    let path = source.text("path").map(|path| path.trim_start_matches('/'));
    let repo = repo.filter(is_name);
    let mut used: &[&str] = &[];
    let mut lines = Vec::new();
    if let (Some(repo), Some(path)) = (repo, path) {
        used = &["repo", "path", "commit"];
        let commit = source.text("commit").unwrap_or("HEAD");
        let anchor = source.text("anchor");
        let anchor = anchor.map_or(String::new(), |a| format!("#{}", encode_path(a)));
        let (commit, file) = (encode_path(commit), encode_path(path));
        let url = match file.is_empty() {
            true => format!("https://github.com/{repo}"),
            false => format!("https://github.com/{repo}/blob/{commit}/{file}{anchor}"),
        };
        let name = path.trim_end_matches('/').rsplit('/').next();
        let name = name.filter(|name| !name.is_empty()).unwrap_or(repo);
        let name = name.strip_suffix(".md").unwrap_or(name);
        lines.push(
            RichText::default()
                .external(&url, name)
                .muted(format!(" in {repo}")),
        );
    }
    let others = source.0.iter().filter(|(key, _)| !used.contains(&&**key));
    let others = Fields(others.cloned().collect());
    lines.extend(map_lines(&others));
    lines
}
