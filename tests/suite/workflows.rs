//! Our own workflows and the action: pinned, with no more rights than they need, and no value of an event in a script.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::Path;

use casebook::yaml::{self, Node};

/// Ours, and the one that `casebook init` writes.
const FILES: [&str; 4] = [
    ".github/workflows/ci.yml",
    ".github/workflows/release.yml",
    "action.yml",
    "src/cli/init/pages.yml",
];

fn text(file: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap()
}

/// Every value of a key of this name, however deep.
fn values<'n>(node: &'n Node, name: &str, found: &mut Vec<&'n Node>) {
    match node {
        Node::Map(items) => {
            for (key, value) in items {
                if key.as_str() == name {
                    found.push(value);
                }
                values(value, name, found);
            }
        }
        Node::List(items) => items.iter().for_each(|item| values(item, name, found)),
        _ => {}
    }
}

fn all(node: &Node, name: &str) -> Vec<String> {
    let mut found = Vec::new();
    values(node, name, &mut found);
    let texts = found.into_iter().filter_map(|node| match node {
        Node::Text(text) => Some(text.clone()),
        _ => None,
    });
    texts.collect()
}

#[test]
fn every_action_is_pinned_and_one_version_serves_all_files() {
    let mut pins = std::collections::BTreeMap::new();
    for file in FILES {
        for line in text(file).lines().filter(|l| l.contains("uses: ")) {
            let (_, used) = line.split_once("uses: ").unwrap();
            let (action, pin) = used.split_once('@').unwrap();
            let (sha, version) = pin.split_once(" # v").unwrap_or_else(|| panic!("{line}"));
            assert!(action.starts_with("actions/"), "{file}: {line}");
            assert!(
                sha.len() == 40 && sha.bytes().all(|b| b.is_ascii_hexdigit()),
                "{file}: {line}"
            );
            let known = pins.entry(action.to_owned()).or_insert(pin.to_owned());
            assert_eq!(known, pin, "{file}: {version}");
        }
    }
    assert_eq!(pins.len(), 7, "{pins:?}");
}

#[test]
fn no_script_has_a_value_in_it_that_somebody_else_wrote() {
    for file in FILES {
        let node = yaml::parse(&text(file)).unwrap();
        let scripts = all(&node, "run");
        assert!(scripts.len() >= 3, "{file}");
        for script in scripts {
            assert!(!script.contains("${{"), "{file}: {script}");
        }
    }
}

#[test]
fn a_workflow_reads_and_what_a_job_may_do_more_stands_at_the_job() {
    for file in FILES.iter().filter(|file| **file != "action.yml") {
        let node = yaml::parse(&text(file)).unwrap();
        let reads = Node::Map(vec![("contents".into(), Node::Text("read".into()))]);
        assert_eq!(node.get("permissions"), Some(&reads), "{file}");
        let text = text(file);
        assert_eq!(
            text.matches("persist-credentials: false").count(),
            text.matches("actions/checkout@").count(),
            "{file}"
        );
    }
}

#[test]
fn the_action_installs_this_version_unless_it_is_told_another() {
    let version = env!("CARGO_PKG_VERSION");
    let node = yaml::parse(&text("action.yml")).unwrap();
    let input = node.get("inputs").and_then(|i| i.get("casebook")).unwrap();
    let default = Node::Text(format!("--version {version} casebook"));
    assert_eq!(input.get("default"), Some(&default));
    assert!(text("action.yml").contains(&format!("--tag v{version} casebook")));
    let inputs = node.get("inputs").unwrap();
    let Node::Map(inputs) = inputs else { panic!() };
    for (name, input) in inputs {
        assert!(input.get("description").is_some(), "{name:?}");
        let used = format!("inputs.{}", name.as_str());
        assert!(text("action.yml").contains(&used), "nothing uses {used}");
    }
}
