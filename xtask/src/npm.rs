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
    packages("wasm")?;
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

/// Builds the package and measures it beside the packages of `wasm/bench/package-lock.json`, which
/// the tests do not need.
pub(crate) fn bench() -> Done {
    build()?;
    packages("wasm/bench")?;
    run(in_wasm("node").arg("bench/speed.js"))
}

/// Puts Node.js and the packages of a folder's `package-lock.json` in place.
fn packages(folder: &str) -> Done {
    install::node()?;
    let lock = root().join(folder).join("package-lock.json");
    let installed = root().join(folder).join("node_modules/installed.json");
    let read = |path: &PathBuf| std::fs::read(path).ok();
    if read(&lock).is_some() && read(&lock) == read(&installed) {
        return Ok(());
    }
    println!("npm ci, in {folder}/");
    let mut npm = command("npm");
    npm.current_dir(root().join(folder));
    silently(npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]))?;
    std::fs::copy(lock, installed).map(drop).map_err(|error| error.to_string())
}

fn in_wasm(program: &str) -> Command {
    let mut command = command(program);
    command.current_dir(root().join("wasm"));
    command
}
