//! The score of one entry on one axis: the sums for and against over all methods, and the state.
//!
//! Knows nothing about links: [`super::VerdictIndex`] selects the validations that count.

use jiff::civil::Date;

use super::contribution::{BySide, Contribution, Side};
use super::method_sum::{self, MethodSum};
use super::validation::Verdict;
use crate::config::{self, Axis, Config, MethodClass};
use crate::graph::Graph;
use crate::model::Period;
use crate::text::days_between;

/// The score of one entry on one axis.
#[derive(Clone, Debug)]
pub struct Score {
    pub axis: Axis,
    /// The day it is computed for.
    pub as_of: Date,
    /// 0–10, rounded half away from zero to two decimals: the value of the side for in [`Score::sides`].
    pub support: f64,
    pub against: f64,
    /// `support − against`.
    pub net: f64,
    pub state: State,
    /// The newest day of the contributions.
    pub last: Option<Period>,
    pub sides: BySide<SideSum>,
    /// What each method tells, in the order of the settings; those without a verdict are left out.
    pub methods: Vec<MethodSum>,
    /// Most points first, then by id.
    pub contributions: Vec<Contribution>,
}

/// The sum of one side over all methods: `10·(1 − Π(1 − E/10))`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct SideSum {
    /// 0–10, rounded to two decimals, at most the cap.
    pub value: f64,
    /// Before the cap, rounded to two decimals.
    pub uncapped: f64,
    /// The rule that holds the value down.
    pub cap: Option<ScoreCap>,
    /// The people that speak on this side, before any `n_full`.
    pub people: f64,
}

/// A rule that holds a side just below a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScoreCap {
    /// Methods of class do alone would give less than *some*: below *strong*.
    SaidOnly,
    /// Fewer than `few_people` people speak: below *good*.
    FewPeople,
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

impl ScoreWord {
    pub const ALL: [ScoreWord; 4] = [
        ScoreWord::Hint,
        ScoreWord::Some,
        ScoreWord::Good,
        ScoreWord::Strong,
    ];
}

/// How far the evidence goes, as lists, bars and the map tell it apart: the state, but for what is supported its word, and a
/// hint for what is weak.
pub const LEVELS: [&str; 9] = [
    "contested",
    "refuted",
    "strong",
    "good",
    "some",
    "hint",
    "inconclusive",
    "no-verdict",
    "untested",
];

impl Score {
    pub(super) fn from_contributions(
        axis: Axis,
        as_of: Date,
        mut contributions: Vec<Contribution>,
        graph: &Graph,
        config: &Config,
    ) -> Score {
        let settings = &config.evidence;
        let methods = method_sum::sum_by_method(&mut contributions, settings);
        let id = |contribution: &Contribution| &*graph.entry(contribution.validation).document.id;
        contributions.sort_by(|a, b| {
            let by_points = b.total_points().total_cmp(&a.total_points());
            by_points.then_with(|| id(a).cmp(id(b)))
        });
        let sides = BySide {
            support: SideSum::from_methods(&methods, Side::For, settings),
            against: SideSum::from_methods(&methods, Side::Against, settings),
        };
        let (support, against) = (sides.support.value, sides.against.value);
        Score {
            axis,
            as_of,
            support,
            against,
            net: round_to_hundredths(support - against),
            state: State::from_sums(support, against, &contributions, config),
            last: contributions.iter().filter_map(|s| s.day.clone()).max(),
            sides,
            methods,
            contributions,
        }
    }

    /// The word of the larger of support and against.
    pub fn word(&self, config: &Config) -> ScoreWord {
        ScoreWord::from_score(self.support.max(self.against), config)
    }

    /// The same; `None` if no study says yes or no.
    pub fn known_word(&self, config: &Config) -> Option<ScoreWord> {
        let is_open = matches!(
            self.state,
            State::Untested | State::NoVerdict | State::Inconclusive
        );
        (!is_open).then(|| self.word(config))
    }

    /// One of [`LEVELS`].
    pub fn level(&self, config: &Config) -> &'static str {
        match self.state {
            State::Supported => ScoreWord::from_score(self.support, config).as_str(),
            State::Weak => ScoreWord::Hint.as_str(),
            state => state.as_str(),
        }
    }

    /// Supported, and strong enough to build on.
    pub fn is_good(&self, config: &Config) -> bool {
        self.state == State::Supported && self.support >= config.evidence.words.good
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
        let limit = config.evidence.stale.of(self.axis);
        let over = days_between(self.last.as_ref()?.first, as_of).saturating_sub(limit);
        (over > 0).then_some(over)
    }
}

impl SideSum {
    fn from_methods(methods: &[MethodSum], side: Side, config: &config::Evidence) -> SideSum {
        let sides = methods.iter().map(|sum| {
            let side = sum.sides.get(side);
            (sum.class, side.points, side.people)
        });
        SideSum::new(sides, config)
    }

    /// From the class, the points and the people of each method.
    pub(super) fn new(
        methods: impl Iterator<Item = (MethodClass, f64, f64)>,
        config: &config::Evidence,
    ) -> SideSum {
        let (mut doubt, mut doubt_of_done, mut people) = (1.0, 1.0, 0.0);
        for (class, points, count) in methods {
            let left: f64 = 1.0 - points / 10.0;
            doubt *= left;
            if class == MethodClass::Do {
                doubt_of_done *= left;
            }
            people += count;
        }
        let uncapped = round_to_hundredths(10.0 * (1.0 - doubt));
        let done = round_to_hundredths(10.0 * (1.0 - doubt_of_done));
        let words = &config.words;
        let cap = if people < config.few_people && uncapped >= words.good {
            Some(ScoreCap::FewPeople)
        } else if done < words.some && uncapped >= words.strong {
            Some(ScoreCap::SaidOnly)
        } else {
            None
        };
        SideSum {
            value: cap.map_or(uncapped, |cap| cap.limit(config)),
            uncapped,
            cap,
            people,
        }
    }
}

impl ScoreCap {
    /// The highest value that it allows.
    pub fn limit(self, config: &config::Evidence) -> f64 {
        let word = match self {
            ScoreCap::SaidOnly => config.words.strong,
            ScoreCap::FewPeople => config.words.good,
        };
        round_to_hundredths(word - 0.01)
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

    /// The lowest score that has this word.
    pub fn limit(self, config: &Config) -> f64 {
        let words = &config.evidence.words;
        match self {
            ScoreWord::Hint => 0.0,
            ScoreWord::Some => words.some,
            ScoreWord::Good => words.good,
            ScoreWord::Strong => words.strong,
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

/// Points as all texts show them, of a score and of its parts: one decimal of the value rounded to two, cut rather than
/// rounded if rounding would contradict the word (2.46 is `some`, so it is shown as 2.4).
pub fn format_points(value: f64, config: &Config) -> String {
    format!("{:.1}", rounded_for_display(value, config))
}

fn rounded_for_display(value: f64, config: &Config) -> f64 {
    // As a score is rounded, so that its only part is shown as the score is.
    let value = round_to_hundredths(value);
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
    use crate::evidence::{ProblemScores, score};

    const DAY: Date = date(2026, 7, 1);

    /// The scores of a problem `p` with these studies, each the front matter without its `problems`.
    fn scores(studies: &[String]) -> ProblemScores {
        let mut text = ">>> problems/p.md\ntitle: P\n".to_owned();
        for (i, study) in studies.iter().enumerate() {
            text += &format!(">>> validations/s{i:03}.md\nproblems: p\n{study}\n");
        }
        let graph = graph_from_text(&text);
        let evidence = score(&graph, &Config::default(), DAY);
        evidence.problems.get(&id_of(&graph, "p")).unwrap().clone()
    }

    fn problem(studies: &[String]) -> Score {
        scores(studies).problem
    }

    /// A study some days before the day of the scores.
    fn study(method: &str, n: u64, days: i64, verdict: &str) -> String {
        let day = DAY - jiff::Span::new().days(days);
        format!("method: {method}\nparticipants: {n}\ndate: {day}\nverdict: {verdict}")
    }

    fn said(n: u64, verdict: &str) -> String {
        study("interview", n, 0, verdict)
    }

    fn sums(score: &Score) -> (f64, f64, &'static str) {
        (score.support, score.against, score.state.as_str())
    }

    #[test]
    fn one_study_counts_by_its_people_and_its_age() {
        let talks = study("interview", 8, 90, "supported");
        let survey = study("survey", 240, 30, "supported");
        let support = |studies: &[String]| problem(studies).support;
        assert_eq!(support(std::slice::from_ref(&talks)), 2.31);
        assert_eq!(support(std::slice::from_ref(&survey)), 1.96);
        assert_eq!(support(&[talks, survey]), 3.82);
        let ab_test = scores(&[study("ab-test", 20_000, 10, "supported")]);
        assert_eq!(sums(&ab_test.solution), (4.91, 0.0, "supported"));
        assert_eq!(sums(&ab_test.problem), (0.0, 0.0, "untested"));
    }

    #[test]
    fn people_of_one_method_speak_together() {
        let ten = vec![said(1, "supported"); 10];
        assert_eq!(problem(&ten).support, 2.74);
        assert_eq!(problem(&[said(10, "supported")]).support, 2.74);
        let sums = |yes, no| sums(&problem(&[said(yes, "supported"), said(no, "refuted")]));
        assert_eq!(sums(120, 12), (2.86, 0.9, "supported"));
        assert_eq!(sums(12, 12), (2.12, 2.12, "contested"));
        assert_eq!(sums(12, 6), (2.45, 1.22, "supported"));
    }

    #[test]
    fn the_share_of_a_study_is_that_of_its_people_among_those_that_weigh_most() {
        let score = problem(&[
            study("interview", 3, 533, "supported"),
            study("interview", 6, 77, "supported"),
            study("interview", 5, 273, "supported"),
            study("interview", 20, 900, "supported"),
        ]);
        let shares: Vec<String> = score
            .contributions
            .iter()
            .map(|c| format!("{} {:.2}", c.counted_people.support, c.points.support))
            .collect();
        assert_eq!(shares, ["6 1.53", "5 0.99", "1 0.14", "0 0.00"]);
        let side = score.methods[0].sides.support;
        assert_eq!((side.people, side.counted_people), (34.0, 12.0));
        assert_eq!(score.support, 2.67);
    }

    #[test]
    fn a_mixed_study_is_half_on_both_sides() {
        let score = problem(&[said(12, "mixed")]);
        assert_eq!(sums(&score), (1.5, 1.5, "contested"));
        let points = score.contributions[0].points;
        assert_eq!((points.support, points.against), (1.5, 1.5));
    }

    #[test]
    fn what_is_missing_is_assumed_and_no_age_is_without_end() {
        let support = |study: &str| problem(&[study.to_owned()]).support;
        let day = "date: 2026-07-01\nverdict: supported";
        // One of twelve people.
        assert_eq!(support(&format!("method: interview\n{day}")), 0.87);
        assert_eq!(support(&format!("method: interview\nn: 0\n{day}")), 0.87);
        assert_eq!(support(&format!("method: desk\n{day}")), 1.0);
        // A sixteenth of the weight, as after four half-lives.
        let undated = "method: interview\nn: 20\nverdict: supported";
        assert_eq!(support(undated), 0.19);
        assert_eq!(support(&format!("{undated}\ndate: 0001")), 0.19);
        assert_eq!(support(&format!("{undated}\ndate: 2030")), 3.0);
        let large = "method: interview\nn: 9000000000000000\ndate: 0001\nverdict: supported";
        assert_eq!(support(large), 0.19);
    }

    #[test]
    fn a_hint_of_what_people_do_does_not_make_strong() {
        let cap = |studies: &[String]| {
            let score = problem(studies);
            (score.support, score.sides.support.cap)
        };
        let all_said = [
            said(12, "supported"),
            study("survey", 100, 0, "supported"),
            study("workshop", 10, 0, "supported"),
        ];
        assert_eq!(cap(&all_said), (4.99, Some(ScoreCap::SaidOnly)));
        let with = |n| [&all_said[..], &[study("observation", n, 0, "supported")]].concat();
        // One person watched gives 0.95, two give 1.34.
        assert_eq!(cap(&with(1)), (4.99, Some(ScoreCap::SaidOnly)));
        assert_eq!(cap(&with(2)), (6.12, None));
        // What is seen against it does not lift the cap for it.
        let mut other = all_said.to_vec();
        other.push(study("observation", 10, 0, "refuted"));
        assert_eq!(cap(&other), (4.99, Some(ScoreCap::SaidOnly)));
    }

    #[test]
    fn a_handful_of_people_does_not_make_good() {
        let one_each = ["interview", "observation", "diary"].map(|m| study(m, 1, 0, "supported"));
        let score = problem(&one_each);
        assert_eq!(
            (score.support, score.word(&Config::default())),
            (2.49, ScoreWord::Some)
        );
        assert_eq!(score.sides.support.uncapped, 2.52);
        let four = scores(&[study("usability-test", 4, 0, "supported")]).solution;
        assert_eq!(four.sides.support.cap, Some(ScoreCap::FewPeople));
        let five = scores(&[study("usability-test", 5, 0, "supported")]).solution;
        assert_eq!((five.support, five.sides.support.cap), (3.0, None));
    }

    #[test]
    fn the_state_is_the_first_that_fits() {
        let state = |studies: &[String]| problem(studies).state.as_str();
        let none = "method: interview\nn: 20\ndate: 2026-07-01".to_owned();
        let unclear = said(12, "inconclusive");
        let hint = study("desk", 1, 1095, "supported");
        assert_eq!(state(&[]), "untested");
        assert_eq!(state(std::slice::from_ref(&none)), "no-verdict");
        assert_eq!(state(&[none, unclear.clone()]), "inconclusive");
        assert_eq!(state(&[unclear, hint]), "weak");
        assert_eq!(state(&[said(12, "supported")]), "supported");
        assert_eq!(state(&[said(12, "refuted")]), "refuted");
        let both = [said(12, "supported"), study("desk", 1, 0, "refuted")];
        assert_eq!(state(&both), "supported");
        let both = [said(12, "supported"), study("workshop", 10, 0, "refuted")];
        assert_eq!(state(&both), "contested");
    }

    #[test]
    fn twelve_interviews_stay_good_for_291_days() {
        let word =
            |days| problem(&[study("interview", 12, days, "supported")]).word(&Config::default());
        assert_eq!(word(291), ScoreWord::Good);
        assert_eq!(word(292), ScoreWord::Some);
    }

    #[test]
    fn a_displayed_number_never_contradicts_its_word() {
        let config = Config::default();
        let word = |v| {
            let word = ScoreWord::from_score(v, &config);
            (word.as_str(), rounded_for_display(v, &config))
        };
        assert_eq!(word(0.98), ("hint", 0.9));
        assert_eq!(word(1.0), ("some", 1.0));
        assert_eq!(word(2.49), ("some", 2.4));
        assert_eq!(word(2.5), ("good", 2.5));
        assert_eq!(word(3.26), ("good", 3.3));
        assert_eq!(word(4.99), ("good", 4.9));
        assert_eq!(word(5.0), ("strong", 5.0));
    }

    #[test]
    fn evidence_is_stale_when_its_limit_is_over() {
        let config = Config::default();
        let scores = scores(&[
            "method: desk\ndate: 2026-01-01\nresults: [{problem: p}, {problem: p, about: solution}]"
                .to_owned(),
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
