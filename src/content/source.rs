//! Reads the project's files: walks the folders, reads the content and hashes it.
//!
//! No other module reads an input file. Symlinks are not followed, and only regular files are opened.

mod commit;
mod open_file;

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use globset::{Glob, GlobSet, GlobSetBuilder};
use rayon::prelude::*;
use walkdir::{DirEntry, WalkDir};

use crate::diagnostic::{Diagnostic, Place};
use crate::git::{self, FileHistory};
pub use crate::markdown::{EXTENSIONS, is_markdown};
use crate::page::hash_bytes;
use crate::path_safety;
use crate::text::{shown, visible};

pub use commit::ProjectFiles;
pub use open_file::open;

pub const CONFIG_FILE: &str = "casebook.yaml";
/// The project's settings of the theme.
const THEME_SETTINGS_FILE: &str = "theme.yaml";

/// At most this long do two writes get the same times, except on file systems that count whole seconds.
const CLOCK_TICK: Duration = Duration::from_millis(50);
/// At most this long do two writes get the same times on any file system.
const COARSE_TICK: Duration = Duration::from_secs(2);
/// How many files a thread takes at a time: few, so that all threads end at about the same time.
const FILES_PER_CHUNK: usize = 64;

/// One file that was read.
#[derive(Clone, Debug)]
pub struct Source {
    /// From the project's root, with `/` between the parts.
    pub path: Arc<str>,
    /// From the content folder, or from the folder of the theme.
    pub content_path: Arc<str>,
    pub bytes: Arc<[u8]>,
    pub hash: u128,
    /// `None` if the file was written just before it was read: another write could leave the same stamp.
    stamp: Option<Stamp>,
}

/// A file of the content folder that is no Markdown. It is read only if a page refers to it.
#[derive(Clone, Debug)]
pub struct Asset {
    pub path: Arc<str>,
    pub content_path: Arc<str>,
    /// The project's folder.
    pub root: Arc<Path>,
    stamp: Stamp,
}

/// Metadata by which a change of a file is noticed without reading it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stamp {
    size: u64,
    /// Nanoseconds since 1970.
    modified: u128,
    /// Likewise, of content or metadata: no program sets it, so a write shows in it where the other time is put back. 0
    /// where the system has no such time.
    changed: u128,
    inode: u64,
}

impl Stamp {
    /// True if a write from now on would give other times.
    fn is_settled(&self, tick: Duration) -> bool {
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        let written = self.modified.max(self.changed);
        now.is_ok_and(|now| written + tick.as_nanos() < now.as_nanos())
    }

    fn hash(&self) -> u128 {
        let mut bytes = [0; 48];
        bytes[..8].copy_from_slice(&self.size.to_le_bytes());
        bytes[8..24].copy_from_slice(&self.modified.to_le_bytes());
        bytes[24..40].copy_from_slice(&self.changed.to_le_bytes());
        bytes[40..].copy_from_slice(&self.inode.to_le_bytes());
        hash_bytes(&bytes)
    }
}

/// Every input of a project, each list sorted by path.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    pub config: Option<Source>,
    pub documents: Vec<Source>,
    pub assets: Vec<Asset>,
    /// `templates/`, `static/` and `theme.yaml` of the project; `content_path` starts with that name.
    pub project_theme_files: Vec<Source>,
    /// `themes/NAME/`; empty where there is no such folder.
    pub theme_files: Vec<Source>,
    /// Every folder in which a new file may appear, whether the folder exists yet or not.
    pub folders: Vec<PathBuf>,
    /// What the walk reports, each with the path of its file.
    pub diagnostics: Vec<(Arc<str>, Diagnostic)>,
    /// What is there and not read: its path from the content folder and from the root. Links always, the others only
    /// where the project is compared with a commit.
    pub skipped: Vec<(Arc<str>, Arc<str>, SkippedAs)>,
    /// Also of files that are not published; `None` where the settings do not ask for it.
    pub history: Option<Result<FileHistory, git::Error>>,
}

/// Why a part of the content is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SkippedAs {
    Link,
    Submodule,
    Ignored,
    /// Its name is not safe, or it is no plain file.
    Unreadable,
}

/// An input that exists and could not be read.
#[derive(Debug)]
pub struct Error {
    pub path: PathBuf,
    pub cause: io::Error,
}

impl Error {
    fn new(path: impl Into<PathBuf>, cause: io::Error) -> Self {
        let path = path.into();
        Error { path, cause }
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (path, cause) = (shown(&self.path), describe_io_error(&self.cause));
        write!(f, "cannot read `{path}`: {cause}")
    }
}

/// The system's message as the end of a sentence: in lower case and without the error number.
pub fn describe_io_error(error: &io::Error) -> String {
    let text = error.to_string();
    let words = text.split(" (os error").next().unwrap_or_default();
    words.to_lowercase()
}

/// The folders of a project.
#[derive(Clone, Debug)]
pub struct ProjectFolders {
    pub root: PathBuf,
    /// The content folder, from the root; empty where the root itself is the content.
    pub content: String,
    pub theme: String,
    pub output: PathBuf,
    pub exclude: GlobSet,
    /// Folders whose name begins with a dot, from the content folder, that hold files which pages refer to.
    pub asset_folders: Vec<String>,
}

impl Sources {
    /// True if these are the same files with the same bytes (for assets: the same size, times and inode).
    pub fn is_same(&self, other: &Sources) -> bool {
        let key = |s: &Source| (s.path.clone(), s.hash);
        let read = |a: &[Source], b: &[Source]| a.iter().map(key).eq(b.iter().map(key));
        let asset = |a: &Asset| (a.path.clone(), a.stamp);
        self.config.as_ref().map(key) == other.config.as_ref().map(key)
            && self.diagnostics == other.diagnostics
            && self.history == other.history
            && read(&self.documents, &other.documents)
            && read(&self.project_theme_files, &other.project_theme_files)
            && read(&self.theme_files, &other.theme_files)
            && self
                .assets
                .iter()
                .map(asset)
                .eq(other.assets.iter().map(asset))
    }
}

impl Asset {
    /// A hash of size, times and inode, which changes when the file does.
    pub fn stamp_hash(&self) -> u128 {
        self.stamp.hash()
    }

    pub fn size(&self) -> u64 {
        self.stamp.size
    }

    /// Reads its first bytes, at most `limit`.
    pub fn read_start(&self, limit: usize) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        if limit > 0 {
            open(&self.root, &*self.path)?
                .take(limit as u64)
                .read_to_end(&mut bytes)?;
        }
        Ok(bytes)
    }
}

impl Source {
    pub fn text(&self) -> Option<&str> {
        std::str::from_utf8(&self.bytes).ok()
    }

    /// The text up to the first byte that is not UTF-8: enough to find the place of that byte.
    pub fn valid_utf8_prefix(&self) -> &str {
        // Several times faster than asking for the chunks at once.
        std::str::from_utf8(&self.bytes).unwrap_or_else(|_| {
            let chunk = self.bytes.utf8_chunks().next();
            chunk.map_or("", |chunk| chunk.valid())
        })
    }

    /// A source that is not on disk, for tests and tools.
    pub fn in_memory(path: &str, text: &str) -> Self {
        Source {
            path: path.into(),
            content_path: path.into(),
            bytes: text.as_bytes().into(),
            hash: hash_bytes(text.as_bytes()),
            stamp: None,
        }
    }
}

/// The length of an open file, and a number that changes when the file does: none if it was written just now.
pub fn length_and_version(file: &File) -> io::Result<(u64, Option<u128>)> {
    let stamp = stamp(&file.metadata()?);
    Ok((
        stamp.size,
        stamp.is_settled(CLOCK_TICK).then(|| stamp.hash()),
    ))
}

/// Reads a file again; `None` if it is no regular file any more or cannot be read.
pub fn reread(root: &Path, before: &Source) -> Option<Source> {
    let disk = root.join(&*before.path);
    let meta = fs::symlink_metadata(&disk).ok().filter(|m| m.is_file())?;
    let (path, content_path) = (before.path.clone(), before.content_path.clone());
    read(root, path, content_path, stamp(&meta)).ok()?
}

/// Reads `casebook.yaml`; `None` if there is none.
pub fn read_config(root: &Path) -> Result<Option<Source>, Error> {
    read_root_file(root, CONFIG_FILE)
}

/// Reads a file of the project's root; `None` if there is none.
fn read_root_file(root: &Path, name: &str) -> Result<Option<Source>, Error> {
    let path = root.join(name);
    match fs::symlink_metadata(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(cause) => Err(Error::new(path, cause)),
        Ok(meta) if !meta.is_file() => {
            Err(Error::new(path, io::Error::other("it is not a plain file")))
        }
        Ok(meta) => read(root, name.into(), name.into(), stamp(&meta)),
    }
}

/// The text of the file of names; empty if there is none. Bytes that are not UTF-8 are replaced.
pub fn read_names(root: &Path, file: &str) -> Result<String, Error> {
    if file.trim().is_empty() {
        return Ok(String::new());
    }
    let path = root.join(file);
    let mut bytes = Vec::new();
    let folder = path.parent().unwrap_or(root);
    let opened = path
        .file_name()
        .map_or(Err(io::ErrorKind::NotFound.into()), |name| {
            open(folder, name)
        });
    match opened.and_then(|mut file| file.read_to_end(&mut bytes)) {
        Ok(_) => Ok(String::from_utf8_lossy(&bytes).into_owned()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(String::new()),
        Err(cause) => Err(Error { path, cause }),
    }
}

/// The globs of `exclude`. Invalid ones are skipped: they are reported with the config.
pub fn build_glob_set(patterns: &[String]) -> GlobSet {
    let mut builder = GlobSetBuilder::new();
    for glob in patterns.iter().filter_map(|p| Glob::new(p).ok()) {
        builder.add(glob);
    }
    builder.build().unwrap_or_default()
}

impl ProjectFolders {
    pub fn content_dir(&self) -> PathBuf {
        match self.content.is_empty() {
            true => self.root.clone(),
            false => self.root.join(&self.content),
        }
    }

    /// Reads everything but `casebook.yaml`. A file with the same stamp as in `before` is taken from there.
    pub fn read_sources(&self, before: &Sources) -> Result<Sources, Error> {
        let mut sources = Sources::default();
        let content = self.content_dir();
        let root: Arc<Path> = self.root.as_path().into();
        let mut files = Vec::new();
        for found in self.walk(&content, true, &mut sources)? {
            let content_path = found.content_path.clone();
            match is_markdown(&content_path) {
                true => files.push(found),
                false if is_unread_markdown(&content_path) => {
                    let message = "a file with this extension is not read";
                    let help = "rename it to `.md`, or list it under `exclude`";
                    if !self.exclude.is_match(&*content_path) {
                        let told = file_diagnostic("skipped-file", &found.path, message, help);
                        sources.diagnostics.push(told);
                    }
                }
                false => sources.assets.push(found.into_asset(&root, content_path)),
            }
        }
        self.add_asset_folders(&root, &mut sources)?;
        files.retain(|f| !self.exclude.is_match(&*f.content_path));
        sources.documents = read_files(&root, files, &before.documents)?;
        let mut own = Vec::new();
        for folder in ["templates", "static"] {
            for mut found in self.walk(&self.root.join(folder), false, &mut sources)? {
                found.content_path = format!("{folder}/{}", found.content_path).into();
                own.push(found);
            }
        }
        sources.project_theme_files = read_files(&root, own, &before.project_theme_files)?;
        // `theme.yaml` sorts after the two folders.
        sources
            .project_theme_files
            .extend(read_root_file(&self.root, THEME_SETTINGS_FILE)?);
        let theme = self.root.join("themes").join(&self.theme);
        let files = self.walk(&theme, false, &mut sources)?;
        sources.theme_files = read_files(&root, files, &before.theme_files)?;
        Ok(sources)
    }

    /// Adds what lies in the folders of `assets.folders`, but for Markdown, which is no document there.
    fn add_asset_folders(&self, root: &Arc<Path>, sources: &mut Sources) -> Result<(), Error> {
        for folder in &self.asset_folders {
            let found = self.walk(&self.content_dir().join(folder), false, sources)?;
            let found = found.into_iter().filter(|file| !is_markdown(&file.path));
            sources.assets.extend(found.map(|file| {
                let content_path = format!("{folder}/{}", file.content_path);
                file.into_asset(root, content_path.into())
            }));
        }
        let is_excluded = |asset: &Asset| self.exclude.is_match(&*asset.content_path);
        sources.assets.retain(|asset| !is_excluded(asset));
        sources
            .assets
            .sort_by(|a, b| a.content_path.cmp(&b.content_path));
        sources
            .assets
            .dedup_by(|a, b| a.content_path == b.content_path);
        Ok(())
    }

    /// True for what is never content: hidden files, build folders, the theme and the output.
    fn is_skipped(&self, entry: &DirEntry) -> bool {
        if is_hidden(entry) {
            return true;
        }
        if entry.depth() == 0 || !entry.file_type().is_dir() {
            return false;
        }
        let path = entry.path();
        let name = entry.file_name().to_string_lossy();
        is_never_content(&name, path.parent() == Some(&self.root)) || self.is_output(path)
    }

    /// Where the root is the content, the output may lie in it: the command line gives an absolute path then, and the root
    /// may be a relative one.
    fn is_output(&self, path: &Path) -> bool {
        let absolute = |path: &Path| std::path::absolute(path).ok();
        let may_be = self.content.is_empty() && path.file_name() == self.output.file_name();
        path == self.output || may_be && absolute(path) == absolute(&self.output)
    }

    /// Every regular file below a folder, sorted by path; adds the folders and diagnostics to `sources`.
    fn walk(
        &self,
        dir: &Path,
        is_content: bool,
        sources: &mut Sources,
    ) -> Result<Vec<ListedFile>, Error> {
        let (diagnostics, folders) = (&mut sources.diagnostics, &mut sources.folders);
        folders.push(dir.into());
        let mut files = Vec::new();
        match fs::symlink_metadata(dir) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(vec![]),
            Err(cause) => return Err(Error::new(dir, cause)),
            Ok(meta) if meta.is_symlink() => {
                diagnostics.push(symlink_diagnostic(&self.project_path(dir)));
                return Ok(vec![]);
            }
            Ok(meta) if !meta.is_dir() => {
                return Err(Error::new(dir, io::Error::other("it is not a folder")));
            }
            Ok(_) => {}
        }
        let mut walk = WalkDir::new(dir)
            .follow_links(false)
            .sort_by_file_name()
            .into_iter();
        while let Some(entry) = walk.next() {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    // An error without a path concerns the folder that was entered last.
                    let entered = folders.last().map_or(dir, |folder| folder);
                    let path = error.path().unwrap_or(entered).to_path_buf();
                    let cause = error
                        .into_io_error()
                        .unwrap_or_else(|| io::Error::other("a loop of folders"));
                    // Deleted since it was listed.
                    if cause.kind() == io::ErrorKind::NotFound {
                        continue;
                    }
                    return Err(Error { path, cause });
                }
            };
            let is_skipped = match is_content {
                true => self.is_skipped(&entry),
                false => is_hidden(&entry),
            };
            if is_skipped {
                if entry.file_type().is_dir() {
                    walk.skip_current_dir();
                }
                continue;
            }
            let kind = entry.file_type();
            if let Some(told) = self.unreadable(&entry) {
                if !(is_content && self.is_excluded(&entry, dir)) {
                    diagnostics.push(told);
                }
                if kind.is_dir() {
                    walk.skip_current_dir();
                }
                continue;
            }
            if kind.is_dir() {
                if entry.depth() > 0 {
                    folders.push(entry.path().into());
                }
                continue;
            }
            files.push(entry);
        }
        let found = files.into_par_iter().with_max_len(FILES_PER_CHUNK);
        let found = found.map(|entry| self.to_listed_file(dir, entry));
        let found: Result<Vec<ListedFile>, Error> = found.filter_map(Result::transpose).collect();
        let mut found = found?;
        found.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(found)
    }

    /// Why a file or folder is not read.
    fn unreadable(&self, entry: &DirEntry) -> Option<(Arc<str>, Diagnostic)> {
        let (path, kind) = (|| self.project_path(entry.path()), entry.file_type());
        if kind.is_symlink() {
            return Some(symlink_diagnostic(&path()));
        }
        if let Some(why) = unsafe_name_reason(entry.file_name()).filter(|_| entry.depth() > 0) {
            return Some(unsafe_name_diagnostic(&path(), &why));
        }
        let is_odd = !kind.is_dir() && !kind.is_file();
        let message = "this is no plain file";
        is_odd.then(|| file_diagnostic("skipped-file", &path(), message, "remove it"))
    }

    /// True for what `exclude` names, and for a folder with all that is in it.
    fn is_excluded(&self, entry: &DirEntry, content: &Path) -> bool {
        let path = entry.path().strip_prefix(content).unwrap_or(entry.path());
        let is_folder = entry.file_type().is_dir();
        self.exclude.is_match(path) || is_folder && self.exclude.is_match(path.join("\u{fffd}"))
    }

    /// A file below `dir` with its stamp; `None` if it was deleted since it was listed.
    fn to_listed_file(&self, dir: &Path, entry: DirEntry) -> Result<Option<ListedFile>, Error> {
        let meta = match entry.metadata().map_err(io::Error::from) {
            Ok(meta) => meta,
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(cause) => return Err(Error::new(entry.into_path(), cause)),
        };
        let inner = entry.path().strip_prefix(dir).unwrap_or(entry.path());
        Ok(Some(ListedFile {
            path: self.project_path(entry.path()).into(),
            content_path: with_slashes(inner).into(),
            stamp: stamp(&meta),
        }))
    }

    /// A path for messages: from the root, with slashes.
    fn project_path(&self, path: &Path) -> String {
        with_slashes(path.strip_prefix(&self.root).unwrap_or(path))
    }
}

struct ListedFile {
    path: Arc<str>,
    content_path: Arc<str>,
    stamp: Stamp,
}

impl ListedFile {
    fn into_asset(self, root: &Arc<Path>, content_path: Arc<str>) -> Asset {
        Asset {
            path: self.path,
            content_path,
            root: root.clone(),
            stamp: self.stamp,
        }
    }
}

/// True for the names of folders that are never content, wherever they are or in the project's root.
pub fn is_never_content(name: &str, is_in_root: bool) -> bool {
    name.starts_with('.')
        || matches!(name, "node_modules" | "target")
        || is_in_root && matches!(name, "themes" | "templates" | "static")
}

fn is_hidden(entry: &DirEntry) -> bool {
    entry.depth() > 0 && entry.file_name().as_encoded_bytes().starts_with(b".")
}

/// True for an extension that GitHub shows as Markdown, and that no page has.
fn is_unread_markdown(path: &str) -> bool {
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
    let mut unread = ["mkd", "mkdn", "mdown", "mdwn"].iter();
    unread.any(|unread| extension.eq_ignore_ascii_case(unread))
}

/// True for the path of a page in MDX.
pub fn is_mdx(path: &str) -> bool {
    path.rsplit_once('.')
        .is_some_and(|(_, ext)| ext.eq_ignore_ascii_case("mdx"))
}

fn with_slashes(path: &Path) -> String {
    let parts = path.components().map(|c| c.as_os_str().to_string_lossy());
    parts.collect::<Vec<_>>().join("/")
}

/// Why a file name cannot be read, or cannot be written on every system.
fn unsafe_name_reason(name: &std::ffi::OsStr) -> Option<String> {
    match name.to_str() {
        None => Some("the name is not UTF-8".into()),
        Some(name) => path_safety::unsafe_reason(name),
    }
}

fn symlink_diagnostic(path: &str) -> (Arc<str>, Diagnostic) {
    let (message, help) = ("this is a symbolic link", "put the file itself here");
    file_diagnostic("symlink", path, message, help)
}

fn unsafe_name_diagnostic(path: &str, why: &str) -> (Arc<str>, Diagnostic) {
    file_diagnostic("unsafe-name", path, why, "rename it")
}

fn file_diagnostic(
    code: &'static str,
    path: &str,
    message: &str,
    help: &str,
) -> (Arc<str>, Diagnostic) {
    let problem = Diagnostic::new(code, Place::Start, message).help(help);
    (visible(path).into(), problem)
}

fn stamp(meta: &fs::Metadata) -> Stamp {
    let modified = meta.modified().ok();
    let modified = modified.and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    #[cfg(unix)]
    let (inode, changed) = {
        use std::os::unix::fs::MetadataExt;
        let seconds = u128::try_from(meta.ctime()).unwrap_or(0);
        let nanoseconds = u128::try_from(meta.ctime_nsec()).unwrap_or(0);
        (meta.ino(), seconds * 1_000_000_000 + nanoseconds)
    };
    #[cfg(not(unix))]
    let (inode, changed) = (0, 0);
    Stamp {
        size: meta.len(),
        modified: modified.map_or(0, |time| time.as_nanos()),
        changed,
        inode,
    }
}

fn read_files(
    root: &Path,
    files: Vec<ListedFile>,
    before: &[Source],
) -> Result<Vec<Source>, Error> {
    let files = files.into_par_iter().with_max_len(FILES_PER_CHUNK);
    let read = files.map(|found| {
        if let Ok(i) = before.binary_search_by(|s| s.path.cmp(&found.path))
            && before[i].stamp == Some(found.stamp)
        {
            return Ok(Some(before[i].clone()));
        }
        read(root, found.path, found.content_path, found.stamp)
    });
    read.filter_map(Result::transpose).collect()
}

/// `None` if the file was deleted since it was listed.
fn read(
    root: &Path,
    path: Arc<str>,
    content_path: Arc<str>,
    stamp: Stamp,
) -> Result<Option<Source>, Error> {
    let bytes = open(root, &*path).and_then(|file| {
        // Through `take`, because `read_to_end` of a file would first ask the system for the size, which is known; with
        // one byte more it finds the end without growing the buffer.
        let mut bytes = Vec::new();
        bytes.try_reserve_exact(usize::try_from(stamp.size).map_or(0, |size| size + 1))?;
        file.take(u64::MAX).read_to_end(&mut bytes).map(|_| bytes)
    });
    match bytes {
        Ok(bytes) => Ok(Some(Source {
            path,
            content_path,
            hash: hash_bytes(&bytes),
            bytes: bytes.into(),
            stamp: Some(stamp).filter(|stamp| stamp.is_settled(COARSE_TICK)),
        })),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(cause) => Err(Error::new(root.join(&*path), cause)),
    }
}
