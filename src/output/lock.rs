//! Prevents two builds of the same output at the same time.
//!
//! The lock is an advisory lock (flock) on the folder itself, so no lock file can be left behind, and it ends with the
//! process, however that ends. A build locks both the old site and the new one, because the swap replaces the folder.
//! Where folders cannot be locked (Windows, some network drives), builds run without a lock.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

/// A lock on a folder, released when it is dropped.
pub struct Lock {
    folder: Option<File>,
    /// The path of a folder that was created only to be locked. It is removed again if it is still empty.
    created: Option<PathBuf>,
}

impl Lock {
    /// Locks a folder, after creating it if it is missing; `None` if another process holds the lock.
    pub fn acquire(path: &Path) -> io::Result<Option<Self>> {
        for _ in 0..MAX_ATTEMPTS {
            let created = match fs::create_dir(path) {
                Ok(()) => Some(path.to_path_buf()),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => None,
                Err(error) => return Err(error),
            };
            match try_lock(path)? {
                LockAttempt::Acquired(folder) => return Ok(Some(Lock { folder, created })),
                LockAttempt::HeldElsewhere => break,
                LockAttempt::Replaced => {}
            }
        }
        Ok(None)
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        if let Some(path) = &self.created {
            let _ = fs::remove_dir(path);
        }
        if let Some(folder) = &self.folder {
            unlock(folder);
        }
    }
}

enum LockAttempt {
    Acquired(Option<File>),
    HeldElsewhere,
    /// Another build has just put a new folder in its place.
    Replaced,
}

/// How often locking is tried again when the folder is replaced meanwhile.
const MAX_ATTEMPTS: usize = 100;

#[cfg(unix)]
fn try_lock(path: &Path) -> io::Result<LockAttempt> {
    use rustix::fs::{Mode, OFlags};
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    match rustix::fs::open(path, flags, Mode::empty()) {
        Err(rustix::io::Errno::NOENT) => Ok(LockAttempt::Replaced),
        folder => lock_open_folder(folder?.into(), path),
    }
}

/// Locks an open folder, and checks that it still is the one at that path.
#[cfg(unix)]
fn lock_open_folder(folder: File, path: &Path) -> io::Result<LockAttempt> {
    use rustix::fs::{FlockOperation, flock};
    use std::os::unix::fs::MetadataExt;
    match flock(&folder, FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => {}
        Err(rustix::io::Errno::WOULDBLOCK) => return Ok(LockAttempt::HeldElsewhere),
        // The file system has no such locks: build without one.
        Err(_) => return Ok(LockAttempt::Acquired(None)),
    }
    let identity = |metadata: fs::Metadata| (metadata.dev(), metadata.ino());
    let opened = identity(folder.metadata()?);
    let same = fs::symlink_metadata(path).is_ok_and(|now| identity(now) == opened);
    Ok(match same {
        true => LockAttempt::Acquired(Some(folder)),
        false => LockAttempt::Replaced,
    })
}

/// Unlocks explicitly. Closing the folder is not enough: a child process that was just forked may still hold a copy.
#[cfg(unix)]
fn unlock(folder: &File) {
    let _ = rustix::fs::flock(folder, rustix::fs::FlockOperation::Unlock);
}

#[cfg(not(unix))]
fn unlock(_: &File) {}

#[cfg(not(unix))]
fn try_lock(_: &Path) -> io::Result<LockAttempt> {
    Ok(LockAttempt::Acquired(None))
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
        assert!(matches!(
            lock_open_folder(before, &path),
            Ok(LockAttempt::Replaced)
        ));
        fs::create_dir(&path).expect("a folder");
        assert!(matches!(
            lock_open_folder(open(), &path),
            Ok(LockAttempt::Acquired(Some(_)))
        ));
    }

    #[test]
    fn a_folder_is_locked_but_a_file_or_a_link_is_not() {
        let parent = tempfile::tempdir().expect("a folder");
        let path = |name: &str| parent.path().join(name);
        fs::create_dir(path("folder")).expect("a folder");
        fs::write(path("file"), "").expect("a file");
        std::os::unix::fs::symlink(path("folder"), path("link")).expect("a link");
        let is_locked = |name| matches!(Lock::acquire(&path(name)), Ok(Some(_)));
        assert!(is_locked("folder") && is_locked("new"));
        assert!(!is_locked("file") && !is_locked("link"));
    }
}
