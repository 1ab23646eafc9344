//! Sessions in random worlds: `tests/worlds` makes the histories, the Rust session lives them there, and
//! the npm package's in `wasm/tests/worlds`.

use crate::npm;
use crate::run::{Done, command, run, target};

/// Cargo's arguments for the package. Its profile is optimized, and what would panic on an overflow
/// still does.
const WORLDS: [&str; 5] = ["--profile", "worlds", "--package", "grantlet-worlds", "--locked"];

/// Lives through thousands of histories, or through millions.
pub(crate) fn test(full: bool) -> Done {
    let mut test = command("cargo");
    test.arg("test").args(WORLDS);
    if full {
        test.env("GRANTLET_FULL", "1");
    }
    run(&mut test)?;
    run(command("cargo").args(["build", "--quiet"]).args(WORLDS))?;
    npm::test_worlds(&target().join("worlds/grantlet-worlds"), full)
}
