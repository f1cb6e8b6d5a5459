//! Publishes a site into a folder: builds it beside the old one, then swaps the two.
//!
//! Knows nothing about the contents of pages. Even if the process is killed, the folder holds a whole site, old or new.
//! Where two folders cannot be exchanged in one step, a kill in between leaves none until the next build restores it.

mod bundle;
mod error;
mod foreign;
mod lock;
mod manifest;
mod output_paths;
mod staging;

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::panic::resume_unwind;
use std::path::Path;

use rayon::prelude::*;
use twox_hash::xxhash3_128::Hasher;

use crate::page::{Content, Fingerprint, Inputs, Page, hash_bytes};
use crate::text::{shown, visible};
use foreign::{FileKind, ForeignFile, find_foreign, parent_folders};
use lock::Lock;
use manifest::{FileStamp, Manifest, WrittenFile};
use output_paths::OutputPaths;
use staging::{Staging, acquire_lock};

pub use bundle::{Bundle, MakeBundles};
pub use error::Error;
pub use manifest::FILE_NAME as MANIFEST_FILE;
pub use output_paths::ProtectedFolders;

/// How many files a thread makes at a time. Few, so that at the end no thread waits long for another.
const FILES_PER_TASK: usize = 16;

/// A folder that was checked and may be published into.
#[derive(Debug)]
pub struct OutputFolder {
    paths: OutputPaths,
}

/// What [`OutputFolder::publish`] did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PublishReport {
    /// Files that are new or have new bytes.
    pub written: usize,
    /// Files that are unchanged since the last build.
    pub kept: usize,
    /// Files of the last build that the site no longer has.
    pub removed: usize,
    /// What is in the folder and not made by casebook, sorted; it was left alone. Folders end in `/` and are named only
    /// if they are empty.
    pub foreign: Vec<String>,
    /// Symbolic links in the folder, sorted, that were left out of the new site.
    pub dropped_links: Vec<String>,
    /// The size of the site's files.
    pub bytes: u64,
}

/// Why nothing was published.
#[derive(Debug)]
pub enum PublishError<E> {
    Output(Error),
    /// The errors of the `render` callback, in the order of the pages.
    Render(Vec<E>),
}

impl<E> From<Error> for PublishError<E> {
    fn from(error: Error) -> Self {
        PublishError::Output(error)
    }
}

/// Checks that a folder may become the output. It need not exist. Changes nothing.
///
/// # Errors
///
/// The folder holds sources, the home folder or anything else that casebook did not make; or it is a symbolic link, a
/// mount point or a folder inside the content.
pub fn open(output: &Path, protected: &ProtectedFolders) -> Result<OutputFolder, Error> {
    OutputPaths::checked(output, protected).map(|paths| OutputFolder { paths })
}

impl OutputFolder {
    /// Makes the folder hold exactly these pages, the files of the bundles, and foreign files that were there before.
    /// Bundles that are not as the last build left them are made while the pages are rendered.
    ///
    /// `theme` is the fingerprint of the theme that `render` uses. `render` is called on several threads, for pages
    /// with a template whose fingerprint has changed or whose file is not as the last build left it; equal fingerprints
    /// must mean equal bytes. If nothing has changed, nothing on disk is touched.
    ///
    /// # Errors
    ///
    /// Errors of `render` or of a bundle, or a failure to write. The old site is untouched, unless the message says
    /// otherwise.
    pub fn publish<R, E>(
        self,
        pages: &[Page],
        bundles: &[Bundle],
        make_bundles: &MakeBundles,
        theme: u128,
        render: impl Fn(&Page, &Inputs) -> Result<R, E> + Sync,
    ) -> Result<PublishReport, PublishError<E>>
    where
        R: AsRef<[u8]>,
        E: Send,
    {
        let paths = &self.paths;
        check_paths(pages)?;
        let _lock = lock_output(paths)?;
        staging::remove_leftovers(paths)?;
        let last = paths.last_manifest()?;
        let plan = |page| plan_file(page, theme, paths, &last);
        let planned = pages.par_iter().with_max_len(FILES_PER_TASK).map(plan);
        let (foreign, mut plans) = rayon::join(
            || find_foreign(&paths.path, &last.files),
            || planned.collect::<Vec<_>>(),
        );
        // Links are never carried over: what reads the folder next may follow them anywhere.
        let is_link = |file: &ForeignFile| file.kind == FileKind::Link;
        let (links, foreign): (Vec<_>, Vec<_>) = foreign?.into_iter().partition(is_link);
        distrust_files_behind_links(&mut plans, pages, &links);
        let mut wanted: HashSet<&str> = pages.iter().map(|page| page.url.as_str()).collect();
        let (mut kept_bundles, mut new_bundles) = (Vec::new(), Vec::new());
        for (at, bundle) in bundles.iter().enumerate() {
            let fingerprint = with_program_version(bundle.fingerprint);
            match bundle.unchanged_files(fingerprint, &last, paths) {
                Some(files) => kept_bundles.extend(files),
                None => new_bundles.push((at, fingerprint)),
            }
        }
        wanted.extend(kept_bundles.iter().map(|(path, _)| *path));
        let count_removed = |wanted: &HashSet<&str>| {
            let had = last.files.keys();
            had.filter(|path| !wanted.contains(path.as_str())).count()
        };

        let unchanged = links.is_empty()
            && count_removed(&wanted) == 0
            && new_bundles.is_empty()
            && plans.iter().all(|plan| plan.reusable.is_some());
        // The manifest of an empty site still has to be written once.
        if unchanged && !last.files.is_empty() {
            return Ok(PublishReport {
                kept: last.files.len(),
                foreign: foreign_names(&keep_foreign(&wanted, foreign, paths)?),
                bytes: last.files.values().map(|entry| entry.stamp.size).sum(),
                ..PublishReport::default()
            });
        }

        let staging = Staging::create(paths)?;
        staging.make_folders(wanted.iter().copied())?;
        let changed: Vec<usize> = new_bundles.iter().map(|(at, _)| *at).collect();
        let (page_files, bundle_pages) = std::thread::scope(|scope| {
            // Not on a thread of rayon: the bundles may wait for work that rayon's threads do.
            let made = (!changed.is_empty()).then(|| {
                let thread = std::thread::Builder::new();
                thread.spawn_scoped(scope, || make_bundles(&changed))
            });
            let planned = pages.par_iter().zip(&plans).with_max_len(FILES_PER_TASK);
            let make = |(page, plan)| make_file(page, plan, theme, &staging, &render);
            let page_files = planned.map(make).collect();
            let made = made.map_or(Ok(vec![]), |thread| match thread {
                Ok(thread) => thread.join().unwrap_or_else(|panic| resume_unwind(panic)),
                Err(error) => Err(format!("no thread can be started: {error}")),
            });
            (page_files, made)
        });
        let fingerprints = new_bundles.iter().map(|(_, fingerprint)| *fingerprint);
        let bundle_pages = fingerprints.zip(bundle_pages.map_err(Error::new)?);
        let (fingerprints, bundle_pages): (Vec<u128>, Vec<Page>) = bundle_pages
            .flat_map(|(fingerprint, pages)| pages.into_iter().map(move |page| (fingerprint, page)))
            .unzip();
        check_paths(&bundle_pages)?;
        staging.make_folders(bundle_pages.iter().map(|page| page.url.as_str()))?;
        wanted.extend(bundle_pages.iter().map(|page| page.url.as_str()));
        let foreign = keep_foreign(&wanted, foreign, paths)?;
        let bundle_files = bundle_pages.par_iter().zip(fingerprints);
        let bundle_files = bundle_files.map(|(page, fingerprint)| {
            let mut plan = plan_file(page, theme, paths, &last);
            plan.fingerprint = Some(fingerprint);
            plan.reusable = None;
            make_file(page, &plan, theme, &staging, &render)
        });
        let bundle_files = collect_or_errors(bundle_files.collect())?;

        let mut report = PublishReport {
            removed: count_removed(&wanted),
            foreign: foreign_names(&foreign),
            dropped_links: foreign_names(&links),
            ..PublishReport::default()
        };
        let mut files = BTreeMap::new();
        let pages = pages.iter().zip(collect_or_errors(page_files)?);
        for (page, (entry, written)) in pages.chain(bundle_pages.iter().zip(bundle_files)) {
            report.written += usize::from(written);
            report.kept += usize::from(!written);
            report.bytes += entry.stamp.size;
            files.insert(page.url.as_str().to_owned(), entry);
        }
        for (path, mut entry) in kept_bundles {
            if !staging.link_from_old_site(path) {
                (entry.hash, entry.stamp) = staging.copy(&paths.path, path, path)?;
            }
            report.kept += 1;
            report.bytes += entry.stamp.size;
            files.insert(path.to_owned(), entry);
        }
        staging.carry_over_foreign(&foreign)?;
        staging.put_in_place(files, &last)?;
        Ok(report)
    }
}

/// What is known about a file before it is made.
struct FilePlan {
    /// `None` if there is no file of the last build to compare with.
    fingerprint: Option<u128>,
    /// The file of the last build, if it has not been changed since.
    untouched: Option<WrittenFile>,
    /// The same, if its fingerprint is unchanged too, so that it need not be made again.
    reusable: Option<WrittenFile>,
}

fn plan_file(page: &Page, theme: u128, paths: &OutputPaths, last: &Manifest) -> FilePlan {
    let path = page.url.as_str();
    let is_intact =
        |entry: &WrittenFile| FileStamp::read(&paths.path.join(path)) == Some(entry.stamp);
    let intact = last.files.get(path).copied().filter(is_intact);
    let fingerprint = intact.map(|_| page_fingerprint(page, &page.inputs(), theme));
    FilePlan {
        fingerprint,
        untouched: intact,
        reusable: intact.filter(|entry| Some(entry.fingerprint) == fingerprint),
    }
}

fn page_fingerprint(page: &Page, inputs: &Inputs, theme: u128) -> u128 {
    with_program_version(page.fingerprint(inputs, theme).0)
}

/// Adds the program's version to a fingerprint, because another version may make other bytes of the same inputs.
fn with_program_version(fingerprint: u128) -> u128 {
    let mut hasher = Hasher::new();
    hasher.write(env!("CARGO_PKG_VERSION").as_bytes());
    hasher.write(&fingerprint.to_le_bytes());
    hasher.finish_128()
}

/// Makes pages anew that lie below a foreign symbolic link: what is there is not our file, even if it looks the same.
fn distrust_files_behind_links(plans: &mut [FilePlan], pages: &[Page], links: &[ForeignFile]) {
    let links: HashSet<&str> = links.iter().map(|link| link.site_path.as_str()).collect();
    if links.is_empty() {
        return;
    }
    for (plan, page) in plans.iter_mut().zip(pages) {
        if parent_folders(page.url.as_str()).any(|folder| links.contains(folder)) {
            (plan.untouched, plan.reusable) = (None, None);
        }
    }
}

/// Puts one file into the staging folder. The flag is true if its bytes are new.
fn make_file<R, E>(
    page: &Page,
    plan: &FilePlan,
    theme: u128,
    staging: &Staging,
    render: &(impl Fn(&Page, &Inputs) -> Result<R, E> + Sync),
) -> Result<(WrittenFile, bool), FileError<E>>
where
    R: AsRef<[u8]>,
{
    let path = page.url.as_str();
    if let Some(kept) = plan.reusable.filter(|_| staging.link_from_old_site(path)) {
        return Ok((kept, false));
    }
    let inputs = page.inputs();
    let fingerprint = || {
        let known = plan.fingerprint;
        known.unwrap_or_else(|| page_fingerprint(page, &inputs, theme))
    };
    let entry = |fingerprint, (hash, stamp)| WrittenFile {
        fingerprint,
        hash,
        stamp,
    };
    let (rendered, cleaned);
    let bytes: &[u8] = match &page.content {
        Content::Bytes(bytes) => bytes,
        Content::Template { .. } => {
            rendered = render(page, &inputs).map_err(FileError::Render)?;
            rendered.as_ref()
        }
        Content::File {
            root,
            path: from,
            strips_metadata: true,
            ..
        } => {
            cleaned = staging.clean_image(root, from)?;
            &cleaned
        }
        Content::File {
            root, path: from, ..
        } => {
            let written = staging.copy(root, from, path)?;
            return Ok((entry(fingerprint(), written), true));
        }
        Content::Streamed(streamed) => {
            let written = staging.write_streamed(path, streamed)?;
            let fingerprint = with_program_version(Fingerprint::from_streamed_hash(written.0).0);
            return Ok((entry(fingerprint, written), true));
        }
    };
    let hash = hash_bytes(bytes);
    let same = plan.untouched.filter(|entry| entry.hash == hash);
    let same = same.filter(|_| staging.link_from_old_site(path));
    let (stamp, is_new) = match same {
        Some(same) => (same.stamp, false),
        None => (staging.write(path, bytes)?, true),
    };
    Ok((entry(fingerprint(), (hash, stamp)), is_new))
}

enum FileError<E> {
    Output(Error),
    Render(E),
}

impl<E> From<Error> for FileError<E> {
    fn from(error: Error) -> Self {
        FileError::Output(error)
    }
}

/// All values; or all errors of rendering; or the first error of writing, which takes precedence.
fn collect_or_errors<T, E>(
    results: Vec<Result<T, FileError<E>>>,
) -> Result<Vec<T>, PublishError<E>> {
    let mut values = Vec::with_capacity(results.len());
    let mut render_errors = Vec::new();
    for result in results {
        match result {
            Ok(value) => values.push(value),
            Err(FileError::Render(error)) => render_errors.push(error),
            Err(FileError::Output(error)) => return Err(error.into()),
        }
    }
    match render_errors.is_empty() {
        true => Ok(values),
        false => Err(PublishError::Render(render_errors)),
    }
}

/// Locks the output against other builds, after creating it if it is missing.
fn lock_output(paths: &OutputPaths) -> Result<Lock, Error> {
    let failed = |error: std::io::Error| Error::io("create", &paths.as_given, &error);
    let parent = paths.path.parent();
    parent.map_or(Ok(()), fs::create_dir_all).map_err(failed)?;
    staging::restore_old_site(paths)?;
    acquire_lock(&paths.path, paths, failed)
}

/// Refuses unsafe and duplicate paths. The engine reports such paths with their sources; this is the last safeguard.
fn check_paths(pages: &[Page]) -> Result<(), Error> {
    let is_unsafe = |path: &&&str| {
        let mut parts = path.split(['/', '\\']);
        parts.any(|part| matches!(part, "" | "." | ".."))
            || path.contains(['\0', ':'])
            || **path == manifest::FILE_NAME
    };
    let mut paths: Vec<&str> = pages.iter().map(|page| page.url.as_str()).collect();
    paths.sort_unstable();
    if let Some(path) = paths.iter().find(is_unsafe) {
        let path = visible(path);
        return Err(Error::new(format!("`{path}` is no path for a page")));
    }
    let twice = paths.windows(2).find(|pair| pair[0] == pair[1]);
    twice.map_or(Ok(()), |pair| {
        let message = format!("two pages are to be written to `{}`", pair[0]);
        Err(Error::new(message))
    })
}

/// The foreign files that can stay beside the new site. In the place of a page, an empty folder is dropped, because it
/// holds no data; anything else is an error.
fn keep_foreign(
    wanted: &HashSet<&str>,
    foreign: Vec<ForeignFile>,
    paths: &OutputPaths,
) -> Result<Vec<ForeignFile>, Error> {
    let folders = wanted.iter().flat_map(|path| parent_folders(path));
    let folders: HashSet<&str> = folders.collect();
    let mut kept = Vec::with_capacity(foreign.len());
    for entry in foreign {
        let key = entry.site_path.as_str();
        let needed =
            wanted.contains(key) || folders.contains(key) && entry.kind != FileKind::Folder;
        match entry.kind {
            FileKind::Folder if needed => {}
            _ if needed || parent_folders(key).any(|folder| wanted.contains(folder)) => {
                let shown = shown(&paths.as_given.join(&entry.path));
                let what = "is in the way of a page and casebook did not make it";
                let error = Error::new(format!("`{shown}` {what}"));
                return Err(error.help("move it elsewhere or delete it"));
            }
            _ => kept.push(entry),
        }
    }
    Ok(kept)
}

/// The names of foreign files for a report, sorted; folders only if they are empty.
fn foreign_names(foreign: &[ForeignFile]) -> Vec<String> {
    let parents = foreign.iter().map(|entry| entry.site_path.rsplit_once('/'));
    let full: HashSet<&str> = parents.flatten().map(|(folder, _)| folder).collect();
    let names = foreign.iter().filter_map(|entry| match entry.kind {
        FileKind::Folder if full.contains(entry.site_path.as_str()) => None,
        FileKind::Folder => Some(format!("{}/", entry.site_path)),
        _ => Some(entry.site_path.clone()),
    });
    let mut names: Vec<String> = names.collect();
    names.sort_unstable();
    names
}
