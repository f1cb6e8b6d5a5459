//! A line chart of readings over time, each with its interval, and the labels that have room.

use serde::Serialize;

use super::label::{Labels, PlacedLabel, Rect};
use super::scale::{Plot, Scale, Tick, line_path, round_ticks, round_to_tenth};

pub struct SeriesReading {
    /// Days since any date that is the same for all.
    pub day: Option<i64>,
    pub value: f64,
    pub low: Option<f64>,
    pub high: Option<f64>,
    /// How many letters the label of the value has, that of its day, and that of the number of answers.
    pub letters: [usize; 3],
}

#[derive(Debug, Serialize)]
pub struct Series {
    #[serde(flatten)]
    plot: Plot,
    /// A horizontal line for each round value.
    pub ticks: Vec<Tick>,
    pub points: Vec<SeriesPoint>,
    /// The `d` of the path through all points.
    pub path: String,
    /// The y coordinate of the target, and where its name stands.
    pub target: Option<f64>,
    pub target_label: Option<PlacedLabel>,
}

#[derive(Debug, Serialize)]
pub struct SeriesPoint {
    pub x: f64,
    pub y: f64,
    /// The y coordinates of the interval's ends; y grows downwards, so `low` is the larger number.
    pub low: Option<f64>,
    pub high: Option<f64>,
    /// Where the value, the day and the number of answers stand; `None` where there is no room.
    pub labels: [Option<PlacedLabel>; 3],
}

/// With room for the axis, for two lines of text below and for a label above.
const PLOT: Plot = Plot {
    width: 960.0,
    height: 308.0,
    left: 52.0,
    right: 955.0,
    top: 24.0,
    bottom: 262.0,
};

/// The approximate width of a letter of a value, and of one under the axis.
const LETTER_WIDTHS: [f64; 2] = [7.4, 6.6];
/// From the edges of the plot to the first and last reading, and between labels of the axis.
const INSET: f64 = 36.0;
const LABEL_GAP: f64 = 10.0;

/// Places the readings by their days; in their order, evenly spaced, if not all have one. `None` without any.
/// With the target comes how many letters its label has.
pub fn series(readings: &[SeriesReading], target: Option<(f64, usize)>) -> Option<Series> {
    let values = readings.iter().flat_map(|r| [Some(r.value), r.low, r.high]);
    let values = values.flatten().chain(target.map(|(value, _)| value));
    let all: Vec<f64> = values.filter(|value| value.is_finite()).collect();
    if readings.is_empty() || all.is_empty() {
        return None;
    }
    let low = all.iter().copied().fold(f64::INFINITY, f64::min);
    let high = all.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    // A single value still needs an axis around it.
    let margin = match low == high {
        true => low.abs().max(1.0) * 0.5,
        false => 0.0,
    };
    let ticks = round_ticks(low - margin, high + margin, 4);
    let y = PLOT.y(ticks[0], ticks[ticks.len() - 1]);
    let points = readings.iter().zip(x_coordinates(readings));
    let points = points.map(|(reading, x)| SeriesPoint {
        x,
        y: y.coordinate(reading.value),
        low: reading.low.map(|v| y.coordinate(v)),
        high: reading.high.map(|v| y.coordinate(v)),
        labels: [None, None, None],
    });
    let mut points: Vec<SeriesPoint> = points.collect();
    let target = target.map(|(value, letters)| (y.coordinate(value), letters));
    let target_label = place_labels(&mut points, readings, target);
    Some(Series {
        plot: PLOT,
        path: line_path(points.iter().map(|p| (p.x, p.y))),
        points,
        target: target.map(|(y, _)| y),
        target_label,
        ticks: y.ticks(ticks),
    })
}

fn x_coordinates(readings: &[SeriesReading]) -> Vec<f64> {
    let days: Option<Vec<i64>> = readings.iter().map(|reading| reading.day).collect();
    let days = days.unwrap_or_default();
    match (days.iter().min(), days.iter().max()) {
        (Some(first), Some(last)) if first < last => {
            let x = Scale {
                domain: (*first as f64, *last as f64),
                range: (PLOT.left + INSET, PLOT.right - INSET),
            };
            days.iter().map(|day| x.coordinate(*day as f64)).collect()
        }
        _ => {
            let step = (PLOT.right - PLOT.left) / readings.len() as f64;
            let at = |i: usize| round_to_tenth(PLOT.left + step * (i as f64 + 0.5));
            (0..readings.len()).map(at).collect()
        }
    }
}

/// The target gets its label first, then the newest reading, the oldest, and the others from the newest. Returns that of the
/// target.
fn place_labels(
    points: &mut [SeriesPoint],
    readings: &[SeriesReading],
    target: Option<(f64, usize)>,
) -> Option<PlacedLabel> {
    let mut values = Labels::within(Rect(PLOT.left, 0.0, PLOT.width, PLOT.bottom));
    let mut axis = Labels::within(Rect(0.0, PLOT.bottom, PLOT.width, PLOT.height));
    for point in points.iter() {
        values.avoid(Rect::around(point.x, point.y, 6.0));
        if let (Some(low), Some(high)) = (point.low, point.high) {
            values.avoid(Rect(point.x - 6.0, high, point.x + 6.0, low));
        }
    }
    // On the line of the target at its beginning, else between two readings.
    let target = target.and_then(|(y, letters)| {
        let right_of = points.iter().map(|point| point.x + 10.0);
        let places = [PLOT.left + 4.0].into_iter().chain(right_of);
        let places = places.flat_map(|x| [(x, y - 5.0, "start"), (x, y + 13.0, "start")]);
        values.place(letters as f64 * LETTER_WIDTHS[0], 1, places)
    });
    let last = points.len() - 1;
    let order = [last].into_iter().chain([0]).chain((1..last).rev());
    for i in order.take(points.len()) {
        let (x, y) = (points[i].x, points[i].y);
        // Where no line leaves the point.
        let rises = |other: Option<&SeriesPoint>| other.is_some_and(|other| other.y < y);
        let falls = |other: Option<&SeriesPoint>| other.is_some_and(|other| other.y > y);
        let (before, after) = (i.checked_sub(1).map(|i| &points[i]), points.get(i + 1));
        let mut places = [
            (rises(after), (x + 9.0, y - 9.0, "start")),
            (rises(before), (x - 9.0, y - 9.0, "end")),
            (falls(after), (x + 9.0, y + 17.0, "start")),
            (falls(before), (x - 9.0, y + 17.0, "end")),
        ];
        places.sort_by_key(|(is_crossed, _)| *is_crossed);
        let [value, day, n] = readings[i].letters.map(|letters| letters as f64);
        let places = places.map(|(_, place)| place);
        let under = |letters: f64| letters * LETTER_WIDTHS[1] + LABEL_GAP;
        points[i].labels = [
            values.place(value * LETTER_WIDTHS[0], 1, places),
            axis.place_on_axis(x, PLOT.bottom + 24.0, under(day)),
            axis.place_on_axis(x, PLOT.bottom + 39.0, under(n)),
        ];
    }
    target
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(value: f64, low: f64, high: f64) -> SeriesReading {
        SeriesReading {
            day: None,
            value,
            low: Some(low),
            high: Some(high),
            letters: [4, 16, 7],
        }
    }

    #[test]
    fn days_are_true_to_time_and_labels_never_overlap() {
        // Once a month, then three in one week.
        let days = (0..10).map(|month| month * 30).chain([300, 303, 306]);
        let readings = days.map(|day| SeriesReading {
            day: Some(day),
            ..reading(14.0 + (day % 7) as f64, 10.0, 22.0)
        });
        let readings: Vec<SeriesReading> = readings.collect();
        let points = series(&readings, Some((20.0, 9))).expect("a chart").points;
        let (first, last) = (PLOT.left + INSET, PLOT.right - INSET);
        assert_eq!((points[0].x, points[12].x), (first, last));
        assert!((points[5].x - (first + (last - first) * 150.0 / 306.0)).abs() < 0.1);
        for (which, letters) in [(1, 16.0), (2, 7.0)] {
            let labels = points.iter().filter_map(|p| p.labels[which].as_ref());
            let mut at: Vec<f64> = labels.map(|label| label.x).collect();
            let half = letters * LETTER_WIDTHS[1] / 2.0;
            assert!(at.len() > 4 && at[0] - half >= 0.0 && at[at.len() - 1] + half <= PLOT.width);
            at.sort_by(f64::total_cmp);
            assert!(at.windows(2).all(|pair| pair[1] - pair[0] > 2.0 * half));
        }
        let newest = &points[12].labels;
        assert!(newest.iter().all(Option::is_some), "{newest:?}");
    }

    #[test]
    fn larger_values_are_higher_and_all_points_are_inside_the_plot() {
        let readings = [reading(-2.0, -22.0, 18.0), reading(27.0, 9.0, 42.0)];
        let series = series(&readings, Some((30.0, 9))).expect("a chart");
        let [first, second] = &series.points[..] else {
            panic!("two points")
        };
        assert!(second.y < first.y && first.x < second.x);
        assert!(first.low > Some(first.y) && first.high < Some(first.y));
        let plot = PLOT.top..=PLOT.bottom;
        assert!(series.points.iter().all(|p| plot.contains(&p.y)));
        assert_eq!(
            series.path,
            format!("M{} {} L{} {}", first.x, first.y, second.x, second.y)
        );
        assert_eq!(series.ticks.iter().filter(|t| t.value == 0.0).count(), 1);
    }

    #[test]
    fn a_single_value_has_an_axis_and_no_value_has_no_chart() {
        let one = [SeriesReading {
            low: None,
            high: None,
            ..reading(5.0, 0.0, 0.0)
        }];
        let series_of_one = series(&one, None).expect("a chart");
        assert!(series_of_one.ticks.len() > 2);
        assert!(series(&[], Some((3.0, 8))).is_none());
    }
}
