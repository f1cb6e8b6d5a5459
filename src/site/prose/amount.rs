//! Numbers and counts as text.

use std::collections::BTreeSet;

use crate::config::Config;
use crate::evidence::Contribution;
use crate::evidence::method_words::{sample, sample_noun};
use crate::evidence::summary::count_people;
use crate::text::{format_number, number_word};

/// Below how many people a score stays below good: “five”; `None` where the settings make no difference.
pub fn few_people(config: &Config) -> Option<String> {
    let few = config.evidence.few_people;
    (few > 1.0).then(|| match few.fract() == 0.0 {
        true => number_word(few as usize),
        false => format_number(few),
    })
}

/// “12 people”, “14 sources”, or of several methods “26 people and sources”. A study that does not say how many counts as
/// one; `None` where none says it.
pub fn samples<'a>(studies: impl IntoIterator<Item = &'a Contribution> + Clone) -> Option<String> {
    let all = count_people(studies.clone())?.trunc();
    let mut studies = studies.into_iter();
    let first = &studies.next()?.method;
    let noun = |method: &str| sample_noun(method).1;
    let others: BTreeSet<&str> = studies
        .map(|c| noun(&c.method))
        .filter(|n| *n != noun(first))
        .collect();
    let more = others.into_iter().map(|noun| format!(" and {noun}"));
    Some(sample(first, all) + &more.collect::<String>())
}

/// “68 %”, or “4 of 5” if `of` is below the setting `small_share`.
pub fn format_share(part: f64, of: f64, config: &Config) -> String {
    match of < config.evidence.small_share {
        true => format!("{} of {}", format_number(part), format_number(of)),
        false => format!("{} %", (100.0 * part / of).round()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_of_a_small_sample_are_counts() {
        let config = Config::default();
        assert_eq!(format_share(4.0, 5.0, &config), "4 of 5");
        assert_eq!(format_share(17.0, 25.0, &config), "68 %");
        assert_eq!(format_share(10.0, 20.0, &config), "50 %");
    }
}
