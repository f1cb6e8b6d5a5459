//! The page of a validation (a study): its set-up, results and insights, and what it counts today.

use serde::Serialize;

use super::block::Block;
use super::entry_blocks::note;
use super::for_and_against::strip_quotation_marks;
use super::role_parts::{NO_PARTS, RoleParts};
use super::{Chip, EntryContext, MAX_LIST_ITEMS, fact};
use crate::chart;
use crate::config::{Axis, MethodClass};
use crate::evidence::{ValidationStatus, Verdict};
use crate::graph::EntryId;
use crate::model::{Fields, Role};
use crate::page::Shared;
use crate::site::mark::StateBadge;
use crate::site::prose;
use crate::site::rich_text::RichText;

pub const PARTS: RoleParts = RoleParts {
    chips: &[
        ("status", status_chip),
        ("method", class_chip),
        ("verdict", |ctx, id| not_understood(ctx, id, "verdict")),
        ("about", |ctx, id| not_understood(ctx, id, "about")),
    ],
    facts: &[
        ("method", "", method),
        ("participants", "", |ctx, id| {
            vec![match ctx
                .fields(id)
                .number("participants")
                .map(prose::format_number)
            {
                Some(n) => RichText::default().strong(n),
                None => not_noted(ctx.fields(id), "participants", "One person is counted."),
            }]
        }),
        ("date", "", |ctx, id| vec![dates(ctx, id, ctx.fields(id))]),
    ],
    blocks: &[
        ("setup", |ctx, id| {
            let block = Block::new("setup", "setup", "What we wanted to know");
            Some(block.wide().with_value("setup", &setup(ctx.fields(id))))
        }),
        ("results", |ctx, id| {
            let results = results(ctx, id, ctx.fields(id));
            let block = Block::new("results", "results", "What came out").wide();
            let block = block
                .meta(results.summary.as_str())
                .with_value("results", &results);
            let has_insights = !ctx.sources(id, Role::Insight, "validations").is_empty();
            let block = block.with_value("has_insights", &has_insights);
            Some(block.with_value("readings", &metric_readings(ctx, ctx.fields(id))))
        }),
        ("insight.validations", findings),
        ("decay", |ctx, id| {
            let block = Block::new("decay", "worth", "What this study is worth today");
            Some(block.with_value("worth", &worth(ctx, id)))
        }),
        ("reach", reach),
    ],
    chain_problems: problems_addressed,
    ..NO_PARTS
};

fn findings(ctx: &EntryContext, id: EntryId) -> Option<Block> {
    let insights = ctx.sources(id, Role::Insight, "validations");
    let kind = ctx.site.graph.entry(*insights.first()?).document.kind;
    let cards = insights.iter().take(MAX_LIST_ITEMS);
    let cards = cards.map(|insight| insight_card(ctx, *insight));
    let block = Block::new("findings", "insights", "Findings").wide();
    let block = block.meta(prose::group_digits(insights.len()));
    let block = block.with("more", ctx.more_link(insights.len(), kind));
    Some(block.with("insights", Shared::from_list(cards)))
}

/// The problems that it speaks about, each with its points there.
fn reach(ctx: &EntryContext, id: EntryId) -> Option<Block> {
    let problems = problems_addressed(ctx, id);
    let title = "Problems it speaks about";
    let Some(first) = problems.first() else {
        return Some(note("touches", title, "None yet."));
    };
    let items = problems.iter().take(MAX_LIST_ITEMS).map(|problem| {
        let line = contribution_line(ctx, id, *problem);
        Shared::from_map([
            ("card", ctx.site.card(*problem)),
            ("line", &Shared::new(&line)),
        ])
    });
    let more = ctx.more_link(problems.len(), ctx.site.graph.entry(*first).document.kind);
    let block = Block::new("annotated", "touches", title).with("more", more);
    Some(
        block
            .with_value("state", &true)
            .with("items", Shared::from_list(items)),
    )
}

fn status_chip(ctx: &EntryContext, id: EntryId) -> Option<Chip> {
    let Some(status) = ctx.site.evidence.validations.get(&id) else {
        return not_understood(ctx, id, "status");
    };
    let icon = match status {
        ValidationStatus::Done => "check",
        ValidationStatus::Planned | ValidationStatus::Running => "clock",
        ValidationStatus::Abandoned => "declined",
    };
    Some(Chip::new(prose::capitalize(status.as_str())).with_icon(icon))
}

/// What is written, where it means nothing.
fn not_understood(ctx: &EntryContext, id: EntryId, field: &str) -> Option<Chip> {
    let fields = ctx.fields(id);
    let written = fields
        .written(field)
        .filter(|_| !fields.is_understood(field))?;
    let text = format!("{}: {written}", prose::capitalize(field));
    Some(Chip::new(text).with_icon("untested"))
}

/// Whether people were watched or asked.
fn class_chip(ctx: &EntryContext, id: EntryId) -> Option<Chip> {
    let Some(method) = ctx.site.method(ctx.fields(id)) else {
        return not_understood(ctx, id, "method");
    };
    let (text, icon) = match method.class {
        MethodClass::Do => ("Watched what people do", "both"),
        MethodClass::Say => ("Heard what people say", "say"),
        MethodClass::Opinion => ("An opinion", "untested"),
    };
    Some(Chip::new(text).with_icon(icon))
}

fn method(ctx: &EntryContext, id: EntryId) -> Vec<RichText> {
    let fields = ctx.fields(id);
    let Some(name) = fields.text("method") else {
        return vec![];
    };
    let line = RichText::new(prose::label(name));
    let full = ctx.site.method(fields).filter(|method| method.n_full > 1.0);
    vec![match full {
        Some(method) => line.muted(format!(
            " (full weight from {} people)",
            prose::format_number(method.n_full)
        )),
        None => line,
    }]
}

fn not_noted(fields: &Fields, field: &str, note: &str) -> RichText {
    let said = match fields.written(field) {
        Some(written) => format!("“{written}” is not understood. "),
        None => "Not noted. ".to_owned(),
    };
    RichText::new(said).muted(note)
}

fn dates(ctx: &EntryContext, id: EntryId, fields: &Fields) -> RichText {
    let of = |field: &str| fields.date(field).map(prose::format_date);
    let day = crate::evidence::study_date(fields);
    let Some(day) = day else {
        return not_noted(fields, "date", "It counts as the oldest.");
    };
    let line = RichText::new(prose::format_date(day));
    let span = match (of("start"), of("end")) {
        (Some(start), Some(end)) => format!(", from {start} to {end}"),
        (Some(start), None) if fields.has("date") => format!(", from {start}"),
        (None, Some(end)) if fields.has("date") => format!(", to {end}"),
        _ => String::new(),
    };
    let days = prose::days_between(day.first, ctx.site.as_of);
    let source = fact::date_source(ctx, id, "date").map_or(String::new(), |s| format!(", {s}"));
    line.text(span)
        .muted(format!(" ({}{source})", prose::format_ago(days)))
}

/// The fields `hypothesis`, `measure` and `criterion`.
#[derive(Serialize)]
struct Setup {
    believed: Option<String>,
    metric: Option<String>,
    criterion: Option<String>,
}

fn setup(fields: &Fields) -> Setup {
    let of = |field: &str| fields.text(field).map(|t| t.trim().to_owned());
    Setup {
        believed: of("hypothesis"),
        metric: of("measure"),
        criterion: of("criterion"),
    }
}

#[derive(Serialize)]
struct ResultRow {
    what: RichText,
    hypothesis: String,
    verdict: Option<StateBadge>,
    note: String,
    about: &'static str,
    risk: String,
}

#[derive(Serialize)]
struct Results {
    rows: Vec<ResultRow>,
    /// “Two supported, one mixed”
    summary: String,
    more: Option<String>,
    /// Whether any row has a risk or a note: the table leaves empty columns out.
    risks: bool,
    notes: bool,
}

/// A row for each item of `results`, then one for each problem and solution that the study's own verdict is about.
fn results(ctx: &EntryContext, id: EntryId, fields: &Fields) -> Results {
    let site = ctx.site;
    let own = fields.text("verdict").and_then(Verdict::parse);
    let about = |row: Option<&Fields>, is_solution: bool| {
        let written = row
            .and_then(|row| row.text("about"))
            .or(fields.text("about"));
        let of_method = site.method(fields).map(|method| method.about);
        match (is_solution, written, of_method) {
            (true, ..) | (_, Some("solution"), _) => "Our answer",
            (_, Some(_), _) => "The problem",
            (_, None, Some(Axis::Solution)) => "Our answer",
            (_, None, _) => "The problem",
        }
    };
    let mut rows = Vec::new();
    let mut verdicts = Vec::new();
    let mut add = |what: RichText, result: Option<&Fields>, is_solution: bool| {
        let of = |field: &str| result.and_then(|result| result.text(field));
        let verdict = of("verdict").and_then(Verdict::parse).or(own);
        verdicts.push(verdict);
        if rows.len() < MAX_LIST_ITEMS {
            let risk = of("risk").or(fields.text("risk"));
            rows.push(ResultRow {
                what,
                hypothesis: of("hypothesis").unwrap_or_default().into(),
                verdict: verdict.map(verdict_badge),
                note: of("note").unwrap_or_default().into(),
                about: about(result, is_solution),
                risk: risk.map_or(String::new(), prose::capitalize),
            });
        }
    };
    let graph = &site.graph;
    let edges = graph
        .entry(id)
        .outgoing
        .iter()
        .map(|edge| graph.edge(*edge));
    let of_results: Vec<_> = edges
        .clone()
        .filter(|edge| &*edge.field == "results")
        .collect();
    let mut is_empty = true;
    for (i, result) in fields.list("results").iter().enumerate() {
        let Some(result) = result.as_map() else {
            continue;
        };
        let to = of_results.iter().filter(|edge| edge.item == i);
        let to = to.map(|edge| RichText::entry(site, edge.to));
        let what = RichText::join_list(to.collect(), "and");
        add(what, Some(result), result.has("solution"));
        is_empty = false;
    }
    let short = edges.filter(|edge| matches!(&*edge.field, "problems" | "solutions"));
    for edge in short {
        let what = RichText::entry(site, edge.to);
        add(what, None, &*edge.field == "solutions");
        is_empty = false;
    }
    // A verdict that names no problem or solution is shown as one about the study.
    if is_empty && own.is_some() {
        add(RichText::new("The study as a whole"), None, false);
    }
    Results {
        summary: verdict_counts(&verdicts),
        more: super::backlinks::more_not_shown(verdicts.len()),
        risks: rows.iter().any(|row| !row.risk.is_empty()),
        notes: rows.iter().any(|row| !row.note.is_empty()),
        rows,
    }
}

/// “Two supported, one mixed”
fn verdict_counts(verdicts: &[Option<Verdict>]) -> String {
    use Verdict::{Inconclusive, Mixed, Refuted, Supported};
    let parts: Vec<String> = [
        (Some(Supported), "supported"),
        (Some(Mixed), "mixed"),
        (Some(Refuted), "refuted"),
        (Some(Inconclusive), "inconclusive"),
        (None, "without a verdict"),
    ]
    .into_iter()
    .map(|(verdict, word)| (verdicts.iter().filter(|v| **v == verdict).count(), word))
    .filter(|(n, _)| *n > 0)
    .map(|(n, word)| format!("{} {word}", prose::number_word(n)))
    .collect();
    prose::capitalize(&parts.join(", "))
}

pub fn verdict_badge(verdict: Verdict) -> StateBadge {
    let (glyph, tone) = match verdict {
        Verdict::Supported => ("check", "for"),
        Verdict::Mixed => ("split", "mixed"),
        Verdict::Refuted => ("cross", "against"),
        Verdict::Inconclusive => ("untested", "thin"),
    };
    StateBadge::new(glyph, prose::capitalize(verdict.as_str()), tone)
}

/// `{card, quote, line}` of an insight; `line` names its stance and problems.
fn insight_card(ctx: &EntryContext, insight: EntryId) -> Shared {
    let fields = ctx.fields(insight);
    let quote = fields.texts("quotes").next().map(strip_quotation_marks);
    let problems = ctx.targets(insight, "problems");
    let lead = match fields.text("stance") {
        Some("contradicts") => "Contradicts ",
        Some("neutral") => "Says neither yes nor no to ",
        _ => "Supports ",
    };
    let line = match problems.is_empty() {
        true => RichText::default().muted("Linked to no problem yet."),
        false => RichText::new(lead)
            .append(ctx.entry_links(&problems, 3))
            .text("."),
    };
    Shared::from_map([
        ("card", ctx.site.card(insight)),
        ("quote", &Shared::new(&quote)),
        ("line", &Shared::new(&line)),
    ])
}

/// The problems of a study: those whose score it counts towards, by points, then those that it or its insights name.
fn problems_addressed(ctx: &EntryContext, id: EntryId) -> Vec<EntryId> {
    let insights = ctx.sources(id, Role::Insight, "validations");
    let mut ranked: Vec<(i64, EntryId)> = Vec::new();
    let mut seen = std::collections::HashSet::new();
    let contributions = ctx.contributions_of(id).iter();
    let mut by_points: Vec<_> = contributions
        .filter(|w| ctx.role(w.target) == Some(Role::Problem))
        .map(|w| ((-1000.0 * w.contribution.total_points()) as i64, w.target))
        .collect();
    by_points.sort();
    for (points, target) in by_points {
        if seen.insert(target) {
            ranked.push((points, target));
        }
    }
    let graph = &ctx.site.graph;
    let named = graph
        .entry(id)
        .outgoing
        .iter()
        .map(|edge| graph.edge(*edge));
    let named = named.map(|edge| edge.to);
    let through = insights
        .iter()
        .flat_map(|insight| ctx.targets(*insight, "problems"));
    for target in named.chain(through) {
        if ctx.role(target) == Some(Role::Problem) && seen.insert(target) {
            ranked.push((0, target));
        }
    }
    ranked.into_iter().map(|(_, id)| id).collect()
}

/// “This study: 2.1 points for it being real and 1.4 points against our answer.”
fn contribution_line(ctx: &EntryContext, study: EntryId, problem: EntryId) -> RichText {
    let parts = ctx
        .contributions_of(study)
        .iter()
        .filter(|w| w.target == problem)
        .map(|w| {
            let what = match w.axis {
                Axis::Problem => "it being real",
                Axis::Solution => "our answer",
            };
            let points = &w.contribution.points;
            let shown = |points| prose::format_points(points, &ctx.site.config);
            match w.contribution.verdict {
                None => format!("no verdict on {what}"),
                Some(Verdict::Inconclusive) => format!("could not tell about {what}"),
                Some(Verdict::Supported) => format!("{} points for {what}", shown(points.support)),
                Some(Verdict::Refuted) => {
                    format!("{} points against {what}", shown(points.against))
                }
                Some(Verdict::Mixed) => format!(
                    "{} points for and {} against {what}",
                    shown(points.support),
                    shown(points.against)
                ),
            }
        });
    let parts: Vec<RichText> = parts.map(RichText::new).collect();
    match parts.is_empty() {
        true => RichText::new("This study does not count here yet."),
        false => RichText::new("This study: ")
            .append(RichText::join_list(parts, "and"))
            .text("."),
    }
}

/// What a study counts today, and until when it is trusted.
#[derive(Serialize)]
struct Worth {
    lines: Vec<RichText>,
    /// If it counts nowhere: why.
    none: Option<&'static str>,
    chart: Option<DecayChart>,
}

#[derive(Serialize)]
struct DecayChart {
    layout: chart::Decay,
    /// “2.1 for the problem”, in the order of the layout's curves.
    labels: Vec<String>,
    start: String,
    end: String,
    summary: String,
}

fn worth(ctx: &EntryContext, id: EntryId) -> Worth {
    let site = ctx.site;
    let settings = &site.config.evidence;
    let of = |axis: Axis| {
        ctx.contributions_of(id)
            .iter()
            .find(|w| w.axis == axis)
            .map(|w| &w.contribution)
    };
    let mut lines = Vec::new();
    let mut curves = Vec::new();
    let mut labels = Vec::new();
    for (axis, what, half_life, limit) in [
        (
            Axis::Problem,
            "the problem",
            settings.half_life.problem,
            settings.stale.problem,
        ),
        (
            Axis::Solution,
            "our answer",
            settings.half_life.solution,
            settings.stale.solution,
        ),
    ] {
        let Some(contribution) = of(axis) else {
            continue;
        };
        let Some(method) = settings.methods.get(&contribution.method) else {
            continue;
        };
        let when_new = method.points_of_one_study(contribution.people);
        let alone = when_new * contribution.person_weight.sqrt();
        let line = RichText::new("Alone on ")
            .text(what)
            .text(": ")
            .strong(format!(
                "{} points",
                prose::format_points(alone, &site.config)
            ))
            .text(format!(
                " of {}, which halve {}. Studies of one method share its points.",
                prose::format_number(method.weight),
                prose::half_life_text(half_life)
            ));
        let until = contribution.day.and_then(|day| {
            day.checked_add(jiff::Span::new().try_days(limit).ok()?)
                .ok()
        });
        lines.push(match until {
            None => line.text(" It has no date, so it counts as very old."),
            Some(until) if until < site.as_of => line
                .text(" ")
                .stale(format!("We trusted it until {}", prose::format_day(until)))
                .text(format!(", {limit} days.")),
            Some(until) => line.text(format!(
                " We trust it until {}, {limit} days after it was made.",
                prose::format_day(until)
            )),
        });
        if contribution.has_assumed_sample() {
            let note = "The number of people is not noted, so one is counted.";
            lines.push(RichText::default().muted(note));
        }
        curves.push((when_new, half_life));
        labels.push(format!(
            "{} for {what}",
            prose::format_points(alone, &site.config)
        ));
    }
    let none = lines.is_empty().then(|| match site.evidence.validations.get(&id) {
        Some(ValidationStatus::Planned) => "It is planned. It counts once it is done.",
        Some(ValidationStatus::Running) => "It is still running. It counts once it is done.",
        Some(ValidationStatus::Abandoned) => "It was given up and counts nowhere.",
        _ if !crate::evidence::is_understood(site.fields(id)) => {
            "A word of it is not understood, so it counts nowhere."
        }
        _ => "It names no problem and no solution, so it counts nowhere. Link it in problems: or results:.",
    });
    let day = Axis::Problem;
    let day = of(day)
        .or(of(Axis::Solution))
        .and_then(|c| Some((c.day?, c.age_days?)));
    let chart = day.and_then(|(day, age)| {
        let days = (age as f64 * 1.4).max(1095.0);
        let span = jiff::Span::new().try_days(days as i64).ok()?;
        let end = day.checked_add(span).ok()?;
        Some(DecayChart {
            layout: chart::decay(&curves, age as f64, days)?,
            summary: format!(
                "From {} points on the day to {} today.",
                prose::format_number(curves.iter().map(|(start, _)| *start).fold(0.0, f64::max)),
                labels.join(" and ")
            ),
            labels,
            start: prose::format_month(day),
            end: prose::format_month(end),
        })
    });
    Worth { lines, none, chart }
}

/// A line for each item of `measures`: metric, value, number of answers and segment.
fn metric_readings(ctx: &EntryContext, fields: &Fields) -> Vec<RichText> {
    let lines = fields.maps("measures").map(|reading| {
        let metric = reading
            .text("metric")
            .and_then(|id| ctx.site.graph.find_by_id(id));
        let line = match metric {
            Some(metric) => RichText::entry(ctx.site, metric).text(": "),
            None => RichText::default(),
        };
        let value = reading.number("value").map(|value| match metric {
            Some(metric) => prose::metric_format::MetricFormat::from_fields(ctx.fields(metric))
                .format_value(value),
            None => prose::format_number(value),
        });
        let line = line.strong(value.unwrap_or("not noted".into()));
        let n = reading
            .number("n")
            .map(|n| format!(" of {}", prose::pluralize(n as usize, "answer", "answers")));
        let segment = reading.text("segment").map(|s| format!(", {s}"));
        line.text(n.unwrap_or_default())
            .text(segment.unwrap_or_default())
    });
    fact::cap_list(lines)
}
