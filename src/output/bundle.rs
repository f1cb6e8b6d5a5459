//! Files that are made together or not at all, such as a search index: what they are called is known only then.

use super::manifest::{Entry, Manifest, OnDisk};
use super::place::Place;
use crate::page::Page;

/// What makes the files; they may have any names in the folder.
pub struct Bundle<'a> {
    /// From the root of the site, without a slash at its end.
    pub folder: &'a str,
    /// The hash of everything that decides the files.
    pub fingerprint: u128,
    pub make: &'a (dyn Fn() -> Result<Vec<Page>, String> + Sync),
}

impl Bundle<'_> {
    /// The files of the last build, if all of them are there and would be made again.
    pub(super) fn kept<'l>(
        &self,
        fingerprint: u128,
        last: &'l Manifest,
        place: &Place,
    ) -> Option<Vec<(&'l str, Entry)>> {
        let inside = format!("{}/", self.folder);
        let files = last
            .files
            .range(inside.clone()..)
            .take_while(|(path, _)| path.starts_with(&inside));
        let files: Vec<_> = files.map(|(path, entry)| (&**path, *entry)).collect();
        let is_kept = |(path, entry): &(&str, Entry)| {
            entry.fingerprint == fingerprint
                && OnDisk::at(&place.path.join(path)) == Some(entry.disk)
        };
        (!files.is_empty() && files.iter().all(is_kept)).then_some(files)
    }
}
