//! Hostile and odd paths and output folders, with the binary: each row of the shared cases has a test, here or in
//! another file. The tests run without the shared cases too.
//!
//! Where the rows and the design disagree, the design wins: there is no `--force`; `foo.md` and `foo/index.md`
//! become `foo.html` and `foo/index.html`, which do not collide; a full disk ends in 2, not in 1.
#![allow(clippy::unwrap_used)]
#![cfg(unix)]

use std::collections::BTreeSet;
use std::fs;
use std::io::Read as _;
use std::os::unix::fs::{MetadataExt, symlink};
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};

use crate::support::Project;
use crate::support::site::{Run, build, casebook, cases, generated, litter, tree};

enum Where {
    Here(fn()),
    /// The file and the function.
    In(&'static str, &'static str),
    /// Covered by the tests of the command.
    Serve,
}
use Where::{Here, In, Serve};

const ROWS: &[(&str, Where)] = &[
    ("out-dot", Here(an_output_that_holds_the_project_is_refused)),
    (
        "out-parent",
        Here(an_output_that_holds_the_project_is_refused),
    ),
    (
        "out-root",
        Here(an_output_that_holds_the_project_is_refused),
    ),
    (
        "out-contains-src",
        Here(an_output_that_holds_the_content_is_refused),
    ),
    (
        "out-symlink-in-out",
        Here(a_link_in_the_place_of_a_page_is_replaced_and_its_target_kept),
    ),
    (
        "out-nonempty-foreign",
        Here(a_folder_that_casebook_did_not_make_is_refused_and_kept),
    ),
    (
        "out-trailing-slash",
        Here(a_slash_after_the_output_changes_nothing),
    ),
    ("out-serve-does-not-touch", Serve),
    (
        "out-stale",
        Here(the_page_of_a_deleted_file_is_gone_and_foreign_files_are_named),
    ),
    ("out-slug-flip", Here(the_page_of_an_old_id_is_gone)),
    (
        "out-collide-case",
        Here(names_that_differ_in_case_are_an_error),
    ),
    (
        "out-collide-bundle",
        Here(a_page_and_a_folder_of_one_name_both_have_a_page),
    ),
    (
        "out-collide-generated",
        Here(files_with_the_names_of_generated_ones_are_errors),
    ),
    (
        "out-nfd-link",
        Here(a_link_reaches_a_file_in_any_unicode_form),
    ),
    (
        "out-win-trailing",
        Here(names_that_some_system_forbids_are_errors),
    ),
    (
        "out-long-path",
        Here(a_path_that_is_too_long_leaves_no_partial_site),
    ),
    (
        "out-newline-name",
        Here(a_newline_in_a_name_adds_no_line_to_the_report),
    ),
    (
        "out-symlink-out-content",
        Here(a_link_in_the_content_is_an_error_and_not_followed),
    ),
    ("out-symlink-loop", Here(a_loop_of_links_ends_in_an_error)),
    (
        "out-hardlink",
        Here(a_hard_link_is_copied_as_a_file_of_its_own),
    ),
    ("out-device", Here(devices_pipes_and_sockets_are_skipped)),
    (
        "out-vanish",
        Here(files_that_come_and_go_during_a_build_are_no_panic),
    ),
    (
        "out-disk-full",
        In("limits.rs", "a_full_disk_leaves_the_last_site_and_is_named"),
    ),
    (
        "out-two-builds",
        In(
            "kill.rs",
            "builds_at_once_publish_or_say_that_the_output_is_locked",
        ),
    ),
    (
        "out-kill9",
        In("kill.rs", "a_build_killed_at_any_time_leaves_a_whole_site"),
    ),
    ("out-sigpipe", Here(a_closed_pipe_is_no_panic)),
    (
        "out-tz",
        In(
            "suite/determinism.rs",
            "a_site_is_the_same_bytes_wherever_and_however_it_is_built",
        ),
    ),
    (
        "out-clock",
        In("suite/determinism.rs", "times_of_files_do_not_matter"),
    ),
    (
        "out-threads",
        In(
            "suite/determinism.rs",
            "a_site_is_the_same_bytes_wherever_and_however_it_is_built",
        ),
    ),
    (
        "out-root-path",
        In(
            "suite/determinism.rs",
            "a_site_is_the_same_bytes_wherever_and_however_it_is_built",
        ),
    ),
];

#[test]
fn every_row_of_the_collection_has_a_test() {
    let known: BTreeSet<&str> = ROWS.iter().map(|(id, _)| *id).collect();
    for row in crate::support::shared_rows("paths_output.jsonl") {
        let id = row["id"].as_str().unwrap();
        assert!(
            known.contains(id),
            "{id}: a new row; write a test and name it in ROWS"
        );
    }
    for (id, place) in ROWS {
        if let In(file, name) = place {
            let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
            let text = fs::read_to_string(tests.join(file)).unwrap();
            assert!(
                text.contains(&format!("fn {name}()")),
                "{id}: {file} has no {name}"
            );
        }
        // The others are functions in this file, which the compiler checks.
        if let Here(test) = place {
            let _: &fn() = test;
        }
    }
}

const SMALL: &str = ">>> casebook.yaml
title: Ours
content: docs
>>> docs/personas/ana.md
---
name: Ana
---
Hello.
>>> docs/guide.md
# Guide
";

fn everything(project: &Project) -> crate::support::site::Tree {
    tree(project.root())
}

#[test]
fn an_output_that_holds_the_project_is_refused() {
    let outer = tempfile::tempdir().unwrap();
    let root = outer.path().join("ours");
    fs::create_dir(&root).unwrap();
    fs::write(outer.path().join("beside.txt"), "mine").unwrap();
    crate::support::site::write_all(&root, &crate::support::site::files(10, "x"));
    let before = tree(outer.path());
    for (output, why) in [
        (".", "holds the project"),
        ("./", "holds the project"),
        ("docs/..", "holds the project"),
        ("..", "holds the project"),
        ("../../", "holds the project"),
        ("/", "is the root of the file system"),
        ("//", "is the root of the file system"),
        ("/..", "is the root of the file system"),
        ("/tmp/../", "is the root of the file system"),
        ("docs", "holds the content"),
        ("docs/new", "lies in the content folder"),
        ("docs/problems", "lies in the content folder"),
        ("static", "holds `"),
        ("static/new", "lies in `"),
        ("templates", "holds `"),
        ("themes/mine", "lies in `"),
        (".git", "is a git repository or part of one"),
        (".git/site", "is a git repository or part of one"),
        ("docs/index.md", "lies in the content folder"),
        ("casebook.yaml", "is not a folder"),
        ("../beside.txt", "is not a folder"),
        ("casebook.yaml/site", "a part of the path is a file"),
        ("", "a value is required"),
    ] {
        let run = build(&root, &["-q", "--output", output]);
        assert!(run.err.contains(why), "{output}: {}", run.err);
        run.exits(2);
        assert_eq!(tree(outer.path()), before, "{output}");
    }
    // The same from another working directory, and from the config.
    let run: Run = casebook(
        &root.join("docs"),
        &["build", "-q", "--root", "..", "--output", ".."],
    )
    .output()
    .unwrap()
    .into();
    run.exits(2).says("holds the project");
    assert_eq!(tree(outer.path()), before);
    for output in [".", "..", "/", "../ours", "docs", "static"] {
        fs::write(
            root.join("casebook.yaml"),
            format!("content: docs\noutput: {output}\n"),
        )
        .unwrap();
        let before = tree(outer.path());
        let run = build(&root, &["-q"]);
        assert!(
            run.code == Some(2) || run.code == Some(1),
            "{output}: {run:?}"
        );
        assert_eq!(tree(outer.path()), before, "{output}");
    }
}

#[test]
fn an_output_that_holds_the_content_is_refused() {
    let outer = tempfile::tempdir().unwrap();
    // The content lies in a folder that is to become the output.
    let root = outer.path().join("site/project");
    crate::support::site::write_all(&root, &crate::support::site::files(10, "x"));
    let before = tree(outer.path());
    build(&root, &["-q", "--output", "../../site"])
        .exits(2)
        .says("holds the project");
    let project = Project::new(">>> casebook.yaml\ncontent: site/docs\n>>> site/docs/a.md\n# A\n");
    build(project.root(), &["-q", "--output", "site"])
        .exits(2)
        .says("holds the content");
    assert_eq!(tree(outer.path()), before);
    // The home folder, and a worktree with a `.git` file.
    let home = tempfile::tempdir().unwrap();
    let inside = home.path().join("ours");
    crate::support::site::write_all(&inside, &crate::support::site::files(10, "x"));
    fs::create_dir(home.path().join("work")).unwrap();
    fs::write(home.path().join("work/.git"), "gitdir: elsewhere").unwrap();
    for (output, why) in [
        (home.path().to_path_buf(), "holds"),
        (home.path().join("work"), "is a git repository"),
        (home.path().join("work/public"), "is a git repository"),
    ] {
        let output = output.to_string_lossy().into_owned();
        let run: Run = casebook(&inside, &["build", "-q", "--output", &output])
            .env("HOME", home.path())
            .output()
            .unwrap()
            .into();
        // Most people have the output folder in a repository.
        if output.ends_with("public") {
            run.exits(0);
        } else {
            run.exits(2).says(why);
        }
    }
    assert_eq!(
        fs::read_to_string(home.path().join("work/.git")).unwrap(),
        "gitdir: elsewhere"
    );
}

#[test]
fn a_link_in_the_place_of_a_page_is_replaced_and_its_target_kept() {
    let project = Project::new(SMALL);
    build(project.root(), &["-q"]).exits(0);
    project.write("secret.txt", "secret");
    let public = project.root().join("public");
    for link in ["index.html", "personas/ana.html", "site.css"] {
        fs::remove_file(public.join(link)).unwrap();
        symlink(project.root().join("secret.txt"), public.join(link)).unwrap();
    }
    let elsewhere = tempfile::tempdir().unwrap();
    fs::write(elsewhere.path().join("mine.txt"), "mine").unwrap();
    symlink(elsewhere.path(), public.join("tags")).unwrap();
    build(project.root(), &["-q"]).exits(0);
    for page in ["index.html", "personas/ana.html", "site.css"] {
        let kind = public.join(page).symlink_metadata().unwrap();
        assert!(kind.is_file(), "{page}");
    }
    assert_eq!(
        fs::read_to_string(project.root().join("secret.txt")).unwrap(),
        "secret"
    );
    assert_eq!(tree(elsewhere.path()).len(), 1);
}

#[test]
fn a_folder_that_casebook_did_not_make_is_refused_and_kept() {
    let project = Project::new(SMALL);
    project.write("public/thesis.txt", "years of work");
    let before = everything(&project);
    build(project.root(), &["-q"])
        .exits(2)
        .says("public` is not empty and casebook did not make it")
        .says("choose another folder, or empty this one");
    assert_eq!(everything(&project), before);
    let help: Run = casebook(project.root(), &["build", "--force"])
        .output()
        .unwrap()
        .into();
    help.exits(2);
    assert_eq!(everything(&project), before);
}

/// The manifest lists the files that may be deleted, and a repository may contain a forged one.
#[test]
fn a_manifest_that_lists_files_outside_deletes_none_of_them() {
    let outer = tempfile::tempdir().unwrap();
    let root = outer.path().join("ours");
    crate::support::site::write_all(&root, &crate::support::site::files(5, "x"));
    fs::write(outer.path().join("mine.txt"), "mine").unwrap();
    let manifest = root.join("public").join(crate::support::site::MANIFEST);
    let outside = |outer: &std::path::Path| {
        let mut tree = tree(outer);
        let ours = ["ours/public", "ours/docs/edit.md"];
        tree.retain(|name, _| !ours.iter().any(|path| name.starts_with(path)));
        tree
    };
    build(&root, &["-q"]).exits(0);
    let before = outside(outer.path());
    let absolute = outer.path().join("mine.txt").to_string_lossy().into_owned();
    for path in [
        "../docs/index.md",
        "../casebook.yaml",
        "../../mine.txt",
        "a/../../../mine.txt",
        "./../casebook.yaml",
        "..\\\\casebook.yaml",
        &absolute,
        "..",
        ".",
        "",
        "/",
        "../docs",
    ] {
        fs::write(root.join("docs/edit.md"), format!("# Edit\n\n{path:?}\n")).unwrap();
        let mut listed: serde_json::Value =
            serde_json::from_slice(&fs::read(&manifest).unwrap()).unwrap();
        let entry = listed["files"]["index.html"].clone();
        listed["files"][path] = entry;
        fs::write(&manifest, listed.to_string()).unwrap();
        let run = build(&root, &["-q"]);
        assert!(matches!(run.code, Some(0 | 2)), "{path}: {run:?}");
        assert!(!run.err.contains("panicked"), "{path}: {}", run.err);
        assert_eq!(outside(outer.path()), before, "{path}");
        // The site is complete either way, and the next build is not delayed for long.
        if run.code != Some(0) {
            fs::remove_dir_all(root.join("public")).unwrap();
            build(&root, &["-q"]).exits(0);
        }
    }
}

#[test]
fn a_slash_after_the_output_changes_nothing() {
    let project = Project::new(SMALL);
    for output in ["one", "two/", "three//", "./four/.", "five/../five"] {
        build(project.root(), &["-q", "--output", output]).exits(0);
    }
    let one = tree(&project.root().join("one"));
    for output in ["two", "three", "four", "five"] {
        assert_eq!(tree(&project.root().join(output)), one, "{output}");
    }
    assert!(litter(project.root()).is_empty());
}

#[test]
fn the_page_of_a_deleted_file_is_gone_and_foreign_files_are_named() {
    let project = Project::new(SMALL);
    build(project.root(), &["-q"]).exits(0);
    let public = project.root().join("public");
    assert!(public.join("guide.html").exists());
    project.write("public/CNAME", "example.org");
    fs::remove_file(project.root().join("docs/guide.md")).unwrap();
    build(project.root(), &[])
        .exits(0)
        .says("left alone, because casebook did not make them: CNAME");
    assert!(!public.join("guide.html").exists());
    assert_eq!(
        fs::read_to_string(public.join("CNAME")).unwrap(),
        "example.org"
    );
    for (name, bytes) in tree(&public) {
        assert!(
            !String::from_utf8_lossy(&bytes).contains("guide.html"),
            "{name}"
        );
    }
}

#[test]
fn the_page_of_an_old_id_is_gone() {
    let project = Project::new(SMALL);
    project.write("docs/personas/ana.md", "---\nname: Ana\nid: anna\n---\n");
    build(project.root(), &["-q"]).exits(0);
    let personas = project.root().join("public/personas");
    assert!(personas.join("anna.html").exists());
    project.write("docs/personas/ana.md", "---\nname: Ana\nid: hannah\n---\n");
    build(project.root(), &["-q"]).exits(0);
    assert!(personas.join("hannah.html").exists());
    assert!(!personas.join("anna.html").exists());
    // With an alias the old address redirects to the new one.
    project.write(
        "docs/personas/ana.md",
        "---\nname: Ana\naliases: [hannah]\n---\n",
    );
    build(project.root(), &["-q"]).exits(0);
    let redirect = fs::read_to_string(personas.join("hannah.html")).unwrap();
    assert!(redirect.contains("ana.html"), "{redirect}");
}

/// Builds a project that must be refused with this code, and returns the run.
fn refused(files: &[(&str, &str)], code: &str) -> Run {
    let project = Project::new(SMALL);
    build(project.root(), &["-q"]).exits(0);
    let before = tree(&project.root().join("public"));
    for (path, text) in files {
        project.write(path, text);
    }
    let run = build(project.root(), &["-q"])
        .exits(1)
        .says(&format!("error[{code}]"));
    assert_eq!(tree(&project.root().join("public")), before, "{files:?}");
    run
}

#[test]
fn names_that_differ_in_case_are_an_error() {
    let page = "# One\n";
    refused(
        &[("docs/Notes.md", page), ("docs/notes.md", page)],
        "output-collision",
    );
    refused(
        &[("docs/A/x.md", page), ("docs/a/X.md", page)],
        "output-collision",
    );
    refused(
        &[("docs/straße.md", page), ("docs/STRASSE.md", page)],
        "output-collision",
    );
    // These do not collide, because ids are normalised.
    refused(
        &[("docs/caf\u{e9}.md", page), ("docs/cafe\u{301}.md", page)],
        "duplicate-id",
    );
    let entry = "---\nname: A\n---\n";
    refused(
        &[
            ("docs/personas/Bo.md", entry),
            ("docs/personas/bo.md", entry),
        ],
        "duplicate-id",
    );
    refused(
        &[
            ("docs/a.txt", "1"),
            ("docs/A.txt", "2"),
            ("docs/x.md", "[x](a.txt) [x](A.txt)\n"),
        ],
        "output-collision",
    );
}

#[test]
fn a_page_and_a_folder_of_one_name_both_have_a_page() {
    let project = Project::new(SMALL);
    project.write("docs/foo.md", "# The page\n");
    project.write("docs/foo/index.md", "# The folder\n");
    build(project.root(), &["-q"]).exits(0);
    let read = |path: &str| fs::read_to_string(project.root().join("public").join(path)).unwrap();
    assert!(read("foo.html").contains("The page"));
    assert!(read("foo/index.html").contains("The folder"));
    // No system can have both a file `foo.html` and a folder `foo.html/`.
    refused(
        &[("docs/foo.md", "# A\n"), ("docs/foo.html/a.md", "# B\n")],
        "output-collision",
    );
}

#[test]
fn files_with_the_names_of_generated_ones_are_errors() {
    for (path, text) in [
        ("docs/404.md", "# Mine\n"),
        ("docs/how-to-read.md", "# Mine\n"),
        ("static/index.html", "mine"),
        ("static/Graph.json", "{}"),
        ("static/site.css/x.css", "mine"),
        ("static/personas", "mine"),
        ("static/.casebook-manifest.json", "{}"),
    ] {
        let project = Project::new(SMALL);
        build(project.root(), &["-q"]).exits(0);
        let before = tree(&project.root().join("public"));
        project.write(path, text);
        let run = build(project.root(), &["-q"]);
        // Hidden files of `static/` are not read at all.
        if path.contains("/.") {
            run.exits(0);
        } else {
            assert!(
                run.err.contains("error[output-collision]"),
                "{path}: {run:?}"
            );
            run.exits(1);
        }
        assert_eq!(tree(&project.root().join("public")), before, "{path}");
    }
    // A file beside the content is copied only if a page refers to it.
    let allow = "content: docs\nassets: {allow: ['*']}\n";
    for name in ["graph.json", "index.html", "404.html"] {
        let link = format!("[mine]({name})\n");
        let beside = format!("docs/{name}");
        refused(
            &[
                ("casebook.yaml", allow),
                (&beside, "{}"),
                ("docs/x.md", &link),
            ],
            "output-collision",
        );
    }
    let project = Project::new(SMALL);
    project.write(
        "casebook.yaml",
        "content: docs\nbase_url: https://example.org/\nassets: {allow: ['*']}\n",
    );
    build(project.root(), &["-q"]).exits(0);
    for name in ["sitemap.xml", "feed.xml", "robots.txt", "llms.txt"] {
        let is_generated = project.root().join("public").join(name).exists();
        project.write(&format!("docs/{name}"), "<x/>");
        project.write("docs/x.md", format!("[mine]({name})\n"));
        let run = build(project.root(), &["-q"]);
        let is_refused = run.code == Some(1) && run.err.contains("error[output-collision]");
        assert_eq!(is_refused, is_generated, "{name}: {run:?}");
        fs::remove_file(project.root().join("docs").join(name)).unwrap();
    }
}

#[test]
fn a_link_reaches_a_file_in_any_unicode_form() {
    let project = Project::new(SMALL);
    project.write("docs/cafe\u{301}.md", "# Café\n");
    project.write("docs/personas/Ame\u{301}lie.md", "---\nname: Amélie\n---\n");
    project.write(
        "docs/x.md",
        "[a](caf\u{e9}.md) [b](caf%C3%A9.md) [c](cafe%CC%81.md) [[Amélie]] [d](personas/Am\u{e9}lie.md)\n",
    );
    build(project.root(), &["-q"]).exits(0);
    let public = project.root().join("public");
    let page = fs::read_to_string(public.join("x.html")).unwrap();
    assert!(
        public.join("personas/am\u{e9}lie.html").exists(),
        "{:?}",
        tree(&public).keys()
    );
    assert_eq!(
        page.matches("personas/am%C3%A9lie.html").count(),
        2,
        "{page}"
    );
    for text in ["a", "b", "c"] {
        let link = format!("<a href=\"caf%C3%A9.html\">{text}</a>");
        assert!(page.contains(&link), "{text}: {page}");
    }
    assert!(
        public.join("caf\u{e9}.html").exists(),
        "{:?}",
        tree(&public).keys()
    );
}

#[test]
fn names_that_some_system_forbids_are_errors() {
    for name in [
        "docs/name..md/a.md",
        "docs/dot./a.md",
        "docs/blank /a.md",
        "docs/problems/x.md ",
        "docs/what?.md",
        "docs/a:b.md",
        "docs/back\\slash.md",
        "docs/con.md",
        "docs/personas/nul.md",
        "docs/com1.md",
        "static/aux.css",
        "static/a<b.css",
        "docs/aux/a.md",
    ] {
        let project = Project::new(SMALL);
        project.write(name, "---\nname: A\ntitle: A\n---\n");
        let run = build(project.root(), &["-q"]);
        if name == "docs/name..md/a.md" {
            run.exits(0);
            continue;
        }
        assert!(run.err.contains("error[unsafe-name]"), "{name}: {run:?}");
        run.exits(1);
        assert!(!project.root().join("public").exists(), "{name}");
    }
}

/// Nothing of the site leads to a page that cannot be there.
#[test]
fn an_entry_whose_id_is_no_file_name_is_left_out_everywhere() {
    let site = |line: &str| {
        let project = Project::new(SMALL);
        let text = format!("---\nname: Zebra\n{line}\n---\nText.\n");
        project.write("docs/personas/zebra.md", text);
        project.write("docs/note.md", "# Note\n\nSee [it](personas/zebra.md).\n");
        let run = build(project.root(), &["-q", "--keep-going"]);
        let files = tree(&project.root().join("public")).into_iter();
        let files = files.map(|(name, bytes)| (name, String::from_utf8_lossy(&bytes).into_owned()));
        let naming = files.filter(|(_, text)| text.contains("Zebra"));
        (run, naming.map(|(name, _)| name).collect::<Vec<String>>())
    };
    for line in ["id: con", "id: nul", "id: com1"] {
        let (run, naming) = site(line);
        assert!(run.err.contains("error[unsafe-name]"), "{run:?}");
        assert_eq!(naming, [""; 0], "{line}");
    }
    for line in ["id: cons", "id: com10", "{id: con, slug: zebra}"] {
        let line = line.trim_matches(['{', '}']).replace(", ", "\n");
        let (run, naming) = site(&line);
        assert!(!run.err.contains("unsafe-name"), "{line}: {run:?}");
        for part in ["personas/index.html", "llms.txt", "graph.json"] {
            assert!(naming.iter().any(|name| name == part), "{line}: {naming:?}");
        }
    }
    // The page of an index has the name of its folder.
    let project = Project::new(SMALL);
    project.write("docs/part/index.md", "---\nid: con\n---\n# Part\n");
    let run = build(project.root(), &["-q"]);
    assert!(!run.err.contains("unsafe-name"), "{run:?}");
    assert!(project.root().join("public/part/index.html").is_file());
}

#[test]
fn a_path_that_is_too_long_leaves_no_partial_site() {
    let project = Project::new(SMALL);
    build(project.root(), &["-q"]).exits(0);
    let public = project.root().join("public");
    // 300 characters below the output are fine where the system says so.
    let deep = format!("docs/{0}/{0}/{0}/page.md", "d".repeat(100));
    project.write(&deep, "# Deep\n");
    build(project.root(), &["-q"]).exits(0);
    let before = tree(&public);
    assert!(before.keys().any(|name| name.len() > 300));
    // `.html` is longer than `.md`, so a valid name in the content can be too long in the site.
    let long = format!("docs/{}.md", "n".repeat(251));
    project.write(&long, "# Long\n");
    let run = build(project.root(), &["-q"]);
    assert!(run.code == Some(1) || run.code == Some(2), "{run:?}");
    assert!(run.err.contains("nnn"), "{}", run.err);
    assert_eq!(tree(&public), before);
    assert!(litter(project.root()).is_empty());
    fs::remove_file(project.root().join(&long)).unwrap();
    let entry = format!("docs/personas/{}.md", "n".repeat(240));
    project.write(&entry, "---\nname: A\n---\n");
    let run = build(project.root(), &["-q"]);
    assert!(run.code.is_some_and(|code| code <= 2), "{run:?}");
}

#[test]
fn a_newline_in_a_name_adds_no_line_to_the_report() {
    let forged = "error[forged]: all is lost";
    for name in [
        format!("docs/a\n{forged}\n.md"),
        format!("docs/a\r{forged}.md"),
        format!("docs/\u{1b}[2K{forged}.md"),
        format!("docs/a\u{2028}{forged}.md"),
        format!("docs/a\u{85}{forged}.md"),
        format!("docs/f\n{forged}\n/a.md"),
        format!("static/a\n{forged}\n.css"),
        format!("templates/a\n{forged}\n.html"),
    ] {
        let project = Project::new(SMALL);
        project.write(&name, "# A\n");
        let run = build(project.root(), &["-q"])
            .exits(1)
            .says("error[unsafe-name]");
        let lines = run.err.split(['\n', '\r', '\u{2028}', '\u{85}', '\u{1b}']);
        let lines: Vec<&str> = lines.map(str::trim_start).collect();
        assert!(
            !lines.iter().any(|line| line.starts_with("error[forged]")),
            "{name:?}\n{}",
            run.err
        );
        assert!(!project.root().join("public").exists());
    }
    // A link or a pipe of such a name is named too.
    let project = Project::new(SMALL);
    symlink(
        "/etc/passwd",
        project.root().join(format!("docs/a\n{forged}\n.md")),
    )
    .unwrap();
    let run = build(project.root(), &["-q"]).exits(1);
    assert!(
        !run.err
            .lines()
            .any(|line| line.starts_with("error[forged]")),
        "{}",
        run.err
    );
    // And a folder above the project is no part of it.
    let outer = tempfile::tempdir().unwrap();
    let root = outer.path().join(format!("x\n{forged}\n"));
    fs::create_dir(&root).unwrap();
    fs::write(root.join("a.md"), "# A\n").unwrap();
    build(&root, &["-q"]).exits(0);
}

#[test]
fn a_link_in_the_content_is_an_error_and_not_followed() {
    let secret = tempfile::tempdir().unwrap();
    fs::write(secret.path().join("secret.md"), "# canary-secret\n").unwrap();
    fs::write(secret.path().join("secret.css"), "canary-secret").unwrap();
    for (link, target) in [
        ("docs/leak.md", "secret.md"),
        ("docs/folder", ""),
        ("docs/personas/leak.md", "secret.md"),
        ("docs/picture.png", "secret.css"),
        ("static/leak.css", "secret.css"),
        ("static", ""),
        ("templates", ""),
        ("templates/home.html", "secret.md"),
        ("themes", ""),
        ("casebook.yaml", "secret.md"),
        ("docs", ""),
    ] {
        for args in [&["-q"][..], &["-q", "--keep-going"]] {
            let project = Project::new(SMALL);
            project.write(
                "docs/x.md",
                "![x](picture.png) [y](leak.md) [z](folder/secret.md)\n",
            );
            let link = project.root().join(link);
            fs::create_dir_all(link.parent().unwrap()).unwrap();
            let _ = fs::remove_file(&link).or_else(|_| fs::remove_dir_all(&link));
            symlink(secret.path().join(target), &link).unwrap();
            let run = build(project.root(), args);
            let code = run.code;
            // Settings that cannot be read end with 2; the folder of themes is read only if the settings name a theme.
            assert!(
                matches!(code, Some(1 | 2)) || link.ends_with("themes"),
                "{}: {run:?}",
                link.to_string_lossy()
            );
            for (name, bytes) in tree(&project.root().join("public")) {
                let text = String::from_utf8_lossy(&bytes).into_owned();
                assert!(
                    !text.contains("canary-secret"),
                    "{}: {name}",
                    link.to_string_lossy()
                );
                assert!(
                    !text.starts_with("-> "),
                    "{}: {name}",
                    link.to_string_lossy()
                );
            }
        }
    }
}

#[test]
fn a_loop_of_links_ends_in_an_error() {
    let project = Project::new(SMALL);
    symlink(".", project.root().join("docs/a")).unwrap();
    symlink("../docs", project.root().join("docs/b")).unwrap();
    symlink("c", project.root().join("docs/c")).unwrap();
    build(project.root(), &["-q"])
        .exits(1)
        .says("--> docs/a\n")
        .says("--> docs/b\n")
        .says("--> docs/c\n")
        .says("this is a symbolic link");
    assert!(!project.root().join("public").exists());
}

#[test]
fn a_hard_link_is_copied_as_a_file_of_its_own() {
    let project = Project::new(SMALL);
    let secret = project.root().join("one.css");
    fs::write(&secret, "one").unwrap();
    for name in ["static/x.css", "docs/x.txt"] {
        let link = project.root().join(name);
        fs::create_dir_all(link.parent().unwrap()).unwrap();
        fs::hard_link(&secret, link).unwrap();
    }
    project.write("docs/x.md", "[x](x.txt)\n");
    let public = project.root().join("public");
    for word in ["one", "two"] {
        // Written in place, like editors that keep the inode.
        fs::write(&secret, word).unwrap();
        build(project.root(), &["-q"]).exits(0);
        for name in ["x.css", "x.txt"] {
            let copy = public.join(name);
            let meta = copy.symlink_metadata().unwrap();
            assert_eq!(fs::read_to_string(&copy).unwrap(), word);
            assert_ne!(meta.ino(), secret.metadata().unwrap().ino());
            assert_eq!(meta.nlink(), 1, "{name}");
        }
    }
}

#[test]
fn devices_pipes_and_sockets_are_skipped() {
    let project = Project::new(SMALL);
    let docs = project.root().join("docs");
    let made = |args: &[&str]| {
        let made = Command::new("mknod")
            .args(args)
            .current_dir(&docs)
            .stderr(Stdio::null())
            .status();
        made.is_ok_and(|status| status.success())
    };
    assert!(made(&["pipe.md", "p"]));
    assert!(made(&["pipe.png", "p"]));
    let _socket = UnixListener::bind(docs.join("socket.md")).unwrap();
    fs::create_dir_all(project.root().join("static")).unwrap();
    assert!(made(&["../static/pipe.css", "p"]));
    project.write("docs/x.md", "![x](pipe.png)\n");
    let with_device = made(&["zero.md", "c", "1", "5"]);
    if !with_device {
        crate::support::left_out("a device in the content: only root can make one");
    }
    let run = build(project.root(), &["--keep-going"]).exits(1);
    for name in [
        "docs/pipe.md",
        "docs/pipe.png",
        "docs/socket.md",
        "static/pipe.css",
    ] {
        assert!(
            run.err.contains(&format!("--> {name}\n")),
            "{name}: {}",
            run.err
        );
    }
    assert!(!with_device || run.err.contains("--> docs/zero.md\n"));
    let run = run
        .says("warning[skipped-file]")
        .says("error[missing-image]");
    assert!(!run.err.contains("os error"), "{}", run.err);
    assert!(project.root().join("public/guide.html").exists());
    // A link to an endless device is not followed.
    fs::remove_file(docs.join("x.md")).unwrap();
    symlink("/dev/zero", docs.join("z.md")).unwrap();
    build(project.root(), &["-q"])
        .exits(1)
        .says("error[symlink]");
}

#[test]
fn files_that_come_and_go_during_a_build_are_no_panic() {
    let project = generated(40, "x");
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let docs = project.root().join("docs");
            let mut i = 0;
            while !stop.load(Ordering::Relaxed) {
                i += 1;
                let folder = docs.join(format!("new-{}", i % 3));
                let _ = fs::create_dir(&folder);
                let _ = fs::write(folder.join("a.md"), "# A\n\n![](a.png)\n");
                let _ = fs::write(folder.join("a.png"), "png");
                let _ = fs::rename(folder.join("a.md"), folder.join("b.md"));
                let _ = fs::remove_dir_all(&folder);
            }
        });
        for _ in 0..cases(6, 60) {
            let run = build(project.root(), &["-q"]);
            assert!(matches!(run.code, Some(0..=2)), "{run:?}");
            assert!(!run.err.contains("panicked"), "{}", run.err);
        }
        stop.store(true, Ordering::Relaxed);
    });
    fs::remove_dir_all(project.root().join("docs/new-0")).ok();
    fs::remove_dir_all(project.root().join("docs/new-1")).ok();
    fs::remove_dir_all(project.root().join("docs/new-2")).ok();
    build(project.root(), &["-q"]).exits(0);
    assert!(litter(project.root()).is_empty());
}

#[test]
fn a_closed_pipe_is_no_panic() {
    let project = Project::new(SMALL);
    for i in 0..300 {
        // More findings than a pipe holds.
        project.write(
            &format!("docs/problems/p-{i}.md"),
            "---\ntitle: A\npersonas: [nobody-of-that-name]\n---\n",
        );
    }
    for args in [
        &["build"][..],
        &["build", "--keep-going"],
        &["check"],
        &["check", "--format", "json"],
    ] {
        let mut child = casebook(project.root(), args)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // `head -1` of either stream.
        let mut first = [0; 1];
        let mut err = child.stderr.take().unwrap();
        let mut out = child.stdout.take().unwrap();
        if args[0] == "build" {
            let _ = err.read(&mut first);
            drop(err);
            drop(out);
        } else {
            let _ = out.read(&mut first);
            drop(out);
            let mut said = String::new();
            err.read_to_string(&mut said).unwrap();
            assert!(!said.contains("panicked"), "{said}");
        }
        let code = child.wait().unwrap().code();
        assert!(matches!(code, Some(0..=2)), "{args:?}: {code:?}");
    }
    assert!(project.root().join("public/index.html").exists());
}
