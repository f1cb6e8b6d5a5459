//! What would raise a score: the smallest validation of today that lifts its support to a bar and holds it there.

use jiff::civil::Date;

use super::contribution::{Side, person_weight};
use super::method_sum::{MethodSide, People};
use super::score::{Score, ScoreWord, SideSum, State};
use crate::config::{Config, Method, MethodClass};
use crate::model::Name;
use crate::text::days_between;

/// How long a bar should hold after the validation, in days.
const HOLD_DAYS: i64 = 90;

/// What would raise the support of a score.
#[derive(Clone, Debug, PartialEq)]
pub enum Advice {
    /// It is strong, or over the bar.
    NothingNeeded,
    /// It is contested or refuted: more of the same does not change that.
    Disagreement,
    /// The settings let no method be suggested for this axis.
    NoMethod,
    /// A validation that lifts it to the bar.
    Enough(NextValidation),
    /// No single validation does; this one raises it most.
    Most(NextValidation),
}

/// A supporting validation of today.
#[derive(Clone, Debug, PartialEq)]
pub struct NextValidation {
    pub method: Name,
    pub class: MethodClass,
    pub participants: u64,
    /// The new support, 0–10, and its word.
    pub support: f64,
    pub word: ScoreWord,
    /// The days for which it holds the bar, or without one the word, if they are fewer than 90.
    pub days: Option<i64>,
}

impl Score {
    /// What lifts the support to its next word, or to `bar` if that is given.
    ///
    /// Tries each method that is about this axis, not of class opinion and not in `never_suggested`, with the fewest
    /// people that are no small sample up to its full sample. The fewest people win, then class do, then the order of
    /// the settings.
    pub fn advice(&self, bar: Option<f64>, config: &Config) -> Advice {
        let given = bar;
        let next_word = ScoreWord::from_score(self.support, config).next_higher();
        let bar = given.unwrap_or(next_word.map_or(f64::INFINITY, |word| word.limit(config)));
        match self.state {
            State::Contested | State::Refuted => return Advice::Disagreement,
            _ if self.support >= bar || bar.is_infinite() => return Advice::NothingNeeded,
            _ => {}
        }
        let today = Outlook::new(self, 0, config);
        let later = Outlook::new(self, HOLD_DAYS, config);
        // A bar is reached when studies against it do not make it contested either.
        let ratio = config.evidence.ratio;
        let is_over = |bar: f64, outlook: &Outlook, name: &str, method: &Method, n: f64| {
            let [support, against] = outlook.sides_with(name, method, n);
            support >= bar && support >= ratio * against
        };
        let reaches = |name: &str, method: &Method, n: f64| is_over(bar, &today, name, method, n);
        let holds = |name: &str, method: &Method, n: f64| {
            reaches(name, method, n) && is_over(bar, &later, name, method, n)
        };
        let propose = |(name, method, n): (&str, &Method, f64)| {
            let [support, _] = today.sides_with(name, method, n);
            NextValidation {
                method: name.into(),
                class: method.class,
                participants: n as u64,
                support,
                word: ScoreWord::from_score(support, config),
                days: None,
            }
        };
        let holding = || self.fewest_people(config, holds);
        if let Some(found) = holding().or_else(|| self.fewest_people(config, reaches)) {
            let next = propose(found);
            let (name, method, n) = found;
            // The word that is named may be higher than the next one, and be lost before it.
            let bar = given.unwrap_or(next.word.limit(config));
            let is_held = |outlook: &Outlook| is_over(bar, outlook, name, method, n);
            let is_lost = |days: i64| !is_held(&Outlook::new(self, days, config));
            let days = (!is_held(&later)).then(|| partition_point(0, HOLD_DAYS, is_lost) - 1);
            return Advice::Enough(NextValidation { days, ..next });
        }
        let full = self.proposable_methods(config).map(|(name, method)| {
            let n = method.n_full.ceil();
            (today.sides_with(name, method, n)[0], (name, method, n))
        });
        let most = full.reduce(|best, next| if next.0 > best.0 { next } else { best });
        most.map_or(Advice::NoMethod, |(_, found)| Advice::Most(propose(found)))
    }

    fn proposable_methods<'c>(
        &self,
        config: &'c Config,
    ) -> impl Iterator<Item = (&'c str, &'c Method)> {
        let (axis, settings) = (self.axis, &config.evidence);
        settings.methods.iter().filter(move |(name, method)| {
            method.about == axis
                && method.class != MethodClass::Opinion
                && !settings.never_suggested.iter().any(|never| never == name)
        })
    }

    /// The method that needs the fewest people, and how many.
    fn fewest_people<'c>(
        &self,
        config: &'c Config,
        is_enough: impl Fn(&str, &Method, f64) -> bool,
    ) -> Option<(&'c str, &'c Method, f64)> {
        let mut best: Option<(&str, &Method, f64)> = None;
        for (name, method) in self.proposable_methods(config) {
            let most = method.n_full.ceil();
            let fewest = (method.n_full / config.evidence.small_sample)
                .ceil()
                .clamp(1.0, most.max(1.0));
            // A method that cannot beat the best so far is not tried.
            let most = match best {
                Some((_, of_best, n)) => {
                    let wins_tie =
                        method.class == MethodClass::Do && of_best.class != MethodClass::Do;
                    most.min(if wins_tie { n } else { n - 1.0 })
                }
                None => most,
            };
            if most < fewest || !is_enough(name, method, most) {
                continue;
            }
            let n = partition_point(fewest as i64, most as i64, |n| {
                is_enough(name, method, n as f64)
            });
            best = Some((name, method, n as f64));
        }
        best
    }
}

/// The first number from `low` on for which `holds`; `high` if it holds for none before.
fn partition_point(mut low: i64, mut high: i64, holds: impl Fn(i64) -> bool) -> i64 {
    while low < high {
        let middle = low + (high - low) / 2;
        match holds(middle) {
            true => high = middle,
            false => low = middle + 1,
        }
    }
    low
}

/// Both sides of a score some days later, with one more validation.
struct Outlook<'a> {
    score: &'a Score,
    day: Date,
    config: &'a Config,
    /// The methods without the new validation.
    methods: Vec<(&'a str, MethodClass, [MethodSide; 2])>,
}

impl<'a> Outlook<'a> {
    fn new(score: &'a Score, days: i64, config: &'a Config) -> Outlook<'a> {
        let mut outlook = Outlook {
            score,
            day: score.as_of.saturating_add(jiff::Span::new().days(days)),
            config,
            methods: vec![],
        };
        let methods = score.methods.iter().filter_map(|sum| {
            let method = config.evidence.methods.get(&sum.method)?;
            let sides = match days {
                0 => [sum.sides.support, sum.sides.against],
                _ => outlook.sides(&sum.method, method, None),
            };
            Some((&*sum.method, sum.class, sides))
        });
        outlook.methods = methods.collect();
        outlook
    }

    /// Both sides of one method, with so many more people that are asked on the day of the score and say yes.
    fn sides(&self, name: &str, method: &Method, more: Option<f64>) -> [MethodSide; 2] {
        let settings = &self.config.evidence;
        let weight = |day: Option<Date>| {
            let age = day.map(|day| days_between(day, self.day).max(0));
            person_weight(age, self.score.axis, settings)
        };
        let people = |side, more: Option<f64>| {
            let of_method = self.score.contributions.iter();
            let of_method = of_method.filter(|c| &*c.method == name);
            let aged = of_method.filter_map(|c| {
                let half_if_mixed = c.weight_on(side)? / c.person_weight;
                let day = c.day.as_ref().map(|day| day.first);
                Some((half_if_mixed * weight(day), c.people))
            });
            let new = more.map(|n| (weight(Some(self.score.as_of)), n));
            People::collect(aged.chain(new))
        };
        let (own, other) = (people(Side::For, more), people(Side::Against, None));
        [
            MethodSide::new(method, &own, &other, settings),
            MethodSide::new(method, &other, &own, settings),
        ]
    }

    /// The values for and against with that validation.
    fn sides_with(&self, name: &str, method: &Method, n: f64) -> [f64; 2] {
        let new = (name, method.class, self.sides(name, method, Some(n)));
        let others = self.methods.iter().filter(|(other, ..)| *other != name);
        let all = || others.clone().chain([&new]);
        [0, 1].map(|side| {
            let of_side =
                all().map(|(_, class, sides)| (*class, sides[side].points, sides[side].people));
            SideSum::new(of_side, &self.config.evidence).value
        })
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::{Date, date};

    use super::*;
    use crate::evidence::fixture::{graph_from_text, id_of};
    use crate::evidence::score;

    const DAY: Date = date(2026, 7, 1);

    /// The advice for a problem with these studies, on the axis that they are about.
    fn advice(studies: &[&str], bar: Option<f64>) -> String {
        let mut text = ">>> problems/p.md\ntitle: P\n".to_owned();
        for (i, study) in studies.iter().enumerate() {
            text += &format!(">>> validations/s{i}.md\nproblems: p\n{study}\n");
        }
        let graph = graph_from_text(&text);
        let config = Config::default();
        let evidence = score(&graph, &config, DAY);
        let scores = evidence.problems.get(&id_of(&graph, "p")).unwrap();
        let study = |next: NextValidation| {
            let days = next
                .days
                .map_or(String::new(), |days| format!(" for {days} days"));
            let word = next.word.as_str();
            format!(
                "{} {} {word} {}{days}",
                next.method, next.participants, next.support
            )
        };
        let score = match scores.solution.contributions.is_empty() {
            true => &scores.problem,
            false => &scores.solution,
        };
        match score.advice(bar, &config) {
            Advice::NothingNeeded => "nothing".into(),
            Advice::Disagreement => "disagreement".into(),
            Advice::NoMethod => "no method".into(),
            Advice::Enough(next) => study(next),
            Advice::Most(next) => format!("most: {}", study(next)),
        }
    }

    #[test]
    fn the_fewest_people_that_reach_the_next_word_are_named() {
        // Of interviews, observation and diary with three people, class do comes first, then the order of the table.
        assert_eq!(advice(&[], None), "observation 3 some 1.64");
        let talks = "method: interview\nn: 8\ndate: 2026-04-02\nverdict: supported";
        assert_eq!(advice(&[talks], None), "observation 3 good 3.58");
        assert_eq!(advice(&[talks], Some(2.5)), "observation 3 good 3.58");
        let watched = "method: observation\nn: 10\ndate: 2026-07-01\nverdict: supported";
        assert_eq!(advice(&[talks, watched], None), "diary 3 strong 5.5");
        assert_eq!(advice(&[talks, watched], Some(2.5)), "nothing");
    }

    #[test]
    fn where_the_bar_is_not_held_for_long_the_days_are_named() {
        // Three points of ten people are 2.99 after a week.
        let found = advice(&[], Some(2.99));
        assert_eq!(found, "observation 10 good 3 for 7 days");
    }

    #[test]
    fn the_named_word_is_the_one_that_must_hold() {
        // A hint of 0.9 becomes good at once and does not stay it; some would have held.
        let hint = "method: launch\nn: 9\ndate: 2026-06-30\nverdict: supported";
        assert_eq!(
            advice(&[hint], None),
            "usability-test 2 good 2.63 for 28 days"
        );
        assert_eq!(advice(&[hint], Some(1.0)), "usability-test 2 good 2.63");
    }

    #[test]
    fn where_no_study_is_enough_the_one_that_raises_it_most_is_named() {
        assert_eq!(advice(&[], Some(5.0)), "most: interview 12 good 3");
    }

    #[test]
    fn a_word_that_studies_against_it_would_deny_is_not_promised() {
        // Three watched people give 1.64, less than twice the 0.89 against it; four give 1.9.
        let no = "method: survey\nn: 20\ndate: 2026-06-25\nverdict: refuted";
        assert_eq!(advice(&[no], None), "observation 4 some 1.9");
    }

    #[test]
    fn disagreement_is_not_settled_by_one_more() {
        let yes = "method: interview\nn: 12\ndate: 2026-07-01\nverdict: supported";
        let no = "method: interview\nn: 12\ndate: 2026-07-01\nverdict: refuted";
        assert_eq!(advice(&[yes, no], None), "disagreement");
        assert_eq!(advice(&[no], Some(2.5)), "disagreement");
    }
}
