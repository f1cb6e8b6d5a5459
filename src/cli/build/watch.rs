//! `casebook build --watch`: the folder follows the files. Each time only what has changed is written, as safely as by
//! a build of its own, and nothing at all while there are errors.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::{BuildArgs, CliError, Outcome, eprint_line, publish, request};
use crate::engine::Engine;
use crate::serve::{FileEvents, Watcher, canonical_root, shutdown_signal};

/// What is written should be whole, so a file must have been left alone for so long.
const DEBOUNCE: Duration = Duration::from_millis(150);
/// Somebody who writes without a pause does not put a build off for longer than this.
const MAX_DEBOUNCE: Duration = Duration::from_secs(2);
/// So often in a row may the same files change right after a build.
const MAX_REPEATS: usize = 20;
/// How soon “right after” is, and how long to wait once it has happened too often.
const REPEAT_WINDOW: Duration = Duration::from_secs(1);
const REPEAT_PAUSE: Duration = Duration::from_secs(10);

/// Does not return before the process is told to end.
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
            // A refused folder stays refused; anything else may be mended while we wait.
            Err(failure) if started_watcher.is_none() => return Err(failure),
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
        // What changed before the watch began would be missed.
        if is_first {
            watcher.events().push([], false);
        }
        waiter.wait_for_change(watcher, &root);
    }
}

/// Builds if anything has changed, and names the output.
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

/// Ends the process as soon as it is told to and no build is being written.
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

/// Waits for changes, and notices when builds chase themselves.
#[derive(Default)]
struct ChangeWaiter {
    last_paths: BTreeSet<PathBuf>,
    repeats: usize,
    /// Folders may have come or gone.
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
            let path = path.strip_prefix(root).unwrap_or(path).display();
            let seconds = REPEAT_PAUSE.as_secs();
            eprint_line(&format!(
                "warning: `{path}` changes after every build, as if the build made something write it; waiting {seconds} s"
            ));
            std::thread::sleep(REPEAT_PAUSE);
        }
        self.rewatch = all.needs_full_scan;
    }

    fn count_repeats(&mut self, hints: &FileEvents, soon: bool) {
        let same = soon && !hints.paths.is_empty() && hints.paths == self.last_paths;
        self.repeats = if same { self.repeats + 1 } else { 0 };
        self.last_paths.clone_from(&hints.paths);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_files_right_after_a_build_count() {
        let hints = |path: &str| FileEvents {
            paths: [path.into()].into(),
            needs_full_scan: false,
        };
        let mut turns = ChangeWaiter::default();
        for _ in 0..5 {
            turns.count_repeats(&hints("a"), true);
        }
        assert_eq!(turns.repeats, 4);
        turns.count_repeats(&hints("b"), true);
        assert_eq!(turns.repeats, 0);
        turns.count_repeats(&hints("b"), false);
        assert_eq!(turns.repeats, 0);
    }
}
