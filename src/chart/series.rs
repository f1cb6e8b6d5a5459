//! A line chart of readings over time, each with its interval.

use serde::Serialize;

use super::scale::{Plot, Tick, line_path, round_ticks, round_to_tenth};

pub struct SeriesReading {
    pub value: f64,
    pub low: Option<f64>,
    pub high: Option<f64>,
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
    /// The y coordinate of the target.
    pub target: Option<f64>,
}

#[derive(Debug, Serialize)]
pub struct SeriesPoint {
    pub x: f64,
    pub y: f64,
    /// The y coordinates of the interval's ends; y grows downwards, so `low` is the larger number.
    pub low: Option<f64>,
    pub high: Option<f64>,
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

/// Places the readings in their order, evenly spaced. `None` without any.
pub fn series(readings: &[SeriesReading], target: Option<f64>) -> Option<Series> {
    let values = readings.iter().flat_map(|r| [Some(r.value), r.low, r.high]);
    let values = values.flatten().chain(target);
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
    let step = (PLOT.right - PLOT.left) / readings.len() as f64;
    let points = readings.iter().enumerate().map(|(i, reading)| SeriesPoint {
        x: round_to_tenth(PLOT.left + step * (i as f64 + 0.5)),
        y: y.coordinate(reading.value),
        low: reading.low.map(|v| y.coordinate(v)),
        high: reading.high.map(|v| y.coordinate(v)),
    });
    let points: Vec<SeriesPoint> = points.collect();
    Some(Series {
        plot: PLOT,
        path: line_path(points.iter().map(|p| (p.x, p.y))),
        points,
        target: target.map(|v| y.coordinate(v)),
        ticks: y.ticks(ticks),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(value: f64, low: f64, high: f64) -> SeriesReading {
        SeriesReading {
            value,
            low: Some(low),
            high: Some(high),
        }
    }

    #[test]
    fn larger_values_are_higher_and_all_points_are_inside_the_plot() {
        let readings = [reading(-2.0, -22.0, 18.0), reading(27.0, 9.0, 42.0)];
        let series = series(&readings, Some(30.0)).expect("a chart");
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
            value: 5.0,
            low: None,
            high: None,
        }];
        let series_of_one = series(&one, None).expect("a chart");
        assert!(series_of_one.ticks.len() > 2);
        assert!(series(&[], Some(3.0)).is_none());
    }
}
