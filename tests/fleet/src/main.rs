//! Simulates the million, shows a bar for each run, and writes `fleet.svg` and `fleet.md` into the
//! folder that is named.

use std::error::Error;
use std::path::PathBuf;
use std::thread;

use grantlet_fleet::{Setup, World, plot, simulate, table};
use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

fn main() -> Result<(), Box<dyn Error>> {
    let folder: PathBuf = std::env::args_os().nth(1).ok_or("which folder?")?.into();
    let world = World::MILLION;
    println!("A simulation of {} devices, seed {}", world.devices, world.seed);
    let style = ProgressStyle::with_template("{prefix:21} {bar:40} {percent:>3} % {elapsed:>4}")?;
    let bars = MultiProgress::new();
    let run = |setup: Setup| {
        let bar = bars.add(ProgressBar::new(world.end().into()).with_style(style.clone()));
        bar.set_prefix(setup.name());
        let run = simulate(&world, setup, |second| bar.set_position(u64::from(second) + 1));
        bar.finish();
        run
    };
    let runs: Vec<_> = thread::scope(|scope| {
        let threads = Setup::ALL.map(|setup| scope.spawn(move || run(setup)));
        threads.into_iter().map(|thread| thread.join().expect("a run ends")).collect()
    });
    let table = table(&world, &runs);
    println!("\n{table}");
    std::fs::create_dir_all(&folder)?;
    std::fs::write(folder.join("fleet.svg"), plot(&world, &runs))?;
    std::fs::write(folder.join("fleet.md"), table)?;
    Ok(())
}
