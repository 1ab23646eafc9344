//! Instructions and stack of single calls, on every board: lines of board, job, instructions, bytes.
//! For `cargo xtask size`.

use std::path::Path;
use std::process::ExitCode;

use grantlet_firmware_tests::alone;
use grantlet_firmware_tests::board::Board;

fn main() -> ExitCode {
    match Board::ALL.into_iter().try_for_each(measure) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// How far the machine's counter goes in an instruction: ticks of `SysTick`, at the frequency of the
/// board, in the 64 ns that one takes with `-icount shift=6`. RISC-V counts instructions itself.
const fn ticks(board: Board) -> (u32, f64) {
    match board {
        Board::M0 => (6, 64.0 / 62.5),
        Board::M3 | Board::M4 => (6, 64.0 / 40.0),
        Board::M33 => (6, 64.0 / 50.0),
        Board::Riscv => (0, 1.0),
    }
}

fn measure(board: Board) -> Result<(), String> {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("measure");
    let sources = sources.canonicalize().map_err(|error| error.to_string())?;
    let sources = [sources.join("main.c"), sources.join("jobs.c"), "decimal.c".into()];
    let image = board.build("measure", &sources)?;
    let (shift, ticks) = ticks(board);
    let run = alone::run(board, &image, shift)?;
    if run.code != Some(0) {
        return Err(format!(
            "{} exited with {:?}:\n{}",
            board.name(),
            run.code,
            run.said.join("\n")
        ));
    }
    let mut empty = None;
    for line in &run.said {
        let mut words = line.split(' ');
        let (Some(job), Some(Ok(counted)), Some(Ok(stack))) = (
            words.next(),
            words.next().map(str::parse::<f64>),
            words.next().map(str::parse::<u32>),
        ) else {
            return Err(format!("{}: {line}", board.name()));
        };
        let (nothing, no_stack) = *empty.get_or_insert((counted, stack));
        let instructions = ((counted - nothing) / ticks).round();
        println!("{} {job} {instructions} {}", board.name(), stack - no_stack);
    }
    Ok(())
}
