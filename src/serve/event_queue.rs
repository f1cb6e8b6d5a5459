//! What has happened to files since somebody last asked. It takes as much room for ten thousand events as for a hundred,
//! because events are hints: what really changed, a walk over the files tells.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// More paths than this are told as “many”.
const MAX_PATHS: usize = 64;

/// What was told at once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileEvents {
    pub paths: BTreeSet<PathBuf>,
    /// More has changed than the paths name: folders, or very many files.
    pub needs_full_scan: bool,
}

#[derive(Default)]
pub struct EventQueue {
    state: Mutex<QueueState>,
    wake: Condvar,
}

#[derive(Default)]
struct QueueState {
    events: FileEvents,
    has_events: bool,
}

impl EventQueue {
    pub fn push(&self, paths: impl IntoIterator<Item = PathBuf>, many: bool) {
        let mut inside = self.lock();
        inside.events.paths.extend(paths);
        inside.events.needs_full_scan |= many;
        if inside.events.paths.len() > MAX_PATHS {
            inside.events.paths.clear();
            inside.events.needs_full_scan = true;
        }
        inside.has_events = true;
        self.wake.notify_all();
    }

    /// Waits for something to happen, at most so long. `None` if nothing did.
    pub fn take_within(&self, patience: Duration) -> Option<FileEvents> {
        let until = Instant::now() + patience;
        let mut inside = self.lock();
        while !inside.has_events {
            let left = until.checked_duration_since(Instant::now())?;
            inside = self.wait(inside, left);
        }
        inside.has_events = false;
        Some(std::mem::take(&mut inside.events))
    }

    fn lock(&self) -> MutexGuard<'_, QueueState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait<'a>(
        &self,
        inside: MutexGuard<'a, QueueState>,
        time: Duration,
    ) -> MutexGuard<'a, QueueState> {
        let waited = self.wake.wait_timeout(inside, time);
        waited.unwrap_or_else(PoisonError::into_inner).0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hints_are_taken_once_and_many_are_told_as_many() {
        let inbox = EventQueue::default();
        assert_eq!(inbox.take_within(Duration::ZERO), None);
        inbox.push(["a".into(), "b".into(), "a".into()], false);
        let hints = inbox
            .take_within(Duration::ZERO)
            .expect("something happened");
        assert_eq!((hints.paths.len(), hints.needs_full_scan), (2, false));
        assert_eq!(inbox.take_within(Duration::ZERO), None);
        for i in 0..10_000 {
            inbox.push([PathBuf::from(i.to_string())], false);
        }
        let hints = inbox
            .take_within(Duration::ZERO)
            .expect("something happened");
        assert!(hints.needs_full_scan && hints.paths.len() <= MAX_PATHS);
    }
}
