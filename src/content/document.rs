//! One Markdown file: its front matter as typed fields, its body as HTML with placeholders for links, its diagnostics.
//!
//! [`read`] depends on source, schema and options alone, so its result can be kept. Knows nothing about other
//! documents: the graph checks whether ids are unique and links resolve.

mod field_comments;
mod file_name;
mod folder_layout;
mod front_matter_fields;
mod id;
mod kind;
mod missing_fields;
mod name_limits;
pub mod personal_data;
pub mod publication_guard;
mod table_columns;
#[cfg(test)]
mod tests;
mod told_choices;
mod told_fields;
mod whole_folder;

use std::sync::Arc;

use jiff::civil::Date;

use crate::content::block::Block;
use crate::content::front_matter::{self, Split};
use crate::content::personal_data::Detector;
use crate::content::source::{Source, is_mdx};
use crate::content::yaml::{NodePath, Step};
use crate::diagnostic::{Diagnostic, Place, cut_value};
use crate::markdown::{self, Body};
use crate::model::reader::find_field;
use crate::model::{Field, FieldType, Fields, Name, Role, Schema, Value};
pub use crate::text::to_id;
use crate::text::{
    LANGUAGE_TAG, NEED_LEAD_INS, capitalize, cut_name, is_language, is_written_from_right,
    without_lead_in,
};
pub use file_name::{
    date_of_path, entry_stem, file_stem, folders_above, leading_numbers, parent_folder,
    section_index_rank, title_of_name, without_date, without_tail,
};
pub use folder_layout::{FolderLayout, is_guide};
use publication_guard::GUARDED_FIELDS;
pub use table_columns::rows_below_columns;
pub use told_fields::{can_hold, property_lines};
pub use whole_folder::{has_front_matter, is_note};

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
    /// The names of the fields that lines of the text say.
    pub text_fields: Vec<Name>,
    /// The text has a sentence, besides its headings and the lines that are fields.
    pub has_sentence: bool,
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

    /// Its id, and those that it had before.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        [&*self.id].into_iter().chain(self.fields.texts("aliases"))
    }

    pub fn is_draft(&self) -> bool {
        self.fields.flag("draft") == Some(true)
    }

    pub fn is_internal(&self) -> bool {
        self.fields.text("visibility") == Some("internal")
    }

    pub fn is_in_text(&self, field: &str) -> bool {
        self.text_fields.iter().any(|told| &**told == field)
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
        says_nothing: false,
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
            let declared = schema.fields(kind);
            let mut cut = block.cut_values();
            cut.retain(|cut| !cut.is_empty || !cut.is_comment || is_read(declared, &cut.path));
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
            let comments = cut.iter().filter(|cut| cut.is_comment);
            let comments: Vec<&NodePath> = comments.map(|cut| &cut.path).collect();
            let is_told = |at: &Place| matches!(at, Place::Key(path) if comments.contains(&path) && told.contains(at));
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

/// True for a value of a field. A remark behind any other key that has no value is one.
fn is_read(fields: &[Field], path: &[Step]) -> bool {
    matches!(path.first(), Some(Step::Key(key)) if find_field(fields, key).is_some())
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

fn is_private(declared: &[Field], name: &str) -> bool {
    declared.iter().any(|f| *f.name == *name && f.is_private)
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
    /// The front matter says nothing of its kind, or there is none.
    says_nothing: bool,
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

    /// A broken document with the id and kind of its path alone, so that links to it are not reported as well.
    fn into_unreadable_document(self, source: &Source) -> Document {
        let kind = self.kind_by_folder(source);
        self.into_document(source, kind, "", Fields::default())
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
        let schema = self.schema;
        let is_private = |name: &str| is_private(schema.fields(kind), name);
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
        if let Some(lang) = fields.text("lang").map(str::to_owned) {
            self.markdown.from_right = is_written_from_right(&lang) && !is_private("lang");
            if !is_language(&lang) {
                let code = kind.map_or("odd-field", |_| "bad-value");
                let message = format!("`{lang}` is no language");
                self.report(code, Place::field("lang"), message, LANGUAGE_TAG);
                fields.0.retain(|(name, _)| &**name != "lang");
            }
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
        // In a vault, the name of a file is its title.
        let is_named = entry_stem(&source.content_path).contains(' ');
        let is_asked = kind.is_some() && !is_named && !self.is_broken;
        if title.is_none() && is_asked && !empty && !has_private_title {
            let message = format!("`{title_field}` is missing");
            let help = format!("add `{title_field}:`");
            self.report("missing-recommended-field", Place::Start, message, help);
        }
        let id = self.read_id(source, kind, &fields);
        if section_index_rank(&source.content_path).is_none() {
            self.refuse_unsafe_name(&id, &fields);
        }
        let title = title.unwrap_or_else(|| match has_private_title {
            true => id.to_string(),
            false => title_of_path(&source.content_path),
        });
        let given: Vec<Name> = fields.0.iter().map(|(name, _)| name.clone()).collect();
        self.says_nothing = self.say_nothing(kind, given.iter());
        self.read_told_fields(kind, text, &mut fields);
        let of_text = fields.0[given.len()..].iter();
        let text_fields: Vec<Name> = of_text.map(|(name, _)| name.clone()).collect();
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
            text_fields,
            has_sentence: DocumentReader::has_sentence(text),
            body: Arc::new(body),
            diagnostics: self.diagnostics,
            is_broken: self.is_broken,
            is_section_index,
            introduces: is_section_index.then_some(introduces).flatten(),
            is_whole_folder: is_whole_index && kind.is_some(),
            has_front_matter: self.has_front_matter,
        }
    }

    fn is_private(&self, kind: Option<usize>, name: &str) -> bool {
        is_private(self.schema.fields(kind), name)
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
        let says = |other: &&str| fields.has(other) && !self.is_private(kind, other);
        if fields.has(field) || others.iter().any(says) {
            return None;
        }
        let day = date_of_path(&source.content_path)?;
        Some((field.into(), Value::Date(day)))
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
