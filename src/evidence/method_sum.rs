//! The points of one method on one axis: the people of all its validations speak together.
//!
//! `E_for = min(cap, W · √(F*/n_full · F/(F + A)))`, where F and A are the summed weights of all people for and against,
//! and F* is the part of F by the `n_full` people that weigh most. So the weight of a method is the most that it can
//! tell, however many validations it is split into.

use super::contribution::{BySide, Contribution, Side};
use crate::config::{self, Method, MethodClass};
use crate::model::Name;

/// What one method tells on one axis, on both sides.
#[derive(Clone, Debug)]
pub struct MethodSum {
    pub method: Name,
    pub class: MethodClass,
    /// The most that it can tell, 0–10.
    pub weight: f64,
    /// The number of people at which it has told what it can.
    pub n_full: f64,
    pub sides: BySide<MethodSide>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct MethodSide {
    /// All people on this side, and those that count: at most `n_full`.
    pub people: f64,
    pub counted_people: f64,
    /// The summed weights of all of them (F) and of those that count (F*).
    pub weight: f64,
    pub counted_weight: f64,
    /// Its points (E), not rounded.
    pub points: f64,
}

/// The people of one side by weight, the heaviest first; people of equal weight are one group.
#[derive(Clone, Debug, Default)]
pub(super) struct People(Vec<WeightGroup>);

#[derive(Clone, Copy, Debug)]
struct WeightGroup {
    weight: f64,
    people: f64,
}

impl People {
    pub fn collect(groups: impl Iterator<Item = (f64, f64)>) -> People {
        let mut all: Vec<WeightGroup> = groups
            .map(|(weight, people)| WeightGroup { weight, people })
            .collect();
        all.sort_by(|a, b| b.weight.total_cmp(&a.weight));
        all.dedup_by(|next, kept| {
            let is_same = next.weight == kept.weight;
            if is_same {
                kept.people += next.people;
            }
            is_same
        });
        People(all)
    }

    pub fn count(&self) -> f64 {
        sum(self.0.iter().map(|group| group.people))
    }

    fn weight(&self) -> f64 {
        sum(self.0.iter().map(|group| group.weight * group.people))
    }

    /// How many of each group are among the `n` people that weigh most.
    fn heaviest(&self, n: f64) -> impl Iterator<Item = (WeightGroup, f64)> {
        let mut left = n;
        self.0.iter().map(move |group| {
            let counted = group.people.min(left);
            left -= counted;
            (*group, counted)
        })
    }

    /// The part of the people of this weight that counts, 0–1.
    fn counted_share(&self, weight: f64, n_full: f64) -> f64 {
        let mut groups = self.heaviest(n_full);
        let found = groups.find(|(group, _)| group.weight == weight);
        found.map_or(0.0, |(group, counted)| counted / group.people)
    }
}

/// 0 for nothing, where the sum of the standard library is −0.
fn sum(values: impl Iterator<Item = f64>) -> f64 {
    values.fold(0.0, |sum, value| sum + value)
}

impl MethodSide {
    pub(super) fn new(
        method: &Method,
        own: &People,
        other: &People,
        config: &config::Evidence,
    ) -> MethodSide {
        let weight = own.weight();
        let heaviest = || own.heaviest(method.n_full);
        let counted_weight = sum(heaviest().map(|(group, n)| group.weight * n));
        let share = match weight > 0.0 {
            true => weight / (weight + other.weight()),
            false => 0.0,
        };
        let points = method.weight * (counted_weight / method.n_full * share).sqrt();
        MethodSide {
            people: own.count(),
            counted_people: sum(heaviest().map(|(_, n)| n)),
            weight,
            counted_weight,
            points: points.min(config.cap),
        }
    }
}

/// The people of the validations of one method on one side.
pub(super) fn people_on(contributions: &[Contribution], method: &str, side: Side) -> People {
    let of_method = contributions.iter().filter(|c| &*c.method == method);
    People::collect(of_method.filter_map(|c| Some((c.weight_on(side)?, c.people))))
}

/// The sum of each method that gives a verdict, in the order of the settings, and gives each contribution its share.
pub(super) fn sum_by_method(
    contributions: &mut [Contribution],
    config: &config::Evidence,
) -> Vec<MethodSum> {
    let mut sums = Vec::new();
    for (name, method) in config.methods.iter() {
        if !contributions.iter().any(|c| &*c.method == name) {
            continue;
        }
        let people = BySide {
            support: people_on(contributions, name, Side::For),
            against: people_on(contributions, name, Side::Against),
        };
        if people.support.0.is_empty() && people.against.0.is_empty() {
            continue;
        }
        let (own, other) = (&people.support, &people.against);
        let sides = BySide {
            support: MethodSide::new(method, own, other, config),
            against: MethodSide::new(method, other, own, config),
        };
        for c in contributions.iter_mut().filter(|c| &*c.method == name) {
            for side in Side::BOTH {
                let Some(weight) = c.weight_on(side) else {
                    continue;
                };
                let counted = c.people * people.get(side).counted_share(weight, method.n_full);
                let MethodSide {
                    points,
                    counted_weight,
                    ..
                } = *sides.get(side);
                *c.counted_people.get_mut(side) = counted;
                *c.points.get_mut(side) = match counted_weight > 0.0 {
                    true => points * (counted * weight / counted_weight),
                    false => 0.0,
                };
            }
        }
        sums.push(MethodSum {
            method: name.into(),
            class: method.class,
            weight: method.weight,
            n_full: method.n_full,
            sides,
        });
    }
    sums
}
