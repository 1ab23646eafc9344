//! The npm packages of earlier editions, which tests put back in place of this one.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use super::{FIRST, REVISION, failed, is_made, mark_as_made, missing, unpack};
use crate::cross::{Compiler, WEB};
use crate::npm;
use crate::run::{Done, command, root, run};

/// The variable that names folders of earlier packages to the tests, by commas.
const OLDER: &str = "GRANTLET_OLDER";

/// Below it each package has a folder of its revision's name, and all have one for cargo.
const FOLDER: &str = "target/edition-packages";

/// Names the packages of earlier editions to tests; where the history has none, says so.
pub(crate) fn with_packages(tests: &mut Command) -> Done<&mut Command> {
    if let Some(folders) = packages()? {
        tests.env(OLDER, folders);
    }
    Ok(tests)
}

/// Builds the packages of earlier editions, once for each revision; returns their folders.
fn packages() -> Done<Option<String>> {
    static BUILT: OnceLock<Done<Option<String>>> = OnceLock::new();
    BUILT.get_or_init(build).clone()
}

fn build() -> Done<Option<String>> {
    // One run tells another that it built them.
    if let Ok(folders) = std::env::var(OLDER) {
        return Ok(Some(folders));
    }
    if let Some(reason) = missing()? {
        println!("The rollback to earlier npm packages is skipped: {reason}");
        return Ok(None);
    }
    let folders = [REVISION, FIRST].map(package);
    let folders = folders.into_iter().collect::<Done<Vec<_>>>()?;
    Ok(Some(folders.join(",")))
}

/// Builds one package by its own `build.js`, and returns its folder.
fn package(revision: &str) -> Done<String> {
    let folder = root().join(FOLDER).join(revision);
    let package = folder.join("wasm/pkg").to_string_lossy().into_owned();
    if is_made(&folder, revision) {
        return Ok(package);
    }
    println!("The npm package of an earlier edition, commit {revision}");
    unpack(revision, &folder, &[])?;
    let compiler = Compiler::for_target(WEB)?;
    let built = compiler.within(&root().join(FOLDER).join("cargo"));
    let mut module = compiler.web_module("grantlet-wasm", "");
    run(module.current_dir(&folder).env("CARGO_TARGET_DIR", &built))?;
    link_tools(&folder)?;
    let mut node = command("node");
    node.current_dir(folder.join("wasm")).args(["build.js"]);
    node.arg(built.join(WEB).join("npm/grantlet_wasm.wasm")).arg(env!("CARGO_PKG_VERSION"));
    run(&mut node)?;
    mark_as_made(&folder, revision)?;
    Ok(package)
}

/// Puts the tools of this edition in place of those that `npm ci` would install: `build.js` adds to the folder
/// the package itself.
fn link_tools(edition: &Path) -> Done {
    npm::packages("wasm")?;
    let from = root().join("wasm/node_modules");
    let to = edition.join("wasm/node_modules");
    fs::create_dir(&to).map_err(|error| failed(&to, &error))?;
    let tools = fs::read_dir(&from).map_err(|error| failed(&from, &error))?;
    let tools: Vec<PathBuf> = tools.filter_map(|tool| Some(tool.ok()?.path())).collect();
    for tool in tools {
        let name = tool.file_name().unwrap_or_default();
        if name != "grantlet" {
            symlink(&tool, to.join(name)).map_err(|error| failed(&tool, &error))?;
        }
    }
    Ok(())
}
