//! `casebook init`: writes settings, a workflow that publishes, and files for editors; in a folder without documents also
//! a sample, or with `--example` a complete case. Overwrites nothing.

mod example;
mod existing;
mod origin;

use std::fmt::Write as _;
use std::path::{Component, Path, PathBuf};

use serde_json::json;

use existing::PUBLIC;

use super::{CliError, Outcome, path_in_repository, print_stdout, project_files};
use crate::config::Config;
use crate::content::source::{CONFIG_FILE, ProjectFiles, Source};
use crate::engine::content_folder;
use crate::model::{Schema, json_schema as schema, load};
use crate::scaffold::mapping::Mapping;
use crate::scaffold::scalar::{one_line, yaml_scalar};
use crate::text::{shown, visible};

#[derive(clap::Args)]
pub struct InitArgs {
    /// Where; made if it is not there
    #[arg(value_name = "DIR", default_value = ".")]
    root: PathBuf,
    /// The folder with the Markdown files, from DIR; one that is there already stays as it is
    #[arg(long, value_name = "FOLDER", value_parser = parse_content_folder)]
    content: Option<String>,
    /// Say what is found and would be written, and write nothing
    #[arg(long)]
    dry_run: bool,
    /// Write a complete case of an invented product instead, into a folder that is new or empty
    #[arg(long, conflicts_with = "content")]
    example: bool,
}

/// What `files_to_write` fills in.
struct Plan<'a> {
    root: &'a Path,
    /// The content folder, from the root.
    content: String,
    /// The project's folder, from that of the repository.
    inner: String,
    /// The main branch of the repository.
    branch: String,
    mapping: Option<Mapping>,
    sample: bool,
}

/// The files outside the content folder, by path; `files_to_write` fills in their `@WORDS@`.
const PROJECT_FILES: [(&str, &str); 3] = [
    ("casebook.yaml", include_str!("init/casebook.yaml")),
    (".gitignore", include_str!("init/gitignore")),
    (
        ".github/workflows/pages.yml",
        include_str!("init/pages.yml"),
    ),
];

/// `casebook.yaml` in a folder that has documents.
const FOUND: &str = include_str!("init/found.yaml");

/// The sample, by path from the content folder.
const SAMPLE_CONTENT: [(&str, &str); 5] = [
    ("index.md", include_str!("init/content/index.md")),
    ("personas/mara.md", include_str!("init/content/mara.md")),
    (
        "problems/late-delivery.md",
        include_str!("init/content/late-delivery.md"),
    ),
    (
        "validations/shop-talks.md",
        include_str!("init/content/shop-talks.md"),
    ),
    (
        "solutions/delay-reasons.md",
        include_str!("init/content/delay-reasons.md"),
    ),
];

/// How the paths of the files for editors begin.
const FOR_EDITORS: [&str; 3] = [".casebook/", ".vscode/", ".remarkrc"];

/// A line to recommend if there is a `.gitignore` already.
const GITIGNORE_NAMES: &str = "/.casebook/names";
/// Files and folders of Hugo, which writes its own site into `public`.
const OF_HUGO: [&str; 4] = ["archetypes", "hugo.json", "hugo.toml", "hugo.yaml"];
const NO_ORIGIN: &str = "# repository: https://github.com/OWNER/REPO";
/// The output folder where a folder `public` belongs to something else.
const OTHER_OUTPUT: &str = "casebook-site";

pub fn run(args: &InitArgs) -> Result<Outcome, CliError> {
    if args.root.exists() && !args.root.is_dir() {
        return Err(CliError(format!("{} is no folder", shown(&args.root))));
    }
    if args.example {
        return example::run(&args.root, args.dry_run);
    }
    if !args.dry_run {
        std::fs::create_dir_all(&args.root)?;
    }
    let mut plan = plan(args)?;
    let mut files = files_to_write(&plan)?;
    // What nothing reads in many files, and what the model reads by itself, is known once they have been read.
    if let Some(mapping) = &mut plan.mapping {
        let project = existing::preview(plan.root, &files[0].1)?;
        mapping.foreign_keys = existing::foreign_keys(&project);
        let by_default = existing::folders_by_default(mapping, &project);
        if !mapping.foreign_keys.is_empty() || !by_default.is_empty() {
            mapping.folders.extend(by_default);
            files = files_to_write(&plan)?;
        }
    }
    let ignored = std::fs::read_to_string(args.root.join(".gitignore")).ok();
    // Before anything is written, because what is found is the folder as it is.
    let (mut report, next) = match &plan.mapping {
        Some(mapping) => {
            let project = existing::preview(plan.root, &files[0].1)?;
            let next = existing::next_steps(mapping, &project);
            (existing::report(mapping, &project), next)
        }
        None => (String::new(), next_steps(plan.root, &plan.branch)),
    };
    let lines = written(&plan, &files, args.dry_run)?;
    report += &listed(&lines, plan.mapping.is_some());
    if let Some(ignored) = ignored {
        let lines = missing_lines(&plan, &files[0].1, &ignored);
        if !lines.is_empty() {
            let lines = lines.join(" and ");
            let _ = writeln!(report, "\nSee that .gitignore has the lines {lines}.");
        }
    }
    let inner = &plan.inner;
    if inner != "." {
        let _ = writeln!(
            report,
            "\nGitHub reads workflows at the root of the repository only: move {inner}/.github/workflows/pages.yml\nto .github/workflows/ there. It knows that the project is in {inner}."
        );
    }
    print_stdout(&format!("{report}{next}"))?;
    Ok(Outcome::Success)
}

/// The lines that a `.gitignore` lacks; `settings` are to be written, if there are none.
fn missing_lines(plan: &Plan, settings: &str, ignored: &str) -> Vec<String> {
    let own = std::fs::read_to_string(plan.root.join(CONFIG_FILE)).ok();
    let (config, _) = Config::read(own.as_deref().unwrap_or(settings));
    let lines = [format!("/{}/", config.output), GITIGNORE_NAMES.to_owned()];
    let name = |line: &str| line.trim().trim_matches('/').to_owned();
    let is_missing = |wanted: &String| !ignored.lines().any(|line| name(line) == name(wanted));
    lines.into_iter().filter(is_missing).collect()
}

/// `public`, or another folder where that has files which are not of a site of ours, or is the output of Hugo.
fn output_folder(root: &Path) -> &'static str {
    let public = root.join("public");
    let is_free = !public.exists() || public.join(crate::output::MANIFEST_FILE).exists();
    let is_free = is_free && !OF_HUGO.iter().any(|name| root.join(name).exists());
    if is_free { "public" } else { OTHER_OUTPUT }
}

fn is_there(root: &Path, path: &str) -> bool {
    root.join(path).symlink_metadata().is_ok()
}

/// What is to be done in a folder. One that has settings has been looked at before.
fn plan(args: &InitArgs) -> Result<Plan<'_>, CliError> {
    let root = args.root.as_path();
    let found = match root.is_dir() {
        true => existing::look(root, args.content.as_deref())?,
        false => None,
    };
    let is_empty = found.is_none();
    if let Some(content) = args
        .content
        .as_deref()
        .filter(|content| is_empty && !is_there(root, content))
        && let Some(elsewhere) = existing::look(root, None)?
    {
        let there = visible(&elsewhere.content);
        return Err(CliError(format!(
            "there is no folder {content}; the content is {there}: {reason}\n  = help: `--content {there}` reads it; to begin anew, make the folder {content} first",
            content = visible(content),
            reason = elsewhere.content_reason
        )));
    }
    let mapping = found.filter(|_| !is_there(root, CONFIG_FILE));
    let found = mapping.as_ref().map(|mapping| mapping.content.clone());
    let content = match found.or_else(|| args.content.clone()) {
        Some(content) => content,
        None => content_by_settings(root, is_empty)?,
    };
    let mut inner = path_in_repository(root);
    if inner.is_empty() {
        inner.push('.');
    }
    Ok(Plan {
        root,
        branch: origin::main_branch(root).unwrap_or(Config::default().branch),
        sample: is_empty && !is_there(root, &content),
        content,
        inner,
        mapping,
    })
}

/// The content folder by the settings that are there; in a folder without documents, the one that is to be made.
fn content_by_settings(root: &Path, is_empty: bool) -> Result<String, CliError> {
    let files = ProjectFiles::on_disk(root);
    let settings = files.read_config()?;
    if is_empty {
        let text = settings.as_ref().and_then(Source::text);
        return Ok(Config::read(text.unwrap_or_default()).0.content);
    }
    Ok(match content_folder(&files, settings.as_ref()) {
        folder if folder.is_empty() => ".".into(),
        folder => folder,
    })
}

/// Writes the files that are not there yet, and returns what was done with each.
fn written(
    plan: &Plan,
    files: &[(String, String)],
    dry_run: bool,
) -> Result<Vec<(&'static str, String)>, CliError> {
    let mut lines = vec![];
    if is_there(plan.root, &plan.content) && plan.content != "." {
        lines.push(("left as it is", format!("{}/", visible(&plan.content))));
    }
    for (path, text) in files {
        let outcome = match (is_there(plan.root, path), dry_run) {
            (true, _) => "left as it is",
            (false, true) => "would be made",
            (false, false) => "made",
        };
        if outcome == "made" {
            project_files::create_new(plan.root, Path::new(path), text).map_err(CliError)?;
        }
        lines.push((outcome, visible(path).into_owned()));
    }
    Ok(lines)
}

/// The files by what was done with them: each a line, or in short those of one outcome.
fn listed(lines: &[(&str, String)], is_short: bool) -> String {
    if !is_short {
        let line = |(outcome, path): &(&str, String)| format!("  {outcome:<13}  {path}\n");
        return lines.iter().map(line).collect();
    }
    let of_editors = |path: &str| FOR_EDITORS.iter().any(|start| path.starts_with(start));
    let mut out = String::from("\n");
    for outcome in ["left as it is", "would be made", "made"] {
        let lines = lines.iter().filter(|(what, _)| *what == outcome);
        let paths = lines.map(|(_, path)| &**path);
        let (editors, mut shown): (Vec<&str>, Vec<&str>) = paths.partition(|p| of_editors(p));
        shown.extend((!editors.is_empty()).then_some("files for editors"));
        if !shown.is_empty() {
            let _ = writeln!(out, "{outcome}: {}", shown.join(", "));
        }
    }
    out
}

/// Parses `--content`: a folder below the project's folder, or `.` for that folder itself.
fn parse_content_folder(text: &str) -> Result<String, String> {
    let path = text.trim_end_matches('/');
    let is_below = |part: Component| matches!(part, Component::Normal(_));
    match path {
        "." => Ok(path.to_owned()),
        "" => Err("name a folder, or `.` for DIR itself".to_owned()),
        path if Path::new(path).components().all(is_below) => Ok(path.replace('\\', "/")),
        _ => Err("name a folder below DIR, without `..`".to_owned()),
    }
}

/// The files by path, the settings first.
fn files_to_write(plan: &Plan) -> Result<Vec<(String, String)>, CliError> {
    let today = super::today()?.to_string();
    let title = yaml_scalar(&project_title(plan.root)?);
    let origin = origin::find(plan.root).map(|address| format!("repository: {address}"));
    let mut origin = origin.unwrap_or_else(|| NO_ORIGIN.to_owned());
    if plan.branch != Config::default().branch {
        origin += &format!("\nbranch: {}", yaml_scalar(&plan.branch));
    }
    let filled = |text: &str| {
        let text = text
            .replace("@TODAY@", &today)
            .replace("@REPOSITORY@", &origin)
            .replace("@OUTPUT@", output_folder(plan.root))
            .replace("@VERSION@", env!("CARGO_PKG_VERSION"))
            .replace("\"@ROOT@\"", &yaml_scalar(&plan.inner))
            .replace("\"@BRANCH@\"", &yaml_scalar(&plan.branch))
            .replace("@BRANCH@", &plan.branch)
            .replace("@CONTENT@", &yaml_scalar(&plan.content));
        // Last, because a title may hold one of the other words.
        text.replace("@TITLE@", &title)
    };
    let inside = |path: &str| format!("{}/{path}", plan.content);
    let own = PROJECT_FILES.iter();
    let own = own.map(|(path, text)| match &plan.mapping {
        Some(mapping) if *path == CONFIG_FILE => (path, existing::settings(FOUND, mapping)),
        _ => (path, (*text).to_owned()),
    });
    let own = own.map(|(path, text)| ((*path).to_owned(), filled(&text)));
    let sample = SAMPLE_CONTENT.iter().filter(|_| plan.sample);
    let sample = sample.map(|(path, text)| (inside(path), filled(text)));
    let mut files: Vec<(String, String)> = own.chain(sample).collect();
    let (config, _) = Config::read(&files[0].1);
    files.extend(editor_files(&load::load_schema(&config).0, &plan.content));
    Ok(files)
}

fn project_title(root: &Path) -> Result<String, CliError> {
    let root = root.canonicalize().or_else(|_| std::path::absolute(root))?;
    let name = root.file_name().unwrap_or_default().to_string_lossy();
    Ok(match one_line(&name) {
        name if name.is_empty() => "Our customers".into(),
        name => name,
    })
}

/// The JSON Schemas of all kinds, and the settings with which `remark` (in VS Code: the extension of that name) checks
/// front matter by them.
fn editor_files(kinds: &Schema, content: &str) -> Vec<(String, String)> {
    let path = |name: &str| format!(".casebook/schemas/{name}.json");
    let files = kinds.kinds.iter().map(|kind| {
        let mut json = schema::kind_schema(kind);
        // The plugin rejects the `$schema` of this draft as an unknown address, but supports every keyword used here.
        if let Some(object) = json.as_object_mut() {
            object.shift_remove("$schema");
        }
        (path(&kind.name), format!("{json:#}\n"))
    });
    let mut files: Vec<(String, String)> = files.collect();
    let globs = kinds.kinds.iter().map(|kind| {
        let glob = |folder| format!("./{content}/**/{folder}/*.md").replace("/./", "/");
        let globs: Vec<String> = kind.folders.iter().map(glob).collect();
        (format!("./{}", path(&kind.name)), globs.into())
    });
    let globs: serde_json::Map<String, serde_json::Value> = globs.collect();
    let remark = json!({
        "plugins": ["remark-frontmatter", ["remark-lint-frontmatter-schema", { "schemas": globs }]],
    });
    files.push((".remarkrc.json".into(), format!("{remark:#}\n")));
    let extensions = json!({ "recommendations": ["unifiedjs.vscode-remark"] });
    let extensions = format!("{extensions:#}\n");
    files.push((".vscode/extensions.json".into(), extensions));
    files
}

fn next_steps(root: &Path, branch: &str) -> String {
    let go = match root == Path::new(".") {
        true => String::new(),
        false => format!("\n  cd {}", shown(root)),
    };
    format!(
        "
Next:{go}
  casebook serve     shows the site while you write it: open http://localhost:4000
  casebook check     names what is missing, with the line and the fix
  casebook new problem \"What stands in their way\"

To publish, push the branch `{branch}` to GitHub and choose once: Settings → Pages → Source: GitHub Actions.
{PUBLIC}

To see mistakes while you write: npm install --save-dev remark remark-frontmatter remark-lint-frontmatter-schema,
and in VS Code the extension `unifiedjs.vscode-remark`. `casebook schema` writes the schemas anew.
"
    )
}
