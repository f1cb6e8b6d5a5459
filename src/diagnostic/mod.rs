//! What is wrong, where, and how to fix it, for every command and every output format.
//!
//! A [`Place`] has no line number, so moving a line changes no hash; [`Place::locate`] finds it in the file's text.

pub mod baseline;
pub mod github;
pub mod human;
pub mod json;
mod line_index;
mod quote;
pub mod sarif;
pub mod short;

use std::sync::Arc;

use serde::Serialize;

use crate::content::yaml::{self, CutValue, NodePath, Step};
use crate::text::{floor_boundary, visible};

pub use line_index::LineIndex;
pub use quote::Quote;

/// How bad a finding is. The order is that of severity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    Hint,
    Warning,
    Error,
}

impl Severity {
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Hint => "hint",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// A message about one place of a file. `message` is one terse phrase in the user's words; `help` is at most one line
/// that can be acted on. A [`Finding`] adds the file and the severity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// A code of the list in `check/registry.rs`.
    pub code: &'static str,
    pub place: Place,
    pub message: String,
    pub help: Option<String>,
    pub fix: Option<Box<Fix>>,
}

/// What mends a finding with certainty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fix {
    /// This text in place of the finding's place.
    Replace(String),
    /// This text in place of a value, and these fields on lines behind it where they are not given.
    Set {
        by: String,
        beside: Vec<(String, String)>,
    },
    /// This text in place of a value and of the bytes of the file beside it that YAML does not read.
    Quote { quoted: String, cut: (usize, usize) },
    /// The path, or the `#anchor`, of the link in this case.
    Case(String),
}

impl Diagnostic {
    pub fn new(code: &'static str, at: Place, message: impl Into<String>) -> Self {
        Diagnostic {
            code,
            place: at,
            message: message.into(),
            help: None,
            fix: None,
        }
    }

    pub fn fix(mut self, fix: Fix) -> Self {
        self.fix = Some(Box::new(fix));
        self
    }

    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// A place in a file, without a line number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// The start of the file: something is missing, or the file as a whole is meant.
    Start,
    /// The value of a front matter field, or of a key of a YAML file.
    Value(NodePath),
    /// The name of a front matter field, or a key of a YAML file.
    Key(NodePath),
    /// A byte range of the file.
    Bytes(usize, usize),
    /// A byte range of the body, that is of the file after its front matter.
    Body(usize, usize),
    /// A byte range of the file that must be masked where its line is printed.
    Masked(usize, usize),
    /// Line and column, both from 1, as another parser (of YAML or templates) reported them.
    Line(usize, usize),
}

/// A place that was looked up: line and column from 1 (columns count characters), and the byte range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Location {
    pub line: usize,
    pub column: usize,
    pub start: usize,
    pub end: usize,
}

impl Place {
    /// The value of a top-level field.
    pub fn field(name: &str) -> Self {
        Place::Value(vec![name.into()])
    }

    /// The name of a top-level field, if that or its value is meant.
    pub fn top_level_key(&self) -> Option<&str> {
        match self {
            Place::Value(path) | Place::Key(path) => match &path[..] {
                [Step::Key(key)] => Some(key),
                _ => None,
            },
            _ => None,
        }
    }

    /// Finds the place in the file's present text. A place that no longer exists is the first line.
    pub fn locate(&self, text: &str) -> Location {
        self.locate_in(&mut LineIndex::new(text))
    }

    /// As [`Place::locate`], for one of many places of a file.
    pub fn locate_in(&self, lines: &mut LineIndex) -> Location {
        let text = lines.text;
        let found = match self {
            Place::Start => None,
            Place::Value(path) => lines.node_range(path, false),
            Place::Key(path) => lines.node_range(path, true),
            Place::Bytes(start, end) | Place::Masked(start, end) => Some((*start, *end)),
            Place::Body(start, end) => {
                let body = lines.body_start();
                Some((body + start, body + end))
            }
            Place::Line(line, column) => Some(yaml::line_range_from(text, *line, *column)),
        };
        let (start, end) = found.unwrap_or_else(|| (0, text.find('\n').unwrap_or(text.len())));
        let start = floor_boundary(text, start);
        let end = floor_boundary(text, end.max(start));
        let (line, column) = lines.line_and_column(start);
        Location {
            line,
            column,
            start,
            end,
        }
    }
}

/// The diagnostic of a value that loses text to YAML, in a block that starts at this byte of its file. `is_text` is false if
/// the field takes no text: there what is cut off is a remark, and in quotes the value would be none.
pub fn cut_value(cut: &CutValue, block_start: usize, is_text: bool) -> Diagnostic {
    let message = match cut.is_comment {
        true => "what follows ` #` is a comment and no part of the value",
        false => "a mark of YAML at the start of the value is no part of it",
    };
    // Where only a comment is, there is no value.
    let place = match cut.is_empty && cut.is_comment {
        true => Place::Key(cut.path.clone()),
        false => Place::Value(cut.path.clone()),
    };
    let help = match (is_text, cut.is_comment) {
        (true, _) => format!("put the value in quotes: {}", cut.quoted),
        (false, true) if cut.is_empty => "write the value before the `#`".to_owned(),
        (false, true) => "write a blank behind the `#`, or take the comment out".to_owned(),
        (false, false) => "take the mark out".to_owned(),
    };
    let diagnostic = Diagnostic::new("cut-value", place, message).help(help);
    match is_text && !cut.is_empty {
        true => diagnostic.fix(Fix::Quote {
            quoted: cut.quoted.clone(),
            cut: (block_start + cut.range.0, block_start + cut.range.1),
        }),
        false => diagnostic,
    }
}

/// A diagnostic with its file, its severity and, once it is located, its line and column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    pub code: &'static str,
    pub severity: Severity,
    /// From the project's root, with `/` between the parts.
    #[serde(skip)]
    pub path: Arc<str>,
    /// The path as it is printed: an address in it is masked.
    #[serde(rename = "path")]
    pub shown_path: Arc<str>,
    pub line: usize,
    pub column: usize,
    pub message: String,
    pub help: Option<String>,
    /// It appeared because time passed, not because something was changed.
    #[serde(skip)]
    pub depends_on_date: bool,
    /// Its byte range in the file.
    #[serde(skip)]
    pub span: (usize, usize),
    /// The line of the file that is shown with it.
    #[serde(skip)]
    pub quote: Quote,
    #[serde(skip)]
    pub place: Place,
    #[serde(skip)]
    pub fix: Option<Box<Fix>>,
}

impl Finding {
    /// `casebook.yaml:3:5: message`.
    pub fn with_place(&self) -> String {
        let text = format!(
            "{}:{}:{}: {}",
            self.path, self.line, self.column, self.message
        );
        visible(&text).into_owned()
    }

    /// A finding at the start of the file, until it is located.
    pub fn new(path: Arc<str>, severity: Severity, diagnostic: Diagnostic) -> Self {
        Finding {
            code: diagnostic.code,
            severity,
            shown_path: Arc::clone(&path),
            path,
            line: 1,
            column: 1,
            message: visible(&diagnostic.message).into_owned(),
            help: diagnostic.help.map(|help| visible(&help).into_owned()),
            depends_on_date: false,
            span: (0, 0),
            quote: Quote::None,
            place: diagnostic.place,
            fix: diagnostic.fix,
        }
    }

    #[must_use]
    pub fn help(self, help: impl Into<String>) -> Self {
        self.with_help(Some(help.into()))
    }

    #[must_use]
    pub fn with_help(mut self, help: Option<String>) -> Self {
        self.help = help;
        self
    }

    /// Finds line, column and quote in the text of its file.
    #[must_use]
    pub fn located(mut self, text: Option<&str>) -> Self {
        if let Some(text) = text {
            self.locate(&mut LineIndex::new(text));
            self.quote = Quote::from_text(text, self.span);
        }
        self
    }

    /// As [`Finding::located`] without the quote, for one of many findings of a file.
    pub fn locate(&mut self, lines: &mut LineIndex) {
        let found = self.place.locate_in(lines);
        (self.line, self.column) = (found.line, found.column);
        self.span = (found.start, found.end);
    }

    /// Message and help in one: “who has this problem? — add `personas:`”.
    pub fn message_with_help(&self) -> String {
        match &self.help {
            Some(help) => format!("{} — {help}", self.message),
            None => self.message.clone(),
        }
    }
}

/// A path from the project's root as a path from the root of the repository, in which `folder` is the project.
fn path_in_repository(folder: &str, path: &str) -> String {
    match folder.trim_end_matches('/') {
        "" => path.to_owned(),
        folder => format!("{folder}/{path}"),
    }
}
