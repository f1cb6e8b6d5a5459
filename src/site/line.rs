//! A line of a page: text, or facts that a template says.

use serde::Serialize;

use super::rich_text::RichText;
use crate::page::Shared;

/// A line of text, or facts that the component `line` says: their form and what belongs to it.
pub enum Line {
    Text(RichText),
    Facts(Vec<(&'static str, Shared)>),
    /// Several, each on its own.
    All(Vec<Line>),
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

    pub fn into_lines(self) -> Vec<Line> {
        match self {
            Line::All(lines) => lines,
            line => vec![line],
        }
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
            Line::All(lines) => lines.serialize(s),
        }
    }
}
