//! What a table shows of each role but claims, and in which order.

use std::cmp::Reverse;

use super::table::{Cell, Head, Row, Table, choices};
use crate::graph::evidence::{Basis, Status, coverage};
use crate::graph::{Id, estimate};
use crate::schema::{Fields, Role};
use crate::view::{Look, prose};

pub fn table(look: &Look, mut ids: Vec<Id>, role: Option<Role>) -> Table {
    let columns = columns(role);
    if let Some(rank) = columns.rank {
        ids.sort_by_cached_key(|id| rank(look, *id));
    }
    let who = match columns.who {
        Some(field) => choices(
            look,
            ids.iter().flat_map(|id| look.graph.targets(*id, field)),
        ),
        None => vec![],
    };
    Table {
        heads: columns
            .heads
            .iter()
            .map(|(label, num)| Head { label, num: *num })
            .collect(),
        order: ids.into_iter().map(|id| (id, 0)).collect(),
        groups: vec![("all", "", "")],
        row: columns.row,
        who,
        states: vec![],
    }
}

/// Before it in the table: smaller numbers, then smaller texts; equal ones stay in the order of their titles.
type Rank = fn(&Look, Id) -> (Reverse<String>, u8);

struct Columns {
    heads: &'static [(&'static str, bool)],
    row: fn(&Look, Id) -> Row,
    rank: Option<Rank>,
    /// The field that says who it is about.
    who: Option<&'static str>,
}

fn columns(role: Option<Role>) -> Columns {
    match role {
        Some(Role::Subject) => Columns {
            heads: &[
                ("Persona", false),
                ("Role", false),
                ("Type", false),
                ("Rests on", false),
                ("Problems tested", true),
            ],
            row: subject,
            rank: Some(|look, id| {
                let is_primary = fields(look, id).text("priority") == Some("primary");
                (Reverse(String::new()), u8::from(!is_primary))
            }),
            who: None,
        },
        Some(Role::Study) => Columns {
            heads: &[
                ("Study", false),
                ("Method", false),
                ("People", true),
                ("Date", false),
                ("Outcome", false),
                ("About", false),
            ],
            row: study,
            rank: Some(|look, id| {
                let fields = fields(look, id);
                let day = ["date", "end", "start"].iter().find_map(|f| fields.date(f));
                (newest(day.map(|d| d.first)), 0)
            }),
            who: Some("personas"),
        },
        Some(Role::Finding) => Columns {
            heads: &[
                ("Insight", false),
                ("From", false),
                ("Says", false),
                ("Problems", false),
            ],
            row: finding,
            rank: None,
            who: Some("personas"),
        },
        Some(Role::Answer) => Columns {
            heads: &[
                ("Solution", false),
                ("Status", false),
                ("Does it work?", false),
                ("Problems", false),
            ],
            row: answer,
            rank: Some(|look, id| {
                let steps = ["building", "planned", "shipped", "idea", "retired"];
                let status = fields(look, id).text("status");
                let place = steps.iter().position(|s| Some(*s) == status);
                (Reverse(String::new()), place.unwrap_or(steps.len()) as u8)
            }),
            who: None,
        },
        Some(Role::Choice) => Columns {
            heads: &[
                ("Decision", false),
                ("Outcome", false),
                ("Date", false),
                ("Problems", false),
                ("Evidence", false),
            ],
            row: choice,
            rank: Some(|look, id| (newest(fields(look, id).date("date").map(|d| d.first)), 0)),
            who: None,
        },
        Some(Role::Voice) => Columns {
            heads: &[
                ("Feedback", false),
                ("Channel", false),
                ("Said by", true),
                ("Received", false),
                ("Answered", false),
                ("Problems", false),
            ],
            row: voice,
            rank: Some(|look, id| {
                let fields = fields(look, id);
                let is_answered = fields.has("responded") || fields.has("closed");
                // Who waits comes first whatever the day: `~` is after every digit.
                let waits = if is_answered { "" } else { "~" };
                let Reverse(day) = newest(fields.date("received").map(|d| d.first));
                (Reverse(format!("{waits}{day}")), 0)
            }),
            who: Some("personas"),
        },
        Some(Role::Measure) => Columns {
            heads: &[
                ("Metric", false),
                ("Newest reading", false),
                ("Target", false),
                ("Role", false),
                ("Readings", true),
            ],
            row: measure,
            rank: Some(|look, id| {
                let role = fields(look, id).text("role");
                (Reverse(String::new()), u8::from(role != Some("north-star")))
            }),
            who: None,
        },
        Some(Role::Path) => Columns {
            heads: &[
                ("Journey", false),
                ("Whose", false),
                ("Stages", true),
                ("With a known problem", true),
            ],
            row: path,
            rank: None,
            who: Some("persona"),
        },
        // Claims have a table of their own.
        Some(Role::Claim) | None => Columns {
            heads: &[("Title", false), ("Summary", false)],
            row: plain,
            rank: None,
            who: None,
        },
    }
}

fn newest(day: Option<jiff::civil::Date>) -> Reverse<String> {
    Reverse(day.map_or_else(String::new, |day| day.to_string()))
}

fn fields<'a>(look: &Look<'a>, id: Id) -> &'a Fields {
    &look.graph.entry(id).document.fields
}

/// Puts down who it is about, for the filter.
fn with_who(mut row: Row, look: &Look, id: Id, field: &str) -> Row {
    let names: Vec<&str> = look
        .graph
        .targets(id, field)
        .take(super::table::MOST_LINKS * 4)
        .map(|id| &*look.graph.entry(id).document.id)
        .collect();
    row.who = names.join("|");
    row
}

fn subject(look: &Look, id: Id) -> Row {
    let fields = fields(look, id);
    let subject = look.evidence.subjects.get(&id);
    let tested = coverage::problems(look.graph, look.evidence, id);
    let kind = fields.text("type").map(|kind| match kind {
        "anti" => "anti-persona",
        kind => kind,
    });
    let kind = match (fields.text("priority"), kind) {
        (Some("primary"), kind) => format!("Primary {}", kind.unwrap_or_default()),
        (_, kind) => prose::capital(kind.unwrap_or_default()),
    };
    Row::new(
        look,
        id,
        vec![
            Cell::text(fields.text("role").unwrap_or_default()),
            Cell::text(kind.trim()),
            Cell::text(match subject.map(|s| (s.basis, s.people)) {
                None | Some((Basis::Proto, _)) => "Assumptions".into(),
                Some((Basis::Qualitative, n)) => format!("Talks with {}", people(n)),
                Some((Basis::Statistical, n)) => format!("Numbers from {}", people(n)),
            }),
            Cell {
                text: match tested.all {
                    0 => "None linked".into(),
                    all => format!("{} of {all}", tested.covered),
                },
                sort: Some(tested.all.to_string()),
                num: true,
                ..Cell::default()
            },
        ],
    )
}

fn people(n: f64) -> String {
    prose::count(n as usize, "person", "people")
}

fn study(look: &Look, id: Id) -> Row {
    let fields = fields(look, id);
    let status = look.evidence.studies.get(&id).copied();
    let day = ["date", "end", "start"].iter().find_map(|f| fields.date(f));
    let findings = || look.graph.sources(id, Role::Finding, "validations");
    let about = ["problems", "solutions", "results"];
    let about = about.iter().flat_map(|f| look.graph.targets(id, f));
    // What it found counts for the problems of its findings.
    let about = about.chain(findings().flat_map(|f| look.graph.targets(f, "problems")));
    let outcome = match status {
        Some(Status::Done) | None => verdict(fields, findings().count()),
        Some(status) => prose::capital(status.as_str()),
    };
    let cells = vec![
        Cell::word(fields.text("method")),
        Cell::number(fields.number("participants")),
        Cell::date(day),
        Cell::text(outcome),
        Cell::links(look, about),
    ];
    with_who(Row::new(look, id, cells), look, id, "personas")
}

/// The one verdict, or how many of each its results have: “2 supported, 1 mixed”; else how many findings cite it.
fn verdict(fields: &Fields, findings: usize) -> String {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for word in fields.maps("results").filter_map(|r| r.text("verdict")) {
        match counts.iter_mut().find(|(w, _)| *w == word) {
            Some((_, n)) => *n += 1,
            None => counts.push((word, 1)),
        }
    }
    match (fields.text("verdict"), counts.as_slice()) {
        (Some(word), _) => prose::capital(word),
        (None, [(word, 1)]) => prose::capital(word),
        (None, []) if findings > 0 => prose::count(findings, "finding", "findings"),
        (None, []) => "No verdict yet".into(),
        (None, counts) => {
            let parts: Vec<String> = counts.iter().map(|(w, n)| format!("{n} {w}")).collect();
            parts.join(", ")
        }
    }
}

fn finding(look: &Look, id: Id) -> Row {
    let cells = vec![
        Cell::links(look, look.graph.targets(id, "validations")),
        Cell::word(fields(look, id).text("stance")),
        Cell::links(look, look.graph.targets(id, "problems")),
    ];
    with_who(Row::new(look, id, cells), look, id, "personas")
}

fn answer(look: &Look, id: Id) -> Row {
    let score = look.evidence.answers.get(&id);
    let bars = score.map(|s| Cell::bars(prose::bars(s, look.config)));
    Row::new(
        look,
        id,
        vec![
            Cell::word(fields(look, id).text("status")),
            bars.unwrap_or_default(),
            Cell::links(look, look.graph.targets(id, "problems")),
        ],
    )
}

fn choice(look: &Look, id: Id) -> Row {
    let fields = fields(look, id);
    let outcome = fields
        .text("outcome")
        .map_or_else(String::new, prose::outcome);
    let outcome = match fields.text("status") {
        Some(status @ ("proposed" | "superseded")) => format!("{outcome} ({status})"),
        _ => outcome,
    };
    Row::new(
        look,
        id,
        vec![
            Cell::text(outcome),
            Cell::date(fields.date("date")),
            Cell::links(look, look.graph.targets(id, "problems")),
            Cell::links(look, look.graph.targets(id, "evidence")),
        ],
    )
}

fn voice(look: &Look, id: Id) -> Row {
    let fields = fields(look, id);
    let received = fields.date("received");
    let answered = fields.date("responded").or_else(|| fields.date("closed"));
    let mut answer = Cell::date(answered);
    if let (None, Some(received)) = (answered, received) {
        let days = prose::days(received.first, look.as_of).max(0);
        answer.text = format!("Waits for {}", prose::age(days));
        answer.due = days > look.config.feedback.answer_days;
    }
    let cells = vec![
        Cell::word(fields.text("channel")),
        Cell::number(fields.number("count")),
        Cell::date(received),
        answer,
        Cell::links(look, look.graph.targets(id, "problems")),
    ];
    with_who(Row::new(look, id, cells), look, id, "personas")
}

fn measure(look: &Look, id: Id) -> Row {
    let fields = fields(look, id);
    let unit = prose::measure::Unit::of(fields);
    let target = fields.number("target").map(|t| unit.value(t));
    let readings = estimate::readings(fields).len();
    Row::new(
        look,
        id,
        vec![
            Cell::text(prose::note(look.graph, look.evidence, look.config, id)),
            Cell::text(target.unwrap_or_default()),
            Cell::word(fields.text("role")),
            Cell::number(Some(readings as f64)),
        ],
    )
}

fn path(look: &Look, id: Id) -> Row {
    let stages = coverage::stages(look.graph, id);
    let cells = vec![
        Cell::links(look, look.graph.targets(id, "persona")),
        Cell::number(Some(stages.all as f64)),
        Cell::number(Some(stages.covered as f64)),
    ];
    with_who(Row::new(look, id, cells), look, id, "persona")
}

fn plain(look: &Look, id: Id) -> Row {
    let summary = prose::summary(look.graph.entry(id));
    Row::new(look, id, vec![Cell::text(summary)])
}
