//! A build of what was built before: it knows the site that stands, says what it said, and makes any other anew.
#![allow(clippy::unwrap_used)]
#![cfg(unix)]

mod support;

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use support::edits::Editor;
use support::site::{MANIFEST, Run, Tree, build, cases, difference, generated, tree};

/// A build into another folder, that nothing is there to be kept of.
fn first(root: &Path, args: &[&str]) -> (Run, Tree) {
    let folder = tempfile::tempdir().unwrap();
    let output = folder.path().join("site");
    let all = [args, &["--output", output.to_str().unwrap()]].concat();
    (build(root, &all), tree(&output))
}

/// Builds again, twice, and compares with a first build: the files, the exit code, and what is said of the findings.
#[track_caller]
fn is_as_first(root: &Path, args: &[&str], what: &str) {
    let (right, site) = first(root, args);
    for turn in ["again", "unchanged"] {
        let run = build(root, args);
        assert_eq!(run.code, right.code, "{what}, {turn}: {}", run.err);
        assert_eq!(findings(&run), findings(&right), "{what}, {turn}");
        if !site.is_empty() {
            let wrong = difference(&tree(&root.join("public")), &site);
            assert!(wrong.is_empty(), "{what}, {turn}: {wrong:?}");
        }
    }
}

/// What is said but for the last line, which tells the time and the folder.
fn findings(run: &Run) -> String {
    let lines = run.err.lines();
    let is_last = |line: &&str| !line.contains(" pages, ");
    lines.filter(is_last).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_site_that_stands_is_known_by_its_ground() {
    let project = generated(8, "word");
    let root = project.root();
    build(root, &[]).exits(0);
    let manifest = root.join("public").join(MANIFEST);
    let text = fs::read_to_string(&manifest).unwrap();
    let start = text.find("\"ground\":[\"").unwrap();
    let end = start + text[start..].find(']').unwrap();
    // Only the manifest says how many pages there are: so they were not made.
    let forged = format!("{},77{}", &text[..start + 44], &text[end..]);
    fs::write(&manifest, forged).unwrap();
    build(root, &[]).exits(0).says(" 77 pages, ");
    project.write("docs/one-more.md", "# One more\n");
    assert!(!build(root, &[]).exits(0).err.contains(" 77 pages, "));
}

#[test]
fn a_rebuild_after_any_edit_is_a_first_build() {
    let project = generated(16, "word");
    let root = project.root();
    let mut editor = Editor::new(root, 23);
    for n in 0..cases(24, 400) {
        let edit = editor.edit();
        is_as_first(
            root,
            &["--keep-going", "--no-search"],
            &format!("edit {n} {edit:?}"),
        );
    }
}

#[test]
fn another_command_line_is_another_ground() {
    let project = generated(8, "word");
    let root = project.root();
    let lines: &[&[&str]] = &[
        &[],
        &["--as-of", "2030-01-01"],
        &["--base-url", "https://example.org/a/"],
        &["--base-url", "https://example.org/b/"],
        &["--no-search"],
        &["--drafts"],
        &["--internal"],
        &[],
    ];
    for line in lines {
        is_as_first(root, line, &line.join(" "));
    }
}

#[test]
fn what_somebody_did_to_the_site_is_mended() {
    let project = generated(8, "word");
    let root = project.root();
    build(root, &[]).exits(0);
    let public = root.join("public");
    let page = public.join("guide/start.html");
    fs::write(&page, "somebody's").unwrap();
    is_as_first(root, &[], "a changed page");
    fs::remove_file(&page).unwrap();
    is_as_first(root, &[], "a page that is gone");
    fs::rename(public.join("guide"), root.join("moved")).unwrap();
    symlink(root.join("moved"), public.join("guide")).unwrap();
    is_as_first(root, &[], "a folder that became a link");
    fs::write(public.join("CNAME"), "example.org").unwrap();
    build(root, &[]).exits(0).says("did not make them: CNAME");
    build(root, &[]).exits(0).says("did not make them: CNAME");
}

#[test]
fn a_folder_with_another_name_is_another_ground() {
    let parent = tempfile::tempdir().unwrap();
    let [old, new] = ["old", "new"].map(|name| parent.path().join(name));
    fs::create_dir(&old).unwrap();
    fs::write(old.join("page.md"), "# A page\n").unwrap();
    build(&old, &[]).exits(0);
    fs::rename(&old, &new).unwrap();
    is_as_first(&new, &[], "the site is named after its folder");
}
