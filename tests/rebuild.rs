//! A build into the folder of an earlier one: the site and the findings are those of a first build, and an unchanged
//! build writes nothing.
#![allow(clippy::unwrap_used)]
#![cfg(unix)]

mod support;

use std::fs;
use std::os::unix::fs::{MetadataExt, symlink};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use casebook::output::{self, ProtectedFolders};
use support::edits::Editor;
use support::site::{Run, Tree, build, cases, difference, generated, tree};

/// A build into a new folder.
fn first(root: &Path, args: &[&str]) -> (Run, Tree) {
    let folder = tempfile::tempdir().unwrap();
    let output = folder.path().join("site");
    let all = [args, &["--output", output.to_str().unwrap()]].concat();
    (build(root, &all), tree(&output))
}

/// Builds again, twice, and compares with a first build: the files, the exit code and the printed findings.
#[track_caller]
fn assert_same_as_first_build(root: &Path, args: &[&str], what: &str) {
    let turns = ["again", "unchanged"].map(|turn| (turn, build(root, args)));
    let (right, site) = first(root, args);
    for (turn, run) in turns {
        assert_eq!(run.code, right.code, "{what}, {turn}: {}", run.err);
        assert_eq!(findings(&run), findings(&right), "{what}, {turn}");
    }
    if !site.is_empty() {
        let wrong = difference(&tree(&root.join("public")), &site);
        assert!(wrong.is_empty(), "{what}: {wrong:?}");
    }
}

/// The output without its last lines, which have the time, the folder and the counts of files.
fn findings(run: &Run) -> String {
    let lines = run.err.lines();
    let is_last = |line: &&str| {
        let of_time = line.contains(" pages, ") || line.starts_with("reading ");
        !of_time && !line.contains(" files written, ")
    };
    lines.filter(is_last).collect::<Vec<_>>().join("\n")
}

/// Path, inode and modification time of everything below a folder; they change when a file is written or replaced.
fn stamps(folder: &Path) -> Vec<(PathBuf, u64, i64, i64)> {
    let entries = walkdir::WalkDir::new(folder).sort_by_file_name();
    let stamp = |entry: walkdir::DirEntry| {
        let meta = entry.metadata().unwrap();
        (
            entry.into_path(),
            meta.ino(),
            meta.mtime(),
            meta.mtime_nsec(),
        )
    };
    let entries = entries.into_iter();
    entries.map(|entry| stamp(entry.unwrap())).collect()
}

#[test]
fn an_unchanged_build_writes_nothing_and_reports_the_same() {
    let project = generated(8, "word");
    let root = project.root();
    project.write("docs/gone.md", "# Gone\n\nboss@mail.acme.at\n");
    let args = ["--verbose"];
    let first = build(root, &args).exits(0);
    let before = stamps(root);
    let again = build(root, &args).exits(0).says("\n0 files written, ");
    assert!(again.err.contains(" kept, 0 removed, "), "{}", again.err);
    assert_eq!(stamps(root), before);
    assert_eq!(findings(&again), findings(&first));
    assert!(again.err.contains("3 | *****************"), "{}", again.err);
    // An edit that no page shows writes nothing either.
    project.write("docs/draft.md", "---\ndraft: true\n---\n# Hidden\n");
    let before = stamps(&root.join("public"));
    build(root, &args).exits(0).says("\n0 files written, ");
    assert_eq!(stamps(&root.join("public")), before);
}

#[test]
fn an_unchanged_build_renders_no_page() {
    let project = generated(8, "word");
    let root = project.root().canonicalize().unwrap();
    let content = root.join("docs");
    let around = ProtectedFolders {
        root: &root,
        content: &content,
        sources: &[],
        home: None,
        content_is_root: false,
    };
    let rendered = || {
        let snapshot = project.snapshot();
        let count = AtomicUsize::new(0);
        let target = output::open(&root.join("site"), &around).unwrap();
        let theme = snapshot.site.theme_fingerprint();
        let published = target.publish(
            snapshot.pages(),
            &[],
            &|_| Ok(vec![]),
            theme,
            |page, inputs| {
                count.fetch_add(1, Ordering::Relaxed);
                snapshot.render_with(page, inputs)
            },
        );
        published.unwrap();
        count.into_inner()
    };
    assert!(rendered() > 8);
    assert_eq!(rendered(), 0);
}

#[test]
fn severities_follow_the_command_line() {
    let project = generated(8, "word");
    let root = project.root();
    project.write("docs/gone.md", "# Gone\n\nboss@mail.acme.at\n");
    build(root, &[]).exits(0).says("warning[personal-data]");
    build(root, &["--strict"])
        .exits(1)
        .says("error[personal-data]")
        .says("nothing was written");
    let before = stamps(&root.join("public"));
    build(root, &["--strict", "--keep-going"]).exits(1);
    assert_eq!(stamps(&root.join("public")), before);
    assert_same_as_first_build(root, &["--strict"], "strict");
    assert_same_as_first_build(root, &[], "not strict");
    assert_same_as_first_build(root, &["--verbose"], "verbose");
}

#[test]
fn the_cache_folder_of_an_earlier_version_is_ignored() {
    let project = generated(4, "word");
    let root = project.root();
    let right = findings(&build(root, &[]).exits(0));
    project.write(".casebook/cache/.gitignore", "*\n");
    project.write(".casebook/cache/build-public.json", "{}");
    let before = stamps(root);
    assert_eq!(findings(&build(root, &[]).exits(0)), right);
    assert_eq!(stamps(root), before);
}

#[test]
fn a_rebuild_after_any_edit_equals_a_first_build() {
    let project = generated(16, "word");
    let root = project.root();
    let mut editor = Editor::new(root, 23);
    for n in 0..cases(24, 400) {
        let edit = editor.edit();
        assert_same_as_first_build(
            root,
            &["--keep-going", "--no-search"],
            &format!("edit {n} {edit:?}"),
        );
    }
}

#[test]
fn another_command_line_makes_another_site() {
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
        assert_same_as_first_build(root, line, &line.join(" "));
    }
}

#[test]
fn manual_changes_to_the_output_are_undone() {
    let project = generated(8, "word");
    let root = project.root();
    build(root, &[]).exits(0);
    let public = root.join("public");
    let page = public.join("guide/start.html");
    fs::write(&page, "somebody's").unwrap();
    assert_same_as_first_build(root, &[], "a changed page");
    fs::remove_file(&page).unwrap();
    assert_same_as_first_build(root, &[], "a page that is gone");
    fs::rename(public.join("guide"), root.join("moved")).unwrap();
    symlink(root.join("moved"), public.join("guide")).unwrap();
    build(root, &[])
        .exits(0)
        .says("a site holds no symbolic links: guide");
    assert_same_as_first_build(root, &[], "a folder that became a link");
    fs::write(public.join("CNAME"), "example.org").unwrap();
    build(root, &[]).exits(0).says("did not make them: CNAME");
    build(root, &[]).exits(0).says("did not make them: CNAME");
}

#[test]
fn a_project_folder_with_another_name_makes_another_site() {
    let parent = tempfile::tempdir().unwrap();
    let [old, new] = ["old", "new"].map(|name| parent.path().join(name));
    fs::create_dir(&old).unwrap();
    fs::write(old.join("page.md"), "# A page\n").unwrap();
    build(&old, &[]).exits(0);
    fs::rename(&old, &new).unwrap();
    assert_same_as_first_build(&new, &[], "the site is named after its folder");
}
