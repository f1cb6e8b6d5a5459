//! A study: what was asked and how, what came out, and what it is worth today.

use serde::Serialize;

use super::sides::unquoted;
use super::{Anatomy, Chip, Desk, Fact, MOST, Voice, fact};
use crate::chart;
use crate::config::{Axis, Class};
use crate::graph::Id;
use crate::graph::evidence::{Status, Verdict};
use crate::page::Shared;
use crate::schema::{Fields, Role};
use crate::view::mark::Mark;
use crate::view::prose;
use crate::view::sentence::Sentence;

const SHOWN: &[&str] = &[
    "method",
    "date",
    "start",
    "end",
    "status",
    "participants",
    "personas",
    "hypothesis",
    "measure",
    "criterion",
    "problems",
    "results",
    "solutions",
    "verdict",
    "about",
    "risk",
    "strength",
    "measures",
];

const HEARD: &[(Role, &str)] = &[(Role::Finding, "validations")];

pub fn anatomy(desk: &Desk, id: Id) -> Anatomy {
    let look = desk.look;
    let fields = desk.fields(id);
    let findings = desk.sources(id, Role::Finding, "validations");
    let worth = worth(desk, id);
    let spoken = spoken(desk, id, &findings);
    let heard = findings
        .iter()
        .take(MOST)
        .map(|finding| told(desk, *finding));
    let heard: Vec<Shared> = heard.collect();
    let weighed = spoken.iter().take(MOST).map(|claim| {
        let line = gives(desk, id, *claim);
        Shared::map([("card", look.card(*claim)), ("line", &Shared::new(&line))])
    });
    let weighed: Vec<Shared> = weighed.collect();
    Anatomy {
        statement: Sentence::default(),
        voice: Voice::Lede,
        chips: chips(desk, id, fields),
        facts: facts(desk, id, fields),
        shown: SHOWN,
        heard: HEARD,
        claim: spoken
            .first()
            .copied()
            .filter(|c| desk.role(*c) == Some(Role::Claim)),
        claims: spoken.len(),
        inputs: vec![
            ("setup", Shared::new(&setup(fields))),
            ("results", Shared::new(&results(desk, id, fields))),
            ("insights", Shared::list(&heard)),
            (
                "insights_more",
                Shared::new(&desk.more(findings.len(), Role::Finding)),
            ),
            ("insights_total", Shared::new(&findings.len())),
            ("worth", Shared::new(&worth)),
            ("problems", Shared::list(&weighed)),
            (
                "problems_more",
                Shared::new(&desk.more(spoken.len(), Role::Claim)),
            ),
            ("readings", Shared::new(&measured(desk, fields))),
        ],
    }
}

fn chips(desk: &Desk, id: Id, fields: &Fields) -> Vec<Chip> {
    let mut chips = Vec::new();
    if let Some(status) = desk.look.evidence.studies.get(&id) {
        let icon = match status {
            Status::Done => "check",
            Status::Planned | Status::Running => "clock",
            Status::Abandoned => "declined",
        };
        chips.push(Chip::new(prose::capital(status.as_str())).icon(icon));
    }
    let method = fields
        .text("method")
        .and_then(|name| desk.look.config.evidence.methods.get(name));
    let seen = method.map(|method| match method.class {
        Class::Do => ("Watched what people do", "both"),
        Class::Say => ("Heard what people say", "say"),
        Class::Opinion => ("An opinion", "untested"),
    });
    chips.extend(seen.map(|(text, icon)| Chip::new(text).icon(icon)));
    chips
}

fn facts(desk: &Desk, id: Id, fields: &Fields) -> Vec<Fact> {
    let look = desk.look;
    let mut facts = Vec::new();
    if let Some(name) = fields.text("method") {
        let line = Sentence::new(prose::capital(&prose::plain(name)));
        let full = look
            .config
            .evidence
            .methods
            .get(name)
            .filter(|m| m.n_full > 1.0);
        facts.push(Fact::new(
            "Method",
            match full {
                Some(method) => line.dim(format!(
                    " (full weight from {} people)",
                    prose::measured(method.n_full)
                )),
                None => line,
            },
        ));
    }
    if let Some(strength) = fields.number("strength") {
        let line = Sentence::new(prose::measured(strength)).dim(" instead of the method's weight");
        facts.push(Fact::new("Weight", line));
    }
    let people = fields.number("participants").map(prose::measured);
    facts.push(Fact::new(
        "People",
        match people {
            Some(n) => Sentence::default().strong(n),
            None => Sentence::new("Not noted. ").dim("Without it, a study counts little."),
        },
    ));
    let who = desk.targets(id, "personas");
    if !who.is_empty() {
        facts.push(Fact::new("Who took part", desk.named(&who, 8)));
    }
    facts.push(Fact::new("Date", dates(desk, fields)));
    facts
}

fn dates(desk: &Desk, fields: &Fields) -> Sentence {
    let of = |field: &str| fields.date(field).map(prose::date);
    let day = ["date", "end", "start"]
        .into_iter()
        .find_map(|d| fields.date(d));
    let Some(day) = day else {
        return Sentence::new("Not noted. ").dim("Without it, a study counts little.");
    };
    let line = Sentence::new(prose::date(day));
    let span = match (of("start"), of("end")) {
        (Some(start), Some(end)) => format!(", from {start} to {end}"),
        (Some(start), None) if fields.has("date") => format!(", from {start}"),
        (None, Some(end)) if fields.has("date") => format!(", to {end}"),
        _ => String::new(),
    };
    let days = prose::days(day.first, desk.look.as_of);
    line.say(span).dim(format!(" ({})", prose::ago(days)))
}

/// What was believed, looked at, and taken as the bar.
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

/// One row of the results.
#[derive(Serialize)]
struct Row {
    what: Sentence,
    hypothesis: String,
    verdict: Option<Mark>,
    note: String,
    about: &'static str,
    risk: String,
}

#[derive(Serialize)]
struct Results {
    rows: Vec<Row>,
    /// “Two supported, one mixed”
    summary: String,
    more: Option<String>,
    risks: bool,
    notes: bool,
}

/// The long form as it is written; of the short form, a row for each problem and each answer.
fn results(desk: &Desk, id: Id, fields: &Fields) -> Results {
    let look = desk.look;
    let own = fields.text("verdict").and_then(Verdict::parse);
    let about = |row: Option<&Fields>, is_answer: bool| {
        let said = row
            .and_then(|row| row.text("about"))
            .or(fields.text("about"));
        let asked = fields
            .text("method")
            .and_then(|name| look.config.evidence.methods.get(name))
            .map(|method| method.about);
        match (is_answer, said, asked) {
            (true, ..) | (_, Some("solution"), _) => "Our answer",
            (_, Some(_), _) => "The problem",
            (_, None, Some(Axis::Solution)) => "Our answer",
            (_, None, _) => "The problem",
        }
    };
    let mut rows = Vec::new();
    let mut verdicts = Vec::new();
    let graph = look.graph;
    let edges = graph.entry(id).out.iter().map(|edge| graph.edge(*edge));
    let of_results: Vec<_> = edges
        .clone()
        .filter(|edge| &*edge.field == "results")
        .collect();
    for (i, result) in fields.list("results").iter().enumerate() {
        let Some(result) = result.as_map() else {
            continue;
        };
        let to = of_results.iter().filter(|edge| edge.item == i);
        let to = to.map(|edge| Sentence::default().entry(look, edge.to));
        let verdict = result.text("verdict").and_then(Verdict::parse).or(own);
        verdicts.push(verdict);
        if rows.len() < MOST {
            rows.push(Row {
                what: Sentence::listed(to.collect(), "and"),
                hypothesis: result.text("hypothesis").unwrap_or_default().into(),
                verdict: verdict.map(mark),
                note: result.text("note").unwrap_or_default().into(),
                about: about(Some(result), result.has("solution")),
                risk: risk(result.text("risk").or(fields.text("risk"))),
            });
        }
    }
    let short = edges.filter(|edge| matches!(&*edge.field, "problems" | "solutions"));
    for edge in short {
        verdicts.push(own);
        if rows.len() < MOST {
            rows.push(Row {
                what: Sentence::default().entry(look, edge.to),
                hypothesis: String::new(),
                verdict: own.map(mark),
                note: String::new(),
                about: about(None, &*edge.field == "solutions"),
                risk: risk(fields.text("risk")),
            });
        }
    }
    // A verdict on nothing in particular is told all the same.
    if rows.is_empty() && own.is_some() {
        verdicts.push(own);
        rows.push(Row {
            what: Sentence::new("The study as a whole"),
            hypothesis: String::new(),
            verdict: own.map(mark),
            note: String::new(),
            about: about(None, false),
            risk: risk(fields.text("risk")),
        });
    }
    Results {
        summary: summary(&verdicts),
        more: super::link::beyond(verdicts.len()),
        risks: rows.iter().any(|row| !row.risk.is_empty()),
        notes: rows.iter().any(|row| !row.note.is_empty()),
        rows,
    }
}

fn risk(word: Option<&str>) -> String {
    word.map_or(String::new(), prose::capital)
}

/// “Two supported, one mixed”
fn summary(verdicts: &[Option<Verdict>]) -> String {
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
    .map(|(n, word)| format!("{} {word}", prose::number(n)))
    .collect();
    prose::capital(&parts.join(", "))
}

/// A single verdict with its glyph.
pub fn mark(verdict: Verdict) -> Mark {
    let (glyph, tone) = match verdict {
        Verdict::Supported => ("check", "for"),
        Verdict::Mixed => ("split", "mixed"),
        Verdict::Refuted => ("cross", "against"),
        Verdict::Inconclusive => ("untested", "thin"),
    };
    Mark {
        glyph,
        word: prose::capital(verdict.as_str()),
        tone,
    }
}

/// `{card, quote, quotes, stance, claims}`: a finding as its study shows it.
fn told(desk: &Desk, finding: Id) -> Shared {
    let fields = desk.fields(finding);
    let quote = fields.texts("quotes").next().map(unquoted);
    let claims = desk.targets(finding, "problems");
    let lead = match fields.text("stance") {
        Some("contradicts") => "Contradicts ",
        Some("neutral") => "Says neither yes nor no to ",
        _ => "Supports ",
    };
    let line = match claims.is_empty() {
        true => Sentence::default().dim("Linked to no problem yet."),
        false => Sentence::new(lead).then(desk.named(&claims, 3)).say("."),
    };
    Shared::map([
        ("card", desk.look.card(finding)),
        ("quote", &Shared::new(&quote)),
        ("line", &Shared::new(&line)),
    ])
}

/// The problems and answers it speaks about: those it counts most for, first.
fn spoken(desk: &Desk, id: Id, findings: &[Id]) -> Vec<Id> {
    let mut spoken: Vec<(i64, Id)> = Vec::new();
    let mut seen = std::collections::HashSet::new();
    let weighed = desk.weighed(id).iter();
    let mut by_points: Vec<_> = weighed
        .filter(|w| desk.role(w.target) == Some(Role::Claim))
        .map(|w| ((-1000.0 * w.counted.points) as i64, w.target))
        .collect();
    by_points.sort();
    for (points, target) in by_points {
        if seen.insert(target) {
            spoken.push((points, target));
        }
    }
    let graph = desk.look.graph;
    let named = graph.entry(id).out.iter().map(|edge| graph.edge(*edge));
    let named = named.map(|edge| edge.to);
    let through = findings
        .iter()
        .flat_map(|finding| desk.targets(*finding, "problems"));
    for target in named.chain(through) {
        if desk.role(target) == Some(Role::Claim) && seen.insert(target) {
            spoken.push((0, target));
        }
    }
    spoken.into_iter().map(|(_, id)| id).collect()
}

/// “Strong 8.1; this study gives 2.1 points”
fn gives(desk: &Desk, study: Id, claim: Id) -> Sentence {
    let parts = desk
        .weighed(study)
        .iter()
        .filter(|w| w.target == claim)
        .map(|w| {
            let what = match w.axis {
                Axis::Problem => "it being real",
                Axis::Solution => "our answer",
            };
            let points = w.counted.points;
            let shown = |points| prose::points(points, desk.look.config);
            match w.counted.verdict {
                None => format!("no verdict on {what}"),
                Some(Verdict::Inconclusive) => format!("could not tell about {what}"),
                Some(Verdict::Supported) => format!("{} points for {what}", shown(points)),
                Some(Verdict::Refuted) => format!("{} points against {what}", shown(points)),
                Some(Verdict::Mixed) => {
                    format!("{} points each way on {what}", shown(points / 2.0))
                }
            }
        });
    let parts: Vec<Sentence> = parts.map(Sentence::new).collect();
    match parts.is_empty() {
        true => Sentence::new("This study does not count here yet."),
        false => Sentence::new("This study: ")
            .then(Sentence::listed(parts, "and"))
            .say("."),
    }
}

/// What it is worth today, and until when.
#[derive(Serialize)]
struct Worth {
    lines: Vec<Sentence>,
    /// Why it counts for nothing, where it does.
    none: Option<&'static str>,
    chart: Option<Fall>,
}

#[derive(Serialize)]
struct Fall {
    layout: chart::Decay,
    /// “2.1 for the problem”, in the order of the layout's curves.
    labels: Vec<String>,
    start: String,
    end: String,
    summary: String,
}

fn worth(desk: &Desk, id: Id) -> Worth {
    let look = desk.look;
    let settings = &look.config.evidence;
    let of = |axis: Axis| {
        desk.weighed(id)
            .iter()
            .find(|w| w.axis == axis)
            .map(|w| &w.counted)
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
        let Some(counted) = of(axis) else {
            continue;
        };
        let line = Sentence::new("On ")
            .say(what)
            .say(": ")
            .strong(format!(
                "{} points",
                prose::points(counted.points, look.config)
            ))
            .say(format!(
                " of {}, which halve {}.",
                prose::measured(counted.weight),
                prose::every(half_life)
            ));
        let until = counted.day.and_then(|day| {
            day.checked_add(jiff::Span::new().try_days(limit).ok()?)
                .ok()
        });
        lines.push(match until {
            None => line.say(" It has no date, so it counts little."),
            Some(until) if until < look.as_of => line
                .say(" ")
                .stale(format!("We trusted it until {}", prose::day(until)))
                .say(format!(", {limit} days.")),
            Some(until) => line.say(format!(
                " We trust it until {}, {limit} days after it was made.",
                prose::day(until)
            )),
        });
        if counted.assumed_sample {
            let note = "The number of people is not noted, so only a part of the weight counts.";
            lines.push(Sentence::default().dim(note));
        }
        curves.push((counted.weight * counted.sample_factor, half_life));
        labels.push(format!(
            "{} for {what}",
            prose::points(counted.points, look.config)
        ));
    }
    let none = lines.is_empty().then(|| match look.evidence.studies.get(&id) {
        Some(Status::Planned) => "It is planned. It counts once it is done.",
        Some(Status::Running) => "It is still running. It counts once it is done.",
        Some(Status::Abandoned) => "It was given up and counts nowhere.",
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
        Some(Fall {
            layout: chart::decay(&curves, age as f64, days)?,
            summary: format!(
                "From {} points on the day to {} today.",
                prose::measured(curves.iter().map(|(start, _)| *start).fold(0.0, f64::max)),
                labels.join(" and ")
            ),
            labels,
            start: prose::month(day),
            end: prose::month(end),
        })
    });
    Worth { lines, none, chart }
}

/// Readings of metrics it took.
fn measured(desk: &Desk, fields: &Fields) -> Vec<Sentence> {
    let lines = fields.maps("measures").map(|reading| {
        let metric = reading
            .text("metric")
            .and_then(|id| desk.look.graph.find(id));
        let line = match metric {
            Some(metric) => Sentence::default().entry(desk.look, metric).say(": "),
            None => Sentence::default(),
        };
        let value = reading.number("value").map(|value| match metric {
            Some(metric) => prose::measure::Unit::of(desk.fields(metric)).value(value),
            None => prose::measured(value),
        });
        let line = line.strong(value.unwrap_or("not noted".into()));
        let n = reading
            .number("n")
            .map(|n| format!(" of {}", prose::count(n as usize, "answer", "answers")));
        let segment = reading.text("segment").map(|s| format!(", {s}"));
        line.say(n.unwrap_or_default())
            .say(segment.unwrap_or_default())
    });
    fact::capped(lines.collect())
}
