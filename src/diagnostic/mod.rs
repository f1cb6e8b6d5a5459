//! What is wrong, where, and what to do about it. One type for every command and every output format.
//!
//! A place ([`At`]) knows no line: values carry no positions, so moving a line changes no hash. Line and column are found
//! on demand by reading the file's text again ([`At::locate`]).

pub mod baseline;
pub mod github;
pub mod human;
pub mod json;
mod lines;
mod quote;
pub mod sarif;
pub mod short;

use std::sync::Arc;

use serde::Serialize;

use crate::unicode::floor_boundary;
use crate::yaml::{self, Path};

pub use lines::Lines;
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

/// One thing to say about one place of a file. `message` is one terse phrase in the user's words; `help` is at most one
/// line that can be acted on. Which file it is and how severe it is are not known yet: a [`Finding`] has both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// A code of the list in `check/all.rs`.
    pub code: &'static str,
    pub at: At,
    pub message: String,
    pub help: Option<String>,
}

impl Problem {
    pub fn new(code: &'static str, at: At, message: impl Into<String>) -> Self {
        Problem {
            code,
            at,
            message: message.into(),
            help: None,
        }
    }

    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// A place in a file, without a line number: moving a line changes no value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum At {
    /// The start of the file: something is missing, or the file itself is the matter.
    Start,
    /// The value of a front matter field, or of a key of a YAML file.
    Value(Path),
    /// The name of a front matter field, or a key of a YAML file.
    Key(Path),
    /// A byte range of the file.
    Bytes(usize, usize),
    /// A byte range of the body, that is of the file after its front matter.
    Body(usize, usize),
    /// A byte range of the file that must not be shown: whoever prints a line of it puts something else there.
    Covered(usize, usize),
    /// A line and a column that somebody else (YAML, a template) has already counted, both from 1.
    Line(usize, usize),
}

/// A place that was looked up: line and column from 1 (columns count characters), and the bytes they stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Location {
    pub line: usize,
    pub column: usize,
    pub start: usize,
    pub end: usize,
}

impl At {
    /// Finds the place in the file's present text. A place that is not there any more is the start of the file.
    pub fn locate(&self, text: &str) -> Location {
        self.locate_in(&mut Lines::new(text))
    }

    /// The same for one place of many.
    pub fn locate_in(&self, lines: &mut Lines) -> Location {
        let text = lines.text;
        let found = match self {
            At::Start => None,
            At::Value(path) => lines.in_block(path, false),
            At::Key(path) => lines.in_block(path, true),
            At::Bytes(start, end) | At::Covered(start, end) => Some((*start, *end)),
            At::Body(start, end) => {
                let body = lines.body_start();
                Some((body + start, body + end))
            }
            At::Line(line, column) => Some(yaml::span_of_line(text, *line, *column)),
        };
        let (start, end) = found.unwrap_or_else(|| (0, text.find('\n').unwrap_or(text.len())));
        let start = floor_boundary(text, start);
        let end = floor_boundary(text, end.max(start));
        let (line, column) = lines.place(start);
        Location {
            line,
            column,
            start,
            end,
        }
    }
}

/// What is quoted must not forge a line of the report, nor turn the order of its letters round.
fn one_line(text: String) -> String {
    let forges = |c: char| {
        c.is_control()
            || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    if !text.contains(forges) {
        return text;
    }
    let shown = |c: char| match forges(c) {
        true => c.escape_default().to_string(),
        false => c.to_string(),
    };
    text.chars().map(shown).collect()
}

/// A diagnostic of a file, with its severity and, once it was looked up, its line and column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    pub code: &'static str,
    pub severity: Severity,
    /// From the project's root, with `/` between the parts.
    pub path: Arc<str>,
    pub line: usize,
    pub column: usize,
    pub message: String,
    pub help: Option<String>,
    /// The calendar brought it, not a change.
    #[serde(skip)]
    pub due: bool,
    /// The bytes of the file it concerns.
    #[serde(skip)]
    pub span: (usize, usize),
    /// The line of the file that is shown with it.
    #[serde(skip)]
    pub quote: Quote,
    #[serde(skip)]
    pub at: At,
}

impl Finding {
    /// At the start of the file, until it is located.
    pub fn new(path: Arc<str>, severity: Severity, diagnostic: Problem) -> Self {
        Finding {
            code: diagnostic.code,
            severity,
            path,
            line: 1,
            column: 1,
            message: one_line(diagnostic.message),
            help: diagnostic.help.map(one_line),
            due: false,
            span: (0, 0),
            quote: Quote::None,
            at: diagnostic.at,
        }
    }

    /// Looks line, column and quote up in the text of its file.
    #[must_use]
    pub fn located(mut self, text: Option<&str>) -> Self {
        if let Some(text) = text {
            self.locate(&mut Lines::new(text));
            self.quote = Quote::of(text, self.span);
        }
        self
    }

    /// The same for one of many in a file, without the quote.
    pub fn locate(&mut self, lines: &mut Lines) {
        let found = self.at.locate_in(lines);
        (self.line, self.column) = (found.line, found.column);
        self.span = (found.start, found.end);
    }

    /// Message and help in one: “who has this problem? — add `personas:`”.
    pub fn said(&self) -> String {
        match &self.help {
            Some(help) => format!("{} — {help}", self.message),
            None => self.message.clone(),
        }
    }
}

/// A path from the project's root, seen from the root of the repository that the project's folder lies in.
fn within(folder: &str, path: &str) -> String {
    match folder.trim_end_matches('/') {
        "" => path.to_owned(),
        folder => format!("{folder}/{path}"),
    }
}
