//! The command line: one file a command. Terminal, environment and clock are read here and nowhere else.

mod build;
mod check;
mod completions;
mod disk;
mod explain;
mod former;
mod init;
mod new;
mod query;
mod rename;
mod schema;
mod serve;
mod why;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::civil::Date;

use crate::diagnostic::{Finding, Severity};
use crate::engine::Request;
use crate::graph::gate::Audience;

/// Turns a folder of Markdown about your customers into a linked, scored website.
#[derive(Parser)]
#[command(name = "casebook", version, about, max_term_width = 100)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Start a project: a sample to change, settings, and a workflow that publishes
    Init(init::Args),
    /// Make the website
    Build(build::Args),
    /// Name everything that is wrong, with the line and the fix
    Check(check::Args),
    /// Say what a finding, a kind, a field or a method means
    Explain(explain::Args),
    /// Show the website while you write it
    Serve(serve::Args),
    /// Start a persona, a problem, a validation …: a file with what it should say
    New(new::Args),
    /// Write out the chain behind one entry, with its gaps
    Why(why::Args),
    /// List the entries that fit a question
    Query(query::Args),
    /// Give an entry another id, in every file that names it
    Rename(rename::Args),
    /// The front matter of a kind as JSON Schema, for editors
    Schema(schema::Args),
    /// Write what a shell needs to complete command lines
    Completions(completions::Args),
}

/// Options of every command that reads a project.
#[derive(Args, Clone)]
struct Project {
    /// The project's folder
    #[arg(long, value_name = "DIR", default_value = ".")]
    root: PathBuf,
    /// Score as of this day instead of today
    #[arg(long, value_name = "DATE", value_parser = day)]
    as_of: Option<Date>,
    /// For whom: `internal` also shows what says `visibility: internal`
    #[arg(long, value_enum, default_value_t = Readers::Public)]
    audience: Readers,
    /// Show drafts too
    #[arg(long)]
    drafts: bool,
    /// Treat warnings as errors; `--strict=all` also those that depend on the calendar
    #[arg(long, value_name = "WHICH", num_args = 0..=1, require_equals = true, default_missing_value = "changes")]
    strict: Option<Strict>,
    /// Say only what is wrong
    #[arg(short, long)]
    quiet: bool,
    /// Say more
    #[arg(short, long, conflicts_with = "quiet")]
    verbose: bool,
}

#[derive(Clone, Copy, ValueEnum, PartialEq, Eq)]
enum Readers {
    Public,
    Internal,
}

#[derive(Clone, Copy, ValueEnum, PartialEq, Eq)]
enum Strict {
    /// What a change can bring about
    Changes,
    /// Also what only the calendar brings
    All,
}

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Fine,
    /// The content or a template has errors.
    Errors,
}

/// Usage, settings or files: something other than the content is in the way.
struct Failure(String);

impl<E: std::fmt::Display> From<E> for Failure {
    fn from(error: E) -> Self {
        Failure(error.to_string())
    }
}

/// Runs a command: 0 fine, 1 the content or a template has errors, 2 usage, config or files.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    let outcome = match cli.command {
        Command::Init(args) => init::run(&args),
        Command::Build(args) => build::run(&args),
        Command::Check(args) => check::run(&args),
        Command::Explain(args) => explain::run(&args),
        Command::Serve(args) => serve::run(&args),
        Command::New(args) => new::run(&args),
        Command::Why(args) => why::run(&args),
        Command::Query(args) => query::run(&args),
        Command::Rename(args) => rename::run(&args),
        Command::Completions(args) => completions::run(&args),
        Command::Schema(args) => schema::run(&args),
    };
    match outcome {
        Ok(Outcome::Fine) => ExitCode::SUCCESS,
        Ok(Outcome::Errors) => ExitCode::from(1),
        Err(Failure(message)) => {
            say(&format!("error: {message}"));
            ExitCode::from(2)
        }
    }
}

impl Project {
    /// The day of the scores: `--as-of`, else `SOURCE_DATE_EPOCH`, else today (UTC).
    fn as_of(&self) -> Result<Date, Failure> {
        if let Some(day) = self.as_of {
            return Ok(day);
        }
        today()
    }

    fn root(&self) -> Result<&Path, Failure> {
        match self.root.is_dir() {
            true => Ok(&self.root),
            false => Err(Failure(format!(
                "there is no folder {}",
                self.root.display()
            ))),
        }
    }

    fn request(&self) -> Result<Request, Failure> {
        let audience = Audience {
            internal: self.audience == Readers::Internal,
            drafts: self.drafts,
            private: false,
        };
        Ok(Request {
            audience,
            as_of: self.as_of()?,
            base_url: None,
            output: None,
            search: false,
            pages: true,
        })
    }

    /// Raises warnings to errors as `--strict` asks.
    fn judge(&self, findings: &mut [Finding]) {
        let Some(strict) = self.strict else { return };
        for finding in findings
            .iter_mut()
            .filter(|f| f.severity == Severity::Warning)
        {
            if strict == Strict::All || !finding.due {
                finding.severity = Severity::Error;
            }
        }
    }
}

/// `SOURCE_DATE_EPOCH`, else today (UTC).
fn today() -> Result<Date, Failure> {
    let utc = |t: jiff::Timestamp| t.to_zoned(jiff::tz::TimeZone::UTC).date();
    match std::env::var("SOURCE_DATE_EPOCH") {
        Err(_) => Ok(utc(jiff::Timestamp::now())),
        Ok(text) => {
            let seconds = text
                .trim()
                .parse()
                .ok()
                .and_then(|s| jiff::Timestamp::from_second(s).ok());
            seconds.map(utc).ok_or_else(|| {
                Failure(format!(
                    "SOURCE_DATE_EPOCH is no number of seconds: `{text}`"
                ))
            })
        }
    }
}

fn day(text: &str) -> Result<Date, String> {
    text.parse()
        .map_err(|_| "write a day as YYYY-MM-DD".to_owned())
}

/// A time in seconds, for `--poll`.
fn seconds(text: &str) -> Result<Duration, String> {
    let seconds = text.parse().ok().filter(|s| (0.05..=3600.0).contains(s));
    let seconds = seconds.map(Duration::from_secs_f64);
    seconds.ok_or_else(|| "write a number of seconds, from 0.05 to 3600".to_owned())
}

fn outcome(findings: &[Finding]) -> Outcome {
    match findings.iter().any(|f| f.severity == Severity::Error) {
        true => Outcome::Errors,
        false => Outcome::Fine,
    }
}

/// One line on stderr. A closed stderr is nobody's error.
fn say(line: &str) {
    let _ = writeln!(anstream::stderr(), "{line}");
}

/// Finished text on stderr.
fn say_all(text: &str) {
    let _ = anstream::stderr().write_all(text.as_bytes());
}

/// Text on stdout. A reader that has gone (`| head`) ends the output, not the program.
fn print(text: &str) {
    let _ = anstream::stdout().write_all(text.as_bytes());
}

/// Do colours make sense there? `NO_COLOR`, `CLICOLOR` and the terminal decide.
fn styled(stream: &impl anstream::stream::RawStream) -> bool {
    anstream::AutoStream::choice(stream) != anstream::ColorChoice::Never
}
