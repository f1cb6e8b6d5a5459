//! Values and readings of a metric as text, by the type and unit of the metric.

use super::{format_chart_number, format_number, format_signed};
use crate::config::Config;
use crate::evidence::interval::{self, Reading};
use crate::model::{Fields, role};

/// The format of the values of one metric.
pub struct MetricFormat<'a> {
    metric_type: &'a str,
    unit: Option<&'a str>,
}

impl<'a> MetricFormat<'a> {
    pub fn from_fields(fields: &'a Fields) -> Self {
        let metric = role::Metric(fields);
        MetricFormat {
            metric_type: metric.metric_type().unwrap_or_default(),
            unit: metric.unit(),
        }
    }

    /// “+19”, “68 %”, “3.2 s”.
    pub fn format_value(&self, value: f64) -> String {
        match (self.metric_type, self.unit) {
            ("nps", _) => format_signed(value),
            _ if self.is_share() => format!("{} %", format_number(self.to_percent(value))),
            (_, Some(unit)) => format!("{} {unit}", format_number(value)),
            (_, None) => format_number(value),
        }
    }

    /// “0 to +36”, “48 to 83 %”.
    pub fn format_interval(&self, low: f64, high: f64) -> String {
        match self.is_share() {
            true => {
                let (low, high) = (self.to_percent(low), self.to_percent(high));
                format!("{} to {} %", low.round(), high.round())
            }
            false => format!(
                "{} to {}",
                self.format_without_unit(low),
                self.format_without_unit(high)
            ),
        }
    }

    /// A difference between two values, without its sign: “8 points”, “3 percentage points”.
    pub fn format_difference(&self, difference: f64) -> String {
        let difference = difference.abs();
        match (self.metric_type, self.unit) {
            ("nps", _) => super::pluralize(difference.round() as usize, "point", "points"),
            _ if self.is_share() => {
                let points = format_number((self.to_percent(difference) * 10.0).round() / 10.0);
                let noun = if points == "1" { "point" } else { "points" };
                format!("{points} percentage {noun}")
            }
            (_, Some(unit)) => format!("{} {unit}", format_number(difference)),
            (_, None) => format_number(difference),
        }
    }

    /// The value of a reading; a share of a small sample as its counts, “4 of 5”. `None` without a value.
    pub fn format_reading(&self, reading: &Reading, config: &Config) -> Option<String> {
        match reading.small_sample_counts(config) {
            Some((part, of)) if self.is_share() => Some(format!("{part} of {of}")),
            _ => reading.value.map(|value| self.format_value(value)),
        }
    }

    /// For a chart axis: only shares keep their unit, `%`.
    pub fn format_without_unit(&self, value: f64) -> String {
        match self.metric_type {
            "nps" => format_signed(value),
            _ if self.is_share() => format!("{} %", format_number(self.to_percent(value))),
            _ => format_chart_number(value),
        }
    }

    /// Shares whose unit is not `%` are stored as 0–1.
    fn to_percent(&self, value: f64) -> f64 {
        let percent = match self.unit {
            Some("%") => value,
            _ => value * 100.0,
        };
        (percent * 10.0).round() / 10.0
    }

    fn is_share(&self) -> bool {
        matches!(self.metric_type, "rate" | "csat")
    }
}

/// The newest reading of the whole; if there are only readings of segments, the newest of the first segment.
pub fn newest_reading(readings: &[Reading]) -> Option<&Reading> {
    let segments = interval::by_segment(readings);
    let whole = segments.iter().find(|(segment, _)| segment.is_none());
    let (_, readings) = whole.or(segments.first())?;
    readings.last().copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_type_of_metric_has_its_own_format() {
        let unit = |kind, unit| MetricFormat {
            metric_type: kind,
            unit,
        };
        assert_eq!(unit("nps", None).format_value(19.0), "+19");
        assert_eq!(unit("nps", None).format_interval(0.4, 36.2), "0 to +36");
        assert_eq!(unit("rate", None).format_value(0.68), "68 %");
        assert_eq!(
            unit("rate", Some("%")).format_interval(48.4, 82.8),
            "48 to 83 %"
        );
        assert_eq!(
            unit("rate", Some("%")).format_difference(-3.02),
            "3 percentage points"
        );
        assert_eq!(unit("duration", Some("s")).format_value(3.25), "3.25 s");
        assert_eq!(unit("count", None).format_value(12_000.0), "12\u{202f}000");
        assert_eq!(unit("nps", None).format_difference(-8.2), "8 points");
    }
}
