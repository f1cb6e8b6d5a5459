//! The list of files that a build wrote, kept in the output folder for the next build. It distinguishes our files from
//! foreign ones, and shows which pages need not be rendered again.
//!
//! It holds times, so it is the only file that differs between two builds of the same sources.

use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::io::ErrorKind;
use std::path::Path;
use std::time::UNIX_EPOCH;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Error;

pub const FILE_NAME: &str = ".casebook-manifest.json";
/// The name of the manifest while it is written.
pub const PART_NAME: &str = ".casebook-manifest.part";
const FORMAT: &str = "casebook-manifest/1";

#[derive(Debug, Serialize, Deserialize)]
pub struct Manifest {
    format: String,
    generator: String,
    /// The folder in which it was written, by what no copy or checkout of it has; see [`identity`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    folder: Option<String>,
    /// By path in the site.
    pub files: BTreeMap<String, WrittenFile>,
}

/// A file as it was written: `[fingerprint, hash, size, mtime]` in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "WrittenFileTuple", into = "WrittenFileTuple")]
pub struct WrittenFile {
    /// The hash of everything that its bytes depend on, and of the program's version.
    pub fingerprint: u128,
    /// The hash of its bytes.
    pub hash: u128,
    pub stamp: FileStamp,
}

/// Size and time of a file, to notice that it was changed after a build.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileStamp {
    pub size: u64,
    /// The time of the last change, in nanoseconds since 1970; negative before.
    pub mtime: i64,
}

impl Default for Manifest {
    fn default() -> Self {
        Manifest::new(BTreeMap::new())
    }
}

impl Manifest {
    pub fn new(files: BTreeMap<String, WrittenFile>) -> Self {
        let generator = concat!("casebook ", env!("CARGO_PKG_VERSION"));
        Manifest {
            format: FORMAT.to_owned(),
            generator: generator.to_owned(),
            folder: None,
            files,
        }
    }

    /// The manifest that is written in this folder.
    pub fn in_folder(mut self, folder: &Path) -> Self {
        self.folder = identity(folder);
        self
    }

    /// Reads the manifest in a folder; `None` if there is none. `shown` is the folder's name in messages.
    ///
    /// # Errors
    ///
    /// The manifest is damaged, of another program or format, or cannot be read.
    pub fn read(folder: &Path, shown: &Path) -> Result<Option<Self>, Error> {
        let (path, shown_path) = (folder.join(FILE_NAME), shown.join(FILE_NAME));
        match fs::symlink_metadata(&path) {
            Ok(metadata) if metadata.is_file() => {}
            Ok(_) => return Err(unreadable_error(shown)),
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(Error::io("look at", &shown_path, &error)),
        }
        let bytes = fs::read(&path).map_err(|error| Error::io("read", &shown_path, &error))?;
        match serde_json::from_slice::<Manifest>(&bytes) {
            Ok(manifest) if manifest.format == FORMAT => Ok(Some(manifest)),
            _ => Err(unreadable_error(shown)),
        }
    }

    /// True if a build on this machine wrote it in this very folder, wherever that has been moved since.
    pub fn was_written_in(&self, folder: &Path) -> bool {
        self.folder.is_some() && self.folder == identity(folder)
    }

    pub fn to_json(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("text, numbers and lists are always JSON")
    }
}

/// A folder's inode and time of creation, as far as the file system has them: it keeps them when it is moved, and neither
/// a copy nor a commit can bring them along. `None` if it has neither.
fn identity(folder: &Path) -> Option<String> {
    let metadata = fs::symlink_metadata(folder).ok()?;
    #[cfg(unix)]
    let inode = Some(std::os::unix::fs::MetadataExt::ino(&metadata));
    #[cfg(not(unix))]
    let inode: Option<u64> = None;
    let created = metadata.created().ok();
    let created = created.and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    let parts = [inode.map(u128::from), created.map(|time| time.as_nanos())];
    let parts: Vec<String> = parts.iter().flatten().map(u128::to_string).collect();
    (!parts.is_empty()).then(|| parts.join("-"))
}

fn unreadable_error(shown: &Path) -> Error {
    let (manifest, folder) = (
        crate::text::shown(&shown.join(FILE_NAME)),
        crate::text::shown(shown),
    );
    let error = Error::new(format!("`{manifest}` is damaged, or of another program"));
    error.help(format!(
        "if nothing in `{folder}` is yours, delete the folder"
    ))
}

impl FileStamp {
    /// The stamp of the file at a path; `None` if there is no regular file.
    pub fn read(path: &Path) -> Option<Self> {
        FileStamp::from_metadata(&std::fs::symlink_metadata(path).ok()?)
    }

    /// `None` if it is no regular file or its time is unknown.
    pub fn from_metadata(metadata: &Metadata) -> Option<Self> {
        let modified = metadata.modified().ok()?;
        let mtime = match modified.duration_since(UNIX_EPOCH) {
            Ok(after) => i64::try_from(after.as_nanos()).ok()?,
            Err(before) => -i64::try_from(before.duration().as_nanos()).ok()?,
        };
        metadata.is_file().then_some(FileStamp {
            size: metadata.len(),
            mtime,
        })
    }
}

#[derive(Serialize, Deserialize)]
struct WrittenFileTuple(Hex, Hex, u64, i64);

impl From<WrittenFileTuple> for WrittenFile {
    fn from(WrittenFileTuple(fingerprint, hash, size, mtime): WrittenFileTuple) -> Self {
        WrittenFile {
            fingerprint: fingerprint.0,
            hash: hash.0,
            stamp: FileStamp { size, mtime },
        }
    }
}

impl From<WrittenFile> for WrittenFileTuple {
    fn from(entry: WrittenFile) -> Self {
        WrittenFileTuple(
            Hex(entry.fingerprint),
            Hex(entry.hash),
            entry.stamp.size,
            entry.stamp.mtime,
        )
    }
}

/// A hash as hexadecimal text, because many readers of JSON lose digits of large numbers.
struct Hex(u128);

impl Serialize for Hex {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{:032x}", self.0))
    }
}

impl<'de> Deserialize<'de> for Hex {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let digits = <&str>::deserialize(deserializer)?;
        u128::from_str_radix(digits, 16)
            .map(Hex)
            .map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_reads_as_it_was_written() {
        let entry = WrittenFile {
            fingerprint: u128::MAX,
            hash: 7,
            stamp: FileStamp { size: 3, mtime: -1 },
        };
        let manifest = Manifest::new([("a/\"ü\".html".to_owned(), entry)].into());
        let json = String::from_utf8(manifest.to_json()).expect("UTF-8");
        let version = env!("CARGO_PKG_VERSION");
        assert_eq!(
            json,
            format!(
                r#"{{"format":"casebook-manifest/1","generator":"casebook {version}","files":{{"a/\"ü\".html":["ffffffffffffffffffffffffffffffff","00000000000000000000000000000007",3,-1]}}}}"#
            )
        );
        let read: Manifest = serde_json::from_str(&json).expect("a manifest");
        assert_eq!(read.files, manifest.files);
    }

    #[test]
    fn a_missing_manifest_is_none_and_an_unreadable_path_is_an_error() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("file");
        fs::write(&file, "").expect("a file");
        let read = |path| Manifest::read(path, path).map(|found| found.is_some());
        assert_eq!(read(folder.path()), Ok(false));
        assert!(read(&file).is_err());
    }

    #[test]
    fn times_before_1970_are_negative() {
        let path = tempfile::NamedTempFile::new().expect("a file");
        for (seconds, mtime) in [(0, 0), (1, -1_000_000_000)] {
            let time = UNIX_EPOCH - std::time::Duration::from_secs(seconds);
            path.as_file().set_modified(time).expect("a time");
            let stamp = FileStamp { size: 0, mtime };
            assert_eq!(FileStamp::read(path.path()), Some(stamp));
        }
    }
}
