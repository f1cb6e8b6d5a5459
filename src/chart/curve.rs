//! A smooth curve through values from −2 to 2 in steps of equal width, with a gap where a value is missing.

use serde::Serialize;

use super::scale::{Scale, round_to_tenth};

#[derive(Debug, Serialize)]
pub struct Curve {
    pub width: f64,
    pub height: f64,
    /// The y coordinate of the value 0.
    pub middle: f64,
    pub path: String,
    /// One for each step; `y` is `None` where the value is missing.
    pub points: Vec<CurvePoint>,
}

#[derive(Debug, Serialize)]
pub struct CurvePoint {
    pub x: f64,
    pub y: Option<f64>,
    /// The value is below 0.
    pub low: bool,
    /// This is the first point with the lowest value, and that value is below 0.
    pub lowest: bool,
}

/// Values beyond −2 and 2 are clamped. `None` if every value is missing.
pub fn curve(values: &[Option<f64>], width: f64, height: f64) -> Option<Curve> {
    let known = values.iter().flatten().copied();
    let lowest = known.fold(f64::INFINITY, f64::min);
    if lowest == f64::INFINITY {
        return None;
    }
    let margin = height / 6.0;
    let y = Scale {
        domain: (-2.0, 2.0),
        range: (height - margin, margin),
    };
    let step = width / values.len() as f64;
    let first_low = values
        .iter()
        .position(|v| *v == Some(lowest) && lowest < 0.0);
    let points: Vec<CurvePoint> = values
        .iter()
        .enumerate()
        .map(|(i, value)| CurvePoint {
            x: round_to_tenth(step * (i as f64 + 0.5)),
            y: value.map(|v| y.coordinate(v.clamp(-2.0, 2.0))),
            low: value.is_some_and(|v| v < 0.0),
            lowest: first_low == Some(i),
        })
        .collect();
    Some(Curve {
        width,
        height,
        middle: y.coordinate(0.0),
        path: smooth_path(&points, step * 0.45),
        points,
    })
}

/// Bézier curves that are level at every point, so that none of them leaves the range of its two values.
fn smooth_path(points: &[CurvePoint], reach: f64) -> String {
    let mut path = String::new();
    let mut previous: Option<(f64, f64)> = None;
    for point in points {
        let (x, Some(y)) = (point.x, point.y) else {
            previous = None;
            continue;
        };
        match previous {
            None => path.push_str(&format!("M{x} {y}")),
            Some((x0, y0)) => {
                let (a, b) = (round_to_tenth(x0 + reach), round_to_tenth(x - reach));
                path.push_str(&format!(" C{a} {y0} {b} {y} {x} {y}"));
            }
        }
        previous = Some((x, y));
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_value_leaves_a_gap_in_the_curve() {
        let curve =
            curve(&[Some(0.0), Some(-2.0), None, Some(-2.0)], 400.0, 150.0).expect("a curve");
        assert_eq!(curve.path, "M50 75 C95 75 105 125 150 125M350 125");
        let lowest: Vec<bool> = curve.points.iter().map(|p| p.lowest).collect();
        assert_eq!(lowest, [false, true, false, false]);
        assert!(super::curve(&[None, None], 200.0, 150.0).is_none());
    }
}
