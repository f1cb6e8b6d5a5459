//! Hostile and odd front matter: each case is refused at its place, or read. The cases and their expectations are rows
//! of `tests/cases/front_matter.jsonl`; if `../shared/cases` exists, its row of the same id is tested for the same.
//!
//! A row: `input` (hex if the id ends in `-hex`); `expect`, the one error as `code line:column`, or `ok`; `hidden` if
//! nothing may be published; `title` as it is read; `says`, a part of a finding (of the file `says_in`); `never`, what
//! no page may have, and `markup` if it does harm only as markup; `cheap` if the time is limited.

use std::sync::Arc;

use casebook::content::document::{self, ReadOptions};
use casebook::content::source::Source;
use casebook::diagnostic::{Finding, Severity};
use casebook::engine::{Engine, Request, Snapshot};
use casebook::graph::publish::Audience;
use casebook::model::Schema;
use casebook::page::{Content, Page};
use serde_json::Value;

use crate::support::{Project, own_rows, shared_rows, thread_time};

const PROBLEM: &str = "problems/x.md";

/// A text to read and what is expected of it.
struct Case {
    id: String,
    text: Vec<u8>,
    expected: Arc<Value>,
    is_own: bool,
}

impl Case {
    fn project(&self, path: &str) -> Project {
        let project = Project::new("");
        project.write(path, &self.text);
        project
    }

    fn snapshot(&self) -> Snapshot {
        self.project(PROBLEM).snapshot()
    }

    fn expects(&self, key: &str) -> Option<&str> {
        self.expected[key].as_str()
    }

    fn is(&self, key: &str) -> bool {
        self.expected[key] == true
    }
}

fn cases() -> Vec<Case> {
    let own: Vec<Arc<Value>> = own_rows("front_matter.jsonl")
        .into_iter()
        .map(Arc::new)
        .collect();
    let case = |row: &Value, expected: &Arc<Value>, is_own| {
        let id = row["id"].as_str().unwrap().to_owned();
        Case {
            text: input(&id, row["input"].as_str().unwrap_or_default()),
            id,
            expected: expected.clone(),
            is_own,
        }
    };
    let mut cases: Vec<Case> = own.iter().map(|row| case(row, row, true)).collect();
    for row in shared_rows("frontmatter.jsonl") {
        let same = own.iter().find(|own| own["id"] == row["id"]);
        let same = same.unwrap_or_else(|| {
            panic!(
                "tests/cases/front_matter.jsonl has no {}: write one",
                row["id"]
            )
        });
        cases.push(case(&row, same, false));
    }
    cases
}

fn input(id: &str, text: &str) -> Vec<u8> {
    match id {
        "fm-flow-deep" => format!("---\ntitle: t\nx: {}\n---\nx", "[".repeat(40_000)).into(),
        "fm-block-deep" => {
            // Within the size limits of a page and its front matter, so that the depth limit is reached.
            let nested: String = (0..300).map(|i| format!("{}a:\n", " ".repeat(i))).collect();
            format!("---\ntitle: t\n{nested}---\nx").into()
        }
        // Within the size limit of a page, so that the one of front matter is reached.
        "fm-long-line" => format!("---\ntitle: {}\n---\nx", "t".repeat((1 << 20) - 20)).into(),
        id if id.ends_with("-hex") => (0..text.len() / 2)
            .map(|i| u8::from_str_radix(&text[2 * i..2 * i + 2], 16).unwrap())
            .collect(),
        _ => text.into(),
    }
}

#[test]
fn every_case_is_refused_at_its_place_or_read() {
    let mut wrong = Vec::new();
    for case in cases() {
        let id = &case.id;
        let snapshot = case.snapshot();
        let errors: Vec<String> = snapshot
            .findings
            .iter()
            .filter(|f| f.severity == Severity::Error)
            .map(|f| format!("{} {}:{}", f.code, f.line, f.column))
            .collect();
        let is_right = match case.expects("expect").unwrap() {
            "ok" => errors.is_empty(),
            expected => errors == [expected],
        };
        if !is_right {
            let expected = &case.expected["expect"];
            wrong.push(format!("{id}: expected {expected}, found {errors:?}"));
        }
        if case.is("hidden") && !snapshot.graph.entries.is_empty() {
            wrong.push(format!("{id}: published"));
        }
        if let (Some(title), true) = (case.expects("title"), case.is_own) {
            assert_eq!(&*snapshot.graph.entries[0].document.title, title, "{id}");
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn findings_have_helpful_messages() {
    for case in cases() {
        let Some(says) = case.expects("says") else {
            continue;
        };
        let project = case.project(case.expects("says_in").unwrap_or(PROBLEM));
        let request = Request {
            audience: Audience::EVERYTHING,
            ..Project::request()
        };
        let snapshot = Engine::new(project.root()).snapshot(&request).unwrap();
        let line = |f: &Finding| {
            let help = f.help.as_deref().unwrap_or_default();
            format!("{}:{} {} {} {help}", f.line, f.column, f.code, f.message)
        };
        let reported: Vec<String> = snapshot.findings.iter().map(line).collect();
        let is_said = reported.iter().any(|line| line.contains(says));
        assert!(is_said, "{}: {reported:?}", case.id);
    }
}

fn text(snapshot: &Snapshot, page: &Page) -> String {
    match &page.content {
        Content::Bytes(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        Content::Streamed(made) => String::from_utf8_lossy(&made.to_bytes()).into_owned(),
        _ => snapshot.render(page).unwrap(),
    }
}

/// Hostile values are escaped on every page and in every data file.
#[test]
fn no_page_has_harmful_markup() {
    for case in cases() {
        let Some(never) = case.expected["never"].as_array() else {
            continue;
        };
        let snapshot = case.snapshot();
        for page in snapshot.pages() {
            let ends = |ends: &[&str]| ends.iter().any(|end| page.url.as_str().ends_with(end));
            // CSV and plain text have no attributes or elements to break out of.
            if ends(&[".css", ".js"]) || case.is("markup") && ends(&[".csv", ".txt"]) {
                continue;
            }
            // In JSON quotes are escaped, so it cannot contain an HTML attribute.
            let text = text(&snapshot, page).replace("\\\"", "_");
            for word in never.iter().map(|word| word.as_str().unwrap()) {
                assert!(!text.contains(word), "{}: {word} in {}", case.id, page.url);
            }
        }
    }
}

#[test]
fn template_syntax_in_a_value_is_text() {
    for case in cases().iter().filter(|case| case.id == "fm-tera-in-value") {
        let literal = case.snapshot();
        let mut pages = literal.pages().iter();
        let page = pages.find(|p| p.url.as_str() == "problems/x.html").unwrap();
        assert!(literal.render(page).unwrap().contains("{{ get_env(name="));
    }
}

#[test]
fn no_id_leads_out_of_the_site() {
    for case in cases().iter().filter(|case| case.id.starts_with("fm-slug")) {
        let snapshot = case.snapshot();
        let urls: Vec<&str> = snapshot.pages().iter().map(|p| p.url.as_str()).collect();
        assert!(urls.contains(&"problems/x.html"), "{}: {urls:?}", case.id);
        let leaves = |url: &&str| url.contains("..") || url.starts_with('/');
        assert!(!urls.iter().any(leaves), "{urls:?}");
    }
}

/// The limit is ten times the promised 100 ms.
#[test]
fn deep_values_are_refused_in_time() {
    let schema = Schema::built_in();
    for case in cases().iter().filter(|case| case.is("cheap")) {
        let source = Source::in_memory("x.md", std::str::from_utf8(&case.text).unwrap());
        let options = ReadOptions {
            max_front_matter: 1 << 16,
            max_page: 1 << 20,
            ..Default::default()
        };
        let start = thread_time();
        assert!(document::read(&source, &schema, &options).is_broken);
        let used = thread_time() - start;
        assert!(used.as_secs_f64() < 1.0, "{}: {used:?}", case.id);
    }
}
