//! `casebook query` and `casebook why`: results for a real archive, and errors shown under their column.

use std::path::Path;

use crate::support::site::{Run, casebook};
use crate::support::{Project, assert_file, shared};

fn run(root: &Path, args: &[&str]) -> Run {
    casebook(root, args).output().unwrap().into()
}

/// The query for each file of expected output in `tests/query/`.
const QUESTIONS: [(&str, &[&str]); 3] = [
    (
        "strong-problems",
        &["query", "kind=problem and support>=5", "--sort=-support"],
    ),
    (
        "unnamed-personas",
        &["query", "kind=persona and not problem"],
    ),
    (
        "strongest-problem",
        &[
            "why",
            "errors-difficult-to-understand-track-down-and-correct",
        ],
    ),
];

#[test]
fn questions_about_a_real_archive_are_answered() {
    let Some(archive) = shared("real/tanf-data-portal") else {
        return;
    };
    for (name, args) in QUESTIONS {
        let args = [args, &["--as-of", "2024-10-31"]].concat();
        let run = run(&archive, &args).exits(0);
        assert_file(&format!("tests/query/{name}.txt"), &run.out);
    }
}

/// Wrong queries, each with `^` under the column of the error.
const MISTAKES: &str = "
             |there is no question
^
kind=problm
     ^
kid=problem
^
kind=problem and suport<3
                 ^
support<three
        ^
support<
       ^
<3
^
kind=
    ^
and kind=problem
^
kind=problem and
                ^
kind=problem or
               ^
kind=problem kind=persona
             ^
(kind=problem
^
kind=problem)
            ^
()
 ^
kind=problem and ()
                  ^
not
   ^
kind=problem and not
                    ^
title~'a file
      ^
title=\"a
      ^
'title'=x
^
kind=problem && support<3
             ^
kind=problem || support<3
             ^
kind=problem, support<3
            ^
!kind=problem
^
kind!problem
    ^
kind=(problem)
     ^
kind==
    ^
kind=>3
     ^
kind<problem
    ^
title>3
     ^
state=suported
      ^
status=validatd
       ^
method=intervew
       ^
date=soon
     ^
date>2026-13
     ^
persona=awinta
        ^
related=nobody-at-all
        ^
draft=maybe
      ^
importance>=high
            ^
problem.suport>3
^
waiver.untill<2026
^
id=know-wy
   ^
opportunity>'a lot'
            ^
last<yesterday
     ^
basis=solid
      ^
kind=problem and (support>3 and (net>1)
                 ^
größe=3 and kind=problem
^
title~'größe' and kind=problm
                       ^
";

#[test]
fn a_mistake_is_shown_under_its_column() {
    let project = Project::new(
        ">>> personas/awinita.md\n---\nname: Awinita\n---\n>>> problems/know-why.md\n---\ntitle: Know why\npersonas: awinita\n---\n",
    );
    let mut lines = MISTAKES.trim_start_matches('\n').lines();
    let mut count = 0;
    while let (Some(question), Some(marks)) = (lines.next(), lines.next()) {
        let question = question
            .split('|')
            .next()
            .filter(|q| q.trim().is_empty())
            .map_or(question, |_| "");
        let column = marks.chars().position(|c| c == '^').unwrap() + 1;
        let run = run(project.root(), &["query", question]);
        assert_eq!(run.code, Some(2), "{question}: {}", run.err);
        let printed: Vec<&str> = run.err.lines().collect();
        assert!(
            printed[0].starts_with("error: ") && printed[0].len() > 10,
            "{}",
            run.err
        );
        assert_eq!(printed[1], format!("  {question}"), "{}", run.err);
        let under = format!("  {}^", " ".repeat(column - 1));
        assert!(printed[2].starts_with(&under), "{question}\n{}", run.err);
        assert!(
            printed[2].ends_with(&format!("column {column}")),
            "{question}\n{}",
            run.err
        );
        assert!(
            printed[3].starts_with("  = help: ") && printed[3].len() > 15,
            "{}",
            run.err
        );
        count += 1;
    }
    assert!(count >= 40, "{count}");
}

#[test]
fn a_query_that_is_too_long_or_too_deep_is_refused() {
    let project = Project::new(">>> a.md\nx\n");
    for question in ["(".repeat(5_000), "not ".repeat(2_000), "a".repeat(20_000)] {
        run(project.root(), &["query", &question]).exits(2);
    }
}

fn small() -> Project {
    Project::new(
        ">>> personas/awinita.md
---
name: Awinita
role: Analyst
---
>>> personas/bo.md
---
name: Bo
aliases: [bob]
---
>>> problems/know-why.md
---
title: Know why, exactly
need: know why
personas: [awinita]
importance: 9
---
>>> problems/wait-less.md
---
title: =Wait less
personas: [awinita, bo]
status: parked
tags: [speed, base]
---
>>> solutions/report.md
---
title: Report
problems: [wait-less]
---
>>> validations/talks.md
---
title: Talks
method: interview
date: 2026-04
participants: 20
problems: [know-why]
verdict: supported
---
>>> validations/later.md
---
title: Later
method: survey
status: planned
date: 2026-09-01
---
",
    )
}

#[test]
fn queries_match_the_expected_entries() {
    let project = small();
    for (question, ids) in [
        ("kind=problem", "know-why wait-less"),
        ("kind=problem and persona=awinita", "know-why wait-less"),
        ("kind=problem and persona=bob", "wait-less"),
        ("personas=bo", "wait-less"),
        ("kind=problem and support>1", "know-why"),
        ("kind=problem and support≤1", "wait-less"),
        ("kind=problem and not support>1", "wait-less"),
        ("kind=problem and state=untested", "wait-less"),
        ("problem", "awinita bo report talks"),
        ("kind=persona and problem=know-why", "awinita"),
        ("kind=persona and not validation", "awinita bo"),
        ("tags=speed", "wait-less"),
        ("status=planned or status=parked", "later wait-less"),
        ("status=done", "talks"),
        ("kind=problem and status!=parked", "know-why"),
        ("date>=2026-05", "later"),
        ("date=2026", "later talks"),
        ("date<2026-Q3", "talks"),
        ("title~'WHY, EX'", "know-why"),
        ("importance", "know-why"),
        (
            "kind=problem and (importance=9 or tags=base)",
            "know-why wait-less",
        ),
        (
            "kind=problem and importance=9 or kind=persona and name=Bo",
            "bo know-why",
        ),
        (
            "NOT kind=problem AND NOT kind=persona",
            "later report talks",
        ),
        ("next_step~research", "wait-less"),
        ("opportunity>=9", "know-why"),
        ("studies=1", "know-why"),
        ("demand=missing", "report"),
        ("role=Analyst", "awinita"),
        ("path~problems/", "know-why wait-less"),
    ] {
        let run = run(project.root(), &["query", question, "--format", "csv"]).exits(0);
        let found: Vec<&str> = run
            .out
            .lines()
            .skip(1)
            .filter_map(|l| l.split(',').next())
            .collect();
        assert_eq!(found.join(" "), ids, "{question}\n{}", run.out);
    }
}

#[test]
fn results_are_printed_as_table_json_or_csv() {
    let project = small();
    let ask = |format: &str| {
        let question = [
            "query",
            "kind=problem and (importance or personas)",
            "--sort",
            "-support",
            "--format",
            format,
        ];
        run(project.root(), &question).exits(0).out
    };
    assert_eq!(
        ask("table"),
        "\
id         kind     title              importance  personas     support
know-why   problem  Know why, exactly  9           awinita      2.83
wait-less  problem  =Wait less         –           awinita, bo  0
"
    );
    assert_eq!(
        ask("csv"),
        "\
id,kind,title,importance,personas,support\r
know-why,problem,\"Know why, exactly\",9,awinita,2.83\r
wait-less,problem,'=Wait less,,awinita; bo,0\r
"
    );
    let json: serde_json::Value = serde_json::from_str(&ask("json")).unwrap();
    assert_eq!(json[0]["support"], 2.83);
    assert_eq!(json[1]["importance"], serde_json::Value::Null);
    assert_eq!(json[1]["personas"], serde_json::json!(["awinita", "bo"]));
    run(
        project.root(),
        &["query", "kind=problem", "--sort", "-suport"],
    )
    .exits(2)
    .says("column 2");
}

#[test]
fn the_chain_is_written_out_with_its_gaps() {
    let project = small();
    let why = run(project.root(), &["why", "know-why"]).exits(0).out;
    assert_eq!(
        why,
        "\
Know why, exactly
problem know-why · problems/know-why.md
Awinita, opportunity 9

Outcome   — No outcome named: Which metric should move?
Problem   Know why, exactly (Good 2.8)
          need: know why
          is it real? Good 2.8 · next: say no, with evidence
Evidence  1 study, none against (20 people, newest April 2026)
          for 2.83
            Interviews: 20 people in 1 study, the 12 that weigh most count, 2.832 of 3 = 3 × √(10.69 ÷ 12)
              2.832  Talks: 12 of 20 × 0.8912, 91 days old
          what would raise it: no single study reaches the next word. Watching 10 people would raise it to 4.9.
Persona   Awinita (Analyst)
Solution  — No solution yet: Nobody has offered one.
Decision  — No decision yet
Result    — No result yet

It names
  personas: Awinita (awinita)

It is named by
  Evidence: Talks (talks)
"
    );
    let other = run(project.root(), &["why", "bob"]).exits(0).out;
    assert!(
        other.contains("By way of =Wait less:")
            && other.contains("Evidence  — Not tested: Nobody has asked"),
        "{other}"
    );
    let none = run(project.root(), &["why", "later"]).exits(0).out;
    assert!(none.contains("Nothing links it to a problem"), "{none}");
    run(project.root(), &["why", "know-wy"])
        .exits(2)
        .says("did you mean `know-why`?");
}

#[test]
fn a_name_of_several_words_is_suggested_for_what_is_nearly_one() {
    let project = Project::new(">>> content/problems/p.md\n---\ntitle: P\n---\n");
    for (query, name) in [
        ("problem.suport>1", "problem.support"),
        ("waiver.untl=2026", "waiver.until"),
        ("validation.problms=p", "validation.problems"),
        ("OWNER=ana", "owner"),
    ] {
        run(project.root(), &["query", query])
            .exits(2)
            .says(&format!("did you mean `{name}`?"));
    }
}

#[test]
fn ids_are_whole_where_no_terminal_reads_them() {
    let id = "a-problem-with-a-name-that-is-far-longer-than-sixty-characters-so-that-a-table-would-cut-it";
    let project = Project::new(&format!(
        ">>> casebook.yaml\ncontent: .\n>>> problems/{id}.md\n---\ntitle: T\n---\n\
         >>> insights/i.md\n---\ntitle: I\nproblems: [{id}]\n---\n"
    ));
    let ids = run(project.root(), &["query", "kind=problem"]).exits(0);
    assert!(ids.out.contains(&format!("{id} ")), "{}", ids.out);
    let linked = run(project.root(), &["query", &format!("problems={id}")]).exits(0);
    assert!(
        linked.out.contains(id) && !linked.out.contains('…'),
        "{}",
        linked.out
    );
}
