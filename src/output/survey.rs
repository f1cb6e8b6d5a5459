//! What stands in an output folder that no build of ours has written. It is kept.

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::Error;
use super::manifest::{self, Entry};

/// Something in the output folder that is not ours.
#[derive(Debug)]
pub struct Foreign {
    /// From the output folder.
    pub path: PathBuf,
    /// The same as text, with `/` between the parts.
    pub key: String,
    pub kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    File,
    Folder,
    Link,
    /// A pipe, a socket or a device.
    Other,
}

/// Everything foreign in the folder, a folder before what is in it. Follows no link.
pub fn survey(folder: &Path, ours: &BTreeMap<String, Entry>) -> Result<Vec<Foreign>, Error> {
    let folders: HashSet<&str> = ours.keys().flat_map(|path| above(path)).collect();
    let mut found = Vec::new();
    walk(folder, &mut |entry| {
        let key = entry.path.to_str().is_some().then_some(entry.key.as_str());
        let own = match entry.kind {
            Kind::Folder => key.is_some_and(|key| folders.contains(key)),
            _ => key.is_some_and(|key| key == manifest::NAME || ours.contains_key(key)),
        };
        if !own {
            found.push(entry);
        }
        Ok(())
    })?;
    Ok(found)
}

/// Calls `visit` for all there is below a folder, a folder before what is in it, in the order of names.
pub fn walk(
    folder: &Path,
    visit: &mut impl FnMut(Foreign) -> Result<(), Error>,
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
            let found = Foreign {
                path: path.join(&name),
                key: format!("{key}{slash}{}", name.to_string_lossy()),
                kind: match kind {
                    _ if kind.is_dir() => Kind::Folder,
                    _ if kind.is_file() => Kind::File,
                    _ if kind.is_symlink() => Kind::Link,
                    _ => Kind::Other,
                },
            };
            if found.kind == Kind::Folder {
                folders.push((entry.path(), found.path.clone(), found.key.clone()));
            }
            visit(found)?;
        }
    }
    Ok(())
}

/// The folders above a path of the site, from the outermost: `a` and `a/b` for `a/b/c.html`.
pub fn above(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(end, _)| &path[..end])
}
