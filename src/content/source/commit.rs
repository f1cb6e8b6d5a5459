//! The files of a project as they are on disk, or as they were in a commit.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{
    Asset, CONFIG_FILE, Error, ProjectFolders, Source, Sources, Stamp, THEME_SETTINGS_FILE,
    is_markdown, is_never_content, read_config, read_names, symlink_diagnostic,
    unsafe_name_diagnostic,
};
use crate::git::Tree;
use crate::page::hash_bytes;
use crate::path_safety;

/// Where a project's files are read from.
#[derive(Clone, Debug)]
pub struct ProjectFiles {
    /// The project's folder on disk, also of a commit.
    pub root: PathBuf,
    commit: Option<Arc<Tree>>,
}

impl ProjectFiles {
    pub fn on_disk(root: &Path) -> Self {
        ProjectFiles {
            root: root.into(),
            commit: None,
        }
    }

    /// The project in `root` as it was in a commit. Files of which the tree has no bytes are known by name alone.
    pub fn of_commit(root: &Path, tree: Tree) -> Self {
        ProjectFiles {
            root: root.into(),
            commit: Some(Arc::new(tree)),
        }
    }

    /// True if a page is made of the bytes of this file: what a tree must have of a commit.
    pub fn is_read(path: &str) -> bool {
        is_markdown(path) || path == CONFIG_FILE || path.ends_with(".txt")
    }

    /// Reads `casebook.yaml`; `None` if there is none.
    pub fn read_config(&self) -> Result<Option<Source>, Error> {
        match &self.commit {
            None => read_config(&self.root),
            Some(tree) => Ok(source(tree, CONFIG_FILE, CONFIG_FILE)),
        }
    }

    /// The text of the file of names; empty if there is none.
    pub fn read_names(&self, file: &str) -> Result<String, Error> {
        let text = |bytes: &Arc<[u8]>| String::from_utf8_lossy(bytes).into_owned();
        match &self.commit {
            None => read_names(&self.root, file),
            Some(tree) => Ok(tree.files.get(file).map(text).unwrap_or_default()),
        }
    }

    /// True if a file or folder is there, by path from the project's root.
    pub fn exists(&self, path: &str) -> bool {
        match &self.commit {
            None => self.root.join(path).symlink_metadata().is_ok(),
            Some(tree) => tree.files.contains_key(path) || has_folder(tree, path),
        }
    }

    pub fn is_folder(&self, path: &str) -> bool {
        match &self.commit {
            None => self.root.join(path).is_dir(),
            Some(tree) => has_folder(tree, path),
        }
    }

    /// Reads everything but `casebook.yaml`; a file that is as it was is taken from `before`. Of a commit, the files of
    /// the theme are left out: no page is made of it.
    pub fn read_sources(
        &self,
        folders: &ProjectFolders,
        before: &Sources,
    ) -> Result<Sources, Error> {
        match &self.commit {
            None => folders.read_sources(before),
            Some(tree) => Ok(sources_of(tree, folders)),
        }
    }
}

fn sources_of(tree: &Tree, folders: &ProjectFolders) -> Sources {
    let mut sources = Sources::default();
    let root: Arc<Path> = folders.root.as_path().into();
    let content = match folders.content.as_str() {
        "" => String::new(),
        folder => format!("{folder}/"),
    };
    let inside = |path: &String| Some(path.strip_prefix(&content)?.to_owned());
    for (path, bytes) in &tree.files {
        let Some(content_path) = inside(path) else {
            continue;
        };
        let is_asset_folder = |folder: &String| content_path.starts_with(&format!("{folder}/"));
        let is_asset_folder = folders.asset_folders.iter().any(is_asset_folder);
        let is_content = folders.holds(&content_path) && !folders.exclude.is_match(&content_path);
        if let Some(why) = content_path.split('/').find_map(path_safety::unsafe_reason) {
            if is_content {
                let diagnostic = unsafe_name_diagnostic(path, &why);
                sources.diagnostics.push(diagnostic);
            }
        } else if is_content && is_markdown(path) {
            let document = source(tree, path, &content_path);
            sources.documents.extend(document);
        } else if is_content && path != CONFIG_FILE && path != THEME_SETTINGS_FILE
            || is_asset_folder && !is_markdown(path)
        {
            sources.assets.push(Asset {
                path: path.as_str().into(),
                content_path: content_path.into(),
                root: root.clone(),
                stamp: Stamp {
                    size: bytes.len() as u64,
                    modified: 0,
                    inode: 0,
                },
            });
        }
    }
    let links = tree.links.iter().filter(|path| {
        let content_path = inside(path);
        content_path.is_some_and(|path| folders.holds(&path))
    });
    sources
        .diagnostics
        .extend(links.map(|path| symlink_diagnostic(path)));
    sources
}

impl ProjectFolders {
    /// True if a file can be content, by the names of the folders in its path from the content folder.
    fn holds(&self, content_path: &str) -> bool {
        let (folder, name) = content_path.rsplit_once('/').unwrap_or(("", content_path));
        let mut at = self.content_dir();
        let parts = folder.split('/').filter(|part| !part.is_empty());
        let mut parts = parts.enumerate();
        !name.starts_with('.')
            && parts.all(|(depth, part)| {
                at.push(part);
                let is_in_root = depth == 0 && self.content.is_empty();
                !is_never_content(part, is_in_root) && at != self.output
            })
    }
}

fn source(tree: &Tree, path: &str, content_path: &str) -> Option<Source> {
    let bytes = tree.files.get(path)?.clone();
    Some(Source {
        path: path.into(),
        content_path: content_path.into(),
        hash: hash_bytes(&bytes),
        bytes,
        stamp: None,
    })
}

fn has_folder(tree: &Tree, path: &str) -> bool {
    let folder = path.trim_end_matches('/');
    let folder = if matches!(folder, "" | ".") {
        String::new()
    } else {
        format!("{folder}/")
    };
    let mut after = tree.files.range(folder.clone()..);
    after
        .next()
        .is_some_and(|(path, _)| path.starts_with(&folder))
}
