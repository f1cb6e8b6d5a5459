//! The kinds a project writes: their folders, fields, links and roles, as data.
//!
//! `kinds.yaml` declares the built-in ones and a project's `casebook.yaml` adds to them ([`load`]). Rust code speaks
//! of roles and of the fields a role promises, never of kind names: whoever needs a kind asks for its [`Role`].

pub mod json;
pub mod load;
pub mod reader;
pub mod value;

use std::collections::HashMap;
use std::sync::Arc;

pub use value::{Date, Fields, Name, Value};

/// Every kind of a project.
#[derive(Clone, Debug)]
pub struct Schema {
    pub kinds: Vec<Kind>,
    /// The fields of plain pages: those that every kind has.
    pub shared: Vec<Field>,
    by_name: HashMap<Name, usize>,
    by_folder: HashMap<String, usize>,
    /// The hash of everything that decides how a document is read.
    pub hash: u128,
}

/// One kind of entry.
#[derive(Clone, Debug)]
pub struct Kind {
    pub name: Name,
    pub role: Option<Role>,
    /// Folder names that are read as this kind; the first is where its pages go.
    pub folders: Vec<String>,
    pub label: String,
    pub labels: String,
    pub help: String,
    /// The field that is the title.
    pub title: Name,
    /// Its own fields, then the shared ones.
    pub fields: Vec<Field>,
}

/// What a kind means to the formulas, checks and views. A kind without a role is listed and linked, nothing more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    Subject,
    Claim,
    Study,
    Finding,
    Answer,
    Choice,
    Voice,
    Measure,
    Path,
}

#[derive(Clone, Debug)]
pub struct Field {
    pub name: Name,
    pub ty: Type,
    pub list: bool,
    pub need: Need,
    /// The check that tells when it is missing, where there is one of its own.
    pub check: Option<Name>,
    /// Other names that are read as this field.
    pub also: Vec<String>,
    pub default: Option<Value>,
    pub private: bool,
    pub help: String,
    pub link: Option<Link>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    Required,
    Recommended,
    Optional,
}

/// What one value of a field may be.
#[derive(Clone, Debug)]
pub enum Type {
    Text,
    Flag,
    /// A day or a period; it means its first day.
    Date,
    /// The same, meaning its last day.
    Deadline,
    Whole {
        min: Option<f64>,
        max: Option<f64>,
    },
    Number {
        min: Option<f64>,
        max: Option<f64>,
    },
    Choice(Vec<Word>),
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
    Open,
    /// Text → number.
    Numbers,
    /// Lists of numbers.
    Answers,
}

/// An allowed word of a choice and its other spellings.
#[derive(Clone, Debug)]
pub struct Word {
    pub word: Name,
    pub spelled: Vec<String>,
}

/// What a link field points at and what the other end calls it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// `None`: any kind.
    pub to: Option<Name>,
    pub inverse: Arc<str>,
    pub symmetric: bool,
}

impl Schema {
    pub fn kind(&self, name: &str) -> Option<usize> {
        self.by_name.get(name).copied()
    }

    /// The kind that claims a folder name.
    pub fn kind_of_folder(&self, folder: &str) -> Option<usize> {
        self.by_folder.get(folder).copied()
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

    /// The first kind with a role: what commands name in the lines they print.
    pub fn with_role(&self, role: Role) -> Option<&Kind> {
        self.kinds.iter().find(|k| k.role == Some(role))
    }
}

impl Kind {
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|f| &*f.name == name)
    }

    /// The folder its pages go to.
    pub fn folder(&self) -> &str {
        self.folders.first().map_or(&self.name, |f| f)
    }
}

impl Role {
    pub const ALL: [Role; 9] = [
        Role::Subject,
        Role::Claim,
        Role::Study,
        Role::Finding,
        Role::Answer,
        Role::Choice,
        Role::Voice,
        Role::Measure,
        Role::Path,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Role::Subject => "subject",
            Role::Claim => "claim",
            Role::Study => "study",
            Role::Finding => "finding",
            Role::Answer => "answer",
            Role::Choice => "choice",
            Role::Voice => "voice",
            Role::Measure => "measure",
            Role::Path => "path",
        }
    }

    /// The fields that a kind of this role must declare, because formulas, checks and views read them.
    pub fn promises(self) -> &'static [&'static str] {
        match self {
            Role::Subject => &["basis", "priority", "reviewed", "role", "type"],
            Role::Claim => &[
                "importance",
                "need",
                "opportunity",
                "outcome",
                "parent",
                "personas",
                "resolution",
                "satisfaction",
                "severity",
                "so_that",
                "status",
                "when",
            ],
            Role::Study => &[
                "about",
                "date",
                "end",
                "method",
                "participants",
                "personas",
                "problems",
                "results",
                "solutions",
                "start",
                "status",
                "strength",
                "verdict",
            ],
            Role::Finding => &["personas", "problems", "quotes", "stance", "validations"],
            Role::Answer => &["problems", "shipped", "status", "waiver"],
            Role::Choice => &[
                "because",
                "date",
                "evidence",
                "outcome",
                "problems",
                "revisit",
                "solutions",
                "status",
                "supersedes",
            ],
            Role::Voice => &[
                "count",
                "personas",
                "problems",
                "quote",
                "received",
                "responded",
                "told",
            ],
            Role::Measure => &[
                "cadence_days",
                "direction",
                "readings",
                "target",
                "type",
                "unit",
            ],
            Role::Path => &["persona", "stages"],
        }
    }
}

impl Field {
    /// “a list of links”, for error messages.
    pub fn expects(&self) -> String {
        match self.list {
            true => format!("{}, or a list of them", self.ty.expects()),
            false => self.ty.expects(),
        }
    }

    /// Is it a link, or a map with one inside?
    pub fn may_link(&self) -> bool {
        match &self.ty {
            Type::Map(fields) => fields.iter().any(Field::may_link),
            _ => self.link.is_some(),
        }
    }
}

impl Type {
    pub fn expects(&self) -> String {
        let range = |what: &str, min: &Option<f64>, max: &Option<f64>| match (min, max) {
            (Some(min), Some(max)) => format!("{what} from {min} to {max}"),
            (Some(min), None) => format!("{what} from {min}"),
            _ => what.to_owned(),
        };
        match self {
            Type::Text => "text".into(),
            Type::Flag => "`true` or `false`".into(),
            Type::Date | Type::Deadline => {
                "a date: `2026`, `2026-Q3`, `2026-07` or `2026-07-31`".into()
            }
            Type::Whole { min, max } => range("a whole number", min, max),
            Type::Number { min, max } => range("a number", min, max),
            Type::Choice(words) => {
                format!(
                    "one of {}",
                    words
                        .iter()
                        .map(|w| format!("`{}`", w.word))
                        .collect::<Vec<_>>()
                        .join(", ")
                )
            }
            Type::Link => "an id".into(),
            Type::Stage => "an id and a stage: `journey#stage`".into(),
            Type::Person => "an id, or plain words".into(),
            Type::Address => "a url, or {text: …, url: …}".into(),
            Type::Map(fields) => {
                format!(
                    "a map: {{{}}}",
                    fields
                        .iter()
                        .map(|f| &*f.name)
                        .collect::<Vec<_>>()
                        .join(", ")
                )
            }
            Type::Open => "a map".into(),
            Type::Numbers => "a map of numbers: {answer: count}".into(),
            Type::Answers => "lists of numbers".into(),
        }
    }
}
