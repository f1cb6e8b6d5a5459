//! What would raise a score, as a sentence.

use super::{capitalize, format_points, pluralize, proposed_study, times};
use crate::config::{Axis, Config};
use crate::evidence::{Advice, NextValidation, Score, State};

/// “What would raise it:”
pub fn advice_lead(score: &Score) -> &'static str {
    match score.state {
        State::Contested => "What would settle it:",
        State::Refuted => "What would turn it:",
        _ => "What would raise it:",
    }
}

/// “watching 3 people would make it good, 2.9”, with a full stop.
pub fn advice_text(score: &Score, advice: Advice, config: &Config) -> String {
    let points = |value| format_points(value, config);
    let study = |next: &NextValidation| proposed_study(&next.method, next.participants);
    match advice {
        Advice::NothingNeeded if score.axis == Axis::Problem => {
            "nothing is needed. Spend the time on the answer.".into()
        }
        Advice::NothingNeeded => "nothing is needed.".into(),
        Advice::Disagreement => disagreement_text(score, config),
        Advice::Enough(next) => {
            let days = match next.days {
                Some(days) => format!(" for {}", pluralize(days as usize, "day", "days")),
                None => String::new(),
            };
            let (study, word) = (study(&next), next.word.as_str());
            format!(
                "{study} would make it {word}, {}{days}.",
                points(next.support)
            )
        }
        Advice::Most(next) => {
            let study = capitalize(&study(&next));
            format!(
                "no single study reaches the next word. {study} would raise it to {}.",
                points(next.support)
            )
        }
    }
}

/// “find out why studies disagree. Supported needs twice as much for as against, and 3.2 is less than 2 × 1.7.”
fn disagreement_text(score: &Score, config: &Config) -> String {
    let points = |value| format_points(value, config);
    let (support, against) = (points(score.support), points(score.against));
    let ratio = super::format_number(config.evidence.ratio);
    let times = times(config.evidence.ratio);
    let lead = match score.state {
        State::Refuted => "more of the same does not. Look at what the studies against it saw.",
        _ => "find out why studies disagree; more of the same does not settle it.",
    };
    format!(
        "{lead} Supported needs {times} as much for as against, and {support} is less than {ratio} × {against}."
    )
}
