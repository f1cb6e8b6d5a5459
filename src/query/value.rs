//! The values of a property in one entry.

use std::cmp::Ordering;

use serde::Serialize;

use super::property::{self, Property, QueryContext, ScorePart};
use crate::graph::EntryId;
use crate::model::{Fields, Period, Value};

/// One value, to be compared and shown.
#[derive(Clone, Debug, PartialEq)]
pub enum QueryValue {
    Text(String),
    Number(f64),
    Flag(bool),
    Day(Period),
}

impl QueryValue {
    /// The value as shown in a table: a number with at most two decimals, a date as written.
    pub fn to_text(&self) -> String {
        match self {
            QueryValue::Text(text) => text.clone(),
            QueryValue::Number(n) => format!("{}", (n * 100.0).round() / 100.0),
            QueryValue::Flag(flag) => flag.to_string(),
            QueryValue::Day(date) => date.written.to_string(),
        }
    }

    /// Numbers, then days, then flags, then text without regard to case; each in its own order.
    pub fn compare(&self, other: &QueryValue) -> Ordering {
        match (self, other) {
            (QueryValue::Number(a), QueryValue::Number(b)) => a.total_cmp(b),
            (QueryValue::Day(a), QueryValue::Day(b)) => (a.first, a.last).cmp(&(b.first, b.last)),
            (QueryValue::Text(a), QueryValue::Text(b)) => {
                (a.to_lowercase(), a).cmp(&(b.to_lowercase(), b))
            }
            (a, b) => (a.type_rank(), a.to_text()).cmp(&(b.type_rank(), b.to_text())),
        }
    }

    fn type_rank(&self) -> u8 {
        match self {
            QueryValue::Number(_) => 0,
            QueryValue::Day(_) => 1,
            QueryValue::Flag(_) => 2,
            QueryValue::Text(_) => 3,
        }
    }
}

impl Serialize for QueryValue {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        match self {
            QueryValue::Number(n) if n.fract() == 0.0 && n.abs() < 9e15 => {
                s.serialize_i64(*n as i64)
            }
            QueryValue::Number(n) => s.serialize_f64(*n),
            QueryValue::Flag(flag) => s.serialize_bool(*flag),
            value => s.serialize_str(&value.to_text()),
        }
    }
}

/// All values of a property in an entry; empty if it has none.
pub fn values_of(context: QueryContext, id: EntryId, name: &Property) -> Vec<QueryValue> {
    let document = &context.graph.entry(id).document;
    let text = |text: &str| vec![QueryValue::Text(text.to_owned())];
    let scores = context.evidence.problems.get(&id);
    match name {
        Property::Id => text(&document.id),
        Property::Kind => text(context.graph.kind_name(id)),
        Property::Title => text(&document.title),
        Property::Path => text(&document.path),
        Property::Score(axis, part) => {
            let score = property::score_of(context, id, *axis);
            let value = score.and_then(|score| score_value(score, *part, context.config));
            value.into_iter().collect()
        }
        Property::Opportunity => {
            let value = scores.and_then(|s| s.opportunity.value);
            value.map(QueryValue::Number).into_iter().collect()
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
        Property::LinkedKind(kind) => {
            let near = context.graph.neighbours(id).into_iter();
            let documents = near.map(|id| &context.graph.entry(id).document);
            let of_kind = documents.filter(|document| document.kind == Some(*kind));
            of_kind.flat_map(|document| text(&document.id)).collect()
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
            resolve_ids(context, name, values)
        }
    }
}

fn score_value(
    score: &crate::evidence::Score,
    part: ScorePart,
    config: &crate::config::Config,
) -> Option<QueryValue> {
    Some(match part {
        ScorePart::Support => QueryValue::Number(score.support),
        ScorePart::Against => QueryValue::Number(score.against),
        ScorePart::Net => QueryValue::Number(score.net),
        ScorePart::State => QueryValue::Text(score.state.as_str().to_owned()),
        ScorePart::Word => QueryValue::Text(score.known_word(config)?.as_str().to_owned()),
        ScorePart::Studies => QueryValue::Number(score.contributions.len() as f64),
        ScorePart::Last => {
            let day = score.last?;
            QueryValue::Day(Period {
                first: day,
                last: day,
                written: day.to_string().into(),
            })
        }
    })
}

fn collect_values(fields: &Fields, path: &[String], values: &mut Vec<QueryValue>) {
    let Some((first, rest)) = path.split_first() else {
        return;
    };
    if let Some(value) = fields.get(first) {
        flatten_value(value, rest, values);
    }
}

fn flatten_value(value: &Value, path: &[String], values: &mut Vec<QueryValue>) {
    match value {
        Value::List(items) => items
            .iter()
            .for_each(|item| flatten_value(item, path, values)),
        Value::Map(map) if !path.is_empty() => collect_values(map, path, values),
        // A map as a whole: its `url` or `name`, else a mark that it is there.
        Value::Map(map) => {
            let shown = map.text("url").or(map.text("name")).unwrap_or("…");
            values.push(QueryValue::Text(shown.to_owned()));
        }
        _ if !path.is_empty() => {}
        Value::Text(text) | Value::NotUnderstood(text) => {
            values.push(QueryValue::Text(text.to_string()));
        }
        Value::Number(n) => values.push(QueryValue::Number(*n)),
        Value::Flag(flag) => values.push(QueryValue::Flag(*flag)),
        Value::Date(date) => values.push(QueryValue::Day(date.clone())),
        Value::Unreadable => {}
    }
}

/// Replaces references by the ids they mean, so that aliases and paths compare equal to ids.
fn resolve_ids(context: QueryContext, name: &Property, values: Vec<QueryValue>) -> Vec<QueryValue> {
    let graph = context.graph;
    let declarations = name.declarations(&graph.schema);
    if declarations.iter().all(|f| f.link.is_none()) {
        return values;
    }
    let id = |value: QueryValue| match value {
        QueryValue::Text(text) => {
            let found = graph.resolve_name(text.split('#').next().unwrap_or(&text));
            QueryValue::Text(found.map_or(text, |id| graph.entry(id).document.id.to_string()))
        }
        value => value,
    };
    values.into_iter().map(id).collect()
}
