//! Counts the instructions of one function of a program, by valgrind.

use crate::install;
use crate::run::{Done, command, quietly, run, target};

/// Puts valgrind in place, and builds a program as a service does, optimized.
pub(crate) fn build(package: &str) -> Done {
    install::apt("valgrind", &["valgrind"])?;
    run(command("cargo").args(["build", "--release", "--package", package, "--locked"]))
}

/// The instructions of the measured function of a program alone.
pub(crate) fn instructions(program: &str, job: &str, length: u64) -> Done<u64> {
    let mut valgrind = command("valgrind");
    valgrind
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null", "--toggle-collect=*measured*"])
        .arg(target().join("release").join(program))
        .args([job, &length.to_string()]);
    let (succeeded, said) = quietly(&mut valgrind)?;
    let collected = said.lines().find_map(|line| line.split_once("Collected :"));
    let count = collected.and_then(|(_, count)| count.trim().parse().ok());
    match count {
        Some(count) if succeeded && count > length => Ok(count),
        _ => Err(format!("{job} at {length} bytes was not counted:\n{said}")),
    }
}
