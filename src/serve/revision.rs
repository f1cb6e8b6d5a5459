//! What is served at one moment, and what has changed since earlier moments. Immutable, so a request is answered from
//! one revision to its end.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use serde::Serialize;

use crate::diagnostic::{Finding, Severity};
use crate::engine::Snapshot;
use crate::page::{Content, Fingerprint, Page};
use crate::search;

/// How many changes are remembered. For a browser that missed more, everything counts as changed.
const MAX_REMEMBERED_CHANGES: usize = 64;
/// A change of more files than this counts as a change of everything.
const MAX_CHANGED_FILES: usize = 1000;

#[derive(Clone, Default)]
pub struct Revision {
    /// One higher than that of the revision before; 0 before the project was read.
    pub version: u64,
    /// `None` until the project has been read once.
    pub snapshot: Option<Arc<Snapshot>>,
    /// Pages with a newer body than the snapshot's, by name.
    edited_pages: BTreeMap<Arc<str>, Page>,
    /// Fingerprints of pages, computed when they are first needed.
    fingerprints: Arc<Mutex<HashMap<Box<str>, Fingerprint>>>,
    /// The search index, made when its first file is requested, and the newest one made before it.
    search_index: Arc<OnceLock<Arc<search::Index>>>,
    last_search_index: Arc<search::Index>,
    /// Errors of pages that were rendered in the background.
    pub render_findings: Arc<Vec<Finding>>,
    /// Why the project cannot be read at the moment.
    pub read_error: Option<String>,
    /// True if a broken file is shown in its last good version.
    pub shows_last_good: bool,
    changes: VecDeque<Arc<RevisionChange>>,
}

/// The names of files, other than rendered pages, that have changed since the version before, and of all files that are
/// gone. Rendered pages are compared only where a browser shows them, because computing the inputs of all takes long.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct RevisionChange {
    pub version: u64,
    pub changed: Vec<Arc<str>>,
    pub removed: Vec<Arc<str>>,
    /// True if any file may have changed.
    pub all: bool,
}

impl Revision {
    /// The page or file with this name, which is its address without a slash at the start.
    pub fn page(&self, name: &str) -> Option<&Page> {
        if let Some(page) = self.edited_pages.get(name) {
            return Some(page);
        }
        let pages = self.snapshot.as_ref()?.pages();
        let at = pages.binary_search_by(|p| p.url.as_str().cmp(name)).ok()?;
        pages.get(at)
    }

    /// The fingerprint of a file; it changes when its bytes may have changed.
    pub fn fingerprint(&self, name: &str) -> Option<Fingerprint> {
        let lock = || self.fingerprints.lock();
        let fingerprints = || lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(fingerprint) = fingerprints().get(name) {
            return Some(*fingerprint);
        }
        let page = self.page(name)?;
        let theme = self.snapshot.as_ref()?.site.theme_fingerprint();
        let fingerprint = page.fingerprint(&page.inputs(), theme);
        fingerprints().insert(name.into(), fingerprint);
        Some(fingerprint)
    }

    /// A file of the search index. Slow at the first call, which makes what changed of the index.
    pub fn search_file(&self, name: &str) -> Option<&[u8]> {
        let snapshot = self.snapshot.as_ref()?;
        let build = || self.last_search_index.updated(&snapshot.records());
        let index = self
            .search_index
            .get_or_init(|| Arc::new(build().unwrap_or_default()));
        index.file(name)
    }

    /// The next revision, with another snapshot. `held` is true if that shows the last good version of a broken file.
    pub fn with_snapshot(&self, snapshot: Snapshot, held: bool) -> Self {
        let change = self.changed_files(snapshot.pages());
        let next = Revision {
            version: self.version,
            snapshot: Some(Arc::new(snapshot)),
            shows_last_good: held,
            changes: self.changes.clone(),
            last_search_index: self
                .search_index
                .get()
                .unwrap_or(&self.last_search_index)
                .clone(),
            ..Revision::default()
        };
        next.with_change(change)
    }

    /// The next revision, in which these pages replace those of the snapshot; `None` if they are shown already.
    pub fn body_changed(&self, pages: Vec<Page>) -> Option<Self> {
        let theme = self.snapshot.as_ref()?.site.theme_fingerprint();
        let mut next = self.clone();
        next.fingerprints = Arc::default();
        let mut is_new = false;
        for page in pages {
            let name: Arc<str> = page.url.as_str().into();
            is_new |= self.fingerprint(&name) != Some(page.fingerprint(&page.inputs(), theme));
            next.edited_pages.insert(name, page);
        }
        is_new.then(|| next.with_change(RevisionChange::default()))
    }

    /// The next revision, without pages that replace those of the snapshot; `None` if there are none.
    pub fn without_edited_pages(&self) -> Option<Self> {
        if self.edited_pages.is_empty() {
            return None;
        }
        let mut next = self.clone();
        next.fingerprints = Arc::default();
        next.edited_pages.clear();
        Some(next.with_change(RevisionChange::default()))
    }

    /// The next revision, with the same pages but these errors of rendering and reading.
    pub fn with_findings(&self, render_findings: Vec<Finding>, read_error: Option<String>) -> Self {
        let next = Revision {
            render_findings: Arc::new(render_findings),
            read_error,
            ..self.clone()
        };
        next.with_change(RevisionChange::default())
    }

    /// All changes since a version; `None` if that is this one. If it is too old, everything counts as changed.
    pub fn changes_since(&self, version: u64) -> Option<RevisionChange> {
        if version == self.version {
            return None;
        }
        let missed = self.changes.iter().filter(|c| c.version > version);
        let known = version < self.version && self.version - version <= self.changes.len() as u64;
        let mut sum = RevisionChange {
            version: self.version,
            all: !known,
            ..RevisionChange::default()
        };
        for change in missed.filter(|_| known) {
            sum.all |= change.all;
            sum.changed.extend(change.changed.iter().cloned());
            sum.removed.extend(change.removed.iter().cloned());
        }
        let is_back = |name: &Arc<str>| self.page(name).is_some();
        sum.removed.retain(|name| !is_back(name));
        sum.changed.retain(is_back);
        for names in [&mut sum.changed, &mut sum.removed] {
            names.sort_unstable();
            names.dedup();
        }
        Some(sum)
    }

    /// All findings: those of the snapshot, then those of rendering.
    pub fn findings(&self) -> impl Iterator<Item = &Finding> {
        let of_project = self.snapshot.iter().flat_map(|s| &s.findings);
        of_project.chain(self.render_findings.iter())
    }

    pub fn count_findings(&self, severity: Severity) -> usize {
        self.findings().filter(|f| f.severity == severity).count()
    }

    fn with_change(mut self, change: RevisionChange) -> Self {
        self.version += 1;
        if self.changes.len() == MAX_REMEMBERED_CHANGES {
            self.changes.pop_front();
        }
        self.changes.push_back(Arc::new(RevisionChange {
            version: self.version,
            ..change
        }));
        self
    }

    fn changed_files(&self, pages: &[Page]) -> RevisionChange {
        let mut change = RevisionChange::default();
        let old = self.snapshot.as_ref().map_or(&[][..], |s| s.pages());
        for page in old {
            let gone = pages.binary_search_by(|p| p.url.cmp(&page.url)).is_err();
            if gone {
                change.removed.push(page.url.as_str().into());
            }
        }
        let is_file = |p: &&Page| matches!(p.content, Content::Bytes(_) | Content::File { .. });
        for page in pages.iter().filter(is_file) {
            let before = self.page(page.url.as_str());
            if before.is_none_or(|before| !before.is_same_without_computing(page)) {
                change.changed.push(page.url.as_str().into());
            }
        }
        if change.changed.len() + change.removed.len() > MAX_CHANGED_FILES {
            change = RevisionChange {
                all: true,
                ..RevisionChange::default()
            };
        }
        change
    }
}
