//! The small parts of an entry's page: how its statement is set, chips and facts.

use serde::Serialize;

use super::EntryContext;
use crate::evidence::StatusClaim;
use crate::graph::EntryId;
use crate::site::line::Line;

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
}

/// A label with one or more lines, beside the title.
#[derive(Serialize)]
pub struct Fact {
    pub label: String,
    pub lines: Vec<Line>,
    /// Show it when the page is printed.
    pub print: bool,
}

impl Fact {
    pub fn with_lines(label: impl Into<String>, lines: Vec<Line>) -> Self {
        Fact {
            label: label.into(),
            lines,
            print: true,
        }
    }
}
