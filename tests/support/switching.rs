//! A project that is edited back and forth, for tests of failing builds: the output must be one of two complete sites.

use std::fs;
use std::path::Path;
use std::process::{Child, Stdio};

use super::Project;
use super::site::{Tree, build, casebook, difference, files, litter, tree, write_all};

/// A project that is edited back and forth between two versions.
pub struct Switching {
    project: Project,
    versions: [Vec<(String, String)>; 2],
    /// The output of each version.
    sites: [Tree; 2],
    /// The index of the current version.
    pub now: usize,
}

impl Switching {
    pub fn new(entries: usize) -> Self {
        let versions = ["before", "after"].map(|word| {
            let mut files = files(entries, word);
            // Some pages and folders are in one version only.
            files.push((format!("docs/{word}/page.md"), format!("# {word}\n")));
            files.push((
                format!("docs/problems/only-{word}.md"),
                format!("---\ntitle: {word}\npersonas: [persona-0]\n---\n"),
            ));
            files
        });
        let sites = [0, 1].map(|i| {
            let project = Project::new("");
            write_all(project.root(), &versions[i]);
            build(project.root(), &["-q"]).exits(0);
            tree(&project.root().join("public"))
        });
        assert_ne!(sites[0], sites[1]);
        let switching = Switching {
            project: Project::new(""),
            versions,
            sites,
            now: 0,
        };
        write_all(switching.root(), &switching.versions[0]);
        build(switching.root(), &["-q"]).exits(0);
        switching.assert_whole(&[0], "the first build");
        switching
    }

    pub fn root(&self) -> &Path {
        self.project.root()
    }

    /// Edits the project to its other version.
    pub fn switch(&mut self) {
        fs::remove_dir_all(self.root().join("docs")).unwrap();
        self.now = 1 - self.now;
        write_all(self.root(), &self.versions[self.now]);
    }

    pub fn start(&self) -> Child {
        let mut command = casebook(self.root(), &["build", "-q"]);
        command
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    }

    /// Asserts that the output is one of the allowed sites, and returns its index.
    #[track_caller]
    pub fn assert_whole(&self, allowed: &[usize], when: &str) -> usize {
        let found = self.whole(allowed);
        found.unwrap_or_else(|differing| panic!("{when}: neither site; differing: {differing:?}"))
    }

    /// The index of the site that is the output, or its differences from each.
    pub fn whole(&self, allowed: &[usize]) -> Result<usize, Vec<Vec<String>>> {
        let found = tree(&self.root().join("public"));
        let which = allowed.iter().find(|i| self.sites[**i] == found);
        let to = |i: &usize| difference(&self.sites[*i], &found);
        which
            .copied()
            .ok_or_else(|| allowed.iter().map(to).collect())
    }

    /// Asserts that the next build succeeds and leaves no temporary files.
    #[track_caller]
    pub fn assert_recovers(&self, when: &str) {
        let run = build(self.root(), &["-q"]);
        assert_eq!(run.code, Some(0), "{when}: {}", run.err);
        self.assert_whole(&[self.now], when);
        assert!(
            litter(self.root()).is_empty(),
            "{when}: {:?}",
            litter(self.root())
        );
    }
}
