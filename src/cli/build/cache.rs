//! What the last build told, kept beside the project's files for the next one. Nobody misses it: where it is not there,
//! damaged, or cannot be written, a build looks at everything.

use std::fs;
use std::io::Read as _;
use std::path::Path;
use std::time::UNIX_EPOCH;

use crate::cli::disk;
use crate::engine::Account;
use crate::page::hash_bytes;
use crate::source::{self, CACHE};

const NAME: &str = "build.json";

/// The account of the last build by this very program.
pub fn read(root: &Path) -> Option<Account> {
    let mut text = Vec::new();
    let mut file = source::open(&root.join(CACHE).join(NAME)).ok()?;
    file.read_to_end(&mut text).ok()?;
    Account::read(&text, program()?)
}

pub fn write(root: &Path, account: &Account) {
    let Some(program) = program() else { return };
    let folder = Path::new(CACHE);
    // It is nothing to commit.
    let _ = disk::overwrite(root, &folder.join(".gitignore"), "*\n");
    let _ = disk::overwrite(root, &folder.join(NAME), &account.text(program));
}

/// The program is known by its file, not by its version alone: whoever changes casebook builds with both.
fn program() -> Option<u128> {
    let meta = fs::metadata(std::env::current_exe().ok()?).ok()?;
    let made = meta.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    let version = env!("CARGO_PKG_VERSION");
    let known_by = format!("{version} {} {}", meta.len(), made.as_nanos());
    Some(hash_bytes(known_by.as_bytes()))
}
