//! A scatter plot with lines and one shaded area; the first points get labels where there is room.

use serde::Serialize;

use super::label::{LINE_HEIGHT, Labels, PlacedLabel, Rect, letters};
use super::scale::{Plot, Scale, Tick, line_path, round_ticks};

/// What is drawn: values in the units of the axes.
pub struct ScatterData<'a> {
    /// The lowest and highest value of each axis.
    pub x: (f64, f64),
    pub y: (f64, f64),
    /// The most important first: they get their labels first.
    pub points: &'a [(f64, f64)],
    /// The lines of the labels of the first points; the others have none.
    pub labels: &'a [Vec<String>],
    pub lines: &'a [[(f64, f64); 2]],
    pub area: &'a [(f64, f64)],
}

#[derive(Debug, Serialize)]
pub struct Scatter {
    #[serde(flatten)]
    plot: Plot,
    pub x_ticks: Vec<Tick>,
    pub y_ticks: Vec<Tick>,
    /// In the order of [`ScatterData::points`].
    pub points: Vec<ScatterPoint>,
    pub lines: Vec<ScatterLine>,
    /// The `d` of a path; empty without an area.
    pub area: String,
}

#[derive(Debug, Serialize)]
pub struct ScatterLine {
    pub path: String,
    /// The coordinates of its upper end.
    pub x: f64,
    pub y: f64,
}

#[derive(Debug, Serialize)]
pub struct ScatterPoint {
    pub x: f64,
    pub y: f64,
    pub label: Option<PointLabel>,
}

#[derive(Debug, Serialize)]
pub struct PointLabel {
    #[serde(flatten)]
    pub label: PlacedLabel,
    /// The `d` of a line from the point to a label that is not beside it.
    pub leader: Option<String>,
}

const PLOT: Plot = Plot {
    width: 820.0,
    height: 430.0,
    left: 40.0,
    right: 806.0,
    top: 26.0,
    bottom: 380.0,
};
/// The approximate width of a letter.
const LETTER_WIDTH: f64 = 6.6;
/// How far labels may stand from their points; all but the nearest have a line to them.
const LABEL_DISTANCES: [f64; 4] = [11.0, 28.0, 48.0, 72.0];

pub fn scatter(data: &ScatterData) -> Scatter {
    let (x, y) = (PLOT.x(data.x.0, data.x.1), PLOT.y(data.y.0, data.y.1));
    let place = |(a, b): &(f64, f64)| (x.coordinate(*a), y.coordinate(*b));
    let points: Vec<(f64, f64)> = data.points.iter().map(place).collect();
    let ticks = |scale: Scale| {
        let (low, high) = scale.domain;
        let values = round_ticks(low, high, 6).into_iter();
        scale.ticks(values.filter(|value| (low..=high).contains(value)))
    };
    let lines = data.lines.iter().map(|ends| {
        let ends = ends.map(|end| place(&end));
        let (x, y) = if ends[0].1 < ends[1].1 {
            ends[0]
        } else {
            ends[1]
        };
        let path = line_path(ends);
        ScatterLine { path, x, y }
    });
    let lines: Vec<ScatterLine> = lines.collect();
    let labels = place_labels(&points, data.labels, &lines);
    let points = points.iter().zip(labels);
    Scatter {
        plot: PLOT,
        x_ticks: ticks(x),
        y_ticks: ticks(y),
        lines,
        area: match data.area {
            [] => String::new(),
            area => line_path(area.iter().map(place)) + "Z",
        },
        points: points
            .map(|(&(x, y), label)| ScatterPoint { x, y, label })
            .collect(),
    }
}

/// Places labels beside their points, else farther off with a line to the point, where they cover neither a point nor an
/// earlier label.
fn place_labels(
    points: &[(f64, f64)],
    texts: &[Vec<String>],
    lines: &[ScatterLine],
) -> Vec<Option<PointLabel>> {
    let mut labels = Labels::within(Rect(PLOT.left, PLOT.top, PLOT.right, PLOT.bottom));
    for (x, y) in points {
        labels.avoid(Rect::around(*x, *y, 8.0));
    }
    // The name of a line stands above its end.
    for line in lines {
        labels.avoid(Rect(line.x - 80.0, line.y - 18.0, line.x, line.y - 4.0));
    }
    let texts = texts
        .iter()
        .map(Vec::as_slice)
        .chain(std::iter::repeat(&[][..]));
    let place = |(&(x, y), lines): (&(f64, f64), &[String])| {
        let width = lines.iter().map(|line| letters(line)).fold(0.0, f64::max) * LETTER_WIDTH;
        let places = LABEL_DISTANCES.into_iter();
        let mut places = places.flat_map(|distance| {
            let around = places_around(x, y, distance, lines.len());
            around.map(|place| (distance, place))
        });
        let found = places.find_map(|(distance, place)| {
            let label = labels.place(width, lines.len(), [place])?;
            Some((distance > LABEL_DISTANCES[0], label))
        });
        let (is_far, label) = found.filter(|_| width > 0.0)?;
        let leader = is_far.then(|| {
            let (to_x, to_y) = label_edge(&label, y, lines.len());
            // No other label comes between.
            let (left, right) = (x.min(to_x) - 3.0, x.max(to_x) + 3.0);
            labels.avoid(Rect(left, y.min(to_y), right, y.max(to_y)));
            line_path([(x, y), (to_x, to_y)])
        });
        Some(PointLabel { label, leader })
    };
    points.iter().zip(texts).map(place).collect()
}

/// Right, left, above, below, then the four corners.
fn places_around(x: f64, y: f64, distance: f64, lines: usize) -> [(f64, f64, &'static str); 8] {
    let more = LINE_HEIGHT * (lines.max(1) - 1) as f64;
    let slant = distance * 0.75;
    let (beside, over, under) = (
        y + 4.0 - more / 2.0,
        y - distance - more,
        y + distance + 9.0,
    );
    let (upper, lower) = (y - slant - more, y + slant + 9.0);
    [
        (x + distance, beside, "start"),
        (x - distance, beside, "end"),
        (x, over, "middle"),
        (x, under, "middle"),
        (x + slant, upper, "start"),
        (x - slant, upper, "end"),
        (x + slant, lower, "start"),
        (x - slant, lower, "end"),
    ]
}

/// The end of a line from a point at the height `y` to its label.
fn label_edge(label: &PlacedLabel, y: f64, lines: usize) -> (f64, f64) {
    let more = LINE_HEIGHT * (lines.max(1) - 1) as f64;
    let middle = label.y - 4.0 + more / 2.0;
    match label.anchor {
        "start" => (label.x - 2.0, middle),
        "end" => (label.x + 2.0, middle),
        _ if label.y < y => (label.x, label.y + more + 3.0),
        _ => (label.x, label.y - 11.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn data<'a>(points: &'a [(f64, f64)], labels: &'a [Vec<String>]) -> ScatterData<'a> {
        ScatterData {
            x: (4.0, 10.0),
            y: (0.0, 10.0),
            points,
            labels,
            lines: &[[(6.0, 0.0), (10.0, 8.0)]],
            area: &[(6.0, 0.0), (10.0, 0.0), (10.0, 8.0)],
        }
    }

    #[test]
    fn x_grows_to_the_right_and_y_upwards() {
        let map = scatter(&data(&[(4.0, 0.0), (10.0, 10.0)], &[]));
        let at: Vec<(f64, f64)> = map.points.iter().map(|p| (p.x, p.y)).collect();
        assert_eq!(at, [(PLOT.left, PLOT.bottom), (PLOT.right, PLOT.top)]);
        assert_eq!(map.lines[0].path, "M295.3 380 L806 96.8");
        assert_eq!((map.lines[0].x, map.lines[0].y), (806.0, 96.8));
        assert_eq!(map.area, "M295.3 380 L806 380 L806 96.8Z");
        let ticks: Vec<f64> = map.x_ticks.iter().map(|t| t.value).collect();
        assert_eq!(ticks, [4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0]);
    }

    #[test]
    fn labels_stay_inside_and_cover_nothing() {
        let texts: Vec<Vec<String>> = (0..9)
            .map(|n| {
                vec![
                    format!("the {n}th problem has"),
                    "a title of two lines".into(),
                ]
            })
            .collect();
        // At every edge, and many around one spot.
        let mut points = vec![(4.0, 0.0), (10.0, 10.0), (10.0, 0.1), (4.0, 9.9)];
        points.extend([(8.0, 5.0), (8.0, 5.0), (8.0, 5.5), (8.0, 4.5), (8.3, 5.0)]);
        let map = scatter(&data(&points, &texts));
        let mut areas: Vec<[f64; 4]> = vec![];
        for point in &map.points {
            let label = &point.label.as_ref().expect("room for all").label;
            let width = 20.0 * LETTER_WIDTH;
            let left = match label.anchor {
                "start" => label.x,
                "end" => label.x - width,
                _ => label.x - width / 2.0,
            };
            let area = [left, label.y - 10.0, left + width, label.y + 16.0];
            assert!(area[0] >= PLOT.left && area[2] <= PLOT.right, "{label:?}");
            assert!(area[1] >= PLOT.top && area[3] <= PLOT.bottom, "{label:?}");
            let covers =
                |b: &[f64; 4]| area[0] < b[2] && b[0] < area[2] && area[1] < b[3] && b[1] < area[3];
            assert!(!areas.iter().any(covers), "{label:?}");
            assert!(!map.points.iter().any(|p| covers(&[p.x, p.y, p.x, p.y])));
            areas.push(area);
        }
        // One that stands apart has a line to its point.
        assert!(
            map.points[0]
                .label
                .as_ref()
                .is_some_and(|label| label.leader.is_none())
        );
        assert!(
            map.points
                .iter()
                .any(|p| p.label.as_ref().is_some_and(|label| label.leader.is_some()))
        );
    }
}
