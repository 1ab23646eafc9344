//! `cargo xtask fleet`: a million devices and an hour's outage, simulated by `tests/fleet`; the plot
//! and the figures of `core/docs/fleet.md`.

use std::fs;

use crate::figures;
use crate::run::{Done, command, root, run, target};

/// Cargo's arguments for the simulator.
const SIMULATOR: [&str; 5] = ["--profile", "simulation", "--package", "grantlet-fleet", "--locked"];

/// Simulates, and writes the plot and the figures.
pub(crate) fn write() -> Done {
    let target = target();
    run(command("cargo").arg("run").args(SIMULATOR).arg("--").arg(&target))?;
    let figures = fs::read_to_string(target.join("fleet.md")).map_err(|error| error.to_string())?;
    figures::put("core/docs/fleet.md", "figures", &figures)?;
    fs::copy(target.join("fleet.svg"), root().join("core/docs/fleet.svg"))
        .map_err(|error| format!("core/docs/fleet.svg: {error}"))?;
    println!("Plot: target/fleet.svg, and with the figures in core/docs/fleet.md");
    Ok(())
}

/// Whether the recovery holds, for a small fleet or for the million.
pub(crate) fn test(full: bool) -> Done {
    let mut test = command("cargo");
    test.arg("test").args(SIMULATOR).args(["--", "--nocapture", "--test-threads", "1"]);
    if full {
        test.env("GRANTLET_FULL", "1");
    }
    run(&mut test)
}
