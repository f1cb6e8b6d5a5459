//! Numbers, dates and states in the site's plain English. Words before numbers before colour.

use super::card::{Mark, glyph};
use crate::config::{Class, Config};
use crate::graph::evidence::{Evidence, Score, State};
use crate::graph::{Graph, Id};

/// “Strong 8.1” with its glyph and tone.
pub fn mark(score: &Score, config: &Config) -> Mark {
    let _ = config;
    let saw = score.studies.iter().any(|s| s.class == Class::Do);
    Mark {
        glyph: glyph(score.state, saw),
        word: String::new(),
        tone: tone(score.state),
    }
}

pub fn tone(state: State) -> &'static str {
    match state {
        State::Supported => "for",
        State::Refuted => "against",
        State::Contested => "mixed",
        _ => "thin",
    }
}

/// The one short line that says what matters of an entry, by its role.
pub fn note(graph: &Graph, evidence: &Evidence, config: &Config, id: Id) -> String {
    let _ = (graph, evidence, config, id);
    String::new()
}
