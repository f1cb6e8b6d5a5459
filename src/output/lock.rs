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
    created: Option<PathBuf>,
}

impl Lock {
    /// Locks a folder, which is made if it is missing; `None` if another process holds the lock.
    pub fn acquire(path: &Path) -> io::Result<Option<Self>> {
        for _ in 0..MAX_ATTEMPTS {
            let made = match fs::create_dir(path) {
                Ok(()) => Some(path.to_path_buf()),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => None,
                Err(error) => return Err(error),
            };
            match try_lock(path)? {
                LockAttempt::Acquired(folder) => {
                    return Ok(Some(Lock {
                        folder,
                        created: made,
                    }));
                }
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
    /// The holder has just put another folder in its place.
    Replaced,
}

/// How often a folder may be replaced while it is being locked before it counts as somebody else's.
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

/// Locks an open folder, and sees whether it still is the one at that path.
#[cfg(unix)]
fn lock_open_folder(folder: File, path: &Path) -> io::Result<LockAttempt> {
    use rustix::fs::{FlockOperation, flock};
    use std::os::unix::fs::MetadataExt;
    match flock(&folder, FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => {}
        Err(rustix::io::Errno::WOULDBLOCK) => return Ok(LockAttempt::HeldElsewhere),
        // A file system without such locks: better an unlocked build than none.
        Err(_) => return Ok(LockAttempt::Acquired(None)),
    }
    let identity = |metadata: fs::Metadata| (metadata.dev(), metadata.ino());
    let opened = identity(folder.metadata()?);
    let same = fs::symlink_metadata(path).is_ok_and(|now| identity(now) == opened);
    Ok(if same {
        LockAttempt::Acquired(Some(folder))
    } else {
        LockAttempt::Replaced
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
fn lock(_: &Path) -> io::Result<LockAttempt> {
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
    fn only_a_folder_in_its_own_place_is_locked() {
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
