//! A site with a planted mistake for every check: each is found at its place, and nothing else is; after each is fixed,
//! only its finding is gone. Clean sites have no errors or warnings.
//!
//! In `tests/planted_findings/site.txt` a file with a mistake has its place and code in the first line, and the mistake
//! is written `«broken|fixed»`.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::fs;

use crate::support::Project;
use casebook::check::by_code;
use casebook::check::registry::ALL;
use casebook::diagnostic::Severity;

const SITE: &str = include_str!("../planted_findings/site.txt");
const SITE_PATH: &str = "tests/planted_findings/site.txt";

/// Codes that cannot be planted beside the others: they need another site, or a file that is no text.
const ELSEWHERE: [&str; 6] = [
    "symlink",
    "skipped-file",
    "template-invalid",
    "output-collision",
    "lost-address",
    "similar-kind",
];

struct File {
    path: String,
    /// `line:column code`
    finding: Option<String>,
    broken: String,
    mended: String,
}

fn files() -> Vec<File> {
    let files = SITE.split(">>> ").skip(1).map(|file| {
        let (head, text) = file.split_once('\n').unwrap();
        let (path, finding) = match head.split_once(' ') {
            Some((path, finding)) => (path, Some(finding.to_owned())),
            None => (head, None),
        };
        let (mut broken, mut mended) = (String::new(), String::new());
        let mut rest = text;
        assert_eq!(finding.is_some(), text.contains('«'), "{path}");
        while let Some((before, fault)) = rest.split_once('«') {
            let (pair, after) = fault.split_once('»').unwrap();
            let (wrong, right) = pair.split_once('|').unwrap();
            broken.extend([before, wrong]);
            mended.extend([before, right]);
            rest = after;
        }
        File {
            path: path.to_owned(),
            finding,
            broken: broken + rest,
            mended: mended + rest,
        }
    });
    files.collect()
}

/// Writes a file; an empty text removes it.
fn write(project: &Project, file: &File, text: &str) {
    match text.is_empty() {
        true => drop(fs::remove_file(project.root().join(&file.path))),
        false => drop(project.write(&file.path, text)),
    }
}

/// `path:line:column code` of every finding.
fn findings(project: &Project) -> Vec<String> {
    let lines = project.findings();
    let short = lines.iter().map(|line| {
        let mut words = line.match_indices(' ').map(|(at, _)| at).skip(1);
        line[..words.next().unwrap()].to_owned()
    });
    let mut short: Vec<String> = short.collect();
    short.sort();
    short
}

fn code(finding: &str) -> &str {
    finding.rsplit(' ').next().unwrap()
}

fn errors_and_warnings(findings: &[String]) -> Vec<&String> {
    let is_heavy = |f: &&String| by_code(code(f)).is_none_or(|c| c.severity > Severity::Hint);
    findings.iter().filter(is_heavy).collect()
}

#[test]
fn every_planted_mistake_is_found_at_its_place_and_gone_when_fixed() {
    let files = files();
    let project = Project::new("");
    for file in &files {
        write(&project, file, &file.mended);
    }
    let clean = findings(&project);
    assert_eq!(errors_and_warnings(&clean), [""; 0]);
    for file in &files {
        write(&project, file, &file.broken);
    }
    let all = findings(&project);
    let mut planted = 0;
    let mut wrong = Vec::new();
    for file in &files {
        let Some(finding) = &file.finding else {
            continue;
        };
        planted += 1;
        let wanted = format!("{}:{finding}", file.path);
        write(&project, file, &file.mended);
        let after = findings(&project);
        write(&project, file, &file.broken);
        let mut expected = all.clone();
        match expected.iter().position(|f| *f == wanted) {
            Some(i) => drop(expected.remove(i)),
            None => {
                let start = format!("{}:", file.path);
                let instead = all.iter().filter(|f| f.starts_with(&start));
                wrong.push(format!(
                    "{SITE_PATH}: `>>> {} {finding}` is not found; found in this file: {:?}",
                    file.path,
                    instead.collect::<Vec<_>>()
                ));
                continue;
            }
        }
        let gone = all
            .iter()
            .filter(|f| !after.contains(f))
            .collect::<Vec<_>>();
        let new = after
            .iter()
            .filter(|f| !all.contains(f))
            .collect::<Vec<_>>();
        if after != expected {
            wrong.push(format!(
                "{SITE_PATH}: {wanted} alone must be gone when {} is mended; gone: {gone:?}, new: {new:?}",
                file.path
            ));
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
    assert!(planted >= 60, "{planted}");
    // The other findings are those that the fixed site has too.
    assert_eq!(all.len(), clean.len() + planted);
}

#[test]
fn every_code_is_planted() {
    let files = files();
    let planted: BTreeSet<&str> = files
        .iter()
        .filter_map(|f| f.finding.as_deref().map(code))
        .collect();
    // Fixed by a study in another file.
    let known = ["untested"];
    let missing: Vec<&str> = ALL
        .iter()
        .map(|c| c.code)
        .filter(|c| !planted.contains(c) && !ELSEWHERE.contains(c) && !known.contains(c))
        .collect();
    assert!(
        missing.is_empty(),
        "\n{SITE_PATH}: plant {}: `>>> PATH LINE:COLUMN CODE`, then a file in which the fault is written `«broken|mended»`\n",
        missing.join(", ")
    );
}

#[test]
fn clean_sites_have_no_errors_or_warnings() {
    for site in [
        include_str!("../planted_findings/clean-small.txt"),
        include_str!("../planted_findings/clean-nine-kinds.txt"),
        include_str!("../planted_findings/clean-pages.txt"),
    ] {
        let findings = findings(&Project::new(site));
        assert_eq!(errors_and_warnings(&findings), [""; 0]);
    }
}
