//! `casebook init --example`: a complete case of an invented product, to look at and to try things with.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::ErrorKind;
use std::path::Path;

use super::super::{CliError, Outcome, print_stdout, project_files, today};
use crate::scaffold::command::shell_quoted;
use crate::scaffold::example;
use crate::text::shown;

/// Refuses a folder that has anything in it, because nobody could tell later what was invented.
pub fn run(root: &Path, dry_run: bool) -> Result<Outcome, CliError> {
    let is_empty = match std::fs::read_dir(root) {
        Ok(mut entries) => entries.next().is_none(),
        Err(error) if error.kind() == ErrorKind::NotFound => true,
        Err(error) => return Err(error.into()),
    };
    if !is_empty {
        return Err(CliError(format!(
            "`{}` is not empty\n  = help: name a folder that is not there yet: `casebook init --example FOLDER`",
            shown(root)
        )));
    }
    let files = example::files(today()?);
    if !dry_run {
        std::fs::create_dir_all(root)?;
        for (path, text) in &files {
            project_files::create_new(root, Path::new(path), text).map_err(CliError)?;
        }
    }
    print_stdout(&report(root, dry_run, files.iter().map(|(path, _)| *path)))?;
    Ok(Outcome::Success)
}

/// Each folder with the number of its files, and what to do next.
fn report<'a>(root: &Path, dry_run: bool, paths: impl Iterator<Item = &'a str>) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for path in paths {
        let folder = path.rsplit_once('/').map_or(path, |(folder, _)| folder);
        *counts.entry(folder).or_default() += 1;
    }
    let outcome = if dry_run { "would be made" } else { "made" };
    let mut out = String::new();
    for (folder, count) in counts {
        let _ = match (folder.ends_with(".yaml"), count) {
            (true, _) => writeln!(out, "  {outcome:<13}  {folder}"),
            (false, 1) => writeln!(out, "  {outcome:<13}  {folder}/  one file"),
            (false, _) => writeln!(out, "  {outcome:<13}  {folder}/  {count} files"),
        };
    }
    let dir = match root == Path::new(".") {
        true => String::new(),
        false => format!(" --root {}", shell_quoted(&shown(root))),
    };
    out + &format!(
        "
Everything in it is invented. Its dates are moved by whole weeks, so that its newest week is this one.

Next:
  casebook serve{dir}     shows it: open http://localhost:4000
"
    )
}
