//! Thousands of random mutations of good front matter, read in memory. Nothing panics, every diagnostic has a place in
//! the file, and a file with a line that hides it (`draft`, `visibility`) is not published.
#![allow(clippy::unwrap_used)]

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use crate::support::site::{Random, cases, shown};
use casebook::content::document::{self, Document, ReadOptions};
use casebook::content::source::Source;
use casebook::graph::publish::{self, Audience};
use casebook::model::Schema;

/// Good files: each path with its text.
const SEEDS: &[(&str, &str)] = &[
    (
        "personas/ana.md",
        "---\nname: Ana\nrole: Clerk\ndraft: true\ngoals: [Peace, \"Quiet: at last\"]\nempathy:\n  says:\n    - 'No'\n    - It's late\n  does: [waits]\n---\n# Ana\n\nBody.\n",
    ),
    (
        "problems/know-why.md",
        "---\ntitle: Know why\nvisibility: internal\nneed: >-\n  know why a\n  file failed\nso_that: |\n  I can fix it\n\n  myself\npersonas: [ana]\nimportance: 7\n# A comment: draft: false\nignore: {no-persona: we know}\n---\nBody.\n",
    ),
    (
        "problems/both.md",
        "\u{feff}---\r\ntitle: \"Both \\u00e4\"\r\ndraft: true\r\nvisibility: internal\r\nneed: 'it''s'\r\n---\r\nBody.\r\n",
    ),
    (
        "validations/talks.md",
        "---\ntitle: Talks\nmethod: interview\ndate: 2026-06-01\nparticipants: 9\nresults:\n  - problem: know-why\n    verdict: supported\n    note: &n \"one\n      two\"\n  - {problem: both, verdict: mixed, note: *n}\nconsent: recorded\ndraft: true\n---\nText.\n",
    ),
    (
        "metrics/nps.md",
        "---\ntitle: NPS\ntype: nps\nreadings:\n- {date: 2026-01, promoters: 50, passives: 33, detractors: 17, n: 100}\n- date: 2026-Q2\n  distribution: {0: 1, 9: 2, 10: 3}\n  n: 6\nvisibility: internal\n---\n",
    ),
    (
        "guide/page.md",
        "---\ntitle: 日本語のページ\ntags:\n  one: 1\nrelated: {a: b}\ndraft: true\n? complex key\n: complex value\n---\n# 日本語\n\n---\n\nDone.\n",
    ),
    (
        "problems/in-toml.md",
        "+++\r\ntitle = \"T \\u00e4\"\r\ndraft = true\r\nvisibility = 'internal'\r\nneed = \"\"\"\r\nknow\"\"\"\r\ncreated = 2026-06-01T10:00:00Z\r\n[source]\r\nrepo.name = \"r\"\r\n[[links]]\r\nurl = \"u\"\r\n+++\r\nBody.\r\n",
    ),
    (
        "problems/in-json.md",
        "{\n  \"title\": \"T \\u00e4 \\/\",\n  \"draft\": true,\n  \"visibility\": \"internal\",\n  \"personas\": [\"ana\"],\n  \"importance\": 7.5,\n  \"ignore\": {\"no-persona\": null}\n}\nBody.\n",
    ),
    (
        "solutions/x.md",
        "---\nvisibility: internal\ntitle: X\nproblems: know-why\nwaiver: {by: Bo, reason: \"a \\\"b\\\" c\", until: 2026-12-31}\nlinks: [https://example.org/, {text: y, url: z}]\n---\n",
    ),
];

/// Texts to insert.
const PIECES: &[&str] = &[
    "\n",
    "\r",
    "\r\n",
    " ",
    "  ",
    "\t",
    "-",
    "--",
    "---",
    "---\n",
    "+++\n",
    "=",
    "[x]\n",
    "[[x]]\n",
    "\"\"\"",
    "...\n",
    "- ",
    ":",
    ": ",
    "::",
    "\"",
    "'",
    "''",
    "`",
    "|",
    "|\n",
    ">",
    ">-\n  ",
    "#",
    " # ",
    "&",
    "&a ",
    "*",
    "*a",
    "!",
    "!!str ",
    "!!binary ",
    "!!python/object:x ",
    "%",
    "%YAML 1.1\n",
    "@",
    "{",
    "}",
    "[",
    "]",
    ",",
    "{{",
    "{%",
    "? ",
    "<<: ",
    "~",
    "null",
    "true",
    "false",
    "yes",
    "no",
    "on",
    "off",
    "y",
    "n",
    "0",
    "007",
    "-1",
    "1e999",
    ".inf",
    "0x1F",
    "1_000",
    "12:30:45",
    "2026-13-45",
    "9999999999999999999999",
    "\\",
    "\\n",
    "\\0",
    "\\x00",
    "\\u2028",
    "\\ud800",
    "\u{0}",
    "\u{7}",
    "\u{1b}",
    "\u{7f}",
    "\u{85}",
    "\u{a0}",
    "\u{200b}",
    "\u{202e}",
    "\u{2028}",
    "\u{2029}",
    "\u{feff}",
    "\u{301}",
    "ı",
    "ﬀ",
    "😀",
    "draft",
    "Draft",
    "draft: false\n",
    "\ndraft: false\n",
    "\nvisibility: public\n",
    "\ndarft: true\n",
    "title: ",
    "\ntitle: again\n",
    "\nid: ../x\n",
    "\nkind: nothing\n",
    "<!--",
    "-->",
    "]]>",
    "</script>",
    "[[x]]",
    "a",
];

/// Makes one to four edits, most of them in the front matter.
fn mutate(text: &str, random: &mut Random) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    for _ in 0..1 + random.below(4) {
        let at = random.below(bytes.len() + 1);
        let length = random.below(12).min(bytes.len() - at);
        match random.below(12) {
            0..=4 => {
                let piece = random.pick(PIECES).as_bytes().to_vec();
                bytes.splice(at..at, piece);
            }
            5 => drop(bytes.drain(at..at + length)),
            6 => {
                let piece = random.pick(PIECES).as_bytes().to_vec();
                bytes.splice(at..at + length.min(2), piece);
            }
            7 => {
                let copy = bytes[at..at + length].to_vec();
                let to = random.below(bytes.len() + 1);
                bytes.splice(to..to, copy);
            }
            8 => lines(&mut bytes, random),
            9 => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << random.below(8);
                }
            }
            10 => bytes.truncate(at),
            _ => {
                let piece = random.pick(PIECES).repeat(1 + random.below(300));
                bytes.splice(at..at, piece.into_bytes());
            }
        }
    }
    bytes
}

/// Removes, moves, doubles or indents a line.
fn lines(bytes: &mut Vec<u8>, random: &mut Random) {
    let mut lines: Vec<Vec<u8>> = bytes
        .split_inclusive(|b| *b == b'\n')
        .map(<[u8]>::to_vec)
        .collect();
    if lines.is_empty() {
        return;
    }
    let (from, to) = (random.below(lines.len()), random.below(lines.len()));
    match random.below(5) {
        0 => drop(lines.remove(from)),
        1 => lines.swap(from, to),
        2 => lines.insert(to, lines[from].clone()),
        3 => drop(lines[from].splice(0..0, *b"  ")),
        _ => {
            let cut = lines[from].iter().take_while(|b| **b == b' ').count();
            lines[from].drain(..cut);
        }
    }
    *bytes = lines.concat();
}

/// True if a line between the `---` or `+++` lines hides the file. It parses neither YAML nor TOML.
fn says_hidden(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return false;
    };
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut lines = text.split('\n');
    let mark = if text.starts_with('+') { "+++" } else { "---" };
    let is_fence = |line: &str| {
        line.strip_prefix(mark)
            .is_some_and(|rest| rest.trim_matches([' ', '\t', '\r']).is_empty())
    };
    if !lines.next().is_some_and(is_fence) {
        return false;
    }
    let mut hidden = false;
    for line in lines {
        if is_fence(line) {
            return hidden;
        }
        let line = line.strip_suffix('\r').unwrap_or(line);
        hidden |= match mark {
            "---" => ["draft: true", "visibility: internal"].contains(&line),
            _ => ["draft = true", "visibility = 'internal'"].contains(&line),
        };
    }
    false
}

fn options() -> ReadOptions {
    ReadOptions {
        max_front_matter: 1 << 16,
        max_page: 1 << 20,
        ..ReadOptions::default()
    }
}

/// Why a file was read wrongly; `None` if it was read right.
fn complaint(path: &str, bytes: &[u8], schema: &Schema) -> Option<String> {
    let mut source = Source::in_memory(path, "");
    source.bytes = bytes.into();
    let read = AssertUnwindSafe(|| document::read(&source, schema, &options()));
    let Ok(document) = catch_unwind(read) else {
        return Some("a panic".to_owned());
    };
    if let Some(why) = misplaced(&document, &source) {
        return Some(why);
    }
    if document.is_broken && document.diagnostics.is_empty() {
        return Some("broken without a word".to_owned());
    }
    let hidden = says_hidden(bytes);
    let passed = publish::published(&[Arc::new(document)], schema, Audience::default());
    (hidden && !passed.documents.is_empty()).then(|| "published".to_owned())
}

/// A diagnostic whose place is not in the file.
fn misplaced(document: &Document, source: &Source) -> Option<String> {
    let text = source.valid_utf8_prefix();
    document.diagnostics.iter().find_map(|problem| {
        let place = &problem.place;
        let Ok(at) = catch_unwind(|| place.locate(text)) else {
            return Some(format!("a panic while {problem:?} is located"));
        };
        let line = text.split('\n').nth(at.line.wrapping_sub(1));
        let fits = line.is_some_and(|line| (1..=line.chars().count() + 1).contains(&at.column))
            && at.start <= at.end
            && text.get(at.start..at.end).is_some();
        (!fits).then(|| format!("{at:?} is no place in the file: {problem:?}"))
    })
}

#[test]
fn mutated_front_matter_makes_no_panic_no_wrong_place_and_publishes_nothing_hidden() {
    let schema = Schema::built_in();
    for (path, text) in SEEDS {
        assert_eq!(complaint(path, text.as_bytes(), &schema), None, "{path}");
        assert!(
            says_hidden(text.as_bytes()) || text.starts_with('{'),
            "{path}"
        );
    }
    let mut random = Random(20_260_701);
    let (mut hidden, mut broken) = (0, 0);
    let mut wrong = Vec::new();
    let all = cases(2_000, 10_000);
    for _ in 0..all {
        let (path, text) = random.pick(SEEDS);
        let bytes = mutate(text, &mut random);
        hidden += usize::from(says_hidden(&bytes));
        let source = {
            let mut source = Source::in_memory(path, "");
            source.bytes = bytes.as_slice().into();
            source
        };
        broken += usize::from(
            catch_unwind(|| document::read(&source, &schema, &options()).is_broken).unwrap_or(true),
        );
        if let Some(why) = complaint(path, &bytes, &schema) {
            wrong.push(format!("{path}: {why}\n{}\n", shown(&bytes)));
        }
    }
    println!("{all} files: {hidden} still say that they are hidden, {broken} are broken");
    assert!(
        hidden > all * 2 / 5 && broken > all / 5,
        "{hidden} hidden, {broken} broken of {all}"
    );
    let first: String = wrong.iter().take(8).cloned().collect();
    assert!(wrong.is_empty(), "{} of {all}\n{first}", wrong.len());
}

/// Lenient YAML could read the line as a part of another value.
#[test]
fn a_line_that_hides_is_never_read_as_part_of_another_value() {
    let schema = Schema::built_in();
    let mut wrong = Vec::new();
    for (before, after) in [
        ("title: \"a", "b: c\""),
        ("title: 'a", "b: c'"),
        ("title: a", ""),
        ("title: [a,", "b]"),
        ("title: {a: 1,", "b: 2}"),
        ("title: |", "  x"),
        ("title: |", ""),
        ("title: >", ""),
        ("title: |1", ""),
        ("title:", ""),
        ("? title", ": x"),
        ("? |", ": x"),
        ("title: !!str", ""),
        ("title: &a", ""),
        ("\"title", "\": x"),
        ("'title", "': x"),
        ("title: a\n...", ""),
        ("title: a\n--- ", ""),
        ("title: a\n---\u{a0}", ""),
        ("title: a\n--- # b", ""),
        ("title: a #", ""),
        ("title: a\\", ""),
        ("[", "]"),
        ("{", "}"),
        ("{title: a,", "}"),
        ("- a", ""),
        ("<<: {draft: false, visibility: public}", ""),
        ("title: a\r", ""),
        ("title: a\u{85}", ""),
        ("title: a\u{2028}", ""),
        ("\u{feff}title: a", ""),
        ("title: a", "draft: false"),
        ("title: a", "\"draft\": false"),
        ("title: a", "'draft': false"),
        ("title: a", "visibility: public"),
        ("title: a", "!!str draft: false"),
        ("title: a", "Draft: false"),
    ] {
        for line in ["draft: true", "visibility: internal"] {
            for end in ["\n", "\r\n"] {
                let text =
                    format!("---\n{before}\n{line}\n{after}\n---\nBody.\n").replace('\n', end);
                for path in ["problems/x.md", "x.md", "guide/index.md"] {
                    if let Some(why) = complaint(path, text.as_bytes(), &schema) {
                        wrong.push(format!("{path}: {why}: {text:?}"));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_file_that_is_not_utf8_is_refused_at_its_first_wrong_byte() {
    let schema = Schema::built_in();
    for (bytes, line, column) in [
        (&b"---\ntitle: caf\xe9\n---\n"[..], 2, 11),
        (b"# \xc3\xa9\xff", 1, 4),
        (b"\xff\xfe#\0", 1, 1),
        (b"a\nb\n\xc3", 3, 1),
        (b"\xed\xa0\x80", 1, 1),
    ] {
        let mut source = Source::in_memory("x.md", "");
        source.bytes = bytes.into();
        let document = document::read(&source, &schema, &options());
        assert!(document.is_broken);
        let place = &document.diagnostics[0].place;
        let at = place.locate(source.valid_utf8_prefix());
        assert_eq!((at.line, at.column), (line, column), "{}", shown(bytes));
    }
}
