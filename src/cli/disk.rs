//! Files that commands write into a project. Nothing is overwritten by accident, and nothing is written through a
//! symbolic link.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Component, Path};

use crate::source::cause;

/// Writes a new file below `root`, with the folders it needs.
///
/// # Errors
///
/// Something is there already, or a folder on the way is a symbolic link: a phrase that names the file.
pub fn create(root: &Path, inner: &Path, text: &str) -> Result<(), String> {
    let path = root.join(inner);
    let told = |error: &io::Error| match error.kind() {
        io::ErrorKind::AlreadyExists => format!("`{}` is already there", path.display()),
        _ => format!("cannot write `{}`: {}", path.display(), cause(error)),
    };
    if let Some(folder) = inner.parent() {
        make_folders(root, folder)?;
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    let mut file = options.open(&path).map_err(|e| told(&e))?;
    file.write_all(text.as_bytes())
        .and_then(|()| file.sync_all())
        .map_err(|e| told(&e))
}

fn make_folders(root: &Path, inner: &Path) -> Result<(), String> {
    let mut folder = root.to_path_buf();
    for part in inner.components() {
        let Component::Normal(part) = part else {
            return Err(format!("`{}` leaves the project", inner.display()));
        };
        folder.push(part);
        match fs::symlink_metadata(&folder) {
            Ok(meta) if meta.is_dir() => {}
            Ok(_) => return Err(format!("`{}` is no folder", folder.display())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                fs::create_dir(&folder)
                    .or_else(|e| if folder.is_dir() { Ok(()) } else { Err(e) })
                    .map_err(|e| format!("cannot make `{}`: {}", folder.display(), cause(&e)))?;
            }
            Err(error) => {
                return Err(format!(
                    "cannot look at `{}`: {}",
                    folder.display(),
                    cause(&error)
                ));
            }
        }
    }
    Ok(())
}
