//! `cargo xtask lock`: the lock's life on an emulated board, with what it says beside what the
//! server sees. Boards are named as arguments.

use std::io::IsTerminal as _;
use std::process::ExitCode;
use std::time::Instant;

use grantlet_firmware_tests::board::Board;
use grantlet_firmware_tests::machine::{Event, folder, run};
use grantlet_firmware_tests::{flash, server};

fn main() -> ExitCode {
    for name in std::env::args().skip(1) {
        let told = match Board::of_name(&name) {
            Some(board) => tell(board).map_err(|error| error.to_string()),
            None => Err(format!("there is no board {name}")),
        };
        if let Err(error) = told {
            eprintln!("the lock stopped: {error}");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

fn tell(board: Board) -> Result<(), Box<dyn std::error::Error>> {
    let simulator = server::start()?;
    let folder = folder(&format!("told-{}", board.name()))?;
    flash::write(&folder, &server::log_in(&simulator)?)?;
    let colour = std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    let paint = |code: &str, text: &str| {
        if colour { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    };
    println!("\n{}", paint("1", &format!("A lock on {} in QEMU", board.title())));
    println!(
        "{}",
        paint(
            "2",
            &format!(
                "The server is a simulator of Bold, on {}. An app has logged in and stored the\n\
                 refresh_token in the lock. Secrets are elided. Time jumps while the lock sleeps.",
                simulator.base_url()
            )
        )
    );
    let exchanges = simulator.watch();
    let started = Instant::now();
    let line = |who: &str, text: &str| {
        println!("{:>7.3} s  {who} │ {text}", started.elapsed().as_secs_f32());
    };
    let (lock, server) = (paint("36", "lock  "), paint("33", "server"));
    let run = run(
        board,
        &folder,
        |request| server::forward(&simulator, request),
        |event| match event {
            Event::Said(text) => line(&lock, text),
            Event::Answered(_) => {
                exchanges.try_iter().for_each(|exchange| line(&server, &exchange.to_string()))
            }
        },
    )?;
    match run.code {
        Some(0) => Ok(()),
        code => Err(format!("{} exited with {code:?}", board.name()).into()),
    }
}
