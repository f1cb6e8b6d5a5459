//! The score of one entry on one axis: the points of each validation, the sums for and against, and the state.
//!
//! Knows nothing about links: [`super::VerdictIndex`] selects the validations that count.

use jiff::civil::Date;

use super::score_date::{ScoreDate, days_between};
use super::validation::{ValidationWeight, Verdict};
use crate::config::{self, Axis, Config, MethodClass};
use crate::graph::{EntryId, Graph};
use crate::model::Name;

/// The score of one entry on one axis.
#[derive(Clone, Debug)]
pub struct Score {
    pub axis: Axis,
    /// 0–10, rounded half away from zero to two decimals: `S = 10·(1 − Π_supported(1 − e/10) · Π_mixed(1 − e/20))`.
    /// At most `say_only_cap` if no validation behind it is of class do.
    pub support: f64,
    /// The same over refuted and mixed validations.
    pub against: f64,
    /// `support − against`.
    pub net: f64,
    pub state: State,
    /// The newest day of the contributions.
    pub last: Option<Date>,
    /// Most points first, then by id.
    pub contributions: Vec<Contribution>,
}

/// One validation as it counts on one axis.
#[derive(Clone, Debug)]
pub struct Contribution {
    pub validation: EntryId,
    pub via: Via,
    pub verdict: Option<Verdict>,
    pub method: Name,
    pub class: MethodClass,
    /// The validation's own `strength`, else the weight of its method.
    pub weight: f64,
    pub n: Option<f64>,
    /// `min(1, √(n / n_full))`; `missing_sample` without n, 1 if the method needs no sample.
    pub sample_factor: f64,
    pub day: Option<Date>,
    /// 0 or more; `None` without a date.
    pub age_days: Option<i64>,
    /// `2^(−age / half-life)`; `missing_date` without a date.
    pub age_factor: f64,
    /// `e = min(cap, weight · sample factor · age factor)`, not rounded.
    pub points: f64,
    /// The method needs a sample and none was given.
    pub assumed_sample: bool,
    pub assumed_date: bool,
}

/// Through which link a validation counts; the first that applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Via {
    /// An item of its `results`, by index.
    Result(usize),
    Problems,
    Solution(EntryId),
    /// An insight that cites it.
    Insight(EntryId),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    Untested,
    NoVerdict,
    Supported,
    Refuted,
    Contested,
    Inconclusive,
    Weak,
}

/// A score as a word; the limits are `evidence.words`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ScoreWord {
    Hint,
    Some,
    Good,
    Strong,
}

impl Score {
    pub(super) fn from_contributions(
        axis: Axis,
        mut contributions: Vec<Contribution>,
        graph: &Graph,
        config: &Config,
    ) -> Score {
        let id = |contribution: &Contribution| &*graph.entry(contribution.validation).document.id;
        contributions.sort_by(|a, b| b.points.total_cmp(&a.points).then_with(|| id(a).cmp(id(b))));
        let support = SideSum::from_contributions(&contributions, Verdict::Supported).total(config);
        let against = SideSum::from_contributions(&contributions, Verdict::Refuted).total(config);
        Score {
            axis,
            support,
            against,
            net: round_to_hundredths(support - against),
            state: State::from_sums(support, against, &contributions, config),
            last: contributions.iter().filter_map(|s| s.day).max(),
            contributions,
        }
    }

    /// The word of the larger of support and against.
    pub fn word(&self, config: &Config) -> ScoreWord {
        ScoreWord::from_score(self.support.max(self.against), config)
    }

    /// How many of its validations have this verdict.
    pub fn count(&self, verdict: Option<Verdict>) -> usize {
        let contributions = self.contributions.iter();
        contributions.filter(|s| s.verdict == verdict).count()
    }

    /// True if any of its validations observed what people do (class do).
    pub fn has_behavioural_evidence(&self) -> bool {
        let mut contributions = self.contributions.iter();
        contributions.any(|s| s.class == MethodClass::Do)
    }

    /// By how many days its newest validation is older than the limit of its axis. `None` if not, or without date.
    pub fn days_over_limit(&self, config: &Config, as_of: Date) -> Option<i64> {
        let limit = match self.axis {
            Axis::Problem => config.evidence.stale.problem,
            Axis::Solution => config.evidence.stale.solution,
        };
        let over = days_between(self.last?, as_of).saturating_sub(limit);
        (over > 0).then_some(over)
    }
}

/// A running sum of one side, support or against.
pub(super) struct SideSum {
    /// The product of `1 − e/10` over the contributions: from 1 (no evidence) to 0.
    doubt: f64,
    has_behavioural_evidence: bool,
}

impl SideSum {
    /// Sums the contributions with the verdict `full` in full, and mixed ones half.
    pub(super) fn from_contributions(contributions: &[Contribution], full: Verdict) -> SideSum {
        let mut side = SideSum {
            doubt: 1.0,
            has_behavioural_evidence: false,
        };
        for c in contributions {
            match c.verdict {
                Some(verdict) if verdict == full => side.add(c.points, c.class),
                Some(Verdict::Mixed) => side.add(c.points / 2.0, c.class),
                _ => {}
            }
        }
        side
    }

    pub(super) fn add(&mut self, points: f64, class: MethodClass) {
        // A project may set a cap over 10.
        self.doubt *= (1.0 - points / 10.0).max(0.0);
        self.has_behavioural_evidence |= class == MethodClass::Do;
    }

    /// 0–10, rounded.
    pub(super) fn total(&self, config: &Config) -> f64 {
        let total = 10.0 * (1.0 - self.doubt);
        round_to_hundredths(match self.has_behavioural_evidence {
            true => total,
            false => total.min(config.evidence.say_only_cap),
        })
    }
}

impl Contribution {
    /// The contribution of one validation on one axis: `e = min(cap, W · min(1, √(n / n_full)) · 2^(−age / H))`.
    pub(super) fn new(
        validation: EntryId,
        via: Via,
        verdict: Option<Verdict>,
        weight: &ValidationWeight,
        axis: Axis,
        date: ScoreDate,
        config: &config::Evidence,
    ) -> Contribution {
        let given = weight.n.filter(|n| *n > 0.0);
        let sample_factor = match given {
            Some(n) => (n / weight.n_full).sqrt().min(1.0),
            None if weight.n_full <= 1.0 => 1.0,
            None => config.missing_sample,
        };
        let age_days = weight.day.map(|day| match date {
            ScoreDate::IgnoreAge(_) => 0,
            _ => days_between(day, date.day()).max(0),
        });
        let half_life = match axis {
            Axis::Problem => config.half_life.problem,
            Axis::Solution => config.half_life.solution,
        };
        let age_factor = match age_days {
            // A half-life of 0 would divide 0 by 0.
            Some(0) => 1.0,
            Some(age) => (-(age as f64) / half_life).exp2(),
            None => config.missing_date,
        };
        Contribution {
            validation,
            via,
            verdict,
            method: weight.method.clone(),
            class: weight.class,
            weight: weight.weight,
            n: weight.n,
            sample_factor,
            day: weight.day,
            age_days,
            age_factor,
            points: (weight.weight * sample_factor * age_factor).min(config.cap),
            assumed_sample: given.is_none() && weight.n_full > 1.0,
            assumed_date: weight.day.is_none(),
        }
    }
}

impl State {
    pub const ALL: [State; 7] = [
        State::Untested,
        State::NoVerdict,
        State::Supported,
        State::Refuted,
        State::Contested,
        State::Inconclusive,
        State::Weak,
    ];

    fn from_sums(support: f64, against: f64, counted: &[Contribution], config: &Config) -> State {
        let config::Evidence { words, ratio, .. } = &config.evidence;
        let mut verdicts = counted.iter().filter_map(|s| s.verdict).peekable();
        if counted.is_empty() {
            State::Untested
        } else if verdicts.peek().is_none() {
            State::NoVerdict
        } else if support >= words.some && support >= ratio * against {
            State::Supported
        } else if against >= words.some && against >= ratio * support {
            State::Refuted
        } else if support >= words.some || against >= words.some {
            State::Contested
        } else if verdicts.all(|v| v == Verdict::Inconclusive) {
            State::Inconclusive
        } else {
            State::Weak
        }
    }

    pub fn as_str(self) -> &'static str {
        match self {
            State::Untested => "untested",
            State::NoVerdict => "no-verdict",
            State::Supported => "supported",
            State::Refuted => "refuted",
            State::Contested => "contested",
            State::Inconclusive => "inconclusive",
            State::Weak => "weak",
        }
    }
}

impl Via {
    pub fn as_str(self) -> &'static str {
        match self {
            Via::Result(_) => "result",
            Via::Problems => "problems",
            Via::Solution(_) => "solution",
            Via::Insight(_) => "insight",
        }
    }
}

impl ScoreWord {
    pub fn from_score(value: f64, config: &Config) -> ScoreWord {
        let words = &config.evidence.words;
        match value {
            v if v >= words.strong => ScoreWord::Strong,
            v if v >= words.good => ScoreWord::Good,
            v if v >= words.some => ScoreWord::Some,
            _ => ScoreWord::Hint,
        }
    }

    /// `None` for strong.
    pub fn next_higher(self) -> Option<ScoreWord> {
        match self {
            ScoreWord::Hint => Some(ScoreWord::Some),
            ScoreWord::Some => Some(ScoreWord::Good),
            ScoreWord::Good => Some(ScoreWord::Strong),
            ScoreWord::Strong => None,
        }
    }

    pub fn as_str(self) -> &'static str {
        match self {
            ScoreWord::Hint => "hint",
            ScoreWord::Some => "some",
            ScoreWord::Good => "good",
            ScoreWord::Strong => "strong",
        }
    }
}

/// A score as pages show it: one decimal, cut rather than rounded if rounding would contradict its word (2.96 is
/// `some`, so it is shown as 2.9).
pub fn rounded_for_display(value: f64, config: &Config) -> f64 {
    let rounded = (value * 10.0).round() / 10.0;
    match ScoreWord::from_score(rounded, config) == ScoreWord::from_score(value, config) {
        true => rounded,
        false => (value * 10.0).floor() / 10.0,
    }
}

/// Rounds half away from zero at two decimals.
pub(super) fn round_to_hundredths(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::evidence::fixture::{graph_from_text, id_of};
    use crate::evidence::{NextValidation, ProblemScores, score};

    const DAY: Date = date(2026, 7, 1);

    /// The scores of a problem `p` with these studies, each the front matter without its `problems`.
    fn scores(studies: &[&str]) -> ProblemScores {
        let mut text = ">>> problems/p.md\ntitle: P\n".to_owned();
        for (i, study) in studies.iter().enumerate() {
            text += &format!(">>> validations/s{i}.md\nproblems: p\n{study}\n");
        }
        let graph = graph_from_text(&text);
        let evidence = score(&graph, &Config::default(), DAY);
        evidence.problems.get(&id_of(&graph, "p")).unwrap().clone()
    }

    fn problem(studies: &[&str]) -> Score {
        scores(studies).problem
    }

    fn sums(score: &Score) -> (f64, f64, f64, &'static str) {
        (
            score.support,
            score.against,
            score.net,
            score.state.as_str(),
        )
    }

    /// A study of the day with a full sample, so that its points are its strength.
    fn full(verdict: &str, points: f64) -> String {
        format!(
            "method: analytics\nparticipants: 1000\nstrength: {points}\ndate: 2026-07-01\nverdict: {verdict}"
        )
    }

    const INTERVIEW: &str =
        "method: interview\nparticipants: 8\ndate: 2026-04-02\nverdict: supported";
    const SURVEY: &str = "method: survey\nparticipants: 240\ndate: 2026-06-01\nverdict: supported";
    const AB_TEST: &str =
        "method: ab-test\nparticipants: 20000\ndate: 2026-06-21\nverdict: supported";

    #[test]
    fn each_study_closes_a_share_of_the_remaining_doubt() {
        let scores = scores(&[INTERVIEW, SURVEY, AB_TEST]);
        let points: Vec<String> = scores
            .problem
            .contributions
            .iter()
            .map(|s| format!("{} {:.2}", s.method, s.points))
            .collect();
        assert_eq!(points, ["survey 1.96", "interview 1.79"]);
        assert_eq!(sums(&scores.problem), (3.40, 0.0, 3.40, "supported"));
        assert_eq!(scores.problem.last, Some(date(2026, 6, 1)));
        assert_eq!(sums(&scores.solution), (4.91, 0.0, 4.91, "supported"));
    }

    #[test]
    fn a_missing_sample_or_date_is_assumed() {
        let sum = |study: &str| {
            let score = problem(&[study]);
            let s = &score.contributions[0];
            let points = (s.points * 1000.0).round() / 1000.0;
            (points, s.assumed_sample, s.assumed_date)
        };
        let day = "date: 2026-07-01";
        assert_eq!(
            sum(&format!("method: interview\n{day}\nverdict: supported")),
            (0.6, true, false)
        );
        assert_eq!(
            sum(&format!(
                "method: interview\nn: 0\n{day}\nverdict: supported"
            )),
            (0.6, true, false)
        );
        assert_eq!(
            sum("method: interview\nn: 20\nverdict: supported"),
            (0.75, false, true)
        );
        assert_eq!(
            sum(&format!("method: desk\n{day}\nverdict: supported")),
            (1.0, false, false)
        );
        assert_eq!(
            sum("method: interview\nn: 80\ndate: 2030\nverdict: supported"),
            (3.0, false, false)
        );
        assert_eq!(
            sum("method: interview\nn: 20\ndate: 2023-07-02\nverdict: supported"),
            (1.5, false, false)
        );
        assert_eq!(
            sum("method: interview\nn: 9000000000000000\ndate: 0001\nverdict: supported"),
            (0.0, false, false)
        );
    }

    #[test]
    fn a_mixed_verdict_is_half_on_both_sides() {
        let score = problem(&[&full("mixed", 4.0), &full("refuted", 5.0)]);
        assert_eq!(sums(&score), (2.0, 6.0, -4.0, "refuted"));
    }

    #[test]
    fn a_side_without_behavioural_evidence_stays_below_strong() {
        let say = "method: interview\nn: 20\ndate: 2026-07-01\nverdict:";
        let said = format!("{say} supported");
        let score = problem(&[&said, &said, &said]);
        assert_eq!(sums(&score), (4.99, 0.0, 4.99, "supported"));
        // Behavioural evidence against does not lift the cap on support.
        let score = problem(&[&said, &said, &said, &full("refuted", 3.0)]);
        assert_eq!(sums(&score), (4.99, 3.0, 1.99, "contested"));
        let score = problem(&[&said, &said, &said, &full("mixed", 0.0)]);
        assert_eq!(sums(&score), (6.57, 0.0, 6.57, "supported"));
    }

    #[test]
    fn the_state_is_the_first_that_fits() {
        let state = |studies: &[&str]| problem(studies).state.as_str();
        let unclear = full("inconclusive", 3.0);
        let none = "method: interview\nn: 20\ndate: 2026-07-01";
        assert_eq!(state(&[]), "untested");
        assert_eq!(state(&[AB_TEST]), "untested");
        assert_eq!(state(&[none]), "no-verdict");
        assert_eq!(state(&[none, &unclear]), "inconclusive");
        assert_eq!(state(&[&unclear, &full("supported", 0.5)]), "weak");
        assert_eq!(state(&[&full("supported", 1.0)]), "supported");
        assert_eq!(
            state(&[&full("supported", 3.0), &full("refuted", 1.5)]),
            "supported"
        );
        assert_eq!(
            state(&[&full("supported", 1.5), &full("refuted", 3.0)]),
            "refuted"
        );
        assert_eq!(
            state(&[&full("supported", 3.0), &full("refuted", 1.6)]),
            "contested"
        );
    }

    #[test]
    fn a_displayed_number_never_contradicts_its_word() {
        let config = Config::default();
        let word = |v| {
            (
                ScoreWord::from_score(v, &config).as_str(),
                rounded_for_display(v, &config),
            )
        };
        assert_eq!(word(0.98), ("hint", 0.9));
        assert_eq!(word(1.0), ("some", 1.0));
        assert_eq!(word(2.96), ("some", 2.9));
        assert_eq!(word(2.94), ("some", 2.9));
        assert_eq!(word(3.26), ("good", 3.3));
        assert_eq!(word(4.99), ("good", 4.9));
        assert_eq!(word(5.0), ("strong", 5.0));
    }

    #[test]
    fn the_smallest_study_that_reaches_the_next_word_is_named() {
        let config = Config::default();
        let next = |score: &Score| {
            let NextValidation {
                method,
                participants,
                word,
                score,
            } = score.next_validation(&config)?;
            Some(format!("{method} {participants} {} {score}", word.as_str()))
        };
        // Workshop, observation and diary need ten people; of these, class do comes first, then the order of the table.
        assert_eq!(
            next(&problem(&[])).as_deref(),
            Some("observation 10 good 3")
        );
        let good = problem(&[INTERVIEW, SURVEY]);
        assert_eq!(next(&good).as_deref(), Some("observation 10 strong 5.38"));
        // A concept test needs eight people, a usability test only five.
        let solution = scores(&[]).solution;
        assert_eq!(next(&solution).as_deref(), Some("usability-test 5 good 3"));
        assert_eq!(next(&problem(&[&full("supported", 6.0)])), None);
    }

    #[test]
    fn evidence_is_stale_when_its_limit_is_over() {
        let config = Config::default();
        let scores = scores(&[
            "method: desk\ndate: 2026-01-01\nresults: [{problem: p}, {problem: p, about: solution}]",
        ]);
        let day = |y, m, d| {
            let day = date(y, m, d);
            (
                scores.problem.days_over_limit(&config, day),
                scores.solution.days_over_limit(&config, day),
            )
        };
        assert_eq!(day(2026, 6, 30), (None, None));
        assert_eq!(day(2026, 7, 1), (None, Some(1)));
        assert_eq!(day(2027, 1, 2), (Some(1), Some(186)));
    }
}
