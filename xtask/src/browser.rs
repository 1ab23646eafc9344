//! `cargo xtask demo --browser`, and its tests: the page of `wasm/demo` in a real browser.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::provider::facts;
use crate::run::{Done, command, root, run, target};
use crate::{edition, install, npm};

/// Where the page is, for a bookmark.
const PORT: &str = "4117";

/// Serves the page and its simulated providers until Ctrl-C.
pub(crate) fn demo() -> Done {
    let Built { page, facts } = built()?;
    let mut command = command(&page.to_string_lossy());
    command.args(["--port", PORT, "--until-input-ends", "--facts"]).arg(facts);
    let failed = |error: std::io::Error| format!("{}: {error}", page.display());
    let mut served = command.stdin(Stdio::piped()).spawn().map_err(failed)?;
    // The page's input ends with this program, however that ends.
    let _input = served.stdin.take();
    let status = served.wait().map_err(failed)?;
    if status.success() { Ok(()) } else { Err(format!("the page ended: {status}")) }
}

/// Tests the page in Chromium.
pub(crate) fn test() -> Done {
    let Built { page, facts } = built()?;
    install::chromium()?;
    let mut node = npm::with_tests(command("node"), "spec", &npm::tests_in("tests/browser")?);
    node.env("GRANTLET_PAGE", page).env("GRANTLET_FACTS", facts);
    run(edition::with_packages(&mut node)?)
}

/// Writes the pictures of docs/, by Chromium.
pub(crate) fn screenshots() -> Done {
    let Built { page, facts } = built()?;
    install::chromium()?;
    let script = root().join("tests/browser/screenshots.js");
    run(command("node").arg(script).env("GRANTLET_PAGE", page).env("GRANTLET_FACTS", facts))
}

pub(crate) struct Built {
    /// The program that serves the page.
    pub(crate) page: PathBuf,
    /// What it shows of each provider, as `cargo xtask provider` does.
    pub(crate) facts: PathBuf,
}

/// The package, and what shows it.
pub(crate) fn built() -> Done<Built> {
    npm::build()?;
    let mut build: Command = command("cargo");
    build.args(["build", "--quiet", "--package", "grantlet-tests", "--bin", "page", "--locked"]);
    run(&mut build)?;
    let facts = target().join("facts.json");
    std::fs::write(&facts, facts::json()?)
        .map_err(|error| format!("{}: {error}", facts.display()))?;
    Ok(Built { page: target().join("debug/page"), facts })
}
