//! `cargo xtask test browsers`: the package and its page in Firefox and WebKitGTK, and a little of it in Chromium.

use std::path::PathBuf;
use std::process::Command;

use crate::run::{Done, command, output, run};
use crate::{browser, install, npm};

/// Runs the tests of `tests/browsers` in each browser that is there.
pub(crate) fn test() -> Done {
    let browser::Built { page, facts } = browser::built()?;
    // What pages log in at.
    npm::packages("tests/interop/server")?;
    let mut node = node(&npm::tests_in("tests/browsers")?)?;
    run(node.env("GRANTLET_PAGE", page).env("GRANTLET_FACTS", facts))
}

/// Node.js with files of tests that run in each browser that is there.
pub(crate) fn node(files: &[PathBuf]) -> Done<Command> {
    let names = installed()?;
    let mut node = npm::node_in_root(files);
    // WebDriver BiDi needs one. Node.js before version 22 has it behind this option.
    if output(command("node").args(["-p", "typeof WebSocket"]))?.trim() == "undefined" {
        node.env("NODE_OPTIONS", "--experimental-websocket");
    }
    node.env("GRANTLET_BROWSERS", names.join(","));
    Ok(node)
}

/// Installs the browsers. Without root one that is missing is skipped by name.
pub(crate) fn installed() -> Done<Vec<&'static str>> {
    let browsers: [(_, fn() -> Done); 3] = [
        ("chromium", install::chromium),
        ("firefox", install::firefox),
        ("webkit", install::webkit),
    ];
    let mut names = Vec::new();
    for (name, install) in browsers {
        match install() {
            Ok(()) => names.push(name),
            Err(error) if is_root() => return Err(error),
            Err(error) => println!("skipped: {name}. {error}"),
        }
    }
    Ok(names)
}

fn is_root() -> bool {
    output(command("id").arg("-u")).is_ok_and(|user| user.trim() == "0")
}
