//! However large a site gets, no page for people does: at most 1 MiB beyond the body of its own document.
#![allow(clippy::unwrap_used)]

mod support;

use std::collections::HashMap;
use std::fmt::Write as _;

use casebook::page::Content;
use rayon::prelude::*;
use support::Project;
use support::site::{cases, write_all};

const LIMIT: usize = 1 << 20;

/// A tenth each of personas, plain pages of one folder, solutions, decisions, feedback and insights; the rest are
/// problems and validations. All of them name persona 0 and problem 0, and each is as full as people make them.
fn hostile(entries: usize) -> Vec<(String, String)> {
    let mut files = vec![(
        "casebook.yaml".to_owned(),
        "title: Large\ncontent: docs\n".to_owned(),
    )];
    let long = "a long title that says everything there is to say ".repeat(8);
    let text = "& <b> \"quoted\" 'text' of which \u{1F600} there is much ".repeat(20);
    for i in 0..entries {
        let (tag, other) = (i % 500, i * 7919 % entries);
        let shared = format!(
            "tags: [tag-{tag}, tag-{}, everywhere]\nsummary: >-\n  {text}\nowner: Team {}\n",
            (tag * 31) % 500,
            i % 40
        );
        let (path, front) = match i % 10 {
            0 => (
                format!("personas/persona-{i}.md"),
                format!("name: Persona {i} {long}\nrole: {long}\ngoals: [{long}, {long}]"),
            ),
            1..=3 => {
                let mut people = "persona-0".to_owned();
                for n in 0..12 {
                    let _ = write!(
                        people,
                        ", persona-{}",
                        (other + n * 10) / 10 * 10 % entries / 10 * 10
                    );
                }
                let parent = if i > 1 { "parent: problem-1\n" } else { "" };
                (
                    format!("problems/problem-{i}.md"),
                    format!(
                        "title: Problem {i} {long}\nneed: {long}\n{parent}personas: [{people}]\nimportance: {}\nsatisfaction: {}\nstatus: validated",
                        i % 11,
                        i % 7
                    ),
                )
            }
            4 | 5 => (
                format!("validations/study-{i}.md"),
                format!(
                    "title: Study {i} {long}\nmethod: interview\ndate: 2026-06-{:02}\nparticipants: {}\npersonas: [persona-0]\nproblems: [problem-1]\nverdict: {}\ncriterion: {long}",
                    i % 28 + 1,
                    i % 30 + 1,
                    ["supported", "refuted", "mixed"][i % 3]
                ),
            ),
            6 => (
                format!("solutions/answer-{i}.md"),
                format!(
                    "title: Answer {i} {long}\nproblems: [problem-1]\nstatus: shipped\nshipped: 2026-06-30"
                ),
            ),
            7 => (
                format!("decisions/choice-{i}.md"),
                format!(
                    "title: Choice {i} {long}\ndate: 2026-06-28\noutcome: decline\nproblems: [problem-1]\nevidence: [study-4]\nreply: {long}\nbecause: {long}\nrevisit: 2026-01-01"
                ),
            ),
            8 => match i % 3 {
                0 => (
                    format!("feedback/voice-{i}.md"),
                    format!(
                        "title: Voice {i} {long}\nreceived: 2026-06-26\nproblems: [problem-1]\npersonas: [persona-0]\nquote: {long}"
                    ),
                ),
                1 => (
                    format!("insights/finding-{i}.md"),
                    format!(
                        "title: Finding {i} {long}\nvalidations: [study-4]\nproblems: [problem-1]\npersonas: [persona-0]\nquotes: [{long}]"
                    ),
                ),
                _ => (
                    format!("journeys/way-{i}.md"),
                    format!(
                        "title: Way {i} {long}\npersona: persona-0\nstages: [{{name: Start, problems: [problem-1]}}, {{name: End, problems: [problem-1]}}]"
                    ),
                ),
            },
            _ => (
                format!("notes/page-{i}.md"),
                format!("title: Page {i} {long}\nrelated: [persona-0]"),
            ),
        };
        // Broken links are findings, and all mention the same page.
        let body = format!("[[persona-0]] [[problem-1]] [gone](gone-{i}.md)\n\n## One\n\nText.\n");
        files.push((
            format!("docs/{path}"),
            format!("---\n{front}\n{shared}---\n{body}"),
        ));
    }
    // Two with large bodies, which do not count; and one metric and one journey that are long by themselves.
    let body = "Words and *more* words.\n\n".repeat(30_000);
    files.push((
        "docs/notes/large.md".to_owned(),
        format!("# Large\n\n{body}"),
    ));
    files.push((
        "docs/problems/large.md".to_owned(),
        format!("---\ntitle: Large\npersonas: [persona-0]\n---\n{body}"),
    ));
    let readings: String = (0..1200)
        .map(|i| {
            format!(
                "- {{date: {}-01-01, value: {}, segment: s{}}}\n",
                1000 + i,
                i % 90,
                i % 3
            )
        })
        .collect();
    files.push((
        "docs/metrics/rate.md".to_owned(),
        format!("---\ntitle: Rate\ntype: count\nreadings:\n{readings}---\n"),
    ));
    files
}

/// Bytes of the page that its own document's body makes.
fn own_bodies(snapshot: &casebook::engine::Snapshot) -> HashMap<&str, usize> {
    let entries = snapshot.graph.entries.iter();
    entries
        .map(|entry| {
            (
                entry.url.as_str(),
                entry
                    .document
                    .body
                    .fill(|_, _| casebook::markdown::Resolved::Plain)
                    .len(),
            )
        })
        .collect()
}

#[test]
fn no_page_is_larger_than_a_mebibyte_beyond_its_own_body() {
    assert_small(&hostile(cases(2_000, 10_000)));
}

#[track_caller]
fn assert_small(files: &[(String, String)]) {
    let project = Project::new("");
    write_all(project.root(), files);
    let snapshot = project.snapshot();
    let entries = snapshot.graph.entries.len();
    // All were read; `casebook.yaml` is none of them.
    assert_eq!(entries, files.len() - 1);
    let bodies = own_bodies(&snapshot);
    let pages: Vec<_> = snapshot
        .pages()
        .iter()
        .filter(|page| matches!(page.content, Content::Template { .. }))
        .collect();
    let mut sizes: Vec<(usize, &str)> = pages
        .par_iter()
        .map(|page| {
            let size = snapshot.render(page).unwrap().len();
            let own = bodies.get(page.url.as_str()).copied().unwrap_or(0);
            (size.saturating_sub(own), page.url.as_str())
        })
        .collect();
    sizes.sort_by(|a, b| b.cmp(a));
    let largest = &sizes[..sizes.len().min(12)];
    println!("{} pages, the largest: {largest:?}", sizes.len());
    assert!(sizes.len() > entries);
    let over: Vec<_> = sizes.iter().filter(|(size, _)| *size > LIMIT).collect();
    let shown = &over[..over.len().min(12)];
    assert!(over.is_empty(), "{} over the limit: {shown:?}", over.len());
}

/// Shapes that grow something other than a list of entries: folders, findings of one file, headings, names of people.
fn odd_shapes(size: usize) -> Vec<(String, String)> {
    let mut files = vec![(
        "casebook.yaml".to_owned(),
        "title: Odd\ncontent: docs\n".to_owned(),
    )];
    let mut add = |path: String, text: String| files.push((format!("docs/{path}"), text));
    for i in 0..size {
        add(format!("folder-{i}/page.md"), format!("# Page {i}\n"));
        add(format!("wide/folder-{i}/page.md"), format!("# Page {i}\n"));
        add(
            format!("files/page-{i}.md"),
            format!("# Page {i}\n\n[a](../one.md)\n"),
        );
    }
    let links: String = (0..size * 10)
        .map(|i| format!("[{i}](gone-{i}.md) "))
        .collect();
    add("broken.md".to_owned(), format!("# Broken\n\n{links}\n"));
    let links: String = (0..size)
        .map(|i| format!("[{i}](files/page-{i}.md) "))
        .collect();
    add("one.md".to_owned(), format!("# One\n\n{links}\n"));
    let headings: String = (0..size * 10)
        .map(|i| format!("## Heading {i}\n"))
        .collect();
    add(
        "headings.md".to_owned(),
        format!("# Headings\n\n{headings}\n"),
    );
    let unknown: String = (0..size).map(|i| format!("unknown_{i}: 1\n")).collect();
    add(
        "problems/unknown.md".to_owned(),
        format!("---\ntitle: Unknown\n{unknown}---\n"),
    );
    let tags: Vec<String> = (0..size).map(|i| format!("tag-{i}")).collect();
    add(
        "problems/tags.md".to_owned(),
        format!("---\ntitle: Tags\ntags: [{}]\n---\n", tags.join(", ")),
    );
    let links = tags.join("](https://example.org/), [");
    add(
        "problems/aliases.md".to_owned(),
        format!(
            "---\ntitle: Aliases\naliases: [{}]\n---\n[{links}]\n",
            tags.join("-old, ")
        ),
    );
    let long = "y".repeat(2_000);
    add(
        "problems/long.md".to_owned(),
        format!("---\ntitle: {long}\n---\n"),
    );
    add(
        "personas/very-long.md".to_owned(),
        format!("---\nname: {long}\n---\n"),
    );
    let deep = "d/".repeat(40);
    add(format!("{deep}page.md"), format!("# {long}\n"));
    for i in 0..100 {
        add(
            format!("problems/of-long-{i}.md"),
            format!("---\ntitle: Of {i}\npersonas: [very-long]\nparent: long\n---\n[[long]]\n"),
        );
    }
    files
}

#[test]
fn odd_shapes_make_no_large_page() {
    assert_small(&odd_shapes(cases(300, 3_000)));
}
