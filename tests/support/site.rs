//! Runs the binary on generated projects of any size, and compares folders byte for byte.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use super::{Project, TODAY};

pub const MANIFEST: &str = ".casebook-manifest.json";

/// `CASEBOOK_TESTS=full`: every case instead of a sample.
pub fn full() -> bool {
    std::env::var("CASEBOOK_TESTS").is_ok_and(|v| v == "full")
}

/// The number of cases to test.
pub fn cases(sample: usize, all: usize) -> usize {
    if full() { all } else { sample }
}

/// The output and exit code of a run.
#[derive(Debug)]
pub struct Run {
    /// `None` if a signal ended it.
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl From<Output> for Run {
    fn from(output: Output) -> Self {
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        Run {
            code: output.status.code(),
            out: text(output.stdout),
            err: text(output.stderr),
        }
    }
}

impl Run {
    #[track_caller]
    pub fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{}", self.err);
        let crashed = ["panicked", "overflowed its stack"];
        let crashed = crashed.iter().any(|words| self.err.contains(words));
        assert!(!crashed, "{}", self.err);
        self
    }

    #[track_caller]
    pub fn says(self, words: &str) -> Self {
        assert!(
            self.err.contains(words),
            "not said: {words}\n----\n{}",
            self.err
        );
        self
    }
}

/// `casebook ARGS` in that folder, as of [`TODAY`].
pub fn casebook(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_casebook"));
    command
        .args(args)
        .current_dir(folder)
        .env_remove("SOURCE_DATE_EPOCH")
        .env("NO_COLOR", "1")
        .stdin(Stdio::null());
    if !args.contains(&"--as-of") {
        command.args(["--as-of", TODAY]);
    }
    command
}

/// Runs `casebook build ARGS` in the project's folder.
pub fn build(root: &Path, args: &[&str]) -> Run {
    let mut all = vec!["build"];
    all.extend(args);
    casebook(root, &all).output().unwrap().into()
}

/// Everything in a folder: files with their bytes, links as `-> target`, empty folders with a `/`. Without the
/// manifest, which has times. A missing folder is empty.
pub type Tree = BTreeMap<String, Vec<u8>>;

pub fn tree(folder: &Path) -> Tree {
    let mut tree = Tree::new();
    if folder.symlink_metadata().is_ok() {
        collect(folder, folder, &mut tree);
    }
    tree.remove(MANIFEST);
    tree
}

fn collect(root: &Path, folder: &Path, tree: &mut Tree) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path
            .strip_prefix(root)
            .unwrap()
            .to_string_lossy()
            .into_owned();
        let kind = path.symlink_metadata().unwrap();
        if kind.is_symlink() {
            let target = fs::read_link(&path).unwrap();
            tree.insert(
                name,
                format!("-> {}", target.to_string_lossy()).into_bytes(),
            );
        } else if kind.is_dir() {
            if fs::read_dir(&path).unwrap().next().is_none() {
                tree.insert(format!("{name}/"), Vec::new());
            }
            collect(root, &path, tree);
        } else if kind.is_file() {
            tree.insert(name, fs::read(&path).unwrap());
        } else {
            tree.insert(name, b"neither file nor folder".to_vec());
        }
    }
}

/// The paths that differ.
pub fn difference(a: &Tree, b: &Tree) -> Vec<String> {
    let names = a.keys().chain(b.keys());
    let mut names: Vec<String> = names
        .filter(|name| a.get(*name) != b.get(*name))
        .cloned()
        .collect();
    names.sort();
    names.dedup();
    names
}

/// Temporary files and folders that a build must not leave beside the output.
pub fn litter(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path());
    let is_litter = |path: &PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy();
        // `.casebook` is the project's own folder.
        name.starts_with(".casebook-")
    };
    entries.filter(is_litter).collect()
}

/// A reproducible stream of numbers (SplitMix64).
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// 0 up to, but not including, `end`.
    pub fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }

    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }

    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            items.swap(i, self.below(i + 1));
        }
    }
}

/// The files of a valid project with about `entries` entries of every kind; each has the text `word`.
///
/// One in ten is a persona, three a problem, three a validation, one each a solution, a decision and another kind.
pub fn files(entries: usize, word: &str) -> Vec<(String, String)> {
    let mut files = vec![(
        "casebook.yaml".to_owned(),
        "title: Ours\ncontent: docs\n".to_owned(),
    )];
    let tenth = entries.div_ceil(10);
    for i in 0..entries {
        let (n, persona, problem) = (i / 10, i / 10 % tenth, i * 7 % (3 * tenth));
        let (folder, front) = match i % 10 {
            0 => (
                "personas",
                format!("name: Ana {n} {word}\nrole: Clerk\ngoals: [Peace, Quiet]"),
            ),
            1..=3 => {
                let id = 3 * n + i % 10 - 1;
                files.push((
                    format!("docs/problems/problem-{id}.md"),
                    format!(
                        "---\ntitle: Problem {id} {word}\nneed: know {id}\nso_that: it ends\npersonas: [persona-{persona}]\nimportance: {}\nsatisfaction: {}\ntags: [tag-{}]\n---\nBody {word} of [[persona-{persona}]].\n",
                        id % 11, id % 7, id % 9
                    ),
                ));
                continue;
            }
            4..=6 => {
                let id = 3 * n + i % 10 - 4;
                let verdict = ["supported", "mixed", "refuted", "inconclusive"][id % 4];
                files.push((
                    format!("docs/validations/study-{id}.md"),
                    format!(
                        "---\ntitle: Study {id} {word}\nmethod: {}\ndate: 2026-0{}-1{}\nparticipants: {}\ncriterion: half of them\npersonas: [persona-{persona}]\nproblems: [problem-{}]\nverdict: {verdict}\n---\n## Findings\n\nSee [the problem](../problems/problem-{}.md#none).\n",
                        ["interview", "survey", "usability-test"][id % 3], id % 6 + 1, id % 9, id % 40 + 1, problem, problem
                    )
                    .replace("#none", ""),
                ));
                continue;
            }
            7 => (
                "solutions",
                format!("title: Answer {n} {word}\nproblems: [problem-{problem}]\nstatus: idea"),
            ),
            8 => (
                "decisions",
                format!(
                    "title: Choice {n} {word}\ndate: 2026-06-2{}\noutcome: iterate\nproblems: [problem-{problem}]\nevidence: [study-{}]\nbecause: it was cheap",
                    n % 9,
                    3 * n
                ),
            ),
            _ => match n % 4 {
                0 => (
                    "metrics",
                    format!(
                        "title: Measure {n} {word}\ntype: nps\nreadings: [{{date: 2026-05-01, promoters: 50, passives: 33, detractors: 17, n: 100}}]"
                    ),
                ),
                1 => (
                    "feedback",
                    format!(
                        "title: Voice {n} {word}\nreceived: 2026-06-0{}\nproblems: [problem-{problem}]\nquote: It hurts",
                        n % 9 + 1
                    ),
                ),
                2 => (
                    "insights",
                    format!(
                        "title: Finding {n} {word}\nvalidations: [study-{}]\nproblems: [problem-{problem}]",
                        3 * n
                    ),
                ),
                _ => (
                    "journeys",
                    format!(
                        "title: Way {n} {word}\npersona: persona-{persona}\nstages: [{{name: Start, feels: -1, problems: [problem-{problem}]}}]"
                    ),
                ),
            },
        };
        let stem = folder.trim_end_matches('s');
        let text = format!(
            "---\n{front}\n---\nText {word}.\n\n```json\n{{\"a\": {i}}}\n```\n\n![](../pictures/dot.gif)\n"
        );
        files.push((format!("docs/{folder}/{stem}-{n}.md"), text));
    }
    files.push(("docs/pictures/dot.gif".to_owned(), format!("GIF89a {word}")));
    files.push((
        "docs/index.md".to_owned(),
        format!("# Home {word}\n\nHello.\n"),
    ));
    files.push((
        "docs/guide/start.md".to_owned(),
        format!("# Start {word}\n\n- [ ] one\n\n[Next](second.md)\n"),
    ));
    files.push((
        "docs/guide/second.md".to_owned(),
        format!("# Second {word}\n"),
    ));
    files.push(("static/own.css".to_owned(), format!("/* {word} */\n")));
    files
}

/// A project on disk with [`files`].
pub fn generated(entries: usize, word: &str) -> Project {
    let project = Project::new("");
    write_all(project.root(), &files(entries, word));
    project
}

pub fn write_all(root: &Path, files: &[(String, String)]) {
    for (path, text) in files {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

/// A hex dump that fits on a line, for bytes that are not text.
pub fn shown(bytes: &[u8]) -> String {
    let mut text = String::new();
    for chunk in bytes.utf8_chunks() {
        text += &chunk.valid().escape_debug().to_string();
        for byte in chunk.invalid() {
            write!(text, "\\x{byte:02x}").unwrap();
        }
    }
    text
}
