//! Every part, in two lanes: those in Node.js and browsers wait more than they compute, and run beside
//! the others.

use std::fs::{self, File};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::time::{Duration, Instant};

use clap::ValueEnum;

use super::{Part, Took};
use crate::run::{Done, command, target};
use crate::{edition, npm, recipes};

/// The lane beside the others. Only these and what builds the npm package use Node.js.
const BESIDE: [Part; 7] = [
    Part::Npm,
    Part::Runtimes,
    Part::Redis,
    Part::Wasm,
    Part::Browser,
    Part::Browsers,
    Part::Recipes,
];

/// What came of a part of that lane: what it printed, and how long it took.
struct Ended {
    part: Part,
    printed: String,
    took: Done<Duration>,
}

/// Runs every part; where one fails, each lane ends with the part that it is at.
pub(super) fn run(full: bool) -> Done<Took> {
    // Debian's packages and rustup's targets are installed by one program at a time.
    npm::install()?;
    // The part `interop` starts the same server.
    recipes::install()?;
    let stop = AtomicBool::new(false);
    let (sender, receiver) = channel();
    let mut lane = Lane { took: Took::new(), failed: Vec::new(), stop: &stop };
    std::thread::scope(|scope| {
        let stop = &stop;
        scope.spawn(move || beside(full, stop, &sender));
        for part in Part::value_variants().iter().filter(|part| !BESIDE.contains(part)) {
            if stop.load(Ordering::Relaxed) {
                break;
            }
            if *part == Part::Edition && !edition::is_in_reach() {
                println!("\n── {} ──", part.name());
                println!("skipped: this clone is shallow. To run it: git fetch --unshallow");
                continue;
            }
            println!("\n── {} ──", part.name());
            lane.ended(*part, part.timed(full));
            for ended in receiver.try_iter() {
                lane.print(ended);
            }
        }
        // To the end of that lane.
        for ended in &receiver {
            lane.print(ended);
        }
    });
    if lane.failed.is_empty() { Ok(lane.took) } else { Err(lane.failed.join("\n\n")) }
}

struct Lane<'a> {
    took: Took,
    failed: Vec<String>,
    stop: &'a AtomicBool,
}

impl Lane<'_> {
    fn ended(&mut self, part: Part, took: Done<Duration>) {
        match took {
            Ok(took) => self.took.push((part.name(), took)),
            Err(error) => {
                self.stop.store(true, Ordering::Relaxed);
                self.failed.push(error);
            }
        }
    }

    /// Prints what a part of the other lane printed.
    fn print(&mut self, Ended { part, printed, took }: Ended) {
        println!("\n── beside: {} ──\n{}", part.name(), printed.trim_end());
        self.ended(part, took);
    }
}

/// Runs the lane beside, each part as a process of its own whose output is kept until it ends.
fn beside(full: bool, stop: &AtomicBool, sender: &Sender<Ended>) {
    let built = npm::build();
    for part in BESIDE {
        if stop.load(Ordering::Relaxed) {
            return;
        }
        let started = Instant::now();
        let (printed, done) = match built.clone().and_then(|()| alone(part, full)) {
            Ok((printed, true)) => (printed, Ok(started.elapsed())),
            Ok((printed, false)) => {
                (printed, Err(format!("The part `{}` failed: its output is above", part.name())))
            }
            Err(error) => (String::new(), Err(part.failed(&error))),
        };
        let failed = done.is_err();
        // Nobody receives it only where the other lane panicked.
        let _ = sender.send(Ended { part, printed, took: done });
        if failed {
            stop.store(true, Ordering::Relaxed);
            return;
        }
    }
}

/// Runs a part as `cargo xtask test` would; returns what it printed and whether it succeeded.
fn alone(part: Part, full: bool) -> Done<(String, bool)> {
    let log = log_of(part)?;
    let failed = |error: std::io::Error| format!("{}: {error}", log.display());
    let file = File::create(&log).map_err(failed)?;
    let this = std::env::current_exe().map_err(|error| error.to_string())?;
    let mut test = command(&this.to_string_lossy());
    test.args(["test", &part.name()]).args(full.then_some("--full")).env(npm::IS_BUILT, "1");
    test.stdout(file.try_clone().map_err(failed)?).stderr(file);
    let status = test.status().map_err(failed)?;
    let printed = fs::read(&log).map_err(failed)?;
    Ok((String::from_utf8_lossy(&printed).into_owned(), status.success()))
}

/// Where the output of a part is while it runs.
fn log_of(part: Part) -> Done<PathBuf> {
    let folder = target().join("test-logs");
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    Ok(folder.join(format!("{}.log", part.name())))
}
