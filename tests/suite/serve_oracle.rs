//! After any sequence of edits, the site in memory equals that of a fresh build, byte for byte.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};

use crate::support::Project;
use crate::support::edits::Editor;
use crate::support::site::{cases, full, generated};
use casebook::engine::{BodyEdit, Engine, LastGood, Request, Snapshot};
use casebook::page::{Content, Page};
use casebook::search;

/// The bytes of a page; for a copied file its path and stamp.
fn bytes(snapshot: &Snapshot, page: &Page) -> Vec<u8> {
    match &page.content {
        Content::Template { .. } => snapshot.render(page).unwrap_or_else(|d| d.message).into(),
        Content::Bytes(bytes) => bytes.to_vec(),
        Content::Streamed(made) => made.to_bytes(),
        Content::File {
            root: _,
            path,
            stamp,
            strips_metadata: clean,
        } => format!("{path} {stamp} {clean}").into_bytes(),
    }
}

/// The differences between two sites: theme, pages, fingerprints, findings, and the bytes of each `step`th page.
fn differences(ours: &Snapshot, pages: &[Page], fresh: &Snapshot, step: usize) -> Vec<String> {
    let mut wrong = Vec::new();
    let (a, b) = (
        ours.site.theme_fingerprint(),
        fresh.site.theme_fingerprint(),
    );
    if a != b {
        wrong.push("the theme".to_owned());
    }
    let names = |pages: &[Page]| pages.iter().map(|p| p.url.clone()).collect::<Vec<_>>();
    if names(pages) != names(fresh.pages()) {
        wrong.push("the list of pages".to_owned());
        return wrong;
    }
    for (i, (page, other)) in pages.iter().zip(fresh.pages()).enumerate() {
        let same_print =
            page.fingerprint(&page.inputs(), a) == other.fingerprint(&other.inputs(), b);
        if !same_print || (i % step == 0 && bytes(ours, page) != bytes(fresh, other)) {
            wrong.push(page.url.to_string());
        }
    }
    let reported = |s: &Snapshot| s.findings.clone();
    if reported(ours) != reported(fresh) {
        wrong.push("the findings".to_owned());
    }
    wrong
}

fn request() -> Request {
    Request {
        with_search: true,
        ..Project::request()
    }
}

fn fresh(root: &Path) -> Snapshot {
    Engine::new(root).snapshot(&request()).unwrap()
}

/// Makes random edits and after each compares an engine that has a cache with a new one. Returns the number of edits
/// and of those that took the fast path.
fn run(seed: u64, edits: usize) -> (usize, usize) {
    let project = generated(24, "word");
    let root = project.root();
    let mut editor = Editor::new(root, seed);
    let mut engine = Engine::new(root);
    let mut shown = engine.snapshot(&request()).unwrap();
    let mut body_edits = 0;
    for n in 0..edits {
        let edit = editor.edit();
        let fresh = fresh(root);
        let step = if full() { 1 } else { 7 };
        let context = |what: &str| format!("seed {seed}, edit {n} ({edit:?}): {what}");

        let paths: Vec<PathBuf> = edit.paths.iter().map(|p| root.join(p)).collect();
        if let BodyEdit::Pages(patch) = engine.body_edit(&shown, &paths) {
            body_edits += usize::from(!patch.is_empty());
            let mut pages = shown.pages().to_vec();
            for page in patch {
                let at = pages.binary_search_by(|p| p.url.cmp(&page.url)).unwrap();
                pages[at] = page;
            }
            let wrong = differences(&shown, &pages, &fresh, step);
            assert!(
                wrong.is_empty(),
                "{}",
                context(&format!("as an edit of bodies: {wrong:?}"))
            );
        }

        if let Some(next) = engine.snapshot_if_changed(&request()).unwrap() {
            shown = next;
        }
        let mut wrong = differences(&shown, shown.pages(), &fresh, step);
        let found = |s: &Snapshot| {
            let records = s.records();
            let parts = search::parts(&records).into_iter();
            parts.map(|part| part.fingerprint).collect::<Vec<_>>()
        };
        if found(&shown) != found(&fresh) {
            wrong.push("what can be found".to_owned());
        }
        assert!(wrong.is_empty(), "{}", context(&format!("{wrong:?}")));
    }
    (edits, body_edits)
}

#[test]
fn after_every_edit_the_site_in_memory_equals_a_fresh_build() {
    let (mut edits, mut body_edits) = (0, 0);
    for seed in 0..cases(2, 20) as u64 {
        let (more, seen) = run(seed, cases(30, 100));
        println!("seed {seed}: {more} edits, {seen} of bodies alone");
        edits += more;
        body_edits += seen;
    }
    println!("{edits} edits, {body_edits} of bodies alone");
    assert!(
        body_edits > edits / 50,
        "hardly any edit took the fast path: {body_edits}"
    );
}

#[test]
fn the_preview_keeps_the_last_good_version_until_a_broken_file_is_fixed() {
    let project = generated(20, "word");
    let (root, request) = (project.root(), request());
    let mut engine = Engine::new(root);
    let mut last_good = LastGood::default();
    let first = engine.preview(&request, &mut last_good).unwrap().unwrap();
    let good = fs::read_to_string(root.join("docs/problems/problem-1.md")).unwrap();
    last_good.show();
    let kept = |snapshot: &Snapshot| -> Vec<Vec<u8>> {
        let pages = snapshot
            .pages()
            .iter()
            .filter(|p| p.url.as_str().contains("problem"));
        pages.map(|p| bytes(snapshot, p)).collect()
    };

    for (path, broken) in [
        ("docs/problems/problem-1.md", "---\ntitle: [\n---\n"),
        ("casebook.yaml", "title: [\n"),
        ("templates/base.html", "{% if"),
    ] {
        let before = fs::read(root.join(path)).ok();
        project.write(path, broken);
        let held = engine.preview(&request, &mut last_good).unwrap().unwrap();
        last_good.show();
        assert!(last_good.held, "{path}");
        assert_eq!(kept(&held), kept(&first), "{path}");
        let reported = fresh(root).findings;
        assert_eq!(held.findings, reported, "{path}");
        assert!(
            reported.iter().any(|f| &*f.path == path),
            "{path}: {reported:?}"
        );
        // Edits of other files are shown meanwhile.
        project.write("docs/guide/second.md", format!("# Second beside {path}\n"));
        let beside = engine.preview(&request, &mut last_good).unwrap().unwrap();
        last_good.show();
        let page = beside
            .pages()
            .iter()
            .find(|p| p.url.as_str() == "guide/second.html");
        let html = beside.render(page.unwrap()).unwrap();
        assert!(html.contains("Second beside"), "{path}");
        match before {
            Some(bytes) => fs::write(root.join(path), bytes).unwrap(),
            None => fs::remove_file(root.join(path)).unwrap(),
        }
        let fixed = engine.preview(&request, &mut last_good).unwrap().unwrap();
        last_good.show();
        assert!(!last_good.held, "{path}");
        let wrong = differences(&fixed, fixed.pages(), &fresh(root), 1);
        assert!(wrong.is_empty(), "{path}: {wrong:?}");
    }
    assert_eq!(
        fs::read_to_string(root.join("docs/problems/problem-1.md")).unwrap(),
        good
    );
    assert!(engine.preview(&request, &mut last_good).unwrap().is_none());
}

/// An editor may not have finished writing it.
#[test]
fn a_file_that_is_cut_short_counts_as_unfinished() {
    let project = generated(10, "word");
    let root = project.root();
    let mut engine = Engine::new(root);
    let mut last_good = LastGood::default();
    let request = request();
    let shown = engine.preview(&request, &mut last_good).unwrap().unwrap();
    last_good.show();
    let path = root.join("docs/problems/problem-0.md");
    let text = fs::read_to_string(&path).unwrap();
    for cut in ["", &text[..text.len() / 2], &text[..text.len() - 1]] {
        fs::write(&path, cut).unwrap();
        assert!(
            matches!(engine.body_edit(&shown, [&path]), BodyEdit::Unfinished),
            "{cut:?}"
        );
    }
    for cut in ["", &text[..text.len() / 2], &text[..text.len() - 1]] {
        fs::write(&path, cut).unwrap();
        engine.preview(&request, &mut last_good).unwrap();
        assert!(last_good.truncated, "{cut:?}");
    }
    // After an edit of another file it is still unfinished.
    project.write("docs/guide/second.md", "# Second\n");
    engine.preview(&request, &mut last_good).unwrap();
    assert!(last_good.truncated);
    // If nothing more was written by the next rebuild, the short file is taken as it is.
    last_good.show();
    project.write("docs/guide/third.md", "# Third\n");
    engine.preview(&request, &mut last_good).unwrap();
    assert!(!last_good.truncated);
    fs::write(&path, text + "More.\n").unwrap();
    engine.preview(&request, &mut last_good).unwrap();
    assert!(!last_good.truncated);
}

/// Writing a file may empty or remove it first: the version that is kept is the last one shown, not that state.
#[test]
fn a_state_in_the_middle_of_writing_is_never_the_last_good_version() {
    let project = generated(10, "word");
    let root = project.root();
    let mut engine = Engine::new(root);
    let mut last_good = LastGood::default();
    let request = request();
    let shown = engine.preview(&request, &mut last_good).unwrap().unwrap();
    last_good.show();
    let path = root.join("docs/problems/problem-0.md");
    let page = |snapshot: &Snapshot| {
        let mut pages = snapshot.pages().iter();
        let page = pages.find(|p| p.url.as_str() == "problems/problem-0.html");
        bytes(snapshot, page.unwrap())
    };
    let text = fs::read(&path).unwrap();
    let empty: fn(&Path) = |path| fs::write(path, "").unwrap();
    let gone: fn(&Path) = |path| fs::remove_file(path).unwrap();
    for between in [empty, gone] {
        between(&path);
        engine.preview(&request, &mut last_good).unwrap().unwrap();
        fs::write(&path, "---\ntitle: [\n---\nBroken.\n").unwrap();
        let held = engine.preview(&request, &mut last_good).unwrap().unwrap();
        assert!(last_good.held);
        assert!(page(&held) == page(&shown), "another page than was shown");
        last_good.show();
        fs::write(&path, &text).unwrap();
        engine.preview(&request, &mut last_good).unwrap().unwrap();
        last_good.show();
    }
}
