//! Publishes a site into a folder: builds it beside the old one, then swaps the two.
//!
//! Knows pages and bytes, not what is on them. At any moment, and at any kill, the folder holds the old site or the new
//! one; on systems that cannot exchange two folders in one step there is a short gap, which the next build mends.

mod bundle;
mod error;
mod foreign;
mod lock;
mod manifest;
mod output_paths;
mod staging;

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::path::Path;

use rayon::prelude::*;
use twox_hash::xxhash3_128::Hasher;

use crate::page::{Content, Fingerprint, Inputs, Page, hash_bytes};
use foreign::{FileKind, ForeignFile, find_foreign, parent_folders};
use lock::Lock;
use manifest::{FileStamp, Manifest, WrittenFile};
use output_paths::OutputPaths;
use staging::{Staging, locked_error};

pub use bundle::Bundle;
pub use error::Error;
pub use output_paths::ProtectedFolders;

/// So many files a thread makes at a time: few, so that in the end none waits long for another.
const FILES_PER_TASK: usize = 16;

/// A folder that a site may be published into.
#[derive(Debug)]
pub struct OutputFolder {
    paths: OutputPaths,
}

/// What a publication did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PublishReport {
    /// Files that are new or have new bytes.
    pub written: usize,
    /// Files that are as the last build left them.
    pub kept: usize,
    /// Files of the last build that the site no longer has.
    pub removed: usize,
    /// What is in the folder and not ours, in order; it was left alone. Folders end in `/`, and are named only when
    /// they are empty.
    pub foreign: Vec<String>,
    /// The size of the site.
    pub bytes: u64,
}

/// Why nothing was published.
#[derive(Debug)]
pub enum PublishError<E> {
    Output(Error),
    /// What the callback said, in the order of the pages.
    Render(Vec<E>),
}

impl<E> From<Error> for PublishError<E> {
    fn from(error: Error) -> Self {
        PublishError::Output(error)
    }
}

/// Checks a folder that is to become the output. It need not exist. Changes nothing.
///
/// # Errors
///
/// It is refused: it holds sources, the home folder or anything else that casebook did not make, or it is no folder of
/// its own (a link, a mount point, a folder inside the content).
pub fn open(output: &Path, around: &ProtectedFolders) -> Result<OutputFolder, Error> {
    OutputPaths::checked(output, around).map(|place| OutputFolder { paths: place })
}

impl OutputFolder {
    /// Makes the folder hold exactly these pages and the files of the bundle, and what else is in it that is not ours.
    /// The bundle is made while the pages are rendered.
    ///
    /// `theme` is the fingerprint of the theme that `render` uses. `render` is called, on several threads, with the
    /// inputs of the pages with a template whose fingerprint has changed or whose file is not as the last build left it; equal
    /// fingerprints must mean equal bytes. When every page is as it was, nothing on disk is touched.
    ///
    /// # Errors
    ///
    /// What `render` or the bundle says, or a failure to write. The old site is untouched, unless the message says
    /// otherwise.
    pub fn publish<R, E>(
        self,
        pages: &[Page],
        bundle: Option<&Bundle>,
        theme: u128,
        render: impl Fn(&Page, &Inputs) -> Result<R, E> + Sync,
    ) -> Result<PublishReport, PublishError<E>>
    where
        R: AsRef<[u8]>,
        E: Send,
    {
        let place = &self.paths;
        check_paths(pages)?;
        let _lock = lock_output(place)?;
        staging::remove_leftovers(place)?;
        let last = place.last_manifest()?;
        let (foreign, mut plans) = rayon::join(
            || find_foreign(&place.path, &last.files),
            || {
                pages
                    .par_iter()
                    .with_max_len(FILES_PER_TASK)
                    .map(|page| plan_file(page, theme, place, &last))
                    .collect::<Vec<_>>()
            },
        );
        let foreign = foreign?;
        distrust_files_behind_links(&mut plans, pages, &foreign);
        let mut wanted: HashSet<&str> = pages.iter().map(|page| page.url.as_str()).collect();
        let bundled = bundle.map(|bundle| with_program_version(bundle.fingerprint));
        let kept_bundle = bundle
            .zip(bundled)
            .and_then(|(bundle, fingerprint)| bundle.unchanged_files(fingerprint, &last, place))
            .unwrap_or_default();
        wanted.extend(kept_bundle.iter().map(|(path, _)| *path));
        let new_bundle = bundle.filter(|_| kept_bundle.is_empty());
        let gone = |wanted: &HashSet<&str>| {
            let had = last.files.keys();
            had.filter(|path| !wanted.contains(path.as_str())).count()
        };

        let unchanged = gone(&wanted) == 0
            && new_bundle.is_none()
            && plans.iter().all(|plan| plan.reusable.is_some());
        // The manifest of an empty site still has to be written once.
        if unchanged && !last.files.is_empty() {
            return Ok(PublishReport {
                kept: last.files.len(),
                foreign: foreign_names(&keep_foreign(&wanted, foreign, place)?),
                bytes: last.files.values().map(|entry| entry.stamp.size).sum(),
                ..PublishReport::default()
            });
        }

        let staging = Staging::create(place)?;
        staging.make_folders(wanted.iter().copied())?;
        let (made, bundle_pages) = rayon::join(
            || {
                let planned = pages.par_iter().zip(&plans);
                planned
                    .with_max_len(FILES_PER_TASK)
                    .map(|(page, plan)| make_file(page, plan, theme, &staging, &render))
                    .collect()
            },
            || new_bundle.map_or(Ok(vec![]), |bundle| (bundle.make_files)()),
        );
        let bundle_pages = bundle_pages.map_err(Error::new)?;
        check_paths(&bundle_pages)?;
        staging.make_folders(bundle_pages.iter().map(|page| page.url.as_str()))?;
        wanted.extend(bundle_pages.iter().map(|page| page.url.as_str()));
        let foreign = keep_foreign(&wanted, foreign, place)?;
        let of_bundle = bundle_pages.par_iter().map(|page| {
            let mut plan = plan_file(page, theme, place, &last);
            plan.fingerprint = bundled;
            plan.reusable = None;
            make_file(page, &plan, theme, &staging, &render)
        });
        let of_bundle = collect_or_errors(of_bundle.collect())?;

        let mut report = PublishReport {
            removed: gone(&wanted),
            foreign: foreign_names(&foreign),
            ..PublishReport::default()
        };
        let mut files = BTreeMap::new();
        let pages = pages.iter().zip(collect_or_errors(made)?);
        for (page, (entry, written)) in pages.chain(bundle_pages.iter().zip(of_bundle)) {
            report.written += usize::from(written);
            report.kept += usize::from(!written);
            report.bytes += entry.stamp.size;
            files.insert(page.url.as_str().to_owned(), entry);
        }
        for (path, mut entry) in kept_bundle {
            if !staging.link_from_old_site(path) {
                (entry.hash, entry.stamp) = staging.copy(&place.path.join(path), path)?;
            }
            report.kept += 1;
            report.bytes += entry.stamp.size;
            files.insert(path.to_owned(), entry);
        }
        staging.carry_over_foreign(&foreign)?;
        staging.put_in_place(&Manifest::new(files).to_json(), &last)?;
        Ok(report)
    }
}

/// What is known about a file before it is made.
struct FilePlan {
    /// Known where there is a file of the last build to compare with.
    fingerprint: Option<u128>,
    /// The file of the last build, untouched since.
    untouched: Option<WrittenFile>,
    /// The same, if it was made from the same.
    reusable: Option<WrittenFile>,
}

fn plan_file(page: &Page, theme: u128, place: &OutputPaths, last: &Manifest) -> FilePlan {
    let path = page.url.as_str();
    let intact = last
        .files
        .get(path)
        .copied()
        .filter(|entry| FileStamp::read(&place.path.join(path)) == Some(entry.stamp));
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

/// Another version of the program may make other bytes of the same.
fn with_program_version(fingerprint: u128) -> u128 {
    let mut hasher = Hasher::new();
    hasher.write(env!("CARGO_PKG_VERSION").as_bytes());
    hasher.write(&fingerprint.to_le_bytes());
    hasher.finish_128()
}

/// What lies behind a foreign link is not our file, however alike.
fn distrust_files_behind_links(plans: &mut [FilePlan], pages: &[Page], foreign: &[ForeignFile]) {
    let links: HashSet<&str> = foreign
        .iter()
        .filter(|entry| entry.kind == FileKind::Link)
        .map(|entry| entry.site_path.as_str())
        .collect();
    if links.is_empty() {
        return;
    }
    for (plan, page) in plans.iter_mut().zip(pages) {
        if parent_folders(page.url.as_str()).any(|folder| links.contains(folder)) {
            (plan.untouched, plan.reusable) = (None, None);
        }
    }
}

/// Puts one file into the staging folder, and says whether its bytes are new.
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
    let entry = |fingerprint, (hash, disk)| WrittenFile {
        fingerprint,
        hash,
        stamp: disk,
    };
    let (rendered, cleaned);
    let bytes: &[u8] = match &page.content {
        Content::Bytes(bytes) => bytes,
        Content::Template { .. } => {
            rendered = render(page, &inputs).map_err(FileError::Render)?;
            rendered.as_ref()
        }
        Content::File {
            path: from,
            strips_metadata: true,
            ..
        } => {
            cleaned = staging.clean_image(from)?;
            &cleaned
        }
        Content::File { path: from, .. } => {
            let written = staging.copy(from, path)?;
            return Ok((entry(fingerprint(), written), true));
        }
        Content::Streamed(made) => {
            let written = staging.write_streamed(path, made)?;
            let fingerprint = with_program_version(Fingerprint::from_streamed_hash(written.0).0);
            return Ok((entry(fingerprint, written), true));
        }
    };
    let hash = hash_bytes(bytes);
    let same = plan
        .untouched
        .filter(|entry| entry.hash == hash && staging.link_from_old_site(path));
    let (disk, is_new) = match same {
        Some(same) => (same.stamp, false),
        None => (staging.write(path, bytes)?, true),
    };
    Ok((entry(fingerprint(), (hash, disk)), is_new))
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

/// All results, or all that the callback complained about, or the first thing that went wrong on disk.
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
    if render_errors.is_empty() {
        Ok(values)
    } else {
        Err(PublishError::Render(render_errors))
    }
}

/// Locks the output, which is made if need be, against other builds.
fn lock_output(place: &OutputPaths) -> Result<Lock, Error> {
    let failed = |error: std::io::Error| Error::io("create", &place.as_given, &error);
    place
        .path
        .parent()
        .map_or(Ok(()), fs::create_dir_all)
        .map_err(failed)?;
    staging::restore_old_site(place)?;
    Lock::acquire(&place.path)
        .map_err(failed)?
        .ok_or_else(|| locked_error(place))
}

/// The last defence: the engine has already reported paths like these at their sources.
fn check_paths(pages: &[Page]) -> Result<(), Error> {
    let is_unsafe = |path: &str| {
        path.split(['/', '\\'])
            .any(|part| matches!(part, "" | "." | ".."))
            || path.contains(['\0', ':'])
    };
    let mut paths: Vec<&str> = pages.iter().map(|page| page.url.as_str()).collect();
    paths.sort_unstable();
    if let Some(path) = paths
        .iter()
        .find(|path| is_unsafe(path) || **path == manifest::FILE_NAME)
    {
        return Err(Error::new(format!(
            "`{}` is no path for a page",
            path.escape_debug()
        )));
    }
    match paths.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(pair) => Err(Error::new(format!(
            "two pages are to be written to `{}`",
            pair[0]
        ))),
        None => Ok(()),
    }
}

/// What foreign things can stay beside the new site. A link or an empty folder in the place of a page gives way, for it
/// holds nothing of its own; anything else there is somebody's and is refused.
fn keep_foreign(
    wanted: &HashSet<&str>,
    foreign: Vec<ForeignFile>,
    place: &OutputPaths,
) -> Result<Vec<ForeignFile>, Error> {
    let folders: HashSet<&str> = wanted
        .iter()
        .flat_map(|path| parent_folders(path))
        .collect();
    let mut kept = Vec::with_capacity(foreign.len());
    for entry in foreign {
        let key = entry.site_path.as_str();
        let needed =
            wanted.contains(key) || folders.contains(key) && entry.kind != FileKind::Folder;
        match entry.kind {
            FileKind::Link if needed => {}
            FileKind::Folder if needed => {}
            _ if needed || parent_folders(key).any(|folder| wanted.contains(folder)) => {
                let shown = place.as_given.join(&entry.path);
                let error = Error::new(format!(
                    "`{}` is in the way of a page and casebook did not make it",
                    shown.display()
                ));
                return Err(error.help("move it elsewhere or delete it"));
            }
            _ => kept.push(entry),
        }
    }
    Ok(kept)
}

/// How a report names foreign things: folders only if nothing in them is named.
fn foreign_names(foreign: &[ForeignFile]) -> Vec<String> {
    let full: HashSet<&str> = foreign
        .iter()
        .filter_map(|entry| Some(entry.site_path.rsplit_once('/')?.0))
        .collect();
    let mut names: Vec<String> = foreign
        .iter()
        .filter(|entry| entry.kind != FileKind::Folder || !full.contains(entry.site_path.as_str()))
        .map(|entry| {
            if entry.kind == FileKind::Folder {
                format!("{}/", entry.site_path)
            } else {
                entry.site_path.clone()
            }
        })
        .collect();
    names.sort_unstable();
    names
}
