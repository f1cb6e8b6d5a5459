//! What `casebook init` finds in a folder that has documents, as settings and as one screen of text.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use crate::cli::CliError;
use crate::cli::new::everything_request;
use crate::content::source::{ProjectFolders, Sources, build_glob_set};
use crate::diagnostic::{Finding, Severity};
use crate::engine::{Engine, Request, Snapshot};
use crate::scaffold::mapping::{self, Mapping};
use crate::scaffold::scalar::yaml_scalar;

/// How many findings are shown, and how much of each.
const MAX_FINDINGS: usize = 10;
const MAX_FINDING_CHARS: usize = 110;
const MAX_FOLDERS: usize = 3;

/// What is in the folder; `None` if it holds no documents. `content` is the folder that the user names.
pub fn look(root: &Path, content: Option<&str>) -> Result<Option<Mapping>, CliError> {
    let folders = ProjectFolders {
        root: root.into(),
        content: String::new(),
        theme: "default".into(),
        output: root.join("public"),
        exclude: build_glob_set(&[]),
    };
    let Sources {
        documents, assets, ..
    } = folders.read_sources(&Sources::default())?;
    let paths = documents
        .iter()
        .map(|s| &s.path)
        .chain(assets.iter().map(|a| &a.path));
    let at_top: BTreeSet<&str> = paths.filter_map(|path| path.split('/').next()).collect();
    Ok(mapping::find(&documents, &at_top, content))
}

/// The text of `casebook.yaml`; `template` has the words that are filled in here.
pub fn settings(template: &str, mapping: &Mapping) -> String {
    let list = |patterns: &[String]| {
        let words: Vec<String> = patterns
            .iter()
            .map(|pattern| yaml_scalar(pattern))
            .collect();
        format!("[{}]", words.join(", "))
    };
    let mut kinds = String::from("kinds:\n");
    for (kind, patterns) in mapping.patterns() {
        let _ = writeln!(kinds, "  {kind}:\n    folders: {}", list(&patterns));
    }
    if mapping.folders.is_empty() {
        kinds = "# kinds:\n#   persona:\n#     folders: [Who we serve]\n".to_owned();
    }
    template
        .replace("@KINDS@", &kinds)
        .replace("@EXCLUDE@", &list(&mapping.exclude))
}

/// The project as it will be read, before anything is written.
pub fn preview(root: &Path, settings: &str) -> Result<Snapshot, CliError> {
    let request = Request {
        as_of: crate::cli::today()?,
        ..everything_request()
    };
    Ok(Engine::with_settings(root, settings).snapshot(&request)?)
}

/// What was found, and the first findings.
pub fn report(mapping: &Mapping, project: &Snapshot) -> String {
    let mut out = format!(
        "Content: {} — {}.\n\n",
        shown(&mapping.content),
        mapping.content_reason
    );
    let mut entries = 0;
    for (index, kind) in project.graph.schema.kinds.iter().enumerate() {
        let of_kind = mapping
            .folders
            .iter()
            .filter(|folder| *folder.kind == *kind.name);
        let mut names: Vec<String> = of_kind.clone().map(|f| shown(&f.folder)).collect();
        let count = project.graph.of_kind(index).len();
        entries += count;
        if names.len() > MAX_FOLDERS {
            let more = names.len() - MAX_FOLDERS;
            names.truncate(MAX_FOLDERS);
            names.push(format!("{more} more"));
        }
        let reason = of_kind
            .map(|f| format!("by {}", f.reason))
            .next()
            .unwrap_or_default();
        if count > 0 || !names.is_empty() {
            let names = names.join(", ");
            let _ = writeln!(
                out,
                "{count:>6}  {:<12}  {names:<30}  {reason}",
                kind.plural_label
            );
        }
    }
    let pages = project.document_count.saturating_sub(entries);
    let _ = writeln!(out, "{pages:>6}  {:<12}  as they are", "Pages");
    for left_out in &mapping.exclude {
        let _ = writeln!(out, "        not published  {left_out}: forms to fill in");
    }
    if mapping.folders.is_empty() && entries == 0 {
        out += "\nNothing here looks like a persona, a problem or a study, so the site is your pages. To begin with evidence, add\none of each: `casebook new persona \"Who you serve\"`.\n";
    }
    out + &first_findings(project)
}

/// The three commands to go on with.
pub fn next_steps(mapping: &Mapping) -> String {
    let write = match mapping.folders.is_empty() {
        true => "casebook new persona \"Who you serve\"           makes the first entry",
        false => {
            "casebook check --write-baseline FILE          keeps these findings, to see only new ones"
        }
    };
    format!(
        "
Next:
  casebook serve                                shows the site: open http://localhost:4000
  casebook check                                says of each finding what mends it
  {write}
"
    )
}

fn shown(folder: &str) -> String {
    match folder {
        "." => "this folder".to_owned(),
        folder => format!("{folder}/"),
    }
}

/// The worst first, the others in the order of their files.
fn first_findings(project: &Snapshot) -> String {
    let mut findings: Vec<&Finding> = project.findings.iter().collect();
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    if findings.is_empty() {
        return "\nNo findings.\n".to_owned();
    }
    let count = |severity| project.count_findings(severity);
    let [errors, warnings] = [Severity::Error, Severity::Warning].map(count);
    let mut out = format!(
        "\nFindings to expect: {errors} errors, {warnings} warnings, {} hints. The first:\n",
        findings.len() - errors - warnings
    );
    for finding in findings.iter().take(MAX_FINDINGS) {
        let Finding {
            path,
            line,
            severity,
            message,
            ..
        } = finding;
        let text = format!("  {path}:{line} {} {message}", severity.as_str());
        let short: String = text.chars().take(MAX_FINDING_CHARS).collect();
        let cut = if short.len() < text.len() { "…" } else { "" };
        let _ = writeln!(out, "{short}{cut}");
    }
    out
}
