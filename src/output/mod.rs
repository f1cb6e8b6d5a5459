//! Publishes a site into a folder: builds it beside the old one, then swaps the two.
//!
//! Knows pages and bytes, not what is on them. At any moment, and at any kill, the folder holds the old site or the new
//! one; on systems that cannot exchange two folders in one step there is a short gap, which the next build mends.

mod bundle;
mod error;
mod lock;
mod manifest;
mod place;
mod staging;
mod survey;

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::path::Path;

use rayon::prelude::*;
use twox_hash::xxhash3_128::Hasher;

use crate::page::{Content, Fingerprint, Inputs, Page, hash_bytes};
use lock::Lock;
use manifest::{Entry, Manifest, OnDisk};
use place::Place;
use staging::{Staging, locked};
use survey::{Foreign, Kind, above, survey};

pub use bundle::Bundle;
pub use error::Error;
pub use place::Surroundings;

/// So many files a thread makes at a time: few, so that in the end none waits long for another.
const PIECE: usize = 16;

/// A folder that a site may be published into.
#[derive(Debug)]
pub struct Target {
    place: Place,
}

/// What a publication did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
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
pub enum Failure<E> {
    Output(Error),
    /// What the callback said, in the order of the pages.
    Render(Vec<E>),
}

impl<E> From<Error> for Failure<E> {
    fn from(error: Error) -> Self {
        Failure::Output(error)
    }
}

/// Checks a folder that is to become the output. It need not exist. Changes nothing.
///
/// # Errors
///
/// It is refused: it holds sources, the home folder or anything else that casebook did not make, or it is no folder of
/// its own (a link, a mount point, a folder inside the content).
pub fn open(output: &Path, around: &Surroundings) -> Result<Target, Error> {
    Place::check(output, around).map(|place| Target { place })
}

impl Target {
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
    ) -> Result<Report, Failure<E>>
    where
        R: AsRef<[u8]>,
        E: Send,
    {
        let place = &self.place;
        check_paths(pages)?;
        let _lock = lock(place)?;
        staging::clear(place)?;
        let last = place.last_build()?;
        let (foreign, mut plans) = rayon::join(
            || survey(&place.path, &last.files),
            || {
                pages
                    .par_iter()
                    .with_max_len(PIECE)
                    .map(|page| plan(page, theme, place, &last))
                    .collect::<Vec<_>>()
            },
        );
        let foreign = foreign?;
        distrust_links(&mut plans, pages, &foreign);
        let mut wanted: HashSet<&str> = pages.iter().map(|page| page.url.as_str()).collect();
        let bundled = bundle.map(|bundle| hash_of(bundle.fingerprint));
        let kept_bundle = bundle
            .zip(bundled)
            .and_then(|(bundle, fingerprint)| bundle.kept(fingerprint, &last, place))
            .unwrap_or_default();
        wanted.extend(kept_bundle.iter().map(|(path, _)| *path));
        let new_bundle = bundle.filter(|_| kept_bundle.is_empty());
        let gone = |wanted: &HashSet<&str>| {
            let had = last.files.keys();
            had.filter(|path| !wanted.contains(path.as_str())).count()
        };

        let unchanged = gone(&wanted) == 0
            && new_bundle.is_none()
            && plans.iter().all(|plan| plan.kept.is_some());
        // The manifest of an empty site still has to be written once.
        if unchanged && !last.files.is_empty() {
            return Ok(Report {
                kept: last.files.len(),
                foreign: named(&beside(&wanted, foreign, place)?),
                bytes: last.files.values().map(|entry| entry.disk.size).sum(),
                ..Report::default()
            });
        }

        let staging = Staging::create(place)?;
        staging.make_folders(wanted.iter().copied())?;
        let (made, bundle_pages) = rayon::join(
            || {
                let planned = pages.par_iter().zip(&plans);
                planned
                    .with_max_len(PIECE)
                    .map(|(page, plan)| make(page, plan, theme, &staging, &render))
                    .collect()
            },
            || new_bundle.map_or(Ok(vec![]), |bundle| (bundle.make)()),
        );
        let bundle_pages = bundle_pages.map_err(Error::new)?;
        check_paths(&bundle_pages)?;
        staging.make_folders(bundle_pages.iter().map(|page| page.url.as_str()))?;
        wanted.extend(bundle_pages.iter().map(|page| page.url.as_str()));
        let foreign = beside(&wanted, foreign, place)?;
        let of_bundle = bundle_pages.par_iter().map(|page| {
            let mut plan = plan(page, theme, place, &last);
            plan.fingerprint = bundled;
            plan.kept = None;
            make(page, &plan, theme, &staging, &render)
        });
        let of_bundle = all_or_errors(of_bundle.collect())?;

        let mut report = Report {
            removed: gone(&wanted),
            foreign: named(&foreign),
            ..Report::default()
        };
        let mut files = BTreeMap::new();
        let pages = pages.iter().zip(all_or_errors(made)?);
        for (page, (entry, written)) in pages.chain(bundle_pages.iter().zip(of_bundle)) {
            report.written += usize::from(written);
            report.kept += usize::from(!written);
            report.bytes += entry.disk.size;
            files.insert(page.url.as_str().to_owned(), entry);
        }
        for (path, mut entry) in kept_bundle {
            if !staging.link(path) {
                (entry.hash, entry.disk) = staging.copy(&place.path.join(path), path)?;
            }
            report.kept += 1;
            report.bytes += entry.disk.size;
            files.insert(path.to_owned(), entry);
        }
        staging.carry(&foreign)?;
        staging.put_in_place(&Manifest::new(files).to_json(), &last)?;
        Ok(report)
    }
}

/// What is known about a file before it is made.
struct Plan {
    /// Known where there is a file of the last build to compare with.
    fingerprint: Option<u128>,
    /// The file of the last build, untouched since.
    intact: Option<Entry>,
    /// The same, if it was made from the same.
    kept: Option<Entry>,
}

fn plan(page: &Page, theme: u128, place: &Place, last: &Manifest) -> Plan {
    let path = page.url.as_str();
    let intact = last
        .files
        .get(path)
        .copied()
        .filter(|entry| OnDisk::at(&place.path.join(path)) == Some(entry.disk));
    let fingerprint = intact.map(|_| fingerprint(page, &page.inputs(), theme));
    Plan {
        fingerprint,
        intact,
        kept: intact.filter(|entry| Some(entry.fingerprint) == fingerprint),
    }
}

fn fingerprint(page: &Page, inputs: &Inputs, theme: u128) -> u128 {
    hash_of(page.fingerprint(inputs, theme).0)
}

/// Another version of the program may make other bytes of the same.
fn hash_of(fingerprint: u128) -> u128 {
    let mut hasher = Hasher::new();
    hasher.write(env!("CARGO_PKG_VERSION").as_bytes());
    hasher.write(&fingerprint.to_le_bytes());
    hasher.finish_128()
}

/// What lies behind a foreign link is not our file, however alike.
fn distrust_links(plans: &mut [Plan], pages: &[Page], foreign: &[Foreign]) {
    let links: HashSet<&str> = foreign
        .iter()
        .filter(|entry| entry.kind == Kind::Link)
        .map(|entry| entry.key.as_str())
        .collect();
    if links.is_empty() {
        return;
    }
    for (plan, page) in plans.iter_mut().zip(pages) {
        if above(page.url.as_str()).any(|folder| links.contains(folder)) {
            (plan.intact, plan.kept) = (None, None);
        }
    }
}

/// Puts one file into the staging folder, and says whether its bytes are new.
fn make<R, E>(
    page: &Page,
    plan: &Plan,
    theme: u128,
    staging: &Staging,
    render: &(impl Fn(&Page, &Inputs) -> Result<R, E> + Sync),
) -> Result<(Entry, bool), Trouble<E>>
where
    R: AsRef<[u8]>,
{
    let path = page.url.as_str();
    if let Some(kept) = plan.kept.filter(|_| staging.link(path)) {
        return Ok((kept, false));
    }
    let inputs = page.inputs();
    let fingerprint = || {
        let known = plan.fingerprint;
        known.unwrap_or_else(|| fingerprint(page, &inputs, theme))
    };
    let entry = |fingerprint, (hash, disk)| Entry {
        fingerprint,
        hash,
        disk,
    };
    let (rendered, cleaned);
    let bytes: &[u8] = match &page.content {
        Content::Bytes(bytes) => bytes,
        Content::Template { .. } => {
            rendered = render(page, &inputs).map_err(Trouble::Render)?;
            rendered.as_ref()
        }
        Content::File {
            path: from,
            clean: true,
            ..
        } => {
            cleaned = staging.clean(from)?;
            &cleaned
        }
        Content::File { path: from, .. } => {
            let written = staging.copy(from, path)?;
            return Ok((entry(fingerprint(), written), true));
        }
        Content::Made(made) => {
            let written = staging.write_made(path, made)?;
            let fingerprint = hash_of(Fingerprint::of_made(written.0).0);
            return Ok((entry(fingerprint, written), true));
        }
    };
    let hash = hash_bytes(bytes);
    let same = plan
        .intact
        .filter(|entry| entry.hash == hash && staging.link(path));
    let (disk, is_new) = match same {
        Some(same) => (same.disk, false),
        None => (staging.write(path, bytes)?, true),
    };
    Ok((entry(fingerprint(), (hash, disk)), is_new))
}

enum Trouble<E> {
    Output(Error),
    Render(E),
}

impl<E> From<Error> for Trouble<E> {
    fn from(error: Error) -> Self {
        Trouble::Output(error)
    }
}

/// All results, or all that the callback complained about, or the first thing that went wrong on disk.
fn all_or_errors<T, E>(results: Vec<Result<T, Trouble<E>>>) -> Result<Vec<T>, Failure<E>> {
    let mut fine = Vec::with_capacity(results.len());
    let mut complaints = Vec::new();
    for result in results {
        match result {
            Ok(value) => fine.push(value),
            Err(Trouble::Render(error)) => complaints.push(error),
            Err(Trouble::Output(error)) => return Err(error.into()),
        }
    }
    if complaints.is_empty() {
        Ok(fine)
    } else {
        Err(Failure::Render(complaints))
    }
}

/// Locks the output, which is made if need be, against other builds.
fn lock(place: &Place) -> Result<Lock, Error> {
    let failed = |error: std::io::Error| Error::io("create", &place.shown, &error);
    place
        .path
        .parent()
        .map_or(Ok(()), fs::create_dir_all)
        .map_err(failed)?;
    staging::recover(place)?;
    Lock::take(&place.path)
        .map_err(failed)?
        .ok_or_else(|| locked(place))
}

/// The last defence: the engine has already reported paths like these at their sources.
fn check_paths(pages: &[Page]) -> Result<(), Error> {
    let leads_astray = |path: &str| {
        path.split(['/', '\\'])
            .any(|part| matches!(part, "" | "." | ".."))
            || path.contains(['\0', ':'])
    };
    let mut paths: Vec<&str> = pages.iter().map(|page| page.url.as_str()).collect();
    paths.sort_unstable();
    if let Some(path) = paths
        .iter()
        .find(|path| leads_astray(path) || **path == manifest::NAME)
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
fn beside(
    wanted: &HashSet<&str>,
    foreign: Vec<Foreign>,
    place: &Place,
) -> Result<Vec<Foreign>, Error> {
    let folders: HashSet<&str> = wanted.iter().flat_map(|path| above(path)).collect();
    let mut kept = Vec::with_capacity(foreign.len());
    for entry in foreign {
        let key = entry.key.as_str();
        let needed = wanted.contains(key) || folders.contains(key) && entry.kind != Kind::Folder;
        match entry.kind {
            Kind::Link if needed => {}
            Kind::Folder if needed => {}
            _ if needed || above(key).any(|folder| wanted.contains(folder)) => {
                let shown = place.shown.join(&entry.path);
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
fn named(foreign: &[Foreign]) -> Vec<String> {
    let full: HashSet<&str> = foreign
        .iter()
        .filter_map(|entry| Some(entry.key.rsplit_once('/')?.0))
        .collect();
    let mut names: Vec<String> = foreign
        .iter()
        .filter(|entry| entry.kind != Kind::Folder || !full.contains(entry.key.as_str()))
        .map(|entry| {
            if entry.kind == Kind::Folder {
                format!("{}/", entry.key)
            } else {
                entry.key.clone()
            }
        })
        .collect();
    names.sort_unstable();
    names
}
