//! One run in QEMU of a program that talks to nobody, and always ends.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::board::Board;

/// How a run went.
#[derive(Debug)]
pub struct Run {
    /// What the program exited with.
    pub code: Option<i32>,
    /// What it printed, line by line.
    pub said: Vec<String>,
}

/// Runs an image to its end. An instruction takes 2^`shift` ns of the machine's time.
///
/// # Errors
/// QEMU could not be run.
pub fn run(board: Board, image: &Path, shift: u32) -> Result<Run, String> {
    let qemu = board.qemu();
    // Longer than any run takes.
    let mut run = Command::new("timeout");
    run.arg("60").arg(qemu.get_program()).args(qemu.get_args());
    run.args(["-serial", "null", "-monitor", "none", "-display", "none"])
        .args(["-semihosting-config", "enable=on,target=native"])
        .args(["-icount", &format!("shift={shift},sleep=off")])
        .arg("-kernel")
        .arg(image)
        .stdin(Stdio::null());
    let output = run.output().map_err(|error| {
        format!("QEMU: {error}. Type: sudo apt-get install -y qemu-system-arm qemu-system-misc")
    })?;
    let said = String::from_utf8_lossy(&output.stderr).lines().map(ToOwned::to_owned).collect();
    Ok(Run { code: output.status.code(), said })
}
