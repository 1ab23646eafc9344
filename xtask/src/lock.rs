//! The boards of `ffi/examples/lock` in QEMU: the tools and libraries that their images need, and
//! the account of the lock's life.

use clap::{Args, ValueEnum};

use crate::dist::{self, abi};
use crate::install;
use crate::run::{Done, command, root, run as run_command};

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
    /// The binary interface that the Makefile's flags for it are of.
    const fn abi(self) -> &'static str {
        match self {
            Self::M0 => "thumbv6m",
            Self::M3 => "thumbv7m",
            Self::M4 => "thumbv7em-hf",
            Self::M33 => "thumbv8m.main",
            Self::Riscv => "riscv32imac",
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
        install::apt("qemu-system-arm", &["qemu-system-arm"])?;
    }
    if boards.contains(&Board::Riscv) {
        install::apt("qemu-system-riscv32", &["qemu-system-misc"])?;
    }
    boards.iter().try_for_each(|board| build_library(*board))
}

/// Puts the archive that ships for a board where the board's images are built.
fn build_library(board: Board) -> Done {
    println!("libgrantlet.a for {} ({})", board.name(), board.abi());
    let built = dist::library(abi::named(board.abi())?)?;
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
