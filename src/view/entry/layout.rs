//! What a role puts on its page: the statement, labels and facts around it.

use serde::Serialize;

use crate::graph::Id;
use crate::page::Shared;
use crate::schema::{Fields, Role};
use crate::view::prose;
use crate::view::sentence::Sentence;

/// What a role puts into the frame.
#[derive(Default)]
pub struct Anatomy {
    /// The statement under the title, where it is more than the summary; and how it is set.
    pub statement: Sentence,
    pub voice: Voice,
    pub chips: Vec<Chip>,
    pub facts: Vec<Fact>,
    /// The fields it shows, so that the frame need not.
    pub shown: &'static [&'static str],
    /// The links to this entry that it shows: the other end's role and field.
    pub heard: &'static [(Role, &'static str)],
    /// The problem that the chain is about.
    pub claim: Option<Id>,
    /// How many problems there were to choose from.
    pub claims: usize,
    /// What only its own template sees.
    pub inputs: Vec<(&'static str, Shared)>,
}

/// Who speaks in the statement: a class of the style sheet.
#[derive(Clone, Copy, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Voice {
    /// The team: sans.
    #[default]
    Lede,
    /// A need, in the customer's voice: serif.
    #[serde(rename = "statement")]
    Say,
    /// A quotation.
    #[serde(rename = "pull-quote")]
    Pull,
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

    pub fn icon(mut self, icon: &'static str) -> Self {
        self.icon = icon;
        self
    }

    /// The word of a choice field.
    pub fn of(fields: &Fields, field: &str) -> Option<Self> {
        let word = fields.text(field)?;
        Some(Chip::new(prose::capital(&prose::plain(word))))
    }
}

/// A label, and a line or several.
#[derive(Serialize)]
pub struct Fact {
    pub label: String,
    pub lines: Vec<Sentence>,
    /// Worth its place on paper?
    pub print: bool,
}

impl Fact {
    pub fn new(label: impl Into<String>, line: Sentence) -> Self {
        Fact {
            label: label.into(),
            lines: vec![line],
            print: true,
        }
    }
}
