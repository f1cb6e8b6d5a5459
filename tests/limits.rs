//! Limits of the system: file handles, disk space, memory, permissions. The error names path and cause, the exit code
//! is 2, and the last site is kept.
#![allow(clippy::unwrap_used)]
#![cfg(target_os = "linux")]

mod support;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use support::site::{Run, Tree, build, cases, difference, files, litter, tree, write_all};
use support::{Project, TODAY};
use tempfile::TempDir;

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output().unwrap();
    id.stdout.trim_ascii() == b"0"
}

#[test]
fn a_thousand_documents_need_fewer_than_64_file_handles() {
    let project = Project::new("");
    write_all(project.root(), &files(cases(1_000, 5_000), "x"));
    for (i, threads) in ["2", "32"].into_iter().enumerate() {
        project.write("docs/edit.md", format!("# Edit {i}\n"));
        let mut command = Command::new("sh");
        command
            .args(["-c", "ulimit -n 64 && exec \"$@\"", "sh"])
            .arg(env!("CARGO_BIN_EXE_casebook"))
            .args(["build", "-q", "--as-of", TODAY])
            .current_dir(project.root())
            .env("RAYON_NUM_THREADS", threads);
        Run::from(command.output().unwrap()).exits(0);
        assert!(litter(project.root()).is_empty());
    }
    let site = tree(&project.root().join("public"));
    assert!(site.len() > cases(1_000, 5_000), "{}", site.len());
}

#[test]
fn too_few_file_handles_are_an_error_and_no_panic() {
    let project = Project::new("");
    write_all(project.root(), &files(30, "x"));
    build(project.root(), &["-q"]).exits(0);
    let before = tree(&project.root().join("public"));
    project.write("docs/edit.md", "# Edit\n");
    for handles in 4..10 {
        let mut command = Command::new("sh");
        command
            .args(["-c", "ulimit -n $0 && exec \"$@\"", &handles.to_string()])
            .arg(env!("CARGO_BIN_EXE_casebook"))
            .args(["build", "-q", "--as-of", TODAY])
            .current_dir(project.root());
        let run = Run::from(command.output().unwrap());
        assert!(!run.err.contains("panicked"), "{handles}: {}", run.err);
        match run.code {
            Some(0) => return,
            // The dynamic loader may fail before the program starts.
            Some(127) => {}
            Some(2) => {
                assert!(
                    run.err.contains("oo many open files"),
                    "{handles}: {}",
                    run.err
                );
                assert_eq!(tree(&project.root().join("public")), before);
            }
            code => panic!("{handles}: {code:?} {}", run.err),
        }
    }
}

/// A project that another user owns, and a way to build it as that user.
struct Foreign {
    folder: TempDir,
}

const NOBODY: &str = "65534";

impl Foreign {
    /// `None` if the test cannot become another user.
    fn new() -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        write_all(folder.path(), &files(10, "x"));
        let foreign = Foreign { folder };
        if is_root() {
            let owner = format!("{NOBODY}:{NOBODY}");
            let given = Command::new("chown")
                .args(["-R", &owner])
                .arg(foreign.root())
                .status();
            assert!(given.unwrap().success());
            let who = foreign.command(&["id", "-u"]).output();
            if !who.is_ok_and(|out| out.stdout.trim_ascii() == NOBODY.as_bytes()) {
                support::left_out("rights that are missing: root cannot become another user here");
                return None;
            }
        }
        Some(foreign)
    }

    fn root(&self) -> &Path {
        self.folder.path()
    }

    fn command(&self, command: &[&str]) -> Command {
        if !is_root() {
            let mut itself = Command::new(command[0]);
            itself.args(&command[1..]);
            return itself;
        }
        let mut other = Command::new("setpriv");
        other
            .args(["--reuid", NOBODY, "--regid", NOBODY, "--clear-groups"])
            .args(command);
        other
    }

    fn build(&self, args: &[&str]) -> Run {
        let build = [env!("CARGO_BIN_EXE_casebook"), "build", "--as-of", TODAY];
        let mut command = self.command(&[&build, args].concat());
        command.current_dir(self.root()).output().unwrap().into()
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.root().join(path);
        let before = fs::metadata(&path).ok();
        fs::write(&path, text).unwrap();
        if before.is_none() && is_root() {
            let owner = format!("{NOBODY}:{NOBODY}");
            Command::new("chown")
                .arg(owner)
                .arg(&path)
                .status()
                .unwrap();
        }
    }

    fn allow(&self, path: &str, mode: u32) {
        let path = self.root().join(path);
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    fn public(&self) -> Tree {
        tree(&self.root().join("public"))
    }
}

impl Drop for Foreign {
    fn drop(&mut self) {
        for path in [
            "",
            "docs",
            "docs/problems",
            "public",
            "public/problems",
            "static",
        ] {
            let path = self.root().join(path);
            let _ = fs::set_permissions(path, fs::Permissions::from_mode(0o755));
        }
    }
}

#[test]
fn a_first_build_where_nothing_may_be_written_is_named() {
    let Some(project) = Foreign::new() else {
        return;
    };
    project.allow("", 0o555);
    project
        .build(&[])
        .exits(2)
        .says("error: cannot create `")
        .says("public`: permission denied");
    project.build(&["--output", "/proc/casebook"]).exits(2);
    project.build(&["--output", "/sys/a/b"]).exits(2);
    project.allow("", 0o755);
    // The folder cannot be listed.
    let made = project.command(&["mkdir", "-m", "311", "unseen"]);
    assert!(
        { made }
            .current_dir(project.root())
            .status()
            .unwrap()
            .success()
    );
    project
        .build(&["--output", "unseen"])
        .exits(2)
        .says("error: cannot read `")
        .says("unseen`: permission denied");
    project.build(&[]).exits(0);
}

#[test]
fn a_folder_that_may_not_be_written_keeps_the_last_site() {
    let Some(project) = Foreign::new() else {
        return;
    };
    project.build(&[]).exits(0);
    let before = project.public();
    // The staging folder cannot be made in the folder above the output.
    project.write("docs/edit.md", "# Edit\n");
    project.allow("", 0o555);
    project
        .build(&[])
        .exits(2)
        .says(".casebook-staging-public`: permission denied")
        .says("the folder above must be writable");
    assert_eq!(project.public(), before);
    project.allow("", 0o755);
    project.build(&[]).exits(0);
    assert_ne!(project.public(), before);
    // Files of the old site cannot be linked or removed.
    for (round, part) in ["public", "public/problems"].into_iter().enumerate() {
        project.write("docs/edit.md", &format!("# Edit {round}\n"));
        project.write(
            &format!("docs/problems/edit-{round}.md"),
            "---\ntitle: E\npersonas: [persona-0]\n---\n",
        );
        let before = project.public();
        project.allow(part, 0o555);
        let run = project.build(&[]);
        let now = project.public();
        // Either the old site is kept and the message says why, or the new one is complete.
        match run.code {
            Some(2) => {
                assert!(run.err.contains("permission denied"), "{part}: {}", run.err);
                let is_new = now.contains_key(&format!("problems/edit-{round}.html"));
                assert!(
                    now == before || is_new,
                    "{part}: {:?}",
                    difference(&now, &before)
                );
            }
            Some(0) => assert_ne!(now, before),
            code => panic!("{part}: {code:?} {}", run.err),
        }
        for folder in [
            ".casebook-staging-public",
            ".casebook-staging-public/problems",
        ] {
            if project.root().join(folder).exists() {
                project.allow(folder, 0o755);
            }
        }
        project.allow(part, 0o755);
        project.build(&[]).exits(0);
        assert!(litter(project.root()).is_empty(), "{part}");
    }
}

#[test]
fn a_picture_that_becomes_unreadable_is_reported() {
    let Some(project) = Foreign::new() else {
        return;
    };
    project.write("docs/picture.gif", "GIF89a");
    project.write("docs/with.md", "# With\n\n![A picture](picture.gif)\n");
    project.build(&["--no-search"]).exits(0);
    project.allow("docs/picture.gif", 0o000);
    // Neither its time nor its size has changed.
    for _ in 0..2 {
        project
            .build(&["--no-search"])
            .exits(0)
            .says("it cannot be read");
    }
    project.allow("docs/picture.gif", 0o644);
    let run = project.build(&["--no-search"]).exits(0);
    assert!(!run.err.contains("it cannot be read"), "{}", run.err);
}

#[test]
fn an_input_that_may_not_be_read_is_named_and_the_last_site_stays() {
    let Some(project) = Foreign::new() else {
        return;
    };
    project.build(&[]).exits(0);
    let before = project.public();
    project.write("docs/index.md", "# New home\n\n[data](data.csv)\n");
    project.write("docs/data.csv", "a,b\n");
    for path in [
        "docs/index.md",
        "docs/problems/problem-0.md",
        "casebook.yaml",
        "static/own.css",
        "docs/problems",
        "static",
        "docs",
    ] {
        let mode = fs::metadata(project.root().join(path))
            .unwrap()
            .permissions()
            .mode();
        project.allow(path, 0o000);
        let run = project.build(&[]);
        project.allow(path, mode);
        assert!(run.err.contains(path), "{path}: {}", run.err);
        assert!(
            run.err.to_lowercase().contains("permission denied"),
            "{path}: {}",
            run.err
        );
        assert!(!run.err.contains("os error"), "{path}: {}", run.err);
        run.exits(2);
        assert_eq!(project.public(), before, "{path}");
    }
    // A file beside the content is left out and named.
    project.allow("docs/data.csv", 0o000);
    let run = project.build(&["--verbose"]);
    project.allow("docs/data.csv", 0o644);
    run.exits(0)
        .says("`data.csv` is not copied: it cannot be read");
    project.build(&[]).exits(0);
    assert!(project.public().contains_key("data.csv"));
}

/// The script runs in its own mount namespace, so that the small disk is removed with it.
#[test]
fn a_full_disk_leaves_the_last_site_and_is_named() {
    let able = Command::new("unshare")
        .args(["-m", "mount", "-t", "tmpfs", "none", "/mnt"])
        .output();
    if !able.is_ok_and(|out| out.status.success()) {
        support::left_out("a full disk: only root can mount a small one");
        return;
    }
    let outer = tempfile::tempdir().unwrap();
    let root = outer.path().join("ours");
    write_all(&root, &files(10, "x"));
    for (disk, bulk) in [
        // One large file, many pages, or too many files.
        ("size=1m", Bulk::File),
        ("size=1m", Bulk::Pages),
        ("nr_inodes=150", Bulk::Pages),
    ] {
        fs::create_dir_all(outer.path().join("disk")).unwrap();
        let script = format!(
            "set -e
            mount -t tmpfs -o {disk} none disk
            cd ours
            build() {{ \"$0\" build -q --as-of {TODAY} --output ../disk/site; }}
            build
            cp -a ../disk/site ../before
            mv ../bulk docs/bulk
            code=0; build 2> ../said || code=$?
            echo $code > ../code
            cp -a ../disk ../after
            mv docs/bulk ../bulk
            build
            cp -a ../disk ../again"
        );
        bulk.write(&outer.path().join("bulk"));
        let mut command = Command::new("unshare");
        command
            .args(["-m", "sh", "-c", &script, env!("CARGO_BIN_EXE_casebook")])
            .current_dir(outer.path());
        Run::from(command.output().unwrap()).exits(0);

        let read = |name: &str| fs::read_to_string(outer.path().join(name)).unwrap();
        let said = read("said");
        assert_eq!(read("code"), "2\n", "{disk}: {said}");
        assert!(
            said.contains("disk/site") && said.contains("`: the disk is full"),
            "{disk}: {said}"
        );
        let folder = |name: &str| outer.path().join(name);
        assert_eq!(
            tree(&folder("after/site")),
            tree(&folder("before")),
            "{disk}"
        );
        assert!(litter(&folder("after")).is_empty(), "{disk}");
        // The fixed project builds again.
        assert_eq!(
            tree(&folder("again/site")),
            tree(&folder("before")),
            "{disk}"
        );
        for name in ["before", "after", "again", "bulk"] {
            fs::remove_dir_all(folder(name)).unwrap();
        }
    }
}

enum Bulk {
    File,
    Pages,
}

impl Bulk {
    fn write(&self, folder: &PathBuf) {
        fs::create_dir_all(folder).unwrap();
        match self {
            Bulk::File => {
                fs::write(folder.join("a.md"), "# A\n\n[data](data.csv)\n").unwrap();
                fs::write(folder.join("data.csv"), "1,2,3\n".repeat(300_000)).unwrap();
            }
            Bulk::Pages => {
                for i in 0..300 {
                    let text = format!("# Page {i}\n\n{}\n", "many words ".repeat(300));
                    fs::write(folder.join(format!("page-{i}.md")), text).unwrap();
                }
            }
        }
    }
}

/// With the signal ignored, which makes it an error, and with the signal itself.
#[test]
fn a_file_that_may_not_grow_that_long_leaves_the_last_site() {
    let project = Project::new("");
    write_all(project.root(), &files(10, "x"));
    build(project.root(), &["-q"]).exits(0);
    let before = tree(&project.root().join("public"));
    // Half of it is written before the next write fails.
    let text = format!("# Long\n\n{}\n", "many words ".repeat(10_000));
    project.write("docs/long.md", text);
    for (trap, code) in [("trap '' XFSZ", Some(2)), (":", None)] {
        let script = format!("{trap}; ulimit -f 64 && exec \"$@\"");
        let mut command = Command::new("sh");
        command
            .args(["-c", &script, "sh"])
            .arg(env!("CARGO_BIN_EXE_casebook"))
            .args(["build", "-q", "--as-of", TODAY])
            .current_dir(project.root());
        let run = Run::from(command.output().unwrap());
        assert_eq!(run.code, code, "{}", run.err);
        if code.is_some() {
            let run = run
                .says("cannot write `")
                .says("long.html`: file too large");
            assert!(!run.err.contains("panicked"), "{}", run.err);
        }
        assert_eq!(tree(&project.root().join("public")), before);
    }
    build(project.root(), &["-q"]).exits(0);
    assert!(litter(project.root()).is_empty());
    assert!(project.root().join("public/long.html").exists());
}

/// A build with a limit on its address space, in MiB.
fn build_within(mebibytes: usize, root: &Path) -> Run {
    let limit = (mebibytes * 1024).to_string();
    let mut command = Command::new("sh");
    command
        .args(["-c", "ulimit -v $0 && exec \"$@\"", &limit])
        .arg(env!("CARGO_BIN_EXE_casebook"))
        .args(["build", "-q", "--as-of", TODAY])
        .current_dir(root)
        .env("RAYON_NUM_THREADS", "2");
    command.output().unwrap().into()
}

/// A text as long as a real one.
fn words(number: usize) -> String {
    let word = |i: usize| format!("word{} ", (number * 7 + i * i) % 5_000);
    let words: Vec<String> = (0..500).map(word).collect();
    format!("\n{}\n", words.concat())
}

#[test]
fn little_memory_is_enough_or_leaves_the_last_site() {
    let project = Project::new("");
    let mut files = files(cases(1_000, 10_000), "x");
    for (number, (path, text)) in files.iter_mut().enumerate() {
        if path.ends_with(".md") {
            *text += &words(number);
        }
    }
    write_all(project.root(), &files);
    // Most of it goes into the search index; the program with its debug information alone is 130 MiB.
    build_within(cases(384, 1024), project.root()).exits(0);
    let limits = [512, 96, 384, 256, 192, 64];
    for mebibytes in &limits[..cases(2, limits.len())] {
        let before = tree(&project.root().join("public"));
        project.write("docs/edit.md", format!("# With {mebibytes}\n"));
        let run = build_within(*mebibytes, project.root());
        println!(
            "{mebibytes} MiB: {:?} {}",
            run.code,
            run.err.lines().next().unwrap_or_default()
        );
        let now = tree(&project.root().join("public"));
        match run.code {
            Some(0) => assert_ne!(now, before),
            Some(2) => {
                let said = ["error: ", "memory allocation of"];
                let is_said = said.iter().any(|words| run.err.contains(words));
                assert!(is_said, "{mebibytes}: {}", run.err);
                assert_eq!(difference(&now, &before), [""; 0], "{mebibytes}");
            }
            code => panic!("{mebibytes}: {code:?} {}", run.err),
        }
        build(project.root(), &["-q"]).exits(0);
        assert!(litter(project.root()).is_empty(), "{mebibytes}");
    }
}
