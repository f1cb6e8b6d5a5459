//! `graph.json` is a stable format for other programs: its keys, their order, and the scores of a real archive.

use crate::support::Project;
use casebook::engine::{Engine, Snapshot};
use casebook::page::Content;
use serde_json::{Value, json};

/// The graph, validated against the schema that is published beside it.
pub fn graph(snapshot: &Snapshot) -> Value {
    let schema = jsonschema::validator_for(&json(snapshot, "graph.schema.json")).unwrap();
    let graph = json(snapshot, "graph.json");
    let wrong: Vec<String> = schema
        .iter_errors(&graph)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    graph
}

fn json(snapshot: &Snapshot, name: &str) -> Value {
    let page = snapshot
        .pages()
        .iter()
        .find(|p| p.url.as_str() == name)
        .expect("it is made");
    match &page.content {
        Content::Bytes(bytes) => serde_json::from_slice(bytes).unwrap(),
        Content::Streamed(made) => serde_json::from_slice(&made.to_bytes()).unwrap(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_schema_refuses_what_is_no_graph() {
    let snapshot =
        Project::new(">>> casebook.yaml\ncontent: .\n>>> personas/a.md\n---\nname: A\n---\n")
            .snapshot();
    let schema = jsonschema::validator_for(&json(&snapshot, "graph.schema.json")).unwrap();
    let graph = graph(&snapshot);
    for (path, wrong) in [
        ("/format", json!("casebook-graph/2")),
        ("/as_of", json!("yesterday")),
        ("/entries/0/id", json!(7)),
        ("/entries/0/derived", json!({"basis": "sure"})),
        ("/entries/0/secret", json!("more than was promised")),
    ] {
        let mut other = graph.clone();
        match other.pointer_mut(path) {
            Some(slot) => *slot = wrong,
            None => other["entries"][0]["secret"] = wrong,
        }
        assert!(!schema.is_valid(&other), "{path}");
    }
}

#[test]
fn a_small_graph_is_written_in_full() {
    let project = Project::new(
        r#">>> casebook.yaml
title: Ours
content: .
>>> personas/ana.md
---
name: Ana <b>
related: know
---
>>> problems/know.md
---
title: Know
personas: ana
---
See [[ana]].
>>> validations/talks.md
---
title: Talks
method: interview
date: 2026-06-01
participants: 20
consent: missing
problems: know
verdict: supported
---
"#,
    );
    let graph = graph(&project.snapshot());
    let keys: Vec<&str> = graph
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    assert_eq!(
        keys,
        ["format", "as_of", "site", "entries", "links", "findings"]
    );
    assert_eq!(
        graph["links"],
        json!([
            {"from": "ana", "field": "persona.related", "to": "know", "inverse": "Related"},
            {"from": "know", "field": "problem.body", "to": "ana", "inverse": "Mentioned in"},
            {"from": "know", "field": "problem.personas", "to": "ana", "inverse": "Problems"},
            {"from": "talks", "field": "validation.problems", "to": "know", "inverse": "Evidence"},
        ])
    );
    let study = &graph["entries"][2];
    assert_eq!(
        study["fields"],
        json!({"method": "interview", "date": "2026-06-01", "participants": 20, "problems": ["know"],
               "verdict": "supported", "title": "Talks", "draft": false, "visibility": "public"}),
        "consent is private"
    );
    assert_eq!(
        graph["entries"][1]["derived"]["problem"],
        json!({"support": 2.94, "against": 0.0, "net": 2.94, "state": "supported", "last": "2026-06-01",
               "methods": [{"method": "interview", "class": "say", "weight": 3, "n_full": 12, "people_for": 12,
                            "people_against": 0, "for": 2.944, "against": 0.0}],
               "studies": [{"id": "talks", "via": "problems", "verdict": "supported", "method": "interview",
                            "class": "say", "n": 20, "age_days": 30, "for": 2.944, "against": 0.0}]})
    );
}

#[test]
fn the_figures_of_a_real_archive_are_those_of_an_independent_program() {
    let Some(root) = crate::support::shared("real/tanf-data-portal") else {
        return;
    };
    let request = casebook::engine::Request {
        as_of: "2024-10-31".parse().unwrap(),
        ..Project::request()
    };
    let graph = graph(&Engine::new(&root).snapshot(&request).unwrap());
    let text = std::fs::read_to_string(root.join("expected.json")).unwrap();
    let expected: Value = serde_json::from_str(&text).unwrap();

    let entries = graph["entries"].as_array().unwrap();
    assert_eq!(
        entries.len() as u64,
        expected["documents"].as_u64().unwrap()
    );
    let kind = |id: &Value| {
        entries
            .iter()
            .find(|e| e["id"] == *id)
            .map(|e| e["kind"].as_str().unwrap().to_owned())
    };
    let mut fields: std::collections::BTreeMap<String, u64> = Default::default();
    for link in graph["links"].as_array().unwrap() {
        let field = link["field"].as_str().unwrap();
        if !field.ends_with(".body") {
            let to = kind(&link["to"]).expect("nothing dangles");
            *fields.entry(format!("{field}->{to}")).or_default() += 1;
        }
    }
    assert_eq!(json!(fields), expected["edges_by_field"]);

    let mut compared = 0;
    for (id, wanted) in expected["problems"].as_object().unwrap() {
        let derived = &entries.iter().find(|e| e["id"] == **id).unwrap()["derived"];
        for axis in ["problem", "solution"] {
            let (made, wanted) = (&derived[axis], &wanted[axis]);
            let differs = |key: &&str| {
                let difference = made[*key].as_f64().unwrap() - wanted[*key].as_f64().unwrap();
                difference.abs() > 0.01
            };
            let different = ["support", "against", "net"]
                .iter()
                .find(|key| differs(key));
            assert!(different.is_none(), "{id} {axis} {different:?}");
            assert_eq!(made["state"], wanted["state"], "{id} {axis}");
            assert_eq!(made["last"], wanted["last"], "{id} {axis}");
            assert_eq!(
                made["studies"].as_array().unwrap().len() as u64,
                wanted["studies"].as_u64().unwrap()
            );
            for item in wanted["items"].as_array().unwrap() {
                let study = made["studies"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .find(|s| s["id"] == item[0])
                    .unwrap();
                let via = match study["insight"].as_str() {
                    Some(insight) => format!("insight:{insight}"),
                    None => study["via"].as_str().unwrap().to_owned(),
                };
                assert_eq!(via, item[1].as_str().unwrap(), "{id}");
                for (side, wanted) in [("for", &item[3]), ("against", &item[4])] {
                    let difference = study[side].as_f64().unwrap() - wanted.as_f64().unwrap();
                    assert!(difference.abs() <= 0.001, "{id} {side}");
                }
                compared += 1;
            }
        }
    }
    assert!(compared > 20, "only {compared} studies were compared");
}
