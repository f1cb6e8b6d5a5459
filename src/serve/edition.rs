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
const REMEMBERED: usize = 64;
/// A change of more files than this is told as a change of everything.
const MOST_TOLD: usize = 1000;

#[derive(Clone)]
pub struct Edition {
    /// Counts up.
    pub version: u64,
    /// `None` until the project could be read once.
    pub snapshot: Option<Arc<Snapshot>>,
    /// Pages with a newer text than the snapshot's.
    patch: BTreeMap<Arc<str>, Page>,
    /// What tells pages from other versions of them, of those that somebody has asked for.
    prints: Arc<Mutex<HashMap<Box<str>, Fingerprint>>>,
    /// The search index, by name, once somebody has searched.
    search: Arc<OnceLock<HashMap<String, Vec<u8>>>>,
    /// What came up when pages were rendered.
    pub rendering: Arc<Vec<Finding>>,
    /// An input that cannot be read at all.
    pub fault: Option<String>,
    /// Something broken is shown as it was before.
    pub held: bool,
    changes: VecDeque<Arc<Change>>,
}

/// Files, other than pages, that are not what they were in the version before, and what is gone. Names are those of the
/// site's files. Whether a page is new is asked of those pages alone that somebody looks at: making the inputs of all
/// would take far longer than a reader wants to wait.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Change {
    pub version: u64,
    pub changed: Vec<Arc<str>>,
    pub removed: Vec<Arc<str>>,
    /// Anything may have changed.
    pub all: bool,
}

impl Edition {
    /// Before anything was read.
    pub fn none() -> Self {
        Edition {
            version: 0,
            snapshot: None,
            patch: BTreeMap::new(),
            prints: Arc::default(),
            search: Arc::default(),
            rendering: Arc::default(),
            fault: None,
            held: false,
            changes: VecDeque::new(),
        }
    }

    /// The file of that name.
    pub fn page(&self, name: &str) -> Option<&Page> {
        if let Some(page) = self.patch.get(name) {
            return Some(page);
        }
        let pages = self.snapshot.as_ref()?.pages();
        let at = pages.binary_search_by(|p| p.url.as_str().cmp(name)).ok()?;
        pages.get(at)
    }

    /// What tells the file of that name from other versions of it.
    pub fn print(&self, name: &str) -> Option<Fingerprint> {
        let prints = || self.prints.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(print) = prints().get(name) {
            return Some(*print);
        }
        let page = self.page(name)?;
        let theme = self.snapshot.as_ref()?.site.fingerprint();
        let print = page.fingerprint(&page.inputs(), theme);
        prints().insert(name.into(), print);
        Some(print)
    }

    /// A file of the search index, which is made when the first is asked for: that takes its time.
    pub fn search(&self, name: &str) -> Option<&[u8]> {
        let snapshot = self.snapshot.as_ref()?;
        let made = self.search.get_or_init(|| {
            let files = search::index(&snapshot.records()).unwrap_or_default();
            files.into_iter().map(|f| (f.path, f.bytes)).collect()
        });
        made.get(name).map(Vec::as_slice)
    }

    /// The next edition, with another snapshot.
    pub fn next(&self, snapshot: Snapshot, held: bool) -> Self {
        let change = self.compare(snapshot.pages());
        let next = Edition {
            snapshot: Some(Arc::new(snapshot)),
            patch: BTreeMap::new(),
            prints: Arc::default(),
            search: Arc::default(),
            rendering: Arc::default(),
            fault: None,
            held,
            ..self.clone()
        };
        next.told(change)
    }

    /// The next edition, in which these pages are newer than the snapshot; `None` if they are shown already.
    pub fn body_changed(&self, pages: Vec<Page>) -> Option<Self> {
        let theme = self.snapshot.as_ref()?.site.fingerprint();
        let mut next = self.clone();
        next.prints = Arc::default();
        let mut is_new = false;
        for page in pages {
            let name: Arc<str> = page.url.as_str().into();
            is_new |= self.print(&name) != Some(page.fingerprint(&page.inputs(), theme));
            next.patch.insert(name, page);
        }
        is_new.then(|| next.told(Change::default()))
    }

    /// The next edition, with the snapshot alone; `None` if it is shown alone already.
    pub fn settled(&self) -> Option<Self> {
        if self.patch.is_empty() {
            return None;
        }
        let mut next = self.clone();
        next.prints = Arc::default();
        next.patch.clear();
        Some(next.told(Change::default()))
    }

    /// The next edition, with the same pages and other findings.
    pub fn found(&self, rendering: Vec<Finding>, fault: Option<String>) -> Self {
        let next = Edition {
            rendering: Arc::new(rendering),
            fault,
            ..self.clone()
        };
        next.told(Change::default())
    }

    /// What a browser must know that has seen a version; `None` if that is this one.
    pub fn since(&self, version: u64) -> Option<Change> {
        if version == self.version {
            return None;
        }
        let missed = self.changes.iter().filter(|c| c.version > version);
        let known = version < self.version && self.version - version <= self.changes.len() as u64;
        let mut sum = Change {
            version: self.version,
            all: !known,
            ..Change::default()
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
        of_project.chain(self.rendering.iter())
    }

    pub fn count(&self, severity: Severity) -> usize {
        self.findings().filter(|f| f.severity == severity).count()
    }

    fn told(mut self, change: Change) -> Self {
        self.version += 1;
        if self.changes.len() == REMEMBERED {
            self.changes.pop_front();
        }
        self.changes.push_back(Arc::new(Change {
            version: self.version,
            ..change
        }));
        self
    }

    fn compare(&self, pages: &[Page]) -> Change {
        let mut change = Change::default();
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
            if was.is_none_or(|was| !was.is_plainly(page)) {
                change.changed.push(page.url.as_str().into());
            }
        }
        if change.changed.len() + change.removed.len() > MOST_TOLD {
            change = Change {
                all: true,
                ..Change::default()
            };
        }
        change
    }
}
