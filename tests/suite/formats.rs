//! The formats of findings, read by independent parsers and validated against their schemas; exit codes; baselines.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::support::{Project, TODAY};
use serde_json::Value;

/// `[severity, code, path, line, column, message with help]`
type Found = [String; 6];
/// Reads what a format prints: with somebody else's parser, or by a plain rule of its lines.
type Read = fn(&str) -> Vec<Found>;

/// Every format, and what reads it.
pub const FORMATS: [(&str, Read); 5] = [
    ("human", read_human),
    ("short", read_short),
    ("json", read_json),
    ("github", read_github),
    ("sarif", read_sarif),
];

/// An error, a warning and a hint, with the characters that formats must escape.
const SITE: &str = r#">>> personas/100%, maybe: ana.md
---
name: Ana
role: Clerk
goals: [Peace]
---
>>> problems/know why.md
---
title: Know why
need: know why
personas: [ana-ñ, 100-maybe-ana]
"gaols: 5%,\n\r": x
---
"#;
const NOTHING_WRONG: &str = ">>> notes.md\n# Notes\n";
const WARNING: &str = ">>> problems/p.md\n---\ntitle: P\nneed: know why\n---\n";

struct Run {
    code: Option<i32>,
    out: String,
    err: String,
}

fn check(folder: &Path, args: &[&str]) -> Run {
    let output = Command::new(env!("CARGO_BIN_EXE_casebook"))
        .args(["check", "--as-of", TODAY])
        .args(args)
        .current_dir(folder)
        .env_remove("NO_COLOR")
        .env("TERM", "xterm-256color")
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Run {
        code: output.status.code(),
        out: text(output.stdout),
        err: text(output.stderr),
    }
}

fn format(folder: &Path, name: &str) -> Run {
    check(folder, &["--format", name])
}

/// The findings as the JSON format has them, which all other formats must have too.
fn findings(folder: &Path) -> Vec<Found> {
    read_json(&format(folder, "json").out)
}

fn found(severity: &str, code: &str, place: [&str; 3], said: &str) -> Found {
    // What GitHub and SARIF call a hint.
    let severity = match severity {
        "notice" | "note" => "hint",
        severity => severity,
    };
    let [path, line, column] = place;
    [severity, code, path, line, column, said].map(str::to_owned)
}

/// `PATH:LINE:COLUMN`
fn place(text: &str) -> [&str; 3] {
    let (rest, column) = text.rsplit_once(':').unwrap();
    let (path, line) = rest.rsplit_once(':').unwrap();
    [path, line, column]
}

/// A line `SEVERITY[CODE]: MESSAGE` each, then `--> PLACE` (the path alone if no line is shown) and `= help: HELP`.
fn read_human(out: &str) -> Vec<Found> {
    let read = |text: &str| {
        let (head, rest) = text.split_once('\n').unwrap();
        let (level, message) = head.split_once("]: ").unwrap();
        let (severity, code) = level.split_once('[').unwrap();
        let mut lines = rest.lines().map(str::trim_start);
        let at = lines.find_map(|line| line.strip_prefix("--> ")).unwrap();
        let help = lines.find_map(|line| line.strip_prefix("= help: "));
        let at = match at.ends_with(".md") {
            true => [at, "1", "1"],
            false => place(at),
        };
        found(severity, code, at, &with_help(message, help))
    };
    out.split_terminator("\n\n").map(read).collect()
}

/// A line `PLACE SEVERITY CODE MESSAGE` each.
fn read_short(out: &str) -> Vec<Found> {
    let read = |line: &str| {
        let severities = ["error", "warning", "hint"].into_iter();
        let split = |severity| Some((severity, line.split_once(&format!(" {severity} "))?));
        let (severity, (at, rest)) = severities.filter_map(split).next().unwrap();
        let (code, said) = rest.split_once(' ').unwrap();
        found(severity, code, place(at), said)
    };
    out.lines().map(read).collect()
}

fn read_json(out: &str) -> Vec<Found> {
    let json: Value = serde_json::from_str(out).unwrap();
    let read = |finding: &Value| {
        let text = |name: &str| finding[name].as_str().unwrap();
        let [line, column] = ["line", "column"].map(|name| finding[name].to_string());
        let said = with_help(text("message"), finding["help"].as_str());
        let at = [text("path"), &line, &column];
        found(text("severity"), text("code"), at, &said)
    };
    let all = json["findings"].as_array().unwrap();
    all.iter().map(read).collect()
}

/// Reads workflow commands like GitHub's runner (`ActionCommand.TryParseV2` of github.com/actions/runner).
fn read_github(out: &str) -> Vec<Found> {
    let basic = [("\r", "%0D"), ("\n", "%0A")];
    let property = [
        ("\r", "%0D"),
        ("\n", "%0A"),
        (":", "%3A"),
        (",", "%2C"),
        ("%", "%25"),
    ];
    let unescape = |text: &str, all: &[(&str, &str)]| {
        all.iter()
            .fold(text.to_owned(), |t, (to, from)| t.replace(from, to))
    };
    let read = |line: &str| {
        let (info, data) = line[2..].split_once("::").unwrap();
        let (command, properties) = info.split_once(' ').unwrap();
        let value = |name: &str| {
            let mut all = properties.split(',').map(|p| p.split_once('=').unwrap());
            unescape(all.find(|(n, _)| *n == name).unwrap().1, &property)
        };
        let said = unescape(&unescape(data, &basic), &[("%", "%25")]);
        let at = [&*value("file"), &value("line"), &value("col")];
        found(command, &value("title"), at, &said)
    };
    out.lines().map(read).collect()
}

fn read_sarif(out: &str) -> Vec<Found> {
    let sarif: Value = serde_json::from_str(out).unwrap();
    let read = |result: &Value| {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let place = &result["locations"][0]["physicalLocation"];
        let uri = text(&place["artifactLocation"]["uri"]);
        let path = percent_encoding::percent_decode_str(&uri).decode_utf8();
        let [line, column] =
            ["startLine", "startColumn"].map(|name| place["region"][name].to_string());
        let at = [&*path.unwrap(), &line, &column];
        let said = text(&result["message"]["text"]);
        found(&text(&result["level"]), &text(&result["ruleId"]), at, &said)
    };
    let all = sarif["runs"][0]["results"].as_array().unwrap();
    all.iter().map(read).collect()
}

fn with_help(message: &str, help: Option<&str>) -> String {
    match help {
        None => message.to_owned(),
        Some(help) => format!("{message} — {help}"),
    }
}

fn is_valid(schema: &str, instance: &Value) {
    let schema: Value = serde_json::from_str(schema).unwrap();
    let validator = jsonschema::options()
        .should_validate_formats(true)
        .build(&schema)
        .unwrap();
    let errors: Vec<String> = validator
        .iter_errors(instance)
        .map(|e| format!("{}: {e}", e.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
}

#[test]
fn every_format_ends_with_the_same_exit_code_and_without_colours() {
    for (name, _) in FORMATS {
        for (site, args, code) in [
            (NOTHING_WRONG, &[][..], 0),
            (WARNING, &[], 0),
            (WARNING, &["--strict"], 1),
            (SITE, &[], 1),
            (SITE, &["--root", "nowhere"], 2),
            (SITE, &["--baseline", "nowhere.json"], 2),
        ] {
            let project = Project::new(site);
            let run = check(project.root(), &[&["--format", name], args].concat());
            assert_eq!(run.code, Some(code), "{name} {args:?}\n{}", run.err);
            assert!(!(run.out + &run.err).contains('\u{1b}'), "{name} {args:?}");
        }
    }
}

#[test]
fn a_severity_is_set_for_all_kinds_or_for_one() {
    for (checks, code, line) in [
        ("no-persona: error", 1, " error no-persona "),
        ("no-persona: {problem: error}", 1, " error no-persona "),
        ("no-persona: {page: error}", 0, " warning no-persona "),
        ("no-persona: hint", 0, " hint no-persona "),
    ] {
        let config = format!(">>> casebook.yaml\ncontent: .\nchecks: {{{checks}}}\n");
        let project = Project::new(&(config + WARNING));
        let run = check(project.root(), &["--format", "short"]);
        assert_eq!(run.code, Some(code), "{checks}");
        assert!(run.out.contains(line), "{checks}\n{}", run.out);
    }
    let off = ">>> casebook.yaml\ncontent: .\nchecks: {no-persona: off}\n".to_owned() + WARNING;
    assert!(
        !format(Project::new(&off).root(), "short")
            .out
            .contains("no-persona")
    );
    let wrong =
        ">>> casebook.yaml\ncontent: .\nchecks:\n  no-persna: off\n  no-persona: {problm: off}\n";
    let project = Project::new(&(wrong.to_owned() + WARNING));
    let short = format(project.root(), "short").out;
    assert_eq!(
        short.lines().take(2).collect::<Vec<_>>(),
        [
            "casebook.yaml:3:3 error config-invalid there is no check `no-persna` — did you mean `no-persona`?",
            "casebook.yaml:4:16 error config-invalid there is no kind `problm` — did you mean `problem`?",
        ]
    );
}

#[test]
fn a_finding_that_depends_on_the_date_is_an_error_only_with_strict() {
    let feedback = ">>> casebook.yaml\ncontent: .\nchecks: {feedback-overdue: error, no-persona: off}\n\
         >>> problems/p.md\n---\ntitle: P\nneed: know why\n---\n\
         >>> feedback/v.md\n---\ntitle: V\nreceived: 2026-06-01\nproblems: [p]\n---\n";
    // Evidence that was strong enough when it was new.
    let aged = ">>> casebook.yaml\ncontent: .\nchecks: {say-only: off, stale-evidence: off, stale-persona: off, proto-in-build: off}\n\
         >>> personas/ana.md\n---\nname: Ana\nrole: Clerk\ngoals: [Peace]\n---\n\
         >>> problems/p.md\n---\ntitle: P\nneed: know why\npersonas: [ana]\n---\n\
         >>> validations/v.md\n---\ntitle: V\nmethod: observation\nn: 20\ndate: 2020-06-01\ncriterion: half\nproblems: [p]\nverdict: supported\n---\n\
         >>> validations/w.md\n---\ntitle: W\nmethod: observation\nn: 20\ndate: 2020-06-01\ncriterion: half\nproblems: [p]\nverdict: supported\n---\n\
         >>> solutions/s.md\n---\ntitle: S\nproblems: [p]\nstatus: building\n---\n";
    for (site, code) in [
        (feedback, "feedback-overdue"),
        (aged, "solution-without-demand"),
    ] {
        let project = Project::new(site);
        for (args, exit, severity) in [
            (&[][..], 0, "warning"),
            (&["--strict"], 0, "warning"),
            (&["--strict=all"], 1, "error"),
        ] {
            let run = check(project.root(), &[&["--format", "short"], args].concat());
            let line = format!(" {severity} {code} ");
            assert!(run.out.contains(&line), "{args:?}\n{}", run.out);
            assert_eq!(run.code, Some(exit), "{args:?}\n{}", run.out);
        }
    }
    // Without any evidence the finding does not depend on the date.
    let never = aged.replace("verdict: supported", "verdict: inconclusive");
    let run = check(
        Project::new(&never).root(),
        &["--strict", "--format", "short"],
    );
    assert!(
        run.out.contains(" error solution-without-demand "),
        "{}",
        run.out
    );
}

#[test]
fn json_matches_its_schema() {
    for site in [SITE, NOTHING_WRONG] {
        let project = Project::new(site);
        let json: Value = serde_json::from_str(&format(project.root(), "json").out).unwrap();
        is_valid(casebook::diagnostic::json::SCHEMA, &json);
    }
}

#[test]
fn every_format_has_every_finding_at_its_place() {
    let project = Project::new(&SITE.replace(">>> ", ">>> my docs/"));
    let all = findings(&project.root().join("my docs"));
    assert!(all.len() >= 5, "{all:#?}");
    for (name, read) in FORMATS {
        let args = ["--root", "./my docs/", "--format", name];
        let mut expected = all.clone();
        // These want paths from the root of the repository.
        if ["github", "sarif"].contains(&name) {
            for [_, _, path, ..] in &mut expected {
                path.insert_str(0, "my docs/");
            }
        }
        let run = check(project.root(), &args);
        assert_eq!(
            read(&run.out),
            expected,
            "`{name}` as read, and what it should say"
        );
        // People are told how many there are, too.
        let is_counted = run.err.contains("1 document as of 2026-07-01: ");
        assert_eq!(is_counted, ["human", "short"].contains(&name), "{name}");
    }
}

#[test]
fn sarif_is_valid_and_names_every_rule() {
    let project = Project::new(SITE);
    let run = format(project.root(), "sarif");
    let sarif: Value = serde_json::from_str(&run.out).unwrap();
    // The schema that the committee publishes, without an extra bracket in one pattern.
    let schema =
        include_str!("../schemas/sarif-2.1.0.json").replace("[a-zA-Z]{2}]?$", "[a-zA-Z]{2}$");
    is_valid(&schema, &sarif);
    let run = &sarif["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    assert_eq!(rules.len(), casebook::check::registry::ALL.len());
    let results = run["results"].as_array().unwrap();
    let mut prints = BTreeSet::new();
    for result in results {
        let rule = result["ruleIndex"].as_u64().unwrap() as usize;
        assert_eq!(rules[rule]["id"], result["ruleId"]);
        let print = &result["partialFingerprints"]["casebookFinding/v1"];
        prints.insert(print.as_str().unwrap());
    }
    assert_eq!(prints.len(), results.len());
}

#[test]
fn a_known_finding_stays_known_while_studies_age() {
    let project = Project::new(
        ">>> casebook.yaml\ncontent: .\n>>> problems/p.md\n---\nneed: know why\nstatus: exploring\n---\n>>> solutions/s.md\n---\ntitle: S\n\
         problems: [p]\nstatus: planned\n---\n>>> validations/v.md\n---\ntitle: V\nmethod: interview\nparticipants: 6\n\
         date: 2026-01-01\nproblems: [p]\nverdict: supported\n---\n",
    );
    let root = project.root();
    let on = |day: &str, args: &[&str]| {
        let args = [&["check", "--as-of", day], args].concat();
        let mut command = crate::support::site::casebook(root, &args);
        let run: crate::support::site::Run = command.output().unwrap().into();
        run.out
    };
    let [now, later] = ["2026-02-01", "2029-02-01"];
    let demand = |day: &str, args: &[&str]| {
        let found = on(day, &[&["--format", "short"], args].concat());
        let mut lines = found
            .lines()
            .filter(|line| line.contains("solution-without-demand"));
        lines.next().map(str::to_owned)
    };
    on(now, &["--write-baseline", "known.json"]);
    assert_ne!(
        demand(now, &[]),
        demand(later, &[]),
        "the message says a score"
    );
    for day in [now, later] {
        assert_eq!(demand(day, &["--baseline", "known.json"]), None, "{day}");
    }
    let text = fs::read_to_string(root.join("solutions/s.md")).unwrap();
    fs::write(
        root.join("solutions/s.md"),
        text.replace("planned", "shipped"),
    )
    .unwrap();
    assert!(demand(later, &["--baseline", "known.json"]).is_some());
}

#[test]
fn a_baseline_silences_known_findings_only() {
    let project = Project::new(SITE);
    let root = project.root();
    let run = check(root, &["--write-baseline", "known.json"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    let first = fs::read_to_string(root.join("known.json")).unwrap();
    check(root, &["--write-baseline", "known.json"]);
    assert_eq!(fs::read_to_string(root.join("known.json")).unwrap(), first);
    let json: Value = serde_json::from_str(&first).unwrap();
    assert_eq!(
        json["findings"].as_array().unwrap().len(),
        findings(root).len()
    );

    let known = |args: &[&str]| {
        check(
            root,
            &[&["--baseline", "known.json", "--format", "short"], args].concat(),
        )
    };
    let run = known(&["--strict=all"]);
    assert_eq!((run.code, &*run.out), (Some(0), ""), "{}", run.err);
    assert!(
        run.err.contains("more are known from known.json\n"),
        "{}",
        run.err
    );

    // A finding on a moved line is known; the same in another file is new.
    let path = "problems/know why.md";
    let text = fs::read_to_string(root.join(path)).unwrap();
    project.write(path, text.replace("---\ntitle", "---\n\n\ntitle"));
    assert_eq!(known(&[]).out, "");
    project.write(
        "problems/q.md",
        "---\ntitle: Q\nneed: know why\npersonas: [ana-ñ]\n---\n",
    );
    let run = known(&[]);
    assert_eq!(run.code, Some(1));
    assert!(run.out.starts_with("problems/q.md:"), "{}", run.out);
    assert!(run.out.contains(" unknown-reference "), "{}", run.out);
    // Entries of the baseline that are fixed are reported, so that they can be removed.
    fs::remove_file(root.join("problems/q.md")).unwrap();
    project.write(path, text.replace("ana-ñ, ", ""));
    let run = known(&[]);
    assert!(
        run.err.contains("1 of which it tells are gone"),
        "{}",
        run.err
    );
}

#[test]
fn a_baseline_lets_a_build_publish_in_spite_of_known_faults() {
    let project = Project::new(
        ">>> casebook.yaml\ncontent: .\nbaseline: known.json\n>>> a.md\n# A\n\nSee [it](gone.md).\n",
    );
    let root = project.root();
    let build = || crate::support::site::build(root, &["--no-search"]);
    check(root, &["--write-baseline", "known.json"]);
    let run = build();
    assert_eq!(run.code, Some(0), "{}", run.err);
    let page = fs::read_to_string(root.join("public/a.html")).unwrap();
    assert!(page.contains("<span class=\"broken\""), "{page}");
    assert_eq!(check(root, &[]).code, Some(0));
    // What is new stops it.
    project.write("b.md", "# B\n\nSee [it](gone.md).\n");
    assert_eq!(build().code, Some(1));
}

#[test]
fn a_baseline_never_covers_what_must_not_be_published() {
    for (path, text, code) in [
        ("a.md", "---\nvisibility: internl\n---\n", "bad-enum"),
        ("a.md", "---\ndraft: perhaps\n---\n", "bad-value"),
        ("a.md", "---\nDraft: true\n---\n", "front-matter-invalid"),
        ("a.md", "Ask ana@acme-corp.com.\n", "personal-data"),
        ("casebook.yaml", "content: .\nkinds: 3\n", "config-invalid"),
        ("templates/entry.html", "{% nonsense %}", "template-invalid"),
    ] {
        let project = Project::new(">>> casebook.yaml\ncontent: .\n>>> b.md\n# B\n");
        project.write(path, text);
        check(project.root(), &["--write-baseline", "known.json"]);
        let run = check(
            project.root(),
            &["--baseline", "known.json", "--format", "short", "--strict"],
        );
        let expected = format!(" error {code} ");
        assert!(run.out.contains(&expected), "{path}: {}", run.out);
    }
}

#[test]
fn a_file_that_is_no_baseline_is_named_with_its_place() {
    let project = Project::new(NOTHING_WRONG);
    for (text, said) in [
        (
            "{\n  nonsense",
            "known.json:2:3: this is no baseline: key must be a string",
        ),
        (
            "{\"format\": \"x\", \"findings\": []}",
            "the format is `x`, not `casebook-baseline/1`",
        ),
        ("[]", "known.json:1:"),
        (
            "{\"format\": \"casebook-baseline/1\"}",
            "missing field `findings`",
        ),
    ] {
        project.write("known.json", text);
        let run = check(project.root(), &["--baseline", "known.json"]);
        assert_eq!(run.code, Some(2));
        assert!(run.err.contains(said), "{}", run.err);
        assert!(
            run.err.contains("casebook check --write-baseline"),
            "{}",
            run.err
        );
    }
    let run = check(project.root(), &["--write-baseline", "no/such/folder.json"]);
    assert_eq!(run.code, Some(2));
    assert!(
        run.err.contains("cannot write `no/such/folder.json`"),
        "{}",
        run.err
    );
}

#[test]
fn private_findings_are_in_every_format_and_in_no_file_of_the_site() {
    let site = ">>> casebook.yaml\ntitle: Ours\ncontent: docs\nbase_url: https://example.org/\n\
         >>> docs/personas/ana.md\n---\nname: Ana\nrole: Clerk\ngoals: [Peace]\nrelated: [secret]\n---\n\
         >>> docs/problems/p.md\n---\ntitle: P\nneed: know why\npersonas: [ana]\n---\nSee [[secret]].\n\
         >>> docs/problems/secret.md\n---\ntitle: Zanzibar\nneed: know how\npersonas: [ana]\nvisibility: internal\n---\n\
         >>> docs/validations/v.md\n---\ntitle: V\nmethod: interview\nn: 9\ndate: 2026-06-01\ncriterion: half\nproblems: [p]\nverdict: supported\nconsent: missing\ndelete_raw_by: 2026-06-15\n---\n[Hear it](https://example.org/talk.mp3)\n";
    let private = ["consent-missing", "raw-data-due", "hidden-reference"];
    let project = Project::new(site);
    for (name, _) in FORMATS {
        let out = format(project.root(), name).out;
        for code in private {
            assert!(out.contains(code), "{name}: {code}\n{out}");
        }
    }
    let built = crate::support::site::build(project.root(), &["--verbose"]).exits(0);
    assert!(built.err.contains("raw-data-due"), "{}", built.err);
    let tree = crate::support::site::tree(&project.root().join("public"));
    assert!(tree.contains_key("problems/p.html"));
    for (path, bytes) in &tree {
        let text = String::from_utf8_lossy(bytes);
        for word in [&private[..], &["Zanzibar", "2026-06-15"]].concat() {
            assert!(!text.contains(word), "{path} tells {word}");
        }
    }
    // With `--published` the findings are those of a build.
    let published = check(project.root(), &["--published", "--format", "short"]).out;
    let lines = |text: &str| {
        let codes = text
            .split_whitespace()
            .filter(|w| casebook::check::by_code(w).is_some());
        codes.map(str::to_owned).collect::<Vec<_>>()
    };
    let of_build = built.err.split(['[', ']']).collect::<Vec<_>>().join(" ");
    let mut of_build = lines(&of_build);
    let mut published = lines(&published);
    of_build.sort();
    published.sort();
    assert_eq!(of_build, published);
}

#[test]
fn paths_for_code_hosts_are_from_the_root_of_the_repository() {
    let project = Project::new(
        ">>> research/casebook.yaml\ncontent: content\n>>> research/content/a.md\n# A\n\nSee [x](gone.md)\n",
    );
    let root = project.root();
    let research = root.join("research");
    let absolute = research.to_str().unwrap();
    let file = |folder: &Path, args: &[&str], workspace: Option<&Path>| {
        let run = |format: &str| {
            let mut command = Command::new(env!("CARGO_BIN_EXE_casebook"));
            command
                .args(["check", "--as-of", TODAY, "--format", format])
                .args(args);
            command.current_dir(folder).env_remove("GITHUB_WORKSPACE");
            if let Some(workspace) = workspace {
                command.env("GITHUB_WORKSPACE", workspace);
            }
            String::from_utf8(command.output().unwrap().stdout).unwrap()
        };
        let github = &read_github(&run("github"))[0][2];
        let sarif = &read_sarif(&run("sarif"))[0][2];
        assert_eq!(github, sarif);
        github.clone()
    };
    let from_root = "research/content/a.md";
    for (folder, args, workspace, path) in [
        (&*research, &[][..], Some(root), from_root),
        (root, &["--root", "research"], Some(root), from_root),
        (root, &["--root", absolute], Some(root), from_root),
        (
            &research.join("content"),
            &["--root", ".."],
            Some(root),
            from_root,
        ),
        // Neither a workspace above it nor git: from the working directory.
        (root, &["--root", "research"], None, from_root),
        (&*research, &[], None, "content/a.md"),
        (&*research, &[], Some(Path::new("/nowhere")), "content/a.md"),
    ] {
        assert_eq!(
            file(folder, args, workspace),
            path,
            "{args:?} {workspace:?}"
        );
    }
    fs::create_dir(root.join(".git")).unwrap();
    assert_eq!(file(&research, &[], None), from_root);
    assert_eq!(file(&research, &["--root", absolute], None), from_root);
}

/// Logs of a workflow are often public where the name of a file is not.
#[test]
fn an_address_in_a_path_is_masked_in_every_format() {
    let project = Project::new(
        ">>> personas/talks/ana@acme.org.md\n---\nname: Ana\nage: 4\n---\n>>> bo@b.acme.org.md\n[x](gone.md)\n",
    );
    let shown = "personas/talks/…@acme.org.md";
    for (name, read) in FORMATS {
        let out = format(project.root(), name).out;
        assert!(
            !out.contains("ana@") && !out.contains("bo@"),
            "{name}: {out}"
        );
        let found = read(&out);
        let paths: BTreeSet<&str> = found.iter().map(|f| &*f[2]).collect();
        assert_eq!(paths, BTreeSet::from([shown, "…@b.acme.org.md"]), "{name}");
        let codes = ["personal-data", "unknown-field", "broken-link"];
        for code in codes {
            assert!(found.iter().any(|f| f[1] == code), "{name}: {code}");
        }
    }
}
