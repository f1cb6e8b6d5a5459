//! What is served at one moment, and what has changed since the moments before. Immutable: a request that has begun sees
//! one edition to its end.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use rayon::prelude::*;
use serde::Serialize;

use crate::diagnostic::{Finding, Severity};
use crate::engine::Snapshot;
use crate::page::{Fingerprint, Page};

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
    /// Of the snapshot's pages, in their order.
    prints: Arc<Vec<Fingerprint>>,
    /// What came up when pages were rendered.
    pub rendering: Arc<Vec<Finding>>,
    /// An input that cannot be read at all.
    pub fault: Option<String>,
    /// Something broken is shown as it was before.
    pub held: bool,
    changes: VecDeque<Arc<Change>>,
}

/// Files that are not what they were in the version before. Names are those of the site's files.
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
            rendering: Arc::default(),
            fault: None,
            held: false,
            changes: VecDeque::new(),
        }
    }

    /// The file of that name, and what tells it from other versions of it.
    pub fn page(&self, name: &str) -> Option<(&Page, Fingerprint)> {
        let snapshot = self.snapshot.as_ref()?;
        if let Some(page) = self.patch.get(name) {
            return Some((page, page.fingerprint(snapshot.site.fingerprint())));
        }
        let pages = snapshot.pages();
        let at = pages.binary_search_by(|p| p.url.as_str().cmp(name)).ok()?;
        Some((&pages[at], *self.prints.get(at)?))
    }

    /// The next edition, with another snapshot.
    pub fn next(&self, snapshot: Snapshot, held: bool) -> Self {
        let theme = snapshot.site.fingerprint();
        let pages = snapshot.pages().par_iter();
        let prints: Vec<Fingerprint> = pages.map(|p| p.fingerprint(theme)).collect();
        let change = self.compare(snapshot.pages(), &prints);
        let next = Edition {
            snapshot: Some(Arc::new(snapshot)),
            patch: BTreeMap::new(),
            prints: Arc::new(prints),
            rendering: Arc::default(),
            fault: None,
            held,
            ..self.clone()
        };
        next.told(change)
    }

    /// The next edition, in which these pages are newer than the snapshot; `None` if they are shown already.
    pub fn retold(&self, pages: Vec<Page>) -> Option<Self> {
        let theme = self.snapshot.as_ref()?.site.fingerprint();
        let mut next = self.clone();
        let mut change = Change::default();
        for page in pages {
            let name: Arc<str> = page.url.as_str().into();
            let was = self.page(&name).map(|(_, print)| print);
            if was != Some(page.fingerprint(theme)) {
                change.changed.push(name.clone());
                next.patch.insert(name, page);
            }
        }
        (!change.changed.is_empty()).then(|| next.told(change))
    }

    /// The next edition, with the snapshot alone; `None` if it is shown alone already.
    pub fn settled(&self) -> Option<Self> {
        if self.patch.is_empty() {
            return None;
        }
        let mut next = self.clone();
        let change = Change {
            changed: std::mem::take(&mut next.patch).into_keys().collect(),
            ..Change::default()
        };
        Some(next.told(change))
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

    /// Two lists in the same order.
    fn compare(&self, pages: &[Page], prints: &[Fingerprint]) -> Change {
        let mut change = Change::default();
        let old = self.snapshot.as_ref().map_or(&[][..], |s| s.pages());
        for page in old {
            let gone = pages.binary_search_by(|p| p.url.cmp(&page.url)).is_err();
            if gone {
                change.removed.push(page.url.as_str().into());
            }
        }
        for (page, print) in pages.iter().zip(prints) {
            let was = self.page(page.url.as_str()).map(|(_, print)| print);
            if was != Some(*print) {
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
