//! The page of a validation (a study): its set-up, results and insights, and what it counts today.

use std::collections::HashSet;

use jiff::civil::Date;
use serde::Serialize;

use super::block::Block;
use super::for_and_against::quoted_elsewhere;
use super::role_parts::{NO_PARTS, RoleParts};
use super::{EntryContext, MAX_LIST_ITEMS, fact};
use crate::chart;
use crate::config::Axis;
use crate::evidence::{Contribution, ValidationStatus, Verdict};
use crate::graph::{BODY_FIELD, EntryId, distinct_in_order};
use crate::model::{Period, Role, role};
use crate::page::Shared;
use crate::site::line::Line;
use crate::site::prose;
use crate::site::prose::metric_format::MetricFormat;
use crate::site::rich_text::RichText;

pub const PARTS: RoleParts = RoleParts {
    chips: &[
        ("status", |ctx| match status(ctx) {
            Some(status) => Some(Line::of("study_status").with("status", &status)),
            None => not_understood(ctx, "status"),
        }),
        // Whether people were watched or asked.
        ("method", |ctx| match ctx.site.method(study(ctx)) {
            Some(method) => Some(Line::of("method_class").with("class", &method.class)),
            None => not_understood(ctx, "method"),
        }),
        ("verdict", |ctx| not_understood(ctx, "verdict")),
        ("about", |ctx| not_understood(ctx, "about")),
    ],
    facts: &[
        ("method", |ctx| {
            let full = ctx.site.method(study(ctx)).map(|method| method.n_full);
            let line = Line::of("method").with("method", study(ctx).method()?);
            Some(line.with("full", &full.filter(|full| *full > 1.0)))
        }),
        ("participants", |ctx| {
            let line = Line::of("participants").with("n", &study(ctx).participants());
            Some(line.with("written", &ctx.fields.written("participants")))
        }),
        ("date", |ctx| Some(dates(ctx))),
    ],
    blocks: &[
        ("setup", |ctx| {
            let of = |field| ctx.fields.text(field).map(str::trim);
            let block = Block::new("").with("believed", &of("hypothesis"));
            let block = block.with("measure", &of("measure"));
            Some(block.with("criterion", &of("criterion")))
        }),
        ("results", |ctx| {
            let mut insights = ctx.site.graph.insights_from(ctx.id);
            let block = results(ctx).with("has_insights", &insights.next().is_some());
            Some(block.with("readings", &metric_readings(ctx)))
        }),
        ("insight.validations", findings),
        ("decay", |ctx| {
            Some(Block::new("").with("worth", &Worth::new(ctx)))
        }),
        ("reach", reach),
    ],
    chain_problems: problems_addressed,
    ..NO_PARTS
};

fn study<'a>(ctx: &EntryContext<'a>) -> role::Validation<'a> {
    role::Validation(ctx.fields)
}

fn status(ctx: &EntryContext) -> Option<ValidationStatus> {
    ctx.site.evidence.validations.get(&ctx.id).copied()
}

/// What is written, where it means nothing.
fn not_understood(ctx: &EntryContext, field: &str) -> Option<Line> {
    let written = ctx.fields.written(field);
    let written = written.filter(|_| !ctx.fields.is_understood(field))?;
    let line = Line::of("not_understood").with("field", field);
    Some(line.with("written", written))
}

fn dates(ctx: &EntryContext) -> Line {
    let Some(day) = study(ctx).day() else {
        return Line::of("no_date").with("written", &ctx.fields.written("date"));
    };
    let (start, end) = (ctx.fields.date("start"), ctx.fields.date("end"));
    let is_span = ctx.fields.has("date") || start.is_some() && end.is_some();
    Line::of("date")
        .with("date", day)
        .with("start", &start.filter(|_| is_span))
        .with("end", &end.filter(|_| is_span))
        .with("days", &prose::days_between(day.first, ctx.site.as_of))
        .with("is_of_name", &fact::is_date_of_name(ctx, "date"))
}

#[derive(Serialize)]
struct ResultRow<'a> {
    /// Links to what it is about; `None`: the study as a whole.
    what: Option<RichText>,
    hypothesis: Option<&'a str>,
    verdict: Option<Verdict>,
    note: Option<&'a str>,
    is_of_answer: bool,
    /// What is written of the verdict and of what it is about, where that is not understood.
    unknown_verdict: Option<&'a str>,
    unknown_about: Option<&'a str>,
    risk: Option<&'a str>,
}

/// What it says of each thing: its `results`, then what its own verdict is about.
fn results<'a>(ctx: &EntryContext<'a>) -> Block {
    let (site, study) = (ctx.site, study(ctx));
    let own = study.verdict().and_then(Verdict::parse);
    let about = site.method(study).map(|method| method.about);
    let row = |what: Vec<RichText>, result: Option<role::Validation<'a>>, names_solution: bool| {
        // A result's own word stands, also one that is not understood, before that of the whole study.
        let given = |field: &str| {
            let result = result.filter(|result| result.0.has(field));
            result.unwrap_or(study).0
        };
        let unknown = |field: &str| {
            let fields = given(field);
            let written = fields.written(field);
            written.filter(|_| !fields.is_understood(field))
        };
        let is_of_answer = match given("about").text("about") {
            Some(written) => written == "solution",
            None => about == Some(Axis::Solution),
        };
        ResultRow {
            what: Some(RichText::join_list(what, "and")),
            hypothesis: result.and_then(role::Validation::hypothesis),
            verdict: given("verdict").text("verdict").and_then(Verdict::parse),
            note: result.and_then(role::Validation::note),
            is_of_answer: names_solution || is_of_answer,
            unknown_verdict: unknown("verdict"),
            unknown_about: unknown("about"),
            risk: given("risk").written("risk"),
        }
    };
    let edges: Vec<_> = site
        .graph
        .edges_of(&site.graph.entry(ctx.id).outgoing)
        .collect();
    let mut rows = Vec::new();
    for place in 0..study.results().len() {
        let Some(result) = study.result(place) else {
            continue;
        };
        let to = edges
            .iter()
            .filter(|e| &*e.field == "results" && e.item == place);
        let what = to.map(|edge| RichText::entry(site, edge.to)).collect();
        rows.push(row(what, Some(result), result.names_solution()));
    }
    for edge in edges {
        if matches!(&*edge.field, "problems" | "solutions") {
            let what = vec![RichText::entry(site, edge.to)];
            rows.push(row(what, None, &*edge.field == "solutions"));
        }
    }
    if rows.is_empty() && own.is_some() {
        rows.push(ResultRow {
            what: None,
            ..row(vec![], None, false)
        });
    }
    let all = [
        Verdict::Supported,
        Verdict::Mixed,
        Verdict::Refuted,
        Verdict::Inconclusive,
    ];
    let counts = all.map(Some).into_iter().chain([None]);
    let counts = counts.map(|verdict| {
        let count = rows.iter().filter(|row| row.verdict == verdict).count();
        (verdict, count)
    });
    let counts: Vec<(Option<Verdict>, usize)> = counts.filter(|(_, count)| *count > 0).collect();
    let more = ctx.more_link(rows.len(), None);
    rows.truncate(MAX_LIST_ITEMS);
    let block = Block::new("").with("rows", &rows).with("counts", &counts);
    block.with_shared("more", more)
}

fn findings(ctx: &EntryContext) -> Option<Block> {
    let insights = ctx.sources(Role::Insight, "validations");
    let cards = insights.iter().take(MAX_LIST_ITEMS);
    let cards = cards.map(|insight| insight_card(ctx, *insight));
    let block = Block::new("").with("total", &insights.len());
    let block = block.with_shared("insights", Shared::from_list(cards));
    (!insights.is_empty())
        .then(|| block.with_shared("more", ctx.more_that_link(&insights, Some("validations"))))
}

/// `{card, quote, line}` of an insight; `line` names its stance and problems.
fn insight_card(ctx: &EntryContext, insight: EntryId) -> Shared {
    let says = role::Insight(ctx.site.fields(insight));
    let quote = says.quotes().next().map(quoted_elsewhere);
    let problems = distinct_in_order(ctx.site.graph.problems_of(insight));
    let line = Line::of("stance").with("stance", &says.stance());
    let unknown = says.0.written("stance").filter(|_| says.stance().is_none());
    let line = line.with("written", &unknown);
    let line = line.with("problems", &ctx.entry_links(&problems, 3));
    Shared::from_map([
        ("card", ctx.site.card(insight)),
        ("quote", &Shared::new(&quote)),
        ("line", &Shared::new(&line)),
    ])
}

/// The problems that it speaks about, each with its points there.
fn reach(ctx: &EntryContext) -> Option<Block> {
    let problems = problems_addressed(ctx);
    let items = problems.iter().take(MAX_LIST_ITEMS).map(|problem| {
        let line = Shared::new(&contribution(ctx, *problem));
        Shared::from_map([("card", ctx.site.card(*problem)), ("line", &line)])
    });
    let items = Shared::from_list(items);
    (!problems.is_empty()).then(|| {
        let block = Block::new("").with("state", &true);
        block
            .with_shared("more", ctx.more_of(&problems))
            .with_shared("items", items)
    })
}

/// The problems of a study: those whose score it counts towards, by points, then those that it, its insights or the
/// solutions it tried name.
fn problems_addressed(ctx: &EntryContext) -> Vec<EntryId> {
    let graph = &ctx.site.graph;
    let counted = ctx.contributions().iter();
    let mut by_points: Vec<(i64, EntryId)> = counted
        .map(|w| ((-1000.0 * w.contribution.total_points()) as i64, w.target))
        .collect();
    by_points.sort();
    let named = graph.edges_of(&graph.entry(ctx.id).outgoing);
    let through = ctx.sources(Role::Insight, "validations").into_iter();
    let through = through.flat_map(|insight| graph.problems_of(insight));
    // What the text only mentions is not what it studied.
    let named = named.filter(|edge| *edge.field != *BODY_FIELD);
    let named: Vec<EntryId> = named.map(|edge| edge.to).collect();
    let tried = named
        .iter()
        .filter(|id| graph.role(**id) == Some(Role::Solution));
    let tried = tried.flat_map(|solution| graph.problems_of(*solution));
    let all = by_points.into_iter().map(|(_, target)| target);
    let all = all.chain(named.iter().copied()).chain(through).chain(tried);
    let mut seen = HashSet::new();
    all.filter(|id| graph.role(*id) == Some(Role::Problem) && seen.insert(*id))
        .collect()
}

/// What a study counts on a problem, for each of its scores.
fn contribution(ctx: &EntryContext, problem: EntryId) -> Line {
    #[derive(Serialize)]
    struct Part {
        axis: Axis,
        verdict: Option<Verdict>,
        support: String,
        against: String,
    }
    let here = ctx.contributions().iter();
    let parts = here.filter(|part| part.target == problem).map(|part| {
        let points = &part.contribution.points;
        Part {
            axis: part.axis,
            verdict: part.contribution.verdict,
            support: prose::format_points(points.support, &ctx.site.config),
            against: prose::format_points(points.against, &ctx.site.config),
        }
    });
    let mut tried = ctx.site.graph.solutions_of(ctx.id);
    let tried = tried.any(|solution| ctx.site.graph.problems_of(solution).any(|id| id == problem));
    Line::of("contribution")
        .with("parts", &parts.collect::<Vec<_>>())
        .with("tried_answer", &tried)
}

/// What a study counts today, and until when it is trusted.
#[derive(Serialize)]
struct Worth {
    scores: Vec<WorthToday>,
    chart: Option<DecayChart>,
    status: Option<ValidationStatus>,
    is_understood: bool,
    names_hidden: bool,
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
    start: Period,
    end: String,
}

impl Worth {
    fn new(ctx: &EntryContext) -> Self {
        let axes = [Axis::Problem, Axis::Solution].into_iter();
        let given = axes.filter_map(|axis| ctx.contributions().iter().find(|w| w.axis == axis));
        let given: Vec<_> = given.collect();
        let scores = given.iter();
        let scores = scores.filter_map(|w| WorthToday::new(ctx, w.axis, &w.contribution));
        let scores: Vec<WorthToday> = scores.collect();
        let dated = given.first().map(|given| &given.contribution);
        let chart = dated.and_then(|c| DecayChart::new(&scores, c.day.as_ref()?, c.age_days?));
        Worth {
            chart,
            scores,
            status: status(ctx),
            is_understood: study(ctx).is_understood(),
            names_hidden: ["problems", "solutions", "results"]
                .iter()
                .any(|field| ctx.names_hidden(field)),
        }
    }
}

impl WorthToday {
    fn new(ctx: &EntryContext, axis: Axis, contribution: &Contribution) -> Option<Self> {
        let settings = &ctx.site.config.evidence;
        let method = settings.methods.get(&contribution.method)?;
        let limit = settings.stale.of(axis);
        let day = contribution.day.as_ref();
        let until = day.and_then(|day| days_after(day.first, limit));
        let when_new = method.points_of_one_study(contribution.people);
        let alone = when_new * contribution.person_weight.sqrt();
        Some(WorthToday {
            axis,
            points: prose::format_points(alone, &ctx.site.config),
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
    fn new(scores: &[WorthToday], day: &Period, age: i64) -> Option<Self> {
        let curves: Vec<(f64, f64)> = scores.iter().map(|s| (s.when_new, s.half_life)).collect();
        let days = (age as f64 * 1.4).max(1095.0);
        Some(DecayChart {
            layout: chart::decay(&curves, age as f64, days)?,
            start: day.clone(),
            end: days_after(day.first, days as i64)?.to_string(),
        })
    }
}

fn days_after(day: Date, days: i64) -> Option<Date> {
    day.checked_add(jiff::Span::new().try_days(days).ok()?).ok()
}

/// A line for each item of `measures`: metric, value, number of answers and segment.
fn metric_readings(ctx: &EntryContext) -> Vec<Line> {
    fact::cap_list(ctx.fields.maps("measures").map(|reading| {
        let metric = reading.text("metric");
        let metric = metric.and_then(|id| ctx.site.graph.find_by_id(id));
        let value = reading.number("value").map(|value| match metric {
            Some(id) => MetricFormat::from_fields(ctx.site.fields(id)).format_value(value),
            None => prose::format_number(value),
        });
        Line::of("reading")
            .with("metric", &metric.map(|id| RichText::entry(ctx.site, id)))
            .with("value", &value)
            .with("n", &reading.number("n"))
            .with("segment", &reading.text("segment"))
    }))
}
