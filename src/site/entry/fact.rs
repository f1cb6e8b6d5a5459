//! The values of fields by their type: lines beside the title, or a block.

use super::block::Block;
use super::{Chip, EntryContext, Fact, Line, MAX_LIST_ITEMS};
use crate::graph::EntryId;
use crate::model::{Field, FieldType, Fields, Value};
use crate::page::encode_path;
use crate::site::prose;
use crate::site::rich_text::RichText;

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

/// A value as lines, if it is short enough to stand beside the title.
pub fn short_lines(
    ctx: &EntryContext,
    id: EntryId,
    field: &Field,
    value: &Value,
) -> Option<Vec<Line>> {
    if matches!(field.ty, FieldType::Map(_)) {
        return None;
    }
    let lines = text_lines(ctx, id, field, value);
    let is_short = |line: &RichText| {
        let text = line.to_plain_text();
        text.chars().count() <= MAX_SIDEBAR_CHARS && !text.contains('\n')
    };
    let fits =
        field.link.is_some() || lines.len() <= MAX_SIDEBAR_LINES && lines.iter().all(is_short);
    fits.then(|| as_lines(lines))
}

/// A value as lines of text, with links to the entries that it names.
pub fn lines(ctx: &EntryContext, id: EntryId, field: &Field, value: &Value) -> Vec<Line> {
    as_lines(text_lines(ctx, id, field, value))
}

fn as_lines(lines: Vec<RichText>) -> Vec<Line> {
    lines.into_iter().map(Line::from).collect()
}

fn text_lines(ctx: &EntryContext, id: EntryId, field: &Field, value: &Value) -> Vec<RichText> {
    match field.link.is_some() {
        true => link_lines(ctx, id, field, value),
        false => value_lines(ctx, field, value),
    }
}

/// A value as a block: running text, a list, a map as facts, or a list of maps as a table.
pub fn section(ctx: &EntryContext, field: &Field, value: &Value) -> Block {
    let block = |form| Block::new(form, format!("field-{}", field.name), field.label.as_str());
    if let FieldType::Map(inner) = &field.ty {
        return match value {
            Value::List(items) => table(ctx, block("table"), inner, items),
            value => {
                let pairs = inner.iter().filter_map(|field| {
                    let value = value.as_map()?.get(&field.name)?;
                    Some(Fact::with_lines(
                        &field.label,
                        as_lines(value_lines(ctx, field, value)),
                    ))
                });
                block("facts").with_value("facts", &pairs.collect::<Vec<_>>())
            }
        };
    }
    match (value, &field.ty) {
        (Value::Text(text), _) => block("paragraphs").with_value("paragraphs", &paragraphs(text)),
        _ => block("items").with_value(
            "items",
            &cap_list(value_lines(ctx, field, value).into_iter()),
        ),
    }
}

/// A value as lines of text. Links to entries that are hidden or missing are left out.
fn value_lines(ctx: &EntryContext, field: &Field, value: &Value) -> Vec<RichText> {
    match value {
        Value::List(items) => items
            .iter()
            .flat_map(|v| value_lines(ctx, field, v))
            .collect(),
        Value::Text(text) => match &field.ty {
            FieldType::Link | FieldType::Stage | FieldType::Person => {
                linked_text(ctx, field, text).into_iter().collect()
            }
            FieldType::Address => vec![RichText::default().external(text, &**text)],
            FieldType::Choice(_) => vec![RichText::new(prose::label(text))],
            _ => vec![RichText::new(&**text)],
        },
        Value::NotUnderstood(text) => vec![RichText::new(&**text)],
        Value::Unreadable => vec![],
        Value::Flag(flag) => vec![RichText::new(if *flag { "Yes" } else { "No" })],
        Value::Number(n) => vec![RichText::new(prose::format_number(*n))],
        Value::Date(date) => vec![RichText::new(prose::format_date(date))],
        Value::Map(map) => match (&field.ty, map.text("url")) {
            (FieldType::Address, Some(url)) => {
                vec![RichText::default().external(url, map.text("text").unwrap_or(url))]
            }
            _ => map_lines(map),
        },
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
            .muted(format!("{}: ", prose::humanize(key)))
            .text(value)
    });
    pairs.collect()
}

/// The targets of a link field. Ids without a target are left out, because the entry may be hidden.
fn link_lines(ctx: &EntryContext, id: EntryId, field: &Field, value: &Value) -> Vec<RichText> {
    let targets = ctx.targets(id, &field.name);
    if targets.is_empty() && matches!(field.ty, FieldType::Person) {
        return value.as_text().map(RichText::new).into_iter().collect();
    }
    cap_list(
        targets
            .iter()
            .map(|target| RichText::entry(ctx.site, *target)),
    )
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

fn table(ctx: &EntryContext, block: Block, inner: &[Field], items: &[Value]) -> Block {
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
    block
        .with_value("columns", &columns)
        .with_value("rows", &rows)
}

/// Splits a text at blank lines.
pub fn paragraphs(text: &str) -> Vec<RichText> {
    text.split("\n\n")
        .map(str::trim)
        .filter(|p| !p.is_empty())
        .map(RichText::new)
        .collect()
}

/// The first `MAX_LIST_ITEMS` lines, and “and 17 more”.
pub fn cap_list(mut all: impl Iterator<Item = RichText>) -> Vec<RichText> {
    let mut lines: Vec<RichText> = all.by_ref().take(MAX_LIST_ITEMS).collect();
    let more = all.count();
    if more > 0 {
        lines.push(RichText::default().muted(format!("and {} more", prose::group_digits(more))));
    }
    lines
}

/// True for the day of a field that the front matter does not say.
pub fn is_date_of_name(ctx: &EntryContext, id: EntryId, field: &str) -> bool {
    let document = &ctx.site.graph.entry(id).document;
    document.fields.date(field).is_some() && !document.is_given(field)
}

/// Chips of any entry: “Draft” or “Internal” if it is, and its tags.
pub fn common_chips(ctx: &EntryContext, id: EntryId) -> Vec<Chip> {
    let document = &ctx.site.graph.entry(id).document;
    let mut chips = Vec::new();
    if document.is_draft() {
        chips.push(Chip::new("Draft"));
    }
    if document.is_internal() {
        chips.push(Chip::new("Internal"));
    }
    chips.extend(
        document
            .fields
            .texts("tags")
            .take(MAX_LIST_ITEMS)
            .map(|tag| {
                let form = crate::content::document::to_id(tag);
                let url = crate::page::Url::new(format!("tags/{form}.html"));
                Chip {
                    text: tag.to_owned(),
                    icon: "",
                    href: match form.is_empty() {
                        true => String::new(),
                        false => url.to_link(ctx.site.url_style()),
                    },
                }
            }),
    );
    chips
}

/// “Source”: the document's declared `source`, and its file, linked to the repository if one is configured.
pub fn source_fact(ctx: &EntryContext, id: EntryId) -> Option<Fact> {
    let document = &ctx.site.graph.entry(id).document;
    let mut lines = Vec::new();
    if let Some(source) = document.fields.map("source") {
        lines.extend(origin_lines(source));
    }
    lines.push(match ctx.site.source_url(&document.path) {
        Some(url) => RichText::default().external(&url, &*document.path),
        None => RichText::default().code(&*document.path),
    });
    Some(Fact {
        label: "Source".into(),
        lines: as_lines(lines),
        print: false,
    })
}

/// Lines of the field `source`: a link to GitHub if `repo` (`owner/name`) and `path` are given, then all other keys.
fn origin_lines(source: &Fields) -> Vec<RichText> {
    let is_name = |repo: &&str| repo.split('/').count() == 2 && !repo.contains([':', ' ']);
    let (repo, path) = (source.text("repo").filter(is_name), source.text("path"));
    let mut used: &[&str] = &[];
    let mut lines = Vec::new();
    if let (Some(repo), Some(path)) = (repo, path) {
        used = &["repo", "path", "commit"];
        let commit = source.text("commit").unwrap_or("HEAD");
        let anchor = source.text("anchor");
        let anchor = anchor.map_or(String::new(), |a| format!("#{}", encode_path(a)));
        let url = format!(
            "https://github.com/{repo}/blob/{}/{}{anchor}",
            encode_path(commit),
            encode_path(path)
        );
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

/// Codes that the document's `ignore` silences, each with its reason.
pub fn silenced_findings(fields: &Fields) -> Vec<(&str, String)> {
    let ignored = fields.map("ignore").map_or(&[][..], |map| map.0.as_slice());
    ignored
        .iter()
        .map(|(code, reason)| (&**code, reason.as_text().unwrap_or_default().to_owned()))
        .collect()
}
