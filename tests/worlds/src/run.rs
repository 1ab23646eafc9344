//! Many histories, and of one that breaks a law the shortest that still does.

use std::fmt::Write as _;
use std::io::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use crate::history::History;
use crate::laws::{Broken, Counts, Law};
use crate::life::live;

/// Laws broken that are shown, of many.
const SHOWN: usize = 5;

/// What came of many histories.
#[derive(Debug, Default)]
pub struct Report {
    /// What was exercised.
    pub counts: Counts,
    /// How many histories broke a law.
    pub broken: u64,
    /// The first of each law, shrunk and in words.
    pub shown: Vec<(Broken, History)>,
}

impl Report {
    /// What was exercised, a line each.
    pub fn words(&self) -> String {
        let mut words = String::new();
        for (what, count) in &self.counts {
            let _ = writeln!(words, "  {count:>11} {what}");
        }
        words
    }

    /// What broke a law: in words, and how to see it again.
    pub fn findings(&self) -> String {
        let mut words = format!("{} histories broke a law\n", self.broken);
        for (Broken { law, how }, history) in &self.shown {
            let _ = write!(words, "\n{law:?}: {how}\n{}", history.words());
            let _ =
                writeln!(words, "Again: cargo run -p grantlet-worlds -- again {}", history.seed);
        }
        words
    }
}

/// Lives through the histories of so many seeds from `first` on, on each core, and shows how far it is.
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
                    if let Err(broken) = lived(&history, &mut mine.counts) {
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

/// As [`live`]; a panic breaks a law too.
fn lived(history: &History, counts: &mut Counts) -> Result<(), Broken> {
    catch_unwind(AssertUnwindSafe(|| live(history, counts)))
        .unwrap_or_else(|_| Err(Broken { law: Law::Works, how: "it panics".to_owned() }))
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
        let of_law = self.shown.iter().filter(|(shown, _)| shown.law == broken.law).count();
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
            if self.shown.iter().all(|(shown, _)| shown.law != broken.law) {
                self.shown.push((broken, history));
            }
        }
    }
}

/// The same history without what it does not need to break the same law.
pub fn shrunk(broken: Broken, history: &History) -> (Broken, History) {
    let (mut broken, mut history) = (broken, history.clone());
    let mut index = 0;
    while index < history.events.len() {
        let mut shorter = history.clone();
        shorter.events.remove(index);
        match lived(&shorter, &mut Counts::default()) {
            Err(same) if same.law == broken.law => {
                (broken, history) = (same, shorter);
                // An event before may be needed no more.
                index = 0;
            }
            _ => index += 1,
        }
    }
    (broken, history)
}
