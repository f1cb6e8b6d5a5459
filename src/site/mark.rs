//! The mark of a state: a glyph, a word and a tone, with bars where there are numbers.

use serde::Serialize;

use crate::evidence::State;

/// Glyph, word and tone of a state: `state_badge` in the theme.
#[derive(Serialize, Clone, Debug, PartialEq)]
pub struct StateBadge {
    /// untested · say · both · split · cross · check
    pub glyph: &'static str,
    /// “Strong 8.1”, “Not tested”
    pub word: String,
    /// for · against · mixed · thin · ink
    pub tone: &'static str,
}

/// A mark and its bars: `score_bars` in the theme.
#[derive(Serialize, Clone, Debug, PartialEq)]
pub struct ScoreBars {
    pub state: StateBadge,
    /// 0–10; 0 where that side has nothing to say.
    pub support: f64,
    pub against: f64,
    /// “for 2.3 · against 1.2”, where both have.
    pub note: String,
}

/// The state's glyph without a score, for legends.
pub fn state_glyph(state: State, saw_it_done: bool) -> &'static str {
    match state {
        State::Untested | State::NoVerdict | State::Inconclusive => "untested",
        State::Contested => "split",
        State::Refuted => "cross",
        State::Supported | State::Weak if saw_it_done => "both",
        State::Supported | State::Weak => "say",
    }
}
