//! `--check-urls`: a published address that now leads nowhere fails a build, and the help is the line that fixes it.

use std::fmt::Write as _;

use crate::support::Project;
use crate::support::site::{Run, casebook, tree};
use casebook::check::by_code;

fn run(project: &Project, args: &[&str]) -> Run {
    casebook(project.root(), args).output().unwrap().into()
}

const SITE: &str = ">>> content/personas/ana.md
---
name: Ana
---
>>> content/problems/know-why.md
---
title: Know why
personas: [ana]
---
";

#[test]
fn a_renamed_page_fails_until_its_line_is_written() {
    let project = Project::new(SITE);
    project.write("casebook.yaml", "base_url: https://me.github.io/repo/\n");
    run(&project, &["build"]).exits(0);
    let root = project.root();
    std::fs::copy(root.join("public/sitemap.xml"), root.join("old.xml")).unwrap();
    run(&project, &["build", "--check-urls", "old.xml"])
        .exits(0)
        .says("old.xml: 0 of 9 addresses lead nowhere, compared below me.github.io/repo/");
    // The same list for the same site at another place.
    project.write(
        "casebook.yaml",
        "base_url: https://example.org/\nurls: clean\n",
    );
    run(&project, &["build", "--check-urls", "old.xml"]).exits(0);

    std::fs::rename(
        root.join("content/problems/know-why.md"),
        root.join("content/problems/understand.md"),
    )
    .unwrap();
    let before = tree(&root.join("public"));
    let stopped = run(&project, &["build", "--check-urls", "old.xml"]).exits(1);
    let line =
        "write `redirect_from: [problems/know-why.html]` into `content/problems/understand.md`";
    stopped
        .says("error[lost-address]: `https://me.github.io/repo/problems/know-why.html` leads nowhere any more")
        .says("old.xml:")
        .says(line)
        .says("nothing was written: 1 error");
    assert_eq!(before, tree(&root.join("public")));
    project.write(
        "content/problems/understand.md",
        "---\ntitle: Know why\npersonas: [ana]\nredirect_from: [problems/know-why.html]\n---\n",
    );
    run(&project, &["build", "--check-urls", "old.xml"]).exits(0);
    assert!(root.join("public/problems/know-why.html").is_file());
}

#[test]
fn the_example_of_the_check_has_its_finding() {
    let check = by_code("lost-address").unwrap();
    let args = [
        "check",
        "--published",
        "--format",
        "short",
        "--check-urls",
        "old-addresses.txt",
    ];
    let before = run(&Project::of(&check.example_files()), &args).exits(1);
    let (place, message) = check.example_finding.split_once(' ').unwrap();
    let line = before
        .out
        .lines()
        .find(|l| l.contains("lost-address"))
        .unwrap();
    assert!(
        line.starts_with(&format!("{place} error lost-address {message} — ")),
        "{line}"
    );
    assert!(
        line.contains("`redirect_from: [people/awinita]` into `personas/awinita.md`"),
        "{line}"
    );
    run(&Project::of(&check.instead_files()), &args).exits(0);
}

#[test]
fn a_finding_of_a_list_is_like_any_other() {
    let project = Project::new(SITE);
    project.write("lists/old.txt", "\n/gone\n");
    project.write("lists/older.txt", "/gone-too\n");
    let check = |more: &[&str]| {
        let lists = [
            "check",
            "--published",
            "--check-urls",
            "lists/old.txt",
            "--check-urls",
            "lists/older.txt",
        ];
        run(&project, &[&lists, more].concat())
    };
    let github = check(&["--format", "github"]).exits(1).out;
    assert!(
        github.contains(
            "::error file=lists/old.txt,line=2,col=1,title=lost-address::`/gone` leads nowhere"
        ),
        "{github}"
    );
    assert!(github.contains("file=lists/older.txt,line=1,"), "{github}");
    let sarif: serde_json::Value =
        serde_json::from_str(&check(&["--format", "sarif"]).out).unwrap();
    assert!(sarif.to_string().contains("\"lost-address\""));
    check(&["--write-baseline", "known.json"]).exits(0);
    check(&["--baseline", "known.json"]).exits(0);
    project.write("casebook.yaml", "checks: {lost-address: warning}\n");
    check(&[]).exits(0);
    check(&["--strict"]).exits(1);
    project.write("casebook.yaml", "checks: {lost-address: off}\n");
    check(&["--strict"]).exits(0);
}

#[test]
fn only_what_is_published_counts() {
    let project = Project::new(SITE);
    project.write(
        "content/secret.md",
        "---\ntitle: S\nvisibility: internal\n---\n",
    );
    project.write("old.txt", "/secret\n");
    run(&project, &["build", "--check-urls", "old.txt"]).exits(1);
    run(
        &project,
        &["build", "--audience", "internal", "--check-urls", "old.txt"],
    )
    .exits(0);
    run(&project, &["check", "--check-urls", "old.txt"])
        .exits(2)
        .says("--published");
}

#[test]
fn a_list_that_cannot_be_read_is_reported_with_help() {
    let project = Project::new(SITE);
    project.write("empty.xml", "<urlset></urlset>\n");
    project.write("page.html", "<!DOCTYPE html>\n<html></html>\n");
    project.write("latin.txt", b"/a\n/caf\xe9\n");
    project.write("binary.xml", [0_u8, 159, 146, 150]);
    for (file, words) in [
        ("empty.xml", "empty.xml:1:1: it holds no address"),
        ("page.html", "page.html:1:1: it is no XML"),
        ("latin.txt", "latin.txt:2:5: it is not UTF-8"),
        ("binary.xml", "binary.xml:1:2: it is not UTF-8"),
        (
            "nowhere.xml",
            "cannot read the list of addresses `nowhere.xml`",
        ),
        ("content", "cannot read the list of addresses `content`"),
        (
            "https://example.org/sitemap.xml",
            "casebook does not fetch `https://example.org/sitemap.xml`",
        ),
    ] {
        run(&project, &["build", "--check-urls", file])
            .exits(2)
            .says(words)
            .says("= help: ");
        assert!(!project.root().join("public").exists(), "{file}");
    }
}

#[test]
fn a_list_of_fifty_thousand_addresses_is_reported_in_part_and_in_time() {
    let project = Project::new(SITE);
    let mut list = "<urlset>".to_owned();
    for i in 0..50_000 {
        let _ = write!(
            list,
            "<url><loc>https://example.org/repo/page-{i}/</loc></url>"
        );
    }
    project.write("old.xml", list + "</urlset>");
    let start = std::time::Instant::now();
    let run_with_list = run(&project, &["build", "--check-urls", "old.xml"])
        .exits(1)
        .says("50000 of 50000 addresses lead nowhere")
        .says("the first 1000 of them are told");
    assert_eq!(
        run_with_list.err.matches("error[lost-address]").count(),
        1000
    );
    assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
}
