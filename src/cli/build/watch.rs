//! `casebook build --watch`: builds again after each change. Writes only files that have changed, as safely as a single
//! build, and nothing while there are errors.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::{BuildArgs, CliError, Outcome, eprint_line, publish, request};
use crate::engine::Engine;
use crate::serve::{FileEvents, Watcher, canonical_root, shutdown_signal};
use crate::text::shown;

/// A build starts after this long without events, so that files are written completely.
const DEBOUNCE: Duration = Duration::from_millis(150);
/// Events without a pause delay a build for at most this long.
const MAX_DEBOUNCE: Duration = Duration::from_secs(2);
/// How often in a row the same files may change right after a build before it counts as a loop.
const MAX_REPEATS: usize = 20;
/// A change within this time counts as right after a build.
const REPEAT_WINDOW: Duration = Duration::from_secs(1);
/// How long to wait before the next build in a loop.
const REPEAT_PAUSE: Duration = Duration::from_secs(10);

/// Builds until the process ends. Returns only if the first build fails.
pub fn run(args: &BuildArgs) -> Result<Outcome, CliError> {
    let root = canonical_root(args.project.root()?)?;
    let mut engine = Engine::new(&root);
    let write_lock = exit_between_builds()?;
    let mut started_watcher: Option<Watcher> = None;
    let mut waiter = ChangeWaiter::default();
    loop {
        let start = Instant::now();
        let built = {
            let _writing = write_lock.lock().unwrap_or_else(PoisonError::into_inner);
            build_if_changed(&mut engine, args, start)
        };
        let output = match built {
            Ok(output) => output,
            // An error of the first build ends the command. Later ones are printed, since the next change may fix them.
            Err(error) if started_watcher.is_none() => return Err(error),
            Err(CliError(message)) => {
                eprint_line(&format!("error: {message}"));
                None
            }
        };
        let is_first = started_watcher.is_none();
        let watcher = started_watcher.get_or_insert_with(|| {
            let output = output.unwrap_or_else(|| root.join("public"));
            let (watcher, notice) = Watcher::new(&root, &output, args.poll);
            notice.iter().for_each(|notice| eprint_line(notice));
            watcher
        });
        let warning =
            watcher.watch_folders(engine.watched_folders(), &root, waiter.rewatch || is_first);
        warning.iter().for_each(|notice| eprint_line(notice));
        // Changes before the watch began have no event, so the files are checked once more.
        if is_first {
            watcher.events().push([], false);
        }
        waiter.wait_for_change(watcher, &root);
    }
}

/// Builds if anything has changed, and returns the output folder; `None` if nothing has.
fn build_if_changed(
    engine: &mut Engine,
    args: &BuildArgs,
    start: Instant,
) -> Result<Option<PathBuf>, CliError> {
    let Some(mut snapshot) = engine.snapshot_if_changed(&request(args)?)? else {
        return Ok(None);
    };
    publish(&mut snapshot, args, start)?;
    Ok(Some(snapshot.folders.output))
}

/// Ends the process on Ctrl-C or SIGTERM, but not while a build holds the returned lock.
fn exit_between_builds() -> Result<Arc<Mutex<()>>, CliError> {
    let write_lock = Arc::new(Mutex::new(()));
    let waits = write_lock.clone();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    std::thread::Builder::new().spawn(move || {
        let _ = runtime.block_on(shutdown_signal());
        let _writing = waits.lock().unwrap_or_else(PoisonError::into_inner);
        std::process::exit(0);
    })?;
    Ok(write_lock)
}

/// Waits for changes, and slows down when builds cause each other.
#[derive(Default)]
struct ChangeWaiter {
    last_paths: BTreeSet<PathBuf>,
    repeats: usize,
    /// True if folders may have been added or removed, so that watches must be renewed.
    rewatch: bool,
}

impl ChangeWaiter {
    fn wait_for_change(&mut self, watcher: &Watcher, root: &Path) {
        let built = Instant::now();
        let first = watcher.wait();
        let soon = built.elapsed() < REPEAT_WINDOW;
        let start = Instant::now();
        let mut all = first;
        while start.elapsed() < MAX_DEBOUNCE
            && let Some(more) = watcher.events().take_within(DEBOUNCE)
        {
            all.needs_full_scan |= more.needs_full_scan;
            all.paths.extend(more.paths);
        }
        self.count_repeats(&all, soon);
        if self.repeats >= MAX_REPEATS {
            let path = all.paths.first().map_or(root, PathBuf::as_path);
            let path = shown(path.strip_prefix(root).unwrap_or(path));
            let seconds = REPEAT_PAUSE.as_secs();
            eprint_line(&format!(
                "warning: `{path}` changes after every build, as if the build made something write it; waiting {seconds} s"
            ));
            std::thread::sleep(REPEAT_PAUSE);
        }
        self.rewatch = all.needs_full_scan;
    }

    fn count_repeats(&mut self, events: &FileEvents, soon: bool) {
        let same = soon && !events.paths.is_empty() && events.paths == self.last_paths;
        self.repeats = if same { self.repeats + 1 } else { 0 };
        self.last_paths.clone_from(&events.paths);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_changes_of_the_same_files_right_after_a_build_count_as_repeats() {
        let events = |path: &str| FileEvents {
            paths: [path.into()].into(),
            needs_full_scan: false,
        };
        let mut waiter = ChangeWaiter::default();
        for _ in 0..5 {
            waiter.count_repeats(&events("a"), true);
        }
        assert_eq!(waiter.repeats, 4);
        waiter.count_repeats(&events("b"), true);
        assert_eq!(waiter.repeats, 0);
        waiter.count_repeats(&events("b"), false);
        assert_eq!(waiter.repeats, 0);
    }
}
