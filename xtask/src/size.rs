//! `cargo xtask size`: bytes of flash and of stack, and instructions, of the archives that ship;
//! tables of them in the READMEs, and gates: limits that they must not exceed.

mod calls;
mod flash;
mod gates;
mod table;

use crate::cross::Compiler;
use crate::dist::abi::{self, Abi};
use crate::dist::{contents, header, libraries};
use crate::figures;
use crate::run::{Done, root};
use calls::Call;
use flash::Flash;

/// All that is measured.
struct Measured {
    /// What the archives were built with.
    compiler: String,
    flash: Vec<Flash>,
    calls: Vec<Call>,
}

/// Measures, writes the tables and holds the gates.
pub(crate) fn write() -> Done {
    let measured = measure()?;
    let (gates, short) = (table::gates(&measured)?, table::short(&measured)?);
    figures::put("ffi/README.md", "gates", &gates)?;
    figures::put("ffi/README.md", "flash", &table::flash(&measured))?;
    figures::put("ffi/README.md", "calls", &table::calls(&measured)?)?;
    figures::put("ffi/README.md", "compilers", &table::compilers(&measured))?;
    figures::put("README.md", "sizes", &short)?;
    println!("{gates}\n{short}");
    gates::hold(&measured)
}

/// Measures and holds the gates, without writing anything.
pub(crate) fn test() -> Done {
    let measured = measure()?;
    println!("{}", table::gates(&measured)?);
    gates::hold(&measured)
}

fn measure() -> Done<Measured> {
    let declared = header::declared(&root().join("ffi/include/grantlet.h"))?;
    let mut flash = flash::rows(&declared)?;
    let archives = libraries(&abi::ALL.each_ref())?;
    for (abi, archive) in abi::ALL.iter().zip(archives) {
        // No panic, no heap, no data that is written.
        contents::check(&archive, abi, &declared)?;
        for row in &mut flash {
            row.measure(abi, &archive)?;
        }
        println!("{:<16} {} sizes", abi.name, flash.len());
    }
    let calls = calls::measure()?;
    let compiler = Compiler::for_target(abi::named("thumbv7em-hf")?.target)?.version()?;
    Ok(Measured { compiler, flash, calls })
}

impl Measured {
    /// Bytes of flash of a row for a binary interface.
    fn flash(&self, row: &str, abi: &Abi) -> Done<u64> {
        let rows = self.flash.iter().filter(|flash| flash.row == row);
        let bytes = rows.flat_map(|flash| &flash.bytes).find(|(name, _)| *name == abi.name);
        bytes.map(|(_, bytes)| *bytes).ok_or_else(|| format!("{row} on {} has no size", abi.name))
    }

    /// The most stack of the calls whose names start so, on a board.
    fn most_stack(&self, start: &str, board: &str) -> Done<u64> {
        let calls = self.calls.iter();
        let calls = calls.filter(|call| call.board == board && call.job.starts_with(start));
        let most = calls.map(|call| call.stack).max();
        most.ok_or_else(|| format!("no {start} was measured on {board}"))
    }

    /// A call on a board.
    fn call(&self, job: &str, board: &str) -> Done<&Call> {
        let found = self.calls.iter().find(|call| call.job == job && call.board == board);
        found.ok_or_else(|| format!("{job} was not measured on {board}"))
    }
}
