//! The options that most commands share, and what they mean for a request.

use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::ValueEnum;
use jiff::civil::Date;

use super::outcome::CliError;
use crate::diagnostic::{Finding, Severity};
use crate::engine::Request;
use crate::graph::publish::Audience;

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
    let error = || CliError(format!("there is no folder {}", folder.display()));
    folder.is_dir().then_some(folder).ok_or_else(error)
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
