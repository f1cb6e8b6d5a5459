//! One file, read: its front matter as typed fields, its body as HTML with holes for links, and its own problems.
//!
//! [`read`] is pure in (source, schema, options): that is what makes it safe to keep. Knows nothing about other
//! documents; whether an id is free or a link leads anywhere is the graph's question.

mod guard;
mod personal;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use unicode_normalization::UnicodeNormalization;

use crate::diagnostic::{At, Problem};
use crate::fence::{self, Split};
use crate::markdown::{self, Body};
use crate::privacy::Watch;
use crate::schema::reader::Reader;
use crate::schema::{Fields, Name, Need, Schema, Value};
use crate::source::Source;
use crate::unicode::nearest;
use crate::yaml::{self, Node, Step};
use guard::{GUARDED, escaped_control, is_forbidden, looks_like, swallowed};

/// Names an id cannot have, because the site's own files are called so.
const RESERVED_IDS: [&str; 2] = ["index", "404"];
/// The longest id, in characters.
const MAX_ID: usize = 100;

/// One Markdown file. What could not be read is left out and told in `problems`.
#[derive(Clone, Debug)]
pub struct Document {
    /// From the project's root.
    pub path: Arc<str>,
    /// From the content folder.
    pub inner: Arc<str>,
    pub hash: u128,
    /// Index into [`Schema::kinds`]; `None` for a plain page.
    pub kind: Option<usize>,
    /// The id: made of the file's name, or given. A plain page's id is its path.
    pub id: Name,
    pub title: Name,
    /// The given fields and the defaults of the others, in the order of their declaration.
    pub fields: Fields,
    /// The names of the fields that were given, defaults not counted.
    pub given: Vec<Name>,
    pub body: Arc<Body>,
    pub problems: Vec<Problem>,
    /// Its front matter does not parse, or its `draft` or `visibility` is not understood: it is not published.
    pub broken: bool,
    /// It introduces its folder and is no entry.
    pub introduction: bool,
}

impl Document {
    pub fn is_draft(&self) -> bool {
        self.fields.flag("draft") == Some(true)
    }

    pub fn is_internal(&self) -> bool {
        self.fields.text("visibility") == Some("internal")
    }

    pub fn was_given(&self, field: &str) -> bool {
        self.given.iter().any(|g| &**g == field)
    }
}

/// What decides, besides schema and source, how a document is read.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Default)]
pub struct Options {
    pub markdown: markdown::Options,
    pub max_front_matter: usize,
    pub max_page: usize,
    /// What is personal data here.
    pub watch: Arc<Watch>,
}

/// Reads one file. Never fails: a file that cannot be read at all is a document marked broken.
pub fn read(source: &Source, schema: &Schema, options: &Options) -> Document {
    let mut reading = Reading {
        schema,
        options,
        problems: vec![],
        broken: false,
    };
    let text = match std::str::from_utf8(&source.bytes) {
        Ok(text) => text,
        Err(error) => {
            let at = At::Bytes(error.valid_up_to(), error.valid_up_to());
            reading.refuse(at, "this is not UTF-8", "save the file as UTF-8");
            return reading.unreadable(source);
        }
    };
    if text.len() > options.max_page {
        let message = format!("the file is over the limit of {}", size(options.max_page));
        reading.refuse(
            At::Start,
            &message,
            "split it, or raise `limits.page` in casebook.yaml",
        );
        return reading.unreadable(source);
    }
    if text.bytes().take(4).any(|b| b == 0) {
        reading.refuse(At::Start, "this is not UTF-8", "save the file as UTF-8");
        return reading.unreadable(source);
    }
    let (block, body) = match fence::split(text) {
        Split::Plain => (None, text.trim_start_matches('\u{feff}')),
        Split::Fenced { block, body } => (Some(block), &text[body..]),
        Split::Broken { at, message, help } => {
            reading.refuse(At::Bytes(at, at + 3), message, help);
            return reading.unreadable(source);
        }
    };
    if let Some((start, end)) = fence::stray_field(body, |name| GUARDED.contains(&name)) {
        let before = text.len() - body.len();
        reading.refuse(
            At::Bytes(before + start, before + end),
            "this line is not in the front matter",
            "front matter stands at the start of the file, between two lines of three hyphens: `---`",
        );
        return reading.unreadable(source);
    }
    let map = match block {
        None => None,
        Some(block) => match reading.front_matter(text, block) {
            Some(map) => Some(map),
            None => return reading.unreadable(source),
        },
    };
    let kind = reading.kind(source, map.as_deref());
    let fields = match &map {
        None => Fields::default(),
        Some(map) => {
            let block = block.map_or("", |(start, end)| &text[start..end]);
            reading.near_misses(map, kind);
            reading.fields(block, map, kind)
        }
    };
    let file = personal::File {
        text,
        block: block.unwrap_or_default(),
        map: map.as_deref().unwrap_or_default(),
        body: text.len() - body.len(),
    };
    let found = personal::problems(&file, &options.watch);
    reading.problems.extend(found);
    reading.document(source, kind, body, fields)
}

/// The id form of a name: NFC, lower case, every run of anything but letters and digits one hyphen, none at the edges.
pub fn id_form(name: &str) -> String {
    let mut id = String::with_capacity(name.len());
    let lower = match name.is_ascii() {
        true => name.to_ascii_lowercase(),
        false => name.nfc().flat_map(char::to_lowercase).nfc().collect(),
    };
    for c in lower.chars() {
        if c.is_alphanumeric() {
            id.push(c);
        } else if !id.is_empty() && !id.ends_with('-') {
            id.push('-');
        }
    }
    id.truncate(id.trim_end_matches('-').len());
    id
}

/// The stem of a dated file name (`2024-05-01-talks`) without its date.
pub fn undated(stem: &str) -> Option<&str> {
    let bytes = stem.as_bytes();
    let dated = bytes.len() > 11
        && bytes[..11].iter().enumerate().all(|(i, b)| match i {
            4 | 7 | 10 => *b == b'-',
            _ => b.is_ascii_digit(),
        });
    // The first eleven bytes are ASCII, so the cut is at a boundary.
    dated.then(|| &stem[11..])
}

/// The file name without folder and extension.
pub fn stem(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// The folder of a path, without a slash at its end; empty at the top.
pub fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// `index.md`, `_index.md` and `README.md` introduce their folder, in this order of preference.
pub fn introduction_rank(path: &str) -> Option<usize> {
    let name = path.rsplit('/').next().unwrap_or(path);
    ["index.md", "_index.md", "readme.md"]
        .iter()
        .position(|n| name.eq_ignore_ascii_case(n))
}

fn size(bytes: usize) -> String {
    match bytes {
        b if b >= 1 << 20 && b % (1 << 20) == 0 => format!("{} MiB", b >> 20),
        b if b >= 1 << 10 && b % (1 << 10) == 0 => format!("{} KiB", b >> 10),
        b => format!("{b} bytes"),
    }
}

struct Reading<'a> {
    schema: &'a Schema,
    options: &'a Options,
    problems: Vec<Problem>,
    broken: bool,
}

impl Reading<'_> {
    fn refuse(&mut self, at: At, message: &str, help: &str) {
        self.problems
            .push(Problem::new("front-matter-invalid", at, message).help(help));
        self.broken = true;
    }

    /// The map between the fences; `None` where it cannot be read.
    fn front_matter(
        &mut self,
        text: &str,
        (start, end): (usize, usize),
    ) -> Option<Vec<(String, Node)>> {
        let block = &text[start..end];
        if block.len() > self.options.max_front_matter {
            let message = format!(
                "the front matter is over the limit of {}",
                size(self.options.max_front_matter)
            );
            self.refuse(At::Start, &message, "move long text into the body");
            return None;
        }
        if let Some((i, c)) = block.char_indices().find(|(_, c)| is_forbidden(*c)) {
            let at = At::Bytes(start + i, start + i + c.len_utf8());
            self.refuse(
                at,
                &format!("a control character (U+{:04X})", c as u32),
                "remove it",
            );
            return None;
        }
        let map = match yaml::parse(block) {
            Ok(Node::Map(map)) => map,
            Ok(Node::Null) => vec![],
            Ok(other) => {
                let message = format!("the front matter cannot be {}", other.kind());
                self.refuse(
                    At::Bytes(start, end),
                    &message,
                    "write NAME: VALUE lines between the fences",
                );
                return None;
            }
            Err(error) => {
                let (message, help) = error.explain();
                let at = start + error.offset;
                let line_end = text[at..].find('\n').map_or(text.len(), |i| at + i);
                self.refuse(At::Bytes(at, line_end), &message, help);
                return None;
            }
        };
        if let Some((at, end)) = swallowed(block, &map) {
            self.refuse(
                At::Bytes(start + at, start + end),
                "this line is part of the value above it",
                "close the quote or bracket before it",
            );
            return None;
        }
        if let Some(path) = escaped_control(&map, &mut vec![]) {
            self.refuse(
                At::Value(path),
                "a control character in the value",
                "remove the escape",
            );
            return None;
        }
        Some(map)
    }

    /// A key that is `draft` or `visibility` but for case or one or two letters: a typo must not publish.
    fn near_misses(&mut self, map: &[(String, Node)], kind: Option<usize>) {
        let declared = self.schema.fields(kind);
        for (key, _) in map
            .iter()
            .filter(|(key, _)| !declared.iter().any(|f| *f.name == **key))
        {
            let at = At::Key(vec![Step::Key(key.clone())]);
            if key == "<<" {
                let help = "write its fields out: one of them may be `draft`";
                self.refuse(at, "maps are not merged", help);
            } else if let Some(guarded) = GUARDED.iter().find(|guarded| looks_like(key, guarded)) {
                let help = format!("write `{guarded}`");
                self.refuse(at, &format!("`{key}` looks like `{guarded}`"), &help);
            }
        }
    }

    /// `kind:` where it is given, else the nearest folder above that a kind claims; without front matter, none.
    fn kind(&mut self, source: &Source, map: Option<&[(String, Node)]>) -> Option<usize> {
        let map = map?;
        if let Some((_, node)) = map.iter().find(|(k, _)| k == "kind") {
            match node {
                Node::Text(name) if name == "page" => return None,
                Node::Text(name) => match self.schema.kind(name) {
                    Some(kind) => return Some(kind),
                    None => {
                        let names = || self.schema.kinds.iter().map(|k| &*k.name).chain(["page"]);
                        let help = match nearest(name, names()) {
                            Some(near) => format!("did you mean `{near}`?"),
                            None => format!("it takes {}", names().collect::<Vec<_>>().join(", ")),
                        };
                        let at = At::Value(vec![Step::Key("kind".into())]);
                        let problem =
                            Problem::new("bad-enum", at, format!("there is no kind `{name}`"));
                        self.problems.push(problem.help(help));
                    }
                },
                _ => {}
            }
        }
        self.kind_of_folder(source)
    }

    fn kind_of_folder(&self, source: &Source) -> Option<usize> {
        if introduction_rank(&source.inner).is_some() {
            return None;
        }
        let mut folders = folder(&source.inner).rsplit('/');
        folders.find_map(|folder| self.schema.kind_of_folder(folder))
    }

    /// A file of which only the name is known: what points at it is silent.
    fn unreadable(self, source: &Source) -> Document {
        let kind = self.kind_of_folder(source);
        self.document(source, kind, "", Fields::default())
    }

    fn fields(&mut self, block: &str, map: &[(String, Node)], kind: Option<usize>) -> Fields {
        let declared = self.schema.fields(kind);
        let mut reader = Reader {
            written: yaml::Written::new(block),
            lenient: kind.is_none(),
            problems: vec![],
        };
        let fields = reader.fields(map, declared, &vec![]);
        for problem in &reader.problems {
            let guarded = |path: &yaml::Path| matches!(path.as_slice(), [Step::Key(k)] if GUARDED.contains(&k.as_str()));
            if let At::Value(path) | At::Key(path) = &problem.at
                && guarded(path)
            {
                self.broken = true;
            }
        }
        // A near miss of `draft` has been told, and worse.
        let told = |at: &At| self.problems.iter().any(|p| p.at == *at);
        reader
            .problems
            .retain(|p| p.code != "unknown-field" || !told(&p.at));
        self.problems.append(&mut reader.problems);
        fields
    }

    fn document(
        mut self,
        source: &Source,
        kind: Option<usize>,
        body: &str,
        fields: Fields,
    ) -> Document {
        let introduction = introduction_rank(&source.inner).is_some();
        let title_field = kind.map_or("title", |k| &*self.schema.kinds[k].title);
        let given_title = fields.text(title_field).or_else(|| fields.text("title"));
        let empty = given_title.is_some_and(|t| t.trim().is_empty());
        if empty {
            let at = At::Value(vec![Step::Key(title_field.into())]);
            self.problems
                .push(Problem::new("bad-value", at, "the title is empty").help("write one"));
        }
        let given_title = given_title.filter(|_| !empty).map(str::to_owned);
        let body = markdown::read(body, given_title.as_deref(), &self.options.markdown);
        self.problems.extend(body.problems.iter().cloned());
        let title = given_title
            .or_else(|| body.h1.clone())
            .filter(|t| !t.trim().is_empty());
        if title.is_none() && kind.is_some() && !self.broken && !empty {
            let problem = Problem::new(
                "missing-recommended-field",
                At::Start,
                format!("`{title_field}` is missing"),
            );
            self.problems
                .push(problem.help(format!("add `{title_field}:`")));
        }
        let title = title.unwrap_or_else(|| title_of_stem(source));
        let id = self.id(source, kind, &fields);
        let given: Vec<Name> = fields.0.iter().map(|(name, _)| name.clone()).collect();
        if !self.broken {
            self.missing(kind, &given);
        }
        let fields = self.with_defaults(kind, fields);
        Document {
            path: source.path.clone(),
            inner: source.inner.clone(),
            hash: source.hash,
            kind,
            id,
            title: title.trim().into(),
            fields,
            given,
            body: Arc::new(body),
            problems: self.problems,
            broken: self.broken,
            introduction,
        }
    }

    fn id(&mut self, source: &Source, kind: Option<usize>, fields: &Fields) -> Name {
        let stem = stem(&source.inner);
        let of_file = match kind {
            None => source
                .inner
                .rsplit_once('.')
                .map_or(&*source.inner, |(path, _)| path)
                .nfc()
                .collect(),
            Some(_) => id_form(stem),
        };
        let Some(given) = fields.text("id") else {
            if of_file.is_empty() {
                let message = "no id can be made of the file's name";
                let problem = Problem::new("unsafe-name", At::Start, message);
                self.problems
                    .push(problem.help("give the file a name with letters or digits"));
                // It has no address.
                self.broken = true;
            } else if kind.is_some() && RESERVED_IDS.contains(&of_file.as_str()) {
                let problem = Problem::new(
                    "unsafe-name",
                    At::Start,
                    format!("`{of_file}` is a page of the site itself"),
                );
                self.problems.push(problem.help("rename the file"));
            }
            return of_file.into();
        };
        let form = id_form(given);
        let at = At::Value(vec![Step::Key("id".into())]);
        let wrong = if given.trim().is_empty() {
            Some((
                "the id is empty".to_owned(),
                "write one, or remove the line".to_owned(),
            ))
        } else if form.is_empty() {
            Some((
                format!("`{given}` cannot be an id"),
                "use letters, digits and hyphens".to_owned(),
            ))
        } else if form != given {
            Some((
                format!("`{given}` is not in the form of an id"),
                format!("write `id: {form}`"),
            ))
        } else if form.chars().count() > MAX_ID {
            Some((
                format!("the id has more than {MAX_ID} characters"),
                "shorten it".to_owned(),
            ))
        } else if RESERVED_IDS.contains(&given) {
            Some((
                format!("`{given}` is a page of the site itself"),
                "choose another id".to_owned(),
            ))
        } else {
            return given.into();
        };
        if let Some((message, help)) = wrong {
            self.problems
                .push(Problem::new("bad-value", at, message).help(help));
        }
        self.broken |= of_file.is_empty();
        of_file.into()
    }

    fn missing(&mut self, kind: Option<usize>, given: &[Name]) {
        let Some(kind) = kind.map(|k| &self.schema.kinds[k]) else {
            return;
        };
        for field in &kind.fields {
            // The title has its own rule, and `start` or `end` stand in for `date`.
            let is_given = given.contains(&field.name)
                || &*field.name == "title"
                || field.name == kind.title
                || field.check.is_some()
                || &*field.name == "date" && given.iter().any(|g| matches!(&**g, "start" | "end"));
            if is_given
                || self
                    .problems
                    .iter()
                    .any(|p| concerns(p, &field.name, &field.also))
            {
                continue;
            }
            let (code, message) = match field.need {
                Need::Optional => continue,
                Need::Required if &*field.name == "method" => {
                    ("missing-method", "`method` is missing".to_owned())
                }
                Need::Required => ("bad-value", format!("`{}` is missing", field.name)),
                Need::Recommended => (
                    "missing-recommended-field",
                    format!("`{}` is missing", field.name),
                ),
            };
            let help = format!(
                "add `{}:` — {}",
                field.name,
                lower_first(field.help.trim_end_matches('.'))
            );
            self.problems
                .push(Problem::new(code, At::Start, message).help(help));
        }
    }

    fn with_defaults(&self, kind: Option<usize>, fields: Fields) -> Fields {
        let mut given: Vec<Option<(Name, Value)>> = fields.0.into_iter().map(Some).collect();
        let mut all = Vec::with_capacity(given.len() + 3);
        for field in self.schema.fields(kind) {
            let found = given
                .iter_mut()
                .find(|g| g.as_ref().is_some_and(|(n, _)| *n == field.name));
            match (found.and_then(Option::take), &field.default) {
                (Some(value), _) => all.push(value),
                (None, Some(default)) => all.push((field.name.clone(), default.clone())),
                (None, None) => {}
            }
        }
        Fields(all)
    }
}

fn concerns(problem: &Problem, field: &str, also: &[String]) -> bool {
    match &problem.at {
        At::Value(path) | At::Key(path) => {
            matches!(path.first(), Some(Step::Key(k)) if k == field || also.contains(k))
        }
        _ => false,
    }
}

/// “know-why-a-file-failed” as a title: “Know why a file failed”.
fn title_of_stem(source: &Source) -> String {
    let stem = match introduction_rank(&source.inner) {
        Some(_) => folder(&source.inner)
            .rsplit('/')
            .next()
            .filter(|f| !f.is_empty())
            .unwrap_or("Home"),
        None => stem(&source.inner),
    };
    let words = stem.replace(['-', '_'], " ");
    let mut chars = words.trim().chars();
    chars.next().map_or_else(
        || stem.to_owned(),
        |c| c.to_uppercase().chain(chars).collect(),
    )
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map_or_else(String::new, |c| c.to_lowercase().chain(chars).collect())
}
