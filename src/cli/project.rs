//! The options that most commands share, and what they mean for a request.

use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::ValueEnum;
use jiff::civil::Date;

use super::outcome::CliError;
use crate::content::source::CONFIG_FILE;
use crate::diagnostic::{Finding, Severity, human};
use crate::engine::{Request, Snapshot};
use crate::graph::publish::Audience;
use crate::text::shown;

/// Options of every command that reads a project.
#[derive(clap::Args, Clone)]
pub struct ProjectArgs {
    /// The project's folder
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub root: PathBuf,
    /// Score as of this day instead of today
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    pub as_of: Option<Date>,
    /// For whom: `internal` also shows what says `visibility: internal`
    #[arg(long, value_enum, default_value_t = AudienceArg::Public)]
    pub audience: AudienceArg,
    /// Show drafts too
    #[arg(long)]
    pub drafts: bool,
    /// Treat warnings as errors; `--strict=all` also those that depend on the calendar
    #[arg(long, value_name = "WHICH", num_args = 0..=1, require_equals = true, default_missing_value = "changes")]
    pub strict: Option<Strictness>,
    /// Say only what is wrong
    #[arg(short, long)]
    pub quiet: bool,
    /// Say more
    #[arg(short, long, conflicts_with = "quiet")]
    pub verbose: bool,
}

#[derive(Clone, Copy, ValueEnum, PartialEq, Eq)]
pub enum AudienceArg {
    Public,
    Internal,
}

#[derive(Clone, Copy, ValueEnum, PartialEq, Eq)]
pub enum Strictness {
    /// What a change can bring about
    Changes,
    /// Also what only the calendar brings
    All,
}

impl ProjectArgs {
    /// The project's folder; an error if it does not exist.
    pub fn root(&self) -> Result<&Path, CliError> {
        existing_folder(&self.root)
    }

    /// The request of a snapshot with pages and without a search index.
    pub fn request(&self) -> Result<Request, CliError> {
        let audience = Audience {
            shows_internal: self.audience == AudienceArg::Internal,
            shows_drafts: self.drafts,
            shows_private: false,
        };
        Ok(Request {
            audience,
            as_of: self.as_of.map_or_else(today, Ok)?,
            base_url: None,
            output: None,
            with_search: false,
            with_pages: true,
        })
    }

    /// Fails where there is nothing to make a site of, not one document; an error in the settings may be why.
    pub fn refuse_nothing(&self, snapshot: &Snapshot) -> Result<(), CliError> {
        let mut findings = snapshot.findings.iter();
        if snapshot.document_count > 0 || findings.any(|f| f.severity == Severity::Error) {
            return Ok(());
        }
        let (what, folder, help) = match self.root.join(CONFIG_FILE).exists() {
            true => {
                let content = snapshot.folders.content_dir();
                let help = "write one, or correct `content:` and `exclude:` in casebook.yaml";
                ("no Markdown file", shown(&content), help)
            }
            false => {
                let what = "no casebook.yaml and no Markdown file";
                let help = "start with `casebook init`, or name the project's folder with `--root`";
                (what, shown(&self.root), help)
            }
        };
        let message = format!("there is {what} in `{folder}`");
        Err(CliError::with_help(message, help))
    }

    /// “5 documents”; where `build` leaves some out, “5 documents (1 draft and 2 internal not published), 1
    /// left out”: a finding, which a baseline may cover, says why.
    pub fn counted_documents(&self, snapshot: &Snapshot) -> String {
        let is_public = self.audience == AudienceArg::Public;
        let (drafts, internal) = match self.drafts {
            true => (0, snapshot.internal_count_with_drafts),
            false => (snapshot.draft_count, snapshot.internal_count),
        };
        let drafts = (drafts > 0).then(|| human::counted(drafts, "draft"));
        let internal = (internal > 0 && is_public).then(|| format!("{internal} internal"));
        let hidden: Vec<String> = drafts.into_iter().chain(internal).collect();
        let mut counted = human::counted(snapshot.document_count, "document");
        if !hidden.is_empty() {
            counted += &format!(" ({} not published)", hidden.join(" and "));
        }
        if snapshot.left_out_count > 0 {
            counted += &format!(", {} left out", snapshot.left_out_count);
        }
        counted
    }

    /// Turns warnings into errors according to `--strict`.
    pub fn apply_strictness(&self, findings: &mut [Finding]) {
        let Some(strict) = self.strict else { return };
        let warnings = findings.iter_mut();
        for finding in warnings.filter(|f| f.severity == Severity::Warning) {
            if strict == Strictness::All || !finding.depends_on_date {
                finding.severity = Severity::Error;
            }
        }
    }
}

/// The folder itself; an error if it does not exist.
pub fn existing_folder(folder: &Path) -> Result<&Path, CliError> {
    // Resolved, because `.` also names a working folder that was removed.
    match folder.canonicalize() {
        Ok(path) if path.is_dir() => Ok(folder),
        _ => Err(CliError(format!("there is no folder {}", shown(folder)))),
    }
}

/// The project's folder relative to the root of its repository: that of `GITHUB_WORKSPACE` if the project is below it,
/// else the top of its git repository, else the working directory. Empty if it is that root, or below none of these.
pub fn path_in_repository(root: &Path) -> String {
    let Ok(root) = root.canonicalize() else {
        return String::new();
    };
    let workspace = std::env::var_os("GITHUB_WORKSPACE").filter(|path| !path.is_empty());
    let workspace = workspace.and_then(|path| PathBuf::from(path).canonicalize().ok());
    let workspace = workspace.filter(|workspace| root.starts_with(workspace));
    let repository = workspace
        .or_else(|| top_of_git(&root).map(Path::to_path_buf))
        .or_else(|| Path::new(".").canonicalize().ok());
    let inner = repository.and_then(|repository| root.strip_prefix(&repository).ok());
    let parts = inner.into_iter().flat_map(Path::components);
    let parts: Vec<_> = parts.map(|p| p.as_os_str().to_string_lossy()).collect();
    parts.join("/")
}

fn top_of_git(root: &Path) -> Option<&Path> {
    root.ancestors().find(|dir| dir.join(".git").exists())
}

/// The day of `SOURCE_DATE_EPOCH`, else today (UTC).
pub fn today() -> Result<Date, CliError> {
    let utc = |t: jiff::Timestamp| t.to_zoned(jiff::tz::TimeZone::UTC).date();
    let Ok(text) = std::env::var("SOURCE_DATE_EPOCH") else {
        return Ok(utc(jiff::Timestamp::now()));
    };
    let seconds = text.trim().parse().ok();
    let time = seconds.and_then(|s| jiff::Timestamp::from_second(s).ok());
    let message = "SOURCE_DATE_EPOCH is no number of seconds";
    time.map(utc)
        .ok_or_else(|| CliError(format!("{message}: `{text}`")))
}

pub fn parse_day(text: &str) -> Result<Date, String> {
    text.parse()
        .map_err(|_| "write a day as YYYY-MM-DD".to_owned())
}

/// Parses the seconds of `--poll`.
pub fn parse_seconds(text: &str) -> Result<Duration, String> {
    let seconds = text.parse().ok().filter(|s| (0.05..=3600.0).contains(s));
    let seconds = seconds.map(Duration::from_secs_f64);
    seconds.ok_or_else(|| "write a number of seconds, from 0.05 to 3600".to_owned())
}
