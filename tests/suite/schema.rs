//! `casebook schema`: valid JSON Schema that accepts real front matter and rejects typos at their place.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::{Project, shared};
use casebook::content::front_matter::{self, Split};
use casebook::content::yaml;
use casebook::model::{Schema, json_schema};
use jsonschema::Validator;
use serde_json::Value;

/// The front matter of a file as JSON, as an editor would validate it.
fn front_matter(path: &Path) -> Option<Value> {
    let text = std::fs::read_to_string(path).unwrap();
    let Split::Fenced { block, .. } = front_matter::split(&text) else {
        return None;
    };
    let node = yaml::parse(&text[block.0..block.1]).unwrap();
    Some(serde_json::to_value(node).unwrap())
}

fn markdown(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder)
        .unwrap()
        .map(|e| e.unwrap().path());
    let mut files: Vec<PathBuf> = entries
        .filter(|p| p.extension().is_some_and(|e| e == "md"))
        .collect();
    files.retain(|p| {
        p.file_name()
            .is_some_and(|n| n != "index.md" && n != "README.md")
    });
    files
}

fn validator(kind: &str) -> Validator {
    let schema = Schema::built_in();
    let kind = schema.kind_by_name(kind).unwrap();
    let json = json_schema::kind_schema(&schema.kinds[kind]);
    jsonschema::meta::validate(&json).unwrap();
    jsonschema::draft202012::new(&json).unwrap()
}

/// The number of accepted files of a project; `but` are fields that its kinds do not have.
fn accepted(content: &Path, but: &[&str]) -> usize {
    let schema = Schema::built_in();
    let all = jsonschema::draft202012::new(&json_schema::all_kinds_schema(&schema)).unwrap();
    let mut count = 0;
    for kind in &schema.kinds {
        let validator = validator(&kind.name);
        for folder in kind
            .folders
            .iter()
            .map(|f| content.join(f))
            .filter(|f| f.is_dir())
        {
            for file in markdown(&folder) {
                let Some(mut value) = front_matter(&file) else {
                    continue;
                };
                value
                    .as_object_mut()
                    .unwrap()
                    .retain(|key, _| !but.contains(&key.as_str()));
                let wrong: Vec<String> = validator
                    .iter_errors(&value)
                    .map(|e| format!("{}: {e}", e.instance_path()))
                    .collect();
                assert!(wrong.is_empty(), "{}: {wrong:#?}", file.to_string_lossy());
                assert!(all.is_valid(&value), "{}", file.to_string_lossy());
                count += 1;
            }
        }
    }
    count
}

#[test]
fn every_front_matter_of_our_own_case_is_accepted() {
    let content = Path::new(env!("CARGO_MANIFEST_DIR")).join("content");
    assert!(accepted(&content, &[]) >= 20);
}

#[test]
fn every_front_matter_of_a_real_archive_is_accepted() {
    if let Some(archive) = shared("real/tanf-data-portal") {
        assert!(accepted(&archive, &["delights", "evidence_quote"]) >= 100);
    }
}

#[test]
fn typos_are_rejected_at_their_place() {
    for (kind, text, at) in [
        ("problem", "title: T\nned: x", ""),
        ("problem", "title: T\nstatus: validatd", "/status"),
        ("problem", "title: T\nimportance: 11", "/importance"),
        ("problem", "title: T\nimportance: high", "/importance"),
        ("problem", "title:", "/title"),
        ("persona", "name: A\ngaols: [a]", ""),
        ("persona", "name: A\nshare: 3", "/share"),
        ("persona", "name: A\nempathy: {sayz: [a]}", "/empathy"),
        ("persona", "name: A\nreviewed: soon", "/reviewed"),
        ("validation", "title: T", ""),
        ("validation", "method: chat", "/method"),
        (
            "validation",
            "method: interview\nparticipants: 2.5",
            "/participants",
        ),
        ("validation", "method: interview\ndate: 2026-7-1", "/date"),
        ("validation", "method: interview\ndate: 2026-Q5", "/date"),
        (
            "validation",
            "method: interview\nverdict: suported",
            "/verdict",
        ),
        (
            "validation",
            "method: interview\nresults: [{problm: a}]",
            "/results",
        ),
        ("validation", "method: interview\ndraft: maybe", "/draft"),
        (
            "validation",
            "method: interview\nvisibility: private",
            "/visibility",
        ),
        ("validation", "method: interview\nkind: problem", "/kind"),
        ("decision", "title: T\noutcome: ship", "/outcome"),
        ("feedback", "title: T\nsentiment: 5", "/sentiment"),
        (
            "metric",
            "title: T\nreadings: [{answers: [1, 2]}]",
            "/readings",
        ),
        (
            "metric",
            "title: T\nreadings: [{distribution: {a: -1}}]",
            "/readings",
        ),
        ("journey", "title: T\nstages: [{nam: a}]", "/stages"),
        ("solution", "title: T\nlinks: [{text: a}]", "/links"),
    ] {
        let value = serde_json::to_value(yaml::parse(text).unwrap()).unwrap();
        let wrong: Vec<String> = validator(kind)
            .iter_errors(&value)
            .map(|e| e.instance_path().to_string())
            .collect();
        assert!(!wrong.is_empty(), "{kind}: {text}");
        assert!(
            wrong.iter().all(|w| w.starts_with(at)),
            "{kind}: {text}: {wrong:?}"
        );
    }
}

#[test]
fn aliases_and_other_readable_forms_are_accepted() {
    for (kind, text) in [
        (
            "problem",
            "title: 2024\ntags: one\npersonas: [ana, 007]\nsummary:\nsatisfaction: 3.5",
        ),
        (
            "validation",
            "method: interview\nn: 9\nverdict: true\ndate: 2026\nend: 2026-Q3",
        ),
        (
            "validation",
            "method: interview\nmeasures: {metric: nps, value: 3}",
        ),
        ("persona", "name: A\nfrustrations: [a]\ndescription: b"),
        (
            "metric",
            "title: T\nreadings: [{answers: [1,2,3,4,5,1,2,3,4,5]}]",
        ),
    ] {
        let value = serde_json::to_value(yaml::parse(text).unwrap()).unwrap();
        let validator = validator(kind);
        let wrong: Vec<String> = validator
            .iter_errors(&value)
            .map(|e| e.to_string())
            .collect();
        assert!(wrong.is_empty(), "{kind}: {text}: {wrong:?}");
    }
}

#[test]
fn every_field_has_a_description_and_a_project_adds_its_own() {
    let project = Project::new(
        ">>> casebook.yaml\nkinds:\n  persona: {fields: {region: {type: choice, values: [north, south], help: \"Where.\"}}}\n",
    );
    let run = |args: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_casebook"));
        let output = command
            .arg("schema")
            .args(args)
            .current_dir(project.root())
            .output()
            .unwrap();
        (
            output.status.code(),
            output.stdout,
            String::from_utf8(output.stderr).unwrap(),
        )
    };
    let (code, out, _) = run(&["persona"]);
    let json: Value = serde_json::from_slice(&out).unwrap();
    assert_eq!(code, Some(0));
    assert_eq!(json["properties"]["region"]["description"], "Where.");
    assert_eq!(json["properties"]["region"]["enum"][1], "south");
    for (name, property) in json["properties"].as_object().unwrap() {
        assert!(property["description"].is_string(), "{name}");
    }
    let (code, out, _) = run(&[]);
    let all: Value = serde_json::from_slice(&out).unwrap();
    jsonschema::meta::validate(&all).unwrap();
    assert_eq!(
        (code, all["$defs"].as_object().unwrap().len()),
        (Some(0), 9)
    );
    let (code, _, err) = run(&["persna"]);
    assert_eq!(code, Some(2));
    assert!(err.contains("did you mean `persona`?"), "{err}");
}
