//! Hidden content leaves no trace: unique words are in everything that is hidden, and every file of the output is
//! searched for them, decoded in every way in which a page, a link or a data file may write them.
#![allow(clippy::unwrap_used)]

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::support::Project;
use crate::support::site::{Tree, build, casebook, litter, tree};
use crate::support::traces::{readings, unpacked};

const SITE: &str = r#">>> casebook.yaml
title: Ours
findings: {page: public}
content: .
repository: https://github.com/o/r
base_url: https://example.org/
exclude: [excluded/**]
kinds: {persona: {fields: {salary: {type: text, private: true}, grade: {type: choice, values: [low, high], private: true}, more: {type: map, fields: {secret: {type: text, private: true}, open: {type: text}}}}}}
# canary-config-comment
>>> personas/ana.md
---
name: Ana
salary: canary-salary
grade: canary-grade
more: {secret: canary-nested, open: not hidden}
# canary-yaml-comment
unheard_of: canary-unknown-field
---
<!-- canary-html-comment -->
Text <!-- canary-inline-comment --> [with a link](../problems/draft-canary-file.md) and [[canary-internal-id]] and ![](unused.png)
>>> problems/draft-canary-file.md
---
title: canary-draft-title
id: canary-draft
draft: true
aliases: [canary-alias]
tags: [canary-tag]
personas: [ana]
links: [https://example.org/canary-address]
---
## canary-heading

canary-draft-body [canary-alt](canary-only-of-draft.txt) [[ana]] [ana](../personas/ana.md)
>>> problems/canary-only-of-draft.txt
canary-asset-of-draft
>>> problems/canary-internal-id.md
---
title: canary-internal-title
visibility: internal
redirect_from: [canary-old-path.html]
personas: [ana]
---
canary-internal-body
>>> problems/2026-01-02-canary-dated.md
---
title: canary-dated-title
draft: true
---
>>> problems/broken.md
---
title: "canary-broken-title
---
canary-broken-body
>>> problems/canary-broken-file.md
---
title: canary-near-miss
Draft: true
---
>>> canary-hidden-folder/page.md
---
draft: true
---
>>> canary-hidden-folder/index.md
---
title: canary-introduction
draft: true
---
>>> validations/talks.md
---
title: Talks
method: interview
date: 2026-06-01
participants: 9
consent: canary-consent
delete_raw_by: canary-date
criterion: half of them
problems: [draft-canary-file, canary-internal-id]
verdict: supported
---
Said in confidence.
>>> canary-unused.txt
canary-asset-content
>>> canary-unused.png
canary-picture
>>> .hidden/canary-notes.md
canary-dot-folder
>>> excluded/canary-plan.md
canary-excluded
>>> static/.canary-dot-file
canary-static
"#;

/// Every place where a published text can name an entry; `NAME` is replaced by the name of a hidden one.
const REFERS: &[(&str, &str)] = &[
    ("a title", "---\ntitle: All of [[NAME]]\n---\n"),
    ("a title of the text", "# All of [[NAME]]\n"),
    ("a title in the middle", "Text.\n\n# All of [[NAME]]\n"),
    ("a title with a text", "# All of [[NAME|it]]\n"),
    (
        "a heading",
        "## See [[NAME]]\n\n## And [[NAME#there]]\n\n### Or\n\n#### A\n",
    ),
    (
        "a heading in HTML",
        "<h2>See [[NAME]]</h2>\n\n<h2 id=\"a\">[[NAME]]</h2>\n",
    ),
    (
        "the first paragraph",
        "We talk of [[NAME]] here, and [[NAME|that]].\n",
    ),
    (
        "a cell",
        "| a | b |\n|---|---|\n| [[NAME]] | [[NAME\\|text]] |\n",
    ),
    ("a note", "A[^1].\n\n[^1]: See [[NAME]].\n"),
    (
        "an alternative text",
        "![of [[NAME]]](gone.png) ![[NAME]] ![[NAME|it]]\n",
    ),
    ("a definition", "[[NAME]]\n: See [[NAME]]\n"),
    ("code", "`[[NAME]]`\n\n```\n[[NAME]]\n```\n\n    [[NAME]]\n"),
    (
        "HTML",
        "<span title=\"[[NAME]]\">x</span> <a href=\"personas/ana.md\">[[NAME]]</a>\n\n<div>[[NAME]]</div>\n",
    ),
    (
        "a link",
        "[outer [[NAME]] x](personas/ana.md \"[[NAME]]\") *[[NAME]]* ~~[[NAME]]~~\n",
    ),
    (
        "a list",
        "- [ ] [[NAME]]\n  1. [[NAME]]\n> [!NOTE]\n> [[NAME]]\n",
    ),
    (
        "written with entities",
        "[[NAME&#32;]] &#91;&#91;x&#93;&#93; [[ NAME ]]\n",
    ),
    (
        "a summary",
        "---\ntitle: T\nsummary: of [[NAME]]\ntags: ['[[NAME]]']\nowner: '[[NAME]]'\n---\n",
    ),
    (
        "a field of any kind",
        "---\nkind: problem\nneed: know [[NAME]]\nso_that: '[[NAME]]'\nwhen: '[[NAME]]'\nhmw: '[[NAME]]'\nacceptance: ['[[NAME]]']\nresolution: '[[NAME]]'\n---\n",
    ),
    (
        "a reference",
        "---\nkind: problem\nparent: NAME\nrelated: [NAME, '../NAME']\npersonas: NAME\n---\n",
    ),
    (
        "an open field",
        "---\nsource: {repo: '[[NAME]]', other: '[[NAME]]'}\nlinks: [{text: '[[NAME]]', url: 'https://example.org/'}]\nignore: {no-persona: 'see [[NAME]]'}\n---\n",
    ),
    (
        "a decision",
        "---\nkind: decision\noutcome: decline\nbecause: we saw [[NAME]]\nreply: '[[NAME]]'\nrevisit_when: '[[NAME]]'\nrequested_by: NAME\nevidence: [NAME]\nsupersedes: NAME\n---\n",
    ),
    (
        "a study",
        "---\nkind: validation\nmethod: survey\nhypothesis: '[[NAME]]'\nmeasure: '[[NAME]]'\ncriterion: '[[NAME]]'\nresults: [{problem: NAME, verdict: mixed, note: '[[NAME]]'}]\n---\n",
    ),
    (
        "a way",
        "---\nkind: journey\nscenario: '[[NAME]]'\nstages: [{name: 'of [[NAME]]', actions: '[[NAME]]', problems: [NAME]}]\n---\n",
    ),
    (
        "a voice",
        "---\nkind: feedback\nreceived: 2026-06-01\nquote: '[[NAME]]'\nproblems: [NAME]\n---\n",
    ),
    (
        "a measure",
        "---\nkind: metric\ntype: count\nunit: '[[NAME]]'\nreadings: [{date: 2026-01, value: 1, segment: '[[NAME]]', validation: NAME}]\n---\n",
    ),
];

/// Names of hidden entries, in every form that casebook resolves.
const NAMES: &[&str] = &[
    "canary-draft",
    "Canary-Draft",
    "Canary Draft",
    "canary-alias",
    "draft-canary-file",
    "problems/draft-canary-file.md",
    "canary-internal-id",
    "canary-dated",
    "2026-01-02-canary-dated",
    "canary-broken-file",
];

/// Links to hidden entries, with texts of their own.
const LINKS: &str = "[a](problems/draft-canary-file.md) [b](problems/draft-canary-file.md#canary-heading \"t\") \
[c](problems/Draft-Canary-File.md) [d](problems/draft-canary-file) [e](/problems/draft-canary-file.html) \
[f](problems%2Fdraft-canary-file.md) ![g](problems/draft-canary-file.md) [h][canary] [i](canary-hidden-folder/) \
[j](canary-hidden-folder/index.md) [k](.hidden/canary-notes.md) ![l](.hidden/canary-notes.md) \
[m](excluded/canary-plan.md) [n](problems/canary-broken-file.md) [o](static/.canary-dot-file) \
<https://github.com/o/r/blob/main/problems/draft-canary-file.md> https://github.com/o/r/blob/main/problems/canary-internal-id.md \
[p](https://github.com/o/r/blob/main/problems/draft-canary-file.md) <a href=\"problems/draft-canary-file.md\">q</a> \
<img src=\"problems/draft-canary-file.md\" alt=\"r\"> ![s](canary-unused.pn) [t](canary-unuse.txt) \
## https://github.com/o/r/blob/main/problems/draft-canary-file.md\n\n[canary]: problems/draft-canary-file.md\n";

/// A project with each of [`NAMES`] in each place of [`REFERS`].
fn everywhere() -> Project {
    let project = Project::new(SITE);
    for (i, (_, text)) in REFERS.iter().enumerate() {
        for (n, name) in NAMES.iter().enumerate() {
            project.write(&format!("page-{i}-{n}.md"), text.replace("NAME", name));
        }
    }
    project.write(
        "links.md",
        LINKS
            .replace("canary-unused.pn", "unused-bird.pn")
            .replace("canary-unuse.txt", "kanary-unused.txt"),
    );
    project
}

/// The word in all the canaries, in any case.
const WORD: &str = "canary";

/// Each place in the output with a canary.
fn traces(public: &Path) -> Vec<String> {
    let mut hits = Vec::new();
    for (name, bytes) in files(public) {
        if name.to_lowercase().contains(WORD) {
            hits.push(format!("the name {name}"));
        }
        let bytes = unpacked(&name, bytes);
        for text in readings(&bytes) {
            let folded = text.to_lowercase();
            for (at, _) in folded.match_indices(WORD) {
                let around = folded.get(at.saturating_sub(60)..(at + 40).min(folded.len()));
                hits.push(format!("{name}: {}", around.unwrap_or(&folded[at..])));
            }
        }
    }
    hits
}

/// The output with the manifest, which is in the folder but not part of the site.
fn files(public: &Path) -> Tree {
    let mut files = tree(public);
    let manifest = public.join(crate::support::site::MANIFEST);
    files.insert("manifest".to_owned(), fs::read(manifest).unwrap());
    files
}

#[test]
fn the_search_finds_a_word_however_it_is_written() {
    for text in [
        "Canary",
        "%63anary",
        "c&#97;nary",
        "can\\u0061ry",
        "&#x25;63anary",
        "YSBjYW5hcnkgaGVyZQ==",
    ] {
        assert!(
            readings(text.as_bytes())
                .iter()
                .any(|t| t.to_lowercase().contains(WORD)),
            "{text}"
        );
    }
}

#[test]
fn hidden_things_leave_no_trace_in_the_output() {
    let project = everywhere();
    let run = build(project.root(), &["--keep-going", "-q"]).exits(1);
    let public = project.root().join("public");
    assert!(public.join("personas/ana.html").exists(), "{}", run.err);
    for (i, (what, _)) in REFERS.iter().enumerate() {
        let page = format!("page-{i}-0.html");
        let of_kind = fs::read_dir(&public)
            .unwrap()
            .flatten()
            .any(|folder| folder.path().join(&page).exists());
        assert!(public.join(&page).exists() || of_kind, "{what}: {page}");
    }
    assert!(litter(project.root()).is_empty());
    let hits = traces(&public);
    assert!(hits.is_empty(), "{}", hits.join("\n"));
    // An edit of a hidden file changes no file of the output.
    let before = tree(&public);
    project.write(
        "problems/draft-canary-file.md",
        "---\ntitle: canary-other\nid: canary-draft\naliases: [canary-alias]\ndraft: true\n---\ncanary-more\n",
    );
    project.write(".hidden/canary-more.md", "canary-more");
    build(project.root(), &["--keep-going", "-q"]).exits(1);
    let hits = traces(&public);
    assert!(hits.is_empty(), "{}", hits.join("\n"));
    let pages = |tree: &Tree| tree.keys().cloned().collect::<Vec<_>>();
    assert_eq!(pages(&tree(&public)), pages(&before));
}

/// Proves that the search above can find the words.
#[test]
fn a_build_for_the_team_shows_them() {
    let project = everywhere();
    let args = ["--keep-going", "--drafts", "--audience", "internal", "-q"];
    build(project.root(), &args);
    let hits = traces(&project.root().join("public"));
    for word in [
        "canary-draft-title",
        "canary-draft-body",
        "canary-internal-title",
        "canary-internal-body",
        "canary-tag",
        "canary-asset-of-draft",
    ] {
        assert!(hits.iter().any(|h| h.contains(word)), "{word} is not shown");
    }
    for word in [
        "canary-salary",
        "canary-nested",
        "canary-grade",
        "canary-consent",
        "canary-date\"",
        "canary-html-comment",
        "canary-inline-comment",
        "canary-yaml-comment",
        "canary-config-comment",
        "canary-unused",
        "canary-plan",
        "canary-notes",
        "canary-static",
        "canary-broken-title",
        "canary-near-miss",
    ] {
        assert!(!hits.iter().any(|h| h.contains(word)), "{word} is shown");
    }
}

#[test]
fn a_reference_to_a_hidden_entry_is_shown_as_if_it_were_not_there() {
    let project = Project::new(
        ">>> casebook.yaml\ncontent: .\n>>> problems/secret.md\n---\ntitle: Plan\ndraft: true\n---\n>>> problems/open.md\n---\ntitle: Open\n---\n# On [[secret]]\n\n## See [[secret]] and [[open]]\n\nOf [[secret|the plan]] and [[secret]]. [gone](gone.md)\n>>> personas/ana.md\n---\nname: Ana\n---\n[a](../problems/open.md#see-secret-and-open) [b](../problems/open.md#see--and-open)\n",
    );
    let run = build(project.root(), &["-q", "--keep-going"]).exits(1);
    // Places are those in the file, not in the redacted text, and a link to an anchor with the name is not redacted.
    assert!(
        run.err.contains("--> problems/open.md:8:40\n"),
        "{}",
        run.err
    );
    assert_eq!(run.err.matches("error[").count(), 1, "{}", run.err);
    let page = fs::read_to_string(project.root().join("public/problems/open.html")).unwrap();
    for part in [
        ">On …</h2>",
        ">See … and ",
        "<p>Of the plan and …. <span class=\"broken\"",
    ] {
        assert!(page.contains(part), "{part}\n{page}");
    }
    let ana = fs::read_to_string(project.root().join("public/personas/ana.html")).unwrap();
    assert!(
        ana.contains("<a href=\"../problems/open.html\">a</a>"),
        "{ana}"
    );
    assert!(
        ana.contains("<a href=\"../problems/open.html#see--and-open\">b</a>"),
        "{ana}"
    );
}

/// A finding may quote front matter only if it is published.
#[test]
fn findings_about_private_fields_and_unpublished_files_stay_out() {
    let project = Project::new(SITE);
    let run = build(project.root(), &["-q", "--keep-going"]).exits(1);
    let run = run
        .says("`canary-grade` is no `grade`")
        .says("`canary-consent` is no `consent`");
    let run = run
        .says("problems/broken.md")
        .says("`Draft` looks like `draft`");
    let tree = tree(&project.root().join("public"));
    let text = |name: &str| Cow::from(String::from_utf8_lossy(&tree[name]).into_owned());
    for name in ["checks.html", "graph.json", "validations/talks.html"] {
        for word in ["consent", "delete_raw_by", "grade"] {
            assert!(
                !text(name).contains(&format!("`{word}`"))
                    && !text(name).contains(&format!("<code>{word}<")),
                "{name}: {word}"
            );
        }
    }
    let named: BTreeMap<_, _> = tree
        .iter()
        .filter(|(_, b)| String::from_utf8_lossy(b).contains("problems/broken"))
        .collect();
    assert!(named.is_empty(), "{:?}", named.keys());
    drop(run);
}

/// The addresses of the pages of a public build that are no view, and the lines of `check` with `error`.
fn pages_and_errors(files: &str) -> (Vec<String>, Vec<String>) {
    let project = Project::new(files);
    let snapshot = project.snapshot();
    let entries = snapshot.graph.iter();
    let pages = entries.map(|(_, entry)| entry.url.to_string()).collect();
    let mut errors = project.findings();
    errors.retain(|line| line.contains("bad-value"));
    (pages, errors)
}

#[test]
fn a_line_under_the_title_that_withholds_does_so_for_any_entry_without_front_matter() {
    let withheld = [
        "Visibility: internal",
        "Visibility: internal (team)",
        "Visbility: internal",
        "Visibility: private",
        "Draft: yes",
        "| Draft | yes |",
        "- **Draft:** until May",
        "Visibility：internal",
        "> Visibility: internal",
        "> - **Draft**: yes",
        "| Visibility | internal | since May |",
        "| Field | Value | Note |\n|-|-|-|\n| Draft | yes | |",
        "Owner: Ana\n\nVisibility: internal",
        "| Owner | Ana |\n\n\n> Draft：yes",
    ];
    for line in withheld {
        let files = format!(
            ">>> casebook.yaml\ncontent: .\nkinds: {{problem: {{folders: [problems]}}}}\n>>> problems/a.md\n# A\n\n{line}\n\nText\n"
        );
        let (pages, errors) = pages_and_errors(&files);
        assert!(pages.is_empty(), "{line}: {pages:?}");
        let is_plain = ["internal", "internal | since May |"]
            .iter()
            .any(|end| line.ends_with(end))
            || line.contains("yes");
        assert_eq!(errors.is_empty(), is_plain, "{line}: {errors:?}");
    }
    for line in [
        "Visibility: public",
        "Draft: no",
        "The draft: it is long",
        "Owner: Ana\n\nIt is long.\n\nVisibility: internal",
        "> It says this.\n> Visibility: internal",
        "| A | B | C |\n|-|-|-|\n| b | Draft | yes |",
        "Drift: yes",
    ] {
        let files = format!(
            ">>> casebook.yaml\ncontent: .\nkinds: {{problem: {{folders: [problems]}}}}\n>>> problems/a.md\n# A\n\n{line}\n"
        );
        assert_eq!(
            pages_and_errors(&files),
            (vec!["problems/a.html".to_owned()], vec![]),
            "{line}"
        );
    }
}

#[test]
fn a_build_with_drafts_lists_the_drafts_below_an_entry() {
    let project = Project::new(
        ">>> casebook.yaml\ncontent: .\n>>> problems/a/index.md\n---\ntitle: A\nneed: b\n---\n\
         >>> problems/a/notes.md\n---\ntitle: Notes\ndraft: true\n---\n\
         >>> problems/b/index.md\n---\ntitle: B\nneed: c\ndraft: true\n---\n\
         >>> problems/b/more.md\n# More\n",
    );
    let page = |options: &[&str], path: &str| {
        build(project.root(), options);
        fs::read_to_string(project.root().join("public").join(path)).unwrap_or_default()
    };
    for options in [&["--drafts"][..], &["--drafts", "--audience", "internal"]] {
        assert!(page(options, "problems/a.html").contains("a/notes.html"));
        assert!(page(options, "problems/b.html").contains("b/more.html"));
    }
    assert!(!page(&[], "problems/a.html").contains("notes"));
    assert!(page(&[], "problems/b.html").is_empty());
}

#[test]
fn what_is_below_a_hidden_document_of_its_name_is_hidden_with_it() {
    for hides in [
        "---\nvisibility: internal\n---\n# At the gate\n",
        "# At the gate\n\nVisibility: internal\n",
    ] {
        let files = format!(
            ">>> casebook.yaml\ncontent: .\nkinds: {{problem: {{folders: [problems]}}}}\n>>> problems/At the gate.md\n{hides}\
             >>> problems/At the gate/Raw.md\n# Raw\n>>> problems/At the gate/x/y.md\n# Y\n>>> problems/At the/z.md\n# Z\n"
        );
        let (pages, _) = pages_and_errors(&files);
        assert_eq!(pages.len(), 1, "{pages:?}");
        assert!(pages[0].ends_with("z.html"), "{pages:?}");
    }
}

/// An address that a public page had belongs to that page, also where something hidden claims it.
#[test]
fn something_hidden_takes_no_old_address_from_a_public_page() {
    for hides in ["draft: true", "visibility: internal", "draft: perhaps"] {
        for (hidden, public, address) in [
            (
                "redirect_from: [old.html]",
                "redirect_from: [old.html]",
                "old.html",
            ),
            (
                "redirect_from: [old.md]",
                "redirect_from: [old.md]",
                "old.html",
            ),
            (
                "redirect_from: old/",
                "redirect_from: /old/",
                "old/index.html",
            ),
            ("aliases: [old]", "redirect_from: [old.html]", "old.html"),
            ("summary: s", "redirect_from: [one.html]", "one.html"),
            ("summary: s", "redirect_from: [one.md]", "one.html"),
            (
                "permalink: /old/",
                "redirect_from: [old/]",
                "old/index.html",
            ),
        ] {
            let project = Project::new(&format!(
                ">>> casebook.yaml\ntitle: Ours\ncontent: .\n\
                 >>> one.md\n---\ntitle: One\n{hides}\n{hidden}\n---\n\
                 >>> two.md\n---\ntitle: Two\n{public}\n---\nText.\n"
            ));
            build(project.root(), &["-q", "--keep-going"]);
            let site = tree(&project.root().join("public"));
            let names: Vec<&String> = site.keys().collect();
            let page = site.get(address).map(|page| String::from_utf8_lossy(page));
            let leads = page.is_some_and(|page| page.contains("two.html"));
            assert!(leads, "{hides}, {hidden}, {public}: {names:?}");
            let is_marked = |name: &&String| name.contains('…');
            assert!(!names.iter().any(is_marked), "{names:?}");
        }
    }
}

/// What names something hidden is no address, also in the fields for addresses.
#[test]
fn no_address_field_shows_the_name_of_something_hidden() {
    for public in [
        "slug: see layoffs.md now",
        "slug: layoffs.md",
        "slug: '[[layoffs]]'",
        "permalink: '/[[layoffs]]/'",
        "permalink: /x/../layoffs.md",
        "redirect_from: ['[[layoffs]]']",
        "redirect_from: [[layoffs]]",
        "redirect_from: [old.html, '[[layoffs]]']",
        "redirect_from: [../content/layoffs.md]",
        "redirect_from: [see layoffs.md now]",
    ] {
        let project = Project::new(&format!(
            ">>> casebook.yaml\ntitle: Ours\nbase_url: https://e.example.org/\n\
             >>> content/layoffs.md\n---\ntitle: Secret\ndraft: true\n---\n\
             >>> content/two.md\n---\ntitle: Two\n{public}\n---\nText.\n"
        ));
        build(project.root(), &["-q", "--keep-going"]);
        let site = tree(&project.root().join("public"));
        for (name, bytes) in &site {
            let names_it = name.contains(['[', '…']) || name.contains("layoffs");
            assert!(!names_it, "{public}: {name}");
            let text = String::from_utf8_lossy(bytes);
            assert!(!text.contains("layoffs"), "{public}: {name}");
        }
        let is_kept = !public.contains("old.html") || site.contains_key("old.html");
        assert!(is_kept, "{public}");
        let out = casebook(project.root(), &["build"]).output().unwrap();
        let told = String::from_utf8_lossy(&out.stderr).into_owned();
        assert!(told.contains("hidden-reference"), "{public}: {told}");
    }
}
