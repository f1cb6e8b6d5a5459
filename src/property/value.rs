//! The values of a property in one entry.

use std::cmp::Ordering;
use std::collections::HashMap;

use serde::Serialize;

use super::{Property, ScorePart, declaration_in, score_of};
use crate::evidence::{ScoredGraph, decision_evidence, feedback_clock};
use crate::graph::EntryId;
use crate::model::value::serialize_number;
use crate::model::{Fields, Period, Role, Value, role};

/// One value, to be compared and shown.
#[derive(Clone, Debug, PartialEq)]
pub enum PropertyValue {
    Text(String),
    Number(f64),
    Flag(bool),
    Day(Period),
}

impl PropertyValue {
    /// The value as shown in a table: a number with at most two decimals, a date as written.
    pub fn to_text(&self) -> String {
        match self {
            PropertyValue::Text(text) => text.clone(),
            PropertyValue::Number(n) => format!("{}", (n * 100.0).round() / 100.0),
            PropertyValue::Flag(flag) => flag.to_string(),
            PropertyValue::Day(date) => date.written.to_string(),
        }
    }

    /// Numbers, then days, then flags, then text without regard to case; each in its own order.
    pub fn compare(&self, other: &PropertyValue) -> Ordering {
        match (self, other) {
            (PropertyValue::Number(a), PropertyValue::Number(b)) => a.total_cmp(b),
            (PropertyValue::Day(a), PropertyValue::Day(b)) => {
                (a.first, a.last).cmp(&(b.first, b.last))
            }
            (PropertyValue::Text(a), PropertyValue::Text(b)) => {
                (a.to_lowercase(), a).cmp(&(b.to_lowercase(), b))
            }
            (a, b) => (a.type_rank(), a.to_text()).cmp(&(b.type_rank(), b.to_text())),
        }
    }

    fn type_rank(&self) -> u8 {
        match self {
            PropertyValue::Number(_) => 0,
            PropertyValue::Day(_) => 1,
            PropertyValue::Flag(_) => 2,
            PropertyValue::Text(_) => 3,
        }
    }
}

impl Serialize for PropertyValue {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        match self {
            PropertyValue::Number(n) => serialize_number(*n, s),
            PropertyValue::Flag(flag) => s.serialize_bool(*flag),
            value => s.serialize_str(&value.to_text()),
        }
    }
}

/// All values of a property in an entry; empty if it has none.
pub fn values_of(context: ScoredGraph, id: EntryId, name: &Property) -> Vec<PropertyValue> {
    let document = &context.graph.entry(id).document;
    let text = |text: &str| vec![PropertyValue::Text(text.to_owned())];
    let scores = context.evidence.problems.get(&id);
    match name {
        Property::Id => text(&document.id),
        Property::Kind => text(context.graph.kind_name(id)),
        Property::Title => text(&document.title),
        Property::Path => text(&document.path),
        Property::Score(axis, part) => {
            let score = score_of(context, id, *axis);
            let value = score.and_then(|score| score_value(score, *part, context.config));
            value.into_iter().collect()
        }
        Property::Opportunity => {
            let value = scores.and_then(|s| s.opportunity.value);
            value.map(PropertyValue::Number).into_iter().collect()
        }
        Property::NextStep => scores.map_or(vec![], |s| text(s.next_step.as_str())),
        Property::Demand => {
            let demand = context.evidence.demands.get(&id);
            demand.map_or(vec![], |d| text(d.state.as_str()))
        }
        Property::Basis => {
            let persona = context.evidence.personas.get(&id);
            persona.map_or(vec![], |p| text(p.basis.as_str()))
        }
        Property::Evidence => {
            let named = context.graph.evidence_of(id);
            let named = named.map(|id| &context.graph.entry(id).document.id);
            let named = named.flat_map(|id| text(id));
            let stands = decision_evidence(context.graph, context.evidence, id);
            let stands = stands.map(|stands| PropertyValue::Text(stands.as_str().to_owned()));
            stands.into_iter().chain(named).collect()
        }
        Property::Waiting if context.graph.role(id) == Some(Role::Feedback) => {
            let days =
                feedback_clock::days_waiting(role::Feedback(&document.fields), context.as_of);
            let days = days.map(|days| PropertyValue::Number(days as f64));
            days.into_iter().collect()
        }
        Property::Waiting => vec![],
        Property::OtherEnd(kind, field) => {
            let sources = context.graph.sources_of_kind(id, *kind, field);
            let ids = sources
                .iter()
                .map(|id| &context.graph.entry(*id).document.id);
            ids.flat_map(|id| text(id)).collect()
        }
        Property::LinkedKind(kind) => {
            let near = context.graph.neighbours(id).into_iter();
            let documents = near.map(|id| &context.graph.entry(id).document);
            let of_kind = documents.filter(|document| document.kind == Some(*kind));
            of_kind.flat_map(|document| text(&document.id)).collect()
        }
        // A study is of the day that the formulas use, wherever that is written.
        Property::Field(path)
            if *path == ["date"] && context.graph.role(id) == Some(Role::Validation) =>
        {
            let day = role::Validation(&document.fields).day();
            day.map(|day| PropertyValue::Day(day.clone()))
                .into_iter()
                .collect()
        }
        Property::Field(path) => {
            let mut values = Vec::new();
            collect_values(&document.fields, path, &mut values);
            // The status of a validation is derived if none is given.
            if let ([only], []) = (path.as_slice(), values.as_slice())
                && only == "status"
                && let Some(status) = context.evidence.validations.get(&id)
            {
                return text(status.as_str());
            }
            // A study without a verdict of its own has those of its results.
            if let ([only], []) = (path.as_slice(), values.as_slice())
                && only == "verdict"
            {
                let of_results = ["results".to_owned(), only.clone()];
                collect_values(&document.fields, &of_results, &mut values);
            }
            resolve_ids(context, id, name, values)
        }
    }
}

fn score_value(
    score: &crate::evidence::Score,
    part: ScorePart,
    config: &crate::config::Config,
) -> Option<PropertyValue> {
    Some(match part {
        ScorePart::Support => PropertyValue::Number(score.support),
        ScorePart::Against => PropertyValue::Number(score.against),
        ScorePart::Net => PropertyValue::Number(score.net),
        ScorePart::State => PropertyValue::Text(score.state.as_str().to_owned()),
        ScorePart::Word => PropertyValue::Text(score.known_word(config)?.as_str().to_owned()),
        ScorePart::Studies => PropertyValue::Number(score.contributions.len() as f64),
        ScorePart::Last => PropertyValue::Day(score.last.clone()?),
    })
}

fn collect_values(fields: &Fields, path: &[String], values: &mut Vec<PropertyValue>) {
    let Some((first, rest)) = path.split_first() else {
        return;
    };
    if let Some(value) = fields.get(first) {
        flatten_value(value, rest, values);
    }
}

fn flatten_value(value: &Value, path: &[String], values: &mut Vec<PropertyValue>) {
    match value {
        Value::List(items) => items
            .iter()
            .for_each(|item| flatten_value(item, path, values)),
        Value::Map(map) if !path.is_empty() => collect_values(map, path, values),
        // A map as a whole: its `url` or `name`, else a mark that it is there.
        Value::Map(map) => {
            let shown = map.text("url").or(map.text("name")).unwrap_or("…");
            values.push(PropertyValue::Text(shown.to_owned()));
        }
        _ if !path.is_empty() => {}
        // Nothing is said by it.
        Value::Text(text) if text.trim().is_empty() => {}
        Value::Text(text) | Value::NotUnderstood(text) => {
            values.push(PropertyValue::Text(text.to_string()));
        }
        Value::Number(n) => values.push(PropertyValue::Number(*n)),
        Value::Flag(flag) => values.push(PropertyValue::Flag(*flag)),
        Value::Date(date) => values.push(PropertyValue::Day(date.clone())),
        Value::Unreadable => {}
    }
}

/// Replaces references by the ids they mean, so that aliases and paths compare equal to ids, and adds what is linked
/// besides: the other ends of a symmetric link, the problems of a study's results.
fn resolve_ids(
    context: ScoredGraph,
    id: EntryId,
    name: &Property,
    values: Vec<PropertyValue>,
) -> Vec<PropertyValue> {
    let graph = context.graph;
    let Property::Field(path) = name else {
        return values;
    };
    let own = graph.schema.fields(graph.entry(id).document.kind);
    if declaration_in(path, own).is_none_or(|field| field.link.is_none()) {
        return values;
    }
    let text_of = |id| PropertyValue::Text(graph.entry(id).document.id.to_string());
    let id_of = |value: PropertyValue| match value {
        PropertyValue::Text(text) => {
            let found = graph.resolve_name(text.split('#').next().unwrap_or(&text));
            found.map_or(PropertyValue::Text(text), text_of)
        }
        value => value,
    };
    let mut values: Vec<PropertyValue> = values.into_iter().map(id_of).collect();
    // What is linked by it without being written in it.
    let links = path.first().filter(|_| path.len() == 1).into_iter();
    let linked = links
        .flat_map(|field| graph.targets(id, field))
        .map(text_of);
    for value in linked {
        if !values.contains(&value) {
            values.push(value);
        }
    }
    values
}

/// Sorts by the first value of a property, words in the order of their declaration, other ends of links and linked entries by
/// their number; entries without a value come last in either direction.
pub fn sort_entries(
    ids: &mut [EntryId],
    name: &Property,
    is_descending: bool,
    context: ScoredGraph,
) {
    let mut words_by_kind: HashMap<Option<usize>, Vec<String>> = HashMap::new();
    let mut first_value = |id: &EntryId| {
        let values = values_of(context, *id, name);
        if matches!(name, Property::OtherEnd(..) | Property::LinkedKind(_)) {
            return Some(PropertyValue::Number(values.len() as f64));
        }
        let kind = context.graph.entry(*id).document.kind;
        let words = words_by_kind.entry(kind);
        let words = words.or_insert_with(|| name.words_of_kind(kind, &context.graph.schema));
        let value = values.into_iter().next()?;
        Some(place_among(&value, words).map_or(value, |place| PropertyValue::Number(place as f64)))
    };
    let mut keyed: Vec<(Option<PropertyValue>, EntryId)> =
        ids.iter().map(|id| (first_value(id), *id)).collect();
    keyed.sort_by(|(a, _), (b, _)| match (a, b) {
        (Some(a), Some(b)) if is_descending => b.compare(a),
        (Some(a), Some(b)) => a.compare(b),
        (a, b) => a.is_none().cmp(&b.is_none()),
    });
    for (at, (_, id)) in ids.iter_mut().zip(keyed) {
        *at = id;
    }
}

/// Where a value stands among the words that its property can be.
pub fn place_among(value: &PropertyValue, words: &[String]) -> Option<usize> {
    match value {
        PropertyValue::Text(text) => words.iter().position(|word| word == text),
        _ => None,
    }
}
