//! The lock of `ffi/examples/lock` in QEMU: the tools and libraries that its images need, and the
//! account of its life.

use clap::{Args, ValueEnum};

use crate::cross::Compiler;
use crate::install;
use crate::run::{Done, command, is_there, quietly, root, run as run_command};

/// A board of `ffi/examples/lock`.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Board {
    /// Cortex-M0: a BBC micro:bit.
    M0,
    /// Cortex-M3: an MPS2 with AN385.
    M3,
    /// Cortex-M4 with a floating-point unit: an MPS2 with AN386.
    M4,
    /// Cortex-M33: an MPS2 with AN505.
    M33,
    /// RV32IMAC: QEMU's virt.
    Riscv,
}

impl Board {
    const fn target(self) -> &'static str {
        match self {
            Self::M0 => "thumbv6m-none-eabi",
            Self::M3 => "thumbv7m-none-eabi",
            Self::M4 => "thumbv7em-none-eabihf",
            Self::M33 => "thumbv8m.main-none-eabi",
            Self::Riscv => "riscv32imac-unknown-none-elf",
        }
    }

    fn name(self) -> String {
        self.to_possible_value().map_or_else(String::new, |value| value.get_name().into())
    }
}

/// Which boards to show.
#[derive(Args)]
pub(crate) struct Arguments {
    /// The board.
    #[arg(long, default_value = "m4")]
    board: Board,
    /// Every board, one after the other.
    #[arg(long, conflicts_with = "board")]
    all: bool,
}

/// Shows the life of the lock, with what it says beside what its server sees.
pub(crate) fn show(arguments: &Arguments) -> Done {
    let boards = if arguments.all { Board::value_variants() } else { &[arguments.board] };
    make_ready(boards)?;
    let mut lock = command("cargo");
    lock.args(["run", "--quiet", "--package", "grantlet-firmware-tests", "--bin", "lock", "--"]);
    run_command(lock.args(boards.iter().map(|board| board.name())))
}

/// Tests the lock on every board; with `full`, faulty peers on each of them too.
pub(crate) fn test(full: bool) -> Done {
    make_ready(Board::value_variants())?;
    let mut test = command("cargo");
    test.args(["test", "--package", "grantlet-firmware-tests", "--locked"]);
    if full {
        test.env("GRANTLET_FULL", "1");
    }
    run_command(&mut test)
}

/// Puts in place what the images of these boards are built from, and run in.
fn make_ready(boards: &[Board]) -> Done {
    install::apt("make", &["make"])?;
    if boards.iter().any(|board| *board != Board::Riscv) {
        let packages = ["gcc-arm-none-eabi", "libnewlib-arm-none-eabi"];
        let ready = || has("arm-none-eabi-gcc", "nano.specs");
        install::apt_until("arm-none-eabi-gcc with newlib", &packages, &ready)?;
        install::apt("qemu-system-arm", &["qemu-system-arm"])?;
    }
    if boards.contains(&Board::Riscv) {
        let packages = ["gcc-riscv64-unknown-elf", "picolibc-riscv64-unknown-elf"];
        let ready = || has("riscv64-unknown-elf-gcc", "picolibc.specs");
        install::apt_until("riscv64-unknown-elf-gcc with picolibc", &packages, &ready)?;
        install::apt("qemu-system-riscv32", &["qemu-system-misc"])?;
    }
    boards.iter().try_for_each(|board| build_library(*board))
}

/// Whether a compiler is there, with a file that comes in a package of its own.
fn has(compiler: &str, file: &str) -> bool {
    let asked = quietly(command(compiler).arg(format!("-print-file-name={file}")));
    // Where there is no such file, the compiler prints its name alone.
    is_there(compiler) && asked.is_ok_and(|(_, path)| path.trim() != file)
}

/// Builds the C library for a board, and puts it where the board's image is built.
fn build_library(board: Board) -> Done {
    let target = board.target();
    println!("libgrantlet.a for {} ({target})", board.name());
    let compiler = Compiler::for_target(target)?;
    let firmware = ["--quiet", "--profile", "firmware", "--locked"];
    run_command(compiler.build(target, "grantlet-ffi").args(firmware))?;
    let built = compiler.images(target).join("firmware/libgrantlet_ffi.a");
    let folder = root().join("target/lock").join(board.name());
    std::fs::create_dir_all(&folder)
        .and_then(|()| copy_if_new(&built, &folder.join("libgrantlet.a")))
        .map_err(|error| format!("{}: {error}", built.display()))
}

/// Copies a file that differs from its copy, so that what is built from the copy stays as it is.
fn copy_if_new(from: &std::path::Path, to: &std::path::Path) -> std::io::Result<()> {
    let bytes = std::fs::read(from)?;
    if std::fs::read(to).is_ok_and(|copy| copy == bytes) {
        Ok(())
    } else {
        std::fs::write(to, bytes)
    }
}
