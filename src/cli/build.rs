//! `casebook build`: writes the site into the output folder.

mod progress;
pub mod watch;

use std::borrow::Cow;
use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::known_findings::BaselineArgs;
use super::{CliError, Outcome, ProjectArgs, eprint_line, has_colour, outcome_of};
use crate::config;
use crate::diagnostic::{Finding, Severity, human};
use crate::engine::{Engine, Request, Snapshot};
use crate::output::{self, Bundle, ProtectedFolders, PublishReport};
use crate::page::{Page, Url};
use crate::search::{self, IndexFile, Part};
use crate::text::{shown, visible};
use progress::Progress;

#[derive(clap::Args)]
pub struct BuildArgs {
    #[command(flatten)]
    project: ProjectArgs,
    /// Where to write; from the working directory
    #[arg(long, value_name = "DIR")]
    output: Option<PathBuf>,
    /// The site's absolute address, for feed, sitemap and canonical links
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    /// Write the site although there are errors; the exit code is still 1
    #[arg(long)]
    keep_going: bool,
    #[command(flatten)]
    known: BaselineArgs,
    /// Leave the search index out
    #[arg(long)]
    no_search: bool,
    /// Fail when an address in this file leads nowhere any more, and say which `redirect_from` mends it.
    ///
    /// FILE is the sitemap.xml of the site as it was published before, or a text file with one address (or one path) a
    /// line. The old site may have had another base path. May be given several times.
    #[arg(long, value_name = "FILE")]
    check_urls: Vec<PathBuf>,
    /// Go on: build again whenever a file changes
    #[arg(long)]
    pub watch: bool,
    /// With `--watch`: look at the files every so many seconds, where the system does not tell of changes
    #[arg(long, value_name = "SECONDS", num_args = 0..=1, value_parser = super::parse_seconds, default_missing_value = "1", requires = "watch")]
    poll: Option<Duration>,
}

pub fn run(args: &BuildArgs) -> Result<Outcome, CliError> {
    let start = Instant::now();
    let request = request(args)?;
    // Never dropped: the process ends now, and freeing a large site value by value takes time.
    let mut engine = ManuallyDrop::new(Engine::new_for_one_run(args.project.root()?));
    let reading = Arc::new(Progress::new(&[("reading", 0)], args.project.quiet));
    let counted = reading.clone();
    engine.on_document_read(move |all| {
        counted.set_all(0, all);
        counted.step(0, 1);
    });
    let snapshot = engine.snapshot(&request);
    reading.done();
    let mut snapshot = ManuallyDrop::new(snapshot?);
    args.project.refuse_nothing(&snapshot)?;
    publish(&mut snapshot, args, start)
}

fn request(args: &BuildArgs) -> Result<Request, CliError> {
    let mut request = args.project.request()?;
    if let Some(url) = &args.base_url {
        request.base_url = Some(config::normalise_base_url(url).map_err(CliError)?);
    }
    request.with_search = !args.no_search;
    request.output = args.output.as_ref().map(std::path::absolute).transpose()?;
    Ok(request)
}

/// Prints the findings, and writes the site unless they forbid it.
fn publish(snapshot: &mut Snapshot, args: &BuildArgs, start: Instant) -> Result<Outcome, CliError> {
    let (quiet, reading) = (args.project.quiet, start.elapsed());
    super::old_urls::add_lost_addresses(&args.check_urls, snapshot, &args.project.root, quiet)?;
    args.project.apply_strictness(&mut snapshot.findings);
    args.known.take_out_known(snapshot, quiet)?;
    if report_and_stop_on_errors(&snapshot.findings, args) {
        return Ok(Outcome::HasErrors);
    }
    if snapshot.site.theme.is_none() {
        eprint_line("nothing was written: the theme does not compile");
        return Ok(Outcome::HasErrors);
    }
    let Some((report, times)) = write_site(snapshot, args)? else {
        return Ok(Outcome::HasErrors);
    };
    print_summary(snapshot, &report, args, start);
    if args.project.verbose {
        let reading = reading.as_secs_f64();
        eprint_line(&format!("reading {reading:.2} s{times}"));
    }
    Ok(outcome_of(&snapshot.findings))
}

/// Prints the findings. True if there are errors and no `--keep-going`: nothing may be written.
fn report_and_stop_on_errors(findings: &[Finding], args: &BuildArgs) -> bool {
    print_findings(findings, &args.project);
    if outcome_of(findings) != Outcome::HasErrors || args.keep_going {
        return false;
    }
    let errors = findings.iter().filter(|f| f.severity == Severity::Error);
    let errors = human::counted(errors.count(), "error");
    let way_out = "`--keep-going` writes what can be published";
    eprint_line(&format!("nothing was written: {errors} ({way_out})"));
    true
}

/// Publishes the site, and says how long the phases took; `None` if a template has errors. With `--keep-going`, pages with
/// such errors are left out.
fn write_site(
    snapshot: &mut Snapshot,
    args: &BuildArgs,
) -> Result<Option<(PublishReport, String)>, CliError> {
    let mut left_out: Vec<Url> = Vec::new();
    loop {
        let failed = Mutex::new(Vec::new());
        let mut pages = Cow::Borrowed(snapshot.pages());
        if !left_out.is_empty() {
            pages.to_mut().retain(|p| !left_out.contains(&p.url));
        }
        let records = snapshot.records();
        let parts = search::parts(&records);
        if !parts.is_empty() {
            let list = Page::bytes(Url::new(search::PARTS_FILE), search::parts_json(&parts));
            pages.to_mut().push(list);
        }
        let bundles: Vec<Bundle> = parts.iter().map(bundle_of).collect();
        let indexed = parts.iter().map(Part::record_count).sum();
        let phases = [("pages", pages.len()), ("search", indexed)];
        let progress = Progress::new(&phases, args.project.quiet);
        let make_bundles = |changed: &[usize]| {
            let changed: Vec<&Part> = changed.iter().map(|at| &parts[*at]).collect();
            let built =
                search::build(&changed, |part| progress.step(1, part.record_count()))?.into_iter();
            let pages = |f: IndexFile| Page::bytes(Url::new(f.path), f.bytes);
            Ok(built
                .map(|files| files.into_iter().map(pages).collect())
                .collect())
        };
        let theme = snapshot.site.theme_fingerprint();
        let target = open_output(snapshot)?.map_err(output_error)?;
        let published = target.publish(&pages, &bundles, &make_bundles, theme, |page, inputs| {
            let rendered = snapshot.render_with(page, inputs).inspect_err(|_| {
                let mut failed = failed.lock().unwrap_or_else(PoisonError::into_inner);
                failed.push(page.url.clone());
            });
            progress.step(0, 1);
            rendered
        });
        progress.done();
        let mut errors = match published {
            Ok(report) => return Ok(Some((report, progress.times()))),
            Err(output::PublishError::Output(error)) => return Err(output_error(error)),
            Err(output::PublishError::Render(errors)) => errors,
        };
        errors.dedup();
        let findings: Vec<Finding> = errors.into_iter().map(|e| snapshot.locate(*e)).collect();
        self::print_findings(&findings, &args.project);
        snapshot.findings.extend(findings);
        left_out.extend(failed.into_inner().unwrap_or_else(PoisonError::into_inner));
        if !args.keep_going || left_out.is_empty() {
            eprint_line("nothing was written: templates have errors");
            return Ok(None);
        }
    }
}

fn bundle_of<'p>(part: &'p Part) -> Bundle<'p> {
    Bundle {
        folder: &part.folder,
        fingerprint: part.fingerprint,
    }
}

/// The output folder, or why it cannot be one. Changes nothing.
pub(super) fn open_output(
    snapshot: &Snapshot,
) -> std::io::Result<Result<output::OutputFolder, output::Error>> {
    let folders = &snapshot.folders;
    let root = std::path::absolute(&folders.root)?;
    let content = std::path::absolute(folders.content_dir())?;
    let sources = ["themes", "templates", "static"].map(|folder| root.join(folder));
    let sources: Vec<&Path> = sources.iter().map(PathBuf::as_path).collect();
    let home = std::env::home_dir();
    let protected = ProtectedFolders {
        root: &root,
        content: &content,
        sources: &sources,
        home: home.as_deref(),
        content_is_root: folders.content.is_empty(),
    };
    Ok(output::open(&folders.output, &protected))
}

fn output_error(error: output::Error) -> CliError {
    match error.help {
        Some(help) => CliError::with_help(error.message, help),
        None => CliError(error.message),
    }
}

/// Prints errors and warnings; hints only with `--verbose`, and only errors with `--quiet`.
fn print_findings(findings: &[Finding], project: &ProjectArgs) {
    let min_severity = match (project.quiet, project.verbose) {
        (true, _) => Severity::Error,
        (_, true) => Severity::Hint,
        _ => Severity::Warning,
    };
    let printed = findings.iter().filter(|f| f.severity >= min_severity);
    let printed: Vec<Finding> = printed.cloned().collect();
    super::eprint_report(&human::write(&printed, has_colour(&std::io::stderr())));
}

/// Prints how many documents, pages and findings there are, the time, and the output folder.
fn print_summary(snapshot: &Snapshot, report: &PublishReport, args: &BuildArgs, start: Instant) {
    if args.project.quiet {
        return;
    }
    let output = &snapshot.folders.output;
    let mut line = format!(
        "{}, {}, {}, {:.2} s: {}",
        args.project.counted_documents(snapshot),
        human::counted(snapshot.site.html_page_count(), "page"),
        human::count_by_severity(&snapshot.findings),
        start.elapsed().as_secs_f64(),
        shown(args.output.as_deref().unwrap_or(output)),
    );
    if args.project.verbose {
        let (written, kept, removed) = (report.written, report.kept, report.removed);
        line += &format!("\n{written} files written, {kept} kept, {removed} removed");
        line += &format!(", {} bytes in all", report.bytes);
    }
    for (what, paths) in [
        (
            "left alone, because casebook did not make them",
            &report.foreign,
        ),
        (
            "removed, because a site holds no symbolic links",
            &report.dropped_links,
        ),
    ] {
        if !paths.is_empty() {
            line += &format!("\n{what}: {}", visible(&paths.join(", ")));
        }
    }
    eprint_line(&line);
}
