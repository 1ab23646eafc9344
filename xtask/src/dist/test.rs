//! Shows that the packages are what they say: their content, their archives, and programs built
//! with them.

mod arduino;
mod build_systems;
mod esp_idf;
mod faults;
mod linking;
mod platformio;
mod zephyr;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use super::abi::{self, Abi};
use super::archive::{self, Content};
use super::package::VERSION;
use super::{empty, header, write};
use crate::install;
use crate::run::{Done, cargo, command, output, root, silently, target};

/// A program for each of them: it calls three functions of the library.
const CONSUMER: &str = "tests/dist/consumer";

pub(crate) fn run() -> Done {
    for program in ["cmake", "ninja", "pkg-config"] {
        let package = if program == "ninja" { "ninja-build" } else { program };
        install::apt(program, &[package])?;
    }
    cargo(&["test", "--quiet", "--package", "xtask", "--locked"])?;
    let python = install::python("python", "tests/dist/requirements.txt")?;
    let folder = write()?;

    let first = bytes(&folder)?;
    let this = std::env::current_exe().map_err(|error| error.to_string())?;
    silently(command(&this.to_string_lossy()).arg("dist"))?;
    if bytes(&folder)? != first {
        return Err("a second `cargo xtask dist` writes other bytes".to_owned());
    }
    println!("a second run writes the same {} files", first.len());
    built_elsewhere_it_is_the_same()?;
    let unpacked = unpack(&folder)?;
    let declared = header::declared(&root().join("ffi/include/grantlet.h"))?;
    for abi in &abi::ALL {
        content_of(&unpacked, abi)?;
    }
    the_description_is_whole()?;
    faults::run()?;
    linking::run(&unpacked, &declared)?;
    build_systems::run(&unpacked)?;
    arduino::run(&unpacked.join("arduino"))?;
    esp_idf::run(&unpacked.join("esp-idf"), &python)?;
    zephyr::run(&unpacked.join("zephyr"), &python)?;
    platformio::run(&unpacked.join("platformio"), &python)
}

/// The bytes of each file in a folder.
fn bytes(folder: &Path) -> Done<BTreeMap<PathBuf, Vec<u8>>> {
    let failed = |error: std::io::Error| format!("{}: {error}", folder.display());
    let mut files = BTreeMap::new();
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let bytes = std::fs::read(&path).map_err(failed)?;
        files.insert(path, bytes);
    }
    Ok(files)
}

/// Copies the source to a folder of another name and length, and builds one archive there.
fn built_elsewhere_it_is_the_same() -> Done {
    let elsewhere = std::env::temp_dir().join(format!("grantlet-elsewhere-{}", std::process::id()));
    empty(&elsewhere)?;
    let same = copy_source(&root(), &elsewhere).and_then(|()| {
        let abi = abi::named("thumbv6m")?;
        let objects = elsewhere.join("target/archives");
        let copy = archive::build(&elsewhere, abi, Content::Interface, &objects)?;
        let read = |path: &Path| std::fs::read(path).map_err(|error| error.to_string());
        let archive = super::objects(abi).join("libgrantlet.a");
        Ok(read(&copy)? == read(&archive)?)
    });
    // What is left there helps nobody, whatever came of it.
    let _ = std::fs::remove_dir_all(&elsewhere);
    if same? {
        println!("built in another folder, the archive for thumbv6m is the same to the byte");
        Ok(())
    } else {
        Err("built in another folder, the archive for thumbv6m has other bytes".to_owned())
    }
}

/// What the source folders hold, without what was built or installed in them.
fn copy_source(from: &Path, to: &Path) -> Done {
    let failed = |error: std::io::Error| format!("{}: {error}", from.display());
    for entry in std::fs::read_dir(from).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let (source, copy) = (entry.path(), to.join(entry.file_name()));
        if [".git", "target", "node_modules"].iter().any(|name| source.ends_with(name)) {
            continue;
        }
        if source.is_dir() {
            std::fs::create_dir(&copy).map_err(failed)?;
            copy_source(&source, &copy)?;
        } else {
            std::fs::copy(&source, &copy).map_err(failed)?;
        }
    }
    Ok(())
}

/// Unpacks each package with another program than the one that packed it.
fn unpack(folder: &Path) -> Done<PathBuf> {
    silently(command("sha256sum").args(["--check", "--strict", "SHA256SUMS"]).current_dir(folder))?;
    let unpacked = target().join("dist-unpacked");
    empty(&unpacked)?;
    for zip in bytes(folder)?.into_keys().filter(|path| path.extension() == Some("zip".as_ref())) {
        let name = zip.file_stem().unwrap_or_default().to_string_lossy();
        let name = name.trim_start_matches(&format!("grantlet-{VERSION}-")).to_owned();
        let into = unpacked.join(name);
        empty(&into)?;
        silently(command("cmake").args(["-E", "tar", "xf"]).arg(&zip).current_dir(into))?;
    }
    Ok(unpacked)
}

/// What is in the package of one binary interface, and that nothing was left to fill in.
fn content_of(unpacked: &Path, abi: &Abi) -> Done {
    let folder = unpacked.join(abi.name);
    let expected = BTreeSet::from([
        "LICENSE-APACHE",
        "LICENSE-MIT",
        "README.md",
        "THIRD-PARTY-NOTICES",
        "include/grantlet.h",
        "lib/cmake/grantlet/grantletConfig.cmake",
        "lib/cmake/grantlet/grantletConfigVersion.cmake",
        "lib/libgrantlet.a",
        "lib/pkgconfig/grantlet.pc",
    ]);
    let mut list = command("find");
    let found = output(list.args([".", "-type", "f", "-printf", "%P\\n"]).current_dir(&folder))?;
    if found.lines().collect::<BTreeSet<_>>() != expected {
        return Err(format!("the package {} has other files:\n{found}", abi.name));
    }
    for file in expected.iter().filter(|file| file.contains("cmake") || file.contains("pkgconfig"))
    {
        let text = std::fs::read_to_string(folder.join(file)).map_err(|error| error.to_string())?;
        if text.contains('@') {
            return Err(format!("{file} of the package {} is not filled in", abi.name));
        }
    }
    Ok(())
}

/// The description names each package, and each symbol that an archive may ask for.
fn the_description_is_whole() -> Done {
    let text = std::fs::read_to_string(root().join("ffi/README.md"))
        .map_err(|error| format!("ffi/README.md: {error}"))?;
    // Its table says once that some names exist with 4 and 8 too.
    let helpers = abi::ALL.iter().flat_map(|abi| abi.family.helpers);
    let helpers = helpers.filter(|name| !name.ends_with(['4', '8'])).copied();
    let names = abi::ALL.iter().map(|abi| abi.name).chain(abi::MEMORY).chain(helpers);
    for name in names {
        if !text.contains(&format!("`{name}`")) {
            return Err(format!("ffi/README.md does not tell of `{name}`"));
        }
    }
    Ok(())
}

/// How CMake is told to build a project of `tests/dist` for `abi`.
fn cmake(project: &str, abi: &Abi, build: &Path) -> Command {
    let mut cmake = command("cmake");
    cmake.args(["-G", "Ninja", "--fresh", "-S"]).arg(root().join("tests/dist").join(project));
    cmake.arg("-B").arg(build).arg(format!("-DCMAKE_C_FLAGS={}", abi.flags.join(" ")));
    let toolchain = format!("toolchain/{}.cmake", abi.family.tools.trim_end_matches('-'));
    let toolchain = root().join("tests/dist").join(toolchain);
    // What the machine runs itself needs none.
    if toolchain.exists() {
        cmake.arg(format!("--toolchain={}", toolchain.display()));
    }
    cmake
}
