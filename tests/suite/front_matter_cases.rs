//! Hostile and odd front matter, where the collection of cases is there: each row is refused at its place or read as
//! it means. Where the rows and the content model disagree, the model wins: a missing title falls back to the file's
//! name, and what a row calls an unknown field of its own (`score`, `version`, `private`) is reported as one.

mod support;

use support::Project;

/// Row → the finding it must lead to, as `code line:column`; `ok`: no error.
const EXPECTED: &[(&str, &str)] = &[
    ("fm-lf", "ok"),
    ("fm-bom", "ok"),
    ("fm-lone-cr", "front-matter-invalid 1:1"),
    ("fm-open-trailing-space", "ok"),
    ("fm-inline-dashes-eol", "ok"),
    ("fm-no-close", "front-matter-invalid 1:1"),
    ("fm-empty", "ok"),
    ("fm-only-open", "front-matter-invalid 1:1"),
    ("fm-nonmapping-list", "front-matter-invalid 2:1"),
    ("fm-dots-close", "front-matter-invalid 1:1"),
    ("fm-leading-blank", "front-matter-invalid 3:1"),
    ("fm-utf16le-hex", "front-matter-invalid 1:1"),
    ("fm-nul-escape", "front-matter-invalid 2:8"),
    ("fm-bidi", "ok"),
    ("fm-ls-smuggle", "front-matter-invalid 2:9"),
    ("fm-case-key", "front-matter-invalid 3:1"),
    ("fm-draft-yes", "bad-value 3:8"),
    ("fm-draft-int", "bad-value 3:8"),
    ("fm-draft-nospace", "front-matter-invalid 3:1"),
    ("fm-ms-timestamp", "ok"),
    ("fm-dup-draft", "front-matter-invalid 4:1"),
    ("fm-colon-in-title", "front-matter-invalid 2:11"),
    ("fm-star-title", "front-matter-invalid 2:8"),
    ("fm-amp-title", "bad-value 2:1"),
    ("fm-null-title", "bad-value 2:1"),
    ("fm-norway-title", "ok"),
    ("fm-version", "ok"),
    ("fm-sexagesimal", "ok"),
    ("fm-inf", "ok"),
    ("fm-date-feb29", "ok"),
    ("fm-date-year0", "ok"),
    ("fm-anchor-at-all", "ok"),
    ("fm-flow-deep", "front-matter-invalid 3:68"),
    ("fm-block-deep", "front-matter-invalid 67:65"),
    ("fm-long-line", "front-matter-invalid 1:1"),
    ("fm-tag-python", "bad-value 2:8"),
    ("fm-attr-breakout", "ok"),
    ("fm-comment-breakout", "ok"),
    ("fm-tera-in-value", "ok"),
    ("fm-slug-dotdot", "bad-value 3:5"),
    ("fm-slug-empty", "bad-value 3:5"),
    ("fm-slug-sanitised-dots", "bad-value 3:5"),
    ("fm-slug-drive", "bad-value 3:5"),
    ("fm-slug-query", "bad-value 3:5"),
    ("fm-slug-404", "bad-value 3:5"),
    ("fm-private-field", "ok"),
];

/// Drafts of these rows must not be published, whatever else is said.
const DRAFTS: &[&str] = &[
    "fm-inline-dashes-eol",
    "fm-case-key",
    "fm-draft-yes",
    "fm-draft-int",
    "fm-ms-timestamp",
];

fn input(id: &str, text: &str) -> Vec<u8> {
    match id {
        "fm-flow-deep" => format!("---\ntitle: t\nx: {}\n---\nx", "[".repeat(40_000)).into(),
        "fm-block-deep" => {
            // Within the limits of a page and a front matter, so that the depth itself is met.
            let nested: String = (0..300).map(|i| format!("{}a:\n", " ".repeat(i))).collect();
            format!("---\ntitle: t\n{nested}---\nx").into()
        }
        // Within the limit of a page, so that the one of front matter is met.
        "fm-long-line" => format!("---\ntitle: {}\n---\nx", "t".repeat((1 << 20) - 20)).into(),
        id if id.ends_with("-hex") => (0..text.len() / 2)
            .map(|i| u8::from_str_radix(&text[2 * i..2 * i + 2], 16).unwrap())
            .collect(),
        _ => text.into(),
    }
}

#[test]
fn every_row_is_refused_at_its_place_or_read() {
    let Some(path) = support::shared("cases/frontmatter.jsonl") else {
        return;
    };
    let rows = std::fs::read_to_string(path).unwrap();
    let mut wrong = Vec::new();
    for row in rows.lines() {
        let row: serde_json::Value = serde_json::from_str(row).unwrap();
        let id = row["id"].as_str().unwrap();
        let Some((_, expected)) = EXPECTED.iter().find(|(e, _)| *e == id) else {
            wrong.push(format!("{id}: a new row, without an expectation here"));
            continue;
        };
        let project = Project::new("");
        let file = project.root().join("problems/x.md");
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, input(id, row["input"].as_str().unwrap())).unwrap();
        let snapshot = project.snapshot();
        let errors: Vec<String> = snapshot
            .findings
            .iter()
            .filter(|f| f.severity == casebook::diagnostic::Severity::Error)
            .map(|f| format!("{} {}:{}", f.code, f.line, f.column))
            .collect();
        let is_right = match *expected {
            "ok" => errors.is_empty(),
            expected => errors.len() == 1 && errors[0] == expected,
        };
        if !is_right {
            wrong.push(format!("{id}: expected {expected}, found {errors:?}"));
        }
        if DRAFTS.contains(&id) && !snapshot.graph.entries.is_empty() {
            wrong.push(format!("{id}: published"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The rest of what the rows expect: titles as written, hints, texts that stay text on every page, time.
#[test]
fn what_is_read_is_read_as_it_was_meant() {
    let Some(path) = support::shared("cases/frontmatter.jsonl") else {
        return;
    };
    let rows = std::fs::read_to_string(path).unwrap();
    let rows = rows.lines().map(|row| serde_json::from_str(row).unwrap());
    let rows: Vec<serde_json::Value> = rows.collect();
    let text = |id: &str| {
        let row = rows.iter().find(|row| row["id"] == id);
        let row = row.unwrap_or_else(|| panic!("{id} is gone"));
        input(id, row["input"].as_str().unwrap())
    };
    let project = |id: &str, path: &str| {
        let project = Project::new("");
        project.write(path, text(id));
        project
    };
    for (id, title) in [
        ("fm-lf", "a"),
        ("fm-bom", "a"),
        ("fm-open-trailing-space", "a"),
        ("fm-norway-title", "NO"),
        ("fm-anchor-at-all", "x"),
        ("fm-attr-breakout", "\" onmouseover=\"alert(1)"),
        ("fm-comment-breakout", "<!--<script>"),
    ] {
        let snapshot = project(id, "problems/x.md").snapshot();
        assert_eq!(&*snapshot.graph.entries[0].document.title, title, "{id}");
    }
    for (id, path, said) in [
        (
            "fm-colon-in-title",
            "problems/x.md",
            "put the value in quotes",
        ),
        ("fm-case-key", "problems/x.md", "`Draft` looks like `draft`"),
        ("fm-long-line", "problems/x.md", "over the limit of 64 KiB"),
        ("fm-dup-draft", "problems/x.md", "4:1 front-matter-invalid"),
        ("fm-utf16le-hex", "problems/x.md", "this is not UTF-8"),
        // Of a kind that has a date.
        ("fm-date-feb29", "validations/x.md", "3:7 bad-value"),
        ("fm-date-year0", "validations/x.md", "3:7 bad-value"),
    ] {
        let project = project(id, path);
        let request = casebook::engine::Request {
            audience: casebook::graph::gate::Audience::EVERYTHING,
            ..Project::request()
        };
        let findings = casebook::engine::Engine::new(project.root())
            .snapshot(&request)
            .unwrap()
            .findings;
        let line = |f: &casebook::diagnostic::Finding| {
            format!(
                "{}:{} {} {} {}",
                f.line,
                f.column,
                f.code,
                f.message,
                f.help.as_deref().unwrap_or_default()
            )
        };
        let told: Vec<String> = findings.iter().map(line).collect();
        assert!(
            told.iter().any(|line| line.contains(said)),
            "{id}: {told:?}"
        );
    }
    // What is hostile stays text, on every page and in every file of data.
    for (id, never) in [
        (
            "fm-attr-breakout",
            &["\" onmouseover=", "' onmouseover="][..],
        ),
        (
            "fm-comment-breakout",
            &["<!--<", "<script>\"", "<script></"],
        ),
        ("fm-tera-in-value", &["root:x:", "HOME=", "/root<"]),
        (
            "fm-private-field",
            &["Canary-7f3a", "ana.canary", "interviewee"],
        ),
        ("fm-inf", &["inf\"", "Infinity"]),
        ("fm-lone-cr", &["title: a", "title:"]),
        ("fm-no-close", &["title: a"]),
        ("fm-dots-close", &["title: a"]),
        ("fm-leading-blank", &["title: a"]),
        ("fm-inline-dashes-eol", &["before"]),
    ] {
        let snapshot = project(id, "problems/x.md").snapshot();
        let pages = snapshot.pages().iter();
        let is_any = |url: &casebook::page::Url, ends: &[&str]| {
            ends.iter().any(|end| url.as_str().ends_with(end))
        };
        // A table and a plain text have no attributes and no elements to break out of.
        let is_markup = id.ends_with("-breakout");
        for page in pages.filter(|p| {
            !(is_any(&p.url, &[".css", ".js"]) || is_markup && is_any(&p.url, &[".csv", ".txt"]))
        }) {
            let text = match &page.content {
                casebook::page::Content::Bytes(bytes) => {
                    String::from_utf8_lossy(bytes).into_owned()
                }
                casebook::page::Content::Made(made) => {
                    String::from_utf8_lossy(&made.bytes()).into_owned()
                }
                _ => snapshot.render(page).unwrap(),
            };
            for word in never {
                // In JSON a quote is escaped, so an attribute of HTML cannot stand there.
                let text = text.replace("\\\"", "_");
                assert!(!text.contains(word), "{id}: {word} in {}", page.url);
            }
        }
    }
    let literal = project("fm-tera-in-value", "problems/x.md").snapshot();
    let page = literal
        .pages()
        .iter()
        .find(|p| p.url.as_str() == "problems/x.html")
        .unwrap();
    assert!(literal.render(page).unwrap().contains("{{ get_env(name="));
    // An address never leaves the site.
    for row in rows
        .iter()
        .filter(|row| row["id"].as_str().unwrap().starts_with("fm-slug"))
    {
        let snapshot = project(row["id"].as_str().unwrap(), "problems/x.md").snapshot();
        let urls: Vec<&str> = snapshot.pages().iter().map(|p| p.url.as_str()).collect();
        assert!(urls.contains(&"problems/x.html"), "{}: {urls:?}", row["id"]);
        assert!(
            urls.iter()
                .all(|url| !url.contains("..") && !url.starts_with('/')),
            "{urls:?}"
        );
    }
    // Ten times the hundred milliseconds that are promised.
    for id in ["fm-flow-deep", "fm-block-deep"] {
        let schema = casebook::schema::Schema::built_in();
        let source =
            casebook::source::Source::in_memory("x.md", std::str::from_utf8(&text(id)).unwrap());
        let options = casebook::document::Options {
            max_front_matter: 1 << 16,
            max_page: 1 << 20,
            ..Default::default()
        };
        let start = std::time::Instant::now();
        assert!(casebook::document::read(&source, &schema, &options).broken);
        assert!(
            start.elapsed().as_secs_f64() < 1.0,
            "{id}: {:?}",
            start.elapsed()
        );
    }
}
