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

#[test]
fn copies_in_other_languages_and_keys_of_other_tools_are_told_and_left_out() {
    for (name, words, settings) in [
        (
            "copies in another language beside the files",
            "**/*.de.md — the same in other languages",
            "exclude: [\"**/*.de.md\"]",
        ),
        (
            "copies in a folder for each language",
            "1  Validations   en/studies/",
            "exclude: [\"fr/**\"]",
        ),
        (
            "front matter of a tool that nobody knows",
            "nothing reads `coverY`",
            "foreign_keys: [cover]",
        ),
        (
            "front matter of a tool that nobody knows",
            "Not read: cover — keys of many files",
            "foreign_keys: [cover]",
        ),
    ] {
        let folder = folders().into_iter().find(|f| f.name == name).unwrap();
        let project = Project::new("");
        for [_, path, text] in &folder.files {
            project.write(path, text);
        }
        let made = init(project.root(), &[]).exits(0);
        assert!(made.out.contains(words), "{words}\n{}", made.out);
        assert!(!made.out.contains("once its index"), "{}", made.out);
        let text = fs::read_to_string(project.root().join("casebook.yaml")).unwrap();
        assert!(text.contains(settings), "{settings}\n{text}");
    }
}

#[test]
fn a_content_folder_that_is_not_there_makes_no_sample_beside_documents() {
    let project = Project::new(">>> docs/a.md\n# A\n>>> docs/b.md\n# B\n>>> package.json\n{}\n");
    let refused = init(project.root(), &["--content", "doc"]).exits(2);
    assert!(
        refused.err.contains("`--content docs` reads it"),
        "{}",
        refused.err
    );
    assert!(!project.root().join("casebook.yaml").exists());
}

#[test]
fn a_folder_public_of_theirs_gives_way_to_another_output() {
    let project = Project::new(">>> a.md\n# A\n>>> public/theirs.css\nbody {}\n");
    init(project.root(), &[]).exits(0);
    let built = crate::support::site::build(project.root(), &["--no-search"]).exits(0);
    assert!(built.err.contains("casebook-site"), "{}", built.err);
    assert!(project.root().join("casebook-site/a.html").is_file());
    // What was written is no content of the next build, wherever the command is run and however it names the folder.
    crate::support::site::build(project.root(), &["--no-search"])
        .exits(0)
        .says("1 document,");
    let output = ["--no-search", "--output", "sites/next"];
    crate::support::site::build(project.root(), &output).exits(0);
    crate::support::site::build(project.root(), &output)
        .exits(0)
        .says("1 document,");
    assert!(!project.root().join("sites/next/sites").exists());
}

#[test]
fn what_no_baseline_covers_is_counted_apart() {
    let project = Project::new(
        ">>> personas/ana.md\n# Ana\n\n## Goals\n\n[gone](gone.md), ana@mail.acme.at\n",
    );
    let made = init(project.root(), &[]).exits(0);
    for words in [
        "No baseline covers 1 error of these",
        "keeps the others apart",
    ] {
        assert!(made.out.contains(words), "{words}\n{}", made.out);
    }
    assert!(!made.out.contains("so that a build passes"), "{}", made.out);
    let run = |args: &[&str]| -> Run {
        crate::support::site::casebook(project.root(), args)
            .output()
            .unwrap()
            .into()
    };
    let written = run(&["check", "--published", "--write-baseline", "known.json"]).exits(0);
    written
        .says("known.json: 1 error and")
        .says("about that: 1 error");
}

#[test]
fn a_word_for_a_field_that_nothing_reads_stays_told() {
    let note = |i: u8| {
        format!(
            ">>> studien/{i}.md\n---\ntitle: S\nmethod: survey\nparticipants: 90\nschweregrad: hoch\n---\n"
        )
    };
    let project = Project::new(&(1..4).map(note).collect::<String>());
    init(project.root(), &[]).exits(0);
    let settings = fs::read_to_string(project.root().join("casebook.yaml")).unwrap();
    assert!(settings.contains("# foreign_keys:"), "{settings}");
}

/// The commands as the screen has them, and the line that the second prints.
#[test]
fn the_next_steps_lead_to_a_site() {
    let project = Project::new(
        ">>> personas/ana.md\n# Ana\n\n[gone](gone.md)\n>>> b.md\n---\ntitle: a: b\n---\n",
    );
    let made = init(project.root(), &[]).exits(0);
    assert!(
        made.out.contains("private repository is usually public"),
        "{}",
        made.out
    );
    let run = |line: &str| -> Run {
        let mut command = Command::new(env!("CARGO_BIN_EXE_casebook"));
        let words = line.split(' ').skip(1);
        command
            .args(words)
            .current_dir(project.root())
            .output()
            .unwrap()
            .into()
    };
    let lines = made
        .out
        .lines()
        .filter(|line| line.starts_with("  casebook "));
    let line = lines
        .map(str::trim)
        .find(|line| line.contains("baseline"))
        .unwrap();
    let command = line.split("  ").next().unwrap();
    let written = run(command).exits(0);
    run("casebook build").exits(1);
    let told = written.err.split('`').nth(1).unwrap();
    assert_eq!(told, "baseline: known.json");
    let settings = project.root().join("casebook.yaml");
    let text = fs::read_to_string(&settings).unwrap();
    fs::write(&settings, format!("{text}{told}\n")).unwrap();
    run("casebook build").exits(0);
    assert!(project.root().join("public/index.html").exists());
}

/// The screen and the settings of a folder.
fn begun(files: &str) -> (Project, String, String) {
    let project = Project::new(files);
    let made = init(project.root(), &[]).exits(0);
    let settings = fs::read_to_string(project.root().join("casebook.yaml")).unwrap();
    (project, made.out, settings)
}

fn checked(project: &Project) -> String {
    let args = ["check", "--format", "short"];
    let run = crate::support::site::casebook(project.root(), &args).output();
    Run::from(run.unwrap()).out
}

#[test]
fn the_reason_for_the_content_counts_every_file() {
    let front = "---\ntitle: G\nrole: x\n---\n";
    let (_, screen, _) = begun(&format!(
        ">>> README.md\n# R\n>>> content/_index.md\n# Home\n>>> content/_index.fr.md\n# Home\n\
         >>> content/personas/g.md\n{front}>>> content/personas/g.fr.md\n{front}"
    ));
    let reason = "it holds 4 of the 5 Markdown files in this folder";
    assert!(screen.contains(reason), "{screen}");
    let talk = "# Talk\n\nMethod: Interview\n";
    let (_, screen, _) = begun(&format!(
        ">>> docs/a.md\n# A\n>>> docs/b.md\n# B\n>>> studies/c.md\n{talk}"
    ));
    assert!(
        screen.contains("this folder: documents lie outside docs/ too"),
        "{screen}"
    );
}

#[test]
fn many_keys_that_nothing_reads_are_below_their_own_setting() {
    let keys = "customer segment name: z\npreferred channel of contact: z\ninterview batch identifier: z\n";
    let persona = |i: u8| format!(">>> personas/{i}.md\n---\nrole: x\ngoals: [y]\n{keys}---\n");
    let (_, screen, _) = begun(&(1..5).map(persona).collect::<String>());
    assert!(
        screen.contains("more (`foreign_keys` in casebook.yaml)"),
        "{screen}"
    );
}

#[test]
fn keys_whose_values_lead_to_personas_are_names_of_that_field() {
    let need = |i: u8, who: &str| {
        format!(
            ">>> needs/{i}.md\n---\nas a: {who}\nneed: eat\nuser type: \"[[cook]]\"\nuser: rain\n---\n# N {i}\n"
        )
    };
    let needs: String = (1..5).map(|i| need(i, "\"[[cook]]\"")).collect();
    let (project, _, settings) = begun(&format!(
        ">>> personas/cook.md\n---\nrole: x\ngoals: [y]\n---\n# Cook\n>>> pages/rain.md\n# Rain\n{needs}"
    ));
    let also = "personas: {also: [as a, user type]}";
    assert!(settings.contains(also), "{settings}");
    let found = checked(&project);
    assert!(
        !found.contains("no-persona") && !found.contains(" error "),
        "{found}"
    );
}

#[test]
fn two_names_of_a_field_in_one_file_are_an_error_only_where_they_differ() {
    let study = |i: u8, front: &str| format!(">>> Studien/{i}.md\n---\n{front}\n---\n# S{i}\n");
    let plain = study(1, "methode: Interview") + &study(2, "methode: Umfrage");
    let (project, _, settings) = begun(&format!(
        "{plain}{}",
        study(3, "methode: Interview\nmethod: interview")
    ));
    assert!(settings.contains("also: [methode]"), "{settings}");
    assert!(!checked(&project).contains(" error "));
    // Here the mapping would make the error.
    let (_, _, settings) = begun(&study(4, "methode: Interview\nmethod: survey"));
    assert!(!settings.contains("methode"), "{settings}");
    // Where the owner has written such a name down, it is told.
    let project = Project::new(&format!(
        ">>> casebook.yaml\ncontent: .\nkinds: {{validation: {{folders: [Studien], fields: {{method: {{also: [methode]}}}}}}}}\n{}",
        study(4, "methode: Interview\nmethod: survey")
    ));
    assert!(checked(&project).contains("are the same field"));
}

#[test]
fn names_of_fields_in_lines_of_the_text_are_read_in_other_languages() {
    let (project, _, settings) = begun(
        ">>> Entscheidungen/a.md\n# Keine Karte\n\nDatum: 20. Juni 2025\nStatus: abgelehnt\n\nZu teuer für uns.\n",
    );
    assert!(settings.contains("date: {also: [Datum]}"), "{settings}");
    let entries = project.snapshot();
    let entry = &entries.graph.entries[0].document;
    let day = entry.fields.date("date").map(|day| day.first.to_string());
    assert_eq!(day.as_deref(), Some("2025-06-20"));
    assert!(!checked(&project).contains("nobody says why"));
}

#[test]
fn the_commands_of_the_screen_leave_a_build_that_passes() {
    let project = Project::new(">>> problems/a.md\n---\nneed: eat\n---\n[x](gone.md)\n");
    let made = init(project.root(), &[]).exits(0);
    let commands = made
        .out
        .lines()
        .filter_map(|l| l.strip_prefix("  casebook "));
    let commands: Vec<&str> = commands.filter_map(|l| l.split("  ").next()).collect();
    assert_eq!(commands.last(), Some(&"build --baseline known.json"));
    for command in commands.iter().filter(|c| c.contains("known.json")) {
        let mut run = Command::new(env!("CARGO_BIN_EXE_casebook"));
        let run = run.args(command.split(' ')).current_dir(project.root());
        Run::from(run.output().unwrap()).exits(0);
    }
    // Without an error there is nothing to get past.
    let (_, screen, _) = begun(">>> problems/a.md\n---\nneed: eat\n---\n");
    assert!(!screen.contains("casebook build"), "{screen}");
}

#[test]
fn a_folder_of_templates_is_told_and_hugo_keeps_its_output() {
    let persona = "# Ana\n\n## Goals\n\n- x\n";
    let (_, screen, settings) = begun(&format!(
        ">>> personas/ana.md\n{persona}>>> templates/persona.md\n# NAME\n>>> hugo.toml\ntitle = 'x'\n"
    ));
    assert!(screen.contains("Not published: templates/"), "{screen}");
    assert!(settings.contains("output: casebook-site"), "{settings}");
}

#[test]
fn notes_beside_indexes_without_front_matter_are_no_entries_to_make() {
    let study = |name: &str| {
        format!(
            ">>> studies/{name}/README.md\n# {name}\n\n**Method:** Interview\n>>> studies/{name}/notes.md\n# Notes\n"
        )
    };
    let project = Project::new(&format!(
        ">>> casebook.yaml\ncontent: .\n{}{}",
        study("desk"),
        study("ward")
    ));
    let found = checked(&project);
    assert!(
        found.contains("front matter at the start of each `README.md`"),
        "{found}"
    );
    assert!(!found.contains("folders: [studies]"), "{found}");
}

#[test]
fn what_lists_or_steers_the_others_in_a_folder_is_no_entry() {
    let ana = "# Ana\n\n## Goals\n\n- order\n\n## Frustrations\n\n- noise\n";
    let files = [
        ("README.md", "# Us\n"),
        ("CLAUDE.md", "# For assistants\n"),
        ("SECURITY.md", "# Security\n"),
        ("01 Personas/Ana.md", ana),
        ("01 Personas/Personas.md", "# All\n\n- [[Ana]]\n"),
        ("01 Personas/00-index.md", "# Index\n"),
        ("01 Personas/_MOC Personas.md", "# Map\n"),
        ("01 Personas/overview.md", "# Overview\n"),
        ("01 Personas/README.fr.md", "# Nous\n"),
        ("01 Personas/Persona overview.md", "# All\n"),
        ("01 Personas/Groups MOC.md", "# All\n"),
        ("01 Personas/All Personas.md", "# All\n"),
        // Somebody is called so.
        ("01 Personas/Jan Moc.md", ana),
        ("01 Personas/Alle Li.md", ana),
        ("01 Personas/Allan.md", ana),
        ("01 Personas/Logan.md", ana),
        (
            "problems/No overview of orders.md",
            "# No overview of orders\n",
        ),
        ("01 Personas/AGENTS.md", "# For assistants\n"),
        ("problems/a.md", "---\nneed: eat\n---\n"),
    ];
    let files = files.map(|(path, text)| format!(">>> {path}\n{text}"));
    let (project, screen, _) = begun(&files.concat());
    let left_out =
        "01 Personas/AGENTS.md, CLAUDE.md, SECURITY.md — about the repository, or for assistants";
    assert!(screen.contains(left_out), "{screen}");
    let snapshot = project.snapshot();
    let entries = snapshot.graph.entries.iter().map(|entry| &entry.document);
    let entries = entries.filter(|document| document.kind.is_some());
    let ids: Vec<&str> = entries.map(|document| &*document.id).collect();
    assert_eq!(
        ids,
        [
            "allan",
            "alle-li",
            "ana",
            "jan-moc",
            "logan",
            "no-overview-of-orders",
            "a"
        ]
    );
    assert_eq!(snapshot.document_count, 16);
}

#[test]
fn a_dated_folder_with_an_index_is_a_study_whatever_its_name_says_of_the_method() {
    let study = |name: &str| {
        format!(
            ">>> research/{name}/README.md\n---\ntitle: {name}\ndate: 2025-02-18\n---\nX.\n>>> research/{name}/notes.md\n# Notes\n"
        )
    };
    let studies = ["2025-02-planner-interviews", "2025-06-ride-along"].map(study);
    let (_, _, settings) = begun(&studies.concat());
    assert!(
        settings.contains("validation:\n    folders: [research]"),
        "{settings}"
    );
}

#[test]
fn names_that_mean_much_go_by_their_files() {
    let talk = "---\nmethod: interview\nparticipants: 3\n---\n";
    let (_, _, settings) = begun(&format!(
        ">>> user-research/ethics.md\n# Ethics\n>>> user-research/recruiting.md\n# Recruiting\n\
         >>> user-research/usability-tests/a.md\n{talk}>>> user-research/usability-tests/b.md\n{talk}"
    ));
    let of_studies = "validation:\n    folders: [user-research/usability-tests]";
    assert!(settings.contains(of_studies), "{settings}");
    let (_, _, settings) = begun(
        ">>> Cargo.toml\n>>> docs/metrics/prometheus.md\n# Prometheus\n>>> docs/problems/login.md\n# Login\n",
    );
    assert!(settings.contains("# kinds:"), "{settings}");
    // What the model reads by itself is a line all the same.
    let (_, screen, settings) = begun(
        ">>> Cargo.toml\n>>> docs/metrics/load.md\n---\ntitle: Load\n---\n>>> docs/a.md\n# A\n",
    );
    let row = "1  Metrics       metrics/                              by its name";
    assert!(screen.contains(row), "{screen}");
    assert!(
        settings.contains("metric:\n    folders: [metrics]"),
        "{settings}"
    );
}

#[test]
fn an_error_is_listed_apart_from_hints_of_the_same_message_and_what_is_withheld_is_counted() {
    let (_, screen, _) = begun(
        ">>> studies/a.md\n# A\n\n## Findings\n\nx\n>>> studies/b.md\n# B\n\n## Findings\n\nx\n\
         >>> studies/c.md\n---\ntitle: C\nparticipants: 3\n---\nText\n",
    );
    assert!(
        screen.contains("1  error    `method` is missing"),
        "{screen}"
    );
    assert!(
        screen.contains("2  hint     `method` is missing"),
        "{screen}"
    );
    assert!(!screen.contains("Not published"), "{screen}");
    let (_, screen, _) = begun(
        ">>> problems/a.md\n---\nneed: eat\n---\n>>> problems/b.md\n---\nneed: rest\nhidden: true\n---\n",
    );
    assert!(screen.contains("2  Problems"), "{screen}");
    assert!(screen.contains("Not published: 1 of these"), "{screen}");
}
