//! A module may use only what stands on a lower layer, and no two files may need each other, not even by way of others.
//!
//! The layers are those of the table in `src/lib.rs`. What a file uses is read from its text: `use` declarations and
//! paths in expressions, with `crate::`, `super::` and names of child modules, each followed through re-exports to the
//! file that declares the name. Left out are items under `#[cfg(test)]`, and for circles what a file only re-exports.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::path::Path;

#[path = "support/rust_tokens.rs"]
mod rust_tokens;
use rust_tokens::{end_of_item, is_name, tokens, without_tests};

/// From the root of the crate: `view::home` is `["view", "home"]`.
type Module = Vec<String>;

/// File → file it uses → the names that it takes from there.
type Uses = BTreeMap<String, BTreeMap<String, BTreeSet<String>>>;

struct Source {
    file: String,
    tokens: Vec<String>,
    imports: Vec<Import>,
}

struct Import {
    path: Vec<String>,
    alias: String,
    reexport: bool,
}

/// What is compiled into the program: each file that its parent declares outside tests.
struct Crate(HashMap<Module, Source>);

impl Crate {
    fn read() -> Self {
        let mut files = Vec::new();
        collect(
            &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
            "",
            &mut files,
        );
        Self::new(files)
    }

    fn new(files: Vec<(String, String)>) -> Self {
        let mut sources: HashMap<Module, Source> = HashMap::new();
        for (file, text) in files {
            for (module, tokens) in modules(module_of(&file), without_tests(tokens(&text))) {
                let (imports, tokens) = split_imports(&tokens);
                let file = file.clone();
                let source = Source {
                    file,
                    tokens,
                    imports,
                };
                sources.insert(module, source);
            }
        }
        let declared: BTreeSet<Module> = sources
            .iter()
            .flat_map(|(module, source)| {
                let names = source
                    .tokens
                    .windows(3)
                    .filter(|w| w[0] == "mod" && w[2] == ";");
                names.map(|w| [module.as_slice(), &[w[1].clone()]].concat())
            })
            .collect();
        sources.retain(|module, source| {
            let is_root = ["lib.rs", "main.rs"].contains(&source.file.as_str());
            is_root || (1..=module.len()).all(|n| declared.contains(&module[..n]))
        });
        Self(sources)
    }

    /// The uses between files; what a file only re-exports counts if `with_reexports`.
    fn uses(&self, with_reexports: bool) -> Uses {
        let mut uses = Uses::new();
        for (module, source) in &self.0 {
            let own = uses.entry(source.file.clone()).or_default();
            for path in source.paths(with_reexports) {
                let Some((target, name)) = self.resolve(module, &path, 0) else {
                    continue;
                };
                let file = &self.0[&target].file;
                if *file != source.file {
                    own.entry(file.clone()).or_default().insert(name);
                }
            }
        }
        uses
    }

    /// The module that declares what `path` names, as seen in `from`, and the name. `None` for a module, a name of
    /// another crate and a local one.
    fn resolve(&self, from: &[String], path: &[String], depth: u32) -> Option<(Module, String)> {
        let (first, rest) = path.split_first()?;
        match first.as_str() {
            "crate" | "casebook" => self.descend(&[], rest, depth),
            "self" => self.descend(from, rest, depth),
            "super" => {
                let (mut at, mut rest) = (from.split_last()?.1, rest);
                while rest.first().is_some_and(|s| s == "super") {
                    (at, rest) = (at.split_last()?.1, &rest[1..]);
                }
                self.descend(at, rest, depth)
            }
            _ if self.is_known(from, first) => self.descend(from, path, depth),
            _ => None,
        }
    }

    fn is_known(&self, module: &[String], name: &String) -> bool {
        let child = [module, std::slice::from_ref(name)].concat();
        let imports = self.0.get(module).map(|s| s.imports.as_slice());
        self.0.contains_key(&child) || imports.unwrap_or_default().iter().any(|i| i.alias == *name)
    }

    fn descend(&self, at: &[String], path: &[String], depth: u32) -> Option<(Module, String)> {
        let (name, rest) = path.split_first()?;
        let child = [at, std::slice::from_ref(name)].concat();
        let source = self.0.get(at)?;
        // Which names a glob brings is not known, and `*` itself is the name of none.
        let import = source
            .imports
            .iter()
            .find(|i| name != "*" && i.alias == *name);
        // A function and its module may share a name: the last part of a path is the function then.
        match import {
            _ if self.0.contains_key(&child) && !rest.is_empty() => {
                self.descend(&child, rest, depth)
            }
            Some(import) if depth < 8 => {
                let full = [import.path.as_slice(), rest].concat();
                self.resolve(at, &full, depth + 1)
            }
            Some(_) => None,
            None if self.0.contains_key(&child) => None,
            None => Some((at.to_vec(), name.clone())),
        }
    }
}

impl Source {
    /// Every path of the file that could name something of another one.
    fn paths(&self, with_reexports: bool) -> Vec<Vec<String>> {
        let tokens = &self.tokens;
        let used = |alias: &String| {
            let is_type = alias.starts_with(char::is_uppercase);
            tokens.windows(3).any(|w| {
                let is_call = w[0] != "." && w[0] != "fn" && ["(", "::"].contains(&w[2].as_str());
                w[1] == *alias && (is_type || is_call)
            })
        };
        let imported = self
            .imports
            .iter()
            .filter(|i| !i.reexport || with_reexports || used(&i.alias));
        let mut paths: Vec<_> = imported.map(|i| i.path.clone()).collect();
        let mut at = 0;
        while at < tokens.len() {
            let mut path = vec![tokens[at].clone()];
            while is_name(&tokens[at])
                && tokens.get(at + 1).is_some_and(|t| t == "::")
                && tokens.get(at + 2).is_some_and(|t| is_name(t))
            {
                at += 2;
                path.push(tokens[at].clone());
            }
            if path.len() > 1 {
                paths.push(path);
            }
            at += 1;
        }
        paths
    }
}

fn collect(dir: &Path, inner: &str, files: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        let inner = format!("{inner}{name}");
        if path.is_dir() {
            collect(&path, &format!("{inner}/"), files);
        } else if inner.ends_with(".rs") {
            files.push((inner, fs::read_to_string(&path).unwrap()));
        }
    }
}

fn module_of(file: &str) -> Module {
    let name = file.trim_end_matches(".rs").trim_end_matches("/mod");
    match name {
        "lib" => Vec::new(),
        name => name.split('/').map(String::from).collect(),
    }
}

/// The module of a file and those inline in it, each with its own tokens; `mod x { … }` is `mod x;` in its parent.
fn modules(module: Module, tokens: Vec<String>) -> Vec<(Module, Vec<String>)> {
    let (mut own, mut found, mut at) = (Vec::new(), Vec::new(), 0);
    while at < tokens.len() {
        if tokens[at..].len() > 2 && tokens[at] == "mod" && tokens[at + 2] == "{" {
            let end = end_of_item(&tokens, at);
            let child = [module.as_slice(), &tokens[at + 1..at + 2]].concat();
            found.extend(modules(child, tokens[at + 3..end - 1].to_vec()));
            own.extend(["mod", &tokens[at + 1], ";"].map(String::from));
            at = end;
        } else {
            own.push(tokens[at].clone());
            at += 1;
        }
    }
    found.push((module, own));
    found
}

/// Takes the `use` declarations out, each as one import for each name.
fn split_imports(tokens: &[String]) -> (Vec<Import>, Vec<String>) {
    let (mut imports, mut rest) = (Vec::new(), Vec::<String>::new());
    let mut at = 0;
    while at < tokens.len() {
        // Not the list of lifetimes that a type captures.
        if tokens[at] != "use" || tokens[at + 1] == "<" {
            rest.push(tokens[at].clone());
            at += 1;
            continue;
        }
        let reexport = rest.last().is_some_and(|t| t == "pub" || t == ")");
        let end = at
            + tokens[at..]
                .iter()
                .position(|t| t == ";")
                .expect("a use ends");
        for path in branches(&tokens[at + 1..end]) {
            let (path, alias) = match path.iter().position(|t| t == "as") {
                Some(at) => (path[..at].to_vec(), path[at + 1].clone()),
                None => (path.clone(), path[path.len() - 1].clone()),
            };
            imports.push(Import {
                path,
                alias,
                reexport,
            });
        }
        at = end + 1;
    }
    (imports, rest)
}

/// `a::{b, c::{self, d}}` as `a::b`, `a::c` and `a::c::d`, without the colons.
fn branches(tree: &[String]) -> Vec<Vec<String>> {
    let Some(open) = tree.iter().position(|t| t == "{") else {
        let path: Vec<_> = tree.iter().filter(|t| *t != "::").cloned().collect();
        return vec![path];
    };
    let stem = branches(&tree[..open]).remove(0);
    let mut depth = 0;
    let parts = tree[open + 1..tree.len() - 1].split(|token| {
        match token.as_str() {
            "{" => depth += 1,
            "}" => depth -= 1,
            _ => {}
        }
        depth == 0 && token == ","
    });
    let mut paths = Vec::new();
    for part in parts.filter(|p| !p.is_empty()) {
        for branch in branches(part) {
            let own = branch
                .into_iter()
                .filter(|t| t != "self" || stem.is_empty());
            paths.push(stem.iter().cloned().chain(own).collect());
        }
    }
    paths
}

/// Module → layer, as the table in the documentation of the crate says. A part of a module has a layer of its own where
/// the table names it.
fn layers() -> HashMap<Module, u32> {
    let text =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs")).unwrap();
    let rows = text.lines().filter_map(|line| line.strip_prefix("//! | "));
    let mut layers = HashMap::new();
    for (layer, cells) in rows.filter_map(|row| row.split_once(" | ")) {
        let Ok(layer) = layer.parse() else { continue };
        let linked = cells
            .split("[`")
            .skip(1)
            .filter_map(|rest| rest.split_once("`]"));
        for name in linked.map(|(name, _)| name.trim_start_matches("mod@")) {
            let path = module_of(&format!("{}.rs", name.replace("::", "/")));
            if name.chars().all(|c| !c.is_uppercase()) {
                assert_eq!(layers.insert(path, layer), None, "`{name}` stands twice");
            }
        }
    }
    layers
}

/// The module of the table that a file belongs to. Where the table names parts of a module, each of its parts has its own
/// place or none.
fn place<'l>(file: &str, layers: &'l HashMap<Module, u32>) -> Option<(&'l Module, u32)> {
    let module = module_of(file);
    let is_split = layers.keys().any(|m| m.len() == 2 && m[0] == module[0]);
    let depth = module.len().min(if is_split { 2 } else { 1 });
    let (name, layer) = layers.get_key_value(&module[..depth])?;
    Some((name, *layer))
}

/// Files without a place, and what uses a module of its own layer or of a higher one.
fn upward(uses: &Uses, layers: &HashMap<Module, u32>) -> Vec<String> {
    let mut found = Vec::new();
    let is_root = |file: &String| ["lib.rs", "main.rs"].contains(&file.as_str());
    for (from, targets) in uses.iter().filter(|(file, _)| !is_root(file)) {
        let Some((own, layer)) = place(from, layers) else {
            found.push(format!("{from} is in no row of the table in src/lib.rs"));
            continue;
        };
        for (to, names) in targets {
            let Some((other, its)) = place(to, layers) else {
                continue;
            };
            if own != other && its >= layer {
                found.push(tie(from, to, names));
            }
        }
    }
    found
}

fn tie(from: &str, to: &str, names: &BTreeSet<String>) -> String {
    let names: Vec<_> = names.iter().map(String::as_str).collect();
    format!("{from} uses {} of {to}", names.join(", "))
}

/// Files that need each other, each group with the uses inside it.
fn circles(uses: &Uses) -> Vec<Vec<String>> {
    let reached: BTreeMap<&String, BTreeSet<&String>> = uses
        .keys()
        .map(|file| {
            let (mut seen, mut open) = (BTreeSet::new(), vec![file]);
            while let Some(at) = open.pop() {
                let targets = uses.get(at).into_iter().flat_map(BTreeMap::keys);
                open.extend(targets.filter(|t| seen.insert(*t)));
            }
            (file, seen)
        })
        .collect();
    let circle = |file: &String| -> BTreeSet<&String> {
        let others = reached[file].iter().copied();
        others
            .filter(|other| reached[*other].contains(file))
            .collect()
    };
    let groups: BTreeSet<_> = uses.keys().map(circle).filter(|c| !c.is_empty()).collect();
    let ties = |group: BTreeSet<&String>| {
        let inside = group
            .iter()
            .flat_map(|from| uses[*from].iter().map(move |(to, n)| (from, to, n)));
        inside
            .filter(|(_, to, _)| group.contains(to))
            .map(|(from, to, names)| tie(from, to, names))
            .collect()
    };
    groups.into_iter().map(ties).collect()
}

#[test]
fn every_module_uses_only_lower_layers() {
    let found = upward(&Crate::read().uses(true), &layers());
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn no_files_need_each_other() {
    let found = circles(&Crate::read().uses(false));
    let found: Vec<String> = found.iter().map(|ties| ties.join("\n")).collect();
    let help = "move what both need into a file of its own";
    assert!(found.is_empty(), "{help}:\n\n{}", found.join("\n\n"));
}

#[test]
fn the_table_has_every_module() {
    let root = &Crate::read().0[&Module::new()];
    let declared = root
        .tokens
        .windows(3)
        .filter(|w| w[0] == "mod" && w[2] == ";");
    let declared: BTreeSet<String> = declared.map(|w| w[1].clone()).collect();
    let listed: BTreeSet<String> = layers().into_keys().map(|m| m[0].clone()).collect();
    assert_eq!(listed, declared);
}

fn planted(files: &[(&str, &str)], with_reexports: bool) -> Uses {
    let root = ("lib.rs", "mod a; mod b; mod low; mod high;");
    let files = files.iter().chain([&root]);
    let owned = files.map(|(file, text)| ((*file).to_owned(), (*text).to_owned()));
    Crate::new(owned.collect()).uses(with_reexports)
}

#[test]
fn a_use_of_a_higher_layer_is_found_wherever_it_stands() {
    let layers = HashMap::from([(module_of("low.rs"), 1), (module_of("high.rs"), 2)]);
    for text in [
        "use crate::high::c;",
        "use crate::{\n    low::{self, b},\n    high::{\n        c,\n    },\n};",
        "fn f() -> impl Sized + use<> { let (quote, apostrophe) = ('\"', '\\''); crate::high::c() }",
        "fn f() { super::high::c(r#\"\"\"#) }",
        "use crate::high;\n\nfn f<'a>(_: &'a str) { high::c() }",
        "use crate::high::c as d;",
        "#[cfg(test)]\nmod tests {\n    use super::*;\n}\n\nfn f() { crate::high::c() }",
        "#[cfg(test)]\nuse std::{fmt, io};\nuse crate::high::c;",
        "#[cfg(all(test, unix))]\nfn f(_: [u8; 3]) {}\nuse crate::high::c;",
        "pub use crate::high::c;",
        "mod x { mod y { fn f() { super::super::super::high::c() } } }",
        "mod x { use super::super::high::c; }",
    ] {
        let uses = planted(&[("low.rs", text), ("high.rs", "pub fn c() {}")], true);
        assert_eq!(
            upward(&uses, &layers),
            ["low.rs uses c of high.rs"],
            "{text}"
        );
    }
    for text in [
        "//! [`crate::high::c`]\n/* use crate::high::c; */",
        "const TEXT: &str = \"use crate::high::c;\\\"\";",
        "#[cfg(test)]\nmod tests {\n    use crate::high::c;\n}",
        "#[cfg(test)]\nmod tests;",
        "use crate::low::high::c;",
        "mod x { mod high { pub fn c() {} } fn f() { high::c() } }",
        "mod x { fn f() { super::high::c() } }\nmod high { pub fn c() {} }",
    ] {
        let tests = ("low/tests.rs", "use crate::high::c;");
        let uses = planted(
            &[("low.rs", text), tests, ("high.rs", "pub fn c() {}")],
            true,
        );
        assert_eq!(upward(&uses, &layers), [""; 0], "{text}");
    }
}

#[test]
fn a_glob_of_a_higher_layer_is_found_even_if_that_has_one_too() {
    let layers = HashMap::from([(module_of("low.rs"), 1), (module_of("high.rs"), 2)]);
    let high = ("high.rs", "mod part;\npub use part::*;");
    let files = [
        ("low.rs", "use crate::high::*;"),
        high,
        ("high/part.rs", ""),
    ];
    let expected = ["low.rs uses * of high.rs"];
    assert_eq!(upward(&planted(&files, true), &layers), expected);
}

#[test]
fn a_file_without_a_layer_is_found() {
    let row = |module: &[&str], layer| (module.iter().map(|m| (*m).to_owned()).collect(), layer);
    let layers = HashMap::from([row(&["a"], 1), row(&["a", "b"], 2)]);
    let files = [
        ("a.rs", "mod b;\nmod c;"),
        ("a/b.rs", "mod d;"),
        ("a/b/d.rs", ""),
        ("a/c.rs", ""),
    ];
    let expected = ["a/c.rs is in no row of the table in src/lib.rs"];
    assert_eq!(upward(&planted(&files, true), &layers), expected);
}

#[test]
fn a_circle_is_told_with_the_names_that_tie_it() {
    let parent = ("a.rs", "mod b;\npub struct Shared;\nfn f() { b::g() }");
    let child = ("a/b.rs", "use super::Shared;\npub fn g() {}");
    let expected = ["a.rs uses g of a/b.rs", "a/b.rs uses Shared of a.rs"];
    assert_eq!(circles(&planted(&[parent, child], false)), [expected]);

    let three = [
        ("a.rs", "mod b;\nmod c;\nmod d;\npub use d::{D, d};"),
        ("a/b.rs", "pub struct B;\nfn f(_: super::c::C) {}"),
        ("a/c.rs", "use crate::a::D;\npub struct C;"),
        (
            "a/d.rs",
            "use super::{b::B as Other};\npub struct D;\npub fn d() {}",
        ),
    ];
    let expected = [
        "a/b.rs uses C of a/c.rs",
        "a/c.rs uses D of a/d.rs",
        "a/d.rs uses B of a/b.rs",
    ];
    assert_eq!(circles(&planted(&three, false)), [expected]);
}

#[test]
fn a_file_that_only_declares_and_exports_is_in_no_circle() {
    let parent = ("a.rs", "mod b;\nmod c;\npub use b::g;\npub use c::C;");
    let children = [
        ("a/b.rs", "use super::C;\npub fn g() {}"),
        ("a/c.rs", "pub struct C;"),
    ];
    let uses = planted(&[parent, children[0], children[1]], false);
    assert_eq!(circles(&uses), [[""; 0]; 0]);
    assert_eq!(uses["a/b.rs"]["a/c.rs"], BTreeSet::from(["C".to_owned()]));
}

/// Kinds are data: Rust code speaks of roles and of the fields that a role promises.
#[test]
fn no_code_names_a_kind() {
    let kinds = casebook::model::Schema::built_in().kinds;
    let mut wrong = Vec::new();
    for source in Crate::read().0.values() {
        let code = source.tokens.concat();
        for kind in &kinds {
            let name = format!("\"{}\"", kind.name);
            let named = [
                format!("kind({name})"),
                format!("kind=={name}"),
                format!("kind_name(id)=={name}"),
            ];
            let found = named.iter().filter(|text| code.contains(*text));
            wrong.extend(found.map(|text| format!("{}: {text}", source.file)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
