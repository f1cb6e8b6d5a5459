//! The page of a metric: its readings, their intervals, and whether it moved.

use serde::Serialize;

use super::block::Block;
use super::entry_blocks::entries;
use super::role_parts::{NO_PARTS, RoleParts};
use super::{EntryContext, Line, MAX_LIST_ITEMS, StatementStyle};
use crate::chart;
use crate::evidence::interval::{self, Reading};
use crate::graph::EntryId;
use crate::model::{Fields, Name, Period, Role};
use crate::page::Shared;
use crate::site::prose;
use crate::site::prose::metric_format::MetricFormat;
use crate::site::rich_text::RichText;

/// Maximum of readings in one chart; the newest are kept.
const MAX_CHART_READINGS: usize = 16;
/// Maximum of segments with a chart of their own; more are only counted.
const MAX_SEGMENT_CHARTS: usize = 6;

pub const PARTS: RoleParts = RoleParts {
    statements: &[("readings", |ctx, id| {
        let metric = Metric::new(ctx, id);
        let line = match metric.is_side_by_side() {
            true => metric.range(),
            false => metric.trend(ctx),
        };
        Some((line, StatementStyle::Lede))
    })],
    facts: &[
        ("now", "Now", |ctx, id| {
            Metric::new(ctx, id).now(ctx).into_iter().collect()
        }),
        ("target", "", |ctx, id| {
            Metric::new(ctx, id).target().into_iter().collect()
        }),
        ("baseline", "", |ctx, id| {
            let metric = Metric::new(ctx, id);
            let value = metric.fields.number("baseline");
            let value = value.map(|value| RichText::new(metric.unit.format_value(value)));
            value.map(Line::from).into_iter().collect()
        }),
        ("direction", "", |ctx, id| {
            let fields = ctx.fields(id);
            let line = Line::of("direction").with("is_down", &is_down(fields));
            vec![line.with("unit", &fields.text("unit"))]
        }),
        ("answers", "Answers", |ctx, id| {
            let n = Metric::new(ctx, id).overall().last().and_then(|r| r.n);
            n.map(|n| RichText::new(prose::format_number(n)).into())
                .into_iter()
                .collect()
        }),
        ("problem.outcome", "Should be moved by", |ctx, id| {
            let problems = ctx.ranked_problems(ctx.sources(id, Role::Problem, "outcome"));
            match problems.is_empty() {
                true => vec![],
                false => vec![ctx.entry_links(&problems, 3).into()],
            }
        }),
        ("cadence_days", "Read", |ctx, id| {
            cadence(ctx, id).into_iter().collect()
        }),
    ],
    blocks: &[
        ("interval", |ctx, id| Metric::new(ctx, id).interval()),
        ("readings", readings_block),
        ("problem.outcome", |ctx, id| {
            let missing = Some("No problem names it as its outcome yet.");
            let ids = ctx.sources(id, Role::Problem, "outcome");
            entries(
                ctx,
                "problems",
                "Problems that should move it",
                ids,
                false,
                missing,
            )
        }),
        ("validation.measures", |ctx, id| {
            let ids = ctx.sources(id, Role::Validation, "measures");
            entries(ctx, "studies", "Studies that read it", ids, false, None)
        }),
    ],
    chain_problems: |ctx, id| ctx.ranked_problems(ctx.sources(id, Role::Problem, "outcome")),
    ..NO_PARTS
};

/// A metric with its readings.
struct Metric<'a> {
    fields: &'a Fields,
    unit: MetricFormat<'a>,
    readings: Vec<Reading>,
}

impl<'a> Metric<'a> {
    fn new(ctx: &EntryContext<'a>, id: EntryId) -> Self {
        let fields = ctx.fields(id);
        Metric {
            fields,
            unit: MetricFormat::from_fields(fields),
            readings: interval::readings(fields),
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
        let whole = segments
            .iter()
            .position(|(name, _)| name.is_none())
            .unwrap_or(0);
        match segments.is_empty() {
            true => vec![],
            false => segments.swap_remove(whole).1,
        }
    }

    fn now(&self, ctx: &EntryContext) -> Option<Line> {
        let overall = self.overall();
        let reading = overall.last()?;
        let value = self.unit.format_reading(reading, &ctx.site.config);
        let line = Line::of("now").with("value", &value);
        Some(line.with("interval", &self.interval_of(reading)))
    }

    fn interval_of(&self, reading: &Reading) -> Option<String> {
        Some(self.unit.format_interval(reading.low?, reading.high?))
    }

    fn target(&self) -> Option<Line> {
        let target = self.fields.number("target")?;
        let now = self.overall().last().and_then(|reading| reading.value);
        let is_reached = now.map(|value| match is_down(self.fields) {
            true => value <= target,
            false => value >= target,
        });
        let line = Line::of("target").with("value", &self.unit.format_value(target));
        Some(line.with("is_reached", &is_reached))
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
    fn trend(&self, ctx: &EntryContext) -> Line {
        #[derive(Serialize)]
        struct Shown<'a> {
            value: Option<String>,
            date: Option<&'a Period>,
            is_day: bool,
        }
        let overall = self.overall();
        let last: Vec<&&Reading> = overall.iter().rev().take(2).collect();
        let shown = last.iter().map(|reading| Shown {
            value: self.unit.format_reading(reading, &ctx.site.config),
            date: reading.date.as_ref(),
            is_day: reading.date.as_ref().is_some_and(|d| d.first == d.last),
        });
        let line = Line::of("trend").with("readings", &shown.collect::<Vec<_>>());
        let [newest, before] = last.as_slice() else {
            return line.with("change", &None::<f64>);
        };
        let values = before.value.zip(newest.value);
        let change = values.map(|(was, is)| is - was);
        let is_real = interval::change_between(before, newest).map(|c| c.is_significant);
        line.with("change", &change)
            .with(
                "is_good",
                &change.map(|d| (d > 0.0) != is_down(self.fields)),
            )
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
        let block = Block::new("interval", "interval", "").wide();
        let block = block.with_value("answers", &(newest.n? as usize));
        let block = block.with_value("between", &interval.replace(" to ", " and "));
        Some(block.with_value("z", &chance.map(|change| format!("{:.2}", change.z.abs()))))
    }
}

fn is_down(fields: &Fields) -> bool {
    fields.text("direction") == Some("down")
}

/// How often it is read, and how late the next reading is.
fn cadence(ctx: &EntryContext, id: EntryId) -> Option<Line> {
    let (site, fields) = (ctx.site, ctx.fields(id));
    let days = fields.number("cadence_days")? as i64;
    let overdue = interval::overdue_reading(fields, &site.config, site.as_of);
    let line = Line::of("cadence").with("days", &days);
    Some(line.with("overdue", &overdue.map(|overdue| overdue.days_over_limit)))
}

fn readings_block(ctx: &EntryContext, id: EntryId) -> Option<Block> {
    let metric = Metric::new(ctx, id);
    let segments = metric.segments();
    let (drawn, more) = match metric.is_side_by_side() {
        true => (vec![Segment::side_by_side(ctx, &metric)], 0),
        false => {
            let drawn = segments.iter().take(MAX_SEGMENT_CHARTS).enumerate();
            let drawn = drawn.map(|(i, (name, readings))| {
                Segment::new(ctx, &metric, i, name.as_deref(), readings)
            });
            let more = segments.len().saturating_sub(MAX_SEGMENT_CHARTS);
            (drawn.collect(), more)
        }
    };
    let block = Block::new("readings", "readings", "")
        .wide()
        .with_value("segments", &drawn);
    let block = block.with_value("type", &metric.fields.text("type"));
    Some(
        block
            .with_value("more_segments", &more)
            .with_value("name", ctx.title(id)),
    )
}

/// The readings of one segment: a chart and a table.
#[derive(Serialize)]
struct Segment {
    id: String,
    title: String,
    chart: Option<ReadingChart>,
    rows: Vec<ReadingRow>,
    more: Shared,
    intervals: bool,
    /// Headings of the columns of counts, such as promoters.
    counts: Vec<String>,
    /// Heading of the first column: When · Segment.
    first_column: &'static str,
}

#[derive(Serialize)]
struct ReadingChart {
    layout: chart::Series,
    /// In the order of the layout's ticks.
    ticks: Vec<String>,
    /// In the order of the layout's points.
    points: Vec<PointLabel>,
    /// The segment, if it is one.
    name: Option<String>,
    target: Option<String>,
    whiskers: bool,
}

#[derive(Serialize)]
struct PointLabel {
    value: String,
    when: String,
    n: Option<f64>,
}

#[derive(Serialize)]
struct ReadingRow {
    when: String,
    value: Option<String>,
    n: Option<f64>,
    interval: Option<String>,
    change: String,
    counts: Vec<Option<f64>>,
    study: RichText,
}

impl Segment {
    fn new(
        ctx: &EntryContext,
        metric: &Metric,
        index: usize,
        name: Option<&str>,
        readings: &[&Reading],
    ) -> Self {
        let counts = count_columns(metric.fields, readings);
        let changes = readings
            .windows(2)
            .map(|pair| change_text(&metric.unit, pair[0], pair[1]));
        let changes: Vec<String> = std::iter::once(String::new()).chain(changes).collect();
        let rows = readings.iter().zip(changes).rev().take(MAX_LIST_ITEMS);
        let rows = rows.map(|(reading, change)| ReadingRow {
            change,
            ..metric.row(ctx, reading, &counts)
        });
        Segment {
            id: format!("readings-{index}"),
            title: name.unwrap_or("Over time").to_owned(),
            chart: ReadingChart::from_readings(metric, readings, name),
            ..Segment::from_rows(ctx, rows.collect(), readings.len(), counts)
        }
    }

    /// One table for segments with one reading each, in the order of the file.
    fn side_by_side(ctx: &EntryContext, metric: &Metric) -> Self {
        let all: Vec<&Reading> = metric.readings.iter().collect();
        let counts = count_columns(metric.fields, &all);
        let rows = all.iter().take(MAX_LIST_ITEMS).map(|reading| {
            let mut row = metric.row(ctx, reading, &counts);
            if let Some(segment) = &reading.segment {
                let date = reading.date.as_ref().map(prose::format_date);
                row.when = prose::join_given([Some(segment.to_string()), date]);
            }
            row
        });
        Segment {
            first_column: "Segment",
            ..Segment::from_rows(ctx, rows.collect(), all.len(), counts)
        }
    }

    fn from_rows(
        ctx: &EntryContext,
        rows: Vec<ReadingRow>,
        all: usize,
        counts: Vec<String>,
    ) -> Self {
        Segment {
            id: "readings-0".into(),
            title: "Readings".into(),
            chart: None,
            more: ctx.more_link(all, None),
            intervals: rows.iter().any(|row| row.interval.is_some()),
            rows,
            counts,
            first_column: "When",
        }
    }
}

impl ReadingChart {
    fn from_readings(metric: &Metric, readings: &[&Reading], name: Option<&str>) -> Option<Self> {
        let unit = &metric.unit;
        let newest = &readings[readings.len().saturating_sub(MAX_CHART_READINGS)..];
        let newest: Vec<(&&Reading, f64)> =
            newest.iter().filter_map(|r| Some((r, r.value?))).collect();
        if newest.len() < 2 {
            return None;
        }
        let values: Vec<chart::SeriesReading> = newest
            .iter()
            .map(|(reading, value)| chart::SeriesReading {
                value: *value,
                low: reading.low,
                high: reading.high,
            })
            .collect();
        let target = metric.fields.number("target");
        let layout = chart::series(&values, target)?;
        let points = newest.iter().map(|(reading, value)| PointLabel {
            value: unit.format_without_unit(*value),
            when: reading_label(reading),
            n: reading.n,
        });
        let points: Vec<PointLabel> = points.collect();
        Some(ReadingChart {
            ticks: layout
                .ticks
                .iter()
                .map(|tick| unit.format_without_unit(tick.value))
                .collect(),
            name: name.map(str::to_owned),
            target: target.map(|target| unit.format_value(target)),
            whiskers: values.iter().any(|v| v.low.is_some()),
            layout,
            points,
        })
    }
}

impl Metric<'_> {
    /// A reading as a row without its change.
    fn row(&self, ctx: &EntryContext, reading: &Reading, counts: &[String]) -> ReadingRow {
        let map = reading_map(self.fields, reading);
        let study = map
            .and_then(|map| map.text("validation"))
            .and_then(|id| ctx.site.graph.find_by_id(id))
            .map(|id| RichText::entry(ctx.site, id));
        let counts = counts.iter();
        ReadingRow {
            when: reading_label(reading),
            value: self.unit.format_reading(reading, &ctx.site.config),
            n: reading.n,
            interval: self.interval_of(reading),
            change: String::new(),
            counts: counts.map(|name| count_in_reading(map?, name)).collect(),
            study: study.unwrap_or_default(),
        }
    }
}

/// Names of the counts that readings give: the three NPS groups, then the answers of a `distribution`, at most 15.
fn count_columns(fields: &Fields, readings: &[&Reading]) -> Vec<String> {
    let maps = || readings.iter().filter_map(|r| reading_map(fields, r));
    let groups = ["promoters", "passives", "detractors"];
    let mut names: Vec<String> = groups
        .into_iter()
        .filter(|group| maps().any(|map| map.has(group)))
        .map(str::to_owned)
        .collect();
    for map in maps().filter_map(|map| map.map("distribution")) {
        for (answer, _) in &map.0 {
            if !names.iter().any(|name| **name == **answer) && names.len() < 15 {
                names.push(answer.to_string());
            }
        }
    }
    names
}

fn reading_map<'a>(fields: &'a Fields, reading: &Reading) -> Option<&'a Fields> {
    fields.list("readings").get(reading.index)?.as_map()
}

fn count_in_reading(map: &Fields, name: &str) -> Option<f64> {
    map.number(name)
        .or_else(|| map.map("distribution")?.number(name))
}

fn reading_label(reading: &Reading) -> String {
    match &reading.date {
        Some(date) => prose::format_date(date),
        None => format!("Reading {}", reading.index + 1),
    }
}

/// “+8 points, within the margin of error”
fn change_text(unit: &MetricFormat, before: &Reading, after: &Reading) -> String {
    let (Some(was), Some(is)) = (before.value, after.value) else {
        return String::new();
    };
    let sign = match is - was {
        d if d > 0.0 => "+",
        d if d < 0.0 => "−",
        _ => return "no change".into(),
    };
    let difference = unit.format_difference(is - was);
    match interval::change_between(before, after) {
        Some(change) if change.is_significant => format!("{sign}{difference}, a real change"),
        Some(_) => format!("{sign}{difference}, within the margin of error"),
        None => format!("{sign}{difference}"),
    }
}
