//! The module for Zephyr: its settings by kconfiglib, which Zephyr reads them with, its build by a
//! test double of Zephyr, which cannot be installed from a package registry.

use std::path::Path;

use super::{CONSUMER, cmake};
use crate::dist::abi;
use crate::run::{Done, command, quietly, root, silently, target};

/// Settings of a board, and the archive that is for it.
const BOARDS: [(&[&str], &str); 12] = [
    (&["CPU_CORTEX_M0"], "thumbv6m"),
    (&["CPU_CORTEX_M0PLUS"], "thumbv6m"),
    (&["CPU_CORTEX_M3"], "thumbv7m"),
    (&["CPU_CORTEX_M4"], "thumbv7em"),
    (&["CPU_CORTEX_M4", "FPU"], "thumbv7em"),
    (&["CPU_CORTEX_M4", "FPU", "FP_HARDABI"], "thumbv7em-hf"),
    (&["CPU_CORTEX_M7", "FPU", "FP_HARDABI"], "thumbv7em-hf"),
    (&["CPU_CORTEX_M33"], "thumbv8m.main"),
    (&["CPU_CORTEX_M55", "FPU", "FP_HARDABI"], "thumbv8m.main-hf"),
    (&["RISCV", "RISCV_ISA_EXT_M", "RISCV_ISA_EXT_C"], "riscv32imc"),
    (&["RISCV", "RISCV_ISA_EXT_M", "RISCV_ISA_EXT_A", "RISCV_ISA_EXT_C"], "riscv32imac"),
    (&["ARCH_POSIX", "64BIT"], "x86-64"),
];

/// Settings with which there is no archive to link.
const REFUSED: [&[&str]; 5] = [
    &["ARCH_POSIX"],
    &["RISCV", "RISCV_ISA_EXT_M"],
    &["RISCV", "RISCV_ISA_EXT_M", "RISCV_ISA_EXT_C", "FLOAT_HARD"],
    &["RISCV", "RISCV_ISA_EXT_M", "RISCV_ISA_EXT_C", "64BIT"],
    &["CPU_CORTEX_M4", "MINIMAL_LIBC"],
];

pub(super) fn run(module: &Path, python: &Path) -> Done {
    let scratch = target().join("dist-zephyr");
    super::empty(&scratch)?;
    let interpreter = python.join("python");
    let interpreter = interpreter.to_string_lossy();
    silently(command(&interpreter).arg("tests/dist/zephyr/module.py").arg(module))?;
    let settings = |names: &[&str], out: &Path| {
        let mut settings = command(&interpreter);
        settings.env("MODULE", module).arg("tests/dist/zephyr/settings.py");
        settings.arg("tests/dist/zephyr/Kconfig").arg(out).args(names);
        settings
    };
    for (names, name) in BOARDS {
        let build = scratch.join(names.join("-"));
        super::empty(&build)?;
        let dotconfig = build.join(".config");
        silently(&mut settings(names, &dotconfig))?;
        build_with(module, name, &dotconfig, &build)
            .map_err(|error| format!("Zephyr, {}: {error}", names.join(" ")))?;
    }
    for names in REFUSED {
        let (set, said) = quietly(&mut settings(names, &scratch.join("refused")))?;
        if set || !said.contains("GRANTLET cannot be set") {
            return Err(format!(
                "Zephyr: {} must not be offered GRANTLET:\n{said}",
                names.join(" ")
            ));
        }
    }
    println!(
        "Zephyr: kconfiglib takes the settings of {} boards and refuses {}; a test double of \
         Zephyr links each with the archive that is for it",
        BOARDS.len(),
        REFUSED.len()
    );
    Ok(())
}

fn build_with(module: &Path, name: &str, dotconfig: &Path, build: &Path) -> Done {
    let mut configure = cmake("zephyr", abi::named(name)?, build);
    configure
        .arg(format!("-DDOTCONFIG={}", dotconfig.display()))
        .arg(format!("-DMODULE={}", module.display()))
        .arg(format!("-DCONSUMER={}/{CONSUMER}/main.c", root().display()));
    silently(&mut configure)?;
    let (linked, said) = quietly(command("cmake").arg("--build").arg(build).arg("--verbose"))?;
    if linked && said.contains(&format!("lib/{name}/libgrantlet.a")) {
        Ok(())
    } else {
        Err(format!("it is not linked with the archive for {name}:\n{said}"))
    }
}
