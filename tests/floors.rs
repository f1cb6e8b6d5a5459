//! A module may use only what stands on a lower floor. The floors are those of `src/lib.rs`.

use std::fs;
use std::path::{Path, PathBuf};

/// Module → floor. A module that is not here fails the test: give it a place in the house first.
const FLOORS: &[(&str, u32)] = &[
    ("main", 10),
    ("cli", 9),
    ("output", 8),
    ("serve", 8),
    ("engine", 7),
    ("former", 7),
    ("ask", 6),
    ("check", 6),
    ("rename", 6),
    ("view", 6),
    ("graph", 5),
    ("write", 5),
    ("document", 4),
    ("schema", 3),
    ("config", 3),
    ("markdown", 3),
    ("theme", 3),
    ("source", 3),
    ("diagnostic", 2),
    ("collision", 2),
    ("privacy", 2),
    ("asset", 1),
    ("fence", 1),
    ("yaml", 1),
    ("page", 1),
    ("chart", 1),
    ("search", 1),
    ("unicode", 1),
];

/// Config and schema read each other: a kind's methods are settings, and kinds may stand in the config.
const SAME_FLOOR: &[(&str, &str)] = &[("schema", "config"), ("config", "schema")];

fn floor(module: &str) -> Option<u32> {
    FLOORS
        .iter()
        .find(|(name, _)| *name == module)
        .map(|(_, floor)| *floor)
}

fn sources(dir: &Path, out: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => sources(&path, out),
            false if path.extension().is_some_and(|e| e == "rs") => out.push(path),
            false => {}
        }
    }
}

/// What stands above or beside and is used all the same, as `module uses other`.
fn climbs(module: &str, text: &str) -> Vec<String> {
    let own = floor(module).unwrap_or_else(|| panic!("`{module}` has no floor"));
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    let lines = code
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    let mut found = Vec::new();
    for line in lines {
        for part in line.split("crate::").skip(1) {
            let braced = part.strip_prefix('{');
            let names: Vec<&str> = match braced {
                Some(list) => list
                    .split(',')
                    .map(|n| n.trim().trim_end_matches("};"))
                    .collect(),
                None => vec![part],
            };
            for name in names {
                let other: String = name
                    .chars()
                    .take_while(|c| c.is_alphanumeric() || *c == '_')
                    .collect();
                let Some(its) = floor(&other) else { continue };
                if other != module && its >= own && !SAME_FLOOR.contains(&(module, &other)) {
                    found.push(format!("{module} uses {other}: {}", line.trim()));
                }
            }
        }
    }
    found
}

#[test]
fn every_module_uses_only_lower_floors() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    let mut wrong = Vec::new();
    for file in files {
        let inner = file.strip_prefix(&root).unwrap();
        let first = inner
            .components()
            .next()
            .unwrap()
            .as_os_str()
            .to_str()
            .unwrap();
        let module = first.trim_end_matches(".rs");
        if module != "lib" {
            let text = fs::read_to_string(&file).unwrap();
            wrong.extend(
                climbs(module, &text)
                    .into_iter()
                    .map(|w| format!("{}: {w}", inner.display())),
            );
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_step_upstairs_is_noticed() {
    assert_eq!(climbs("graph", "use crate::view::Look;\n").len(), 1);
    assert_eq!(
        climbs("markdown", "    crate::{page, engine}::x();\n").len(),
        1
    );
    assert_eq!(
        climbs("view", "use crate::graph::Graph;\n// crate::cli\n").len(),
        0
    );
}

/// Kinds are data: Rust code speaks of roles and of the fields a role promises.
#[test]
fn no_code_names_a_kind() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let kinds: Vec<String> = casebook::schema::Schema::built_in()
        .kinds
        .iter()
        .map(|k| k.name.to_string())
        .collect();
    let mut files = Vec::new();
    sources(&root, &mut files);
    let mut wrong = Vec::new();
    for file in files {
        let inner = file.strip_prefix(&root).unwrap().display().to_string();
        // Names of icons and axes, and the checks' example sites, are words of their own.
        let exempt = ["view/card.rs", "check/", "config.rs"];
        if exempt.iter().any(|e| inner.starts_with(e)) || inner.ends_with("tests.rs") {
            continue;
        }
        let text = fs::read_to_string(&file).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        for (n, line) in code.lines().enumerate() {
            let spoken = |kind: &String| {
                line.contains(&format!("kind(\"{kind}\")"))
                    || line.contains(&format!("kind == \"{kind}\""))
                    || line.contains(&format!("kind_name(id) == \"{kind}\""))
            };
            if kinds.iter().any(spoken) {
                wrong.push(format!("{inner}:{}: {}", n + 1, line.trim()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
