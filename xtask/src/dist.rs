//! `cargo xtask dist`: the library for C, as packages that can be handed to others.

pub(crate) mod abi;
mod archive;
pub(crate) mod arduino;
pub(crate) mod contents;
mod frames;
pub(crate) mod header;
mod package;
pub(crate) mod test;

use std::path::{Path, PathBuf};

use crate::run::{Done, in_pairs, root, target};
use abi::Abi;
use archive::Content;
use package::{Package, VERSION};

/// The parts that the ESP-IDF component is for are RISC-V without a floating-point unit.
const ESP_IDF: [&str; 2] = ["riscv32imc", "riscv32imac"];

/// Builds every archive and writes every package; returns the folder.
pub(crate) fn write() -> Done<PathBuf> {
    let declared = header::declared(&root().join("ffi/include/grantlet.h"))?;
    let folder = target().join("dist");
    empty(&folder)?;
    let mut sums = String::new();
    let mut ship = |name: &str, package: &Package| -> Done {
        let name = format!("grantlet-{VERSION}-{name}.zip");
        package.check_links().map_err(|error| format!("{name}: {error}"))?;
        let bytes = package.zip()?;
        sums.push_str(&package::sum(&name, &bytes));
        std::fs::write(folder.join(&name), bytes).map_err(|error| format!("{name}: {error}"))
    };
    let archives = libraries(&abi::ALL.each_ref())?;
    for (index, (abi, archive)) in abi::ALL.iter().zip(archives).enumerate() {
        let contents = contents::check(&archive, abi, &declared)?;
        ship(abi.name, &for_abi(abi, &archive)?)?;
        println!(
            "{} of {}: {:<16} {:>6} bytes of code and constants, {} names",
            index + 1,
            abi::ALL.len(),
            abi.name,
            contents.bytes,
            contents.defined.len(),
        );
    }
    ship("arduino", &arduino::package()?)?;
    ship("esp-idf", &esp_idf()?)?;
    ship("platformio", &platformio()?)?;
    ship("zephyr", &zephyr()?)?;
    std::fs::write(folder.join("SHA256SUMS"), &sums).map_err(|error| error.to_string())?;
    println!("target/dist: {} packages and SHA256SUMS", sums.lines().count());
    Ok(folder)
}

/// What C programs are built with: CMake's package, pkg-config's file, the archive.
fn for_abi(abi: &Abi, archive: &Path) -> Done<Package> {
    let pointer_bytes = abi.family.pointer_bytes.to_string();
    let series = VERSION.rsplit_once('.').map_or(VERSION, |(series, _)| series);
    let values = [
        ("SERIES", series),
        ("ABI", abi.name),
        ("POINTER_BYTES", pointer_bytes.as_str()),
        ("FAMILY_MACRO", abi.family.macro_name),
    ];
    let mut package = Package::new()?;
    package.add("lib/libgrantlet.a", archive)?;
    for name in ["grantletConfig.cmake", "grantletConfigVersion.cmake"] {
        let source = format!("ffi/packages/cmake/{name}.in");
        package.fill(&format!("lib/cmake/grantlet/{name}"), &source, &values)?;
    }
    package.fill("lib/pkgconfig/grantlet.pc", "ffi/packages/pkgconfig/grantlet.pc.in", &values)?;
    Ok(package)
}

fn esp_idf() -> Done<Package> {
    let mut package = with_archives(|abi| ESP_IDF.contains(&abi.name))?;
    package.copy("CMakeLists.txt", "ffi/packages/esp-idf/CMakeLists.txt")?;
    package.fill("idf_component.yml", "ffi/packages/esp-idf/idf_component.yml.in", &[])?;
    Ok(package)
}

fn platformio() -> Done<Package> {
    let mut package = with_archives(|_| true)?;
    package.fill("library.json", "ffi/packages/platformio/library.json.in", &[])?;
    package.copy("link_archive.py", "ffi/packages/platformio/link_archive.py")?;
    Ok(package)
}

fn zephyr() -> Done<Package> {
    let mut package = with_archives(|_| true)?;
    for name in ["zephyr/module.yml", "zephyr/CMakeLists.txt", "zephyr/Kconfig"] {
        package.copy(name, &format!("ffi/packages/{name}"))?;
    }
    Ok(package)
}

/// A package in which each archive lies in a folder of its binary interface's name.
fn with_archives(is_wanted: impl Fn(&Abi) -> bool) -> Done<Package> {
    let mut package = Package::new()?;
    for abi in abi::ALL.iter().filter(|abi| is_wanted(abi)) {
        let archive = objects(abi).join("libgrantlet.a");
        package.add(&format!("lib/{}/libgrantlet.a", abi.name), &archive)?;
    }
    Ok(package)
}

/// Puts in place what the archives are built with.
pub(crate) fn install() -> Done {
    abi::ALL.iter().try_for_each(archive::install)
}

/// Makes the archives of binary interfaces, as they ship, two at a time; returns their paths in order.
pub(crate) fn libraries(abis: &[&Abi]) -> Done<Vec<PathBuf>> {
    for abi in abis {
        archive::install(abi)?;
    }
    in_pairs(abis, |abi| archive::build(&root(), abi, Content::Interface, &objects(abi)))
}

/// Where the archive of one binary interface is made.
fn objects(abi: &Abi) -> PathBuf {
    target().join("archives").join(abi.name)
}

/// A folder with nothing in it.
fn empty(folder: &Path) -> Done {
    let failed = |error: std::io::Error| format!("{}: {error}", folder.display());
    if folder.exists() {
        std::fs::remove_dir_all(folder).map_err(failed)?;
    }
    std::fs::create_dir_all(folder).map_err(failed)
}
