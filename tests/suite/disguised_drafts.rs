//! Hostile or careless front matter beyond the shared cases: each text marks itself as a draft or internal in a way
//! that some tool or person would understand. None of them is published; texts that only look similar are.
#![allow(clippy::unwrap_used)]

use crate::support::Project;
use crate::support::site::shown;
use casebook::diagnostic::Severity;
use casebook::engine::{Engine, Request};
use casebook::graph::publish::Audience;

/// Each is meant to hide: it is hidden, or refused with a finding. `BODY` must not be in the output.
const HIDING: &[&[u8]] = &[
    "---\ntitle: t\nDRAFT: true\n---\nBODY".as_bytes(),
    "---\ntitle: t\ndrafts: true\n---\nBODY".as_bytes(),
    "---\ntitle: t\n\u{ff44}\u{ff52}\u{ff41}\u{ff46}\u{ff54}: true\n---\nBODY".as_bytes(),
    "---\ntitle: t\n\u{ff24}raft: true\n---\nBODY".as_bytes(),
    "---\ntitle: t\nd\u{200b}r\u{200b}a\u{200b}f\u{200b}t: true\n---\nBODY".as_bytes(),
    "---\ntitle: t\n\u{2060}\u{2060}\u{2060}draft: true\n---\nBODY".as_bytes(),
    "---\ntitle: t\ndr\u{ad}a\u{ad}f\u{ad}t: true\n---\nBODY".as_bytes(),
    "---\ntitle: t\n\u{202e}draft\u{202c}: true\n---\nBODY".as_bytes(),
    "---\ntitle: t\nv\u{456}s\u{456}b\u{456}l\u{456}ty: internal\n---\nBODY".as_bytes(),
    "---\ntitle: t\nd\u{301}r\u{301}a\u{301}f\u{301}t\u{301}: true\n---\nBODY".as_bytes(),
    "---\ntitle: t\n\u{1d41d}\u{1d42b}\u{1d41a}\u{1d41f}\u{1d42d}: true\n---\nBODY".as_bytes(),
    "---\ntitle: t\nvisiblity: internal\n---\nBODY".as_bytes(),
    "---\ntitle: t\nVisibilitys: internal\n---\nBODY".as_bytes(),
    "---\ntitle: t\ndraft\u{a0}: true\n---\nBODY".as_bytes(),
    "---\ntitle: t\n\u{a0}draft: true\n---\nBODY".as_bytes(),
    "---\ntitle: t\ndraft\u{3000}\u{3000}\u{3000}: true\n---\nBODY".as_bytes(),
    "---\ntitle: t\n\"dra\\u0066t\": true\n---\nBODY".as_bytes(),
    "---\ntitle: t\n\"   draft   \": true\n---\nBODY".as_bytes(),
    "---\ntitle: t\n<<: {draft: true}\n---\nBODY".as_bytes(),
    "---\ntitle: t\nbase: &b {draft: true}\n<<: *b\n---\nBODY".as_bytes(),
    "---\ntitle: t\n<<: [{draft: true}]\n---\nBODY".as_bytes(),
    "---\ntitle: &k draft\n*k : true\n---\nBODY".as_bytes(),
    "---\ntitle: t\nflag: &k true\ndraft: *k\n---\nBODY".as_bytes(),
    "---\ntitle: t\n? draft\n: true\n---\nBODY".as_bytes(),
    "---\ntitle: t\n? [draft]\n: true\n---\nBODY".as_bytes(),
    "---\ntitle: t\n? {draft: true}\n---\nBODY".as_bytes(),
    "---\ntitle: t\ndraft: !!bool \"true\"\n---\nBODY".as_bytes(),
    "---\ntitle: t\ndraft: !!str true\n---\nBODY".as_bytes(),
    "---\ntitle: t\n!!str draft: true\n---\nBODY".as_bytes(),
    "---\ntitle: t\ndraft: !x true\n---\nBODY".as_bytes(),
    "---\ntitle: t\ndraft: True\n---\nBODY".as_bytes(),
    "---\ntitle: t\ndraft: TRUE\n---\nBODY".as_bytes(),
    "---\ntitle: t\ndraft: on\n---\nBODY".as_bytes(),
    "---\ntitle: t\ndraft: y\n---\nBODY".as_bytes(),
    "---\ntitle: t\ndraft: \"true\"\n---\nBODY".as_bytes(),
    "---\ntitle: t\ndraft:\n---\nBODY".as_bytes(),
    "---\ntitle: t\ndraft: ~\n---\nBODY".as_bytes(),
    "---\ntitle: t\ndraft: [true]\n---\nBODY".as_bytes(),
    "---\ntitle: t\ndraft: {x: true}\n---\nBODY".as_bytes(),
    "---\ntitle: t\ndraft: true# x\n---\nBODY".as_bytes(),
    "---\ntitle: t\ndraft: true # x\n---\nBODY".as_bytes(),
    "---\ntitle: t\ndraft:\ttrue\n---\nBODY".as_bytes(),
    "---\ntitle: t\n\tdraft: true\n---\nBODY".as_bytes(),
    "---\ntitle: t\u{85}draft: true\n---\nBODY".as_bytes(),
    "---\ntitle: t\u{2028}draft: true\n---\nBODY".as_bytes(),
    "---\ntitle: t\u{2029}draft: true\n---\nBODY".as_bytes(),
    "---\ntitle: t\u{b}draft: true\n---\nBODY".as_bytes(),
    "---\ntitle: t\u{c}draft: true\n---\nBODY".as_bytes(),
    "---\n\u{feff}draft: true\ntitle: t\n---\nBODY".as_bytes(),
    "---\ntitle: t\n\u{feff}draft: true\n---\nBODY".as_bytes(),
    "\u{feff}\u{feff}---\ntitle: t\ndraft: true\n---\nBODY".as_bytes(),
    "---\rtitle: t\rdraft: true\r---\rBODY".as_bytes(),
    "---\ntitle: t\rdraft: true\n---\nBODY".as_bytes(),
    "---\r\ntitle: t\r\rdraft: true\r\n---\r\nBODY".as_bytes(),
    "---\ntitle: t\ndraft\u{0}: true\n---\nBODY".as_bytes(),
    "----\ntitle: t\ndraft: true\n----\nBODY".as_bytes(),
    "+++\ntitle = \"t\"\ndraft = true\n+++\nBODY".as_bytes(),
    "{\"title\": \"t\", \"draft\": true}\nBODY".as_bytes(),
    "+++\ntitle = \"t\"\nDraft = true\n+++\nBODY".as_bytes(),
    "+++\ntitle = \"t\"\n[x]\ndraft = true\n+++\nBODY".as_bytes(),
    "+++\ntitle = \"\"\"t\ndraft = true\n\"\"\"\n+++\nBODY".as_bytes(),
    "+++\ntitle = \"t\"\ndraft = \"true\"\n+++\nBODY".as_bytes(),
    "+++\ntitle = \"t\"\ndraft = true\nBODY".as_bytes(),
    "+++\ntitle = \"t\"\ndraft = true\n---\nBODY".as_bytes(),
    "+++\n# c\ntitle = \"t\"\ndraft = true\nBODY".as_bytes(),
    "+++\rtitle = \"t\"\rdraft = true\r+++\rBODY".as_bytes(),
    "+++\ntitle = \"t\"\n\"dra\\u0066t\" = true\n+++\nBODY".as_bytes(),
    "+++\ntitle: t\ndraft: true\n+++\nBODY".as_bytes(),
    "+++\ntitle = \"t\"\ndraft.x = true\n+++\nBODY".as_bytes(),
    "+++\ntitle = \"t\"\n[draft]\nx = 1\n+++\nBODY".as_bytes(),
    "+++\ntitle = \"t\"\n[[draft]]\nx = 1\n+++\nBODY".as_bytes(),
    "+++\ntitle = \"t\"\n+++\n+++\ndraft = true\n+++\nBODY".as_bytes(),
    "\n+++\ntitle = \"t\"\ndraft = true\n+++\nBODY".as_bytes(),
    "+++ toml\ntitle = \"t\"\ndraft = true\n+++\nBODY".as_bytes(),
    "++++\ntitle = \"t\"\ndraft = true\n++++\nBODY".as_bytes(),
    "---toml\ntitle = \"t\"\ndraft = true\n---\nBODY".as_bytes(),
    "---json\n{\"draft\": true}\n---\nBODY".as_bytes(),
    "{\"title\": \"t\", \"Draft\": true}\nBODY".as_bytes(),
    "{\"title\": \"t\", \"draft\": true\nBODY".as_bytes(),
    "{\"title\": \"t\", \"draft\": true} BODY".as_bytes(),
    "{\"title\": \"t\", \"draft\": true}}\nBODY".as_bytes(),
    "{\n  \"title\": \"t\",\n  \"draft\": true,\n}\nBODY".as_bytes(),
    "{\"title\": \"t\", \"draft\": false, \"draft\": true}\nBODY".as_bytes(),
    "\n{\"title\": \"t\", \"draft\": true}\nBODY".as_bytes(),
    "{\"dra\\u0066t\": true, \"title\": \"t\"}\nBODY".as_bytes(),
    "{\"title\": \"\\ud83d\\ude00\", \"draft\": true}\nBODY".as_bytes(),
    "{title: t, draft: true}\nBODY".as_bytes(),
    "{\n  draft: true\n}\nBODY".as_bytes(),
    "{\n  'draft': true\n}\nBODY".as_bytes(),
    "{\"title\": \"t\"}\n{\"draft\": true}\nBODY".as_bytes(),
    "{\"title\": \"t\"}\n---\ndraft: true\n---\nBODY".as_bytes(),
    ";;;\n{\"draft\":true}\n;;;\nBODY".as_bytes(),
    " ---\ntitle: t\ndraft: true\n---\nBODY".as_bytes(),
    "\u{2014}\ntitle: t\ndraft: true\n\u{2014}\nBODY".as_bytes(),
    "---\u{a0}\ntitle: t\ndraft: true\n---\nBODY".as_bytes(),
    "--- yaml\ntitle: t\ndraft: true\n---\nBODY".as_bytes(),
    "---# c\ntitle: t\ndraft: true\n---\nBODY".as_bytes(),
    "--- # c\ntitle: t\ndraft: true\n---\nBODY".as_bytes(),
    "<!-- c -->\n---\ntitle: t\ndraft: true\n---\nBODY".as_bytes(),
    "<!--\n---\ntitle: t\ndraft: true\n---\n-->\nBODY".as_bytes(),
    "\u{200b}---\ntitle: t\ndraft: true\n---\nBODY".as_bytes(),
    "\u{a0}\n---\ntitle: t\ndraft: true\n---\nBODY".as_bytes(),
    "%YAML 1.2\n---\ntitle: t\ndraft: true\n---\nBODY".as_bytes(),
    "---\n%YAML 1.2\n---\ntitle: t\ndraft: true\n---\nBODY".as_bytes(),
    "---\n---\ntitle: t\ndraft: true\n---\nBODY".as_bytes(),
    "---\ntitle: t\n---\n---\ndraft: true\n---\nBODY".as_bytes(),
    "---\n{title: t, draft: true}\n---\nBODY".as_bytes(),
    "---\n{\"title\": \"t\", \"draft\":true}\n---\nBODY".as_bytes(),
    "---\ntitle: >\n  t\ndraft: true\n---\nBODY".as_bytes(),
    "---\ntitle: |2\n  t\ndraft: true\n---\nBODY".as_bytes(),
    "---\ntitle: t\n  draft: true\n---\nBODY".as_bytes(),
    "---\ntitle: t\n...\ndraft: true\n---\nBODY".as_bytes(),
    "---\ndraft: false\ntitle: t\ndraft: true\n---\nBODY".as_bytes(),
    "---\n\"draft\": false\ntitle: t\ndraft: true\n---\nBODY".as_bytes(),
    "---\ndraft: false\ntitle: t\nDraft: true\n---\nBODY".as_bytes(),
    "---\ntitle: t\nvisibility: INTERNAL\n---\nBODY".as_bytes(),
    "---\ntitle: t\nvisibility: private\n---\nBODY".as_bytes(),
    "---\ntitle: t\nvisibility: [internal]\n---\nBODY".as_bytes(),
    "---\ntitle: t\nvisibility: \"\"\n---\nBODY".as_bytes(),
    "---\ntitle: t\nvisibility:\n---\nBODY".as_bytes(),
    "---\ntitle: t\nvisibility: \" internal \"\n---\nBODY".as_bytes(),
    "---\ntitle: t\nvisibility: inter\u{200b}nal\n---\nBODY".as_bytes(),
    b"\xff\xfe-\x00-\x00-\x00\x0a\x00t\x00i\x00t\x00l\x00e\x00:\x00 \x00t\x00\x0a\x00d\x00r\x00a\x00f\x00t\x00:\x00 \x00t\x00r\x00u\x00e\x00\x0a\x00-\x00-\x00-\x00\x0a\x00B\x00O\x00D\x00Y\x00",
    b"\xfe\xff\x00-\x00-\x00-\x00\x0a\x00t\x00i\x00t\x00l\x00e\x00:\x00 \x00t\x00\x0a\x00d\x00r\x00a\x00f\x00t\x00:\x00 \x00t\x00r\x00u\x00e\x00\x0a\x00-\x00-\x00-\x00\x0a\x00B\x00O\x00D\x00Y",
    "-\u{0}-\u{0}-\u{0}\n\u{0}t\u{0}i\u{0}t\u{0}l\u{0}e\u{0}:\u{0} \u{0}t\u{0}\n\u{0}d\u{0}r\u{0}a\u{0}f\u{0}t\u{0}:\u{0} \u{0}t\u{0}r\u{0}u\u{0}e\u{0}\n\u{0}-\u{0}-\u{0}-\u{0}\n\u{0}B\u{0}O\u{0}D\u{0}Y\u{0}".as_bytes(),
    b"\xff\xfe\x00\x00-\x00\x00\x00-\x00\x00\x00-\x00\x00\x00\x0a\x00\x00\x00t\x00\x00\x00i\x00\x00\x00t\x00\x00\x00l\x00\x00\x00e\x00\x00\x00:\x00\x00\x00 \x00\x00\x00t\x00\x00\x00\x0a\x00\x00\x00d\x00\x00\x00r\x00\x00\x00a\x00\x00\x00f\x00\x00\x00t\x00\x00\x00:\x00\x00\x00 \x00\x00\x00t\x00\x00\x00r\x00\x00\x00u\x00\x00\x00e\x00\x00\x00\x0a\x00\x00\x00-\x00\x00\x00-\x00\x00\x00-\x00\x00\x00\x0a\x00\x00\x00B\x00\x00\x00O\x00\x00\x00D\x00\x00\x00Y\x00\x00\x00",
    b"---\x0atitle: caf\xe9\x0adraft: true\x0a---\x0aBODY",
    b"---\x0atitle: t\x0ad\xc1\xb2aft: true\x0a---\x0aBODY",
    b"---\x0atitle: \xed\xa0\x80\x0adraft: true\x0a---\x0aBODY",
    "title: t\ndraft: true\n---\nBODY".as_bytes(),
    "title: t\ndraft: true\n\nBODY".as_bytes(),
    "---\ntitle: t\ndraft true\n---\nBODY".as_bytes(),
    "---\ntitle: t\ndraft = true\n---\nBODY".as_bytes(),
    "---\ntitle: t\ndraft\u{ff1a} true\n---\nBODY".as_bytes(),
    "---\ntitle: t #\ndraft: true\n---\nBODY".as_bytes(),
    "---\ntitle: t\npublished: false\n---\nBODY".as_bytes(),
    "---\ntitle: t\nPublished: 'No'\n---\nBODY".as_bytes(),
    "---\ntitle: t\npublish: false\ndraft: false\n---\nBODY".as_bytes(),
    "---\ntitle: t\nunlisted: true\n---\nBODY".as_bytes(),
    "---\ntitle: t\npublishDate: 2999-01-01\n---\nBODY".as_bytes(),
    "---\ntitle: t\npublishDate: 2999-01-01T08:00:00+02:00\n---\nBODY".as_bytes(),
    "---\ntitle: t\npublishdate: soon\n---\nBODY".as_bytes(),
    "---\ntitle: t\nexpiryDate: 2020-01-01\n---\nBODY".as_bytes(),
    "+++\ntitle = \"t\"\nexpiryDate = 2020-01-01\n+++\nBODY".as_bytes(),
    "{\"title\": \"t\", \"published\": false}\nBODY".as_bytes(),
];

/// These are not meant to hide.
const FINE: &[&str] = &[
    "+++\ntitle = \"t\"\n[params]\n  draft = true\n+++\nBODY",
    "+++\ntitle = \"t\"\nmeta = {draft = true}\n+++\nBODY",
    "{\"title\": \"t\", \"meta\": {\"draft\": true}}\nBODY",
    "```yaml\n---\ntitle: t\ndraft: true\n---\n```\nBODY",
    "---\ntitle: t\nmeta:\n  draft: true\n---\nBODY",
    "---\ntitle: |\n t\n draft: true\n---\nBODY",
    "# Title\n\ndraft: true\n\nBODY",
    "Draft: this is how we say it\n\nBODY",
    "draft: a sentence of several words\n\nBODY",
    "---\ntitle: t\n---\nName: x\n\nBODY",
    "----------\nNote: x\n----------\nBODY",
    "<!-- a comment -->\n# Title\n\nBODY",
    "Name: x\nDate: today\n\nBODY",
    "{{ shortcode }}\n\n{% draft: true %}\nBODY",
    "+ a\n+ b: c\n\nBODY",
    "---\ntitle: t\npublished: true\n---\nBODY",
    "---\ntitle: t\npublished: 2020-01-01\n---\nBODY",
    "---\ntitle: t\nunlisted: false\n---\nBODY",
    "---\ntitle: t\npublishDate: 2020-01-01\nexpiryDate: 2999-01-01\n---\nBODY",
    "---\ntitle: t\nmeta:\n  published: false\n---\nBODY",
    "---\ntitle: t\ndrafted_by: Ana\nauthor: Bo\n\u{430}\u{432}\u{442}\u{43e}\u{440}: Bo\n---\nBODY",
];

fn paths(i: usize) -> [String; 3] {
    ["problems/x.md", "pages/x.md", "pages/index.md"]
        .map(|path| path.replacen('/', &format!("/{i}/"), 1))
}

#[test]
fn a_file_that_is_meant_to_hide_is_not_published() {
    let project = Project::new(">>> problems/open.md\n---\ntitle: Open\n---\n");
    for (i, text) in HIDING.iter().enumerate() {
        for path in paths(i) {
            project.write(&path, text);
        }
    }
    let snapshot = project.snapshot();
    let mut wrong: Vec<String> = snapshot
        .graph
        .entries
        .iter()
        .map(|e| e.document.path.to_string())
        .filter(|path| path != "problems/open.md")
        .collect();
    for page in snapshot.pages() {
        if snapshot.render(page).unwrap().contains("BODY") {
            wrong.push(page.url.to_string());
        }
    }
    assert_eq!(snapshot.graph.entries.len(), 1 + wrong.len(), "{wrong:?}");
    // The author gets a finding, unless the file was read as it was meant.
    let request = Request {
        audience: Audience::EVERYTHING,
        ..Project::request()
    };
    let read = Engine::new(project.root()).snapshot(&request).unwrap();
    for (i, text) in HIDING.iter().enumerate() {
        for path in paths(i) {
            let mut found = read.findings.iter().filter(|f| *f.path == *path);
            let is_reported =
                found.any(|f| f.severity == Severity::Error && f.line > 0 && f.column > 0);
            let document = read
                .graph
                .entries
                .iter()
                .map(|e| &e.document)
                .find(|d| *d.path == *path);
            if !is_reported && !document.is_some_and(|d| d.is_draft() || d.is_internal()) {
                wrong.push(format!("{path}: not told: {}", shown(text)));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_file_that_only_looks_hidden_is_published() {
    let project = Project::new("");
    for (i, text) in FINE.iter().enumerate() {
        project.write(&format!("pages/{i}.md"), text);
    }
    let snapshot = project.snapshot();
    assert_eq!(
        snapshot.graph.entries.len(),
        FINE.len(),
        "{:?}",
        project.findings()
    );
}

#[test]
fn what_another_program_hides_is_a_draft_and_that_is_told() {
    let project = Project::new(
        ">>> casebook.yaml\ncontent: .\n>>> pages/a.md\n---\ntitle: A\npublished: false\n---\n\
         >>> notes/_drafts/b.md\n# B\n>>> pages/c.md\n---\ntitle: C\n---\n",
    );
    let snapshot = project.snapshot();
    let shown: Vec<&str> = snapshot
        .graph
        .entries
        .iter()
        .map(|e| &*e.document.path)
        .collect();
    assert_eq!(shown, ["pages/c.md"]);
    let told = project.findings();
    let told: Vec<&String> = told.iter().filter(|f| f.contains("draft")).collect();
    assert_eq!(
        told,
        ["pages/a.md:3:1 alias-used `published: false` is read as `draft: true`"]
    );
}

#[test]
fn a_key_that_hides_does_so_whatever_the_settings_say_and_is_no_unknown_field() {
    let field = "kinds: {problem: {fields: {KEY: {type: text}}}}";
    for settings in ["", "foreign_keys: [KEY]", field] {
        for line in [
            "published: false",
            "Publish: no",
            "unlisted: true",
            "private: true",
            "hidden: true",
            "visible: off",
            "publishDate: 2999-01-01",
            "expiryDate: 2020-01-01",
            "hidden: true\nprivate: true",
        ] {
            let key = line.split(':').next().unwrap();
            let settings = settings.replace("KEY", key);
            let project = Project::new(&format!(
                ">>> casebook.yaml\ncontent: .\n{settings}\n\
                 >>> problems/a.md\n---\ntitle: A\nneed: n\n{line}\n---\n"
            ));
            let shown = project.snapshot().graph.entries.len();
            let found = project.findings();
            let unknown = found.iter().any(|f| f.contains("unknown-field"));
            let told = found.iter().filter(|f| f.contains("`draft: true`")).count();
            assert_eq!(
                (shown, told, unknown),
                (0, line.lines().count(), false),
                "{settings} {line}: {found:?}"
            );
        }
    }
}
