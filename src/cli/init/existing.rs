//! What `casebook init` finds in a folder that has documents, as settings and as one screen of text.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use crate::check;
use crate::cli::CliError;
use crate::cli::new::everything_request;
use crate::content::document::{parent_folder, section_index_rank, without_tail};
use crate::content::source::{ProjectFolders, Sources, build_glob_set, is_markdown};
use crate::diagnostic::human::counted;
use crate::diagnostic::{Finding, Severity};
use crate::engine::{Engine, Request, Snapshot};
use crate::model::Schema;
use crate::scaffold::field_words::{OtherWords, means_field};
use crate::scaffold::mapping::{self, BY_NAME, MappedFolder, Mapping};
use crate::scaffold::scalar::yaml_scalar;

/// How many findings are shown, and how many characters of a message and a place.
const MAX_FINDINGS: usize = 10;
const MAX_CHARS: usize = 56;
const MAX_FOLDERS: usize = 3;
const MAX_NAMES_CHARS: usize = 60;
const FOLDERS_WIDTH: usize = 36;
/// The folder at the root of a project that holds templates of pages.
const TEMPLATES: &str = "templates";

/// What people must know before they publish.
pub const PUBLIC: &str =
    "The site of a private repository is usually public: anybody with the address can read it.";

/// What is in the folder; `None` if it holds no documents. `content` is the folder that the user names.
pub fn look(root: &Path, content: Option<&str>) -> Result<Option<Mapping>, CliError> {
    let folders = ProjectFolders {
        root: root.into(),
        content: String::new(),
        theme: "default".into(),
        output: root.join("public"),
        exclude: build_glob_set(&[]),
        asset_folders: vec![],
    };
    let sources = folders.read_sources(&Sources::default())?;
    let documents = sources.documents.iter().map(|document| &document.path);
    let paths = documents.chain(sources.assets.iter().map(|asset| &asset.path));
    let at_top: BTreeSet<&str> = paths.filter_map(|path| path.split('/').next()).collect();
    let mut found = mapping::find(&sources.documents, &at_top, content);
    if let Some(mapping) = &mut found {
        let content = root.join(&mapping.content);
        let is_there = |folder: &String| content.join(folder).is_dir();
        mapping.asset_folders.retain(is_there);
        if mapping.content == "." && holds_markdown(&root.join(TEMPLATES)) {
            let templates = vec![format!("{TEMPLATES}/**")];
            let what = "the folder for templates of pages";
            mapping.left_out.push((what, templates));
        }
    }
    Ok(found)
}

fn holds_markdown(folder: &Path) -> bool {
    let files = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names = files.map(|file| file.file_name().to_string_lossy().into_owned());
    names.any(|name| is_markdown(&name))
}

/// The text of `casebook.yaml`; `template` has the words that are filled in here.
pub fn settings(template: &str, mapping: &Mapping) -> String {
    let list = |patterns: &[String]| {
        let words: Vec<String> = patterns.iter().map(|text| yaml_scalar(text)).collect();
        format!("[{}]", words.join(", "))
    };
    let mut kinds = String::from("kinds:\n");
    let schema = Schema::built_in();
    let patterns = mapping.patterns(&schema);
    let is_empty = patterns.is_empty();
    for (kind, patterns) in patterns {
        let _ = writeln!(kinds, "  {kind}:\n    folders: {}", list(&patterns));
        kinds += &fields_of(mapping, kind);
    }
    if is_empty {
        kinds = "# kinds:\n#   persona:\n#     folders: [Who we serve]\n".to_owned();
    }
    let assets = match mapping.asset_folders.as_slice() {
        [] => "# assets: {folders: [.gitbook/assets]}\n".to_owned(),
        folders => format!("assets: {{folders: {}}}\n", list(folders)),
    };
    let exclude: Vec<String> = mapping
        .left_out
        .iter()
        .flat_map(|(_, globs)| globs.clone())
        .collect();
    let foreign = match mapping.foreign_keys.as_slice() {
        [] => "# foreign_keys: [our key]".to_owned(),
        keys => format!("foreign_keys: {}", list(keys)),
    };
    template
        .replace("@KINDS@", &kinds)
        .replace("@ASSETS@", &assets)
        .replace("@FOREIGN@", &foreign)
        .replace("@EXCLUDE@", &list(&exclude))
}

/// The other words for the fields of a kind.
fn fields_of(mapping: &Mapping, kind: &str) -> String {
    let Some(fields) = mapping.fields.get(kind).filter(|fields| !fields.is_empty()) else {
        return String::new();
    };
    let mut out = "    fields:\n".to_owned();
    for (name, OtherWords { also, spelled }) in fields {
        let also: Vec<String> = also.iter().map(|key| yaml_scalar(key)).collect();
        let also = (!also.is_empty()).then(|| format!("also: [{}]", also.join(", ")));
        let spelled = spelled.iter().map(|(value, words)| {
            let words: Vec<&str> = words.iter().map(|word| &**word).collect();
            format!("{value}: [{}]", words.join(", "))
        });
        let spelled: Vec<String> = spelled.collect();
        let spelled = (!spelled.is_empty()).then(|| format!("spelled: {{{}}}", spelled.join(", ")));
        let parts: Vec<String> = also.into_iter().chain(spelled).collect();
        let _ = writeln!(out, "      {name}: {{{}}}", parts.join(", "));
    }
    out
}

/// The project as it will be read, before anything is written.
pub fn preview(root: &Path, settings: &str) -> Result<Snapshot, CliError> {
    let request = Request {
        as_of: crate::cli::today()?,
        ..everything_request()
    };
    Ok(Engine::with_settings(root, settings).snapshot(&request)?)
}

/// The keys that nothing reads in many documents.
pub fn foreign_keys(project: &Snapshot) -> Vec<String> {
    let keys = project.findings.iter().filter_map(check::key_of_many);
    // A word for a field, in a place where nothing reads it, stays told.
    let keys: BTreeSet<&str> = keys.filter(|key| !means_field(key)).collect();
    keys.into_iter().map(str::to_owned).collect()
}

/// Folders of entries that the model names by itself and nothing was found to say about: a line each, so that one can be
/// taken away.
pub fn folders_by_default(mapping: &Mapping, project: &Snapshot) -> Vec<MappedFolder> {
    let schema = &project.graph.schema;
    let mut found: BTreeMap<&str, &str> = BTreeMap::new();
    for entry in &project.graph.entries {
        let nearest = schema
            .folders
            .nearest(parent_folder(&entry.document.content_path));
        let own = nearest
            .filter(|(_, claim)| !claim.is_of_project && entry.document.kind == Some(claim.kind));
        if let Some((folder, claim)) = own {
            found.insert(folder, &schema.kinds[claim.kind].name);
        }
    }
    found.retain(|folder, _| !mapping.folders.iter().any(|f| f.folder == **folder));
    let found = found.into_iter().map(|(folder, kind)| MappedFolder {
        kind: kind.to_owned(),
        folder: folder.to_owned(),
        reason: BY_NAME,
        is_unready: false,
    });
    found.collect()
}

/// What was found, and the first findings.
pub fn report(mapping: &Mapping, project: &Snapshot) -> String {
    let (content, reason) = (shown(&mapping.content), &mapping.content_reason);
    let mut out = format!("The content is {content}: {reason}.\n\n");
    let mut entries = 0;
    for (index, kind) in project.graph.schema.kinds.iter().enumerate() {
        let count = project.graph.of_kind(index).len();
        let (folders, reason) = folders_of(mapping, &kind.name);
        entries += count;
        let mut of_kind = mapping.folders.iter().filter(|f| f.kind == *kind.name);
        let reason = match of_kind.any(|folder| !folder.is_unready) {
            false if count == 0 => "once its index files have front matter",
            _ => reason,
        };
        if count > 0 || !folders.is_empty() {
            out += &row(count, &kind.plural_label, &folders, reason);
        }
    }
    let pages = project.document_count.saturating_sub(entries);
    out += &row(pages, "Pages", "", "as they are");
    let withheld = project.draft_count + project.internal_count;
    if withheld > 0 {
        let _ = writeln!(
            out,
            "        Not published: {withheld} of these — drafts, or internal"
        );
    }
    for (what, left_out) in &mapping.left_out {
        if !left_out.is_empty() {
            let left_out = first_names(left_out, "exclude");
            let _ = writeln!(out, "        Not published: {left_out} — {what}");
        }
    }
    out += &unready_indexes(project);
    if !mapping.foreign_keys.is_empty() {
        let keys = first_names(&mapping.foreign_keys, "foreign_keys");
        let _ = writeln!(
            out,
            "        Not read: {keys} — keys of many files (`foreign_keys`)"
        );
    }
    if entries == 0 && mapping.folders.is_empty() {
        out +=
            "\nNothing here looks like a persona, a problem or a study: the site is your pages.\n";
    }
    out + &first_findings(project)
}

/// The indexes that are no entries although folders beside theirs are.
fn unready_indexes(project: &Snapshot) -> String {
    let findings = project.findings.iter();
    let of_indexes = findings.filter(|finding| {
        finding.code == "no-front-matter" && section_index_rank(&finding.path).is_some()
    });
    let paths: Vec<String> = of_indexes.map(|f| cut(&f.shown_path)).collect();
    let more = match paths.len() {
        0 => return String::new(),
        1 => String::new(),
        n => format!(" and {} more", n - 1),
    };
    format!(
        "        A page until it has front matter: {}{more}\n",
        paths[0]
    )
}

/// The first names, and how many more there are below a key of `casebook.yaml`: nothing is left out unseen.
fn first_names(names: &[String], key: &str) -> String {
    let mut shown = String::new();
    for (i, name) in names.iter().enumerate() {
        let comma = if i > 0 { ", " } else { "" };
        if i > 0 && shown.chars().count() + name.chars().count() > MAX_NAMES_CHARS {
            let more = names.len() - i;
            return format!("{shown} and {more} more (`{key}` in casebook.yaml)");
        }
        shown += comma;
        shown += &cut(name);
    }
    shown
}

fn row(count: usize, label: &str, folders: &str, reason: &str) -> String {
    let line = format!("{count:>6}  {label:<12}  {folders:<FOLDERS_WIDTH$}  {reason}");
    format!("{}\n", line.trim_end())
}

/// The folders of a kind in a few words, and why they are of it.
fn folders_of(mapping: &Mapping, kind: &str) -> (String, &'static str) {
    let of_kind: Vec<_> = mapping.folders.iter().filter(|f| f.kind == kind).collect();
    let mut names: Vec<String> = of_kind.iter().map(|f| shown(&f.folder)).collect();
    if names.len() > MAX_FOLDERS {
        let more = names.len() - MAX_FOLDERS;
        names.truncate(MAX_FOLDERS);
        names.push(format!("{more} more"));
    }
    let reason = of_kind.first().map_or("", |f| f.reason);
    (names.join(", "), reason)
}

/// A folder without the digits that Notion puts behind names.
fn shown(folder: &str) -> String {
    match folder {
        "." => "this folder".to_owned(),
        folder => {
            let parts = folder
                .split('/')
                .map(|part| without_tail(part).unwrap_or(part));
            format!("{}/", parts.collect::<Vec<_>>().join("/"))
        }
    }
}

/// The most serious first; those of one severity and message are one line, with the place of the first.
fn first_findings(project: &Snapshot) -> String {
    let mut groups: Vec<(&Finding, usize)> = vec![];
    for finding in &project.findings {
        let is_same = |first: &Finding| {
            first.severity == finding.severity && first.message == finding.message
        };
        match groups.iter_mut().find(|(first, _)| is_same(first)) {
            Some((_, count)) => *count += 1,
            None => groups.push((finding, 1)),
        }
    }
    groups.sort_by_key(|(first, _)| std::cmp::Reverse(first.severity));
    let counts = [Severity::Error, Severity::Warning, Severity::Hint]
        .map(|severity| counted(project.count_findings(severity), severity.as_str()));
    let mut out = format!("\nFindings to expect: {}\n", counts.join(", "));
    for (finding, count) in groups.iter().take(MAX_FINDINGS) {
        let place = cut(&format!("{}:{}", finding.shown_path, finding.line));
        let (severity, message) = (finding.severity.as_str(), finding.message.chars());
        let message: String = message.take(MAX_CHARS).collect();
        out += &format!("{count:>6}  {severity:<7}  {message:<MAX_CHARS$}  {place}\n");
    }
    out
}

/// The end of a text that is longer than a column.
fn cut(text: &str) -> String {
    match text.chars().count().saturating_sub(MAX_CHARS) {
        0 => text.to_owned(),
        more => "…".chars().chain(text.chars().skip(more + 1)).collect(),
    }
}

/// How many findings stop a build and are in no baseline, as a sentence.
fn never_known(project: &Snapshot) -> String {
    let stops = |f: &&Finding| f.severity == Severity::Error && !check::can_be_known(f);
    match project.findings.iter().filter(stops).count() {
        0 => String::new(),
        n => format!(
            "\nNo baseline covers {} of these: what must not be published, or decides about that. A build stops there.\n",
            counted(n, "error")
        ),
    }
}

/// The commands to go on with.
pub fn next_steps(mapping: &Mapping, project: &Snapshot) -> String {
    let first = never_known(project);
    let third = match mapping.folders.is_empty() {
        true => (
            "casebook new persona \"Who you serve\"",
            "makes the first entry: evidence begins with whom it is about",
        ),
        false => (
            "casebook check --published --write-baseline known.json",
            match first.is_empty() {
                true => "keeps these findings apart",
                false => "keeps the others apart",
            },
        ),
    };
    let has_errors = project.count_findings(Severity::Error) > 0;
    let passes = has_errors && first.is_empty() && !mapping.folders.is_empty();
    let fourth = passes.then_some((
        "casebook build --baseline known.json",
        "passes, as with `baseline: known.json` in casebook.yaml",
    ));
    let steps = [
        (
            "casebook serve",
            "shows the site: open http://localhost:4000",
        ),
        ("casebook check", "says of each finding what mends it"),
        third,
    ];
    let steps = steps.into_iter().chain(fourth);
    let lines = steps.map(|(command, what)| format!("  {command:<56}{what}\n"));
    let lines: String = lines.collect();
    format!("{first}\nNext:\n{lines}\n{PUBLIC}\n")
}
