//! System calls that fail: no disk space, no permission, an I/O error, an interrupt. `strace` makes one call of a build
//! fail. The build then reports it and keeps the last site, or does without the call and writes the new one; the next
//! build succeeds and leaves no temporary files.
#![allow(clippy::unwrap_used)]
#![cfg(target_os = "linux")]

mod support;

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use support::site::{Random, Run, cases, difference, tree};
use support::switching::Switching;
use support::{Project, TODAY};

/// At most this many calls of each kind are recorded.
const CALLS: usize = 200;

/// A kind of system call, with all its names.
struct Kind {
    calls: &'static str,
    errors: &'static [&'static str],
    /// A call that always fails, and its error.
    also: Option<(&'static str, &'static str)>,
}

const fn kind(calls: &'static str, errors: &'static [&'static str]) -> Kind {
    Kind {
        calls,
        errors,
        also: None,
    }
}

const KINDS: &[Kind] = &[
    kind("write", &["ENOSPC", "EIO", "EROFS", "EDQUOT"]),
    kind(
        "openat,?open",
        &["ENOSPC", "EACCES", "EROFS", "EIO", "ENFILE"],
    ),
    kind("?mkdir,mkdirat", &["ENOSPC", "EACCES", "EROFS", "EIO"]),
    kind("?link,linkat", &["ENOSPC", "EACCES", "EPERM", "EMLINK"]),
    kind(
        "?rename,?renameat,renameat2",
        &["ENOSPC", "EACCES", "EROFS", "EIO"],
    ),
    // A file system that cannot exchange two folders, so that two renames are used.
    Kind {
        also: Some(("renameat2", "EINVAL")),
        ..kind("?rename,?renameat", &["ENOSPC", "EACCES", "EROFS", "EIO"])
    },
    kind("?unlink,unlinkat", &["EACCES", "EROFS", "EIO"]),
    kind("?rmdir", &["EACCES", "EROFS", "EIO"]),
    kind("read", &["EIO"]),
    kind("getdents64", &["EIO"]),
    kind("?stat,?lstat,?newfstatat,statx", &["EACCES", "EIO"]),
    kind("flock", &["EIO", "ENOLCK"]),
    // No sync calls, because nothing is synced; if that changes, add them here.
    kind("?fsync,?fdatasync,?sync_file_range,?syncfs", &["EIO"]),
];

/// The messages that an error may have.
fn cause(error: &str) -> &'static [&'static str] {
    match error {
        "ENOSPC" => &["the disk is full", "no space left on device"],
        "EDQUOT" => &["the disk quota is used up"],
        "EACCES" | "EPERM" => &["permission denied", "operation not permitted"],
        "EROFS" => &["the file system is read-only", "read-only file system"],
        "EIO" => &["input/output error"],
        "ENFILE" => &["too many open files in system"],
        _ => panic!("what says {error}?"),
    }
}

fn has_strace() -> bool {
    let able = Command::new("strace").arg("-V").output();
    let able = able.is_ok_and(|out| out.status.success());
    if !able {
        support::left_out("calls of the system that fail: there is no strace");
    }
    able
}

/// A call as `strace` writes it.
#[derive(Debug)]
struct Call {
    /// Its number among the calls of the same name in the same thread, as `strace` counts.
    nth: usize,
    /// All paths in its arguments.
    paths: Vec<String>,
    injected: bool,
}

impl Call {
    /// True if it is about the project or a folder above, not the loader, a terminal or a pipe.
    fn is_of(&self, site: &Switching) -> bool {
        let root = site.root();
        let mut paths = self.paths.iter().map(Path::new);
        paths.any(|path| path.starts_with(root) || root.starts_with(path))
    }
}

/// A command under `strace`, with faults such as `mkdir:error=EIO:when=2`.
fn strace(log: &Path, trace: &str, faults: &[String]) -> Command {
    let mut command = Command::new("strace");
    command.args(["-f", "-qq", "-y", "-s", "0", "-e", "signal=none"]);
    command
        .arg("-o")
        .arg(log)
        .args(["-e", &format!("trace={trace}")]);
    for fault in faults {
        command.args(["-e", &format!("inject={fault}")]);
    }
    command
        .arg(env!("CARGO_BIN_EXE_casebook"))
        .env("NO_COLOR", "1")
        .env("RAYON_NUM_THREADS", "1")
        .stdin(Stdio::null());
    command
}

/// Builds under `strace` with one worker thread, and returns the calls.
fn traced(site: &Switching, kind: &Kind, inject: Option<(&str, usize)>) -> (Run, Vec<Call>) {
    let log = tempfile::NamedTempFile::new().unwrap();
    let mut trace = kind.calls.to_owned();
    let mut faults = Vec::new();
    if let Some((call, error)) = kind.also {
        trace += &format!(",{call}");
        faults.push(format!("{call}:error={error}"));
    }
    if let Some((error, nth)) = inject {
        faults.push(format!("{}:error={error}:when={nth}", kind.calls));
    }
    let mut command = strace(log.path(), &trace, &faults);
    command.args(["build", "--as-of", TODAY, "--root"]);
    let run = Run::from(command.arg(site.root()).output().unwrap());
    (run, calls(&fs::read_to_string(log.path()).unwrap()))
}

fn calls(log: &str) -> Vec<Call> {
    let mut counts: HashMap<(&str, &str), usize> = HashMap::new();
    let mut begun: HashMap<&str, &str> = HashMap::new();
    let mut calls = Vec::new();
    for line in log.lines() {
        let Some((thread, rest)) = line.split_once(' ') else {
            continue;
        };
        let rest = rest.trim_start();
        if rest.starts_with("+++") {
            continue;
        }
        if rest.ends_with("<unfinished ...>") {
            begun.insert(thread, rest);
            continue;
        }
        let start = begun.remove(thread).unwrap_or_default();
        let name = rest.trim_start_matches("<... ").split(['(', ' ']).next();
        let count = counts
            .entry((thread, name.unwrap_or_default()))
            .or_default();
        *count += 1;
        calls.push(Call {
            nth: *count,
            paths: paths(start).chain(paths(rest)).collect(),
            injected: rest.ends_with("(INJECTED)"),
        });
    }
    calls
}

/// The quoted arguments and the names of open files.
fn paths(call: &str) -> impl Iterator<Item = String> + '_ {
    let quoted = call.split('"').skip(1).step_by(2);
    let open = call
        .split('<')
        .skip(1)
        .filter_map(|rest| rest.split('>').next());
    // `strace` writes the working directory beside every path.
    let open = open.filter(|_| !call.contains("AT_FDCWD"));
    quoted
        .chain(open)
        .filter(|path| !path.is_empty())
        .map(str::to_owned)
}

/// The numbers of the calls of this kind about the project, in an ordinary build.
fn numbers(site: &mut Switching, kind: &Kind) -> Vec<usize> {
    site.switch();
    let (run, calls) = traced(site, kind, None);
    run.exits(0);
    site.assert_whole(&[site.now], kind.calls);
    let also = kind.also.is_some();
    let ours = calls
        .iter()
        .filter(|call| call.is_of(site) && !(also && call.injected));
    let mut numbers: Vec<usize> = ours.map(|call| call.nth).filter(|n| *n <= CALLS).collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

/// One number of those; all of them in a full run.
fn sample(numbers: &[usize], random: &mut Random) -> Vec<usize> {
    let mut numbers = numbers.to_vec();
    random.shuffle(&mut numbers);
    numbers.truncate(cases(1, CALLS));
    numbers
}

#[test]
fn a_call_that_fails_is_named_or_done_without() {
    if !has_strace() {
        return;
    }
    let mut site = Switching::new(10);
    let mut random = Random(4);
    let mut wrong = Vec::new();
    for kind in KINDS {
        let numbers = numbers(&mut site, kind);
        let (mut refused, mut harmless) = (0, 0);
        for error in kind.errors {
            for nth in sample(&numbers, &mut random) {
                site.switch();
                let when = format!("{error} at {} number {nth}", kind.calls);
                let (run, calls) = traced(&site, kind, Some((error, nth)));
                if let Some(what) = complaint(&site, &run, &calls, error) {
                    let injected: Vec<_> = calls.iter().filter(|call| call.injected).collect();
                    let Run { code, err, .. } = &run;
                    wrong.push(format!("{when}: {what}: {code:?} {injected:?}\n{err}"));
                }
                match run.code {
                    Some(0) => harmless += 1,
                    _ => refused += 1,
                }
                site.assert_recovers(&when);
            }
        }
        let all = numbers.len();
        println!(
            "{}: {all} calls, {refused} times refused, {harmless} times done without",
            kind.calls
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Why a build ended wrongly; `None` if it ended right.
fn complaint(site: &Switching, run: &Run, calls: &[Call], error: &str) -> Option<String> {
    let injected = |ours: bool| move |call: &&Call| call.injected && call.is_of(site) == ours;
    let ours: Vec<&Call> = calls.iter().filter(injected(true)).collect();
    // If the write of the message failed, there is no message.
    let is_muted = calls.iter().any(|call| injected(false)(&call));
    let (old, new) = (1 - site.now, site.now);
    let allowed: &[usize] = match run.code {
        Some(0) => &[new],
        Some(2) if !ours.is_empty() => &[old, new],
        // The dynamic loader failed.
        Some(127) if is_muted => &[old],
        _ => return Some("ended in another way".to_owned()),
    };
    // A picture that cannot be read is left out with a finding.
    let without = run
        .err
        .contains("`pictures/dot.gif` is not copied: it cannot be read");
    if let Err(differing) = site.whole(allowed)
        && !without
    {
        return Some(format!("neither site: {differing:?}"));
    }
    if run.err.contains("panicked") {
        return Some("panicked".to_owned());
    }
    if run.code != Some(2) || is_muted {
        return None;
    }
    // A folder that should be made exists, and cannot be inspected.
    let is_there = run.err.contains("something else has that name");
    if !is_there && !cause(error).iter().any(|words| run.err.contains(words)) {
        return Some("no cause".to_owned());
    }
    let names = |path: &String| {
        let name = Path::new(path).file_name().and_then(|name| name.to_str());
        // A file that is written beside and then renamed is named as what it becomes.
        let name = name.map(|name| name.strip_suffix(".part").unwrap_or(name));
        name.is_some_and(|name| run.err.contains(name))
    };
    let is_named = ours.iter().flat_map(|call| &call.paths).any(names);
    (!is_named).then(|| "no path".to_owned())
}

#[test]
fn a_call_that_is_interrupted_is_made_again() {
    if !has_strace() {
        return;
    }
    let mut site = Switching::new(10);
    let mut random = Random(5);
    for calls in ["read", "write"] {
        let kind = kind(calls, &["EINTR"]);
        let numbers = numbers(&mut site, &kind);
        assert!(!numbers.is_empty(), "{calls}");
        for nth in sample(&numbers, &mut random) {
            site.switch();
            let when = format!("{calls} number {nth} interrupted");
            let (run, _) = traced(&site, &kind, Some(("EINTR", nth)));
            let loaded = run.code != Some(127);
            assert!(!loaded || run.code == Some(0), "{when}: {}", run.err);
            site.assert_recovers(&when);
        }
    }
}

/// Commands that write into a project leave no partial file.
#[test]
fn a_file_that_cannot_be_written_whole_is_not_there() {
    if !has_strace() {
        return;
    }
    let files = ">>> content/personas/ana.md
---
name: Ana
---
>>> content/note.md
# Note

About [[ana]].
";
    for (fault, args) in [
        ("write:error=ENOSPC:when=1", &["new", "persona", "Bo"][..]),
        ("fsync:error=EIO:when=1", &["new", "persona", "Bo"]),
        ("write:error=ENOSPC:when=1", &["rename", "ana", "bo"]),
        ("fsync:error=EIO:when=2", &["rename", "ana", "bo"]),
        (
            "?rename,renameat:error=EROFS:when=2",
            &["rename", "ana", "bo"],
        ),
        ("?link,linkat:error=ENOSPC:when=1", &["rename", "ana", "bo"]),
        (
            "?unlink,unlinkat:error=EIO:when=1",
            &["rename", "ana", "bo"],
        ),
        ("write:error=ENOSPC:when=1", &["init"]),
        ("fsync:error=EIO:when=1", &["init"]),
    ] {
        let is_init = args[0] == "init";
        let project = Project::new(if is_init { "" } else { files });
        let before = tree(project.root());
        let log = tempfile::NamedTempFile::new().unwrap();
        let trace = fault.split(':').next().unwrap();
        let mut command = strace(log.path(), trace, &[fault.to_owned()]);
        let run: Run = command
            .args(args)
            .current_dir(project.root())
            .output()
            .unwrap()
            .into();
        let when = format!("{fault} in {args:?}: {run:?}");
        let calls = calls(&fs::read_to_string(log.path()).unwrap());
        assert!(calls.iter().any(|call| call.injected), "{when}");
        let after = tree(project.root());
        // If hard links are refused, a rename is used.
        if run.code == Some(0) {
            assert!(fault.starts_with("?link"), "{when}");
            continue;
        }
        assert_eq!(run.code, Some(2), "{when}");
        assert!(run.err.contains("cannot write `"), "{when}");
        assert_eq!(difference(&before, &after), [""; 0], "{when}");
    }
}
