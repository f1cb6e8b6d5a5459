//! A server on a real port: its responses, the requests that it refuses, and slow clients.
#![allow(clippy::unwrap_used)]
#![cfg(unix)]

mod support;

use std::fs;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use support::Project;
use support::server::{Server, read};
use support::site::{Random, casebook, cases};

/// A text that no response may have.
const CANARY: &str = "canary-7f3a";

/// How an MP4 begins.
const FILM: &[u8] = b"\0\0\0\x18ftypisom\0\0\0\0isommp42";

/// A small site beside files that a server might serve by mistake.
fn project() -> Project {
    let project = Project::new(
        "\
>>> casebook.yaml
title: Ours
content: docs
>>> docs/index.md
# Home
>>> docs/dir/page.md
# A page
[back](../index.md) ![](dot.gif)
>>> docs/folder/index.md
# A folder
>>> docs/problems/slow.md
---
title: It is slow
aliases: [old-name]
personas: [ana]
---
>>> docs/personas/ana.md
---
name: Ana
---
>>> docs/dir/dot.gif
GIF89a
>>> static/CNAME
example.org
>>> static/own.css
body { color: red }
",
    );
    for secret in [
        "secret",
        ".env",
        ".git/config",
        "docs/.hidden.md",
        "target/x",
    ] {
        project.write(secret, CANARY);
    }
    let root = project.root();
    std::os::unix::fs::symlink(root.join("secret"), root.join("docs/symlink-file")).unwrap();
    std::os::unix::fs::symlink("/etc", root.join("docs/symlink-dir")).unwrap();
    let fifo = std::process::Command::new("mkfifo")
        .arg(root.join("docs/fifo"))
        .status();
    assert!(fifo.unwrap().success());
    project
}

fn rows(file: &str) -> Vec<Value> {
    [support::own_rows(file), support::shared_rows(file)].concat()
}

fn leaks(text: &str) -> bool {
    text.contains(CANARY) || text.contains("root:x:") || text.contains("[fonts]")
}

#[test]
fn the_site_is_served_like_on_a_static_host() {
    let project = project();
    let server = Server::start(project.root(), &[]);
    for (target, status, kind, text) in [
        ("/", 200, "text/html; charset=utf-8", "Home"),
        ("/index.html", 200, "text/html; charset=utf-8", "Home"),
        ("/dir/page", 200, "text/html; charset=utf-8", "A page"),
        (
            "/dir/page.html?x=/../y",
            200,
            "text/html; charset=utf-8",
            "A page",
        ),
        ("/folder/", 200, "text/html; charset=utf-8", "A folder"),
        (
            "/problems/slow.html",
            200,
            "text/html; charset=utf-8",
            "It is slow",
        ),
        (
            "/problems/old-name.html",
            200,
            "text/html; charset=utf-8",
            "slow.html",
        ),
        ("/dir/dot.gif", 200, "image/gif", "GIF89a"),
        ("/CNAME", 200, "application/octet-stream", "example.org"),
        ("/own.css", 200, "text/css; charset=utf-8", "color: red"),
        (
            "/graph.json",
            200,
            "application/json; charset=utf-8",
            "slow",
        ),
        (
            "/nothing",
            404,
            "text/html; charset=utf-8",
            "does not exist",
        ),
        ("/problems", 302, "text/plain; charset=utf-8", ""),
        ("/dir", 302, "text/plain; charset=utf-8", ""),
        ("/dir/page.html/", 404, "text/html; charset=utf-8", ""),
        ("/DIR/PAGE.html", 404, "text/html; charset=utf-8", ""),
    ] {
        let answer = server.get(target);
        assert_eq!(answer.status, status, "{target}");
        assert_eq!(answer.header("content-type"), Some(kind), "{target}");
        assert!(answer.text().contains(text), "{target}: {}", answer.text());
        assert_eq!(
            answer.header("x-content-type-options"),
            Some("nosniff"),
            "{target}"
        );
        assert_eq!(
            answer.header("cross-origin-resource-policy"),
            Some("same-origin")
        );
        assert_eq!(
            answer.header("content-security-policy"),
            Some("frame-ancestors 'none'")
        );
        assert_eq!(
            answer.header("access-control-allow-origin"),
            None,
            "{target}"
        );
    }
    assert_eq!(server.get("/folder").header("location"), Some("/folder/"));
    let likely = server
        .get("/__casebook/missing.json?path=/problems/sluw.html")
        .text();
    assert!(
        likely.contains(r#"{"href":"/problems/slow.html","title":"It is slow"}"#),
        "{likely}"
    );
}

#[test]
fn every_page_is_that_of_a_build_with_the_live_client_in_its_head() {
    let project = project();
    for link in ["docs/symlink-file", "docs/symlink-dir", "docs/fifo"] {
        fs::remove_file(project.root().join(link)).unwrap();
    }
    // With a base URL there are also a feed and a sitemap, made by templates too.
    let settings = "title: Ours\ncontent: docs\nbase_url: https://ours.example/\n";
    project.write("casebook.yaml", settings);
    project.write("static/proof.html", "<head></head>A page of ours.\n");
    support::site::build(project.root(), &["-q"]).exits(0);
    let server = Server::start(project.root(), &[]);
    let site = support::site::tree(&project.root().join("public"));
    assert!(site.contains_key("sitemap.xml") && site.contains_key("proof.html"));
    for (name, bytes) in &site {
        let mut served = server.get(&format!("/{name}")).text();
        if name.ends_with(".html") {
            let start = served
                .find("<script src=\"/__casebook/live.js\"")
                .expect(name);
            let end = start + served[start..].find("</script>").unwrap() + "</script>".len();
            served.replace_range(start..end, "");
        }
        assert_eq!(served, String::from_utf8_lossy(bytes), "{name}");
    }
}

#[test]
fn a_file_that_the_browser_has_cached_is_not_sent_again() {
    let project = project();
    let server = Server::start(project.root(), &[]);
    for target in [
        "/",
        "/own.css",
        "/dir/dot.gif",
        "/__casebook/live.js",
        "/__casebook/live.css",
    ] {
        let whole = server.get(target);
        let tag = whole.header("etag").unwrap().to_owned();
        let head = server.ask("HEAD", target, &[]);
        assert_eq!((head.status, head.body.len()), (200, 0), "{target}");
        assert_eq!(head.header("etag"), Some(&*tag), "{target}");
        assert_eq!(
            head.header("content-length"),
            Some(&*whole.body.len().to_string())
        );
        for (known, status) in [
            (&*tag, 304),
            (&*format!("\"x\", W/{tag}"), 304),
            ("*", 304),
            ("\"x\"", 200),
        ] {
            let again = server.ask("GET", target, &[("If-None-Match", known)]);
            assert_eq!(again.status, status, "{target} {known}");
        }
    }
}

#[test]
fn every_case_of_request_targets_holds() {
    let project = project();
    let server = Server::start(project.root(), &[]);
    server.shows("/", "Home");
    for row in rows("http_targets.jsonl") {
        let (id, target) = (
            row["id"].as_str().unwrap(),
            row["request_target"].as_str().unwrap(),
        );
        let answer = server.ask("GET", target, &[]);
        assert!(!leaks(&answer.text()), "{id}: {}", answer.text());
        let fine = match target {
            // The query is not part of the path, so this is the home page.
            target if target.starts_with("/?") => answer.status == 200,
            // The folder has no page, so it does not exist.
            "/dir/" => answer.status == 200 || answer.status == 404,
            _ => matches!(answer.status, 400 | 404 | 414 | 431),
        };
        assert!(fine, "{id} {target}: {}", answer.status);
        // After a valid request the connection can be used again.
        let mut stream = server.connect();
        let host = format!("Host: 127.0.0.1:{}", server.port);
        let _ = stream.write_all(format!("GET {target} HTTP/1.1\r\n{host}\r\n\r\n").as_bytes());
        let first = read(&mut stream, false);
        if first.is_some_and(|a| a.status != 400 && a.status < 410) {
            stream
                .write_all(format!("GET / HTTP/1.1\r\n{host}\r\n\r\n").as_bytes())
                .unwrap();
            assert_eq!(read(&mut stream, false).unwrap().status, 200, "{id}");
        }
        assert_eq!(server.get("/").status, 200, "{id}");
    }
}

#[test]
fn every_case_of_headers_and_methods_holds() {
    let project = project();
    let server = Server::start(project.root(), &[]);
    server.shows("/", "Home");
    for row in rows("http_headers.jsonl") {
        let id = row["id"].as_str().unwrap();
        let expect = row["expect"].as_str().unwrap();
        if let Some(method) = row["method"].as_str() {
            let before = server.get("/").body;
            let answer = server.ask(method, "/", &[]);
            match method {
                "HEAD" => assert_eq!((answer.status, answer.body.len()), (200, 0)),
                _ => {
                    assert_eq!(answer.status, 405, "{id}");
                    assert_eq!(answer.header("allow"), Some("GET, HEAD"), "{id}");
                }
            }
            assert_eq!(server.get("/").body, before, "{id}");
        }
        let Some(headers) = row["headers"].as_object() else {
            continue;
        };
        // The rows were written for port 1111.
        let port = server.port.to_string();
        let headers: Vec<(String, String)> = headers
            .iter()
            .map(|(n, v)| (n.clone(), v.as_str().unwrap().replace("1111", &port)))
            .collect();
        let headers: Vec<(&str, &str)> = headers.iter().map(|(n, v)| (&**n, &**v)).collect();
        let is_socket = headers.iter().any(|(n, _)| *n == "Upgrade");
        let (status, answer) = match is_socket {
            true => {
                let own = headers.into_iter().filter(|(n, _)| *n != "Upgrade");
                let mut own: Vec<_> = own.collect();
                // A page of this machine asks under the name that it came from.
                let origin = own.iter().find(|(n, _)| *n == "Origin");
                let host = origin.and_then(|(_, origin)| origin.strip_prefix("http://"));
                let is_ours = |host: &&str| !host.contains("invalid");
                own.extend(host.filter(is_ours).map(|host| ("Host", host)));
                (server.socket(&own).0, Default::default())
            }
            false => {
                let answer = server.ask("GET", "/", &headers);
                (answer.status, answer)
            }
        };
        assert_eq!(answer.header("access-control-allow-origin"), None, "{id}");
        let fine = match expect {
            "403" | "403 unless asked for" => status == 403,
            "400 or 403" => matches!(status, 400 | 403),
            "200" | "200 when bound there" | "no ACAO" => status == 200,
            "101" => status == 101,
            "400" => status == 400,
            "403 or CORP same-origin" => {
                answer.header("cross-origin-resource-policy") == Some("same-origin")
            }
            "206" => status == 206,
            "206/416, no panic" => matches!(status, 206 | 416),
            "416 or 200" => matches!(status, 200 | 206 | 416),
            other => panic!("{id}: {other}"),
        };
        assert!(fine, "{id}: {expect}: {status}");
    }
    // A missing origin and that of another program on this machine are refused.
    assert_eq!(server.socket(&[]).0, 403);
    assert_eq!(server.socket(&[("Origin", "http://localhost:1")]).0, 403);
    let own = server.origin();
    assert_eq!(server.socket(&[("Origin", &own)]).0, 101);
    assert_eq!(server.socket(&[("Origin", &own), ("Origin", &own)]).0, 403);
    // One line of a megabyte.
    let long = "x".repeat(1 << 20);
    let status = server.ask("GET", "/", &[("X-Long", &long)]).status;
    assert!(matches!(status, 0 | 400 | 431), "{status}");
    assert_eq!(server.get("/").status, 200);
    let doubled = server.ask("GET", "/", &[("Host", "localhost"), ("Host", "localhost")]);
    assert_eq!(doubled.status, 400);
}

#[test]
fn an_address_over_8_kib_is_refused_whatever_it_asks_for() {
    let project = project();
    let server = Server::start(project.root(), &[]);
    server.shows("/", "Home");
    for (start, fits) in [
        ("/", 404),
        ("/?", 200),
        ("/problems/", 404),
        ("/__casebook/missing.json?path=", 200),
        ("/__casebook/findings.json?page=", 200),
        ("/__casebook/live?page=", 403),
        ("/pagefind/", 404),
    ] {
        for (length, status) in [(8 * 1024, fits), (8 * 1024 + 1, 414), (60_000, 414)] {
            let target = format!("{start}{}", "x".repeat(length - start.len()));
            let answer = server.get(&target);
            assert_eq!(answer.status, status, "{start} {length}");
        }
    }
}

/// A picture on any website can ask for an address of the preview.
#[test]
fn the_previews_own_files_are_for_its_own_pages() {
    let project = project();
    let server = Server::start(project.root(), &[]);
    server.shows("/", "Home");
    for (site, status) in [
        (Some("cross-site"), 403),
        (Some("same-site"), 403),
        (Some("anything"), 403),
        (Some("same-origin"), 200),
        (Some("none"), 200),
        (None, 200),
    ] {
        let headers: Vec<(&str, &str)> = site.iter().map(|s| ("Sec-Fetch-Site", *s)).collect();
        for name in [
            "missing.json?path=/a",
            "findings.json?page=index.html",
            "live.js",
            "live.css",
        ] {
            let answer = server.ask("GET", &format!("/__casebook/{name}"), &headers);
            assert_eq!(answer.status, status, "{name} {site:?}");
        }
        // A link to a page is followed.
        assert_eq!(server.ask("GET", "/", &headers).status, 200, "{site:?}");
    }
}

#[test]
fn a_part_of_a_file_is_sent_as_it_was_asked_for() {
    let project = project();
    let frames: Vec<u8> = (0..200).collect();
    project.write("docs/dir/film.mp4", [FILM, &frames].concat());
    project.write("docs/dir/page.md", "# A page\n[film](film.mp4)\n");
    // What was written just now may change within the same tick of the clock, so that it has no ETag.
    std::thread::sleep(Duration::from_millis(100));
    let server = Server::start(project.root(), &[]);
    for target in ["/dir/film.mp4", "/own.css"] {
        let whole = server.get(target);
        assert_eq!(whole.status, 200);
        assert_eq!(whole.header("accept-ranges"), Some("bytes"), "{target}");
        let (length, tag) = (whole.body.len(), whole.header("etag").unwrap());
        for (range, part) in [
            ("bytes=0-", 0..length),
            ("bytes=3-7", 3..8),
            ("bytes=-4", length - 4..length),
            ("bytes=7-99999", 7..length),
        ] {
            let headers = [("Range", range), ("If-Range", tag)];
            let answer = server.ask("GET", target, &headers);
            assert_eq!(answer.status, 206, "{target} {range}");
            assert!(answer.body == whole.body[part.clone()], "{target} {range}");
            let said = format!("bytes {}-{}/{length}", part.start, part.end - 1);
            assert_eq!(answer.header("content-range"), Some(&*said));
            let other = [("Range", range), ("If-Range", "\"other\"")];
            assert_eq!(server.ask("GET", target, &other).body, whole.body);
        }
        let beyond = server.ask("GET", target, &[("Range", "bytes=99999-")]);
        let said = format!("bytes */{length}");
        assert_eq!(beyond.header("content-range"), Some(&*said));
        assert_eq!((beyond.status, beyond.body.len()), (416, 0), "{target}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn slow_readers_of_a_long_file_need_little_memory() {
    let project = project();
    let film = project.root().join("docs/dir/film.mp4");
    fs::write(&film, FILM).unwrap();
    let file = fs::File::options().write(true).open(&film).unwrap();
    file.set_len(3 << 29).unwrap();
    project.write("docs/dir/page.md", "# A page\n[film](film.mp4)\n");
    let server = Server::start(project.root(), &[]);
    server.shows("/dir/page", "film.mp4");
    let readers = ["", "Range: bytes=1000000000-\r\n", "Range: bytes=-5\r\n"].map(|range| {
        let mut stream = server.connect();
        let host = format!("Host: localhost:{}", server.port);
        let head = format!("GET /dir/film.mp4 HTTP/1.1\r\n{host}\r\n{range}\r\n");
        stream.write_all(head.as_bytes()).unwrap();
        let mut start = [0; 12];
        stream.read_exact(&mut start).unwrap();
        assert!(start.starts_with(b"HTTP/1.1 20"), "{range}");
        stream
    });
    assert_eq!(server.get("/").status, 200);
    let status = fs::read_to_string(format!("/proc/{}/status", server.id())).unwrap();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let peak = peak.unwrap().trim().trim_end_matches(" kB");
    let peak: u64 = peak.parse().unwrap();
    assert!(peak < 300 * 1024, "{peak} kB");
    drop(readers);
}

/// The files are looked at every hour only, so that the preview knows nothing of the link.
#[test]
fn a_link_in_the_place_of_a_folder_is_not_followed() {
    let project = project();
    project.write("docs/sub/s.txt", "ours");
    project.write("docs/sub/deep/s.txt", "ours");
    let links = "[s](sub/s.txt) [deep](sub/deep/s.txt)";
    project.write("docs/page.md", format!("# Page\n{links}\n"));
    let server = Server::start(project.root(), &["--poll", "3600"]);
    for target in ["/sub/s.txt", "/sub/deep/s.txt"] {
        server.shows(target, "ours");
    }
    let outside = Project::new(&format!(">>> s.txt\n{CANARY}\n>>> deep/s.txt\n{CANARY}\n"));
    let sub = project.root().join("docs/sub");
    fs::rename(&sub, project.root().join("aside")).unwrap();
    std::os::unix::fs::symlink(outside.root(), &sub).unwrap();
    for target in ["/sub/s.txt", "/sub/deep/s.txt"] {
        let answer = server.get(target);
        assert!(!leaks(&answer.text()), "{target}");
        assert_eq!(answer.status, 404, "{target}");
    }
}

#[test]
fn no_request_target_leaves_the_site() {
    let project = project();
    let server = Server::start(project.root(), &[]);
    server.shows("/", "Home");
    let seeds = [
        "/../secret",
        "/%2e%2e/secret",
        "/dir/../../secret",
        "/.env",
        "/.git/config",
        "/symlink-file",
        "/symlink-dir/passwd",
        "/docs/index.md",
        "/fifo",
        "/index.html",
        "/dir/page",
        "/etc/passwd",
        "/__casebook/../secret",
        "/__casebook/findings.json?page=../secret",
        "/..%5csecret",
        "/%c0%ae/secret",
    ];
    let parts = [
        "/",
        "..",
        ".",
        "%2e",
        "%2f",
        "%5c",
        "\\",
        "%00",
        "%25",
        "//",
        "?",
        "#",
        ";",
        "secret",
        "%ff",
        ":",
        "@",
        "~",
        "é",
        "\t",
        "%",
        "*",
        "http://x/",
        "a",
    ];
    let mut random = Random(7);
    let mut stream = server.connect();
    for n in 0..cases(3000, 10_000) {
        let mut target = random.pick(&seeds).to_string();
        for _ in 0..random.below(6) {
            let mut at = random.below(target.len() + 1);
            while !target.is_char_boundary(at) {
                at -= 1;
            }
            match random.below(4) {
                0 if at < target.len() => drop(target.remove(at)),
                _ => target.insert_str(at, random.pick::<&str>(&parts)),
            }
        }
        let head = format!(
            "GET {target} HTTP/1.1\r\nHost: localhost:{}\r\n\r\n",
            server.port
        );
        let sent = stream.write_all(head.as_bytes());
        let answer = sent.ok().and_then(|()| read(&mut stream, false));
        let Some(answer) = answer else {
            stream = server.connect();
            continue;
        };
        assert!(!leaks(&answer.text()), "{n} {target:?}: {}", answer.text());
        assert!(
            matches!(answer.status, 200 | 302 | 400 | 404 | 414),
            "{n} {target:?}: {}",
            answer.status
        );
        if answer.status == 400 {
            stream = server.connect();
        }
        if n % 500 == 0 {
            assert_eq!(server.get("/").status, 200);
        }
    }
    assert_eq!(server.get("/").status, 200);
}

#[test]
fn slow_and_silent_clients_delay_no_other_client() {
    let project = project();
    let server = Server::start(project.root(), &[]);
    server.shows("/", "Home");
    let idle: Vec<_> = (0..cases(300, 500)).map(|_| server.connect()).collect();
    let mut slow: Vec<_> = (0..200).map(|_| server.connect()).collect();
    for stream in &mut slow {
        stream.write_all(b"GET / HTTP/1.1\r\nX-").unwrap();
    }
    // WebSockets whose clients never read.
    let deaf: Vec<_> = (0..20)
        .map(|_| server.socket(&[("Origin", &server.origin())]))
        .collect();
    assert!(deaf.iter().all(|(status, _)| *status == 101));
    for n in 0..20 {
        for stream in &mut slow {
            stream.write_all(b"a").unwrap();
        }
        project.write("docs/dir/page.md", format!("# A page\n\nEdit {n}.\n"));
        server.shows("/dir/page", &format!("Edit {n}."));
        let start = Instant::now();
        assert_eq!(server.get("/").status, 200);
        // Ten times the 200 ms that are expected on an idle machine.
        assert!(
            start.elapsed() < Duration::from_secs(2),
            "{:?}",
            start.elapsed()
        );
    }
    drop((idle, slow, deaf));
}

#[test]
fn a_socket_names_exactly_the_changed_files() {
    let project = project();
    let server = Server::start(project.root(), &[]);
    server.shows("/", "Home");
    let origin = server.origin();
    let listen = |query: &str| {
        let (status, socket) = server.socket_at(query, &[("Origin", &origin)]);
        assert_eq!(status, 101);
        socket
    };
    // The fingerprint in the page.
    let html = server.get("/dir/page.html").text();
    let said = |name: &str| {
        let (_, rest) = html.split_once(&format!("data-{name}=\"")).unwrap();
        rest.split('"').next().unwrap().to_owned()
    };
    let [version, session, print] = ["version", "session", "print"].map(said);
    let own = format!("?version={version}&session={session}&page=dir/page.html&print={print}");
    let mut page = listen(&own);
    let mut other = listen(&format!(
        "?version={version}&session={session}&page=index.html&print=x"
    ));
    let mut away = listen("?version=9&session=another&page=dir/page.html&print=x");
    let message = frame(&mut away);
    assert_eq!(
        (&message["all"], &message["changed"]),
        (&true.into(), &json!(["dir/page.html"])),
        "{message}"
    );

    project.write(
        "docs/dir/page.md",
        "# A page\n[back](../index.md) ![](dot.gif)\n\nMore words.\n",
    );
    let message = frame(&mut page);
    assert_eq!(message["changed"], json!(["dir/page.html"]), "{message}");
    assert_eq!(
        frame(&mut other)["changed"],
        json!(["index.html"]),
        "it showed something else"
    );
    project.write("static/own.css", "body { color: blue }");
    for socket in [&mut page, &mut other] {
        let message = frame(socket);
        assert_eq!(message["changed"], json!(["own.css"]), "{message}");
    }
    fs::remove_file(project.root().join("docs/folder/index.md")).unwrap();
    let message = frame(&mut other);
    assert_eq!(
        message["removed"],
        json!(["folder/index.html"]),
        "{message}"
    );
    // A client that reconnects with an old version gets all changes since then in one message.
    let mut back = listen(&own);
    let message = frame(&mut back);
    assert_eq!(message["all"], false, "{message}");
    let mut changed = message["changed"].as_array().unwrap().clone();
    changed.retain(|name| matches!(name.as_str(), Some("own.css" | "dir/page.html")));
    assert_eq!(changed.len(), 2, "{message}");
}

/// Reads the next text frame from the server, whose frames are not masked.
fn frame(stream: &mut std::net::TcpStream) -> Value {
    let mut head = [0; 2];
    stream.read_exact(&mut head).unwrap();
    assert_eq!(head[0], 0x81, "a whole text");
    let length = match head[1] {
        126 => {
            let mut long = [0; 2];
            stream.read_exact(&mut long).unwrap();
            u16::from_be_bytes(long).into()
        }
        short => usize::from(short),
    };
    let mut text = vec![0; length];
    stream.read_exact(&mut text).unwrap();
    serde_json::from_slice(&text).unwrap()
}

#[test]
fn if_a_port_is_taken_the_next_is_used() {
    let project = project();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let server = Server::spawn(casebook(project.root(), &["serve", "--port", &port]));
    assert_ne!(server.port.to_string(), port);
    let said = server.said();
    assert!(
        said.contains(&format!("port {port} is taken, so this is {}", server.port)),
        "{said}"
    );
    server.shows("/", "Home");
}

#[test]
fn it_ends_on_a_signal() {
    let project = project();
    for signal in ["-INT", "-TERM"] {
        let mut server = Server::start(project.root(), &[]);
        server.shows("/", "Home");
        let _open = server.socket(&[("Origin", &server.origin())]);
        server.signal(signal);
        assert_eq!(server.ended(), Some(0), "{signal}");
    }
    assert!(!Path::new(&project.root().join("public")).exists());
}

#[test]
fn another_host_needs_a_flag_and_has_a_warning() {
    let project = project();
    let server = Server::start(project.root(), &["--host", "0.0.0.0"]);
    assert!(
        server
            .said()
            .contains("warning: others who can reach this machine")
    );
    for (host, status) in [
        ("0.0.0.0:1", 200),
        ("10.1.2.3", 200),
        ("localhost", 200),
        ("evil.invalid", 403),
    ] {
        assert_eq!(
            server.ask("GET", "/", &[("Host", host)]).status,
            status,
            "{host}"
        );
    }
}
