//! The component for ESP-IDF: its description by Espressif's own program, its build by a test double
//! of ESP-IDF, which cannot be installed from a package registry.

use std::path::Path;
use std::process::Command;

use super::{CONSUMER, cmake};
use crate::dist::abi;
use crate::run::{Done, command, quietly, root, silently, target};

pub(super) fn run(component: &Path, python: &Path) -> Done {
    let scratch = target().join("dist-esp-idf");
    super::empty(&scratch)?;
    let compote = python.join("compote");
    let compote = compote.to_string_lossy();
    silently(command(&compote).args(["manifest", "lint"]).arg(component))?;
    let mut pack = command(&compote);
    pack.args(["--warnings-as-errors", "component", "pack", "--name", "grantlet"]);
    silently(pack.arg("--dest-dir").arg(&scratch).current_dir(component))?;

    let text = std::fs::read_to_string(component.join("idf_component.yml"))
        .map_err(|error| error.to_string())?;
    let stated: Vec<_> = text.lines().filter_map(|line| line.strip_prefix("  - esp")).collect();
    if stated != abi::ESP32.map(|(chip, _)| chip.trim_start_matches("esp")) {
        return Err(format!("idf_component.yml states other chips: {stated:?}"));
    }
    for (chip, name) in abi::ESP32 {
        let build = scratch.join(chip);
        silently(&mut configure(chip, name, component, &build)?)?;
        let (linked, said) = quietly(command("cmake").arg("--build").arg(&build).arg("--verbose"))?;
        if !linked || !said.contains(&format!("lib/{name}/libgrantlet.a")) {
            return Err(format!("{chip} is not linked with the archive for {name}:\n{said}"));
        }
    }
    let mut other = configure("esp32s3", "riscv32imc", component, &scratch.join("esp32s3"))?;
    let (configured, said) = quietly(&mut other)?;
    if configured || !said.contains("no archive for esp32s3") {
        return Err(format!("esp32s3 has no archive, and is not refused:\n{said}"));
    }
    let mut newer = configure("esp32x1", "riscv32imac", component, &scratch.join("esp32x1"))?;
    silently(newer.arg("-DGRANTLET_ABI=riscv32imac"))?;
    println!(
        "ESP-IDF: idf-component-manager takes the description; a test double of ESP-IDF builds a \
         program for {} chips and refuses another",
        abi::ESP32.len()
    );
    Ok(())
}

fn configure(chip: &str, name: &str, component: &Path, build: &Path) -> Done<Command> {
    let mut configure = cmake("esp-idf", abi::named(name)?, build);
    configure
        .arg(format!("-DIDF_TARGET={chip}"))
        .arg(format!("-DCOMPONENT={}", component.display()))
        .arg(format!("-DCONSUMER={}/{CONSUMER}/main.c", root().display()));
    Ok(configure)
}
