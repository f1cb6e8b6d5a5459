//! What a role puts on its page: the statement, labels and facts around it.

use serde::Serialize;

use crate::graph::EntryId;
use crate::model::{Fields, Role};
use crate::page::Shared;
use crate::site::prose;
use crate::site::rich_text::RichText;

/// What a role puts into the frame.
#[derive(Default)]
pub struct EntryLayout {
    /// The statement under the title, where it is more than the summary; and how it is set.
    pub statement: RichText,
    pub statement_style: StatementStyle,
    pub chips: Vec<Chip>,
    pub facts: Vec<Fact>,
    /// The fields it shows, so that the frame need not.
    pub shown_fields: &'static [&'static str],
    /// The links to this entry that it shows: the other end's role and field.
    pub shown_backlinks: &'static [(Role, &'static str)],
    /// The problem that the chain is about.
    pub chain_problem: Option<EntryId>,
    /// How many problems there were to choose from.
    pub chain_problem_count: usize,
    /// What only its own template sees.
    pub extra_inputs: Vec<(&'static str, Shared)>,
}

/// Who speaks in the statement: a class of the style sheet.
#[derive(Clone, Copy, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum StatementStyle {
    /// The team: sans.
    #[default]
    Lede,
    /// A need, in the customer's voice: serif.
    #[serde(rename = "statement")]
    Need,
    /// A quotation.
    #[serde(rename = "pull-quote")]
    PullQuote,
}

/// A small label over the title.
#[derive(Serialize)]
pub struct Chip {
    pub text: String,
    pub icon: &'static str,
    pub href: String,
}

impl Chip {
    pub fn new(text: impl Into<String>) -> Self {
        Chip {
            text: text.into(),
            icon: "",
            href: String::new(),
        }
    }

    pub fn with_icon(mut self, icon: &'static str) -> Self {
        self.icon = icon;
        self
    }

    /// The word of a choice field.
    pub fn from_field(fields: &Fields, field: &str) -> Option<Self> {
        let word = fields.text(field)?;
        Some(Chip::new(prose::capitalize(&prose::humanize(word))))
    }
}

/// A label, and a line or several.
#[derive(Serialize)]
pub struct Fact {
    pub label: String,
    pub lines: Vec<RichText>,
    /// Worth its place on paper?
    pub print: bool,
}

impl Fact {
    pub fn new(label: impl Into<String>, line: RichText) -> Self {
        Fact {
            label: label.into(),
            lines: vec![line],
            print: true,
        }
    }
}
