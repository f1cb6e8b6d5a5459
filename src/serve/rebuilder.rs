//! Keeps the revision current: waits for file events, makes snapshots and publishes revisions.
//!
//! The first event is acted on at once. After a pause a walk over all files finds what the events missed, so a lost
//! event delays a change but never hides it. Bad news (a new error, a page or a text that is gone) is published only if
//! no further event follows for a while, so that a file in the middle of being written never flashes.

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

/// After this long without events all files are checked.
const DEBOUNCE: Duration = Duration::from_millis(20);
/// After this long without events bad news is published.
const BAD_NEWS_DELAY: Duration = Duration::from_millis(150);
/// Events without a pause delay the check of all files for at most this long.
const MAX_DEBOUNCE: Duration = Duration::from_secs(1);
/// If the last snapshot took no longer than this, one is made at the first event already.
const FAST_REBUILD: Duration = Duration::from_millis(40);
/// How many pages are rendered in the background before events are checked again.
const RENDER_CHUNK_SIZE: usize = 32;
/// The interval of retries after an input could not be read.
const RETRY_INTERVAL: Duration = Duration::from_secs(1);

/// Makes the request of each snapshot.
pub type RequestFn = Box<dyn Fn() -> Request + Send>;
/// Sets severities according to the command line.
pub type StrictnessFn = Box<dyn Fn(&mut [Finding]) + Send>;

/// Rebuilds a project after changes, and publishes the revisions. Runs on a thread of its own.
pub struct Rebuilder {
    pub root: PathBuf,
    pub engine: Engine,
    /// Called for each snapshot, because the day may have changed.
    pub request: RequestFn,
    pub apply_strictness: StrictnessFn,
    pub watcher: Watcher,
    pub revisions: Arc<Sender<Arc<Revision>>>,
    /// Called with each event for the terminal.
    pub on_event: Box<dyn Fn(&ServerEvent) + Send>,
}

/// Something to print on the terminal.
pub enum ServerEvent<'a> {
    /// A new revision, and the time from the file event to it.
    Published(&'a Revision, Duration),
    Warning(&'a str),
}

struct RebuildLoop {
    rebuilder: Rebuilder,
    last_good: LastGood,
    held_back: HeldBack,
    /// How long the last snapshot took.
    last_duration: Duration,
    /// Pages that are known to render without errors, and those of the context before.
    rendered_ok: HashSet<Fingerprint>,
    rendered_ok_before: HashSet<Fingerprint>,
    /// Indexes of pages that have not been rendered yet, the last one first, and the errors so far.
    unrendered: Vec<usize>,
    render_findings: Vec<Finding>,
    event_time: Instant,
    watched: BTreeSet<PathBuf>,
}

/// The newest snapshot, while it is held back because it is bad news. What was read before is never kept: every read
/// goes through [`HeldBack::newest`], which drops it when anything newer is known.
#[derive(Default)]
struct HeldBack(Option<Snapshot>);

impl HeldBack {
    /// The newest state, given the result of reading the files: what was read, or what is held back if nothing has
    /// changed since. It is no longer held back then.
    fn newest(&mut self, read: Result<Option<Snapshot>, Error>) -> Result<Option<Snapshot>, Error> {
        let held = self.0.take();
        Ok(read?.or(held))
    }

    fn hold(&mut self, newest: Snapshot) {
        self.0 = Some(newest);
    }

    fn is_empty(&self) -> bool {
        self.0.is_none()
    }
}

impl Rebuilder {
    /// Rebuilds for as long as the process lives; never returns.
    pub fn run(self) {
        let mut rebuild_loop = RebuildLoop {
            rebuilder: self,
            last_good: LastGood::default(),
            held_back: HeldBack::default(),
            last_duration: Duration::MAX,
            rendered_ok: HashSet::new(),
            rendered_ok_before: HashSet::new(),
            unrendered: Vec::new(),
            render_findings: Vec::new(),
            event_time: Instant::now(),
            watched: BTreeSet::new(),
        };
        rebuild_loop.rebuild(true);
        loop {
            let events = rebuild_loop.render_until_event();
            rebuild_loop.event_time = Instant::now();
            rebuild_loop.handle_events(events);
        }
    }
}

impl RebuildLoop {
    fn current_revision(&self) -> Arc<Revision> {
        self.rebuilder.revisions.borrow().clone()
    }

    /// Renders pages in the background, to find their errors, until there is a file event.
    fn render_until_event(&mut self) -> FileEvents {
        loop {
            let wait_time = match self.unrendered.is_empty() {
                true if self.current_revision().read_error.is_some() => RETRY_INTERVAL,
                true => return self.rebuilder.watcher.wait(),
                false => Duration::ZERO,
            };
            if let Some(events) = self.rebuilder.watcher.events().take_within(wait_time) {
                return events;
            }
            if self.unrendered.is_empty() {
                return FileEvents::default();
            }
            self.render_chunk();
        }
    }

    fn handle_events(&mut self, first: FileEvents) {
        let start = Instant::now();
        let mut needs_full_scan = first.needs_full_scan;
        let mut events = first;
        loop {
            self.update_quickly(&events);
            match self.rebuilder.watcher.events().take_within(DEBOUNCE) {
                Some(more) if start.elapsed() < MAX_DEBOUNCE => events = more,
                Some(more) => {
                    needs_full_scan |= more.needs_full_scan;
                    break;
                }
                None => break,
            }
            needs_full_scan |= events.needs_full_scan;
        }
        self.rebuild(needs_full_scan);
    }

    /// Publishes what can be shown before all files are checked: new bodies, or everything if snapshots are fast.
    fn update_quickly(&mut self, events: &FileEvents) {
        let revision = self.current_revision();
        let Some(shown) = revision.snapshot.as_ref() else {
            return;
        };
        if events.needs_full_scan
            || events.paths.is_empty()
            || !self.held_back.is_empty()
            || self.last_good.held
        {
            return;
        }
        match self.rebuilder.engine.body_edit(shown, &events.paths) {
            BodyEdit::Pages(pages) => {
                if let Some(next) = revision.body_changed(pages) {
                    self.publish(next);
                }
            }
            BodyEdit::Unclear if self.last_duration <= FAST_REBUILD => {
                if let Ok(Some(next)) = self.read_snapshot()
                    && let Some(bad) = self.publish_unless_bad(next)
                {
                    self.held_back.hold(bad);
                }
            }
            BodyEdit::Unclear | BodyEdit::Unfinished => {}
        }
    }

    /// Makes snapshots of all files until the published revision matches them.
    fn rebuild(&mut self, mut rewatch: bool) {
        loop {
            let start = Instant::now();
            let next = self.read_snapshot();
            self.last_duration = start.elapsed();
            let bad_news = match next {
                Err(error) => Some(Err(error)),
                Ok(Some(next)) => self.publish_unless_bad(next).map(Ok),
                Ok(None) => None,
            };
            let changed = self.update_watches(rewatch);
            rewatch = false;
            let Some(bad) = bad_news else {
                match changed {
                    true => continue,
                    false => break,
                }
            };
            let delay = match self.current_revision().version {
                0 => Duration::ZERO,
                _ => BAD_NEWS_DELAY,
            };
            let events = self.rebuilder.watcher.events().take_within(delay);
            // What changed between the reading and the watch of a new folder has no event.
            if events.is_none() && !changed {
                self.publish_result(bad);
                break;
            }
            rewatch = events.is_some_and(|events| events.needs_full_scan);
            if let Ok(bad) = bad {
                self.held_back.hold(bad);
            }
        }
        if let Some(settled) = self.current_revision().without_edited_pages() {
            self.publish(settled);
        }
    }

    /// The newest snapshot for the preview; `None` if nothing has changed and nothing is held back.
    fn read_snapshot(&mut self) -> Result<Option<Snapshot>, Error> {
        let request = (self.rebuilder.request)();
        let engine = &mut self.rebuilder.engine;
        let read = engine.preview(&request, &mut self.last_good);
        let read = read.map(|snapshot| {
            snapshot.map(|mut snapshot| {
                (self.rebuilder.apply_strictness)(&mut snapshot.findings);
                snapshot
            })
        });
        self.held_back.newest(read)
    }

    /// Publishes the snapshot unless it is bad news or half written; then returns it.
    fn publish_unless_bad(&mut self, next: Snapshot) -> Option<Snapshot> {
        if self.last_good.truncated || is_bad_news(&self.current_revision(), &next) {
            return Some(next);
        }
        self.publish_result(Ok(next));
        None
    }

    fn publish_result(&mut self, news: Result<Snapshot, Error>) {
        let revision = self.current_revision();
        match news {
            Ok(snapshot) => {
                self.last_good.show();
                self.publish(revision.with_snapshot(snapshot, self.last_good.held));
                self.queue_changed_pages(&revision);
            }
            Err(error) => {
                let error = Some(error.to_string());
                if revision.read_error != error {
                    self.publish(revision.with_findings(revision.render_findings.to_vec(), error));
                }
            }
        }
    }

    fn publish(&self, next: Revision) {
        let next = Arc::new(next);
        (self.rebuilder.on_event)(&ServerEvent::Published(&next, self.event_time.elapsed()));
        self.rebuilder.revisions.send_replace(next);
    }

    /// Watches the folders that exist now. True if one was not watched before, so that changes may have been missed.
    fn update_watches(&mut self, rewatch: bool) -> bool {
        let mut folders = self.rebuilder.engine.watched_folders();
        folders.extend(self.last_good.folders());
        let there = folders.iter().filter(|f| f.is_dir());
        let now: BTreeSet<PathBuf> = there.cloned().collect();
        if !rewatch && now == self.watched {
            return false;
        }
        let has_new = rewatch || now.difference(&self.watched).next().is_some();
        let Rebuilder { watcher, root, .. } = &mut self.rebuilder;
        if let Some(notice) = watcher.watch_folders(folders, root, has_new) {
            (self.rebuilder.on_event)(&ServerEvent::Warning(&notice));
        }
        self.watched = now;
        has_new
    }

    /// Queues the pages that differ from those of the revision before, to be rendered in the background.
    fn queue_changed_pages(&mut self, before: &Revision) {
        let revision = self.current_revision();
        let Some(snapshot) = &revision.snapshot else {
            return;
        };
        // After errors every page is rendered again.
        let no_errors = before.render_findings.is_empty() && self.render_findings.is_empty();
        let before = before.snapshot.as_ref().filter(|_| no_errors);
        let before = before.filter(|b| b.site.has_same_context(&snapshot.site));
        if before.is_none() {
            self.rendered_ok_before = std::mem::take(&mut self.rendered_ok);
        }
        let is_known = |page: &Page| {
            let pages = before.map_or(&[][..], |b| b.pages());
            let at = pages.binary_search_by(|p| p.url.cmp(&page.url));
            at.is_ok_and(|at| pages[at].is_same_without_computing(page))
        };
        let unfinished = before.into_iter().flat_map(|before| {
            let pages = self
                .unrendered
                .iter()
                .filter_map(|i| before.pages().get(*i));
            pages.map(|page| page.url.as_str())
        });
        let unfinished: HashSet<&str> = unfinished.collect();
        let pages = snapshot.pages().iter().enumerate();
        let untried = pages
            .filter(|(_, page)| matches!(page.content, Content::Template { .. }))
            .filter(|(_, page)| !is_known(page) || unfinished.contains(page.url.as_str()));
        self.unrendered = untried.map(|(i, _)| i).rev().collect();
        self.render_findings.clear();
        // Every edit of a body leaves an old fingerprint behind, so the set is emptied when it has grown.
        if self.rendered_ok.len() > 2 * snapshot.pages().len() {
            self.rendered_ok.clear();
        }
    }

    fn render_chunk(&mut self) {
        let revision = self.current_revision();
        let Some(snapshot) = &revision.snapshot else {
            return self.unrendered.clear();
        };
        let rest = self.unrendered.len().saturating_sub(RENDER_CHUNK_SIZE);
        let chunk = self.unrendered.split_off(rest);
        let theme = snapshot.site.theme_fingerprint();
        let known = |fingerprint: &Fingerprint| self.rendered_ok_before.contains(fingerprint);
        let pages = chunk.par_iter().filter_map(|i| snapshot.pages().get(*i));
        let tried = pages.map(|page| {
            let inputs = page.inputs();
            let fingerprint = page.fingerprint(&inputs, theme);
            match known(&fingerprint) {
                true => Ok(fingerprint),
                false => snapshot.render_with(page, &inputs).map(|_| fingerprint),
            }
        });
        for result in tried.collect::<Vec<_>>() {
            match result {
                Ok(fingerprint) => {
                    self.rendered_ok.insert(fingerprint);
                }
                Err(finding) => self.render_findings.push(snapshot.locate(*finding)),
            }
        }
        if self.unrendered.is_empty() {
            self.rendered_ok_before.clear();
            let mut findings = std::mem::take(&mut self.render_findings);
            findings.dedup();
            if *revision.render_findings != findings {
                self.publish(revision.with_findings(findings, revision.read_error.clone()));
            }
        }
    }
}

/// True if the snapshot has an error that was not shown before, or lacks a page that was.
fn is_bad_news(shown: &Revision, next: &Snapshot) -> bool {
    let Some(before) = &shown.snapshot else {
        return false;
    };
    let key = |f: &Finding| (f.code, f.path.clone(), f.message.clone());
    let errors = |s: &Snapshot| -> HashSet<_> {
        let errors = s.findings.iter().filter(|f| f.severity == Severity::Error);
        errors.map(key).collect()
    };
    let known = errors(before);
    let is_gone = |page: &Page| {
        let found = next.pages().binary_search_by(|p| p.url.cmp(&page.url));
        found.is_err()
    };
    errors(next).iter().any(|error| !known.contains(error)) || before.pages().iter().any(is_gone)
}
