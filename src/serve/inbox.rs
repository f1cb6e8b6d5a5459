//! What has happened to files since somebody last asked. It takes as much room for ten thousand events as for a hundred,
//! because events are hints: what really changed, a walk over the files tells.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// More paths than this are told as “many”.
const MOST_PATHS: usize = 64;

/// What was told at once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hints {
    pub paths: BTreeSet<PathBuf>,
    /// More has changed than the paths name: folders, or very many files.
    pub many: bool,
}

#[derive(Default)]
pub struct Inbox {
    inside: Mutex<Inside>,
    bell: Condvar,
}

#[derive(Default)]
struct Inside {
    hints: Hints,
    any: bool,
}

impl Inbox {
    pub fn put(&self, paths: impl IntoIterator<Item = PathBuf>, many: bool) {
        let mut inside = self.lock();
        inside.hints.paths.extend(paths);
        inside.hints.many |= many;
        if inside.hints.paths.len() > MOST_PATHS {
            inside.hints.paths.clear();
            inside.hints.many = true;
        }
        inside.any = true;
        self.bell.notify_all();
    }

    /// Waits for something to happen, at most so long. `None` if nothing did.
    pub fn take(&self, patience: Duration) -> Option<Hints> {
        let until = Instant::now() + patience;
        let mut inside = self.lock();
        while !inside.any {
            let left = until.checked_duration_since(Instant::now())?;
            inside = self.wait(inside, left);
        }
        inside.any = false;
        Some(std::mem::take(&mut inside.hints))
    }

    fn lock(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait<'a>(&self, inside: MutexGuard<'a, Inside>, time: Duration) -> MutexGuard<'a, Inside> {
        let waited = self.bell.wait_timeout(inside, time);
        waited.unwrap_or_else(PoisonError::into_inner).0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hints_are_taken_once_and_many_are_told_as_many() {
        let inbox = Inbox::default();
        assert_eq!(inbox.take(Duration::ZERO), None);
        inbox.put(["a".into(), "b".into(), "a".into()], false);
        let hints = inbox.take(Duration::ZERO).expect("something happened");
        assert_eq!((hints.paths.len(), hints.many), (2, false));
        assert_eq!(inbox.take(Duration::ZERO), None);
        for i in 0..10_000 {
            inbox.put([PathBuf::from(i.to_string())], false);
        }
        let hints = inbox.take(Duration::ZERO).expect("something happened");
        assert!(hints.many && hints.paths.len() <= MOST_PATHS);
    }
}
