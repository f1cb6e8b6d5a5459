//! Numbers, dates, scores and states as plain English text.
//!
//! Pure functions: they never read the clock and know nothing about templates.

mod amount;
pub mod metric_format;
mod note;
mod summary;

use super::mark::{ScoreBars, StateBadge, state_glyph};
use crate::config::Config;
use crate::evidence::{Score, State};

pub use crate::evidence::advice_words::{advice, advice_text, can_test_answer, disagreement};
pub use crate::evidence::format_points;
pub use crate::evidence::method_words::{
    method_plural, proposed_study, sample, sample_noun, times, with_article,
};
pub use crate::text::{
    capital_number_word, capitalize, count, days, days_between, format_age, format_ago,
    format_chart_number, format_date, format_day, format_month, format_number, format_signed,
    group_digits, half_life_span, half_life_text, humanize, number_word, outcome_text, people,
    pluralize, studies,
};
pub use amount::{few_people, format_share, samples};
pub use metric_format::newest_reading;
pub use note::{
    decision_outcome, entry_note, first_names, heard, join_given, opportunity_text,
    participants_text, status_text, validation_note,
};
pub use summary::{short_summary, summary};

/// “Strong 8.1” with its glyph and tone.
pub fn state_badge(score: &Score, config: &Config) -> StateBadge {
    StateBadge {
        glyph: state_glyph(score.state, score.has_behavioural_evidence()),
        word: state_text(score, config),
        tone: state_tone(score.state),
    }
}

/// The badge with a bar for support, for what is against it, or for both if the evidence is contested.
pub fn score_bars(score: &Score, config: &Config) -> ScoreBars {
    let (support, against) = match score.state {
        State::Untested | State::NoVerdict | State::Inconclusive => (0.0, 0.0),
        State::Contested => (score.support, score.against),
        State::Refuted => (0.0, score.against),
        State::Weak if score.against > score.support => (0.0, score.against),
        State::Supported | State::Weak => (score.support, 0.0),
    };
    let note = match score.state {
        State::Contested => format!(
            "for {} · against {}",
            format_points(score.support, config),
            format_points(score.against, config)
        ),
        _ => String::new(),
    };
    ScoreBars {
        state: state_badge(score, config),
        support,
        against,
        note,
    }
}

/// “Strong 8.1”, “Not tested”, “Contested” …
pub fn state_text(score: &Score, config: &Config) -> String {
    let word = state_word(score, config);
    let points = match score.state {
        State::Refuted => score.against,
        State::Supported => score.support,
        State::Weak => score.support.max(score.against),
        _ => return word,
    };
    format!("{word} {}", format_points(points, config))
}

/// The same without points.
pub fn state_word(score: &Score, config: &Config) -> String {
    match score.state {
        State::Weak if score.against > score.support => "Hint against".into(),
        _ => level_label(score.level(config)),
    }
}

/// One of [`LEVELS`](crate::evidence::LEVELS) as people read it.
pub fn level_label(level: &str) -> String {
    match level {
        "untested" => "Not tested".into(),
        "no-verdict" => "No verdict yet".into(),
        level => capitalize(level),
    }
}

pub fn state_tone(state: State) -> &'static str {
    match state {
        State::Supported => "for",
        State::Refuted => "against",
        State::Contested => "mixed",
        _ => "thin",
    }
}

/// A word of the front matter as a label: `so_that` is “So that”.
pub fn label(word: &str) -> String {
    capitalize(&humanize(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Axis, MethodClass};
    use crate::evidence::{Contribution, Verdict, Via};
    use crate::graph::EntryId;

    fn score(state: State, support: f64, against: f64, class: MethodClass) -> Score {
        let studies = vec![Contribution {
            validation: EntryId(0),
            via: Via::Problems,
            verdict: Some(Verdict::Supported),
            method: "interview".into(),
            class,
            n: Some(9.0),
            people: 9.0,
            day: None,
            age_days: None,
            person_weight: 1.0,
            counted_people: Default::default(),
            points: Default::default(),
        }];
        Score {
            axis: Axis::Problem,
            as_of: jiff::civil::date(2026, 7, 1),
            support,
            against,
            net: support - against,
            state,
            last: None,
            sides: Default::default(),
            methods: vec![],
            contributions: studies,
        }
    }

    #[test]
    fn a_state_is_a_word_and_then_a_score() {
        let config = Config::default();
        let word = |state, s, a| super::state_text(&score(state, s, a, MethodClass::Do), &config);
        assert_eq!(word(State::Untested, 0.0, 0.0), "Not tested");
        assert_eq!(word(State::NoVerdict, 0.0, 0.0), "No verdict yet");
        assert_eq!(word(State::Supported, 8.13, 0.0), "Strong 8.1");
        assert_eq!(word(State::Supported, 4.99, 0.0), "Good 4.9");
        assert_eq!(word(State::Supported, 3.04, 0.0), "Good 3.0");
        assert_eq!(word(State::Contested, 2.3, 1.2), "Contested");
        assert_eq!(word(State::Refuted, 0.2, 2.3), "Refuted 2.3");
        assert_eq!(word(State::Weak, 0.98, 0.0), "Hint 0.9");
        assert_eq!(word(State::Weak, 0.1, 0.4), "Hint against 0.4");
        assert_eq!(word(State::Inconclusive, 0.0, 0.0), "Inconclusive");
    }

    #[test]
    fn the_glyph_shows_the_kind_of_evidence_and_the_bars_its_strength() {
        let config = Config::default();
        let said = score_bars(
            &score(State::Supported, 1.54, 0.3, MethodClass::Say),
            &config,
        );
        assert_eq!((said.state.glyph, said.state.tone), ("say", "for"));
        assert_eq!((said.support, said.against), (1.54, 0.0));
        let seen = score_bars(
            &score(State::Contested, 2.3, 1.19, MethodClass::Do),
            &config,
        );
        assert_eq!((seen.state.glyph, seen.state.tone), ("split", "mixed"));
        assert_eq!(seen.note, "for 2.3 · against 1.2");
        let none = score_bars(&score(State::NoVerdict, 0.0, 0.0, MethodClass::Do), &config);
        assert_eq!((none.state.glyph, none.support), ("untested", 0.0));
    }

    #[test]
    fn words_of_the_front_matter_become_readable_text() {
        assert_eq!(humanize("usability-test"), "usability test");
        assert_eq!(humanize("ab-test"), "A/B test");
        assert_eq!(humanize("so_that"), "so that");
        assert_eq!(outcome_text("decline"), "Declined");
        assert_eq!(outcome_text("build"), "Build");
    }
}
