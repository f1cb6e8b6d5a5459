//! A scatter plot with lines and one shaded area; the first points get labels where there is room.

use serde::Serialize;

use super::scale::{Scale, line_path, round_ticks, round_to_tenth};

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
    pub width: f64,
    pub height: f64,
    pub left: f64,
    pub right: f64,
    pub top: f64,
    pub bottom: f64,
    pub x_ticks: Vec<AxisTick>,
    pub y_ticks: Vec<AxisTick>,
    /// In the order of [`ScatterData::points`].
    pub points: Vec<ScatterPoint>,
    pub lines: Vec<ScatterLine>,
    /// The `d` of a path; empty without an area.
    pub area: String,
}

#[derive(Debug, Serialize)]
pub struct AxisTick {
    pub value: f64,
    pub at: f64,
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

const WIDTH: f64 = 820.0;
const HEIGHT: f64 = 430.0;
/// The edges of the plot; labels may go beyond the right one.
const LEFT: f64 = 40.0;
const RIGHT: f64 = 640.0;
const TOP: f64 = 26.0;
const BOTTOM: f64 = 380.0;
/// The approximate width of a letter and height of a line of text, and the distance of a label from its point.
const LETTER_WIDTH: f64 = 6.6;
const LINE_HEIGHT: f64 = 13.0;
const LABEL_GAP: f64 = 11.0;

pub fn scatter(data: &ScatterData) -> Scatter {
    let x = Scale {
        domain: data.x,
        range: (LEFT, RIGHT),
    };
    let y = Scale {
        domain: data.y,
        range: (BOTTOM, TOP),
    };
    let place = |(a, b): &(f64, f64)| (x.coordinate(*a), y.coordinate(*b));
    let points: Vec<(f64, f64)> = data.points.iter().map(place).collect();
    let labels = place_labels(&points, data.labels);
    let tick = |scale: Scale| {
        let (low, high) = scale.domain;
        let inside = move |value: &f64| (low..=high).contains(value);
        let values = round_ticks(low, high, 6).into_iter().filter(inside);
        values
            .map(|value| AxisTick {
                value,
                at: scale.coordinate(value),
            })
            .collect()
    };
    let lines = data.lines.iter().map(|ends| {
        let ends = ends.map(|end| place(&end));
        let upper = if ends[0].1 < ends[1].1 { 0 } else { 1 };
        ScatterLine {
            path: line_path(ends),
            x: ends[upper].0,
            y: ends[upper].1,
        }
    });
    Scatter {
        width: WIDTH,
        height: HEIGHT,
        left: LEFT,
        right: RIGHT,
        top: TOP,
        bottom: BOTTOM,
        x_ticks: tick(x),
        y_ticks: tick(y),
        lines: lines.collect(),
        area: match data.area {
            [] => String::new(),
            area => line_path(area.iter().map(place)) + "Z",
        },
        points: points
            .iter()
            .zip(labels)
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
        self.0 >= 0.0 && self.1 >= TOP && self.2 <= WIDTH && self.3 <= BOTTOM
    }
}

/// Places labels beside, above or below their points, where they cover neither a point nor an earlier label, if
/// anywhere.
fn place_labels(points: &[(f64, f64)], texts: &[String]) -> Vec<Option<PlacedLabel>> {
    let mut taken: Vec<Rect> = points
        .iter()
        .map(|(x, y)| Rect(x - 8.0, y - 8.0, x + 8.0, y + 8.0))
        .collect();
    let mut placed: Vec<Option<PlacedLabel>> = points.iter().map(|_| None).collect();
    for ((&(x, y), text), place) in points.iter().zip(texts).zip(&mut placed) {
        let width = text.chars().map(width_in_letters).sum::<f64>() * LETTER_WIDTH;
        let (over, under, half) = (
            y - LABEL_GAP,
            y + LABEL_GAP + LINE_HEIGHT - 4.0,
            width / 2.0,
        );
        let candidates = [
            (x + LABEL_GAP, y + 4.0, "start", x + LABEL_GAP),
            (x - LABEL_GAP, y + 4.0, "end", x - LABEL_GAP - width),
            (x, over, "middle", x - half),
            (x, under, "middle", x - half),
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

/// The width of a character in Latin letters: East Asian ones take two.
fn width_in_letters(c: char) -> f64 {
    match c {
        '\u{1100}'.. => 2.0,
        _ => 1.0,
    }
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
        assert_eq!(at, [(LEFT, BOTTOM), (RIGHT, TOP)]);
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
