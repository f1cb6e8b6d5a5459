//! What is served at one moment, and what has changed since the moments before. Immutable: a request that has begun sees
//! one edition to its end.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use serde::Serialize;

use crate::diagnostic::{Finding, Severity};
use crate::engine::Snapshot;
use crate::page::{Content, Fingerprint, Page};
use crate::search;

/// So many changes are remembered. A browser that slept longer is told that everything may have changed.
const MAX_REMEMBERED_CHANGES: usize = 64;
/// A change of more files than this is told as a change of everything.
const MAX_CHANGED_FILES: usize = 1000;

#[derive(Clone)]
pub struct Revision {
    /// Counts up.
    pub version: u64,
    /// `None` until the project could be read once.
    pub snapshot: Option<Arc<Snapshot>>,
    /// Pages with a newer text than the snapshot's.
    edited_pages: BTreeMap<Arc<str>, Page>,
    /// What tells pages from other versions of them, of those that somebody has asked for.
    fingerprints: Arc<Mutex<HashMap<Box<str>, Fingerprint>>>,
    /// The search index, by name, once somebody has searched.
    search_index: Arc<OnceLock<HashMap<String, Vec<u8>>>>,
    /// What came up when pages were rendered.
    pub render_findings: Arc<Vec<Finding>>,
    /// An input that cannot be read at all.
    pub read_error: Option<String>,
    /// Something broken is shown as it was before.
    pub shows_last_good: bool,
    changes: VecDeque<Arc<RevisionChange>>,
}

/// Files, other than pages, that are not what they were in the version before, and what is gone. Names are those of the
/// site's files. Whether a page is new is asked of those pages alone that somebody looks at: making the inputs of all
/// would take far longer than a reader wants to wait.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct RevisionChange {
    pub version: u64,
    pub changed: Vec<Arc<str>>,
    pub removed: Vec<Arc<str>>,
    /// Anything may have changed.
    pub all: bool,
}

impl Revision {
    /// Before anything was read.
    pub fn empty() -> Self {
        Revision {
            version: 0,
            snapshot: None,
            edited_pages: BTreeMap::new(),
            fingerprints: Arc::default(),
            search_index: Arc::default(),
            render_findings: Arc::default(),
            read_error: None,
            shows_last_good: false,
            changes: VecDeque::new(),
        }
    }

    /// The file of that name.
    pub fn page(&self, name: &str) -> Option<&Page> {
        if let Some(page) = self.edited_pages.get(name) {
            return Some(page);
        }
        let pages = self.snapshot.as_ref()?.pages();
        let at = pages.binary_search_by(|p| p.url.as_str().cmp(name)).ok()?;
        pages.get(at)
    }

    /// What tells the file of that name from other versions of it.
    pub fn fingerprint(&self, name: &str) -> Option<Fingerprint> {
        let prints = || {
            self.fingerprints
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
        };
        if let Some(print) = prints().get(name) {
            return Some(*print);
        }
        let page = self.page(name)?;
        let theme = self.snapshot.as_ref()?.site.theme_fingerprint();
        let print = page.fingerprint(&page.inputs(), theme);
        prints().insert(name.into(), print);
        Some(print)
    }

    /// A file of the search index, which is made when the first is asked for: that takes its time.
    pub fn search_file(&self, name: &str) -> Option<&[u8]> {
        let snapshot = self.snapshot.as_ref()?;
        let made = self.search_index.get_or_init(|| {
            let files = search::build_index(&snapshot.records()).unwrap_or_default();
            files.into_iter().map(|f| (f.path, f.bytes)).collect()
        });
        made.get(name).map(Vec::as_slice)
    }

    /// The next edition, with another snapshot.
    pub fn with_snapshot(&self, snapshot: Snapshot, held: bool) -> Self {
        let change = self.changed_files(snapshot.pages());
        let next = Revision {
            snapshot: Some(Arc::new(snapshot)),
            edited_pages: BTreeMap::new(),
            fingerprints: Arc::default(),
            search_index: Arc::default(),
            render_findings: Arc::default(),
            read_error: None,
            shows_last_good: held,
            ..self.clone()
        };
        next.with_change(change)
    }

    /// The next edition, in which these pages are newer than the snapshot; `None` if they are shown already.
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

    /// The next edition, with the snapshot alone; `None` if it is shown alone already.
    pub fn without_edited_pages(&self) -> Option<Self> {
        if self.edited_pages.is_empty() {
            return None;
        }
        let mut next = self.clone();
        next.fingerprints = Arc::default();
        next.edited_pages.clear();
        Some(next.with_change(RevisionChange::default()))
    }

    /// The next edition, with the same pages and other findings.
    pub fn with_findings(&self, rendering: Vec<Finding>, fault: Option<String>) -> Self {
        let next = Revision {
            render_findings: Arc::new(rendering),
            read_error: fault,
            ..self.clone()
        };
        next.with_change(RevisionChange::default())
    }

    /// What a browser must know that has seen a version; `None` if that is this one.
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

    /// All findings: those of the project, then what rendering found.
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
        let files = pages
            .iter()
            .filter(|p| matches!(p.content, Content::Bytes(_) | Content::File { .. }));
        for page in files {
            let was = self.page(page.url.as_str());
            if was.is_none_or(|was| !was.is_same_without_computing(page)) {
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
