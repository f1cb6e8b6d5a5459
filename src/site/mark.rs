//! How the state of the evidence is shown: a badge, and the same with bars.

use serde::Serialize;

use crate::evidence::State;

/// A state as a glyph, a word and a tone, printed by the component `state_badge`.
#[derive(Serialize, Clone, Debug, PartialEq)]
pub struct StateBadge {
    /// untested · say · both · split · cross · check
    pub glyph: &'static str,
    /// “Strong 8.1”, “Not tested”
    pub word: String,
    /// for · against · mixed · thin · ink
    pub tone: &'static str,
}

impl StateBadge {
    pub fn new(glyph: &'static str, word: impl Into<String>, tone: &'static str) -> Self {
        let word = word.into();
        StateBadge { glyph, word, tone }
    }
}

/// A badge with a bar for each side, printed by the component `score_bars`.
#[derive(Serialize, Clone, Debug, PartialEq)]
pub struct ScoreBars {
    pub state: StateBadge,
    /// 0–10; 0 draws no bar.
    pub support: f64,
    pub against: f64,
    /// “for 2.3 · against 1.2” if the evidence is contested, else empty.
    pub note: String,
}

/// The name of the glyph for a state. Support from what people did looks different from support from what they said.
pub fn state_glyph(state: State, saw_it_done: bool) -> &'static str {
    match state {
        State::Untested | State::NoVerdict | State::Inconclusive => "untested",
        State::Contested => "split",
        State::Refuted => "cross",
        State::Supported | State::Weak if saw_it_done => "both",
        State::Supported | State::Weak => "say",
    }
}
