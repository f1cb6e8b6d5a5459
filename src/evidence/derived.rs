//! The derived values of an entry as plain data, for `graph.json`.
//!
//! The names and their order are a public format (`casebook-graph/1`). Computes nothing: the values come from [`super`]
//! and [`super::interval`].

use serde::{Serialize, Serializer};

use super::interval;
use super::{Evidence, ProblemScores, Score, Via};
use crate::config::MethodClass;
use crate::graph::{EntryId, Graph};
use crate::model::Role;
use crate::model::value::serialize_number;

/// The derived values of one entry, by its role.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub enum Derived<'a> {
    Problem(Box<DerivedProblem<'a>>),
    Metric { readings: Vec<DerivedReading> },
    Persona { basis: &'static str },
}

#[derive(Clone, Debug, Serialize)]
pub struct DerivedProblem<'a> {
    pub problem: DerivedScore<'a>,
    pub solution: DerivedScore<'a>,
    pub opportunity: Option<JsonNumber>,
    pub opportunity_source: &'static str,
    pub next_step: &'static str,
}

#[derive(Clone, Debug, Serialize)]
pub struct DerivedScore<'a> {
    pub support: f64,
    pub against: f64,
    pub net: f64,
    pub state: &'static str,
    pub last: Option<String>,
    pub methods: Vec<DerivedMethod<'a>>,
    pub studies: Vec<DerivedContribution<'a>>,
}

#[derive(Clone, Debug, Serialize)]
pub struct DerivedContribution<'a> {
    pub id: &'a str,
    pub via: &'static str,
    /// The insight through which it counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub insight: Option<&'a str>,
    pub verdict: Option<&'static str>,
    pub method: &'a str,
    pub class: MethodClass,
    pub n: Option<JsonNumber>,
    pub age_days: Option<i64>,
    /// Its points on each side, rounded to three decimals.
    #[serde(rename = "for")]
    pub support: f64,
    pub against: f64,
}

#[derive(Clone, Debug, Serialize)]
pub struct DerivedMethod<'a> {
    pub method: &'a str,
    pub class: MethodClass,
    pub weight: JsonNumber,
    pub n_full: JsonNumber,
    /// The people that count on each side, at most `n_full`; those of a mixed study on both.
    pub people_for: JsonNumber,
    pub people_against: JsonNumber,
    /// The points on each side, rounded to three decimals.
    #[serde(rename = "for")]
    pub support: f64,
    pub against: f64,
}

#[derive(Clone, Debug, Serialize)]
pub struct DerivedReading {
    pub segment: Option<String>,
    /// As written in the file.
    pub date: Option<String>,
    pub value: Option<JsonNumber>,
    pub n: Option<JsonNumber>,
    pub low: Option<JsonNumber>,
    pub high: Option<JsonNumber>,
}

/// A number that is serialized as an integer if it has no fraction.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct JsonNumber(pub f64);

/// The derived values of a problem, a metric or a persona; `None` for every other entry.
pub fn of_entry<'a>(graph: &'a Graph, evidence: &'a Evidence, id: EntryId) -> Option<Derived<'a>> {
    match graph.role(id)? {
        Role::Problem => {
            let problem = DerivedProblem::new(graph, evidence.problems.get(&id)?);
            Some(Derived::Problem(Box::new(problem)))
        }
        Role::Metric => {
            let readings = interval::readings(&graph.entry(id).document.fields);
            Some(Derived::Metric {
                readings: readings.into_iter().map(DerivedReading::new).collect(),
            })
        }
        Role::Persona => Some(Derived::Persona {
            basis: evidence.personas.get(&id)?.basis.as_str(),
        }),
        _ => None,
    }
}

impl<'a> DerivedProblem<'a> {
    fn new(graph: &'a Graph, scores: &'a ProblemScores) -> Self {
        DerivedProblem {
            problem: DerivedScore::new(graph, &scores.problem),
            solution: DerivedScore::new(graph, &scores.solution),
            opportunity: scores.opportunity.value.map(JsonNumber),
            opportunity_source: scores.opportunity.source.as_str(),
            next_step: scores.next_step.as_str(),
        }
    }
}

impl<'a> DerivedScore<'a> {
    fn new(graph: &'a Graph, score: &'a Score) -> Self {
        let id = |id: EntryId| &*graph.entry(id).document.id;
        let contributions = score.contributions.iter().map(|c| DerivedContribution {
            id: id(c.validation),
            via: c.via.as_str(),
            insight: match c.via {
                Via::Insight(insight) => Some(id(insight)),
                _ => None,
            },
            verdict: c.verdict.map(|verdict| verdict.as_str()),
            method: &c.method,
            class: c.class,
            n: c.n.map(JsonNumber),
            age_days: c.age_days,
            support: rounded(c.points.support, 3),
            against: rounded(c.points.against, 3),
        });
        let methods = score.methods.iter().map(|sum| DerivedMethod {
            method: &sum.method,
            class: sum.class,
            weight: JsonNumber(sum.weight),
            n_full: JsonNumber(sum.n_full),
            people_for: JsonNumber(sum.sides.support.counted_people),
            people_against: JsonNumber(sum.sides.against.counted_people),
            support: rounded(sum.sides.support.points, 3),
            against: rounded(sum.sides.against.points, 3),
        });
        DerivedScore {
            support: score.support,
            against: score.against,
            net: score.net,
            state: score.state.as_str(),
            last: score.last.as_ref().map(|day| day.first.to_string()),
            methods: methods.collect(),
            studies: contributions.collect(),
        }
    }
}

impl DerivedReading {
    fn new(reading: interval::Reading) -> Self {
        // Shares from 0 to 1 need more decimals than percentages.
        let number = |value: Option<f64>| value.map(|v| JsonNumber(rounded(v, 6)));
        DerivedReading {
            segment: reading.segment.map(|segment| segment.to_string()),
            date: reading.date.map(|date| date.written.to_string()),
            value: number(reading.value),
            n: reading.n.map(JsonNumber),
            low: number(reading.low),
            high: number(reading.high),
        }
    }
}

impl Serialize for JsonNumber {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        serialize_number(self.0, s)
    }
}

fn rounded(value: f64, decimals: i32) -> f64 {
    let scale = 10f64.powi(decimals);
    let scaled = value * scale;
    // A larger f64 has no decimals.
    match scaled.abs() < 9e15 {
        true => scaled.round() / scale,
        false => value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::evidence::fixture::{graph_from_text, id_of};
    use crate::evidence::score;

    #[test]
    fn derived_values_are_plain_data() {
        let graph = graph_from_text(
            ">>> personas/ana.md
name: Ana
>>> problems/p.md
title: P
importance: 9
satisfaction: 3.5
>>> validations/talks.md
method: interview
participants: 8
date: 2026-04-02
personas: ana
>>> insights/i.md
title: I
validations: talks
problems: p
>>> metrics/m.md
type: rate
unit: '%'
readings: [{date: 2026-Q2, value: 68, n: 25}]
",
        );
        let day = jiff::civil::date(2026, 7, 1);
        let evidence = score(&graph, &Config::default(), day);
        let json = |name: &str| {
            let derived = of_entry(&graph, &evidence, id_of(&graph, name));
            serde_json::to_string(&derived.unwrap()).unwrap()
        };
        assert_eq!(
            json("p"),
            r#"{"problem":{"support":2.31,"against":0.0,"net":2.31,"state":"supported","last":"2026-04-02","methods":[{"method":"interview","class":"say","weight":3,"n_full":12,"people_for":8,"people_against":0,"for":2.314,"against":0.0}],"studies":[{"id":"talks","via":"insight","insight":"i","verdict":"supported","method":"interview","class":"say","n":8,"age_days":90,"for":2.314,"against":0.0}]},"solution":{"support":0.0,"against":0.0,"net":0.0,"state":"untested","last":null,"methods":[],"studies":[]},"opportunity":14.5,"opportunity_source":"rated","next_step":"research next"}"#
        );
        assert_eq!(json("ana"), r#"{"basis":"qualitative"}"#);
        assert_eq!(
            json("m"),
            r#"{"readings":[{"segment":null,"date":"2026-Q2","value":68,"n":25,"low":48.409914,"high":82.795012}]}"#
        );
        assert!(of_entry(&graph, &evidence, id_of(&graph, "i")).is_none());
    }
}
