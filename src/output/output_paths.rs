//! Checks which folders may be an output folder. Only reads the file system.

use std::ffi::OsString;
use std::fs;
use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};

use super::Error;
use super::manifest::Manifest;
use crate::text::shown;

/// The folders that the output folder must not hold or be part of.
#[derive(Clone, Copy, Debug)]
pub struct ProtectedFolders<'a> {
    /// The project's folder.
    pub root: &'a Path,
    pub content: &'a Path,
    /// The other folders with sources: `themes`, `templates`, `static`. They need not exist.
    pub sources: &'a [&'a Path],
    /// The user's home folder, where it is known.
    pub home: Option<&'a Path>,
    /// True if the project's folder is its content folder. Only then may the output be inside the content: it is never
    /// content itself.
    pub content_is_root: bool,
}

/// The paths of an output folder and of the temporary folders beside it.
#[derive(Clone, Debug)]
pub(super) struct OutputPaths {
    /// The output as the user wrote it, for messages.
    pub as_given: PathBuf,
    /// The output, absolute, with every symbolic link above it resolved.
    pub path: PathBuf,
    /// The new site while it is built; after a swap in one step, the old site.
    pub staging: PathBuf,
    /// The old site during a swap in two steps.
    pub old_site: PathBuf,
}

impl OutputPaths {
    /// Resolves the path, and fails if the folder must not be replaced. Changes nothing.
    pub fn checked(output: &Path, protected: &ProtectedFolders) -> Result<Self, Error> {
        let root = canonical_or_absolute(protected.root);
        let path = resolve_links_above(output, &root)?;
        let refuse = |what: String| Error::new(format!("`{}` {what}", shown(output)));

        let (Some(name), Some(parent)) = (path.file_name(), path.parent()) else {
            return Err(refuse("is the root of the file system".to_owned()).help(CHOOSE_ANOTHER));
        };
        let holds = |folder: &Path| canonical_or_absolute(folder).starts_with(&path);
        if protected.home.is_some_and(holds) {
            return Err(refuse("holds your home folder".to_owned()).help(CHOOSE_ANOTHER));
        }
        check_clear_of_sources(&path, &root, protected)
            .map_err(|what| refuse(what).help(CHOOSE_ANOTHER))?;
        let beside = |prefix: &str| {
            let mut file = OsString::from(prefix);
            file.push(name);
            parent.join(file)
        };
        let paths = OutputPaths {
            as_given: output.to_path_buf(),
            staging: beside(".casebook-staging-"),
            old_site: beside(".casebook-old-"),
            path,
        };
        paths.check_folder()?;
        Ok(paths)
    }

    /// Fails unless the output is missing, or a folder that can be renamed and is empty or made by an earlier build.
    fn check_folder(&self) -> Result<(), Error> {
        let shown = shown(&self.as_given);
        match fs::symlink_metadata(&self.path) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(Error::io("look at", &self.as_given, &error)),
            Ok(metadata) if !metadata.is_dir() => {
                return Err(Error::new(format!("`{shown}` is not a folder")));
            }
            Ok(_) => {}
        }
        if is_mount_point(&self.path) {
            let what = "is a mount point, so a new site cannot take its place";
            let error = Error::new(format!("`{shown}` {what}"));
            return Err(error.help("choose a folder inside it"));
        }
        self.last_manifest().map(drop)
    }

    /// The manifest of the build that made this folder; an empty one if the folder is empty or missing.
    pub fn last_manifest(&self) -> Result<Manifest, Error> {
        if let Some(manifest) = Manifest::read(&self.path, &self.as_given)? {
            return Ok(manifest);
        }
        let empty = match fs::read_dir(&self.path) {
            Ok(mut entries) => entries.next().is_none(),
            Err(error) if error.kind() == ErrorKind::NotFound => true,
            Err(error) => return Err(Error::io("read", &self.as_given, &error)),
        };
        if empty {
            return Ok(Manifest::default());
        }
        // Another build may have published its first site since the manifest was looked for.
        if let Some(manifest) = Manifest::read(&self.path, &self.as_given)? {
            return Ok(manifest);
        }
        let shown = shown(&self.as_given);
        let what = "is not empty and casebook did not make it";
        let error = Error::new(format!("`{shown}` {what}"));
        Err(error.help("choose another folder, or empty this one"))
    }
}

const CHOOSE_ANOTHER: &str = "choose a folder that holds nothing else, such as `public`";

/// Fails, with the reason, if `path` holds sources or is among them.
fn check_clear_of_sources(
    path: &Path,
    root: &Path,
    protected: &ProtectedFolders,
) -> Result<(), String> {
    let content = canonical_or_absolute(protected.content);
    if root.starts_with(path) {
        return Err("holds the project".to_owned());
    }
    if content.starts_with(path) {
        return Err("holds the content".to_owned());
    }
    if path.components().any(|part| part.as_os_str() == ".git")
        || path.join(".git").symlink_metadata().is_ok()
    {
        return Err("is a git repository or part of one".to_owned());
    }
    for source in protected.sources {
        let (real, shown) = (canonical_or_absolute(source), shown(source));
        if real.starts_with(path) {
            return Err(format!("holds `{shown}`"));
        }
        if path.starts_with(&real) {
            return Err(format!("lies in `{shown}`"));
        }
    }
    if path.starts_with(&content) && !protected.content_is_root {
        return Err("lies in the content folder".to_owned());
    }
    Ok(())
}

/// The real path of a folder, or its absolute path if it does not exist.
fn canonical_or_absolute(path: &Path) -> PathBuf {
    fs::canonicalize(path)
        .or_else(|_| std::path::absolute(path))
        .unwrap_or_else(|_| path.to_path_buf())
}

/// Resolves the symbolic links above an output folder. Fails if the folder itself is a link, or if a link is inside the
/// project: such a link may come with the content and point anywhere.
fn resolve_links_above(output: &Path, root: &Path) -> Result<PathBuf, Error> {
    let shown = shown(output);
    let absolute = std::path::absolute(output).map_err(|error| Error::io("use", output, &error))?;
    let mut path = PathBuf::new();
    let mut parts = absolute.components().peekable();
    while let Some(part) = parts.next() {
        let Component::Normal(name) = part else {
            match part {
                Component::ParentDir => drop(path.pop()),
                _ => path.push(part),
            }
            continue;
        };
        let next = path.join(name);
        match fs::symlink_metadata(&next) {
            Ok(metadata) if !metadata.is_symlink() => path = next,
            Ok(_) if parts.peek().is_none() => {
                let error = Error::new(format!("`{shown}` is a symbolic link"));
                return Err(error.help("name the folder itself"));
            }
            Ok(_) if path.starts_with(root) => {
                let link = crate::text::shown(next.strip_prefix(root).unwrap_or(&next));
                let error = Error::new(format!("`{shown}` lies below the symbolic link `{link}`"));
                return Err(error.help("name the folder itself"));
            }
            Ok(_) => {
                let real = fs::canonicalize(&next);
                path = real.map_err(|error| Error::io("follow", &next, &error))?;
            }
            Err(error) if error.kind() == ErrorKind::NotFound => path = next,
            Err(error) => return Err(Error::io("look at", &next, &error)),
        }
    }
    Ok(path)
}

#[cfg(target_os = "linux")]
fn is_mount_point(path: &Path) -> bool {
    use rustix::fs::{AtFlags, CWD, StatxAttributes, StatxFlags, statx};
    // Kernels before 5.8 do not report this; there the swap fails, with the same reason.
    let flags = AtFlags::NO_AUTOMOUNT | AtFlags::SYMLINK_NOFOLLOW;
    statx(CWD, path, flags, StatxFlags::empty())
        .is_ok_and(|found| found.stx_attributes.contains(StatxAttributes::MOUNT_ROOT))
}

#[cfg(all(unix, not(target_os = "linux")))]
fn is_mount_point(path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let device = |path: &Path| path.symlink_metadata().map(|metadata| metadata.dev()).ok();
    path.parent()
        .is_some_and(|parent| device(parent) != device(path))
}

#[cfg(not(unix))]
fn is_mount_point(_: &Path) -> bool {
    false
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_free_only_if_it_certainly_does_not_exist() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = canonical_or_absolute(folder.path());
        let file = root.join("file");
        fs::write(&file, "").expect("a file");
        for (path, is_free) in [
            (root.join("new"), true),
            (root.join("new/deep"), true),
            (file.join("public"), false),
            (root.join("n".repeat(1000)), false),
        ] {
            assert_eq!(
                resolve_links_above(&path, &root).is_ok(),
                is_free,
                "{path:?}"
            );
            let place = OutputPaths {
                as_given: path.clone(),
                staging: root.join("staging"),
                old_site: root.join("old"),
                path,
            };
            assert_eq!(place.check_folder().is_ok(), is_free, "{place:?}");
            let last = place.last_manifest().map(|manifest| manifest.files.len());
            assert_eq!(last.ok(), is_free.then_some(0), "{place:?}");
        }
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_link_to_a_mount_point_is_not_a_mount_point() {
        let folder = tempfile::tempdir().expect("a folder");
        let link = folder.path().join("link");
        std::os::unix::fs::symlink("/proc", &link).expect("a link");
        assert!(is_mount_point(Path::new("/proc")));
        assert!(!is_mount_point(&link) && !is_mount_point(folder.path()));
    }
}
