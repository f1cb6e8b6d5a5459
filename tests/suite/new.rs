//! `casebook new`: any title makes one new file in the right folder that is read back with the same title.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::support::Project;
use crate::support::site::{Run, difference, tree};
use casebook::content::yaml::{self, Node};
use casebook::model::Schema;

fn new(root: &Path, args: &[&str]) -> Run {
    let mut command = Command::new(env!("CARGO_BIN_EXE_casebook"));
    command
        .arg("new")
        .args(args)
        .current_dir(root)
        .stdin(Stdio::null());
    command.output().unwrap().into()
}

fn hostile() -> Vec<String> {
    let mut titles: Vec<String> = [
        "../../x",
        "../../../../tmp/x",
        "/etc/passwd",
        "..",
        ".",
        "./",
        "...",
        "a/../../b",
        "..\\..\\x",
        "C:\\Windows",
        "\\\\host\\share",
        "CON",
        "con",
        "nul",
        "AUX.md",
        "com1",
        "LPT9",
        "index",
        "_index",
        "README",
        "404",
        ".casebook-lock",
        ".git",
        "-rf",
        "--help",
        "~",
        "$HOME",
        "`id`",
        "$(touch x)",
        "a;b",
        "a|b",
        "a&b",
        "a>b",
        "a<b",
        "*",
        "?",
        "\"",
        "'",
        "\"quoted\"",
        "it's",
        "line\nbreak",
        "cr\rlf\r\n",
        "tab\there",
        "a: b",
        "a #b",
        "- a",
        "[a",
        "{a: b}",
        "&a",
        "*a",
        "!tag",
        "| a",
        "> a",
        "%YAML 1.2",
        "@a",
        "---",
        "---\ntitle: x",
        "yes",
        "null",
        "007",
        "1.10",
        "2026-07-01",
        "🎉🎉🎉",
        "👩‍👩‍👧 family",
        "שלום עולם",
        "\u{202e}evil\u{202c}",
        "日本語の題名",
        "Größe",
        "e\u{301}te\u{301}",
        "\u{feff}bom",
        "zero\u{200b}width",
        "{{ title }}",
        "<script>alert(1)</script>",
        "[[id]]",
        "true: false",
        "key: [unclosed",
        "\u{7}bell",
        "\u{85}nel",
        "\u{2028}ls",
        "a\\nb",
        "%2e%2e%2fx",
        "trailing.",
        "trailing ",
        "мир",
        "x/y/z",
        "a,b",
        "# tag",
        "100%",
        "ελλάδα",
        "सत्य",
    ]
    .map(str::to_owned)
    .to_vec();
    titles.push("x".repeat(300));
    titles.push("語".repeat(300));
    titles.push("long words ".repeat(40));
    titles
}

#[test]
fn hostile_titles_make_one_file_in_the_folder_and_overwrite_nothing() {
    let titles = hostile();
    assert!(titles.len() >= 60);
    let project = Project::new(">>> outside/keep.md\nkept\n>>> site/casebook.yaml\ntitle: T\n");
    let root = project.root().join("site");
    let mut made = 0;
    for title in &titles {
        let before = tree(project.root());
        let run = new(&root, &["problem", "--", title]);
        let after = tree(project.root());
        let changed = difference(&before, &after);
        if run.code == Some(2) {
            assert!(changed.is_empty(), "{title:?}: {changed:?}");
            assert!(
                run.err.contains("is already that of") || run.err.contains("empty"),
                "{title:?}: {}",
                run.err
            );
            continue;
        }
        let run = run.exits(0);
        let [one] = changed.as_slice() else {
            panic!("{title:?}: {changed:?}");
        };
        assert!(!before.contains_key(one), "{title:?} overwrote {one}");
        let name = one
            .strip_prefix("site/problems/")
            .unwrap_or_else(|| panic!("{title:?}: {one}"));
        assert!(
            !name.contains(['/', '\\']) && name.ends_with(".md") && name.len() <= 255,
            "{name}"
        );
        assert_eq!(format!("site/{}", run.out.trim()), *one);
        let text = String::from_utf8(after[one].clone()).unwrap();
        let block = text
            .strip_prefix("---\n")
            .unwrap()
            .split("\n---\n")
            .next()
            .unwrap();
        let read = yaml::parse(block).unwrap_or_else(|e| panic!("{title:?}: {e:?}\n{text}"));
        let Some(Node::Text(read)) = read.get("title") else {
            panic!("{title:?}: {text}");
        };
        let bare = |text: &str| {
            text.chars()
                .filter(|c| c.is_alphanumeric())
                .collect::<String>()
        };
        assert_eq!(bare(read), bare(title), "{text}");
        made += 1;
    }
    assert!(made >= 60, "{made}");
    let findings = Project::findings(&Project { dir: project.dir });
    let errors = [
        "front-matter-invalid",
        "unsafe-name",
        "duplicate-id",
        "bad-value",
        "output-collision",
    ];
    let wrong: Vec<&String> = findings
        .iter()
        .filter(|f| errors.iter().any(|e| f.contains(e)))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Fields that `new` leaves empty for the author.
const TO_SAY: [&str; 11] = [
    "missing-recommended-field",
    "missing-method",
    "no-date",
    "no-sample",
    "no-criterion",
    "no-persona",
    "untested",
    "no-link",
    "no-verdict",
    "insight-without-study",
    "unused-persona",
];

#[test]
fn in_a_new_file_of_every_kind_only_fields_for_the_author_are_missing() {
    for kind in &Schema::built_in().kinds {
        let project = Project::new("");
        new(project.root(), &[&kind.name, "A first one"]).exits(0);
        for finding in project.findings() {
            let code = finding.split(' ').nth(1).unwrap_or_default();
            assert!(TO_SAY.contains(&code), "{}: {finding}", kind.name);
        }
    }
}

#[test]
fn values_that_are_set_are_in_the_file() {
    let project = Project::new(
        ">>> personas/awinita.md\n---\nname: Awinita\nrole: Analyst\ngoals: [x]\n---\n>>> problems/know-why.md\n---\ntitle: Know why\nneed: know why\npersonas: awinita\n---\n",
    );
    let run = new(
        project.root(),
        &[
            "validations",
            "Talks: round 1",
            "--set",
            "problems=know-why",
            "--set",
            "method=interview",
            "--set",
            "n=9",
            "--set",
            "date=2026-06-01",
            "--set",
            "criterion=5 of 9, at least",
            "--set",
            "verdict=supported",
            "--set",
            "tags=a,b",
            "--set",
            "tags=c",
        ],
    )
    .exits(0);
    assert_eq!(
        (run.out.as_str(), run.err.as_str()),
        ("validations/talks-round-1.md\n", "")
    );
    let written =
        std::fs::read_to_string(project.root().join("validations/talks-round-1.md")).unwrap();
    assert_eq!(
        written,
        "---
title: \"Talks: round 1\"
method: interview
date: 2026-06-01
participants: 9
criterion: \"5 of 9, at least\"
problems: [know-why]
verdict: supported
tags: [a, b, c]
---
"
    );
    assert_eq!(project.findings(), [""; 0]);
}

#[test]
fn nothing_is_overwritten_and_a_taken_id_gets_another_name() {
    let project = Project::new(">>> problems/search.md\n---\ntitle: Search\n---\nmine\n");
    new(project.root(), &["problem", "Search"])
        .exits(2)
        .says("the id `search` is already that of `problems/search.md`");
    let run = new(project.root(), &["solution", "Search"]).exits(0);
    assert_eq!(run.out, "solutions/search-solution.md\n");
    // A file that is no entry is in the way too.
    project.write("personas/ana.md", "not closed");
    project.write("personas/README.md", "# Who");
    new(project.root(), &["persona", "Ana", "--set", "id=ana"]).exits(2);
    let kept = std::fs::read_to_string(project.root().join("personas/ana.md")).unwrap();
    assert_eq!(kept, "not closed");
}

#[cfg(unix)]
#[test]
fn nothing_is_written_through_a_symbolic_link() {
    let project = Project::new(">>> elsewhere/keep.md\nx\n>>> site/casebook.yaml\ncontent: .\n");
    let root = project.root().join("site");
    std::os::unix::fs::symlink("../elsewhere", root.join("problems")).unwrap();
    new(&root, &["problem", "Know why"])
        .exits(2)
        .says("is no folder");
    assert_eq!(tree(&project.root().join("elsewhere")).len(), 1);
}

#[test]
fn mistakes_end_with_2_and_a_way_out() {
    let project = Project::new(">>> problems/know-why.md\n---\ntitle: Know why\n---\n");
    for (args, words) in [
        (vec!["problm", "x"], "did you mean `problem`?"),
        (
            vec!["problem", "x", "--set", "ned=y"],
            "did you mean `need`?",
        ),
        (
            vec!["validation", "x", "--set", "method=intervew"],
            "did you mean `interview`?",
        ),
        (
            vec!["validation", "x", "--set", "problems=know-wy"],
            "did you mean `know-why`?",
        ),
        (
            vec!["validation", "x", "--set", "personas=know-why"],
            "takes a persona",
        ),
        (
            vec!["validation", "x", "--set", "participants=some"],
            "`participants` cannot be `some`",
        ),
        (
            vec!["validation", "x", "--set", "date=soon"],
            "`date` cannot be `soon`",
        ),
        (vec!["problem", " "], "the title is empty"),
        (vec!["problem", "x", "--set", "id=../x"], "cannot be an id"),
        (vec!["problem", "x", "--set", "id=con"], "cannot be an id"),
        (vec!["problem", "x", "--set", "quotes"], "sets nothing"),
    ] {
        new(project.root(), &args).exits(2).says(words);
    }
    assert_eq!(tree(project.root()).len(), 1);
}
