//! What would raise a score: the smallest study that takes it to its next word.

use super::score::{Score, Side, Word};
use super::study::Verdict;
use crate::config::{Class, Config};
use crate::schema::Name;

/// One more study that would lift a score to its next word.
#[derive(Clone, Debug, PartialEq)]
pub struct Raise {
    pub method: Name,
    pub participants: u64,
    /// The word it would make: the next one, or one beyond it.
    pub word: Word,
    /// The support it would make, 0–10.
    pub score: f64,
}

impl Score {
    /// Imagines one more supporting study of the scores' day with a full sample, for each method that asks about this
    /// axis, is more than an opinion and may be suggested; of those that reach the next word, the one with the fewest
    /// participants, then one that sees what people do, then the first of the table. `None` where the support is
    /// strong already, and where no single study is enough.
    pub fn raise(&self, config: &Config) -> Option<Raise> {
        let settings = &config.evidence;
        let next = Word::of(self.support, config).next()?;
        let methods = settings.methods.iter().filter(|(name, method)| {
            method.about == self.axis
                && method.class != Class::Opinion
                && !settings.never_suggested.iter().any(|never| never == name)
        });
        let reaching = methods.filter_map(|(name, method)| {
            let mut side = Side::of(&self.studies, Verdict::Supported);
            side.add(method.weight.min(settings.cap), method.class);
            let score = side.total(config);
            let word = Word::of(score, config);
            let raise = Raise {
                method: name.into(),
                participants: method.n_full.ceil() as u64,
                word,
                score,
            };
            (word >= next).then_some((method, raise))
        });
        let fewest = reaching.min_by(|(a, _), (b, _)| {
            let says = |class| class != Class::Do;
            a.n_full
                .total_cmp(&b.n_full)
                .then(says(a.class).cmp(&says(b.class)))
        });
        fewest.map(|(_, raise)| raise)
    }
}
