//! The baseline: findings that are known, and neither fail a check nor stop a build.

use std::path::{Path, PathBuf};

use super::{CliError, eprint_line, project_files};
use crate::check;
use crate::content::source::describe_io_error;
use crate::diagnostic::baseline::{self, Baseline};
use crate::engine::Snapshot;
use crate::text::shown;

#[derive(clap::Args)]
pub struct BaselineArgs {
    /// Say nothing of the findings in this file, and do not stop at them; else the file that `baseline:` in
    /// casebook.yaml names
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
}

impl BaselineArgs {
    /// Takes the known findings out of the snapshot. What the site shows of them stays.
    pub fn take_out_known(&self, snapshot: &mut Snapshot, quiet: bool) -> Result<(), CliError> {
        let configured = snapshot.config.baseline.as_ref();
        let configured = configured.map(|path| snapshot.folders.root.join(path));
        let Some(path) = self.baseline.clone().or(configured) else {
            return Ok(());
        };
        let known = read(&path)?;
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

fn read(path: &Path) -> Result<Baseline, CliError> {
    let shown = shown(path);
    let read = project_files::open_given(path).and_then(std::io::read_to_string);
    let text = read.map_err(|error| {
        let cause = describe_io_error(&error);
        CliError(format!(
            "cannot read the baseline `{shown}`: {cause}\n  = help: write it with `casebook check --write-baseline {shown}`"
        ))
    })?;
    baseline::read(&text).map_err(|(line, column, message)| {
        CliError(format!(
            "{shown}:{line}:{column}: this is no baseline: {message}\n  = help: write it anew with `casebook check --write-baseline {shown}`"
        ))
    })
}
