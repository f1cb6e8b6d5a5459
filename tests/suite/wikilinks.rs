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
fn a_wikilink_to_a_block_leads_to_it_and_the_name_of_the_block_is_no_text() {
    let on_page = |link: &str| {
        page(&format!(
            "{link}\n\n- One. ^one\n- Two\n\nMore\n^more-1\n\n2 ^2"
        ))
    };
    for (link, shown) in [
        ("[[#^one|first]]", "<a href=\"#%5Eone\">first</a>"),
        ("[[#^more-1]]", "<a href=\"#%5Emore-1\">^more-1</a>"),
        ("[[notes/a#^one|first]]", "<a href=\"#%5Eone\">first</a>"),
    ] {
        let (html, found) = on_page(link);
        assert_eq!((html.as_str(), found), (shown, vec![]), "{link}");
    }
}

#[test]
fn a_wikilink_that_leads_nowhere_keeps_its_words() {
    for (link, words, code) in [
        ("[[#Not on this page]]", "Not on this page", "broken-anchor"),
        (
            "[[notes/b#Nothing there]]",
            "notes/b &gt; Nothing there",
            "broken-anchor",
        ),
        ("[[zzz#Other words]]", "zzz &gt; Other words", "broken-link"),
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

/// What a reader sees of a file: without tags, but with the description that others quote.
fn words(html: &str) -> String {
    let description = html.split("name=\"description\" content=\"").nth(1);
    let description = description
        .and_then(|rest| rest.split('"').next())
        .unwrap_or_default();
    let parts = html
        .split('<')
        .map(|part| part.split_once('>').map_or(part, |(_, text)| text));
    format!("{description}\n{}", parts.collect::<String>())
}

#[test]
fn a_text_that_is_repeated_elsewhere_shows_titles_as_the_page_does() {
    let project = Project::new(
        ">>> casebook.yaml
title: T
base_url: https://team.example/
>>> content/problems/late-lists.md
---
title: Lists come late
need: know why
personas: [mira]
---
>>> content/personas/mira.md
---
name: Mira
role: Planner
goals: [Peace]
---
>>> content/notes/a.md
# About [[late-lists]] and [[mira]]

A page about [[late-lists]], [[mira|the planner]] [^1], ![x](x.gif) and [[#Why late-lists matters]] ![y](x.gif).

## What [[late-lists]] means

## Why late-lists matters

## What next

[^1]: Note
>>> content/notes/x.gif
GIF89a
>>> content/notes/b.md
---
title: B
---
See [[notes/a]] and [[late-lists]].
>>> content/notes/c.md
# C after [[notes/a]]

More.
",
    );
    build(project.root(), &["--no-search", "--quiet"]);
    let file = |path: &str| {
        words(&std::fs::read_to_string(project.root().join("public").join(path)).unwrap())
    };
    let page = file("notes/a.html");
    let title = "About Lists come late and Mira";
    assert!(page.matches(title).count() >= 2, "{page}");
    let summary = "A page about Lists come late, the planner, and Why late-lists matters.";
    assert!(page.starts_with(summary), "{page}");
    assert_eq!(
        page.matches("What Lists come late means").count(),
        2,
        "{page}"
    );
    assert!(file("notes/c.html").contains("C after About Lists come late and Mira"));
    let llms = std::fs::read_to_string(project.root().join("public/llms.txt")).unwrap();
    assert!(
        llms.contains(&format!("[{title}]")) && llms.contains(summary),
        "{llms}"
    );
    let mentioned = file("problems/late-lists.html");
    assert!(
        mentioned.contains(title) && !mentioned.contains("notes/a"),
        "{mentioned}"
    );
    assert!(file("notes/index.html").contains(title));
}

#[test]
fn titles_that_name_each_other_in_a_circle_end() {
    let project = Project::new(
        ">>> casebook.yaml
title: T
>>> content/x.md
# X of [[y]]
>>> content/y.md
# Y of [[x]]
>>> content/z.md
# Z of [[z]]
",
    );
    build(project.root(), &["--no-search", "--quiet"]);
    for (path, title) in [
        ("x", "X of Y of x"),
        ("y", "Y of X of y"),
        ("z", "Z of Z of z"),
    ] {
        let html =
            std::fs::read_to_string(project.root().join(format!("public/{path}.html"))).unwrap();
        assert!(html.contains(&format!(">{title}</h1>")), "{title}: {html}");
    }
}

#[test]
fn an_embedded_picture_is_shown_wherever_its_file_is() {
    let picture: &[u8] = include_bytes!("../../themes/default/static/favicon.svg");
    for (link, shown) in [
        (
            "![[wall.svg]]",
            "<img src=\"../files/wall.svg\" alt=\"wall.svg\" loading=\"lazy\">",
        ),
        (
            "![[wall.svg|120]]",
            "<img src=\"../files/wall.svg\" alt=\"wall.svg\" width=\"120\" loading=\"lazy\">",
        ),
        (
            "![[wall.svg|80x40]]",
            "<img src=\"../files/wall.svg\" alt=\"wall.svg\" width=\"80\" height=\"40\" loading=\"lazy\">",
        ),
        (
            "![[wall.svg|The wall]]",
            "<img src=\"../files/wall.svg\" alt=\"The wall\" loading=\"lazy\">",
        ),
        (
            "![[files/wall.svg]]",
            "<img src=\"../files/wall.svg\" alt=\"files/wall.svg\" loading=\"lazy\">",
        ),
        ("![[notes/b]]", "<a href=\"../notes/b.html\">B</a>"),
    ] {
        let project = Project::new(&format!(
            "{FILES}>>> content/notes/a.md\n---\ntitle: A\n---\n{link}\n"
        ));
        project.write("content/files/wall.svg", picture);
        build(project.root(), &["--no-search", "--quiet"]).exits(0);
        let html = std::fs::read_to_string(project.root().join("public/notes/a.html")).unwrap();
        assert!(html.contains(&format!("<p>{shown}</p>")), "{link}: {html}");
    }
    let (_, found) = page("![[gone.png]]");
    assert!(found[0].contains("missing-image"), "{found:?}");
}

#[test]
fn a_mermaid_diagram_links_to_the_file_where_it_is_drawn() {
    for (config, shown) in [
        ("", "as text. </figcaption>"),
        (
            "repository: https://github.com/o/r\n",
            "as text. <a href=\"https://github.com/o/r/blob/main/content/d.md\" rel=\"noopener noreferrer\">See it drawn</a></figcaption>",
        ),
    ] {
        let text = "# D\n\n```mermaid\ngraph LR\n  A[Talk] --> B\n```\n";
        let project = Project::new(&format!(
            ">>> casebook.yaml\ntitle: T\n{config}>>> content/d.md\n{text}"
        ));
        build(project.root(), &["--no-search", "--quiet"]).exits(0);
        let html = std::fs::read_to_string(project.root().join("public/d.html")).unwrap();
        assert!(html.contains(shown) && html.contains("A[Talk]"), "{html}");
    }
}

#[test]
fn a_wikilink_names_a_page_by_its_file_where_only_one_has_the_name() {
    let project = Project::new(
        ">>> casebook.yaml
title: T
>>> content/daily/Meeting Notes.md
# What we said
>>> content/daily/Plan.md
# The daily plan
>>> content/plans/Plan.md
# The plan of plans
>>> content/plans/a.md
# A

[[meeting notes]] [[Meeting Notes|them]] [[Meeting Notes.md]] [[Plan]]
>>> content/other/b.md
---
title: B
related: Meeting Notes
---
[[Plan]]
",
    );
    build(project.root(), &["--no-search", "--quiet", "--keep-going"]);
    let page = |path: &str| std::fs::read_to_string(project.root().join("public").join(path));
    let a = page("plans/a.html").unwrap();
    let notes = "<a href=\"../daily/Meeting%20Notes.html\">";
    for link in [
        format!("{notes}What we said</a> {notes}them</a> {notes}What we said</a> "),
        "<a href=\"../plans/Plan.html\">The plan of plans</a>".to_owned(),
    ] {
        assert!(a.contains(&link), "{link}: {a}");
    }
    let found = "content/other/b.md:5:1 broken-link `Plan` is the name of two files: `daily/Plan.md` and `plans/Plan.md`";
    let findings = project.findings();
    assert!(
        findings.len() == 1 && findings[0].starts_with(found),
        "{findings:?}"
    );
}

#[test]
fn a_name_with_blanks_means_the_one_page_with_hyphens_or_underscores_in_their_place() {
    let files = ">>> casebook.yaml\ncontent: .\n>>> Developer-Onboarding.md\n# Begin\n>>> Release_Notes.md\n# R\n\
                 >>> a/Road-Map.md\n# M\n>>> b/Road_Map.md\n# M\n>>> c/To-Do.md\n# D\n>>> c/To Do.md\n# E\n>>> x.md\n";
    for (link, told) in [
        ("[[Developer Onboarding]]", None),
        ("[[developer onboarding|there]]", None),
        ("[[Release Notes]]", None),
        ("[[To Do]]", None),
        ("[[Road Map]]", Some("`[[Road Map]]` matches nothing")),
        (
            "[[DeveloperOnboarding]]",
            Some("`[[DeveloperOnboarding]]` matches nothing"),
        ),
    ] {
        let findings = Project::new(&format!("{files}{link}\n")).findings();
        let found = findings.first().map(String::as_str);
        assert_eq!(found.is_some(), told.is_some(), "{findings:?}");
        assert!(
            found.unwrap_or_default().contains(told.unwrap_or_default()),
            "{findings:?}"
        );
    }
}

#[test]
fn a_path_that_matches_only_in_another_case_leads_there_and_is_told() {
    let project = Project::new(
        ">>> casebook.yaml
title: T
>>> content/personas/Ana.md
---
name: Ana
---
>>> content/problems/p.md
---
need: know why
personas: ['[[Personas/ana]]']
---
>>> content/Bilder/Wand.gif
GIF89a
>>> content/n.md
[[PERSONAS/ana|a]] [[PERSONAS/Ana|b]] ![[bilder/wand.gif]] [[personas/Ana|c]] [[personas/none|d]]
",
    );
    let findings = project.findings().into_iter();
    let told: Vec<String> = findings
        .filter(|f| f.contains(" case-mismatch ") || f.contains("nothing"))
        .collect();
    let wanted = [
        "content/n.md:1:1 case-mismatch this matches `personas/Ana.md` only in another case",
        "content/n.md:1:20 case-mismatch this matches `personas/Ana.md` only in another case",
        "content/n.md:1:39 case-mismatch this matches `Bilder/Wand.gif` only in another case",
        "content/n.md:1:79 broken-link `[[personas/none]]` matches nothing",
        "content/problems/p.md:3:12 case-mismatch this matches `personas/Ana.md` only in another case",
    ];
    assert_eq!(told, wanted);
    build(project.root(), &["--no-search", "--quiet", "--keep-going"]);
    let page = std::fs::read_to_string(project.root().join("public/n.html")).unwrap();
    assert_eq!(page.matches("personas/ana.html").count(), 3, "{page}");
    assert!(page.contains("Bilder/Wand.gif"), "{page}");
    let fixed = crate::support::site::casebook(project.root(), &["fix", "--write"]);
    let mut plain = std::process::Command::new(fixed.get_program());
    let fixed = plain.args(["fix", "--write"]).current_dir(project.root());
    assert!(fixed.output().unwrap().status.success());
    let text = std::fs::read_to_string(project.root().join("content/n.md")).unwrap();
    assert!(
        text.starts_with("[[personas/Ana|a]] [[personas/Ana|b]] ![[Bilder/Wand.gif]]"),
        "{text}"
    );
}

#[test]
fn a_name_that_several_files_have_means_that_beside_the_link_or_is_told_with_both() {
    let gif = "GIF89a\u{1}\0\u{1}\0\0\0\0;";
    let findings = |path: &str, link: &str| {
        let project = Project::new(&format!(
            ">>> casebook.yaml\ncontent: .\n>>> {path}\n# X\n\n{link}\n>>> p/late.md\n# L\n>>> q/late.md\n# L\n"
        ));
        for folder in ["p", "q"] {
            project.write(&format!("{folder}/wall.gif"), gif);
        }
        let mut found = project.findings();
        found.retain(|f| f.starts_with(path));
        found
    };
    for (path, link) in [
        ("p/x.md", "![[wall.gif]]"),
        ("p/x.md", "![[Wall.gif]]"),
        ("p/x.md", "[[Late]]"),
        ("x.md", "![[q/wall.gif]]"),
    ] {
        assert_eq!(findings(path, link), [""; 0], "{path} {link}");
    }
    for (path, link, told) in [
        (
            "r/x.md",
            "![[Wall.gif]]",
            "r/x.md:3:1 missing-image `Wall.gif` is the name of two files: `p/wall.gif` and `q/wall.gif`",
        ),
        (
            "x.md",
            "[[late]]",
            "x.md:3:1 broken-link `late` is the name of two files: `p/late.md` and `q/late.md`",
        ),
        (
            "x.md",
            "![[hall.gif]]",
            "x.md:3:1 missing-image `[[hall.gif]]` matches nothing",
        ),
        (
            "x.md",
            "[x](wall.gif)",
            "x.md:3:1 broken-link `wall.gif` leads nowhere",
        ),
    ] {
        assert_eq!(findings(path, link), [told], "{path} {link}");
    }
}
