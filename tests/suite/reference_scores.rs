//! The scores of a real research archive, compared with those of an independent program of the same formulas.

#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use casebook::engine::{Engine, Request};
use casebook::evidence::interval;
use casebook::evidence::{Evidence, Score, State, Via};
use casebook::graph::publish::Audience;
use casebook::graph::{BODY_FIELD, EntryId, Graph};
use casebook::model::Role;
use serde_json::Value;

struct Archive {
    graph: Arc<Graph>,
    evidence: Arc<Evidence>,
    expected: Value,
}

/// `None` if the archive is not beside the repository.
fn archive() -> Option<Archive> {
    let root = crate::support::shared("real/tanf-data-portal")?;
    let expected = std::fs::read_to_string(root.join("expected.json")).unwrap();
    let expected: Value = serde_json::from_str(&expected).unwrap();
    let request = Request {
        audience: Audience::EVERYTHING,
        as_of: expected["as_of"].as_str().unwrap().parse().unwrap(),
        base_url: None,
        output: Some(PathBuf::from("/nowhere")),
        with_search: false,
        with_pages: false,
    };
    let snapshot = Engine::new(&root).snapshot(&request).unwrap();
    Some(Archive {
        graph: snapshot.scored.graph,
        evidence: snapshot.scored.evidence,
        expected,
    })
}

fn id(graph: &Graph, id: EntryId) -> &str {
    &graph.entry(id).document.id
}

/// `{name: number}` of a JSON object.
fn counts(json: &Value) -> BTreeMap<String, u64> {
    let items = json.as_object().unwrap().iter();
    items
        .map(|(name, n)| (name.clone(), n.as_u64().unwrap()))
        .collect()
}

fn texts(json: &Value) -> BTreeSet<&str> {
    let items = json.as_array().unwrap().iter();
    items.map(|text| text.as_str().unwrap()).collect()
}

fn close(a: f64, b: &Value, tolerance: f64) -> bool {
    (a - b.as_f64().unwrap()).abs() <= tolerance + 1e-9
}

#[test]
fn documents_and_links_are_counted_alike() {
    let Some(Archive {
        graph, expected, ..
    }) = archive()
    else {
        return;
    };
    assert_eq!(graph.entries.len() as u64, expected["documents"]);
    let mut kinds: BTreeMap<String, u64> = BTreeMap::new();
    for (id, _) in graph.iter() {
        *kinds.entry(graph.kind_name(id).into()).or_default() += 1;
    }
    assert_eq!(kinds, counts(&expected["counts"]));
    let mut fields: BTreeMap<String, u64> = BTreeMap::new();
    for edge in graph.edges.iter().filter(|e| &*e.field != BODY_FIELD) {
        let (from, to) = (graph.kind_name(edge.from), graph.kind_name(edge.to));
        let name = format!("{from}.{}->{to}", edge.field);
        *fields.entry(name).or_default() += 1;
    }
    assert_eq!(fields, counts(&expected["edges_by_field"]));
    assert_eq!(fields.values().sum::<u64>(), expected["edges"]);
    let dangling = graph
        .diagnostics
        .iter()
        .filter(|(_, p)| matches!(p.code, "unknown-reference" | "wrong-kind"));
    let dangling: Vec<_> = dangling.map(|(path, p)| (path, &p.message)).collect();
    assert_eq!(dangling, vec![]);
    assert_eq!(expected["dangling"].as_array().map(Vec::len), Some(0));
}

#[test]
fn both_axes_of_every_problem_are_scored_alike() {
    let Some(Archive {
        graph,
        evidence,
        expected,
    }) = archive()
    else {
        return;
    };
    let problems = expected["problems"].as_object().unwrap();
    assert_eq!(evidence.problems.len(), problems.len());
    for (name, axes) in problems {
        let problem_scores = evidence
            .problems
            .get(&graph.find_by_id(name).unwrap())
            .unwrap();
        for (score, axis) in [
            (&problem_scores.problem, "problem"),
            (&problem_scores.solution, "solution"),
        ] {
            compare_studies(&graph, score, &axes[axis], name);
            compare_scores(&graph, score, &axes[axis], name);
        }
    }
}

fn compare_scores(graph: &Graph, score: &Score, expected: &Value, name: &str) {
    for (ours, theirs) in [
        (score.support, "support"),
        (score.against, "against"),
        (score.net, "net"),
    ] {
        let theirs = &expected[theirs];
        assert!(close(ours, theirs, 0.01), "{name}: {ours} is not {theirs}");
    }
    assert_eq!(score.state.as_str(), expected["state"], "{name}");
    for contribution in &score.contributions {
        let study = id(graph, contribution.validation);
        let items = expected["items"].as_array().unwrap();
        let item = items.iter().find(|item| item[0] == study).unwrap();
        let points = contribution.points;
        for (ours, theirs) in [(points.support, &item[3]), (points.against, &item[4])] {
            assert!(close(ours, theirs, 0.001), "{name}: {study} {ours}");
        }
    }
}

/// Which studies count, by which of their statements, and with which verdict.
fn compare_studies(graph: &Graph, score: &Score, expected: &Value, name: &str) {
    let last = score.last.as_ref().map(|day| day.first.to_string());
    assert_eq!(last.as_deref(), expected["last"].as_str(), "{name}");
    let items = expected["items"].as_array().unwrap();
    assert_eq!(items.len() as u64, expected["studies"], "{name}");
    assert_eq!(items.len(), score.contributions.len(), "{name}");
    for item in items {
        let study = item[0].as_str().unwrap();
        let counted = score
            .contributions
            .iter()
            .find(|c| id(graph, c.validation) == study);
        let counted = counted.unwrap_or_else(|| panic!("{name}: {study} does not count"));
        let via = match counted.via {
            Via::Insight(insight) => format!("insight:{}", id(graph, insight)),
            via => via.as_str().to_owned(),
        };
        assert_eq!(via, item[1], "{name}: {study}");
        let verdict = counted.verdict.map(|v| v.as_str());
        assert_eq!(verdict, item[2].as_str(), "{name}: {study}");
    }
}

#[test]
fn every_reading_has_the_same_interval() {
    let Some(Archive {
        graph, expected, ..
    }) = archive()
    else {
        return;
    };
    for (name, rows) in expected["metrics"].as_object().unwrap() {
        let metric = graph.entry(graph.find_by_id(name).unwrap());
        let readings = interval::readings(&metric.document.fields);
        let rows = rows.as_array().unwrap();
        assert_eq!(readings.len(), rows.len(), "{name}");
        for (reading, row) in readings.iter().zip(rows) {
            assert_eq!(reading.segment.as_deref(), row["segment"].as_str());
            for (ours, theirs) in [
                (reading.value, &row["value"]),
                (reading.n, &row["n"]),
                (reading.low, &row["ci95"][0]),
                (reading.high, &row["ci95"][1]),
            ] {
                assert!(close(ours.unwrap(), theirs, 0.1), "{name}: {row}");
            }
        }
    }
}

#[test]
fn untested_problems_and_missing_samples_are_the_same() {
    let Some(Archive {
        graph,
        evidence,
        expected,
    }) = archive()
    else {
        return;
    };
    let untested = evidence.problems.iter();
    let untested =
        untested.filter(|(_, problem_scores)| problem_scores.problem.state == State::Untested);
    let untested: BTreeSet<&str> = untested
        .map(|(problem_scores, _)| id(&graph, problem_scores))
        .collect();
    assert_eq!(untested, texts(&expected["checks"]["problem-untested"]));
    let studies = graph.of_role(Role::Validation).into_iter();
    let without = studies.filter(|study| {
        let n = graph.entry(*study).document.fields.number("participants");
        n.unwrap_or(0.0) == 0.0
    });
    let without: BTreeSet<&str> = without.map(|study| id(&graph, study)).collect();
    let theirs = texts(&expected["checks"]["validation-without-sample"]);
    assert_eq!(without, theirs);
}
