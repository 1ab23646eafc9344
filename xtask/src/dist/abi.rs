//! The binary interfaces that an archive is built for.

use std::process::Command;

use crate::install;
use crate::run::{Done, command, quietly};

/// One binary interface: a set of instructions and a way to pass arguments.
pub(crate) struct Abi {
    /// What archives and packages are named after.
    pub(crate) name: &'static str,
    /// Rust's target.
    pub(crate) target: &'static str,
    pub(crate) family: &'static Family,
    /// What tells a C compiler to build for it.
    pub(crate) flags: &'static [&'static str],
}

/// What binary interfaces that share their tools have in common.
pub(crate) struct Family {
    /// What the names of the GNU tools begin with.
    pub(crate) tools: &'static str,
    /// Debian's packages for those tools and for a C library to link with.
    pub(crate) packages: &'static [&'static str],
    /// What the linker needs to know where an object's format does not say it.
    pub(crate) emulation: &'static [&'static str],
    /// What links a C program without the start-up code of a board.
    pub(crate) bare: &'static [&'static str],
    /// The macro by which a C compiler says that it builds for the family.
    pub(crate) macro_name: &'static str,
    pub(crate) pointer_bytes: u8,
    /// Whether addresses are settled when a program is loaded. Constants that hold some are then in
    /// `.data.rel.ro`, which is written by the loader and read-only from there on.
    pub(crate) relocated_at_load: bool,
    /// What an archive may ask for beside [`MEMORY`]: integer arithmetic that the instructions lack.
    pub(crate) helpers: &'static [&'static str],
}

/// The functions of a C library that any archive may ask for.
pub(crate) const MEMORY: [&str; 4] = ["memcmp", "memcpy", "memmove", "memset"];

/// The run-time ABI for the Arm architecture; the memory functions are newlib's and picolibc's, the
/// rest is libgcc's.
const ARM: Family = Family {
    tools: "arm-none-eabi-",
    packages: &["gcc-arm-none-eabi", "libnewlib-arm-none-eabi"],
    emulation: &[],
    bare: &["--specs=nano.specs", "-nostartfiles", "-Wl,-e,main"],
    macro_name: "__arm__",
    pointer_bytes: 4,
    relocated_at_load: false,
    helpers: &[
        "__aeabi_idiv",
        "__aeabi_idivmod",
        "__aeabi_lasr",
        "__aeabi_lcmp",
        "__aeabi_ldivmod",
        "__aeabi_llsl",
        "__aeabi_llsr",
        "__aeabi_lmul",
        "__aeabi_memclr",
        "__aeabi_memclr4",
        "__aeabi_memclr8",
        "__aeabi_memcpy",
        "__aeabi_memcpy4",
        "__aeabi_memcpy8",
        "__aeabi_memmove",
        "__aeabi_memmove4",
        "__aeabi_memmove8",
        "__aeabi_memset",
        "__aeabi_memset4",
        "__aeabi_memset8",
        "__aeabi_uidiv",
        "__aeabi_uidivmod",
        "__aeabi_ulcmp",
        "__aeabi_uldivmod",
    ],
};

const RISC_V: Family = Family {
    tools: "riscv64-unknown-elf-",
    packages: &["gcc-riscv64-unknown-elf", "picolibc-riscv64-unknown-elf"],
    emulation: &["-m", "elf32lriscv"],
    bare: &[
        "--specs=picolibc.specs",
        "-nostartfiles",
        "-Wl,-e,main",
        // picolibc's own script is for 64 KB, less than every function together takes.
        "-Wl,--defsym=__flash_size=0x100000",
    ],
    macro_name: "__riscv",
    pointer_bytes: 4,
    relocated_at_load: false,
    helpers: &[
        "__ashldi3",
        "__ashrdi3",
        "__divdi3",
        "__lshrdi3",
        "__moddi3",
        "__muldi3",
        "__udivdi3",
        "__umoddi3",
    ],
};

/// For programs of a system, as ELF and by the System V ABI: a C compiler's ordinary output.
const X86_64: Family = Family {
    tools: "x86_64-linux-gnu-",
    packages: &["gcc", "binutils", "libc6-dev"],
    emulation: &[],
    // A relocation in code would fail in a position-independent program only when it is loaded.
    bare: &["-Wl,-z,text"],
    macro_name: "__x86_64__",
    pointer_bytes: 8,
    relocated_at_load: true,
    // The compiler makes it of a memcmp whose order nobody asks for.
    helpers: &["bcmp"],
};

const SOFT: &str = "-mfloat-abi=soft";
const HARD: &str = "-mfloat-abi=hard";

pub(crate) const ALL: [Abi; 9] = [
    Abi {
        name: "thumbv6m",
        target: "thumbv6m-none-eabi",
        family: &ARM,
        flags: &["-mthumb", "-mcpu=cortex-m0", SOFT],
    },
    Abi {
        name: "thumbv7m",
        target: "thumbv7m-none-eabi",
        family: &ARM,
        flags: &["-mthumb", "-mcpu=cortex-m3", SOFT],
    },
    Abi {
        name: "thumbv7em",
        target: "thumbv7em-none-eabi",
        family: &ARM,
        flags: &["-mthumb", "-mcpu=cortex-m4", SOFT],
    },
    Abi {
        name: "thumbv7em-hf",
        target: "thumbv7em-none-eabihf",
        family: &ARM,
        flags: &["-mthumb", "-mcpu=cortex-m4", HARD, "-mfpu=fpv4-sp-d16"],
    },
    Abi {
        name: "thumbv8m.main",
        target: "thumbv8m.main-none-eabi",
        family: &ARM,
        flags: &["-mthumb", "-mcpu=cortex-m33", SOFT],
    },
    Abi {
        name: "thumbv8m.main-hf",
        target: "thumbv8m.main-none-eabihf",
        family: &ARM,
        flags: &["-mthumb", "-mcpu=cortex-m33", HARD, "-mfpu=fpv5-sp-d16"],
    },
    Abi {
        name: "riscv32imc",
        target: "riscv32imc-unknown-none-elf",
        family: &RISC_V,
        flags: &["-march=rv32imc", "-mabi=ilp32"],
    },
    Abi {
        name: "riscv32imac",
        target: "riscv32imac-unknown-none-elf",
        family: &RISC_V,
        flags: &["-march=rv32imac", "-mabi=ilp32"],
    },
    Abi { name: "x86-64", target: "x86_64-unknown-linux-gnu", family: &X86_64, flags: &[] },
];

/// Espressif's chips whose instructions are those of an archive.
pub(crate) const ESP32: [(&str, &str); 7] = [
    ("esp32c2", "riscv32imc"),
    ("esp32c3", "riscv32imc"),
    ("esp32c5", "riscv32imac"),
    ("esp32c6", "riscv32imac"),
    ("esp32c61", "riscv32imac"),
    ("esp32h2", "riscv32imac"),
    ("esp32h21", "riscv32imac"),
];

impl Abi {
    /// One of the GNU tools for it.
    pub(crate) fn tool(&self, name: &str) -> Command {
        command(&format!("{}{name}", self.family.tools))
    }

    /// Puts the GNU tools and a C library in place.
    pub(crate) fn install(&self) -> Done {
        let reads_a_header = || {
            let mut gcc = self.tool("gcc");
            gcc.args(self.flags).args(self.family.bare);
            gcc.args(["-fsyntax-only", "-include", "string.h", "-x", "c", "/dev/null"]);
            quietly(&mut gcc).is_ok_and(|(succeeded, _)| succeeded)
        };
        let what = format!("{}gcc with a C library", self.family.tools);
        install::apt_until(&what, self.family.packages, &reads_a_header)
    }
}

/// The binary interface of that name.
pub(crate) fn named(name: &str) -> Done<&'static Abi> {
    ALL.iter().find(|abi| abi.name == name).ok_or_else(|| format!("{name}: no such ABI"))
}
