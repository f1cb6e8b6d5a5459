//! The baseline: findings that are known, and neither fail a check nor stop a build.

use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};

use super::{CliError, eprint_line, project_files};
use crate::check;
use crate::content::source::{CONFIG_FILE, ProjectFiles, describe_io_error};
use crate::diagnostic::Place;
use crate::diagnostic::baseline::{self, Baseline};
use crate::diff;
use crate::engine::{Engine, Request, Snapshot};
use crate::git::Repository;
use crate::text::shown;

#[derive(clap::Args)]
pub struct BaselineArgs {
    /// Say nothing of the findings in this file, and do not stop at them; else the file that `baseline:` in
    /// casebook.yaml names
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
}

/// Takes out the findings that were there where this branch left a revision. `engine` made the snapshot; it reads
/// again only the documents that were different there.
pub fn take_out_old(
    revision: &str,
    snapshot: &mut Snapshot,
    engine: &mut Engine,
    request: &Request,
    quiet: bool,
) -> Result<(), CliError> {
    let root = &snapshot.folders.root;
    let repository = Repository::containing(root)?;
    let [ours, theirs] = ["HEAD", revision].map(|revision| repository.commit(revision));
    let base = repository.merge_base(&ours?, &theirs?)?;
    engine.turn_to(ProjectFiles::at(root, &repository, &base)?, None, None);
    // Never dropped: the process ends soon, and freeing a project value by value takes time.
    let before = ManuallyDrop::new(engine.snapshot(request)?);
    let base = base.short();
    if let Some(finding) = before.settings_error() {
        return Err(CliError(format!(
            "{base} could not be compared: {}",
            finding.with_place()
        )));
    }
    for broken in &before.broken {
        let why = match broken.may_be_hidden {
            true => "a file that is not shown here",
            false => &broken.reason,
        };
        eprint_line(&format!("{base} could not be compared: {why}"));
    }
    let old = Baseline::of_findings(&diff::findings_by_new_names(&before, snapshot));
    let (taken_out, _) = old.remove_known(&mut snapshot.findings, check::can_be_known);
    if !quiet {
        eprint_line(&format!(
            "{taken_out} more were there at {base}, where this left {revision}"
        ));
    }
    Ok(())
}

impl BaselineArgs {
    /// Takes the known findings out of the snapshot. What the site shows of them stays.
    pub fn take_out_known(&self, snapshot: &mut Snapshot, quiet: bool) -> Result<(), CliError> {
        let root = &snapshot.folders.root;
        let configured = snapshot.config.baseline.as_ref();
        let configured = configured.map(|path| root.join(path));
        let Some(path) = self.baseline.clone().or(configured) else {
            return Ok(());
        };
        let named_at = || match self.baseline {
            Some(_) => String::new(),
            None => place_in_settings(root),
        };
        let known = read(&path, named_at)?;
        let (taken_out, gone) = known.remove_known(&mut snapshot.findings, check::can_be_known);
        let path = shown(&path);
        if !quiet {
            eprint_line(&match gone {
                0 => format!("{taken_out} more are known from {path}"),
                gone => format!(
                    "{taken_out} more are known from {path}, {gone} of which it tells are gone: write it anew"
                ),
            });
        }
        Ok(())
    }
}

/// The place of the setting that names the file, as a message begins with it.
fn place_in_settings(root: &Path) -> String {
    let text = std::fs::read_to_string(root.join(CONFIG_FILE)).unwrap_or_default();
    let at = Place::field("baseline").locate(&text);
    format!("{CONFIG_FILE}:{}:{}: ", at.line, at.column)
}

fn read(path: &Path, named_at: impl Fn() -> String) -> Result<Baseline, CliError> {
    let shown = shown(path);
    let command = format!("casebook check --write-baseline {shown}");
    let read = project_files::open_given(path).and_then(std::io::read_to_string);
    let text = read.map_err(|error| {
        let cause = describe_io_error(&error);
        let message = format!("{}cannot read the baseline `{shown}`: {cause}", named_at());
        CliError::with_help(message, format!("write it with `{command}`"))
    })?;
    baseline::read(&text).map_err(|(line, column, message)| {
        let message = format!("{shown}:{line}:{column}: this is no baseline: {message}");
        CliError::with_help(message, format!("write it anew with `{command}`"))
    })
}
