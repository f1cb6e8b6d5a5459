//! One validation as it counts on one axis of an entry: its people, what one of them weighs, and its share of the points.
//!
//! Knows nothing about other validations; [`super::method_sum`] puts the people of one method together.

use super::method_words::sample_noun;
use super::score_date::ScoreDate;
use super::validation::{ValidationMethod, Verdict};
use crate::config::{self, Axis, MethodClass};
use crate::graph::EntryId;
use crate::model::{Name, Period};
use crate::text::days_between;

/// The two sides of an axis: what speaks for it and what speaks against it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    For,
    Against,
}

/// A value for each side.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct BySide<T> {
    pub support: T,
    pub against: T,
}

/// One validation as it counts on one axis.
#[derive(Clone, Debug)]
pub struct Contribution {
    pub validation: EntryId,
    pub via: Via,
    pub verdict: Option<Verdict>,
    pub method: Name,
    pub class: MethodClass,
    /// As given.
    pub n: Option<f64>,
    /// `n`, or one person if it is missing or 0.
    pub people: f64,
    /// As precise as it is written; its first day counts.
    pub day: Option<Period>,
    /// 0 or more; `None` without a date.
    pub age_days: Option<i64>,
    /// What one person weighs, by age: `(2^(−age / half-life))²`. In a mixed study half of it is on each side.
    pub person_weight: f64,
    /// The people of it that count on each side: fewer than `people` where the sample is full without the others.
    pub counted_people: BySide<f64>,
    /// Its share of the points of its method on each side, not rounded.
    pub points: BySide<f64>,
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

impl Side {
    pub const BOTH: [Side; 2] = [Side::For, Side::Against];
}

impl<T> BySide<T> {
    pub fn get(&self, side: Side) -> &T {
        match side {
            Side::For => &self.support,
            Side::Against => &self.against,
        }
    }

    pub fn get_mut(&mut self, side: Side) -> &mut T {
        match side {
            Side::For => &mut self.support,
            Side::Against => &mut self.against,
        }
    }
}

impl Contribution {
    /// Without its points, which depend on the other validations of its method.
    pub(super) fn new(
        validation: EntryId,
        via: Via,
        verdict: Option<Verdict>,
        method: &ValidationMethod,
        axis: Axis,
        date: ScoreDate,
        config: &config::Evidence,
    ) -> Contribution {
        let age_days = method.day.as_ref().map(|day| match date {
            ScoreDate::IgnoreAge(_) => 0,
            _ => days_between(day.first, date.day()).max(0),
        });
        let given = method.n.filter(|n| *n > 0.0);
        Contribution {
            validation,
            via,
            verdict,
            method: method.name.clone(),
            class: method.class,
            n: method.n,
            people: given.unwrap_or(1.0),
            day: method.day.clone(),
            age_days,
            person_weight: person_weight(age_days, axis, config),
            counted_people: BySide::default(),
            points: BySide::default(),
        }
    }

    /// What one of its people weighs on a side; `None` if it says nothing on that side.
    pub fn weight_on(&self, side: Side) -> Option<f64> {
        match (self.verdict?, side) {
            (Verdict::Supported, Side::For) | (Verdict::Refuted, Side::Against) => {
                Some(self.person_weight)
            }
            (Verdict::Mixed, _) => Some(self.person_weight / 2.0),
            _ => None,
        }
    }

    /// Its points on both sides together.
    pub fn total_points(&self) -> f64 {
        self.points.support + self.points.against
    }

    /// Somebody who may have the problem was asked or watched; reading, and what experts think, ask none of them.
    pub fn asks_personas(&self) -> bool {
        self.class != MethodClass::Opinion && sample_noun(&self.method).0 != "source"
    }

    /// The number of people was not given; one is counted.
    pub fn has_assumed_sample(&self) -> bool {
        self.n.is_none_or(|n| n <= 0.0)
    }
}

/// What one person of this age weighs: `(2^(−age / half-life))²`, where no age counts as more than
/// `oldest_half_lives`, and a missing one as just that.
pub(super) fn person_weight(age_days: Option<i64>, axis: Axis, config: &config::Evidence) -> f64 {
    let half_life = config.half_life.of(axis);
    let oldest = config.oldest_half_lives;
    let half_lives = match age_days {
        // A half-life of 0 would divide 0 by 0.
        Some(0) => 0.0,
        Some(age) => (age as f64 / half_life).min(oldest),
        None => oldest,
    };
    (-2.0 * half_lives).exp2()
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
