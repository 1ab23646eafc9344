//! The library for PlatformIO, by PlatformIO itself; only the platforms, which bring boards and
//! compilers, are a test double, because they cannot be installed from a package registry.

use std::fmt::Write as _;
use std::path::Path;

use super::CONSUMER;
use crate::dist::abi;
use crate::dist::package::VERSION;
use crate::run::{Done, command, quietly, root, silently, target};

/// The processor of a project, as its platform names it.
struct Board {
    /// Flags in the compiler's variables, where a platform puts them.
    flags: &'static str,
    /// A board of the test double, if the project has no flags; the compiler needs some.
    name: Option<&'static str>,
    /// The archive that is for it.
    archive: Option<&'static str>,
}

const BOARDS: [Board; 9] = [
    Board { flags: "-mcpu=cortex-m23 -mthumb", name: None, archive: Some("thumbv6m") },
    Board {
        flags: "-mcpu=cortex-m55 -mthumb -mfloat-abi=hard",
        name: None,
        archive: Some("thumbv8m.main-hf"),
    },
    Board { flags: "-mcpu=cortex-m0plus -mthumb", name: None, archive: Some("thumbv6m") },
    Board {
        flags: "-mcpu=cortex-m7 -mthumb -mfpu=fpv5-d16 -mfloat-abi=hard",
        name: None,
        archive: Some("thumbv7em-hf"),
    },
    Board {
        flags: "-mcpu=cortex-m4 -mthumb -mfpu=fpv4-sp-d16 -mfloat-abi=softfp",
        name: None,
        archive: Some("thumbv7em"),
    },
    Board { flags: "", name: Some("cortex-m3"), archive: Some("thumbv7m") },
    Board { flags: "", name: Some("esp32c3"), archive: Some("riscv32imc") },
    // No archive passes arguments in RISC-V's floating-point registers, or is for this core.
    Board { flags: "-march=rv32imafc_zicsr -mabi=ilp32f", name: None, archive: None },
    Board { flags: "-mcpu=arm926ej-s", name: None, archive: None },
];

pub(super) fn run(library: &Path, python: &Path) -> Done {
    let project = target().join("dist-platformio");
    super::empty(&project)?;
    // PlatformIO writes beside its packages.
    silently(command("cp").args(["-r", "tests/dist/platformio/core"]).arg(&project))?;
    let interpreter = python.join("python");
    let pio = |words: &[&str]| {
        let mut pio = command(&interpreter.to_string_lossy());
        pio.arg(root().join("tests/dist/platformio/pio.py"))
            .args(words)
            .current_dir(&project)
            .env("PLATFORMIO_CORE_DIR", project.join("core"))
            .env("PLATFORMIO_SETTING_ENABLE_TELEMETRY", "no")
            .env("PLATFORMIO_SETTING_CHECK_PLATFORMIO_INTERVAL", "100000");
        pio
    };
    let packed = project.join("grantlet.tar.gz");
    let (packed, library) = (packed.to_string_lossy(), library.to_string_lossy());
    silently(&mut pio(&["pkg", "pack", "--output", &packed, &library]))?;

    let own = abi::ALL.iter().map(|abi| (abi.flags.join(" "), None, Some(abi.name)));
    let more = BOARDS.iter().map(|board| (board.flags.to_owned(), board.name, board.archive));
    let boards: Vec<_> = own.chain(more).collect();
    let mut settings = format!(
        "[platformio]\nsrc_dir = {}\n[env]\nplatform = native\nlib_deps = file://{}\n",
        root().join(CONSUMER).display(),
        target().join(format!("dist/grantlet-{VERSION}-platformio.zip")).display()
    );
    for (index, (flags, board, archive)) in boards.iter().enumerate() {
        let abi = abi::named(archive.unwrap_or("thumbv6m"))?;
        // The compiler needs the flags that the project does not have.
        let hidden = if board.is_some() { abi.flags.join(" ") } else { String::new() };
        let board = board.map_or_else(String::new, |board| format!("board = {board}\n"));
        let _ = write!(
            settings,
            "[env:{index}]\n{board}custom_compiler = {}gcc {hidden}\ncustom_flags = {flags} {}\n",
            abi.family.tools,
            abi.family.bare.join(" ")
        );
    }
    std::fs::write(project.join("platformio.ini"), settings).map_err(|error| error.to_string())?;
    for (index, (flags, board, archive)) in boards.iter().enumerate() {
        let (built, said) = quietly(&mut pio(&["run", "-v", "-e", &index.to_string()]))?;
        let right = match archive {
            Some(archive) => built && said.contains(&format!("/lib/{archive} ")),
            None => !built && said.contains("Grantlet has no archive"),
        };
        if !right {
            return Err(format!("PlatformIO, with `{flags}` and the board {board:?}:\n{said}"));
        }
        if *archive == Some("x86-64") {
            let image = project.join(format!(".pio/build/{index}/program.elf"));
            silently(&mut command(&image.to_string_lossy()))?;
        }
    }
    let linked = boards.iter().filter(|(_, _, archive)| archive.is_some()).count();
    println!(
        "PlatformIO: it packs and installs the library, links {linked} programs each with the \
         archive that is for it, and refuses {}; x86-64's runs",
        boards.len() - linked
    );
    Ok(())
}
