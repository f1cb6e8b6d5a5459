//! What would raise a score, as a sentence, for pages, checks and commands.

use jiff::civil::Date;

use super::method_words::{proposed_study, times};
use super::{
    Advice, NextValidation, ProblemScores, Score, ScoreWord, State, TestedSolution, Verdict,
    format_points, is_settled,
};
use crate::config::{Axis, Config};
use crate::text::capitalize;

/// “What would raise it:” and “watching 3 people would make it good, 2.9.”
///
/// `can_test` is false for the answer to a problem that has no live one.
pub fn advice(score: &Score, can_test: bool, config: &Config) -> (&'static str, String) {
    let lead = match score.state {
        State::Contested => "What would settle it:",
        State::Refuted => "What would turn it:",
        _ => "What would raise it:",
    };
    match can_test {
        true => (lead, advice_text(score, config)),
        false => (lead, "a new answer. There is no live one to test.".into()),
    }
}

/// False where all answers to a problem are retired, or it has none.
pub fn can_test_answer(scores: &ProblemScores) -> bool {
    matches!(
        scores.answer(),
        TestedSolution::Live(_) | TestedSolution::Unnamed
    )
}

/// “watching 3 people would make it good, 2.9”, with a full stop.
pub fn advice_text(score: &Score, config: &Config) -> String {
    let points = |value| format_points(value, config);
    match score.advice(None, config) {
        Advice::NothingNeeded if score.days_over_limit(config, score.as_of).is_some() => {
            let limit = config.evidence.stale.of(score.axis);
            format!(
                "nothing is needed. To trust it again, ask again: no study is newer than {limit} days."
            )
        }
        Advice::NothingNeeded if score.axis == Axis::Problem => {
            "nothing is needed. Spend the time on the answer.".into()
        }
        Advice::NothingNeeded => "nothing is needed.".into(),
        Advice::NoMethod => format!("{NO_METHOD}."),
        Advice::Disagreement => {
            let way = settle_text(score);
            let lead = match score.state {
                State::Refuted => format!("more of the same does not. {}.", capitalize(&way)),
                _ => format!("{way}; more of the same does not settle it."),
            };
            let ratio = config.evidence.ratio;
            format!(
                "{lead} Supported needs {} as much for as against, and {} is less than {ratio} × {}.",
                times(ratio),
                points(score.support),
                points(score.against)
            )
        }
        Advice::Enough(next) => format!(
            "{} would make it {}, {}{}.",
            study(&next),
            next.word.as_str(),
            points(next.support),
            days_text(&next)
        ),
        Advice::Most(next) => format!(
            "no single study reaches the next word. {} would raise it to {}.",
            capitalize(&study(&next)),
            points(next.support)
        ),
    }
}

/// Why the problem that is nearest to the bar does not carry a solution: “nobody knows yet that NAME is real: some 1.9;
/// good is 2.5”. `is_only` is true if the solution names no other.
pub fn lack_of_demand(
    name: &str,
    is_only: bool,
    score: &Score,
    shipped: Option<Date>,
    config: &Config,
) -> String {
    let bar = bar_text(score, shipped, config);
    match (is_only, is_settled(score)) {
        (true, true) => format!("{name} is {bar}"),
        (true, false) => format!("nobody knows yet that {name} is real: {bar}"),
        (false, _) => {
            format!("none of its problems is known to be real, the best of them {name}: {bar}")
        }
    }
}

/// “some 1.9; good is 2.5”, or how far the sides are apart where the state is what fails. What has shipped is judged as
/// of that day.
pub fn bar_text(score: &Score, shipped: Option<Date>, config: &Config) -> String {
    let on_day = shipped.map_or(String::new(), |day| format!(" when it shipped on {day}"));
    let words = |value| {
        let word = ScoreWord::from_score(value, config).as_str();
        format!("{word} {}", format_points(value, config))
    };
    let good = config.evidence.words.good;
    match score.state {
        State::Untested => format!("not tested{on_day}; good is {good}"),
        State::NoVerdict => format!("no verdict{on_day}; good is {good}"),
        State::Inconclusive => format!("inconclusive{on_day}; good is {good}"),
        State::Contested | State::Refuted => format!(
            "{}{on_day}, {} for, {} against; supported needs {} as much for as against",
            score.state.as_str(),
            words(score.support),
            words(score.against),
            times(config.evidence.ratio)
        ),
        State::Supported | State::Weak => {
            format!("{}{on_day}; good is {good}", words(score.support))
        }
    }
}

/// What would make a problem good: “watching 3 people would do”, without a full stop.
pub fn way_to_good(score: &Score, config: &Config) -> String {
    match score.advice(Some(config.evidence.words.good), config) {
        Advice::Enough(next) => format!("{} would do{}", study(&next), days_text(&next)),
        Advice::Most(next) => format!(
            "no single study is enough: {} would make it {}",
            study(&next),
            format_points(next.support, config)
        ),
        Advice::Disagreement => settle_text(score),
        Advice::NoMethod => NO_METHOD.into(),
        Advice::NothingNeeded => "a study that supports the problem would do".into(),
    }
}

/// Who stands against whom where a score is contested: “studies disagree”, or one study does with itself.
pub fn disagreement(score: &Score) -> &'static str {
    let says = |verdict| score.count(Some(verdict));
    match (
        says(Verdict::Mixed),
        says(Verdict::Supported) + says(Verdict::Refuted),
    ) {
        (1, 0) => "the study is of two minds",
        (2.., 0) => "the studies are of two minds",
        _ => "studies disagree",
    }
}

const NO_METHOD: &str = "no way of asking is suggested here";

/// What to do where more of the same does not change the state.
fn settle_text(score: &Score) -> String {
    match score.state {
        State::Refuted => "look at what the studies against it saw".into(),
        _ => format!("find out why {}", disagreement(score)),
    }
}

fn study(next: &NextValidation) -> String {
    proposed_study(&next.method, next.participants)
}

/// “ for 30 days”; empty if it holds for long.
fn days_text(next: &NextValidation) -> String {
    match next.days {
        None => String::new(),
        Some(1) => " for 1 day".into(),
        Some(days) => format!(" for {days} days"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::fixture::{graph_from_text, id_of};

    /// The problem axis of a problem with these studies of today.
    fn score(studies: &[&str]) -> Score {
        let mut text = ">>> problems/p.md\ntitle: P\n".to_owned();
        for (i, study) in studies.iter().enumerate() {
            text += &format!(
                ">>> validations/s{i}.md\nproblems: p\ndate: 2026-07-01\nmethod: interview\nn: 12\n{study}\n"
            );
        }
        let graph = graph_from_text(&text);
        let day = jiff::civil::date(2026, 7, 1);
        let evidence = crate::evidence::score(&graph, &Config::default(), day);
        let scores = evidence.problems.get(&id_of(&graph, "p")).unwrap();
        scores.problem.clone()
    }

    #[test]
    fn one_mixed_study_does_not_disagree_with_others() {
        let config = Config::default();
        let way = |studies: &[&str]| way_to_good(&score(studies), &config);
        let (yes, no, mixed) = ("verdict: supported", "verdict: refuted", "verdict: mixed");
        assert_eq!(way(&[yes, no]), "find out why studies disagree");
        assert_eq!(way(&[mixed]), "find out why the study is of two minds");
        assert_eq!(
            way(&[mixed, mixed]),
            "find out why the studies are of two minds"
        );
        assert_eq!(way(&[no]), "look at what the studies against it saw");
        assert_eq!(
            advice_text(&score(&[no]), &config),
            "more of the same does not. Look at what the studies against it saw. Supported needs twice as much for as \
             against, and 0.0 is less than 2 × 3.0."
        );
    }

    #[test]
    fn where_no_method_may_be_suggested_that_is_said() {
        let mut config = Config::default();
        let methods = config.evidence.methods.keys().cloned();
        config.evidence.never_suggested = methods.collect();
        let score = score(&[]);
        assert_eq!(advice_text(&score, &config), format!("{NO_METHOD}."));
        assert_eq!(way_to_good(&score, &config), NO_METHOD);
    }
}
