//! A query on a small project.
#![no_main]

#[allow(dead_code)] // each target uses its own part
#[path = "../../tests/support/properties.rs"]
mod properties;

use std::fs;

use casebook::engine::{Engine, Request, Snapshot};
use casebook::graph::publish::Audience;
use casebook::property::PropertyContext;

thread_local! {
    static SITE: Snapshot = site();
}

fn site() -> Snapshot {
    let folder = tempfile::tempdir().expect("a folder");
    let content = folder.path().join("content");
    fs::create_dir(&content).expect("made");
    for (name, text) in [
        ("ana.md", "---\nkind: persona\nname: Ana\n---\n"),
        ("wait.md", "---\nkind: problem\ntitle: Wait\npersonas: [ana]\nstatus: validated\ntags: [a]\n---\n"),
        ("talk.md", "---\nkind: validation\ntitle: Talk\nmethod: interview\ndate: 2026-06-01\nparticipants: 8\nproblems: [wait]\nverdict: supported\n---\n"),
    ] {
        fs::write(content.join(name), text).expect("written");
    }
    let request = Request {
        audience: Audience::EVERYTHING,
        as_of: "2026-07-01".parse().expect("a day"),
        base_url: None,
        output: None,
        with_search: false,
        with_pages: false,
    };
    Engine::new(folder.path()).snapshot(&request).expect("it is read")
}

libfuzzer_sys::fuzz_target!(|text: &str| SITE.with(|site| {
    let context = QueryContext {
        graph: &site.graph,
        evidence: &site.evidence,
        config: &site.config,
    };
    properties::query(text, context);
}));
