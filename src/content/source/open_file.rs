//! Opens a file below a folder through no link. A path that was checked may lead elsewhere when it is used: so the way is
//! not looked at before, but gone from the descriptor of the folder.

use std::fs::File;
use std::io;
#[cfg(unix)]
use std::os::fd::OwnedFd;
use std::path::{Component, Path};

/// Opens a regular file below a folder. Follows no link below that folder, even if one took the place of a file or of a
/// folder above it since they were listed, and waits for no pipe.
pub fn open(root: &Path, inner: impl AsRef<Path>) -> io::Result<File> {
    let file = open_below(root, inner.as_ref())?;
    if file.metadata()?.is_file() {
        Ok(file)
    } else {
        Err(io::Error::other("it is not a regular file"))
    }
}

#[cfg(target_os = "linux")]
fn open_below(root: &Path, inner: &Path) -> io::Result<File> {
    use rustix::fs::{Mode, ResolveFlags, openat2};
    use rustix::io::Errno;
    let folder = open_folder(root)?;
    let resolve = ResolveFlags::BENEATH | ResolveFlags::NO_SYMLINKS;
    match openat2(&folder, inner, FILE_FLAGS, Mode::empty(), resolve) {
        // Older than Linux 5.6, or forbidden by a sandbox.
        Err(Errno::NOSYS | Errno::PERM) => open_by_parts(folder, inner),
        file => Ok(file?.into()),
    }
}

#[cfg(all(unix, not(target_os = "linux")))]
fn open_below(root: &Path, inner: &Path) -> io::Result<File> {
    open_by_parts(open_folder(root)?, inner)
}

#[cfg(unix)]
const FILE_FLAGS: rustix::fs::OFlags = rustix::fs::OFlags::NOFOLLOW
    .union(rustix::fs::OFlags::NONBLOCK)
    .union(rustix::fs::OFlags::CLOEXEC);

#[cfg(unix)]
const FOLDER_FLAGS: rustix::fs::OFlags =
    rustix::fs::OFlags::DIRECTORY.union(rustix::fs::OFlags::CLOEXEC);

#[cfg(unix)]
fn open_folder(path: &Path) -> rustix::io::Result<OwnedFd> {
    // An empty path is the working folder, as for `Path::join`.
    let path = if path.as_os_str().is_empty() {
        Path::new(".")
    } else {
        path
    };
    rustix::fs::open(path, FOLDER_FLAGS, rustix::fs::Mode::empty())
}

/// Opens each folder of the path from the one before, so that none of them can be a link.
#[cfg(unix)]
fn open_by_parts(mut folder: OwnedFd, inner: &Path) -> io::Result<File> {
    use rustix::fs::{Mode, OFlags, openat};
    let mut parts = inner.components().peekable();
    while let Some(Component::Normal(name)) = parts.next() {
        if parts.peek().is_none() {
            return Ok(openat(&folder, name, FILE_FLAGS, Mode::empty())?.into());
        }
        let flags = FOLDER_FLAGS | OFlags::NOFOLLOW;
        folder = openat(&folder, name, flags, Mode::empty())?;
    }
    Err(io::ErrorKind::NotFound.into())
}

/// Where a folder cannot be opened, each part of the path is looked at before.
#[cfg(not(unix))]
fn open_below(root: &Path, inner: &Path) -> io::Result<File> {
    let mut path = root.to_path_buf();
    for part in inner.components() {
        let Component::Normal(name) = part else {
            return Err(io::ErrorKind::NotFound.into());
        };
        path.push(name);
        if std::fs::symlink_metadata(&path)?.is_symlink() {
            return Err(io::Error::other("it is a symbolic link"));
        }
    }
    File::open(path)
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs;
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn a_file_is_opened_by_no_link_below_the_folder() {
        let (folder, outside) = (tempfile::tempdir(), tempfile::tempdir());
        let (folder, outside) = (folder.expect("a folder"), outside.expect("a folder"));
        let root = folder.path().join("project");
        fs::create_dir_all(root.join("a/b")).expect("folders");
        for file in [
            root.join("a/b/c"),
            root.join("a/d"),
            outside.path().join("c"),
        ] {
            fs::write(file, "text").expect("a file");
        }
        symlink(outside.path(), root.join("a/out")).expect("a link");
        symlink("b", root.join("a/in")).expect("a link");
        symlink("d", root.join("a/file")).expect("a link");
        symlink(&root, folder.path().join("way")).expect("a link");
        let outer = outside.path().join("c");
        let by_parts = |inner: &Path| open_by_parts(open_folder(&root)?, inner);
        for (inner, is_opened) in [
            ("a/b/c", true),
            ("a/d", true),
            ("a/out/c", false),
            ("a/in/c", false),
            ("a/file", false),
            ("a/../../project/a/d", false),
            ("../project/a/d", false),
            (outer.to_str().expect("UTF-8"), false),
            ("a/gone", false),
            ("", false),
        ] {
            assert_eq!(open(&root, inner).is_ok(), is_opened, "{inner}");
            assert_eq!(by_parts(Path::new(inner)).is_ok(), is_opened, "{inner}");
        }
        assert!(open(&root, "a").is_err(), "a folder");
        // The way to the folder may have links.
        assert!(open(&folder.path().join("way"), "a/d").is_ok());
    }
}
