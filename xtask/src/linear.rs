//! Whether time grows linearly with input, by counting instructions.

use crate::install;
use crate::run::{Done, command, quietly, run, target};

/// Kinds of input that `tests/linear` knows.
const JOBS: [&str; 7] =
    ["token", "escapes", "members", "nesting", "callback", "form", "expires_in"];
/// Bytes of input.
const LENGTHS: [u64; 3] = [1_000, 10_000, 100_000];

pub(crate) fn run_all() -> Done {
    install::apt("valgrind", &["valgrind"])?;
    run(command("cargo").args(["build", "--release", "--package", "grantlet-linear", "--locked"]))?;
    println!("instructions for     1 KB      10 KB     100 KB   per byte");
    for job in JOBS {
        let mut counts = [0; LENGTHS.len()];
        for (count, length) in counts.iter_mut().zip(LENGTHS) {
            *count = instructions(job, length)?;
        }
        let [small, middle, large] = counts;
        println!("{job:<12} {small:>12} {middle:>10} {large:>10} {:>10}", large / LENGTHS[2]);
        // Ten times the bytes cost ten times as much, and what is fixed makes it less.
        if middle > small * 21 / 2 || large > middle * 21 / 2 {
            return Err(format!("{job}: time grows faster than its input"));
        }
    }
    Ok(())
}

/// The instructions of the measured function alone.
fn instructions(job: &str, length: u64) -> Done<u64> {
    let program = target().join("release/linear");
    let mut valgrind = command("valgrind");
    valgrind
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null", "--toggle-collect=*measured*"])
        .arg(program)
        .args([job, &length.to_string()]);
    let (succeeded, said) = quietly(&mut valgrind)?;
    let collected = said.lines().find_map(|line| line.split_once("Collected :"));
    let count = collected.and_then(|(_, count)| count.trim().parse().ok());
    match count {
        Some(count) if succeeded && count > length => Ok(count),
        _ => Err(format!("{job} at {length} bytes was not counted:\n{said}")),
    }
}
