//! `casebook fix`: shows the edits that mend findings with certainty, and makes them.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

use clap::ValueEnum;

use super::{CliError, Outcome, eprint_line, existing_folder, print_stdout, project_files};
use crate::content::source::describe_io_error;
use crate::diagnostic::{Finding, human};
use crate::engine::{Engine, Snapshot};
use crate::fix;
use crate::text_edit::{self, Edit};

#[derive(clap::Args)]
pub struct FixArgs {
    /// Make the edits; `--write=all` makes those too that change what is read
    #[arg(long, value_enum, num_args = 0..=1, require_equals = true, default_missing_value = "safe")]
    write: Option<Writes>,
    /// The project's folder
    #[arg(long, value_name = "DIR", default_value = ".")]
    root: PathBuf,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum Writes {
    /// Only what is read in the same way afterwards
    Safe,
    /// Everything
    All,
}

/// The edits of one file.
struct FileFixes {
    before: String,
    edits: Vec<(Edit, bool)>,
    /// Lines, counted from 1, that no output may show.
    private_lines: Vec<usize>,
}

impl FileFixes {
    /// The edits by whether they change what is read.
    fn edits_that(&self, is_wanted: impl Fn(bool) -> bool) -> Vec<Edit> {
        let edits = self.edits.iter().filter(|(_, changes)| is_wanted(*changes));
        edits.map(|(edit, _)| edit.clone()).collect()
    }
}

pub fn run(args: &FixArgs) -> Result<Outcome, CliError> {
    existing_folder(&args.root)?;
    let snapshot = Engine::new(&args.root).snapshot(&super::new::everything_request())?;
    let files = collect(&snapshot, &args.root)?;
    let mut out = String::new();
    let safe = write_diff(&files, false, &mut out);
    let mut changes = String::new();
    let changing = write_diff(&files, true, &mut changes);
    if changing > 0 {
        out += &format!("These change what is read (`--write=all`):\n\n{changes}");
    }
    print_stdout(&out)?;
    if let Some(writes) = args.write {
        for (path, file) in &files {
            let edits = file.edits_that(|changes| !changes || writes == Writes::All);
            let after = text_edit::apply(&file.before, edits);
            let path = args.root.join(&**path);
            project_files::replace_if_unchanged(&path, file.before.as_bytes(), after.as_bytes())
                .map_err(CliError)?;
        }
    }
    eprint_line(&summary(args.write, safe, changing));
    Ok(Outcome::Success)
}

fn summary(written: Option<Writes>, safe: usize, changing: usize) -> String {
    let fixes = |n| human::counted(n, "fix").replace("fixs", "fixes");
    match (written, safe, changing) {
        (_, 0, 0) => "nothing to fix".into(),
        (None, 0, _) => {
            let count = fixes(changing);
            format!("{count} to decide on: `casebook fix --write=all` makes them")
        }
        (None, ..) => format!("{}: `casebook fix --write` makes them", fixes(safe)),
        (Some(Writes::All), ..) => format!("{} made", fixes(safe + changing)),
        (Some(Writes::Safe), _, 0) => format!("{} made", fixes(safe)),
        (Some(Writes::Safe), ..) => format!("{} made, {changing} left", fixes(safe)),
    }
}

fn collect(
    snapshot: &Snapshot,
    root: &std::path::Path,
) -> Result<BTreeMap<Arc<str>, FileFixes>, CliError> {
    let mut files: BTreeMap<Arc<str>, FileFixes> = BTreeMap::new();
    // Sorted by path.
    for findings in snapshot.findings.chunk_by(|a, b| a.path == b.path) {
        let path = &findings[0].path;
        if findings.iter().all(|f| f.fix.is_none()) {
            continue;
        }
        let before = std::fs::read_to_string(root.join(&**path)).map_err(|error| {
            CliError(format!(
                "cannot read `{path}`: {}",
                describe_io_error(&error)
            ))
        })?;
        let private = findings.iter().filter(|f| is_private(f)).map(|f| f.line);
        let file = FileFixes {
            private_lines: private.collect(),
            edits: fix::edits(findings.iter(), &before, &snapshot.graph),
            before,
        };
        if !file.edits.is_empty() {
            files.insert(path.clone(), file);
        }
    }
    Ok(files)
}

fn is_private(finding: &Finding) -> bool {
    crate::check::by_code(finding.code).is_some_and(|check| check.is_private)
}

/// Writes the lines that change, before and after. Returns the number of edits.
fn write_diff(files: &BTreeMap<Arc<str>, FileFixes>, changing: bool, out: &mut String) -> usize {
    let mut count = 0;
    for (path, file) in files {
        let mut edits = file.edits_that(|changes| changes == changing);
        edits.sort_by_key(|edit| edit.range.start);
        count += edits.len();
        let text = &file.before;
        let mut rest = edits.as_slice();
        while let Some(first) = rest.first() {
            // The edits that touch the same lines are shown together.
            let mut lines = lines_around(text, &first.range);
            let mut together = 1;
            while let Some(next) = rest.get(together).filter(|e| e.range.start < lines.end) {
                lines.end = lines.end.max(lines_around(text, &next.range).end);
                together += 1;
            }
            let line = 1 + text[..lines.start].matches('\n').count();
            let _ = writeln!(out, "{path}:{line}");
            let end = line + text[lines.clone()].matches('\n').count();
            if file.private_lines.iter().any(|l| (line..=end).contains(l)) {
                out.push_str("  not shown: there is personal data in it\n\n");
            } else {
                let moved = rest[..together].iter().map(|edit| {
                    let range = edit.range.start - lines.start..edit.range.end - lines.start;
                    Edit::replace(range, &*edit.text)
                });
                let before = &text[lines.clone()];
                let after = text_edit::apply(before, moved.collect());
                push_lines('-', before, out);
                push_lines('+', &after, out);
                out.push('\n');
            }
            rest = &rest[together..];
        }
    }
    count
}

fn push_lines(mark: char, text: &str, out: &mut String) {
    for line in text.lines() {
        let _ = writeln!(out, "{mark} {line}");
    }
}

/// The whole lines in which a range lies, without the last line end.
fn lines_around(text: &str, range: &Range<usize>) -> Range<usize> {
    let start = text[..range.start].rfind('\n').map_or(0, |at| at + 1);
    let end = text[range.end..].find('\n');
    start..end.map_or(text.len(), |at| range.end + at)
}
