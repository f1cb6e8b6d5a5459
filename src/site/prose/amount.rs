//! Numbers and counts as text.

use crate::config::Config;
use crate::evidence::Contribution;
use crate::evidence::summary::count_people;
use crate::text::{format_number, number_word, people};

/// Below how many people a score stays below good: “five”; `None` where the settings make no difference.
pub fn few_people(config: &Config) -> Option<String> {
    let few = config.evidence.few_people;
    (few > 1.0).then(|| match few.fract() == 0.0 {
        true => number_word(few as usize),
        false => format_number(few),
    })
}

/// “12 people”, where a study that does not say it counts as one person; “nobody noted how many” where none says it.
pub fn people_in_studies<'a>(studies: impl IntoIterator<Item = &'a Contribution>) -> String {
    match count_people(studies) {
        None => "nobody noted how many".into(),
        Some(n) => people(n as usize),
    }
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
