//! `cargo xtask test wasm`: the boundary through wasm-bindgen, in headless Chromium.

use crate::cross::{Compiler, WEB};
use crate::install;
use crate::run::{Done, command, output, root, run};

/// Runs `wasm/tests/browser.rs`. Chromium's flags are in `wasm/webdriver.json`.
pub(crate) fn test() -> Done {
    install::chromium()?;
    install::apt("chromedriver", &["chromium-driver"])?;
    runner()?;
    let mut test = Compiler::for_target(WEB)?.web_test("grantlet-wasm");
    let driver = output(command("which").arg("chromedriver"))?;
    test.env("CHROMEDRIVER", driver.trim());
    run(test.args(["--locked", "--lib"]))
}

/// Puts the program that runs such tests in place, at the version of the library in `Cargo.lock`.
fn runner() -> Done {
    let version = locked("wasm-bindgen")?;
    let is_there = || {
        output(command("wasm-bindgen-test-runner").arg("--version"))
            .is_ok_and(|said| said.trim().ends_with(&format!(" {version}")))
    };
    if is_there() {
        return Ok(());
    }
    let wanted = ["wasm-bindgen-cli", "--version", &version, "--bin", "wasm-bindgen-test-runner"];
    println!("cargo install {}", wanted.join(" "));
    // A registry that lags behind has not all that the program's own lock file names.
    let install = |how: &[&str]| {
        let mut install = command("cargo");
        // It reads one module: optimizing it takes longer than it then runs.
        install.args(["install", "--quiet", "--debug"]).env("CARGO_PROFILE_DEV_DEBUG", "0");
        // In a folder of cargo's own, so that no other build waits for this one.
        run(install.env_remove("CARGO_TARGET_DIR").args(wanted).args(how))
    };
    install(&["--locked"]).or_else(|error| {
        println!("{error}: its dependencies are now chosen anew, without --locked");
        install(&[])
    })?;
    if is_there() {
        Ok(())
    } else {
        Err("wasm-bindgen-test-runner was installed, but is not where programs are looked for: \
             is ~/.cargo/bin in PATH?"
            .into())
    }
}

/// The version of a package in `Cargo.lock`.
fn locked(package: &str) -> Done<String> {
    let lock = std::fs::read_to_string(root().join("Cargo.lock")).map_err(|e| e.to_string())?;
    let found = lock.split("[[package]]").find_map(|entry| {
        let rest = entry.trim_start().strip_prefix(&format!("name = \"{package}\"\n"))?;
        rest.strip_prefix("version = \"")?.split('"').next()
    });
    found.map(Into::into).ok_or_else(|| format!("Cargo.lock has no {package}"))
}
