//! Folders as teams have them: which files are entries of which kind, and that no published page is linked from nowhere.

use std::collections::{BTreeMap, BTreeSet};

use percent_encoding::percent_decode_str;

use crate::support::Project;
use crate::support::site::{build, tree};

/// The addresses of all entries, by kind.
fn entries(project: &Project) -> Vec<String> {
    let snapshot = project.snapshot();
    let kinds = &snapshot.graph.schema.kinds;
    let entries = snapshot.graph.iter();
    let entries = entries.filter_map(|(_, e)| Some((e.document.kind?, &e.url)));
    entries
        .map(|(kind, url)| format!("{} {url}", kinds[kind].name))
        .collect()
}

#[test]
fn a_folder_of_a_kind_has_any_name_path_or_pattern() {
    let project = Project::new(
        ">>> casebook.yaml
content: .
kinds:
  problem: {folders: [01 Painpoints]}
  persona: {folders: [research/people]}
  insight: {folders: [Key Findings, '20*/Erkenntnisse']}
>>> 01 Painpoints/a.md\n# A\n>>> research/people/ana.md\n# Ana\n>>> Key Findings/b.md\n# B
>>> 2026 Q1/Erkenntnisse/c.md\n# C\n>>> research/other.md\n# Other\n",
    );
    let wanted = [
        "problem problems/a.html",
        "insight insights/c.html",
        "insight insights/b.html",
        "persona personas/ana.html",
    ];
    assert_eq!(entries(&project), wanted);
}

#[test]
fn an_index_that_says_that_it_is_a_page_introduces_its_folder() {
    let site = built(
        ">>> casebook.yaml\ncontent: .\n>>> problems/a.md\n---\ntitle: A\n---\n\
         >>> problems/sub/index.md\n---\ntitle: Sub\nkind: page\n---\nOTTER\n\
         >>> problems/sub/notes.md\n# Notes\n",
    );
    assert!(site["problems/sub/index.html"].contains("OTTER"));
    assert!(site["problems/sub/notes.html"].contains("Notes"));
}

#[test]
fn the_page_of_a_folder_lists_only_what_its_text_does_not_link_to() {
    let site = built(
        ">>> guide/index.md\n# Guide\n\nBegin with [the first](a.md), then [more](sub/index.md).\n\
         >>> guide/a.md\n# A\n>>> guide/b.md\n# B\n>>> guide/sub/index.md\n# Sub\n>>> guide/sub/c.md\n# C\n",
    );
    let html = &site["guide/index.html"];
    let (_, main) = html.split_once("<main").expect("the main part");
    let links = |name: &str| {
        main.matches(&format!("href=\"../guide/{name}.html\""))
            .count()
    };
    let links = |name: &str| links(name) + main.matches(&format!("href=\"{name}.html\"")).count();
    // Next page, too, is the first.
    assert_eq!([links("a"), links("b"), links("sub/index")], [2, 1, 1]);
}

#[test]
fn what_is_required_is_a_hint_in_a_file_without_front_matter() {
    let project = Project::new(
        ">>> content/studies/talks.md\n# Talks\n>>> content/studies/survey.md\n---\ntitle: Survey\nmethod: survey\n---\n",
    );
    let findings = project.findings();
    let told = |path: &str, words: &str| {
        let mut own = findings.iter().filter(|f| f.starts_with(path));
        assert!(own.any(|f| f.contains(words)), "{words}\n{findings:#?}");
    };
    told(
        "content/studies/talks.md",
        "missing-recommended-field `method` is missing",
    );
    assert_eq!(
        entries(&project),
        [
            "validation validations/survey.html",
            "validation validations/talks.html"
        ]
    );
}

#[test]
fn one_hint_says_which_line_makes_entries_of_a_folder_and_the_line_does() {
    let files =
        ">>> content/personas/ana.md\n---\nname: Ana\n---\n>>> content/x/decisions/1.md\n# One
>>> content/x/decisions/2.md\n# Two\n>>> content/x/decisions/old/3.md\n# Three\n";
    let project = Project::new(files);
    let hints = || {
        let all = project.findings().into_iter();
        all.filter(|f| f.contains("no-front-matter"))
            .collect::<Vec<_>>()
    };
    let hint = "content/x/decisions/1.md:1:1 no-front-matter `x/decisions/` looks like decisions, but has no front matter";
    assert_eq!(hints(), [hint]);
    assert_eq!(entries(&project).len(), 1);
    project.write(
        "casebook.yaml",
        "kinds: {decision: {folders: [x/decisions]}}\n",
    );
    assert_eq!(hints(), [""; 0]);
    assert_eq!(entries(&project).len(), 4);
}

#[test]
fn an_index_that_is_no_entry_beside_folders_that_are_is_told() {
    let project = Project::new(
        ">>> casebook.yaml\ncontent: .\nkinds: {validation: {folders: [studies]}}\n>>> studies/README.md\n# Studies\n\
         >>> studies/a/README.md\n---\nmethod: interview\n---\n# A\n>>> studies/a/parts/README.md\n# Parts\n\
         >>> studies/b/README.md\n# B\n>>> studies/b/findings.md\n# Findings\n>>> studies/img/README.md\n# Pictures\n\
         >>> studies/2024/README.md\n# 2024\n>>> studies/2024/notes.md\n# Notes\n\
         >>> studies/2024/c/README.md\n---\nmethod: interview\n---\n# C\n",
    );
    let mut hints = project.findings();
    hints.retain(|f| f.contains("no-front-matter"));
    assert_eq!(
        hints,
        [
            "studies/b/README.md:1:1 no-front-matter `studies/b/` is a page and no validation, as folders beside it are"
        ]
    );
}

#[test]
fn one_id_of_several_documents_comes_with_the_line_that_mends_it() {
    let entry = "---\ntitle: F\n---\n";
    let paths = [
        "a/findings",
        "b/findings",
        "x/b/findings",
        "y/b/findings",
        "b-findings",
    ];
    let files: String = paths
        .iter()
        .map(|path| format!(">>> content/insights/{path}.md\n{entry}"))
        .collect();
    let project = Project::new(&files);
    let lines = || {
        let findings = project.snapshot().findings;
        let double = findings.into_iter().filter(|f| f.code == "duplicate-id");
        let lines = double.map(|f| (f.path.to_string(), f.help.unwrap_or_default()));
        lines.collect::<Vec<_>>()
    };
    let help = |path: &str, id: &str| {
        let path = format!("content/insights/{path}.md");
        (path, format!("write `id: {id}`, or rename the file"))
    };
    let offered = [
        ("b/findings", "insights-b-findings"),
        ("x/b/findings", "x-b-findings"),
        ("y/b/findings", "y-b-findings"),
    ];
    assert_eq!(lines(), offered.map(|(path, id)| help(path, id)));
    for (path, id) in offered {
        let text = format!("---\ntitle: F\nid: {id}\n---\n");
        project.write(&format!("content/insights/{path}.md"), text);
    }
    assert_eq!(lines(), []);
}

#[test]
fn the_one_introduction_of_a_kind_stands_over_its_list_wherever_it_is() {
    let record = "---\ntitle: Store\nstatus: accepted\n---\n";
    let files = format!(
        ">>> docs/decisions/README.md\n# Our records\n>>> docs/decisions/0001-store.md\n{record}>>> docs/use.md\n# Use\n"
    );
    let site = built(&files);
    assert!(site["decisions/index.html"].contains("<h1>Our records</h1>"));
    assert!(!site.contains_key("docs/decisions/index.html"));
}

#[test]
fn a_name_that_notion_exported_is_neither_id_nor_title_and_still_found() {
    let tail = "0123456789abcdef0123456789abcdef";
    let project = Project::new(&format!(
        ">>> content/personas/Ana {tail}.md\n---\nrole: Clerk\n---\n>>> content/Plan {tail}.md\nSee [Ana](personas/Ana%20{tail}.md).
>>> content/problems/a.md\n---\ntitle: A\npersonas: ['Ana {tail}']\n---\n"
    ));
    let snapshot = project.snapshot();
    let found = snapshot
        .graph
        .iter()
        .map(|(_, e)| format!("{} {} {}", e.document.id, e.document.title, e.url));
    let wanted = [
        "Plan Plan Plan.html",
        "ana Ana personas/ana.html",
        "a A problems/a.html",
    ];
    assert_eq!(found.collect::<Vec<_>>(), wanted);
    let broken: Vec<String> = project
        .findings()
        .into_iter()
        .filter(|f| f.contains("unknown-reference") || f.contains("broken"))
        .collect();
    assert_eq!(broken, [""; 0]);
}

#[test]
fn a_folder_that_notion_exported_has_an_address_without_its_tail() {
    let [a, b] = [
        "0123456789abcdef0123456789abcdef",
        "fedcba9876543210fedcba9876543210",
    ];
    let project = Project::new(&format!(
        ">>> content/Wiki {a}.md\n[a](Wiki%20{a}/Talks%20{b}/12%20March%20{b}.md)\n\
         >>> content/Wiki {a}/Talks {b}/12 March {b}.md\n[up](../../Wiki%20{a}.md)\n\
         >>> content/Plan {a}/x.md\n# X\n>>> content/Plan {b}/y.md\n# Y\n"
    ));
    let snapshot = project.snapshot();
    let urls = snapshot.graph.entries.iter().map(|e| e.url.to_string());
    let mut urls: Vec<String> = urls.collect();
    urls.sort_unstable();
    let wanted = [
        &*format!("Plan {a}/x.html"),
        &*format!("Plan {b}/y.html"),
        "Wiki.html",
        "Wiki/Talks/12 March.html",
    ];
    assert_eq!(urls, wanted);
    assert_eq!(project.findings(), [""; 0]);
}

#[test]
fn pages_in_mdx_are_content_and_links_lead_to_them() {
    let site = built(
        ">>> casebook.yaml
title: T
repository: https://github.com/o/r
>>> content/docs/index.mdx
---
title: Intro
---
import Tabs from '@theme/Tabs';

<Tabs>
  <TabItem value=\"a\">
    [by path](setup.mdx#two) [without extension](setup) [[docs/setup]]
    [in the repository](https://github.com/o/r/blob/main/content/docs/setup.mdx)
  </TabItem>
</Tabs>
>>> content/docs/setup.mdx
# Setup

## Two

[the folder](../docs) {/* secret */}
",
    );
    let intro = &site["docs/index.html"];
    let (_, prose) = intro.split_once("<p><a").unwrap();
    let (prose, _) = prose.split_once("</p>").unwrap();
    assert_eq!(
        prose,
        " href=\"../docs/setup.html#two\">by path</a> <a href=\"../docs/setup.html\">without extension</a> \
         <a href=\"../docs/setup.html\">Setup</a>\n<a href=\"../docs/setup.html\">in the repository</a>"
    );
    let setup = &site["docs/setup.html"];
    assert!(setup.contains("<a href=\"../docs/index.html\">the folder</a>"));
    assert!(setup.contains("https://github.com/o/r/blob/main/content/docs/setup.mdx"));
    assert!(!site.values().any(|page| page.contains("secret")));
    assert!(!intro.contains("theme/Tabs"));
}

#[test]
fn a_list_without_another_order_follows_the_numbers_of_its_files() {
    let entry = "---\ntitle: A\n---\n";
    let project = Project::new(&format!(
        ">>> content/insights/10-x.md\n{entry}>>> content/insights/b.md\n{entry}>>> content/insights/2-y.md\n{entry}"
    ));
    let graph = project.snapshot().scored.graph;
    let kind = graph.schema.kind_by_name("insight").unwrap();
    let ids = graph
        .of_kind(kind)
        .into_iter()
        .map(|id| graph.entry(id).document.id.to_string());
    assert_eq!(ids.collect::<Vec<_>>(), ["2-y", "10-x", "b"]);
}

/// The pages of a project, as they are built.
fn built(files: &str) -> BTreeMap<String, String> {
    let project = Project::new(files);
    build(project.root(), &["--no-search", "--quiet", "--keep-going"]);
    let pages = tree(&project.root().join("public")).into_iter();
    let pages = pages.filter(|(path, _)| path.ends_with(".html"));
    pages
        .map(|(path, bytes)| (path, String::from_utf8(bytes).unwrap()))
        .collect()
}

/// The pages that a link leads to from a page, from the root of the site.
fn linked(from: &str, html: &str) -> Vec<String> {
    let targets = html.split("href=\"").skip(1);
    let targets = targets.filter_map(|rest| rest.split(['"', '#', '?']).next());
    let targets = targets.filter(|target| target.ends_with(".html"));
    let resolved = targets.map(|target| {
        let mut parts: Vec<&str> = from.split('/').collect();
        parts.pop();
        for part in target.split('/') {
            match part {
                ".." => drop(parts.pop()),
                "." => {}
                part => parts.push(part),
            }
        }
        let path = parts.join("/");
        percent_decode_str(&path).decode_utf8_lossy().into_owned()
    });
    resolved.collect()
}

/// The pages that no chain of links from home leads to. Old addresses, which redirect, are meant to be linked nowhere.
fn unreachable(site: &BTreeMap<String, String>) -> Vec<&String> {
    let mut seen = BTreeSet::from(["index.html".to_owned(), "404.html".to_owned()]);
    let mut open = vec!["index.html".to_owned()];
    while let Some(page) = open.pop() {
        let targets = linked(&page, &site[&page]);
        let new = targets
            .into_iter()
            .filter(|target| site.contains_key(target));
        for target in new {
            if seen.insert(target.clone()) {
                open.push(target);
            }
        }
    }
    let is_redirect = |html: &str| html.contains("http-equiv=\"refresh\"");
    let left = site
        .iter()
        .filter(|(page, html)| !seen.contains(*page) && !is_redirect(html));
    left.map(|(page, _)| page).collect()
}

#[test]
fn every_page_is_reachable_from_home() {
    let entry = "---\ntitle: E\naliases: [old-name]\n---\n";
    let deep = "a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p";
    let many: String = (0..700)
        .map(|i| {
            format!(
                ">>> content/personas/{i:03}/note.md\n# Note {i}\n>>> content/top-{i}.md\n# T\n"
            )
        })
        .collect();
    for (files, wanted) in [
        (
            ">>> content/personas/ana.md\nENTRY>>> content/personas/notes/bob.md\n# Bob\n",
            "personas/notes/bob.html",
        ),
        (
            ">>> content/personas/index.md\n# All\n>>> content/personas/x/bob.md\n# Bob\n",
            "personas/x/bob.html",
        ),
        (">>> content/personas/bob.md\n# Bob\n", "personas/bob.html"),
        (
            ">>> content/index.md\n# Home\n>>> content/problems/a.md\n---\nkind: page\n---\n>>> content/problems/b.md\nENTRY",
            "problems/a.html",
        ),
        (
            ">>> content/a/personas/README.md\n# A\n>>> content/b/personas/README.md\n# B\n>>> content/b/personas/x.md\nENTRY",
            "a/personas/index.html",
        ),
        (
            ">>> content/a/personas/README.md\n# A\n>>> content/a/personas/x.md\nENTRY>>> content/a/personas/y/z.md\n# Z\n",
            "a/personas/y/z.html",
        ),
        (
            &format!(">>> content/{deep}/x.md\n# X\n>>> content/{deep}/y/README.md\n# Y\n"),
            "a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/x.html",
        ),
        (
            ">>> casebook.yaml\nkinds: {persona: {folders: [Leute, '!personas']}}\n>>> content/Leute/x.md\n# X\n>>> content/personas/y.md\n# Y\n",
            "personas/y.html",
        ),
        (
            ">>> content/guide/a.md\n# A\n>>> content/guide/de/b.md\n# B\n>>> content/c.md\n# C\n",
            "guide/de/b.html",
        ),
        (
            &format!(">>> content/personas/ana.md\nENTRY{many}"),
            "personas/699/note.html",
        ),
    ] {
        let site = built(&files.replace("ENTRY", entry));
        assert!(site.contains_key(wanted), "{wanted}\n{:#?}", site.keys());
        assert_eq!(
            unreachable(&site),
            [""; 0],
            "{}",
            &files[..files.len().min(300)]
        );
    }
}

#[test]
fn a_field_of_a_kind_in_an_index_that_is_no_entry_is_told_with_what_makes_one_of_it() {
    let told = |index: &str| {
        let project = Project::new(&format!(
            ">>> casebook.yaml\ncontent: .\n>>> studies/s/README.md\n---\ntitle: S\n{index}\n---\n\
             >>> studies/s/plan.md\n---\ntags: [x]\nmethod: survey\n---\n"
        ));
        let findings = project.findings().into_iter();
        let own = findings.filter(|f| f.starts_with("studies/s/README.md"));
        own.collect::<Vec<_>>().join("\n")
    };
    assert_eq!(
        told("tags: [a]\nmethod: interview\nparticipants: 9"),
        "studies/s/README.md:4:1 unknown-field `README.md` introduces its folder, and nothing reads `method`"
    );
    assert!(told("n: 9").contains("nothing reads `n`"));
    for silent in [
        "tags: [a]\ndate: 2024-05-01\nsummary: X",
        "status: whatever",
        "kind: page\nmethod: interview",
        "kind: validation\nmethod: interview\nparticipants: 9",
    ] {
        assert!(!told(silent).contains("introduces"), "{silent}");
    }
}
