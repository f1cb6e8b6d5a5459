//! Suggests the smallest validation that would lift the support of a score to its next word.

use super::score::{Score, ScoreWord, SideSum};
use super::validation::Verdict;
use crate::config::{Config, MethodClass};
use crate::model::Name;

/// A validation that would lift a score to its next word or beyond.
#[derive(Clone, Debug, PartialEq)]
pub struct NextValidation {
    pub method: Name,
    pub participants: u64,
    /// The word of the new support.
    pub word: ScoreWord,
    /// The new support, 0–10.
    pub score: f64,
}

impl Score {
    /// Tries one more supporting validation of today with a full sample, for each method that is about this axis, not
    /// of class opinion and not in `never_suggested`. Of those that reach the next word: fewest participants, then class
    /// do, then the order of the table. `None` if the support is strong already or no single validation is enough.
    pub fn next_validation(&self, config: &Config) -> Option<NextValidation> {
        let settings = &config.evidence;
        let next = ScoreWord::from_score(self.support, config).next_higher()?;
        let methods = settings.methods.iter().filter(|(name, method)| {
            method.about == self.axis
                && method.class != MethodClass::Opinion
                && !settings.never_suggested.iter().any(|never| never == name)
        });
        let reaching = methods.filter_map(|(name, method)| {
            let mut side = SideSum::from_contributions(&self.contributions, Verdict::Supported);
            side.add(method.weight.min(settings.cap), method.class);
            let score = side.total(config);
            let word = ScoreWord::from_score(score, config);
            let suggestion = NextValidation {
                method: name.into(),
                participants: method.n_full.ceil() as u64,
                word,
                score,
            };
            (word >= next).then_some((method, suggestion))
        });
        let fewest = reaching.min_by(|(a, _), (b, _)| {
            let says = |class| class != MethodClass::Do;
            a.n_full
                .total_cmp(&b.n_full)
                .then(says(a.class).cmp(&says(b.class)))
        });
        fewest.map(|(_, suggestion)| suggestion)
    }
}
