//! Collects file events until they are taken. Its size is limited: many events become the flag that all files must be
//! checked, since events are only hints.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// More paths than this are replaced by [`FileEvents::needs_full_scan`].
const MAX_PATHS: usize = 64;

/// The events since the last take, merged.
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
    /// Adds changed paths; `many` if more has changed than they name.
    pub fn push(&self, paths: impl IntoIterator<Item = PathBuf>, many: bool) {
        let mut state = self.lock();
        state.events.paths.extend(paths);
        state.events.needs_full_scan |= many;
        if state.events.paths.len() > MAX_PATHS {
            state.events.paths.clear();
            state.events.needs_full_scan = true;
        }
        state.has_events = true;
        self.wake.notify_all();
    }

    /// Waits for events, and takes them all; `None` if there are none within this time.
    pub fn take_within(&self, timeout: Duration) -> Option<FileEvents> {
        let until = Instant::now() + timeout;
        let mut state = self.lock();
        while !state.has_events {
            let left = until.checked_duration_since(Instant::now())?;
            state = self.wait(state, left);
        }
        state.has_events = false;
        Some(std::mem::take(&mut state.events))
    }

    fn lock(&self) -> MutexGuard<'_, QueueState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait<'a>(
        &self,
        state: MutexGuard<'a, QueueState>,
        time: Duration,
    ) -> MutexGuard<'a, QueueState> {
        let waited = self.wake.wait_timeout(state, time);
        waited.unwrap_or_else(PoisonError::into_inner).0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_taken_once_and_many_become_a_full_scan() {
        let queue = EventQueue::default();
        assert_eq!(queue.take_within(Duration::ZERO), None);
        queue.push(["a".into(), "b".into(), "a".into()], false);
        let events = queue
            .take_within(Duration::ZERO)
            .expect("something happened");
        assert_eq!((events.paths.len(), events.needs_full_scan), (2, false));
        assert_eq!(queue.take_within(Duration::ZERO), None);
        for i in 0..10_000 {
            queue.push([PathBuf::from(i.to_string())], false);
        }
        let events = queue
            .take_within(Duration::ZERO)
            .expect("something happened");
        assert!(events.needs_full_scan && events.paths.len() <= MAX_PATHS);
    }
}
