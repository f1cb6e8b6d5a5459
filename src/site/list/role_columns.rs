//! The columns, rows and order of the list of each role, except problems.

use std::cmp::Reverse;

use super::table::{Column, ListCell, ListRow, ListTable, filter_options};
use crate::evidence::interval;
use crate::evidence::{Basis, ValidationStatus, coverage};
use crate::graph::EntryId;
use crate::model::{Fields, Role};
use crate::site::{SiteContext, prose};

pub fn table(site: &SiteContext, mut ids: Vec<EntryId>, role: Option<Role>) -> ListTable {
    let columns = spec_of_role(role);
    if let Some(rank) = columns.sort_key {
        ids.sort_by_cached_key(|id| rank(site, *id));
    }
    let who = match columns.persona_field {
        Some(field) => filter_options(
            site,
            ids.iter().flat_map(|id| site.graph.targets(*id, field)),
        ),
        None => vec![],
    };
    ListTable {
        columns: columns
            .columns
            .iter()
            .map(|label| Column {
                label,
                num: columns.numeric.contains(label),
            })
            .collect(),
        entries: ids.into_iter().map(|id| (id, 0)).collect(),
        groups: vec![("all", "", "")],
        build_row: columns.build_row,
        persona_filter: who,
        state_filter: vec![],
    }
}

/// The sort key of a row: a text, descending, then a number, ascending. Equal rows stay in the order of their titles.
type SortKeyFn = fn(&SiteContext, EntryId) -> (Reverse<String>, u8);

struct ListSpec {
    columns: &'static [&'static str],
    /// Those of the columns that are set as numbers.
    numeric: &'static [&'static str],
    build_row: fn(&SiteContext, EntryId) -> ListRow,
    sort_key: Option<SortKeyFn>,
    /// The field with the personas to filter by.
    persona_field: Option<&'static str>,
}

fn spec_of_role(role: Option<Role>) -> ListSpec {
    match role {
        Some(Role::Persona) => ListSpec {
            columns: &["Persona", "Role", "Type", "Rests on", "Problems tested"],
            numeric: &["Problems tested"],
            build_row: persona_row,
            sort_key: Some(|site, id| {
                let is_primary = site.fields(id).text("priority") == Some("primary");
                (Reverse(String::new()), u8::from(!is_primary))
            }),
            persona_field: None,
        },
        Some(Role::Validation) => ListSpec {
            columns: &["Study", "Method", "People", "Date", "Outcome", "About"],
            numeric: &["People"],
            build_row: validation_row,
            sort_key: Some(|site, id| {
                let fields = site.fields(id);
                let day = crate::evidence::study_date(fields);
                (newest_first(day.map(|d| d.first)), 0)
            }),
            persona_field: Some("personas"),
        },
        Some(Role::Insight) => ListSpec {
            columns: &["Insight", "From", "Says", "Problems"],
            numeric: &[],
            build_row: insight_row,
            sort_key: None,
            persona_field: Some("personas"),
        },
        Some(Role::Solution) => ListSpec {
            columns: &["Solution", "Status", "Does it work?", "Problems"],
            numeric: &[],
            build_row: solution_row,
            sort_key: Some(|site, id| {
                let steps = ["building", "planned", "shipped", "idea", "retired"];
                let status = site.fields(id).text("status");
                let place = steps.iter().position(|s| Some(*s) == status);
                (Reverse(String::new()), place.unwrap_or(steps.len()) as u8)
            }),
            persona_field: None,
        },
        Some(Role::Decision) => ListSpec {
            columns: &["Decision", "Outcome", "Date", "Problems", "Evidence"],
            numeric: &[],
            build_row: decision_row,
            sort_key: Some(|site, id| (newest_first(site.fields(id).first_day("date")), 0)),
            persona_field: None,
        },
        Some(Role::Feedback) => ListSpec {
            columns: &[
                "Feedback", "Channel", "Said by", "Received", "Answered", "Problems",
            ],
            numeric: &["Said by"],
            build_row: feedback_row,
            sort_key: Some(|site, id| {
                let fields = site.fields(id);
                let is_answered = fields.has("responded") || fields.has("closed");
                // Unanswered feedback comes first whatever its date: `~` sorts after every digit.
                let waits = if is_answered { "" } else { "~" };
                let Reverse(day) = newest_first(fields.first_day("received"));
                (Reverse(format!("{waits}{day}")), 0)
            }),
            persona_field: Some("personas"),
        },
        Some(Role::Metric) => ListSpec {
            columns: &["Metric", "Newest reading", "Target", "Role", "Readings"],
            numeric: &["Readings"],
            build_row: metric_row,
            sort_key: Some(|site, id| {
                let role = site.fields(id).text("role");
                (Reverse(String::new()), u8::from(role != Some("north-star")))
            }),
            persona_field: None,
        },
        Some(Role::Journey) => ListSpec {
            columns: &["Journey", "Whose", "Stages", "With a known problem"],
            numeric: &["Stages", "With a known problem"],
            build_row: journey_row,
            sort_key: None,
            persona_field: Some("persona"),
        },
        // Problems have a table of their own: `problem_list`.
        Some(Role::Problem) | None => ListSpec {
            columns: &["Title", "Summary"],
            numeric: &[],
            build_row: summary_row,
            sort_key: None,
            persona_field: None,
        },
    }
}

fn newest_first(day: Option<jiff::civil::Date>) -> Reverse<String> {
    Reverse(day.map_or_else(String::new, |day| day.to_string()))
}

/// Sets the personas of the row for the filter.
fn with_persona_filter(mut row: ListRow, site: &SiteContext, id: EntryId, field: &str) -> ListRow {
    let names: Vec<&str> = site
        .graph
        .targets(id, field)
        .take(super::table::MAX_LINKS * 4)
        .map(|id| &*site.graph.entry(id).document.id)
        .collect();
    row.who = names.join("|");
    row
}

fn persona_row(site: &SiteContext, id: EntryId) -> ListRow {
    let fields = site.fields(id);
    let persona = site.evidence.personas.get(&id);
    let tested = coverage::problems(&site.graph, &site.evidence, id);
    let kind = fields.text("type").map(|kind| match kind {
        "anti" => "anti-persona",
        kind => kind,
    });
    let kind = match (fields.text("priority"), kind) {
        (Some("primary"), kind) => format!("Primary {}", kind.unwrap_or_default()),
        (_, kind) => prose::capitalize(kind.unwrap_or_default()),
    };
    ListRow::new(
        site,
        id,
        vec![
            ListCell::from_text(fields.text("role").unwrap_or_default()),
            ListCell::from_text(kind.trim()),
            ListCell::from_text(match persona.map(|p| (p.basis, p.people)) {
                None | Some((Basis::Proto, _)) => "Assumptions".into(),
                Some((Basis::Qualitative, n)) => {
                    format!("Studies with {}", prose::people(n as usize))
                }
                Some((Basis::Statistical, n)) => {
                    format!("Numbers from {}", prose::people(n as usize))
                }
            }),
            ListCell {
                text: match tested.total {
                    0 => "None linked".into(),
                    all => format!("{} of {all}", tested.covered),
                },
                sort: Some(tested.total.to_string()),
                num: true,
                ..ListCell::default()
            },
        ],
    )
}

fn validation_row(site: &SiteContext, id: EntryId) -> ListRow {
    let fields = site.fields(id);
    let status = site.evidence.validations.get(&id).copied();
    let day = crate::evidence::study_date(fields);
    let insights = || site.graph.sources(id, Role::Insight, "validations");
    let about = ["problems", "solutions", "results"];
    let about = about.iter().flat_map(|f| site.graph.targets(id, f));
    // A study is also about the problems of its insights.
    let about = about.chain(insights().flat_map(|f| site.graph.targets(f, "problems")));
    let outcome = match status {
        None => prose::capitalize(fields.written("status").unwrap_or_default()),
        Some(ValidationStatus::Done) => verdict_summary(fields, insights().count()),
        Some(status) => prose::capitalize(status.as_str()),
    };
    let cells = vec![
        ListCell::from_word(fields.written("method")),
        ListCell::from_number(fields.number("participants")),
        ListCell::from_date(day),
        ListCell::from_text(outcome),
        ListCell::from_entries(site, about),
    ];
    with_persona_filter(ListRow::new(site, id, cells), site, id, "personas")
}

/// The verdict, else how many results have each verdict, “2 supported, 1 mixed”, else how many insights cite the study.
fn verdict_summary(fields: &Fields, insights: usize) -> String {
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
        (None, []) if insights > 0 => prose::pluralize(insights, "finding", "findings"),
        (None, []) => "No verdict yet".into(),
        (None, counts) => {
            let parts: Vec<String> = counts.iter().map(|(w, n)| format!("{n} {w}")).collect();
            parts.join(", ")
        }
    }
}

fn insight_row(site: &SiteContext, id: EntryId) -> ListRow {
    let cells = vec![
        ListCell::from_entries(site, site.graph.targets(id, "validations")),
        ListCell::from_word(site.fields(id).written("stance")),
        ListCell::from_entries(site, site.graph.targets(id, "problems")),
    ];
    with_persona_filter(ListRow::new(site, id, cells), site, id, "personas")
}

fn solution_row(site: &SiteContext, id: EntryId) -> ListRow {
    let score = site.evidence.solutions.get(&id);
    let bars = score.map(|s| ListCell::from_score_bars(prose::score_bars(s, &site.config)));
    ListRow::new(
        site,
        id,
        vec![
            ListCell::from_text(site.status_text(id).unwrap_or_default()),
            bars.unwrap_or_default(),
            ListCell::from_entries(site, site.graph.targets(id, "problems")),
        ],
    )
}

fn decision_row(site: &SiteContext, id: EntryId) -> ListRow {
    let fields = site.fields(id);
    let outcome = fields
        .text("outcome")
        .map_or_else(String::new, prose::outcome_text);
    let outcome = match fields.written("status") {
        Some(status) if status != "accepted" => format!("{outcome} ({status})"),
        _ => outcome,
    };
    ListRow::new(
        site,
        id,
        vec![
            ListCell::from_text(outcome),
            ListCell::from_date(fields.date("date")),
            ListCell::from_entries(site, site.graph.targets(id, "problems")),
            ListCell::from_entries(site, site.graph.targets(id, "evidence")),
        ],
    )
}

fn feedback_row(site: &SiteContext, id: EntryId) -> ListRow {
    let fields = site.fields(id);
    let received = fields.date("received");
    let answered = fields.date("responded").or_else(|| fields.date("closed"));
    let mut answer = ListCell::from_date(answered);
    if let (None, Some(received)) = (answered, received) {
        let days = prose::days_between(received.first, site.as_of).max(0);
        answer.text = format!("Waits for {}", prose::format_age(days));
        answer.due = days > site.config.feedback.answer_days;
    }
    let cells = vec![
        ListCell::from_word(fields.text("channel")),
        ListCell::from_number(fields.number("count")),
        ListCell::from_date(received),
        answer,
        ListCell::from_entries(site, site.graph.targets(id, "problems")),
    ];
    with_persona_filter(ListRow::new(site, id, cells), site, id, "personas")
}

fn metric_row(site: &SiteContext, id: EntryId) -> ListRow {
    let fields = site.fields(id);
    let unit = prose::metric_format::MetricFormat::from_fields(fields);
    let target = fields.number("target").map(|t| unit.format_value(t));
    let readings = interval::readings(fields).len();
    ListRow::new(
        site,
        id,
        vec![
            ListCell::from_text(site.note(id)),
            ListCell::from_text(target.unwrap_or_default()),
            ListCell::from_word(fields.text("role")),
            ListCell::from_number(Some(readings as f64)),
        ],
    )
}

fn journey_row(site: &SiteContext, id: EntryId) -> ListRow {
    let stages = coverage::stages(&site.graph, id);
    let cells = vec![
        ListCell::from_entries(site, site.graph.targets(id, "persona")),
        ListCell::from_number(Some(stages.total as f64)),
        ListCell::from_number(Some(stages.covered as f64)),
    ];
    with_persona_filter(ListRow::new(site, id, cells), site, id, "persona")
}

/// A row with the title and the summary, for roles without columns of their own.
fn summary_row(site: &SiteContext, id: EntryId) -> ListRow {
    let summary = prose::summary(site.graph.entry(id));
    ListRow::new(site, id, vec![ListCell::from_text(summary)])
}
