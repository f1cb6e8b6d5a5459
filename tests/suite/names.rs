//! Parts are called by the words of their field: no name of the left column of the list below may come back.
//!
//! The list is data. What it is held against is collected by [`names`], one function for each sort of name.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::support::rust_tokens::{is_name, tokens, without_tests};

/// What a name belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sort {
    Template,
    Component,
    Class,
    Type,
    Module,
}

/// Names that were, those that took their place, and where they may not come back.
const WORDS: &[(&[Sort], &str, &str)] = &[
    (
        &[Sort::Template, Sort::Component],
        "subject claim study finding answer choice voice measure path no",
        "declined entry list",
    ),
    (
        &[Sort::Component],
        "st sec cmd twig branch fall sides side map4 quoted items lines measured kind top foot crumb bars refusal",
        "state_badge section command tree_node nav_tree decay_chart for_and_against sidebar empathy_map quote_list \
         entry_list annotated_list scored_list kind_link site_header site_footer breadcrumb score_bars declined_card",
    ),
    (
        &[Sort::Class],
        "i st vh t-s c-p m-f nw sec cmd side top foot crumb map4 bars duel scale voice dim mark",
        "icon state visually-hidden chart-label chart-point meter-for no-wrap section command sidebar site-header \
         site-footer breadcrumb empathy-map score-bars both-sides score-scale quote muted highlight",
    ),
    (
        &[Sort::Type],
        "Subject Claim Study Answer Choice Voice Measure Told Found Noticed Look World Desk Framed Scene Surroundings \
         Account Ground Standing Glance Laid Recipe Made Veil Cover Passed Withheld Silent Keeper Edition Door Inbox \
         Patient Anatomy Written Spelling Watch Hit Moment History Statement Counted Weighing Head Frame Sentence Fault \
         Trouble Refusal Failure Wrong",
        "Diagnostic Finding SiteContext EntryContext CheckContext LinkContext LastGood BodyEdit Pages LazyInputs Streamed \
         Published Hidden Rebuilder Revision Service EventQueue WriteTimeout PageLayout RawScalars Detector Match \
         ScoreDate VerdictIndex Assessment Contribution ValidationMethod PageMeta Column Layout RichText Error",
    ),
    (
        &[Sort::Module],
        "ask write asset collision unicode former mend veil cover keeper edition inbox patient visitor fence judge no \
         machine plain event spreadsheet account ground standing glance claim subject study finding answer choice voice \
         measure view sentence frame privacy bell prints door below introduction",
        "query scaffold media path_safety text old_urls suggest_redirect redact mask rebuilder revision event_queue \
         write_timeout host_guard front_matter severity declined graph_json plain_pages changes csv bank_numbers \
         last_good body_edit problem persona validation insight solution decision feedback metric site model rich_text \
         personal_data content evidence",
    ),
];

/// A class says what it is for in more letters than this.
const MAX_RIDDLE: usize = 2;

fn theme() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/themes/default"))
}

fn names(sort: Sort) -> BTreeSet<String> {
    match sort {
        Sort::Template => stems(&theme().join("templates")),
        Sort::Component => components(),
        Sort::Class => classes(),
        Sort::Type => types().into_keys().collect(),
        Sort::Module => modules(),
    }
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let files = entries.flat_map(|path| match path.is_dir() {
        true => rust_files(&path),
        false => vec![path],
    });
    files
        .filter(|path| path.extension().is_some_and(|e| e == "rs"))
        .collect()
}

fn sources() -> Vec<PathBuf> {
    rust_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"))
}

/// The names that a file declares with one of these keywords, wherever on a line; not the `type`s of a trait.
fn declared(text: &str, keywords: &[&str]) -> Vec<String> {
    let tokens = without_tests(tokens(text));
    let (mut found, mut in_trait) = (Vec::new(), vec![false]);
    let mut head = 0;
    for (at, token) in tokens.iter().enumerate() {
        match token.as_str() {
            "{" => {
                let is_head = |word| tokens[head..at].iter().any(|t| t == word);
                in_trait.push((is_head("impl") || is_head("trait")) && !is_head("fn"));
            }
            "}" => drop(in_trait.pop()),
            ";" => {}
            keyword => {
                let name = tokens.get(at + 1).filter(|name| is_name(name));
                let is_free = keyword != "type" || in_trait.last() == Some(&false);
                if keywords.contains(&keyword) && is_free {
                    found.extend(name.cloned());
                }
                continue;
            }
        }
        head = at + 1;
    }
    found
}

/// Every declared type of the crate, and the files that declare one of that name.
fn types() -> BTreeMap<String, Vec<PathBuf>> {
    let mut found: BTreeMap<String, Vec<PathBuf>> = BTreeMap::new();
    for file in sources() {
        let text = fs::read_to_string(&file).unwrap();
        for name in declared(&text, &["struct", "enum", "trait", "type", "union"]) {
            found.entry(name).or_default().push(file.clone());
        }
    }
    found
}

/// The names of files and folders, and of modules inside a file.
fn modules() -> BTreeSet<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let names = |file: PathBuf| -> Vec<String> {
        let path = file.strip_prefix(&root).unwrap().with_extension("");
        let parts = path.iter().map(|part| part.to_str().unwrap().to_owned());
        let declared = declared(&fs::read_to_string(&file).unwrap(), &["mod"]);
        parts.chain(declared).collect()
    };
    sources().into_iter().flat_map(names).collect()
}

/// The components of the theme, by file and by declaration.
fn components() -> BTreeSet<String> {
    let folder = theme().join("templates");
    let mut found = stems(&folder.join("components"));
    for text in texts(&folder)
        .into_iter()
        .chain(texts(&folder.join("components")))
    {
        found.extend(component_names(&text));
    }
    found
}

fn component_names(template: &str) -> impl Iterator<Item = String> {
    let tags = template.split("{%").skip(1);
    let tags = tags.map(|tag| tag.trim_start_matches('-').trim_start());
    let named = tags.filter_map(|tag| tag.strip_prefix("component "));
    named.map(|rest| word(rest.trim_start()).to_owned())
}

/// The names of the files in a folder, without what follows the first dot.
fn stems(folder: &Path) -> BTreeSet<String> {
    let files = fs::read_dir(folder).unwrap().map(Result::unwrap);
    files
        .filter(|file| file.path().is_file())
        .map(|file| file.file_name().into_string().unwrap())
        .map(|name| name.split('.').next().unwrap().to_owned())
        .collect()
}

/// The texts of the files in a folder.
fn texts(folder: &Path) -> Vec<String> {
    let paths = fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().path());
    let files = paths.filter(|path| path.is_file());
    files
        .map(|path| fs::read_to_string(path).unwrap())
        .collect()
}

/// The classes of the style sheets, and those that templates, scripts and Rust code write out.
fn classes() -> BTreeSet<String> {
    let source = |path: &str| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
        fs::read_to_string(path).unwrap()
    };
    let mut found = BTreeSet::new();
    for sheet in [
        "themes/default/static/site.css",
        "themes/default/static/list.css",
        "themes/default/static/views.css",
        "src/serve/live.css",
    ] {
        found.extend(selector_classes(&source(sheet)));
    }
    let scripts =
        ["static/site.js", "static/list.js", "static/search.js"].map(|name| theme().join(name));
    let scripts = scripts.map(|path| fs::read_to_string(path).unwrap());
    let templates = ["templates", "templates/components"].map(|folder| theme().join(folder));
    let mut written: Vec<String> = templates.iter().flat_map(|folder| texts(folder)).collect();
    written.extend(scripts);
    written.push(source("src/serve/live.js"));
    let writes = |path: &PathBuf| {
        let is_test = path.ends_with("tests.rs");
        !is_test
            && ["markdown", "theme", "serve"]
                .iter()
                .any(|part| path.iter().any(|p| p == *part))
    };
    for path in sources().into_iter().filter(writes) {
        let text = fs::read_to_string(path).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap();
        written.push(code.to_owned());
    }
    found.extend(written.iter().flat_map(|text| written_classes(text)));
    found
}

fn selector_classes(sheet: &str) -> Vec<String> {
    let selectors = sheet
        .split_inclusive('{')
        .filter(|part| part.ends_with('{'));
    let selectors = selectors.map(|part| part.rsplit(['}', ';', '"']).next().unwrap());
    let after_dots = selectors.flat_map(|selector| selector.split('.').skip(1));
    let classes = after_dots.map(|after| word(after).to_owned());
    classes
        .filter(|class| class.starts_with(|c: char| c.is_ascii_alphabetic()))
        .collect()
}

/// The classes in `class="…"`, `class='…'`, `class=…`, `class: "…"`, `class={"…"}`, `className = "…"` and
/// `classList.add("…")`, with escaped quotes too. A word with `{…}` in it is not known; texts in those braces are.
fn written_classes(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for rest in text.split("class").skip(1) {
        let list = rest.strip_prefix("List.");
        let list = list.and_then(|rest| Some(rest.split_once('(')?.1));
        let rest = list.unwrap_or_else(|| rest.strip_prefix("Name").unwrap_or(rest));
        let Some(value) = list.or_else(|| rest.trim_start().strip_prefix(['=', ':'])) else {
            continue;
        };
        let value = value.trim_start().trim_start_matches('\\');
        match value.chars().next() {
            Some(quote @ ('"' | '\'' | '`')) => quoted_classes(&value[1..], quote, &mut found),
            Some('{') => quoted_classes(value, ' ', &mut found),
            _ if rest.starts_with('=') => found.push(word(value).to_owned()),
            _ => {}
        }
    }
    found.retain(|class| class.starts_with(|c: char| c.is_ascii_alphabetic()));
    found
}

/// Adds the words up to this quote, and the texts in quotes inside `{…}` that are compared with nothing.
fn quoted_classes(text: &str, quote: char, found: &mut Vec<String>) {
    let (mut depth, mut is_tag, mut words, mut dynamic) = (0, false, String::new(), String::new());
    for c in text.chars() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            '%' if depth == 1 => is_tag = true,
            _ if depth > 0 => dynamic.push(c),
            c if c == quote || c == '\n' => break,
            c => words.push(c),
        }
        // No class has this sign, so that a word with something unknown in it is none.
        if c == '}' && depth == 0 {
            words.push(if is_tag { ' ' } else { '*' });
            is_tag = false;
        }
    }
    let words = words
        .split_whitespace()
        .map(|word| word.trim_end_matches('\\'));
    found.extend(words.filter(|w| word(w) == *w).map(str::to_owned));
    let mut parts = dynamic.split(['"', '\'']);
    while let (Some(before), Some(inside)) = (parts.next(), parts.next()) {
        if !before.trim_end().ends_with('=') {
            found.extend(inside.split_whitespace().map(str::to_owned));
        }
    }
}

/// The letters, digits, `-` and `_` that a text starts with.
fn word(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_');
    &text[..end.unwrap_or(text.len())]
}

#[test]
fn names_are_found_wherever_they_are_declared() {
    let text = "mod inner { #[derive(Debug)] pub(in crate::a) struct A; unsafe trait B { type No; } }\n\
                #[repr(C)] union C { a: u8 } // struct No;\n\
                impl B for A { type No = u8; } fn f(_: impl B) { enum D { X } } const T: &str = \"struct No;\";\n\
                pub(crate) type E = u8; mod other;\n#[cfg(test)]\nmod tests { struct No; }";
    let types = declared(text, &["struct", "enum", "trait", "type", "union"]);
    assert_eq!(types, ["A", "B", "C", "D", "E"]);
    assert_eq!(declared(text, &["mod"]), ["inner", "other"]);
    let template = "{%- component a(x) %}{% component b() -%}{% endcomponent b %}";
    assert!(component_names(template).eq(["a", "b"]));
}

#[test]
fn classes_are_found_however_they_are_written() {
    for (text, classes) in [
        (r#"class="a-{{ x }} b c{% if x %} d{% endif %}""#, "b c d"),
        (r#"class='a b' class=c>"#, "a b c"),
        (
            r#"class="{{ "a b" if x == "no" else "c" }}" id="no""#,
            "a b c",
        ),
        (r#"<c class={"a" if x else 'b'} id="no"/>"#, "a b"),
        (r#"el('a', { class: 'a', id: 'no' }, `no`)"#, "a"),
        (
            "node.className = 'a'; n.classList.toggle(\"b\", no); class: `c d-${no}`",
            "a b c",
        ),
        (r#"push_str("<li class=\"a b\">no")"#, "a b"),
    ] {
        assert_eq!(written_classes(text).join(" "), classes, "{text}");
    }
    let sheet = ".a:not(.b)>i.c{d:.5rem}@media x{.e,.f{g:h}}";
    assert_eq!(selector_classes(sheet).join(" "), "a b c e f");
}

#[test]
fn no_name_that_was_replaced_comes_back() {
    let mut back = Vec::new();
    for (sorts, old, new) in WORDS {
        let kept: BTreeSet<&str> = new.split_whitespace().collect();
        for sort in *sorts {
            let names = names(*sort);
            assert!(names.len() > 10, "{sort:?}: {names:?}");
            let old = old.split_whitespace();
            let found = old.filter(|old| !kept.contains(old) && names.contains(*old));
            back.extend(found.map(|old| format!("{sort:?} `{old}`")));
        }
    }
    assert!(back.is_empty(), "these have better names: {back:?}");
}

#[test]
fn every_new_name_is_there() {
    for (sorts, _, new) in WORDS {
        let names: BTreeSet<String> = sorts.iter().flat_map(|sort| names(*sort)).collect();
        for new in new.split_whitespace() {
            assert!(names.contains(new), "{sorts:?} `{new}` is not there");
        }
    }
}

/// A reader who meets a name twice looks it up; at the third they mistake one for another.
#[test]
fn no_name_stands_for_more_than_two_types() {
    for (name, files) in types() {
        assert!(
            files.len() <= 2 || name == "Error",
            "`{name}` is {files:#?}"
        );
    }
}

#[test]
fn classes_and_custom_properties_are_words() {
    let riddles: Vec<String> = classes()
        .into_iter()
        .filter(|class| class.len() <= MAX_RIDDLE)
        .collect();
    assert_eq!(riddles, [""; 0]);
    let sheet = fs::read_to_string(theme().join("static/site.css")).unwrap();
    for property in sheet.split("--").skip(1).map(word) {
        let has_word = property.split('-').any(|part| part.len() > MAX_RIDDLE);
        assert!(has_word, "--{property}");
    }
}
