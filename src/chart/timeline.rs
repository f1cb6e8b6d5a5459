//! A timeline of events as dots: larger for more people, stacked where they would overlap.

use serde::Serialize;

use super::label::{Labels, PlacedLabel, Rect};
use super::scale::{Scale, round_to_tenth};

pub struct TimelineEvent {
    /// Days since any date that is the same for all events and years, such as 1970.
    pub day: i64,
    /// How many people; it decides the size of the dot.
    pub weight: f64,
}

#[derive(Debug, Serialize)]
pub struct Timeline {
    pub width: f64,
    pub height: f64,
    /// The y coordinate of the axis, below all dots.
    pub base: f64,
    pub dots: Vec<TimelineDot>,
    pub years: Vec<Year>,
    /// The x coordinate of `now`, at most at the end of the axis, and where its name stands.
    pub now: f64,
    pub now_label: Option<PlacedLabel>,
}

#[derive(Debug, Serialize)]
pub struct TimelineDot {
    pub x: f64,
    pub y: f64,
    pub r: f64,
}

#[derive(Debug, Serialize)]
pub struct Year {
    pub year: i16,
    /// The x coordinate of its beginning, and where its number stands.
    pub x: f64,
    pub label: Option<PlacedLabel>,
}

const WIDTH: f64 = 960.0;
/// The approximate widths of the number of a year and of “today”.
const YEAR_WIDTH: f64 = 34.0;
const TODAY_WIDTH: f64 = 36.0;
const LANE_HEIGHT: f64 = 24.0;
const MAX_LANES: usize = 4;

/// `years` are all years shown, each with its first day; the last only ends the axis. The result keeps the order of
/// `dots`.
pub fn timeline(dots: &[TimelineEvent], years: &[(i16, i64)], now: i64) -> Option<Timeline> {
    let (first, last) = (years.first()?.1, years.last()?.1);
    let x = Scale {
        domain: (first as f64, last as f64),
        range: (6.0, WIDTH - 30.0),
    };
    let mut order: Vec<usize> = (0..dots.len()).collect();
    order.sort_by_key(|i| dots[*i].day);
    let mut lanes = [f64::NEG_INFINITY; MAX_LANES];
    let mut used_lanes = 1;
    let mut placed: Vec<(f64, usize, f64)> = vec![(0.0, 0, 0.0); dots.len()];
    for i in order {
        let at = x.coordinate(dots[i].day as f64);
        let r = round_to_tenth((4.5 + dots[i].weight.max(0.0).sqrt()).min(11.0));
        let lane = lanes.iter().position(|end| at - r > *end + 1.0);
        let lane = lane.unwrap_or(MAX_LANES - 1);
        lanes[lane] = at + r;
        used_lanes = used_lanes.max(lane + 1);
        placed[i] = (at, lane, r);
    }
    let base = 18.0 + LANE_HEIGHT * used_lanes as f64 + 8.0;
    let dots = placed.into_iter().map(|(x, lane, r)| TimelineDot {
        x,
        y: base - 18.0 - LANE_HEIGHT * lane as f64,
        r,
    });
    let mut axis = Labels::within(Rect(0.0, base, WIDTH, base + 22.0));
    let middles = years.windows(2).map(|pair| {
        let [from, to] = [pair[0].1, pair[1].1].map(|day| x.coordinate(day as f64));
        Year {
            year: pair[0].0,
            x: from,
            label: axis.place_on_axis((from + to) / 2.0, base + 16.0, YEAR_WIDTH),
        }
    });
    let now = x.coordinate(now.clamp(first, last) as f64);
    let mut over = Labels::within(Rect(0.0, 0.0, WIDTH, base));
    let places = [(now - 4.0, 18.0, "end"), (now + 4.0, 18.0, "start")];
    Some(Timeline {
        now_label: over.place(TODAY_WIDTH, 1, places),
        width: WIDTH,
        height: base + 22.0,
        base,
        dots: dots.collect(),
        years: middles.collect(),
        now,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dots_of_one_day_are_stacked() {
        let years = [(2023, 0), (2024, 365), (2025, 731)];
        let dot = |day, weight| TimelineEvent { day, weight };
        let dots = [dot(100, 9.0), dot(100, 5.0), dot(600, 1000.0)];
        let timeline = timeline(&dots, &years, 700).expect("a timeline");
        assert!(timeline.dots[1].y < timeline.dots[0].y);
        assert_eq!(timeline.dots[2].r, 11.0);
        assert!(timeline.now < timeline.width && timeline.years.len() == 2);
    }

    #[test]
    fn years_that_are_too_narrow_share_a_label_and_today_is_never_cut() {
        let years: Vec<(i16, i64)> = (0..60).map(|n| (1970 + n, i64::from(n) * 365)).collect();
        let timeline = timeline(&[], &years, 2).expect("a timeline");
        let labels = timeline.years.iter().filter_map(|year| year.label.as_ref());
        let at: Vec<f64> = labels.map(|label| label.x).collect();
        assert!(
            at.len() >= 18
                && at
                    .windows(2)
                    .all(|pair| pair[1] - pair[0] >= YEAR_WIDTH - 0.1)
        );
        assert_eq!(timeline.now_label.expect("a label").anchor, "start");
    }
}
