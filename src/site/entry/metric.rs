//! The page of a metric: its readings, their intervals, and whether it moved.

use serde::Serialize;

use super::block::Block;
use super::role_parts::{NO_PARTS, RoleParts};
use super::{EntryContext, MAX_LIST_ITEMS};
use crate::chart;
use crate::evidence::interval::{self, Reading};
use crate::model::{Fields, Name, Role, role};
use crate::page::Shared;
use crate::site::line::Line;
use crate::site::prose;
use crate::site::prose::metric_format::MetricFormat;
use crate::site::rich_text::RichText;
use crate::text::Period;

/// Maximum of readings in one chart; the newest are kept.
const MAX_CHART_READINGS: usize = 16;
/// Maximum of segments with a chart of their own; more are only counted.
const MAX_SEGMENT_CHARTS: usize = 6;

pub const PARTS: RoleParts = RoleParts {
    statements: &[("readings", |ctx| {
        let metric = Metric::new(ctx);
        Some(match metric.is_side_by_side() {
            true => metric.range(),
            false => metric.trend(),
        })
    })],
    facts: &[
        ("now", |ctx| {
            let metric = Metric::new(ctx);
            let reading = metric.newest()?;
            let line = Line::of("now").with("value", &metric.value_of(reading));
            Some(line.with("interval", &metric.interval_of(reading)))
        }),
        ("target", |ctx| {
            let metric = Metric::new(ctx);
            let target = metric.own.target()?;
            let now = metric.newest().and_then(|reading| reading.value);
            let is_reached = now.zip(metric.own.is_down());
            let is_reached = is_reached.map(|(value, is_down)| match is_down {
                true => value <= target,
                false => value >= target,
            });
            let line = Line::of("target").with("value", &metric.unit.format_value(target));
            Some(line.with("is_reached", &is_reached))
        }),
        ("baseline", |ctx| {
            let value = ctx.fields.number("baseline")?;
            let unit = MetricFormat::from_fields(ctx.fields);
            Some(RichText::new(unit.format_value(value)).into())
        }),
        ("direction", |ctx| {
            let own = role::Metric(ctx.fields);
            let line = Line::of("direction").with("is_down", &own.is_down());
            let line = line.with("written", &ctx.fields.written("direction"));
            Some(line.with("unit", &own.unit()))
        }),
        ("answers", |ctx| {
            let n = Metric::new(ctx).newest()?.n?;
            Some(Line::of("number").with("n", &n))
        }),
        ("problem.outcome", |ctx| {
            let problems = ctx.sources(Role::Problem, "outcome");
            ctx.linked(&ctx.ranked_problems(problems), 3)
        }),
        // How often it is read, and how late the next reading is.
        ("cadence_days", |ctx| {
            let days = role::Metric(ctx.fields).cadence_days()? as i64;
            let config = &ctx.site.config;
            let overdue = interval::overdue_reading(ctx.fields, config, ctx.site.as_of);
            let overdue = overdue.map(|overdue| overdue.days_over_limit);
            let line = Line::of("cadence").with("days", &days);
            Some(line.with("overdue", &overdue))
        }),
    ],
    blocks: &[
        ("interval", |ctx| Metric::new(ctx).interval()),
        ("readings", readings),
    ],
    chain_problems: |ctx| ctx.ranked_problems(ctx.sources(Role::Problem, "outcome")),
    ..NO_PARTS
};

/// A metric with its readings.
struct Metric<'a> {
    ctx: &'a EntryContext<'a>,
    own: role::Metric<'a>,
    unit: MetricFormat<'a>,
    readings: Vec<Reading>,
}

impl<'a> Metric<'a> {
    fn new(ctx: &'a EntryContext<'a>) -> Self {
        Metric {
            ctx,
            own: role::Metric(ctx.fields),
            unit: MetricFormat::from_fields(ctx.fields),
            readings: interval::readings(ctx.fields),
        }
    }

    fn segments(&self) -> Vec<(Option<Name>, Vec<&Reading>)> {
        interval::by_segment(&self.readings)
    }

    /// True for one reading of each segment: there is no newest one to show as “Now”; they share a table.
    fn is_side_by_side(&self) -> bool {
        let segments = self.segments();
        segments.len() > 1 && segments.iter().all(|(_, readings)| readings.len() == 1)
    }

    /// The readings of the whole, else of the first segment; none where segments stand side by side.
    fn overall(&self) -> Vec<&Reading> {
        if self.is_side_by_side() {
            return vec![];
        }
        let mut segments = self.segments();
        segments.sort_by_key(|(name, _)| name.is_some());
        segments
            .into_iter()
            .next()
            .map_or(vec![], |(_, readings)| readings)
    }

    fn newest(&self) -> Option<&Reading> {
        self.overall().last().copied()
    }

    /// The value of a reading, else what is written and not understood.
    fn value_of(&self, reading: &Reading) -> Option<String> {
        let value = self.unit.format_reading(reading, &self.ctx.site.config);
        let written = || self.own.reading(reading.index)?.written("value");
        value.or_else(|| Some(format!("“{}”", written()?)))
    }

    fn interval_of(&self, reading: &Reading) -> Option<String> {
        Some(self.unit.format_interval(reading.low?, reading.high?))
    }

    /// How many readings there are, and between which values.
    fn range(&self) -> Line {
        let values = || self.readings.iter().filter_map(|r| r.value);
        let (low, high) = (values().reduce(f64::min), values().reduce(f64::max));
        let shown = |value: Option<f64>| value.map(|value| self.unit.format_value(value));
        Line::of("range")
            .with("readings", &self.readings.len())
            .with("low", &shown(low))
            .with("high", &shown(high))
    }

    /// The newest reading and the one before, and whether the change is more than chance.
    fn trend(&self) -> Line {
        let overall = self.overall();
        let last: Vec<&&Reading> = overall.iter().rev().take(2).collect();
        let rows: Vec<ReadingRow> = last.iter().map(|reading| self.row(reading)).collect();
        let (mut change, mut is_real) = (None, None);
        if let [newest, before] = last.as_slice() {
            change = before.value.zip(newest.value).map(|(was, is)| is - was);
            is_real = interval::change_between(before, newest).map(|c| c.is_significant);
        }
        let is_good = change.zip(self.own.is_down());
        let is_good = is_good.map(|(change, is_down)| (change > 0.0) != is_down);
        Line::of("trend")
            .with("readings", &rows)
            .with("change", &change)
            .with("is_good", &is_good)
            .with("is_real", &is_real)
    }

    /// What the newest interval means, and how far the last change is from a real one; `None` without an interval.
    fn interval(&self) -> Option<Block> {
        let overall = self.overall();
        let (newest, before) = overall.split_last()?;
        let interval = self.interval_of(newest)?;
        let change = before
            .last()
            .and_then(|b| interval::change_between(b, newest));
        let chance = change.filter(|change| !change.is_significant);
        let block = Block::new("").with("answers", &(newest.n? as usize));
        let block = block.with("between", &interval);
        Some(block.with("z", &chance.map(|change| format!("{:.2}", change.z.abs()))))
    }

    fn row<'r>(&self, reading: &'r Reading) -> ReadingRow<'r> {
        let date = reading.date.as_ref();
        ReadingRow {
            place: reading.index + 1,
            segment: reading.segment.as_deref(),
            date,
            is_day: date.is_some_and(|date| date.first == date.last),
            value: self.value_of(reading),
            n: reading.n,
            interval: self.interval_of(reading),
            ..ReadingRow::default()
        }
    }

    /// The same as a row of a table.
    fn table_row<'r>(&self, reading: &'r Reading, counts: &[String]) -> ReadingRow<'r> {
        let site = self.ctx.site;
        let map = self.own.reading(reading.index);
        let study = map.and_then(|map| map.text("validation"));
        let study = study.and_then(|id| site.graph.find_by_id(id));
        let count = |name: &String| count_in_reading(map?, name);
        ReadingRow {
            counts: counts.iter().map(count).collect(),
            study: study.map(|id| RichText::entry(site, id)),
            ..self.row(reading)
        }
    }

    fn change(&self, before: &Reading, after: &Reading) -> Option<Change> {
        let difference = after.value? - before.value?;
        let change = interval::change_between(before, after);
        Some(Change {
            difference,
            text: self.unit.format_difference(difference),
            is_real: change.map(|change| change.is_significant),
        })
    }
}

fn readings(ctx: &EntryContext) -> Option<Block> {
    let metric = Metric::new(ctx);
    let segments = match metric.is_side_by_side() {
        // One table for segments with one reading each, in the order of the file.
        true => vec![(None, metric.readings.iter().collect())],
        false => metric.segments(),
    };
    let drawn = segments.iter().take(MAX_SEGMENT_CHARTS);
    let drawn = drawn.map(|(name, readings)| Segment::new(&metric, name, readings));
    let more = segments.len().saturating_sub(MAX_SEGMENT_CHARTS);
    let block = Block::new("").with("segments", &drawn.collect::<Vec<_>>());
    let block = block.with("side_by_side", &metric.is_side_by_side());
    let block = block.with("type", &metric.own.metric_type());
    let block = block.with("more_segments", &more);
    Some(block.with("name", ctx.site.title_of(ctx.id)))
}

/// The readings of one segment: a chart and a table.
#[derive(Serialize)]
struct Segment<'a> {
    name: Option<&'a str>,
    chart: Option<ReadingChart<'a>>,
    rows: Vec<ReadingRow<'a>>,
    more: Shared,
    /// Headings of the columns of counts, such as promoters.
    counts: Vec<String>,
}

#[derive(Serialize)]
struct ReadingChart<'a> {
    layout: chart::Series,
    /// In the order of the layout's ticks.
    ticks: Vec<String>,
    /// In the order of the layout's points.
    points: Vec<ReadingRow<'a>>,
    /// The segment, if it is one.
    name: Option<&'a str>,
    target: Option<String>,
    whiskers: bool,
}

#[derive(Default, Serialize)]
struct ReadingRow<'a> {
    /// Its place in the list of readings, from 1.
    place: usize,
    segment: Option<&'a str>,
    date: Option<&'a Period>,
    is_day: bool,
    value: Option<String>,
    n: Option<f64>,
    interval: Option<String>,
    change: Option<Change>,
    counts: Vec<Option<f64>>,
    study: Option<RichText>,
}

#[derive(Serialize)]
struct Change {
    difference: f64,
    /// Without its sign.
    text: String,
    /// `None`: nobody can tell whether it is more than chance.
    is_real: Option<bool>,
}

impl<'a> Segment<'a> {
    fn new(metric: &Metric, name: &'a Option<Name>, readings: &[&'a Reading]) -> Self {
        let counts = count_columns(metric.own, readings);
        let is_series = !metric.is_side_by_side();
        let row = |(i, reading): (usize, &&'a Reading)| ReadingRow {
            change: match i {
                1.. if is_series => metric.change(readings[i - 1], reading),
                _ => None,
            },
            ..metric.table_row(reading, &counts)
        };
        let mut rows: Vec<_> = readings.iter().enumerate().collect();
        if is_series {
            rows.reverse();
        }
        Segment {
            name: name.as_deref(),
            chart: ReadingChart::new(metric, readings, name.as_deref()).filter(|_| is_series),
            rows: rows.into_iter().take(MAX_LIST_ITEMS).map(row).collect(),
            more: metric.ctx.more_link(readings.len(), None),
            counts,
        }
    }
}

impl<'a> ReadingChart<'a> {
    fn new(metric: &Metric, readings: &[&'a Reading], name: Option<&'a str>) -> Option<Self> {
        let unit = &metric.unit;
        let newest = &readings[readings.len().saturating_sub(MAX_CHART_READINGS)..];
        let newest = newest.iter().filter_map(|r| Some((*r, r.value?)));
        let newest: Vec<(&Reading, f64)> = newest.collect();
        if newest.len() < 2 {
            return None;
        }
        let values = newest.iter().map(|(reading, value)| {
            let day = reading.date.as_ref();
            let texts = [
                unit.format_without_unit(*value),
                day.map_or_else(|| "Reading 99".into(), prose::format_date),
                format!(
                    "n = {}",
                    prose::format_number(reading.n.unwrap_or_default())
                ),
            ];
            chart::SeriesReading {
                day: day.map(|day| prose::days_between(metric.ctx.site.as_of, day.first)),
                value: *value,
                low: reading.low,
                high: reading.high,
                letters: texts.map(|text| text.chars().count()),
            }
        });
        let values: Vec<chart::SeriesReading> = values.collect();
        let target = metric.own.target();
        let target = target.map(|value| (value, unit.format_value(value)));
        let letters = target.as_ref();
        let letters = letters.map(|(value, text)| (*value, "Target ".len() + text.chars().count()));
        let layout = chart::series(&values, letters)?;
        let points = newest.iter().map(|(reading, value)| ReadingRow {
            value: Some(unit.format_without_unit(*value)),
            ..metric.row(reading)
        });
        let ticks = layout.ticks.iter();
        Some(ReadingChart {
            points: points.collect(),
            ticks: ticks
                .map(|tick| unit.format_without_unit(tick.value))
                .collect(),
            name,
            target: target.map(|(_, text)| text),
            whiskers: values.iter().any(|v| v.low.is_some()),
            layout,
        })
    }
}

/// Names of the counts that readings give: the three NPS groups, then the answers of a `distribution`, at most 15.
fn count_columns(metric: role::Metric, readings: &[&Reading]) -> Vec<String> {
    let maps = || readings.iter().filter_map(|r| metric.reading(r.index));
    let groups = ["promoters", "passives", "detractors"].into_iter();
    let groups = groups.filter(|group| maps().any(|map| map.has(group)));
    let mut names: Vec<String> = groups.map(str::to_owned).collect();
    for map in maps().filter_map(|map| map.map("distribution")) {
        for (answer, _) in &map.0 {
            if !names.iter().any(|name| **name == **answer) && names.len() < 15 {
                names.push(answer.to_string());
            }
        }
    }
    names
}

fn count_in_reading(map: &Fields, name: &str) -> Option<f64> {
    map.number(name)
        .or_else(|| map.map("distribution")?.number(name))
}
