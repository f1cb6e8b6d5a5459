//! Facts beside the title, and whatever a document declares that no anatomy shows.

use serde::Serialize;

use super::{Chip, Desk, Fact, MOST};
use crate::graph::Id;
use crate::page::encode_path;
use crate::schema::{Field, Fields, Kind, Type, Value};
use crate::view::prose;
use crate::view::sentence::Sentence;

/// Text up to this many characters fits into the rail.
const SHORT: usize = 90;
/// Up to this many short items, too.
const FEW: usize = 4;

/// Fields that the frame shows in its own way, or that only steer the site.
const FRAME: [&str; 12] = [
    "id",
    "kind",
    "summary",
    "tags",
    "related",
    "source",
    "lang",
    "order",
    "draft",
    "visibility",
    "ignore",
    "redirect_from",
];

/// What is too long for the rail.
#[derive(Serialize)]
pub struct Section {
    pub id: String,
    pub label: String,
    pub paragraphs: Vec<Sentence>,
    pub items: Vec<Sentence>,
    /// A map's fields.
    pub facts: Vec<Fact>,
    /// A list of maps, as a table.
    pub columns: Vec<String>,
    pub rows: Vec<Vec<Sentence>>,
}

/// The given fields of a kind that neither the anatomy nor the frame shows, in the order of their declaration.
pub fn rest(desk: &Desk, id: Id, kind: &Kind, shown: &[&str]) -> (Vec<Fact>, Vec<Section>) {
    let document = &desk.look.graph.entry(id).document;
    let (mut facts, mut sections) = (Vec::new(), Vec::new());
    let open = kind.fields.iter().filter(|field| {
        let name = &*field.name;
        !shown.contains(&name) && !FRAME.contains(&name) && kind.title != field.name
    });
    for field in open.filter(|f| document.was_given(&f.name)) {
        let Some(value) = document.fields.get(&field.name) else {
            continue;
        };
        if &*field.name == "title" && value.as_text() == Some(&document.title) {
            continue;
        }
        match place(desk, id, field, value) {
            Placed::Rail(lines) if lines.is_empty() => {}
            Placed::Rail(lines) => facts.push(Fact {
                label: label(&field.name),
                lines,
                print: true,
            }),
            Placed::Below(section) => sections.push(*section),
        }
    }
    (facts, sections)
}

enum Placed {
    Rail(Vec<Sentence>),
    Below(Box<Section>),
}

fn place(desk: &Desk, id: Id, field: &Field, value: &Value) -> Placed {
    if matches!(field.ty, Type::Link | Type::Stage | Type::Person) {
        return Placed::Rail(links(desk, id, field, value));
    }
    if let (Type::Map(inner), Value::List(items)) = (&field.ty, value) {
        return Placed::Below(Box::new(table(desk, field, inner, items)));
    }
    let items = match value {
        Value::List(items) => items.as_slice(),
        one => std::slice::from_ref(one),
    };
    if let (Type::Map(inner), Some(Value::Map(map))) = (&field.ty, items.first()) {
        let facts = inner.iter().filter_map(|field| {
            let value = map.get(&field.name)?;
            Some(Fact {
                label: label(&field.name),
                lines: plain(desk, field, value),
                print: true,
            })
        });
        return Placed::Below(Box::new(Section {
            facts: facts.collect(),
            ..Section::named(field)
        }));
    }
    let lines = plain(desk, field, value);
    let is_short = |line: &Sentence| {
        let text = line.text();
        text.chars().count() <= SHORT && !text.contains('\n')
    };
    if lines.len() <= FEW && lines.iter().all(is_short) {
        return Placed::Rail(lines);
    }
    let mut section = Section::named(field);
    match (value, &field.ty) {
        (Value::Text(text), _) => section.paragraphs = paragraphs(text),
        _ => section.items = capped(lines),
    }
    Placed::Below(Box::new(section))
}

impl Section {
    fn named(field: &Field) -> Self {
        Section {
            id: format!("field-{}", field.name),
            label: label(&field.name),
            paragraphs: vec![],
            items: vec![],
            facts: vec![],
            columns: vec![],
            rows: vec![],
        }
    }
}

/// A value as lines; links inside maps lead where they can.
fn plain(desk: &Desk, field: &Field, value: &Value) -> Vec<Sentence> {
    match value {
        Value::List(items) => items.iter().flat_map(|v| plain(desk, field, v)).collect(),
        Value::Text(text) => match &field.ty {
            Type::Link | Type::Stage | Type::Person => {
                linked(desk, field, text).into_iter().collect()
            }
            Type::Address => vec![Sentence::default().away(text, &**text)],
            Type::Choice(_) => vec![Sentence::new(prose::capital(&prose::plain(text)))],
            _ => vec![Sentence::new(&**text)],
        },
        Value::Unreadable => vec![],
        Value::Flag(flag) => vec![Sentence::new(if *flag { "Yes" } else { "No" })],
        Value::Number(n) => vec![Sentence::new(prose::measured(*n))],
        Value::Date(date) => vec![Sentence::new(prose::date(date))],
        Value::Map(map) => match (&field.ty, map.text("url")) {
            (Type::Address, Some(url)) => {
                vec![Sentence::default().away(url, map.text("text").unwrap_or(url))]
            }
            _ => pairs(map),
        },
    }
}

/// `key: value` for each, flat.
fn pairs(map: &Fields) -> Vec<Sentence> {
    let pairs = map.0.iter().map(|(key, value)| {
        let value = match value {
            Value::Unreadable => String::new(),
            Value::Text(text) => text.to_string(),
            Value::Number(n) => prose::measured(*n),
            Value::Flag(flag) => flag.to_string(),
            Value::Date(date) => prose::date(date),
            Value::List(items) => {
                let texts: Vec<&str> = items.iter().filter_map(Value::as_text).collect();
                texts.join(", ")
            }
            Value::Map(inner) => {
                let inner: Vec<String> = pairs(inner).iter().map(Sentence::text).collect();
                inner.join(", ")
            }
        };
        Sentence::default()
            .dim(format!("{}: ", prose::plain(key)))
            .say(value)
    });
    pairs.collect()
}

/// Where a link field leads. What leads nowhere is not told: it may be hidden.
fn links(desk: &Desk, id: Id, field: &Field, value: &Value) -> Vec<Sentence> {
    let targets = desk.targets(id, &field.name);
    if targets.is_empty() && matches!(field.ty, Type::Person) {
        return value.as_text().map(Sentence::new).into_iter().collect();
    }
    let mut lines: Vec<Sentence> = targets
        .iter()
        .take(MOST)
        .map(|target| Sentence::default().entry(desk.look, *target))
        .collect();
    if let Some(more) = targets.len().checked_sub(MOST).filter(|more| *more > 0) {
        lines.push(Sentence::default().dim(format!("and {more} more")));
    }
    lines
}

fn linked(desk: &Desk, field: &Field, text: &str) -> Option<Sentence> {
    let (id, stage) = match (&field.ty, text.split_once('#')) {
        (Type::Stage, Some((id, stage))) => (id, Some(stage)),
        _ => (text, None),
    };
    let found = desk.look.graph.find(id)?;
    let sentence = Sentence::default().entry(desk.look, found);
    Some(match stage {
        Some(stage) => sentence.say(format!(", {stage}")),
        None => sentence,
    })
}

fn table(desk: &Desk, field: &Field, inner: &[Field], items: &[Value]) -> Section {
    let rows: Vec<&Fields> = items.iter().filter_map(Value::as_map).collect();
    let used: Vec<&Field> = inner
        .iter()
        .filter(|field| rows.iter().any(|row| row.has(&field.name)))
        .collect();
    let cell = |row: &&Fields, field: &&Field| {
        let value = row.get(&field.name);
        let lines = value.map_or(vec![], |value| plain(desk, field, value));
        Sentence::listed(lines, "and")
    };
    let cells = |row| used.iter().map(|field| cell(row, field)).collect();
    Section {
        columns: used.iter().map(|field| label(&field.name)).collect(),
        rows: rows.iter().take(MOST).map(cells).collect(),
        ..Section::named(field)
    }
}

/// A text with blank lines, as paragraphs.
pub fn paragraphs(text: &str) -> Vec<Sentence> {
    text.split("\n\n")
        .map(str::trim)
        .filter(|p| !p.is_empty())
        .map(Sentence::new)
        .collect()
}

/// At most as many as a list shows, and how many more there are.
pub fn capped(mut lines: Vec<Sentence>) -> Vec<Sentence> {
    if let Some(more) = lines.len().checked_sub(MOST).filter(|more| *more > 0) {
        lines.truncate(MOST);
        lines.push(Sentence::default().dim(format!("and {} more", prose::grouped(more))));
    }
    lines
}

/// The texts of a list field.
pub fn texts(fields: &Fields, name: &str) -> Vec<Sentence> {
    capped(fields.texts(name).map(Sentence::new).collect())
}

/// A field's name as a label: `so_that` is “So that”.
pub fn label(name: &str) -> String {
    prose::capital(&prose::plain(name))
}

/// What every entry may carry: its tags, and why not everybody sees it.
pub fn chips(desk: &Desk, id: Id) -> Vec<Chip> {
    let document = &desk.look.graph.entry(id).document;
    let mut chips = Vec::new();
    if document.is_draft() {
        chips.push(Chip::new("Draft"));
    }
    if document.is_internal() {
        chips.push(Chip::new("Internal"));
    }
    chips.extend(document.fields.texts("tags").take(MOST).map(|tag| {
        let form = crate::document::id_form(tag);
        let url = crate::page::Url::new(format!("tags/{form}.html"));
        Chip {
            text: tag.to_owned(),
            icon: "",
            href: match form.is_empty() {
                true => String::new(),
                false => url.link(desk.look.style()),
            },
        }
    }));
    chips
}

/// Where the text comes from, and where to change it.
pub fn source(desk: &Desk, id: Id) -> Option<Fact> {
    let document = &desk.look.graph.entry(id).document;
    let mut lines = Vec::new();
    if let Some(source) = document.fields.map("source") {
        lines.extend(origin(source));
    }
    lines.push(match &desk.look.config.repository {
        Some(repository) => {
            let repository = repository.trim_end_matches('/');
            let branch = encode_path(&desk.look.config.branch);
            let path = encode_path(&document.path);
            let url = format!("{repository}/blob/{branch}/{path}");
            Sentence::default().away(&url, &*document.path)
        }
        None => Sentence::default().code(&*document.path),
    });
    Some(Fact {
        label: "Source".into(),
        lines,
        print: false,
    })
}

/// `{repo, path, commit}` of a public repository is a link; what else is said about the source follows in words.
fn origin(source: &Fields) -> Vec<Sentence> {
    let is_name = |repo: &&str| repo.split('/').count() == 2 && !repo.contains([':', ' ']);
    let (repo, path) = (source.text("repo").filter(is_name), source.text("path"));
    let mut told: &[&str] = &[];
    let mut lines = Vec::new();
    if let (Some(repo), Some(path)) = (repo, path) {
        told = &["repo", "path", "commit"];
        let commit = source.text("commit").unwrap_or("HEAD");
        let anchor = source.text("anchor");
        let anchor = anchor.map_or(String::new(), |a| format!("#{}", encode_path(a)));
        let url = format!(
            "https://github.com/{repo}/blob/{}/{}{anchor}",
            encode_path(commit),
            encode_path(path)
        );
        let name = path.rsplit('/').next().unwrap_or(path);
        let name = name.strip_suffix(".md").unwrap_or(name);
        lines.push(
            Sentence::default()
                .away(&url, name)
                .dim(format!(" in {repo}")),
        );
    }
    let others = source.0.iter().filter(|(key, _)| !told.contains(&&**key));
    let others = Fields(others.cloned().collect());
    lines.extend(pairs(&others));
    lines
}

/// Findings that the document itself silences, each with its reason.
pub fn silenced(fields: &Fields) -> Vec<(&str, String)> {
    let ignored = fields.map("ignore").map_or(&[][..], |map| map.0.as_slice());
    ignored
        .iter()
        .map(|(code, reason)| (&**code, reason.as_text().unwrap_or_default().to_owned()))
        .collect()
}
