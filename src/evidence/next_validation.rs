//! What would raise a score: the smallest study that takes it to its next word.

use super::score::{Score, ScoreWord, SideSum};
use super::validation::Verdict;
use crate::config::{Config, MethodClass};
use crate::model::Name;

/// One more study that would lift a score to its next word.
#[derive(Clone, Debug, PartialEq)]
pub struct NextValidation {
    pub method: Name,
    pub participants: u64,
    /// The word it would make: the next one, or one beyond it.
    pub word: ScoreWord,
    /// The support it would make, 0–10.
    pub score: f64,
}

impl Score {
    /// Imagines one more supporting study of the scores' day with a full sample, for each method that asks about this
    /// axis, is more than an opinion and may be suggested; of those that reach the next word, the one with the fewest
    /// participants, then one that sees what people do, then the first of the table. `None` where the support is
    /// strong already, and where no single study is enough.
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
            let raise = NextValidation {
                method: name.into(),
                participants: method.n_full.ceil() as u64,
                word,
                score,
            };
            (word >= next).then_some((method, raise))
        });
        let fewest = reaching.min_by(|(a, _), (b, _)| {
            let says = |class| class != MethodClass::Do;
            a.n_full
                .total_cmp(&b.n_full)
                .then(says(a.class).cmp(&says(b.class)))
        });
        fewest.map(|(_, raise)| raise)
    }
}
