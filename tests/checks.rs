//! Every check says of its example exactly what it promises, and nothing of the mended form.

mod support;

use std::fs;

use casebook::check::all::ALL;
use casebook::check::find;
use casebook::diagnostic::Severity;
use support::Project;

/// What cannot be written down as text files.
const NOT_AS_TEXT: [&str; 2] = ["symlink", "skipped-file"];

/// The findings of a small site: `CODE` and `PLACE MESSAGE` of each.
fn findings(text: &str) -> Vec<(String, String)> {
    let findings = Project::new(text).findings();
    let parts = findings.iter().map(|line| {
        let [place, code, message] = line.splitn(3, ' ').collect::<Vec<_>>()[..] else {
            panic!("{line}")
        };
        (code.to_owned(), format!("{place} {message}"))
    });
    parts.collect()
}

#[test]
fn every_example_says_what_its_check_promises_and_its_mended_form_does_not() {
    let mut wrong = Vec::new();
    for check in ALL.iter().filter(|c| !NOT_AS_TEXT.contains(&c.code)) {
        let (code, before, after) = (check.code, findings(check.example), findings(check.instead));
        let said: Vec<&str> = before
            .iter()
            .filter(|(c, _)| c == code)
            .map(|(_, said)| &**said)
            .collect();
        if said != [check.says] {
            wrong.push(format!("{code}\tsays\t{said:?}"));
        }
        if after.iter().any(|(c, _)| c == code) {
            wrong.push(format!("{code}: the mended form still fires"));
        }
        let others = |all: &[(String, String)]| {
            let mut others: Vec<String> = all.iter().map(|(c, _)| c.clone()).collect();
            others.retain(|c| c != code);
            others
        };
        // Nothing else of weight is wrong with either.
        for other in [others(&before), others(&after)].concat() {
            if find(&other).is_some_and(|c| c.severity > Severity::Hint) {
                wrong.push(format!("{code}: there is also `{other}`"));
            }
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
        for text in [check.what, check.why] {
            assert!(text.ends_with('.') && text.len() > 10, "{}", check.code);
        }
        if !NOT_AS_TEXT.contains(&check.code) {
            for site in [check.example, check.instead] {
                assert!(site.starts_with(">>> "), "{}", check.code);
            }
        }
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

#[cfg(unix)]
#[test]
fn a_pipe_in_the_content_is_passed_over() {
    let project = Project::new(">>> notes.md\n# Notes\n");
    let made = std::process::Command::new("mkfifo")
        .arg(project.root().join("pipe.md"))
        .status();
    assert!(made.unwrap().success());
    assert_eq!(
        project.findings(),
        ["pipe.md:1:1 skipped-file this is no plain file"]
    );
    fs::remove_file(project.root().join("pipe.md")).unwrap();
    assert_eq!(project.findings(), [""; 0]);
}
