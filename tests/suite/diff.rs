//! `casebook diff` and `check --base`: planted changes with their exact output, and what must hold of any two states.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use casebook::diff::report::Report;
use casebook::diff::{Diff, Versions, human, markdown};
use casebook::engine::{Engine, Request, Snapshot};
use serde_json::Value;

use crate::support::evidence_site::EvidenceSite;
use crate::support::site::{Random, Run, casebook, cases};
use crate::support::{Project, assert_file, shared};

/// A change of one file.
enum Edit {
    Write(&'static str, &'static str),
    /// Text of a file, and what takes its place.
    Replace(&'static str, &'static str, &'static str),
    Remove(&'static str),
    Move(&'static str, &'static str),
}
use Edit::{Move, Remove, Replace, Write};

fn git(root: &Path, args: &[&str]) -> String {
    let mut git = Command::new("git");
    git.args(["-c", "user.name=a", "-c", "user.email=a@example.org"]);
    git.args(args).current_dir(root);
    for name in ["GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"] {
        git.env(name, "2026-06-01T12:00:00Z");
    }
    let output = git.env("GIT_CONFIG_GLOBAL", "/dev/null").output().unwrap();
    assert!(output.status.success(), "{args:?}: {output:?}");
    String::from_utf8(output.stdout).unwrap()
}

fn commit(root: &Path) {
    git(root, &["add", "-A"]);
    git(root, &["commit", "-q", "--allow-empty", "-m", "a"]);
}

fn repository(text: &str) -> Project {
    let project = Project::new(text);
    git(project.root(), &["init", "-q", "-b", "main"]);
    commit(project.root());
    project
}

fn run(project: &Project, args: &[&str]) -> Run {
    casebook(project.root(), args).output().unwrap().into()
}

fn make(project: &Project, edits: &[Edit]) {
    let at = |path: &str| project.root().join(path);
    for edit in edits {
        match edit {
            Write(path, text) => drop(project.write(path, text)),
            Replace(path, from, to) => {
                let text = fs::read_to_string(at(path)).unwrap();
                assert!(text.contains(from), "{path} has no {from:?}");
                fs::write(at(path), text.replace(from, to)).unwrap();
            }
            Remove(path) => fs::remove_file(at(path)).unwrap(),
            Move(from, to) => fs::rename(at(from), at(to)).unwrap(),
        }
    }
}

const SITE: &str = include_str!("../cases/diff/base.txt");

/// Each with its name, under which `tests/cases/diff/` has what is printed.
fn changes() -> Vec<(&'static str, Vec<Edit>)> {
    const TALKS: &str = "content/validations/talks.md";
    const LOOKS: &str = "content/validations/looks.md";
    const TEST: &str = "content/validations/report-test.md";
    const WHY: &str = "content/problems/know-why.md";
    const FIND: &str = "content/problems/find-part.md";
    const REPORT: &str = "content/solutions/report.md";
    const MAP: &str = "content/solutions/map.md";
    const SURVEY: &str = "---\ntitle: Survey of volunteers\nmethod: survey\nparticipants: 240\ndate: 2026-06-20\nproblems: [find-part]\nverdict: supported\n---\n";
    vec![
        ("nothing", vec![]),
        (
            "study-added",
            vec![Write("content/validations/survey.md", SURVEY)],
        ),
        ("study-removed", vec![Remove(TALKS)]),
        (
            "verdict-turned",
            vec![Replace(TALKS, "verdict: supported", "verdict: refuted")],
        ),
        (
            "verdict-mixed",
            vec![Replace(TEST, "verdict: supported", "verdict: mixed")],
        ),
        (
            "people-corrected",
            vec![Replace(TALKS, "participants: 8", "participants: 4")],
        ),
        (
            "date-corrected",
            vec![Replace(TALKS, "date: 2026-05-20", "date: 2024-05-20")],
        ),
        (
            "method-corrected",
            vec![Replace(TALKS, "method: interview", "method: survey")],
        ),
        (
            "study-becomes-internal",
            vec![Replace(TALKS, "verdict:", "visibility: internal\nverdict:")],
        ),
        (
            "study-becomes-public",
            vec![Replace(
                "content/validations/secret.md",
                "visibility: internal\n",
                "",
            )],
        ),
        (
            "study-becomes-draft",
            vec![Replace(LOOKS, "verdict:", "draft: true\nverdict:")],
        ),
        (
            "study-abandoned",
            vec![Replace(LOOKS, "verdict: supported", "status: abandoned")],
        ),
        (
            "half-life-changed",
            vec![Write(
                "casebook.yaml",
                "title: Workshop\nevidence:\n  half_life: {problem: 90}\n",
            )],
        ),
        (
            "rule-and-text-changed",
            vec![
                Write(
                    "casebook.yaml",
                    "title: Workshop\nevidence:\n  methods: {interview: {n_full: 16}}\n",
                ),
                Replace(LOOKS, "participants: 6", "participants: 12"),
            ],
        ),
        (
            "title-of-site-changed",
            vec![Write("casebook.yaml", "title: Our workshop\n")],
        ),
        (
            "gate-broken",
            vec![Replace(
                REPORT,
                "problems: [know-why]",
                "problems: [find-part]",
            )],
        ),
        (
            "gate-opened",
            vec![Replace(
                MAP,
                "problems: [find-part]",
                "problems: [know-why]",
            )],
        ),
        (
            "gate-waived",
            vec![Replace(
                MAP,
                "status: planned",
                "status: planned\nwaiver: {by: Ana, until: 2026-12-01, reason: a bet}",
            )],
        ),
        (
            "solution-committed",
            vec![Replace(
                "content/solutions/idea.md",
                "status: idea",
                "status: building",
            )],
        ),
        (
            "solution-retired",
            vec![Replace(REPORT, "status: building", "status: retired")],
        ),
        (
            "renamed-with-alias",
            vec![
                Move(WHY, "content/problems/know-the-reason.md"),
                Replace(
                    "content/problems/know-the-reason.md",
                    "need:",
                    "aliases: [know-why]\nneed:",
                ),
            ],
        ),
        (
            "renamed-without-alias",
            vec![Move(FIND, "content/problems/find-it.md")],
        ),
        (
            "decision-added",
            vec![Write(
                "content/decisions/map.md",
                "---\ntitle: Build the map\ndate: 2026-06-25\noutcome: build\nbecause: people ask\nsolutions: [map]\nowner: Parts group\n---\n",
            )],
        ),
        (
            "problem-added",
            vec![Write(
                "content/problems/new.md",
                "---\ntitle: Park the bicycle\nneed: park it\n---\n",
            )],
        ),
        ("problem-removed", vec![Remove("content/problems/pay.md")]),
        (
            "text-only",
            vec![Replace(WHY, "They ask.", "They ask twice.")],
        ),
        (
            "texts-of-three-files",
            vec![
                Replace(WHY, "They ask.", "They ask twice."),
                Replace(REPORT, "A report.", "A short report."),
                Write("content/about.md", "# About\n\nUs.\n"),
            ],
        ),
        (
            "link-added",
            vec![Replace(
                MAP,
                "problems: [find-part]",
                "problems: [find-part, pay]",
            )],
        ),
        (
            "rated",
            vec![Replace(
                FIND,
                "need:",
                "importance: 9\nsatisfaction: 2\nneed:",
            )],
        ),
        (
            "contested",
            vec![Write(
                "content/validations/against.md",
                "---\ntitle: Counting at the door\nmethod: observation\nparticipants: 9\ndate: 2026-06-22\nproblems: [know-why]\nverdict: refuted\n---\n",
            )],
        ),
        ("line-ends", vec![Replace(WHY, "\n", "\r\n")]),
        (
            "hostile-names",
            vec![Write(
                "content/problems/hostile.md",
                "---\ntitle: 'A | b `c @octocat #12 GH-1 a/b#3 deadbeef1 https://x.example <i> ana@firm.org'\nneed: x\nowner: '@team/one | two'\n---\n",
            )],
        ),
        (
            "broken-front-matter",
            vec![Replace(TALKS, "participants: 8", "participants: [8")],
        ),
        (
            "everything-removed",
            vec![
                Remove(TALKS),
                Remove(LOOKS),
                Remove(TEST),
                Remove("content/validations/secret.md"),
            ],
        ),
    ]
}

#[test]
fn planted_changes_print_exactly_this() {
    let changes = changes();
    let half = changes.len() / 2;
    let run_all = |changes: &[(&str, Vec<Edit>)]| {
        let project = repository(SITE);
        for (name, edits) in changes {
            make(&project, edits);
            assert_file(&format!("tests/cases/diff/{name}.txt"), &printed(&project));
            git(project.root(), &["checkout", "-q", "--", "."]);
            git(project.root(), &["clean", "-fdq"]);
        }
    };
    std::thread::scope(|scope| {
        scope.spawn(|| run_all(&changes[..half]));
        run_all(&changes[half..]);
    });
}

/// What all formats say of the working tree. Hashes of commits are left out.
fn printed(project: &Project) -> String {
    let head = git(project.root(), &["rev-parse", "HEAD"]);
    let mut all = String::new();
    for format in ["human", "markdown", "json", "html"] {
        let printed = run(project, &["diff", "--format", format]).exits(0).out;
        let printed = match format {
            "html" => printed.split_once("<body>").unwrap().1.to_owned(),
            _ => printed,
        };
        all += &format!("=== {format}\n{printed}\n");
    }
    let strict = run(project, &["diff", "--strict"]);
    let checked = run(project, &["check", "--base", "main", "--format", "short"]);
    all += &format!("=== diff --strict exits {:?}\n", strict.code.unwrap());
    all += &format!(
        "=== check --base exits {:?}\n{}{}",
        checked.code.unwrap(),
        checked.out,
        checked.err
    );
    let short = markdown_form(&head[..10]);
    all.replace(&head[..10], "HASH").replace(&short, "HASH")
}

/// A hash in Markdown is cut so that it links nothing.
fn markdown_form(hash: &str) -> String {
    format!("{}\u{2060}{}", &hash[..6], &hash[6..])
}

fn request() -> Request {
    Request {
        with_pages: false,
        ..Project::request()
    }
}

fn snapshot(files: &[(String, String)]) -> Snapshot {
    let project = Project::of(files);
    Engine::new_for_one_run(project.root())
        .snapshot(&request())
        .unwrap()
}

fn compare(base: &Snapshot, head: &Snapshot) -> Diff {
    Diff::compare(&Versions {
        base,
        base_by_new_rules: base,
        head,
        settings: ["", ""],
    })
}

/// Support and against of every score, by id and axis.
fn scores(snapshot: &Snapshot) -> BTreeMap<(String, &'static str), (f64, f64)> {
    let id = |id| snapshot.graph.entry(id).document.id.to_string();
    let mut all = BTreeMap::new();
    for (entry, scores) in snapshot.evidence.problems.iter() {
        for (axis, score) in [("problem", &scores.problem), ("solution", &scores.solution)] {
            all.insert((id(entry), axis), (score.support, score.against));
        }
    }
    for (entry, score) in snapshot.evidence.solutions.iter() {
        all.insert((id(entry), "solution"), (score.support, score.against));
    }
    all
}

/// Random changes of a site, as people make them.
fn changed(files: &[(String, String)], random: &mut Random) -> Vec<(String, String)> {
    let mut files = files.to_vec();
    for _ in 0..1 + random.below(4) {
        if files.len() < 4 {
            break;
        }
        let at = 1 + random.below(files.len() - 1);
        let text = &mut files[at].1;
        match random.below(7) {
            0 => drop(files.remove(at)),
            1 => *text = text.replace("supported", "refuted"),
            2 => *text = text.replace("participants: ", "participants: 1"),
            3 => *text = text.replacen("---\n", "---\nvisibility: internal\n", 1),
            4 => *text = text.replace("problem-0", "problem-1"),
            5 => {
                *text = text
                    .replace("status: building", "status: retired")
                    .replace("method: interview", "method: survey")
            }
            _ => text.push_str("More.\n"),
        }
    }
    files
}

#[test]
fn the_causes_of_a_move_are_all_of_it() {
    let mut moves = 0;
    for seed in 0..cases(30, 200) as u64 {
        let mut random = Random(seed * 31 + 7);
        let base_files = EvidenceSite::new(seed).files();
        let mut head_files = changed(&base_files, &mut random);
        // What is withheld is not named, so nobody can put it back.
        head_files
            .iter_mut()
            .for_each(|(_, text)| *text = text.replace("visibility: internal\n", ""));
        let (base, head) = (snapshot(&base_files), snapshot(&head_files));
        let before = scores(&base);
        for moved in compare(&base, &head).moves {
            moves += 1;
            let causes = moved.causes.iter();
            let named = causes.flat_map(|cause| cause.entry.iter().chain(&cause.through));
            let named: Vec<&str> = named.map(|entry| entry.id.as_str()).collect();
            let is_named = |path: &str| named.iter().any(|id| path.ends_with(&format!("/{id}.md")));
            let mut put_back: Vec<(String, String)> = head_files
                .iter()
                .filter(|(path, _)| !is_named(path))
                .cloned()
                .collect();
            put_back.extend(
                base_files
                    .iter()
                    .filter(|(path, _)| is_named(path))
                    .cloned(),
            );
            let key = (moved.entry.id.clone(), moved.axis);
            let after = scores(&snapshot(&put_back));
            assert_eq!(
                after.get(&key),
                before.get(&key),
                "seed {seed}: {key:?} named {named:?}\n{moved:#?}"
            );
        }
    }
    assert!(moves > cases(5, 50), "{moves}");
}

#[test]
fn nothing_withheld_is_printed_and_github_finds_nothing_to_link() {
    let words = [
        "@octocat",
        "#12",
        "GH-1",
        "owner/repo#3",
        "deadbeef12",
        "https://x.example/a",
        "www.x.example",
        "a|b",
        "`code`",
        "<b>bold</b>",
        "**x**",
        "ana.huber@firm.org",
    ];
    let mut printed = 0;
    for seed in 0..cases(30, 300) as u64 {
        let mut random = Random(seed * 17 + 3);
        let mut base_files = EvidenceSite::new(seed).files();
        for (path, text) in &mut base_files {
            let name = path
                .rsplit('/')
                .next()
                .unwrap()
                .trim_end_matches(".md")
                .to_owned();
            let word = random.pick(&words);
            let title = format!("title: 'Canary-{name}-end {word}'\nowner: '{word} x'\n");
            if path.ends_with(".md") {
                *text = text
                    .lines()
                    .filter(|line| !line.starts_with("title:"))
                    .collect::<Vec<_>>()
                    .join("\n")
                    + "\n";
                *text = text.replacen("---\n", &format!("---\n{title}"), 1);
            }
        }
        let head_files = changed(&base_files, &mut random);
        let (files_a, files_b) = match random.below(2) {
            0 => (&base_files, &head_files),
            _ => (&head_files, &base_files),
        };
        let (base, head) = (snapshot(files_a), snapshot(files_b));
        let diff = compare(&base, &head);
        let report = Report::new(&diff, "main".into(), "now".into(), &[]);
        let json = serde_json::to_string(&diff).unwrap();
        let comment = markdown::write(&report);
        let all = [human::write(&report), comment.clone(), json];
        for (path, text) in files_a.iter().chain(files_b) {
            if text.contains("visibility: internal") {
                let name = path.rsplit('/').next().unwrap().trim_end_matches(".md");
                for printed in &all {
                    assert!(
                        !printed.contains(&format!("Canary-{name}-end")),
                        "seed {seed}: {name}\n{printed}"
                    );
                    assert!(
                        !printed.contains(&format!("\"id\":\"{name}\"")),
                        "seed {seed}: {name}"
                    );
                }
            }
        }
        assert!(
            all.iter().all(|text| !text.contains("ana.huber")),
            "seed {seed}"
        );
        assert!(comment.chars().count() <= 60_000);
        assert_eq!(
            linked(&comment),
            [] as [String; 0],
            "seed {seed}\n{comment}"
        );
        printed += usize::from(!diff.is_empty());
    }
    assert!(printed > cases(10, 100), "{printed}");
}

/// What GitHub would make a link or a mention of: words that begin with `@`, `#1`, `GH-1`, hashes, addresses.
fn linked(text: &str) -> Vec<String> {
    let is_inside = |c: char| c.is_alphanumeric() || "@#/-_.:`".contains(c);
    let words = text
        .split(|c| !is_inside(c))
        .filter(|word| !word.is_empty());
    let is_number = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
    let is_hash =
        |word: &str| (7..=40).contains(&word.len()) && word.chars().all(|c| c.is_ascii_hexdigit());
    let finds = |word: &&str| {
        let after = |mark: char| word.split(mark).nth(1).unwrap_or_default();
        after('@').starts_with(|c: char| c.is_ascii_alphanumeric())
            || is_number(after('#'))
            || word.strip_prefix("GH-").is_some_and(is_number)
            || word.split(['/', '-', '.', ':', '@', '#']).any(is_hash)
            || word.contains("://")
            || word
                .strip_prefix("www.")
                .is_some_and(|rest| !rest.is_empty())
    };
    words.filter(finds).map(str::to_owned).collect()
}

#[test]
fn the_detector_of_links_finds_them() {
    for word in [
        "see @octocat",
        "#12",
        "a/b#3",
        "GH-17",
        "deadbeef12",
        "https://a.example",
        "www.a.example",
    ] {
        assert_eq!(linked(word).len(), 1, "{word}");
    }
}

#[test]
fn a_long_comment_says_what_it_leaves_out() {
    let mut files = vec![("casebook.yaml".to_owned(), "title: A\n".to_owned())];
    let base = snapshot(&files);
    for i in 0..900 {
        let title = "w".repeat(60);
        files.push((
            format!("content/problems/p-{i}.md"),
            format!("---\ntitle: {title} {i}\nneed: x\n---\n"),
        ));
    }
    let diff = compare(&base, &snapshot(&files));
    let comment = markdown::write(&Report::new(&diff, "a".into(), "b".into(), &[]));
    assert!(
        comment.chars().count() <= 60_000,
        "{}",
        comment.chars().count()
    );
    assert!(comment.starts_with("<!-- casebook-diff -->\n"));
    assert!(comment.contains("more lines are left out here"));
    let table = comment.split("<details>").next().unwrap();
    assert_eq!(
        table.lines().filter(|line| line.starts_with("| ")).count(),
        1 + 20
    );
}

/// A real set, one study a commit in the order of their dates: each diff begins where the one before ended.
#[test]
fn a_history_of_diffs_adds_up() {
    let Some(real) = shared("real/tanf-data-portal") else {
        return;
    };
    let read = |folder: &str| {
        let mut files: Vec<(String, String)> = fs::read_dir(real.join(folder))
            .unwrap()
            .map(|entry| {
                let path = entry.unwrap().path();
                let name = path.file_name().unwrap().to_str().unwrap().to_owned();
                (
                    format!("content/{folder}/{name}"),
                    fs::read_to_string(path).unwrap(),
                )
            })
            .collect();
        files.sort();
        files
    };
    let mut files: Vec<(String, String)> = ["personas", "problems", "insights", "metrics"]
        .iter()
        .flat_map(|folder| read(folder))
        .collect();
    let mut studies = read("validations");
    let date = |text: &str| {
        text.lines()
            .find(|line| line.starts_with("date:"))
            .map(str::to_owned)
    };
    studies.sort_by_key(|(_, text)| date(text));
    let mut base = snapshot(&files);
    let mut known: BTreeMap<_, _> = scores(&base);
    let mut moves = 0;
    for study in studies {
        files.push(study);
        let head = snapshot(&files);
        for moved in compare(&base, &head).moves {
            moves += 1;
            let key = (moved.entry.id.clone(), moved.axis);
            let (before, after) = (
                (moved.base.support, moved.base.against),
                (moved.head.support, moved.head.against),
            );
            assert_eq!(known.insert(key, after), Some(before));
        }
        base = head;
    }
    assert!(moves > 20, "{moves}");
    assert_eq!(known, scores(&snapshot(&files)));
}

#[test]
fn what_cannot_be_compared_says_so_and_exits_2() {
    let project = repository(SITE);
    let root = project.root();
    let said = |args: &[&str], words: &str| {
        run(&project, args).exits(2).says(words);
    };
    git(root, &["branch", "autumn"]);
    said(&["diff", "autum"], "did you mean `autumn`?");
    said(
        &["diff", "HEAD:content"],
        "git knows no revision `HEAD:content`",
    );
    said(&["diff", "--since", "soon"], "`soon` is no day");
    said(&["check", "--base", "nope"], "git knows no revision `nope`");
    git(root, &["checkout", "-q", "--orphan", "other"]);
    project.write("other.txt", "so that the commit is another one");
    commit(root);
    said(&["diff"], "no commit in common");
    git(root, &["branch", "-qD", "main", "autumn"]);
    said(&["diff"], "there is no branch `main` or `master`");

    let folder = Project::new(SITE);
    run(&folder, &["diff"])
        .exits(2)
        .says("not a git repository");

    // A clone that lacks the merge base says how to get it.
    let whole = repository(SITE);
    git(whole.root(), &["checkout", "-q", "-b", "change"]);
    for _ in 0..3 {
        commit(whole.root());
    }
    git(whole.root(), &["checkout", "-q", "main"]);
    commit(whole.root());
    let clone = Project::new("");
    let url = format!("file://{}", casebook::text::shown(whole.root()));
    git(
        clone.root(),
        &[
            "clone",
            "-q",
            "--depth",
            "1",
            "--no-single-branch",
            &url,
            ".",
        ],
    );
    run(&clone, &["diff", "origin/change...main"])
        .exits(2)
        .says("fetch-depth: 0");
}

#[test]
fn ranges_name_their_two_states() {
    let project = repository(SITE);
    let root = project.root();
    git(root, &["checkout", "-q", "-b", "change"]);
    fs::remove_file(root.join("content/validations/looks.md")).unwrap();
    commit(root);
    git(root, &["checkout", "-q", "main"]);
    project.write(
        "content/problems/other.md",
        "---\ntitle: Other\nneed: other\n---\n",
    );
    commit(root);
    let headline = |args: &[&str]| {
        let out = run(&project, &[&["diff"], args].concat()).exits(0).out;
        out.lines().nth(1).unwrap().to_owned()
    };
    let by_merge_base = headline(&["main...change"]);
    assert_eq!(
        by_merge_base,
        "One gate closes, one score moves, one entry is gone."
    );
    assert_eq!(
        headline(&["main..change"]),
        "One gate closes, one score moves, two entries are gone."
    );
    assert_eq!(
        headline(&["change..main"]),
        "One gate opens, one score moves, two entries are new."
    );
    assert_eq!(headline(&[]), "Nothing changed.");
    let since = run(&project, &["diff", "--since", "400d"]).exits(0).out;
    assert!(
        since.starts_with("nothing, for this history begins after 2025-05-27"),
        "{since}"
    );
    assert!(since.contains("entries are new"), "{since}");
}

#[test]
fn the_json_fits_its_schema() {
    let project = repository(SITE);
    let schema: Value =
        serde_json::from_str(include_str!("../../src/diff/diff.schema.json")).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    for (name, edits) in changes() {
        make(&project, &edits);
        let json = run(&project, &["diff", "--format", "json"]).exits(0).out;
        let json: Value = serde_json::from_str(&json).unwrap();
        let errors: Vec<String> = schema
            .iter_errors(&json)
            .map(|error| error.to_string())
            .collect();
        assert_eq!(errors, [] as [String; 0], "{name}");
        git(project.root(), &["checkout", "-q", "--", "."]);
        git(project.root(), &["clean", "-fdq"]);
    }
}
