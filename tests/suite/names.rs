//! Parts are called by the words of their field: no name of the left column of the list below may come back.
//!
//! The list is data. What it is held against is collected by [`names`], one function for each sort of name.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

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
        "persona problem validation insight solution decision feedback metric journey declined",
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
         Published Hidden Rebuilder Revision Service EventQueue WriteTimeout EntryLayout RawScalars Detector Match \
         ScoreDate VerdictIndex Assessment Contribution ValidationMethod PageMeta Column Layout RichText Error",
    ),
    (
        &[Sort::Module],
        "ask write asset collision unicode former mend veil cover keeper edition inbox patient visitor fence judge no \
         machine plain event spreadsheet account ground standing glance claim subject study finding answer choice voice \
         measure view sentence frame privacy",
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
        Sort::Component => stems(&theme().join("templates/components")),
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

/// Every declared type of the crate, and the files that declare one of that name. `Error` is each module's own; the
/// `type`s inside an `impl` are those of a trait.
fn types() -> BTreeMap<String, Vec<PathBuf>> {
    let mut found: BTreeMap<String, Vec<PathBuf>> = BTreeMap::new();
    for file in sources() {
        for line in fs::read_to_string(&file).unwrap().lines() {
            let line = line
                .trim_start_matches("pub ")
                .trim_start_matches("pub(super) ");
            let line = line.trim_start_matches("pub(crate) ");
            let keywords = ["struct ", "enum ", "trait ", "type "];
            if let Some(rest) = keywords.iter().find_map(|k| line.strip_prefix(k)) {
                found
                    .entry(word(rest).to_owned())
                    .or_default()
                    .push(file.clone());
            }
        }
    }
    found
}

fn modules() -> BTreeSet<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let parts = |file: PathBuf| -> Vec<String> {
        let inner = file.strip_prefix(&root).unwrap().with_extension("");
        let parts = inner.iter().map(|part| part.to_str().unwrap().to_owned());
        parts.collect()
    };
    sources().into_iter().flat_map(parts).collect()
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

/// The classes of the style sheet, and those that templates write out.
fn classes() -> BTreeSet<String> {
    let sheet = fs::read_to_string(theme().join("static/site.css")).unwrap();
    let selectors = sheet
        .split_inclusive('{')
        .filter(|part| part.ends_with('{'));
    let mut found = BTreeSet::new();
    for selector in selectors {
        let selector = selector.rsplit(['}', ';', '"']).next().unwrap();
        for after_dot in selector.split('.').skip(1) {
            found.insert(word(after_dot).to_owned());
        }
    }
    for folder in ["templates", "templates/components"] {
        for file in fs::read_dir(theme().join(folder)).unwrap() {
            let path = file.unwrap().path();
            let text = path.is_file().then(|| fs::read_to_string(&path).unwrap());
            let text = text.unwrap_or_default();
            for value in text.split("class=\"").skip(1) {
                let plain = value.split(['"', '{']).next().unwrap();
                found.extend(plain.split_whitespace().map(str::to_owned));
            }
        }
    }
    found.retain(|class| class.starts_with(|c: char| c.is_ascii_alphabetic()));
    found
}

/// The letters, digits, `-` and `_` that a text starts with.
fn word(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_');
    &text[..end.unwrap_or(text.len())]
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
