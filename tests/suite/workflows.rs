//! This repository's workflows and action: pinned, with minimal permissions, and no event values in scripts.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::process::Command;

use casebook::content::yaml::{self, Node};

use crate::support::{Project, repository};

/// Those of this repository, and the one that `casebook init` writes.
const FILES: [&str; 5] = [
    ".github/workflows/changelog.yml",
    ".github/workflows/ci.yml",
    ".github/workflows/release.yml",
    "action.yml",
    "src/cli/init/pages.yml",
];

fn text(file: &str) -> String {
    fs::read_to_string(repository().join(file)).unwrap()
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
fn no_script_contains_a_value_of_an_event() {
    for file in FILES {
        let node = yaml::parse(&text(file)).unwrap();
        let scripts = all(&node, "run");
        assert!(!scripts.is_empty(), "{file}");
        for script in scripts {
            assert!(!script.contains("${{"), "{file}: {script}");
        }
    }
}

#[test]
fn workflows_may_only_read_and_jobs_declare_their_own_permissions() {
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
fn the_action_installs_this_version_by_default() {
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

/// Runs the step of the action that tells what a change does, with a `casebook` that only says how it was called.
#[cfg(unix)]
fn diff_of_action(event: &str, weekday: &str) -> String {
    use std::os::unix::fs::PermissionsExt;
    let node = yaml::parse(&text("action.yml")).unwrap();
    let script = all(&node, "run")
        .into_iter()
        .find(|script| script.contains("casebook diff"));
    let folder = Project::new("");
    let root = folder.root();
    for (name, text) in [
        ("casebook", "echo \"$@\"".to_owned()),
        ("date", format!("echo {weekday}")),
    ] {
        folder.write(name, format!("#!/bin/sh\n{text}\n"));
        let may_run = fs::Permissions::from_mode(0o755);
        fs::set_permissions(root.join(name), may_run).unwrap();
    }
    let mut bash = Command::new("bash");
    bash.args(["-eo", "pipefail", "-c", &script.unwrap()])
        .env(
            "PATH",
            format!(
                "{}:{}",
                root.to_str().unwrap(),
                std::env::var("PATH").unwrap()
            ),
        )
        .envs([
            ("ROOT", "."),
            ("EVENT", event),
            ("BASE_SHA", "a"),
            ("HEAD_SHA", "b"),
        ])
        .env("RUNNER_TEMP", root)
        .env("GITHUB_OUTPUT", root.join("output"))
        .env("GITHUB_STEP_SUMMARY", root.join("summary"));
    assert!(bash.status().unwrap().success());
    fs::read_to_string(root.join("summary")).unwrap_or_default()
}

#[cfg(unix)]
#[test]
fn the_action_tells_what_a_pull_request_does_and_on_mondays_what_the_week_did() {
    let of_pull_request = "diff --root . a...b --format markdown\n";
    assert_eq!(diff_of_action("pull_request", "3"), of_pull_request);
    let of_week = "diff --root . --since=7d --format markdown\n";
    assert_eq!(diff_of_action("schedule", "1"), of_week);
    assert_eq!(diff_of_action("schedule", "3"), "");
    let readme = text("README.md");
    let lines = readme.find("fetch-depth: 0").unwrap();
    assert!(readme[lines..].starts_with("fetch-depth: 0\n      - uses: OWNER/casebook@"));
}

/// True if `.github/changelog` fails for the second of two commits, whose files are each after a line `>>> PATH`.
#[cfg(unix)]
fn requires_changelog_line(second: &str, variables: &[(&str, &str)]) -> bool {
    let project = Project::new(">>> src/a.rs\na\n>>> CHANGELOG.md\na\n");
    let git = |args: &[&str]| {
        let mut git = Command::new("git");
        git.args(["-c", "user.name=a", "-c", "user.email=a@example.org"]);
        git.args(args).current_dir(project.root());
        assert!(git.output().unwrap().status.success(), "{args:?}");
    };
    git(&["init", "-q"]);
    git(&["add", "."]);
    git(&["commit", "-qm", "first"]);
    for file in second.split(">>> ").skip(1) {
        let (path, text) = file.split_once('\n').unwrap();
        project.write(path, text);
    }
    git(&["add", "."]);
    git(&["commit", "-qm", "second", "--allow-empty"]);
    let mut asked = Command::new(repository().join(".github/changelog"));
    asked.arg("HEAD^1").current_dir(project.root());
    let variables = variables.iter().copied();
    let output = asked.envs(variables).output().unwrap();
    let says = String::from_utf8_lossy(&output.stderr).contains("below `## Unreleased`");
    assert_eq!(says, output.status.code() == Some(1), "{output:?}");
    says
}

#[cfg(unix)]
#[test]
fn a_change_of_the_program_requires_a_changelog_line_or_a_reason() {
    const CHANGED: &str = ">>> src/a.rs\nb\n";
    assert!(requires_changelog_line(CHANGED, &[]));
    assert!(requires_changelog_line(
        ">>> themes/default/a.css\nb\n",
        &[]
    ));
    assert!(requires_changelog_line(
        &format!("{CHANGED}>>> CHANGELOG.md\n"),
        &[]
    ));
    assert!(!requires_changelog_line(
        &format!("{CHANGED}>>> CHANGELOG.md\na\nb\n"),
        &[]
    ));
    assert!(!requires_changelog_line(">>> tests/a.rs\nb\n", &[]));
    assert!(!requires_changelog_line("", &[]));
    let label = ("LABELS", "[\n  \"bug\",\n  \"no changelog\"\n]");
    assert!(!requires_changelog_line(CHANGED, &[label]));
    assert!(requires_changelog_line(
        CHANGED,
        &[("LABELS", "[\n  \"no changelog yet\"\n]")]
    ));
    let reason = (
        "DESCRIPTION",
        "Moves code.\r\n\r\nNo changelog: only names\r\n",
    );
    assert!(!requires_changelog_line(CHANGED, &[reason]));
    for no_reason in ["No changelog:", "`No changelog: WHY`", "$(exit 0)", "-v"] {
        assert!(requires_changelog_line(
            CHANGED,
            &[("DESCRIPTION", no_reason)]
        ));
    }
}

#[test]
fn the_changelog_has_the_sections_of_keep_a_changelog() {
    let sections = [
        "Added",
        "Changed",
        "Deprecated",
        "Removed",
        "Fixed",
        "Security",
    ];
    for line in text("CHANGELOG.md").lines() {
        if let Some(section) = line.strip_prefix("### ") {
            assert!(
                sections.contains(&section),
                "CHANGELOG.md: `{section}` is none of {sections:?}"
            );
        }
    }
}
