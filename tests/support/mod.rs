//! A whole site in one string, an edit, and what came of it.
#![allow(dead_code)] // each test file uses its own part

pub mod edits;
pub mod server;
pub mod site;
pub mod switching;
pub mod traces;

use std::fs;
use std::path::Path;

use casebook::engine::{Engine, Request, Snapshot};
use casebook::graph::gate::Audience;
use tempfile::TempDir;

/// The day every test scores as of, unless it says another.
pub const TODAY: &str = "2026-07-01";

/// A project in a folder of its own.
pub struct Project {
    pub dir: TempDir,
}

impl Project {
    /// Each file after a line `>>> PATH`.
    pub fn new(text: &str) -> Self {
        let project = Project {
            dir: tempfile::tempdir().unwrap(),
        };
        for file in text.split(">>> ").skip(1) {
            let (path, content) = file.split_once('\n').unwrap_or((file, ""));
            project.write(path.trim(), content);
        }
        project
    }

    pub fn root(&self) -> &Path {
        self.dir.path()
    }

    pub fn write(&self, path: &str, content: impl AsRef<[u8]>) -> &Self {
        let path = self.root().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
        self
    }

    pub fn request() -> Request {
        Request {
            audience: Audience::default(),
            as_of: TODAY.parse().unwrap(),
            base_url: None,
            output: None,
            search: false,
            pages: true,
        }
    }

    /// The project as it would be published.
    pub fn snapshot(&self) -> Snapshot {
        Engine::new(self.root()).snapshot(&Self::request()).unwrap()
    }

    /// `path:line:column code message` of every finding, as `check` sees them.
    pub fn findings(&self) -> Vec<String> {
        let request = Request {
            audience: Audience::EVERYTHING,
            ..Self::request()
        };
        let snapshot = Engine::new(self.root()).snapshot(&request).unwrap();
        let line = |f: &casebook::diagnostic::Finding| {
            format!(
                "{}:{}:{} {} {}",
                f.path, f.line, f.column, f.code, f.message
            )
        };
        snapshot.findings.iter().map(line).collect()
    }
}

/// The folder with reference material, where it is there.
pub fn shared(path: &str) -> Option<std::path::PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../shared")
        .join(path);
    if !path.exists() {
        eprintln!("skipped: {} is not here", path.display());
        return None;
    }
    Some(path)
}
