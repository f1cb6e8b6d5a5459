//! `casebook diff`: prints what a change does to what is known.

use std::path::Path;
use std::time::Instant;

use clap::ValueEnum;
use jiff::civil::Date;

use super::{CliError, Outcome, ProjectArgs, eprint_line, print_data, print_stdout};
use crate::content::source::{ProjectFiles, SkippedAs};
use crate::diagnostic::human::counted;
use crate::diff::report::Report;
use crate::diff::{Diff, States, html, human, markdown};
use crate::engine::{Engine, Snapshot};
use crate::git::{self, Commit, Repository, Tree};
use crate::text::visible;

#[derive(clap::Args)]
#[command(mut_arg("strict", |strict| {
    strict.help("Fail if a gate newly fails, or a score is newly contested or refuted")
}))]
pub struct DiffArgs {
    #[command(flatten)]
    project: ProjectArgs,
    /// `A...B` from what both have in common, `A..B` as they are, `A` to the files as they are now; without a range, from
    /// where this branch left the default branch
    #[arg(value_name = "RANGE", conflicts_with = "since")]
    range: Option<String>,
    /// From the last commit before a day, or so many days ago: 2026-11-01, 7d
    #[arg(long, value_name = "DAY")]
    since: Option<String>,
    #[arg(long, value_enum, default_value_t = DiffFormat::Human)]
    format: DiffFormat,
}

#[derive(Clone, Copy, ValueEnum)]
enum DiffFormat {
    /// For people
    Human,
    /// For a comment or a job summary on GitHub
    Markdown,
    /// A page by itself
    Html,
    /// casebook-diff/1, for programs
    Json,
}

/// A state of the project.
struct Version {
    state: State,
    name: String,
}

impl Version {
    fn hash(&self) -> &str {
        match &self.state {
            State::Now => "on disk",
            State::Commit(commit) => commit.hash(),
            State::Nothing => "no commit",
        }
    }
}

enum State {
    /// The files as they are now.
    Now,
    Commit(Commit),
    /// No file at all: before the history begins.
    Nothing,
}

pub fn run(args: &DiffArgs) -> Result<Outcome, CliError> {
    let mut request = args.project.request()?;
    request.with_pages = false;
    let root = args.project.root()?;
    let repository = Repository::containing(root)?;
    let start = Instant::now();
    let [base, head] = versions(args, &repository, request.as_of)?;
    // Git reads the base while the head is scored.
    let score_head = || -> Result<_, CliError> {
        let files = files(&repository, root, &head)?;
        let mut engine = Engine::of_files(files.clone());
        let snapshot = engine.snapshot(&request)?;
        Ok((files, engine, snapshot))
    };
    let (base_files, scored) = rayon::join(|| files(&repository, root, &base), score_head);
    let (head_files, engine, head_alone) = scored?;
    refuse_broken(&head_alone, &head)?;
    let read = start.elapsed();
    let states = States::score([base_files?, head_files], (engine, head_alone), &request)?;
    refuse_broken(
        states.base_by_old_rules.as_ref().unwrap_or(&states.base),
        &base,
    )?;
    let diff = Diff::compare(&states);
    if args.project.verbose {
        for (version, snapshot) in [(&base, &states.base), (&head, &states.head)] {
            let documents = counted(snapshot.document_count, "document");
            eprint_line(&format!(
                "{}: {}, {documents}",
                version.name,
                version.hash()
            ));
        }
        repository
            .commands()
            .iter()
            .for_each(|command| eprint_line(&visible(command)));
        let (read, all) = (read.as_secs_f64(), start.elapsed().as_secs_f64());
        eprint_line(&format!(
            "{read:.2} s to read both and to score the head, {all:.2} s in all"
        ));
    }
    let (gates, axes) = diff.losses();
    print(
        args,
        &diff,
        Report::new(&diff, base.name, head.name),
        &states.head,
    )?;
    Ok(match args.project.strict.is_some() && gates + axes > 0 {
        true => Outcome::HasErrors,
        false => Outcome::Success,
    })
}

fn print(args: &DiffArgs, diff: &Diff, report: Report, head: &Snapshot) -> Result<(), CliError> {
    match args.format {
        DiffFormat::Human if args.project.quiet => print_stdout(&format!("{}\n", report.headline)),
        DiffFormat::Human => print_stdout(&human::write(&report)),
        DiffFormat::Markdown => print_data(&markdown::write(&report)),
        DiffFormat::Html => print_data(&html::write(&report, head).map_err(CliError)?),
        DiffFormat::Json => {
            #[derive(serde::Serialize)]
            struct File<'a> {
                #[serde(flatten)]
                diff: &'a Diff,
                base: &'a str,
                head: &'a str,
            }
            let Report { base, head, .. } = &report;
            let json = serde_json::to_string_pretty(&File { diff, base, head })?;
            print_data(&(json + "\n"))
        }
    }
}

/// The two states that the arguments name.
fn versions(
    args: &DiffArgs,
    repository: &Repository,
    today: Date,
) -> Result<[Version; 2], CliError> {
    let now = || Version {
        state: State::Now,
        name: "the files as they are now".to_owned(),
    };
    let head = |name: &str| match name {
        "" => "HEAD".to_owned(),
        name => name.to_owned(),
    };
    let at = |name: String, commit: Commit| Version {
        name: match name == commit.short() {
            true => name,
            false => format!("{} at {}", visible(&name), commit.short()),
        },
        state: State::Commit(commit),
    };
    let fork = |a: &str, b: &str| -> Result<Version, CliError> {
        let base = repository.merge_base(&repository.commit(a)?, &repository.commit(b)?)?;
        if a == b {
            return Ok(at(called(a).to_owned(), base));
        }
        Ok(at(format!("where {} left {},", called(b), called(a)), base))
    };
    if let Some(since) = &args.since {
        let day = day_of(since, today)?;
        let commit = repository.last_before(day)?;
        let base = match commit {
            Some(commit) => at(format!("the last commit before {day},"), commit),
            None => Version {
                state: State::Nothing,
                name: format!("nothing, for this history begins after {day}"),
            },
        };
        return Ok([base, now()]);
    }
    let Some(range) = &args.range else {
        let default = repository.default_branch()?;
        return Ok([fork(default, "HEAD")?, now()]);
    };
    let (a, b) = range.split_once("..").unwrap_or((range, ""));
    if a.ends_with('.') || b.contains("..") || b.strip_prefix('.').unwrap_or(b).starts_with('.') {
        let message = format!("`{}` is no range", visible(range));
        return Err(CliError::with_help(message, "write `A...B`, `A..B` or `A`"));
    }
    if let Some((a, b)) = range.split_once("...") {
        let (a, b) = (head(a), head(b));
        let commit = repository.commit(&b)?;
        return Ok([fork(&a, &b)?, at(called(&b).to_owned(), commit)]);
    }
    if let Some((a, b)) = range.split_once("..") {
        let (a, b) = (head(a), head(b));
        let commits = (repository.commit(&a)?, repository.commit(&b)?);
        let (a, b) = (called(&a).to_owned(), called(&b).to_owned());
        return Ok([at(a, commits.0), at(b, commits.1)]);
    }
    Ok([fork(range, "HEAD")?, now()])
}

/// What a revision is called: of a whole hash its first digits, as [`Commit::short`].
fn called(revision: &str) -> &str {
    let is_hash = revision.len() >= 40 && revision.chars().all(|c| c.is_ascii_hexdigit());
    if is_hash { &revision[..10] } else { revision }
}

/// `2026-11-01`, or `7d`: so many days before today.
fn day_of(text: &str, today: Date) -> Result<Date, CliError> {
    let days = text
        .strip_suffix('d')
        .filter(|n| n.chars().all(|c| c.is_ascii_digit()));
    let days = days.and_then(|n| n.parse::<i32>().ok());
    let day = match days {
        Some(days) => {
            let span = jiff::Span::new().try_days(days).ok();
            span.and_then(|span| today.checked_sub(span).ok())
        }
        None => text.parse().ok(),
    };
    let help = "write a day as YYYY-MM-DD, or a number of days as 7d";
    day.ok_or_else(|| CliError(format!("`{text}` is no day\n  = help: {help}")))
}

fn files(
    repository: &Repository,
    root: &Path,
    version: &Version,
) -> Result<ProjectFiles, git::Error> {
    match &version.state {
        State::Now => Ok(ProjectFiles::kept_on_disk(root, repository.not_kept()?)),
        State::Nothing => Ok(ProjectFiles::of_commit(root, Tree::default())),
        State::Commit(commit) => ProjectFiles::at(root, repository, commit),
    }
}

/// Fails where the settings of a state cannot be read, so that its scores would be those of other rules, or its whole
/// content.
fn refuse_broken(snapshot: &Snapshot, version: &Version) -> Result<(), CliError> {
    let mut skipped = snapshot.skipped.iter();
    let why = match snapshot.settings_error() {
        Some(finding) => finding.with_place(),
        None => match skipped.find(|(content_path, ..)| content_path.is_empty()) {
            None => return Ok(()),
            Some((_, path, SkippedAs::Submodule)) => {
                format!("its content is that of the submodule `{path}`")
            }
            Some((_, path, _)) => format!("its content lies behind the symbolic link `{path}`"),
        },
    };
    let name = version.name.trim_end_matches(',');
    Err(CliError(format!("{name} could not be compared: {why}")))
}
