//! The small parts of an entry's page: how its statement is set, chips and facts.

use serde::Serialize;

use super::EntryContext;
use crate::evidence::StatusClaim;
use crate::graph::EntryId;
use crate::page::Shared;
use crate::site::rich_text::RichText;

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

/// A line of text, or facts that the component `line` says: their form and what belongs to it.
pub enum Line {
    Text(RichText),
    Facts(Vec<(&'static str, Shared)>),
}

impl Line {
    pub fn of(form: &'static str) -> Self {
        Line::Facts(vec![("form", Shared::new(form))])
    }

    /// Text takes no facts.
    pub fn with<T: Serialize + ?Sized>(mut self, name: &'static str, value: &T) -> Self {
        if let Line::Facts(facts) = &mut self {
            facts.push((name, Shared::new(value)));
        }
        self
    }
}

impl From<RichText> for Line {
    fn from(text: RichText) -> Self {
        Line::Text(text)
    }
}

impl Serialize for Line {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        match self {
            Line::Text(text) => text.serialize(s),
            Line::Facts(facts) => s.collect_map(facts.iter().map(|(name, value)| (name, value))),
        }
    }
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
