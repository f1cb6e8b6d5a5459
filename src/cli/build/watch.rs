//! `casebook build --watch`: the folder follows the files. Each time only what has changed is written, as safely as by
//! a build of its own, and nothing at all while there are errors.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::{Args, Failure, Outcome, publish, request, say};
use crate::engine::Engine;
use crate::serve::{Hints, Watcher, real_root, until_told_to_end};

/// What is written should be whole, so a file must have been left alone for so long.
const QUIET: Duration = Duration::from_millis(150);
/// Somebody who writes without a pause does not put a build off for longer than this.
const PATIENCE: Duration = Duration::from_secs(2);
/// So often in a row may the same files change right after a build.
const MOST_IN_A_ROW: usize = 20;
/// How soon “right after” is, and how long to wait once it has happened too often.
const SOON: Duration = Duration::from_secs(1);
const PAUSE: Duration = Duration::from_secs(10);

/// Does not return before the process is told to end.
pub fn run(args: &Args) -> Result<Outcome, Failure> {
    let root = real_root(args.project.root()?)?;
    let mut engine = Engine::new(&root);
    let writing = end_between_builds()?;
    let mut watching: Option<Watcher> = None;
    let mut turns = Turns::default();
    loop {
        let start = Instant::now();
        let again = {
            let _writing = writing.lock().unwrap_or_else(PoisonError::into_inner);
            build(&mut engine, args, start)
        };
        let output = match again {
            Ok(output) => output,
            // A refused folder stays refused; anything else may be mended while we wait.
            Err(failure) if watching.is_none() => return Err(failure),
            Err(Failure(message)) => {
                say(&format!("error: {message}"));
                None
            }
        };
        let is_first = watching.is_none();
        let watcher = watching.get_or_insert_with(|| {
            let output = output.unwrap_or_else(|| root.join("public"));
            let (watcher, notice) = Watcher::new(&root, &output, args.poll);
            notice.iter().for_each(|notice| say(notice));
            watcher
        });
        let is_new = watcher.follow(engine.folders(), &root, turns.anew || is_first);
        is_new.iter().for_each(|notice| say(notice));
        // What changed before the watch began would be missed.
        if is_first {
            watcher.inbox().put([], false);
        }
        turns.next(watcher, &root);
    }
}

/// Builds if anything has changed, and names the output.
fn build(engine: &mut Engine, args: &Args, start: Instant) -> Result<Option<PathBuf>, Failure> {
    let Some(mut snapshot) = engine.snapshot_if_changed(&request(args)?)? else {
        return Ok(None);
    };
    publish(&mut snapshot, args, start)?;
    Ok(Some(snapshot.layout.output))
}

/// Ends the process as soon as it is told to and no build is being written.
fn end_between_builds() -> Result<Arc<Mutex<()>>, Failure> {
    let writing = Arc::new(Mutex::new(()));
    let waits = writing.clone();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    std::thread::Builder::new().spawn(move || {
        let _ = runtime.block_on(until_told_to_end());
        let _writing = waits.lock().unwrap_or_else(PoisonError::into_inner);
        std::process::exit(0);
    })?;
    Ok(writing)
}

/// Waits for changes, and notices when builds chase themselves.
#[derive(Default)]
struct Turns {
    last: BTreeSet<PathBuf>,
    in_a_row: usize,
    /// Folders may have come or gone.
    anew: bool,
}

impl Turns {
    fn next(&mut self, watcher: &Watcher, root: &Path) {
        let built = Instant::now();
        let first = watcher.wait();
        let soon = built.elapsed() < SOON;
        let start = Instant::now();
        let mut all = first;
        while start.elapsed() < PATIENCE
            && let Some(more) = watcher.inbox().take(QUIET)
        {
            all.many |= more.many;
            all.paths.extend(more.paths);
        }
        self.count(&all, soon);
        if self.in_a_row >= MOST_IN_A_ROW {
            let path = all.paths.first().map_or(root, PathBuf::as_path);
            let path = path.strip_prefix(root).unwrap_or(path).display();
            let seconds = PAUSE.as_secs();
            say(&format!(
                "warning: `{path}` changes after every build, as if the build made something write it; waiting {seconds} s"
            ));
            std::thread::sleep(PAUSE);
        }
        self.anew = all.many;
    }

    fn count(&mut self, hints: &Hints, soon: bool) {
        let same = soon && !hints.paths.is_empty() && hints.paths == self.last;
        self.in_a_row = if same { self.in_a_row + 1 } else { 0 };
        self.last.clone_from(&hints.paths);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_files_right_after_a_build_count() {
        let hints = |path: &str| Hints {
            paths: [path.into()].into(),
            many: false,
        };
        let mut turns = Turns::default();
        for _ in 0..5 {
            turns.count(&hints("a"), true);
        }
        assert_eq!(turns.in_a_row, 4);
        turns.count(&hints("b"), true);
        assert_eq!(turns.in_a_row, 0);
        turns.count(&hints("b"), false);
        assert_eq!(turns.in_a_row, 0);
    }
}
