//! Puts tools in place where they are missing: the ordinary way, else the command to type.

use std::path::PathBuf;
use std::process::Stdio;

use crate::run::{Done, command, is_there, output, quietly, root, run, target};

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
    match major_in(&version) {
        Some(20..) => Ok(()),
        _ => Err(format!(
            "Node.js 20 or later is needed, and this is {}. See https://nodejs.org/en/download",
            version.trim()
        )),
    }
}

/// The browser.
pub(crate) fn chromium() -> Done {
    apt("chromium", &["chromium"])
}

/// Firefox: an edition whose WebDriver BiDi has containers.
pub(crate) fn firefox() -> Done {
    let is_recent = || {
        let version = output(command("firefox-esr").arg("--version").stderr(Stdio::null()));
        version.is_ok_and(|text| major_in(&text).is_some_and(|major| major >= 128))
    };
    apt_until("Firefox 128 or later", &["firefox-esr"], &is_recent)
}

/// WebKit, Safari's engine, and a screen for it: it has no mode without one.
pub(crate) fn webkit() -> Done {
    let packages = ["webkit2gtk-driver", "libwebkit2gtk-4.1-0", "xvfb"];
    // Neither has `--version`.
    let runs = |program, help| quietly(command(program).arg(help)).is_ok_and(|(there, _)| there);
    apt_until("WebKitGTK", &packages, &|| {
        runs("WebKitWebDriver", "--help") && runs("Xvfb", "-help") && mini_browser().exists()
    })
}

/// The browser that WebKitWebDriver drives, in a folder of WebKitGTK's library.
fn mini_browser() -> PathBuf {
    let folder = format!("/usr/lib/{}-linux-gnu/webkit2gtk-4.1", std::env::consts::ARCH);
    PathBuf::from(folder).join("MiniBrowser")
}

/// The first number in what a program prints of its version.
fn major_in(text: &str) -> Option<u32> {
    let digits = text.trim_start_matches(|at: char| !at.is_ascii_digit());
    digits.split('.').next()?.parse().ok()
}

/// Packages of Python's index, with the versions and hashes that `requirements` lists, in an environment of
/// that name under `target`; returns the folder of its programs.
pub(crate) fn python(name: &str, requirements: &str) -> Done<PathBuf> {
    let wanted = std::fs::read_to_string(root().join(requirements))
        .map_err(|error| format!("{requirements}: {error}"))?;
    let environment = target().join(name);
    let programs = environment.join("bin");
    let installed = environment.join("installed.txt");
    if std::fs::read_to_string(&installed).is_ok_and(|text| text == wanted) {
        return Ok(programs);
    }
    let has_venv = || {
        let mut ask = command("python3");
        quietly(ask.args(["-c", "import ensurepip, venv"])).is_ok_and(|(there, _)| there)
    };
    apt_until("python3 with venv", &["python3", "python3-venv"], &has_venv)?;
    println!("python3 -m venv target/{name}; pip install --require-hashes -r {requirements}");
    let mut create = command("python3");
    run(create.args(["-m", "venv", "--clear"]).arg(&environment))?;
    let mut pip = command(&programs.join("python").to_string_lossy());
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]);
    pip.args(["--require-hashes", "-r"]);
    run(pip.arg(requirements)).map_err(|error| {
        format!("{error}\nPython's packages are needed, from the index that pip is set up for.")
    })?;
    std::fs::write(&installed, wanted).map_err(|error| error.to_string())?;
    Ok(programs)
}
