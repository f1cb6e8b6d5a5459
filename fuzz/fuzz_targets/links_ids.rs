//! A page of a small project: its text as an id, and the targets of its links.
#![no_main]

#[allow(dead_code)] // each target uses its own part
#[path = "../../tests/support/properties.rs"]
mod properties;

use std::cell::RefCell;
use std::fs;

use casebook::engine::{Engine, Request};
use casebook::graph::publish::Audience;
use tempfile::TempDir;

thread_local! {
    static SITE: RefCell<(TempDir, Engine)> = RefCell::new(site());
}

fn site() -> (TempDir, Engine) {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, text).expect("written");
    };
    write("content/personas/ana.md", "---\nname: Ana\naliases: [äna]\n---\n# One\n\n## Two\n");
    write("content/problems/other.md", "---\ntitle: Other\npersonas: [ana]\n---\n# Two\n");
    let engine = Engine::new(folder.path());
    (folder, engine)
}

libfuzzer_sys::fuzz_target!(|text: &str| {
    properties::id(text);
    SITE.with_borrow_mut(|(folder, engine)| {
        fs::write(folder.path().join("content/problems/any.md"), text).expect("written");
        let request = Request {
            audience: Audience::EVERYTHING,
            as_of: "2026-07-01".parse().expect("a day"),
            base_url: None,
            output: None,
            with_search: false,
            with_pages: false,
        };
        properties::links(&engine.snapshot(&request).expect("it is read"));
    });
});
