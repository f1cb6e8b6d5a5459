//! What all charts need: values to coordinates, the ticks of an axis, the path of a line.

use serde::Serialize;

/// The size of a chart and the edges of what is drawn in it. Labels stand outside of the edges.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Plot {
    pub width: f64,
    pub height: f64,
    pub left: f64,
    pub right: f64,
    pub top: f64,
    pub bottom: f64,
}

/// A round value of an axis and its coordinate.
#[derive(Debug, Serialize)]
pub struct Tick {
    pub value: f64,
    pub at: f64,
}

impl Plot {
    /// From the left to the right edge.
    pub(super) fn x(&self, low: f64, high: f64) -> Scale {
        Scale {
            domain: (low, high),
            range: (self.left, self.right),
        }
    }

    /// From the bottom upwards.
    pub(super) fn y(&self, low: f64, high: f64) -> Scale {
        Scale {
            domain: (low, high),
            range: (self.bottom, self.top),
        }
    }
}

/// Maps the values of `domain` linearly to the coordinates of `range`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scale {
    pub domain: (f64, f64),
    pub range: (f64, f64),
}

impl Scale {
    pub fn ticks(&self, values: impl IntoIterator<Item = f64>) -> Vec<Tick> {
        let tick = |value| Tick {
            value,
            at: self.coordinate(value),
        };
        values.into_iter().map(tick).collect()
    }

    pub fn coordinate(&self, value: f64) -> f64 {
        let (low, high) = self.domain;
        let part = match high - low {
            span if span.abs() < f64::EPSILON => 0.5,
            span => (value - low) / span,
        };
        round_to_tenth(self.range.0 + part * (self.range.1 - self.range.0))
    }
}

/// Rounds to tenths of a unit, which is finer than any screen shows.
pub(super) fn round_to_tenth(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

/// About `about` values, 1, 2 or 5 times a power of ten apart, from one at or below `low` to one at or above `high`.
pub(super) fn round_ticks(low: f64, high: f64, about: usize) -> Vec<f64> {
    let span = (high - low).max(f64::MIN_POSITIVE);
    let rough = span / about.max(1) as f64;
    let power = 10f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .map(|m| m * power)
        .find(|step| *step >= rough)
        .unwrap_or(10.0 * power);
    if !step.is_normal() {
        return vec![low];
    }
    let (first, last) = ((low / step).floor() as i64, (high / step).ceil() as i64);
    // Rounding of extreme values could otherwise give any number of ticks.
    let last = last.min(first + 50);
    // Divides instead of multiplying: 3 × 0.2 is 0.6000000000000001, 3 ÷ 5 is 0.6.
    let value = |i: i64| match step < 1.0 {
        true => i as f64 / (1.0 / step).round(),
        false => i as f64 * step,
    };
    (first..=last).map(value).collect()
}

/// The `d` of an SVG path through the points: `M10 20 L30 40`.
pub(super) fn line_path(points: impl IntoIterator<Item = (f64, f64)>) -> String {
    let mut path = String::new();
    for (i, (x, y)) in points.into_iter().enumerate() {
        path.push_str(if i == 0 { "M" } else { " L" });
        write_tenths(x, &mut path);
        path.push(' ');
        write_tenths(y, &mut path);
    }
    path
}

/// Writes a coordinate with at most one decimal. Not by `format!`, which is much slower: a page has hundreds of them.
fn write_tenths(value: f64, out: &mut String) {
    let tenths = (value * 10.0).round() as i64;
    if tenths < 0 {
        out.push('-');
    }
    let (whole, rest) = (tenths.unsigned_abs() / 10, tenths.unsigned_abs() % 10);
    write_integer(whole, out);
    if rest > 0 {
        out.push('.');
        write_integer(rest, out);
    }
}

fn write_integer(number: u64, out: &mut String) {
    if number >= 10 {
        write_integer(number / 10, out);
    }
    out.push(char::from(b'0' + (number % 10) as u8));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_written_in_tenths() {
        let path = line_path([(34.0, 14.3), (-0.5, 0.0), (-0.04, 480.06)]);
        assert_eq!(path, "M34 14.3 L-0.5 0 L0 480.1");
    }

    #[test]
    fn ticks_are_round_and_enclose_the_values() {
        assert_eq!(
            round_ticks(-22.0, 42.0, 5),
            [-40.0, -20.0, 0.0, 20.0, 40.0, 60.0]
        );
        assert_eq!(round_ticks(0.0, 3.0, 3), [0.0, 1.0, 2.0, 3.0]);
        assert_eq!(round_ticks(0.0, 0.6, 3), [0.0, 0.2, 0.4, 0.6]);
        assert_eq!(round_ticks(5.0, 5.0, 4), [5.0]);
        assert!(round_ticks(0.0, 1e308, 4).len() <= 51);
    }
}
