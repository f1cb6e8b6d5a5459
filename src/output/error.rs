//! The error of publishing: what was tried, with which path, and the cause in plain words.

use std::fmt;
use std::io::{self, ErrorKind};
use std::path::Path;

use crate::text::shown;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// One terse phrase.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl Error {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Error {
            message: message.into(),
            help: None,
        }
    }

    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// "cannot `verb` `path`: cause".
    pub(super) fn io(verb: &str, path: &Path, error: &io::Error) -> Self {
        let (path, cause) = (shown(path), cause(error));
        Error::new(format!("cannot {verb} `{path}`: {cause}"))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        self.help.iter().try_for_each(|help| write!(f, " ({help})"))
    }
}

impl std::error::Error for Error {}

fn cause(error: &io::Error) -> String {
    #[cfg(unix)]
    if rustix::io::Errno::from_io_error(error) == Some(rustix::io::Errno::LOOP) {
        return "it is a symbolic link".to_owned();
    }
    let words = match error.kind() {
        ErrorKind::StorageFull => "the disk is full",
        ErrorKind::QuotaExceeded => "the disk quota is used up",
        ErrorKind::PermissionDenied => "permission denied",
        ErrorKind::ReadOnlyFilesystem => "the file system is read-only",
        ErrorKind::NotFound => "it does not exist",
        ErrorKind::AlreadyExists => "something else has that name",
        ErrorKind::NotADirectory => "a part of the path is a file",
        ErrorKind::InvalidFilename => "the name is too long or not allowed here",
        ErrorKind::CrossesDevices => {
            "it lies on another file system, or in a layer of a container image"
        }
        ErrorKind::ResourceBusy => "it is in use, or a mount point",
        _ => return crate::content::source::describe_io_error(error),
    };
    words.to_owned()
}

#[cfg(all(test, unix))]
mod tests {
    use rustix::io::Errno;

    use super::*;

    #[test]
    fn causes_are_described_in_plain_words() {
        for (errno, words) in [
            (Errno::NOSPC, "the disk is full"),
            (Errno::DQUOT, "the disk quota is used up"),
            (Errno::PERM, "permission denied"),
            (Errno::ROFS, "the file system is read-only"),
            (Errno::NOENT, "it does not exist"),
            (Errno::EXIST, "something else has that name"),
            (Errno::NOTDIR, "a part of the path is a file"),
            (
                Errno::NAMETOOLONG,
                "the name is too long or not allowed here",
            ),
            (
                Errno::XDEV,
                "it lies on another file system, or in a layer of a container image",
            ),
            (Errno::BUSY, "it is in use, or a mount point"),
            (Errno::LOOP, "it is a symbolic link"),
            (Errno::IO, "input/output error"),
        ] {
            let error = Error::io("write", Path::new("a/b.html"), &errno.into());
            assert_eq!(
                error.to_string(),
                format!("cannot write `a/b.html`: {words}")
            );
        }
    }
}
