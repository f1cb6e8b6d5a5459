//! The kinds a project writes: their folders, fields, links and roles, as data.
//!
//! `kinds.yaml` declares the built-in ones and a project's `casebook.yaml` adds to them ([`load`]). Rust code speaks
//! of roles and of the fields a role promises, never of kind names: whoever needs a kind asks for its [`Role`].

mod declaration;
pub mod folder_claims;
pub mod json_schema;
pub mod layout;
pub mod load;
pub mod reader;
pub mod role;
pub mod value;

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use jiff::civil::Date;

pub use crate::text::Period;
use folder_claims::parse_glob;
pub use folder_claims::{FolderClaim, FolderClaims};
pub use layout::{ListForm, ListLayout, PageArea, PageLayout, SortKey};
pub use value::{Fields, Name, Value};

use crate::page::hash_bytes;
use crate::path_safety::comparison_key;
use crate::text::phrase;

/// Every kind of a project.
#[derive(Clone, Debug)]
pub struct Schema {
    pub kinds: Vec<Kind>,
    /// The fields of plain pages: those that every kind has.
    pub shared: Vec<Field>,
    /// Keys of other tools, of which nothing is told.
    pub foreign_keys: Vec<String>,
    /// The project's own names of fields, each with the name of its kind, of which nothing is told there.
    pub own_names: Vec<(String, String)>,
    pub hiding: HidingKeys,
    by_name: HashMap<Name, usize>,
    pub folders: FolderClaims,
    /// The hash of everything that decides how a document is read.
    pub hash: u128,
}

/// The keys with which other tools do not show a page, in lower case.
#[derive(Clone, Debug, Default)]
pub struct HidingKeys {
    /// The word that hides, `true` or `false`, by key.
    pub flags: Vec<(String, bool)>,
    /// The day from which a page is shown, and that from which it no longer is.
    pub from: Vec<String>,
    pub until: Vec<String>,
}

impl HidingKeys {
    pub fn has(&self, key: &str) -> bool {
        let key = key.to_lowercase();
        self.flags.iter().any(|(flag, _)| *flag == key)
            || self.from.contains(&key)
            || self.until.contains(&key)
    }

    pub fn hides(&self, key: &str, value: &str, as_of: Date) -> bool {
        let (key, value) = (key.to_lowercase(), value.trim().to_lowercase());
        let flag = match &*value {
            "true" | "yes" | "on" | "y" => Some(true),
            "false" | "no" | "off" | "n" => Some(false),
            _ => None,
        };
        let day = || Period::parse(&value).map(|period| period.first);
        // Of what is no day, nobody knows whether it has come.
        flag.is_some_and(|flag| self.flags.contains(&(key.clone(), flag)))
            || self.from.contains(&key) && day().is_none_or(|day| day > as_of)
            || self.until.contains(&key) && day().is_none_or(|day| day <= as_of)
    }
}

/// One kind of entry.
#[derive(Clone, Debug)]
pub struct Kind {
    pub name: Name,
    pub role: Option<Role>,
    /// Names, paths and globs of the folders that are read as this kind ([`FolderClaims`]).
    pub folders: Vec<String>,
    /// Those of them that `casebook.yaml` names.
    pub project_folders: Vec<String>,
    /// The folder its pages go to.
    pub page_folder: String,
    pub label: String,
    pub plural_label: String,
    /// What follows a one, and any other number, where that is not the label: “pieces of feedback”.
    pub counted: Option<[String; 2]>,
    pub help: String,
    /// The field that is the title.
    pub title_field: Name,
    /// Its own fields, then the shared ones.
    pub fields: Vec<Field>,
    pub page: PageLayout,
    pub list: ListLayout,
}

/// What a kind means to the formulas, checks and views. A kind without a role is listed and linked, nothing more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    Persona,
    Problem,
    Validation,
    Insight,
    Solution,
    Decision,
    Feedback,
    Metric,
    Journey,
}

#[derive(Clone, Debug)]
pub struct Field {
    pub name: Name,
    /// What pages call it.
    pub label: String,
    /// What a page says where it is missing.
    pub missing: Option<String>,
    pub ty: FieldType,
    pub is_list: bool,
    pub need: Need,
    /// The check that tells when it is missing, where there is one of its own.
    pub missing_check: Option<Name>,
    /// Other names that are read as this field.
    pub aliases: Vec<String>,
    pub default: Option<Value>,
    pub is_private: bool,
    /// Words that say that there is no value yet.
    pub unset_words: Vec<String>,
    /// Headings of a body that says what the field would, each as [`phrase`] writes it.
    pub headings: Vec<String>,
    pub help: String,
    pub link: Option<LinkRule>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    Required,
    Recommended,
    Optional,
}

/// What one value of a field may be.
#[derive(Clone, Debug)]
pub enum FieldType {
    Text,
    Flag,
    /// A day or a period; it means its first day.
    Date,
    /// The same, meaning its last day.
    Deadline,
    Integer {
        min: Option<f64>,
        max: Option<f64>,
    },
    Number {
        min: Option<f64>,
        max: Option<f64>,
    },
    Choice(Vec<ChoiceValue>),
    /// An id of an entry.
    Link,
    /// An id of an entry and one of its stages: `journey#stage`.
    Stage,
    /// An id of an entry where there is one, else plain words.
    Person,
    /// A url, or {text, url}.
    Address,
    Map(Vec<Field>),
    /// Any map; its values are kept as text.
    OpenMap,
    /// Text → number.
    NumberMap,
    /// Lists of numbers.
    SusAnswers,
}

/// An allowed word of a choice and its other spellings.
#[derive(Clone, Debug)]
pub struct ChoiceValue {
    pub word: Name,
    pub other_spellings: Vec<OtherSpelling>,
    /// It is also read where it begins or ends a phrase (“semi-structured interviews”).
    pub is_in_phrases: bool,
}

/// Another spelling of a word. A `…` at its end stands for any words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherSpelling {
    pub text: String,
    /// Fields beside the choice that it sets too. A `…` is what stands in the place of that of the spelling.
    pub sets: Vec<(Name, Name)>,
    /// The project declares it: nobody needs to be told of it.
    pub is_own: bool,
}

/// What a link field points at and what the other end calls it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkRule {
    /// `None`: any kind.
    pub target_kind: Option<Name>,
    pub inverse_label: Arc<str>,
    /// What the page at the other end says where nothing links to it.
    pub inverse_missing: Option<Arc<str>>,
    /// The field of the target that says the same at its end: the link is one of that field.
    pub reverse_of: Option<Name>,
    pub is_symmetric: bool,
}

impl Schema {
    pub fn kind_by_name(&self, name: &str) -> Option<usize> {
        self.by_name.get(name).copied()
    }

    /// The kind that claims a folder itself, by its path from the content folder or its name alone.
    pub fn kind_by_folder(&self, folder: &str) -> Option<usize> {
        self.folders.of_folder(folder).map(|claim| claim.kind)
    }

    /// A path with its first folder as the site writes it: `Personas` lies where the pages of personas do, also on a file
    /// system that tells the two apart.
    pub fn address_of<'p>(&self, path: &'p str) -> Cow<'p, str> {
        let (folder, rest) = path.split_at(path.find('/').unwrap_or(path.len()));
        let key = comparison_key(folder);
        let mut folders = self.kinds.iter().map(|kind| &*kind.page_folder);
        match folders.find(|of_kind| comparison_key(of_kind) == key) {
            Some(of_kind) if of_kind != folder => format!("{of_kind}{rest}").into(),
            _ => path.into(),
        }
    }

    /// True for what a field of any kind is called.
    pub fn is_label(&self, text: &str) -> bool {
        let key = phrase(text);
        let mut fields = self.kinds.iter().flat_map(|kind| &kind.fields);
        fields.any(|field| field.is_called(&key))
    }

    /// True for a field of any page: a title, a summary, tags and a day. GitBook writes a `description` above texts that say
    /// the rest.
    pub fn is_shared(&self, name: &str) -> bool {
        name == "date" || self.shared.iter().any(|field| *field.name == *name)
    }

    /// The fields of a kind, or those of a plain page.
    pub fn fields(&self, kind: Option<usize>) -> &[Field] {
        match kind {
            Some(kind) => &self.kinds[kind].fields,
            None => &self.shared,
        }
    }

    pub fn role(&self, kind: Option<usize>) -> Option<Role> {
        self.kinds[kind?].role
    }

    /// Makes private what another schema keeps private, and hides by default what that hides: kinds are the same by
    /// name or by folder, and plain pages are of every kind that is none here. True if anything is different now.
    pub fn withhold_as(&mut self, other: &Schema) -> bool {
        let mut all = Vec::new();
        for kind in &mut self.kinds {
            let is_same = |o: &&Kind| {
                o.name == kind.name || o.folders.iter().any(|f| kind.folders.contains(f))
            };
            for same in other.kinds.iter().filter(is_same) {
                withhold_fields_as(&mut kind.fields, &same.fields, &mut all);
            }
        }
        let is_gone = |kind: &&Kind| !self.by_name.contains_key(&kind.name);
        for kind in other.kinds.iter().filter(is_gone) {
            withhold_fields_as(&mut self.shared, &kind.fields, &mut all);
        }
        if !all.is_empty() {
            self.hash = hash_bytes(format!("{}{all:?}", self.hash).as_bytes());
        }
        !all.is_empty()
    }

    /// The first kind with a role: what commands name in the lines they print.
    pub fn first_with_role(&self, role: Role) -> Option<&Kind> {
        self.kinds.iter().find(|k| k.role == Some(role))
    }
}

/// Adds what is different now to `all`.
fn withhold_fields_as(fields: &mut [Field], others: &[Field], all: &mut Vec<String>) {
    for field in fields {
        let same = |other: &&Field| {
            other.name == field.name || other.aliases.iter().any(|alias| **alias == *field.name)
        };
        let Some(other) = others.iter().find(same) else {
            continue;
        };
        let hides = match &*field.name {
            "visibility" => Some(Value::Text("internal".into())),
            "draft" => Some(Value::Flag(true)),
            _ => None,
        };
        if hides.is_some() && other.default == hides && field.default != hides {
            field.default = hides;
            all.push(field.name.to_string());
        }
        match (&mut field.ty, &other.ty) {
            _ if field.is_private => {}
            (FieldType::Map(inner), FieldType::Map(others)) if !other.is_private => {
                let before = all.len();
                withhold_fields_as(inner, others, all);
                all[before..]
                    .iter_mut()
                    .for_each(|name| *name = format!("{}.{name}", field.name));
            }
            _ if other.is_partly_private() => {
                field.is_private = true;
                all.push(field.name.to_string());
            }
            _ => {}
        }
    }
}

impl Kind {
    /// What follows a number: “piece of feedback”, “problems”.
    pub fn counted(&self, n: usize) -> Cow<'_, str> {
        match (&self.counted, n) {
            (Some([one, _]), 1) => one.into(),
            (Some([_, many]), _) => many.into(),
            (None, 1) => self.label.to_lowercase().into(),
            (None, _) => self.plural_label.to_lowercase().into(),
        }
    }

    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|f| &*f.name == name)
    }

    /// Its folders by name or path, without globs.
    pub fn plain_folders(&self) -> impl Iterator<Item = &str> {
        let plain = self.folders.iter().filter(|f| parse_glob(f).is_none());
        plain.map(String::as_str)
    }

    /// The folder for a new entry.
    pub fn folder(&self) -> &str {
        self.plain_folders().next().unwrap_or(&self.page_folder)
    }
}

impl Role {
    pub const ALL: [Role; 9] = [
        Role::Persona,
        Role::Problem,
        Role::Validation,
        Role::Insight,
        Role::Solution,
        Role::Decision,
        Role::Feedback,
        Role::Metric,
        Role::Journey,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Role::Persona => "persona",
            Role::Problem => "problem",
            Role::Validation => "validation",
            Role::Insight => "insight",
            Role::Solution => "solution",
            Role::Decision => "decision",
            Role::Feedback => "feedback",
            Role::Metric => "metric",
            Role::Journey => "journey",
        }
    }
}

impl ChoiceValue {
    /// True if a text is the word itself, in any case or plural.
    pub fn is_word(&self, text: &str) -> bool {
        spelling_key(&self.word) == spelling_key(text)
    }

    /// The spelling that a text is, and what stands in the place of its `…`.
    pub fn spelling_of<'t>(&self, text: &'t str) -> Option<(&OtherSpelling, &'t str)> {
        let found = self.other_spellings.iter();
        let mut found = found.filter_map(|spelling| Some((spelling, spelling.matches(text)?)));
        found.next()
    }

    fn ends_compound(&self, key: &str) -> bool {
        let others = self.other_spellings.iter().map(|s| &*s.text);
        let mut spellings = others.chain([&*self.word]).map(spelling_key);
        spellings.any(|s| s.chars().count() >= MIN_LETTERS_IN_COMPOUND && key.ends_with(&s))
    }
}

/// The longest phrase in which a word of a choice is looked for, in words.
const MAX_PHRASE: usize = 12;
/// From so many letters on, a spelling is unlikely to be there by chance at the beginning of a phrase, and at the end of
/// a compound (“Nutzerumfrage”).
const MIN_LETTERS_AT_START: usize = 6;
const MIN_LETTERS_IN_COMPOUND: usize = 7;

/// The word that begins or ends a phrase, by the longest spelling; `None` if one begins it and another ends it.
pub fn word_of_phrase<'w>(words: &'w [ChoiceValue], phrase: &str) -> Option<&'w ChoiceValue> {
    let parts = phrase.split(|c: char| !c.is_alphanumeric());
    let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
    if parts.len() > MAX_PHRASE {
        return None;
    }
    let words = || words.iter().filter(|w| w.is_in_phrases);
    let spelled = |key: &str| words().find(|w| w.is_word(key) || w.spelling_of(key).is_some());
    let at_end = (1..parts.len()).find_map(|from| spelled(&parts[from..].join(" ")));
    let at_start = (1..parts.len()).rev().map(|to| parts[..to].join(" "));
    let mut at_start = at_start.filter(|key| key.chars().count() >= MIN_LETTERS_AT_START);
    let at_start = at_start.find_map(|key| spelled(&key));
    match (at_start, at_end) {
        (Some(start), Some(end)) => (start.word == end.word).then_some(end),
        (None, None) => {
            let last = spelling_key(parts.last()?);
            words().find(|w| w.ends_compound(&last))
        }
        (start, end) => start.or(end),
    }
}

impl OtherSpelling {
    /// What stands in the place of the `…`, empty without one; `None` if the text is not spelled like this.
    fn matches<'t>(&self, text: &'t str) -> Option<&'t str> {
        let text = text.trim();
        match self.prefix() {
            None => (spelling_key(text) == spelling_key(&self.text)).then_some(""),
            Some(prefix) => {
                let start = text.get(..prefix.len())?;
                let rest = text[prefix.len()..].trim();
                (start.eq_ignore_ascii_case(prefix) && !rest.is_empty()).then_some(rest)
            }
        }
    }

    /// What stands before the `…`.
    pub fn prefix(&self) -> Option<&str> {
        self.text.strip_suffix('…')
    }
}

/// The form in which words are compared: lower case, one blank for every run of other signs, and the singular.
pub fn spelling_key(text: &str) -> String {
    let lower = text.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    let key = words.join(" ");
    match key.strip_suffix('s') {
        Some(singular) if singular.len() > 2 && !singular.ends_with('s') => singular.to_owned(),
        _ => key,
    }
}

impl Field {
    /// “a list of links”, for error messages.
    pub fn expects(&self) -> String {
        match self.is_list {
            true => format!("{}, or a list of them", self.ty.expects()),
            false => self.ty.expects(),
        }
    }

    /// The kinds that it and the fields in it link to; `None` is any kind.
    pub fn link_targets(&self) -> Vec<Option<Name>> {
        match &self.ty {
            FieldType::Map(fields) => fields.iter().flat_map(Field::link_targets).collect(),
            _ => self
                .link
                .iter()
                .map(|link| link.target_kind.clone())
                .collect(),
        }
    }

    /// True if a line with this key, as [`phrase`] writes it, says the field.
    pub fn is_called(&self, key: &str) -> bool {
        let name = phrase(&self.name);
        let is_one_of_them = self.is_list && name.strip_suffix('s') == Some(key);
        let others = self.aliases.iter().chain([&self.label]);
        name == key || is_one_of_them || others.map(|other| phrase(other)).any(|other| other == key)
    }

    /// True if a body has a heading that begins or ends with one of the field's.
    pub fn is_told_by<'h>(&self, headings: impl IntoIterator<Item = &'h str>) -> bool {
        let mut phrases = headings.into_iter().map(phrase);
        !self.headings.is_empty()
            && phrases.any(|phrase| {
                let begins = |rest: &str| rest.is_empty() || rest.starts_with(' ');
                let ends = |rest: &str| rest.is_empty() || rest.ends_with(' ');
                self.headings.iter().any(|known| {
                    phrase.strip_prefix(&**known).is_some_and(begins)
                        || phrase.strip_suffix(&**known).is_some_and(ends)
                })
            })
    }

    /// Is it a link, or a map with one inside?
    pub fn may_link(&self) -> bool {
        match &self.ty {
            FieldType::Map(fields) => fields.iter().any(Field::may_link),
            _ => self.link.is_some(),
        }
    }

    /// Is it private, or a map with a private field inside?
    pub fn is_partly_private(&self) -> bool {
        let is_inside = |fields: &[Field]| fields.iter().any(Field::is_partly_private);
        self.is_private || matches!(&self.ty, FieldType::Map(fields) if is_inside(fields))
    }
}

impl FieldType {
    pub fn expects(&self) -> String {
        let range = |what: &str, min: &Option<f64>, max: &Option<f64>| match (min, max) {
            (Some(min), Some(max)) => format!("{what} from {min} to {max}"),
            (Some(min), None) => format!("{what} from {min}"),
            _ => what.to_owned(),
        };
        match self {
            FieldType::Text => "text".into(),
            FieldType::Flag => "`true` or `false`".into(),
            FieldType::Date | FieldType::Deadline => {
                "a date: `2026`, `2026-Q3`, `2026-07` or `2026-07-31`".into()
            }
            FieldType::Integer { min, max } => range("a whole number", min, max),
            FieldType::Number { min, max } => range("a number", min, max),
            FieldType::Choice(words) => {
                format!(
                    "one of {}",
                    words
                        .iter()
                        .map(|w| format!("`{}`", w.word))
                        .collect::<Vec<_>>()
                        .join(", ")
                )
            }
            FieldType::Link => "an id".into(),
            FieldType::Stage => "an id and a stage: `journey#stage`".into(),
            FieldType::Person => "an id, or plain words".into(),
            FieldType::Address => "a url, or {text: …, url: …}".into(),
            FieldType::Map(fields) => {
                format!(
                    "a map: {{{}}}",
                    fields
                        .iter()
                        .map(|f| &*f.name)
                        .collect::<Vec<_>>()
                        .join(", ")
                )
            }
            FieldType::OpenMap => "a map".into(),
            FieldType::NumberMap => "a map of numbers: {answer: count}".into(),
            FieldType::SusAnswers => "lists of numbers".into(),
        }
    }
}
