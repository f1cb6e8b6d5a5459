//! `casebook check`: prints every finding on stdout.

use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use rayon::prelude::*;

use super::known_findings::{BaselineArgs, take_out_old};
use super::{
    CliError, Outcome, ProjectArgs, eprint_line, has_colour, outcome_of, path_in_repository,
    print_data,
};
use crate::check::can_be_known;
use crate::check::registry::ALL;
use crate::content::source::{self, CONFIG_FILE, Source, describe_io_error};
use crate::diagnostic::sarif::Rule;
use crate::diagnostic::{
    Diagnostic, Finding, Place, Severity, baseline, github, human, json, sarif, short,
};
use crate::engine::{Engine, Snapshot};
use crate::graph::publish::Audience;
use crate::text::shown;

#[derive(clap::Args)]
pub struct CheckArgs {
    #[command(flatten)]
    project: ProjectArgs,
    /// Look at what `build` publishes, not at drafts and internal entries too
    #[arg(long)]
    published: bool,
    #[arg(long, value_enum, default_value_t = FindingFormat::Human)]
    format: FindingFormat,
    #[command(flatten)]
    known: BaselineArgs,
    /// Only what is new since this branch left REVISION: no baseline has to be written
    #[arg(long, value_name = "REVISION", conflicts_with = "write_baseline")]
    base: Option<String>,
    /// Also tell which addresses in this file lead nowhere any more, with the `redirect_from` that mends it.
    ///
    /// FILE is the sitemap.xml of the site as it was published before, or a text file with one address (or one path) a
    /// line. The old site may have had another base path. May be given several times. Only with `--published`.
    #[arg(long, value_name = "FILE", requires = "published")]
    check_urls: Vec<PathBuf>,
    /// Write all findings into this file, for `--baseline`
    #[arg(long, value_name = "FILE", conflicts_with_all = ["baseline", "format"])]
    write_baseline: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum FindingFormat {
    /// With the line it concerns, for people
    Human,
    /// One line each
    Short,
    /// casebook-findings/1, for programs
    Json,
    /// Annotations of a GitHub workflow
    Github,
    /// SARIF 2.1.0, for code scanning
    Sarif,
}

pub fn run(args: &CheckArgs) -> Result<Outcome, CliError> {
    let mut request = args.project.request()?;
    // As `build` has it, so that what stands in the place of its pages is found.
    request.with_search = true;
    if !args.published {
        request.audience = Audience::EVERYTHING;
    }
    // Never dropped: the process ends now, and freeing a large project value by value takes time.
    let mut engine = ManuallyDrop::new(Engine::new(args.project.root()?));
    let mut snapshot = ManuallyDrop::new(engine.snapshot(&request)?);
    args.project.refuse_nothing(&snapshot)?;
    add_template_errors(&mut snapshot);
    add_output_error(&mut snapshot)?;
    let (root, lists) = (&args.project.root, &args.check_urls);
    let quiet = args.project.quiet || !is_human_readable(args.format);
    super::old_urls::add_lost_addresses(lists, &mut snapshot, root, quiet)?;
    args.project.apply_strictness(&mut snapshot.findings);
    if let Some(path) = &args.write_baseline {
        return write_baseline(path, &snapshot, &args.project);
    }
    args.known.take_out_known(&mut snapshot, quiet)?;
    if let Some(revision) = &args.base {
        take_out_old(revision, &mut snapshot, &mut engine, &request, quiet)?;
    }
    // `--quiet` leaves hints out, but formats for programs stay complete.
    if args.project.quiet && is_human_readable(args.format) {
        snapshot.findings.retain(|f| f.severity > Severity::Hint);
    }
    print_data(&formatted(args, &snapshot)?)?;
    if !args.project.quiet && is_human_readable(args.format) {
        let count = human::count_by_severity(&snapshot.findings);
        let documents = args.project.counted_documents(&snapshot);
        let as_of = snapshot.as_of;
        eprint_line(&format!("{documents} as of {as_of}: {count}"));
    }
    Ok(outcome_of(&snapshot.findings))
}

/// Adds what templates of the project's own get wrong when they are rendered, as `build` finds it. The built-in ones
/// are tested with every release, and are not rendered here.
fn add_template_errors(snapshot: &mut Snapshot) {
    let (root, theme) = (&snapshot.folders.root, &snapshot.config.theme);
    let folders = [root.join("templates"), root.join("themes").join(theme)];
    if !folders.iter().any(|folder| folder.is_dir()) {
        return;
    }
    let pages = snapshot.pages().par_iter();
    let errors = pages.filter_map(|page| snapshot.render(page).err());
    let mut errors: Vec<Finding> = errors.map(|error| snapshot.locate(*error)).collect();
    let place = |f: &Finding| (f.path.clone(), f.line, f.column, f.message.clone());
    errors.sort_by_cached_key(place);
    errors.dedup_by_key(|finding| place(finding));
    snapshot.findings.extend(errors);
}

/// Adds why the output folder of the settings cannot be one, as `build` finds it.
fn add_output_error(snapshot: &mut Snapshot) -> Result<(), CliError> {
    let Err(error) = super::build::open_output(snapshot)? else {
        return Ok(());
    };
    let mut diagnostic = Diagnostic::new("config-invalid", Place::field("output"), error.message);
    diagnostic.help = error.help;
    let finding = Finding::new(CONFIG_FILE.into(), Severity::Error, diagnostic);
    let settings = source::read_config(&snapshot.folders.root)?;
    let text = settings.as_ref().map(Source::valid_utf8_prefix);
    snapshot.findings.insert(0, finding.located(text));
    Ok(())
}

fn is_human_readable(format: FindingFormat) -> bool {
    matches!(format, FindingFormat::Human | FindingFormat::Short)
}

fn formatted(args: &CheckArgs, snapshot: &Snapshot) -> Result<String, CliError> {
    let findings: &[Finding] = &snapshot.findings;
    Ok(match args.format {
        FindingFormat::Human => human::write(findings, has_colour(&std::io::stdout())),
        FindingFormat::Short => short::write(findings),
        FindingFormat::Json => json::write(findings, snapshot.as_of),
        FindingFormat::Github => github::write(findings, &path_in_repository(args.project.root()?)),
        FindingFormat::Sarif => {
            let rules = ALL.iter().map(|check| Rule {
                code: check.code,
                severity: check.severity,
                what: &check.texts().what,
                why: &check.texts().why,
            });
            let rules: Vec<Rule> = rules.collect();
            sarif::write(findings, &rules, &path_in_repository(args.project.root()?))
        }
    })
}

fn write_baseline(
    path: &Path,
    snapshot: &Snapshot,
    project: &ProjectArgs,
) -> Result<Outcome, CliError> {
    // A pipe would wait for a reader, perhaps for ever.
    let kind = std::fs::symlink_metadata(path).map(|metadata| metadata.file_type());
    if kind.is_ok_and(|kind| !kind.is_file() && !kind.is_symlink() && !kind.is_dir()) {
        let message = format!("cannot write `{}`: it is not a regular file", shown(path));
        return Err(CliError(message));
    }
    std::fs::write(path, baseline::write(&snapshot.findings, can_be_known)).map_err(|error| {
        let cause = describe_io_error(&error);
        CliError(format!("cannot write `{}`: {cause}", shown(path)))
    })?;
    if !project.quiet {
        let findings = snapshot.findings.iter().cloned();
        let (known, never): (Vec<Finding>, Vec<Finding>) = findings.partition(can_be_known);
        let mut line = format!("{}: {}", shown(path), human::count_by_severity(&known));
        if !never.is_empty() {
            let never = human::count_by_severity(&never);
            line += &format!(
                "\nnot in it, because no baseline covers what must not be published or decides about that: {never}"
            );
        }
        if snapshot.config.baseline.is_none() {
            let root = &snapshot.folders.root;
            let path = shown(path.strip_prefix(root).unwrap_or(path));
            line += &format!(
                "\nwrite `baseline: {path}` into casebook.yaml, and `check` and `build` know them"
            );
        }
        eprint_line(&line);
    }
    Ok(Outcome::Success)
}
