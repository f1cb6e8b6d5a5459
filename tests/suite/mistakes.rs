//! Common mistakes in files, each with its message: the place, the cause and the fix, in words that need no knowledge
//! of YAML.
//!
//! In `tests/mistakes.txt` each case is a file after `>>> PATH`, added to a small project, and after `<<<` the errors
//! and warnings about that file as `check --format short` writes them (or its hints, if there are no others).
#![allow(clippy::unwrap_used)]

use crate::support::Project;
use crate::support::site::{Run, casebook};
use casebook::diagnostic::{Severity, short};
use casebook::engine::{Engine, Request};
use casebook::graph::publish::Audience;

const CASES: &str = include_str!("../mistakes.txt");

const AROUND: &str = ">>> personas/awinita.md
---
name: Awinita
role: Grantee data analyst
goals: [Error-free data]
---
>>> problems/know-why.md
---
title: Know why a file failed
need: know why a file failed
personas: [awinita]
---
## What we heard

Text.
>>> validations/talks.md
---
title: Talks
method: interview
date: 2026-06-01
participants: 9
criterion: half of them
problems: [know-why]
verdict: supported
---
";

/// The findings about a file in the small project.
fn said(path: &str, text: impl AsRef<[u8]>) -> String {
    let project = Project::new(AROUND);
    project.write(path, text);
    let request = Request {
        audience: Audience::EVERYTHING,
        with_pages: false,
        ..Project::request()
    };
    let mut findings = Engine::new(project.root())
        .snapshot(&request)
        .unwrap()
        .findings;
    findings.retain(|f| *f.path == *path);
    let worst = findings.iter().map(|f| f.severity).max();
    let least = worst.map_or(Severity::Hint, |worst| worst.min(Severity::Warning));
    findings.retain(|f| f.severity >= least);
    short::write(&findings)
}

#[test]
fn a_hundred_mistakes_are_reported_with_their_place_and_a_fix() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for case in CASES.split(">>> ").skip(1) {
        let (path, rest) = case.split_once('\n').unwrap();
        let (text, expected) = rest.split_once("<<<\n").unwrap();
        count += 1;
        assert!(!expected.is_empty(), "{case}");
        let said = said(path, text);
        if said != expected {
            wrong.push(format!(
                ">>> {path}\n{text}<<<\n{expected}--- but it says\n{said}"
            ));
        }
        // A phrase and a help, without jargon of the YAML reader.
        for line in said.lines() {
            let jargon = [
                "scalar",
                "token",
                "mapping",
                "sequence",
                "at line",
                "expected a",
            ];
            if let Some(word) = jargon.iter().find(|word| line.contains(**word)) {
                wrong.push(format!("`{word}` is for programmers: {line}"));
            }
            if !line.contains(" — ") {
                wrong.push(format!("no way out: {line}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    assert!(count >= 100, "{count}");
}

#[test]
fn files_that_are_no_text_are_reported_too() {
    for (text, expected) in [
        (
            &b"---\nname: B\xe9n\n---\n"[..],
            "personas/ben.md:2:8 error front-matter-invalid this is not UTF-8 — save the file as UTF-8\n",
        ),
        (
            b"---\rname: Ben\r---\r",
            "personas/ben.md:1:1 error front-matter-invalid the lines end with a lone carriage return — save the file with LF or CRLF line endings\n",
        ),
    ] {
        assert_eq!(said("personas/ben.md", text), expected);
    }
}

#[test]
fn settings_that_would_do_nothing_are_told_at_their_place() {
    for (line, told) in [
        ("branch: a b", "casebook.yaml:1:9 config-invalid"),
        (
            "preview: {editor: code}",
            "casebook.yaml:1:19 config-invalid",
        ),
        (
            "privacy: {allow: [a@example.com, '*']}",
            "casebook.yaml:1:34 config-invalid `*` allows nothing",
        ),
    ] {
        let findings = Project::new(&format!(
            ">>> casebook.yaml\n{line}\n>>> content/a.md\n# A\n"
        ))
        .findings();
        assert!(
            findings.iter().any(|f| f.starts_with(told)),
            "{told}: {findings:?}"
        );
    }
    let project =
        Project::new(">>> casebook.yaml\ntitle: A\nbaseline: none.json\n>>> content/a.md\n# A\n");
    let run: Run = casebook(project.root(), &["check"])
        .output()
        .unwrap()
        .into();
    run.exits(2)
        .says("casebook.yaml:2:11: cannot read the baseline `");
}

#[test]
fn an_index_that_says_a_kind_and_has_no_folder_is_told_once() {
    let findings =
        Project::new(">>> content/index.md\n---\nkind: persona\nname: A\nrole: r\ngoals: g\n---\n")
            .findings();
    let errors = findings
        .iter()
        .filter(|f| f.contains("unsafe-name") || f.contains("collision"));
    let errors: Vec<&String> = errors.collect();
    assert!(
        errors.len() == 1 && errors[0].contains("`personas/index.html`"),
        "{findings:?}"
    );
}

#[test]
fn a_query_in_an_old_path_is_told() {
    let findings =
        Project::new(">>> content/a.md\n---\ntitle: A\nredirect_from: [a?q=1, b#f, c]\n---\n")
            .findings();
    let told = findings
        .iter()
        .filter(|f| f.contains("a redirect stands at a path"));
    assert_eq!(told.count(), 2, "{findings:?}");
}
