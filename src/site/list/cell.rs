//! One cell of a list: the facts of a value, by the type of its field or the derived value that it is.

use std::collections::HashSet;

use serde::Serialize;

use super::column::{Column, MAX_TITLE_CHARS, short};
use crate::config::Axis;
use crate::evidence::advice_words::way_to_good;
use crate::evidence::commitment::is_committed;
use crate::evidence::coverage::{self, Coverage};
use crate::evidence::{DecisionEvidence, Demand, DemandState, ValidationStatus, decision_evidence};
use crate::graph::EntryId;
use crate::model::{FieldType, Fields, Period, Role, Value, role};
use crate::property::{Property, PropertyValue, ScorePart, place_among, score_of, values_of};
use crate::site::mark::ScoreBars;
use crate::site::page_link::PageLink;
use crate::site::prose::metric_format::MetricFormat;
use crate::site::rich_text::RichText;
use crate::site::{SiteContext, prose};

/// How many links a cell has before it counts the rest.
const MAX_LINKS: usize = 3;

#[derive(Serialize)]
pub struct ListCell {
    #[serde(flatten)]
    pub facts: CellFacts,
    /// The value to sort by, if it is not the text.
    #[serde(skip_serializing_if = "Option::is_none")]
    sort: Option<String>,
}

#[derive(Serialize)]
#[serde(tag = "form", content = "value", rename_all = "snake_case")]
pub enum CellFacts {
    Empty,
    Text(String),
    Addresses(RichText),
    Word(String),
    Number(f64),
    Date(Period),
    /// And how many more there are.
    Links(Vec<PageLink>, usize),
    Score(ScoreBars),
    /// The problems of a persona that were tested.
    Tested(Coverage),
    /// The stages of a journey with a known problem.
    Stages(Coverage),
    /// Of a study that gives no verdict on everything: how many results have each.
    Verdicts(Vec<(String, usize)>),
    /// Of a study without a verdict: how many insights cite it.
    Findings(usize),
    /// A person waits for so many days for an answer; for longer than promised.
    Waits(i64),
    WaitsTooLong(i64),
    Opportunity(Option<f64>),
    EstimatedOpportunity(Option<f64>),
    /// The studies of a problem and the day of the last; all of them tested the answer.
    Studies(usize, Option<Period>),
    StudiesOfAnswer(usize, Option<Period>),
    /// What a persona rests on, and how many people.
    Basis(&'static str, usize),
    Demand(&'static str, Option<Gate>),
    /// How the evidence of a decision stands.
    EvidenceNone,
    EvidenceAgainst,
    Evidence(usize),
    EvidenceOfStudies(usize),
}

use CellFacts::Empty;

/// What a solution that is planned, built or shipped waits for.
#[derive(Serialize)]
pub struct Gate {
    /// “Some 1.7”, of the problem that is nearest to the bar; `None` if it names no problem.
    score: Option<String>,
    good: f64,
    /// What would get there.
    way: Option<String>,
}

impl Gate {
    fn new(site: &SiteContext, id: EntryId, demand: &Demand) -> Option<Self> {
        let is_open = !matches!(demand.state, DemandState::Known | DemandState::Waived);
        let nearest = demand.nearest.as_ref().map(|(_, score)| score);
        let way = nearest.filter(|_| demand.shipped.is_none());
        (is_open && is_committed(&site.graph, id)).then(|| Gate {
            score: nearest.map(|score| prose::state_text(score, &site.config)),
            good: site.config.evidence.words.good,
            way: way.map(|score| way_to_good(score, &site.config)),
        })
    }
}

impl From<CellFacts> for ListCell {
    fn from(facts: CellFacts) -> Self {
        ListCell { facts, sort: None }
    }
}

impl ListCell {
    pub fn new(site: &SiteContext, id: EntryId, column: &Column) -> Self {
        let mut cell = ListCell::unsorted(site, id, column);
        if cell.sort.is_none() && column.order == "word" {
            let value = values_of(site.scored(), id, &column.property)
                .into_iter()
                .next();
            let place =
                value.and_then(|value| place_among(&value, &column.words(&site.graph.schema)));
            cell.sort = place.map(|place| place.to_string());
        }
        cell
    }

    fn unsorted(site: &SiteContext, id: EntryId, column: &Column) -> Self {
        let (fields, role) = (site.fields(id), site.graph.role(id));
        let values = || values_of(site.scored(), id, &column.property);
        let name = match &column.property {
            Property::Field(path) => path.last().map_or("", String::as_str),
            _ => "",
        };
        match (&column.property, role, name) {
            (_, Some(Role::Validation), "verdict") => outcome_of_study(site, id, fields).into(),
            (_, Some(Role::Validation), "date") => date(role::Validation(fields).day()),
            (_, Some(Role::Feedback), "responded") => answer(site, fields),
            (_, Some(Role::Metric), "readings") => text(site.note(id)),
            (_, Some(Role::Metric), "target") => {
                let unit = MetricFormat::from_fields(fields);
                let target = fields.number("target");
                text(target.map_or_else(String::new, |value| unit.format_value(value)))
            }
            (_, Some(Role::Journey), "stages") => {
                let of = coverage::stages(&site.graph, id);
                CellFacts::Stages(of).sorted_by(of.total)
            }
            (_, Some(Role::Problem | Role::Solution), "status") => {
                text(site.status_text(id).unwrap_or_default())
            }
            (Property::OtherEnd(..), Some(Role::Persona), _)
                if column.is_of_role(site, Role::Problem) =>
            {
                let of = coverage::problems(&site.graph, &site.evidence, id);
                CellFacts::Tested(of).sorted_by(of.total)
            }
            (Property::Score(None, ScorePart::Studies), ..) => studies(site, id),
            (Property::Score(axis, part), ..) => score(site, id, *axis, *part, values()),
            (Property::Opportunity, ..) => opportunity(site, id),
            (Property::Basis, ..) => {
                let persona = site.evidence.personas.get(&id);
                let basis = persona.map_or("proto", |persona| persona.basis.as_str());
                let people = persona.map_or(0, |persona| persona.people as usize);
                CellFacts::Basis(basis, people).into()
            }
            (Property::Demand, ..) => {
                let demand = site.evidence.demands.get(&id);
                let facts = demand.map(|demand| {
                    CellFacts::Demand(demand.state.as_str(), Gate::new(site, id, demand))
                });
                facts.unwrap_or(Empty).into()
            }
            (Property::Evidence, ..) => evidence(site, id).into(),
            (Property::Field(path), ..) if path.len() == 1 => match site.graph.targets(id, name) {
                // Names of people without an entry stand beside those with one.
                targets if column.is_link() && !names_others(site, id, column) => {
                    links(site, targets)
                }
                _ => fields
                    .get(name)
                    .map_or(Empty.into(), |value| value_cell(site, value, column)),
            },
            (Property::OtherEnd(..) | Property::LinkedKind(_), ..) => number(values().len() as f64),
            _ => match &*values() {
                [PropertyValue::Number(value)] => number(*value),
                [PropertyValue::Day(day)] => date(Some(day)),
                values => {
                    let texts = values.iter();
                    let texts = texts.map(|value| column.key_label(site, &value.to_text()));
                    text(texts.collect::<Vec<_>>().join(", "))
                }
            },
        }
    }

    pub fn is_empty(&self) -> bool {
        matches!(self.facts, Empty)
    }

    /// The approximate size of its HTML.
    pub fn estimated_bytes(&self) -> usize {
        120 + match &self.facts {
            CellFacts::Text(text) => text.len(),
            CellFacts::Addresses(links) => 120 + 2 * links.to_plain_text().len(),
            CellFacts::Links(links, _) => {
                let links = links.iter();
                links
                    .map(|link| link.href.len() + link.title.len() + 40)
                    .sum()
            }
            CellFacts::Score(bars) => {
                150 + bars.note.len() + 230 * (1 + usize::from(bars.against > 0.0))
            }
            _ => 0,
        }
    }
}

impl CellFacts {
    fn sorted_by(self, key: impl ToString) -> ListCell {
        ListCell {
            facts: self,
            sort: Some(key.to_string()),
        }
    }
}

/// True if an entry names people who are no entries.
fn names_others(site: &SiteContext, id: EntryId, column: &Column) -> bool {
    let named = match site.fields(id).get(&column.name) {
        Some(Value::List(names)) => names.len(),
        value => usize::from(value.is_some()),
    };
    matches!(column.field_type, Some(FieldType::Person))
        && named > site.graph.targets(id, &column.name).count()
}

fn text(text: String) -> ListCell {
    match text.trim().is_empty() {
        true => Empty.into(),
        false => CellFacts::Text(short(&text)).into(),
    }
}

fn number(value: f64) -> ListCell {
    CellFacts::Number(value).sorted_by(value)
}

fn date(date: Option<&Period>) -> ListCell {
    match date {
        Some(date) => CellFacts::Date(date.clone()).sorted_by(date.first),
        None => Empty.sorted_by(""),
    }
}

/// Links to entries, each once.
fn links(site: &SiteContext, ids: impl Iterator<Item = EntryId>) -> ListCell {
    let mut seen = HashSet::new();
    let mut ids = ids.filter(|id| seen.insert(*id));
    let links = ids.by_ref().take(MAX_LINKS);
    let links = links.map(|id| PageLink::new(site, id, MAX_TITLE_CHARS));
    match links.collect::<Vec<PageLink>>() {
        links if links.is_empty() => Empty.into(),
        links => CellFacts::Links(links, ids.count()).into(),
    }
}

fn value_cell(site: &SiteContext, value: &Value, column: &Column) -> ListCell {
    match value {
        value if matches!(column.field_type, Some(FieldType::Address)) => {
            let all = match value {
                Value::List(items) => items,
                single => std::slice::from_ref(single),
            };
            let links = all.iter().filter_map(RichText::of_address);
            let links = links.map(|link| match short(&link.to_plain_text()) {
                text if text == link.to_plain_text() => link,
                text => RichText::new(text),
            });
            match RichText::join_some(links, MAX_LINKS) {
                links if links.is_empty() => Empty.into(),
                links => CellFacts::Addresses(links).into(),
            }
        }
        Value::Number(value) => number(*value),
        Value::Date(day) => date(Some(day)),
        Value::List(items) if items.iter().all(|item| item.as_map().is_some()) => {
            number(items.len() as f64)
        }
        value => text(value_text(site, value, column)),
    }
}

fn value_text(site: &SiteContext, value: &Value, column: &Column) -> String {
    match value {
        Value::Number(number) => prose::format_number(*number),
        Value::Date(date) => prose::format_date(date),
        Value::Flag(flag) => column.key_label(site, &flag.to_string()),
        Value::Text(text) => short(&column.key_label(site, text)),
        Value::NotUnderstood(text) => short(text),
        Value::List(items) => {
            let texts = items.iter().map(|item| value_text(site, item, column));
            texts.collect::<Vec<_>>().join(", ")
        }
        Value::Map(_) | Value::Unreadable => String::new(),
    }
}

/// Of a study that is done its verdict, else how many results have each verdict, “2 supported, 1 mixed”, else how many
/// insights cite it; of others their status.
fn outcome_of_study(site: &SiteContext, id: EntryId, fields: &Fields) -> CellFacts {
    let insights = site.graph.sources(id, Role::Insight, "validations").count();
    let mut counts: Vec<(String, usize)> = Vec::new();
    for word in fields.maps("results").filter_map(|r| r.text("verdict")) {
        match counts.iter_mut().find(|(w, _)| w == word) {
            Some((_, n)) => *n += 1,
            None => counts.push((word.to_owned(), 1)),
        }
    }
    let word = |word: &str| CellFacts::Word(word.into());
    let status = site.evidence.validations.get(&id).copied();
    match (status, fields.text("verdict"), counts.as_slice()) {
        (None, ..) => fields.written("status").map_or(Empty, word),
        (Some(status), ..) if status != ValidationStatus::Done => word(status.as_str()),
        (_, Some(verdict), _) => word(verdict),
        (_, None, [(verdict, 1)]) => word(verdict),
        (_, None, []) => CellFacts::Findings(insights),
        (_, None, _) => CellFacts::Verdicts(counts),
    }
}

fn answer(site: &SiteContext, fields: &Fields) -> ListCell {
    let feedback = role::Feedback(fields);
    let mut cell = date(feedback.responded().or_else(|| feedback.closed()));
    if let Some(days) = crate::evidence::feedback_clock::days_waiting(feedback, site.as_of) {
        cell.facts = match days > site.config.feedback.answer_days {
            true => CellFacts::WaitsTooLong(days),
            false => CellFacts::Waits(days),
        };
    }
    cell
}

fn score(
    site: &SiteContext,
    id: EntryId,
    axis: Option<Axis>,
    part: ScorePart,
    values: Vec<PropertyValue>,
) -> ListCell {
    if let (ScorePart::State, Some(score)) = (part, score_of(site.scored(), id, axis)) {
        let bars = prose::score_bars(score, &site.config);
        let net = bars.support - bars.against;
        return CellFacts::Score(bars).sorted_by(net);
    }
    match values.into_iter().next() {
        Some(PropertyValue::Number(value)) => number(value),
        Some(PropertyValue::Day(day)) => date(Some(&day)),
        value => text(value.map_or_else(String::new, |v| prose::label(&v.to_text()))),
    }
}

fn opportunity(site: &SiteContext, id: EntryId) -> ListCell {
    let scores = site.evidence.problems.get(&id);
    let opportunity = scores.map(|scores| &scores.opportunity);
    let value = opportunity.and_then(|opportunity| opportunity.value);
    let facts = match opportunity.is_some_and(|opportunity| opportunity.is_estimated()) {
        true => CellFacts::EstimatedOpportunity(value),
        false => CellFacts::Opportunity(value),
    };
    facts.sorted_by(value.map_or_else(String::new, |value| value.to_string()))
}

/// The studies on both questions.
fn studies(site: &SiteContext, id: EntryId) -> ListCell {
    let Some(scores) = site.evidence.problems.get(&id) else {
        return Empty.into();
    };
    let studies = scores.contributions().map(|study| study.validation);
    let studies: HashSet<EntryId> = studies.collect();
    let last = (&scores.problem.last).max(&scores.solution.last).clone();
    let sort = last
        .as_ref()
        .map_or_else(String::new, |day| day.first.to_string());
    let facts = match scores.problem.contributions.is_empty() && !studies.is_empty() {
        true => CellFacts::StudiesOfAnswer(studies.len(), last),
        false => CellFacts::Studies(studies.len(), last),
    };
    facts.sorted_by(sort)
}

fn evidence(site: &SiteContext, id: EntryId) -> CellFacts {
    let count = site.fields(id).list("evidence").len();
    let named = site.graph.targets(id, "evidence");
    let studies = named.filter(|id| site.graph.role(*id) == Some(Role::Validation));
    match decision_evidence(&site.graph, &site.evidence, id) {
        Some(DecisionEvidence::None) => CellFacts::EvidenceNone,
        Some(DecisionEvidence::Against) => CellFacts::EvidenceAgainst,
        _ if count == 0 => Empty,
        _ if studies.count() == count => CellFacts::EvidenceOfStudies(count),
        _ => CellFacts::Evidence(count),
    }
}
