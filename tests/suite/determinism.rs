//! The same sources make the same bytes in every folder, time zone, locale and so on. Only the manifest, which is not
//! part of the site, may differ.
#![allow(clippy::unwrap_used)]
#![cfg(unix)]

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, UNIX_EPOCH};

use crate::support::TODAY;
use crate::support::site::{MANIFEST, Random, Run, build, difference, files, shown, tree};

/// 2026-07-01, 23:59:59 UTC: tomorrow in Kiritimati, today in Honolulu.
const EPOCH: &str = "1782950399";

const ORDERS: &[&str] = &["as listed", "backwards", "shuffled"];
const THREADS: &[&str] = &["1", "2", "8"];
const ZONES: &[&str] = &["UTC", "Pacific/Kiritimati", "Pacific/Honolulu"];
const LOCALES: &[&str] = &["C", "tr_TR.UTF-8", "de_DE.UTF-8"];
const UMASKS: &[&str] = &["022", "077", "002"];
const PLACES: &[&str] = &["its own", "the one above", "the root"];
const FOLDERS: &[&str] = &["plain", "a b ünï ㊙", "#1 100%25 'q' \"Q\" & [x] {{ y }}"];
const CLOCKS: &[&str] = &["--as-of", "SOURCE_DATE_EPOCH"];

const WAYS: [&[&str]; 8] = [
    ORDERS, THREADS, ZONES, LOCALES, UMASKS, PLACES, FOLDERS, CLOCKS,
];

/// The index of a value in each of [`WAYS`]. Every pair of values of any two ways is in one of the rows.
const ROWS: [[usize; 8]; 12] = [
    [0, 0, 0, 0, 0, 0, 0, 0],
    [1, 2, 1, 2, 1, 1, 0, 1],
    [1, 1, 2, 0, 2, 2, 0, 0],
    [1, 1, 0, 1, 0, 1, 1, 1],
    [2, 1, 1, 0, 1, 0, 1, 0],
    [0, 0, 1, 1, 2, 1, 2, 0],
    [0, 1, 0, 2, 1, 2, 2, 0],
    [2, 0, 1, 2, 0, 2, 1, 1],
    [2, 2, 0, 1, 2, 2, 0, 0],
    [0, 2, 2, 2, 2, 0, 1, 1],
    [2, 2, 2, 0, 0, 1, 2, 1],
    [1, 0, 2, 1, 1, 0, 2, 1],
];

#[test]
fn the_combinations_have_every_pair() {
    let mut missing = Vec::new();
    for a in 0..WAYS.len() {
        for b in a + 1..WAYS.len() {
            let seen: BTreeSet<(usize, usize)> = ROWS.iter().map(|row| (row[a], row[b])).collect();
            let all = WAYS[a].len() * WAYS[b].len();
            if seen.len() != all {
                missing.push((a, b, seen));
            }
        }
    }
    assert!(missing.is_empty(), "{missing:?}");
}

/// A project with everything that has an order: kinds, tags, findings of every severity, collisions, assets, a template
/// and a static file.
fn sources() -> Vec<(String, String)> {
    let mut files = files(50, "x");
    let mut add = |path: &str, text: &str| files.push((path.to_owned(), text.to_owned()));
    add(
        "templates/404.html",
        "{% for i in range(end=3) %}{{ i }}{% endfor %} {{ page.title }}\n",
    );
    add(
        "docs/problems/İstanbul.md",
        "---\ntitle: İstanbul ISPARTA ılık\ntags: [Ilık, ISI, ısı, Äpfel, Zebra]\npersonas: [persona-0, nobody]\n---\n[gone](gone.md) ![](https://example.org/x.png)\n",
    );
    add(
        "docs/problems/äpfel.md",
        "---\ntitle: Äpfel\ntags: [äpfel, zebra]\nunknown: 1\nalso_unknown: 2\n---\n",
    );
    add(
        "docs/problems/Zebra.md",
        "---\ntitle: Zebra\naliases: [old-zebra, İstanbul-2]\n---\n[x](../GUIDE/start.md)\n",
    );
    add("docs/a/page.md", "# One\n");
    add("docs/A/Page.md", "# Two\n");
    add("docs/broken.md", "---\ntitle: [\n---\n");
    add(
        "docs/validations/today.md",
        "---\ntitle: Today\nmethod: interview\ndate: 2026-07-01\nparticipants: 9\nproblems: [zebra]\nverdict: supported\n---\n",
    );
    files
}

fn project_at(root: &Path, order: usize) {
    let mut files = sources();
    match order {
        0 => {}
        1 => files.reverse(),
        _ => Random(7).shuffle(&mut files),
    }
    crate::support::site::write_all(root, &files);
}

/// The output of a build with the values of a row.
fn built(outer: &Path, row: &[usize; 8]) -> PathBuf {
    let way = |index: usize| WAYS[index][row[index]];
    let root = outer.join(way(6));
    project_at(&root, row[0]);
    let (folder, given) = match row[5] {
        0 => (root.clone(), None),
        1 => (outer.to_path_buf(), Some(PathBuf::from(way(6)))),
        _ => (PathBuf::from("/"), Some(root.clone())),
    };
    // Only a shell can set the umask.
    let mut command = Command::new("sh");
    command
        .args(["-c", "umask $0; exec \"$@\"", way(4)])
        .arg(env!("CARGO_BIN_EXE_casebook"))
        .args(["build", "--keep-going", "-q"])
        .current_dir(folder)
        .env("RAYON_NUM_THREADS", way(1))
        .env("TZ", way(2))
        .env("LC_ALL", way(3))
        .env("LANG", way(3))
        .env_remove("SOURCE_DATE_EPOCH");
    if let Some(given) = given {
        command.arg("--root").arg(given);
    }
    match row[7] {
        0 => command.args(["--as-of", TODAY]),
        _ => command.env("SOURCE_DATE_EPOCH", EPOCH),
    };
    let run: Run = command.output().unwrap().into();
    // The sources have errors, which must be the same in all builds.
    let run = run.exits(1);
    fs::write(outer.join("said"), run.err).unwrap();
    root.join("public")
}

#[test]
fn a_site_is_the_same_bytes_wherever_and_however_it_is_built() {
    let first = tempfile::tempdir().unwrap();
    let public = built(first.path(), &ROWS[0]);
    let expected = tree(&public);
    assert!(expected.len() > 60, "{}", expected.len());
    let said = fs::read_to_string(first.path().join("said")).unwrap();
    for row in &ROWS[1..] {
        let outer = tempfile::tempdir().unwrap();
        let public = built(outer.path(), row);
        let site = tree(&public);
        let ways: Vec<&str> = (0..8).map(|way| WAYS[way][row[way]]).collect();
        assert_eq!(
            difference(&expected, &site),
            Vec::<String>::new(),
            "{ways:?}"
        );
        assert_eq!(
            fs::read_to_string(outer.path().join("said")).unwrap(),
            said,
            "{ways:?}"
        );
        // The project's path is in no file, not even the manifest.
        let above = outer.path().file_name().unwrap().to_str().unwrap();
        let mut all = site;
        all.insert(
            MANIFEST.to_owned(),
            fs::read(public.join(MANIFEST)).unwrap(),
        );
        for (name, bytes) in &all {
            for word in [above, "ünï", "#1 100", "%231 100", "casebook-tests"] {
                let found = bytes.windows(word.len()).any(|w| w == word.as_bytes());
                assert!(!found && !name.contains(word), "{word} stands in {name}");
            }
        }
    }
}

/// Files get times of 1970 and 2099.
#[test]
fn times_of_files_do_not_matter() {
    let sites = [0_u64, 4_070_908_800, 1].map(|seconds| {
        let root = tempfile::tempdir().unwrap();
        project_at(root.path(), 0);
        let time = UNIX_EPOCH + Duration::from_secs(seconds);
        for (path, _) in sources() {
            let file = File::options()
                .append(true)
                .open(root.path().join(path))
                .unwrap();
            file.set_modified(time).unwrap();
        }
        build(root.path(), &["--keep-going", "-q"]).exits(1);
        tree(&root.path().join("public"))
    });
    assert_eq!(difference(&sites[0], &sites[1]), Vec::<String>::new());
    assert_eq!(difference(&sites[0], &sites[2]), Vec::<String>::new());
}

/// The project is edited back and forth, and each rebuild into the same folder equals a first build.
#[test]
fn a_rebuild_is_the_same_bytes_as_a_first_build() {
    let root = tempfile::tempdir().unwrap();
    project_at(root.path(), 0);
    build(root.path(), &["--keep-going", "-q"]).exits(1);
    let public = root.path().join("public");
    let expected = tree(&public);
    let mut random = Random(11);
    let sources = sources();
    for round in 0..crate::support::site::cases(6, 100) {
        let (path, text) = random.pick(&sources[1..]);
        let path = root.path().join(path);
        match round % 3 {
            0 => fs::remove_file(&path).unwrap(),
            1 => fs::write(&path, format!("{text}\nmore\n")).unwrap(),
            _ => fs::write(&path, "---\ntitle: Else\ndraft: true\n---\n").unwrap(),
        }
        let args = ["--keep-going", "-q"];
        let code = build(root.path(), &args).code;
        assert!(matches!(code, Some(0..=1)), "{code:?}");
        fs::write(&path, text).unwrap();
        build(root.path(), &args).exits(1);
        let differing = difference(&expected, &tree(&public));
        let name = shown(path.file_name().unwrap().as_encoded_bytes());
        assert!(differing.is_empty(), "round {round}, {name}: {differing:?}");
    }
}
