//! Keeps two builds of the same output apart.
//!
//! The lock is an advisory lock (flock) on the folder itself, so there is no lock file to leave behind, and it ends
//! with the process, however that ends. A build holds it on the old site and on the new one, because the swap puts
//! another folder in the same place. Where folders cannot be locked (Windows, some network drives) nothing is.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

pub struct Lock {
    folder: Option<File>,
    /// A folder that was made only to be locked. It goes away again unless it was filled.
    made: Option<PathBuf>,
}

impl Lock {
    /// Locks a folder, which is made if it is missing; `None` if another process holds the lock.
    pub fn take(path: &Path) -> io::Result<Option<Self>> {
        for _ in 0..ATTEMPTS {
            let made = match fs::create_dir(path) {
                Ok(()) => Some(path.to_path_buf()),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => None,
                Err(error) => return Err(error),
            };
            match lock(path)? {
                Held::Ours(folder) => return Ok(Some(Lock { folder, made })),
                Held::Theirs => break,
                Held::Gone => {}
            }
        }
        Ok(None)
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        if let Some(path) = &self.made {
            let _ = fs::remove_dir(path);
        }
        if let Some(folder) = &self.folder {
            unlock(folder);
        }
    }
}

enum Held {
    Ours(Option<File>),
    Theirs,
    /// The holder has just put another folder in its place.
    Gone,
}

/// How often a folder may be replaced while it is being locked before it counts as somebody else's.
const ATTEMPTS: usize = 100;

#[cfg(unix)]
fn lock(path: &Path) -> io::Result<Held> {
    use rustix::fs::{Mode, OFlags};
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    match rustix::fs::open(path, flags, Mode::empty()) {
        Err(rustix::io::Errno::NOENT) => Ok(Held::Gone),
        folder => hold(folder?.into(), path),
    }
}

/// Locks an open folder, and sees whether it still is the one at that path.
#[cfg(unix)]
fn hold(folder: File, path: &Path) -> io::Result<Held> {
    use rustix::fs::{FlockOperation, flock};
    use std::os::unix::fs::MetadataExt;
    match flock(&folder, FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => {}
        Err(rustix::io::Errno::WOULDBLOCK) => return Ok(Held::Theirs),
        // A file system without such locks: better an unlocked build than none.
        Err(_) => return Ok(Held::Ours(None)),
    }
    let identity = |metadata: fs::Metadata| (metadata.dev(), metadata.ino());
    let opened = identity(folder.metadata()?);
    let same = fs::symlink_metadata(path).is_ok_and(|now| identity(now) == opened);
    Ok(if same {
        Held::Ours(Some(folder))
    } else {
        Held::Gone
    })
}

/// Closing the folder would not do: a child process that was just forked may still hold a copy of it.
#[cfg(unix)]
fn unlock(folder: &File) {
    let _ = rustix::fs::flock(folder, rustix::fs::FlockOperation::Unlock);
}

#[cfg(not(unix))]
fn unlock(_: &File) {}

#[cfg(not(unix))]
fn lock(_: &Path) -> io::Result<Held> {
    Ok(Held::Ours(None))
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_folder_that_was_replaced_while_it_was_opened_is_not_locked() {
        let parent = tempfile::tempdir().expect("a folder");
        let path = parent.path().join("public");
        fs::create_dir(&path).expect("a folder");
        let open = || File::open(&path).expect("a folder");
        let before = open();
        fs::rename(&path, parent.path().join("old")).expect("renamed");
        assert!(matches!(hold(before, &path), Ok(Held::Gone)));
        fs::create_dir(&path).expect("a folder");
        assert!(matches!(hold(open(), &path), Ok(Held::Ours(Some(_)))));
    }

    #[test]
    fn only_a_folder_in_its_own_place_is_locked() {
        let parent = tempfile::tempdir().expect("a folder");
        let path = |name: &str| parent.path().join(name);
        fs::create_dir(path("folder")).expect("a folder");
        fs::write(path("file"), "").expect("a file");
        std::os::unix::fs::symlink(path("folder"), path("link")).expect("a link");
        let is_locked = |name| matches!(Lock::take(&path(name)), Ok(Some(_)));
        assert!(is_locked("folder") && is_locked("new"));
        assert!(!is_locked("file") && !is_locked("link"));
    }
}
