//! Projects for tests, written as one string, and helpers for expected output.
#![allow(dead_code)] // each test file uses its own part

pub mod edits;
pub mod evidence_site;
pub mod rust_tokens;
pub mod server;
pub mod site;
pub mod switching;
pub mod traces;

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use casebook::engine::{Engine, Request, Snapshot};
use casebook::graph::publish::Audience;
use serde_json::Value;
use tempfile::TempDir;

/// The date of scores in tests, unless they give another.
pub const TODAY: &str = "2026-07-01";

/// A project in a folder of its own.
pub struct Project {
    pub dir: TempDir,
}

impl Project {
    /// A project from one string, with each file after a line `>>> PATH`.
    pub fn new(text: &str) -> Self {
        let project = Project {
            dir: tempfile::tempdir().unwrap(),
        };
        for file in text.split(">>> ").skip(1) {
            let (path, content) = file.split_once('\n').unwrap_or((file, ""));
            project.write(path.trim(), content);
        }
        project
    }

    /// A project of these files, each with its path.
    pub fn of(files: &[(String, String)]) -> Self {
        let project = Project::new("");
        for (path, content) in files {
            project.write(path, content);
        }
        project
    }

    pub fn root(&self) -> &Path {
        self.dir.path()
    }

    pub fn write(&self, path: &str, content: impl AsRef<[u8]>) -> &Self {
        let path = self.root().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
        self
    }

    pub fn request() -> Request {
        Request {
            audience: Audience::default(),
            as_of: TODAY.parse().unwrap(),
            base_url: None,
            output: None,
            with_search: false,
            with_pages: true,
        }
    }

    /// The project as it would be published.
    pub fn snapshot(&self) -> Snapshot {
        Engine::new(self.root()).snapshot(&Self::request()).unwrap()
    }

    /// `path:line:column code message` of every finding, as `check` sees them.
    pub fn findings(&self) -> Vec<String> {
        let request = Request {
            audience: Audience::EVERYTHING,
            ..Self::request()
        };
        let snapshot = Engine::new(self.root()).snapshot(&request).unwrap();
        let line = |f: &casebook::diagnostic::Finding| {
            format!(
                "{}:{}:{} {} {}",
                f.path, f.line, f.column, f.code, f.message
            )
        };
        snapshot.findings.iter().map(line).collect()
    }
}

/// Runs git in a folder, as of a time such as `2026-06-01T12:00:00Z`, and returns what it prints.
#[track_caller]
pub fn git(root: &Path, time: &str, args: &[&str]) -> String {
    let mut git = Command::new("git");
    git.args(["-c", "user.name=a", "-c", "user.email=a@example.org"]);
    git.args(args).current_dir(root);
    for name in ["GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"] {
        git.env(name, time);
    }
    let output = git.env("GIT_CONFIG_GLOBAL", "/dev/null").output().unwrap();
    assert!(output.status.success(), "{args:?}: {output:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// A path of the reference material beside some copies of the repository; `None` if it does not exist.
pub fn shared(path: &str) -> Option<PathBuf> {
    let folder = repository().join("../shared").join(path);
    if !folder.exists() {
        left_out(&format!("../shared/{path} is not beside the repository"));
        return None;
    }
    Some(folder)
}

/// Notes what a test left out and why; `tests/run` prints the notes at its end.
pub fn left_out(what: &str) {
    println!("left out: {what}");
    if let Some(list) = std::env::var_os("CASEBOOK_LEFT_OUT") {
        let list = fs::OpenOptions::new().append(true).create(true).open(list);
        // A single `write` for the line, because other tests may write at the same time.
        let line = format!("{what}\n");
        list.unwrap().write_all(line.as_bytes()).unwrap();
    }
}

/// The cases of `tests/cases/FILE`, a JSON object a line.
pub fn own_rows(file: &str) -> Vec<Value> {
    rows(&repository().join("tests/cases").join(file))
}

/// The cases of `../shared/cases/FILE`, if it exists.
pub fn shared_rows(file: &str) -> Vec<Value> {
    let path = shared(&format!("cases/{file}"));
    path.map_or_else(Vec::new, |path| rows(&path))
}

fn rows(path: &Path) -> Vec<Value> {
    let text = fs::read_to_string(path).unwrap();
    let row = |line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}"));
    text.lines().map(row).collect()
}

pub fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// `UPDATE=1`: files of expected output are rewritten instead of compared.
pub fn update() -> bool {
    std::env::var_os("UPDATE").is_some_and(|value| value == "1")
}

/// How to accept new output, for messages.
pub const HOW_TO_UPDATE: &str =
    "if the new output is right, run the test again with UPDATE=1 and commit what changed";

/// Asserts that a file of the repository has this text; with `UPDATE=1` it is written instead.
#[track_caller]
pub fn assert_file(path: &str, text: &str) {
    let file = repository().join(path);
    if update() {
        fs::write(&file, text).unwrap();
    }
    let expected = fs::read_to_string(&file).unwrap_or_default();
    assert_eq!(text, expected, "{path}: {HOW_TO_UPDATE}");
}

/// The CPU time of this thread.
#[cfg(unix)]
pub fn thread_time() -> Duration {
    let used = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(used.tv_sec.cast_unsigned(), used.tv_nsec as u32)
}

/// The clock, on systems without CPU time of threads.
#[cfg(not(unix))]
pub fn thread_time() -> Duration {
    let now = std::time::SystemTime::now();
    now.duration_since(std::time::UNIX_EPOCH).unwrap()
}
