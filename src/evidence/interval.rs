//! Readings of a metric with their 95 % intervals. A reading without counts has no interval.
//!
//! Pure in the fields of one metric. Knows nothing about other entries.

use jiff::civil;

use crate::config::Config;
use crate::model::{Fields, Name, Period, Value, role};
use crate::text::days_between;

/// The normal quantile of a two-sided 95 % interval, and of a difference that is more than chance.
const Z_95: f64 = 1.96;

/// One reading of a metric.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// Its index in the field `readings`.
    pub index: usize,
    pub segment: Option<Name>,
    pub date: Option<Period>,
    /// In the metric's own unit: NPS −100…100, SUS 0–100, rate and csat 0–100 if the unit is `%`, else 0–1.
    /// Computed from the counts if there are any, else as given.
    pub value: Option<f64>,
    /// The number of answers.
    pub n: Option<f64>,
    /// The 95 % interval, in the unit of the value.
    pub low: Option<f64>,
    pub high: Option<f64>,
    sample: Sample,
}

/// The counts of a reading as shares of n.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Sample {
    Nps { promoters: f64, detractors: f64 },
    Share(f64),
    Unknown,
}

/// The change of a metric from one reading to a later one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MetricChange {
    /// In the metric's unit.
    pub difference: f64,
    /// In standard errors.
    pub z: f64,
    /// |z| ≥ 1.96; otherwise it is within the margin of error.
    pub is_significant: bool,
}

#[derive(Clone, Copy, PartialEq)]
enum MetricType {
    Nps,
    Csat,
    Sus,
    Rate,
    /// ces and mean: the mean of a distribution of answers.
    Mean,
    /// Any other type; the value is as given.
    Other,
}

/// The readings of a metric, in file order.
pub fn readings(fields: &Fields) -> Vec<Reading> {
    let metric = role::Metric(fields);
    let kind = MetricType::from_word(metric.metric_type());
    let full_scale = match metric.unit() {
        Some("%") => 100.0,
        _ => 1.0,
    };
    reading_maps(fields)
        .map(|(index, map)| Reading::from_fields(index, map, kind, full_scale))
        .collect()
}

fn reading_maps(fields: &Fields) -> impl Iterator<Item = (usize, &Fields)> {
    let items = role::Metric(fields).readings().iter().enumerate();
    items.filter_map(|(index, item)| Some((index, item.as_map()?)))
}

/// Readings by segment, each segment in order of time: by date if all its readings have one, else as in the file.
/// Segments are in the order of their first reading.
pub fn by_segment(readings: &[Reading]) -> Vec<(Option<Name>, Vec<&Reading>)> {
    let mut segments: Vec<(Option<Name>, Vec<&Reading>)> = Vec::new();
    for reading in readings {
        match segments.iter_mut().find(|(s, _)| *s == reading.segment) {
            Some((_, of_segment)) => of_segment.push(reading),
            None => segments.push((reading.segment.clone(), vec![reading])),
        }
    }
    for (_, readings) in &mut segments {
        if readings.iter().all(|r| r.date.is_some()) {
            readings.sort_by_key(|r| r.day());
        }
    }
    segments
}

/// The change between two readings of one segment; `None` for different segments, without counts or without spread.
///
/// NPS: `z = (NPS₁ − NPS₂)/√(SE₁² + SE₂²)` with `SE = 100·√((p + d − (p − d)²)/n)`. Rates and csat: the z test for two
/// proportions with the pooled share, NIST/SEMATECH e-Handbook of Statistical Methods §7.3.3
/// (<https://www.itl.nist.gov/div898/handbook/prc/section3/prc33.htm>).
pub fn change_between(before: &Reading, after: &Reading) -> Option<MetricChange> {
    if before.segment != after.segment {
        return None;
    }
    let (n1, n2) = (before.n?, after.n?);
    let difference = after.value? - before.value?;
    let z = match (before.sample, after.sample) {
        (Sample::Share(p1), Sample::Share(p2)) => {
            let pooled = (p1 * n1 + p2 * n2) / (n1 + n2);
            (p2 - p1) / (pooled * (1.0 - pooled) * (1.0 / n1 + 1.0 / n2)).sqrt()
        }
        _ => difference / before.standard_error()?.hypot(after.standard_error()?),
    };
    z.is_finite().then_some(MetricChange {
        difference,
        z,
        is_significant: z.abs() >= Z_95,
    })
}

/// The readings whose counts do not add up to n: index, sum of promoters, passives and detractors (or of the
/// distribution), and n.
pub fn bad_sums(fields: &Fields) -> Vec<(usize, f64, f64)> {
    let sums = reading_maps(fields).filter_map(|(index, map)| {
        let n = map.number("n")?;
        let groups = ["promoters", "passives", "detractors"].map(|group| map.number(group));
        let given: f64 = groups.iter().flatten().sum();
        let is_wrong = match groups.contains(&None) {
            // The missing group has the rest.
            true => given > n,
            false => given != n,
        };
        let answers: Option<f64> = map
            .map("distribution")
            .map(|d| d.0.iter().filter_map(|(_, count)| as_number(count)).sum());
        let wrong = is_wrong.then_some(given);
        let sum = wrong.or(answers.filter(|sum| (sum - n).abs() > 1e-6))?;
        Some((index, sum, n))
    });
    sums.collect()
}

/// A metric whose newest reading is too old.
#[derive(Clone, Debug, PartialEq)]
pub struct OverdueReading {
    /// The index of the newest reading in the field `readings`, and its date.
    pub index: usize,
    pub date: Period,
    pub days_over_limit: i64,
}

/// The newest reading if it is older than the limit, which is a number of cadences. A reading for a month counts from
/// its last day. `None` too if the metric has no cadence or no dated reading.
pub fn overdue_reading(
    fields: &Fields,
    config: &Config,
    as_of: civil::Date,
) -> Option<OverdueReading> {
    let cadence = role::Metric(fields).cadence_days()? as i64;
    let limit = cadence.saturating_mul(config.evidence.stale.metric_cadences);
    let dated =
        reading_maps(fields).filter_map(|(index, reading)| Some((reading.date("date")?, index)));
    let (date, index) = dated.max_by_key(|(date, _)| date.last)?;
    let age = days_between(date.last, as_of);
    let days_over_limit = age.saturating_sub(limit);
    (days_over_limit > 0).then(|| OverdueReading {
        index,
        date: date.clone(),
        days_over_limit,
    })
}

impl Reading {
    fn from_fields(index: usize, map: &Fields, kind: MetricType, full: f64) -> Reading {
        let segment = match map.get("segment") {
            Some(Value::Text(name)) => Some(name.clone()),
            _ => None,
        };
        let mut reading = Reading {
            index,
            segment,
            date: map.date("date").cloned(),
            value: map.number("value"),
            n: map.number("n"),
            low: None,
            high: None,
            sample: Sample::Unknown,
        };
        match kind {
            MetricType::Nps => reading.set_nps(map),
            MetricType::Csat => reading.set_share(top_two_share(map), full),
            MetricType::Rate => reading.set_share(None, full),
            MetricType::Sus => reading.set_value(sus_score(map)),
            MetricType::Mean => reading.set_value(mean_of_distribution(map)),
            MetricType::Other => {}
        }
        reading
    }

    /// The day of the reading; of a period, the first day.
    pub fn day(&self) -> Option<civil::Date> {
        self.date.as_ref().map(|date| date.first)
    }

    /// The counts of a share of few answers, to show as “4 of 5”, since a percentage would look too precise.
    pub fn small_sample_counts(&self, config: &Config) -> Option<(u64, u64)> {
        let n = self.n.filter(|n| *n < config.evidence.small_share)?;
        match self.sample {
            Sample::Share(share) => Some(((share * n).round() as u64, n as u64)),
            _ => None,
        }
    }

    fn standard_error(&self) -> Option<f64> {
        match self.sample {
            Sample::Nps {
                promoters: p,
                detractors: d,
            } => Some(100.0 * ((p + d - (p - d).powi(2)) / self.n?).sqrt()),
            _ => None,
        }
    }

    fn set_value(&mut self, computed: Option<(f64, f64)>) {
        // Counts that overflow a float have no sum.
        if let Some((value, n)) = computed.filter(|(value, n)| value.is_finite() && n.is_finite()) {
            (self.value, self.n) = (Some(value), Some(n));
        }
    }

    /// NPS = 100(p − d), with the adjusted Wald interval: three answers are added, a quarter of them promoters and a
    /// quarter detractors (Jeff Sauro and James Lewis, Quantifying the User Experience).
    fn set_nps(&mut self, map: &Fields) {
        let Some((promoters, detractors, n)) = nps_groups(map) else {
            return;
        };
        let (p, d) = (promoters / n, detractors / n);
        let more = n + 3.0;
        let (p_more, d_more) = ((promoters + 0.75) / more, (detractors + 0.75) / more);
        let middle = 100.0 * (p_more - d_more);
        let half = 100.0 * Z_95 * ((p_more + d_more - (p_more - d_more).powi(2)) / more).sqrt();
        self.set_value(Some((100.0 * (p - d), n)));
        self.low = Some((middle - half).max(-100.0));
        self.high = Some((middle + half).min(100.0));
        self.sample = Sample::Nps {
            promoters: p,
            detractors: d,
        };
    }

    /// A share from 0 to `full`, counted or as given, with the Wilson score interval (E. B. Wilson, 1927).
    fn set_share(&mut self, counted: Option<(f64, f64)>, full: f64) {
        self.set_value(counted.map(|(share, n)| (share * full, n)));
        let share = self.value.map(|value| value / full);
        let Some(share) = share.filter(|share| (0.0..=1.0).contains(share)) else {
            return;
        };
        let Some(n) = self.n.filter(|n| *n > 0.0) else {
            return;
        };
        let z2 = Z_95 * Z_95;
        let middle = (share + z2 / (2.0 * n)) / (1.0 + z2 / n);
        let half = Z_95 * (share * (1.0 - share) / n + z2 / (4.0 * n * n)).sqrt() / (1.0 + z2 / n);
        self.low = Some((middle - half).max(0.0) * full);
        self.high = Some((middle + half).min(1.0) * full);
        self.sample = Sample::Share(share);
    }
}

impl MetricType {
    fn from_word(word: Option<&str>) -> MetricType {
        match word {
            Some("nps") => MetricType::Nps,
            Some("csat") => MetricType::Csat,
            Some("sus") => MetricType::Sus,
            Some("rate") => MetricType::Rate,
            Some("ces" | "mean") => MetricType::Mean,
            _ => MetricType::Other,
        }
    }
}

fn as_number(value: &Value) -> Option<f64> {
    match value {
        Value::Number(n) => Some(*n),
        _ => None,
    }
}

/// Each answer and its count, lowest answer first; `None` if an answer is not a number or there are no answers.
fn distribution(map: &Fields) -> Option<Vec<(f64, f64)>> {
    let answers = map.map("distribution")?.0.iter();
    let answers = answers.map(|(answer, count)| {
        let answer: f64 = answer.trim().parse().ok()?;
        Some((answer, as_number(count)?))
    });
    let mut answers: Vec<(f64, f64)> = answers.collect::<Option<_>>()?;
    answers.sort_by(|a, b| a.0.total_cmp(&b.0));
    let n = answer_count(&answers);
    (n > 0.0 && n.is_finite() && answers.iter().all(|(a, _)| a.is_finite())).then_some(answers)
}

fn answer_count(answers: &[(f64, f64)]) -> f64 {
    answers.iter().map(|(_, count)| count).sum()
}

/// Promoters, detractors and n: from the three groups (a missing one has the rest of n), else from a distribution.
fn nps_groups(map: &Fields) -> Option<(f64, f64, f64)> {
    let n = map.number("n");
    let [promoters, passives, detractors] =
        ["promoters", "passives", "detractors"].map(|group| map.number(group));
    let rest = |a: f64, b: f64| n.map(|n| n - a - b).filter(|rest| *rest >= 0.0);
    let groups = match (promoters, passives, detractors) {
        (Some(p), Some(o), Some(d)) => Some((p, d, p + o + d)),
        (Some(p), None, Some(d)) => rest(p, d).map(|o| (p, d, p + o + d)),
        (Some(p), Some(o), None) => rest(p, o).map(|d| (p, d, p + o + d)),
        (None, Some(o), Some(d)) => rest(o, d).map(|p| (p, d, p + o + d)),
        _ => {
            let answers = distribution(map)?;
            let of = |range: std::ops::RangeInclusive<f64>| -> f64 {
                let inside = answers.iter().filter(|(a, _)| range.contains(a));
                inside.map(|(_, count)| count).sum()
            };
            Some((of(9.0..=10.0), of(0.0..=6.0), answer_count(&answers)))
        }
    };
    groups.filter(|(.., n)| *n > 0.0)
}

/// The share of the two highest answers, and n. The distribution must list all answers, also those with the count 0.
fn top_two_share(map: &Fields) -> Option<(f64, f64)> {
    let answers = distribution(map)?;
    let n = answer_count(&answers);
    let top = answers.iter().rev().take(2).map(|(_, count)| count);
    Some((top.sum::<f64>() / n, n))
}

fn mean_of_distribution(map: &Fields) -> Option<(f64, f64)> {
    let answers = distribution(map)?;
    let n = answer_count(&answers);
    let sum: f64 = answers.iter().map(|(answer, count)| answer * count).sum();
    Some((sum / n, n))
}

/// The mean of `(Σ(odd − 1) + Σ(5 − even))·2.5` over all people (John Brooke, SUS: a “quick and dirty” usability
/// scale, 1996), and n. People without ten answers are left out.
fn sus_score(map: &Fields) -> Option<(f64, f64)> {
    let people = map.list("answers").iter().filter_map(|person| {
        let Value::List(answers) = person else {
            return None;
        };
        let points = answers.iter().enumerate().map(|(i, answer)| {
            let answer = as_number(answer)?;
            Some(match i % 2 {
                0 => answer - 1.0,
                _ => 5.0 - answer,
            })
        });
        let points: f64 = points.sum::<Option<f64>>()?;
        (answers.len() == 10).then_some(points * 2.5)
    });
    let scores: Vec<f64> = people.collect();
    let n = scores.len() as f64;
    (!scores.is_empty()).then(|| (scores.iter().sum::<f64>() / n, n))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::fixture::{graph_from_text, id_of};

    fn fields(metric: &str) -> Fields {
        let graph = graph_from_text(&format!(">>> metrics/m.md\ntitle: M\n{metric}"));
        assert_eq!(graph.entry(id_of(&graph, "m")).document.diagnostics, vec![]);
        graph.entry(id_of(&graph, "m")).document.fields.clone()
    }

    /// Value, n and interval of each reading, to one decimal.
    fn read(metric: &str) -> Vec<[String; 4]> {
        let shown = |v: Option<f64>| v.map_or("–".to_owned(), |v| format!("{v:.1}"));
        let readings = readings(&fields(metric));
        let row = |r: &Reading| [r.value, r.n, r.low, r.high].map(shown);
        readings.iter().map(row).collect()
    }

    #[test]
    fn nps_has_an_adjusted_wald_interval() {
        let read = read(
            "type: nps
readings:
- {promoters: 50, passives: 33, detractors: 17}
- {promoters: 5, passives: 3, detractors: 2}
- {promoters: 10, passives: 0, detractors: 0}
- {promoters: 0, passives: 5, detractors: 5}
- {promoters: 5, detractors: 2, n: 10}
- {distribution: {10: 4, 9: 1, 8: 3, 6: 1, 0: 1}}
- {value: 40, n: 100}
- {promoters: 0, passives: 0, detractors: 0}
",
        );
        let expected = [
            ["33.0", "100.0", "17.6", "46.5"],
            ["30.0", "10.0", "-19.1", "65.2"],
            ["100.0", "10.0", "47.5", "100.0"],
            ["-50.0", "10.0", "-70.7", "-6.2"],
            ["30.0", "10.0", "-19.1", "65.2"],
            ["30.0", "10.0", "-19.1", "65.2"],
            ["40.0", "100.0", "–", "–"],
            ["–", "–", "–", "–"],
        ];
        assert_eq!(read, expected);
    }

    #[test]
    fn nps_has_a_standard_error_and_a_z_of_its_change() {
        let readings = readings(&fields(
            "type: nps
readings:
- {promoters: 50, passives: 33, detractors: 17}
- {promoters: 5, passives: 3, detractors: 2}
- {promoters: 10, passives: 0, detractors: 0}
- {promoters: 0, passives: 5, detractors: 5}
- {promoters: 380, passives: 300, detractors: 320}
- {promoters: 420, passives: 300, detractors: 280}
",
        ));
        let errors = readings.iter().map(|r| r.standard_error().unwrap());
        let errors: Vec<String> = errors.map(|se| format!("{se:.2}")).collect();
        assert_eq!(errors, ["7.49", "24.70", "0.00", "15.81", "2.64", "2.61"]);
        let moved = change_between(&readings[4], &readings[5]).unwrap();
        assert_eq!(
            format!("{:.1} {:.2}", moved.difference, moved.z),
            "8.0 2.16"
        );
        assert!(moved.is_significant);
        let moved = change_between(&readings[1], &readings[0]).unwrap();
        assert!(
            !moved.is_significant,
            "3 points are within the margin of error"
        );
        assert_eq!(
            change_between(&readings[2], &readings[2]),
            None,
            "no spread"
        );
    }

    #[test]
    fn a_rate_has_a_wilson_interval() {
        let percent = read(
            "type: rate
unit: '%'
readings:
- {value: 68, n: 25}
- {value: 91, n: 1275}
- {value: 0, n: 5}
- {value: 100, n: 5}
- {value: 130, n: 5}
- {value: 68}
- {value: 68, n: 0}
",
        );
        let expected = [
            ["68.0", "25.0", "48.4", "82.8"],
            ["91.0", "1275.0", "89.3", "92.5"],
            ["0.0", "5.0", "0.0", "43.4"],
            ["100.0", "5.0", "56.6", "100.0"],
            ["130.0", "5.0", "–", "–"],
            ["68.0", "–", "–", "–"],
            ["68.0", "0.0", "–", "–"],
        ];
        assert_eq!(percent, expected);
        let share = readings(&fields("type: rate\nreadings: [{value: 0.68, n: 25}]\n"));
        let (low, high) = (share[0].low.unwrap(), share[0].high.unwrap());
        assert_eq!(format!("{low:.3} {high:.3}"), "0.484 0.828");
    }

    #[test]
    fn the_change_of_a_rate_is_tested_for_significance() {
        let readings = readings(&fields(
            "type: rate
unit: '%'
readings:
- {value: 40, n: 100, segment: a}
- {value: 55, n: 100, segment: a}
- {value: 52, n: 100, segment: a}
- {value: 90, n: 100, segment: b}
",
        ));
        // Pooled 0.475: 0.15 / √(0.475·0.525·0.02) = 2.124.
        let moved = change_between(&readings[0], &readings[1]).unwrap();
        assert_eq!(
            (format!("{:.3}", moved.z).as_str(), moved.is_significant),
            ("2.124", true)
        );
        let moved = change_between(&readings[0], &readings[2]).unwrap();
        assert_eq!(
            (format!("{:.3}", moved.z).as_str(), moved.is_significant),
            ("1.703", false)
        );
        assert_eq!(
            change_between(&readings[0], &readings[3]),
            None,
            "another segment"
        );
    }

    #[test]
    fn csat_counts_the_top_two_boxes() {
        let read = read(
            "type: csat
unit: '%'
readings:
- {distribution: {1: 2, 2: 3, 3: 3, 4: 8, 5: 9}}
- {value: 68, n: 25}
- {distribution: {good: 17, bad: 8}}
",
        );
        let expected = [
            ["68.0", "25.0", "48.4", "82.8"],
            ["68.0", "25.0", "48.4", "82.8"],
            ["–", "–", "–", "–"],
        ];
        assert_eq!(read, expected);
    }

    #[test]
    fn ces_is_a_mean_and_sus_a_mean_of_people() {
        let ces = read("type: ces\nreadings: [{distribution: {1: 1, 5: 1, 6: 2}}]\n");
        assert_eq!(ces, [["4.5", "4.0", "–", "–"]]);
        let sus = read(
            "type: sus
readings:
- answers: [[5, 1, 5, 1, 5, 1, 5, 1, 5, 1], [3, 3, 3, 3, 3, 3, 3, 3, 3, 3]]
",
        );
        assert_eq!(sus, [["75.0", "2.0", "–", "–"]]);
        let minutes = read("type: duration\nreadings: [{value: 12, n: 9}]\n");
        assert_eq!(minutes, [["12.0", "9.0", "–", "–"]]);
    }

    #[test]
    fn a_sum_that_overflows_has_no_value() {
        for kind in ["nps", "csat", "mean"] {
            let read = read(&format!(
                "type: {kind}\nreadings: [{{distribution: {{1: 1.0e308, 2: 1.0e308}}}}]\n"
            ));
            assert_eq!(read, [["–", "–", "–", "–"]], "{kind}");
        }
        let mean = read("type: mean\nreadings: [{distribution: {1.0e300: 1.0e300}}]\n");
        assert_eq!(mean, [["–", "–", "–", "–"]]);
    }

    #[test]
    fn a_share_of_few_answers_is_shown_as_counts() {
        let readings = readings(&fields(
            "type: rate\nunit: '%'\nreadings: [{value: 80, n: 5}, {value: 80, n: 20}]\n",
        ));
        let config = Config::default();
        assert_eq!(readings[0].small_sample_counts(&config), Some((4, 5)));
        assert_eq!(readings[1].small_sample_counts(&config), None);
    }

    #[test]
    fn counts_that_do_not_add_up_are_reported() {
        let fields = fields(
            "type: nps
readings:
- {n: 100, promoters: 50, passives: 30, detractors: 18}
- {n: 100, promoters: 50, passives: 30, detractors: 20}
- {n: 100, promoters: 50, detractors: 20}
- {n: 60, promoters: 50, detractors: 20}
- {n: 10, distribution: {1: 4, 2: 5}}
- {promoters: 50, passives: 30, detractors: 18}
",
        );
        assert_eq!(
            bad_sums(&fields),
            [(0, 98.0, 100.0), (3, 70.0, 60.0), (4, 9.0, 10.0)]
        );
    }

    #[test]
    fn readings_of_a_segment_are_in_order_of_time() {
        let readings = readings(&fields(
            "type: count
readings:
- {value: 3, date: 2024-03}
- {value: 1, segment: a}
- {value: 2, date: 2024-Q1}
- {value: 0, segment: a, date: 2020}
",
        ));
        let values = |(_, of): (_, Vec<&Reading>)| -> Vec<f64> {
            of.iter().map(|r| r.value.unwrap()).collect()
        };
        let values: Vec<Vec<f64>> = by_segment(&readings).into_iter().map(values).collect();
        assert_eq!(values, [[2.0, 3.0], [1.0, 0.0]]);
    }

    #[test]
    fn a_metric_is_stale_after_two_of_its_cadences() {
        let fields =
            fields("type: count\ncadence_days: 30\nreadings: [{value: 1, date: 2024-01-01}]\n");
        let config = Config::default();
        let on = |m, d| {
            let overdue = overdue_reading(&fields, &config, civil::date(2024, m, d));
            overdue.map(|overdue| overdue.days_over_limit)
        };
        assert_eq!((on(3, 1), on(3, 2)), (None, Some(1)));
    }
}
