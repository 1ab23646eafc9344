//! Instructions and stack of single calls, as `tests/firmware` measures them in QEMU.

use crate::lock;
use crate::run::{Done, command, output};

/// One call on one board.
pub(super) struct Call {
    pub(super) board: String,
    pub(super) job: String,
    pub(super) instructions: u64,
    pub(super) stack: u64,
}

/// Runs every job on every board.
pub(super) fn measure() -> Done<Vec<Call>> {
    lock::make_all_ready()?;
    let mut measure = command("cargo");
    measure.args(["run", "--quiet", "--locked", "--package", "grantlet-firmware-tests"]);
    let printed = output(measure.args(["--bin", "measure"]))?;
    let call = |line: &str| {
        let [board, job, instructions, stack] = line.split(' ').collect::<Vec<_>>()[..] else {
            return None;
        };
        Some(Call {
            board: board.to_owned(),
            job: job.to_owned(),
            instructions: instructions.parse().ok()?,
            stack: stack.parse().ok()?,
        })
    };
    printed
        .lines()
        .map(|line| call(line).ok_or_else(|| format!("not a measurement: {line}")))
        .collect()
}
