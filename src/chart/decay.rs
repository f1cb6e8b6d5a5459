//! Curves of exponential decay: values that halve in each half-life.

use serde::Serialize;

use super::label::{Labels, PlacedLabel, Rect};
use super::scale::{Plot, Tick, line_path, round_ticks};

#[derive(Debug, Serialize)]
pub struct Decay {
    #[serde(flatten)]
    plot: Plot,
    pub ticks: Vec<Tick>,
    pub curves: Vec<DecayCurve>,
    /// The x coordinate of `age`.
    pub today: f64,
    /// Under the axis: the first day, today and the last; `None` where there is no room.
    pub days: [Option<PlacedLabel>; 3],
}

#[derive(Debug, Serialize)]
pub struct DecayCurve {
    pub path: String,
    /// The y coordinate at `age`, and where the points of that day stand.
    pub y: f64,
    pub label: Option<PlacedLabel>,
}

const PLOT: Plot = Plot {
    width: 500.0,
    height: 142.0,
    left: 34.0,
    right: 480.0,
    top: 14.0,
    bottom: 120.0,
};
const STEPS: usize = 24;
/// The approximate widths of “9.5 for the problem”, of “today” and of a month.
const POINTS_WIDTH: f64 = 125.0;
const TODAY_WIDTH: f64 = 36.0;
const MONTH_WIDTH: f64 = 62.0;

/// `curves` are values on day 0 and half-lives in days, drawn over `days` days; `age` is today. `None` if all are 0.
pub fn decay(curves: &[(f64, f64)], age: f64, days: f64) -> Option<Decay> {
    let highest = curves.iter().map(|(start, _)| *start).fold(0.0, f64::max);
    if highest <= 0.0 || days <= 0.0 {
        return None;
    }
    let ticks = round_ticks(0.0, highest, 3);
    let (x, y) = (PLOT.x(0.0, days), PLOT.y(0.0, ticks[ticks.len() - 1]));
    let value_on = |start: f64, half_life: f64, day: f64| match day > 0.0 {
        true => start * (-day / half_life).exp2(),
        false => start,
    };
    let curve = |&(start, half_life): &(f64, f64)| {
        let y_on = |day| y.coordinate(value_on(start, half_life, day));
        let days = (0..=STEPS).map(|i| days * i as f64 / STEPS as f64);
        DecayCurve {
            path: line_path(days.map(|day| (x.coordinate(day), y_on(day)))),
            y: y_on(age),
            label: None,
        }
    };
    let mut curves: Vec<DecayCurve> = curves.iter().map(curve).collect();
    let today = x.coordinate(age.min(days));
    let mut points = Labels::within(Rect(PLOT.left, 0.0, PLOT.width, PLOT.bottom));
    for curve in &mut curves {
        let (right, left, over, under) = (today + 9.0, today - 9.0, curve.y - 6.0, curve.y + 15.0);
        let places = [
            (right, over, "start"),
            (left, under, "end"),
            (right, under, "start"),
            (left, over, "end"),
        ];
        curve.label = points.place(POINTS_WIDTH, 1, places);
    }
    let mut axis = Labels::within(Rect(0.0, PLOT.bottom, PLOT.width, PLOT.height));
    let mut place = |x, width| axis.place_on_axis(x, PLOT.bottom + 17.0, width);
    let label_of_today = place(today, TODAY_WIDTH);
    let first = place(PLOT.left, MONTH_WIDTH);
    let last = place(PLOT.right, MONTH_WIDTH);
    Some(Decay {
        days: [first, label_of_today, last],
        plot: PLOT,
        ticks: y.ticks(ticks.into_iter().filter(|value| *value > 0.0)),
        curves,
        today,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_one_half_life_half_of_the_value_is_left() {
        let decay = decay(&[(2.0, 365.0)], 365.0, 730.0).expect("a curve");
        let top = &decay.ticks[decay.ticks.len() - 1];
        assert_eq!(top.value, 2.0);
        assert_eq!(decay.curves[0].y, (PLOT.bottom + top.at) / 2.0);
        assert_eq!(decay.today, (PLOT.left + PLOT.right) / 2.0);
        assert!(super::decay(&[(0.0, 365.0)], 1.0, 2.0).is_none());
    }

    #[test]
    fn labels_of_the_last_days_stay_inside() {
        let decay = decay(&[(2.0, 365.0), (1.9, 365.0)], 729.0, 730.0).expect("curves");
        let [first, today, last] = &decay.days;
        assert!(today.is_some() && first.is_some() && last.is_none());
        let [a, b] = [0, 1].map(|i| decay.curves[i].label.as_ref().expect("room"));
        assert_eq!((a.anchor, b.anchor), ("end", "end"));
        assert!((a.y - b.y).abs() >= 13.0);
    }
}
