//! `casebook init`: an empty folder becomes a project that builds, passes its checks and is published by a workflow.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::support::Project;
use crate::support::site::{Run, difference, tree};
use casebook::content::yaml::{self, Node};

fn run(root: &Path, args: &[&str]) -> Run {
    let mut command = Command::new(env!("CARGO_BIN_EXE_casebook"));
    command
        .args(args)
        .current_dir(root)
        .env("NO_COLOR", "1")
        .stdin(Stdio::null());
    command.output().unwrap().into()
}

fn initialised() -> Project {
    let project = Project::new("");
    run(project.root(), &["init"]).exits(0);
    project
}

#[test]
fn an_empty_folder_becomes_a_project_that_passes_its_checks() {
    let project = Project::new("");
    let made = run(project.root(), &["init", "our shop: 1"]).exits(0);
    let root = project.root().join("our shop: 1");
    for path in tree(&root).keys() {
        assert!(
            made.out.contains(&format!("made           {path}\n")),
            "{path} is not listed\n{}",
            made.out
        );
    }
    for words in [
        "casebook serve",
        "casebook check",
        "casebook new",
        "Source: GitHub Actions",
        "is usually public",
    ] {
        assert!(made.out.contains(words), "{words}");
    }
    run(&root, &["build"]).exits(0);
    let today = run(&root, &["check", "--strict"]).exits(0);
    assert_eq!(today.out, "");
    let in_a_year = jiff::Timestamp::now()
        .to_zoned(jiff::tz::TimeZone::UTC)
        .date()
        + jiff::Span::new().years(1);
    run(
        &root,
        &["check", "--strict", "--as-of", &in_a_year.to_string()],
    )
    .exits(0);
    assert!(
        fs::read_to_string(root.join("public/index.html"))
            .unwrap()
            .contains("our shop: 1")
    );
}

#[test]
fn nothing_is_overwritten() {
    let project = Project::new(
        ">>> casebook.yaml\ntitle: Mine\n>>> content/notes.md\n# Mine\n>>> .gitignore\nmine\n>>> .github/workflows/pages.yml\nmine\n",
    );
    let before = tree(project.root());
    let made = run(project.root(), &["init"]).exits(0);
    let after = tree(project.root());
    for name in before.keys() {
        assert_eq!(before[name], after[name], "{name}");
    }
    for words in [
        "left as it is  content/",
        "left as it is  casebook.yaml",
        "See that .gitignore has",
    ] {
        assert!(made.out.contains(words), "{words}\n{}", made.out);
    }
    assert!(
        !after
            .keys()
            .any(|name| name.starts_with("content/personas"))
    );
    let again = tree(project.root());
    run(project.root(), &["init"]).exits(0);
    assert_eq!(difference(&again, &tree(project.root())), [""; 0]);
    // Only what is missing is asked for.
    project.write(".gitignore", "/public\n");
    let told = run(project.root(), &["init"]).exits(0);
    let line = "has the lines /.casebook/names.";
    assert!(told.out.contains(line), "{}", told.out);
    project.write(".gitignore", "/public/\n/.casebook/names\n");
    let told = run(project.root(), &["init"]).exits(0);
    assert!(!told.out.contains(".gitignore has"), "{}", told.out);
}

#[test]
fn a_folder_of_documents_is_taken_as_it_is() {
    let project = Project::new(">>> docs/problems/know-why.md\n---\ntitle: Know why\n---\n");
    let made = run(project.root(), &["init", "--content", "docs/"]).exits(0);
    assert!(made.out.contains("left as it is: docs/\n"), "{}", made.out);
    assert!(!project.root().join("content").exists());
    run(project.root(), &["build"]).exits(0);
    assert!(
        project
            .root()
            .join("public/problems/know-why.html")
            .is_file()
    );
    let settings = fs::read_to_string(project.root().join("casebook.yaml")).unwrap();
    assert!(settings.contains("\nchecks:\n"), "{settings}");
    project.write("docs/a.md", "Write to ana@mail.acme.at.\n");
    let refused = run(project.root(), &["build"]).exits(1);
    refused.says("error[personal-data]: an e-mail address: `…@mail.acme.at`");
    fs::remove_file(project.root().join("docs/a.md")).unwrap();
    let remark = fs::read_to_string(project.root().join(".remarkrc.json")).unwrap();
    assert!(remark.contains("\"./docs/**/problems/*.md\""), "{remark}");
    for outside in ["..", "a/../..", "/tmp", ""] {
        run(project.root(), &["init", "--content", outside]).exits(2);
    }
}

#[test]
fn below_the_root_of_a_repository_the_message_says_where_the_workflow_goes() {
    let project = Project::new(
        ">>> .git/HEAD\nx\n>>> docs/problems/know-why.md\n---\ntitle: Know why\n---\n",
    );
    let made = run(project.root(), &["init", "docs", "--content", "."]).exits(0);
    assert!(
        made.out
            .contains("move docs/.github/workflows/pages.yml\nto .github/workflows/ there"),
        "{}",
        made.out
    );
    let workflow = fs::read_to_string(project.root().join("docs/.github/workflows/pages.yml"));
    let node = yaml::parse(&workflow.unwrap()).unwrap();
    assert_eq!(at(&node, "env.ROOT"), Some(&Node::Text("docs".into())));
    let remark = fs::read_to_string(project.root().join("docs/.remarkrc.json")).unwrap();
    assert!(remark.contains("\"./**/problems/*.md\""), "{remark}");
    run(project.root(), &["build", "--root", "docs"]).exits(0);
    assert!(
        project
            .root()
            .join("docs/public/problems/know-why.html")
            .is_file()
    );
    // At the root of the repository there is nothing to move.
    let made = run(project.root(), &["init"]).exits(0);
    assert!(!made.out.contains("move "), "{}", made.out);
}

#[test]
fn the_checks_fail_a_solution_without_evidence() {
    let project = initialised();
    // The command of the workflow.
    let (_, node) = workflow();
    let scripts = scripts(&node);
    let step = |name: &str| {
        let (_, script) = scripts.iter().find(|(n, _)| n == name).unwrap();
        let script = script.replace("\"$ROOT\"", ".");
        let words: Vec<&str> = script.split_whitespace().collect();
        assert_eq!(words[0], "casebook");
        run(project.root(), &words[1..])
    };
    step("Check").exits(0);
    project.write(
        "content/problems/on-the-roof.md",
        "---\ntitle: Get it on the roof\nneed: get it on the roof\npersonas: [mara]\n---\n",
    );
    let planned = "---\ntitle: Drones\nproblems: [on-the-roof]\nstatus: planned\n";
    project.write("content/solutions/drones.md", format!("{planned}---\n"));
    let stopped = step("Check").exits(1);
    assert!(
        stopped
            .out
            .contains("::error file=content/solutions/drones.md,line=4,")
            && stopped.out.contains("title=solution-without-demand"),
        "{}",
        stopped.out
    );
    let waived = |until: &str| {
        let waiver = format!("waiver: {{by: Mara, reason: a promise, until: {until}}}\n");
        project.write(
            "content/solutions/drones.md",
            format!("{planned}{waiver}---\n"),
        );
    };
    waived("2999-12-31");
    step("Check").exits(0);
    // Findings that depend on the date do not fail a change; the weekly report has them.
    waived("2020-01-01");
    step("Check").exits(0);
    let due = step("Report").exits(1);
    assert!(due.out.contains("title=waiver-expired"), "{}", due.out);
}

fn workflow() -> (String, Node) {
    let project = initialised();
    let text = fs::read_to_string(project.root().join(".github/workflows/pages.yml")).unwrap();
    let node = yaml::parse(&text).unwrap();
    (text, node)
}

fn at<'n>(node: &'n Node, path: &str) -> Option<&'n Node> {
    path.split('.').try_fold(node, |node, key| node.get(key))
}

#[test]
fn the_workflow_is_pinned_and_has_minimal_permissions() {
    let (text, node) = workflow();
    let mut used = 0;
    for line in text.lines().filter(|l| l.contains("uses:")) {
        let (_, pin) = line.split_once('@').unwrap();
        let (sha, version) = pin.split_once(" # v").unwrap_or_else(|| panic!("{line}"));
        assert!(
            sha.len() == 40 && sha.bytes().all(|b| b.is_ascii_hexdigit()),
            "{line}"
        );
        assert_eq!(version.split('.').count(), 3, "{line}");
        used += 1;
    }
    assert_eq!(used, 9);
    let reads = Node::Map(vec![("contents".into(), Node::Text("read".into()))]);
    assert_eq!(at(&node, "permissions"), Some(&reads));
    let Some(Node::Map(jobs)) = at(&node, "jobs") else {
        panic!("no jobs");
    };
    for (name, job) in jobs {
        let granted = format!("{:?}", job.get("permissions"));
        assert_eq!(
            granted.contains("write"),
            name == "deploy",
            "{name}: {granted}"
        );
    }
    assert_eq!(
        at(&node, "jobs.deploy.concurrency.cancel-in-progress"),
        Some(&Node::Bool(false))
    );
    assert_eq!(
        text.matches("persist-credentials: false").count(),
        text.matches("actions/checkout@").count()
    );
    for (_, step) in scripts(&node) {
        assert!(
            !step.contains("${{"),
            "a value of the event in a script: {step}"
        );
    }
    assert!(
        text.contains(&format!(
            "CASEBOOK: --version {} casebook",
            env!("CARGO_PKG_VERSION")
        )),
        "{text}"
    );
}

/// The shell scripts of the workflow, with the names of their steps.
fn scripts(workflow: &Node) -> Vec<(String, String)> {
    let Some(Node::Map(jobs)) = at(workflow, "jobs") else {
        return vec![];
    };
    let steps = jobs.iter().filter_map(|(_, job)| match job.get("steps") {
        Some(Node::List(steps)) => Some(steps),
        _ => None,
    });
    let text = |node: Option<&Node>| match node {
        Some(Node::Text(text)) => Some(text.clone()),
        _ => None,
    };
    let scripts = steps.flatten().filter_map(|step| {
        Some((
            text(step.get("name")).unwrap_or_default(),
            text(step.get("run"))?,
        ))
    });
    scripts.collect()
}

#[cfg(unix)]
#[test]
fn the_build_step_of_the_workflow_makes_a_site_for_its_address() {
    let (_, node) = workflow();
    let project = initialised();
    let scripts = scripts(&node);
    let script = |name: &str| scripts.iter().find(|(n, _)| n == name).unwrap().1.as_str();
    let (check, build) = (script("Check"), script("Build"));
    let binary = Path::new(env!("CARGO_BIN_EXE_casebook")).parent().unwrap();
    let path = format!(
        "{}:{}",
        binary.to_string_lossy(),
        std::env::var("PATH").unwrap()
    );
    let mut bash = Command::new("bash");
    bash.args(["-e", "-o", "pipefail", "-c", check])
        .current_dir(project.root());
    let bash = bash.env("PATH", &path).env("ROOT", ".");
    let checked: Run = bash.output().unwrap().into();
    checked.exits(0);
    let temporary = tempfile::tempdir().unwrap();
    let canonical = r#"<link rel="canonical" href="https://me.github.io/repo/personas/mara.html">"#;
    for (base_url, expected) in [("https://me.github.io/repo", true), ("", false)] {
        let mut bash = Command::new("bash");
        bash.args(["-e", "-o", "pipefail", "-c", build])
            .current_dir(project.root());
        let run: Run = bash
            .env("PATH", &path)
            .env("BASE_URL", base_url)
            .env("ROOT", ".")
            .env("RUNNER_TEMP", temporary.path())
            .output()
            .unwrap()
            .into();
        run.exits(0);
        let page = temporary.path().join("site/personas/mara.html");
        let page = fs::read_to_string(page).unwrap();
        assert_eq!(page.contains(canonical), expected);
    }
}

#[test]
fn the_schemas_for_editors_are_those_of_the_command() {
    let project = initialised();
    let written = fs::read(project.root().join(".casebook/schemas/problem.json")).unwrap();
    let mut said: serde_json::Value =
        serde_json::from_str(&run(project.root(), &["schema", "problem"]).out).unwrap();
    said.as_object_mut().unwrap().remove("$schema");
    assert_eq!(
        serde_json::from_slice::<serde_json::Value>(&written).unwrap(),
        said
    );
    let remark = fs::read_to_string(project.root().join(".remarkrc.json")).unwrap();
    let remark: serde_json::Value = serde_json::from_str(&remark).unwrap();
    for path in remark["plugins"][1][1]["schemas"]
        .as_object()
        .unwrap()
        .keys()
    {
        assert!(project.root().join(path).is_file(), "{path}");
    }
}

#[test]
fn no_sample_stands_beside_documents_where_settings_are_there_already() {
    let files = ">>> casebook.yaml\ntitle: x\n>>> personas/ana.md\n# Ana\n>>> docs/d.md\n# D\n";
    let project = Project::new(files);
    run(project.root(), &["init"]).exits(0);
    assert!(!project.root().join("content").exists());
    // Where there are none, it stands in the folder that the settings name.
    let project = Project::new(">>> casebook.yaml\ncontent: docs\n>>> README.md\n# Tool\n");
    run(project.root(), &["init"]).exits(0);
    assert!(project.root().join("docs/personas/mara.md").is_file());
}

#[test]
fn links_to_files_of_the_repository_lead_to_where_it_was_cloned_from() {
    let project = Project::new(
        ">>> .git/config
[remote \"origin\"]
\turl = git@github.com:acme/tool.git
>>> .git/refs/remotes/origin/HEAD
ref: refs/remotes/origin/trunk
>>> docs/a.md\nSee [it](../run.py) and [that](own.py).\n>>> run.py\nx\n>>> docs/own.py\nx\n>>> src/b.rs\nx\n",
    );
    run(project.root(), &["init"]).exits(0);
    let settings = fs::read_to_string(project.root().join("casebook.yaml")).unwrap();
    let named = "\nrepository: https://github.com/acme/tool\nbranch: trunk\n";
    assert!(settings.contains(named), "{settings}");
    run(project.root(), &["build"]).exits(0);
    let page = fs::read_to_string(project.root().join("public/a.html")).unwrap();
    for path in ["run.py", "docs/own.py"] {
        let link = format!("href=\"https://github.com/acme/tool/blob/trunk/{path}\"");
        assert!(page.contains(&link), "{link}\n{page}");
    }
    project.write("casebook.yaml", settings.replace(named, "\n"));
    let told = run(project.root(), &["check"]);
    let help = "name the `repository` in casebook.yaml, or add `own.py` to `assets.allow`";
    assert!(told.out.contains(help), "{}", told.out);
}

#[test]
fn the_workflow_publishes_the_main_branch_whatever_it_is_called() {
    for (files, branch) in [
        ("", "main"),
        (">>> .git/HEAD\nref: refs/heads/trunk\n", "trunk"),
        (
            ">>> .git/HEAD\nref: refs/heads/more\n>>> .git/refs/heads/main\n0\n",
            "main",
        ),
        (">>> .git/HEAD\nref: refs/heads/it's\n", "main"),
        (
            ">>> .git/HEAD\nref: refs/heads/more\n>>> .git/refs/remotes/origin/HEAD\nref: refs/remotes/origin/master\n",
            "master",
        ),
    ] {
        let project = Project::new(&format!("{files}>>> docs/a.md\n# A\n"));
        run(project.root(), &["init"]).exits(0);
        let read = |path: &str| fs::read_to_string(project.root().join(path)).unwrap();
        let workflow = read(".github/workflows/pages.yml");
        for words in [
            format!("branches: [{branch}]"),
            format!("github.ref == 'refs/heads/{branch}'"),
        ] {
            assert!(workflow.contains(&words), "{files}: {words}");
        }
        let settings = read("casebook.yaml");
        let named = settings.contains(&format!("\nbranch: {branch}\n"));
        assert_eq!(named, branch != "main", "{files}: {settings}");
    }
}

#[test]
fn a_file_is_no_folder_to_begin_in() {
    let project = Project::new(">>> a.md\n# A\n");
    for args in [&["init", "a.md"][..], &["init", "a.md", "--dry-run"]] {
        let refused = run(project.root(), args).exits(2);
        assert_eq!(refused.err, "error: a.md is no folder\n");
    }
}

/// Kinds of findings that the example shows on purpose.
const INTENDED: [&str; 10] = [
    "contested",
    "decision-without-evidence",
    "feedback-overdue",
    "proto-in-build",
    "revisit-due",
    "say-only",
    "solution-without-demand",
    "stale-evidence",
    "status-ahead-of-evidence",
    "untested",
];

/// `casebook ARGS` in that folder, on that day.
pub fn run_on(day: &str, root: &Path, args: &[&str]) -> Run {
    let day: jiff::civil::Date = day.parse().unwrap();
    let start = day.to_zoned(jiff::tz::TimeZone::UTC).unwrap().timestamp();
    let mut command = Command::new(env!("CARGO_BIN_EXE_casebook"));
    command
        .args(args)
        .current_dir(root)
        .env("SOURCE_DATE_EPOCH", start.as_second().to_string())
        .env("NO_COLOR", "1")
        .stdin(Stdio::null());
    command.output().unwrap().into()
}

#[test]
fn the_example_is_a_complete_case_without_errors_on_any_day() {
    let settings = include_str!("../../src/scaffold/example/casebook.yaml");
    let notice = settings.lines().find_map(|l| l.strip_prefix("notice: "));
    let notice = notice.unwrap().trim_matches('"');
    // A Monday, a Sunday a year later, and a leap day.
    for day in ["2026-11-30", "2027-12-05", "2028-02-29"] {
        let project = Project::new("");
        run_on(day, project.root(), &["init", "--example", "repair"]).exits(0);
        let root = project.root().join("repair");
        run_on(day, &root, &["build"]).exits(0);
        let pages = tree(&root.join("public"));
        for (path, page) in pages.iter().filter(|(path, _)| path.ends_with(".html")) {
            let page = String::from_utf8_lossy(page);
            let is_redirect = page.contains("redirect.js");
            assert!(is_redirect || page.contains(notice), "{day}: {path}");
        }
        assert!(String::from_utf8_lossy(&pages["llms.txt"]).contains(notice));
        let graph: serde_json::Value = serde_json::from_slice(&pages["graph.json"]).unwrap();
        let all = |list: &str, key: &str| -> std::collections::BTreeSet<String> {
            let list = graph[list].as_array().unwrap().iter();
            list.filter_map(|item| item[key].as_str())
                .map(String::from)
                .collect()
        };
        let kinds = [
            "decision",
            "feedback",
            "insight",
            "journey",
            "metric",
            "persona",
            "problem",
            "solution",
            "validation",
        ];
        assert!(all("entries", "kind").is_superset(&kinds.map(String::from).into()));
        assert_eq!(
            all("findings", "code"),
            INTENDED.map(String::from).into(),
            "{day}"
        );
        let states: std::collections::BTreeSet<&str> = graph["entries"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|entry| entry["derived"]["problem"]["state"].as_str())
            .collect();
        let wanted = [
            "contested",
            "inconclusive",
            "no-verdict",
            "refuted",
            "supported",
            "untested",
            "weak",
        ];
        assert_eq!(states, wanted.into(), "{day}");
    }
}

#[test]
fn the_example_says_what_it_made_and_is_the_same_each_time() {
    let project = Project::new("");
    let made = run(project.root(), &["init", "--example", "a/one"]).exits(0);
    for words in [
        "made           casebook.yaml\n",
        "made           content/personas/  4 files\n",
        "casebook serve --root a/one ",
    ] {
        assert!(made.out.contains(words), "{words}\n{}", made.out);
    }
    run(project.root(), &["init", "--example", "two"]).exits(0);
    let one = tree(&project.root().join("a/one"));
    assert_eq!(
        difference(&one, &tree(&project.root().join("two"))),
        [""; 0]
    );
    let dry = run(project.root(), &["init", "--example", "--dry-run", "three"]).exits(0);
    assert!(
        dry.out.contains("would be made  casebook.yaml\n"),
        "{}",
        dry.out
    );
    assert!(!project.root().join("three").exists());
}

#[test]
fn the_example_refuses_a_folder_that_has_anything_in_it() {
    let project = Project::new(">>> notes/mine.md\n# Mine\n");
    let before = tree(project.root());
    run(project.root(), &["init", "--example", "notes"])
        .exits(2)
        .says("`notes` is not empty");
    run(project.root(), &["init", "--example"])
        .exits(2)
        .says("`.` is not empty");
    run(project.root(), &["init", "--example", "notes/mine.md"])
        .exits(2)
        .says("is no folder");
    run(
        project.root(),
        &["init", "--example", "--content", "docs", "new"],
    )
    .exits(2);
    assert_eq!(difference(&before, &tree(project.root())), [""; 0]);
    run(project.root(), &["init", "--example", "new"]).exits(0);
    let made = tree(project.root());
    run(project.root(), &["init", "--example", "new"])
        .exits(2)
        .says("`new` is not empty");
    assert_eq!(difference(&made, &tree(project.root())), [""; 0]);
}
