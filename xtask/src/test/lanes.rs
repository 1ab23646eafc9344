//! Every part, by two workers with one queue. One starts with the parts in Node.js and browsers, which wait
//! more than they compute; the other with the rest, from the queue's other end. Neither waits for the other.

use std::collections::VecDeque;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use clap::ValueEnum;

use super::{Part, Took};
use crate::lock::{self, Board};
use crate::run::{Done, command, target};
use crate::{dist, edition, install, npm, recipes};

/// Every part. The first worker takes from the front, where those that wait are, longest first. The second
/// takes from the back, where those that fail first after a change are. What is left where the two meet
/// needs no other part's folder.
const QUEUE: [Part; 29] = [
    Part::Browser,
    Part::Browsers,
    Part::Npm,
    Part::Runtimes,
    Part::Redis,
    Part::Recipes,
    Part::Wasm,
    Part::Interop,
    Part::Fleet,
    Part::Linear,
    Part::Worlds,
    Part::C,
    Part::NoPanic,
    Part::Differential,
    Part::Demo,
    Part::Vectors,
    Part::Dist,
    Part::Firmware,
    Part::Size,
    Part::Edition,
    Part::Service,
    Part::Faults,
    Part::Providers,
    Part::Bindings,
    Part::Proof,
    Part::Core,
    Part::Msrv,
    Part::Lint,
    Part::Format,
];

/// Parts that test the npm package, which is built once for all of them.
const OF_PACKAGE: [Part; 9] = [
    Part::Browser,
    Part::Browsers,
    Part::Npm,
    Part::Runtimes,
    Part::Recipes,
    Part::Redis,
    Part::Worlds,
    Part::Differential,
    Part::Interop,
];

/// Parts that roll back to packages of earlier editions, which are built once for all of them.
const ROLL_BACK: [Part; 3] = [Part::Browser, Part::Npm, Part::Redis];

/// Parts of which one at a time can run: those that write the archives for C below `target`, and those that
/// drive the page.
const APART: [&[Part]; 2] = [
    &[Part::Size, Part::Firmware, Part::Dist, Part::Vectors, Part::Demo],
    &[Part::Browser, Part::Browsers],
];

#[derive(Clone, Copy)]
enum End {
    Front,
    Back,
}

/// Runs every part; where one fails, the other worker ends with the part that it is at.
pub(super) fn run(full: bool) -> Done<Took> {
    let mut parts = VecDeque::from(QUEUE);
    if let Some(reason) = edition::missing()? {
        println!("The part `edition` is skipped: {reason}");
        parts.retain(|part| *part != Part::Edition);
    }
    install()?;
    let this = std::env::current_exe().map_err(|error| error.to_string())?;
    let state = State { parts, ..State::default() };
    let queue = Queue { state: Mutex::new(state), changed: Condvar::new(), this, full };
    std::thread::scope(|scope| {
        scope.spawn(|| queue.work(End::Front));
        queue.work(End::Back);
    });
    let State { took, failed, .. } =
        queue.state.into_inner().unwrap_or_else(PoisonError::into_inner);
    if failed.is_empty() { Ok(took) } else { Err(failed.join("\n\n")) }
}

/// Puts in place what the parts need from Debian and from rustup, which install one thing at a time.
fn install() -> Done {
    npm::install()?;
    // The part `interop` starts the same server.
    recipes::install()?;
    dist::install()?;
    lock::install(Board::value_variants())?;
    for (program, package) in [
        ("gcc", "gcc"),
        ("g++", "g++"),
        ("clang", "clang"),
        ("valgrind", "valgrind"),
        ("cmake", "cmake"),
        ("ninja", "ninja-build"),
        ("pkg-config", "pkg-config"),
    ] {
        install::apt(program, &[package])?;
    }
    Ok(())
}

struct Queue {
    state: Mutex<State>,
    /// A part has ended.
    changed: Condvar,
    /// This program, by the path that it was started from: a part may build it anew.
    this: PathBuf,
    full: bool,
}

#[derive(Default)]
struct State {
    parts: VecDeque<Part>,
    running: Vec<Part>,
    took: Took,
    failed: Vec<String>,
}

impl State {
    /// The next part at this end that may run beside what is running, as an index.
    fn next(&self, end: End) -> Option<usize> {
        let is_free = |index: &usize| {
            let next = self.parts.get(*index);
            let both = |group: &[Part]| {
                next.is_some_and(|part| group.contains(part))
                    && self.running.iter().any(|part| group.contains(part))
            };
            !APART.into_iter().any(both)
        };
        let mut indices = 0..self.parts.len();
        match end {
            End::Front => indices.find(is_free),
            End::Back => indices.rfind(is_free),
        }
    }
}

impl Queue {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs one part after the other until none is left or one has failed.
    fn work(&self, end: End) {
        while let Some(part) = self.take(end) {
            println!("── {}: begun ──", part.name());
            let started = Instant::now();
            let (printed, done) = match self.run_alone(part) {
                Ok((printed, true)) => (printed, Ok(started.elapsed())),
                Ok((printed, false)) => {
                    let error = format!("The part `{}` failed: its output is above", part.name());
                    (printed, Err(error))
                }
                Err(error) => (String::new(), Err(part.failed(&error))),
            };
            println!("\n── {} ──\n{}\n", part.name(), printed.trim());
            self.ended(part, done);
        }
    }

    fn take(&self, end: End) -> Option<Part> {
        let mut state = self.state();
        while state.failed.is_empty() && !state.parts.is_empty() {
            if let Some(part) = state.next(end).and_then(|index| state.parts.remove(index)) {
                state.running.push(part);
                return Some(part);
            }
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        None
    }

    fn ended(&self, part: Part, took: Done<Duration>) {
        let mut state = self.state();
        state.running.retain(|running| *running != part);
        match took {
            Ok(took) => state.took.push((part.name(), took)),
            Err(error) => state.failed.push(error),
        }
        self.changed.notify_all();
    }

    /// Runs a part as `cargo xtask test` would; returns what it printed and whether it succeeded.
    fn run_alone(&self, part: Part) -> Done<(String, bool)> {
        if OF_PACKAGE.contains(&part) {
            npm::build()?;
        }
        let log = log_of(part)?;
        let failed = |error: std::io::Error| format!("{}: {error}", log.display());
        let file = File::create(&log).map_err(failed)?;
        let mut test = command(&self.this.to_string_lossy());
        test.args(["test", &part.name()]).args(self.full.then_some("--full"));
        test.env(npm::IS_BUILT, "1");
        if ROLL_BACK.contains(&part) {
            edition::with_packages(&mut test)?;
        }
        test.stdout(file.try_clone().map_err(failed)?).stderr(file);
        let status = test.status().map_err(failed)?;
        let printed = fs::read(&log).map_err(failed)?;
        Ok((String::from_utf8_lossy(&printed).into_owned(), status.success()))
    }
}

/// Where the output of a part is while it runs.
fn log_of(part: Part) -> Done<PathBuf> {
    let folder = target().join("test-logs");
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    Ok(Path::new(&folder).join(format!("{}.log", part.name())))
}

#[cfg(test)]
mod tests {
    use clap::ValueEnum;

    use super::{End, Part, QUEUE, State};

    #[test]
    fn the_queue_has_each_part_once() {
        for part in Part::value_variants() {
            let times = QUEUE.iter().filter(|queued| *queued == part).count();
            assert_eq!(times, 1, "{}", part.name());
        }
    }

    #[test]
    fn two_parts_that_write_the_same_files_do_not_run_at_once() {
        let state = |running: &[Part]| State {
            parts: [Part::C, Part::Dist, Part::Size].into(),
            running: running.to_vec(),
            ..State::default()
        };
        assert_eq!(state(&[]).next(End::Back), Some(2));
        assert_eq!(state(&[]).next(End::Front), Some(0));
        assert_eq!(state(&[Part::Vectors]).next(End::Back), Some(0));
        assert_eq!(state(&[Part::Npm]).next(End::Back), Some(2));
    }
}
