//! What else must change where something is added: a check, a command, a view, a kind, a format of findings, a Markdown
//! element, a formula, a test. And what CONTRIBUTING.md names is there.
//! Each message says what to write and where. What the compiler or another test asks for is not asked for here.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use casebook::check::registry::ALL as CHECKS;
use casebook::cli::Cli;
use casebook::model::Schema;
use clap::CommandFactory as _;

use crate::support::{repository, site};

const CHECK_FOLDER: &str = "src/check";
const CHECK_LIST: &str = "src/check/registry.rs";
const VIEW_FOLDER: &str = "src/site";
const VIEW_LIST: &str = "src/site/registry.rs";
const STYLE_SHEET: &str = "themes/default/static/site.css";

/// Options of which the guide says nothing: whoever needs one looks at `--help`. Those of `why` and `query` come with the
/// options that all commands share, and change little or nothing.
const IN_HELP_ALONE: [&str; 10] = [
    "build --keep-going",
    "build --no-search",
    "serve --open",
    "serve --port",
    "why --strict",
    "why --quiet",
    "why --verbose",
    "query --strict",
    "query --quiet",
    "query --verbose",
];
/// Commands that are tested in a file of another name.
const TESTED_ELSEWHERE: [(&str, &str); 6] = [
    ("build", "tests/suite/determinism.rs"),
    ("check", "tests/suite/formats.rs"),
    ("completions", "tests/suite/rename.rs"),
    ("explain", "tests/suite/checks.rs"),
    ("serve", "tests/serve_http.rs"),
    ("why", "tests/suite/query.rs"),
];

fn text(path: &str) -> String {
    fs::read_to_string(repository().join(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
}

/// The files of a folder and below with this ending, from the root of the repository.
fn files(folder: &str, ending: &str) -> Vec<String> {
    let mut folders: Vec<PathBuf> = vec![repository().join(folder)];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() && !path.ends_with("node_modules") {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == ending) {
                let path = path.strip_prefix(repository()).unwrap();
                found.push(path.to_string_lossy().replace('\\', "/"));
            }
        }
    }
    found.sort();
    found
}

fn stem(path: &str) -> String {
    let stem = Path::new(path).file_stem().unwrap();
    stem.to_string_lossy().into_owned()
}

/// True if the text says this, and not only as the start of a longer name.
fn says(text: &str, name: &str) -> bool {
    let goes_on = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    let mut ends = text.match_indices(name).map(|(at, _)| at + name.len());
    ends.any(|end| !text[end..].starts_with(goes_on))
}

/// The part of the README about the commands: a table, and below it what several have in common.
fn commands_of_readme() -> String {
    let readme = text("README.md");
    let (_, commands) = readme.split_once("\n## Commands\n\n").expect("a heading");
    let (commands, _) = commands.split_once("\n## ").expect("a next heading");
    commands.to_owned()
}

/// True if a row of that table, or the text below it, is about this command.
fn is_about(part: &str, command: &str) -> bool {
    let named = part
        .strip_prefix('|')
        .map_or(part, |row| row.split('|').next().unwrap());
    says(named, &format!("casebook {command}")) || named.contains(&format!("`{command}`"))
}

#[track_caller]
fn assert_nothing(missing: &[String]) {
    assert!(missing.is_empty(), "\n{}\n", missing.join("\n"));
}

#[test]
fn every_test_file_is_in_the_map() {
    let map = text("tests/README.md");
    let mut missing = Vec::new();
    for file in files("tests", "rs") {
        let file = file.strip_prefix("tests/").unwrap();
        if !file.starts_with("support/") && !map.contains(&format!("\n| `{file}` | ")) {
            missing.push(format!(
                "tests/README.md: write | `{file}` | what it guards |"
            ));
        }
    }
    for line in map.lines().filter(|line| line.starts_with("| `")) {
        let name = line.split('`').nth(1).unwrap();
        if !repository().join("tests").join(name).exists() {
            missing.push(format!(
                "tests/README.md: `{name}` is gone, take its line out"
            ));
        }
    }
    assert_nothing(&missing);
}

#[test]
fn every_part_of_the_suite_is_run() {
    let list = text("tests/suite/main.rs");
    let parts = files("tests/suite", "rs")
        .into_iter()
        .map(|file| stem(&file));
    let is_run = |part: &String| part == "main" || list.contains(&format!("\nmod {part};\n"));
    let missing = parts
        .filter(|part| !is_run(part))
        .map(|part| format!("tests/suite/main.rs: write `mod {part};`"));
    assert_nothing(&missing.collect::<Vec<_>>());
}

#[test]
fn every_file_of_a_check_is_in_the_list_and_named_after_its_code() {
    let list = text(CHECK_LIST);
    let mut missing = Vec::new();
    for file in files(CHECK_FOLDER, "rs") {
        let text = text(&file);
        if !text.contains("\npub fn find(context: &CheckContext, found: &mut Findings)") {
            continue;
        }
        let stem = stem(&file);
        let code = stem.replace('_', "-");
        let is_listed = CHECKS.iter().any(|check| check.code == code);
        if !is_listed || !list.contains(&format!("({stem}::find)")) {
            missing.push(format!(
                "{CHECK_FOLDER}/mod.rs: write `mod {stem};`\n{CHECK_LIST}: write `error(\"{code}\", Graph({stem}::find)),`, or `warning`, `hint`"
            ));
        }
    }
    for pair in CHECKS.windows(2) {
        if pair[0].severity < pair[1].severity {
            let [before, after] = [pair[0].code, pair[1].code];
            missing.push(format!(
                "{CHECK_LIST}: the worst first, so `{after}` goes before `{before}`"
            ));
        }
    }
    assert_nothing(&missing);
}

#[test]
fn every_command_is_told_of_and_tested() {
    let guide = files("content/guide", "md");
    let guide: String = guide.iter().map(|file| text(file)).collect();
    let readme = commands_of_readme();
    let elsewhere = BTreeMap::from(TESTED_ELSEWHERE);
    let mut missing = Vec::new();
    for command in Cli::command().get_subcommands() {
        let name = command.get_name();
        let about = command
            .get_about()
            .map(ToString::to_string)
            .unwrap_or_default();
        let mut rows = readme.lines().filter(|line| line.starts_with('|'));
        if !rows.any(|row| is_about(row, name)) {
            missing.push(format!(
                "README.md, table below `## Commands`: write | `casebook {name}` | {about} |"
            ));
        }
        if !says(&guide, &format!("casebook {name}")) {
            missing.push(format!(
                "content/guide/commands.md: write a part that shows `casebook {name}` at work"
            ));
        }
        let own = format!("tests/suite/{name}.rs");
        let file = elsewhere.get(name).map_or(&*own, |file| file);
        match fs::read_to_string(repository().join(file)) {
            Ok(tests) if tests.contains(&format!("\"{name}\"")) => {}
            Ok(_) => missing.push(format!("{file}: write a test that runs `casebook {name}`")),
            Err(_) => missing.push(format!(
                "{file}: write a test that runs `casebook {name}`, and `mod {name};` into tests/suite/main.rs"
            )),
        }
    }
    assert_nothing(&missing);
}

#[test]
fn every_option_of_a_command_is_told_of() {
    let guide: Vec<String> = files("content/guide", "md")
        .iter()
        .map(|file| text(file))
        .collect();
    let guide: Vec<&str> = guide.iter().flat_map(|page| page.split("\n## ")).collect();
    let readme = commands_of_readme();
    let (table, below) = readme.split_once("\n\n").expect("a text below the table");
    let of_readme: Vec<&str> = table.lines().chain([below]).collect();
    let mut missing = Vec::new();
    for command in Cli::command().get_subcommands() {
        let name = command.get_name();
        let of_guide = guide
            .iter()
            .filter(|part| says(part, &format!("casebook {name}")));
        let of_readme = of_readme.iter().filter(|part| is_about(part, name));
        let about: Vec<&&str> = of_guide.chain(of_readme).collect();
        for argument in command.get_arguments() {
            let Some(option) = argument.get_long() else {
                continue;
            };
            let short = argument.get_short().map(|short| format!("`-{short}`"));
            let is_told = about.iter().any(|part| {
                says(part, &format!("--{option}"))
                    || short.as_ref().is_some_and(|short| part.contains(short))
            });
            // The README tells once what `--root` is for all that read a project.
            let in_help_alone =
                option == "root" || IN_HELP_ALONE.contains(&&*format!("{name} --{option}"));
            if !is_told && !in_help_alone {
                missing.push(format!(
                    "content/guide/commands.md: say what `casebook {name} --{option}` is for, where `casebook {name}` is named \
                     (README.md, below the table of commands, if several have it)"
                ));
            }
        }
    }
    assert_nothing(&missing);
}

#[test]
fn every_format_of_findings_is_told_of_and_tested() {
    let cli = Cli::command();
    let check = cli.find_subcommand("check").expect("a command");
    let format = check.get_arguments().find(|arg| arg.get_id() == "format");
    let guide = text("content/guide/findings.md");
    let readme = commands_of_readme();
    let mut rows = readme.lines().filter(|line| is_about(line, "check"));
    let row = rows.next().expect("a row of `casebook check`");
    let tested = crate::formats::FORMATS.map(|(name, _)| name);
    let mut missing = Vec::new();
    for value in format.expect("an option").get_possible_values() {
        let name = value.get_name();
        let help = value
            .get_help()
            .map(ToString::to_string)
            .unwrap_or_default();
        if !tested.contains(&name) {
            missing.push(format!(
                "tests/suite/formats.rs: write (\"{name}\", read_{name}) into FORMATS, a function that reads it with somebody else's parser or by a plain rule of its lines"
            ));
        }
        // What is written without the option needs no name there.
        if name != "human" && !row.contains(&format!("`{name}`")) {
            missing.push(format!("README.md, row `casebook check`: name `{name}`"));
        }
        if !guide.contains(&format!("\n| `{name}` | ")) {
            missing.push(format!(
                "content/guide/findings.md, table below `## In a workflow`: write | `{name}` | {help} |"
            ));
        }
    }
    assert_nothing(&missing);
}

#[test]
fn every_view_is_in_the_list_and_has_its_icon() {
    let list = text(VIEW_LIST);
    let style = text(STYLE_SHEET);
    let mut missing = Vec::new();
    for file in files(VIEW_FOLDER, "rs") {
        let stem = stem(&file);
        // What takes the pages of others is no view of the list: the sitemap is made last.
        let is_view = text(&file).contains("\npub fn pages(site: &");
        let is_made_last = text(&file).contains(", pages: &[Page]) -> Vec<Page>");
        if is_view && !is_made_last && !list.contains(&format!("{stem}::pages,")) {
            missing.push(format!(
                "{VIEW_FOLDER}/mod.rs: write `pub mod {stem};`\n{VIEW_LIST}: write `{stem}::pages,`"
            ));
        }
    }
    for view in casebook::site::view_names::VIEWS.iter() {
        if !style.contains(&format!(".icon-{} {{", view.icon)) {
            missing.push(format!(
                "{STYLE_SHEET}: draw the icon `{}` of the view `{}` among the others",
                view.icon, view.id
            ));
        }
    }
    assert_nothing(&missing);
}

#[test]
fn every_kind_is_told_of_and_tested() {
    let readme = text("README.md");
    let generated = site::files(40, "x");
    let clean = text("tests/planted_findings/clean-nine-kinds.txt");
    let mut missing = Vec::new();
    for kind in &Schema::built_in().kinds {
        let (name, folder, help) = (&kind.name, kind.folder(), &kind.help);
        if !readme.contains(&format!("\n| {name} | `{folder}/`")) {
            missing.push(format!(
                "README.md, table below `## The model`: write | {name} | `{folder}/` | {help} |"
            ));
        }
        if !repository()
            .join(format!("content/guide/kinds/{name}.md"))
            .exists()
        {
            missing.push(format!(
                "content/guide/kinds/{name}.md: write when to use it, the smallest example after a line “Write this to `{folder}/…`:”, and an empty table | field | takes | meaning |; the row in kinds/index.md and the table come with UPDATE=1"
            ));
        }
        if !generated
            .iter()
            .any(|(path, _)| path.contains(&format!("/{folder}/")))
        {
            missing.push(format!(
                "tests/support/site.rs, `files`: generate entries in `{folder}`"
            ));
        }
        if !clean.contains(&format!("/{folder}/")) {
            missing.push(format!(
                "tests/planted_findings/clean-nine-kinds.txt: write `>>> docs/{folder}/…` with nothing wrong in it"
            ));
        }
    }
    assert_nothing(&missing);
}

/// How each option of the Markdown parser looks in a text; the seed of the fuzzer shows all of them.
const MARKDOWN_ELEMENTS: [(&str, &str); 9] = [
    ("TABLES", "|-|-|"),
    ("FOOTNOTES", "[^1]: "),
    ("STRIKETHROUGH", "~~c~~"),
    ("TASKLISTS", "- [ ] o"),
    ("HEADING_ATTRIBUTES", "{#b .c}"),
    ("GFM", "> [!NOTE]"),
    ("DEFINITION_LIST", "\n: u"),
    ("WIKILINKS", "[[k|l]]"),
    ("MATH", "$a^2$"),
];

#[test]
fn every_markdown_element_is_tried_with_hostile_texts() {
    let seed_path = "fuzz/seeds/markdown/all.md";
    let seed = text(seed_path);
    let examples = BTreeMap::from(MARKDOWN_ELEMENTS);
    let options = text("src/markdown/options.rs");
    let mut missing = Vec::new();
    for option in options.split("On::ENABLE_").skip(1) {
        let end = option.find(|c: char| !c.is_ascii_uppercase() && c != '_');
        let option = &option[..end.unwrap_or(option.len())];
        match examples.get(option) {
            None => missing.push(format!(
                "tests/suite/contributing.rs: write (\"{option}\", how it looks) into MARKDOWN_ELEMENTS, the same into \
                 {seed_path}, its pieces into PARTS of tests/markdown_cases.rs and a row into tests/cases/markdown.jsonl"
            )),
            Some(example) if !seed.contains(example) => {
                missing.push(format!("{seed_path}: write {example:?}, the element {option}"));
            }
            Some(_) => {}
        }
    }
    assert_nothing(&missing);
}

#[test]
fn every_derived_value_is_told_of() {
    let source = text("src/property.rs");
    let guide = text("content/guide/commands.md");
    let mut missing = Vec::new();
    for table in ["const DERIVED_PROPERTIES", "const SCORE_PARTS"] {
        let (_, table) = source.split_once(table).expect("a table");
        let (table, _) = table.split_once("];").expect("its end");
        for name in table.split("(\"").skip(1) {
            let name = name.split('"').next().unwrap();
            if !guide.contains(&format!("`{name}`")) {
                missing.push(format!(
                    "content/guide/commands.md, table of names below `casebook query`: write `{name}` and what it is"
                ));
            }
        }
    }
    assert_nothing(&missing);
}

/// `part::name` of every test; a test within a file of `src/` has `::tests` behind the part.
fn tests() -> BTreeSet<String> {
    let mut tests = BTreeSet::new();
    for (folder, within) in [("tests", ""), ("src", "::tests")] {
        for file in files(folder, "rs") {
            for test in text(&file).split("#[test]\n").skip(1) {
                let (_, name) = test.split_once("fn ").expect("a function");
                let name = name.split('(').next().unwrap();
                tests.insert(format!("{}{within}::{name}", stem(&file)));
            }
        }
    }
    tests
}

#[test]
fn every_test_that_contributing_names_exists() {
    let guide = text("CONTRIBUTING.md");
    let tests = tests();
    let mut part = String::new();
    let mut missing = Vec::new();
    for name in guide.split("**").skip(1).step_by(2) {
        let starts = |start: &str| {
            let found = tests.iter().filter(|test| test.starts_with(start));
            found.collect::<Vec<_>>()
        };
        // A name without a part is a part, or a test of the part that was named last.
        let wanted = match name.rsplit_once("::") {
            Some((of, _)) => {
                part = format!("{of}::");
                name.to_owned()
            }
            None if !starts(&format!("{name}::")).is_empty() => format!("{name}::"),
            None => format!("{part}{name}"),
        };
        let start = wanted.trim_end_matches('…');
        let is_test = match start != wanted || start.ends_with("::") {
            true => !starts(start).is_empty(),
            false => tests.contains(&wanted),
        };
        // “Bold” itself is no name.
        if !is_test && !name.starts_with(char::is_uppercase) {
            missing.push(format!(
                "CONTRIBUTING.md: **{name}** is no test; write one of {:?}",
                starts(&part)
            ));
        }
    }
    assert_nothing(&missing);
}

/// The path of a file by its name in CONTRIBUTING: a name alone is in the root, or in the folder that was named last.
fn named_file(name: &str, folder: &str) -> Option<String> {
    let paths = [name.to_owned(), format!("{folder}/{name}")];
    paths
        .into_iter()
        .find(|path| repository().join(path).exists())
}

#[test]
fn every_file_and_function_that_contributing_names_exists() {
    let guide = text("CONTRIBUTING.md");
    let parts: Vec<&str> = guide.split('`').collect();
    let is_file = |name: &str| name.contains(['/', '.']) && !name.contains(char::is_whitespace);
    let is_name = |name: &str| name.chars().all(|c| c.is_alphanumeric() || c == '_');
    let mut folder = "";
    let mut missing = Vec::new();
    for i in (1..parts.len()).step_by(2) {
        let name = parts[i];
        if is_file(name) {
            let last;
            (folder, last) = name.rsplit_once('/').unwrap_or((folder, name));
            // `NAME.rs` stands for any, in a folder that exists.
            let is_any = last.starts_with("NAME.") || last.starts_with("CODE.");
            if named_file(if is_any { folder } else { name }, folder).is_none() {
                missing.push(format!("CONTRIBUTING.md: there is no file `{name}`"));
            }
            continue;
        }
        let (owner, function) = name.split_once("::").unwrap_or(("", name));
        let is_in = |file: &&&str| parts[i + 1].trim() == "in" && is_file(file);
        let file = parts.get(i + 2).filter(is_in);
        let places: Vec<String> = match file {
            _ if !is_name(owner) || !is_name(function) => continue,
            Some(file) => named_file(file, folder).into_iter().collect(),
            None if owner.is_empty() => continue,
            None => {
                let mut places = files("src", "rs");
                places.retain(|file| stem(file) == owner);
                places
            }
        };
        let wanted = match owner {
            "" => name.to_owned(),
            _ => format!("fn {function}"),
        };
        if !places.iter().any(|file| says(&text(file), &wanted)) {
            missing.push(format!(
                "CONTRIBUTING.md: there is no `{wanted}` in {places:?}; write a name that is, and its file: `Type::method` in `FILE`"
            ));
        }
    }
    assert_nothing(&missing);
}
