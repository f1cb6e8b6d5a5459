//! A scatter plot with lines and one shaded area; the first points get labels where there is room.

use serde::Serialize;

use super::scale::{Plot, Scale, Tick, line_path, round_ticks, round_to_tenth};

/// What is drawn: values in the units of the axes.
pub struct ScatterData<'a> {
    /// The lowest and highest value of each axis.
    pub x: (f64, f64),
    pub y: (f64, f64),
    /// The most important first: they get their labels first.
    pub points: &'a [(f64, f64)],
    /// The labels of the first points; the others have none.
    pub labels: &'a [String],
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
    pub label: Option<PlacedLabel>,
}

#[derive(Debug, Serialize)]
pub struct PlacedLabel {
    pub x: f64,
    pub y: f64,
    /// `text-anchor` of SVG: `start`, `middle` or `end`.
    pub anchor: &'static str,
}

const PLOT: Plot = Plot {
    width: 820.0,
    height: 430.0,
    left: 40.0,
    // Labels may go beyond it.
    right: 640.0,
    top: 26.0,
    bottom: 380.0,
};
/// The approximate width of a letter and height of a line of text, and the distance of a label from its point.
const LETTER_WIDTH: f64 = 6.6;
const LINE_HEIGHT: f64 = 13.0;
const LABEL_GAP: f64 = 11.0;

pub fn scatter(data: &ScatterData) -> Scatter {
    let (x, y) = (PLOT.x(data.x.0, data.x.1), PLOT.y(data.y.0, data.y.1));
    let place = |(a, b): &(f64, f64)| (x.coordinate(*a), y.coordinate(*b));
    let points: Vec<(f64, f64)> = data.points.iter().map(place).collect();
    let labels = place_labels(&points, data.labels);
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
    let points = points.iter().zip(labels);
    Scatter {
        plot: PLOT,
        x_ticks: ticks(x),
        y_ticks: ticks(y),
        lines: lines.collect(),
        area: match data.area {
            [] => String::new(),
            area => line_path(area.iter().map(place)) + "Z",
        },
        points: points
            .map(|(&(x, y), label)| ScatterPoint { x, y, label })
            .collect(),
    }
}

/// A rectangle: left, top, right, bottom.
#[derive(Clone, Copy)]
struct Rect(f64, f64, f64, f64);

impl Rect {
    fn overlaps(&self, other: &Rect) -> bool {
        self.0 < other.2 && other.0 < self.2 && self.1 < other.3 && other.1 < self.3
    }

    fn is_inside_chart(&self) -> bool {
        self.0 >= 0.0 && self.1 >= PLOT.top && self.2 <= PLOT.width && self.3 <= PLOT.bottom
    }
}

/// Places labels beside, above or below their points, where they cover neither a point nor an earlier label, if
/// anywhere.
fn place_labels(points: &[(f64, f64)], texts: &[String]) -> Vec<Option<PlacedLabel>> {
    // East Asian characters take the room of two letters.
    let letters = |c| if c >= '\u{1100}' { 2.0 } else { 1.0 };
    let mut taken: Vec<Rect> = points
        .iter()
        .map(|(x, y)| Rect(x - 8.0, y - 8.0, x + 8.0, y + 8.0))
        .collect();
    let mut placed: Vec<Option<PlacedLabel>> = points.iter().map(|_| None).collect();
    for ((&(x, y), text), place) in points.iter().zip(texts).zip(&mut placed) {
        let width = text.chars().map(letters).sum::<f64>() * LETTER_WIDTH;
        let (right, left) = (x + LABEL_GAP, x - LABEL_GAP);
        let (over, under) = (y - LABEL_GAP, y + LABEL_GAP + LINE_HEIGHT - 4.0);
        let candidates = [
            (right, y + 4.0, "start", right),
            (left, y + 4.0, "end", left - width),
            (x, over, "middle", x - width / 2.0),
            (x, under, "middle", x - width / 2.0),
        ];
        let free = candidates.into_iter().find_map(|(at, base, anchor, left)| {
            let area = Rect(left, base - LINE_HEIGHT + 3.0, left + width, base + 3.0);
            let is_free = area.is_inside_chart() && taken.iter().all(|other| !area.overlaps(other));
            is_free.then_some((at, base, anchor, area))
        });
        if let Some((at, base, anchor, area)) = free {
            taken.push(area);
            *place = Some(PlacedLabel {
                x: round_to_tenth(at),
                y: round_to_tenth(base),
                anchor,
            });
        }
    }
    placed
}

#[cfg(test)]
mod tests {
    use super::*;

    fn data<'a>(points: &'a [(f64, f64)], labels: &'a [String]) -> ScatterData<'a> {
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
        assert_eq!(map.lines[0].path, "M240 380 L640 96.8");
        assert_eq!((map.lines[0].x, map.lines[0].y), (640.0, 96.8));
        assert_eq!(map.area, "M240 380 L640 380 L640 96.8Z");
        let ticks: Vec<f64> = map.x_ticks.iter().map(|t| t.value).collect();
        assert_eq!(ticks, [4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0]);
    }

    #[test]
    fn a_label_goes_where_it_covers_nothing_or_is_left_out() {
        let texts: Vec<String> = ["first", "second", "third"].map(String::from).into();
        // Two points side by side, and many around one spot.
        let mut points = vec![(6.0, 5.0), (6.2, 5.0), (8.0, 5.0)];
        points.extend([(8.0, 5.5), (8.0, 4.5), (8.3, 5.0), (7.7, 5.0)]);
        let map = scatter(&data(&points, &texts));
        let anchors: Vec<_> = map.points.iter().map(|p| p.label.as_ref()).collect();
        assert_eq!(anchors[0].map(|l| l.anchor), Some("end"));
        assert_eq!(anchors[1].map(|l| l.anchor), Some("start"));
        assert!(anchors[2..].iter().all(Option::is_none));
    }
}
