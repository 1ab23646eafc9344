//! `cargo xtask test recipes`: the apps of `wasm/examples`, each beside the same app on another package, built and driven
//! in a browser.

use crate::run::{Done, command, run};
use crate::{install, npm};

/// Builds and drives each.
pub(crate) fn test() -> Done {
    npm::build()?;
    install::chromium()?;
    install::apt("redis-server", &["redis-server"])?;
    install()?;
    let mut node = command("node");
    node.args(["--test", npm::TWO_FILES, "--test-reporter", "./wasm/tests/reporter.js"]);
    run(node.args(["--test-reporter-destination", "stdout"]).args(npm::tests_in("tests/recipes")?))
}

/// Installs what the apps are built with, and the server that they log in to.
pub(crate) fn install() -> Done {
    npm::packages("wasm")?;
    npm::packages("wasm/examples")?;
    npm::packages("tests/interop/server")
}
