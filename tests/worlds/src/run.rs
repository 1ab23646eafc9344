//! Many histories, and of one that breaks an invariant the shortest that still does.

use std::fmt::Write as _;
use std::io::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use crate::history::History;
use crate::invariants::{Broken, Counts, Invariant};
use crate::life::run_history;

/// How many broken invariants are shown at most.
const SHOWN: usize = 5;

/// The result of many histories.
#[derive(Debug, Default)]
pub struct Report {
    /// What was exercised.
    pub counts: Counts,
    /// How many histories broke an invariant.
    pub broken: u64,
    /// The first history that broke each invariant, shrunk, with its description.
    pub shown: Vec<(Broken, History)>,
}

impl Report {
    /// What was exercised, one line for each.
    pub fn words(&self) -> String {
        let mut words = String::new();
        for (what, count) in &self.counts {
            let _ = writeln!(words, "  {count:>11} {what}");
        }
        words
    }

    /// A description of the broken invariants, and the command that runs each history again.
    pub fn findings(&self) -> String {
        let mut words = format!("{} histories broke an invariant\n", self.broken);
        for (Broken { invariant, how }, history) in &self.shown {
            let _ = write!(words, "\n{invariant:?}: {how}\n{}", history.words());
            let _ =
                writeln!(words, "Again: cargo run -p grantlet-worlds -- again {}", history.seed);
        }
        words
    }
}

/// Runs as many `histories` as given, of the seeds from `first` on, on all cores, and prints the progress.
pub fn run(first: u64, histories: u64) -> Report {
    let report = Mutex::new(Report::default());
    let (next, done) = (AtomicU64::new(0), AtomicU64::new(0));
    let started = Instant::now();
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(|| {
                let mut mine = Report::default();
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    if index >= histories {
                        break;
                    }
                    let history = History::of(first + index);
                    if let Err(broken) = caught(&history, &mut mine.counts) {
                        mine.finds(broken, &history);
                    }
                    show(done.fetch_add(1, Ordering::Relaxed) + 1, histories, started);
                }
                report.lock().unwrap_or_else(PoisonError::into_inner).takes(mine);
            });
        }
    });
    report.into_inner().unwrap_or_else(PoisonError::into_inner)
}

/// As [`run_history`]; a panic breaks an invariant too.
fn caught(history: &History, counts: &mut Counts) -> Result<(), Broken> {
    catch_unwind(AssertUnwindSafe(|| run_history(history, counts))).unwrap_or_else(|_| {
        Err(Broken { invariant: Invariant::Works, how: "it panics".to_owned() })
    })
}

/// In a long run, a line now and then.
fn show(done: u64, all: u64, started: Instant) {
    if done.is_multiple_of(250_000) {
        let seconds = started.elapsed().as_secs();
        let _ = writeln!(std::io::stderr().lock(), "  {done} of {all} histories, {seconds} s");
    }
}

impl Report {
    fn finds(&mut self, broken: Broken, history: &History) {
        self.broken += 1;
        let of_law =
            self.shown.iter().filter(|(shown, _)| shown.invariant == broken.invariant).count();
        if of_law == 0 && self.shown.len() < 2 * SHOWN {
            self.shown.push(shrunk(broken, history));
        }
    }

    fn takes(&mut self, other: Self) {
        for (what, count) in other.counts {
            *self.counts.entry(what).or_default() += count;
        }
        self.broken += other.broken;
        for (broken, history) in other.shown {
            if self.shown.iter().all(|(shown, _)| shown.invariant != broken.invariant) {
                self.shown.push((broken, history));
            }
        }
    }
}

/// The same history without the events that it does not need to break the same invariant.
pub fn shrunk(broken: Broken, history: &History) -> (Broken, History) {
    let (mut broken, mut history) = (broken, history.clone());
    let mut index = 0;
    while index < history.events.len() {
        let mut shorter = history.clone();
        shorter.events.remove(index);
        match caught(&shorter, &mut Counts::default()) {
            Err(same) if same.invariant == broken.invariant => {
                (broken, history) = (same, shorter);
                // An earlier event may no longer be needed.
                index = 0;
            }
            _ => index += 1,
        }
    }
    (broken, history)
}
