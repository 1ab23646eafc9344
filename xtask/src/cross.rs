//! Builds for targets that have no operating system.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::install;
use crate::run::{Done, command, is_there, output, quietly};

/// The target of what a browser runs.
pub(crate) const WEB: &str = "wasm32-unknown-unknown";

/// A compiler that can build for a target.
pub(crate) enum Compiler {
    /// rustup's, with the target's own libraries.
    Rustup,
    /// Debian's, which builds `core` from its source, and the linker of the toolchain at hand.
    Debian { linker: PathBuf },
}

impl Compiler {
    /// Puts a compiler for `target` in place.
    pub(crate) fn for_target(target: &str) -> Done<Self> {
        if std::env::var_os("GRANTLET_CROSS").is_none_or(|way| way != "debian") && rustup(target)? {
            return Ok(Self::Rustup);
        }
        println!("rustup has no {target}: Debian's compiler builds it from source.");
        let packages = ["rustc-web", "cargo-web", "rust-web-src"];
        install::apt_until("Debian's compiler with its source", &packages, &debian_is_ready)
            .map_err(|error| {
                format!("{error}\nor, where rustup reaches its server: rustup target add {target}")
            })?;
        Ok(Self::Debian { linker: rust_lld()? })
    }

    /// Its name and version.
    pub(crate) fn version(&self) -> Done<String> {
        let rustc = match self {
            Self::Rustup => "rustc",
            Self::Debian { .. } => "/usr/bin/rustc",
        };
        let said = output(command(rustc).arg("--version"))?;
        Ok(said.split(' ').take(2).collect::<Vec<_>>().join(" "))
    }

    /// `cargo build` for a package that is an image for `target`, into a target directory of the
    /// compiler's own.
    pub(crate) fn build(&self, target: &str, package: &str) -> Command {
        self.cargo("build", "core", target, package)
    }

    /// The same for a library for C, all of whose Rust code is optimized as one: with the crate's
    /// other types, cargo would not.
    pub(crate) fn static_library(&self, target: &str, package: &str) -> Command {
        let mut cargo = self.cargo("rustc", "core", target, package);
        cargo.args(["--crate-type", "staticlib"]);
        cargo
    }

    /// The same for a module that a page runs.
    pub(crate) fn web_module(&self, package: &str, features: &str) -> Command {
        let mut cargo = self.cargo("rustc", "core,alloc", WEB, package);
        cargo.args(["--lib", "--profile", "npm", "--no-default-features"]);
        cargo.args(["--features", features]);
        cargo.args(["--quiet", "--locked", "--"]);
        // The core's stack is constant and under two kilobytes. With no more than it needs, constants
        // have short addresses, and a page's memory starts small.
        cargo.arg("-Clink-arg=-zstack-size=4096");
        // What is called once or is smaller than a call is inlined.
        cargo.arg("-Cllvm-args=-inline-threshold=25");
        cargo
    }

    /// `cargo test` for a package whose tests a browser runs.
    pub(crate) fn web_test(&self, package: &str) -> Command {
        let mut cargo = self.cargo("test", "std,panic_abort,test", WEB, package);
        cargo.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", "wasm-bindgen-test-runner");
        cargo
    }

    /// `libraries` are those that Debian's compiler builds; rustup's has them all.
    fn cargo(&self, verb: &str, libraries: &str, target: &str, package: &str) -> Command {
        match self {
            Self::Rustup => {
                let mut cargo = command("cargo");
                cargo.args([verb, "--package", package, "--target", target]);
                cargo
            }
            Self::Debian { linker } => {
                let mut cargo = command("/usr/bin/cargo");
                cargo
                    .env("RUSTC", "/usr/bin/rustc")
                    .env("RUSTC_BOOTSTRAP", "1")
                    .env_remove("RUSTUP_TOOLCHAIN")
                    .args([verb, &format!("-Zbuild-std={libraries}")])
                    .args(["--package", package, "--target", target])
                    .env("CARGO_TARGET_DIR", self.within(&crate::run::target()));
                // The host's own target links the build scripts too, as the host does.
                if !target.contains("linux") {
                    let name = target.to_uppercase().replace(['-', '.'], "_");
                    cargo.env(format!("CARGO_TARGET_{name}_LINKER"), linker);
                }
                cargo
            }
        }
    }

    /// The part of a target directory that is this compiler's own.
    pub(crate) fn within(&self, directory: &Path) -> PathBuf {
        match self {
            Self::Rustup => directory.to_path_buf(),
            Self::Debian { .. } => directory.join("debian"),
        }
    }

    /// Where such a build of the root leaves its images.
    pub(crate) fn images(&self, target: &str) -> PathBuf {
        self.within(&crate::run::target()).join(target)
    }
}

/// Whether Debian's compiler, its cargo and the source of `core` are there.
fn debian_is_ready() -> bool {
    is_there("/usr/bin/rustc")
        && is_there("/usr/bin/cargo")
        && Path::new("/usr/lib/rustlib/src/rust/library/core").exists()
}

/// Whether rustup has the target, or gets it now.
fn rustup(target: &str) -> Done<bool> {
    if !is_there("rustup") {
        return Ok(false);
    }
    let (_, installed) = quietly(command("rustup").args(["target", "list", "--installed"]))?;
    if installed.lines().any(|line| line == target) {
        return Ok(true);
    }
    println!("rustup target add {target}");
    // A server that does not respond must not delay the other way.
    let mut add = command("timeout");
    add.args(["120", "rustup", "target", "add", target]);
    Ok(quietly(&mut add)?.0)
}

/// The linker that comes with a toolchain of rustup's; Debian's has none.
fn rust_lld() -> Done<PathBuf> {
    let sysroot = output(command("rustc").args(["--print", "sysroot"]))?;
    let host = output(command("rustc").args(["--print", "host-tuple"]))?;
    let linker =
        PathBuf::from(sysroot.trim()).join("lib/rustlib").join(host.trim()).join("bin/rust-lld");
    if linker.exists() {
        return Ok(linker);
    }
    install::apt("ld.lld", &["lld"])?;
    Ok(PathBuf::from("ld.lld"))
}
