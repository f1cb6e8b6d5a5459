//! One Markdown file: its front matter as typed fields, its body as HTML with placeholders for links, its diagnostics.
//!
//! [`read`] depends on source, schema and options alone, so its result can be kept. Knows nothing about other
//! documents: the graph checks whether ids are unique and links resolve.

mod field_comments;
mod file_name;
mod folder_layout;
mod name_limits;
mod personal_data;
pub mod publication_guard;
#[cfg(test)]
mod tests;
mod whole_folder;

use std::sync::Arc;

use jiff::civil::Date;

use crate::content::block::Block;
use crate::content::front_matter::{self, Format, Split};
use crate::content::personal_data::Detector;
use crate::content::source::{Source, is_mdx};
use crate::content::yaml::{Node, Step};
use crate::diagnostic::{Diagnostic, Place, cut_value};
use crate::markdown::{self, Body};
use crate::model::reader::{FieldReader, find_word};
use crate::model::{Field, FieldType, Fields, Name, Need, Role, Schema, Value};
pub use crate::text::to_id;
use crate::text::{
    NEED_LEAD_INS, capitalize, cut_name, did_you_mean, is_written_from_right, nfc, phrase,
    without_lead_in,
};
pub use file_name::{
    date_of_path, entry_stem, file_stem, folders_above, leading_numbers, parent_folder,
    section_index_rank, title_of_name, without_date, without_tail,
};
pub use folder_layout::FolderLayout;
use publication_guard::{
    GUARDED_FIELDS, find_escaped_forbidden_char, find_swallowed_field, is_forbidden_char,
    is_near_miss,
};
pub use whole_folder::has_front_matter;

/// Ids that would collide with the site's own pages.
const RESERVED_IDS: [&str; 2] = ["index", "404"];
/// The longest id, in characters.
pub const MAX_ID: usize = 100;

/// One Markdown file. What could not be read is left out and reported in `diagnostics`.
#[derive(Clone, Debug)]
pub struct Document {
    /// From the project's root.
    pub path: Arc<str>,
    /// From the content folder.
    pub content_path: Arc<str>,
    pub hash: u128,
    /// Index into [`Schema::kinds`]; `None` for a plain page.
    pub kind: Option<usize>,
    /// The field `id`, else made of the file's name. A plain page's id is its path without the extension.
    pub id: Name,
    /// What other pages call it, cut if it is very long; see [`Document::whole_title`].
    pub title: Name,
    /// The given fields and the defaults of the others, in the order of their declaration.
    pub fields: Fields,
    /// The names of the fields that were given: without defaults, and without a date that the file's name says.
    pub given_fields: Vec<Name>,
    pub body: Arc<Body>,
    pub diagnostics: Vec<Diagnostic>,
    /// Its front matter, `draft` or `visibility` cannot be read, or it has no id: it is not published.
    pub is_broken: bool,
    /// It is the page of its folder (`index.md`, `README.md`) and no entry.
    pub is_section_index: bool,
    /// The kind whose list it introduces, as an index that is no entry.
    pub introduces: Option<usize>,
    /// It is the index of a folder that is one entry (`whole_folder.rs`).
    pub is_whole_folder: bool,
    pub has_front_matter: bool,
}

impl Document {
    /// The title as it was written, for its own page.
    pub fn whole_title(&self) -> &str {
        let given = self.fields.0.iter();
        let given = given.filter_map(|(_, value)| value.as_text());
        let mut titles = given.chain(self.body.h1.as_deref()).map(str::trim);
        let whole = titles.find(|title| *cut_name(title) == *self.title);
        whole.unwrap_or(&self.title)
    }

    pub fn is_draft(&self) -> bool {
        self.fields.flag("draft") == Some(true)
    }

    pub fn is_internal(&self) -> bool {
        self.fields.text("visibility") == Some("internal")
    }

    pub fn is_given(&self, field: &str) -> bool {
        self.given_fields.iter().any(|g| &**g == field)
    }
}

/// What decides, besides schema and source, how a document is read. Sizes are in bytes.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Default)]
pub struct ReadOptions {
    pub markdown: markdown::Options,
    pub max_front_matter: usize,
    pub max_page: usize,
    pub detector: Arc<Detector>,
    /// The day by which a page is shown that another program shows from one day on.
    pub as_of: Date,
    pub layout: Arc<FolderLayout>,
}

/// Reads one file. Never fails: a file that cannot be read at all is a document marked broken.
pub fn read(source: &Source, schema: &Schema, options: &ReadOptions) -> Document {
    let mut reader = DocumentReader {
        schema,
        options,
        markdown: markdown::Options {
            mdx: is_mdx(&source.path),
            ..options.markdown
        },
        diagnostics: vec![],
        is_broken: false,
        has_front_matter: true,
    };
    let FileText { text, block, body } = match split(source, options) {
        Ok(parts) => parts,
        Err((at, message, help)) => {
            reader.report_broken(at, message, help);
            return reader.into_unreadable_document(source);
        }
    };
    reader.has_front_matter = block.is_some();
    let map = match block.map(|(start, block)| reader.front_matter(start, block)) {
        None => None,
        Some(Ok(map)) => Some(map),
        Some(Err((at, message, help))) => {
            reader.report_broken(at, message, help);
            return reader.into_unreadable_document(source);
        }
    };
    let kind = reader.read_kind(source, map.as_deref());
    let mut is_hidden = publication_guard::is_in_folder_of_drafts(&source.content_path);
    let mut fields = match map.as_deref().zip(block) {
        None => Fields::default(),
        Some((map, (start, block))) => {
            let cut = block.cut_values();
            let declared = schema.fields(kind);
            let told = cut.iter().map(|cut| {
                let is_text = may_be_text(declared, &cut.path);
                cut_value(cut, start, is_text)
            });
            reader.diagnostics.extend(told);
            reader.check_near_misses(map, kind);
            // First, so that no such key is told as unknown.
            is_hidden |= reader.is_hidden_elsewhere(map, block);
            if kind.is_none() {
                reader.report_field_of_entry(source, block, map);
            }
            let fields = reader.read_fields(block, map, kind);
            // An empty title says already that `#` begins a comment.
            let told = reader.diagnostics.iter().filter(|d| d.code == "bad-value");
            let told: Vec<Place> = told.map(|d| d.place.clone()).collect();
            let is_told = |at: &Place| matches!(at, Place::Key(_)) && told.contains(at);
            let is_needed = |d: &Diagnostic| d.code != "cut-value" || !is_told(&d.place);
            reader.diagnostics.retain(is_needed);
            fields
        }
    };
    if is_hidden {
        fields.0.retain(|(name, _)| &**name != "draft");
        fields.0.push(("draft".into(), Value::Flag(true)));
    }
    let file = personal_data::FileParts {
        path: &source.content_path,
        text,
        front_matter: block,
        fields: map.as_deref().unwrap_or_default(),
        body_start: text.len() - body.len(),
        markdown: &reader.markdown,
    };
    let found = personal_data::scan_file(&file, &options.detector);
    reader.diagnostics.extend(found);
    reader.into_document(source, kind, body, fields)
}

/// Where a file cannot be read, why, and what to do.
type Unreadable = (Place, String, &'static str);

/// The parts of a file.
struct FileText<'s> {
    text: &'s str,
    /// The front matter, and the byte at which its block starts.
    block: Option<(usize, Block<'s>)>,
    body: &'s str,
}

fn split<'s>(source: &'s Source, options: &ReadOptions) -> Result<FileText<'s>, Unreadable> {
    let not_utf8 = |at| (at, "this is not UTF-8".to_owned(), "save the file as UTF-8");
    let text = std::str::from_utf8(&source.bytes).map_err(|error| {
        let at = error.valid_up_to();
        not_utf8(Place::Bytes(at, at))
    })?;
    if text.len() > options.max_page {
        let size = format_size(options.max_page);
        let message = format!("the file is over the limit of {size}");
        let help = "split it, or raise `limits.page` in casebook.yaml";
        return Err((Place::Start, message, help));
    }
    if text.bytes().take(4).any(|b| b == 0) {
        return Err(not_utf8(Place::Start));
    }
    let (block, body) = match front_matter::split(text) {
        Split::NoFrontMatter => (None, text.trim_start_matches('\u{feff}')),
        Split::Fenced {
            block: (start, end),
            body,
            format,
        } => {
            let block = &text[start..end];
            (
                Some((
                    start,
                    Block {
                        text: block,
                        format,
                    },
                )),
                &text[body..],
            )
        }
        Split::Broken { at, message, help } => {
            return Err((Place::Bytes(at, at + 3), message.to_owned(), help));
        }
    };
    let is_guarded = |name: &str| GUARDED_FIELDS.contains(&name);
    if let Some((start, end)) = front_matter::find_stray_field(body, is_guarded) {
        let before = text.len() - body.len();
        let message = "this line is not in the front matter".to_owned();
        let help = "front matter stands at the start of the file, between two lines of three hyphens: `---`";
        return Err((Place::Bytes(before + start, before + end), message, help));
    }
    Ok(FileText { text, block, body })
}

/// False if the field at a path takes no text, so that what YAML cuts off was no part of its value.
fn may_be_text(fields: &[Field], path: &[Step]) -> bool {
    let Some((Step::Key(key), rest)) = path.split_first() else {
        return true;
    };
    let Some(field) = fields.iter().find(|field| *field.name == **key) else {
        return true;
    };
    match &field.ty {
        FieldType::Map(inner) => {
            let is_item = matches!(rest.first(), Some(Step::Index(_)));
            may_be_text(inner, &rest[usize::from(is_item)..])
        }
        FieldType::Text
        | FieldType::Link
        | FieldType::Stage
        | FieldType::Person
        | FieldType::Address
        | FieldType::OpenMap => true,
        _ => false,
    }
}

/// A title made of the file's name, or of the folder's for its page.
fn title_of_path(path: &str) -> String {
    match section_index_rank(path) {
        Some(_) if !path.contains('/') => "Home".to_owned(),
        _ => title_of_name(entry_stem(path)),
    }
}

/// A title made of what somebody needs; `None` if nothing is left of it.
fn title_of_need(need: &str) -> Option<String> {
    let need = without_lead_in(need, &NEED_LEAD_INS)?;
    let words: Vec<&str> = need.split_whitespace().collect();
    Some(capitalize(&words.join(" "))).filter(|title| !title.is_empty())
}

fn format_size(bytes: usize) -> String {
    match bytes {
        b if b >= 1 << 20 && b % (1 << 20) == 0 => format!("{} MiB", b >> 20),
        b if b >= 1 << 10 && b % (1 << 10) == 0 => format!("{} KiB", b >> 10),
        b => format!("{b} bytes"),
    }
}

struct DocumentReader<'a> {
    schema: &'a Schema,
    options: &'a ReadOptions,
    /// How this file's body is read.
    markdown: markdown::Options,
    diagnostics: Vec<Diagnostic>,
    is_broken: bool,
    has_front_matter: bool,
}

impl DocumentReader<'_> {
    fn report(
        &mut self,
        code: &'static str,
        at: Place,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        let diagnostic = Diagnostic::new(code, at, message).help(help);
        self.diagnostics.push(diagnostic);
    }

    fn report_broken(&mut self, at: Place, message: impl Into<String>, help: impl Into<String>) {
        self.report("front-matter-invalid", at, message, help);
        self.is_broken = true;
    }

    /// The fields between the fences.
    fn front_matter(&self, start: usize, block: Block) -> Result<Vec<(String, Node)>, Unreadable> {
        let text = block.text;
        if text.len() > self.options.max_front_matter {
            let size = format_size(self.options.max_front_matter);
            let message = format!("the front matter is over the limit of {size}");
            return Err((Place::Start, message, "move long text into the body"));
        }
        if let Some((i, c)) = text.char_indices().find(|(_, c)| is_forbidden_char(*c)) {
            let at = Place::Bytes(start + i, start + i + c.len_utf8());
            let message = format!("a control character (U+{:04X})", c as u32);
            return Err((at, message, "remove it"));
        }
        let map = match block.parse() {
            Ok(Node::Map(map)) => map,
            Ok(Node::Null) => vec![],
            Ok(other) => {
                let message = format!("the front matter cannot be {}", other.type_name());
                let at = Place::Bytes(start, start + text.len());
                return Err((at, message, "write NAME: VALUE lines between the fences"));
            }
            Err(error) => {
                let (message, help) = error.explain();
                let rest = text.get(error.offset..).unwrap_or_default();
                let at = start + error.offset;
                let line_end = at + rest.find('\n').unwrap_or(rest.len());
                return Err((Place::Bytes(at, line_end), message, help));
            }
        };
        if let Some((at, end)) = find_swallowed_field(text, &map) {
            let (what, help) = match block.format {
                Format::Toml => (
                    "table or value",
                    "move it above the first line in brackets: `[table]`",
                ),
                Format::Yaml | Format::Json => ("value", "close the quote or bracket before it"),
            };
            let message = format!("this line is part of the {what} above it");
            return Err((Place::Bytes(start + at, start + end), message, help));
        }
        match find_escaped_forbidden_char(&map, &mut vec![]) {
            Some(path) => {
                let message = "a control character in the value".to_owned();
                Err((Place::Value(path), message, "remove the escape"))
            }
            None => Ok(map),
        }
    }

    /// Marks the document broken if an unknown key looks like `draft` or `visibility`: a typo must not publish it.
    fn check_near_misses(&mut self, map: &[(String, Node)], kind: Option<usize>) {
        let declared = self.schema.fields(kind);
        let is_unknown = |key: &str| !declared.iter().any(|f| *f.name == *key);
        for (key, _) in map.iter().filter(|(key, _)| is_unknown(key)) {
            let at = Place::Key(vec![Step::Key(key.clone())]);
            if key == "<<" {
                let help = "write its fields out: one of them may be `draft`";
                self.report_broken(at, "maps are not merged", help);
            } else if let Some(guarded) = GUARDED_FIELDS.iter().find(|own| is_near_miss(key, own)) {
                let help = format!("write `{guarded}`");
                self.report_broken(at, format!("`{key}` looks like `{guarded}`"), help);
            }
        }
    }

    /// True if another program does not show the document, by a key (`published: false`), also where the project declares a
    /// field of this name or the key among `foreign_keys`: nobody publishes by a setting that is about something else.
    fn is_hidden_elsewhere(&mut self, map: &[(String, Node)], block: Block) -> bool {
        let scalars = block.raw_scalars();
        let before = self.diagnostics.len();
        let hiding = &self.schema.hiding;
        // The first look-up of a scalar as it is written reads the whole block again.
        for (key, node) in map.iter().filter(|(key, _)| hiding.has(key)) {
            let path = vec![Step::Key(key.clone())];
            let text = match node {
                Node::Text(text) => Some(&**text),
                _ => scalars.get(&path),
            };
            let hides = |text: &&str| hiding.hides(key, text, self.options.as_of);
            if let Some(text) = text.filter(hides) {
                let message = format!("`{key}: {text}` is read as `draft: true`");
                let told = Diagnostic::new("alias-used", Place::Key(path), message);
                self.diagnostics.push(told.help("write `draft: true`"));
            }
        }
        self.diagnostics.len() > before
    }

    /// The kind that `kind:` names, else that of the nearest folder of a kind.
    fn read_kind(&mut self, source: &Source, map: Option<&[(String, Node)]>) -> Option<usize> {
        let Some(map) = map else {
            return self.kind_without_front_matter(&source.content_path);
        };
        if let Some((_, node)) = map.iter().find(|(k, _)| k == "kind") {
            match node {
                Node::Text(name) if name == "page" => return None,
                Node::Text(name) => match self.schema.kind_by_name(name) {
                    Some(kind) => return Some(kind),
                    None => {
                        let names = || self.schema.kinds.iter().map(|k| &*k.name).chain(["page"]);
                        let all = names().collect::<Vec<_>>().join(", ");
                        let help = did_you_mean(name, names(), format!("it takes {all}"));
                        let at = Place::field("kind");
                        let message = format!("there is no kind `{name}`");
                        self.report("bad-enum", at, message, help);
                    }
                },
                _ => {}
            }
        }
        self.kind_by_folder(source)
    }

    fn kind_by_folder(&self, source: &Source) -> Option<usize> {
        let path = &source.content_path;
        if section_index_rank(path).is_some() && !self.options.layout.is_whole_index(path) {
            return None;
        }
        let nearest = self.schema.folders.nearest(parent_folder(path));
        nearest.map(|(_, claim)| claim.kind)
    }

    fn kind_without_front_matter(&self, content_path: &str) -> Option<usize> {
        let (layout, folder) = (&self.options.layout, parent_folder(content_path));
        let is_index = section_index_rank(content_path).is_some();
        let kind = || layout.kind_without_front_matter(folder, self.schema);
        (!is_index).then(kind).flatten()
    }

    /// A broken document with the id and kind of its path alone, so that links to it are not reported as well.
    fn into_unreadable_document(self, source: &Source) -> Document {
        let kind = self.kind_by_folder(source);
        self.into_document(source, kind, "", Fields::default())
    }

    fn read_fields(&mut self, block: Block, map: &[(String, Node)], kind: Option<usize>) -> Fields {
        let declared = self.schema.fields(kind);
        let mut reader = FieldReader {
            raw_scalars: block.raw_scalars(),
            is_lenient: kind.is_none(),
            diagnostics: vec![],
            implied: vec![],
        };
        let mut fields = reader.read_fields(map, declared, &vec![]);
        let title_field = kind.map_or("title", |k| &*self.schema.kinds[k].title_field);
        let unclosed = field_comments::remove(&mut fields, declared, title_field);
        self.diagnostics.extend(unclosed);
        self.is_broken |= reader.diagnostics.iter().any(|diagnostic| {
            let key = diagnostic.place.top_level_key();
            key.is_some_and(|key| GUARDED_FIELDS.contains(&key))
        });
        // A near miss of `draft` is already reported as an error.
        let is_reported = |at: &Place| self.diagnostics.iter().any(|p| p.place == *at);
        reader.diagnostics.retain(|p| match p.code {
            "unknown-field" => !is_reported(&p.place) && !self.is_foreign(&p.place),
            "alias-used" => !self.is_foreign(&p.place),
            _ => true,
        });
        self.diagnostics.append(&mut reader.diagnostics);
        fields
    }

    /// Tells of the first field of a kind in an index that is no entry: nobody reads it there.
    fn report_field_of_entry(&mut self, source: &Source, block: Block, map: &[(String, Node)]) {
        let path = &source.content_path;
        let nearest = self.schema.folders.nearest(parent_folder(path));
        let says_kind = map.iter().any(|(key, _)| key == "kind");
        let Some((_, claim)) = nearest.filter(|_| section_index_rank(path).is_some() && !says_kind)
        else {
            return;
        };
        let kind = &self.schema.kinds[claim.kind];
        let mut reader = FieldReader {
            raw_scalars: block.raw_scalars(),
            is_lenient: false,
            diagnostics: vec![],
            implied: vec![],
        };
        let found = map.iter().find(|(key, node)| {
            let at = vec![Step::Key(key.clone())];
            let shared = self.schema.fields(None);
            let mut own = kind.fields.iter();
            let field = own.find(|f| *f.name == **key || f.aliases.contains(key));
            let is_foreign = self.is_foreign(&Place::Key(at.clone())) || *node == Node::Null;
            field.is_some_and(|field| {
                let is_shared = shared.iter().any(|other| other.name == field.name);
                !is_foreign && !is_shared && reader.can_hold(field, node, &at)
            })
        });
        if let Some((key, _)) = found {
            let name = source.path.rsplit('/').next().unwrap_or_default();
            let message = format!("`{name}` introduces its folder, and nothing reads `{key}`");
            let help = format!("`kind: {}` makes an entry of it", kind.name);
            let at = Place::Key(vec![Step::Key(key.clone())]);
            self.report("unknown-field", at, message, help);
        }
    }

    /// True if a place is a key of another tool, or a name that the project gave a field.
    fn is_foreign(&self, at: &Place) -> bool {
        let key = at.top_level_key().filter(|_| matches!(at, Place::Key(_)));
        key.is_some_and(|key| self.schema.foreign_keys.iter().any(|own| own == key))
    }

    fn into_document(
        mut self,
        source: &Source,
        kind: Option<usize>,
        body: &str,
        mut fields: Fields,
    ) -> Document {
        self.diagnostics.extend(name_limits::cut_lists(&mut fields));
        // One that has a kind is an entry, named after its folder. With `kind: page`, no folder is one.
        let folder = parent_folder(&source.content_path);
        let is_whole_index = self.options.layout.is_whole_index(&source.content_path);
        let is_section_index = kind.is_none()
            && section_index_rank(&source.content_path).is_some()
            && (is_whole_index || !self.options.layout.is_whole(folder));
        let introduces = self.options.layout.introduces(folder);
        let title_field = kind.map_or("title", |k| &*self.schema.kinds[k].title_field);
        // What is private does not become a title, so that nothing which is made of the title can show it.
        let declared = self.schema.fields(kind);
        let is_private = |name: &str| declared.iter().any(|f| *f.name == *name && f.is_private);
        let mut title_fields = [title_field, "title"]
            .into_iter()
            .filter(|f| !is_private(f));
        let given_in = title_fields.find(|name| fields.text(name).is_some());
        let given_title = given_in.and_then(|name| fields.text(name));
        let empty = given_title.is_some_and(|t| t.trim().is_empty());
        if empty {
            let at = Place::field(title_field);
            self.report("bad-value", at, "the title is empty", "write one");
        }
        let given_title = given_title.filter(|_| !empty).map(str::to_owned);
        if let Some(lang) = fields.text("lang") {
            self.markdown.from_right = is_written_from_right(lang);
        }
        let has_private_title = is_private(title_field);
        let text = body;
        let body = match has_private_title {
            true => {
                let private = fields.text(title_field).unwrap_or_default();
                markdown::read_with_private_title(body, private, &self.markdown)
            }
            false => markdown::read(body, given_title.as_deref(), &self.markdown),
        };
        self.diagnostics.extend(body.diagnostics.iter().cloned());
        let need = match self.schema.role(kind) {
            Some(Role::Problem) if !is_private("need") && !has_private_title => fields.text("need"),
            _ => None,
        };
        let title = given_title.or_else(|| body.h1.clone());
        let title = title.filter(|title| !title.trim().is_empty());
        let title_at = given_in.map_or(Place::Start, Place::field);
        let long = title
            .as_ref()
            .map(|title| name_limits::check(title, title_at));
        self.diagnostics.extend(long.flatten());
        let title = title.or_else(|| need.and_then(title_of_need));
        if title.is_none() && kind.is_some() && !self.is_broken && !empty && !has_private_title {
            let message = format!("`{title_field}` is missing");
            let help = format!("add `{title_field}:`");
            self.report("missing-recommended-field", Place::Start, message, help);
        }
        let id = self.read_id(source, kind, &fields);
        let title = title.unwrap_or_else(|| match has_private_title {
            true => id.to_string(),
            false => title_of_path(&source.content_path),
        });
        let given: Vec<Name> = fields.0.iter().map(|(name, _)| name.clone()).collect();
        fields.0.extend(self.date_of_name(source, kind, &fields));
        self.read_told_choices(kind, text, &mut fields);
        if !self.is_broken {
            self.check_missing_fields(kind, &fields, &body);
        }
        let fields = self.add_defaults(kind, fields);
        Document {
            path: source.path.clone(),
            content_path: source.content_path.clone(),
            hash: source.hash,
            kind,
            id,
            title: (&*cut_name(title.trim())).into(),
            fields,
            given_fields: given,
            body: Arc::new(body),
            diagnostics: self.diagnostics,
            is_broken: self.is_broken,
            is_section_index,
            introduces: is_section_index.then_some(introduces).flatten(),
            is_whole_folder: is_whole_index && kind.is_some(),
            has_front_matter: self.has_front_matter,
        }
    }

    fn read_id(&mut self, source: &Source, kind: Option<usize>, fields: &Fields) -> Name {
        let path = &*source.content_path;
        let without_extension = || path.rsplit_once('.').map_or(path, |(stem, _)| stem);
        let of_file = match kind {
            None => {
                let name = self.options.layout.cut_tail(path, without_extension());
                nfc(&self.options.layout.cut_folder_tails(name)).into_owned()
            }
            Some(_) => to_id(self.options.layout.cut_tail(path, entry_stem(path))),
        };
        let Some(given) = fields.text("id") else {
            if of_file.is_empty() {
                let message = "no id can be made of the file's name";
                let help = "give the file a name with letters or digits";
                self.report("unsafe-name", Place::Start, message, help);
                // Without an id it has no URL.
                self.is_broken = true;
            } else if kind.is_some() && RESERVED_IDS.contains(&of_file.as_str()) {
                let message = format!("`{of_file}` is a page of the site itself");
                self.report("unsafe-name", Place::Start, message, "rename the file");
            }
            return of_file.into();
        };
        let form = to_id(given);
        let mut invalid = |message: &str, help: &str| {
            self.report("bad-value", Place::field("id"), message, help);
        };
        if given.trim().is_empty() {
            invalid("the id is empty", "write one, or remove the line");
        } else if form.is_empty() {
            let message = format!("`{given}` cannot be an id");
            invalid(&message, "use letters, digits and hyphens");
        } else if form != given {
            let message = format!("`{given}` is not in the form of an id");
            invalid(&message, &format!("write `id: {form}`"));
        } else if form.chars().count() > MAX_ID {
            let message = format!("the id has more than {MAX_ID} characters");
            invalid(&message, "shorten it");
        } else if RESERVED_IDS.contains(&given) {
            let message = format!("`{given}` is a page of the site itself");
            invalid(&message, "choose another id");
        } else {
            return given.into();
        }
        self.is_broken |= of_file.is_empty();
        of_file.into()
    }

    /// The day of an entry whose name has one and whose front matter has none.
    fn date_of_name(
        &self,
        source: &Source,
        kind: Option<usize>,
        fields: &Fields,
    ) -> Option<(Name, Value)> {
        let (field, others) = match self.schema.role(kind)? {
            Role::Validation => ("date", &["start", "end"][..]),
            Role::Decision => ("date", &[][..]),
            Role::Feedback => ("received", &[][..]),
            _ => return None,
        };
        if fields.has(field) || others.iter().any(|other| fields.has(other)) {
            return None;
        }
        let day = date_of_path(&source.content_path)?;
        Some((field.into(), Value::Date(day)))
    }

    fn check_missing_fields(&mut self, kind: Option<usize>, fields: &Fields, body: &Body) {
        let Some(kind) = kind.map(|k| &self.schema.kinds[k]) else {
            return;
        };
        for field in &kind.fields {
            // The title is checked elsewhere, and `start` or `end` replace `date`.
            let is_given = fields.has(&field.name)
                || &*field.name == "title"
                || field.name == kind.title_field
                || field.missing_check.is_some()
                || field.is_told_by(body.heading_texts())
                || &*field.name == "date" && ["start", "end"].iter().any(|name| fields.has(name));
            let mut told = self.diagnostics.iter();
            if is_given || told.any(|p| is_about_field(p, &field.name, &field.aliases)) {
                continue;
            }
            let code = match field.need {
                Need::Optional => continue,
                Need::Required if !self.has_front_matter => "missing-recommended-field",
                Need::Required if &*field.name == "method" => "missing-method",
                Need::Required => "bad-value",
                Need::Recommended => "missing-recommended-field",
            };
            let message = format!("`{}` is missing", field.name);
            let help = match &*lower_first(field.help.trim_end_matches('.')) {
                "" => format!("add `{}:`", field.name),
                what => format!("add `{}:` — {what}", field.name),
            };
            self.report(code, Place::Start, message, help);
        }
    }

    /// Reads a choice where the body says it: below a heading, as MADR writes `## Status`, or at its top on a line or in
    /// a row of a table.
    fn read_told_choices(&mut self, kind: Option<usize>, text: &str, fields: &mut Fields) {
        let schema = self.schema;
        let choices = kind.map_or(&[][..], |k| &schema.kinds[k].fields).iter();
        for field in choices.filter(|field| !field.headings.is_empty()) {
            let FieldType::Choice(words) = &field.ty else {
                continue;
            };
            if fields.has(&field.name) {
                continue;
            }
            let below = line_below_heading(text, &field.headings);
            let Some(line) = below.or_else(|| line_at_top(text, &field.headings)) else {
                continue;
            };
            let first = line.split(|c: char| !c.is_alphanumeric()).next();
            let found = find_word(words, line);
            match found.or_else(|| find_word(words, first?)) {
                Some((word, sets)) => {
                    fields.0.push((field.name.clone(), Value::Text(word)));
                    for (name, value) in sets {
                        if !fields.has(&name) {
                            fields.0.push((name, Value::Text(value)));
                        }
                    }
                }
                // Below a heading, a sentence may stand.
                None if below.is_none() => {
                    let start = line.as_ptr().addr() - text.as_ptr().addr();
                    let at = Place::Body(start, start + line.len());
                    let message = format!("`{line}` is no `{}`", field.name);
                    let help = format!("it takes {}", field.ty.expects());
                    self.report("bad-enum", at, message, help);
                    let value = Value::NotUnderstood(line.into());
                    fields.0.push((field.name.clone(), value));
                }
                None => {}
            }
        }
    }

    fn add_defaults(&self, kind: Option<usize>, fields: Fields) -> Fields {
        let mut given: Vec<Option<(Name, Value)>> = fields.0.into_iter().map(Some).collect();
        let mut all = Vec::with_capacity(given.len() + 3);
        for field in self.schema.fields(kind) {
            let is_it = |given: &Option<(Name, Value)>| matches!(given, Some((name, _)) if *name == field.name);
            let found = given.iter().position(is_it);
            match (found.and_then(|i| given[i].take()), &field.default) {
                (Some(value), _) => all.push(value),
                (None, Some(default)) => all.push((field.name.clone(), default.clone())),
                (None, None) => {}
            }
        }
        Fields(all)
    }
}

/// The first line with text below a heading with one of these texts, without marks around it.
fn line_below_heading<'t>(text: &'t str, headings: &[String]) -> Option<&'t str> {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.find(|line| line.starts_with('#') && headings.contains(&phrase(line)))?;
    let line = lines.next().filter(|line| !line.starts_with('#'))?;
    Some(without_marks(line))
}

/// What follows one of these texts and a colon or `|` on a line above the second heading: `* **Status:** proposed`.
fn line_at_top<'t>(text: &'t str, labels: &[String]) -> Option<&'t str> {
    let mut is_shown = true;
    let mut headings = 0;
    text.lines().find_map(|line| {
        let was_shown = is_shown;
        for mark in ["%%", "```", "~~~"] {
            is_shown ^= line.matches(mark).count() % 2 == 1;
        }
        is_shown = !line.contains("<!--") && (is_shown || line.contains("-->"));
        let is_cut = line.contains("%%") || line.contains("<!--");
        headings += usize::from(line.starts_with('#'));
        let (label, value) = match line.trim().strip_prefix('|') {
            Some(row) => row.split_once('|')?,
            None => line.split_once(':')?,
        };
        let value = without_marks(value.split('|').next()?);
        let is_meant = was_shown && is_shown && !is_cut && headings < 2 && !value.is_empty();
        (is_meant && labels.contains(&phrase(label))).then_some(value)
    })
}

fn without_marks(text: &str) -> &str {
    text.trim_matches(|c: char| matches!(c, '*' | '_' | '-' | '.') || c.is_whitespace())
}

fn is_about_field(diagnostic: &Diagnostic, field: &str, aliases: &[String]) -> bool {
    let (Place::Value(path) | Place::Key(path)) = &diagnostic.place else {
        return false;
    };
    matches!(path.first(), Some(Step::Key(k)) if k == field || aliases.contains(k))
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map_or_else(String::new, |c| c.to_lowercase().chain(chars).collect())
}
