//! Every check's example fires, and its mended form does not.

mod support;

use casebook::check::all::ALL;
use support::Project;

/// What cannot be written down as text files.
const NOT_AS_TEXT: [&str; 2] = ["symlink", "skipped-file"];

fn codes(text: &str) -> Vec<String> {
    let findings = Project::new(text).findings();
    findings
        .iter()
        .map(|f| f.split(' ').nth(1).unwrap_or_default().to_owned())
        .collect()
}

#[test]
fn every_example_fires_and_its_mended_form_does_not() {
    let mut wrong = Vec::new();
    for check in ALL.iter().filter(|c| !NOT_AS_TEXT.contains(&c.code)) {
        let (before, after) = (codes(check.example), codes(check.instead));
        if !before.iter().any(|c| c == check.code) {
            wrong.push(format!(
                "{}: the example does not fire: {before:?}",
                check.code
            ));
        }
        if after.iter().any(|c| c == check.code) {
            wrong.push(format!("{}: the mended form still fires", check.code));
        }
        if after.len() > before.len() {
            wrong.push(format!(
                "{}: the mended form has other findings: {after:?}",
                check.code
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_code_is_listed_once_and_has_its_texts() {
    let mut codes: Vec<&str> = ALL.iter().map(|c| c.code).collect();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), ALL.len());
    for check in ALL {
        assert!(
            check.what.ends_with('.') && check.why.ends_with('.'),
            "{}",
            check.code
        );
    }
}

#[cfg(unix)]
#[test]
fn a_symbolic_link_is_an_error_and_is_not_followed() {
    let project = Project::new(">>> notes.md\n# Notes\n");
    std::os::unix::fs::symlink("/etc/hostname", project.root().join("leak.md")).unwrap();
    std::os::unix::fs::symlink(".", project.root().join("loop")).unwrap();
    assert_eq!(
        project.findings(),
        [
            "leak.md:1:1 symlink this is a symbolic link",
            "loop:1:1 symlink this is a symbolic link"
        ]
    );
}
