//! Properties of any text, tested with random texts of pieces that have a meaning there and of other characters.

#[path = "../support/properties.rs"]
mod holds;
use crate::support::Project;
use crate::support::site::cases;
use casebook::engine::Engine;
use casebook::evidence::ScoredGraph;
use proptest::prelude::*;

/// Random texts of these pieces and of other characters.
fn texts(pieces: &'static [&'static str]) -> impl Strategy<Value = String> {
    let piece = prop::sample::select(pieces).prop_map(str::to_owned);
    let other = any::<char>().prop_map(String::from);
    let words = "[a-z0-9 -]{1,6}";
    let text = prop_oneof![6 => piece, 1 => other, 2 => words];
    prop::collection::vec(text, 0..40).prop_map(|all| all.concat())
}

fn often() -> ProptestConfig {
    let cases = u32::try_from(cases(256, 20_000)).expect("it is small");
    ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(cases)
    }
}

const YAML: &[&str] = &[
    "---\n",
    "---",
    "\n",
    "\r\n",
    "title: ",
    "personas: ",
    "tags: ",
    "date: ",
    "draft: ",
    "kinds: ",
    "fields: ",
    "[",
    "]",
    "{",
    "}",
    ", ",
    "- ",
    ": ",
    "? ",
    "\"",
    "'",
    "&a ",
    "*a",
    "<<: ",
    "!!str ",
    "|\n  ",
    ">-\n  ",
    "  ",
    "\t",
    "#",
    "true",
    "2026-07-01",
    "0x1F",
    "~",
    "\u{feff}",
    "\u{85}",
    "\u{2028}",
    "\u{0}",
    "%YAML 1.2\n",
    "...\n",
    "visibility: internal\n",
];

const MARKDOWN: &[&str] = &[
    "[[ana]]",
    "[[",
    "]]",
    "|",
    "[x](",
    ")",
    "other.md",
    "../",
    "#",
    "#one",
    "# One\n",
    "[x][y]",
    "[y]: other.md\n",
    "\n",
    " ",
    "<other.md>",
    "%20",
    "%2e",
    "other.md#two",
    "./",
    "/",
    "\\",
    "![",
    "ANA",
    "Äna",
    "https://a.b/",
    "`",
    "*",
    "> ",
    "- ",
];

const QUESTIONS: &[&str] = &[
    "kind",
    "support",
    "personas",
    "status",
    "=",
    "!=",
    "<",
    ">=",
    "~",
    " and ",
    " or ",
    "not ",
    "(",
    ")",
    "\"",
    "'",
    "3",
    "-1",
    "0.5",
    "2026-07-01",
    "problem",
    "persona",
    "ana",
    ".",
    ",",
    " in ",
    "has ",
    "\n",
    "é",
    "title",
    "tags",
];

const PATHS: &[&str] = &[
    "/",
    "//",
    ".",
    "..",
    "%2e",
    "%2E",
    "%2f",
    "%5c",
    "\\",
    "%00",
    "%",
    "%25",
    "a",
    "a.html",
    "index.html",
    "?",
    "#",
    "%ff",
    "%c3%a9",
    "%c0%af",
    ":",
    "C:",
    "~",
    "*",
    " ",
];

proptest! {
    #![proptest_config(often())]

    #[test]
    fn front_matter_is_read_or_refused_with_a_place(text in texts(YAML)) {
        holds::front_matter(&text);
        holds::front_matter(&format!("---\ntitle: T\n{text}\n---\nBody\n"));
    }

    #[test]
    fn settings_are_read_or_refused_with_a_place(text in texts(YAML)) {
        holds::config(&text);
    }

    #[test]
    fn an_id_is_its_own_form(text in any::<String>()) {
        holds::id(&text);
    }

    #[test]
    fn a_request_never_climbs(text in texts(PATHS)) {
        holds::http_target(&text);
        holds::http_target(&format!("/{text}"));
    }
}

/// A project with a page for each text.
const SITE: &str = ">>> casebook.yaml
title: Ours
content: docs
>>> docs/personas/ana.md
---
name: Ana
aliases: [äna]
---
# One

## Two
>>> docs/problems/other.md
---
title: Other
personas: [ana]
status: validated
tags: [a, b]
---
# Two

See [[ana]].
>>> docs/index.md
# Home
";

#[test]
fn every_link_has_a_target() {
    let project = Project::new(SITE);
    let engine = std::cell::RefCell::new(Engine::new(project.root()));
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig {
        cases: often().cases / 16,
        ..often()
    });
    let ran = runner.run(&prop::collection::vec(texts(MARKDOWN), 16), |all| {
        for (i, text) in all.iter().enumerate() {
            project.write(
                &format!("docs/problems/any-{i}.md"),
                format!("# One\n\n{text}\n"),
            );
        }
        let snapshot = engine
            .borrow_mut()
            .snapshot(&Project::request())
            .expect("it is read");
        holds::links(&snapshot);
        Ok(())
    });
    ran.expect("every link leads somewhere");
}

#[test]
fn a_query_is_answered_or_its_error_has_a_place() {
    let project = Project::new(SITE);
    let snapshot = project.snapshot();
    let context = ScoredGraph {
        graph: &snapshot.graph,
        evidence: &snapshot.evidence,
        config: &snapshot.config,
        as_of: snapshot.as_of,
    };
    let mut runner = proptest::test_runner::TestRunner::new(often());
    let ran = runner.run(&texts(QUESTIONS), |text| {
        holds::query(&text, context);
        Ok(())
    });
    ran.expect("an answer or a mistake");
}
