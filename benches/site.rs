//! Times the steps on a generated site. `cargo bench` runs all; `cargo bench -- render` one.

mod corpus;

use std::fs;

use casebook::engine::{Engine, Request};
use casebook::graph::publish::Audience;
use corpus::{corpus, sizes};
use rayon::prelude::*;

fn main() {
    corpus::main();
}

/// Reading everything, linking, scoring and checking, without a page.
#[divan::bench(args = sizes())]
fn check(bencher: divan::Bencher, documents: usize) {
    let site = corpus(documents);
    let request = Request {
        with_pages: false,
        ..request()
    };
    bencher.bench_local(|| {
        Engine::new(&site)
            .snapshot(&request)
            .unwrap()
            .findings
            .len()
    });
}

/// The same, with the list of pages.
#[divan::bench(args = sizes())]
fn snapshot(bencher: divan::Bencher, documents: usize) {
    let site = corpus(documents);
    bencher.bench_local(|| {
        Engine::new(&site)
            .snapshot(&request())
            .unwrap()
            .pages()
            .len()
    });
}

/// A snapshot after one file has changed, with the cache of the last one.
#[divan::bench(args = sizes())]
fn again(bencher: divan::Bencher, documents: usize) {
    let site = corpus(documents);
    let mut engine = Engine::new(&site);
    engine.snapshot(&request()).unwrap();
    let path = site.join("content/problems/problem-1.md");
    let text = fs::read_to_string(&path).unwrap();
    let mut n = 0;
    bencher.bench_local(|| {
        n += 1;
        fs::write(&path, format!("{text}\nEdit {n}.\n")).unwrap();
        engine.snapshot(&request()).unwrap().pages().len()
    });
    fs::write(&path, text).unwrap();
}

/// Rendering every page.
#[divan::bench(args = sizes())]
fn render(bencher: divan::Bencher, documents: usize) {
    let site = corpus(documents);
    let snapshot = Engine::new(&site).snapshot(&request()).unwrap();
    bencher.bench_local(|| {
        let pages = snapshot.pages().par_iter();
        pages
            .map(|page| snapshot.render(page).unwrap().len())
            .sum::<usize>()
    });
}

fn request() -> Request {
    Request {
        audience: Audience::default(),
        as_of: "2026-01-01".parse().unwrap(),
        base_url: None,
        output: None,
        with_search: false,
        with_pages: true,
    }
}
