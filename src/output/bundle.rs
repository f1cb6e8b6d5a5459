//! Files that are made together or not at all, such as a search index. Their names are known only when they are made.

use super::manifest::{FileStamp, Manifest, WrittenFile};
use super::output_paths::OutputPaths;
use crate::page::Page;

/// Files that are made together; their names are free, but must be in `folder`.
#[derive(Clone, Copy)]
pub struct Bundle<'a> {
    /// Relative to the root of the site, without a slash at its end; not inside that of another bundle.
    pub folder: &'a str,
    /// The hash of everything that decides the files.
    pub fingerprint: u128,
}

/// Makes the files of the bundles with these places in the list; it may use threads of its own.
pub type MakeBundles<'a> = dyn Fn(&[usize]) -> Result<Vec<Vec<Page>>, String> + Sync + 'a;

impl Bundle<'_> {
    /// The files of the last build; `None` if one is missing or changed, or the fingerprint is another.
    pub(super) fn unchanged_files<'l>(
        &self,
        fingerprint: u128,
        last: &'l Manifest,
        paths: &OutputPaths,
    ) -> Option<Vec<(&'l str, WrittenFile)>> {
        let inside = format!("{}/", self.folder);
        let files = last
            .files
            .range(inside.clone()..)
            .take_while(|(path, _)| path.starts_with(&inside));
        let files: Vec<_> = files.map(|(path, entry)| (&**path, *entry)).collect();
        let is_kept = |(path, entry): &(&str, WrittenFile)| {
            entry.fingerprint == fingerprint
                && FileStamp::read(&paths.path.join(path)) == Some(entry.stamp)
        };
        (!files.is_empty() && files.iter().all(is_kept)).then_some(files)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bundle_is_kept_whole_or_not_at_all() {
        let folder = tempfile::tempdir().expect("a folder");
        let place = OutputPaths {
            as_given: folder.path().into(),
            path: folder.path().into(),
            staging: folder.path().join("staging"),
            old_site: folder.path().join("old"),
        };
        let entry = |path: &str, fingerprint| WrittenFile {
            fingerprint,
            hash: 0,
            stamp: FileStamp::read(&place.path.join(path)).expect("a file"),
        };
        std::fs::create_dir(place.path.join("search")).expect("a folder");
        let paths = ["search/a", "search/b"];
        for path in paths.into_iter().chain(["searched"]) {
            std::fs::write(place.path.join(path), path).expect("a file");
        }
        let manifest = |fingerprints: [u128; 2]| {
            let files = paths.into_iter().zip(fingerprints);
            let files = files.chain([("searched", 9)]);
            Manifest::new(files.map(|(p, f)| (p.to_owned(), entry(p, f))).collect())
        };
        let kept = |folder, last: &Manifest| {
            let bundle = Bundle {
                folder,
                fingerprint: 0,
            };
            let kept = bundle.unchanged_files(1, last, &place);
            kept.map(|files| files.iter().map(|(path, _)| path.to_string()).collect())
        };
        let all: Option<Vec<String>> = Some(paths.map(String::from).into());
        let last = manifest([1, 1]);
        assert_eq!(kept("search", &last), all);
        assert_eq!(kept("search", &manifest([1, 2])), None);
        assert_eq!(kept("find", &last), None);
        std::fs::write(place.path.join("search/b"), "changed").expect("a file");
        assert_eq!(kept("search", &last), None);
        std::fs::remove_file(place.path.join("search/b")).expect("removed");
        assert_eq!(kept("search", &last), None);
    }
}
