//! The five boards of `ffi/examples/lock`, and how an image is built for each.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// A board that QEMU has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Board {
    /// BBC micro:bit, Cortex-M0.
    M0,
    /// MPS2 with AN385, Cortex-M3.
    M3,
    /// MPS2 with AN386, Cortex-M4 with a floating-point unit.
    M4,
    /// MPS2 with AN505, Cortex-M33.
    M33,
    /// RISC-V `virt`, RV32IMAC.
    Riscv,
}

impl Board {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::M0, Self::M3, Self::M4, Self::M33, Self::Riscv];

    /// The name that the example's Makefile has for it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::M0 => "m0",
            Self::M3 => "m3",
            Self::M4 => "m4",
            Self::M33 => "m33",
            Self::Riscv => "riscv",
        }
    }

    /// The binary interface of its image, as `cargo xtask dist` names it.
    const fn abi(self) -> &'static str {
        match self {
            Self::M0 => "thumbv6m",
            Self::M3 => "thumbv7m",
            Self::M4 => "thumbv7em-hf",
            Self::M33 => "thumbv8m.main",
            Self::Riscv => "riscv32imac",
        }
    }

    /// What a person calls it.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::M0 => "Cortex-M0 (BBC micro:bit)",
            Self::M3 => "Cortex-M3 (MPS2, AN385)",
            Self::M4 => "Cortex-M4 (MPS2, AN386)",
            Self::M33 => "Cortex-M33 (MPS2, AN505)",
            Self::Riscv => "RISC-V RV32IMAC (virt)",
        }
    }

    /// The board of a name.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|board| board.name() == name)
    }

    /// QEMU for this machine, whose next serial line is the lock's.
    #[must_use]
    pub fn qemu(self) -> Command {
        let (program, arguments): (_, &[&str]) = match self {
            Self::M0 => ("qemu-system-arm", &["-machine", "microbit"]),
            // The first UART of an MPS2 is its console; the lock has the second.
            Self::M3 => ("qemu-system-arm", &["-machine", "mps2-an385", "-serial", "null"]),
            Self::M4 => ("qemu-system-arm", &["-machine", "mps2-an386", "-serial", "null"]),
            Self::M33 => ("qemu-system-arm", &["-machine", "mps2-an505", "-serial", "null"]),
            Self::Riscv => ("qemu-system-riscv32", &["-machine", "virt", "-bios", "none"]),
        };
        let mut qemu = Command::new(program);
        qemu.args(arguments);
        qemu
    }

    /// Where the lock's stack and data begin; they are shorter than [`RAM`].
    #[must_use]
    pub const fn ram(self) -> u32 {
        match self {
            Self::M0 | Self::M3 | Self::M4 => 0x2000_0000,
            Self::M33 => 0x3800_0000,
            Self::Riscv => 0x8010_0000,
        }
    }

    /// The lock's image, built anew where a source of it changed, once in this process.
    ///
    /// # Errors
    /// What is missing or what the compiler said.
    pub fn image(self) -> Result<PathBuf, String> {
        static BUILT: [OnceLock<Result<PathBuf, String>>; 5] = [const { OnceLock::new() }; 5];
        BUILT[self as usize].get_or_init(|| self.build("lock", &[])).clone()
    }

    /// The image of a program for this board, built anew where a source of it changed: the lock's
    /// where there are no sources.
    ///
    /// # Errors
    /// What is missing or what the compiler said.
    pub fn build(self, name: &str, sources: &[PathBuf]) -> Result<PathBuf, String> {
        let mut more = Vec::new();
        if !sources.is_empty() {
            let sources: Vec<_> = sources.iter().map(|path| path.to_string_lossy()).collect();
            more.push(format!("APP={}", sources.join(" ")));
        }
        self.make(name, &more)
    }

    /// The image of the lock with a key, for the server that `config` names: flags of the compiler in place of
    /// `config.h`'s, none for those that are there.
    ///
    /// # Errors
    /// What is missing or what the compiler said.
    pub fn image_with_key(self, name: &str, config: &str) -> Result<PathBuf, String> {
        let key = target().join("archives").join(self.abi()).join("libsoftware_key.a");
        let key = key.canonicalize().map_err(|_| format!("there is no software key. {TYPE}"))?;
        let key = format!("KEY={}", key.display());
        self.make(name, &["DPOP=1".to_owned(), key, format!("CONFIG={config}")])
    }

    fn make(self, name: &str, more: &[String]) -> Result<PathBuf, String> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let library = target().join("archives").join(self.abi());
        let library = library
            .canonicalize()
            .ok()
            .filter(|library| library.join("libgrantlet.a").exists())
            .ok_or_else(|| format!("there is no libgrantlet.a for {}. {TYPE}", self.abi()))?;
        let out = absolute(&target().join("lock").join(self.name()))?;
        let mut make = Command::new("make");
        make.arg("--silent").arg("-C").arg(root.join("ffi/examples/lock"));
        make.arg(format!("BOARD={}", self.name()));
        make.arg(format!("GRANTLET={}", library.display()));
        make.arg(format!("OUT={}", out.display())).arg(format!("NAME={name}")).args(more);
        let output = make.output().map_err(|error| format!("make: {error}. {TYPE}"))?;
        if output.status.success() {
            Ok(out.join(format!("{name}.elf")))
        } else {
            Err(format!(
                "no image of {name} for {}:\n{}",
                self.name(),
                String::from_utf8_lossy(&output.stderr)
            ))
        }
    }
}

/// Bytes of the smallest board's RAM.
pub const RAM: usize = 16 * 1024;

/// Cargo's target directory; a relative `CARGO_TARGET_DIR` counts from the project's root.
#[must_use]
pub fn target() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    root.join(std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into()))
}

/// A folder's absolute path; the folder is made where it is not there.
pub(crate) fn absolute(folder: &Path) -> Result<PathBuf, String> {
    std::fs::create_dir_all(folder)
        .and_then(|()| folder.canonicalize())
        .map_err(|error| format!("{}: {error}", folder.display()))
}

const TYPE: &str = "Type: cargo xtask test firmware";
