//! A build that is killed, interrupted, paused or run twice at once: the folder holds the complete old or new site, and
//! the next build succeeds and leaves no temporary files.
#![allow(clippy::unwrap_used)]
#![cfg(target_os = "linux")]

mod support;

use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::fs::FlockOperation;
use support::site::{Random, Run, build, casebook, cases, generated, litter, tree};
use support::switching::Switching;

fn signal(child: &Child, signal: &str) {
    let kill = format!("kill -{signal} {}", child.id());
    let sent = Command::new("sh")
        .args(["-c", &kill])
        .stderr(Stdio::null())
        .status();
    assert!(sent.unwrap().code().is_some());
}

fn run(command: &mut Command) -> Run {
    command.output().unwrap().into()
}

#[test]
fn a_build_killed_at_any_time_leaves_a_whole_site() {
    let mut site = Switching::new(60);
    site.switch();
    let start = Instant::now();
    site.start().wait().unwrap();
    let whole_build = start.elapsed();
    let mut random = Random(1);
    let mut seen = [0, 0];
    for round in 0..cases(20, 200) {
        site.switch();
        let mut child = site.start();
        let share = random.below(1100) as u32;
        std::thread::sleep(whole_build * share / 1000);
        child.kill().unwrap();
        child.wait().unwrap();
        let when = format!("round {round}, {share} thousandths of a build");
        let found = site.assert_whole(&[1 - site.now, site.now], &when);
        seen[usize::from(found == site.now)] += 1;
        site.assert_recovers(&when);
    }
    println!("{} old sites and {} new ones", seen[0], seen[1]);
}

/// The last thing a build writes before the swap is the manifest of the new site.
#[test]
fn a_build_killed_around_the_swap_leaves_a_whole_site() {
    let mut site = Switching::new(30);
    let manifest = site
        .root()
        .join(".casebook-staging-public/.casebook-manifest.json");
    let mut random = Random(2);
    let mut seen = [0, 0, 0];
    for round in 0..cases(10, 50) {
        site.switch();
        let mut child = site.start();
        // At the start of the build it is there without files.
        let is_written = || manifest.metadata().is_ok_and(|found| found.len() > 1000);
        while !is_written() && child.try_wait().unwrap().is_none() {
            std::hint::spin_loop();
        }
        let wait = Duration::from_micros(random.below(3000) as u64);
        let start = Instant::now();
        while start.elapsed() < wait {
            std::hint::spin_loop();
        }
        let _ = child.kill();
        child.wait().unwrap();
        let when = format!("round {round}, {wait:?} after the manifest");
        let found = site.assert_whole(&[1 - site.now, site.now], &when);
        seen[usize::from(found == site.now)] += 1;
        seen[2] += usize::from(!litter(site.root()).is_empty());
        site.assert_recovers(&when);
    }
    println!(
        "{} old sites, {} new ones, {} with litter",
        seen[0], seen[1], seen[2]
    );
}

/// Runs only where `strace` can stop a build at a given system call.
#[test]
fn a_build_killed_at_an_exact_call_leaves_a_whole_site() {
    let mut site = Switching::new(20);
    let traced = Command::new("strace").arg("-V").output();
    if !traced.is_ok_and(|out| out.status.success()) {
        support::left_out("builds stopped at a call of the system: there is no strace");
        return;
    }
    // The call, how many of its occurrences to stop at, and whether the swap has happened by then.
    let calls: &[(&str, usize, bool)] = &[
        ("mkdir", 12, false),
        ("link,linkat", 9, false),
        ("renameat2", 1, false),
        ("unlink,unlinkat", 60, true),
        ("rmdir", 9, true),
    ];
    let mut random = Random(3);
    let (mut stopped, mut tried) = (0, 0);
    for (call, most, swapped) in calls {
        for _ in 0..cases(2, *most) {
            let nth = 1 + random.below(*most);
            site.switch();
            let mut command = Command::new("strace");
            command
                .args(["-f", "-qq", "-o", "/dev/null", "-e"])
                .arg(format!("trace={call}"))
                .arg("-e")
                .arg(format!("inject={call}:signal=KILL:when={nth}"))
                .arg(env!("CARGO_BIN_EXE_casebook"))
                .args(["build", "-q", "--as-of", support::TODAY])
                .current_dir(site.root())
                .stdout(Stdio::null())
                .stderr(Stdio::null());
            let ended = command.status().unwrap();
            let when = format!("{call} number {nth}");
            let killed = ended.signal() == Some(9) || ended.code() == Some(128 + 9);
            tried += 1;
            stopped += usize::from(killed);
            let (old, new) = (1 - site.now, site.now);
            let allowed: &[usize] = match (killed, swapped) {
                (false, _) => &[old, new],
                (true, false) => &[old],
                (true, true) => &[new],
            };
            site.assert_whole(allowed, &when);
            site.assert_recovers(&when);
        }
    }
    println!("{stopped} of {tried} were stopped at the call");
    assert!(stopped > tried / 3, "{stopped} of {tried}");
}

#[test]
fn a_build_that_gets_a_stop_signal_leaves_a_whole_site() {
    let mut site = Switching::new(60);
    for (round, stop) in ["TERM", "INT", "HUP"].into_iter().enumerate() {
        site.switch();
        let mut child = site.start();
        let staging = site.root().join(".casebook-staging-public");
        while staging.symlink_metadata().is_err() && child.try_wait().unwrap().is_none() {
            std::hint::spin_loop();
        }
        signal(&child, stop);
        child.wait().unwrap();
        let when = format!("{stop} in round {round}");
        site.assert_whole(&[1 - site.now, site.now], &when);
        site.assert_recovers(&when);
    }
}

#[test]
fn builds_at_once_publish_or_say_that_the_output_is_locked() {
    let mut site = Switching::new(20);
    let mut locked = 0;
    for round in 0..cases(10, 100) {
        site.switch();
        let start = || {
            let mut command = casebook(site.root(), &["build", "-q"]);
            command
                .stdout(Stdio::null())
                .stderr(Stdio::piped())
                .spawn()
                .unwrap()
        };
        let children = [start(), start(), start()];
        let runs = children.map(|child| Run::from(child.wait_with_output().unwrap()));
        for run in &runs {
            let is_locked = run.code == Some(2)
                && run.err.contains("public` is locked by another build")
                && run.err.contains("wait until it has ended");
            locked += usize::from(is_locked);
            assert!(run.code == Some(0) || is_locked, "round {round}: {run:?}");
        }
        assert!(runs.iter().any(|run| run.code == Some(0)), "round {round}");
        site.assert_whole(&[site.now], &format!("round {round}"));
        assert!(litter(site.root()).is_empty());
    }
    println!("{locked} builds were told that the output is locked");
}

#[test]
fn a_lock_ends_with_its_holder() {
    let project = generated(10, "x");
    build(project.root(), &["-q"]).exits(0);
    let before = tree(&project.root().join("public"));
    let folder = fs::File::open(project.root().join("public")).unwrap();
    rustix::fs::flock(&folder, FlockOperation::LockExclusive).unwrap();
    // The child inherits the lock; the command closes its own copy here.
    let mut holder = Command::new("sleep")
        .arg("60")
        .stdin(folder)
        .spawn()
        .unwrap();
    project.write("docs/late.md", "# Late\n");
    build(project.root(), &["-q"])
        .exits(2)
        .says("public` is locked by another build");
    assert_eq!(tree(&project.root().join("public")), before);
    holder.kill().unwrap();
    holder.wait().unwrap();
    build(project.root(), &["-q"]).exits(0);
    assert!(project.root().join("public/late.html").exists());
}

#[test]
fn a_build_that_is_paused_keeps_its_lock_and_ends_well() {
    let mut site = Switching::new(60);
    site.switch();
    let mut child = site.start();
    let staging = site.root().join(".casebook-staging-public");
    while staging.symlink_metadata().is_err() {
        assert!(
            child.try_wait().unwrap().is_none(),
            "too quick to be paused"
        );
        std::hint::spin_loop();
    }
    signal(&child, "STOP");
    let other = run(&mut casebook(site.root(), &["build", "-q"]));
    signal(&child, "CONT");
    assert!(child.wait().unwrap().success());
    other.exits(2).says("is locked by another build");
    site.assert_whole(&[site.now], "after the pause");
    assert!(litter(site.root()).is_empty());
}

#[test]
fn anything_in_the_place_of_the_staging_folder_is_named() {
    let project = generated(10, "x");
    build(project.root(), &["-q"]).exits(0);
    let staging = project.root().join(".casebook-staging-public");
    let edit = |word: &str| project.write("docs/late.md", format!("# {word}\n"));

    // Half a site, as somebody who guesses the name could put it there.
    fs::create_dir_all(staging.join("problems")).unwrap();
    fs::write(staging.join("problems/half.html"), "<p").unwrap();
    edit("one");
    build(project.root(), &["-q"])
        .exits(2)
        .says(".casebook-staging-public` was not left by a build on this machine")
        .says("help: move it elsewhere or delete it");
    fs::remove_dir_all(&staging).unwrap();
    build(project.root(), &["-q"]).exits(0);
    assert!(litter(project.root()).is_empty());

    // A file or a link of that name is not casebook's: it is kept, and the message names it.
    let before = tree(&project.root().join("public"));
    fs::write(&staging, "mine").unwrap();
    edit("two");
    build(project.root(), &["-q"])
        .exits(2)
        .says(".casebook-staging-public`: something else has that name");
    assert_eq!(fs::read_to_string(&staging).unwrap(), "mine");
    fs::remove_file(&staging).unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    fs::write(elsewhere.path().join("mine.txt"), "mine").unwrap();
    std::os::unix::fs::symlink(elsewhere.path(), &staging).unwrap();
    build(project.root(), &["-q"]).exits(2);
    assert!(elsewhere.path().join("mine.txt").exists());
    assert_eq!(tree(&project.root().join("public")), before);
    fs::remove_file(&staging).unwrap();
    build(project.root(), &["-q"]).exits(0);
}
