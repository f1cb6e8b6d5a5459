//! Wikilinks as Obsidian writes them lead where they lead there, and keep their words; texts that repeat a part of a body
//! show the same words as the body.

use crate::support::Project;
use crate::support::site::build;

const FILES: &str = ">>> casebook.yaml
title: T
>>> content/notes/b.md
# B

## What they said

Text

## Why?
>>> content/personas/ana.md
---
name: Ana
role: Clerk
goals: [Peace]
---
>>> content/problems/know.md
---
title: Know why
need: know why
personas: [ana]
---
";

/// The page of a body in `content/notes/a.md`, from its `<p>` on, and the findings about it.
fn page(body: &str) -> (String, Vec<String>) {
    let project = Project::new(&format!(
        "{FILES}>>> content/notes/a.md\n---\ntitle: A\n---\n{body}\n"
    ));
    build(project.root(), &["--no-search", "--quiet", "--keep-going"]);
    let html = std::fs::read_to_string(project.root().join("public/notes/a.html")).unwrap();
    let (_, html) = html.split_once("<p>").unwrap();
    let (html, _) = html.split_once("</p>").unwrap();
    let found = project
        .findings()
        .into_iter()
        .filter(|f| f.starts_with("content/notes/a.md"));
    (html.to_owned(), found.collect())
}

#[test]
fn a_wikilink_to_a_heading_names_it_by_its_text() {
    for (link, shown) in [
        (
            "[[#On this page]]",
            "<a href=\"#on-this-page\">On this page</a>",
        ),
        (
            "[[#On this page|here]]",
            "<a href=\"#on-this-page\">here</a>",
        ),
        (
            "[[#on-this-page]]",
            "<a href=\"#on-this-page\">on-this-page</a>",
        ),
        (
            "[[notes/b#What they said]]",
            "<a href=\"../notes/b.html#what-they-said\">B</a>",
        ),
        (
            "[[notes/b#What they said|quotes]]",
            "<a href=\"../notes/b.html#what-they-said\">quotes</a>",
        ),
        (
            "[[notes/b#B#What they said]]",
            "<a href=\"../notes/b.html#what-they-said\">B</a>",
        ),
        ("[[notes/b#Why?]]", "<a href=\"../notes/b.html#why\">B</a>"),
        (
            "[[problems/know]]",
            "<a href=\"../problems/know.html\">Know why</a>",
        ),
        (
            "[[../problems/know]]",
            "<a href=\"../problems/know.html\">Know why</a>",
        ),
        (
            "[[personas/ana|her]]",
            "<a href=\"../personas/ana.html\">her</a>",
        ),
        (
            "[[problems/know.md]]",
            "<a href=\"../problems/know.html\">Know why</a>",
        ),
    ] {
        let (html, found) = page(&format!("{link}\n\n## On this page"));
        assert_eq!((html.as_str(), found), (shown, vec![]), "{link}");
    }
}

#[test]
fn a_wikilink_that_leads_nowhere_keeps_its_words() {
    for (link, words, code) in [
        ("[[#Not on this page]]", "Not on this page", "broken-anchor"),
        ("[[notes/b#Nothing]]", "notes/b", "broken-anchor"),
        ("[[notes/b#^b1|text]]", "text", "broken-anchor"),
        ("[[problems/no]]", "problems/no", "broken-link"),
    ] {
        let (html, found) = page(link);
        assert!(html.contains(&format!(">{words}</span>")), "{link}: {html}");
        assert!(
            found.len() == 1 && found[0].contains(code),
            "{link}: {found:?}"
        );
    }
}
