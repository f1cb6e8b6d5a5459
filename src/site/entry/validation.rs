//! The page of a validation (a study): its set-up, results and insights, and what it counts today.

use jiff::civil::Date;
use serde::Serialize;

use super::block::Block;
use super::entry_blocks::note;
use super::for_and_against::strip_quotation_marks;
use super::role_parts::{NO_PARTS, RoleParts};
use super::{Chip, EntryContext, Line, MAX_LIST_ITEMS, fact};
use crate::chart;
use crate::config::{Axis, MethodClass};
use crate::evidence::{Contribution, ValidationStatus, Verdict};
use crate::graph::EntryId;
use crate::model::{Fields, Role, role};
use crate::page::Shared;
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
            let fields = ctx.fields(id);
            let line = Line::of("participants").with("n", &fields.number("participants"));
            vec![line.with("written", &fields.written("participants"))]
        }),
        ("date", "", |ctx, id| vec![dates(ctx, id)]),
    ],
    blocks: &[
        ("setup", |ctx, id| {
            let of = |field| ctx.fields(id).text(field).map(str::trim);
            let block = Block::new("setup", "setup", "What we wanted to know").wide();
            let block = block.with_value("believed", &of("hypothesis"));
            let block = block.with_value("measure", &of("measure"));
            Some(block.with_value("criterion", &of("criterion")))
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
            Some(block.with_value("worth", &Worth::new(ctx, id)))
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
        let line = contribution(ctx, id, *problem);
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
    let Some(method) = ctx.site.method(role::Validation(ctx.fields(id))) else {
        return not_understood(ctx, id, "method");
    };
    let (text, icon) = match method.class {
        MethodClass::Do => ("Watched what people do", "both"),
        MethodClass::Say => ("Heard what people say", "say"),
        MethodClass::Opinion => ("An opinion", "untested"),
    };
    Some(Chip::new(text).with_icon(icon))
}

fn method(ctx: &EntryContext, id: EntryId) -> Vec<Line> {
    let fields = ctx.fields(id);
    let full = ctx
        .site
        .method(role::Validation(fields))
        .map(|method| method.n_full);
    let line = fields.text("method").map(|name| {
        let line = Line::of("method").with("method", name);
        line.with("full", &full.filter(|full| *full > 1.0))
    });
    line.into_iter().collect()
}

fn dates(ctx: &EntryContext, id: EntryId) -> Line {
    let fields = ctx.fields(id);
    let day = role::Validation(fields).day();
    let Some(day) = day else {
        return Line::of("no_date").with("written", &fields.written("date"));
    };
    let (start, end) = (fields.date("start"), fields.date("end"));
    let is_span = fields.has("date") || start.is_some() && end.is_some();
    Line::of("date")
        .with("date", day)
        .with("start", &start.filter(|_| is_span))
        .with("end", &end.filter(|_| is_span))
        .with("days", &prose::days_between(day.first, ctx.site.as_of))
        .with("is_of_name", &fact::is_date_of_name(ctx, id, "date"))
}

#[derive(Serialize)]
struct ResultRow<'a> {
    what: RichText,
    hypothesis: Option<&'a str>,
    verdict: Option<Verdict>,
    note: Option<&'a str>,
    is_of_answer: bool,
    risk: Option<&'a str>,
}

#[derive(Serialize)]
struct Results<'a> {
    rows: Vec<ResultRow<'a>>,
    /// “Two supported, one mixed”
    summary: String,
    more: Shared,
    /// Whether any row has a risk or a note: the table leaves empty columns out.
    risks: bool,
    notes: bool,
}

/// A row for each item of `results`, then one for each problem and solution that the study's own verdict is about.
fn results<'a>(ctx: &EntryContext<'a>, id: EntryId, fields: &'a Fields) -> Results<'a> {
    let site = ctx.site;
    let own = fields.text("verdict").and_then(Verdict::parse);
    let of_method = site
        .method(role::Validation(fields))
        .map(|method| method.about);
    let is_of_answer = |row: Option<&Fields>| {
        let written = row.and_then(|row| row.text("about"));
        let written = written.or(fields.text("about"));
        written.map_or(of_method == Some(Axis::Solution), |about| {
            about == "solution"
        })
    };
    let mut rows = Vec::new();
    let mut verdicts = Vec::new();
    let mut add = |what: RichText, result: Option<&'a Fields>, is_solution: bool| {
        let of = |field: &str| result.and_then(|result| result.text(field));
        let verdict = of("verdict").and_then(Verdict::parse).or(own);
        verdicts.push(verdict);
        if rows.len() < MAX_LIST_ITEMS {
            rows.push(ResultRow {
                what,
                hypothesis: of("hypothesis"),
                verdict,
                note: of("note"),
                is_of_answer: is_solution || is_of_answer(result),
                risk: of("risk").or(fields.text("risk")),
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
        more: ctx.more_link(verdicts.len(), None),
        risks: rows.iter().any(|row| row.risk.is_some()),
        notes: rows.iter().any(|row| row.note.is_some()),
        rows,
    }
}

/// “Two supported, one mixed”
fn verdict_counts(verdicts: &[Option<Verdict>]) -> String {
    use Verdict::{Inconclusive, Mixed, Refuted, Supported};
    let all = [Supported, Mixed, Refuted, Inconclusive].map(Some);
    let parts = all.into_iter().chain([None]).filter_map(|verdict| {
        let n = verdicts.iter().filter(|v| **v == verdict).count();
        let word = verdict.map_or("without a verdict", Verdict::as_str);
        (n > 0).then(|| format!("{} {word}", prose::number_word(n)))
    });
    prose::capitalize(&parts.collect::<Vec<_>>().join(", "))
}

/// `{card, quote, line}` of an insight; `line` names its stance and problems.
fn insight_card(ctx: &EntryContext, insight: EntryId) -> Shared {
    let fields = ctx.fields(insight);
    let quote = fields.texts("quotes").next().map(strip_quotation_marks);
    let problems = ctx.targets(insight, "problems");
    let line = Line::of("stance")
        .with("stance", &fields.text("stance"))
        .with("problems", &ctx.entry_links(&problems, 3));
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

/// What a study counts on a problem, for each of its scores.
fn contribution(ctx: &EntryContext, study: EntryId, problem: EntryId) -> Line {
    #[derive(Serialize)]
    struct Part {
        axis: Axis,
        verdict: Option<Verdict>,
        support: String,
        against: String,
    }
    let here = ctx.contributions_of(study).iter();
    let parts = here.filter(|part| part.target == problem).map(|part| {
        let points = &part.contribution.points;
        Part {
            axis: part.axis,
            verdict: part.contribution.verdict,
            support: prose::format_points(points.support, &ctx.site.config),
            against: prose::format_points(points.against, &ctx.site.config),
        }
    });
    Line::of("contribution").with("parts", &parts.collect::<Vec<_>>())
}

/// What a study counts today, and until when it is trusted.
#[derive(Serialize)]
struct Worth {
    scores: Vec<WorthToday>,
    chart: Option<DecayChart>,
    status: Option<ValidationStatus>,
    is_understood: bool,
}

/// What it counts alone on one of the two questions.
#[derive(Serialize)]
struct WorthToday {
    axis: Axis,
    points: String,
    /// The points on its day.
    when_new: f64,
    /// What its method can give at most.
    most: f64,
    /// In days, as the limit until which it is trusted.
    half_life: f64,
    limit: i64,
    /// The day of the limit; `None` for a study without a date.
    until: Option<String>,
    is_stale: bool,
    has_assumed_sample: bool,
}

#[derive(Serialize)]
struct DecayChart {
    /// Its curves are in the order of the scores.
    layout: chart::Decay,
    start: String,
    end: String,
}

impl Worth {
    fn new(ctx: &EntryContext, id: EntryId) -> Self {
        let given: Vec<_> = [Axis::Problem, Axis::Solution]
            .into_iter()
            .filter_map(|axis| ctx.contributions_of(id).iter().find(|w| w.axis == axis))
            .collect();
        let scores: Vec<WorthToday> = given
            .iter()
            .filter_map(|given| WorthToday::new(ctx, given.axis, &given.contribution))
            .collect();
        let dated = given.first().map(|given| &given.contribution);
        let chart = dated.and_then(|c| DecayChart::new(&scores, c.day?, c.age_days?));
        Worth {
            chart,
            scores,
            status: ctx.site.evidence.validations.get(&id).copied(),
            is_understood: role::Validation(ctx.fields(id)).is_understood(),
        }
    }
}

impl WorthToday {
    fn new(ctx: &EntryContext, axis: Axis, contribution: &Contribution) -> Option<Self> {
        let config = &ctx.site.config;
        let settings = &config.evidence;
        let method = settings.methods.get(&contribution.method)?;
        let limit = match axis {
            Axis::Problem => settings.stale.problem,
            Axis::Solution => settings.stale.solution,
        };
        let until = contribution.day.and_then(|day| days_after(day, limit));
        let when_new = method.points_of_one_study(contribution.people);
        let alone = when_new * contribution.person_weight.sqrt();
        Some(WorthToday {
            axis,
            points: prose::format_points(alone, config),
            when_new,
            most: method.weight,
            half_life: settings.half_life.of(axis),
            limit,
            until: until.map(|until| until.to_string()),
            is_stale: until.is_some_and(|until| until < ctx.site.as_of),
            has_assumed_sample: contribution.has_assumed_sample(),
        })
    }
}

impl DecayChart {
    fn new(scores: &[WorthToday], day: Date, age: i64) -> Option<Self> {
        let curves: Vec<(f64, f64)> = scores.iter().map(|s| (s.when_new, s.half_life)).collect();
        let days = (age as f64 * 1.4).max(1095.0);
        Some(DecayChart {
            layout: chart::decay(&curves, age as f64, days)?,
            start: day.to_string(),
            end: days_after(day, days as i64)?.to_string(),
        })
    }
}

fn days_after(day: Date, days: i64) -> Option<Date> {
    day.checked_add(jiff::Span::new().try_days(days).ok()?).ok()
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
