//! Times the program, run from the command line, and Hugo beside it where `hugo` is installed. `cargo bench --bench program`
//! runs all; `… -- build` one.

mod corpus;
mod hugo;

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

use corpus::{corpus, sizes};
use rayon::prelude::*;
use walkdir::WalkDir;

fn main() {
    corpus::main();
}

/// A clean build without the search index.
#[divan::bench(args = sizes(), sample_count = 9, sample_size = 1)]
fn build(bencher: divan::Bencher, documents: usize) {
    let site = corpus(documents);
    bencher
        .with_inputs(output)
        .bench_local_values(|output| run(&site, &output, &["--no-search"]));
}

/// A build into the folder of the last one, with nothing changed.
#[divan::bench(args = sizes(), sample_count = 9, sample_size = 1)]
fn build_unchanged(bencher: divan::Bencher, documents: usize) {
    let site = corpus(documents);
    let output = output();
    run(&site, &output, &["--no-search"]);
    bencher.bench_local(|| run(&site, &output, &["--no-search"]));
}

/// A clean build with the search index.
#[divan::bench(args = sizes(), sample_count = 5, sample_size = 1)]
fn build_with_search(bencher: divan::Bencher, documents: usize) {
    let site = corpus(documents);
    bencher
        .with_inputs(output)
        .bench_local_values(|output| run(&site, &output, &[]));
}

/// A build with the search index into the folder of the last one, after an edit of one text.
#[divan::bench(args = sizes(), sample_count = 5, sample_size = 1)]
fn rebuild_with_search(bencher: divan::Bencher, documents: usize) {
    let site = corpus(documents);
    let output = output();
    run(&site, &output, &[]);
    let mut edits = Edits::of(&site);
    bencher
        .with_inputs(|| edits.make())
        .bench_local_values(|_| run(&site, &output, &[]));
}

/// A clean build by Hugo of the same documents, with links in both directions and a list of each kind. Templates are few
/// and short, and nothing is checked, scored or indexed.
#[divan::bench(args = hugo::sizes(), sample_count = 5, sample_size = 1)]
fn hugo_build(bencher: divan::Bencher, documents: usize) {
    let site = corpus(documents);
    hugo::write_templates(&site);
    bencher
        .with_inputs(output)
        .bench_local_values(|output| hugo::run(&site, &output));
}

/// Writing the files of a build once more, from memory: what `build` takes beyond this is casebook's own work.
#[divan::bench(args = sizes(), sample_count = 9, sample_size = 1)]
fn plain_write(bencher: divan::Bencher, documents: usize) {
    let site = corpus(documents);
    let built = output();
    run(&site, &built, &["--no-search"]);
    let (mut folders, mut files) = (Vec::new(), Vec::new());
    for entry in WalkDir::new(&built).into_iter().map(Result::unwrap) {
        let path = entry.path().strip_prefix(&built).unwrap().to_owned();
        match entry.file_type().is_dir() {
            true => folders.push(path),
            false => files.push((path, fs::read(entry.path()).unwrap())),
        }
    }
    bencher.with_inputs(output).bench_local_values(|output| {
        for folder in &folders {
            fs::create_dir_all(output.join(folder)).unwrap();
        }
        let files = files.par_iter();
        files.for_each(|(path, bytes)| fs::write(output.join(path), bytes).unwrap());
    });
}

/// From starting the preview to its first page.
#[divan::bench(args = sizes(), sample_count = 5, sample_size = 1)]
fn first_page(bencher: divan::Bencher, documents: usize) {
    let site = corpus(documents);
    bencher.bench_local(|| {
        let server = Preview::start(&site);
        assert!(server.get(Edits::PAGE).contains("Problem 1"));
        server
    });
}

/// From saving a text to the page that shows it, in the preview.
#[divan::bench(args = sizes(), sample_count = 20, sample_size = 1)]
fn edit(bencher: divan::Bencher, documents: usize) {
    let site = corpus(documents);
    let server = Preview::start(&site);
    let mut edits = Edits::of(&site);
    bencher.bench_local(|| server.wait_for(&edits.make()));
}

/// The first search in the preview: the whole index is made.
#[divan::bench(args = sizes(), sample_count = 3, sample_size = 1)]
fn first_search(bencher: divan::Bencher, documents: usize) {
    let site = corpus(documents);
    let start = || {
        let server = Preview::start(&site);
        server.get(Edits::PAGE);
        server
    };
    bencher.with_inputs(start).bench_local_values(|server| {
        server.get(PARTS);
        server
    });
}

/// The first search after an edit of one text, from when its page shows it.
#[divan::bench(args = sizes(), sample_count = 5, sample_size = 1)]
fn search_after_edit(bencher: divan::Bencher, documents: usize) {
    let site = corpus(documents);
    let server = Preview::start(&site);
    server.get(PARTS);
    let mut edits = Edits::of(&site);
    bencher
        .with_inputs(|| server.wait_for(&edits.make()))
        .bench_local_values(|()| server.get(PARTS));
}

const PARTS: &str = "/pagefind/parts.json";

/// Edits of one text, which is as before at the end.
struct Edits {
    path: PathBuf,
    text: String,
    count: usize,
}

impl Edits {
    const PAGE: &str = "/problems/problem-1.html";

    fn of(site: &Path) -> Self {
        let path = site.join("content/problems/problem-1.md");
        let text = fs::read_to_string(&path).unwrap();
        let count = 0;
        Edits { path, text, count }
    }

    /// Saves the text with a new sentence, and returns that.
    fn make(&mut self) -> String {
        self.count += 1;
        let added = format!("Edited {} times.", self.count);
        fs::write(&self.path, format!("{}\n{added}\n", self.text)).unwrap();
        added
    }
}

impl Drop for Edits {
    fn drop(&mut self) {
        fs::write(&self.path, &self.text).unwrap();
    }
}

fn run(site: &Path, output: &Path, args: &[&str]) {
    let mut command = casebook(site);
    command.args(["build", "--quiet", "--keep-going", "--output"]);
    // Exit code 1 means findings, 2 that the site could not be written.
    let ended = command.arg(output).args(args).output().unwrap();
    assert!(ended.status.code().is_some_and(|c| c < 2), "{ended:?}");
}

fn casebook(site: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_casebook"));
    command.current_dir(site);
    command
}

/// A new path for a build's output.
fn output() -> PathBuf {
    static BUILDS: AtomicUsize = AtomicUsize::new(0);
    let n = BUILDS.fetch_add(1, Ordering::Relaxed);
    corpus::room().join(format!("public-{n}"))
}

/// A running `casebook serve`, killed on drop.
struct Preview {
    child: Child,
    address: String,
}

impl Preview {
    fn start(site: &Path) -> Self {
        let mut command = casebook(site);
        command.args(["serve", "--port", "0"]);
        let mut child = command
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let address = lines.find_map(|line| {
            let line = line.unwrap();
            Some(line.strip_prefix("http://")?.split('/').next()?.to_owned())
        });
        // The pipe must be drained, or the server would block on it.
        std::thread::spawn(move || lines.for_each(drop));
        Preview {
            child,
            address: address.unwrap(),
        }
    }

    fn get(&self, target: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let host = &self.address;
        let request = format!("GET {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    fn wait_for(&self, edit: &str) {
        while !self.get(Edits::PAGE).contains(edit) {}
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
