//! `casebook rename`: every reference is updated, the old address redirects, and no other byte changes.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::support::site::{Run, Tree, build, cases, difference, tree};
use crate::support::{Project, shared};
use casebook::engine::Engine;
use casebook::graph::publish::Audience;

fn rename(root: &Path, args: &[&str]) -> Run {
    let mut command = Command::new(env!("CARGO_BIN_EXE_casebook"));
    command
        .arg("rename")
        .args(args)
        .current_dir(root)
        .stdin(Stdio::null());
    command.output().unwrap().into()
}

fn findings(root: &Path) -> Vec<(&'static str, String)> {
    let request = casebook::engine::Request {
        audience: Audience::EVERYTHING,
        with_pages: false,
        ..Project::request()
    };
    let snapshot = Engine::new(root).snapshot(&request).unwrap();
    snapshot
        .findings
        .into_iter()
        .map(|f| (f.code, f.message))
        .collect()
}

const SITE: &str = ">>> casebook.yaml
content: docs
repository: https://github.com/me/repo
>>> docs/personas/ana.md
---
name: Ana   # as she is called
aliases:
  - anna
  # and no more
---
Me: [here](ana.md#goals), [[ana]].

## Goals
>>> docs/problems/know.md
---\r
title: \"Know: why\"\r
personas: [ 'ana', bo ]   # both\r
related: \"anna\"\r
---\r
See [Ana](../personas/ana.md), [her goals](<../personas/ana.md#goals> \"ana.md\"), [by name][ana], [[ana|Ana]], [[ Ana#goals ]],\r
[wiki](../personas/ana), <https://github.com/me/repo/blob/main/docs/personas/ana.md#goals>,\r
<a href=\"../personas/ana.md\">raw</a>, `[[ana]]` and [ana.md](https://example.org/ana.md).\r
\r
[ana]: ../personas/ana.md 'ana'\r
\r
    [[ana]] ana.md\r
>>> docs/problems/wait.md
---
title: Wait
personas:
- ana # first
- ana.md
-   ../personas/ana.md
stage: going#start
---
>>> docs/personas/bo.md
---
name: Bo
---
>>> docs/journeys/going.md
---
title: Going
persona: ana
stages: [{name: Start, problems: [wait]}]
---
>>> docs/decisions/no.md
---
title: No to ana
requested_by: ana
evidence: [ana, wait]
because: ana said so
---
>>> docs/guide.md
# Guide

Ask [Ana](personas/ana.md) and not banana.md.
";

const AFTER: &str = ">>> casebook.yaml
content: docs
repository: https://github.com/me/repo
>>> docs/personas/grantee.md
---
name: Ana   # as she is called
aliases:
  - anna
  - ana
  # and no more
---
Me: [here](grantee.md#goals), [[grantee]].

## Goals
>>> docs/problems/know.md
---\r
title: \"Know: why\"\r
personas: [ 'grantee', bo ]   # both\r
related: \"grantee\"\r
---\r
See [Ana](../personas/grantee.md), [her goals](<../personas/grantee.md#goals> \"ana.md\"), [by name][ana], [[grantee|Ana]], [[ grantee#goals ]],\r
[wiki](../personas/grantee), <https://github.com/me/repo/blob/main/docs/personas/grantee.md#goals>,\r
<a href=\"../personas/grantee.md\">raw</a>, `[[ana]]` and [ana.md](https://example.org/ana.md).\r
\r
[ana]: ../personas/grantee.md 'ana'\r
\r
    [[ana]] ana.md\r
>>> docs/problems/wait.md
---
title: Wait
personas:
- grantee # first
- grantee.md
-   ../personas/grantee.md
stage: going#start
---
>>> docs/personas/bo.md
---
name: Bo
---
>>> docs/journeys/going.md
---
title: Going
persona: grantee
stages: [{name: Start, problems: [wait]}]
---
>>> docs/decisions/no.md
---
title: No to ana
requested_by: grantee
evidence: [grantee, wait]
because: ana said so
---
>>> docs/guide.md
# Guide

Ask [Ana](personas/grantee.md) and not banana.md.
";

fn shown(tree: &Tree) -> String {
    let files = tree
        .iter()
        .map(|(name, bytes)| format!(">>> {name}\n{}", String::from_utf8_lossy(bytes)));
    files.collect()
}

#[test]
fn references_of_every_form_are_updated_and_every_other_byte_is_kept() {
    let project = Project::new(SITE);
    let before = findings(project.root());
    let run = rename(project.root(), &["ana", "grantee"]).exits(0);
    assert!(
        run.out
            .contains("docs/personas/ana.md → docs/personas/grantee.md"),
        "{}",
        run.out
    );
    assert!(
        run.out.contains("docs/problems/know.md: 10 references"),
        "{}",
        run.out
    );
    assert_eq!(
        shown(&tree(project.root())),
        shown(&tree(Project::new(AFTER).root()))
    );
    let after = findings(project.root());
    let codes =
        |all: &[(&'static str, String)]| all.iter().map(|(code, _)| *code).collect::<Vec<_>>();
    assert_eq!(codes(&before), codes(&after));
    build(project.root(), &["--keep-going"]);
    let redirect = fs::read_to_string(project.root().join("public/personas/ana.html")).unwrap();
    assert!(redirect.contains("personas/grantee.html"), "{redirect}");
}

#[test]
fn there_and_back_again_leaves_only_the_alias() {
    let project = Project::new(SITE);
    rename(project.root(), &["docs/personas/bo.md", "bert"]).exits(0);
    rename(project.root(), &["bo", "bo"]).exits(0);
    let bo = fs::read_to_string(project.root().join("docs/personas/bo.md")).unwrap();
    assert_eq!(bo, "---\nname: Bo\naliases: [bert]\n---\n");
}

#[test]
fn an_id_in_the_front_matter_is_changed_in_place() {
    let project = Project::new(
        ">>> problems/long-name.md\n---\ntitle: T\nid: know   # short\naliases: old\n---\n>>> notes.md\n[[know]] [t](problems/long-name.md)\n",
    );
    rename(project.root(), &["know", "why"]).exits(0);
    assert_eq!(
        shown(&tree(project.root())),
        ">>> notes.md\n[[why]] [t](problems/long-name.md)\n>>> problems/long-name.md\n---\ntitle: T\nid: why   # short\naliases: [old, know]\n---\n"
    );
}

#[test]
fn links_of_obsidian_in_fields_keep_their_form() {
    let site = |id: &str, alias: &str| {
        format!(
            ">>> personas/{id}.md\n---\nname: A\n{alias}---\n>>> problems/p.md\n---\ntitle: P\n\
             personas: [\"[[{id}]]\", '[[personas/{id}|Ana, she]]', \"[[{id}#Goals|Awi]]\"]\n---\n\
             >>> problems/q.md\n---\npersonas: [[{id}]]\n---\n\
             >>> problems/r.md\n---\npersonas:\n  - [[personas/{id}|A]]  # she\n  - \"[[{id}|B]]\"\n---\n"
        )
    };
    let project = Project::new(&site("ana", ""));
    rename(project.root(), &["ana", "bea"]).exits(0);
    let after = site("bea", "aliases: [ana]\n");
    assert_eq!(shown(&tree(project.root())), after);
}

#[test]
fn front_matter_in_toml_and_json_is_edited_in_its_own_way() {
    for (before, after) in [
        (
            "+++\nname = \"A\"\n[source]\nrepo = \"r\"\n+++\n",
            "+++\naliases = [\"ana\"]\nname = \"A\"\n[source]\nrepo = \"r\"\n+++\n",
        ),
        (
            "+++\r\nname = \"A\"\r\n+++\r\n",
            "+++\r\naliases = [\"ana\"]\r\nname = \"A\"\r\n+++\r\n",
        ),
        (
            "+++\naliases = [ 'x' ]\n+++\n",
            "+++\naliases = [\"ana\",  'x' ]\n+++\n",
        ),
        (
            "+++\naliases = []\nname = \"A\"\n+++\n",
            "+++\naliases = [\"ana\"]\nname = \"A\"\n+++\n",
        ),
        (
            "+++\naliases = \"x\"\n+++\n",
            "+++\naliases = [\"x\", \"ana\"]\n+++\n",
        ),
        (
            "+++\naliases = [\"bea\"]\n+++\n",
            "+++\naliases = [\"ana\"]\n+++\n",
        ),
        (
            "{\n  \"name\": \"A\"\n}\n",
            "{\n  \"aliases\": [\"ana\"],\n  \"name\": \"A\"\n}\n",
        ),
        ("{}\n", "{\"aliases\": [\"ana\"]}\n"),
        ("{\"aliases\": null}\n", "{\"aliases\": [\"ana\"]}\n"),
        (
            "{\"aliases\": [\"x\"]}\n",
            "{\"aliases\": [\"ana\", \"x\"]}\n",
        ),
    ] {
        let references = |id: &str| {
            [
                format!(
                    "+++\nname = \"P\"\npersonas = [\"{id}\", '[[personas/{id}|Ana]]', \"\"\"{id}\"\"\"] # {{}}\n+++\n[[{id}]]\n"
                ),
                format!("{{\"title\": \"P\", \"personas\": \"[[{id}]]\"}}\n"),
            ]
        };
        let project = Project::new("");
        project.write("personas/ana.md", before);
        let [toml, json] = references("ana");
        project
            .write("problems/p.md", toml.replace("name", "title"))
            .write("problems/q.md", json);
        rename(project.root(), &["ana", "bea"]).exits(0);
        let text = |path: &str| fs::read_to_string(project.root().join(path)).unwrap();
        assert_eq!(text("personas/bea.md"), after);
        let [toml, json] = references("bea");
        assert_eq!(text("problems/p.md"), toml.replace("name", "title"));
        assert_eq!(text("problems/q.md"), json);
    }
    let project = Project::new("");
    project.write(
        "problems/know/index.md",
        "+++\nkind = \"problem\"\ntitle = \"T\"\n+++\n",
    );
    rename(project.root(), &["know", "why"]).exits(0);
    let text = fs::read_to_string(project.root().join("problems/know/index.md")).unwrap();
    let after = "+++\nid = \"why\"\naliases = [\"know\"]\nkind = \"problem\"\ntitle = \"T\"\n+++\n";
    assert_eq!(text, after);
}

#[test]
fn aliases_are_kept_however_they_are_written() {
    for (before, after) in [
        ("aliases: []\n", "aliases: [p]\n"),
        (
            "aliases: [a, \"b]\"]  # x\n",
            "aliases: [a, \"b]\", p]  # x\n",
        ),
        ("aliases: [a,]\n", "aliases: [a,p]\n"),
        ("aliases:\n", "aliases: [p]\n"),
        ("aliases: a\n", "aliases: [a, p]\n"),
        ("aliases:\n- a\n", "aliases:\n- a\n- p\n"),
        (
            "aliases:\n    - a\n    - b\ntags: x\n",
            "aliases:\n    - a\n    - b\n    - p\ntags: x\n",
        ),
        (
            "aliases: [\n  a,\n  b\n]\n",
            "aliases: [\n  a,\n  b, p\n]\n",
        ),
        ("tags: x\n", "tags: x\naliases: [p]\n"),
        ("alias: a\n", "alias: [a, p]\n"),
        ("alias:\n- a\n", "alias:\n- a\n- p\n"),
    ] {
        let project = Project::new("");
        project.write("problems/p.md", format!("---\ntitle: T\n{before}---\nbody"));
        rename(project.root(), &["p", "q"]).exits(0);
        let text = fs::read_to_string(project.root().join("problems/q.md")).unwrap();
        assert_eq!(text, format!("---\ntitle: T\n{after}---\nbody"));
    }
}

#[test]
fn an_impossible_rename_is_refused_and_changes_nothing() {
    let site = format!(
        "{SITE}>>> docs/solutions/open.md\n---\ntitle: never closed, and about wait\n>>> docs/personas/README.md\n# Who\n"
    );
    let project = Project::new(&site);
    let before = tree(project.root());
    for (args, words) in [
        (["ana", "Grantee Analyst"], "for example `grantee-analyst`"),
        (["ana", "../x"], "for example `x`"),
        (["ana", "bo"], "`bo` already means `docs/personas/bo.md`"),
        (["ana", "ana"], "it is called `ana` already"),
        (["ana", "index"], "cannot be the name of a file"),
        (["ana", "con"], "cannot be the name of a file"),
        (["anaa", "x"], "did you mean `ana`?"),
        (["guide", "x"], "is a plain page"),
        (["wait", "x"], "cannot be read and may name `wait`"),
    ] {
        rename(project.root(), &args).exits(2).says(words);
        assert_eq!(
            difference(&before, &tree(project.root())),
            [""; 0],
            "{args:?}"
        );
    }
    let dry = rename(project.root(), &["ana", "grantee", "--dry-run"]).exits(0);
    assert!(
        dry.out.contains("docs/problems/wait.md: 3 references"),
        "{}",
        dry.out
    );
    assert_eq!(difference(&before, &tree(project.root())), [""; 0]);
}

#[test]
fn a_reference_in_a_yaml_alias_is_reported_and_still_works() {
    let project = Project::new(
        ">>> personas/ana.md\n---\nname: A\n---\n>>> problems/p.md\n---\ntitle: P\nowner: &who ana\npersonas: *who\n---\n[[ana]]\n",
    );
    rename(project.root(), &["ana", "grantee"])
        .exits(0)
        .says("problems/p.md: a YAML alias");
    let text = fs::read_to_string(project.root().join("problems/p.md")).unwrap();
    assert!(
        text.ends_with("owner: &who ana\npersonas: *who\n---\n[[grantee]]\n"),
        "{text}"
    );
    assert!(
        !findings(project.root())
            .iter()
            .any(|(code, _)| *code == "unknown-reference")
    );
}

#[cfg(unix)]
#[test]
fn permissions_are_kept() {
    use std::os::unix::fs::PermissionsExt as _;
    let project = Project::new(SITE);
    let path = project.root().join("docs/problems/wait.md");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    rename(project.root(), &["ana", "grantee"]).exits(0);
    assert_eq!(
        fs::metadata(&path).unwrap().permissions().mode() & 0o777,
        0o640
    );
}

fn copied(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let name = to.join(path.file_name().unwrap());
        match path.is_dir() {
            true => copied(&path, &name),
            false => {
                fs::copy(&path, &name).unwrap();
            }
        }
    }
}

/// Renames entries of a project one after another. Each time no reference is broken, nothing but the name changes, and
/// the old address redirects.
fn renames(project: &Project, sample: usize) {
    let root = project.root();
    let snapshot = snapshot(root);
    let entries = snapshot
        .graph
        .iter()
        .filter(|(_, e)| e.document.kind.is_some());
    let renamed: Vec<(String, String, String)> = entries
        .map(|(_, e)| {
            let d = &e.document;
            (d.id.to_string(), d.path.to_string(), e.url.to_string())
        })
        .collect();
    let step = (renamed.len() / sample).max(1);
    let codes = |root: &Path| {
        let mut codes: Vec<&str> = findings(root).iter().map(|(code, _)| *code).collect();
        codes.sort_unstable();
        codes
    };
    let before_all = codes(root);
    for (id, path, _) in renamed.iter().step_by(step) {
        let before = tree(root);
        // An id may end with that of another.
        let new = format!("x-{id}");
        rename(root, &[id, &new]).exits(0);
        assert_eq!(codes(root), before_all, "{id}");
        let after = tree(root);
        let moved = path.replace(&format!("{id}.md"), &format!("{new}.md"));
        for (name, was) in &before {
            let own = name == path;
            let is = &after[if own { &moved } else { name }];
            let (was, is) = (String::from_utf8_lossy(was), String::from_utf8_lossy(is));
            // With the new name replaced by the old one, the text is the same as before, except the alias in its own file.
            let back = is.replace(&new, id);
            let same = match own {
                true => without_alias(&back) == without_alias(&was),
                false => back == was,
            };
            assert!(same, "{id} in {name}\n{is}");
        }
        assert_eq!(before.len(), after.len(), "{id}");
    }
    let snapshot = self::snapshot(root);
    for (id, _, url) in renamed.iter().step_by(step) {
        let page = snapshot.pages().iter().find(|p| p.url.as_str() == url);
        let html = snapshot
            .render(page.unwrap_or_else(|| panic!("{url} is lost")))
            .unwrap();
        let to = format!("/x-{id}.html\">");
        assert!(html.contains(&to) && html.contains("http-equiv"), "{html}");
    }
}

fn snapshot(root: &Path) -> casebook::engine::Snapshot {
    let request = casebook::engine::Request {
        audience: Audience::EVERYTHING,
        ..Project::request()
    };
    Engine::new(root).snapshot(&request).unwrap()
}

fn without_alias(text: &str) -> String {
    let lines = text.lines().filter(|line| !line.starts_with("aliases: "));
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn every_entry_of_our_own_case_can_be_renamed() {
    let project = Project::new("");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    copied(&root.join("content"), &project.root().join("content"));
    fs::copy(
        root.join("casebook.yaml"),
        project.root().join("casebook.yaml"),
    )
    .unwrap();
    renames(&project, cases(8, 1000));
}

#[test]
fn entries_of_a_real_archive_can_be_renamed() {
    let Some(archive) = shared("real/tanf-data-portal") else {
        return;
    };
    let project = Project::new("");
    copied(&archive, project.root());
    renames(&project, cases(8, 1000));
}

#[test]
fn every_shell_gets_its_completions() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_casebook"));
        let run: Run = command
            .args(["completions", shell])
            .output()
            .unwrap()
            .into();
        let run = run.exits(0);
        assert!(
            run.out.contains("rename") && run.out.contains("casebook"),
            "{shell}"
        );
    }
}
