//! Curves of exponential decay: values that halve in each half-life.

use serde::Serialize;

use super::scale::{Scale, line_path, round_ticks};

#[derive(Debug, Serialize)]
pub struct Decay {
    pub width: f64,
    pub height: f64,
    pub left: f64,
    pub right: f64,
    pub base: f64,
    pub ticks: Vec<(f64, f64)>,
    pub curves: Vec<DecayCurve>,
    /// The x coordinate of `age`.
    pub today: f64,
}

#[derive(Debug, Serialize)]
pub struct DecayCurve {
    pub path: String,
    /// The y coordinate at `age`.
    pub y: f64,
}

const WIDTH: f64 = 500.0;
const BASELINE: f64 = 120.0;
const LEFT: f64 = 34.0;
const RIGHT: f64 = 480.0;
const STEPS: usize = 24;

/// `curves` are values on day 0 and half-lives in days, drawn over `days` days; `age` is today. `None` if all are 0.
pub fn decay(curves: &[(f64, f64)], age: f64, days: f64) -> Option<Decay> {
    let highest = curves.iter().map(|(start, _)| *start).fold(0.0, f64::max);
    if highest <= 0.0 || days <= 0.0 {
        return None;
    }
    let ticks = round_ticks(0.0, highest, 3);
    let y = Scale {
        domain: (0.0, ticks[ticks.len() - 1]),
        range: (BASELINE, 14.0),
    };
    let x = Scale {
        domain: (0.0, days),
        range: (LEFT, RIGHT),
    };
    let value_on = |start: f64, half_life: f64, day: f64| match day > 0.0 {
        true => start * (-day / half_life).exp2(),
        false => start,
    };
    let curve = |&(start, half_life): &(f64, f64)| DecayCurve {
        path: line_path((0..=STEPS).map(|i| {
            let day = days * i as f64 / STEPS as f64;
            (
                x.coordinate(day),
                y.coordinate(value_on(start, half_life, day)),
            )
        })),
        y: y.coordinate(value_on(start, half_life, age)),
    };
    Some(Decay {
        width: WIDTH,
        height: 142.0,
        left: LEFT,
        right: RIGHT,
        base: BASELINE,
        ticks: ticks
            .into_iter()
            .filter(|v| *v > 0.0)
            .map(|v| (y.coordinate(v), v))
            .collect(),
        curves: curves.iter().map(curve).collect(),
        today: x.coordinate(age.min(days)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_one_half_life_half_of_the_value_is_left() {
        let decay = decay(&[(2.0, 365.0)], 365.0, 730.0).expect("a curve");
        let (top, whole) = decay.ticks[decay.ticks.len() - 1];
        assert_eq!(whole, 2.0);
        assert_eq!(decay.curves[0].y, (decay.base + top) / 2.0);
        assert_eq!(decay.today, (decay.left + decay.right) / 2.0);
        assert!(super::decay(&[(0.0, 365.0)], 1.0, 2.0).is_none());
    }
}
