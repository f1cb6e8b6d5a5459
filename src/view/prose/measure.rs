//! Readings of a metric in words: each type has its own way to be written.

use super::{charted, measured, signed};
use crate::config::Config;
use crate::graph::estimate::{self, Reading};
use crate::schema::Fields;

/// How the values of one measure are written.
pub struct Unit<'a> {
    kind: &'a str,
    unit: Option<&'a str>,
}

impl<'a> Unit<'a> {
    pub fn of(fields: &'a Fields) -> Self {
        Unit {
            kind: fields.text("type").unwrap_or_default(),
            unit: fields.text("unit"),
        }
    }

    /// “+19”, “68 %”, “3.2 s”.
    pub fn value(&self, value: f64) -> String {
        match (self.kind, self.unit) {
            ("nps", _) => signed(value),
            _ if self.is_share() => format!("{} %", measured(self.percent(value))),
            (_, Some(unit)) => format!("{} {unit}", measured(value)),
            (_, None) => measured(value),
        }
    }

    /// “0 to +36”, “48 to 83 %”.
    pub fn interval(&self, low: f64, high: f64) -> String {
        match self.is_share() {
            true => {
                let (low, high) = (self.percent(low), self.percent(high));
                format!("{} to {} %", low.round(), high.round())
            }
            false => format!("{} to {}", self.bare(low), self.bare(high)),
        }
    }

    /// A difference between two values, without its sign: “8 points”, “3 percentage points”.
    pub fn difference(&self, difference: f64) -> String {
        let difference = difference.abs();
        match (self.kind, self.unit) {
            ("nps", _) => super::count(difference.round() as usize, "point", "points"),
            _ if self.is_share() => {
                let points = measured((self.percent(difference) * 10.0).round() / 10.0);
                let noun = if points == "1" { "point" } else { "points" };
                format!("{points} percentage {noun}")
            }
            (_, Some(unit)) => format!("{} {unit}", measured(difference)),
            (_, None) => measured(difference),
        }
    }

    /// A reading with its share as it was counted, where it is of few.
    pub fn reading(&self, reading: &Reading, config: &Config) -> Option<String> {
        match reading.of_few(config) {
            Some((part, of)) if self.is_share() => Some(format!("{part} of {of}")),
            _ => reading.value.map(|value| self.value(value)),
        }
    }

    /// Without its unit, for an axis.
    pub fn bare(&self, value: f64) -> String {
        match self.kind {
            "nps" => signed(value),
            _ if self.is_share() => format!("{} %", measured(self.percent(value))),
            _ => charted(value),
        }
    }

    /// Rates without `%` run from 0 to 1; people read per cent.
    fn percent(&self, value: f64) -> f64 {
        let percent = match self.unit {
            Some("%") => value,
            _ => value * 100.0,
        };
        (percent * 10.0).round() / 10.0
    }

    fn is_share(&self) -> bool {
        matches!(self.kind, "rate" | "csat")
    }
}

/// The newest reading of all; where there are only readings of segments, that of the first segment.
pub fn newest(readings: &[Reading]) -> Option<&Reading> {
    let segments = estimate::segments(readings);
    let whole = segments.iter().find(|(segment, _)| segment.is_none());
    let (_, readings) = whole.or(segments.first())?;
    readings.last().copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_type_of_metric_is_written_its_own_way() {
        let unit = |kind, unit| Unit { kind, unit };
        assert_eq!(unit("nps", None).value(19.0), "+19");
        assert_eq!(unit("nps", None).interval(0.4, 36.2), "0 to +36");
        assert_eq!(unit("rate", None).value(0.68), "68 %");
        assert_eq!(unit("rate", Some("%")).interval(48.4, 82.8), "48 to 83 %");
        assert_eq!(
            unit("rate", Some("%")).difference(-3.02),
            "3 percentage points"
        );
        assert_eq!(unit("duration", Some("s")).value(3.25), "3.25 s");
        assert_eq!(unit("count", None).value(12_000.0), "12\u{202f}000");
        assert_eq!(unit("nps", None).difference(-8.2), "8 points");
    }
}
