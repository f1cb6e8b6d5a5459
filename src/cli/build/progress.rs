//! What a build is doing: a bar on the terminal that counts, for builds that take longer than [`PROGRESS_DELAY`], and how
//! long each phase took.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

const PROGRESS_DELAY: Duration = Duration::from_millis(500);

/// The progress of phases that run side by side.
pub struct Progress {
    bar: ProgressBar,
    start: Instant,
    is_shown: bool,
    phases: Vec<Phase>,
}

struct Phase {
    name: &'static str,
    done: AtomicUsize,
    all: AtomicUsize,
    /// From the start to its last step.
    time: Mutex<Duration>,
}

impl Progress {
    pub fn new(phases: &[(&'static str, usize)], is_quiet: bool) -> Self {
        let wanted = !is_quiet && std::io::IsTerminal::is_terminal(&std::io::stderr());
        let style = ProgressStyle::with_template("{msg} {wide_bar}").expect("a valid template");
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        let phase = |(name, all): &(&'static str, usize)| Phase {
            name,
            done: AtomicUsize::new(0),
            all: AtomicUsize::new(*all),
            time: Mutex::default(),
        };
        Progress {
            bar: bar.with_style(style),
            start: Instant::now(),
            is_shown: wanted,
            phases: phases.iter().map(phase).collect(),
        }
    }

    /// Says how much there is to do in a phase; `phase` is its place in the list.
    pub fn set_all(&self, phase: usize, all: usize) {
        self.phases[phase].all.store(all, Relaxed);
    }

    /// Counts what was done in a phase.
    pub fn step(&self, phase: usize, count: usize) {
        let phase = &self.phases[phase];
        phase.done.fetch_add(count, Relaxed);
        *phase.time.lock().unwrap_or_else(PoisonError::into_inner) = self.start.elapsed();
        if !self.is_shown || self.start.elapsed() < PROGRESS_DELAY {
            return;
        }
        if self.bar.is_hidden() {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        let counts = self.phases.iter();
        let counts = counts.map(|phase| {
            (
                phase.name,
                phase.done.load(Relaxed),
                phase.all.load(Relaxed),
            )
        });
        let counts: Vec<_> = counts.filter(|(_, _, all)| *all > 0).collect();
        let text = counts
            .iter()
            .map(|(name, done, all)| format!("{name} {done}/{all}"));
        self.bar.set_message(text.collect::<Vec<_>>().join(", "));
        self.bar
            .set_length(counts.iter().map(|(_, _, all)| *all as u64).sum());
        self.bar
            .set_position(counts.iter().map(|(_, done, _)| *done as u64).sum());
    }

    /// Takes the bar away.
    pub fn done(&self) {
        self.bar.finish_and_clear();
    }

    /// “, pages 0.31 s, search 6.10 s”: when the phases that did anything had ended.
    pub fn times(&self) -> String {
        let ran = self
            .phases
            .iter()
            .filter(|phase| phase.done.load(Relaxed) > 0);
        let time = |phase: &Phase| {
            let time = phase.time.lock().unwrap_or_else(PoisonError::into_inner);
            format!(", {} {:.2} s", phase.name, time.as_secs_f64())
        };
        ran.map(time).collect()
    }
}
