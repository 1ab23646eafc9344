//! The boards of `ffi/examples/lock` in QEMU: the tools and libraries that their images need, the
//! account of the lock's life, and the tests that run there.

use clap::{Args, ValueEnum};

use crate::cross::Compiler;
use crate::dist::{self, abi};
use crate::install;
use crate::run::{Done, command, run, silently, target};

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
    /// The binary interface of its image.
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
    show_ready(boards)
}

/// Shows the lock on a Cortex-M4, as a part of the demo: where its tools cannot be had, that is
/// said and nothing is lost.
pub(crate) fn show_if_it_can_be() -> Done {
    let boards = [Board::M4];
    match make_ready(&boards) {
        Ok(()) => show_ready(&boards),
        Err(error) => {
            println!("\nThe lock's firmware is left out: {error}");
            Ok(())
        }
    }
}

fn show_ready(boards: &[Board]) -> Done {
    let mut lock = command("cargo");
    lock.args(["run", "--quiet", "--package", "grantlet-firmware-tests", "--bin", "lock", "--"]);
    run(lock.args(boards.iter().map(|board| board.name())))
}

/// Tests the lock on every board; with `full`, faulty peers on each of them too, and a thousand resets
/// where a few dozen are the rule.
pub(crate) fn test(full: bool) -> Done {
    make_all_ready()?;
    software_key()?;
    install::node()?;
    let mut test = command("cargo");
    test.args(["test", "--package", "grantlet-firmware-tests", "--test", "lock", "--locked"]);
    if full {
        test.env("GRANTLET_FULL", "1");
    }
    run(&mut test)
}

/// Tests the library against the vectors on every board, and on this machine.
pub(crate) fn test_vectors() -> Done {
    make_all_ready()?;
    dist::libraries(&[abi::named("x86-64")?])?;
    let mut test = command("cargo");
    test.args(["test", "--package", "grantlet-firmware-tests", "--test", "vectors", "--locked"]);
    run(&mut test)
}

/// Puts in place what the images of every board are built from, and run in.
pub(crate) fn make_all_ready() -> Done {
    make_ready(Board::value_variants())
}

/// Builds the software key, for the board whose lock has a key.
fn software_key() -> Done {
    let abi = abi::named(Board::M4.abi())?;
    let compiler = Compiler::for_target(abi.target)?;
    let folder = target().join("archives").join(abi.name);
    let mut cargo = compiler.static_library(abi.target, "grantlet-software-key");
    cargo.args(["--quiet", "--locked", "--profile", "firmware"]);
    let built = compiler.within(&folder.join("software_key"));
    silently(cargo.env("CARGO_TARGET_DIR", &built))?;
    let library = built.join(abi.target).join("firmware/libsoftware_key.a");
    let copied = std::fs::copy(&library, folder.join("libsoftware_key.a"));
    copied.map(drop).map_err(|error| format!("{}: {error}", library.display()))
}

/// Puts in place what boards are emulated and built with.
pub(crate) fn install(boards: &[Board]) -> Done {
    install::apt("make", &["make"])?;
    if boards.iter().any(|board| *board != Board::Riscv) {
        install::apt("qemu-system-arm", &["qemu-system-arm"])?;
    }
    if boards.contains(&Board::Riscv) {
        install::apt("qemu-system-riscv32", &["qemu-system-misc"])?;
    }
    Ok(())
}

fn make_ready(boards: &[Board]) -> Done {
    install(boards)?;
    let abis: Vec<_> = boards.iter().map(|board| abi::named(board.abi())).collect::<Done<_>>()?;
    println!(
        "libgrantlet.a for {}",
        abis.iter().map(|abi| abi.name).collect::<Vec<_>>().join(", ")
    );
    dist::libraries(&abis).map(drop)
}
