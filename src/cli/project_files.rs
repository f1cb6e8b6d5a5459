//! Writes files into a project. Overwrites no file that has changed meanwhile, and writes through no symbolic link.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Component, Path};

use crate::content::source::describe_io_error;
use crate::text::shown;

/// Opens a file that the command line names. Follows links, and waits for no pipe.
///
/// # Errors
///
/// It is not a regular file, or cannot be opened.
pub fn open_given(path: &Path) -> io::Result<File> {
    match fs::metadata(path)?.is_file() {
        true => File::open(path),
        false => Err(io::Error::other("it is not a regular file")),
    }
}

/// Writes a new file at `path` from `root`, and makes the folders it needs.
///
/// # Errors
///
/// The path exists, a folder on the way is a symbolic link, or writing failed; then no partial file is left. The
/// message names the file.
pub fn create_new(root: &Path, path: &Path, text: &str) -> Result<(), String> {
    let file_path = root.join(path);
    let error_text = |error| error_text("write", &file_path, &error);
    if let Some(folder) = path.parent() {
        make_folders(root, folder)?;
    }
    let mut file = File::create_new(&file_path).map_err(error_text)?;
    let written = file.write_all(text.as_bytes());
    let written = written.and_then(|()| file.sync_all());
    if written.is_err() {
        let _ = fs::remove_file(&file_path);
    }
    written.map_err(error_text)
}

fn error_text(verb: &str, path: &Path, error: &io::Error) -> String {
    let (path, cause) = (shown(path), describe_io_error(error));
    match (verb, error.kind()) {
        ("write", io::ErrorKind::AlreadyExists) => format!("`{path}` is already there"),
        _ => format!("cannot {verb} `{path}`: {cause}"),
    }
}

fn make_folders(root: &Path, inner: &Path) -> Result<(), String> {
    let mut folder = root.to_path_buf();
    for part in inner.components() {
        let Component::Normal(part) = part else {
            return Err(format!("`{}` leaves the project", shown(inner)));
        };
        folder.push(part);
        match fs::symlink_metadata(&folder) {
            Ok(meta) if meta.is_dir() => {}
            Ok(_) => return Err(format!("`{}` is no folder", shown(&folder))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                fs::create_dir(&folder)
                    .or_else(|e| if folder.is_dir() { Ok(()) } else { Err(e) })
                    .map_err(|e| error_text("make", &folder, &e))?;
            }
            Err(error) => return Err(error_text("look at", &folder, &error)),
        }
    }
    Ok(())
}

/// Replaces a file in one step if its bytes are still `before`.
///
/// # Errors
///
/// It has changed since it was read, or cannot be written.
pub fn replace_if_unchanged(path: &Path, before: &[u8], after: &[u8]) -> Result<(), String> {
    let error_text = |error: io::Error| {
        let (path, cause) = (shown(path), describe_io_error(&error));
        format!("cannot write `{path}`: {cause}")
    };
    if fs::read(path).map_err(error_text)? != before {
        return Err(format!("`{}` has changed meanwhile", shown(path)));
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    let temporary = folder.join(format!(".casebook-{}.part", std::process::id()));
    let written =
        write_temporary(&temporary, path, after).and_then(|()| fs::rename(&temporary, path));
    if written.is_err() {
        let _ = fs::remove_file(&temporary);
    }
    written.map_err(error_text)
}

fn write_temporary(temporary: &Path, path: &Path, after: &[u8]) -> io::Result<()> {
    let mut file = File::create_new(temporary)?;
    file.set_permissions(fs::metadata(path)?.permissions())?;
    file.write_all(after)?;
    file.sync_all()
}

/// Moves a file to a path that must not exist.
///
/// # Errors
///
/// The path exists, or the file cannot be moved.
pub fn move_without_overwrite(from: &Path, to: &Path) -> Result<(), String> {
    let error_text = |error| error_text("write", to, &error);
    // Makes a hard link and removes the old name, because a plain rename would overwrite. Without hard links, checking
    // first has to do.
    match fs::hard_link(from, to) {
        Ok(()) => fs::remove_file(from).map_err(|e| {
            let _ = fs::remove_file(to);
            error_text(e)
        }),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(error_text(error)),
        Err(_) if to.symlink_metadata().is_ok() => {
            Err(error_text(io::ErrorKind::AlreadyExists.into()))
        }
        Err(_) => fs::rename(from, to).map_err(error_text),
    }
}
