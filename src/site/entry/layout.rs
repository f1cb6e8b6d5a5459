//! `EntryLayout`: what the code of a role gives to the page of an entry.

use serde::Serialize;

use super::EntryContext;
use crate::evidence::StatusClaim;
use crate::graph::EntryId;
use crate::model::{Fields, Role};
use crate::page::Shared;
use crate::site::prose;
use crate::site::rich_text::RichText;

/// What one role adds to the parts that all entry pages share.
#[derive(Default)]
pub struct EntryLayout {
    /// The statement under the title; if empty, the page shows the summary instead.
    pub statement: RichText,
    pub statement_style: StatementStyle,
    pub chips: Vec<Chip>,
    pub facts: Vec<Fact>,
    /// Fields the layout shows itself, with spaces between; all other declared fields are listed after its facts.
    pub shown_fields: &'static str,
    /// Backlinks the layout shows itself, as role and field of the other end; all others are listed below the body.
    pub shown_backlinks: &'static [(Role, &'static str)],
    /// The chain of the first one is shown; if there are several, the page says so.
    pub chain_problems: Vec<EntryId>,
    /// Inputs by name for the template of this role.
    pub extra_inputs: Vec<(&'static str, Shared)>,
}

/// How the statement is set; serialised as a class of the style sheet.
#[derive(Clone, Copy, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum StatementStyle {
    /// The team's own words: sans.
    #[default]
    Lede,
    /// A need in the customer's words: serif.
    #[serde(rename = "statement")]
    Need,
    /// A quotation.
    #[serde(rename = "pull-quote")]
    PullQuote,
}

/// A small label above the title; an empty `icon` or `href` means none.
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

    /// The status of an entry and what the evidence says of it: “Validated, ahead of the evidence”.
    pub fn status(ctx: &EntryContext, id: EntryId) -> Option<Self> {
        let chip = Chip::new(ctx.site.status_text(id)?);
        Some(match ctx.site.evidence.status_claim(id) {
            StatusClaim::Fair => chip,
            StatusClaim::Ahead | StatusClaim::Against => chip.with_icon("warn"),
        })
    }

    /// The value of a choice field; `None` if it is not given.
    pub fn from_field(fields: &Fields, field: &str) -> Option<Self> {
        Some(Chip::new(prose::label(fields.text(field)?)))
    }

    /// One for each of these choice fields that is given.
    pub fn from_fields(fields: &Fields, names: &[&str]) -> Vec<Self> {
        let chips = names.iter().map(|name| Chip::from_field(fields, name));
        chips.flatten().collect()
    }
}

/// A label with one or more lines, beside the title.
#[derive(Serialize)]
pub struct Fact {
    pub label: String,
    pub lines: Vec<RichText>,
    /// Show it when the page is printed.
    pub print: bool,
}

impl Fact {
    pub fn new(label: impl Into<String>, line: RichText) -> Self {
        Fact::with_lines(label, vec![line])
    }

    pub fn with_lines(label: impl Into<String>, lines: Vec<RichText>) -> Self {
        Fact {
            label: label.into(),
            lines,
            print: true,
        }
    }
}
