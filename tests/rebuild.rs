//! A build of what was built before: it knows the site that stands, says what it said, and makes any other anew.
#![allow(clippy::unwrap_used)]
#![cfg(unix)]

mod support;

use std::fs;
use std::io::ErrorKind;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

use support::edits::Editor;
use support::site::{MANIFEST, Run, Tree, build, cases, difference, generated, tree};

const ACCOUNT: &str = ".casebook/cache/build-public.json";

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

/// What is said but for the last lines, which tell the time, the folder and what was written.
fn findings(run: &Run) -> String {
    let lines = run.err.lines();
    let is_last = |line: &&str| !line.contains(" pages, ") && !line.contains(" files written, ");
    lines.filter(is_last).collect::<Vec<_>>().join("\n")
}

/// Makes the account of the last build tell of 77 pages, which no look at the files would.
fn forge(root: &Path) {
    let path = root.join(ACCOUNT);
    let text = fs::read_to_string(&path).unwrap();
    let start = text.find("\"pages\":").unwrap() + 8;
    let end = start + text[start..].find(',').unwrap();
    fs::write(&path, format!("{}77{}", &text[..start], &text[end..])).unwrap();
}

/// Is what a build tells, from now on, what the account says?
#[track_caller]
fn is_told_from_account(root: &Path, args: &[&str]) -> bool {
    build(root, args).exits(0).err.contains(" 77 pages, ")
}

#[test]
fn where_nothing_has_changed_the_last_account_is_told() {
    let project = generated(8, "word");
    let root = project.root();
    build(root, &[]).exits(0);
    forge(root);
    assert!(is_told_from_account(root, &[]));
    assert!(is_told_from_account(root, &["--verbose"]));
    project.write("docs/one-more.md", "# One more\n");
    assert!(!is_told_from_account(root, &[]));
    forge(root);
    assert!(is_told_from_account(root, &[]));
    // Former addresses are looked up in pages, so they are laid out.
    project.write("old.txt", "/\n");
    assert!(!is_told_from_account(root, &["--check-urls", "old.txt"]));
}

#[test]
fn what_a_build_did_not_have_to_write_is_accounted_for_too() {
    let project = generated(8, "word");
    let root = project.root();
    build(root, &[]).exits(0);
    project.write("docs/draft.md", "---\ndraft: true\n---\n# Nobody sees it\n");
    let manifest = root.join("public").join(MANIFEST);
    let before = fs::read(&manifest).unwrap();
    build(root, &[]).exits(0);
    assert_eq!(fs::read(&manifest).unwrap(), before);
    forge(root);
    assert!(is_told_from_account(root, &[]));
}

#[test]
fn severities_are_those_of_the_command_line() {
    let project = generated(8, "word");
    let root = project.root();
    project.write("docs/gone.md", "# Gone\n\nboss@mail.example\n");
    build(root, &[]).exits(0).says("warning[personal-data]");
    forge(root);
    build(root, &["--strict"])
        .exits(1)
        .says("error[personal-data]")
        .says("nothing was written");
    assert!(is_told_from_account(root, &[]));
    build(root, &["--strict", "--keep-going"])
        .exits(1)
        .says(" 77 pages, ");
    is_as_first(root, &["--strict"], "strict");
    is_as_first(root, &[], "not strict");
    is_as_first(root, &["--verbose"], "verbose");
    let snippets = build(root, &["--verbose"]).exits(0);
    assert!(
        snippets.err.contains("3 | *****************"),
        "{}",
        snippets.err
    );
}

#[test]
fn an_account_that_is_damaged_is_nobodys() {
    let project = generated(8, "word");
    let root = project.root();
    build(root, &[]).exits(0);
    let whole = fs::read_to_string(root.join(ACCOUNT)).unwrap();
    let right = findings(&build(root, &[]));
    let program = whole.find("\"program\":").unwrap() + 10;
    let end = program + whole[program..].find(',').unwrap();
    let other_program = format!("{}7{}", &whole[..program], &whole[end..]);
    for text in [
        "",
        "{}",
        "null",
        &whole[..whole.len() / 2],
        &format!("{whole}{whole}"),
        &other_program,
        &whole.replace("casebook-account/1", "casebook-account/2"),
        &whole.replace("\"untested\"", "\"no-such-check\""),
    ] {
        assert_ne!(text, whole);
        fs::write(root.join(ACCOUNT), text).unwrap();
        let run = build(root, &[]).exits(0);
        assert_eq!(findings(&run), right);
        assert_eq!(fs::read_to_string(root.join(ACCOUNT)).unwrap(), whole);
    }
}

#[test]
fn an_account_is_of_one_site() {
    let project = generated(8, "word");
    let root = project.root();
    build(root, &[]).exits(0);
    let account = fs::read(root.join(ACCOUNT)).unwrap();
    let page = fs::read(root.join("docs/guide/start.md")).unwrap();
    project.write("docs/guide/start.md", "# Another start\n");
    build(root, &[]).exits(0);
    // As if the account of the second build could not be written.
    project.write("docs/guide/start.md", page);
    fs::write(root.join(ACCOUNT), account).unwrap();
    is_as_first(root, &[], "the first site again");
}

#[test]
fn a_cache_that_cannot_be_written_is_done_without() {
    let project = generated(4, "word");
    let root = project.root();
    let elsewhere = tempfile::tempdir().unwrap();
    let mine = elsewhere.path().join("mine");
    fs::write(&mine, "mine").unwrap();
    let cache = root.join(".casebook");
    let right = findings(&build(root, &[]).exits(0));
    fs::remove_dir_all(&cache).unwrap();
    for make in [
        &(|| symlink(elsewhere.path(), &cache).unwrap()) as &dyn Fn(),
        &|| {
            fs::create_dir(&cache).unwrap();
            symlink(elsewhere.path(), cache.join("cache")).unwrap();
        },
        &|| {
            fs::create_dir_all(cache.join("cache")).unwrap();
            symlink(&mine, root.join(ACCOUNT)).unwrap();
        },
        &|| fs::create_dir_all(root.join(ACCOUNT)).unwrap(),
        &|| {
            fs::create_dir_all(cache.join("cache")).unwrap();
            let pipe = Command::new("mkfifo").arg(root.join(ACCOUNT)).status();
            assert!(pipe.unwrap().success());
        },
    ] {
        make();
        for _ in 0..2 {
            let run = build(root, &[]).exits(0);
            assert_eq!(findings(&run), right);
        }
        assert_eq!(fs::read(&mine).unwrap(), b"mine");
        assert_eq!(fs::read_dir(elsewhere.path()).unwrap().count(), 1);
        match cache.symlink_metadata().unwrap().is_dir() {
            true => fs::remove_dir_all(&cache).unwrap(),
            false => fs::remove_file(&cache).unwrap(),
        }
    }
}

#[test]
fn another_program_makes_its_own_account() {
    let project = generated(4, "word");
    let root = project.root();
    build(root, &[]).exits(0);
    forge(root);
    assert!(is_told_from_account(root, &[]));
    let folder = tempfile::tempdir().unwrap();
    let other = folder.path().join("casebook");
    fs::copy(env!("CARGO_BIN_EXE_casebook"), &other).unwrap();
    let mut command = Command::new(&other);
    command
        .args(["build", "--as-of", support::TODAY])
        .current_dir(root);
    // A process that another test was just starting may still hold the copy open for writing.
    let output = loop {
        match command.output() {
            Err(busy) if busy.kind() == ErrorKind::ExecutableFileBusy => {}
            output => break output.unwrap(),
        }
    };
    let run = Run::from(output).exits(0);
    assert!(!run.err.contains(" 77 pages, "), "{}", run.err);
}

#[test]
fn two_sites_of_a_project_have_an_account_each() {
    let project = generated(8, "word");
    let root = project.root();
    let internal = ["--audience", "internal", "--output", "for/us"];
    for _ in 0..2 {
        build(root, &[]).exits(0);
        build(root, &internal).exits(0);
    }
    forge(root);
    assert!(!is_told_from_account(root, &internal));
    assert!(is_told_from_account(root, &[]));
    assert!(root.join(".casebook/cache/build-for-us.json").exists());
}

#[test]
fn nobody_commits_what_is_kept() {
    let project = generated(4, "word");
    let root = project.root();
    build(root, &[]).exits(0);
    let ignored = root.join(ACCOUNT).with_file_name(".gitignore");
    assert_eq!(fs::read_to_string(ignored).unwrap(), "*\n");
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
