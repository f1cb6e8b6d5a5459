//! What is derived of an entry as plain data, for `graph.json` and whoever reads it.
//!
//! The names and their order are a promise (`casebook-graph/1`); nothing here is computed that is not in
//! [`super::evidence`] or [`super::estimate`].

use serde::{Serialize, Serializer};

use super::estimate;
use super::evidence::{Claim, Evidence, Score, Via};
use super::{Graph, Id};
use crate::config::Class;
use crate::schema::Role;

/// What is derived of one entry; which of them depends on its role.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub enum Derived<'a> {
    Claim(Box<OfClaim<'a>>),
    Measure { readings: Vec<Reading> },
    Subject { basis: &'static str },
}

#[derive(Clone, Debug, Serialize)]
pub struct OfClaim<'a> {
    pub problem: Axis<'a>,
    pub solution: Axis<'a>,
    pub opportunity: Option<Number>,
    pub opportunity_source: &'static str,
    pub next_step: &'static str,
}

#[derive(Clone, Debug, Serialize)]
pub struct Axis<'a> {
    pub support: f64,
    pub against: f64,
    pub net: f64,
    pub state: &'static str,
    pub last: Option<String>,
    pub studies: Vec<Study<'a>>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Study<'a> {
    pub id: &'a str,
    pub via: &'static str,
    /// The insight by which it counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub insight: Option<&'a str>,
    pub verdict: Option<&'static str>,
    pub method: &'a str,
    pub class: Class,
    pub n: Option<Number>,
    pub age_days: Option<i64>,
    /// To three decimals.
    pub points: f64,
}

#[derive(Clone, Debug, Serialize)]
pub struct Reading {
    pub segment: Option<String>,
    /// As it was written.
    pub date: Option<String>,
    pub value: Option<Number>,
    pub n: Option<Number>,
    pub low: Option<Number>,
    pub high: Option<Number>,
}

/// A number that is written without a fraction where it has none.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Number(pub f64);

/// The derived values of a claim, a measure or a subject; `None` for every other entry.
pub fn derived<'a>(graph: &'a Graph, evidence: &'a Evidence, id: Id) -> Option<Derived<'a>> {
    match graph.role(id)? {
        Role::Claim => {
            let claim = OfClaim::new(graph, evidence.claims.get(&id)?);
            Some(Derived::Claim(Box::new(claim)))
        }
        Role::Measure => {
            let readings = estimate::readings(&graph.entry(id).document.fields);
            Some(Derived::Measure {
                readings: readings.into_iter().map(Reading::new).collect(),
            })
        }
        Role::Subject => Some(Derived::Subject {
            basis: evidence.subjects.get(&id)?.basis.as_str(),
        }),
        _ => None,
    }
}

impl<'a> OfClaim<'a> {
    fn new(graph: &'a Graph, claim: &'a Claim) -> Self {
        OfClaim {
            problem: Axis::new(graph, &claim.problem),
            solution: Axis::new(graph, &claim.solution),
            opportunity: claim.opportunity.value.map(Number),
            opportunity_source: claim.opportunity.source.as_str(),
            next_step: claim.next_step.as_str(),
        }
    }
}

impl<'a> Axis<'a> {
    fn new(graph: &'a Graph, score: &'a Score) -> Self {
        let id = |id: Id| &*graph.entry(id).document.id;
        let studies = score.studies.iter().map(|counted| Study {
            id: id(counted.study),
            via: counted.via.as_str(),
            insight: match counted.via {
                Via::Insight(insight) => Some(id(insight)),
                _ => None,
            },
            verdict: counted.verdict.map(|verdict| verdict.as_str()),
            method: &counted.method,
            class: counted.class,
            n: counted.n.map(Number),
            age_days: counted.age_days,
            points: rounded(counted.points, 3),
        });
        Axis {
            support: score.support,
            against: score.against,
            net: score.net,
            state: score.state.as_str(),
            last: score.last.map(|day| day.to_string()),
            studies: studies.collect(),
        }
    }
}

impl Reading {
    fn new(reading: estimate::Reading) -> Self {
        // Shares from 0 to 1 need more decimals than percentages do.
        let number = |value: Option<f64>| value.map(|v| Number(rounded(v, 6)));
        Reading {
            segment: reading.segment.map(|segment| segment.to_string()),
            date: reading.date.map(|date| date.written.to_string()),
            value: number(reading.value),
            n: reading.n.map(Number),
            low: number(reading.low),
            high: number(reading.high),
        }
    }
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            n if n.fract() == 0.0 && n.abs() < 9e15 => s.serialize_i64(n as i64),
            n => s.serialize_f64(n),
        }
    }
}

fn rounded(value: f64, decimals: i32) -> f64 {
    let scale = 10f64.powi(decimals);
    let scaled = value * scale;
    // Beyond that there are no decimals left to round.
    match scaled.abs() < 9e15 {
        true => scaled.round() / scale,
        false => value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::graph::evidence::score;
    use crate::graph::evidence::site::{id, site};

    #[test]
    fn derived_values_are_plain_data() {
        let graph = site(
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
            let derived = derived(&graph, &evidence, id(&graph, name));
            serde_json::to_string(&derived.unwrap()).unwrap()
        };
        assert_eq!(
            json("p"),
            r#"{"problem":{"support":1.79,"against":0.0,"net":1.79,"state":"supported","last":"2026-04-02","studies":[{"id":"talks","via":"insight","insight":"i","verdict":"supported","method":"interview","class":"say","n":8,"age_days":90,"points":1.792}]},"solution":{"support":0.0,"against":0.0,"net":0.0,"state":"untested","last":null,"studies":[]},"opportunity":14.5,"opportunity_source":"rated","next_step":"research next"}"#
        );
        assert_eq!(json("ana"), r#"{"basis":"qualitative"}"#);
        assert_eq!(
            json("m"),
            r#"{"readings":[{"segment":null,"date":"2026-Q2","value":68,"n":25,"low":48.409914,"high":82.795012}]}"#
        );
        assert!(derived(&graph, &evidence, id(&graph, "i")).is_none());
    }
}
