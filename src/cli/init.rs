//! `casebook init`: writes settings, a sample, a workflow that publishes, and files for editors. Overwrites nothing.

use std::fmt::Write as _;
use std::path::{Component, Path, PathBuf};

use serde_json::json;

use super::{CliError, Outcome, path_in_repository, print_stdout, project_files};
use crate::model::{Schema, json_schema as schema};
use crate::scaffold::scalar::{one_line, yaml_scalar};
use crate::text::{shown, visible};

#[derive(clap::Args)]
pub struct InitArgs {
    /// Where; made if it is not there
    #[arg(value_name = "DIR", default_value = ".")]
    root: PathBuf,
    /// The folder with the Markdown files, from DIR; one that is there already stays as it is
    #[arg(long, value_name = "FOLDER", default_value = "content", value_parser = parse_content_folder)]
    content: String,
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

/// The lines to recommend if there is a `.gitignore` already.
const GITIGNORE_LINES: [&str; 2] = ["/public/", "/.casebook/names"];

pub fn run(args: &InitArgs) -> Result<Outcome, CliError> {
    let root = &args.root;
    std::fs::create_dir_all(root)?;
    let inner = match path_in_repository(root) {
        inner if inner.is_empty() => ".".to_owned(),
        inner => inner,
    };
    let is_there = |path: &str| root.join(path).symlink_metadata().is_ok();
    let (has_content, has_ignore) = (is_there(&args.content), is_there(".gitignore"));
    let mut report = String::new();
    let mut note = |what: &str, path: &str| {
        let _ = writeln!(report, "  {what:<13}  {}", visible(path));
    };
    if has_content {
        note("left as it is", &format!("{}/", args.content));
    }
    for (path, text) in files_to_write(args, &inner, !has_content)? {
        let there = is_there(&path);
        if !there {
            project_files::create_new(root, Path::new(&path), &text).map_err(CliError)?;
        }
        note(if there { "left as it is" } else { "made" }, &path);
    }
    if has_ignore {
        let lines = GITIGNORE_LINES.join(" and ");
        let _ = writeln!(report, "\nSee that .gitignore has the lines {lines}.");
    }
    if inner != "." {
        let _ = writeln!(
            report,
            "\nGitHub reads workflows at the root of the repository only: move {inner}/.github/workflows/pages.yml\nto .github/workflows/ there. It knows that the project is in {inner}."
        );
    }
    print_stdout(&format!("{report}{}", next_steps(root)))?;
    Ok(Outcome::Success)
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

fn files_to_write(
    args: &InitArgs,
    inner: &str,
    sample: bool,
) -> Result<Vec<(String, String)>, CliError> {
    let today = super::today()?.to_string();
    let title = yaml_scalar(&project_title(&args.root)?);
    let filled = |text: &str| {
        let text = text
            .replace("@TODAY@", &today)
            .replace("@VERSION@", env!("CARGO_PKG_VERSION"))
            .replace("\"@ROOT@\"", &yaml_scalar(inner))
            .replace("@CONTENT@", &yaml_scalar(&args.content));
        // Last, because a title may hold one of the other words.
        text.replace("@TITLE@", &title)
    };
    let inside = |path: &str| format!("{}/{path}", args.content);
    let own = PROJECT_FILES.iter();
    let own = own.map(|(path, text)| ((*path).to_owned(), filled(text)));
    let sample = SAMPLE_CONTENT.iter().filter(|_| sample);
    let sample = sample.map(|(path, text)| (inside(path), filled(text)));
    let mut files: Vec<(String, String)> = own.chain(sample).collect();
    files.extend(editor_files(&args.content));
    Ok(files)
}

fn project_title(root: &Path) -> Result<String, CliError> {
    let root = root.canonicalize()?;
    let name = root.file_name().unwrap_or_default().to_string_lossy();
    Ok(match one_line(&name) {
        name if name.is_empty() => "Our customers".into(),
        name => name,
    })
}

/// The JSON Schemas of all kinds, and the settings with which `remark` (in VS Code: the extension of that name) checks
/// front matter by them.
fn editor_files(content: &str) -> Vec<(String, String)> {
    let built_in = Schema::built_in();
    let path = |name: &str| format!(".casebook/schemas/{name}.json");
    let files = built_in.kinds.iter().map(|kind| {
        let mut json = schema::kind_schema(kind);
        // The plugin rejects the `$schema` of this draft as an unknown address, but supports every keyword used here.
        if let Some(object) = json.as_object_mut() {
            object.shift_remove("$schema");
        }
        (path(&kind.name), format!("{json:#}\n"))
    });
    let mut files: Vec<(String, String)> = files.collect();
    let globs = built_in.kinds.iter().map(|kind| {
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
    files.push((
        ".vscode/extensions.json".into(),
        format!("{extensions:#}\n"),
    ));
    files
}

fn next_steps(root: &Path) -> String {
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

To publish, push the branch `main` to GitHub and choose once: Settings → Pages → Source: GitHub Actions.
The site of a private repository is usually public: anybody with the address can read it.

To see mistakes while you write: npm install --save-dev remark remark-frontmatter remark-lint-frontmatter-schema,
and in VS Code the extension `unifiedjs.vscode-remark`. `casebook schema` writes the schemas anew.
"
    )
}
