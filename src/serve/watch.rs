//! Learns that something has changed: from the system, where it tells, else by looking every so often.
//!
//! What it says are hints. Nothing may be wrong for good because of one that is missing, double or late.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use notify::event::{AccessKind, AccessMode, ModifyKind};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};

use super::event_queue::{EventQueue, FileEvents};

/// How often to look where the system's events cannot be had, unless the user says.
pub const POLL_INTERVAL: Duration = Duration::from_secs(1);

/// Even where the system tells of changes, everything is looked at this often: some network drives tell of none.
const RESCAN_INTERVAL: Duration = Duration::from_secs(60);

pub struct Watcher {
    events: Arc<EventQueue>,
    /// `None`: look every so often.
    native: Option<RecommendedWatcher>,
    folders: BTreeSet<PathBuf>,
    interval: Duration,
}

impl Watcher {
    /// Watches below `root`, never the `output`. With `poll`, only by looking that often.
    ///
    /// The text says why the system's events cannot be had, so that it is looked every so often instead.
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
        let inbox = watcher.events.clone();
        let (root, output) = (root.to_path_buf(), output.to_path_buf());
        let native = notify::recommended_watcher(move |event: notify::Result<Event>| match event {
            Ok(event) => push_event(&inbox, &root, &output, event),
            Err(_) => inbox.push([], true),
        });
        match native {
            Ok(native) => {
                watcher.native = Some(native);
                (watcher, None)
            }
            Err(error) => {
                let said = watcher.fall_back_to_polling(&error);
                (watcher, Some(said))
            }
        }
    }

    /// Watches exactly these folders, or the nearest that are there. `anew` also those that are watched already: one
    /// that was deleted and made again is another folder. The text says why it had to fall back on looking.
    pub fn watch_folders(
        &mut self,
        folders: Vec<PathBuf>,
        root: &Path,
        anew: bool,
    ) -> Option<String> {
        let native = self.native.as_mut()?;
        let there = |folder: PathBuf| {
            let mut above = folder.ancestors().take_while(|a| a.starts_with(root));
            above.find(|a| a.is_dir()).map(Path::to_path_buf)
        };
        let mut wanted: BTreeSet<PathBuf> = folders.into_iter().filter_map(there).collect();
        // The one above sees a folder go and come back.
        let above: Vec<PathBuf> = wanted
            .iter()
            .filter(|f| f.as_path() != root)
            .filter_map(|f| Some(f.parent()?.to_path_buf()))
            .collect();
        wanted.extend(above);
        // First those that are gone: a folder that was renamed is one watch under two names.
        for gone in self.folders.difference(&wanted) {
            let _ = native.unwatch(gone);
        }
        let mut followed = BTreeSet::new();
        for folder in wanted {
            if !anew && self.folders.contains(&folder) {
                followed.insert(folder);
                continue;
            }
            match native.watch(&folder, RecursiveMode::NonRecursive) {
                Ok(()) => {
                    followed.insert(folder);
                }
                Err(error) if is_watch_limit(&error) => {
                    return Some(self.fall_back_to_polling(&error));
                }
                // Gone again; the event of that leads to another look.
                Err(_) => {}
            }
        }
        self.folders = followed;
        None
    }

    pub fn events(&self) -> &EventQueue {
        &self.events
    }

    /// Waits for a change, or for the time to look anyway, which is a hint at nothing.
    pub fn wait(&self) -> FileEvents {
        self.events
            .take_within(self.interval)
            .unwrap_or(FileEvents {
                paths: BTreeSet::new(),
                needs_full_scan: false,
            })
    }

    fn fall_back_to_polling(&mut self, error: &notify::Error) -> String {
        self.native = None;
        self.folders.clear();
        self.interval = POLL_INTERVAL;
        let why = match is_watch_limit(error) {
            true => "the system's limit of watched folders is reached".to_owned(),
            false => format!("the system does not tell of changes: {error}"),
        };
        let hint = match is_watch_limit(error) {
            true => "; raise fs.inotify.max_user_watches to get instant updates",
            false => "",
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
            let errno = rustix::io::Errno::from_io_error(error);
            matches!(
                errno,
                Some(rustix::io::Errno::NOSPC | rustix::io::Errno::MFILE)
            )
        }
        _ => false,
    }
}

/// Passes on what may concern an input: no reading, nothing hidden, nothing in the output or beside it while it is made.
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
        let inner = path.strip_prefix(root).unwrap_or(path);
        // The list of names to look for may stand in `.casebook/`.
        let hidden = inner.components().any(|part| {
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
