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
        .says("old.xml: 0 of 8 addresses lead nowhere, compared below me.github.io/repo/");
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
    let texts = by_code("lost-address").unwrap().texts();
    let args = [
        "check",
        "--published",
        "--format",
        "short",
        "--check-urls",
        "old-addresses.txt",
    ];
    let before = run(&Project::of(&texts.example_files()), &args).exits(1);
    let (place, message) = texts.finding.split_once(' ').unwrap();
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
    run(&Project::of(&texts.instead_files()), &args).exits(0);
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

/// The findings of a site, without their hints, as `path code message`.
fn told(files: &str) -> Vec<String> {
    let project = Project::new(&format!(
        ">>> casebook.yaml\ncontent: .\nchecks: {{untested: off, missing-recommended-field: off, no-persona: off}}\n{files}"
    ));
    let lines = project.findings().into_iter();
    lines
        .map(|line| {
            let (place, said) = line.split_once(' ').unwrap();
            format!("{} {said}", place.split(':').next().unwrap())
        })
        .collect()
}

fn problem(name: &str, lines: &str) -> String {
    format!(">>> problems/{name}.md\n---\ntitle: {name}\nneed: n\n{lines}\n---\n")
}

#[test]
fn an_alias_or_old_address_that_two_documents_claim_is_told_with_both_names() {
    let two = |one: &str, two: &str| told(&(problem("one", one) + &problem("two", two)));
    let clash = |message: &str| [format!("problems/two.md alias-clash {message}")];
    for (first, second, message) in [
        (
            "aliases: [OLD-1]",
            "aliases: [OLD-1]",
            "`OLD-1` is an alias of `problems/one.md` too",
        ),
        (
            "aliases: [old-1]",
            "aliases: [x, OLD-1]",
            "`OLD-1` is an alias of `problems/one.md` too",
        ),
        (
            "redirect_from: [old.html]",
            "redirect_from: [old.html]",
            "`old.html` leads to `problems/one.md` already",
        ),
        (
            "redirect_from: /old",
            "redirect_from: old.md",
            "`old.html` leads to `problems/one.md` already",
        ),
        (
            "redirect_from: old.html",
            "redirect_from: Old.html",
            "`Old.html` leads to `problems/one.md` already",
        ),
        (
            "redirect_from: 'a b'",
            "redirect_from: a%20b.html",
            "`a b.html` leads to `problems/one.md` already",
        ),
        (
            "aliases: [OLD-1]",
            "redirect_from: [problems/old-1.html]",
            "`problems/old-1.html` leads to `problems/one.md` already",
        ),
        ("", "aliases: [one]", "`one` is the id of `problems/one.md`"),
    ] {
        assert_eq!(two(first, second), clash(message), "{first} / {second}");
    }
    for (first, second) in [
        ("aliases: [OLD-1, old-1]", "aliases: [OLD-2]"),
        ("redirect_from: [old]", "redirect_from: [old/]"),
        ("aliases: [one]", ""),
    ] {
        assert_eq!(two(first, second), [""; 0], "{first} / {second}");
    }
    let reference = told(
        &(problem("one", "aliases: [OLD-1]")
            + &problem("three", "parent: old-1")
            + &problem("two", "aliases: [OLD-1]")
            + ">>> z.md\n[[OLD-1]]\n"),
    );
    let both = "is an alias of two: `problems/one.md` and `problems/two.md`";
    assert_eq!(
        reference,
        [
            format!("problems/three.md unknown-reference `old-1` {both}"),
            "problems/two.md alias-clash `OLD-1` is an alias of `problems/one.md` too".to_owned(),
            format!("z.md broken-link `OLD-1` {both}"),
        ]
    );
    let three = ["one", "three", "two"].map(|id| problem(id, "aliases: [OLD-1]"));
    let reference = told(&(three.concat() + ">>> z.md\n[[OLD-1]]\n"));
    let all = "z.md broken-link `OLD-1` is an alias of 3, such as `problems/one.md` and `problems/three.md`";
    assert_eq!(reference.last().map(String::as_str), Some(all));
}

#[test]
fn a_redirect_never_takes_the_place_of_a_page_and_says_so() {
    for (lines, message) in [
        (
            "redirect_from: problems/two.html",
            "`problems/two.html` is the address of `problems/two.md`, which stays there",
        ),
        (
            "redirect_from: Problems/TWO.html",
            "`Problems/TWO.html` is the address of `problems/two.md`, which stays there",
        ),
        (
            "redirect_from: problems/one",
            "`problems/one.html` is the address of this page itself",
        ),
        (
            "redirect_from: Problems/One.html",
            "`Problems/One.html` is the address of this page itself",
        ),
        (
            "redirect_from: problems/",
            "no redirect can stand at `problems/index.html`: `problems/index.html` is there",
        ),
        (
            "redirect_from: Index.html",
            "no redirect can stand at `Index.html`: `index.html` is there",
        ),
        (
            "redirect_from: 404",
            "no redirect can stand at `404.html`: `404.html` is there",
        ),
        (
            "redirect_from: problems/two.html/x",
            "no redirect can stand at `problems/two.html/x.html`: `problems/two.html` is there",
        ),
        (
            "redirect_from: old.pdf",
            "no redirect can stand at `old.pdf`: it is a file and no page",
        ),
        (
            "redirect_from: problems/two.HTML",
            "`problems/two.HTML` is the address of `problems/two.md`, which stays there",
        ),
        (
            "redirect_from: pagefind/x",
            "no redirect can stand at `pagefind/x`: the search index stands there",
        ),
        (
            "redirect_from: ../x",
            "no redirect can stand at `../x`: it leads out of the site",
        ),
        (
            "redirect_from: https://example.org/x",
            "no redirect can stand at `https://example.org/x`: it is a whole address: write its path",
        ),
        (
            "redirect_from: ''",
            "no redirect can stand at ``: it names no page",
        ),
    ] {
        let files = problem("one", lines) + &problem("two", "");
        assert_eq!(
            told(&files),
            [format!("problems/one.md redirect-ignored {message}")],
            "{lines}"
        );
        let project = Project::new(&format!(">>> casebook.yaml\ncontent: .\n{files}"));
        let at = |found: &String| {
            let is_told = found.contains(" redirect-ignored ");
            is_told.then(|| found.split(' ').next().unwrap_or_default().to_owned())
        };
        let line = 1 + files
            .lines()
            .skip(1)
            .position(|line| line == lines)
            .unwrap();
        let column = 1 + lines.find(": ").unwrap() + 2;
        let places: Vec<String> = project.findings().iter().filter_map(at).collect();
        assert_eq!(
            places,
            [format!("problems/one.md:{line}:{column}")],
            "{lines}"
        );
        run(&project, &["build", "--no-search"]).exits(0);
        for (page, title) in [("problems/two.html", ">two<"), ("index.html", "Problems")] {
            let html = std::fs::read_to_string(project.root().join("public").join(page)).unwrap();
            assert!(html.contains(title), "{lines}: {page}");
        }
    }
}

/// There `x/` is the page `x`, and a server that looks for folders first would show the redirect in its place.
#[test]
fn with_clean_addresses_a_redirect_in_a_folder_takes_no_page_away() {
    for (settings, lines, message) in [
        (
            "urls: clean",
            "redirect_from: problems/one/",
            Some("`problems/one/index.html` is the address of this page itself"),
        ),
        (
            "urls: clean",
            "redirect_from: Problems/TWO/index.html",
            Some(
                "`Problems/TWO/index.html` is the address of `problems/two.md`, which stays there",
            ),
        ),
        (
            "urls: clean",
            "aliases: [/problems/two/]",
            Some(
                "`problems/two/index.html` is the address of `problems/two.md`, which stays there",
            ),
        ),
        (
            "urls: clean",
            "redirect_from: how-to-read/",
            Some("no redirect can stand at `how-to-read/index.html`: `how-to-read.html` is there"),
        ),
        ("urls: clean", "redirect_from: problems/three/", None),
        ("urls: clean", "redirect_from: problems/index/one/", None),
        ("urls: file", "redirect_from: problems/one/", None),
        ("urls: file", "redirect_from: how-to-read/", None),
    ] {
        let files = problem("one", lines) + &problem("two", "");
        let files = format!(">>> casebook.yaml\ncontent: .\n{settings}\n{files}");
        let project = Project::new(&files);
        let told = project.findings().into_iter().filter_map(|found| {
            let (_, message) = found.split_once(" redirect-ignored ")?;
            Some(message.to_owned())
        });
        let wanted: Vec<&str> = message.into_iter().collect();
        assert_eq!(told.collect::<Vec<_>>(), wanted, "{lines}");
        let pages = project.snapshot();
        let pages = pages.pages().iter();
        let folders = pages.filter(|page| page.url.as_str().ends_with("/index.html"));
        // The list of problems, and the redirect where one stands.
        let count = 1 + usize::from(message.is_none());
        assert_eq!(folders.count(), count, "{lines}");
    }
}

#[test]
fn an_old_address_that_is_written_nowhere_is_told() {
    for (lines, message) in [
        (
            "redirect_from: [Old, old]",
            Some("`old.html` is the file `Old.html` on some systems"),
        ),
        (
            "aliases: [/a/b, /A/b.html]",
            Some("`A/b.html` is the file `a/b.html` on some systems"),
        ),
        (
            "aliases: ['!!!']",
            Some("no redirect can stand at `!!!`: it has neither letters nor digits"),
        ),
        // One page, written twice.
        ("redirect_from: [old, old.html, /old]", None),
        ("aliases: [ABC-1, abc-1]", None),
    ] {
        let wanted = message.map(|m| format!("problems/one.md redirect-ignored {m}"));
        let wanted: Vec<String> = wanted.into_iter().collect();
        assert_eq!(told(&problem("one", lines)), wanted, "{lines}");
    }
}

#[test]
fn a_redirect_keeps_anchor_and_query_by_a_script_and_works_without_it() {
    for (settings, lines, page, to, root) in [
        (
            "",
            "aliases: [old name]",
            "problems/old-name.html",
            "../problems/new.html",
            "../",
        ),
        (
            "",
            "redirect_from: [old/place.html]",
            "old/place.html",
            "../problems/new.html",
            "../",
        ),
        (
            "",
            "redirect_from: [/old]",
            "old.html",
            "problems/new.html",
            "",
        ),
        (
            "",
            "redirect_from: [a/b/c/]",
            "a/b/c/index.html",
            "../../../problems/new.html",
            "../../../",
        ),
        (
            "",
            "redirect_from: [old%20name]",
            "old name.html",
            "problems/new.html",
            "",
        ),
        (
            "urls: clean\n",
            "redirect_from: [old]",
            "old.html",
            "problems/new",
            "",
        ),
        (
            "base_url: https://team.example.org/portal/\n",
            "redirect_from: [old]",
            "old.html",
            "problems/new.html",
            "",
        ),
    ] {
        let files = problem("new", lines);
        let project = Project::new(&format!(">>> casebook.yaml\ncontent: .\n{settings}{files}"));
        run(&project, &["build", "--no-search"]).exits(0);
        let public = project.root().join("public");
        let html = std::fs::read_to_string(public.join(page)).unwrap();
        for part in [
            format!("<script src=\"{root}redirect.js\" data-to=\"{to}\"></script>"),
            format!("<noscript><meta http-equiv=\"refresh\" content=\"0; url={to}\"></noscript>"),
            "script-src &#39;self&#39;".to_owned(),
        ] {
            assert!(html.contains(&part), "{page}: {part}\n{html}");
        }
        assert!(!html.contains("<script>"), "{page}");
        let script = std::fs::read_to_string(public.join("redirect.js")).unwrap();
        assert!(script.contains("location.hash") && script.contains("location.search"));
    }
}

#[test]
fn every_line_that_is_suggested_makes_its_address_work() {
    let addresses = [
        "/old",
        "/Old",
        "/problems/Know-Why.html",
        "/100%25",
        "/a%2541",
        "/what%3F",
        "/caf%C3%A9",
        "/problems/know-why.html/x",
        "/old/",
        "/p/KNOW-WHY",
        "/con",
        "/x%23y",
    ];
    let project = Project::new(SITE);
    project.write("old.txt", addresses.join("\n"));
    let args = [
        "check",
        "--published",
        "--format",
        "json",
        "--check-urls",
        "old.txt",
    ];
    let found: serde_json::Value = serde_json::from_str(&run(&project, &args).out).unwrap();
    let found = found["findings"].as_array().unwrap();
    let lost = found.iter().filter(|f| f["code"] == "lost-address");
    let mut tried = 0;
    for finding in lost {
        let help = finding["help"].as_str().unwrap();
        let Some((_, rest)) = help.split_once("`redirect_from: ") else {
            assert!(help.starts_with("no redirect can stand"), "{help}");
            continue;
        };
        let line = rest.split_once(']').unwrap().0;
        let text = format!("---\nname: Ana\nredirect_from: {line}]\n---\n");
        project.write("content/personas/ana.md", &text);
        let message = finding["message"].as_str().unwrap();
        let address = message.split('`').nth(1).unwrap();
        project.write("one.txt", address);
        run(
            &project,
            &["build", "--no-search", "--check-urls", "one.txt"],
        )
        .exits(0)
        .says("0 of 1 addresses");
        tried += 1;
    }
    assert!(tried >= 5, "{tried}");
}

#[test]
fn the_address_of_the_site_says_what_can_be_had() {
    let project = Project::new(SITE);
    let site = "https://e.example.org/portal/";
    project.write("casebook.yaml", format!("base_url: {site}\n"));
    let list = "https://e.example.org/portal/people/ana\nhttps://e.example.org/blog/\n";
    project.write("old.txt", list);
    run(&project, &["build", "--check-urls", "old.txt"])
        .exits(1)
        .says("old.txt: 2 of 2 addresses lead nowhere, compared below e.example.org/portal/")
        .says("write `redirect_from: [people/ana]` into `content/personas/ana.md`")
        .says("`https://e.example.org/blog/` leads nowhere any more")
        .says(&format!(
            "help: it is not below `{site}`, where this site stands"
        ));
}

/// A list of paths may have those of other sites on the host, and those from the root of this one.
#[test]
fn paths_that_begin_with_that_of_the_site_are_below_it() {
    let project = Project::new(SITE);
    project.write("casebook.yaml", "base_url: https://e.example.org/portal/\n");
    for (list, told) in [
        ("/portal/personas/ana.html\n/\n", None),
        ("/portal/personas/ana.html\npersonas/ana.html\n", None),
        ("/portal/personas/ana.html\n/blog/x\n", Some("/blog/x")),
    ] {
        project.write("old.txt", list);
        let out = run(&project, &["build", "--check-urls", "old.txt"]);
        let Some(told) = told else {
            out.exits(0);
            continue;
        };
        out.exits(1)
            .says("old.txt: 1 of 2 addresses lead nowhere")
            .says(&format!("`{told}` leads nowhere any more"))
            .says("it is not below `https://e.example.org/portal/`");
    }
}
