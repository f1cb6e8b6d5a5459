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

use super::edition::Edition;
use super::inbox::Hints;
use super::watch::Watcher;
use crate::diagnostic::{Finding, Severity};
use crate::engine::{BodyEdit, Engine, LastGood, Request, Snapshot};
use crate::page::{Content, Fingerprint, Page};
use crate::source::Fault;

/// After so much quiet everything is looked at.
const QUIET: Duration = Duration::from_millis(20);
/// After so much quiet bad news is told.
const SURE: Duration = Duration::from_millis(150);
/// Somebody who writes without a pause does not put the whole look off for longer than this.
const PATIENCE: Duration = Duration::from_secs(1);
/// A whole look that took no longer than this is worth taking at the first hint.
const QUICK: Duration = Duration::from_millis(40);
/// So many pages are rendered in the background at a time.
const CHUNK: usize = 32;
/// After an input could not be read, it is tried again this often.
const RETRY: Duration = Duration::from_secs(1);

/// What to look for, asked for at each look.
pub type Ask = Box<dyn Fn() -> Request + Send>;
/// Sets severities as the command line wants them.
pub type Judge = Box<dyn Fn(&mut [Finding]) + Send>;

/// What the keeper is told about the project, and whom it tells.
pub struct Keeper {
    pub root: PathBuf,
    pub engine: Engine,
    /// What to look for; the day may change meanwhile.
    pub request: Ask,
    pub judge: Judge,
    pub watcher: Watcher,
    pub editions: Arc<Sender<Arc<Edition>>>,
    /// Called with a line for the terminal.
    pub say: Box<dyn Fn(&Told) + Send>,
}

/// What is worth a line on the terminal.
pub enum Told<'a> {
    /// Another edition, and how long it took from the hint.
    Published(&'a Edition, Duration),
    Notice(&'a str),
}

struct Desk {
    keeper: Keeper,
    last_good: LastGood,
    /// Bad news that waits.
    pending: Option<Snapshot>,
    /// How long the last whole look took.
    took: Duration,
    /// Pages that are known to render; and those that were, of the layout before.
    proven: HashSet<Fingerprint>,
    proven_before: HashSet<Fingerprint>,
    /// Indexes of pages that have not been tried yet, last first, and what went wrong so far.
    untried: Vec<usize>,
    wrong: Vec<Finding>,
    hint: Instant,
    followed: BTreeSet<PathBuf>,
}

impl Keeper {
    /// Never returns; the process ends it.
    pub fn run(self) {
        let mut desk = Desk {
            keeper: self,
            last_good: LastGood::default(),
            pending: None,
            took: Duration::MAX,
            proven: HashSet::new(),
            proven_before: HashSet::new(),
            untried: Vec::new(),
            wrong: Vec::new(),
            hint: Instant::now(),
            followed: BTreeSet::new(),
        };
        desk.look(true);
        loop {
            let hints = desk.idle();
            desk.hint = Instant::now();
            desk.react(hints);
        }
    }
}

impl Desk {
    fn current(&self) -> Arc<Edition> {
        self.keeper.editions.borrow().clone()
    }

    /// Renders what nobody has asked for yet, until something happens.
    fn idle(&mut self) -> Hints {
        loop {
            let patience = match self.untried.is_empty() {
                true if self.current().fault.is_some() => RETRY,
                true => return self.keeper.watcher.wait(),
                false => Duration::ZERO,
            };
            if let Some(hints) = self.keeper.watcher.inbox().take(patience) {
                return hints;
            }
            if self.untried.is_empty() {
                return Hints::default();
            }
            self.try_some();
        }
    }

    fn react(&mut self, first: Hints) {
        let start = Instant::now();
        let mut anew = first.many;
        let mut hints = first;
        loop {
            self.at_once(&hints);
            match self.keeper.watcher.inbox().take(QUIET) {
                Some(more) if start.elapsed() < PATIENCE => hints = more,
                Some(more) => {
                    anew |= more.many;
                    break;
                }
                None => break,
            }
            anew |= hints.many;
        }
        self.look(anew);
    }

    /// What can be told of these hints without looking at everything.
    fn at_once(&mut self, hints: &Hints) {
        let edition = self.current();
        let Some(shown) = edition.snapshot.as_ref() else {
            return;
        };
        if hints.many || hints.paths.is_empty() || self.pending.is_some() || self.last_good.held {
            return;
        }
        match self.keeper.engine.body_edit(shown, &hints.paths) {
            BodyEdit::Pages(pages) => {
                if let Some(next) = edition.body_changed(pages) {
                    self.publish(next);
                }
            }
            BodyEdit::Unclear if self.took <= QUICK => {
                if let Ok(Some(next)) = self.read()
                    && let Some(bad) = self.news(next)
                {
                    self.pending = Some(bad);
                }
            }
            BodyEdit::Unclear | BodyEdit::Unfinished => {}
        }
    }

    /// Looks at everything until what is published is what is there.
    fn look(&mut self, mut anew: bool) {
        loop {
            let start = Instant::now();
            let next = self.read();
            self.took = start.elapsed();
            let waits = match next {
                Err(fault) => Some(Err(fault)),
                Ok(Some(next)) => self.news(next).map(Ok),
                Ok(None) => self.pending.take().map(Ok),
            };
            let changed = self.follow(anew);
            anew = false;
            match waits {
                None if changed => continue,
                None => break,
                Some(bad) => {
                    let first = self.current().version == 0;
                    let patience = if first { Duration::ZERO } else { SURE };
                    if let Some(hints) = self.keeper.watcher.inbox().take(patience) {
                        anew = hints.many;
                        self.pending = bad.ok();
                        continue;
                    }
                    self.tell(bad);
                    break;
                }
            }
        }
        if let Some(settled) = self.current().settled() {
            self.publish(settled);
        }
    }

    /// `None` if nothing has changed.
    fn read(&mut self) -> Result<Option<Snapshot>, Fault> {
        let request = (self.keeper.request)();
        let snapshot = self.keeper.engine.preview(&request, &mut self.last_good)?;
        Ok(snapshot.map(|mut snapshot| {
            (self.keeper.judge)(&mut snapshot.findings);
            snapshot
        }))
    }

    /// Publishes good news; hands bad news back.
    fn news(&mut self, next: Snapshot) -> Option<Snapshot> {
        if self.last_good.truncated || is_bad(&self.current(), &next) {
            return Some(next);
        }
        self.pending = None;
        self.tell(Ok(next));
        None
    }

    fn tell(&mut self, news: Result<Snapshot, Fault>) {
        let edition = self.current();
        match news {
            Ok(snapshot) => {
                self.last_good.show();
                self.publish(edition.next(snapshot, self.last_good.held));
                self.begin_trying(&edition);
            }
            Err(fault) => {
                let fault = Some(fault.to_string());
                if edition.fault != fault {
                    self.publish(edition.found(edition.rendering.to_vec(), fault));
                }
            }
        }
    }

    fn publish(&self, edition: Edition) {
        let edition = Arc::new(edition);
        (self.keeper.say)(&Told::Published(&edition, self.hint.elapsed()));
        self.keeper.editions.send_replace(edition);
    }

    /// Watches the folders there are now. Is there one that was not watched before?
    fn follow(&mut self, anew: bool) -> bool {
        let mut folders = self.keeper.engine.folders();
        folders.extend(self.last_good.folders());
        let there = folders.iter().filter(|f| f.is_dir());
        let now: BTreeSet<PathBuf> = there.cloned().collect();
        if !anew && now == self.followed {
            return false;
        }
        let fresh = anew || now.difference(&self.followed).next().is_some();
        let notice = self
            .keeper
            .watcher
            .follow(folders, &self.keeper.root, fresh);
        if let Some(notice) = notice {
            (self.keeper.say)(&Told::Notice(&notice));
        }
        self.followed = now;
        fresh
    }

    /// Goes through the pages that are not those of the edition before.
    fn begin_trying(&mut self, before: &Edition) {
        let edition = self.current();
        let Some(snapshot) = &edition.snapshot else {
            return;
        };
        // Where something went wrong, everything is tried again.
        let fine = before.rendering.is_empty() && self.wrong.is_empty();
        let before = before.snapshot.as_ref().filter(|_| fine);
        let before = before.filter(|b| b.site.has_same_context(&snapshot.site));
        if before.is_none() {
            self.proven_before = std::mem::take(&mut self.proven);
        }
        let is_known = |page: &Page| {
            let pages = before.map_or(&[][..], |b| b.pages());
            let at = pages.binary_search_by(|p| p.url.cmp(&page.url));
            at.is_ok_and(|at| pages[at].is_plainly(page))
        };
        let unfinished: HashSet<&str> = match before {
            Some(b) => self
                .untried
                .iter()
                .filter_map(|i| Some(b.pages().get(*i)?.url.as_str()))
                .collect(),
            None => HashSet::new(),
        };
        let pages = snapshot.pages().iter().enumerate();
        let untried = pages
            .filter(|(_, page)| matches!(page.content, Content::Template { .. }))
            .filter(|(_, page)| !is_known(page) || unfinished.contains(page.url.as_str()));
        self.untried = untried.map(|(i, _)| i).rev().collect();
        self.wrong.clear();
        // Every edit of a text leaves one behind.
        if self.proven.len() > 2 * snapshot.pages().len() {
            self.proven.clear();
        }
    }

    fn try_some(&mut self) {
        let edition = self.current();
        let Some(snapshot) = &edition.snapshot else {
            return self.untried.clear();
        };
        let some = self
            .untried
            .split_off(self.untried.len().saturating_sub(CHUNK));
        let theme = snapshot.site.fingerprint();
        let known = |print: &Fingerprint| self.proven_before.contains(print);
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
                    self.proven.insert(print);
                }
                Err(wrong) => self.wrong.push(snapshot.locate(wrong)),
            }
        }
        if self.untried.is_empty() {
            self.proven_before.clear();
            let mut wrong = std::mem::take(&mut self.wrong);
            wrong.dedup();
            if *edition.rendering != wrong {
                self.publish(edition.found(wrong, edition.fault.clone()));
            }
        }
    }
}

/// Would somebody be sorry to see it flash by: an error that was not there, a page that is gone?
fn is_bad(shown: &Edition, next: &Snapshot) -> bool {
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
