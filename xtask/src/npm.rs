//! `cargo xtask npm`: the npm package, in `wasm/pkg`, and its tests.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use crate::cross::{Compiler, WEB};
use crate::run::{Done, command, root, run, silently, target};
use crate::{browsers, edition, install, notices};

/// Node.js leaves a core free, and would run one file after the other on two; but tests wait a lot.
const TWO_FILES: &str = "--test-concurrency=2";

/// Features of `grantlet-wasm`, each a module and a file of its own beside the core's.
const MODULES: [&str; 4] = ["metadata", "proof", "keys", "endpoints"];

/// The variable by which one run tells another that it built the package.
pub(crate) const IS_BUILT: &str = "GRANTLET_PACKAGE_IS_BUILT";

/// Builds the package, with tools of the versions in `wasm/package-lock.json`; once, however many parts
/// of a run ask for it.
pub(crate) fn build() -> Done {
    static BUILT: OnceLock<Done> = OnceLock::new();
    let is_built = std::env::var_os(IS_BUILT).is_some();
    BUILT.get_or_init(|| if is_built { Ok(()) } else { build_now() }).clone()
}

/// Puts in place what the tests of the package need from Debian and from rustup.
pub(crate) fn install() -> Done {
    Compiler::for_target(WEB)?;
    install::node()?;
    browsers::installed()?;
    install::apt("chromedriver", &["chromium-driver"])?;
    install::apt("redis-server", &["redis-server"])
}

fn build_now() -> Done {
    let compiler = Compiler::for_target(WEB)?;
    let images = compiler.images(WEB).join("npm");
    let module = images.join("grantlet_wasm.wasm");
    let mut modules = Vec::new();
    for name in MODULES {
        run(&mut compiler.web_module("grantlet-wasm", name))?;
        let to = images.join(name).with_extension("wasm");
        std::fs::copy(&module, &to).map_err(|error| format!("{}: {error}", to.display()))?;
        modules.push(to);
    }
    run(&mut compiler.web_module("grantlet-wasm", "core"))?;
    packages("wasm")?;
    let version = env!("CARGO_PKG_VERSION");
    run(in_wasm("node").args(["build.js", version]).arg(&module).args(modules))?;
    let notices = notices::of("grantlet-wasm", &[])?;
    std::fs::write(root().join("wasm/pkg").join(notices::FILE), notices)
        .map_err(|error| format!("{}: {error}", notices::FILE))?;
    run(in_wasm("node").arg("tests/sizes.js"))
}

/// Runs the package's suite on Node.js, its bundles in Chromium, and looks at its types and files.
pub(crate) fn test() -> Done {
    build()?;
    install::chromium()?;
    let mut node = beside_simulator(&[
        "tests/node.test.js",
        "tests/boundary.test.js",
        "tests/bundles.test.js",
        "tests/package.test.js",
        "tests/readme.test.js",
        "tests/session.test.js",
        "tests/session-failures.test.js",
        "tests/session-tabs.test.js",
        "tests/servers.test.js",
        "tests/session-faults.test.js",
        "tests/session-attacks.test.js",
        "tests/session-grants.test.js",
        "tests/session-rotated.test.js",
        "tests/session-storms.test.js",
        "tests/session-clocks.test.js",
        "tests/session-revocations.test.js",
        "tests/session-stores.test.js",
        "tests/session-api.test.js",
        "tests/session-changes.test.js",
        "tests/flows.test.js",
        "tests/discover.test.js",
        "tests/verify-id-token.test.js",
        "tests/endpoints.test.js",
        "tests/proof.test.js",
        "tests/logout.test.js",
        "tests/stored.test.js",
        "tests/tables.test.js",
        "tests/world.test.js",
        "tests/file.test.js",
        "tests/redis-replies.test.js",
    ])?;
    run(edition::with_packages(&mut node)?)
}

/// Logs in at the server of `tests/interop/server`, which the tests in Rust install, by what it announces.
pub(crate) fn test_interop() -> Done {
    build()?;
    run(&mut node(&[
        "tests/interop.test.js",
        "tests/interop-proof.test.js",
        "tests/interop-endpoints.test.js",
    ]))
}

/// Runs the package's suite in Deno, Bun, workerd and Chromium.
pub(crate) fn test_runtimes() -> Done {
    build()?;
    install::chromium()?;
    packages("wasm/tests/runtimes")?;
    run(&mut beside_simulator(&["tests/runtimes/runtimes.test.js"])?)
}

/// Tests a session that eight processes share through a Redis server, and one whose server loses power in an
/// upgrade; and a rollback.
pub(crate) fn test_redis() -> Done {
    build()?;
    install::apt("redis-server", &["redis-server"])?;
    let files = ["tests/redis.test.js", "tests/redis-stored.test.js"];
    let mut node = node(&files);
    node.env("GRANTLET_REDIS", "redis-server");
    run(edition::with_packages(&mut node)?)
}

/// Lives through histories that a program makes.
pub(crate) fn test_worlds(program: &Path, full: bool) -> Done {
    build()?;
    let mut node = node(&["tests/worlds.test.js"]);
    node.env("GRANTLET_WORLDS", program);
    if full {
        node.env("GRANTLET_FULL", "1");
    }
    run(&mut node)
}

/// Files of tests, beside a simulator of the providers.
fn beside_simulator(files: &[&str]) -> Done<Command> {
    let simulator = ["build", "--quiet", "--package", "grantlet-providers", "--locked"];
    run(command("cargo").args(simulator))?;
    let mut node = node(files);
    node.env("GRANTLET_PROVIDERS", target().join("debug/grantlet-providers"));
    Ok(node)
}

fn node(files: &[&str]) -> Command {
    with_tests(in_wasm("node"), "./tests/reporter.js", files)
}

/// Node.js with files of tests outside `wasm`.
pub(crate) fn node_in_root(files: &[PathBuf]) -> Command {
    with_tests(command("node"), "./wasm/tests/reporter.js", files)
}

/// Node.js with files of tests, two at a time.
pub(crate) fn with_tests(
    mut node: Command,
    reporter: &str,
    files: &[impl AsRef<OsStr>],
) -> Command {
    node.args(["--test", TWO_FILES, "--test-reporter", reporter]);
    node.args(["--test-reporter-destination", "stdout"]).args(files);
    node
}

/// Builds the package and measures it beside the packages of `wasm/bench/package-lock.json`, which
/// the tests do not need.
pub(crate) fn bench() -> Done {
    build()?;
    packages("wasm/bench")?;
    run(in_wasm("node").arg("bench/speed.js"))
}

/// The files of tests in a folder, in order.
pub(crate) fn tests_in(folder: &str) -> Done<Vec<PathBuf>> {
    let mut tests: Vec<_> = std::fs::read_dir(root().join(folder))
        .map_err(|error| format!("{folder}: {error}"))?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.to_string_lossy().ends_with(".test.js"))
        .collect();
    tests.sort();
    Ok(tests)
}

/// Puts Node.js and the packages of a folder's `package-lock.json` in place.
pub(crate) fn packages(folder: &str) -> Done {
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

#[cfg(test)]
mod tests {
    use super::tests_in;

    #[test]
    fn each_file_of_the_packages_tests_is_run_by_a_part() {
        let (own, files) = (include_str!("npm.rs"), tests_in("wasm/tests").unwrap());
        assert!(files.len() > 30);
        for file in files {
            let name = file.file_name().unwrap().to_str().unwrap();
            assert!(own.contains(&format!("\"tests/{name}\"")), "{name} is run by no part");
        }
    }
}
