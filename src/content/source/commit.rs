//! The files of a project as they are on disk, or as they were in a commit.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::civil::Date;

use super::{
    Asset, CONFIG_FILE, Error, ProjectFolders, SkippedAs, Source, Sources, Stamp,
    THEME_SETTINGS_FILE, is_markdown, is_never_content, read_config, read_names,
    symlink_diagnostic, unsafe_name_diagnostic,
};
use crate::config::Config;
use crate::git::{self, Commit, FileHistory, NotKept, Repository, Tree};
use crate::page::hash_bytes;
use crate::path_safety;

/// Where a project's files are read from.
#[derive(Clone, Debug)]
pub struct ProjectFiles {
    /// The project's folder on disk, also of a commit.
    pub root: PathBuf,
    commit: Option<Arc<Tree>>,
    /// Git may have written lines with other ends than those it keeps, so all end in LF alone.
    is_compared: bool,
    not_kept: Arc<NotKept>,
    /// The content folder, in place of that of the settings; empty for the root itself.
    pub content: Option<String>,
    /// Files and folders that are not read, by path from the content folder.
    pub left_out: Vec<String>,
}

impl ProjectFiles {
    pub fn on_disk(root: &Path) -> Self {
        ProjectFiles {
            root: root.into(),
            commit: None,
            is_compared: false,
            not_kept: Arc::default(),
            content: None,
            left_out: vec![],
        }
    }

    /// As [`ProjectFiles::on_disk`], to compare with a commit: without documents that git would not keep.
    pub fn kept_on_disk(root: &Path, not_kept: NotKept) -> Self {
        ProjectFiles {
            is_compared: true,
            not_kept: Arc::new(not_kept),
            ..ProjectFiles::on_disk(root)
        }
    }

    /// The project in `root` as it was in a commit. Files of which the tree has no bytes are known by name alone.
    pub fn of_commit(root: &Path, mut tree: Tree) -> Self {
        ProjectFiles {
            not_kept: Arc::new(std::mem::take(&mut tree.not_kept)),
            commit: Some(Arc::new(tree)),
            is_compared: true,
            ..ProjectFiles::on_disk(root)
        }
    }

    /// The project in `root` as it was in a commit.
    ///
    /// # Errors
    ///
    /// Git cannot read the commit.
    pub fn at(root: &Path, repository: &Repository, commit: &Commit) -> Result<Self, git::Error> {
        let settings = repository.file(commit, CONFIG_FILE)?;
        let (config, _) = Config::read(&String::from_utf8_lossy(&settings));
        let is_read = |path: &str| {
            is_markdown(path) || path == CONFIG_FILE || path == config.privacy.names_file
        };
        Ok(ProjectFiles::of_commit(
            root,
            repository.tree(commit, is_read)?,
        ))
    }

    /// Reads `casebook.yaml`; `None` if there is none.
    pub fn read_config(&self) -> Result<Option<Source>, Error> {
        let mut config = match &self.commit {
            None => read_config(&self.root)?,
            Some(tree) if tree.links.iter().any(|path| path == CONFIG_FILE) => {
                let cause = std::io::Error::other("it is not a plain file");
                return Err(Error::new(self.root.join(CONFIG_FILE), cause));
            }
            Some(tree) => source(tree, CONFIG_FILE, CONFIG_FILE),
        };
        self.end_lines_alike(&mut config);
        Ok(config)
    }

    /// Reads which files of a folder on disk the commits of these days wrote; `None` for the files of a commit.
    pub fn read_history(
        &self,
        folder: &Path,
        days: [Date; 2],
        before: &Sources,
    ) -> Option<Result<FileHistory, git::Error>> {
        let before = before.history.as_ref().and_then(|read| read.as_ref().ok());
        let is_on_disk = self.commit.is_none() && folder.is_dir();
        is_on_disk.then(|| FileHistory::read(folder, days, before))
    }

    /// The text of the file of names; empty if there is none. For a commit also that on disk: who keeps the file out of git
    /// has the same people in mind.
    pub fn read_names(&self, file: &str) -> Result<String, Error> {
        let mut names = read_names(&self.root, file)?;
        if let Some(bytes) = self.commit.as_ref().and_then(|tree| tree.files.get(file)) {
            names.push('\n');
            names.push_str(&String::from_utf8_lossy(bytes));
        }
        Ok(names)
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
            // A link stands for what it leads to, so that it is told of.
            Some(tree) => has_folder(tree, path) || tree.links.iter().any(|link| link == path),
        }
    }

    /// Reads everything but `casebook.yaml`; a file that is as it was is taken from `before`. Of a commit, the files of
    /// the theme are left out: no page is made of it.
    pub fn read_sources(
        &self,
        folders: &ProjectFolders,
        before: &Sources,
    ) -> Result<Sources, Error> {
        let mut sources = match &self.commit {
            None => folders.read_sources(before)?,
            Some(tree) => sources_of(tree, folders),
        };
        self.leave_out(folders, &mut sources);
        self.end_lines_alike(&mut sources.documents);
        Ok(sources)
    }

    fn end_lines_alike<'s>(&self, sources: impl IntoIterator<Item = &'s mut Source>) {
        for source in sources.into_iter().filter(|_| self.is_compared) {
            if let Some(text) = source.text().filter(|text| text.contains("\r\n")) {
                source.bytes = text.replace("\r\n", "\n").as_bytes().into();
                source.hash = hash_bytes(&source.bytes);
            }
        }
    }

    fn leave_out(&self, folders: &ProjectFolders, sources: &mut Sources) {
        let NotKept {
            submodules,
            ignored,
        } = &*self.not_kept;
        let below = |list: &[String], path: &str| list.iter().any(|one| is_at_or_below(path, one));
        let is_ignored = |source: &&Source| below(ignored, &source.path);
        let ignored: Vec<Arc<str>> = sources
            .documents
            .iter()
            .filter(is_ignored)
            .map(|source| source.path.clone())
            .collect();
        sources.documents.retain(|source| {
            !ignored.contains(&source.path)
                && !below(submodules, &source.path)
                && !below(&self.left_out, &source.content_path)
        });
        let reported = sources.diagnostics.iter();
        let reported = reported.filter_map(|(path, diagnostic)| match diagnostic.code {
            "symlink" => Some((path.clone(), SkippedAs::Link)),
            "unsafe-name" | "skipped-file" => Some((path.clone(), SkippedAs::Unreadable)),
            _ => None,
        });
        let submodules = submodules
            .iter()
            .map(|path| (path.trim_end_matches('/').into(), SkippedAs::Submodule));
        let ignored = ignored.into_iter().map(|path| (path, SkippedAs::Ignored));
        let all = reported.chain(submodules).chain(ignored);
        sources.skipped = all
            .filter_map(|(path, why)| Some((folders.content_path(&path)?.into(), path, why)))
            .collect();
    }
}

fn is_at_or_below(path: &str, folder: &str) -> bool {
    let folder = folder.trim_end_matches('/');
    let rest = path.strip_prefix(folder);
    folder.is_empty() || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
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
                    changed: 0,
                    inode: 0,
                },
            });
        }
    }
    let links = tree.links.iter().filter(|path| {
        let content_path = folders.content_path(path);
        content_path.is_some_and(|path| path.is_empty() || folders.holds(path))
    });
    sources
        .diagnostics
        .extend(links.map(|path| symlink_diagnostic(path)));
    sources
}

impl ProjectFolders {
    /// The path from the content folder; empty for that folder itself and for those that it lies in, `None` outside.
    fn content_path<'p>(&self, path: &'p str) -> Option<&'p str> {
        match path.strip_prefix(&self.content) {
            _ if self.content.is_empty() => Some(path),
            Some(rest) if rest.starts_with('/') => Some(&rest[1..]),
            _ => is_at_or_below(&self.content, path).then_some(""),
        }
    }

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
