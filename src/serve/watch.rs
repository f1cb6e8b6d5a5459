//! Watches the project's folders: by file events of the system, or by polling where there are none.
//!
//! Events are hints that may be missing, doubled or late, so the receiver must also check all files now and then.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use notify::event::{AccessKind, AccessMode, ModifyKind};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};

use super::event_queue::{EventQueue, FileEvents};

/// The polling interval where the system has no file events and the user gives none.
pub const POLL_INTERVAL: Duration = Duration::from_secs(1);

/// How often all files are checked even with file events: some network drives send none.
const RESCAN_INTERVAL: Duration = Duration::from_secs(60);

pub struct Watcher {
    events: Arc<EventQueue>,
    /// `None` while polling.
    native: Option<RecommendedWatcher>,
    folders: BTreeSet<PathBuf>,
    interval: Duration,
}

impl Watcher {
    /// Prepares to watch below `root`, except in `output`. With `poll`, it polls at that interval.
    ///
    /// The text, if any, says why it polls although it should not.
    pub fn new(root: &Path, output: &Path, poll: Option<Duration>) -> (Self, Option<String>) {
        let mut watcher = Watcher {
            events: Arc::new(EventQueue::default()),
            native: None,
            folders: BTreeSet::new(),
            interval: poll.unwrap_or(RESCAN_INTERVAL),
        };
        if poll.is_some() {
            return (watcher, None);
        }
        let events = watcher.events.clone();
        let (root, output) = (root.to_path_buf(), output.to_path_buf());
        let native = notify::recommended_watcher(move |event: notify::Result<Event>| match event {
            Ok(event) => push_event(&events, &root, &output, event),
            Err(_) => events.push([], true),
        });
        let notice = match native {
            Ok(native) => {
                watcher.native = Some(native);
                None
            }
            Err(error) => Some(watcher.fall_back_to_polling(&error)),
        };
        (watcher, notice)
    }

    /// Watches exactly these folders, or the nearest existing ones above them. With `renew`, watches are renewed: a
    /// folder that was deleted and made again is another one. The text, if any, says why it falls back on polling.
    pub fn watch_folders(
        &mut self,
        folders: Vec<PathBuf>,
        root: &Path,
        renew: bool,
    ) -> Option<String> {
        let native = self.native.as_mut()?;
        let existing = |folder: PathBuf| {
            let mut above = folder.ancestors().take_while(|a| a.starts_with(root));
            above.find(|a| a.is_dir()).map(Path::to_path_buf)
        };
        let mut wanted: BTreeSet<PathBuf> = folders.into_iter().filter_map(existing).collect();
        // The folder above reports when a folder is deleted or made again.
        let inside = wanted.iter().filter(|f| f.as_path() != root);
        let above = inside.filter_map(|f| Some(f.parent()?.to_path_buf()));
        wanted.extend(above.collect::<Vec<_>>());
        // Unwatch first: a renamed folder has one watch under two names, so the reverse order would drop the new one.
        for folder in self.folders.difference(&wanted) {
            let _ = native.unwatch(folder);
        }
        let mut watched = BTreeSet::new();
        for folder in wanted {
            if !renew && self.folders.contains(&folder) {
                watched.insert(folder);
                continue;
            }
            match native.watch(&folder, RecursiveMode::NonRecursive) {
                Ok(()) => {
                    watched.insert(folder);
                }
                Err(error) if is_watch_limit(&error) => {
                    return Some(self.fall_back_to_polling(&error));
                }
                // The folder has been deleted; that event leads to another call.
                Err(_) => {}
            }
        }
        self.folders = watched;
        None
    }

    pub fn events(&self) -> &EventQueue {
        &self.events
    }

    /// Waits for events. After the polling interval without any, returns none, and the caller should check all files.
    pub fn wait(&self) -> FileEvents {
        self.events.take_within(self.interval).unwrap_or_default()
    }

    fn fall_back_to_polling(&mut self, error: &notify::Error) -> String {
        self.native = None;
        self.folders.clear();
        self.interval = POLL_INTERVAL;
        let (why, hint) = match is_watch_limit(error) {
            true => (
                "the system's limit of watched folders is reached".to_owned(),
                "; raise fs.inotify.max_user_watches to get instant updates",
            ),
            false => (format!("the system does not tell of changes: {error}"), ""),
        };
        let seconds = POLL_INTERVAL.as_secs();
        format!("{why}; looking every {seconds} s instead{hint}")
    }
}

fn is_watch_limit(error: &notify::Error) -> bool {
    match &error.kind {
        notify::ErrorKind::MaxFilesWatch => true,
        #[cfg(unix)]
        notify::ErrorKind::Io(error) => {
            use rustix::io::Errno;
            matches!(
                Errno::from_io_error(error),
                Some(Errno::NOSPC | Errno::MFILE)
            )
        }
        _ => false,
    }
}

/// Queues an event unless it cannot concern an input: reads, hidden files, the output and its hidden staging folders.
fn push_event(events: &EventQueue, root: &Path, output: &Path, event: Event) {
    let is_change = match event.kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => true,
        EventKind::Access(_) => false,
        _ => true,
    };
    if event.need_rescan() {
        return events.push([], true);
    }
    let concerns = |path: &PathBuf| {
        let relative = path.strip_prefix(root).unwrap_or(path);
        // `.casebook/` may hold the list of names that personal data is checked against.
        let hidden = relative.components().any(|part| {
            let name = part.as_os_str();
            name.to_string_lossy().starts_with('.') && name != ".casebook"
        });
        !hidden && !path.starts_with(output)
    };
    let paths: Vec<PathBuf> = event.paths.into_iter().filter(concerns).collect();
    if !is_change || paths.is_empty() {
        return;
    }
    let is_edit = matches!(
        event.kind,
        EventKind::Access(_) | EventKind::Modify(ModifyKind::Data(_) | ModifyKind::Metadata(_))
    );
    let needs_full_scan = !is_edit && paths.iter().any(|path| !path.is_file());
    events.push(paths, needs_full_scan);
}
