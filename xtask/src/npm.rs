//! `cargo xtask npm`: the npm package, in `wasm/pkg`.

use std::path::PathBuf;
use std::process::Command;

use crate::cross::{Compiler, WEB};
use crate::install;
use crate::run::{Done, command, root, run, silently};

/// Builds the package, with tools of the versions in `wasm/package-lock.json`.
pub(crate) fn build() -> Done {
    let compiler = Compiler::for_target(WEB)?;
    let mut module = compiler.web_module("grantlet-wasm");
    run(module.args(["--quiet", "--profile", "npm", "--locked"]))?;
    tools()?;
    let module = compiler.images(WEB).join("npm/grantlet_wasm.wasm");
    run(in_wasm("node").arg("build.js").arg(module).arg(env!("CARGO_PKG_VERSION")))?;
    run(in_wasm("node").arg("tests/sizes.js"))
}

/// Builds the package and runs its tests, beside a simulator of the providers.
pub(crate) fn test() -> Done {
    build()?;
    run(command("cargo").args([
        "build",
        "--quiet",
        "--package",
        "grantlet-providers",
        "--locked",
    ]))?;
    let simulator = root().join("target/debug/grantlet-providers");
    let mut node = in_wasm("node");
    node.args(["--test", "--test-reporter", "dot", "--test-reporter-destination", "stdout"]);
    run(node.arg("tests/").env("GRANTLET_PROVIDERS", simulator))
}

/// Tests a session that eight processes share through a Redis server.
pub(crate) fn test_redis() -> Done {
    build()?;
    install::apt("redis-server", &["redis-server"])?;
    let mut node = in_wasm("node");
    node.args(["--test", "--test-reporter", "spec", "--test-reporter-destination", "stdout"]);
    run(node.arg("tests/redis.test.js").env("GRANTLET_REDIS", "redis-server"))
}

/// Tests a session in tabs and workers of Chromium.
pub(crate) fn test_browser() -> Done {
    build()?;
    install::apt("chromium", &["chromium"])?;
    let mut node = command("node");
    node.args(["--test", "--test-reporter", "spec", "--test-reporter-destination", "stdout"]);
    run(node.arg("tests/browser/session.test.js"))
}

/// Puts Node.js and the tools of `wasm/package-lock.json` in place.
fn tools() -> Done {
    install::node()?;
    let lock = folder().join("package-lock.json");
    let installed = folder().join("node_modules/installed.json");
    let read = |path: &PathBuf| std::fs::read(path).ok();
    if read(&lock).is_some() && read(&lock) == read(&installed) {
        return Ok(());
    }
    println!("npm ci, in wasm/");
    silently(in_wasm("npm").args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]))?;
    std::fs::copy(lock, installed).map(drop).map_err(|error| error.to_string())
}

fn folder() -> PathBuf {
    root().join("wasm")
}

fn in_wasm(program: &str) -> Command {
    let mut command = command(program);
    command.current_dir(folder());
    command
}
