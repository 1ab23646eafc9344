//! Puts tools in place where they are missing: the ordinary way, else the command to type.

use crate::run::{Done, command, is_there, output, quietly};

/// Debian's packages for a program that is not there.
pub(crate) fn apt(program: &str, packages: &[&str]) -> Done {
    apt_until(program, packages, &|| is_there(program))
}

/// Debian's packages for what is not ready.
pub(crate) fn apt_until(what: &str, packages: &[&str], ready: &dyn Fn() -> bool) -> Done {
    if ready() {
        return Ok(());
    }
    let line = format!("apt-get install -y {}", packages.join(" "));
    println!("{what} is missing: {line}");
    if is_there("apt-get") {
        // Without root this fails, and says nothing that the command below does not.
        let mut install = command("apt-get");
        install.args(["install", "-y", "-qq", "--no-install-recommends"]).args(packages);
        install.env("DEBIAN_FRONTEND", "noninteractive");
        let (installed, _) = quietly(&mut install)?;
        if !installed {
            quietly(command("apt-get").args(["update", "-qq"]))?;
            quietly(&mut install)?;
        }
    }
    if ready() {
        Ok(())
    } else {
        Err(format!("{what} is needed and could not be installed. Type: sudo {line}"))
    }
}

/// A component of the Rust toolchain.
pub(crate) fn component(program: &str, component: &str) -> Done {
    if is_there(program) {
        return Ok(());
    }
    println!("{component} is missing: rustup component add {component}");
    if is_there("rustup") {
        quietly(command("rustup").args(["component", "add", component]))?;
    }
    if is_there(program) {
        Ok(())
    } else {
        Err(format!("{component} is needed. Type: rustup component add {component}"))
    }
}

/// Node.js, which the third-party server of `tests/interop` runs on.
pub(crate) fn node() -> Done {
    apt("node", &["nodejs", "npm"])?;
    apt("npm", &["npm"])?;
    let version = output(command("node").arg("--version"))?;
    let major = version.trim().trim_start_matches('v').split('.').next();
    match major.and_then(|major| major.parse::<u32>().ok()) {
        Some(20..) => Ok(()),
        _ => Err(format!(
            "Node.js 20 or later is needed, and this is {}. See https://nodejs.org/en/download",
            version.trim()
        )),
    }
}
