//! `history.files`: what git says of the files of published documents, and nothing of any other.

use std::fs;

use casebook::diagnostic::Severity;
use casebook::engine::{Engine, Snapshot};

use crate::support::site::{Run, Tree, build, casebook, difference, tree};
use crate::support::{Project, git};

const SITE: &str = ">>> .gitignore
public/
>>> casebook.yaml
title: Portal
history:
  files: true
>>> content/index.md
# Portal
>>> content/personas/ana.md
---
name: Ana
---
>>> content/problems/find-part.md
---
title: Find the right part
need: find it
personas: ana
---
>>> content/decisions/shelf.md
---
title: The shelf
outcome: stop
date: 2026-06-10
---
";

const PROBLEM: &str = "content/problems/find-part.md";
const JULY: &str = "2026-07-01T12:00:00Z";

/// Commits everything there is.
fn commit(project: &Project, time: &str) {
    git(project.root(), time, &["add", "-A"]);
    git(
        project.root(),
        time,
        &["commit", "-q", "-m", "Who said what"],
    );
}

fn repository(time: &str) -> Project {
    let project = Project::new(SITE);
    git(project.root(), time, &["init", "-q", "-b", "main"]);
    commit(&project, time);
    project
}

fn append(project: &Project, path: &str, text: &str) {
    let before = fs::read_to_string(project.root().join(path)).unwrap();
    project.write(path, before + text);
}

/// The rows of `changes.html`, as “DAY KIND PERSONAS WORDS”.
fn rows(html: &str) -> Vec<String> {
    let rows = html.split("<tr data-row ").skip(1);
    let attribute = |row: &str, name: &str| {
        let value = row.split(&format!("data-f-{name}=\"")).nth(1).unwrap();
        value.split('"').next().unwrap().to_owned()
    };
    let words = |row: &str| {
        let (_, cell) = row.split_once("<b>").unwrap();
        let (cell, _) = cell.split_once("</a>").unwrap();
        let text = cell.split('<').map(|part| part.rsplit('>').next().unwrap());
        let text: Vec<&str> = text.flat_map(str::split_whitespace).collect();
        text.join(" ")
    };
    rows.map(|row| {
        let [day, kind, personas] = ["since", "kind", "persona"].map(|name| attribute(row, name));
        format!("{day} {kind} {personas} {}", words(row))
    })
    .collect()
}

fn site(project: &Project) -> Tree {
    build(project.root(), &["-q"]).exits(0);
    tree(&project.root().join("public"))
}

fn page(site: &Tree) -> String {
    String::from_utf8(site["changes.html"].clone()).unwrap()
}

#[test]
fn new_and_edited_pages_stand_in_their_week_after_its_events() {
    let project = repository("2025-01-01T12:00:00Z");
    let first = rows(&page(&site(&project)));
    assert_eq!(first, ["2026-06-10 decision  Stopped: The shelf"]);

    append(&project, PROBLEM, "Once.\n");
    commit(&project, "2026-06-08T12:00:00Z");
    append(&project, PROBLEM, "Twice.\n");
    project.write("content/guide/how.md", "# How\n");
    // The tenth of June in New York, the eleventh in UTC.
    commit(&project, "2026-06-10T23:30:00-04:00");
    append(&project, "content/guide/how.md", "More.\n");
    append(&project, "content/index.md", "More.\n");
    commit(&project, "2026-06-23T12:00:00Z");
    // After the day of the scores.
    append(&project, PROBLEM, "Late.\n");
    commit(&project, "2026-07-02T12:00:00Z");
    // Not committed.
    append(&project, "content/personas/ana.md", "Now.\n");
    let site = site(&project);
    assert_eq!(
        rows(&page(&site)),
        [
            "2026-06-23 page  Edited: How",
            "2026-06-23 page  Edited: Portal",
            "2026-06-10 decision  Stopped: The shelf",
            "2026-06-11 page  New: How",
            "2026-06-11 problem ana Edited: Find the right part",
        ]
    );
    let said = site
        .values()
        .any(|bytes| String::from_utf8_lossy(bytes).contains("Who said what"));
    assert!(!said, "the message of a commit is on a page");
}

#[test]
fn a_page_of_changes_is_there_where_only_files_changed() {
    let project = repository("2026-06-01T12:00:00Z");
    fs::remove_file(project.root().join("content/decisions/shelf.md")).unwrap();
    let config = "base_url: https://example.org/\nhistory: {files: true}\n";
    project.write("casebook.yaml", config);
    let site = site(&project);
    assert_eq!(rows(&page(&site)).len(), 3);
    let home = String::from_utf8_lossy(&site["index.html"]);
    assert!(home.contains("changes.html"), "{home}");
    // The feed tells what stands in the documents.
    assert!(!site.contains_key("feed.xml") && !home.contains("feed.xml"));
}

/// The history of two repositories differs in hidden, deleted and moved files alone: so do no bytes of their sites.
#[test]
fn nothing_is_told_of_what_is_not_published() {
    let hidden = [
        (
            "content/problems/secret.md",
            "---\ntitle: Cinnabar\nneed: x\nvisibility: internal\n---\n",
        ),
        (
            "content/problems/draft.md",
            "---\ntitle: Cinnabar\nneed: x\ndraft: true\n---\n",
        ),
        ("content/old/cinnabar.md", "# Cinnabar\n"),
        ("content/problems/cinnabar.txt", "Cinnabar\n"),
        ("cinnabar.md", "# Cinnabar\n"),
    ];
    let exclude = "title: Portal\nexclude: ['old/**']\nhistory:\n  files: true\n";
    let [open, closed] = [false, true].map(|with_hidden| {
        let project = repository("2026-05-01T12:00:00Z");
        project.write("casebook.yaml", exclude);
        for day in ["2026-06-02", "2026-06-03"] {
            for (path, text) in hidden.iter().filter(|_| with_hidden) {
                project.write(path, format!("{text}{day}\n"));
                commit(&project, &format!("{day}T12:00:00Z"));
            }
        }
        if with_hidden {
            project.write(
                "content/problems/gone.md",
                "---\ntitle: Cinnabar\nneed: x\n---\n",
            );
            commit(&project, "2026-06-04T12:00:00Z");
            git(
                project.root(),
                "2026-06-04T12:00:00Z",
                &["mv", "content/problems/gone.md", "content/problems/went.md"],
            );
            commit(&project, "2026-06-11T12:00:00Z");
            fs::remove_file(project.root().join("content/problems/went.md")).unwrap();
            commit(&project, "2026-06-18T12:00:00Z");
        }
        append(&project, PROBLEM, "Once.\n");
        commit(&project, "2026-06-24T12:00:00Z");
        site(&project)
    });
    assert_eq!(rows(&page(&open)).len(), 6, "{:?}", rows(&page(&open)));
    assert_eq!(difference(&open, &closed), Vec::<String>::new());
}

#[test]
fn a_moved_file_is_a_new_page_and_a_merge_tells_on_its_own_day() {
    let project = repository("2026-05-01T12:00:00Z");
    let git = |time: &str, args: &[&str]| git(project.root(), time, args);
    git(
        "2026-06-02T12:00:00Z",
        &["mv", PROBLEM, "content/problems/part.md"],
    );
    commit(&project, "2026-06-02T12:00:00Z");
    git("2026-06-02T12:00:00Z", &["checkout", "-q", "-b", "change"]);
    append(&project, "content/personas/ana.md", "More.\n");
    commit(&project, "2026-06-09T12:00:00Z");
    git("2026-06-16T12:00:00Z", &["checkout", "-q", "main"]);
    git(
        "2026-06-16T12:00:00Z",
        &["merge", "-q", "--no-ff", "-m", "a", "change"],
    );
    let rows = rows(&page(&site(&project)));
    assert_eq!(
        rows[..3],
        [
            "2026-06-16 persona ana Edited: Ana",
            "2026-06-10 decision  Stopped: The shelf",
            "2026-06-02 problem ana New: Find the right part",
        ]
    );
}

#[test]
fn a_clone_has_the_same_bytes_whatever_clock_zone_and_settings_of_git_it_has() {
    let project = repository("2026-05-01T12:00:00Z");
    append(&project, PROBLEM, "Once.\n");
    commit(&project, "2026-06-08T23:30:00Z");
    let first = site(&project);

    let other = Project::new(
        ">>> gitconfig
[log]
showSignature = true
showRoot = false
follow = true
diffMerges = off
date = relative
[diff]
renames = copies
relative = false
noprefix = true
[color]
ui = always
",
    );
    let url = format!("file://{}", casebook::text::shown(project.root()));
    git(
        other.root(),
        "2026-07-01T12:00:00Z",
        &["clone", "-q", &url, "clone"],
    );
    let clone = other.root().join("clone");
    let run: Run = casebook(&clone, &["build", "-q"])
        .env("TZ", "Pacific/Kiritimati")
        .env("LC_ALL", "tr_TR.UTF-8")
        .env("GIT_CONFIG_GLOBAL", other.root().join("gitconfig"))
        .output()
        .unwrap()
        .into();
    run.exits(0);
    assert_eq!(rows(&page(&first)).len(), 6);
    assert_eq!(
        difference(&first, &tree(&clone.join("public"))),
        Vec::<String>::new()
    );
}

#[test]
fn without_a_whole_history_there_is_an_error_at_the_setting() {
    let said = |project: &Project, path: Option<&str>, why: &str, help: &str| {
        for command in ["check", "build"] {
            let mut command = casebook(project.root(), &[command]);
            if let Some(path) = path {
                command.env("PATH", path);
            }
            let run = Run::from(command.output().unwrap()).exits(1);
            let all = run.out + &run.err;
            for words in [why, help, "casebook.yaml:4:10"] {
                assert!(all.contains(words), "{words}\n{all}");
            }
        }
        assert!(!project.root().join("public").exists());
    };
    let config = "title: Portal\n\nhistory:\n  files: true\n";
    let whole = repository("2026-06-01T12:00:00Z");
    whole.write("casebook.yaml", config);
    commit(&whole, "2026-06-02T12:00:00Z");
    let no_git = "there is no program `git`";
    said(
        &whole,
        Some("/nowhere"),
        no_git,
        "install git, or set it to `false`",
    );

    let clone = Project::new("");
    let url = format!("file://{}", casebook::text::shown(whole.root()));
    let args = ["clone", "-q", "--depth", "1", &url, "."];
    git(clone.root(), "2026-06-02T12:00:00Z", &args);
    said(
        &clone,
        None,
        "this clone is shallow",
        "set `fetch-depth: 0`",
    );

    let folder = Project::new(SITE);
    folder.write("casebook.yaml", config);
    said(
        &folder,
        None,
        "not a git repository",
        "in a folder that git keeps",
    );

    // Git's own words may name folders of this machine: no page has them.
    folder.write(
        "casebook.yaml",
        format!("{config}findings: {{page: public}}\n"),
    );
    build(folder.root(), &["--keep-going"]).exits(1);
    let site = tree(&folder.root().join("public"));
    assert!(site.contains_key("checks.html"));
    let told = site
        .iter()
        .filter(|(_, bytes)| String::from_utf8_lossy(bytes).contains("git repository"));
    assert_eq!(
        told.map(|(name, _)| name).collect::<Vec<_>>(),
        Vec::<&String>::new()
    );

    // Before the first commit nothing has changed.
    git(
        folder.root(),
        "2026-06-01T12:00:00Z",
        &["init", "-q", "-b", "main"],
    );
    assert_eq!(rows(&page(&self::site(&folder))).len(), 1);
}

fn changes(snapshot: &Snapshot) -> String {
    let page = snapshot
        .pages()
        .iter()
        .find(|page| page.url.as_str() == "changes.html");
    snapshot.render(page.unwrap()).unwrap()
}

/// The preview keeps documents, pages and history; a commit, alone or with an edit of a body, is seen all the same.
#[test]
fn a_later_snapshot_is_that_of_a_first_one() {
    let project = repository("2026-06-01T12:00:00Z");
    let mut engine = Engine::new(project.root());
    let request = Project::request();
    let mut assert_next = |words: &str, is_new: bool| {
        let next = engine.snapshot_if_changed(&request).unwrap();
        assert_eq!(next.is_some(), is_new, "{words}");
        if let Some(next) = next {
            assert_eq!(changes(&next), changes(&project.snapshot()), "{words}");
            assert!(changes(&next).contains(words), "{words}");
        }
    };
    assert_next("New:", true);
    assert_next("nothing changed", false);
    append(&project, PROBLEM, "Once.\n");
    commit(&project, "2026-06-08T12:00:00Z");
    assert_next("2026-06-08", true);
    append(&project, PROBLEM, "Twice.\n");
    assert_next("2026-06-08", true);
    commit(&project, "2026-06-22T12:00:00Z");
    assert_next("2026-06-22", true);
    git(project.root(), JULY, &["reset", "-q", "--hard", "HEAD~1"]);
    assert_next("2026-06-08", true);
    let shallow = project.root().join(".git/shallow");
    fs::write(
        &shallow,
        git(project.root(), JULY, &["rev-parse", "HEAD~1"]),
    )
    .unwrap();
    append(&project, PROBLEM, "Thrice.\n");
    commit(&project, "2026-06-23T12:00:00Z");
    let mut error = || {
        let next = engine.snapshot_if_changed(&request).unwrap().unwrap();
        let mut findings = next.findings.iter();
        let error = findings.find(|finding| finding.severity == Severity::Error);
        error.map(|error| error.message.clone())
    };
    assert!(error().unwrap().ends_with("this clone is shallow"));
    fs::remove_file(&shallow).unwrap();
    assert_eq!(error(), None);
}
