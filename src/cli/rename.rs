//! `casebook rename`: changes the id of an entry in every file that names it. Afterwards the project is checked again,
//! and if a link is lost or a finding is new, everything is undone.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::why::find_entry;
use super::{CliError, Outcome, eprint_line, existing_folder, print_stdout, project_files};
use crate::content::source::Sources;
use crate::diagnostic::human;
use crate::engine::{Engine, Snapshot};
use crate::graph::BodyLink;
use crate::rename::{self, ChangedFile, RenamePlan};

#[derive(clap::Args)]
pub struct RenameArgs {
    /// The id it has; an alias or the path of its file will do
    old: String,
    /// The id it gets
    new: String,
    /// Say what would change, and change nothing
    #[arg(long)]
    dry_run: bool,
    /// The project's folder
    #[arg(long, value_name = "DIR", default_value = ".")]
    root: PathBuf,
}

/// Codes of findings that may not become more by a rename.
const GUARDED_CODES: [&str; 9] = [
    "broken-anchor",
    "broken-link",
    "case-mismatch",
    "duplicate-id",
    "front-matter-invalid",
    "missing-image",
    "unknown-reference",
    "unsafe-name",
    "wrong-kind",
];

pub fn run(args: &RenameArgs) -> Result<Outcome, CliError> {
    existing_folder(&args.root)?;
    let before = snapshot_all(&args.root)?;
    let target = find_entry(&before.graph, &args.old)?;
    let sources = before.folders.read_sources(&Sources::default())?;
    let plan = rename::plan(&before.graph, &sources.documents, target, &args.new)?;
    if let Some((_, path)) = &plan.moved
        && args.root.join(path).symlink_metadata().is_ok()
    {
        return Err(CliError(format!("`{path}` is already there")));
    }
    if !args.dry_run {
        apply_or_undo(&plan, &args.root, &before, &args.new)?;
    }
    print_plan(&plan)?;
    Ok(Outcome::Success)
}

/// Applies the plan and checks the result; on any error undoes everything.
fn apply_or_undo(
    plan: &RenamePlan,
    root: &Path,
    before: &Snapshot,
    new: &str,
) -> Result<(), CliError> {
    let mut applied = AppliedChanges {
        root,
        files: vec![],
        moved: None,
    };
    let result = applied
        .apply(plan)
        .and_then(|()| check_nothing_lost(before, root, new));
    result
        .map_err(|CliError(why)| CliError(format!("nothing was renamed: {why}{}", applied.undo())))
}

/// The project as it is now, drafts and internal entries too.
fn snapshot_all(root: &Path) -> Result<Snapshot, CliError> {
    Ok(Engine::new(root).snapshot(&super::new::everything_request())?)
}

fn print_plan(plan: &RenamePlan) -> Result<(), CliError> {
    let changed = || plan.files.iter().filter(|f| f.references > 0);
    for file in changed() {
        let references = human::counted(file.references, "reference");
        print_stdout(&format!("{}: {references}\n", file.path))?;
    }
    if let Some((from, to)) = &plan.moved {
        print_stdout(&format!("{from} → {to}\n"))?;
    }
    for path in &plan.not_rewritten {
        let notice = "a YAML alias (`*name`) still says the old id, which goes on working";
        eprint_line(&format!("{path}: {notice}"));
    }
    let (all, files): (usize, _) = (changed().map(|f| f.references).sum(), changed().count());
    let notice = "the old id stays as an alias";
    eprint_line(&format!("{all} references in {files} files; {notice}"));
    Ok(())
}

/// The changes that were written so far, so that they can be undone.
struct AppliedChanges<'a> {
    root: &'a Path,
    files: Vec<&'a ChangedFile>,
    moved: Option<&'a (std::sync::Arc<str>, String)>,
}

impl<'a> AppliedChanges<'a> {
    fn apply(&mut self, plan: &'a RenamePlan) -> Result<(), CliError> {
        for file in &plan.files {
            self.replace(file, &file.before, &file.after)?;
            self.files.push(file);
        }
        if let Some(moved) = &plan.moved {
            self.move_file(&moved.0, &moved.1)?;
            self.moved = Some(moved);
        }
        Ok(())
    }

    fn replace(&self, file: &ChangedFile, before: &str, after: &str) -> Result<(), String> {
        let path = self.root.join(&*file.path);
        project_files::replace_if_unchanged(&path, before.as_bytes(), after.as_bytes())
    }

    fn move_file(&self, from: &str, to: &str) -> Result<(), String> {
        project_files::move_without_overwrite(&self.root.join(from), &self.root.join(to))
    }

    /// Undoes all changes; returns a text about those that could not be undone, else an empty one.
    fn undo(&self) -> String {
        let mut left = String::new();
        let mut note = |result: Result<(), String>| {
            if let Err(why) = result {
                left.push_str(&format!("\n  and could not be put back: {why}"));
            }
        };
        if let Some((from, to)) = self.moved {
            note(self.move_file(to, from));
        }
        for file in &self.files {
            note(self.replace(file, &file.after, &file.before));
        }
        left
    }
}

/// Fails if the new id is not found, a guarded finding is new, or a link is lost.
fn check_nothing_lost(before: &Snapshot, root: &Path, new: &str) -> Result<(), CliError> {
    let after = snapshot_all(root)?;
    if after.graph.find_by_id(new).is_none() {
        return Err(CliError(format!("`{new}` would not be found")));
    }
    let counts_before = count_guarded_findings(before);
    for (code, count) in &count_guarded_findings(&after) {
        if counts_before.get(code).is_none_or(|n| n < count) {
            let finding = after.findings.iter().find(|f| f.code == *code);
            let (place, why) = finding.map_or_else(Default::default, |f| {
                (format!("{}:{}", f.path, f.line), f.message.clone())
            });
            return Err(CliError(format!("{place}: {why} ({code})")));
        }
    }
    let links = |s: &Snapshot| {
        let of_bodies = s.graph.entries.iter().flat_map(|e| &e.body_links);
        let to_page =
            |l: &&BodyLink| matches!(l, BodyLink::Page { .. } | BodyLink::SamePage { .. });
        (s.graph.edges.len(), of_bodies.filter(to_page).count())
    };
    let ((edges, pages), (kept, shown)) = (links(before), links(&after));
    match kept < edges || shown < pages {
        false => Ok(()),
        true => Err("a link would be lost".into()),
    }
}

fn count_guarded_findings(snapshot: &Snapshot) -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::new();
    let findings = snapshot.findings.iter();
    for finding in findings.filter(|f| GUARDED_CODES.contains(&f.code)) {
        *counts.entry(finding.code).or_default() += 1;
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn a_rename_that_breaks_a_link_is_undone() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path();
        let (ana, notes) = ("---\nname: Ana\n---\n", "[[ana]]\n");
        fs::create_dir(root.join("personas")).unwrap();
        fs::write(root.join("personas/ana.md"), ana).unwrap();
        fs::write(root.join("notes.md"), notes).unwrap();
        let before = snapshot_all(root).ok().unwrap();
        let file = |path: &str, before: &str, after: &str| ChangedFile {
            path: path.into(),
            before: before.into(),
            after: after.into(),
            references: 1,
        };
        // A plan with a mistake: the link points at an id that does not exist.
        let plan = RenamePlan {
            files: vec![file("notes.md", notes, "[[bert]]\n")],
            moved: Some(("personas/ana.md".into(), "personas/bart.md".into())),
            not_rewritten: vec![],
        };
        let Err(CliError(why)) = apply_or_undo(&plan, root, &before, "bart") else {
            panic!("nobody noticed");
        };
        assert!(
            why.contains("notes.md:1") && why.contains("broken-link"),
            "{why}"
        );
        assert_eq!(
            fs::read_to_string(root.join("personas/ana.md")).unwrap(),
            ana
        );
        assert_eq!(fs::read_to_string(root.join("notes.md")).unwrap(), notes);
        assert_eq!(fs::read_dir(root).unwrap().count(), 2);
        assert_eq!(fs::read_dir(root.join("personas")).unwrap().count(), 1);
        // A file that was changed since it was read is not overwritten.
        fs::write(root.join("notes.md"), "[[ana]] more\n").unwrap();
        let Err(CliError(why)) = apply_or_undo(&plan, root, &before, "bart") else {
            panic!("nobody noticed");
        };
        assert!(why.contains("has changed meanwhile"), "{why}");
        assert_eq!(
            fs::read_to_string(root.join("notes.md")).unwrap(),
            "[[ana]] more\n"
        );
    }
}
