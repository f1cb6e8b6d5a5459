//! Commands with their output and exit codes. Each case is a `.trycmd` file, run in a copy of the folder of the same
//! name.

use std::process::{Command, Stdio};

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
        &["check", "--format", "short"],
        &["check", "--format", "json"],
        &["check", "--format", "github"],
        &["check", "--format", "sarif"],
        &["query", "kind=problem"],
        &["query", "kind=problem", "--format", "json"],
        &["query", "kind=problem", "--format", "csv"],
        &["why", "p"],
        &["explain"],
        &["explain", "problem"],
        &["completions", "bash"],
        &["init", "new"],
        &["new", "persona", "Ana"],
        &["rename", "p", "q"],
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

/// Whatever names and texts are in a project or on a command line.
#[cfg(unix)]
#[test]
fn no_output_for_people_reaches_the_terminal_or_is_a_command_of_the_runner() {
    const NAMES: [&str; 4] = [
        "g\n::error file=README.md::x",
        "\u{1b}]0;x\u{7}",
        "\u{9b}2J\u{9d}0;x\u{9c}\u{7f}",
        "\u{202e}\u{2066}x\r##[error]y",
    ];
    for name in NAMES {
        let page = format!("---\ntitle: Home\n---\nA [link](gone-{name}.md) [[{name}]] {name}\n");
        let project = Project::new(">>> casebook.yaml\ncontent: docs\n>>> docs/a.md\n# A\n");
        project.write("docs/home.md", page);
        project.write("b/list.txt", format!("/{name}\n"));
        project.write(&format!("b/{name}"), "{");
        let run = |args: &[&str]| {
            let mut command = Command::new(env!("CARGO_BIN_EXE_casebook"));
            command
                .args(args)
                .current_dir(project.root())
                .stdin(Stdio::null());
            Run::from(command.env("NO_COLOR", "1").output().unwrap())
        };
        run(&["build", "--keep-going"]).exits(1);
        project.write(&format!("public/{name}"), "");
        std::os::unix::fs::symlink("/", project.root().join(format!("public/{name}-link")))
            .unwrap();
        let option = |option: &str| format!("--{option}={name}");
        for args in [
            vec!["build", "--keep-going", "-v"],
            vec!["build", "--keep-going", "--check-urls", "b/list.txt"],
            vec!["build", "--output", &format!("b/{name}")],
            vec!["build", "--as-of", name],
            vec!["check"],
            vec!["check", "--format", "short"],
            vec!["check", "--baseline", &format!("b/{name}")],
            vec!["check", "--write-baseline", &format!("gone/{name}")],
            vec!["check", &option("root")],
            vec!["why", name],
            vec!["explain", name],
            vec!["explain", &format!("problem.{name}")],
            vec!["query", name],
            vec!["query", &format!("kind={name}")],
            vec!["query", "kind=problem", "--sort", name],
            vec!["new", name, "A"],
            vec!["new", "problem", name],
            vec!["new", "problem", "A", "--set", &format!("{name}=1")],
            vec!["rename", name, "a"],
            vec!["rename", "a", name],
            vec!["schema", name],
            vec!["init", "here", &option("content")],
            vec!["init", name],
            vec![name],
        ] {
            let run = run(&args);
            let said = format!("{}{}", run.out, run.err);
            let forged = said.lines().find(|line| {
                let line = line.trim_start();
                line.starts_with("::") || line.starts_with("##[")
            });
            assert_eq!(forged, None, "{args:?}: {said}");
            let raw = said.chars().find(|c| {
                c.is_control() && !matches!(c, '\n' | '\t')
                    || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
            });
            assert_eq!(raw, None, "{args:?}: {said:?}");
        }
    }
}

#[cfg(unix)]
#[test]
fn a_working_folder_that_was_removed_is_an_error() {
    let project = Project::new("");
    for args in [
        "check",
        "build",
        "query kind=problem",
        "why a",
        "schema",
        "explain problem",
        "new problem A",
        "rename a b",
        "serve --port 0",
        "init",
    ] {
        let program = env!("CARGO_BIN_EXE_casebook");
        let line = format!("mkdir gone && cd gone && rmdir ../gone && timeout 20 {program} {args}");
        let mut shell = Command::new("bash");
        shell.args(["-c", &line]).current_dir(project.root());
        let run = Run::from(shell.output().unwrap());
        assert_eq!(run.code, Some(2), "{args}: {run:?}");
        assert!(run.err.contains("error: "), "{args}: {run:?}");
    }
}

/// A pipe that nobody writes to would be waited for.
#[cfg(unix)]
#[test]
fn a_list_that_is_no_regular_file_is_refused() {
    let project = Project::new(">>> casebook.yaml\ncontent: .\n>>> a.md\n# A\n");
    let pipe = project.root().join("pipe");
    assert!(
        Command::new("mkfifo")
            .arg(&pipe)
            .status()
            .unwrap()
            .success()
    );
    for args in [
        &["check", "--baseline", "pipe"][..],
        &["check", "--baseline", "/dev/zero"],
        &["check", "--baseline", "."],
        &["check", "--write-baseline", "pipe"],
        &["check", "--published", "--check-urls", "pipe"],
        &["build", "--check-urls", "pipe"],
    ] {
        let run = Run::from(casebook(project.root(), args).output().unwrap());
        assert_eq!(run.code, Some(2), "{args:?}: {run:?}");
        run.says("it is not a regular file");
    }
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
    project.write("casebook.yaml", "content: docs\nexclude: ['old/**']\n");
    project.write("docs/old/a.md", "# A\n");
    for command in ["build", "check"] {
        let run: Run = casebook(project.root(), &[command])
            .output()
            .unwrap()
            .into();
        run.exits(2).says("there is no Markdown file in `./docs`");
    }
    assert!(!project.root().join("public").exists());
    project.write("docs/a.md", "# A\n");
    let run: Run = casebook(project.root(), &["build", "--no-search"])
        .output()
        .unwrap()
        .into();
    run.exits(0);
}

/// Which files a `content` that is not understood would have named, nobody knows.
#[test]
fn without_a_folder_called_content_the_project_is_the_content_unless_the_settings_say_otherwise() {
    let built = |settings: &str, files: &str| {
        let project = Project::new(files);
        project.write("casebook.yaml", settings);
        let args = ["build", "--no-search", "--keep-going"];
        let run: Run = casebook(project.root(), &args).output().unwrap().into();
        let has = |page: &str| project.root().join("public").join(page).exists();
        (run.code, has("a.html"), has("content/a.html"))
    };
    let root = ">>> a.md\n# A\n";
    assert_eq!(built("title: T\n", root), (Some(0), true, false));
    let both = ">>> a.md\n# A\n>>> content/b.md\n# B\n";
    assert_eq!(built("title: T\n", both), (Some(0), false, false));
    for settings in [
        "content: content\n",
        "content: docs\n",
        "content: ../docs\n",
        "content:\n",
        "title: [\n",
        "title: T\n  content: docs\n",
    ] {
        let (code, is_at_root, _) = built(settings, root);
        assert!(code != Some(0) && !is_at_root, "{settings}: {code:?}");
    }
}
