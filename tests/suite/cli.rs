//! Commands with their output and exit codes. Each case is a `.trycmd` file, run in a copy of the folder of the same
//! name.

use std::process::Command;

use crate::support::site::{Run, casebook};
use crate::support::{HOW_TO_UPDATE, Project, update};

#[test]
fn commands_say_what_they_should() {
    // Trycmd has its own variable for this and reads it only from the environment.
    const ITS_VARIABLE: &str = "TRYCMD";
    if update() && std::env::var_os(ITS_VARIABLE).is_none() {
        let mut again = Command::new(std::env::current_exe().unwrap());
        again.args(["--exact", "cli::commands_say_what_they_should"]);
        assert!(
            again
                .env(ITS_VARIABLE, "overwrite")
                .status()
                .unwrap()
                .success()
        );
        return;
    }
    // It panics with its own message; this line is printed above it.
    eprintln!("{HOW_TO_UPDATE}");
    trycmd::TestCases::new().case("tests/cli/*.trycmd");
}

#[cfg(target_os = "linux")]
#[test]
fn output_that_cannot_be_written_is_an_error() {
    let project =
        Project::new(">>> casebook.yaml\ncontent: .\n>>> problems/p.md\n---\ntitle: P\n---\n");
    for args in [
        &["schema"][..],
        &["check"],
        &["check", "--format", "json"],
        &["query", "kind=problem"],
        &["query", "kind=problem", "--format", "csv"],
        &["why", "p"],
        &["explain"],
        &["explain", "problem"],
        &["completions", "bash"],
        &["new", "persona", "Ana"],
        &["--help"],
        &["--version"],
    ] {
        let full = std::fs::OpenOptions::new()
            .write(true)
            .open("/dev/full")
            .unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_casebook"));
        let output = command
            .args(args)
            .current_dir(project.root())
            .stdout(full)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{args:?}: {said}");
        assert!(
            said.contains("cannot write the output: "),
            "{args:?}: {said}"
        );
    }
    // A reader that has gone is no error.
    let line = format!("{} explain problem | true", env!("CARGO_BIN_EXE_casebook"));
    let output = Command::new("bash")
        .args(["-c", &format!("set -o pipefail; {line}")])
        .output()
        .unwrap();
    assert!(output.status.success());
}

#[test]
fn nothing_is_made_of_a_folder_with_nothing_in_it() {
    let project = Project::new("");
    project.write("notes.txt", "x");
    for command in ["build", "check"] {
        let run: Run = casebook(project.root(), &[command])
            .output()
            .unwrap()
            .into();
        run.exits(2)
            .says("there is no casebook.yaml and no Markdown file in `.`")
            .says("casebook init");
    }
    assert!(!project.root().join("public").exists());
    project.write("a.md", "# A\n");
    let run: Run = casebook(project.root(), &["build", "--no-search"])
        .output()
        .unwrap()
        .into();
    run.exits(0);
}
