//! `again SEED`: one history in words, and what breaks in it. `json FIRST COUNT`: histories for the
//! JavaScript session, a line each. `run FIRST COUNT`: many in Rust.

use std::error::Error;
use std::io::Write as _;

use grantlet_worlds::{Counts, History, run, run_history, shrunk};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let words: Vec<_> = arguments.iter().map(String::as_str).collect();
    match words[..] {
        ["again", seed] => {
            let history = History::of(seed.parse()?);
            println!("{}", history.words());
            match run_history(&history, &mut Counts::default()) {
                Ok(()) => println!("All invariants hold."),
                Err(broken) => {
                    let (broken, history) = shrunk(broken, &history);
                    println!("{:?}: {}\n{}", broken.invariant, broken.how, history.words());
                }
            }
        }
        ["json", first, count] => {
            let mut output = std::io::stdout().lock();
            let first: u64 = first.parse()?;
            for seed in first..first + count.parse::<u64>()? {
                writeln!(output, "{}", History::of(seed).json())?;
            }
        }
        ["run", first, count] => {
            let report = run(first.parse()?, count.parse()?);
            println!("{}", report.words());
            if report.broken > 0 {
                return Err(report.findings().into());
            }
        }
        _ => return Err("again SEED, json FIRST COUNT, or run FIRST COUNT".into()),
    }
    Ok(())
}
