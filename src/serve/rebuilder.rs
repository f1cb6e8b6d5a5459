//! Keeps the edition current: waits for hints, looks, and publishes.
//!
//! The first hint is acted on at once. After a short quiet a walk over all files finds whatever the hints missed, so a
//! lost event costs time, never truth. Good news is shown at once; bad news (an error, a page or a text that is gone)
//! only when nothing has happened for a while, so that a file in the middle of being written never flashes.

use std::collections::{BTreeSet, HashSet};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rayon::prelude::*;
use tokio::sync::watch::Sender;

use super::event_queue::FileEvents;
use super::revision::Revision;
use super::watch::Watcher;
use crate::content::source::Error;
use crate::diagnostic::{Finding, Severity};
use crate::engine::{BodyEdit, Engine, LastGood, Request, Snapshot};
use crate::page::{Content, Fingerprint, Page};

/// After so much quiet everything is looked at.
const DEBOUNCE: Duration = Duration::from_millis(20);
/// After so much quiet bad news is told.
const BAD_NEWS_DELAY: Duration = Duration::from_millis(150);
/// Somebody who writes without a pause does not put the whole look off for longer than this.
const MAX_DEBOUNCE: Duration = Duration::from_secs(1);
/// A whole look that took no longer than this is worth taking at the first hint.
const FAST_REBUILD: Duration = Duration::from_millis(40);
/// So many pages are rendered in the background at a time.
const RENDER_CHUNK_SIZE: usize = 32;
/// After an input could not be read, it is tried again this often.
const RETRY_INTERVAL: Duration = Duration::from_secs(1);

/// What to look for, asked for at each look.
pub type RequestFn = Box<dyn Fn() -> Request + Send>;
/// Sets severities as the command line wants them.
pub type StrictnessFn = Box<dyn Fn(&mut [Finding]) + Send>;

/// What the keeper is told about the project, and whom it tells.
pub struct Rebuilder {
    pub root: PathBuf,
    pub engine: Engine,
    /// What to look for; the day may change meanwhile.
    pub request: RequestFn,
    pub apply_strictness: StrictnessFn,
    pub watcher: Watcher,
    pub revisions: Arc<Sender<Arc<Revision>>>,
    /// Called with a line for the terminal.
    pub on_event: Box<dyn Fn(&ServerEvent) + Send>,
}

/// What is worth a line on the terminal.
pub enum ServerEvent<'a> {
    /// Another edition, and how long it took from the hint.
    Published(&'a Revision, Duration),
    Warning(&'a str),
}

struct RebuildLoop {
    rebuilder: Rebuilder,
    last_good: LastGood,
    /// Bad news that waits.
    pending_bad_news: Option<Snapshot>,
    /// How long the last whole look took.
    last_duration: Duration,
    /// Pages that are known to render; and those that were, of the layout before.
    rendered_ok: HashSet<Fingerprint>,
    rendered_ok_before: HashSet<Fingerprint>,
    /// Indexes of pages that have not been tried yet, last first, and what went wrong so far.
    unrendered: Vec<usize>,
    render_findings: Vec<Finding>,
    event_time: Instant,
    watched: BTreeSet<PathBuf>,
}

impl Rebuilder {
    /// Never returns; the process ends it.
    pub fn run(self) {
        let mut desk = RebuildLoop {
            rebuilder: self,
            last_good: LastGood::default(),
            pending_bad_news: None,
            last_duration: Duration::MAX,
            rendered_ok: HashSet::new(),
            rendered_ok_before: HashSet::new(),
            unrendered: Vec::new(),
            render_findings: Vec::new(),
            event_time: Instant::now(),
            watched: BTreeSet::new(),
        };
        desk.rebuild(true);
        loop {
            let hints = desk.render_until_event();
            desk.event_time = Instant::now();
            desk.handle_events(hints);
        }
    }
}

impl RebuildLoop {
    fn current_revision(&self) -> Arc<Revision> {
        self.rebuilder.revisions.borrow().clone()
    }

    /// Renders what nobody has asked for yet, until something happens.
    fn render_until_event(&mut self) -> FileEvents {
        loop {
            let patience = match self.unrendered.is_empty() {
                true if self.current_revision().read_error.is_some() => RETRY_INTERVAL,
                true => return self.rebuilder.watcher.wait(),
                false => Duration::ZERO,
            };
            if let Some(hints) = self.rebuilder.watcher.events().take_within(patience) {
                return hints;
            }
            if self.unrendered.is_empty() {
                return FileEvents::default();
            }
            self.render_chunk();
        }
    }

    fn handle_events(&mut self, first: FileEvents) {
        let start = Instant::now();
        let mut anew = first.needs_full_scan;
        let mut hints = first;
        loop {
            self.update_quickly(&hints);
            match self.rebuilder.watcher.events().take_within(DEBOUNCE) {
                Some(more) if start.elapsed() < MAX_DEBOUNCE => hints = more,
                Some(more) => {
                    anew |= more.needs_full_scan;
                    break;
                }
                None => break,
            }
            anew |= hints.needs_full_scan;
        }
        self.rebuild(anew);
    }

    /// What can be told of these hints without looking at everything.
    fn update_quickly(&mut self, hints: &FileEvents) {
        let edition = self.current_revision();
        let Some(shown) = edition.snapshot.as_ref() else {
            return;
        };
        if hints.needs_full_scan
            || hints.paths.is_empty()
            || self.pending_bad_news.is_some()
            || self.last_good.held
        {
            return;
        }
        match self.rebuilder.engine.body_edit(shown, &hints.paths) {
            BodyEdit::Pages(pages) => {
                if let Some(next) = edition.body_changed(pages) {
                    self.publish(next);
                }
            }
            BodyEdit::Unclear if self.last_duration <= FAST_REBUILD => {
                if let Ok(Some(next)) = self.read_snapshot()
                    && let Some(bad) = self.publish_unless_bad(next)
                {
                    self.pending_bad_news = Some(bad);
                }
            }
            BodyEdit::Unclear | BodyEdit::Unfinished => {}
        }
    }

    /// Looks at everything until what is published is what is there.
    fn rebuild(&mut self, mut anew: bool) {
        loop {
            let start = Instant::now();
            let next = self.read_snapshot();
            self.last_duration = start.elapsed();
            let waits = match next {
                Err(fault) => Some(Err(fault)),
                Ok(Some(next)) => self.publish_unless_bad(next).map(Ok),
                Ok(None) => self.pending_bad_news.take().map(Ok),
            };
            let changed = self.update_watches(anew);
            anew = false;
            match waits {
                None if changed => continue,
                None => break,
                Some(bad) => {
                    let first = self.current_revision().version == 0;
                    let patience = if first {
                        Duration::ZERO
                    } else {
                        BAD_NEWS_DELAY
                    };
                    if let Some(hints) = self.rebuilder.watcher.events().take_within(patience) {
                        anew = hints.needs_full_scan;
                        self.pending_bad_news = bad.ok();
                        continue;
                    }
                    self.publish_result(bad);
                    break;
                }
            }
        }
        if let Some(settled) = self.current_revision().without_edited_pages() {
            self.publish(settled);
        }
    }

    /// `None` if nothing has changed.
    fn read_snapshot(&mut self) -> Result<Option<Snapshot>, Error> {
        let request = (self.rebuilder.request)();
        let snapshot = self
            .rebuilder
            .engine
            .preview(&request, &mut self.last_good)?;
        Ok(snapshot.map(|mut snapshot| {
            (self.rebuilder.apply_strictness)(&mut snapshot.findings);
            snapshot
        }))
    }

    /// Publishes good news; hands bad news back.
    fn publish_unless_bad(&mut self, next: Snapshot) -> Option<Snapshot> {
        if self.last_good.truncated || is_bad_news(&self.current_revision(), &next) {
            return Some(next);
        }
        self.pending_bad_news = None;
        self.publish_result(Ok(next));
        None
    }

    fn publish_result(&mut self, news: Result<Snapshot, Error>) {
        let edition = self.current_revision();
        match news {
            Ok(snapshot) => {
                self.last_good.show();
                self.publish(edition.with_snapshot(snapshot, self.last_good.held));
                self.queue_changed_pages(&edition);
            }
            Err(fault) => {
                let fault = Some(fault.to_string());
                if edition.read_error != fault {
                    self.publish(edition.with_findings(edition.render_findings.to_vec(), fault));
                }
            }
        }
    }

    fn publish(&self, edition: Revision) {
        let edition = Arc::new(edition);
        (self.rebuilder.on_event)(&ServerEvent::Published(&edition, self.event_time.elapsed()));
        self.rebuilder.revisions.send_replace(edition);
    }

    /// Watches the folders there are now. Is there one that was not watched before?
    fn update_watches(&mut self, anew: bool) -> bool {
        let mut folders = self.rebuilder.engine.watched_folders();
        folders.extend(self.last_good.folders());
        let there = folders.iter().filter(|f| f.is_dir());
        let now: BTreeSet<PathBuf> = there.cloned().collect();
        if !anew && now == self.watched {
            return false;
        }
        let fresh = anew || now.difference(&self.watched).next().is_some();
        let notice = self
            .rebuilder
            .watcher
            .watch_folders(folders, &self.rebuilder.root, fresh);
        if let Some(notice) = notice {
            (self.rebuilder.on_event)(&ServerEvent::Warning(&notice));
        }
        self.watched = now;
        fresh
    }

    /// Goes through the pages that are not those of the edition before.
    fn queue_changed_pages(&mut self, before: &Revision) {
        let edition = self.current_revision();
        let Some(snapshot) = &edition.snapshot else {
            return;
        };
        // Where something went wrong, everything is tried again.
        let fine = before.render_findings.is_empty() && self.render_findings.is_empty();
        let before = before.snapshot.as_ref().filter(|_| fine);
        let before = before.filter(|b| b.site.has_same_context(&snapshot.site));
        if before.is_none() {
            self.rendered_ok_before = std::mem::take(&mut self.rendered_ok);
        }
        let is_known = |page: &Page| {
            let pages = before.map_or(&[][..], |b| b.pages());
            let at = pages.binary_search_by(|p| p.url.cmp(&page.url));
            at.is_ok_and(|at| pages[at].is_same_without_computing(page))
        };
        let unfinished: HashSet<&str> = match before {
            Some(b) => self
                .unrendered
                .iter()
                .filter_map(|i| Some(b.pages().get(*i)?.url.as_str()))
                .collect(),
            None => HashSet::new(),
        };
        let pages = snapshot.pages().iter().enumerate();
        let untried = pages
            .filter(|(_, page)| matches!(page.content, Content::Template { .. }))
            .filter(|(_, page)| !is_known(page) || unfinished.contains(page.url.as_str()));
        self.unrendered = untried.map(|(i, _)| i).rev().collect();
        self.render_findings.clear();
        // Every edit of a text leaves one behind.
        if self.rendered_ok.len() > 2 * snapshot.pages().len() {
            self.rendered_ok.clear();
        }
    }

    fn render_chunk(&mut self) {
        let edition = self.current_revision();
        let Some(snapshot) = &edition.snapshot else {
            return self.unrendered.clear();
        };
        let some = self
            .unrendered
            .split_off(self.unrendered.len().saturating_sub(RENDER_CHUNK_SIZE));
        let theme = snapshot.site.theme_fingerprint();
        let known = |print: &Fingerprint| self.rendered_ok_before.contains(print);
        let tried: Vec<_> = some
            .par_iter()
            .filter_map(|i| snapshot.pages().get(*i))
            .map(|page| {
                let inputs = page.inputs();
                let print = page.fingerprint(&inputs, theme);
                match known(&print) {
                    true => Ok(print),
                    false => snapshot.render_with(page, &inputs).map(|_| print),
                }
            })
            .collect();
        for result in tried {
            match result {
                Ok(print) => {
                    self.rendered_ok.insert(print);
                }
                Err(wrong) => self.render_findings.push(snapshot.locate(*wrong)),
            }
        }
        if self.unrendered.is_empty() {
            self.rendered_ok_before.clear();
            let mut wrong = std::mem::take(&mut self.render_findings);
            wrong.dedup();
            if *edition.render_findings != wrong {
                self.publish(edition.with_findings(wrong, edition.read_error.clone()));
            }
        }
    }
}

/// Would somebody be sorry to see it flash by: an error that was not there, a page that is gone?
fn is_bad_news(shown: &Revision, next: &Snapshot) -> bool {
    let Some(before) = &shown.snapshot else {
        return false;
    };
    let key = |f: &Finding| (f.code, f.path.clone(), f.message.clone());
    let errors = |s: &Snapshot| -> HashSet<_> {
        let errors = s.findings.iter();
        errors
            .filter(|f| f.severity == Severity::Error)
            .map(key)
            .collect()
    };
    let known = errors(before);
    let is_gone = |page: &&Page| {
        let found = next.pages().binary_search_by(|p| p.url.cmp(&page.url));
        found.is_err()
    };
    errors(next).iter().any(|error| !known.contains(error))
        || before.pages().iter().any(|p| is_gone(&p))
}
