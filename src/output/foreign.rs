//! Finds the files in an output folder that casebook has not written. They are kept.

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::Error;
use super::manifest::{self, WrittenFile};

/// A file, folder or link in the output folder that casebook has not written.
#[derive(Debug)]
pub struct ForeignFile {
    /// Relative to the output folder.
    pub path: PathBuf,
    /// The same as text, with `/` as separator.
    pub site_path: String,
    pub kind: FileKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    File,
    Folder,
    Link,
    /// A pipe, a socket or a device.
    Other,
}

/// Everything in the folder that is neither `ours` nor the manifest, a folder before what is in it. Follows no link.
pub fn find_foreign(
    folder: &Path,
    ours: &BTreeMap<String, WrittenFile>,
) -> Result<Vec<ForeignFile>, Error> {
    let folders: HashSet<&str> = ours.keys().flat_map(|path| parent_folders(path)).collect();
    let mut found = Vec::new();
    walk(folder, &mut |entry| {
        let key = entry.path.to_str().map(|_| entry.site_path.as_str());
        let own = match entry.kind {
            FileKind::Folder => key.is_some_and(|key| folders.contains(key)),
            _ => key.is_some_and(|key| key == manifest::FILE_NAME || ours.contains_key(key)),
        };
        if !own {
            found.push(entry);
        }
        Ok(())
    })?;
    Ok(found)
}

/// Calls `visit` for everything below a folder: the entries of each folder by name, and a folder before what is in it.
pub fn walk(
    folder: &Path,
    visit: &mut impl FnMut(ForeignFile) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut folders = vec![(folder.to_path_buf(), PathBuf::new(), String::new())];
    while let Some((folder, path, key)) = folders.pop() {
        let failed = |error: std::io::Error| Error::io("read", &folder, &error);
        let mut entries = fs::read_dir(&folder)
            .map_err(failed)?
            .collect::<Result<Vec<_>, _>>()
            .map_err(failed)?;
        entries.sort_unstable_by_key(fs::DirEntry::file_name);
        for entry in entries {
            let name = entry.file_name();
            let kind = entry.file_type().map_err(failed)?;
            let slash = if key.is_empty() { "" } else { "/" };
            let found = ForeignFile {
                path: path.join(&name),
                site_path: format!("{key}{slash}{}", name.to_string_lossy()),
                kind: match kind {
                    _ if kind.is_dir() => FileKind::Folder,
                    _ if kind.is_file() => FileKind::File,
                    _ if kind.is_symlink() => FileKind::Link,
                    _ => FileKind::Other,
                },
            };
            if found.kind == FileKind::Folder {
                folders.push((entry.path(), found.path.clone(), found.site_path.clone()));
            }
            visit(found)?;
        }
    }
    Ok(())
}

/// The folders above a path of the site, from the outermost: `a` and `a/b` for `a/b/c.html`.
pub fn parent_folders(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(end, _)| &path[..end])
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn foreign_files_are_listed_in_order_with_their_kind() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = |name: &str| folder.path().join(name);
        fs::create_dir(path("folder")).expect("a folder");
        fs::write(path("file"), "").expect("a file");
        fs::write(path("folder/file"), "").expect("a file");
        std::os::unix::fs::symlink("folder", path("link")).expect("a link");
        let _socket = std::os::unix::net::UnixListener::bind(path("socket")).expect("a socket");
        let found = find_foreign(folder.path(), &BTreeMap::new()).expect("readable");
        let listed: Vec<_> = found.iter().map(|f| (&*f.site_path, f.kind)).collect();
        assert_eq!(
            listed,
            [
                ("file", FileKind::File),
                ("folder", FileKind::Folder),
                ("link", FileKind::Link),
                ("socket", FileKind::Other),
                ("folder/file", FileKind::File),
            ]
        );
    }
}
