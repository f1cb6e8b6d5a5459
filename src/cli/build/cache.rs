//! What the last build told, kept beside the project's files for the next one. Nobody misses it: where it is not there,
//! damaged, or cannot be written, a build looks at everything.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use crate::cli::disk;
use crate::engine::Account;
use crate::page::hash_bytes;
use crate::source::{self, CACHE};

/// So much of the output's name is enough to tell it from others; the account itself tells them surely.
const LONGEST: usize = 100;

/// The account of the last build into this folder by this very program.
pub fn read(root: &Path, output: &Path) -> Option<Account> {
    let mut text = Vec::new();
    let mut file = source::open(&root.join(name(root, output))).ok()?;
    file.read_to_end(&mut text).ok()?;
    Account::read(&text, program()?)
}

pub fn write(root: &Path, output: &Path, account: &Account) {
    let Some(program) = program() else { return };
    // It is nothing to commit.
    let ignored = Path::new(CACHE).join(".gitignore");
    let _ = disk::overwrite(root, &ignored, "*\n");
    let _ = disk::overwrite(root, &name(root, output), &account.text(program));
}

/// From the project's root. Each output in the project has its own, so that two audiences can have a site each; all
/// those elsewhere, which may be any number, share one.
fn name(root: &Path, output: &Path) -> PathBuf {
    let whole = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.into());
    let (root, output) = (whole(root), whole(output));
    let name = output.strip_prefix(&root);
    let name = name.unwrap_or(Path::new("elsewhere")).to_string_lossy();
    let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
    let name: String = name.chars().take(LONGEST).map(plain).collect();
    Path::new(CACHE).join(format!("build-{name}.json"))
}

/// The program is known by its file, not by its version alone: whoever changes casebook builds with both.
fn program() -> Option<u128> {
    let meta = fs::metadata(std::env::current_exe().ok()?).ok()?;
    let made = meta.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    let version = env!("CARGO_PKG_VERSION");
    let known_by = format!("{version} {} {}", meta.len(), made.as_nanos());
    Some(hash_bytes(known_by.as_bytes()))
}
