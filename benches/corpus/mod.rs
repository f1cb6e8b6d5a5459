//! A generated project: a fifth personas, two fifths problems that name one to three of them, two fifths validations
//! that name one or two problems, with two to six KiB of text each. Always the same.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// The folder for everything, deleted at the end. ext4 is slow at creating files for minutes after many were deleted,
/// so wait five minutes before timing builds again.
static ROOM: OnceLock<PathBuf> = OnceLock::new();

pub fn main() {
    let room = tempfile::tempdir().unwrap();
    ROOM.set(room.path().to_owned()).unwrap();
    divan::main();
}

pub fn room() -> &'static Path {
    ROOM.get().unwrap()
}

/// How many documents: 100 and 1 000, or what `CASEBOOK_BENCH` says, as in `CASEBOOK_BENCH=1000,10000`.
pub fn sizes() -> Vec<usize> {
    let sizes = std::env::var("CASEBOOK_BENCH").unwrap_or_else(|_| "100,1000".to_owned());
    sizes
        .split(',')
        .map(|n| n.trim().parse().unwrap())
        .collect()
}

/// The folder of the project.
pub fn corpus(documents: usize) -> PathBuf {
    let dir = room().join(documents.to_string());
    if dir.exists() {
        return dir;
    }
    let mut random = Random(7);
    let (personas, problems) = (documents / 5, documents * 2 / 5);
    for folder in ["personas", "problems", "validations"] {
        fs::create_dir_all(dir.join("content").join(folder)).unwrap();
    }
    for i in 0..documents {
        let (path, front) = if i < personas {
            (
                format!("personas/persona-{i}"),
                format!("name: Persona {i}\nrole: Clerk\ngoals: [Order]"),
            )
        } else if i < personas + problems {
            let i = i - personas;
            let who = names(&mut random, "persona", personas, 3);
            (
                format!("problems/problem-{i}"),
                format!("title: Problem {i}\nneed: do a thing\npersonas: [{who}]"),
            )
        } else {
            let i = i - personas - problems;
            let what = names(&mut random, "problem", problems, 2);
            let day = 1 + random.below(28);
            let n = 1 + random.below(40);
            let front = format!(
                "title: Talks {i}\nmethod: interview\ndate: 2025-06-{day:02}\nparticipants: {n}\nproblems: [{what}]\nverdict: supported"
            );
            (format!("validations/talks-{i}"), front)
        };
        let text = format!("---\n{front}\n---\n\n{}", body(&mut random));
        write(&dir, &path, &text);
    }
    dir
}

fn write(root: &Path, path: &str, text: &str) {
    fs::write(root.join("content").join(format!("{path}.md")), text).unwrap();
}

fn names(random: &mut Random, kind: &str, of: usize, most: usize) -> String {
    let count = 1 + random.below(most);
    (0..count)
        .map(|_| format!("{kind}-{}", random.below(of)))
        .collect::<Vec<_>>()
        .join(", ")
}

fn body(random: &mut Random) -> String {
    const WORDS: [&str; 12] = [
        "invoice",
        "report",
        "**approval**",
        "month",
        "`ledger`",
        "warehouse",
        "tenant",
        "audit",
        "*route*",
        "records",
        "meter",
        "handover",
    ];
    let mut text = String::new();
    for section in 0..4 + random.below(4) {
        text.push_str(&format!("## Section {section}\n\n"));
        for _ in 0..60 + random.below(60) {
            text.push_str(WORDS[random.below(WORDS.len())]);
            text.push(' ');
        }
        text.push_str("\n\n- one\n- two\n\n");
    }
    text.push_str("```json\n{\"event\": \"export\", \"ok\": false, \"took_ms\": 12}\n```\n");
    text
}

/// Xorshift, written here so that the corpus never changes with a dependency.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % n.max(1) as u64) as usize
    }
}
