//! `casebook init` in folders that hold documents: the mapping is that of a person, and nothing of theirs changes.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use casebook::content::document::{parent_folder, section_index_rank};
use casebook::engine::Engine;
use casebook::graph::publish::Audience;

use crate::support::site::{Run, tree};
use crate::support::{Project, repository};

/// A folder as `tests/cases/existing_folders.txt` has it.
struct Folder {
    name: String,
    content: String,
    /// Kind, path and text.
    files: Vec<[String; 3]>,
}

fn folders() -> Vec<Folder> {
    let text = fs::read_to_string(repository().join("tests/cases/existing_folders.txt")).unwrap();
    let file = |line: &str| {
        let mut parts = line
            .splitn(3, '|')
            .map(|part| part.trim().replace("\\n", "\n"));
        [(); 3].map(|()| parts.next().unwrap())
    };
    let folder = |text: &str| {
        let (head, lines) = text.split_once('\n').unwrap();
        let (name, content) = head.rsplit_once(", content: ").unwrap();
        let files = lines
            .lines()
            .filter(|line| !line.is_empty())
            .map(file)
            .collect();
        Folder {
            name: name.to_owned(),
            content: content.to_owned(),
            files,
        }
    };
    text.split("\n== ").skip(1).map(folder).collect()
}

fn init(root: &Path, args: &[&str]) -> Run {
    let mut command = Command::new(env!("CARGO_BIN_EXE_casebook"));
    command
        .arg("init")
        .args(args)
        .current_dir(root)
        .env("NO_COLOR", "1")
        .stdin(Stdio::null());
    command.output().unwrap().into()
}

/// Each Markdown file that is read, with its kind. An index with front matter below the folder of a kind is an entry.
fn mapped(root: &Path) -> Vec<(String, String)> {
    let request = casebook::engine::Request {
        audience: Audience::EVERYTHING,
        ..Project::request()
    };
    let snapshot = Engine::new(root).snapshot(&request).unwrap();
    let schema = &snapshot.graph.schema;
    let kind = |document: &casebook::content::document::Document| {
        let folder = parent_folder(&document.content_path);
        let is_index = section_index_rank(&document.content_path).is_some();
        let nearest = schema.folders.nearest(folder);
        let whole = nearest
            .filter(|(claimed, _)| is_index && document.has_front_matter && *claimed != folder);
        let kind = document.kind.or(whole.map(|(_, claim)| claim.kind));
        kind.map_or("page", |kind| &*schema.kinds[kind].name)
            .to_owned()
    };
    let entries = snapshot.graph.entries.iter().map(|entry| &entry.document);
    entries
        .map(|document| (document.path.to_string(), kind(document)))
        .collect()
}

#[test]
fn folders_are_mapped_as_a_person_maps_them_and_nothing_is_changed() {
    for folder in folders() {
        let project = Project::new("");
        for [_, path, text] in &folder.files {
            project.write(path, text);
        }
        let before = tree(project.root());
        let planned = init(project.root(), &["--dry-run"]).exits(0);
        assert_eq!(tree(project.root()), before, "{}: --dry-run", folder.name);
        let made = init(project.root(), &[]).exits(0);
        assert!(
            made.out.lines().count() <= 40,
            "{}\n{}",
            folder.name,
            made.out
        );
        assert_eq!(planned.out.replace("would be made", "made"), made.out);
        let mut after = tree(project.root());
        let settings = String::from_utf8(after["casebook.yaml"].clone()).unwrap();
        assert!(
            settings
                .replace('"', "")
                .contains(&format!("\ncontent: {}\n", folder.content)),
            "{}\n{settings}",
            folder.name
        );
        after.retain(|path, _| before.contains_key(path));
        assert_eq!(after, before, "{}", folder.name);
        let wanted = folder.files.iter().filter(|[kind, ..]| kind != "-");
        let mut wanted: Vec<_> = wanted
            .map(|[kind, path, _]| (path.clone(), kind.clone()))
            .collect();
        wanted.sort();
        assert_eq!(
            mapped(project.root()),
            wanted,
            "{}\n{settings}",
            folder.name
        );
        let errors: Vec<String> = project
            .findings()
            .into_iter()
            .filter(|f| f.contains("error"))
            .collect();
        assert_eq!(errors, [""; 0], "{}", folder.name);
        crate::support::site::build(project.root(), &["--no-search", "--quiet"]).exits(0);
    }
}

#[test]
fn where_nothing_looks_like_a_kind_the_site_is_the_pages_and_the_screen_says_how_to_begin() {
    let project = Project::new(">>> a.md\n# A\n>>> notes/b.md\n# B\n");
    let made = init(project.root(), &[]).exits(0);
    for words in [
        "2  Pages",
        "Nothing here looks like",
        "casebook new persona",
    ] {
        assert!(made.out.contains(words), "{words}\n{}", made.out);
    }
    assert!(!project.root().join("content").exists());
}

#[test]
fn a_repository_that_has_only_files_about_itself_begins_with_the_sample() {
    let project = Project::new(">>> README.md\n# Tool\n>>> LICENSE.md\nMIT\n");
    init(project.root(), &[]).exits(0);
    assert!(project.root().join("content/personas/mara.md").is_file());
}
