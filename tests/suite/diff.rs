//! `casebook diff` and `check --base`: planted changes with their exact output, and what must hold of any two states.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

use casebook::config::Axis;
use casebook::diff::report::Report;
use casebook::diff::{Diff, NotCompared, Reason, Side, States, html, human, markdown};
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
    crate::support::git(root, "2026-06-01T12:00:00Z", args)
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
const TALKS: &str = "content/validations/talks.md";
const WHY: &str = "content/problems/know-why.md";

/// Each with its name, under which `tests/cases/diff/` has what is printed.
fn changes() -> Vec<(&'static str, Vec<Edit>)> {
    const LOOKS: &str = "content/validations/looks.md";
    const TEST: &str = "content/validations/report-test.md";
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
            "id-taken",
            vec![Write(
                "content/decisions/map.md",
                "---\ntitle: Build the map\n---\n",
            )],
        ),
        (
            "decision-added",
            vec![Write(
                "content/decisions/build-map.md",
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
            "decision-turned",
            vec![Replace(
                "content/decisions/build-report.md",
                "outcome: build",
                "outcome: decline\nrevisit: 2026-12-01",
            )],
        ),
        (
            "kind-changed",
            vec![Move("content/problems/pay.md", "content/solutions/pay.md")],
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
            let all = printed(&project) + &checked(&project);
            assert_file(&format!("tests/cases/diff/{name}.txt"), &all);
            git(project.root(), &["checkout", "-q", "--", "."]);
            git(project.root(), &["clean", "-fdq"]);
        }
    };
    std::thread::scope(|scope| {
        scope.spawn(|| run_all(&changes[..half]));
        run_all(&changes[half..]);
    });
}

/// What `check --base` says of the working tree in the formats but `short`, without what says which version ran and which checks it has.
fn checked(project: &Project) -> String {
    let head = git(project.root(), &["rev-parse", "HEAD"]);
    let mut all = String::new();
    for format in ["human", "json", "sarif", "github"] {
        let checked = run(project, &["check", "--base", "main", "--format", format]);
        let mut out = checked.out;
        if format == "sarif" {
            let mut sarif: Value = serde_json::from_str(&out).unwrap();
            sarif["runs"][0].as_object_mut().unwrap().remove("tool");
            for result in sarif["runs"][0]["results"].as_array_mut().unwrap() {
                result.as_object_mut().unwrap().remove("ruleIndex");
            }
            out = serde_json::to_string_pretty(&sarif).unwrap() + "\n";
        }
        all += &format!("=== check --base --format {format}\n{out}{}", checked.err);
    }
    all.replace(&head[..10], "HASH")
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
    all.replace(&head[..10], "HASH")
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

/// Two states under the same settings.
fn states(base: Snapshot, head: Snapshot) -> States {
    States {
        base_by_old_rules: None,
        base,
        head,
        settings: [None, None],
        not_compared: vec![],
        is_all_new: false,
    }
}

/// Support and against of every score, by id and axis.
fn scores(snapshot: &Snapshot) -> BTreeMap<(String, Axis), (f64, f64)> {
    let id = |id| same_id(&snapshot.graph.entry(id).document.id).to_owned();
    let mut all = BTreeMap::new();
    for (entry, scores) in snapshot.evidence.problems.iter() {
        for (axis, score) in [
            (Axis::Problem, &scores.problem),
            (Axis::Solution, &scores.solution),
        ] {
            all.insert((id(entry), axis), (score.support, score.against));
        }
    }
    for (entry, score) in snapshot.evidence.solutions.iter() {
        all.insert((id(entry), Axis::Solution), (score.support, score.against));
    }
    all
}

/// What a renamed entry of [`changed`] was called.
fn same_id(id: &str) -> &str {
    id.trim_end_matches("-moved")
}

fn id_of(path: &str) -> &str {
    let (_, name) = path.rsplit_once('/').unwrap_or(("", path));
    same_id(name.trim_end_matches(".md"))
}

/// Random changes of a site, as people make them.
fn changed(files: &[(String, String)], random: &mut Random) -> Vec<(String, String)> {
    let mut files = files.to_vec();
    let mut left = 1 + random.below(4);
    // Most of what is tried changes nothing of most files.
    for _ in 0..60 {
        if left == 0 || files.len() < 4 {
            break;
        }
        let at = 1 + random.below(files.len() - 1);
        let is_changed = match random.below(12) {
            0 => {
                files.remove(at);
                true
            }
            edit => edit_file(&mut files[at], edit),
        };
        left -= usize::from(is_changed);
    }
    files
}

/// True if the edit, by its number, changes the file.
fn edit_file((path, text): &mut (String, String), edit: usize) -> bool {
    let before = (path.clone(), text.clone());
    let (from, to) = match edit {
        1 => ("supported", "refuted"),
        2 => ("participants: ", "participants: 1"),
        3 => ("problem-0", "problem-1"),
        4 => ("status: building", "status: retired"),
        5 => ("method: interview", "method: survey"),
        6 => ("stance: supports", "stance: contradicts"),
        7 => ("stance: contradicts", "stance: supports"),
        8 => ("study-0", "study-1"),
        9 => ("---\nBody", "---\nMore body"),
        10 => ("---\n", "---\nvisibility: internal\n"),
        _ => ("---\n", "---\naliases: [ID]\n"),
    };
    let id = path
        .rsplit('/')
        .next()
        .unwrap_or_default()
        .trim_end_matches(".md");
    *text = text.replacen(from, &to.replace("ID", id), 1);
    if text.contains("aliases") && !before.1.contains("aliases") {
        *path = path.replace(".md", "-moved.md");
    }
    before != (path.clone(), text.clone())
}

/// Nothing else is named as a cause, and whoever puts the causes back has the scores of the base.
#[test]
fn the_causes_of_a_move_are_what_changed_and_all_of_it() {
    let mut moves = 0;
    for seed in 0..cases(60, 300) as u64 {
        let mut random = Random(seed * 31 + 7);
        let files = EvidenceSite::new(seed).files();
        let other = changed(&files, &mut random);
        let (base_files, head_files) = match random.below(2) {
            0 => (files, other),
            _ => (other, files),
        };
        let (base, head) = (snapshot(&base_files), snapshot(&head_files));
        let before = scores(&base);
        for moved in Diff::compare(&states(base, head)).moves {
            moves += 1;
            let by: Vec<_> = moved.causes.iter().flat_map(|cause| &cause.by).collect();
            let said = format!("seed {seed}: {by:?}\n{moved:#?}");
            assert!(!by.is_empty(), "{said}");
            let named = by.iter().copied().flatten();
            let named: BTreeSet<&str> = named.map(|by| same_id(&by.id)).collect();
            for id in &named {
                let [base, head] = [&base_files, &head_files].map(|files| {
                    let files = files.iter().filter(|(path, _)| id_of(path) == *id);
                    files.collect::<Vec<_>>()
                });
                assert_ne!(base, head, "{id}: {said}");
            }
            // Nobody is told which of those it is that are withheld.
            let mut put_back = named;
            if by.contains(&&None) {
                let all = base_files.iter().chain(&head_files);
                let hidden = all.filter(|(_, text)| text.contains("visibility: internal"));
                put_back.extend(hidden.map(|(path, _)| id_of(path)));
            }
            let is_put_back = |path: &str| put_back.contains(id_of(path));
            let kept = head_files.iter().filter(|(path, _)| !is_put_back(path));
            let old = base_files.iter().filter(|(path, _)| is_put_back(path));
            let put_back: Vec<(String, String)> = kept.chain(old).cloned().collect();
            let key = (same_id(&moved.entry.id).to_owned(), moved.axis);
            let after = scores(&snapshot(&put_back));
            assert_eq!(after.get(&key), before.get(&key), "{said}");
        }
    }
    assert!(moves > cases(20, 100), "{moves}");
}

#[test]
fn an_insight_that_says_otherwise_moves_the_score_and_not_its_study() {
    const MINE: &str = "content/insights/mine.md";
    const ASKED: &str = "---\ntitle: Talks of May\nmethod: interview\nparticipants: 9\ndate: 2026-05-02\nverdict: mixed\n---\n";
    let project = repository(&format!(
        "{SITE}>>> content/validations/asked.md\n{ASKED}>>> {MINE}\n---\ntitle: They ask why\nvalidations: [asked]\nproblems: [pay]\nstance: contradicts\n---\n"
    ));
    let moved = |edits: &[Edit], words: &str| {
        make(&project, edits);
        says(&project, &["diff"], &[words]);
        let json = run(&project, &["diff", "--format", "json"]).exits(0).out;
        let json: Value = serde_json::from_str(&json).unwrap();
        let by = &json["moves"][0]["causes"][0]["by"];
        assert_eq!(by[0]["id"], "mine", "{json}");
        assert_eq!(by.as_array().unwrap().len(), 1, "{json}");
    };
    moved(
        &[Replace(MINE, "contradicts", "supports")],
        "Is it real? They ask why makes Talks of May count otherwise (refuted → supported): interviews",
    );
    // The text of the study is another one too, and moves nothing.
    make(
        &project,
        &[Replace(
            "content/validations/asked.md",
            "mixed\n---\n",
            "mixed\n---\nThey talk.\n",
        )],
    );
    moved(
        &[Replace(MINE, "supports", "neutral")],
        "(refuted → inconclusive)",
    );
    moved(
        &[Replace(MINE, "problems: [pay]\n", "")],
        "They ask why makes Talks of May no longer count here: interviews",
    );
}

/// The verdict that the insight gave it is what is withheld.
#[test]
fn what_a_study_counts_as_by_an_insight_that_is_withheld_is_not_told() {
    const INSIGHT: &str = "validations: [asked]\nproblems: [pay]\nstance:";
    let project = repository(&format!(
        "{SITE}>>> content/validations/asked.md\n---\ntitle: Talks of May\nmethod: interview\nparticipants: 9\ndate: 2026-05-02\n---\n>>> content/insights/a.md\n---\ntitle: Kanarienvogel\n{INSIGHT} contradicts\n---\n>>> content/insights/b.md\n---\ntitle: They ask\n{INSIGHT} supports\n---\n"
    ));
    make(
        &project,
        &[Replace(
            "content/insights/a.md",
            "stance:",
            "visibility: internal\nstance:",
        )],
    );
    let out = all_formats(&project);
    let words = "Something that is not shown here makes Talks of May count otherwise";
    assert!(out.contains(words), "{out}");
    assert!(
        !out.contains("refuted → supported") && !out.contains("Kanarien"),
        "{out}"
    );
    assert!(!out.contains("\"verdict\""), "{out}");
}

#[test]
fn a_study_that_is_done_because_an_insight_cites_it_counts_by_the_insight() {
    let project = repository(&format!(
        "{SITE}>>> content/validations/asked.md\n---\ntitle: Talks of May\nmethod: interview\nproblems: [pay]\n---\n"
    ));
    project.write(
        "content/insights/mine.md",
        "---\ntitle: They ask why\nvalidations: [asked]\n---\n",
    );
    says(
        &project,
        &["diff"],
        &["They ask why makes Talks of May count here."],
    );
}

#[test]
fn what_is_contested_or_refuted_from_the_start_fails_strict() {
    const STUDY: &str = "---\ntitle: T\nmethod: observation\nparticipants: 9\ndate: 2026-06-01\n";
    let project = repository(SITE);
    let strict = |files: &[(&str, &str)], lines: &[&str]| {
        for (path, text) in files {
            project.write(path, text);
        }
        let out = run(&project, &["diff", "--strict"]).exits(1).out;
        for line in lines {
            assert!(out.contains(line), "{line}\n{out}");
        }
        git(project.root(), &["clean", "-fdq"]);
        run(&project, &["diff", "--strict"]).exits(0);
    };
    let one = "With --strict this fails: 1 score is newly contested or refuted.";
    let problem = ("content/problems/new.md", "---\ntitle: New\nneed: x\n---\n");
    let of_problem = format!("{STUDY}problems: [new]\nverdict: refuted\n---\n");
    let of_problem = ("content/validations/t.md", of_problem.as_str());
    strict(
        &[problem, of_problem],
        &[one, "New problem: New (new)\n      Refuted 2.8."],
    );
    let for_it = of_problem.1.replace("refuted", "supported");
    let for_it = ("content/validations/for.md", for_it.as_str());
    strict(
        &[problem, of_problem, for_it],
        &[one, "Contested 2.0 for, 2.0 against."],
    );
    // A new answer to a new problem, both by one study, is one score.
    let answer = (
        "content/solutions/new-map.md",
        "---\ntitle: New map\nproblems: [new]\n---\n",
    );
    let of_answer =
        format!("{STUDY}solutions: [new-map]\nabout: solution\nverdict: refuted\n---\n");
    let of_answer = ("content/validations/t.md", of_answer.as_str());
    strict(
        &[problem, answer, of_answer],
        &[
            one,
            "New problem: New (new)\n      Its answer, New map: refuted 2.7.",
            "New solution: New map (new-map)\n      Refuted 2.7.",
        ],
    );
}

#[test]
fn next_steps_that_the_rules_alone_move_are_told_in_every_format() {
    let project = repository(SITE);
    // What is worth a look ends above what know-why has.
    project.write(
        "casebook.yaml",
        "title: Workshop\nevidence: {opportunity: {high: 19, worth_a_look: 18}}\n",
    );
    let out = run(&project, &["diff"]).exits(0).out;
    let line =
        "Next step: Know why a repair failed (know-why)  build or finish → say no, with evidence";
    assert!(out.contains("One next step changes by new rules."), "{out}");
    assert!(out.find(line) < out.find("Everything below"), "{out}");
    for format in FORMATS {
        prints(
            &project,
            &["diff", "--format", format],
            "say no, with evidence",
        );
    }
}

/// Where a word begins only decides how the same value is rounded.
#[test]
fn a_score_whose_value_and_word_stay_has_not_moved_in_any_format() {
    let project = repository(SITE);
    for strong in ["2.9", "4.1"] {
        let settings = format!("title: Workshop\nevidence: {{words: {{strong: {strong}}}}}\n");
        project.write("casebook.yaml", settings);
        let json = run(&project, &["diff", "--format", "json"]).exits(0).out;
        let json: Value = serde_json::from_str(&json).unwrap();
        for moved in json["moved_by_settings"].as_array().unwrap() {
            let of = |side: &str| {
                ["state", "word", "support", "against"].map(|key| moved[side][key].clone())
            };
            assert_ne!(of("base"), of("head"), "{strong}: {moved}");
        }
    }
}

#[test]
fn json_has_both_values_of_every_method_of_a_moved_score() {
    let project = repository(SITE);
    make(
        &project,
        &[Replace(TALKS, "participants: 8", "participants: 4")],
    );
    let json = run(&project, &["diff", "--format", "json"]).exits(0).out;
    let json: Value = serde_json::from_str(&json).unwrap();
    let methods = json["moves"][0]["methods"].as_array().unwrap();
    let methods: Vec<String> = methods
        .iter()
        .map(|method| {
            format!(
                "{} {} {}",
                method["method"], method["base"]["support"], method["head"]["support"]
            )
        })
        .collect();
    assert_eq!(
        methods,
        ["\"interview\" 2.39 1.69", "\"observation\" 2.27 2.27"]
    );
    let out = run(&project, &["diff"]).exits(0).out;
    assert!(
        out.contains("interviews 2.4 → 1.7.") && !out.contains("observations"),
        "{out}"
    );
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
        let states = states(snapshot(files_a), snapshot(files_b));
        let diff = Diff::compare(&states);
        let base = "where HEAD left main, at deadbeef12".to_owned();
        let report = Report::new(&diff, base, "now".into());
        let json = serde_json::to_string(&diff).unwrap();
        let comment = markdown::write(&report);
        let page = html::write(&report, &states.head).unwrap();
        let all = [human::write(&report), comment.clone(), json, page];
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

/// What GitHub would make a link or a mention of outside code: words that begin with `@`, `#1`, `GH-1`, hashes, addresses.
fn linked(text: &str) -> Vec<String> {
    let text = text.replace("\\`", "\\");
    let text: String = text.split('`').step_by(2).collect::<Vec<_>>().join("` `");
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
        assert_eq!(linked(&format!("`{word}`")).len(), 0, "{word}");
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
    let diff = Diff::compare(&states(base, snapshot(&files)));
    let comment = markdown::write(&Report::new(&diff, "a".into(), "b".into()));
    assert!(
        comment.chars().count() <= 60_000,
        "{}",
        comment.chars().count()
    );
    assert!(comment.starts_with("<!-- casebook-diff -->\n"));
    let words = "of “New and gone”. `casebook diff` prints them.";
    assert!(comment.contains("Left out here: ") && comment.contains(words));
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
        let both = states(base, snapshot(&files));
        for moved in Diff::compare(&both).moves {
            moves += 1;
            let key = (moved.entry.id.clone(), moved.axis);
            let (before, after) = (
                (moved.base.support, moved.base.against),
                (moved.head.support, moved.head.against),
            );
            assert_eq!(known.insert(key, after), Some(before));
        }
        base = both.head;
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

fn prints(project: &Project, args: &[&str], words: &str) {
    let out = run(project, args).exits(0).out;
    assert!(out.contains(words), "not printed: {words}\n{out}");
}

const FORMATS: [&str; 4] = ["human", "markdown", "json", "html"];

/// What every format prints of the files as they are now, one after the other.
fn all_formats(project: &Project) -> String {
    let print = |format| {
        run(project, &["diff", "HEAD", "--format", format])
            .exits(0)
            .out
    };
    FORMATS.map(print).concat()
}

/// A project whose base and head have these settings, with an edit between them, in this order and turned around.
fn both_ways(settings: [&str; 2], files: [&str; 2], check: impl Fn(&str)) {
    for (base, head) in [(0, 1), (1, 0)] {
        let at = |side: usize| format!(">>> casebook.yaml\n{}\n{}", settings[side], files[side]);
        let project =
            repository(&(SITE.replace(">>> casebook.yaml\ntitle: Workshop\n", "") + &at(base)));
        let head = Project::new(&at(head));
        for file in fs::read_dir(head.root().join("content/rivals")).unwrap() {
            let file = file.unwrap();
            let name = file.file_name().into_string().unwrap();
            project.write(
                &format!("content/rivals/{name}"),
                fs::read(file.path()).unwrap(),
            );
        }
        project.write(
            "casebook.yaml",
            fs::read(head.root().join("casebook.yaml")).unwrap(),
        );
        check(&all_formats(&project));
    }
}

#[test]
fn what_one_side_keeps_private_is_private_on_both() {
    const RIVAL: &str = ">>> content/rivals/acme.md\n---\ntitle: Acme\ncanary: low\nnote: {canary: high}\nowner: Berta Kanari\n---\n";
    let turned = RIVAL
        .replace("canary: low", "canary: high")
        .replace("{canary: high}", "{canary: low}");
    let open = "kinds: {rival: {folders: [rivals], fields: {canary: {type: choice, values: [low, high]}, note: {type: map, fields: {canary: {type: choice, values: [low, high]}}}}}}";
    both_ways([open, open], [RIVAL, &turned], |out| {
        assert!(out.contains("canary"), "{out}")
    });
    let private = open.replace("values: [low, high]", "values: [low, high], private: true");
    both_ways([&private, open], [RIVAL, &turned], |out| {
        assert!(!out.contains("canary"), "{out}")
    });
    // The title, in the name of the entry and of what links to it.
    let titled = RIVAL.replace("title: Acme", "title: Kanarienvogel\nrelated: [know-why]");
    let turned = titled
        .replace("low", "high")
        .replace("Kanarienvogel", "Kanarienvogel 2");
    let private = open.replace("fields: {canary", "fields: {title: {private: true}, canary");
    both_ways([&private, open], [&titled, &turned], |out| {
        assert!(
            out.contains("acme") && !out.contains("Kanarienvogel"),
            "{out}"
        );
    });
    // A kind of which nothing is published.
    let internal = open.replace(
        "fields: {canary",
        "fields: {visibility: {default: internal}, canary",
    );
    both_ways([&internal, open], [&titled, &turned], |out| {
        assert!(
            !out.contains("acme") && !out.contains("Kanarienvogel"),
            "{out}"
        );
    });
    // A kind that only one side has.
    let gone = "title: none of it";
    both_ways([&private, gone], [&titled, &turned], |out| {
        assert!(!out.contains("Kanarienvogel"), "{out}")
    });
    // Names that only one side lists.
    let names = format!("{open}\nprivacy: {{names_file: people.lst}}");
    let named = RIVAL.replace("title: Acme", "title: Berta Kanari of Acme");
    let named = format!("{named}>>> people.lst\nBerta Kanari\n");
    let turned = named.replace("low", "high");
    both_ways([&names, open], [&named, &turned], |out| {
        assert!(out.contains("acme") && !out.contains("Kanari"), "{out}");
    });
}

#[test]
fn a_verdict_that_was_private_moves_no_score() {
    let private = "kinds: {validation: {fields: {verdict: {private: true}}}}\n";
    let project = repository(&SITE.replace("title: Workshop", private));
    project.write("casebook.yaml", "title: Workshop\n");
    make(
        &project,
        &[Replace(
            "content/validations/talks.md",
            "verdict: supported",
            "verdict: refuted",
        )],
    );
    let out = all_formats(&project);
    assert!(
        !out.contains("refuted") && !out.contains("supported"),
        "{out}"
    );
}

#[test]
fn what_one_side_cannot_read_is_left_out_of_both_and_named() {
    let broken = [Replace(TALKS, "participants: 8", "participants: [8")];
    let mended = [Replace(TALKS, "participants: [8", "participants: 9")];
    let project = repository(SITE);
    let said = |out: &str, side: &str| {
        let mut lines = out.lines();
        let file = match side {
            "head" => "1 file could not be compared.",
            _ => "1 file of the base could not be compared.",
        };
        let headline = format!("{file} Nothing else changed.");
        assert_eq!(lines.nth(1).unwrap(), headline);
        assert!(out.contains(&format!("in the {side} {TALKS}:")), "{out}");
        assert!(
            !out.contains("moved by it") && !out.contains("New") && !out.contains("Gone"),
            "{out}"
        );
    };
    make(&project, &broken);
    said(&run(&project, &["diff"]).exits(0).out, "head");
    commit(project.root());
    make(&project, &mended);
    said(&run(&project, &["diff", "HEAD"]).exits(0).out, "base");
    // Under another name, and of one that must not be named.
    make(
        &project,
        &[
            Move(TALKS, "content/validations/chats.md"),
            Replace(
                "content/validations/chats.md",
                "verdict:",
                "aliases: [talks]\nverdict:",
            ),
        ],
    );
    said(&run(&project, &["diff", "HEAD"]).exits(0).out, "base");
    let project = repository(SITE);
    make(
        &project,
        &[Replace(
            "content/validations/secret.md",
            "participants: 6",
            "participants: [6",
        )],
    );
    let out = all_formats(&project);
    assert!(
        out.contains("1 file that is not shown here could not be compared."),
        "{out}"
    );
    assert!(!out.contains("secret") && !out.contains("layoffs"), "{out}");
}

#[test]
fn settings_that_cannot_be_read_on_one_side_stop_the_comparison() {
    for (settings, place) in [
        ("title: [\n", "casebook.yaml:2:1"),
        ("evidence: {cap: many}\n", "casebook.yaml:1:17"),
        (
            "kinds: {problem: {fields: {severity: {private: maybe}}}}\n",
            "casebook.yaml:1:",
        ),
    ] {
        let project = repository(&SITE.replace("title: Workshop\n", settings));
        project.write("casebook.yaml", "title: Workshop\n");
        for args in [["diff", "HEAD"].as_slice(), &["check", "--base", "HEAD"]] {
            run(&project, args)
                .exits(2)
                .says(&format!("could not be compared: {place}"));
        }
        project.write("casebook.yaml", settings);
        run(&project, &["diff", "HEAD"]).exits(2).says(place);
    }
    // A key that decides nothing here.
    let project = repository(&SITE.replace("title: Workshop\n", "titel: Workshop\n"));
    project.write("casebook.yaml", "title: Workshop\n");
    prints(&project, &["diff", "HEAD"], "title is newly set");
}

#[test]
fn each_side_is_read_from_its_own_content_folder() {
    let settings = |folder: &str| format!("title: Workshop\ncontent: {folder}\n");
    for (from, to) in [("docs", "kb"), (".", "content"), ("content", "kb/now")] {
        let text = SITE.replace("title: Workshop\n", &settings(from));
        let project = repository(&match from {
            "." => text.replace(">>> content/", ">>> "),
            _ => text.replace(">>> content/", &format!(">>> {from}/")),
        });
        let root = project.root();
        fs::create_dir_all(root.join("new")).unwrap();
        let folders = [
            "personas",
            "problems",
            "solutions",
            "decisions",
            "validations",
        ];
        for folder in folders {
            fs::rename(root.join(from).join(folder), root.join("new").join(folder)).unwrap();
        }
        fs::create_dir_all(root.join(to).parent().unwrap()).unwrap();
        if root.join(to).exists() {
            fs::remove_dir_all(root.join(to)).unwrap();
        }
        fs::rename(root.join("new"), root.join(to)).unwrap();
        project.write("casebook.yaml", settings(to));
        let out = run(&project, &["diff", "HEAD"]).exits(0).out;
        assert!(
            out.contains("1 setting changed, and no score moved by it."),
            "{from} → {to}: {out}"
        );
        assert!(
            !out.contains("New") && !out.contains("Gone"),
            "{from} → {to}: {out}"
        );
    }
}

#[cfg(unix)]
#[test]
fn links_submodules_and_ignored_files_are_on_neither_side() {
    use std::os::unix::fs::symlink;
    const X: &str = "---\ntitle: Kanarienvogel\nneed: x\n---\n";
    let project = repository(&format!("{SITE}>>> .gitignore\nprivate*\n"));
    let root = project.root();
    let other = repository(">>> problems/x.md\n---\ntitle: Kanarienvogel\nneed: x\n---\n");
    let url = casebook::text::shown(other.root());
    git(
        root,
        &[
            "-c",
            "protocol.file.allow=always",
            "submodule",
            "add",
            "-q",
            &url,
            "content/lib",
        ],
    );
    git(root, &["clone", "-q", &url, "content/nested"]);
    fs::remove_file(root.join("content/validations/talks.md")).unwrap();
    symlink("looks.md", root.join("content/validations/talks.md")).unwrap();
    project.write("content/problems/private-x.md", X);
    project.write("content/problems/a\nb.md", X);
    // Another one has its id.
    project.write("content/solutions/pay.md", X);
    let out = run(&project, &["diff", "HEAD"]).exits(0).out;
    let headline = "1 file could not be compared. Nothing else changed.";
    assert_eq!(out.lines().nth(1), Some(headline), "{out}");
    for line in [
        "content/problems/a␊b.md is not read, on neither side: `casebook check` says why.",
        "content/solutions/pay.md could not be compared and is left out on both sides: in the head",
        "The submodule content/lib is not read, on neither side.",
        "The submodule content/nested is not read, on neither side.",
        "The symbolic link content/validations/talks.md is not read, on neither side.",
        "1 file that git ignores is not compared.",
    ] {
        assert!(out.contains(line), "{line}\n{out}");
    }
    commit(root);
    let committed = run(&project, &["diff", "HEAD~1..HEAD"]).exits(0).out;
    assert_eq!(committed.lines().nth(1), Some(headline), "{committed}");
    // A whole content that is a link cannot be compared.
    fs::rename(root.join("content"), root.join("real")).unwrap();
    symlink("real", root.join("content")).unwrap();
    run(&project, &["diff", "HEAD"])
        .exits(2)
        .says("behind the symbolic link `content`");
    commit(root);
    run(&project, &["diff", "HEAD~1..HEAD"])
        .exits(2)
        .says("behind the symbolic link `content`");
}

#[test]
fn a_repository_is_found_by_the_folder_or_git_says_why_not() {
    let project = repository(SITE);
    let root = project.root();
    let bare = Project::new("");
    git(
        bare.root(),
        &["clone", "-q", "--bare", &casebook::text::shown(root), "."],
    );
    run(&bare, &["diff", "HEAD"])
        .exits(2)
        .says("must be run in a work tree");
    let with_git_dir = |folder: &Path, args: &[&str], dir: &Path| -> Run {
        casebook(folder, args)
            .env("GIT_DIR", dir)
            .output()
            .unwrap()
            .into()
    };
    let other = repository(SITE);
    for (dir, words) in [
        (Path::new("/nowhere"), "git says: not a git repository"),
        (&other.root().join(".git"), "names another repository"),
    ] {
        with_git_dir(root, &["diff", "HEAD"], dir)
            .exits(2)
            .says(words);
    }
    // As in a hook of a linked work tree, for a project below its top.
    git(root, &["checkout", "-q", "-b", "other"]);
    fs::create_dir(root.join("sub")).unwrap();
    for name in ["content", "casebook.yaml"] {
        fs::rename(root.join(name), root.join("sub").join(name)).unwrap();
    }
    commit(root);
    let tree = Project::new("");
    let path = tree.root().join("tree");
    git(
        root,
        &[
            "worktree",
            "add",
            "-q",
            "-b",
            "linked",
            &casebook::text::shown(&path),
        ],
    );
    let dir = root.join(".git/worktrees/tree");
    let out = with_git_dir(&path, &["diff", "HEAD", "--root", "sub"], &dir)
        .exits(0)
        .out;
    assert_eq!(out.lines().nth(1), Some("Nothing changed."), "{out}");
}

#[test]
fn no_format_prints_control_characters_of_keys() {
    let settings = "evidence:\n  methods:\n    \"sur\u{202e}vey\": {class: say, weight: 2, n_full: 10, about: problem}\n\"k\\e[31m\\u202Ey\": 1\n";
    let project = repository(SITE);
    project.write("casebook.yaml", settings);
    project.write(
        "content/validations/survey.md",
        "---\ntitle: Survey\nmethod: \"sur\u{202e}vey\"\nparticipants: 9\ndate: 2026-06-20\nproblems: [find-part]\nverdict: supported\n---\n",
    );
    let out = all_formats(&project);
    assert!(!out.contains(['\u{1b}', '\u{202e}']), "{out}");
    assert!(out.contains("sur�vey"), "{out}");
}

#[test]
fn a_person_that_one_side_withholds_is_named_nowhere() {
    let asked = ">>> content/decisions/d.md\n---\ntitle: Decide\noutcome: decline\nrequested_by: zoe\n---\n";
    let open = "---\nname: Somebody\n---\n";
    let hidden = "---\nname: Somebody\nvisibility: internal\n---\n";
    for (base, head) in [(open, hidden), (hidden, open)] {
        let persona = format!(">>> content/personas/zoe.md\n{base}");
        let project = repository(&(SITE.to_owned() + asked + &persona));
        project.write("content/personas/zoe.md", head);
        let out = all_formats(&project);
        assert!(!out.contains("zoe") && !out.contains("equested"), "{out}");
    }
}

#[test]
fn an_id_made_of_an_address_is_not_printed() {
    let project = repository(SITE);
    project.write(
        "content/problems/ana.huber@firm.org.md",
        "---\ntitle: X\nneed: x\n---\n",
    );
    let out = all_formats(&project);
    assert!(
        out.contains("New problem") && !out.contains("huber"),
        "{out}"
    );
}

#[test]
fn odd_ranges_are_refused_and_a_base_without_documents_is_named() {
    let project = repository(SITE);
    for range in [
        "main....main",
        "main.",
        "main..HEAD..main",
        "main...HEAD...main",
    ] {
        run(&project, &["diff", range]).exits(2).says("is no range");
    }
    run(&project, &["diff", "--since=-7d"])
        .exits(2)
        .says("`-7d` is no day");
    for range in ["..", "...", "main..", "...main"] {
        prints(&project, &["diff", range], "Nothing changed.");
    }
    // Settings that set nothing have no name.
    fs::remove_file(project.root().join("casebook.yaml")).unwrap();
    commit(project.root());
    project.write("casebook.yaml", "# nothing yet\n");
    prints(&project, &["diff", "HEAD"], "Nothing changed.");
    let verbose = run(&project, &["diff", "HEAD", "-v"]).exits(0);
    assert!(
        verbose.err.contains("git ls-tree") && verbose.err.contains("12 documents"),
        "{}",
        verbose.err
    );
    git(project.root(), &["rm", "-rqf", "content"]);
    commit(project.root());
    project.write("content/problems/a.md", "---\ntitle: A\nneed: a\n---\n");
    prints(
        &project,
        &["diff", "HEAD"],
        "The base has no documents, so everything is new.",
    );
    let unborn = Project::new(SITE);
    git(unborn.root(), &["init", "-q", "-b", "main"]);
    run(&unborn, &["diff"])
        .exits(2)
        .says("there is no commit yet");
}

fn says(project: &Project, args: &[&str], lines: &[&str]) {
    let out = run(project, args).exits(0).out;
    for line in lines {
        assert!(out.contains(line), "not printed: {line}\n{out}");
    }
}

#[test]
fn what_leans_on_a_study_or_on_what_is_gone_is_touched() {
    const DECISION: &str = ">>> content/decisions/no-stars.md\n---\ntitle: No stars\ndate: 2026-06-02\noutcome: decline\nbecause: nobody asked\nevidence: [talks]\nowner: Ruta\n---\n";
    let project = repository(&format!("{SITE}{DECISION}"));
    make(
        &project,
        &[Replace(TALKS, "participants: 8", "participants: 3")],
    );
    let touched = "Ruta: No stars (no-stars)\n      Leans on Talks with volunteers";
    says(&project, &["diff"], &[&format!("{touched}.")]);
    fs::remove_file(project.root().join(TALKS)).unwrap();
    let gone = format!("{touched}, which is gone.");
    let link = "Gone: No stars (no-stars)\n      evidence: Talks with volunteers, which is gone";
    says(&project, &["diff"], &[&gone, link]);

    let project = repository(SITE);
    make(&project, &[Move(WHY, "content/problems/why.md")]);
    let lines = [
        "Gone problem: Know why a repair failed (know-why)\n      Good 4.1.",
        "Front desk: Build the report (build-report)\n      Leans on Know why a repair failed, which is gone.",
        "Gone: Talks with volunteers (talks)\n      problems: Know why a repair failed, which is gone",
    ];
    says(&project, &["diff"], &lines);
}

#[test]
fn where_no_answer_is_live_any_more_nothing_is_called_hidden() {
    let project = repository(SITE);
    make(
        &project,
        &[Replace(
            "content/solutions/report.md",
            "status: building",
            "status: retired",
        )],
    );
    let words = "No answer is live any more, the last was Report of the repair";
    says(&project, &["diff"], &[words]);
    let out = all_formats(&project);
    assert!(
        !out.contains("not shown here") && out.contains("\"no-answer\""),
        "{out}"
    );
}

#[test]
fn line_ends_are_no_change() {
    let site = SITE.replace(
        "They ask.",
        "They ask.\n\n- See [the part](find-part.md).\n\n```\na\n\nb\n```\n",
    );
    let project = repository(&site);
    let write = |from: &str, to: &str| {
        let mut files = vec![project.root().join("casebook.yaml")];
        for folder in [
            "personas",
            "problems",
            "solutions",
            "decisions",
            "validations",
        ] {
            let folder = fs::read_dir(project.root().join("content").join(folder)).unwrap();
            files.extend(folder.map(|file| file.unwrap().path()));
        }
        for file in files {
            let text = fs::read_to_string(&file).unwrap();
            fs::write(&file, text.replace(from, to)).unwrap();
        }
    };
    write("\n", "\r\n");
    says(&project, &["diff"], &["Nothing changed."]);
    commit(project.root());
    write("\r\n", "\n");
    says(&project, &["diff", "HEAD"], &["Nothing changed."]);
}

#[test]
fn what_only_private_fields_change_is_the_same_with_and_without_a_hidden_reference() {
    for visibility in ["public", "internal"] {
        let site = SITE.replace(
            "problems: [know-why]\ncriterion",
            "problems: [know-why, pay]\ncriterion",
        );
        let site = site.replace(
            "title: Pay",
            &format!("visibility: {visibility}\ntitle: Pay"),
        );
        let project = repository(&site);
        make(
            &project,
            &[
                Replace(
                    TALKS,
                    "verdict:",
                    "consent: recorded\ndelete_raw_by: 2027-01-01\nverdict:",
                ),
                Replace(
                    TALKS,
                    "supported\n---\n",
                    "supported\n---\nSee [why](../problems/know-why.md).\n",
                ),
            ],
        );
        commit(project.root());
        make(
            &project,
            &[Replace(
                TALKS,
                "consent: recorded\ndelete_raw_by: 2027-01-01",
                "consent: missing",
            )],
        );
        says(&project, &["diff", "HEAD"], &["Nothing changed."]);
    }
}

#[test]
fn no_path_of_an_ignored_file_is_printed() {
    let project = repository(&format!("{SITE}>>> .gitignore\n/content/ign/\n"));
    for name in ["kanari", "kanari-2"] {
        let path = format!("content/ign/{name}.md");
        project.write(&path, "---\ntitle: A\nvisibility: internal\n---\n");
    }
    let out = all_formats(&project);
    assert!(!out.contains("kanari"), "{out}");
    assert!(
        out.contains("2 files that git ignores are not compared."),
        "{out}"
    );
}

#[test]
fn a_comment_fits_into_a_variable() {
    const MOST_OF_LINUX: usize = 131_072;
    let mut files = vec![("casebook.yaml".to_owned(), "title: A\n".to_owned())];
    let base = snapshot(&files);
    for i in 0..500 {
        let title = "修理が終わるまでの待ち時間を知りたい".repeat(6);
        let text = format!("---\ntitle: {title} {i}\nneed: x\n---\n");
        files.push((format!("content/problems/p-{i}.md"), text));
    }
    let diff = Diff::compare(&states(base, snapshot(&files)));
    let comment = markdown::write(&Report::new(&diff, "a".into(), "b".into()));
    assert!(
        comment.len() + "DIFF=".len() < MOST_OF_LINUX,
        "{}",
        comment.len()
    );
    assert!(comment.contains("Left out here: "));
}

#[test]
fn a_gate_passes_where_check_is_told_to_let_it_pass() {
    const IDEA: &str = "content/solutions/idea.md";
    let project = repository(SITE);
    let strict = |code| {
        run(&project, &["diff", "HEAD", "--strict"]).exits(code);
        run(&project, &["check", "--base", "HEAD", "--strict"]).exits(code);
    };
    make(
        &project,
        &[Replace(IDEA, "status: idea", "status: planned")],
    );
    strict(1);
    make(
        &project,
        &[Replace(
            IDEA,
            "planned\n",
            "planned\nignore: {solution-without-demand: a bet}\n",
        )],
    );
    strict(0);
    let waived = [
        "One gate is waived, one field changes.",
        "Newly waived: A jar for coins (idea)\n      Planned. It ignores the check.",
    ];
    says(&project, &["diff", "HEAD"], &waived);
    let mended = [
        Replace(IDEA, "ignore: {solution-without-demand: a bet}\n", ""),
        Write(
            "casebook.yaml",
            "title: Workshop\nchecks: {solution-without-demand: {solution: off}}\n",
        ),
    ];
    make(&project, &mended);
    strict(0);
    // A gate that failed before, and now neither way.
    let lines = [
        "Newly passes: Parts map (map)",
        "The settings turn the check off.",
        "checks.solution-without-demand.solution is newly set  none → off",
        "One gate opens by new rules, one field changes.",
    ];
    says(&project, &["diff", "HEAD"], &lines);
    let out = run(&project, &["diff", "HEAD"]).exits(0).out;
    let at = |words: &str| out.find(words).unwrap();
    assert!(at(lines[0]) < at("Everything below"), "{out}");
    assert!(!out.contains("\nGates"), "{out}");
    make(
        &project,
        &[
            Write("casebook.yaml", "title: Workshop\n"),
            Replace(
                "content/solutions/map.md",
                "owner:",
                "ignore: {solution-without-demand: a bet}\nowner:",
            ),
        ],
    );
    says(
        &project,
        &["diff", "HEAD"],
        &["Newly passes: Parts map (map)", "It ignores the check."],
    );
}

#[test]
fn readings_owners_titles_and_visibility_are_told_with_both_values() {
    const METRIC: &str = "content/metrics/empty.md";
    let project = repository(&format!(
        "{SITE}>>> {METRIC}\n---\ntitle: Empty places\ntype: rate\nreadings:\n  - {{date: 2026-05-01, value: 24, segment: village}}\n  - {{date: 2026-05-01, value: 11}}\n---\n"
    ));
    let pay = "content/problems/pay.md";
    make(
        &project,
        &[
            Replace(METRIC, "value: 24", "value: 44"),
            Replace(METRIC, "title: Empty places", "title: Empty chairs"),
            Replace("content/solutions/map.md", "Parts group", "Anna-Lena"),
            Replace(
                "content/decisions/build-report.md",
                "owner:",
                "requested_by: The board\nowner:",
            ),
            Replace(pay, "need:", "visibility: internal\nneed:"),
        ],
    );
    let lines = [
        "Value of 2026-05-01, village: Empty chairs (empty)  24 → 44",
        "Title: Empty chairs (empty)  Empty places → Empty chairs",
        "Owner: Parts map (map)  Parts group → Anna-Lena",
        "Requested by: Build the report (build-report)  none → The board",
        "Visibility: Pay without being judged (pay)  public → internal",
    ];
    says(&project, &["diff", "--audience", "internal"], &lines);
    says(&project, &["diff"], &lines[..4]);
    let public = all_formats(&project);
    assert!(!public.contains("Pay without being judged"), "{public}");
}

#[test]
fn a_score_that_is_told_with_its_problem_is_counted_once() {
    let project = repository(SITE);
    make(
        &project,
        &[Replace(
            "content/validations/report-test.md",
            "participants: 5",
            "participants: 2",
        )],
    );
    let lines = [
        "One score moves.",
        "Scores that moved (1)",
        "Does our answer, Report of the repair, work?",
    ];
    says(&project, &["diff"], &lines);
}

#[test]
fn findings_of_what_was_renamed_or_moved_are_not_new() {
    let project = repository(SITE);
    let root = project.root();
    let is_old = || {
        let checked = run(&project, &["check", "--base", "HEAD", "--format", "short"]).exits(0);
        assert_eq!(checked.out, "", "{}", checked.err);
        git(root, &["add", "-A"]);
        git(root, &["reset", "-q", "--hard"]);
    };
    for (old, new) in [("map", "plan"), ("find-part", "find")] {
        let mut rename = Command::new(env!("CARGO_BIN_EXE_casebook"));
        let rename = rename.args(["rename", old, new]).current_dir(root).output();
        Run::from(rename.unwrap()).exits(0);
        is_old();
    }
    fs::create_dir(root.join("content/solutions/parts")).unwrap();
    make(
        &project,
        &[Move(
            "content/solutions/map.md",
            "content/solutions/parts/map.md",
        )],
    );
    is_old();
}

#[test]
fn only_what_is_said_otherwise_is_listed_and_a_default_is_named() {
    let project = repository(SITE);
    make(
        &project,
        &[Replace(TALKS, "verdict: supported", "verdict: refuted")],
    );
    make(
        &project,
        &[Replace(
            "content/validations/looks.md",
            "verdict: supported",
            "verdict: refuted",
        )],
    );
    commit(project.root());
    project.write(
        "casebook.yaml",
        "title: Workshop\nevidence: {words: {good: 6, strong: 7}}\n",
    );
    let out = run(&project, &["diff", "HEAD"]).exits(0).out;
    assert!(
        out.contains("evidence.words.good is newly set  2.5 by default → 6"),
        "{out}"
    );
    assert!(
        !out.contains("refuted") && !out.contains("Is it real?\n"),
        "{out}"
    );
    for line in out.lines() {
        if let Some((before, after)) = line.split_once(" → ") {
            assert!(!before.ends_with(&format!(" {after}")), "{line}");
        }
    }
}

#[test]
fn since_a_day_begins_before_its_first_second() {
    let project = repository(SITE);
    let root = project.root();
    project.write("content/problems/new.md", "---\ntitle: New\nneed: x\n---\n");
    git(root, &["add", "-A"]);
    let mut midnight = Command::new("git");
    midnight.args([
        "-c",
        "user.name=a",
        "-c",
        "user.email=a@example.org",
        "commit",
        "-qm",
        "b",
    ]);
    for name in ["GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"] {
        midnight.env(name, "2026-06-10T00:00:00Z");
    }
    assert!(midnight.current_dir(root).status().unwrap().success());
    says(
        &project,
        &["diff", "--since", "2026-06-10"],
        &["One entry is new."],
    );
    says(
        &project,
        &["diff", "--since", "2026-06-11"],
        &["Nothing changed."],
    );
}

#[cfg(unix)]
#[test]
fn our_own_words_stand_plain_in_markdown_and_rules_first() {
    let project = repository(SITE);
    let root = project.root();
    project.write("content/problems/a\nb.md", "---\ntitle: A\nneed: a\n---\n");
    make(
        &project,
        &[Replace(TALKS, "participants: 8", "participants: 4")],
    );
    project.write(
        "casebook.yaml",
        "title: Workshop\nevidence: {half_life: {problem: 90}}\n",
    );
    let out = run(&project, &["diff", "--format", "markdown"])
        .exits(0)
        .out;
    let head = git(root, &["rev-parse", "HEAD"]);
    assert!(
        out.contains(&format!("`{}`", &head[..10])) && !out.contains('\u{2060}'),
        "{out}"
    );
    assert!(
        out.contains("neither side: `casebook check` says why."),
        "{out}"
    );
    let at = |words: &str| out.find(words).unwrap();
    assert!(
        at("Everything below is measured") < at("| Scores that moved |"),
        "{out}"
    );
}

#[test]
fn the_page_names_the_project() {
    let project = repository(SITE);
    let page = run(&project, &["diff", "--format", "html"]).exits(0).out;
    assert!(
        page.contains("<title>Nothing changed. – Workshop</title>"),
        "{page}"
    );
    assert!(page.contains("<span>Workshop</span>"), "{page}");
}

#[test]
fn only_whole_names_of_what_is_withheld_are_masked() {
    const WALL: &str = ">>> content/solutions/turn-board.md\n---\ntitle: Kanban wall\naliases: [old-board]\nproblems: [pay]\n---\n";
    let project = repository(&(SITE.to_owned() + WALL));
    project.write(
        "content/solutions/build-the-turn-board.md",
        "---\ntitle: Something else\nproblems: [pay]\n---\n",
    );
    make(
        &project,
        &[
            Replace(
                "content/solutions/turn-board.md",
                "title:",
                "visibility: internal\ntitle:",
            ),
            Replace("content/solutions/map.md", "Parts group", "turn-board"),
            Replace(
                "content/solutions/report.md",
                "Front desk",
                "the new-turn-board",
            ),
            Replace(
                "content/decisions/build-report.md",
                "Front desk",
                "ex-Kanban wall, old-board",
            ),
        ],
    );
    let out = all_formats(&project);
    let public = "build-the-turn-board";
    assert!(
        out.contains(&format!("({public})"))
            && out.contains(&format!("\"solutions/{public}.html\"")),
        "{out}"
    );
    assert_eq!(out.matches("Front desk → …").count(), 2, "{out}");
    let rest = out.replace(public, "");
    for name in ["turn-board", "Kanban", "old-board"] {
        assert!(!rest.contains(name), "{name}: {rest}");
    }
}

#[test]
fn a_second_file_of_an_id_is_not_new() {
    let project = repository(SITE);
    let second = "content/problems/another.md";
    project.write(second, "---\ntitle: Pay twice\nneed: x\nid: pay\n---\n");
    let headline = "1 file could not be compared. Nothing else changed.";
    let named = format!(
        "{second} could not be compared and is left out on both sides: in the head content/problems/pay.md:1:1: the id `pay` is already that of `{second}`"
    );
    says(&project, &["diff"], &[headline, &named]);
    commit(project.root());
    make(&project, &[Remove(second)]);
    let removed = "1 file of the base could not be compared. Nothing else changed.";
    says(&project, &["diff", "HEAD"], &[removed]);
}

#[test]
fn a_problem_that_is_not_shown_any_more_is_not_called_missing() {
    for given in ["visibility: internal", "draft: true"] {
        let project = repository(SITE);
        let given = format!("{given}\ntitle:");
        let text = fs::read_to_string(project.root().join(WHY)).unwrap();
        project.write(WHY, text.replace("title:", &given));
        let out = all_formats(&project);
        assert!(
            out.contains("Building. Its problem is not shown here."),
            "{out}"
        );
        assert!(!out.contains("Know why"), "{out}");
        let args = ["check", "--published", "--base", "HEAD"];
        let checked = run(&project, &args).exits(0).out;
        assert!(
            checked.contains("`building`, and no problem that it names is published"),
            "{checked}"
        );
        run(&project, &["build", "--output", "site"]).exits(0);
        for page in ["solutions/report", "validations/talks"] {
            let page = project.root().join(format!("site/{page}.html"));
            let html = fs::read_to_string(page).unwrap();
            assert!(
                html.contains("is not shown here") && !html.contains("names no problem"),
                "{html}"
            );
        }
    }
}

#[test]
fn scores_are_counted_in_one_way() {
    let project = repository(SITE);
    project.write(
        "content/validations/against.md",
        "---\ntitle: Another test\nmethod: usability-test\nparticipants: 5\ndate: 2026-06-20\nsolutions: [report]\nabout: solution\nverdict: refuted\n---\n",
    );
    let lines = [
        "One score moves, one entry is new.",
        "With --strict this fails: 1 score is newly contested or refuted.",
    ];
    says(&project, &["diff"], &lines);
}

#[test]
fn a_link_of_a_text_that_is_lost_is_told() {
    let site = SITE.replace("A report.", "See [pay](../problems/pay.md).");
    let site = format!(
        "{site}>>> content/index.md\n# Home\n\nWe [pay](problems/pay.md).\n>>> content/prices.md\n# Prices\n\n[Pay](problems/pay.md).\n"
    );
    let project = repository(&site);
    make(
        &project,
        &[Move("content/problems/pay.md", "content/problems/money.md")],
    );
    let gone = "text: Pay without being judged, which is gone";
    let lines = [
        format!("Report of the repair (report)\n      {gone}"),
        // A page that introduces its folder, and one that is only a page.
        format!("Home (index)\n      {gone}"),
        format!("Prices (prices)\n      {gone}"),
    ];
    says(&project, &["diff"], &lines.each_ref().map(String::as_str));
    // What is written otherwise is a text.
    let project = repository(&site);
    make(
        &project,
        &[
            Replace(
                "content/solutions/report.md",
                "[pay](../problems/pay.md)",
                "there",
            ),
            Replace("content/index.md", "We", "They"),
        ],
    );
    says(
        &project,
        &["diff"],
        &["No knowledge moved. 2 texts changed."],
    );
}

#[test]
fn what_the_base_of_a_check_could_not_read_is_named() {
    let project = repository(&SITE.replace("participants: 8", "participants: [8"));
    make(
        &project,
        &[Replace(
            TALKS,
            "participants: [8",
            "participants: 8\nnothing: 1",
        )],
    );
    for format in ["human", "json"] {
        let args = ["check", "--base", "HEAD", "--format", format];
        let checked = run(&project, &args).exits(0);
        let named = format!("could not be compared: {TALKS}:");
        assert!(checked.err.contains(&named), "{}", checked.err);
    }
}

#[test]
fn a_hint_against_says_what_is_for_it() {
    let project = repository(SITE);
    for (name, method, verdict) in [
        ("a", "interview", "supported"),
        ("b", "observation", "refuted"),
    ] {
        project.write(
            &format!("content/validations/{name}.md"),
            format!("---\ntitle: {name}\nmethod: {method}\nparticipants: 1\ndate: 2026-05-01\nproblems: [find-part]\nverdict: {verdict}\n---\n"),
        );
    }
    says(
        &project,
        &["diff"],
        &["not tested → hint against 0.9, 0.8 for"],
    );
}

#[test]
fn names_of_a_list_that_is_not_in_git_are_masked_in_commits_too() {
    let project = repository(SITE);
    project.write(".gitignore", ".casebook/\n");
    project.write(".casebook/names", "Mara Zweig\n");
    make(
        &project,
        &[Replace(
            "content/solutions/map.md",
            "Parts group",
            "Mara Zweig",
        )],
    );
    commit(project.root());
    for format in FORMATS {
        let told = run(&project, &["diff", "HEAD~1..HEAD", "--format", format]).exits(0);
        assert!(told.out.contains("Parts group"), "{}", told.out);
        assert!(!told.out.contains("Zweig"), "{}", told.out);
    }
}

#[test]
fn a_study_that_is_turned_is_told_before_small_ones_and_what_is_not_told_is_a_field() {
    let study = |name: &str, method: &str, rest: &str| {
        format!(
            ">>> content/validations/{name}.md\n---\ntitle: Study {name}\nmethod: {method}\ndate: 2026-05-20\nproblems: [pay]\n{rest}\n---\n"
        )
    };
    let mut site = SITE.to_owned();
    let methods = ["interview", "survey", "diary", "support", "concept-test"];
    for method in methods {
        site += &study(method, method, "participants: 6\nverdict: supported");
    }
    site += &study(
        "turned",
        "observation",
        "participants: 9\nverdict: supported",
    );
    let project = repository(&site);
    for method in methods {
        let path = format!("content/validations/{method}.md");
        let text = fs::read_to_string(project.root().join(&path)).unwrap();
        project.write(&path, text.replace("participants: 6", "participants: 5"));
    }
    let turned = fs::read_to_string(project.root().join("content/validations/turned.md")).unwrap();
    project.write(
        "content/validations/turned.md",
        turned.replace("supported", "refuted"),
    );
    for format in FORMATS.into_iter().filter(|format| *format != "json") {
        let out = run(&project, &["diff", "--format", format]).exits(0).out;
        let out = out.split("<body>").last().unwrap();
        for name in methods.iter().chain(&["turned"]) {
            assert!(out.contains(&format!("Study {name}")), "{name}\n{out}");
        }
    }
    says(
        &project,
        &["diff"],
        &[
            "Is it real? Study turned, supported → refuted;",
            "Participants: Study ",
        ],
    );
}

#[test]
fn a_study_that_moved_a_score_and_is_not_among_the_first_is_named() {
    let mut site = SITE.to_owned();
    let methods = ["interview", "survey", "diary", "support", "concept-test"];
    for method in methods {
        site += &format!(
            ">>> content/validations/{method}.md\n---\ntitle: Study {method}\nmethod: {method}\nparticipants: 8\ndate: 2026-05-20\nproblems: [pay]\nverdict: supported\n---\n"
        );
    }
    site += ">>> content/validations/small.md\n---\ntitle: Of results\nmethod: survey\nparticipants: 1\ndate: 2026-05-20\nresults: [{problem: pay, verdict: supported}]\n---\n";
    let project = repository(&site);
    for method in methods {
        let path = format!("content/validations/{method}.md");
        let text = fs::read_to_string(project.root().join(&path)).unwrap();
        project.write(&path, text.replace("participants: 8", "participants: 1"));
    }
    let small = fs::read_to_string(project.root().join("content/validations/small.md")).unwrap();
    project.write(
        "content/validations/small.md",
        small.replace("supported", "mixed"),
    );
    says(
        &project,
        &["diff"],
        &[
            "and one more",
            "Verdict of pay: Of results (small)  supported → mixed",
        ],
    );
}

#[test]
fn an_older_common_commit_is_no_merge_base_where_the_clone_ends_before_the_best() {
    let whole = repository(SITE);
    let root = whole.root();
    let git = |args: &[&str]| git(root, args);
    let branch = |name: &str| drop(git(&["checkout", "-q", "-b", name]));
    let back = || drop(git(&["checkout", "-q", "main"]));
    branch("old");
    whole.write("content/old.md", "# Old\n");
    commit(root);
    back();
    branch("topic");
    whole.write("content/topic.md", "# Topic\n");
    commit(root);
    back();
    make(&whole, &[Remove(TALKS)]);
    commit(root);
    branch("best");
    back();
    for n in 0..9 {
        whole.write("content/n.md", format!("# {n}\n"));
        commit(root);
    }
    git(&["merge", "-q", "--no-ff", "-m", "a", "old"]);
    git(&["checkout", "-q", "topic"]);
    git(&["merge", "-q", "--no-ff", "-m", "a", "best"]);
    commit(root);
    let range = ["diff", "origin/main...topic"];
    let url = format!("file://{}", casebook::text::shown(root));
    let clone = |depth: &str| {
        let clone = Project::new("");
        let args = [
            "clone",
            "-q",
            "--no-single-branch",
            "-b",
            "topic",
            depth,
            &url,
            ".",
        ];
        self::git(clone.root(), &args);
        clone
    };
    for depth in ["--depth=5", "--depth=6"] {
        let shallow = clone(depth);
        run(&shallow, &range).exits(2).says("fetch-depth: 0");
        run(&shallow, &["check", "--base", "origin/main"])
            .exits(2)
            .says("fetch-depth: 0");
    }
    // Deep enough, though it is shallow; and of a commit and what came of it, the older one is the base however deep it is.
    git(&["checkout", "-q", "main"]);
    let of_merge = ["diff", "origin/main^1...origin/main"];
    run(&clone("--depth=2"), &of_merge).exits(0);
    for depth in ["--depth=12", "--depth=50"] {
        run(&clone(depth), &range).exits(0);
    }
}

#[test]
fn files_that_are_not_compared_leave_room_in_a_comment_and_are_counted() {
    let mut files = vec![("casebook.yaml".to_owned(), "title: A\n".to_owned())];
    let base = snapshot(&files);
    for i in 0..30 {
        let text = format!("---\ntitle: Problem {i}\nneed: x\n---\n");
        files.push((format!("content/problems/p-{i}.md"), text));
    }
    let mut states = states(base, snapshot(&files));
    for (n, length) in [(1_500, 60), (3, 200_000)] {
        let parts = (0..n).map(|i| NotCompared {
            why: Reason::Link,
            side: Side::Head,
            path: Some(format!("content/{}/{i}.md", "x".repeat(length))),
            reason: String::new(),
        });
        states.not_compared = parts.collect();
        let report = Report::new(&Diff::compare(&states), "a".into(), "b".into());
        let comment = markdown::write(&report);
        let length = comment.chars().count();
        assert!(length <= 60_000, "{length}");
        assert!(comment.contains("Problem 29"), "{comment}");
        let told = comment.matches("The symbolic link").count();
        let left_out = n - told;
        let words = format!("Left out here: {left_out} of “Notes”");
        assert_eq!(comment.contains(&words), left_out > 0, "{told}: {comment}");
    }
}

#[test]
fn a_gate_is_told_as_of_the_day_that_its_solution_shipped_with_the_bar() {
    let project = repository(SITE);
    let shipped = Replace(
        "content/solutions/report.md",
        "status: building",
        "status: shipped\nshipped: 2026-05-22",
    );
    make(&project, &[shipped]);
    let gate = "Shipped, and nobody knows yet that Know why a repair failed is real: some 2.4 when it shipped on 2026-05-22; good is 2.5.";
    says(&project, &["diff"], &[gate]);
    let json = run(&project, &["diff", "--format", "json"]).exits(0).out;
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["gates"][0]["shipped"], "2026-05-22");
    let checked = run(&project, &["check", "--format", "short"]).out;
    let words = "some 2.4 when it shipped on 2026-05-22; good is 2.5";
    assert!(checked.contains(words), "{checked}");
}

#[test]
fn a_new_decision_says_what_was_decided_and_which_it_supersedes() {
    let new = "content/decisions/no-report.md";
    let text = "---\ntitle: No report\noutcome: decline\nbecause: too dear\nsupersedes: build-report\n---\n";
    let project = repository(SITE);
    project.write(new, text);
    let line = "New decision: No report (no-report)\n      Declined, supersedes Build the report";
    says(&project, &["diff"], &[line]);
    let out = all_formats(&project);
    assert_eq!(
        out.matches("upersedes Build the report").count(),
        3,
        "{out}"
    );
    let json = run(&project, &["diff", "--format", "json"]).exits(0).out;
    let json: Value = serde_json::from_str(&json).unwrap();
    let decision = &json["entries"][0]["decision"];
    assert_eq!(decision["outcome"], "decline");
    assert_eq!(decision["supersedes"][0]["id"], "build-report");
    // Where the old one says it.
    project.write(new, text.replace("supersedes: build-report\n", ""));
    let old = Replace(
        "content/decisions/build-report.md",
        "owner:",
        "superseded_by: no-report\nowner:",
    );
    make(&project, &[old]);
    says(&project, &["diff"], &[line]);
    // One that is withheld is not named.
    project.write(new, text);
    let hidden = Replace(
        "content/decisions/build-report.md",
        "superseded_by: no-report",
        "visibility: internal",
    );
    make(&project, &[hidden]);
    let out = all_formats(&project);
    assert!(
        !out.contains("upersedes Build") && !out.contains("build-report"),
        "{out}"
    );
}

#[test]
fn small_things_are_said_as_they_are() {
    // A default that is written out decides nothing.
    let project = repository(SITE);
    project.write(
        "casebook.yaml",
        "title: Workshop\nevidence: {half_life: {problem: 1095}}\n",
    );
    says(&project, &["diff"], &["Nothing changed."]);
    // No row, no count; and a sentence begins with a capital.
    let project = repository(&SITE.replace("participants: 8", "participants: 2000"));
    make(
        &project,
        &[Replace(TALKS, "participants: 2000", "participants: 1999")],
    );
    let out = all_formats(&project);
    assert!(!out.contains("(0)") && !out.contains("<p>0</p>"), "{out}");
    let project = repository(SITE);
    make(
        &project,
        &[Replace(
            "content/validations/looks.md",
            "verdict:",
            "visibility: internal\nverdict:",
        )],
    );
    says(
        &project,
        &["diff"],
        &["Is it real? Something that is not shown here: "],
    );
}

#[test]
fn an_address_in_the_name_of_a_method_is_masked_in_every_key() {
    let project = repository(SITE);
    project.write(
        "casebook.yaml",
        "title: Workshop\nevidence: {methods: {berta@kanarie.org: {class: say, weight: 2, n_full: 10, about: problem}}}\n",
    );
    let out = all_formats(&project);
    assert!(
        out.contains("evidence.methods.") && !out.contains("berta"),
        "{out}"
    );
    assert!(!out.contains("kanarie"), "{out}");
}

#[test]
fn a_score_that_is_contested_by_old_rules_and_by_new_ones_is_no_loss() {
    let few = "evidence: {methods: {survey: {n_full: 5}}}\n";
    let (before, after) = ("", few);
    let poll = |n: usize| {
        format!(
            ">>> content/validations/poll.md\n---\ntitle: Poll\nmethod: survey\nparticipants: {n}\ndate: 2026-06-20\nproblems: [find-part]\nverdict: refuted\n---\n"
        )
    };
    let settings = |more: &str| format!(">>> casebook.yaml\ntitle: T\n{more}");
    let rest = SITE.replace(">>> casebook.yaml\ntitle: Workshop\n", "");
    let strict = |base: &str, head: &dyn Fn(&Project)| {
        let project = repository(base);
        head(&project);
        run(&project, &["diff", "--strict"])
    };
    // Never contested, but on the way: the rules alone would do it, and the study is gone.
    let base = settings(before) + &rest + &poll(5);
    let out = strict(&base, &|project| {
        project.write("casebook.yaml", format!("title: T\n{after}"));
        fs::remove_file(project.root().join("content/validations/poll.md")).unwrap();
    });
    assert!(!out.exits(0).out.contains("With --strict"));
    // Contested before and after, by other rules and another study.
    let base = settings(few) + &rest + &poll(5);
    let out = strict(&base, &|project| {
        project.write("casebook.yaml", "title: T\n");
        let path = project.root().join("content/validations/poll.md");
        let text = fs::read_to_string(&path).unwrap();
        fs::write(path, text.replace("participants: 5", "participants: 400")).unwrap();
    });
    assert!(!out.exits(0).out.contains("With --strict"));
}

#[test]
fn what_settings_take_away_or_read_otherwise_is_told_with_the_rules() {
    let project = repository(SITE);
    project.write(
        "casebook.yaml",
        "title: Workshop\nexclude: ['problems/pay.md']\nkinds: {solution: false}\n",
    );
    let out = run(&project, &["diff"]).exits(0).out;
    assert!(out.contains("gone by new rules"), "{out}");
    assert!(
        out.contains("Gone problem: Pay without being judged (pay)"),
        "{out}"
    );
    assert!(
        out.contains("Gone solution: A jar for coins (idea)"),
        "{out}"
    );
    commit(project.root());
    project.write("casebook.yaml", "title: Workshop\n");
    prints(
        &project,
        &["diff", "HEAD"],
        "New problem: Pay without being judged (pay)",
    );
    commit(project.root());
    let spelled = "{type: choice, values: [idea, done], spelled: {done: [building, shipped]}}";
    let settings =
        format!("title: Workshop\nkinds: {{solution: {{fields: {{status: {spelled}}}}}}}\n");
    project.write("casebook.yaml", settings);
    prints(&project, &["diff", "HEAD"], "building → done");
}

#[test]
fn readings_numbers_and_choices_in_lists_are_told_with_both_values() {
    let project = Project::new(SITE);
    project.write(
        "content/metrics/smile.md",
        "---\ntitle: Smiles\ntype: csat\nreadings: [{date: 2026-01-01, n: 10, distribution: {1: 2, 2: 0, 3: 0, 4: 0, 5: 8}}, {value: 3}, {value: 3}]\n---\n",
    );
    project.write(
        "content/journeys/visit.md",
        "---\ntitle: A visit\nstages: [{name: Wait, feels: -1}]\n---\n",
    );
    git(project.root(), &["init", "-q", "-b", "main"]);
    commit(project.root());
    for (path, from, to) in [
        (
            "metrics/smile.md",
            "{1: 2, 2: 0, 3: 0, 4: 0, 5: 8}",
            "{1: 8, 2: 0, 3: 0, 4: 0, 5: 2}",
        ),
        ("metrics/smile.md", "{value: 3}, {", "{value: 99}, {"),
        ("journeys/visit.md", "-1", "2"),
    ] {
        let path = project.root().join("content").join(path);
        let text = fs::read_to_string(&path).unwrap();
        fs::write(path, text.replace(from, to)).unwrap();
    }
    says(
        &project,
        &["diff"],
        &[
            "Value of 2026-01-01: Smiles (smile)  0.8 → 0.2",
            "Value of readings 2: Smiles (smile)  3 → 99",
            "Feels of Wait: A visit (visit)  -1 → 2",
        ],
    );
}

#[test]
fn items_of_a_list_are_known_by_what_they_are_about_and_a_small_change_is_told_whole() {
    let study = |results: &str| {
        format!(
            "---\ntitle: Both\nmethod: survey\nparticipants: 9\ndate: 2026-06-20\nresults: [{results}]\n---\n"
        )
    };
    let (pay, find) = (
        "{problem: pay, verdict: supported}",
        "{problem: find-part, verdict: refuted}",
    );
    let project = Project::new(SITE);
    project.write(
        "content/validations/both.md",
        study(&format!("{pay}, {find}")),
    );
    project.write(
        "content/metrics/rate.md",
        "---\ntitle: Rate\ntype: rate\nreadings: [{date: 2026-01-01, value: 0.0012}]\n---\n",
    );
    git(project.root(), &["init", "-q", "-b", "main"]);
    commit(project.root());
    project.write(
        "content/validations/both.md",
        study(&format!("{find}, {pay}")),
    );
    let out = run(&project, &["diff"]).exits(0).out;
    assert!(!out.contains("Verdict"), "{out}");
    // The problem has another name now, or the study spells it otherwise.
    let renamed = project.root().join("content/problems/money.md");
    let text = fs::read_to_string(project.root().join("content/problems/pay.md")).unwrap();
    fs::write(renamed, text.replacen("---\n", "---\naliases: [pay]\n", 1)).unwrap();
    fs::remove_file(project.root().join("content/problems/pay.md")).unwrap();
    let out = run(&project, &["diff"]).exits(0).out;
    assert!(!out.contains("Verdict"), "{out}");
    let rate = project.root().join("content/metrics/rate.md");
    let text = fs::read_to_string(&rate).unwrap();
    fs::write(rate, text.replace("0.0012", "0.0014")).unwrap();
    prints(&project, &["diff"], "0.0012 → 0.0014");
}

#[test]
fn a_problem_that_settings_bring_is_a_loss_only_if_it_is_one_in_the_head() {
    let study = |verdict: &str| {
        format!(
            "---\ntitle: T\nmethod: interview\nparticipants: 12\ndate: 2026-06-20\nproblems: [q]\nverdict: {verdict}\n---\n"
        )
    };
    let code = |base: &str, head: Option<&str>, stays: bool| {
        let rest = SITE.replace(">>> casebook.yaml\ntitle: Workshop\n", "");
        let project = Project::new(&rest);
        project.write("casebook.yaml", "title: W\nexclude: [problems/q.md]\n");
        project.write("content/problems/q.md", "---\ntitle: Q\nneed: q\n---\n");
        project.write("content/validations/of-q.md", study(base));
        git(project.root(), &["init", "-q", "-b", "main"]);
        commit(project.root());
        project.write("casebook.yaml", "title: W\n");
        if let Some(verdict) = head {
            project.write("content/validations/of-q.md", study(verdict));
        }
        if !stays {
            fs::remove_file(project.root().join("content/problems/q.md")).unwrap();
        }
        run(&project, &["diff", "--strict"]).code
    };
    assert_eq!(code("supported", Some("refuted"), true), Some(1));
    assert_eq!(code("refuted", Some("supported"), true), Some(0));
    assert_eq!(code("refuted", None, false), Some(0));
}

#[test]
fn a_repository_that_had_no_casebook_loses_nothing_by_its_first_entry() {
    let project = repository(
        ">>> README.md\n# Code\n>>> notes/personas/x.md\n---\nname: Confidential customer\n---\n",
    );
    project.write("casebook.yaml", "title: X\n");
    project.write("content/problems/p.md", "---\ntitle: P\nneed: p\n---\n");
    let out = all_formats(&project);
    assert!(
        out.contains("The base has no documents, so everything is new."),
        "{out}"
    );
    assert!(!out.contains("Confidential"), "{out}");
    // A project in the root that moves into a folder was one.
    let project = repository(
        ">>> personas/ana.md\n---\nname: Ana\n---\n>>> problems/p.md\n---\ntitle: P\nneed: p\n---\n",
    );
    fs::create_dir(project.root().join("content")).unwrap();
    fs::rename(
        project.root().join("personas"),
        project.root().join("content/personas"),
    )
    .unwrap();
    fs::remove_dir_all(project.root().join("problems")).unwrap();
    project.write("casebook.yaml", "title: X\n");
    prints(&project, &["diff"], "Gone problem: P (p)");
    // So was one whose entries have other names now.
    let project = repository(">>> problems/old.md\n---\ntitle: P\nneed: p\n---\n");
    fs::remove_dir_all(project.root().join("problems")).unwrap();
    project.write("casebook.yaml", "title: X\n");
    project.write(
        "content/problems/new.md",
        "---\ntitle: P\nneed: p\nowner: Kim\naliases: [old]\n---\n",
    );
    prints(&project, &["diff"], "Owner: P (new)  none → Kim");
}

#[test]
fn every_withheld_file_that_cannot_be_read_is_counted_once() {
    let files: String = (1..4)
        .map(|i| {
            format!(">>> content/problems/h{i}.md\n---\ntitle: H{i}\nvisibility: internal\n---\n")
        })
        .collect();
    let project = repository(&(SITE.to_owned() + &files));
    for i in 1..4 {
        project.write(&format!("content/problems/h{i}.md"), "---\ntitle: [\n");
    }
    prints(&project, &["diff"], "3 files could not be compared.");
    commit(project.root());
    prints(
        &project,
        &["diff", "HEAD"],
        "3 files could not be compared.",
    );
}

#[test]
fn words_of_the_model_stay_where_something_withheld_is_called_so() {
    let page = |name: &str| format!(">>> content/notes/{name}.md\n---\ntitle: {name}\n---\n");
    let names = ["Survey", "Validation", "Building"];
    let project = repository(&(SITE.to_owned() + &names.map(page).concat()));
    for name in names {
        project.write(
            &format!("content/notes/{name}.md"),
            format!("---\ntitle: {name}\ndraft: true\n---\n"),
        );
    }
    project.write(
        "content/validations/more.md",
        "---\ntitle: More talks\nmethod: survey\nparticipants: 40\ndate: 2026-06-20\nproblems: [find-part]\nverdict: supported\n---\n",
    );
    let json = run(&project, &["diff", "--format", "json"]).exits(0).out;
    for words in ["\"kind\": \"validation\"", "\"method\": \"survey\""] {
        assert!(json.contains(words), "{words}\n{json}");
    }
}

#[test]
fn the_schema_of_a_diff_is_printed() {
    let out = Command::new(env!("CARGO_BIN_EXE_casebook"))
        .args(["schema", "diff"])
        .output()
        .unwrap();
    let out = Run::from(out).exits(0).out;
    assert_eq!(out, include_str!("../../src/diff/diff.schema.json"));
}
