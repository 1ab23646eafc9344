//! CMake and pkg-config find the package, wherever it was unpacked.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::{CONSUMER, cmake};
use crate::dist::abi::{self, Abi};
use crate::run::{Done, command, output, quietly, root, silently, target};

pub(super) fn run(unpacked: &Path) -> Done {
    // Whatever the package says, it must say of where it is, not of where it was made.
    let moved = target().join("dist-moved/a folder");
    super::empty(&moved)?;
    for abi in &abi::ALL {
        silently(command("cp").arg("-r").arg(unpacked.join(abi.name)).arg(&moved))?;
        let (mut configure, build) = configure(abi, &moved.join(abi.name), &moved);
        silently(&mut configure)?;
        silently(command("cmake").arg("--build").arg(&build))?;
        if abi.name == "x86-64" {
            silently(&mut command(&build.join("consumer").to_string_lossy()))?;
        }
    }
    println!("CMake: find_package(grantlet) builds a program for each ABI; x86-64's runs");
    refused("riscv32imc", "thumbv6m", "this build of Grantlet is for riscv32imc", &moved)?;
    refused("thumbv6m", "x86-64", "0.1.0 for thumbv6m", &moved)?;
    println!("CMake: a package for another processor is refused, and says for which it is");
    below_the_toolchain(&moved)?;
    pkg_config(&moved)
}

/// How a program for `abi` is configured with a package, and where it is built.
fn configure(abi: &Abi, package: &Path, scratch: &Path) -> (Command, PathBuf) {
    let build = scratch.join(format!("{}-build", abi.name));
    let mut configure = cmake("consumer", abi, &build);
    configure.arg(format!("-DCMAKE_PREFIX_PATH={}", package.display()));
    (configure, build)
}

/// The package of one binary interface must not be taken by a program for another.
fn refused(package: &str, program: &str, why: &str, scratch: &Path) -> Done {
    let (mut configure, _) = configure(abi::named(program)?, &scratch.join(package), scratch);
    let (found, said) = quietly(&mut configure)?;
    // CMake breaks its messages into lines.
    let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
    if found || !said.contains(why) {
        return Err(format!("CMake gives a program for {program} the package {package}:\n{said}"));
    }
    Ok(())
}

/// A toolchain file with `CMAKE_FIND_ROOT_PATH_MODE_PACKAGE` `ONLY` ignores `CMAKE_PREFIX_PATH`, as the README says, and
/// takes `grantlet_DIR`.
fn below_the_toolchain(moved: &Path) -> Done {
    let abi = abi::named("thumbv7em-hf")?;
    let package = moved.join(abi.name);
    let scratch = moved.join("only");
    super::empty(&scratch)?;
    let toolchain = root().join("tests/dist/toolchain/find_root_only.cmake");
    let toolchain = format!("-DCMAKE_TOOLCHAIN_FILE={}", toolchain.display());
    let (mut by_prefix, _) = configure(abi, &package, &scratch);
    let (found, said) = quietly(by_prefix.arg(&toolchain))?;
    if found || !said.contains("grantletConfig.cmake") {
        return Err(format!(
            "CMake finds the package by CMAKE_PREFIX_PATH, or fails by another error:\n{said}"
        ));
    }
    let (mut by_folder, build) = configure(abi, Path::new(""), &scratch);
    let folder = package.join("lib/cmake/grantlet");
    silently(by_folder.arg(&toolchain).arg(format!("-Dgrantlet_DIR={}", folder.display())))?;
    silently(command("cmake").arg("--build").arg(&build))?;
    println!("CMake: a toolchain that looks below its own root takes grantlet_DIR");
    Ok(())
}

fn pkg_config(moved: &Path) -> Done {
    let package = moved.join("x86-64");
    let ask = |what: &[&str]| {
        let mut ask = command("pkg-config");
        ask.env("PKG_CONFIG_PATH", package.join("lib/pkgconfig")).args(what).arg("grantlet");
        output(&mut ask)
    };
    ask(&["--exists", "--print-errors"])?;
    let version = ask(&["--modversion"])?;
    if version.trim() != crate::dist::package::VERSION {
        return Err(format!("pkg-config says that the version is {version}"));
    }
    // The shell reads the flags, as it does on the line that the README tells.
    let flags = ask(&["--cflags", "--libs"])?;
    let image = moved.join("consumer");
    let line = format!("cc -std=c99 -Wall -Werror {CONSUMER}/main.c {} -o \"$0\"", flags.trim());
    silently(command("sh").args(["-c", &line]).arg(&image))?;
    silently(&mut command(&image.to_string_lossy()))?;
    println!("pkg-config: its flags build a program that runs");
    Ok(())
}
