//! The page of a metric: its readings, their intervals, and whether it moved.

use serde::Serialize;

use super::block::Block;
use super::entry_blocks::entries;
use super::role_parts::{NO_PARTS, RoleParts};
use super::{EntryContext, MAX_LIST_ITEMS, StatementStyle};
use crate::chart;
use crate::evidence::interval::{self, Reading};
use crate::graph::EntryId;
use crate::model::{Fields, Name, Role};
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
            true => range_sentence(&metric.unit, &metric.readings),
            false => statement(ctx, &metric.unit, metric.fields, &metric.overall()),
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
            let value = metric
                .fields
                .number("baseline")
                .map(|value| metric.unit.format_value(value));
            value.map(RichText::new).into_iter().collect()
        }),
        ("direction", "", |ctx, id| {
            let fields = ctx.fields(id);
            let way = if is_down(fields) { "Lower" } else { "Higher" };
            let measured = fields.text("unit").map(|unit| format!(", in {unit}"));
            vec![RichText::new(format!(
                "{way} is better{}",
                measured.unwrap_or_default()
            ))]
        }),
        ("answers", "Answers", |ctx, id| {
            let metric = Metric::new(ctx, id);
            let n = metric.overall().last().and_then(|reading| reading.n);
            n.map(|n| RichText::new(prose::format_number(n)))
                .into_iter()
                .collect()
        }),
        ("problem.outcome", "Should be moved by", |ctx, id| {
            let problems = ctx.ranked_problems(ctx.sources(id, Role::Problem, "outcome"));
            match problems.is_empty() {
                true => vec![],
                false => vec![ctx.entry_links(&problems, 3)],
            }
        }),
        ("cadence_days", "Read", |ctx, id| {
            cadence(ctx, id).into_iter().collect()
        }),
    ],
    blocks: &[
        ("interval", |ctx, id| {
            let metric = Metric::new(ctx, id);
            let text = RichText::new(interval_note(&metric.unit, &metric.overall())?);
            let block = Block::new("callout", "interval", "").wide();
            Some(block.with_value("icon", "metric").with_value("text", &text))
        }),
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

    fn now(&self, ctx: &EntryContext) -> Option<RichText> {
        let overall = self.overall();
        let reading = overall.last()?;
        let value = self.unit.format_reading(reading, &ctx.site.config);
        let line = RichText::default().strong(value.unwrap_or_default());
        Some(match (reading.low, reading.high) {
            (Some(low), Some(high)) => {
                line.muted(format!(" ({})", self.unit.format_interval(low, high)))
            }
            _ => line.muted(" (no interval without counts)"),
        })
    }

    fn target(&self) -> Option<RichText> {
        let target = self.fields.number("target")?;
        let line = RichText::default().strong(self.unit.format_value(target));
        let now = self.overall().last().and_then(|reading| reading.value);
        let reached = now.map(|value| match is_down(self.fields) {
            true => value <= target,
            false => value >= target,
        });
        Some(match reached {
            Some(true) => line.text(", reached"),
            Some(false) => line.text(", not reached yet"),
            None => line,
        })
    }
}

fn is_down(fields: &Fields) -> bool {
    fields.text("direction") == Some("down")
}

/// How often it is read, and how late the next reading is.
fn cadence(ctx: &EntryContext, id: EntryId) -> Option<RichText> {
    let (site, fields) = (ctx.site, ctx.fields(id));
    let line = RichText::new(match fields.number("cadence_days")? as i64 {
        1 => "Every day".into(),
        n => format!("Every {n} days"),
    });
    let overdue = interval::overdue_reading(fields, &site.config, site.as_of);
    Some(match overdue {
        Some(overdue) => line.text(" ").stale(format!(
            "{} overdue",
            prose::format_age(overdue.days_over_limit)
        )),
        None => line,
    })
}

fn readings_block(ctx: &EntryContext, id: EntryId) -> Option<Block> {
    let metric = Metric::new(ctx, id);
    let segments = metric.segments();
    let (drawn, more) = match metric.is_side_by_side() {
        true => {
            let all = Segment::side_by_side(ctx, metric.fields, &metric.unit, &metric.readings);
            (vec![all], 0)
        }
        false => {
            let drawn = segments.iter().take(MAX_SEGMENT_CHARTS).enumerate();
            let drawn = drawn.map(|(i, (name, readings))| {
                Segment::new(
                    ctx,
                    metric.fields,
                    &metric.unit,
                    i,
                    name.as_deref(),
                    readings,
                )
            });
            (
                drawn.collect(),
                segments.len().saturating_sub(MAX_SEGMENT_CHARTS),
            )
        }
    };
    let block = Block::new("readings", "readings", "")
        .wide()
        .with_value("segments", &drawn);
    let block = block.with_value("how", calculation_note(metric.fields));
    Some(
        block
            .with_value("more", &more)
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
    more: Option<String>,
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
    target: String,
    summary: String,
    whiskers: bool,
}

#[derive(Serialize)]
struct PointLabel {
    value: String,
    when: String,
    sample: String,
}

#[derive(Serialize)]
struct ReadingRow {
    when: String,
    value: String,
    sample: String,
    interval: String,
    change: String,
    counts: Vec<String>,
    study: RichText,
}

impl Segment {
    fn new(
        ctx: &EntryContext,
        fields: &Fields,
        unit: &MetricFormat,
        index: usize,
        name: Option<&str>,
        readings: &[&Reading],
    ) -> Self {
        let counts = count_columns(fields, readings);
        let changes = readings
            .windows(2)
            .map(|pair| change_text(unit, pair[0], pair[1]));
        let changes: Vec<String> = std::iter::once(String::new()).chain(changes).collect();
        let rows = readings.iter().zip(changes).rev().take(MAX_LIST_ITEMS);
        let rows = rows.map(|(reading, change)| {
            ReadingRow::from_reading(ctx, fields, unit, reading, change, &counts)
        });
        Segment {
            id: format!("readings-{index}"),
            title: name.unwrap_or("Over time").to_owned(),
            chart: ReadingChart::from_readings(fields, unit, readings, name),
            ..Segment::from_rows(rows.collect(), readings.len(), counts)
        }
    }

    /// One table for segments with one reading each, in the order of the file.
    fn side_by_side(
        ctx: &EntryContext,
        fields: &Fields,
        unit: &MetricFormat,
        readings: &[Reading],
    ) -> Self {
        let all: Vec<&Reading> = readings.iter().collect();
        let counts = count_columns(fields, &all);
        let rows = readings.iter().take(MAX_LIST_ITEMS).map(|reading| {
            let mut row =
                ReadingRow::from_reading(ctx, fields, unit, reading, String::new(), &counts);
            let date = reading
                .date
                .as_ref()
                .map(|d| format!(", {}", prose::format_date(d)));
            if let Some(segment) = &reading.segment {
                row.when = format!("{segment}{}", date.unwrap_or_default());
            }
            row
        });
        Segment {
            first_column: "Segment",
            ..Segment::from_rows(rows.collect(), readings.len(), counts)
        }
    }

    fn from_rows(rows: Vec<ReadingRow>, all: usize, counts: Vec<String>) -> Self {
        Segment {
            id: "readings-0".into(),
            title: "Readings".into(),
            chart: None,
            more: super::backlinks::more_not_shown(all),
            intervals: rows.iter().any(|row| !row.interval.is_empty()),
            rows,
            counts,
            first_column: "When",
        }
    }
}

/// “Eight readings, from 20 % to 87 %.”
fn range_sentence(unit: &MetricFormat, readings: &[Reading]) -> RichText {
    let values = readings.iter().filter_map(|r| r.value);
    let low = values.clone().fold(f64::INFINITY, f64::min);
    let high = values.fold(f64::NEG_INFINITY, f64::max);
    let many = prose::capitalize(&prose::pluralize(readings.len(), "reading", "readings"));
    match low.is_finite() && high.is_finite() {
        true => RichText::new(format!("{many}, from "))
            .highlight(format!(
                "{} to {}",
                unit.format_value(low),
                unit.format_value(high)
            ))
            .text("."),
        false => RichText::new(format!("{many}.")),
    }
}

impl ReadingChart {
    fn from_readings(
        fields: &Fields,
        unit: &MetricFormat,
        readings: &[&Reading],
        name: Option<&str>,
    ) -> Option<Self> {
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
        let target = fields.number("target");
        let layout = chart::series(&values, target)?;
        let points = newest.iter().map(|(reading, value)| PointLabel {
            value: unit.format_without_unit(*value),
            when: reading_label(reading),
            sample: reading.n.map_or(String::new(), |n| {
                format!("n = {}", prose::format_number(n))
            }),
        });
        let points: Vec<PointLabel> = points.collect();
        let texts = points.iter().map(|p| format!("{}: {}", p.when, p.value));
        let texts: Vec<String> = texts.collect();
        let lead = name.map_or(String::new(), |name| format!("{name}. "));
        Some(ReadingChart {
            ticks: layout
                .ticks
                .iter()
                .map(|tick| unit.format_without_unit(tick.value))
                .collect(),
            target: target.map_or(String::new(), |t| {
                format!("Target {}", unit.format_value(t))
            }),
            summary: format!("{lead}{}.", texts.join(", ")),
            whiskers: values.iter().any(|v| v.low.is_some()),
            layout,
            points,
        })
    }
}

impl ReadingRow {
    fn from_reading(
        ctx: &EntryContext,
        fields: &Fields,
        unit: &MetricFormat,
        reading: &Reading,
        change: String,
        counts: &[String],
    ) -> Self {
        let map = reading_map(fields, reading);
        let study = map
            .and_then(|map| map.text("validation"))
            .and_then(|id| ctx.site.graph.find_by_id(id))
            .map(|id| RichText::entry(ctx.site, id));
        ReadingRow {
            when: reading_label(reading),
            value: unit
                .format_reading(reading, &ctx.site.config)
                .unwrap_or("not noted".into()),
            sample: reading.n.map_or("not noted".into(), prose::format_number),
            interval: match (reading.low, reading.high) {
                (Some(low), Some(high)) => unit.format_interval(low, high),
                _ => String::new(),
            },
            change,
            counts: counts
                .iter()
                .map(|name| {
                    let count = map.and_then(|map| count_in_reading(map, name));
                    count.map_or("–".into(), prose::format_number)
                })
                .collect(),
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

/// “+19 in 2024 Q3, +27 in 2024 Q2. **The drop is within the margin of error.**”
fn statement(
    ctx: &EntryContext,
    unit: &MetricFormat,
    fields: &Fields,
    readings: &[&Reading],
) -> RichText {
    let Some((newest, before)) = readings.split_last() else {
        return RichText::new("There is no reading yet.");
    };
    let text = |reading: &Reading| {
        let value = unit
            .format_reading(reading, &ctx.site.config)
            .unwrap_or("Not noted".into());
        match &reading.date {
            Some(date) if date.first == date.last => {
                format!("{value} on {}", prose::format_date(date))
            }
            Some(date) => format!("{value} in {}", prose::format_date(date)),
            None => value,
        }
    };
    let Some(before) = before.last() else {
        return RichText::new(format!("{}. One reading is no trend yet.", text(newest)));
    };
    let sentence = RichText::new(format!("{}, {} before. ", text(newest), text(before)));
    let (Some(was), Some(is)) = (before.value, newest.value) else {
        return sentence;
    };
    let word = if is > was { "rise" } else { "drop" };
    let is_good = (is > was) == (fields.text("direction") != Some("down"));
    match interval::change_between(before, newest) {
        _ if is == was => sentence.highlight("It has not moved."),
        Some(change) if change.is_significant => sentence.highlight(format!(
            "The {word} is a real change, for the {}.",
            if is_good { "better" } else { "worse" }
        )),
        Some(_) => sentence.highlight(format!("The {word} is within the margin of error.")),
        None => sentence.text(format!(
            "Whether the {word} is more than chance cannot be told: the readings have no counts."
        )),
    }
}

/// What the newest interval means, and how far the last change is from a real one; `None` without an interval.
fn interval_note(unit: &MetricFormat, readings: &[&Reading]) -> Option<String> {
    let newest = readings.last()?;
    let (low, high) = (newest.low?, newest.high?);
    let n = newest
        .n
        .map(|n| prose::pluralize(n as usize, "answer", "answers"))?;
    let z = readings
        .len()
        .checked_sub(2)
        .and_then(|i| interval::change_between(readings[i], newest));
    let change = z
        .filter(|change| !change.is_significant)
        .map_or(String::new(), |change| {
            format!(
                " The change since the reading before has z = {:.2}; a real one starts at 1.96.",
                change.z.abs()
            )
        });
    Some(format!(
        "With {n} we can only say that the true value lies between {} (95 % interval).{change}",
        unit.format_interval(low, high).replace(" to ", " and ")
    ))
}

fn calculation_note(fields: &Fields) -> &'static str {
    match fields.text("type") {
        Some("nps") => {
            "Promoters (9–10) minus detractors (0–6), −100 to +100; the interval is the adjusted Wald interval."
        }
        Some("csat") => "Share of the two best answers; the interval is the Wilson interval.",
        Some("rate") => "A share; the interval is the Wilson interval.",
        Some("sus") => "System Usability Scale, 0 to 100.",
        Some("ces") => "Mean of the answers on how easy it was.",
        Some("mean") => "Mean of the answers.",
        Some("duration") => "A duration.",
        Some("count") => "A count.",
        _ => "As read.",
    }
}
