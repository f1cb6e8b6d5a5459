//! What a table shows of each role but claims, and in which order.

use std::cmp::Reverse;

use super::table::{Cell, Head, ListTable, Row, filter_options};
use crate::evidence::interval;
use crate::evidence::{Basis, ValidationStatus, coverage};
use crate::graph::EntryId;
use crate::model::{Fields, Role};
use crate::site::{SiteContext, prose};

pub fn table(look: &SiteContext, mut ids: Vec<EntryId>, role: Option<Role>) -> ListTable {
    let columns = spec_of_role(role);
    if let Some(rank) = columns.sort_key {
        ids.sort_by_cached_key(|id| rank(look, *id));
    }
    let who = match columns.persona_field {
        Some(field) => filter_options(
            look,
            ids.iter().flat_map(|id| look.graph.targets(*id, field)),
        ),
        None => vec![],
    };
    ListTable {
        columns: columns
            .columns
            .iter()
            .map(|(label, num)| Head { label, num: *num })
            .collect(),
        entries: ids.into_iter().map(|id| (id, 0)).collect(),
        groups: vec![("all", "", "")],
        build_row: columns.build_row,
        persona_filter: who,
        state_filter: vec![],
    }
}

/// Before it in the table: smaller numbers, then smaller texts; equal ones stay in the order of their titles.
type SortKeyFn = fn(&SiteContext, EntryId) -> (Reverse<String>, u8);

struct ListSpec {
    columns: &'static [(&'static str, bool)],
    build_row: fn(&SiteContext, EntryId) -> Row,
    sort_key: Option<SortKeyFn>,
    /// The field that says who it is about.
    persona_field: Option<&'static str>,
}

fn spec_of_role(role: Option<Role>) -> ListSpec {
    match role {
        Some(Role::Persona) => ListSpec {
            columns: &[
                ("Persona", false),
                ("Role", false),
                ("Type", false),
                ("Rests on", false),
                ("Problems tested", true),
            ],
            build_row: persona_row,
            sort_key: Some(|look, id| {
                let is_primary = fields(look, id).text("priority") == Some("primary");
                (Reverse(String::new()), u8::from(!is_primary))
            }),
            persona_field: None,
        },
        Some(Role::Validation) => ListSpec {
            columns: &[
                ("Study", false),
                ("Method", false),
                ("People", true),
                ("Date", false),
                ("Outcome", false),
                ("About", false),
            ],
            build_row: validation_row,
            sort_key: Some(|look, id| {
                let fields = fields(look, id);
                let day = ["date", "end", "start"].iter().find_map(|f| fields.date(f));
                (newest_first(day.map(|d| d.first)), 0)
            }),
            persona_field: Some("personas"),
        },
        Some(Role::Insight) => ListSpec {
            columns: &[
                ("Insight", false),
                ("From", false),
                ("Says", false),
                ("Problems", false),
            ],
            build_row: insight_row,
            sort_key: None,
            persona_field: Some("personas"),
        },
        Some(Role::Solution) => ListSpec {
            columns: &[
                ("Solution", false),
                ("Status", false),
                ("Does it work?", false),
                ("Problems", false),
            ],
            build_row: solution_row,
            sort_key: Some(|look, id| {
                let steps = ["building", "planned", "shipped", "idea", "retired"];
                let status = fields(look, id).text("status");
                let place = steps.iter().position(|s| Some(*s) == status);
                (Reverse(String::new()), place.unwrap_or(steps.len()) as u8)
            }),
            persona_field: None,
        },
        Some(Role::Decision) => ListSpec {
            columns: &[
                ("Decision", false),
                ("Outcome", false),
                ("Date", false),
                ("Problems", false),
                ("Evidence", false),
            ],
            build_row: decision_row,
            sort_key: Some(|look, id| {
                (
                    newest_first(fields(look, id).date("date").map(|d| d.first)),
                    0,
                )
            }),
            persona_field: None,
        },
        Some(Role::Feedback) => ListSpec {
            columns: &[
                ("Feedback", false),
                ("Channel", false),
                ("Said by", true),
                ("Received", false),
                ("Answered", false),
                ("Problems", false),
            ],
            build_row: feedback_row,
            sort_key: Some(|look, id| {
                let fields = fields(look, id);
                let is_answered = fields.has("responded") || fields.has("closed");
                // Who waits comes first whatever the day: `~` is after every digit.
                let waits = if is_answered { "" } else { "~" };
                let Reverse(day) = newest_first(fields.date("received").map(|d| d.first));
                (Reverse(format!("{waits}{day}")), 0)
            }),
            persona_field: Some("personas"),
        },
        Some(Role::Metric) => ListSpec {
            columns: &[
                ("Metric", false),
                ("Newest reading", false),
                ("Target", false),
                ("Role", false),
                ("Readings", true),
            ],
            build_row: metric_row,
            sort_key: Some(|look, id| {
                let role = fields(look, id).text("role");
                (Reverse(String::new()), u8::from(role != Some("north-star")))
            }),
            persona_field: None,
        },
        Some(Role::Journey) => ListSpec {
            columns: &[
                ("Journey", false),
                ("Whose", false),
                ("Stages", true),
                ("With a known problem", true),
            ],
            build_row: journey_row,
            sort_key: None,
            persona_field: Some("persona"),
        },
        // Claims have a table of their own.
        Some(Role::Problem) | None => ListSpec {
            columns: &[("Title", false), ("Summary", false)],
            build_row: plain_row,
            sort_key: None,
            persona_field: None,
        },
    }
}

fn newest_first(day: Option<jiff::civil::Date>) -> Reverse<String> {
    Reverse(day.map_or_else(String::new, |day| day.to_string()))
}

fn fields<'a>(look: &SiteContext<'a>, id: EntryId) -> &'a Fields {
    &look.graph.entry(id).document.fields
}

/// Puts down who it is about, for the filter.
fn with_persona_filter(mut row: Row, look: &SiteContext, id: EntryId, field: &str) -> Row {
    let names: Vec<&str> = look
        .graph
        .targets(id, field)
        .take(super::table::MAX_LINKS * 4)
        .map(|id| &*look.graph.entry(id).document.id)
        .collect();
    row.who = names.join("|");
    row
}

fn persona_row(look: &SiteContext, id: EntryId) -> Row {
    let fields = fields(look, id);
    let subject = look.evidence.personas.get(&id);
    let tested = coverage::problems(look.graph, look.evidence, id);
    let kind = fields.text("type").map(|kind| match kind {
        "anti" => "anti-persona",
        kind => kind,
    });
    let kind = match (fields.text("priority"), kind) {
        (Some("primary"), kind) => format!("Primary {}", kind.unwrap_or_default()),
        (_, kind) => prose::capitalize(kind.unwrap_or_default()),
    };
    Row::new(
        look,
        id,
        vec![
            Cell::from_text(fields.text("role").unwrap_or_default()),
            Cell::from_text(kind.trim()),
            Cell::from_text(match subject.map(|s| (s.basis, s.people)) {
                None | Some((Basis::Proto, _)) => "Assumptions".into(),
                Some((Basis::Qualitative, n)) => format!("Talks with {}", people_count(n)),
                Some((Basis::Statistical, n)) => format!("Numbers from {}", people_count(n)),
            }),
            Cell {
                text: match tested.total {
                    0 => "None linked".into(),
                    all => format!("{} of {all}", tested.covered),
                },
                sort: Some(tested.total.to_string()),
                num: true,
                ..Cell::default()
            },
        ],
    )
}

fn people_count(n: f64) -> String {
    prose::pluralize(n as usize, "person", "people")
}

fn validation_row(look: &SiteContext, id: EntryId) -> Row {
    let fields = fields(look, id);
    let status = look.evidence.validations.get(&id).copied();
    let day = ["date", "end", "start"].iter().find_map(|f| fields.date(f));
    let findings = || look.graph.sources(id, Role::Insight, "validations");
    let about = ["problems", "solutions", "results"];
    let about = about.iter().flat_map(|f| look.graph.targets(id, f));
    // What it found counts for the problems of its findings.
    let about = about.chain(findings().flat_map(|f| look.graph.targets(f, "problems")));
    let outcome = match status {
        Some(ValidationStatus::Done) | None => verdict_summary(fields, findings().count()),
        Some(status) => prose::capitalize(status.as_str()),
    };
    let cells = vec![
        Cell::from_word(fields.text("method")),
        Cell::from_number(fields.number("participants")),
        Cell::from_date(day),
        Cell::from_text(outcome),
        Cell::from_entries(look, about),
    ];
    with_persona_filter(Row::new(look, id, cells), look, id, "personas")
}

/// The one verdict, or how many of each its results have: “2 supported, 1 mixed”; else how many findings cite it.
fn verdict_summary(fields: &Fields, findings: usize) -> String {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for word in fields.maps("results").filter_map(|r| r.text("verdict")) {
        match counts.iter_mut().find(|(w, _)| *w == word) {
            Some((_, n)) => *n += 1,
            None => counts.push((word, 1)),
        }
    }
    match (fields.text("verdict"), counts.as_slice()) {
        (Some(word), _) => prose::capitalize(word),
        (None, [(word, 1)]) => prose::capitalize(word),
        (None, []) if findings > 0 => prose::pluralize(findings, "finding", "findings"),
        (None, []) => "No verdict yet".into(),
        (None, counts) => {
            let parts: Vec<String> = counts.iter().map(|(w, n)| format!("{n} {w}")).collect();
            parts.join(", ")
        }
    }
}

fn insight_row(look: &SiteContext, id: EntryId) -> Row {
    let cells = vec![
        Cell::from_entries(look, look.graph.targets(id, "validations")),
        Cell::from_word(fields(look, id).text("stance")),
        Cell::from_entries(look, look.graph.targets(id, "problems")),
    ];
    with_persona_filter(Row::new(look, id, cells), look, id, "personas")
}

fn solution_row(look: &SiteContext, id: EntryId) -> Row {
    let score = look.evidence.solutions.get(&id);
    let bars = score.map(|s| Cell::from_score_bars(prose::score_bars(s, look.config)));
    Row::new(
        look,
        id,
        vec![
            Cell::from_word(fields(look, id).text("status")),
            bars.unwrap_or_default(),
            Cell::from_entries(look, look.graph.targets(id, "problems")),
        ],
    )
}

fn decision_row(look: &SiteContext, id: EntryId) -> Row {
    let fields = fields(look, id);
    let outcome = fields
        .text("outcome")
        .map_or_else(String::new, prose::outcome_text);
    let outcome = match fields.text("status") {
        Some(status @ ("proposed" | "superseded")) => format!("{outcome} ({status})"),
        _ => outcome,
    };
    Row::new(
        look,
        id,
        vec![
            Cell::from_text(outcome),
            Cell::from_date(fields.date("date")),
            Cell::from_entries(look, look.graph.targets(id, "problems")),
            Cell::from_entries(look, look.graph.targets(id, "evidence")),
        ],
    )
}

fn feedback_row(look: &SiteContext, id: EntryId) -> Row {
    let fields = fields(look, id);
    let received = fields.date("received");
    let answered = fields.date("responded").or_else(|| fields.date("closed"));
    let mut answer = Cell::from_date(answered);
    if let (None, Some(received)) = (answered, received) {
        let days = prose::days_between(received.first, look.as_of).max(0);
        answer.text = format!("Waits for {}", prose::format_age(days));
        answer.due = days > look.config.feedback.answer_days;
    }
    let cells = vec![
        Cell::from_word(fields.text("channel")),
        Cell::from_number(fields.number("count")),
        Cell::from_date(received),
        answer,
        Cell::from_entries(look, look.graph.targets(id, "problems")),
    ];
    with_persona_filter(Row::new(look, id, cells), look, id, "personas")
}

fn metric_row(look: &SiteContext, id: EntryId) -> Row {
    let fields = fields(look, id);
    let unit = prose::metric_format::MetricFormat::from_fields(fields);
    let target = fields.number("target").map(|t| unit.format_value(t));
    let readings = interval::readings(fields).len();
    Row::new(
        look,
        id,
        vec![
            Cell::from_text(prose::entry_note(
                look.graph,
                look.evidence,
                look.config,
                id,
            )),
            Cell::from_text(target.unwrap_or_default()),
            Cell::from_word(fields.text("role")),
            Cell::from_number(Some(readings as f64)),
        ],
    )
}

fn journey_row(look: &SiteContext, id: EntryId) -> Row {
    let stages = coverage::stages(look.graph, id);
    let cells = vec![
        Cell::from_entries(look, look.graph.targets(id, "persona")),
        Cell::from_number(Some(stages.total as f64)),
        Cell::from_number(Some(stages.covered as f64)),
    ];
    with_persona_filter(Row::new(look, id, cells), look, id, "persona")
}

fn plain_row(look: &SiteContext, id: EntryId) -> Row {
    let summary = prose::summary(look.graph.entry(id));
    Row::new(look, id, vec![Cell::from_text(summary)])
}
