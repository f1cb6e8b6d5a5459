//! `casebook fix`: what is mended, what is left for people, and that nothing else changes.

use std::fs;

use crate::support::Project;
use crate::support::site::{Run, casebook};

const SITE: &str = ">>> casebook.yaml
content: .
title: Talks #1
>>> personas/ana.md
---
name: Ana
frustrations: [It takes long]
---
# Her Day
>>> personas/Old%20Name.md
---
name: Bo
---
>>> problems/p.md
---
title: Rejected #42 again   # a remark
need: know why
personas: [ana]
tags: [a, b]
---
See [Ana.md](../Personas/Ana.md#her-day), [her day](../personas/ana.md#Her-Day) and [[Ana]].
>>> validations/v.md
---
title: Talks
method: user interviews
participants: 6
date: 2026-06-01
problems: [p]
criterion: half of them
verdict: True
---
";

fn run(project: &Project, args: &[&str]) -> Run {
    let mut command = casebook(project.root(), &["fix"]);
    // It looks at no date.
    let mut plain = std::process::Command::new(command.get_program());
    plain.arg("fix").args(args).current_dir(project.root());
    command = plain;
    command.output().unwrap().into()
}

#[test]
fn fixes_are_shown_and_made_only_when_asked_for() {
    let project = Project::new(SITE);
    let before = fs::read_to_string(project.root().join("problems/p.md")).unwrap();
    let shown = run(&project, &[]).exits(0);
    assert_eq!(
        shown.out,
        "personas/ana.md:3
- frustrations: [It takes long]
+ pains: [It takes long]

problems/p.md:7
- See [Ana.md](../Personas/Ana.md#her-day), [her day](../personas/ana.md#Her-Day) and [[Ana]].
+ See [Ana.md](../personas/ana.md#her-day), [her day](../personas/ana.md#her-day) and [[Ana]].

validations/v.md:3
- method: user interviews
+ method: interview

validations/v.md:8
- verdict: True
+ verdict: supported

These change what is read (`--write=all`):

casebook.yaml:2
- title: Talks #1
+ title: \"Talks #1\"

problems/p.md:2
- title: Rejected #42 again   # a remark
+ title: \"Rejected #42 again   # a remark\"

"
    );
    let now = fs::read_to_string(project.root().join("problems/p.md")).unwrap();
    assert_eq!(now, before);
    let made = run(&project, &["--write"]).exits(0);
    assert!(made.err.contains("5 fixes made, 2 left"), "{}", made.err);
    let made = run(&project, &["--write=all"]).exits(0);
    assert!(made.err.contains("2 fixes made"), "{}", made.err);
    let again = run(&project, &["--write=all"]).exits(0);
    assert_eq!((&*again.out, &*again.err), ("", "nothing to fix\n"));
}

/// A file with this front matter, with every fix made.
fn fixed(front_matter: &str) -> String {
    let project = Project::new(&format!(
        ">>> casebook.yaml\ncontent: .\n>>> validations/v.md\n{front_matter}"
    ));
    run(&project, &["--write=all"]).exits(0);
    fs::read_to_string(project.root().join("validations/v.md")).unwrap()
}

#[test]
fn what_stands_beside_a_value_stays() {
    for (before, after) in [
        (
            "---\nmethod: 'Talks' # x\nresults: [{verdict: partly, about: problem}, {verdict: \"no\"}]\n---\n",
            "---\nmethod: 'interview' # x\nresults: [{verdict: mixed, about: problem}, {verdict: \"refuted\"}]\n---\n",
        ),
        (
            "---\nmethod: survey\nresults:\n  - {note: x, verdict: yes}\n  - verdict: maybe true # y\n---\n",
            "---\nmethod: survey\nresults:\n  - {note: x, verdict: supported}\n  - verdict: mixed # y\n---\n",
        ),
        (
            "---\n{method: Talks, n: 6, verdict: partly}\n---\n",
            "---\n{method: interview, participants: 6, verdict: mixed}\n---\n",
        ),
        (
            "+++\nmethod = 'Talks' # x\nn = 6\nverdict = true\n[[results]]\nverdict = \"\"\"\npartly\"\"\"\n+++\n",
            "+++\nmethod = \"interview\" # x\nparticipants = 6\nverdict = \"supported\"\n[[results]]\nverdict = \"mixed\"\n+++\n",
        ),
        (
            "{\"method\": \"Talks\", \"n\": 6,\n \"results\": [{\"verdict\": true, \"about\": \"problem\"}]}\n",
            "{\"method\": \"interview\", \"participants\": 6,\n \"results\": [{\"verdict\": \"supported\", \"about\": \"problem\"}]}\n",
        ),
    ] {
        assert_eq!(fixed(before), after);
    }
}

/// What is in one document is read as the same after a safe fix, whatever form of YAML it is written in.
#[test]
fn a_value_or_name_that_cannot_be_mended_in_its_place_is_left_as_it_is() {
    let values = ["user interviews", "talks"];
    for value in values {
        let (first, last) = value.split_once(' ').unwrap_or((value, ""));
        for form in [
            format!("method: >-\n  {value}"),
            format!("method: |\n  {value}"),
            format!("method: >\n  {first}\n  {last}"),
            format!("method: {first}\n  {last}"),
            format!("method: \"{first}\n  {last}\""),
            format!("method: '{first}\n  {last}' # x"),
            format!("method: &m {value}\nsummary: *m"),
            format!("summary: &m {value}\nmethod: *m"),
            format!("method: &m {value}"),
            format!("method:\n  {value}"),
            format!("method: !!str {value}"),
            format!("\"method\": {value}"),
            format!("? method\n: {value}"),
            format!("n: 5\nparticipants: 5\nmethod: {value}"),
            format!("participants: 5\nsample: 5\nmethod: {value}"),
            format!("n: &n 5\nmethod: {value}\nsummary: *n"),
            format!("n: 5\nsample: 5\nmethod: {value}"),
            format!("'n': 5\nmethod: {value}"),
        ] {
            let project = Project::new(&format!(
                ">>> casebook.yaml\ncontent: .\n>>> validations/v.md\n---\n{form}\n---\n"
            ));
            let fields = || {
                let snapshot = project.snapshot();
                let document = &snapshot.graph.entries[0].document;
                (document.is_broken, document.fields.clone())
            };
            let before = fields();
            run(&project, &["--write"]).exits(0);
            assert_eq!(fields(), before, "{form}");
            let again = run(&project, &[]).exits(0);
            assert!(!again.err.contains("--write`"), "{form}: {}", again.out);
        }
    }
}

#[test]
fn a_word_that_sets_another_field_becomes_the_lines_that_say_so() {
    for (before, after) in [
        ("status: rejected", "status: accepted\noutcome: decline"),
        (
            "status: rejected\noutcome: decline",
            "status: accepted\noutcome: decline",
        ),
        (
            "status: superseded by ADR 9\ntags: [a]",
            "status: superseded\nsuperseded_by: ADR 9\ntags: [a]",
        ),
        ("{status: rejected}", "{status: rejected}"),
        ("status: rejected # why", "status: rejected # why"),
        ("status: draft", "status: proposed"),
    ] {
        let project = Project::new(&format!(
            ">>> casebook.yaml\ncontent: .\n>>> decisions/d.md\n---\n{before}\n---\n"
        ));
        run(&project, &["--write"]).exits(0);
        let text = fs::read_to_string(project.root().join("decisions/d.md")).unwrap();
        assert_eq!(text, format!("---\n{after}\n---\n"));
    }
}

#[test]
fn a_day_with_one_reading_is_written_as_it_is_read() {
    for (written, after) in [
        ("05.03.2026", "2026-03-05"),
        ("2026/3/5 # a remark", "2026-03-05 # a remark"),
        ("\"March 5, 2026\"", "\"2026-03-05\""),
        ("12/03/2026", "12/03/2026"),
    ] {
        let file = |day: &str| format!("---\nmethod: survey\ndate: {day}\n---\n");
        assert_eq!(fixed(&file(written)), file(after));
    }
}

/// Statements of one document that contradict each other, or that a fix could take for another.
const TWO_STATEMENTS: [&str; 10] = [
    "status: rejected\noutcome: build",
    "outcome: build\nstatus: Rejected",
    "status: superseded by [D2](d2.md)\nsuperseded_by: d1",
    "status: superseded by d1\nsuperseded_by: D1",
    "status: rejected\noutcome:",
    "status: rejected\noutcome: ~",
    "status: rejected\noutcome: Decline",
    "status: rejected\noutcome: perhaps",
    "description: a\nsummary: b\nstatus: draft",
    "date: March 12, 2025 or later\nrevisit: April 2027",
];

#[test]
fn a_fix_that_is_safe_changes_nothing_that_is_read() {
    let mut site = SITE.to_owned();
    for (i, front_matter) in TWO_STATEMENTS.iter().enumerate() {
        site += &format!(">>> decisions/d{i}.md\n---\n{front_matter}\n---\n");
    }
    site += ">>> validations/w.md\n---\nmethod: talks\nn: 6\nsample: 8\n---\n";
    let project = Project::new(&site);
    let graph = || {
        crate::support::site::build(project.root(), &["--no-search", "--keep-going", "-q"]);
        let text = fs::read_to_string(project.root().join("public/graph.json")).unwrap();
        let mut graph: serde_json::Value = serde_json::from_str(&text).unwrap();
        graph["findings"].take();
        graph
    };
    let before = graph();
    run(&project, &["--write"]).exits(0);
    assert_eq!(graph(), before);
    let again = run(&project, &[]).exits(0);
    assert!(!again.err.contains("--write`"), "{}", again.out);
}

#[test]
fn of_two_statements_that_contradict_each_other_no_fix_is_offered() {
    for front_matter in [
        "status: rejected\noutcome: build",
        "status: superseded by [D2](d2.md)\nsuperseded_by: d1",
        "n: 6\nsample: 8",
    ] {
        let project = Project::new(&format!(
            ">>> casebook.yaml\ncontent: .\n>>> decisions/a.md\n---\n{front_matter}\n---\n\
             >>> decisions/d1.md\n# D1\n>>> decisions/d2.md\n# D2\n"
        ));
        if front_matter.starts_with('n') {
            project.write(
                "decisions/a.md",
                format!("---\nkind: validation\nmethod: survey\n{front_matter}\n---\n"),
            );
        }
        let shown = run(&project, &[]).exits(0);
        assert_eq!(shown.out, "", "{front_matter}");
    }
}

#[test]
fn the_case_of_a_link_is_mended_where_its_definition_stands() {
    let project = Project::new(
        ">>> casebook.yaml\ncontent: .\n>>> a.md\n---\ntitle: A\n---\nSee [Ana][1], [her][1] and [that][2].\n\n\
         [2]: B.md\n[1]: People/Ana.md \"Ana\"\n>>> people/ana.md\n# Ana\n>>> b.md\n# B\n",
    );
    run(&project, &["--write"]).exits(0);
    let mended = fs::read_to_string(project.root().join("a.md")).unwrap();
    assert!(
        mended.ends_with("\n\n[2]: b.md\n[1]: people/ana.md \"Ana\"\n"),
        "{mended}"
    );
    assert!(run(&project, &[]).out.is_empty());
}

#[test]
fn a_line_with_personal_data_is_mended_and_not_shown() {
    let project = Project::new(
        ">>> problems/p.md\n---\ntitle: Ask zoe@acme-corp.com #7\nneed: know why\n---\n",
    );
    let shown = run(&project, &[]).exits(0);
    assert!(shown.out.contains("not shown"), "{}", shown.out);
    assert!(!shown.out.contains("zoe@"), "{}", shown.out);
    run(&project, &["--write=all"]).exits(0);
    let text = fs::read_to_string(project.root().join("problems/p.md")).unwrap();
    assert!(
        text.contains("title: \"Ask zoe@acme-corp.com #7\""),
        "{text}"
    );
}

#[test]
fn a_line_that_is_added_ends_as_those_around_it() {
    let front = "---\r\ntitle: D\r\nstatus: superseded by ADR 9\r\ntags: [a]\r\n---\r\nText\r\n";
    let project = Project::new(">>> casebook.yaml\ncontent: .\n");
    project.write("decisions/d.md", front);
    run(&project, &["--write=all"]).exits(0);
    let after = fs::read_to_string(project.root().join("decisions/d.md")).unwrap();
    assert!(after.contains("superseded_by: ADR 9"), "{after}");
    assert_eq!(after.matches('\n').count(), after.matches("\r\n").count());
}
