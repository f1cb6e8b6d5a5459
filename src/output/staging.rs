//! The folder beside the output in which the new site is built, and the swap that puts it in place.
//!
//! Every file in it is new or a hard link to one of the old site. No existing file is opened for writing, so nothing is
//! written through a link. Nothing is synced to disk: a killed process leaves whole files, and after a power failure
//! the next build sees wrong sizes and times and writes the files again.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, BufWriter, ErrorKind, IntoInnerError, Read, Write};
use std::path::Path;

use rayon::prelude::*;

use super::Error;
use super::foreign::{FileKind, ForeignFile, parent_folders, walk};
use super::lock::Lock;
use super::manifest::{self, FileStamp, Manifest, WrittenFile};
use super::output_paths::OutputPaths;
use crate::content::source;
use crate::media;
use crate::page::{HashingWriter, Streamed};
use crate::text::shown;

/// How many bytes of a file are copied at a time.
const COPY_CHUNK_SIZE: usize = 1 << 18;

/// The folder of the new site. It is removed on drop unless it was [put in place](Staging::put_in_place).
pub struct Staging<'a> {
    paths: &'a OutputPaths,
    is_in_place: bool,
    /// Held until the old site is removed, because after the swap this folder is the output.
    _lock: Lock,
}

impl<'a> Staging<'a> {
    pub fn create(paths: &'a OutputPaths) -> Result<Self, Error> {
        let help = "the new site is built beside the old one, so the folder above must be writable";
        let failed = |error| Error::io("create", &paths.staging, &error).help(help);
        fs::create_dir(&paths.staging).map_err(failed)?;
        let staging = Staging {
            paths,
            is_in_place: false,
            _lock: acquire_lock(&paths.staging, paths, failed)?,
        };
        // From now on the folder says that it is ours, even if the build is killed.
        staging.write_manifest(BTreeMap::new())?;
        Ok(staging)
    }

    /// Makes the folders of these files, as far as they do not exist.
    pub fn make_folders<'p>(&self, files: impl Iterator<Item = &'p str>) -> Result<(), Error> {
        // Sorted, so that `a` is made before `a/b`.
        let folders: BTreeSet<&str> = files.flat_map(parent_folders).collect();
        folders.into_iter().try_for_each(|folder| {
            match fs::create_dir(self.paths.staging.join(folder)) {
                Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                    Err(self.error("create", folder, &error))
                }
                _ => Ok(()),
            }
        })
    }

    pub fn write(&self, path: &str, bytes: &[u8]) -> Result<FileStamp, Error> {
        self.create_file(path)
            .and_then(|mut file| {
                file.write_all(bytes)?;
                stamp_of(&file)
            })
            .map_err(|error| self.error("write", path, &error))
    }

    /// Writes a new file without holding all its bytes in memory, and returns their hash.
    pub fn write_streamed(&self, path: &str, body: &Streamed) -> Result<(u128, FileStamp), Error> {
        self.create_file(path)
            .and_then(|file| {
                let mut out = HashingWriter::new(BufWriter::with_capacity(COPY_CHUNK_SIZE, file));
                body.write(&mut out)?;
                let (out, hash) = out.finish();
                let file = out.into_inner().map_err(IntoInnerError::into_error)?;
                Ok((hash, stamp_of(&file)?))
            })
            .map_err(|error| self.error("write", path, &error))
    }

    /// Copies a file below the folder `root` to a new file, and returns the hash of its bytes.
    pub fn copy(&self, root: &Path, from: &str, path: &str) -> Result<(u128, FileStamp), Error> {
        let unreadable = |error: io::Error| Error::io("read", &root.join(from), &error);
        let failed = |error: io::Error| self.error("write", path, &error);
        let source = source::open(root, from).map_err(unreadable)?;
        let mut out = HashingWriter::new(self.create_file(path).map_err(failed)?);
        let mut part = Vec::with_capacity(COPY_CHUNK_SIZE);
        loop {
            part.clear();
            let mut rest = (&source).take(COPY_CHUNK_SIZE as u64);
            rest.read_to_end(&mut part).map_err(unreadable)?;
            if part.is_empty() {
                break;
            }
            out.write_all(&part).map_err(failed)?;
        }
        let (file, hash) = out.finish();
        Ok((hash, stamp_of(&file).map_err(failed)?))
    }

    /// The bytes of an image from outside the output, without its metadata.
    pub fn clean_image(&self, root: &Path, from: &str) -> Result<Vec<u8>, Error> {
        let (mut bytes, path) = (Vec::new(), root.join(from));
        source::open(root, from)
            .and_then(|mut source| source.read_to_end(&mut bytes))
            .map_err(|error| Error::io("read", &path, &error))?;
        media::strip_metadata(bytes).ok_or_else(|| {
            let error = Error::new(format!("`{}` has changed meanwhile", shown(&path)));
            error.help("build again")
        })
    }

    /// Links a file of the old site into the new one. False if that fails, as without hard links: then write the file.
    pub fn link_from_old_site(&self, path: &str) -> bool {
        fs::hard_link(self.paths.path.join(path), self.paths.staging.join(path)).is_ok()
    }

    /// Links or copies foreign files of the old site into the new one.
    pub fn carry_over_foreign(&self, foreign: &[ForeignFile]) -> Result<(), Error> {
        foreign.iter().try_for_each(|entry| {
            let from = self.paths.path.join(&entry.path);
            let to = self.paths.staging.join(&entry.path);
            let carried = carry(entry.kind, &from, &to);
            carried.map_err(|error| self.error("keep", &entry.site_path, &error))
        })
    }

    /// Writes the manifest `new`, swaps the new site with the old one, and removes the old one.
    ///
    /// # Errors
    ///
    /// The swap failed and the old site is unchanged; or the new site is in place, but the old one could not be removed
    /// from beside it. The message says which.
    pub fn put_in_place(
        mut self,
        new: BTreeMap<String, WrittenFile>,
        old: &Manifest,
    ) -> Result<(), Error> {
        self.write_manifest(new)?;
        let paths = self.paths;
        let left = match exchange(&paths.staging, &paths.path) {
            Ok(()) => &paths.staging,
            Err(ExchangeError::Unsupported) => swap_by_renames(paths)
                .map(|()| &paths.old_site)
                .map_err(|error| cannot_replace(paths, &error))?,
            Err(ExchangeError::Failed(error)) => return Err(cannot_replace(paths, &error)),
        };
        self.is_in_place = true;
        remove_old_site(left, paths, old)
    }

    fn write_manifest(&self, files: BTreeMap<String, WrittenFile>) -> Result<(), Error> {
        let folder = &self.paths.staging;
        let manifest = Manifest::new(files).in_folder(folder).to_json();
        let (part, whole) = (manifest::PART_NAME, manifest::FILE_NAME);
        // In one step, because a folder with half a manifest would not be known as ours.
        fs::write(folder.join(part), manifest)
            .and_then(|()| fs::rename(folder.join(part), folder.join(whole)))
            .map_err(|error| self.error("write", manifest::FILE_NAME, &error))
    }

    fn create_file(&self, path: &str) -> io::Result<File> {
        File::create_new(self.paths.staging.join(path))
    }

    fn error(&self, verb: &str, path: &str, error: &io::Error) -> Error {
        Error::io(verb, &self.paths.as_given.join(path), error)
    }
}

impl Drop for Staging<'_> {
    fn drop(&mut self) {
        if !self.is_in_place {
            let _ = remove_unfinished(&self.paths.staging);
        }
    }
}

/// Locks a folder, or fails because another build has locked it.
pub fn acquire_lock(
    folder: &Path,
    paths: &OutputPaths,
    failed: impl Fn(io::Error) -> Error,
) -> Result<Lock, Error> {
    Lock::acquire(folder).map_err(failed)?.ok_or_else(|| {
        let shown = shown(&paths.as_given);
        let error = Error::new(format!("`{shown}` is locked by another build"));
        error.help("wait until it has ended, then build again")
    })
}

/// Puts the old site back if a build was killed between the two renames. To be called before the output is locked.
pub fn restore_old_site(paths: &OutputPaths) -> Result<(), Error> {
    if !is_folder(&paths.old_site) {
        return Ok(());
    }
    let failed = |error: io::Error| Error::io("move back", &paths.old_site, &error);
    let _lock = acquire_lock(&paths.old_site, paths, failed)?;
    manifest_of_leftover(&paths.old_site)?;
    // Fails unless the folder is empty, as a build that was killed at its start leaves it.
    let _ = fs::remove_dir(&paths.path);
    match fs::symlink_metadata(&paths.path) {
        Ok(_) => Ok(()),
        Err(_) => fs::rename(&paths.old_site, &paths.path).map_err(failed),
    }
}

/// Removes what a killed build left beside the output. The caller must hold the output's lock.
pub fn remove_leftovers(paths: &OutputPaths) -> Result<(), Error> {
    for left in [&paths.staging, &paths.old_site] {
        if !is_folder(left) {
            continue;
        }
        let failed = |error: io::Error| Error::io("remove", left, &error);
        let _lock = acquire_lock(left, paths, failed)?;
        // A build that was killed at its start has left no more than a part of its manifest.
        let _ = fs::remove_file(left.join(manifest::PART_NAME));
        if fs::remove_dir(left).is_ok() {
            continue;
        }
        let manifest = manifest_of_leftover(left)?;
        match manifest.files.is_empty() {
            // An unfinished site: everything in it is ours, or a second hard link to a file in the output.
            true => remove_unfinished(left).map_err(failed)?,
            // A whole site: the old one after a swap. Foreign files may have been added to it since.
            false => remove_old_site(left, paths, &manifest)?,
        }
    }
    Ok(())
}

/// Removes a folder that is ours, and last what says so, in case that the process is killed.
fn remove_unfinished(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        match entry.file_type()?.is_dir() {
            true => fs::remove_dir_all(entry.path())?,
            false if entry.file_name() == manifest::FILE_NAME => {}
            false => fs::remove_file(entry.path())?,
        }
    }
    fs::remove_dir_all(folder)
}

/// The manifest of a folder beside the output that a build on this machine has left. Its name alone says nothing: a
/// checkout may bring such a folder along.
fn manifest_of_leftover(left: &Path) -> Result<Manifest, Error> {
    let manifest = Manifest::read(left, left).ok().flatten();
    let ours = manifest.filter(|manifest| manifest.was_written_in(left));
    ours.ok_or_else(|| {
        let name = shown(left);
        let error = Error::new(format!("`{name}` was not left by a build on this machine"));
        error.help("move it elsewhere or delete it")
    })
}

fn is_folder(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_dir())
}

/// Removes a replaced site: the files that its manifest lists or the new site also has, and links. Other files were added
/// while the new site was built, and are moved into it. The manifest is removed last, so that [`remove_leftovers`] can
/// continue if the process is killed.
fn remove_old_site(left: &Path, paths: &OutputPaths, manifest: &Manifest) -> Result<(), Error> {
    let later = |error: Error| error.help("the new site is in place; the next build tries again");
    let failed = |path: &Path, error: &io::Error| later(Error::io("remove", path, error));
    let (mut folders, mut files) = (Vec::new(), Vec::new());
    walk(left, &mut |entry| {
        if entry.kind == FileKind::Folder {
            folders.push(left.join(&entry.path));
        } else if entry.site_path != manifest::FILE_NAME {
            files.push(entry);
        }
        Ok(())
    })
    .map_err(later)?;
    files.par_iter().try_for_each(|entry| {
        let path = left.join(&entry.path);
        let ours = manifest.files.contains_key(&entry.site_path) && entry.path.to_str().is_some();
        let new = paths.path.join(&entry.path);
        if ours || entry.kind == FileKind::Link || new.symlink_metadata().is_ok() {
            return fs::remove_file(&path).map_err(|error| failed(&path, &error));
        }
        let moved = new
            .parent()
            .map_or(Ok(()), fs::create_dir_all)
            .and_then(|()| fs::rename(&path, &new));
        moved.map_err(|error| failed(&path, &error))
    })?;
    for folder in folders.iter().rev() {
        fs::remove_dir(folder).map_err(|error| failed(folder, &error))?;
    }
    let manifest = left.join(manifest::FILE_NAME);
    match fs::remove_file(&manifest) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(failed(&manifest, &error)),
        _ => {}
    }
    fs::remove_dir(left).map_err(|error| failed(left, &error))
}

/// Links a foreign file into the new site, or copies it if it cannot be linked.
fn carry(kind: FileKind, from: &Path, to: &Path) -> io::Result<()> {
    match kind {
        FileKind::Folder => {
            fs::create_dir_all(to)?;
            fs::set_permissions(to, fs::symlink_metadata(from)?.permissions())
        }
        _ => {
            to.parent().map_or(Ok(()), fs::create_dir_all)?;
            fs::hard_link(from, to).or_else(|error| match kind {
                FileKind::File => copy_file(from, to),
                _ => Err(error),
            })
        }
    }
}

fn copy_file(from: &Path, to: &Path) -> io::Result<()> {
    let mut source = source::open(
        from.parent().unwrap_or(from),
        from.file_name().unwrap_or_default(),
    )?;
    let metadata = source.metadata()?;
    let mut file = File::create_new(to)?;
    io::copy(&mut source, &mut file)?;
    file.set_permissions(metadata.permissions())?;
    file.set_modified(metadata.modified()?)
}

fn stamp_of(file: &File) -> io::Result<FileStamp> {
    FileStamp::from_metadata(&file.metadata()?)
        .ok_or_else(|| io::Error::other("the file system keeps no times"))
}

enum ExchangeError {
    /// This system or this file system cannot exchange two folders in one step.
    Unsupported,
    Failed(io::Error),
}

#[cfg(any(target_os = "linux", target_vendor = "apple"))]
fn exchange(a: &Path, b: &Path) -> Result<(), ExchangeError> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use rustix::io::Errno;
    match renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE) {
        Ok(()) => Ok(()),
        Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) => Err(ExchangeError::Unsupported),
        Err(error) => Err(ExchangeError::Failed(error.into())),
    }
}

#[cfg(not(any(target_os = "linux", target_vendor = "apple")))]
fn exchange(_: &Path, _: &Path) -> Result<(), ExchangeError> {
    Err(ExchangeError::Unsupported)
}

/// Swaps the sites in two steps. If a build is killed between them, [`restore_old_site`] puts the old one back.
fn swap_by_renames(paths: &OutputPaths) -> io::Result<()> {
    fs::rename(&paths.path, &paths.old_site)?;
    fs::rename(&paths.staging, &paths.path).or_else(|error| {
        fs::rename(&paths.old_site, &paths.path)?;
        Err(error)
    })
}

/// “cannot replace `public`: cause”, with the path as the user gave it.
fn cannot_replace(paths: &OutputPaths, error: &io::Error) -> Error {
    Error::io("replace", &paths.as_given, error)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::hash_bytes;

    /// Makes the named ones of the three folders, each with a file that holds its name.
    fn paths(parent: &Path, folders: &[&str]) -> OutputPaths {
        let path = |name: &str| parent.join(name);
        for name in folders {
            fs::create_dir(path(name)).expect("a folder");
            fs::write(path(name).join("who"), name).expect("a file");
        }
        OutputPaths {
            as_given: path("public"),
            path: path("public"),
            staging: path("staging"),
            old_site: path("old"),
        }
    }

    fn who(folder: &Path) -> Option<String> {
        fs::read_to_string(folder.join("who")).ok()
    }

    #[test]
    fn two_renames_put_the_new_site_in_place_and_the_old_one_aside() {
        let parent = tempfile::tempdir().expect("a folder");
        let paths = paths(parent.path(), &["public", "staging"]);
        swap_by_renames(&paths).expect("swapped");
        assert_eq!(
            [who(&paths.path), who(&paths.old_site)],
            [Some("staging".into()), Some("public".into())]
        );
        assert!(!paths.staging.exists());
    }

    #[test]
    fn the_old_site_comes_back_when_the_second_rename_fails() {
        let parent = tempfile::tempdir().expect("a folder");
        let paths = paths(parent.path(), &["public"]);
        assert!(swap_by_renames(&paths).is_err());
        assert_eq!(who(&paths.path), Some("public".into()));
    }

    #[test]
    fn files_can_be_added_to_folders_that_exist() {
        let parent = tempfile::tempdir().expect("a folder");
        let paths = paths(parent.path(), &[]);
        let staging = Staging::create(&paths).expect("a folder");
        for files in [["a/b/c.html", "d/e.html"], ["a/b/f.html", "a/g/h.html"]] {
            staging.make_folders(files.into_iter()).expect("folders");
            for file in files {
                staging.write(file, b"x").expect("a file");
            }
        }
    }

    #[test]
    fn a_long_file_is_copied_whole_and_hashed_as_it_is() {
        let parent = tempfile::tempdir().expect("a folder");
        let paths = paths(parent.path(), &[]);
        let staging = Staging::create(&paths).expect("a folder");
        let from = parent.path().join("from");
        for length in [
            0,
            1,
            COPY_CHUNK_SIZE - 1,
            COPY_CHUNK_SIZE,
            2 * COPY_CHUNK_SIZE + 1,
        ] {
            let bytes: Vec<u8> = (0..length).map(|at| (at % 251) as u8).collect();
            fs::write(&from, &bytes).expect("a file");
            let copied = staging.copy(parent.path(), "from", &format!("{length}"));
            let (hash, stamp) = copied.expect("copied");
            let copy = fs::read(paths.staging.join(format!("{length}"))).expect("a copy");
            assert!(copy == bytes, "{length}");
            assert_eq!(hash, hash_bytes(&bytes), "{length}");
            assert_eq!(stamp.size, length as u64);
        }
    }

    /// Checks the text, time and permissions of files.
    #[test]
    #[cfg(unix)]
    fn files_that_cannot_be_linked_are_copied_unchanged() {
        use std::os::unix::fs::PermissionsExt;
        use std::time::{Duration, UNIX_EPOCH};

        let parent = tempfile::tempdir().expect("a folder");
        // On another file system if there is one, because hard links cannot cross file systems.
        let other = tempfile::tempdir_in("/dev/shm").unwrap_or_else(|_| {
            println!("no other file system here: only copying itself is tested");
            tempfile::tempdir().expect("a folder")
        });
        let (from, to) = (
            |name: &str| parent.path().join(name),
            |name: &str| other.path().join(name),
        );
        let time = UNIX_EPOCH + Duration::from_secs(1_000_000_000);
        fs::write(from("file"), "theirs").expect("a file");
        let file = File::options().write(true).open(from("file"));
        let file = file.expect("a file");
        file.set_modified(time).expect("a time");
        file.set_permissions(fs::Permissions::from_mode(0o640))
            .expect("permissions");
        let is_as_it_was = |name: &str| {
            let metadata = fs::metadata(to(name)).expect("a file");
            assert_eq!(fs::read_to_string(to(name)).expect("a file"), "theirs");
            assert_eq!(metadata.permissions().mode() & 0o777, 0o640);
            assert_eq!(metadata.modified().expect("a time"), time);
        };

        carry(FileKind::File, &from("file"), &to("a/file")).expect("carried");
        is_as_it_was("a/file");
        copy_file(&from("file"), &to("file")).expect("copied");
        is_as_it_was("file");
    }
}
