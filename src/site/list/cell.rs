//! One cell of a list: what a value is shown as, by the type of its field or the derived value that it is.

use std::collections::HashSet;

use serde::Serialize;

use super::column::Column;
use super::entry_link::{EntryLink, short};
use crate::config::Axis;
use crate::evidence::{
    Basis, DecisionEvidence, DemandState, ProblemScores, ValidationStatus, coverage,
    decision_evidence,
};
use crate::graph::EntryId;
use crate::model::{Fields, Period, Role, Value, role};
use crate::property::{Property, PropertyValue, ScorePart, score_of, values_of};
use crate::site::mark::{ScoreBars, StateBadge};
use crate::site::prose::metric_format::MetricFormat;
use crate::site::{SiteContext, prose};

/// How many links a cell has before it counts the rest.
const MAX_LINKS: usize = 3;

/// Fields without a value are not serialized, because a large list has thousands of cells.
#[derive(Serialize, Default)]
pub struct ListCell {
    pub text: String,
    /// The value to sort by, if it is not the text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sort: Option<String>,
    /// A person waits for an answer for longer than promised.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub due: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mark: Option<StateBadge>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score_bars: Option<ScoreBars>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<EntryLink>,
}

impl ListCell {
    pub fn new(site: &SiteContext, id: EntryId, column: &Column) -> Self {
        let (fields, role) = (site.fields(id), site.graph.role(id));
        let name = match &column.property {
            Property::Field(path) => path.last().map_or("", String::as_str),
            _ => "",
        };
        match (&column.property, role, name) {
            (_, Some(Role::Validation), "verdict") => outcome_of_study(site, id, fields),
            (_, Some(Role::Validation), "date") => {
                ListCell::from_date(role::Validation(fields).day())
            }
            (_, Some(Role::Validation), "problems") => {
                ListCell::from_entries(site, about(site, id))
            }
            (_, Some(Role::Feedback), "responded") => answer_cell(site, fields),
            (_, Some(Role::Metric), "readings") => ListCell::from_text(site.note(id)),
            (_, Some(Role::Metric), "target") => {
                let unit = MetricFormat::from_fields(fields);
                let target = role::Metric(fields).target();
                let target = target.map(|value| unit.format_value(value));
                ListCell::from_text(target.unwrap_or_default())
            }
            (_, Some(Role::Journey), "stages") => {
                ListCell::from_coverage(coverage::stages(&site.graph, id), "with a known problem")
            }
            (_, Some(Role::Problem | Role::Solution), "status") => {
                ListCell::from_text(site.status_text(id).unwrap_or_default())
            }
            (Property::OtherEnd(..), Some(Role::Persona), _)
                if column.is_of_role(site, Role::Problem) =>
            {
                let tested = coverage::problems(&site.graph, &site.evidence, id);
                ListCell::from_coverage(tested, "tested")
            }
            (Property::Score(axis, part), ..) => score_cell(site, id, *axis, *part),
            (Property::Opportunity, ..) => opportunity_cell(site.evidence.problems.get(&id)),
            (Property::Basis, ..) => basis_cell(site, id),
            (Property::Demand, ..) => demand_cell(site, id),
            (Property::Evidence, ..) => evidence_cell(site, id),
            (Property::Field(path), ..) if path.len() == 1 => match site.graph.targets(id, name) {
                targets if column.is_link() => ListCell::from_entries(site, targets),
                _ => fields.get(name).map_or_else(ListCell::default, |value| {
                    ListCell::from_value(site, value, column)
                }),
            },
            (Property::OtherEnd(..) | Property::LinkedKind(_), ..) => {
                let count = values_of(site.scored(), id, &column.property).len();
                ListCell::from_number(Some(count as f64))
            }
            (property, ..) => {
                let values = values_of(site.scored(), id, property);
                let words: Vec<String> =
                    values.iter().map(|v| prose::label(&v.to_text())).collect();
                ListCell::from_text(words.join(", "))
            }
        }
    }

    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
            && self.mark.is_none()
            && self.score_bars.is_none()
            && self.links.is_empty()
    }

    /// The approximate size of its HTML.
    pub fn estimated_bytes(&self) -> usize {
        let links = self.links.iter();
        let links: usize = links
            .map(|link| link.href.len() + link.title.len() + 40)
            .sum();
        let bars = self.score_bars.as_ref().map_or(0, |bars| {
            150 + bars.note.len() + 230 * (1 + usize::from(bars.against > 0.0))
        });
        100 + self.text.len() + links + bars
    }

    fn from_text(text: impl Into<String>) -> Self {
        ListCell {
            text: short(&text.into()),
            ..ListCell::default()
        }
    }

    fn from_number(value: Option<f64>) -> Self {
        ListCell {
            text: value.map_or_else(String::new, prose::format_number),
            sort: value.map(|v| v.to_string()),
            ..ListCell::default()
        }
    }

    fn from_date(date: Option<&Period>) -> Self {
        ListCell {
            text: date.map_or_else(String::new, prose::format_date),
            sort: Some(date.map_or_else(String::new, |d| d.first.to_string())),
            ..ListCell::default()
        }
    }

    fn from_mark(glyph: &'static str, word: &str, tone: &'static str) -> Self {
        ListCell {
            mark: Some(StateBadge::new(glyph, word, tone)),
            ..ListCell::default()
        }
    }

    /// “3 of 5 tested”
    fn from_coverage(part: coverage::Coverage, what: &str) -> Self {
        ListCell {
            text: match part.total {
                0 => "None yet".into(),
                all => format!("{} of {all} {what}", part.covered),
            },
            sort: Some(part.total.to_string()),
            ..ListCell::default()
        }
    }

    /// Links to entries, each once.
    fn from_entries(site: &SiteContext, ids: impl Iterator<Item = EntryId>) -> Self {
        let mut seen = HashSet::new();
        let ids: Vec<EntryId> = ids.filter(|id| seen.insert(*id)).collect();
        let more = ids.len().saturating_sub(MAX_LINKS);
        let links = ids.iter().take(MAX_LINKS);
        ListCell {
            links: links.map(|id| EntryLink::new(site, *id)).collect(),
            text: match more {
                0 => String::new(),
                more => format!("and {more} more"),
            },
            ..ListCell::default()
        }
    }

    fn from_value(site: &SiteContext, value: &Value, column: &Column) -> Self {
        match value {
            Value::Number(number) => ListCell::from_number(Some(*number)),
            Value::Date(date) => ListCell::from_date(Some(date)),
            Value::Flag(flag) => ListCell::from_text(if *flag { "Yes" } else { "No" }),
            Value::Text(text) => ListCell::from_text(column.key_label(site, text)),
            Value::NotUnderstood(text) => ListCell::from_text(&**text),
            Value::List(items) if items.iter().all(|item| item.as_map().is_some()) => {
                ListCell::from_number(Some(items.len() as f64))
            }
            Value::List(items) => {
                let texts = items.iter();
                let texts = texts.map(|item| ListCell::from_value(site, item, column).text);
                ListCell::from_text(texts.collect::<Vec<_>>().join(", "))
            }
            Value::Map(_) | Value::Unreadable => ListCell::default(),
        }
    }
}

/// What a study is about: what it names, and the problems of its insights.
fn about(site: &SiteContext, id: EntryId) -> impl Iterator<Item = EntryId> {
    let named = ["problems", "solutions", "results"].into_iter();
    let named = named.flat_map(move |field| site.graph.targets(id, field));
    let insights = site.graph.insights_from(id);
    named.chain(insights.flat_map(|insight| site.graph.problems_of(insight)))
}

/// Of a study that is done its verdict, else how many results have each verdict, “2 supported, 1 mixed”, else how many
/// insights cite it; of others their status.
fn outcome_of_study(site: &SiteContext, id: EntryId, fields: &Fields) -> ListCell {
    let insights = site.graph.insights_from(id).count();
    let mut counts: Vec<(&str, usize)> = Vec::new();
    let study = role::Validation(fields);
    let results = study.readable_results();
    for word in results.filter_map(role::Validation::verdict) {
        match counts.iter_mut().find(|(w, _)| *w == word) {
            Some((_, n)) => *n += 1,
            None => counts.push((word, 1)),
        }
    }
    let status = site.evidence.validations.get(&id).copied();
    ListCell::from_text(match (status, study.verdict(), counts.as_slice()) {
        (None, ..) => prose::capitalize(fields.written("status").unwrap_or_default()),
        (Some(status), ..) if status != ValidationStatus::Done => {
            prose::capitalize(status.as_str())
        }
        (_, Some(word), _) => prose::capitalize(word),
        (_, None, [(word, 1)]) => prose::capitalize(word),
        (_, None, []) if insights > 0 => prose::pluralize(insights, "finding", "findings"),
        (_, None, []) => "No verdict yet".into(),
        (_, None, counts) => {
            let parts: Vec<String> = counts.iter().map(|(w, n)| format!("{n} {w}")).collect();
            parts.join(", ")
        }
    })
}

fn answer_cell(site: &SiteContext, fields: &Fields) -> ListCell {
    let feedback = role::Feedback(fields);
    let answered = feedback.responded().or_else(|| feedback.closed());
    let mut cell = ListCell::from_date(answered);
    if let Some(days) = crate::evidence::feedback_clock::days_waiting(feedback, site.as_of) {
        cell.text = format!("Waits for {}", prose::format_age(days));
        cell.due = days > site.config.feedback.answer_days;
    }
    cell
}

fn score_cell(site: &SiteContext, id: EntryId, axis: Option<Axis>, part: ScorePart) -> ListCell {
    let mut values = values_of(site.scored(), id, &Property::Score(axis, part)).into_iter();
    match (part, score_of(site.scored(), id, axis), values.next()) {
        (ScorePart::Studies, ..) if axis.is_none() => studies_cell(site.evidence.problems.get(&id)),
        (ScorePart::State, Some(score), _) => {
            let bars = prose::score_bars(score, &site.config);
            ListCell {
                sort: Some((bars.support - bars.against).to_string()),
                score_bars: Some(bars),
                ..ListCell::default()
            }
        }
        (_, _, Some(PropertyValue::Number(n))) => ListCell::from_number(Some(n)),
        (_, _, Some(PropertyValue::Day(day))) => ListCell::from_date(Some(&day)),
        (_, _, value) => {
            ListCell::from_text(value.map_or_else(String::new, |v| prose::label(&v.to_text())))
        }
    }
}

fn opportunity_cell(scores: Option<&ProblemScores>) -> ListCell {
    let opportunity = scores.map(|c| &c.opportunity);
    let mut cell = ListCell::from_number(opportunity.and_then(|o| o.value));
    if opportunity.is_some_and(|o| o.is_estimated()) {
        cell.text.insert(0, '~');
    }
    if cell.text.is_empty() {
        cell.text = "Not rated".into();
        cell.sort = Some(String::new());
    }
    cell
}

/// “11, last Apr 2023”, of the studies on both questions; says so if all of them tested the answer.
fn studies_cell(scores: Option<&ProblemScores>) -> ListCell {
    let Some(scores) = scores else {
        return ListCell::default();
    };
    let mut ids: Vec<EntryId> = scores.contributions().map(|c| c.validation).collect();
    ids.sort();
    ids.dedup();
    let last = scores.problem.last.max(scores.solution.last);
    let is_of_answer = scores.problem.contributions.is_empty() && !ids.is_empty();
    let of_answer = if is_of_answer { " of the answer" } else { "" };
    let count = format!("{}{of_answer}", prose::group_digits(ids.len()));
    ListCell {
        text: match (ids.len(), last) {
            (0, _) => "None yet".into(),
            (_, Some(day)) => format!("{count}, last {}", prose::format_month(day)),
            (_, None) => count,
        },
        sort: Some(last.map_or_else(String::new, |day| day.to_string())),
        ..ListCell::default()
    }
}

fn basis_cell(site: &SiteContext, id: EntryId) -> ListCell {
    let persona = site.evidence.personas.get(&id);
    ListCell::from_text(match persona.map(|p| (p.basis, p.people)) {
        None | Some((Basis::Proto, _)) => "Assumptions".into(),
        Some((Basis::Qualitative, n)) => format!("Studies with {}", prose::people(n as usize)),
        Some((Basis::Statistical, n)) => format!("Numbers from {}", prose::people(n as usize)),
    })
}

fn demand_cell(site: &SiteContext, id: EntryId) -> ListCell {
    match site.evidence.demands.get(&id).map(|demand| demand.state) {
        None => ListCell::default(),
        Some(DemandState::Known) => ListCell::from_mark("check", "Known", "for"),
        Some(DemandState::Missing) => ListCell::from_mark("untested", "Missing", "thin"),
        Some(DemandState::Waived) => ListCell::from_mark("clock", "Waived", "thin"),
        Some(DemandState::Expired) => ListCell::from_mark("clock", "Waiver has run out", "against"),
        Some(DemandState::Against) => ListCell::from_mark("cross", "Against", "against"),
    }
}

/// “2 studies” · None · Against
fn evidence_cell(site: &SiteContext, id: EntryId) -> ListCell {
    let count = role::Decision(site.fields(id)).named_evidence();
    let named = site.graph.evidence_of(id);
    let studies = named.filter(|id| site.graph.role(*id) == Some(Role::Validation));
    match decision_evidence(&site.graph, &site.evidence, id) {
        Some(DecisionEvidence::None) => ListCell::from_mark("untested", "None", "thin"),
        Some(DecisionEvidence::Against) => ListCell::from_mark("cross", "Against", "against"),
        _ if count == 0 => ListCell::default(),
        _ => ListCell::from_text(match studies.count() == count {
            true => prose::pluralize(count, "study", "studies"),
            false => prose::pluralize(count, "source", "sources"),
        }),
    }
}
