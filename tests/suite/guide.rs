//! The guide's tables of kinds and settings match the program, its examples make a site, and the README's pictures
//! exist.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use crate::init::run_on;
use crate::support::site::{Run, casebook};
use crate::support::{Project, TODAY, assert_file, git, repository};
use casebook::content::yaml::{self, Node};
use casebook::model::{Field, FieldType, Need, Schema, Value};

/// A page of `content/guide/`.
fn page(name: &str) -> String {
    let path = repository().join("content/guide").join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.to_string_lossy()))
}

/// Asserts that the page has the table. With `UPDATE=1` it replaces the one with the same two first lines.
fn assert_table(name: &str, table: &str) {
    let page = page(name);
    let head: usize = table.split_inclusive('\n').take(2).map(str::len).sum();
    let head = &table[..head];
    let Some((before, rest)) = page.split_once(&format!("\n\n{head}")) else {
        panic!("write a table into content/guide/{name} that begins with\n\n{head}");
    };
    let is_row = |line: &&str| line.starts_with('|');
    let rows: usize = rest
        .split_inclusive('\n')
        .take_while(is_row)
        .map(str::len)
        .sum();
    let new = format!("{before}\n\n{table}{}", &rest[rows..]);
    assert_file(&format!("content/guide/{name}"), &new);
}

/// The table of a page that holds these fields.
fn table<'f>(fields: impl Iterator<Item = &'f Field>) -> String {
    let mut table = String::from("| field | takes | meaning |\n|---|---|---|\n");
    fields.for_each(|field| row(&mut table, "", field));
    table
}

/// The row of a field, followed by those of its nested fields.
fn row(table: &mut String, outer: &str, field: &Field) {
    let name = format!("{outer}{}", field.name);
    let mut notes = vec![field.help.clone()];
    if !field.aliases.is_empty() {
        let also: Vec<String> = field.aliases.iter().map(|a| format!("`{a}`")).collect();
        notes.push(format!("Also read as {}.", also.join(", ")));
    }
    match field.need {
        Need::Required => notes.push("**Required.**".into()),
        Need::Recommended => notes.push("*Recommended.*".into()),
        Need::Optional => {}
    }
    if field.is_private {
        notes.push("Never in a public site.".into());
    }
    let notes = notes.join(" ").replace('|', "\\|");
    writeln!(table, "| `{name}` | {} | {notes} |", takes(field)).unwrap();
    if let FieldType::Map(inner) = &field.ty {
        inner
            .iter()
            .for_each(|inner| row(table, &format!("{name}."), inner));
    }
}

fn takes(field: &Field) -> String {
    let range = |min: &Option<f64>, max: &Option<f64>| match (min, max) {
        (Some(min), Some(max)) => format!(" from {min} to {max}").replace('-', "−"),
        (Some(min), None) => format!(" from {min}"),
        _ => String::new(),
    };
    let (one, many) = match &field.ty {
        FieldType::Text => ("text".into(), "texts".into()),
        FieldType::Flag => ("`true` · **`false`**".into(), String::new()),
        FieldType::Date => ("a date".into(), String::new()),
        FieldType::Deadline => ("a deadline".into(), String::new()),
        FieldType::Integer { min, max } => {
            let default = match &field.default {
                Some(Value::Number(n)) => format!(", else **{n}**"),
                _ => String::new(),
            };
            let range = range(min, max);
            (format!("a whole number{range}{default}"), String::new())
        }
        FieldType::Number { min, max } => (format!("a number{}", range(min, max)), String::new()),
        FieldType::Choice(_) if &*field.name == "method" => (
            "a [method](../configuration.md#methods)".into(),
            String::new(),
        ),
        FieldType::Choice(words) => {
            let default = match &field.default {
                Some(Value::Text(word)) => Some(&**word),
                _ => None,
            };
            let shown = words.iter().map(|w| match default == Some(&*w.word) {
                true => format!("**`{}`**", w.word),
                false => format!("`{}`", w.word),
            });
            (shown.collect::<Vec<_>>().join(" · "), String::new())
        }
        FieldType::Link => match field
            .link
            .as_ref()
            .and_then(|link| link.target_kind.as_deref())
        {
            Some(kind) => (
                format!("a [{kind}]({kind}.md)"),
                format!("ids of [{kind}]({kind}.md) pages"),
            ),
            None => ("any id".into(), "any ids".into()),
        },
        FieldType::Stage => ("an id and a stage".into(), String::new()),
        FieldType::Person => ("a [persona](persona.md), or words".into(), String::new()),
        FieldType::Address => ("an address".into(), "addresses".into()),
        FieldType::Map(_) => ("a map".into(), "maps".into()),
        FieldType::OpenMap => ("a map".into(), String::new()),
        FieldType::NumberMap => ("a map of numbers".into(), String::new()),
        FieldType::SusAnswers => ("lists of numbers".into(), String::new()),
    };
    match field.is_list {
        true => many,
        false => one,
    }
}

#[test]
fn every_field_of_every_kind_is_on_its_page() {
    let schema = Schema::built_in();
    let own = |kind: &casebook::model::Kind| {
        let fields = kind.fields.iter();
        let own = fields.filter(|f| !schema.shared.iter().any(|shared| shared.name == f.name));
        table(own)
    };
    let mut kinds = String::from("| kind | what it is | folders |\n|---|---|---|\n");
    for kind in &schema.kinds {
        let folders: Vec<String> = kind.folders.iter().map(|f| format!("`{f}`")).collect();
        let folders = folders.join(" ");
        let (label, name, help) = (&kind.label, &kind.name, &kind.help);
        writeln!(kinds, "| [{label}]({name}.md) | {help} | {folders} |").unwrap();
        assert_table(&format!("kinds/{name}.md"), &own(kind));
    }
    assert_table("kinds/index.md", &kinds);
    assert_table("kinds/index.md", &table(schema.shared.iter()));
}

/// Every setting with its default, levels joined by dots. Maps whose keys a project chooses count as one setting.
fn settings(node: &Node, outer: &str, found: &mut BTreeMap<String, String>) {
    let Node::Map(items) = node else {
        panic!("{outer} is no map");
    };
    for (key, value) in items {
        let name = format!("{outer}{key}");
        match value {
            Node::Map(items) if !items.is_empty() && name != "evidence.methods" => {
                settings(value, &format!("{name}."), found);
            }
            Node::Map(_) if name == "evidence.methods" => {}
            value => {
                let shown = shown(value);
                found.insert(name, shown);
            }
        }
    }
}

fn shown(value: &Node) -> String {
    let plain = |value: &Node| match value {
        Node::Text(text) => text.clone(),
        Node::Int(n) => n.to_string(),
        Node::Float(n) => n.to_string(),
        Node::Bool(flag) => flag.to_string(),
        other => panic!("the guide has no form for {other:?}"),
    };
    match value {
        Node::Null => "–".into(),
        Node::List(items) => {
            let items: Vec<String> = items.iter().map(plain).collect();
            format!("`[{}]`", items.join(", "))
        }
        Node::Map(_) => "`{}`".into(),
        value => format!("`{}`", plain(value)),
    }
}

fn built_in() -> Node {
    yaml::parse(include_str!("../../src/config.yaml")).expect("it is valid YAML")
}

#[test]
fn every_setting_is_on_its_page_with_its_default() {
    let mut wanted = BTreeMap::new();
    settings(&built_in(), "", &mut wanted);
    let page = page("configuration.md");
    let mut described = BTreeMap::new();
    let mut below = String::new();
    for line in page.lines() {
        if line.starts_with('#') {
            below.clear();
        }
        if let Some((_, rest)) = line.split_once(" stand below `") {
            below = rest.replace("`:", ".");
        }
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        // The other five are in the table of methods.
        if let ([name, default, _], true) = (&cells[..], line.starts_with("| `")) {
            let name = format!("{below}{}", name.trim_matches('`'));
            assert!(!described.contains_key(&name), "{name} stands there twice");
            described.insert(name, (*default).to_owned());
        }
    }
    let missing = wanted
        .iter()
        .filter(|(name, _)| !described.contains_key(*name));
    let missing = missing.map(|(name, default)| format!("| `{name}` | {default} | what it sets |"));
    let missing: Vec<String> = missing.collect();
    assert!(
        missing.is_empty(),
        "write into the table of its part in content/guide/configuration.md:\n{}",
        missing.join("\n")
    );
    for (name, default) in &described {
        match wanted.get(name) {
            None => {
                panic!("content/guide/configuration.md has `{name}`, and src/config.yaml has not")
            }
            wanted => assert_eq!(
                wanted,
                Some(default),
                "{name} in content/guide/configuration.md"
            ),
        }
    }
}

#[test]
fn every_method_is_on_the_page_of_settings() {
    let head = "| method | `class` | `weight` | `n_full` | `about` |\n|---|---|---|---|---|\n";
    let mut table = String::from(head);
    let built_in = built_in();
    let methods = built_in.get("evidence").and_then(|e| e.get("methods"));
    let Some(Node::Map(methods)) = methods else {
        panic!("there are no methods");
    };
    for (name, method) in methods {
        let part = |key: &str| shown(method.get(key).unwrap()).replace('`', "");
        writeln!(
            table,
            "| `{name}` | {} | {} | {} | {} |",
            part("class"),
            part("weight"),
            part("n_full"),
            part("about")
        )
        .unwrap();
    }
    assert_table("configuration.md", &table);
}

/// The files of a page's instructions: each a sentence that begins like this, ends with the file's name and a colon, then a
/// code block.
fn files(page: &str, begins: &str) -> Vec<(String, String)> {
    let parts = page.split(begins).skip(1);
    let file = |part: &str| {
        let (name, rest) = part.split_once("`:\n\n```").expect("a name and a block");
        let (_, rest) = rest.split_once('\n').expect("a language");
        let (text, _) = rest.split_once("```").expect("the block ends");
        (name.to_owned(), text.to_owned())
    };
    parts.map(file).collect()
}

/// The YAML blocks of a page.
fn blocks(page: &str) -> Vec<String> {
    let parts = page.split("\n```yaml\n").skip(1);
    parts
        .map(|part| part.split("\n```").next().unwrap_or_default().to_owned())
        .collect()
}

#[test]
fn the_examples_of_the_kinds_make_a_site_without_a_warning() {
    let schema = Schema::built_in();
    let project = Project::new("");
    for kind in &schema.kinds {
        let files = files(&page(&format!("kinds/{}.md", kind.name)), "Write this to `");
        assert!(!files.is_empty(), "{} has no example", kind.name);
        for (name, text) in files {
            assert!(name.starts_with(kind.folder()), "{name}");
            project.write(&name, text);
        }
    }
    let site = project.snapshot();
    let loud: Vec<_> = site
        .findings
        .iter()
        .filter(|f| f.severity.as_str() != "hint")
        .collect();
    assert!(loud.is_empty(), "{loud:#?}");
    let kinds: Vec<_> = schema.kinds.iter().map(|k| k.folder().to_owned()).collect();
    for folder in kinds {
        let index = format!("{folder}/index.html");
        let pages = || site.pages().iter().map(|p| p.url.as_str());
        assert!(pages().any(|url| url == index), "there is no {index}");
    }
}

fn run(project: &Project, args: &[&str]) -> Run {
    casebook(project.root(), args).output().unwrap().into()
}

/// The indented blocks of a part of the README, each with the line before it without its backticks.
fn indented_blocks(part: &str) -> Vec<(String, String)> {
    let mut blocks: Vec<(String, String)> = vec![];
    let mut before = "";
    let mut is_inside = false;
    for line in part.lines().filter(|line| !line.is_empty()) {
        match (line.strip_prefix("    "), is_inside) {
            (Some(text), true) => blocks.last_mut().unwrap().1 += &format!("{text}\n"),
            (Some(text), false) => {
                blocks.push((before.trim_matches('`').into(), format!("{text}\n")));
            }
            (None, _) => before = line,
        }
        is_inside = line.starts_with("    ");
    }
    blocks
}

#[test]
fn the_first_page_of_the_readme_is_made_without_settings_and_with_a_title() {
    let readme = include_str!("../../README.md");
    let (_, part) = readme.split_once("\n## Your first page").expect("the part");
    let (part, _) = part.split_once("\n## ").expect("it ends");
    let blocks = indented_blocks(part);
    let names: Vec<&str> = blocks.iter().map(|(name, _)| &**name).collect();
    let [persona, problem, study, "Then", title] = names[..] else {
        panic!("{names:?}");
    };
    assert!(
        title.ends_with("`casebook.yaml` gives the site a title:"),
        "{title}"
    );
    let project = Project::of(&blocks[..3]);
    run(&project, &["build"]).exits(0);
    for file in [persona, problem, study] {
        let page = project
            .root()
            .join("public")
            .join(file)
            .with_extension("html");
        assert!(page.is_file(), "{}", page.to_string_lossy());
    }
    project.write("casebook.yaml", &blocks[4].1);
    run(&project, &["build"]).exits(0);
    let home = std::fs::read_to_string(project.root().join("public/index.html")).unwrap();
    assert!(home.contains("What we know"), "{home}");
    run_on(TODAY, project.root(), &["init"]).exits(0);
    assert!(!project.root().join("content").exists());
}

/// “Good 2.6” and “0.00391” of a text: a word of scores with its points between asterisks, and decimal numbers.
fn figures(text: &str) -> Vec<String> {
    let mut figures: Vec<String> = vec![];
    for (i, part) in text.split('*').enumerate() {
        let (word, number) = part.split_once(' ').unwrap_or_default();
        let is_word = ["Hint", "Some", "Good", "Strong"].contains(&word);
        if i % 2 == 1 && is_word && number.parse::<f64>().is_ok() {
            figures.push(part.into());
        } else {
            let words = part.split(|c: char| !c.is_ascii_digit() && c != '.');
            let words = words.map(|word| word.trim_matches('.'));
            figures.extend(words.filter(|word| word.contains('.')).map(String::from));
        }
    }
    figures
}

#[test]
fn the_figures_of_the_first_page_are_those_of_the_program() {
    let page = page("first-page.md");
    let files = files(&page, "Save this as `");
    assert_eq!(files.len(), 3);
    let project = Project::of(&files);
    let part = |from: &str, to: &str| {
        let (_, rest) = page.split_once(from).unwrap_or_else(|| panic!("no {from}"));
        rest.split_once(to)
            .unwrap_or_else(|| panic!("no {to}"))
            .0
            .to_owned()
    };
    let assert_figures = |text: &str| {
        let figures = figures(text);
        assert!(!figures.is_empty(), "{text}");
        let out = run(&project, &["why", "know-why", "--as-of", TODAY])
            .exits(0)
            .out;
        for figure in figures {
            assert!(out.contains(&figure), "the guide says {figure}:\n{out}");
        }
    };
    assert_figures(&part("## 2. Build", "## 3."));
    assert_figures(&part("## 3. Say when", "Add the day"));
    let (name, text) = &files[2];
    let week: jiff::civil::Date = TODAY.parse().unwrap();
    let week = week.checked_sub(jiff::Span::new().days(7)).unwrap();
    project.write(
        name,
        text.replacen("---\n", &format!("---\ndate: {week}\n"), 1),
    );
    assert_figures(&part("Add the day", "## 4."));
}

#[test]
fn the_first_week_says_what_the_example_says() {
    let page = page("first-week.md");
    let project = Project::new("");
    let of_today = |args: &[&str]| run_on(TODAY, project.root(), args);
    of_today(&["init", "--example", "."]).exits(0);
    let (_, monday) = page.split_once("## Monday").expect("Monday");
    let (monday, tuesday) = monday.split_once("## Tuesday").expect("Tuesday");
    let problems = of_today(&["query", "kind=problem", "--format", "json"])
        .exits(0)
        .out;
    let problems: serde_json::Value = serde_json::from_str(&problems).expect("JSON");
    let problems: Vec<String> = problems
        .as_array()
        .expect("a list")
        .iter()
        .map(|problem| {
            let id = problem["id"].as_str().expect("an id");
            of_today(&["why", id]).exits(0).out
        })
        .collect();
    let scored = figures(monday)
        .into_iter()
        .filter(|figure| figure.contains(' '));
    for figure in scored {
        assert!(problems.iter().any(|out| out.contains(&figure)), "{figure}");
    }
    // The problem of Tuesday, and the same as a solution.
    let need = &blocks(tuesday)[0];
    let (_, solution) = tuesday
        .split_once("in it.** “")
        .expect("an example of a solution");
    let (solution, _) = solution.split_once('”').expect("it ends");
    let check = |front_matter: &str| {
        project.write(
            "content/problems/hall.md",
            format!("---\npersonas: [oda]\n{front_matter}\n---\n"),
        );
        of_today(&["check", "--format", "short"]).out
    };
    assert!(!check(need).contains("reads-like-a-solution"));
    assert!(check(&format!("need: {solution}")).contains("reads-like-a-solution"));
}

/// But for the line that installs the new version.
#[cfg(unix)]
#[test]
fn the_recipe_for_an_upgrade_runs_as_it_is_written() {
    let page = page("troubleshooting.md");
    let (_, recipe) = page.split_once("\n## Upgrading\n").expect("the part");
    let (_, recipe) = recipe.split_once("```sh\n").expect("a block");
    let (recipe, _) = recipe.split_once("```").expect("it ends");
    let (install, recipe): (Vec<&str>, Vec<&str>) =
        recipe.lines().partition(|line| line.starts_with("cargo "));
    assert_eq!((install.len(), recipe.len()), (1, 4));
    let project = Project::new("");
    run_on(TODAY, project.root(), &["init", "site"]).exits(0);
    let program = std::path::Path::new(env!("CARGO_BIN_EXE_casebook"));
    let folder = program.parent().expect("a folder").to_string_lossy();
    let mut shell = std::process::Command::new("sh");
    let shell = shell.args(["-ec", &recipe.join("\n")]);
    let shell = shell.current_dir(project.root().join("site"));
    let path = std::env::var("PATH").unwrap_or_default();
    let shell = shell.env("PATH", format!("{folder}:{path}"));
    Run::from(shell.output().unwrap()).exits(0);
}

#[test]
fn the_examples_of_the_settings_are_read() {
    let blocks = blocks(&page("configuration.md"));
    assert_eq!(blocks.len(), 5);
    for text in blocks {
        let project = Project::new(">>> content/a.md\n# A\n");
        project.write("casebook.yaml", &text);
        let found = project.findings();
        assert!(found.is_empty(), "{text}: {found:?}");
    }
}

#[test]
fn the_pictures_of_the_readme_are_there_and_small() {
    let readme = include_str!("../../README.md");
    let pictures: Vec<&str> = readme
        .split("![")
        .skip(1)
        .filter_map(|part| part.split_once("](")?.1.split(')').next())
        .collect();
    assert_eq!(pictures.len(), 2);
    for picture in pictures {
        let path = format!("{}/{picture}", env!("CARGO_MANIFEST_DIR"));
        let bytes = std::fs::read(&path).unwrap_or_else(|e| panic!("{path}: {e}"));
        assert!(
            bytes.starts_with(b"\x89PNG") && bytes.len() < 200_000,
            "{picture}"
        );
    }
}

/// Templates without a page of their own in the reference: `base.html` is extended, a redirect gets an address, and the
/// others are made by commands.
const TEMPLATES_WITHOUT_TABLE: [&str; 4] = ["base", "diff", "redirect", "search"];

/// A project of all kinds, with the page of findings, plain pages, and what git says of files.
fn project_of_the_reference() -> Project {
    let nine_kinds = repository().join("tests/planted_findings/clean-nine-kinds.txt");
    let nine_kinds = std::fs::read_to_string(nine_kinds).expect("a project");
    let nine_kinds = nine_kinds.replacen(
        "content: docs\n",
        "content: docs\nfindings: {page: public}\nhistory: {files: true}\n",
        1,
    );
    let more = ">>> docs/guide/notes.md\n---\ntitle: Notes\ntags: [files]\n---\nSee [[know-why]].\n\
                >>> docs/guide/more.md\n# More\n>>> docs/problems/unclear.md\n---\ntitle: Unclear\nimportance: 10\n---\n\
                >>> docs/problems/unrated.md\n---\ntitle: Unrated\n---\n";
    let project = Project::new(&format!("{nine_kinds}{more}"));
    for args in [&["init", "-q"][..], &["add", "-A"], &["commit", "-qm", "a"]] {
        git(project.root(), "2025-09-01T12:00:00Z", args);
    }
    project
}

/// The names of all templates of pages, in order.
fn templates() -> Vec<String> {
    let folder = repository().join("themes/default/templates");
    let files = std::fs::read_dir(folder).expect("the theme");
    let files = files.map(|file| file.expect("a file").file_name());
    let names = files.filter_map(|file| Some(file.to_str()?.strip_suffix(".html")?.to_owned()));
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

/// What a template gets.
struct ExplainedName {
    name: String,
    ty: String,
    meaning: String,
    example: String,
}

/// What `casebook explain template` prints; nothing of a template that makes no page of the project.
fn explained_names(root: &Path, template: &str) -> Vec<ExplainedName> {
    let out = run_on(TODAY, root, &["explain", "template", template]).out;
    let names = out.lines().filter_map(|line| {
        let mut cells = line.splitn(4, '|').map(|cell| cell.trim().to_owned());
        Some(ExplainedName {
            name: cells.next()?,
            ty: cells.next()?,
            meaning: cells.next()?,
            example: cells.next().unwrap_or_default(),
        })
    });
    names.collect()
}

#[test]
fn the_reference_of_the_theme_is_what_templates_get() {
    let project = project_of_the_reference();
    let is_shared = |name: &str| {
        ["site", "nav", "page"]
            .iter()
            .any(|shared| name == *shared || name.starts_with(&format!("{shared}.")))
    };
    let table_of = |template: &str, is_wanted: &dyn Fn(&str) -> bool| {
        let mut table = String::from("| name | type | what it is | example |\n|---|---|---|---|\n");
        let names = explained_names(project.root(), template);
        let with_form = names
            .iter()
            .filter_map(|each| each.name.strip_suffix(".form"));
        let with_form: Vec<&str> = with_form.collect();
        for ExplainedName {
            name,
            ty,
            meaning,
            example,
        } in &names
        {
            let is_of_form = |outer: &&str| {
                let inner = name.strip_prefix(*outer);
                inner.is_some_and(|inner| inner.starts_with('.') || inner.starts_with("[]."))
            };
            let is_told = !with_form.iter().any(is_of_form) || name.ends_with(".form");
            let is_deep = name.matches('.').count() > 2
                || ["evidence_summary.", "blocks[]."]
                    .iter()
                    .any(|deep| name.contains(deep));
            if !is_wanted(name) || is_deep || !is_told {
                continue;
            }
            let example = example.replace('|', "\\|");
            writeln!(table, "| `{name}` | {ty} | {meaning} | {example} |").unwrap();
        }
        table
    };
    let mut reference = format!("\n{}", table_of("entry", &is_shared));
    let templates = templates().into_iter();
    for template in templates.filter(|name| !TEMPLATES_WITHOUT_TABLE.contains(&&**name)) {
        let table = table_of(&template, &|name| !is_shared(name));
        if table.lines().count() > 2 {
            write!(reference, "\n## `{template}.html`\n\n{table}").unwrap();
        }
    }
    let page = page("templates.md");
    let head = page
        .find("\n## Every page\n")
        .expect("the head of the tables");
    let head = &page[..head + "\n## Every page\n".len()];
    assert_file("content/guide/templates.md", &format!("{head}{reference}"));
}

/// A name has the meaning of its longest end that stands in the file.
#[test]
fn every_name_that_a_template_gets_has_a_meaning_and_every_meaning_a_name() {
    let meanings = repository().join("src/cli/explain/inputs.yaml");
    let meanings = std::fs::read_to_string(meanings).expect("the meanings");
    let Ok(Node::Map(meanings)) = yaml::parse(&meanings) else {
        panic!("inputs.yaml is a map");
    };
    let example = Project::new("");
    run_on(TODAY, example.root(), &["init", "--example", "."]).exits(0);
    let of_reference = project_of_the_reference();
    let own = repository();
    let (mut without, mut used) = (BTreeSet::new(), BTreeSet::new());
    for root in [of_reference.root(), example.root(), own] {
        for template in templates() {
            for ExplainedName { name, meaning, .. } in explained_names(root, &template) {
                let whole = format!("{template}.{}", name.replace("[]", ""));
                let is_end = |end: &&str| whole == **end || whole.ends_with(&format!(".{end}"));
                let ends = meanings.iter().map(|(end, _)| end.as_str()).filter(is_end);
                used.extend(ends.max_by_key(|end| end.len()));
                if meaning.is_empty() {
                    without.insert(whole);
                }
            }
        }
    }
    assert!(
        without.is_empty(),
        "write what these are into src/cli/explain/inputs.yaml: {without:#?}"
    );
    let unused = meanings.iter().map(|(end, _)| end.as_str());
    let unused: Vec<&str> = unused.filter(|end| !used.contains(end)).collect();
    assert!(
        unused.is_empty(),
        "no name has these meanings of src/cli/explain/inputs.yaml: {unused:#?}"
    );
}
