//! The preview and `build --watch` while files change in the ways of editors and tools.
#![allow(clippy::unwrap_used)]
#![cfg(target_os = "linux")]

mod support;

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use support::edits::Editor;
use support::server::Server;
use support::site::{
    Random, Tree, build, casebook, cases, difference, files, generated, tree, write_all,
};

/// The output of a build of the project as it is now.
fn built(root: &Path) -> Tree {
    let folder = tempfile::tempdir().unwrap();
    let output = folder.path().join("site");
    build(
        root,
        &["-q", "--keep-going", "--output", output.to_str().unwrap()],
    );
    let mut site = tree(&output);
    // The preview makes the search index on the first search, which takes long; another test covers it.
    site.retain(|name, _| !name.starts_with("pagefind/"));
    site
}

/// Pages as they are served, without the element that loads the live client.
fn served(server: &Server, names: &Tree) -> Tree {
    let get = |name: &String| {
        let answer = server.get(&format!("/{}", casebook::page::encode_path(name)));
        let mut bytes = answer.body;
        if name.ends_with(".html") {
            let text = String::from_utf8_lossy(&bytes).into_owned();
            let start = text
                .find("<script src=\"/__casebook/live.js\"")
                .unwrap_or(text.len());
            let end = text[start..]
                .find("</script>")
                .map_or(start, |i| start + i + 9);
            bytes = format!("{}{}", &text[..start], &text[end..]).into_bytes();
        }
        let status = if name == "404.html" {
            200
        } else {
            answer.status
        };
        (
            name.clone(),
            if status == 200 {
                bytes
            } else {
                format!("{status}").into_bytes()
            },
        )
    };
    names.keys().map(get).collect()
}

/// Waits until the preview serves the same pages as a build.
#[track_caller]
fn assert_converges(server: &Server, root: &Path, what: &str) {
    let right = built(root);
    let start = Instant::now();
    loop {
        let wrong = difference(&served(server, &right), &right);
        if wrong.is_empty() {
            return;
        }
        assert!(
            start.elapsed() < Duration::from_secs(60),
            "{what}: {wrong:?}\n{}",
            server.said()
        );
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn problem(title: &str, text: &str) -> String {
    format!("---\ntitle: {title}\nneed: know it\npersonas: [persona-0]\n---\n{text}\n")
}

const PAGE: &str = "docs/problems/problem-0.md";
const URL: &str = "/problems/problem-0.html";

#[test]
fn after_random_edits_the_preview_equals_a_build() {
    let project = generated(16, "word");
    let root = project.root();
    let server = Server::start(root, &[]);
    let mut editor = Editor::new(root, 11);
    for n in 0..cases(25, 300) {
        // The preview shows the last good version of a broken file, and a build does not.
        let edit = loop {
            let edit = editor.edit();
            let is_broken = fs::read_to_string(root.join("docs/problems/broken.md"))
                .is_ok_and(|t| t.contains("title: ["));
            if !is_broken {
                break edit;
            }
            fs::remove_file(root.join("docs/problems/broken.md")).unwrap();
        };
        assert_converges(&server, root, &format!("edit {n} {edit:?}"));
    }
}

#[test]
fn after_every_way_to_save_the_preview_equals_a_build() {
    let project = generated(16, "word");
    let root = project.root();
    let server = Server::start(root, &[]);
    server.shows(URL, "Problem 0");
    let path = root.join(PAGE);

    // watch-truncate: written in two parts; the first alone is never shown.
    fs::write(&path, "").unwrap();
    std::thread::sleep(Duration::from_millis(50));
    assert!(
        server.get(URL).text().contains("Body word"),
        "an empty page was shown"
    );
    let text = problem("Cut", "Whole.");
    fs::write(&path, &text[..20]).unwrap();
    std::thread::sleep(Duration::from_millis(50));
    fs::write(&path, &text).unwrap();
    server.shows(URL, "Whole.");
    assert_converges(&server, root, "watch-truncate");

    // watch-vim-backup: `a` becomes `a~`, a new `a` is written, `a~` is removed.
    fs::rename(&path, path.with_extension("md~")).unwrap();
    fs::write(&path, problem("Vim", "Saved by vim.")).unwrap();
    fs::remove_file(path.with_extension("md~")).unwrap();
    server.shows(URL, "Saved by vim.");
    assert_converges(&server, root, "watch-vim-backup");

    // watch-extless
    project.write("static/CNAME", "other.example.org\n");
    server.shows("/CNAME", "other.example.org");

    // watch-remove-then-exists: renamed over, which some systems report as a removal.
    fs::write(path.with_extension("new"), problem("Over", "Renamed over.")).unwrap();
    fs::rename(path.with_extension("new"), &path).unwrap();
    server.shows(URL, "Renamed over.");

    // watch-mtime-back
    let old = root.join("older");
    fs::write(&old, problem("Old", "An older file.")).unwrap();
    let done = Command::new("touch")
        .args(["-d", "2001-01-01"])
        .arg(&old)
        .status();
    assert!(done.unwrap().success());
    assert!(
        Command::new("cp")
            .arg("-p")
            .args([&old, &path])
            .status()
            .unwrap()
            .success()
    );
    server.shows(URL, "An older file.");

    // watch-same-length-mtime-back: written in place, with the same length, and with the time it had before.
    fs::write(&path, problem("Same", "First state.")).unwrap();
    server.shows(URL, "First state.");
    std::thread::sleep(Duration::from_millis(2_500));
    assert_converges(&server, root, "before watch-same-length-mtime-back");
    let time = fs::metadata(&path).unwrap().modified().unwrap();
    fs::write(&path, problem("Same", "Other state.")).unwrap();
    let file = fs::File::options().write(true).open(&path).unwrap();
    file.set_modified(time).unwrap();
    server.shows(URL, "Other state.");
    assert_converges(&server, root, "watch-same-length-mtime-back");

    // watch-data-edit: a persona's name on the pages of others.
    let persona = root.join("docs/personas/persona-0.md");
    let text = fs::read_to_string(&persona)
        .unwrap()
        .replace("Ana 0 word", "Berta");
    fs::write(&persona, text).unwrap();
    server.shows(URL, "Berta");

    // watch-undraft
    project.write(
        "docs/problems/fresh.md",
        problem("Fresh", "Draft text.").replace("---\ntitle", "---\ndraft: true\ntitle"),
    );
    // The file exists before its text does, so for a moment it is an empty page.
    std::thread::sleep(Duration::from_millis(100));
    let fresh = "/problems/fresh.html";
    let draft = server.until(fresh, |answer| answer.status == 404, "no page of a draft");
    assert!(!draft.text().contains("Draft text."));
    project.write("docs/problems/fresh.md", problem("Fresh", "Draft text."));
    server.shows("/problems/fresh.html", "Draft text.");

    // New folders with files in them.
    project.write("docs/deep/er/and/deeper.md", "# Deeper\n");
    server.shows("/deep/er/and/deeper.html", "Deeper");
    project.write("docs/deep/er/and/deeper.md", "# Deeper still\n");
    server.shows("/deep/er/and/deeper.html", "Deeper still");

    // A folder that is moved, with an edit under its new name.
    fs::rename(root.join("docs/deep"), root.join("docs/moved")).unwrap();
    server.shows("/moved/er/and/deeper.html", "Deeper still");
    project.write("docs/moved/er/and/deeper.md", "# Deepest\n");
    server.shows("/moved/er/and/deeper.html", "Deepest");
    project.write(
        "templates/components/site_footer.html",
        "{% component site_footer() %}<footer>own</footer>{% endcomponent site_footer %}",
    );
    assert_converges(&server, root, "all of it");
}

#[test]
fn content_that_is_deleted_and_made_again_needs_no_restart() {
    let project = generated(16, "word");
    let root = project.root();
    let server = Server::start(root, &[]);
    server.shows(URL, "Problem 0");
    for n in 0..3 {
        fs::remove_dir_all(root.join("docs")).unwrap();
        server.until(URL, |a| a.status == 404, "gone");
        write_all(root, &files(16, &format!("again{n}")));
        server.shows(URL, &format!("Problem 0 again{n}"));
        project.write(PAGE, problem("Edited", &format!("Edited {n}.")));
        server.shows(URL, &format!("Edited {n}."));
    }
    assert_converges(&server, root, "watch-rm-recreate-root");
}

#[test]
fn a_switch_of_branches_takes_few_rebuilds_and_equals_a_build() {
    let many = cases(400, 2000);
    let project = generated(many, "before");
    let root = project.root();
    let server = Server::start(root, &[]);
    server.shows(URL, "Problem 0 before");
    write_all(root, &files(many, "after"));
    server.shows(URL, "Problem 0 after");
    let last = format!("/problems/problem-{}.html", 3 * (many / 10) - 1);
    server.shows(&last, "after");
    let version: u64 = findings(&server, "index.html")["version"].as_u64().unwrap();
    assert!(version < 40, "{version} editions");
    assert_converges(&server, root, "watch-branch-switch");
}

fn findings(server: &Server, page: &str) -> serde_json::Value {
    let answer = server.get(&format!("/__casebook/findings.json?page={page}"));
    serde_json::from_slice(&answer.body).unwrap()
}

#[test]
fn a_server_that_starts_with_a_broken_project_recovers() {
    let project = generated(16, "word");
    let root = project.root();
    project.write(PAGE, "---\ntitle: [\n---\n");
    let server = Server::start(root, &[]);
    server.shows("/", "Home");
    assert_eq!(server.get(URL).status, 404);
    let panel = findings(&server, "404.html");
    assert_eq!(
        panel["site_findings"][0]["code"], "front-matter-invalid",
        "{panel}"
    );
    project.write(PAGE, problem("Mended", "Fine."));
    server.shows(URL, "Fine.");
    // Settings that cannot be read, from the start.
    drop(server);
    project.write("casebook.yaml", "title: [\n");
    let server = Server::start(root, &[]);
    server.until("/", |a| a.status == 404 || a.status == 200, "answered");
    assert_eq!(findings(&server, "index.html")["broken"], true);
    project.write("casebook.yaml", "title: Back\ncontent: docs\n");
    server.shows("/", "Back");
    // A theme that does not compile, from the start.
    drop(server);
    project.write("templates/base.html", "{% if");
    let server = Server::start(root, &[]);
    server.until("/", |a| a.status == 404, "nothing yet");
    let panel = findings(&server, "index.html");
    assert_eq!(
        (&panel["broken"], &panel["site_findings"][0]["code"]),
        (&true.into(), &"template-invalid".into()),
        "{panel}"
    );
    fs::remove_file(root.join("templates/base.html")).unwrap();
    server.shows("/", "Back");
}

#[test]
fn a_broken_edit_keeps_the_last_good_page_and_says_why() {
    let project = generated(16, "word");
    let root = project.root();
    project.write(
        "casebook.yaml",
        "content: docs\npreview: {editor: 'vscode://file/{path}:{line}:{column}'}\n",
    );
    let server = Server::start(root, &[]);
    server.shows(URL, "Problem 0");
    // Renamed in one step: written in place, a busy machine might correctly show an empty page.
    project.write("broken", "---\ntitle: [\n---\nBroken.\n");
    fs::rename(root.join("broken"), root.join(PAGE)).unwrap();
    server.until(
        "/__casebook/findings.json?page=problems/problem-0.html",
        |a| a.text().contains("\"broken\":true"),
        "broken",
    );
    server.shows(URL, "Body word");
    let panel = findings(&server, "problems/problem-0.html");
    let own = &panel["page_findings"][0];
    assert_eq!(own["code"], "front-matter-invalid", "{panel}");
    let place = own["place"].as_str().unwrap();
    assert!(place.starts_with("docs/problems/problem-0.md:"), "{place}");
    let real = fs::canonicalize(root).unwrap();
    let href = format!("vscode://file{}/{place}", real.to_string_lossy());
    assert_eq!(
        own["href"].as_str().unwrap().replace("file//", "file/"),
        href
    );
    // The same message as from `check`.
    let checked = casebook(root, &["check"]).output().unwrap();
    let checked = String::from_utf8(checked.stdout).unwrap();
    assert!(
        checked.contains(own["snippet"].as_str().unwrap().trim_end()),
        "{checked}"
    );
    // On other pages it is a finding of the site.
    assert_eq!(findings(&server, "index.html")["broken"], false);
    // Broken settings are not applied; edits of other files are.
    let settings = fs::read(root.join("casebook.yaml")).unwrap();
    project.write("casebook.yaml", "content: [\n");
    server.until(
        "/__casebook/findings.json?page=index.html",
        |a| a.text().contains("\"broken\":true"),
        "broken",
    );
    project.write("docs/guide/second.md", "# Second meanwhile\n");
    server.shows("/guide/second.html", "Second meanwhile");
    fs::write(root.join("casebook.yaml"), settings).unwrap();
    server.until(
        "/__casebook/findings.json?page=index.html",
        |a| a.text().contains("\"broken\":false"),
        "mended",
    );
    project.write(PAGE, problem("Fine", "Mended."));
    server.shows(URL, "Mended.");
    assert_eq!(
        findings(&server, "problems/problem-0.html")["broken"],
        false
    );
    // A template that fails only when it is rendered is found although no browser requests the page.
    project.write(
        "templates/entry.html",
        "{% extends \"base.html\" %}{% block main %}{{ nothing.at.all }}{% endblock main %}",
    );
    server.until(
        "/__casebook/findings.json?page=index.html",
        |a| a.text().contains("template-invalid"),
        "found in the background",
    );
    server.shows(URL, "Mended.");
    assert_eq!(findings(&server, "problems/problem-0.html")["broken"], true);
    fs::remove_file(root.join("templates/entry.html")).unwrap();
    server.until(
        "/__casebook/findings.json?page=index.html",
        |a| !a.text().contains("template-invalid"),
        "mended",
    );
}

#[test]
fn changes_to_files_that_are_no_input_make_no_new_revision() {
    let project = generated(16, "word");
    let root = project.root();
    let server = Server::start(root, &[]);
    server.shows(URL, "Problem 0");
    std::thread::sleep(Duration::from_millis(500));
    // watch-helix-bck: a file that may be read but changes no page.
    let fingerprint_on_page = |answer: support::server::Answer| {
        let text = answer.text();
        text.split("data-print=").nth(1).unwrap()[..34].to_owned()
    };
    let print = fingerprint_on_page(server.get(URL));
    for _ in 0..3 {
        project.write("docs/problems/problem-0.md0HlVyu.bck", "x");
        std::thread::sleep(Duration::from_millis(100));
        fs::remove_file(root.join("docs/problems/problem-0.md0HlVyu.bck")).unwrap();
    }
    std::thread::sleep(Duration::from_millis(800));
    assert_eq!(fingerprint_on_page(server.get(URL)), print);
    let before = findings(&server, "index.html")["version"].clone();
    // Hidden files, reads (watch-atime), the output inside the project, and time passing.
    for n in 0..3 {
        project.write("docs/problems/.problem-0.md.swp", format!("{n}"));
        project.write(".git/index", format!("{n}"));
        project.write("node_modules/x/y.md", format!("{n}"));
        built(root);
        build(root, &["-q"]).exits(0);
        std::thread::sleep(Duration::from_millis(if support::site::full() {
            20_000
        } else {
            1000
        }));
    }
    assert_eq!(findings(&server, "index.html")["version"], before);
}

#[test]
fn polling_needs_no_events() {
    let project = generated(16, "word");
    let root = project.root();
    let server = Server::start(root, &["--poll", "0.2"]);
    server.shows(URL, "Problem 0");
    let inotify = format!("/proc/{}/fd", server.id());
    let watches = fs::read_dir(inotify)
        .unwrap()
        .filter_map(|e| fs::read_link(e.unwrap().path()).ok());
    assert_eq!(
        watches
            .filter(|l| l.to_string_lossy().contains("inotify"))
            .count(),
        0
    );
    project.write(PAGE, problem("Polled", "Seen by looking."));
    server.shows(URL, "Seen by looking.");
    fs::remove_file(root.join(PAGE)).unwrap();
    server.until(URL, |a| a.status == 404, "gone");
    assert_converges(&server, root, "watch-poll");
}

#[test]
fn without_watches_it_warns_and_polls() {
    let project = generated(16, "word");
    let inner = casebook(project.root(), &["serve", "--port", "0"]);
    let args: Vec<_> = inner
        .get_args()
        .map(|a| a.to_string_lossy().into_owned())
        .collect();
    let script = "echo 4 > /proc/sys/user/max_inotify_watches || exit 77; exec \"$0\" \"$@\"";
    let limited = |command: &mut Command| {
        command.args(["--user", "--map-root-user", "sh", "-c", script]);
    };
    let mut probe = Command::new("unshare");
    limited(&mut probe);
    if !probe
        .arg("true")
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|s| s.success())
    {
        support::left_out("a limit on watches: this system does not let a process set its own");
        return;
    }
    let mut command = Command::new("unshare");
    limited(&mut command);
    command
        .arg(inner.get_program())
        .args(args)
        .current_dir(project.root());
    let server = Server::spawn(command);
    server.shows(URL, "Problem 0");
    project.write(PAGE, problem("Limited", "Seen without a watch."));
    server.shows(URL, "Seen without a watch.");
    let said = server.said();
    assert!(
        said.contains("limit of watched folders is reached; looking every 1 s instead"),
        "{said}"
    );
}

#[test]
fn an_edit_during_a_rebuild_is_seen() {
    let project = generated(300, "word");
    let root = project.root();
    let server = Server::start(root, &[]);
    server.shows(URL, "Problem 0");
    for n in 0..10 {
        // The first edit starts a rebuild; the second happens during it.
        let persona = root.join("docs/personas/persona-0.md");
        let text = fs::read_to_string(&persona).unwrap();
        fs::write(&persona, text.replacen("name: Ana", "name: Ana A", 1)).unwrap();
        std::thread::sleep(Duration::from_millis(7 * n));
        project.write(PAGE, problem("Middle", &format!("In the middle {n}.")));
        server.shows(URL, &format!("In the middle {n}."));
    }
    assert_converges(&server, root, "watch-during-rebuild");
}

#[test]
fn a_page_that_is_reloaded_during_edits_is_always_complete() {
    let project = generated(60, "word");
    let root = project.root().to_path_buf();
    let server = Server::start(&root, &[]);
    server.shows(URL, "Problem 0");
    let wanted = cases(1000, 10_000);
    let done = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut n = 0;
            while !done.load(std::sync::atomic::Ordering::Relaxed) {
                n += 1;
                let text = problem(&format!("Title {n}"), "Body.");
                match n % 3 {
                    0 => fs::write(root.join(PAGE), text).unwrap(),
                    1 => {
                        fs::write(root.join("docs/aside"), text).unwrap();
                        fs::rename(root.join("docs/aside"), root.join(PAGE)).unwrap();
                    }
                    _ => {
                        fs::remove_file(root.join(PAGE)).unwrap();
                        fs::write(root.join(PAGE), text).unwrap();
                    }
                }
                std::thread::sleep(Duration::from_millis(40));
            }
        });
        for n in 0..wanted {
            let answer = server.get(URL);
            assert_eq!(answer.status, 200, "GET {n}");
            assert!(
                answer.text().ends_with("</html>\n"),
                "GET {n}: {}",
                answer.text()
            );
        }
        done.store(true, std::sync::atomic::Ordering::Relaxed);
    });
    assert_converges(&server, &root, "watch-not-found-flash");
}

#[test]
fn edits_made_while_the_process_was_stopped_are_seen() {
    let project = generated(16, "word");
    let root = project.root();
    let server = Server::start(root, &[]);
    server.shows(URL, "Problem 0");
    server.signal("-STOP");
    write_all(root, &files(16, "asleep"));
    fs::remove_file(root.join("docs/guide/second.md")).unwrap();
    project.write(PAGE, problem("Awake", "Written in its sleep."));
    std::thread::sleep(Duration::from_millis(if support::site::full() {
        60_000
    } else {
        500
    }));
    server.signal("-CONT");
    server.shows(URL, "Written in its sleep.");
    assert_converges(&server, root, "watch-suspend");
}

/// `casebook build --watch`, killed on drop.
struct Building(Child);

impl Drop for Building {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn building(root: &Path, args: &[&str]) -> Building {
    let mut all = vec!["build", "--watch", "--keep-going", "-q"];
    all.extend(args);
    let log = fs::File::create(root.with_extension("log")).unwrap();
    Building(casebook(root, &all).stderr(log).spawn().unwrap())
}

/// Waits until the output is that of a build. A build that fails writes nothing and leaves the last site.
#[track_caller]
fn written(root: &Path, what: &str) {
    let right = built(root);
    let start = Instant::now();
    let published = || {
        // The site may be replaced while it is read; then it is read again.
        let mut site = loop {
            let read = || tree(&root.join("public"));
            if let Ok(site) = std::panic::catch_unwind(read) {
                break site;
            }
        };
        site.retain(|name, _| !name.starts_with("pagefind/"));
        site
    };
    if right.is_empty() {
        assert!(!published().is_empty(), "{what}: the last site is gone");
        return;
    }
    while published() != right {
        let log = fs::read_to_string(root.with_extension("log")).unwrap();
        let wrong = difference(&published(), &right);
        assert!(
            start.elapsed() < Duration::from_secs(20),
            "{what}: {wrong:?}\n{log}"
        );
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn build_watch_writes_the_same_files_as_a_build() {
    let project = generated(16, "word");
    let root = project.root();
    let _building = building(root, &[]);
    written(root, "the first build");
    let unchanged = fs::metadata(root.join("public/guide/start.html"))
        .unwrap()
        .modified()
        .unwrap();
    project.write(PAGE, problem("Only one", "Page."));
    written(root, "one edit");
    let now = fs::metadata(root.join("public/guide/start.html"))
        .unwrap()
        .modified()
        .unwrap();
    assert_eq!(now, unchanged, "a page was written again for nothing");
    let mut editor = Editor::new(root, 5);
    for n in 0..cases(15, 300) {
        let edit = editor.edit();
        written(root, &format!("edit {n} {edit:?}"));
    }
}

/// The file is emptied, as editors do before they write, after the first build and before the watch has begun.
#[test]
fn build_watch_never_writes_a_file_that_is_half_saved() {
    let project = generated(16, "word");
    let root = project.root();
    let plain = root.join("public/guide/start.html");
    let _building = building(root, &[]);
    let start = Instant::now();
    let first = loop {
        if let Ok(there) = fs::metadata(&plain) {
            break there.modified().unwrap();
        }
        assert!(start.elapsed() < Duration::from_secs(60), "no site");
        std::thread::sleep(Duration::from_millis(1));
    };
    project.write(PAGE, "");
    std::thread::sleep(Duration::from_millis(20));
    project.write(PAGE, problem("Only one", "Page."));
    written(root, "one edit");
    let now = fs::metadata(&plain).unwrap().modified().unwrap();
    assert_eq!(now, first, "a site of the empty file was written");
}

/// A tool that writes into the content after each build would otherwise make an endless loop.
#[test]
fn build_watch_does_not_loop_with_a_tool_that_writes_after_every_build() {
    let project = generated(6, "word");
    let root = project.root();
    let _building = building(root, &[]);
    written(root, "the first build");
    let start = Instant::now();
    let mut builds = 0;
    let mut seen = None;
    let log = || fs::read_to_string(root.with_extension("log")).unwrap();
    while !log().contains("changes after every build") {
        let manifest = fs::metadata(root.join("public").join(support::site::MANIFEST));
        let now = manifest.ok().map(|m| m.modified().unwrap());
        if now != seen {
            seen = now;
            builds += 1;
            project.write("docs/guide/tool.md", format!("# Tool\n\n{builds}\n"));
        }
        assert!(
            start.elapsed() < Duration::from_secs(40),
            "{builds} builds\n{}",
            log()
        );
        std::thread::sleep(Duration::from_millis(5));
    }
    assert!((20..40).contains(&builds), "{builds} builds");
}

/// Resident memory in KiB, and the number of threads and open files, of a process.
fn usage(id: u32) -> (usize, usize, usize) {
    let status = fs::read_to_string(format!("/proc/{id}/status")).unwrap();
    let value = |name: &str| -> usize {
        let line = status.lines().find(|l| l.starts_with(name)).unwrap();
        line.split_whitespace().nth(1).unwrap().parse().unwrap()
    };
    let files = fs::read_dir(format!("/proc/{id}/fd")).unwrap().count();
    (value("VmRSS:"), value("Threads:"), files)
}

#[test]
fn a_long_session_takes_no_more_than_a_short_one() {
    let project = generated(30, "word");
    let root = project.root();
    let server = Server::start(root, &[]);
    server.shows(URL, "Problem 0");
    let (warm, all) = (cases(60, 1000), cases(200, 10_000));
    let mut at_first = None;
    for n in 0..all {
        if n == warm {
            at_first = Some(usage(server.id()));
        }
        let text = problem(
            if n % 3 == 0 { "One" } else { "Two" },
            &format!("Edit {n}."),
        );
        project.write(PAGE, text);
        if n % 10 == 9 {
            project.write("docs/coming/and-going.md", format!("# {n}\n"));
        } else if n % 10 == 4 {
            let _ = fs::remove_dir_all(root.join("docs/coming"));
        }
        server.shows(URL, &format!("Edit {n}."));
    }
    let ((memory, threads, files), (now, more, open)) = (at_first.unwrap(), usage(server.id()));
    println!(
        "{all} edits: {memory} -> {now} KiB, {threads} -> {more} threads, {files} -> {open} files"
    );
    // A short run has not warmed up, so only the full run has the promised limit.
    let allowed = if support::site::full() { 110 } else { 130 };
    assert!(now * 100 <= memory * allowed, "{memory} -> {now} KiB");
    assert!(
        more <= threads + 1 && open <= files + 3,
        "{threads} -> {more} threads, {files} -> {open} files"
    );
}

#[test]
fn a_build_and_a_preview_do_not_disturb_each_other() {
    let project = generated(10, "x");
    let server = Server::start(project.root(), &[]);
    for round in 0..cases(3, 30) {
        project.write("docs/guide/start.md", format!("# Start {round}\n"));
        let mut child = casebook(project.root(), &["build", "-q"]).spawn().unwrap();
        let mut answers = 0;
        while child.try_wait().unwrap().is_none() {
            assert_eq!(server.get("/guide/start.html").status, 200, "round {round}");
            answers += 1;
        }
        assert!(child.wait().unwrap().success(), "round {round}");
        assert!(answers > 0, "round {round}");
        server.shows("/guide/start.html", &format!("Start {round}<"));
        let mut public = tree(&project.root().join("public"));
        public.retain(|name, _| !name.starts_with("pagefind/"));
        let found = built(project.root());
        assert_eq!(difference(&public, &found), [""; 0], "round {round}");
        assert_converges(&server, project.root(), &format!("round {round}"));
    }
    assert!(support::site::litter(project.root()).is_empty());
}

/// One random thing that editors and tools do, with pauses of 2 to 100 ms in it.
fn do_something(root: &Path, random: &mut Random, n: usize) -> String {
    let page = root.join(PAGE);
    let pause = |random: &mut Random| {
        std::thread::sleep(Duration::from_millis(2 + random.below(99) as u64));
    };
    let text = |random: &mut Random, version: &str| {
        // An error that is new each time, or none.
        let link = match random.below(2) {
            0 => format!(" See [it](gone-{version}.md)."),
            _ => String::new(),
        };
        problem("Problem 0", &format!("Version {version}.{link}"))
    };
    match random.below(9) {
        0 => {
            let saves = 2 + random.below(4);
            for i in 0..saves {
                fs::write(&page, text(random, &format!("{n}-{i}"))).unwrap();
                pause(random);
            }
            format!("{saves} saves")
        }
        1 => {
            fs::write(&page, "").unwrap();
            pause(random);
            fs::write(&page, text(random, &format!("{n}"))).unwrap();
            "a save that truncates first".into()
        }
        2 => {
            fs::write(&page, "---\ntitle: [broken\n---\n").unwrap();
            pause(random);
            fs::write(&page, text(random, &format!("{n}"))).unwrap();
            "broken front matter, then mended".into()
        }
        3 => {
            let (old, new) = (root.join("docs/decisions"), root.join("docs/moved"));
            let (from, to) = match old.exists() {
                true => (old, new),
                false => (new, old),
            };
            fs::rename(from, to).unwrap();
            for i in 0..150 {
                let path = root.join(format!("docs/branch-{n}/page-{i}.md"));
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, format!("# Page {i}\n")).unwrap();
            }
            "a branch switch of 150 files".into()
        }
        4 => {
            for i in 0..n {
                let _ = fs::remove_dir_all(root.join(format!("docs/branch-{i}")));
            }
            "a branch switch back".into()
        }
        5 => {
            fs::remove_file(&page).unwrap();
            pause(random);
            fs::write(&page, text(random, &format!("{n}"))).unwrap();
            "a file removed and made again".into()
        }
        6 => {
            let next = root.join("docs/problems/.next.md~");
            fs::write(&next, text(random, &format!("{n}"))).unwrap();
            fs::rename(&next, &page).unwrap();
            "a save by renaming".into()
        }
        7 => {
            let config = root.join("casebook.yaml");
            fs::write(&config, "title: [\n").unwrap();
            pause(random);
            fs::write(&config, format!("title: Ours {n}\ncontent: docs\n")).unwrap();
            "settings broken and mended".into()
        }
        _ => {
            happen_beside(root, n);
            "something beside the content".into()
        }
    }
}

/// An event that has nothing to do with the content.
fn happen_beside(root: &Path, n: usize) {
    fs::write(root.join(format!("beside-{n}.txt")), "x").unwrap();
    fs::create_dir_all(root.join(format!("folder-{n}"))).unwrap();
    fs::create_dir_all(root.join(".casebook")).unwrap();
    fs::write(root.join(".casebook/note"), format!("{n}")).unwrap();
}

#[test]
fn after_random_bursts_the_preview_shows_the_newest_state_and_keeps_it() {
    let scripts = cases(25, 500);
    let next = std::sync::atomic::AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                    if seed >= scripts {
                        return;
                    }
                    let project = generated(12, "word");
                    let root = project.root();
                    let server = Server::start(root, &[]);
                    let mut random = Random(seed as u64);
                    let mut done = Vec::new();
                    for n in 0..1 + random.below(5) {
                        done.push(do_something(root, &mut random, n));
                        if random.below(3) == 0 {
                            std::thread::sleep(Duration::from_millis(random.below(400) as u64));
                        }
                    }
                    let what = format!("script {seed}: {done:?}");
                    assert_converges(&server, root, &what);
                    // What is shown stays, whatever else happens.
                    let right = built(root);
                    happen_beside(root, 99);
                    std::thread::sleep(Duration::from_millis(400));
                    let wrong = difference(&served(&server, &right), &right);
                    assert!(wrong.is_empty(), "{what}, then an event beside: {wrong:?}");
                }
            });
        }
    });
}
