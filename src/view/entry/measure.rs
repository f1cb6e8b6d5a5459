//! A metric: what it reads, how sure one can be of it, and whether it moved.

use serde::Serialize;

use super::{Anatomy, Chip, Desk, Fact, MOST, Voice};
use crate::chart;
use crate::graph::Id;
use crate::graph::estimate::{self, Reading};
use crate::page::Shared;
use crate::schema::{Fields, Role};
use crate::view::prose;
use crate::view::prose::measure::Unit;
use crate::view::sentence::Sentence;

const SHOWN: &[&str] = &[
    "type",
    "unit",
    "direction",
    "role",
    "target",
    "baseline",
    "cadence_days",
    "readings",
];

const HEARD: &[(Role, &str)] = &[(Role::Claim, "outcome"), (Role::Study, "measures")];

/// Readings drawn in one chart: the newest.
const DRAWN: usize = 16;
/// Segments with a chart of their own.
const SEGMENTS: usize = 6;

pub fn anatomy(desk: &Desk, id: Id) -> Anatomy {
    let look = desk.look;
    let fields = desk.fields(id);
    let unit = Unit::of(fields);
    let readings = estimate::readings(fields);
    let segments = estimate::segments(&readings);
    let claims = desk.ranked(desk.sources(id, Role::Claim, "outcome"));
    let studies = desk.sources(id, Role::Study, "measures");
    let whole = segments
        .iter()
        .find(|(name, _)| name.is_none())
        .or(segments.first());
    // One reading of each segment: none of them is “now”, and they belong side by side.
    let apart = segments.len() > 1 && segments.iter().all(|(_, readings)| readings.len() == 1);
    let main: &[&Reading] = match apart {
        true => &[],
        false => whole.map_or(&[], |(_, readings)| readings.as_slice()),
    };
    let drawn: Vec<Segment> = segments
        .iter()
        .take(SEGMENTS)
        .enumerate()
        .map(|(i, (name, readings))| Segment::of(desk, fields, &unit, i, name.as_deref(), readings))
        .collect();
    let (drawn, more) = match apart {
        true => (
            vec![Segment::side_by_side(desk, fields, &unit, &readings)],
            0,
        ),
        false => (drawn, segments.len().saturating_sub(SEGMENTS)),
    };
    Anatomy {
        statement: match apart {
            true => range(&unit, &readings),
            false => statement(desk, &unit, fields, main),
        },
        voice: Voice::Lede,
        chips: [Chip::of(fields, "role"), Chip::of(fields, "type")]
            .into_iter()
            .flatten()
            .collect(),
        facts: facts(desk, id, fields, &unit, main, &claims),
        shown: SHOWN,
        heard: HEARD,
        claim: claims.first().copied(),
        claims: claims.len(),
        inputs: vec![
            ("callout", Shared::new(&callout(&unit, main))),
            ("segments", Shared::new(&drawn)),
            ("segments_more", Shared::new(&more)),
            ("how", Shared::new(&how(fields))),
            (
                "problems",
                look.card_list(claims.iter().copied().take(MOST)),
            ),
            (
                "problems_more",
                Shared::new(&desk.more(claims.len(), Role::Claim)),
            ),
            (
                "validations",
                look.card_list(studies.iter().copied().take(MOST)),
            ),
        ],
    }
}

/// The readings of one segment: a chart and a table.
#[derive(Serialize)]
struct Segment {
    id: String,
    title: String,
    chart: Option<Chart>,
    rows: Vec<Row>,
    more: Option<String>,
    intervals: bool,
    /// Which counts there are: promoters and so on.
    counts: Vec<String>,
    /// What stands in the first column: When · Segment.
    first_column: &'static str,
}

#[derive(Serialize)]
struct Chart {
    layout: chart::Series,
    /// In the order of the layout's ticks, then of its points.
    ticks: Vec<String>,
    points: Vec<Label>,
    target: String,
    summary: String,
    whiskers: bool,
}

#[derive(Serialize)]
struct Label {
    value: String,
    when: String,
    sample: String,
}

#[derive(Serialize)]
struct Row {
    when: String,
    value: String,
    sample: String,
    interval: String,
    change: String,
    counts: Vec<String>,
    study: Sentence,
}

impl Segment {
    fn of(
        desk: &Desk,
        fields: &Fields,
        unit: &Unit,
        index: usize,
        name: Option<&str>,
        readings: &[&Reading],
    ) -> Self {
        let counts = counts(fields, readings);
        let changes = readings
            .windows(2)
            .map(|pair| change(unit, pair[0], pair[1]));
        let changes: Vec<String> = std::iter::once(String::new()).chain(changes).collect();
        let rows = readings.iter().zip(changes).rev().take(MOST);
        let rows =
            rows.map(|(reading, change)| Row::of(desk, fields, unit, reading, change, &counts));
        let rows: Vec<Row> = rows.collect();
        Segment {
            id: format!("readings-{index}"),
            title: name.unwrap_or("Over time").to_owned(),
            chart: Chart::of(fields, unit, readings, name),
            more: super::link::beyond(readings.len()),
            intervals: rows.iter().any(|row| !row.interval.is_empty()),
            rows,
            counts,
            first_column: "When",
        }
    }
}

impl Segment {
    /// One table of segments that were read once each, in the order of the file.
    fn side_by_side(desk: &Desk, fields: &Fields, unit: &Unit, readings: &[Reading]) -> Self {
        let all: Vec<&Reading> = readings.iter().collect();
        let counts = counts(fields, &all);
        let rows = readings.iter().take(MOST).map(|reading| {
            let mut row = Row::of(desk, fields, unit, reading, String::new(), &counts);
            let date = reading
                .date
                .as_ref()
                .map(|d| format!(", {}", prose::date(d)));
            if let Some(segment) = &reading.segment {
                row.when = format!("{segment}{}", date.unwrap_or_default());
            }
            row
        });
        let rows: Vec<Row> = rows.collect();
        Segment {
            id: "readings-0".into(),
            title: "Readings".into(),
            chart: None,
            more: super::link::beyond(readings.len()),
            intervals: rows.iter().any(|row| !row.interval.is_empty()),
            rows,
            counts,
            first_column: "Segment",
        }
    }
}

/// “Eight readings, from 20 % to 87 %.”
fn range(unit: &Unit, readings: &[Reading]) -> Sentence {
    let values = readings.iter().filter_map(|r| r.value);
    let low = values.clone().fold(f64::INFINITY, f64::min);
    let high = values.fold(f64::NEG_INFINITY, f64::max);
    let many = prose::capital(&prose::count(readings.len(), "reading", "readings"));
    match low.is_finite() && high.is_finite() {
        true => Sentence::new(format!("{many}, from "))
            .mark(format!("{} to {}", unit.value(low), unit.value(high)))
            .say("."),
        false => Sentence::new(format!("{many}.")),
    }
}

impl Chart {
    fn of(fields: &Fields, unit: &Unit, readings: &[&Reading], name: Option<&str>) -> Option<Self> {
        let newest = &readings[readings.len().saturating_sub(DRAWN)..];
        let newest: Vec<(&&Reading, f64)> =
            newest.iter().filter_map(|r| Some((r, r.value?))).collect();
        if newest.len() < 2 {
            return None;
        }
        let values: Vec<chart::Reading> = newest
            .iter()
            .map(|(reading, value)| chart::Reading {
                value: *value,
                low: reading.low,
                high: reading.high,
            })
            .collect();
        let target = fields.number("target");
        let layout = chart::series(&values, target)?;
        let points = newest.iter().map(|(reading, value)| Label {
            value: unit.bare(*value),
            when: when(reading),
            sample: reading
                .n
                .map_or(String::new(), |n| format!("n = {}", prose::measured(n))),
        });
        let points: Vec<Label> = points.collect();
        let told = points.iter().map(|p| format!("{}: {}", p.when, p.value));
        let told: Vec<String> = told.collect();
        let lead = name.map_or(String::new(), |name| format!("{name}. "));
        Some(Chart {
            ticks: layout
                .ticks
                .iter()
                .map(|tick| unit.bare(tick.value))
                .collect(),
            target: target.map_or(String::new(), |t| format!("Target {}", unit.value(t))),
            summary: format!("{lead}{}.", told.join(", ")),
            whiskers: values.iter().any(|v| v.low.is_some()),
            layout,
            points,
        })
    }
}

impl Row {
    fn of(
        desk: &Desk,
        fields: &Fields,
        unit: &Unit,
        reading: &Reading,
        change: String,
        counts: &[String],
    ) -> Self {
        let map = fields
            .list("readings")
            .get(reading.index)
            .and_then(|r| r.as_map());
        let study = map
            .and_then(|map| map.text("validation"))
            .and_then(|id| desk.look.graph.find(id))
            .map(|id| Sentence::default().entry(desk.look, id));
        Row {
            when: when(reading),
            value: unit
                .reading(reading, desk.look.config)
                .unwrap_or("not noted".into()),
            sample: reading.n.map_or("not noted".into(), prose::measured),
            interval: match (reading.low, reading.high) {
                (Some(low), Some(high)) => unit.interval(low, high),
                _ => String::new(),
            },
            change,
            counts: counts
                .iter()
                .map(|name| {
                    let count = map.and_then(|map| count(map, name));
                    count.map_or("–".into(), prose::measured)
                })
                .collect(),
            study: study.unwrap_or_default(),
        }
    }
}

/// The columns of counts that readings give: the three groups, or the answers of a distribution.
fn counts(fields: &Fields, readings: &[&Reading]) -> Vec<String> {
    let maps = || {
        let of = |r: &&Reading| {
            fields
                .list("readings")
                .get(r.index)
                .and_then(|m| m.as_map())
        };
        readings.iter().filter_map(of)
    };
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

fn count(map: &Fields, name: &str) -> Option<f64> {
    map.number(name)
        .or_else(|| map.map("distribution")?.number(name))
}

fn when(reading: &Reading) -> String {
    match &reading.date {
        Some(date) => prose::date(date),
        None => format!("Reading {}", reading.index + 1),
    }
}

/// “+8 points, within the margin of error”
fn change(unit: &Unit, before: &Reading, after: &Reading) -> String {
    let (Some(was), Some(is)) = (before.value, after.value) else {
        return String::new();
    };
    let sign = match is - was {
        d if d > 0.0 => "+",
        d if d < 0.0 => "−",
        _ => return "no change".into(),
    };
    let difference = unit.difference(is - was);
    match estimate::change(before, after) {
        Some(change) if change.is_real => format!("{sign}{difference}, a real change"),
        Some(_) => format!("{sign}{difference}, within the margin of error"),
        None => format!("{sign}{difference}"),
    }
}

/// “+19 in 2024 Q3, +27 in 2024 Q2. **The drop is within the margin of error.**”
fn statement(desk: &Desk, unit: &Unit, fields: &Fields, readings: &[&Reading]) -> Sentence {
    let Some((newest, before)) = readings.split_last() else {
        return Sentence::new("There is no reading yet.");
    };
    let told = |reading: &Reading| {
        let value = unit
            .reading(reading, desk.look.config)
            .unwrap_or("Not noted".into());
        match &reading.date {
            Some(date) if date.first == date.last => format!("{value} on {}", prose::date(date)),
            Some(date) => format!("{value} in {}", prose::date(date)),
            None => value,
        }
    };
    let Some(before) = before.last() else {
        return Sentence::new(format!("{}. One reading is no trend yet.", told(newest)));
    };
    let sentence = Sentence::new(format!("{}, {} before. ", told(newest), told(before)));
    let (Some(was), Some(is)) = (before.value, newest.value) else {
        return sentence;
    };
    let word = if is > was { "rise" } else { "drop" };
    let is_good = (is > was) == (fields.text("direction") != Some("down"));
    match estimate::change(before, newest) {
        _ if is == was => sentence.mark("It has not moved."),
        Some(change) if change.is_real => sentence.mark(format!(
            "The {word} is a real change, for the {}.",
            if is_good { "better" } else { "worse" }
        )),
        Some(_) => sentence.mark(format!("The {word} is within the margin of error.")),
        None => sentence.say(format!(
            "Whether the {word} is more than chance cannot be told: the readings have no counts."
        )),
    }
}

/// What the interval means, in a sentence.
fn callout(unit: &Unit, readings: &[&Reading]) -> Option<String> {
    let newest = readings.last()?;
    let (low, high) = (newest.low?, newest.high?);
    let n = newest
        .n
        .map(|n| prose::count(n as usize, "answer", "answers"))?;
    let z = readings
        .len()
        .checked_sub(2)
        .and_then(|i| estimate::change(readings[i], newest));
    let change = z
        .filter(|change| !change.is_real)
        .map_or(String::new(), |change| {
            format!(
                " The change since the reading before has z = {:.2}; a real one starts at 1.96.",
                change.z.abs()
            )
        });
    Some(format!(
        "With {n} we can only say that the true value lies between {} (95 % interval).{change}",
        unit.interval(low, high).replace(" to ", " and ")
    ))
}

fn facts(
    desk: &Desk,
    id: Id,
    fields: &Fields,
    unit: &Unit,
    readings: &[&Reading],
    claims: &[Id],
) -> Vec<Fact> {
    let look = desk.look;
    let mut facts = Vec::new();
    let newest = readings.last();
    if let Some(reading) = newest {
        let value = unit.reading(reading, look.config).unwrap_or_default();
        let line = Sentence::default().strong(value);
        facts.push(Fact::new(
            "Now",
            match (reading.low, reading.high) {
                (Some(low), Some(high)) => line.dim(format!(" ({})", unit.interval(low, high))),
                _ => line.dim(" (no interval without counts)"),
            },
        ));
    }
    let is_down = fields.text("direction") == Some("down");
    if let Some(target) = fields.number("target") {
        let line = Sentence::default().strong(unit.value(target));
        let reached = newest.and_then(|r| r.value).map(|value| match is_down {
            true => value <= target,
            false => value >= target,
        });
        facts.push(Fact::new(
            "Target",
            match reached {
                Some(true) => line.say(", reached"),
                Some(false) => line.say(", not reached yet"),
                None => line,
            },
        ));
    }
    if let Some(baseline) = fields.number("baseline") {
        facts.push(Fact::new("Baseline", Sentence::new(unit.value(baseline))));
    }
    let way = if is_down { "Lower" } else { "Higher" };
    let measured = fields.text("unit").map(|unit| format!(", in {unit}"));
    let line = format!("{way} is better{}", measured.unwrap_or_default());
    facts.push(Fact::new("Direction", Sentence::new(line)));
    if let Some(n) = newest.and_then(|r| r.n) {
        facts.push(Fact::new("Answers", Sentence::new(prose::measured(n))));
    }
    if !claims.is_empty() {
        facts.push(Fact::new("Should be moved by", desk.named(claims, 3)));
    }
    if let Some(days) = fields.number("cadence_days") {
        let every = match days as i64 {
            1 => "Every day".into(),
            n => format!("Every {n} days"),
        };
        let line = Sentence::new(every);
        facts.push(Fact::new(
            "Read",
            match estimate::stale(fields, look.config, look.as_of) {
                Some(over) => line.say(" ").stale(format!("{} overdue", prose::age(over))),
                None => line,
            },
        ));
    }
    debug_assert_eq!(desk.role(id), Some(Role::Measure));
    facts
}

/// How the value and its interval are made.
fn how(fields: &Fields) -> &'static str {
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
