//! Pages stay small however large a site is: at most 1 MiB beyond the body of their own document. The cost of a site
//! grows linearly with its size; the full run measures it.
#![allow(clippy::unwrap_used)]

mod support;

use std::collections::HashMap;
use std::fmt::Write as _;
use std::time::Duration;

use casebook::diagnostic::human;
use casebook::engine::Snapshot;
use casebook::graph::{BodyLink, Entry};
use casebook::markdown::Resolved;
use casebook::page::Content;
use rayon::prelude::*;
use support::Project;
use support::site::{cases, write_all};

const LIMIT: usize = 1 << 20;

/// A tenth each of personas, plain pages of one folder, solutions, decisions, feedback and insights; the rest are
/// problems and validations. All refer to persona 0 and problem 0, and have as many fields as real ones.
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
        // Broken links, which are findings, all to the same page.
        let body = format!("[[persona-0]] [[problem-1]] [gone](gone-{i}.md)\n\n## One\n\nText.\n");
        files.push((
            format!("docs/{path}"),
            format!("---\n{front}\n{shared}---\n{body}"),
        ));
    }
    // Two entries with large bodies, which do not count, and a metric and a journey with long fields.
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

/// The bytes on each page that come from the body of its own document, with findings about its broken links.
fn own_bodies(snapshot: &Snapshot) -> HashMap<&str, usize> {
    let entries = snapshot.graph.entries.iter();
    let to = |href: String| Resolved::Linked {
        href: href.into(),
        text: None,
    };
    let body = |entry: &Entry| {
        let html = entry
            .document
            .body
            .fill_links(|i, _| match entry.body_links.get(i) {
                Some(BodyLink::Broken) => Resolved::Broken,
                Some(BodyLink::External { url }) => to(url.to_string()),
                Some(BodyLink::Page { url, .. } | BodyLink::Asset { url }) => to(url.to_string()),
                _ => Resolved::TextOnly,
            });
        html.len()
    };
    entries
        .map(|entry| (entry.url.as_str(), body(entry)))
        .collect()
}

#[test]
fn no_page_is_larger_than_a_mebibyte_beyond_its_own_body() {
    assert_small(&hostile(cases(1_000, 10_000)));
}

#[track_caller]
fn assert_small(files: &[(String, String)]) {
    let project = Project::new("");
    write_all(project.root(), files);
    let snapshot = project.snapshot();
    let entries = snapshot.graph.entries.len();
    // All but `casebook.yaml` are entries.
    assert_eq!(entries, files.len() - 1);
    assert_small_pages(&snapshot);
}

#[track_caller]
fn assert_small_pages(snapshot: &Snapshot) {
    let entries = snapshot.graph.entries.len();
    let bodies = own_bodies(snapshot);
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

/// Sites with many of something other than entries: folders, findings of one file, headings, names of people.
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

/// A site with many of one thing.
struct Shape {
    name: &'static str,
    /// The count in a sample, and in a full run.
    sizes: [usize; 2],
    /// The path of the one file, or of the file with a number.
    path: fn(usize) -> String,
    /// The text of the file with that count, or number.
    text: fn(usize) -> String,
    /// True if there is a file for each, false if one file has all.
    many: bool,
}

impl Shape {
    const fn one(name: &'static str, sizes: [usize; 2], text: fn(usize) -> String) -> Self {
        Shape {
            name,
            sizes,
            path: |_| "page.md".to_owned(),
            text,
            many: false,
        }
    }

    const fn many(
        name: &'static str,
        sizes: [usize; 2],
        path: fn(usize) -> String,
        text: fn(usize) -> String,
    ) -> Self {
        Shape {
            name,
            sizes,
            path,
            text,
            many: true,
        }
    }

    fn project(&self, size: usize) -> Project {
        let config = "title: Odd\ncontent: docs\nlimits: {page: 64 MiB}\n";
        let mut files = vec![
            ("casebook.yaml".to_owned(), config.to_owned()),
            ("docs/index.md".to_owned(), "# Home\n".to_owned()),
            (
                "docs/ana.md".to_owned(),
                "---\nkind: persona\nname: Ana\n---\n".to_owned(),
            ),
            ("docs/dot.gif".to_owned(), "GIF89a".to_owned()),
        ];
        match self.many {
            true => files
                .extend((0..size).map(|i| (format!("docs/{}", (self.path)(i)), (self.text)(i)))),
            false => files.push((format!("docs/{}", (self.path)(0)), (self.text)(size))),
        }
        let project = Project::new("");
        write_all(project.root(), &files);
        project
    }
}

/// Joins `count` texts, each made from its number.
fn each(count: usize, one: impl Fn(usize) -> String) -> String {
    (0..count).map(one).collect()
}

fn page(body: &str) -> String {
    format!("# Page\n\n{body}\n")
}

fn shapes() -> Vec<Shape> {
    let problem = |i: usize| format!("problems/{}/problem-{i}.md", i / 1_000);
    vec![
        // The largest is 10 MB.
        Shape::one("parts", [1_000, 80_000], |n| {
            page(&each(n, |i| {
                format!(
                    "## Part {i}\n\nWords and *more* words, [[ana]], `code`, <https://example.org/{i}>.\n\n- one\n- two\n\n"
                )
            }))
        }),
        Shape::one("paragraphs", [3_000, 200_000], |n| {
            page(&"Words, *more* words and some \"more\".\n\n".repeat(n))
        }),
        Shape::one("links elsewhere", [3_000, 50_000], |n| {
            page(&each(n, |i| format!("[{i}](https://example.org/{i}) ")))
        }),
        Shape::one("links to a page", [3_000, 50_000], |n| {
            page(&each(n, |i| format!("[{i}](index.md) ")))
        }),
        Shape::one("links to no heading", [3_000, 50_000], |n| {
            page(&each(n, |i| format!("[{i}](index.md#none-{i}) ")))
        }),
        Shape::one("links to a name", [3_000, 50_000], |n| {
            page(&each(n, |i| format!("[[ana|{i}]] ")))
        }),
        Shape::one("links to no name", [3_000, 50_000], |n| {
            page(&each(n, |i| format!("[[gone-{i}]] ")))
        }),
        Shape::one("links to no page", [3_000, 50_000], |n| {
            page(&each(n, |i| format!("[{i}](gone-{i}.md)\n")))
        }),
        Shape::one("links by reference", [3_000, 50_000], |n| {
            page(
                &(each(n, |i| format!("[r{i}] "))
                    + "\n\n"
                    + &each(n, |i| format!("[r{i}]: index.md\n"))),
            )
        }),
        Shape::one("bare addresses", [3_000, 50_000], |n| {
            page(&each(n, |i| format!("https://example.org/{i} ")))
        }),
        Shape::one("addresses of people", [1_000, 25_000], |n| {
            page(&each(n, |i| format!("ana{i}@firm.org ")))
        }),
        Shape::one("pictures", [3_000, 50_000], |n| {
            page(&"![](dot.gif) ".repeat(n))
        }),
        Shape::one("footnotes", [1_000, 25_000], |n| {
            page(
                &(each(n, |i| format!("x[^{i}] "))
                    + "\n\n"
                    + &each(n, |i| format!("[^{i}]: Note.\n\n"))),
            )
        }),
        Shape::one("headings of one name", [1_000, 25_000], |n| {
            page(&each(n, |i| format!("{} Same\n\n", "#".repeat(2 + i % 5))))
        }),
        Shape::one("rows", [2_000, 50_000], |n| {
            page(&("|a|b|\n|-|-|\n".to_owned() + &"|1|[[ana]]|\n".repeat(n)))
        }),
        Shape::one("code", [1_000, 20_000], |n| {
            page(&"```rust\nfn a() {}\n```\n\n".repeat(n))
        }),
        Shape::many("tags", [300, 5_000], problem, |i| {
            format!(
                "---\ntitle: Problem {i}\npersonas: [ana]\ntags: [tag-{i}, tag-{}]\n---\n",
                i / 2
            )
        }),
        Shape::many("entries of a list", [500, 100_000], problem, |i| {
            format!("---\ntitle: Problem {i}\npersonas: [ana]\n---\nText.\n")
        }),
        Shape::many("a chain of parents", [300, 5_000], problem, |i| match i {
            0 => "---\ntitle: Problem\npersonas: [ana]\n---\n".to_owned(),
            _ => format!(
                "---\ntitle: Problem {i}\npersonas: [ana]\nparent: problem-{}\n---\n",
                i - 1
            ),
        }),
    ]
}

#[test]
fn many_of_one_thing_make_no_large_page_and_no_quadratic_cost() {
    let mut wrong = Vec::new();
    for shape in shapes() {
        let [sample, full] = shape.sizes;
        println!("{}:", shape.name);
        let project = shape.project(cases(sample, full));
        let snapshot = project.snapshot();
        assert!(snapshot.graph.entries.len() >= 3, "{}", shape.name);
        assert_small_pages(&snapshot);
        if !support::site::full() {
            continue;
        }
        let (fast, slow) = (cost(&shape.project(full / 4)), cost(&project));
        let exponent = (slow.as_secs_f64() / fast.as_secs_f64()).log(4.0);
        println!("{}: {full} in {slow:.2?}, growth {exponent:.2}", shape.name);
        if exponent > 1.3 && slow > Duration::from_millis(500) {
            wrong.push(format!(
                "{}: {exponent:.2}, {fast:.2?} and {slow:.2?}",
                shape.name
            ));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Every line is wrong, or YAML reads it as something else, or a few bytes expand to many values. Places and spellings
/// are found by reading the block again, which would be quadratic without an index.
#[test]
fn front_matter_with_errors_in_every_line_has_no_quadratic_cost() {
    type Block = fn(usize) -> String;
    let blocks: [(&str, Block); 7] = [
        ("numbers as text", |n| {
            format!("tags: [{}]", each(n, |i| format!("{i}, ")))
        }),
        ("numbers under names", |n| {
            format!("personas:\n{}", each(n, |i| format!("- n{i}: {i}\n")))
        }),
        ("unknown fields", |n| each(n, |i| format!("u{i}: 1\n"))),
        ("wrong values", |n| format!("tags: [{}]", "[],".repeat(n))),
        ("aliases", |n| {
            format!("x: &a 1\ntags: [{}]", "*a,".repeat(n))
        }),
        ("aliases of wrong values", |n| {
            format!("x: &a []\ntags: [{}]", "*a,".repeat(n))
        }),
        ("aliases of a list", |n| {
            format!("x: &a [{}]\ntags: [{}]", "1,".repeat(n), "*a,".repeat(n))
        }),
    ];
    let mut wrong = Vec::new();
    for (name, block) in blocks {
        let project = |n| {
            let project = Project::new(">>> casebook.yaml\ncontent: docs\n");
            let text = format!("---\ntitle: Wrong\npersonas: [ana]\n{}\n---\n", block(n));
            assert!(text.len() < 64 << 10, "{name}");
            project.write("docs/problems/wrong.md", text);
            project
        };
        let (fast, slow) = (cost(&project(1_000)), cost(&project(4_000)));
        let exponent = (slow.as_secs_f64() / fast.as_secs_f64()).log(4.0);
        println!("{name}: {slow:.2?}, growth {exponent:.2}");
        if exponent > 1.3 && slow > Duration::from_secs(2) {
            wrong.push(format!("{name}: {exponent:.2}, {fast:.2?} and {slow:.2?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The CPU time for all pages and findings.
fn cost(project: &Project) -> Duration {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .build()
        .unwrap();
    let now = || {
        let used = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
        Duration::new(used.tv_sec.cast_unsigned(), used.tv_nsec as u32)
    };
    let once = || {
        let start = now();
        let snapshot = project.snapshot();
        let output = human::write(&snapshot.findings, false);
        let pages = snapshot.pages().iter();
        let templates = pages.filter(|page| matches!(page.content, Content::Template { .. }));
        let rendered: usize = templates
            .map(|page| snapshot.render(page).unwrap().len())
            .sum();
        assert!(rendered > output.len() / 100);
        now() - start
    };
    pool.install(|| once().min(once()))
}

/// Deep nesting is refused or shown, in limited time. `markdown_cases.rs` tests Markdown alone.
#[test]
fn deep_nesting_ends() {
    let n = cases(3_000, 20_000);
    let times =
        |n: usize, open: &str, close: &str| format!("{}x{}\n", open.repeat(n), close.repeat(n));
    let around = |open: &str, close: &str| times(n, open, close);
    let front = |value: String| format!("---\ntitle: Deep\n{value}\n---\n");
    // As much as front matter may hold.
    let flow = |open: &str, close: &str| front(format!("x: {}", times(n.min(12_000), open, close)));
    let texts = [
        ("quotes", around("> ", "")),
        ("lists", around("- ", "")),
        ("numbers", around("1. ", "")),
        ("lists and quotes", around("- > ", "")),
        (
            "indented lists",
            each(n.min(700), |i| format!("{}- x\n", "  ".repeat(i))),
        ),
        ("emphasis", around("*a **b ", " b** a*")),
        ("brackets", around("[", "]")),
        ("links", around("[", "](index.md)")),
        ("pictures", around("![", "](dot.gif)")),
        ("names", around("[[", "]]")),
        ("elements", around("<div>", "</div>")),
        ("elements of a line", around("x <b>", "</b>")),
        (
            "notes",
            each(n, |i| format!("[^{i}]: [^{}]\n\n", i + 1)) + "[^0]\n",
        ),
        (
            "definitions",
            each(n.min(400), |i| format!("{0}a\n{0}: b\n\n", "  ".repeat(i))),
        ),
        (
            "headings",
            each(n, |i| format!("{} {i}\n\n", "#".repeat(1 + i % 6))),
        ),
        ("flow lists", flow("[", "]")),
        ("flow maps", flow("{a: ", "}")),
        (
            "block maps",
            front(each(300, |i| format!("{}a:\n", " ".repeat(i)))),
        ),
        ("block lists", front(format!("x:\n  {}x", "- ".repeat(n)))),
        (
            "anchors",
            front(each(n.min(2_000), |i| {
                format!("k{i}: &a{i} [*a{}]\n", i.saturating_sub(1))
            })),
        ),
        ("a query", front(format!("title: {}", around("(", ")")))),
    ];
    let project =
        Project::new(">>> casebook.yaml\ntitle: Deep\ncontent: docs\n>>> docs/index.md\n# Home\n");
    for (name, text) in &texts {
        project.write(&format!("docs/{}.md", name.replace(' ', "-")), text);
    }
    let deep = ["d"; 60].join("/");
    project.write(&format!("docs/{deep}/page.md"), "# Deep\n");
    let snapshot = project.snapshot();
    assert_small_pages(&snapshot);
    for (name, _) in &texts[..15] {
        let path = format!("docs/{}.md", name.replace(' ', "-"));
        let mut entries = snapshot.graph.entries.iter();
        assert!(
            entries.any(|e| *e.document.path == *path),
            "{name} is not shown"
        );
    }
    // Deep front matter is refused with a place.
    for (name, _) in &texts[15..19] {
        let path = format!("docs/{}.md", name.replace(' ', "-"));
        let mut found = snapshot.findings.iter();
        assert!(
            found.any(|f| *f.path == *path && f.line > 1),
            "{name} is not told"
        );
    }
    // The same in settings.
    for file in ["casebook.yaml", "theme.yaml"] {
        let project = Project::new(">>> index.md\n# Home\n");
        project.write(file, format!("title: {}", around("[", "]")));
        assert!(!project.findings().is_empty(), "{file}");
    }
}
