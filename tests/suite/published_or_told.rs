//! Every document that was read is published, or hidden because it says so, or a finding says why it is on no page:
//! over thousands of projects with odd names, broken front matter, collisions and settings. And no severity that a
//! project sets changes what is published.
#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::support::Project;
use crate::support::site::{Random, Run, build, casebook, cases};
use casebook::check::registry::ALL;
use casebook::diagnostic::{Finding, Severity};
use casebook::engine::{Engine, Request, Snapshot};
use casebook::graph::publish::Audience;
use casebook::page::Url;

/// Files by path from the content folder, and lines of `casebook.yaml` by key.
#[derive(Clone)]
struct Mutant {
    files: BTreeMap<String, Vec<u8>>,
    has_statics: bool,
    settings: BTreeMap<&'static str, String>,
}

const FILES: [(&str, &str); 12] = [
    ("index.md", "# Home\n"),
    ("about.md", "---\ntitle: About\n---\nWho we are.\n"),
    ("guide/index.md", "# Guide\n"),
    (
        "guide/start.md",
        "# Start\n\nSee [Ana](../personas/ana.md).\n",
    ),
    (
        "personas/ana.md",
        "---\nname: Ana\nrole: Clerk\n---\nOf Ana.\n",
    ),
    ("personas/bo.md", "---\nname: Bo\nrole: Cook\n---\n"),
    (
        "problems/know-why.md",
        "---\nneed: know why\npersonas: [ana]\n---\n",
    ),
    ("problems/index.md", "# What hurts\n"),
    (
        "solutions/notes.md",
        "---\ntitle: Notes\nproblems: [know-why]\n---\n",
    ),
    (
        "validations/2024-05-talks/index.md",
        "---\nmethod: interview\nparticipants: 8\nproblems: [know-why]\nverdict: supported\n---\n",
    ),
    (
        "validations/2024-05-talks/notes.md",
        "# Notes of the talks\n",
    ),
    (
        "decisions/0001-store.md",
        "---\ntitle: Store\noutcome: build\n---\n",
    ),
];

const NAMES: &[&str] = &[
    "What: a talk?.md",
    "CON.md",
    "aux.notes.md",
    "a .md",
    "a..md",
    ".md.md",
    "über ñ.md",
    "U\u{308}ber n\u{303}.md",
    "ÜBER Ñ.MD",
    "404.md",
    "index.md",
    "_index.md",
    "README.md",
    "readme.md",
    "Index.md",
    "index.markdown",
    "-.md",
    "!!!.md",
    "x.markdown",
    "search.md",
    "changes.md",
    "checks.md",
    "graph.json.md",
    "ana.md",
    "ANA.md",
    "Ana .md",
    "know-why.md",
    "2024-05-01-ana.md",
    "日本語.md",
    "tags.md",
];

const FOLDERS: &[&str] = &[
    "",
    "personas",
    "Personas",
    "people",
    "problems",
    "problems/deep",
    "needs",
    "guide",
    "GUIDE",
    "guide/deep",
    "What?",
    "nul",
    "tags",
    "pagefind",
    "know-why.html",
    "validations/2024-05-talks",
    "validations/2024-06-tests",
    "products/x/personas/kim",
];

const LINES: &[&str] = &[
    "draft: true",
    "draft: true",
    "visibility: internal",
    "visibility: internal",
    "draft: false",
    "draft: yes",
    "draft: perhaps",
    "draft:",
    "Draft: true",
    "darft: true",
    "visibility: intern",
    "visibility: Internal",
    "visbility: internal",
    "visibility: []",
    "kind: persona",
    "kind: Persona",
    "kind: page",
    "kind: nothing",
    "kind: []",
    "id: ana",
    "id: index",
    "id: 404",
    "id: ''",
    "id: A b",
    "id: [a]",
    "title: ''",
    "title: [",
    "title: \"a",
    "title: a: b",
    "\ttitle: a",
    "aliases: [ana, know-why]",
    "redirect_from: [personas/ana.html, about.html, guide]",
    "ignore: {two-introductions: a, duplicate-id: b, unsafe-name: c, bad-value: d}",
    "<<: {draft: true}",
    "method: heavy",
    "status: nonsense",
];

const STATICS: &[&str] = &[
    "personas/ana.html",
    "about.html",
    "guide/index.html",
    "personas",
    "guide/start.html/x.css",
];

const SETTINGS: &[(&str, &str)] = &[
    ("kinds", "{persona: off}"),
    ("kinds", "{persona: {folders: [people]}}"),
    ("kinds", "{guide: {folders: [guide]}}"),
    ("kinds", "{persona: {fields: {draft: {type: text}}}}"),
    ("exclude", "['guide/**']"),
    ("limits", "{page: 60}"),
    ("limits", "{front_matter: 20}"),
    ("urls", "clean"),
    ("title", "[a]"),
];

impl Mutant {
    fn new(random: &mut Random) -> Self {
        let files = FILES.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()));
        let mut mutant = Mutant {
            files: files.into(),
            has_statics: false,
            settings: BTreeMap::new(),
        };
        for _ in 0..1 + random.below(8) {
            mutant.mutate(random);
        }
        mutant
    }

    fn mutate(&mut self, random: &mut Random) {
        let paths: Vec<String> = self.files.keys().cloned().collect();
        let path = random.pick(&paths).clone();
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", &path));
        let join = |folder: &str, name: &str| match folder {
            "" => name.to_owned(),
            folder => format!("{folder}/{name}"),
        };
        let renamed = join(folder, random.pick::<&str>(NAMES));
        let moved = join(random.pick::<&str>(FOLDERS), name);
        let text = self.files[&path].clone();
        match random.below(12) {
            0 | 1 => self.move_to(&path, renamed),
            2 => self.move_to(&path, moved),
            3 => drop(self.files.insert(renamed, text)),
            4 => drop(self.files.insert(moved, text)),
            5..=7 => self.add_line(&path, random.pick::<&str>(LINES)),
            8 => drop(self.files.insert(path, unfenced(text, random))),
            9 => self.has_statics = true,
            10 => {
                let (key, value) = random.pick(SETTINGS);
                self.settings.insert(key, (*value).to_owned());
            }
            _ => {
                let levels = (0..1 + random.below(4)).map(|_| {
                    let code = random.pick(ALL).code;
                    let level = *random.pick(&["off", "hint", "warning"][..]);
                    (code, format!("{code}: {level}"))
                });
                let levels: BTreeMap<&str, String> = levels.collect();
                let levels: Vec<String> = levels.into_values().collect();
                self.settings
                    .insert("checks", format!("{{{}}}", levels.join(", ")));
            }
        }
    }

    fn move_to(&mut self, path: &str, other: String) {
        let text = self.files.remove(path).unwrap();
        self.files.insert(other, text);
    }

    /// Adds a line to the front matter, which is made if there is none.
    fn add_line(&mut self, path: &str, line: &str) {
        let text = self.files.get_mut(path).unwrap();
        if !text.starts_with(b"---\n") {
            text.splice(0..0, *b"---\n---\n");
        }
        text.splice(4..4, format!("{line}\n").into_bytes());
    }

    fn settings_without_checks(&self) -> Mutant {
        let mut mutant = self.clone();
        mutant.settings.remove("checks");
        mutant
    }

    /// Writes the project in place of what is there. Each file ends with a word of its own, by which it is found.
    fn write(&self, root: &Path) {
        let _ = fs::remove_dir_all(root.join("docs"));
        let mut settings = String::from("content: docs\n");
        for (key, value) in &self.settings {
            settings += &format!("{key}: {value}\n");
        }
        fs::write(root.join("casebook.yaml"), settings).unwrap();
        for (i, (path, text)) in self.files.iter().enumerate() {
            let word = format!("\n\n{}\n", word(i));
            // A file and a folder of one name: the first stays.
            write(
                &root.join("docs").join(path),
                &[text, word.as_bytes()].concat(),
            );
        }
    }

    /// The paths on disk, each with the number of its word.
    fn written(&self, root: &Path) -> Vec<(&String, usize)> {
        let files = self.files.keys().zip(0..);
        files
            .filter(|(path, _)| root.join("docs").join(path).is_file())
            .collect()
    }

    fn is_content(&self, path: &str) -> bool {
        let is_excluded = self.settings.contains_key("exclude") && path.starts_with("guide/");
        !is_excluded && !path.split('/').any(|name| name.starts_with('.'))
    }

    /// True if a file has a line of front matter that hides it.
    fn is_hidden(&self, path: &str) -> bool {
        let text = String::from_utf8_lossy(&self.files[path]).into_owned();
        let front = text.strip_prefix("---\n").unwrap_or_default();
        let front = front.split("\n---\n").next().unwrap();
        front
            .lines()
            .any(|line| line == "draft: true" || line == "visibility: internal")
    }

    /// The indexes above a file without front matter that may be entries of their whole folder, and hide it with them.
    fn indexes_above<'m>(&'m self, path: &'m str) -> impl Iterator<Item = &'m str> {
        let indexes = self.files.keys().filter(move |index| {
            let (folder, name) = index.rsplit_once('/').unwrap_or(("", index));
            let name = name.to_lowercase();
            let (stem, ext) = name.rsplit_once('.').unwrap_or_default();
            let is_index = ["index", "_index", "readme"].contains(&stem)
                && ["md", "markdown", "mdx"].contains(&ext);
            is_index && folder.contains('/') && path.starts_with(&format!("{folder}/"))
        });
        let is_part = !self.files[path].starts_with(b"---\n");
        indexes.filter(move |_| is_part).map(String::as_str)
    }
}

fn write(path: &Path, bytes: &[u8]) {
    if fs::create_dir_all(path.parent().unwrap()).is_ok() {
        let _ = fs::write(path, bytes);
    }
}

fn word(i: usize) -> String {
    format!("zebra{}lion", char::from(b'a' + u8::try_from(i).unwrap()))
}

/// The text with a fence broken, without front matter, or with a byte that is not UTF-8.
fn unfenced(mut text: Vec<u8>, random: &mut Random) -> Vec<u8> {
    match random.below(6) {
        0 => text.splice(0..0, *b"\n").for_each(drop),
        1 => text.splice(0..0, *b"-").for_each(drop),
        2 => text.push(0xff),
        3 => text.truncate(text.len() / 2),
        4 => text = b"# Nothing before\n".to_vec(),
        _ => text = [&b"---\n---\n"[..], &text].concat(),
    }
    text
}

/// The numbers of the words that some page shows.
fn published(snapshot: &Snapshot, words: usize) -> BTreeSet<usize> {
    let mut found = BTreeSet::new();
    let entries = snapshot.graph.entries.iter();
    let addresses: BTreeSet<&Url> = entries.map(|entry| &entry.url).collect();
    for page in snapshot
        .pages()
        .iter()
        .filter(|page| addresses.contains(&page.url))
    {
        for (_, value) in page.inputs().iter() {
            let text = value.value().as_str().unwrap_or_default();
            found.extend((0..words).filter(|i| text.contains("zebra") && text.contains(&word(*i))));
        }
    }
    found
}

/// True if a finding says why the file, or the folder it lies in, is not published.
fn says_why(finding: &Finding, path: &str) -> bool {
    let at = finding.path.strip_prefix("docs/").unwrap_or(&finding.path);
    let is_above = || {
        path.strip_prefix(at)
            .is_some_and(|rest| rest.starts_with('/'))
    };
    let is_error = finding.severity == Severity::Error;
    match finding.code {
        "unsafe-name" => is_error && (at == path || is_above()),
        "front-matter-invalid" | "duplicate-id" | "output-collision" | "not-published" => {
            is_error && at == path
        }
        "two-introductions" => at == path,
        "bad-value" | "bad-enum" => {
            let guarded = ["`draft`", "`visibility`", "no `visibility`", "id"];
            is_error && at == path && guarded.iter().any(|name| finding.message.contains(name))
        }
        _ => false,
    }
}

/// What is wrong with the numbers of documents: each is on a page, hidden from these readers, or left out.
fn wrong_sum(snapshot: &Snapshot, shows_drafts: bool, shows_internal: bool) -> Option<String> {
    let pages: BTreeSet<&Url> = snapshot.pages().iter().map(|page| &page.url).collect();
    let entries = snapshot.graph.entries.iter();
    let published = entries.filter(|entry| pages.contains(&entry.url)).count();
    let hidden = match (shows_drafts, shows_internal) {
        (false, false) => snapshot.draft_count + snapshot.internal_count,
        (false, true) => snapshot.draft_count,
        (true, false) => snapshot.internal_count_with_drafts,
        (true, true) => 0,
    };
    let (read, told) = (snapshot.document_count, snapshot.left_out_count);
    (read != published + hidden + told)
        .then(|| format!("{read} read, {published} published, {hidden} hidden, {told} told"))
}

fn complaint(mutant: &Mutant, root: &Path, snapshot: &Snapshot) -> Option<String> {
    let shown = published(snapshot, mutant.files.len());
    let written = mutant.written(root);
    let told = |path: &str| snapshot.findings.iter().any(|f| says_why(f, path));
    let all_told: BTreeSet<&str> = written
        .iter()
        .map(|(path, _)| path.as_str())
        .filter(|path| told(path))
        .collect();
    let goes = |path: &str| mutant.is_hidden(path) || all_told.contains(path);
    for (path, i) in &written {
        if !mutant.is_content(path) {
            continue;
        }
        match shown.contains(i) {
            true if mutant.is_hidden(path) => {
                return Some(format!("`{path}` is hidden and on a page"));
            }
            false if !goes(path) && !mutant.indexes_above(path).any(goes) => {
                return Some(format!("`{path}` is on no page, and nothing says why"));
            }
            _ => {}
        }
    }
    // Whatever keeps a file back says so itself, unless a project switches off the one that is a warning.
    let checks = mutant.settings.get("checks");
    let is_off = checks.is_some_and(|checks| checks.contains("two-introductions"));
    let mut silent = snapshot
        .findings
        .iter()
        .filter(|f| f.code == "not-published");
    let silent = silent.find(|f| {
        let path = f.path.trim_start_matches("docs/");
        let ignores = String::from_utf8_lossy(&mutant.files[path]).contains("two-introductions");
        !is_off && !ignores && !mutant.indexes_above(path).any(goes)
    });
    silent.map(|f| format!("`{}` has no reason of its own", f.path))
}

#[test]
fn a_document_that_was_read_is_published_hidden_or_told() {
    // Two projects, because the theme is compiled anew whenever a file in `static/` comes or goes.
    let projects = [Project::new(""), Project::new("")];
    for name in STATICS {
        write(&projects[1].root().join("static").join(name), b"x");
    }
    let mut engines = projects
        .each_ref()
        .map(|project| Engine::new(project.root()));
    let mut random = Random(20_261_130);
    let mut wrong = Vec::new();
    let mut snapshot_of = |mutant: &Mutant| {
        let which = usize::from(mutant.has_statics);
        mutant.write(projects[which].root());
        engines[which].snapshot(&Project::request()).unwrap()
    };
    let (mut told, mut hidden) = (0, 0);
    let all = cases(500, 5_000);
    for case in 0..all {
        let mutant = Mutant::new(&mut random);
        let snapshot = snapshot_of(&mutant);
        told += snapshot.count_findings(Severity::Error);
        hidden += snapshot.draft_count + snapshot.internal_count;
        let mut complaint = complaint(
            &mutant,
            projects[usize::from(mutant.has_statics)].root(),
            &snapshot,
        );
        complaint = complaint.or_else(|| wrong_sum(&snapshot, false, false));
        if case % 5 == 0 {
            let (shows_drafts, shows_internal) = (case % 3 != 0, case % 2 == 0);
            let audience = Audience {
                shows_drafts,
                shows_internal,
                shows_private: false,
            };
            let request = Request {
                audience,
                ..Project::request()
            };
            let project = &projects[usize::from(mutant.has_statics)];
            let snapshot = Engine::new(project.root()).snapshot(&request).unwrap();
            let wrong = || wrong_sum(&snapshot, shows_drafts, shows_internal);
            complaint = complaint.or_else(wrong);
        }
        if complaint.is_none() && mutant.settings.contains_key("checks") {
            let shown = published(&snapshot, mutant.files.len());
            let as_it_is = snapshot_of(&mutant.settings_without_checks());
            if published(&as_it_is, mutant.files.len()) != shown {
                complaint = Some("a severity changes what is published".to_owned());
            }
        }
        if let Some(complaint) = complaint {
            let paths: Vec<&String> = mutant.files.keys().collect();
            wrong.push(format!(
                "case {case}: {complaint}\n{:?}\n{paths:?}\n",
                mutant.settings
            ));
        }
    }
    println!("{all} projects: {hidden} documents hidden, {told} errors");
    assert!(
        hidden > all / 10 && told > all,
        "{hidden} hidden, {told} told"
    );
    let first: String = wrong.iter().take(8).cloned().collect();
    assert!(wrong.is_empty(), "{} of {all}\n{first}", wrong.len());
}

/// A study in a folder of its own, as research repositories are laid out.
const STUDY: &str = "\
>>> casebook.yaml
content: .
>>> personas/ana.md
---
name: Ana
role: Clerk
---
See [the folder](../validations/2024-05-14-upload/), [the file](../validations/2024-05-14-upload/INDEX),
[[2024-05-14-upload]], [[upload]], [[validations/2024-05-14-upload/INDEX]] and
[the notes](../validations/2024-05-14-upload/notes.md).
>>> problems/know-why.md
---
need: know why
personas: [ana]
---
>>> validations/2024-05-14-upload/INDEX
---
title: Upload talks
method: interview
participants: 8
problems: [know-why]
verdict: supported
---
![A wall](wall.gif)
>>> validations/2024-05-14-upload/wall.gif
GIF89a
>>> validations/2024-05-14-upload/notes.md
# Notes of the talks
>>> validations/2024-05-14-upload/more/README.md
# More
";

#[test]
fn a_folder_with_one_index_is_one_entry_that_links_to_it_lead_to() {
    for index in ["index.md", "README.md", "_index.md"] {
        let project = Project::new(&STUDY.replace("INDEX", index));
        let snapshot = project.snapshot();
        let graph = &snapshot.graph;
        let study = graph.find_by_id("2024-05-14-upload").unwrap();
        let url = graph.entry(study).url.as_str();
        assert_eq!(url, "validations/2024-05-14-upload.html");
        let ana = graph.entry(graph.find_by_id("ana").unwrap());
        let links: Vec<String> = ana
            .document
            .body
            .links
            .iter()
            .zip(&ana.body_links)
            .map(|(_, link)| format!("{link:?}"))
            .collect();
        let (to_study, to_notes) = links.split_at(5);
        assert!(
            to_study.iter().all(|link| link.contains(url)),
            "{index}: {links:#?}"
        );
        let notes = "validations/2024-05-14-upload/notes.html";
        assert!(to_notes[0].contains(notes), "{links:?}");
        // It counts as evidence, its picture is copied, and it lists the pages in its folder.
        let problem = graph.find_by_id("know-why").unwrap();
        assert_eq!(graph.backlinks(problem)[0].1, [study]);
        let has = |url: &str| snapshot.pages().iter().any(|page| page.url.as_str() == url);
        assert!(has("validations/2024-05-14-upload/wall.gif") && has(notes));
        let more = "validations/2024-05-14-upload/more/index.html";
        assert!(has(more) && !has("validations/2024-05-14-upload/index.html"));
        let page = snapshot
            .pages()
            .iter()
            .find(|page| page.url.as_str() == url)
            .unwrap();
        let html = snapshot.render(page).unwrap();
        assert!(html.contains("In this folder"), "{html}");
        assert!(
            html.contains("2024-05-14-upload/notes.html")
                && html.contains("upload/more/index.html")
        );
        let notes = snapshot
            .pages()
            .iter()
            .find(|page| page.url.as_str() == notes)
            .unwrap();
        assert!(
            snapshot
                .render(notes)
                .unwrap()
                .contains("validations/2024-05-14-upload.html\"")
        );
        let found = project.findings();
        assert!(
            !found.iter().any(|f| f.contains("broken-link")),
            "{found:?}"
        );
    }
}

#[test]
fn a_renamed_entry_stays_the_index_of_its_folder() {
    let project = Project::new(&STUDY.replace("INDEX", "index.md"));
    let rename = ["rename", "2024-05-14-upload", "upload-talks"];
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_casebook"));
    let run = command.args(rename).current_dir(project.root());
    Run::from(run.output().unwrap()).exits(0);
    let index = project
        .root()
        .join("validations/2024-05-14-upload/index.md");
    let text = fs::read_to_string(index).unwrap();
    assert!(
        text.contains("id: upload-talks\naliases: [\"2024-05-14-upload\"]\n"),
        "{text}"
    );
    let found = project.findings();
    assert!(
        !found.iter().any(|f| f.contains("broken-link")),
        "{found:?}"
    );
}

#[test]
fn the_last_line_counts_what_is_left_out_though_a_baseline_covers_why() {
    let project = Project::new(
        ">>> a.md\n---\ntitle: a: b\n---\n>>> b.md\n# B\n>>> c/x.md\n---\nid: x\n---\n>>> d/x.md\n---\nid: x\n---\n",
    );
    let write = ["check", "--published", "--write-baseline", "known.json"];
    casebook(project.root(), &write).output().unwrap();
    let args = ["--baseline", "known.json", "--no-search"];
    build(project.root(), &args)
        .exits(0)
        .says("4 documents, 2 left out, ");
}

#[test]
fn what_is_hidden_for_two_reasons_is_counted_once() {
    let project = Project::new(
        ">>> a.md\n# A\n>>> b.md\n---\ntitle: B\ndraft: true\nvisibility: internal\n---\n",
    );
    for (args, count) in [
        (&[][..], "2 documents (1 draft not published)"),
        (&["--drafts"], "2 documents (1 internal not published)"),
        (
            &["--audience", "internal"],
            "2 documents (1 draft not published)",
        ),
        (&["--drafts", "--audience", "internal"], "2 documents, "),
    ] {
        build(project.root(), &[args, &["--no-search"]].concat())
            .exits(0)
            .says(count);
    }
}
