//! What must not be published leaves no trace: unique words in everything that is hidden, and a search for them in
//! every byte of the output.

mod support;

use std::fs;
use std::path::Path;
use std::process::Command;

use support::Project;

const SITE: &str = r#">>> casebook.yaml
title: Ours
content: .
kinds: {persona: {fields: {salary: {type: text, private: true}, more: {type: map, fields: {secret: {type: text, private: true}, open: {type: text}}}}}}
>>> personas/ana.md
---
name: Ana
salary: canary-salary
more: {secret: canary-nested, open: not hidden}
# canary-yaml-comment
unheard_of: canary-unknown-field
---
<!-- canary-html-comment -->
Text [with a link](../problems/draft-canary-file.md) and [[canary-internal-id]] and ![](unused.png)
>>> problems/draft-canary-file.md
---
title: canary-draft-title
draft: true
aliases: [canary-alias]
tags: [canary-tag]
personas: [ana]
---
canary-draft-body
>>> problems/canary-internal-id.md
---
title: canary-internal-title
visibility: internal
redirect_from: [canary-old-path.html]
personas: [ana]
---
canary-internal-body
>>> problems/broken.md
---
title: "canary-broken-title
---
canary-broken-body
>>> validations/talks.md
---
title: Talks
method: interview
date: 2026-06-01
participants: 9
consent: missing
delete_raw_by: 2026-06-02
criterion: canary
problems: [draft-canary-file, canary-internal-id]
verdict: supported
---
Said in confidence.
>>> canary-unused.txt
canary-asset-content
>>> .hidden/notes.md
canary-dot-folder
"#;

/// Words that stand in files but may be seen: the criterion is public.
const FINE: &[&str] = &["canary</", "canary\"", "canary<", "canary,"];

fn search(dir: &Path, hits: &mut Vec<String>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            search(&path, hits);
            continue;
        }
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if name.contains("canary") {
            hits.push(format!("the name {name}"));
        }
        let text = String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned();
        for (at, _) in text.match_indices("canary") {
            let end = (at..=(at + 40).min(text.len()))
                .rev()
                .find(|i| text.is_char_boundary(*i))
                .unwrap();
            let around = &text[at..end];
            if !FINE.iter().any(|f| around.starts_with(f)) {
                hits.push(format!("{name}: {around}"));
            }
        }
    }
}

#[test]
fn hidden_things_leave_no_trace_in_the_output() {
    let project = Project::new(SITE);
    let build = Command::new(env!("CARGO_BIN_EXE_casebook"))
        .args(["build", "--keep-going", "--as-of", "2026-07-01", "--root"])
        .arg(project.root())
        .output()
        .unwrap();
    assert_eq!(
        build.status.code(),
        Some(1),
        "{}",
        String::from_utf8_lossy(&build.stderr)
    );
    let public = project.root().join("public");
    assert!(
        public.join("personas/ana.html").exists(),
        "{}",
        String::from_utf8_lossy(&build.stderr)
    );
    let mut hits = Vec::new();
    search(&public, &mut hits);
    assert!(hits.is_empty(), "{}", hits.join("\n"));
}

#[test]
fn a_build_for_the_team_shows_them() {
    let project = Project::new(SITE);
    Command::new(env!("CARGO_BIN_EXE_casebook"))
        .args([
            "build",
            "--keep-going",
            "--drafts",
            "--audience",
            "internal",
            "-q",
            "--root",
        ])
        .arg(project.root())
        .output()
        .unwrap();
    let mut hits = Vec::new();
    search(&project.root().join("public"), &mut hits);
    for word in [
        "canary-draft-title",
        "canary-draft-body",
        "canary-internal-title",
        "canary-internal-body",
    ] {
        assert!(hits.iter().any(|h| h.contains(word)), "{word} is not shown");
    }
    for word in [
        "canary-salary",
        "canary-nested",
        "canary-html-comment",
        "canary-yaml-comment",
    ] {
        assert!(!hits.iter().any(|h| h.contains(word)), "{word} is shown");
    }
}
