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

/// Columns of a line after its bar.
const WIDTH: usize = 78;

fn tell(board: Board) -> Result<(), Box<dyn std::error::Error>> {
    let simulator = server::start()?;
    let folder = folder(&format!("told-{}", board.name()))?;
    flash::write(&folder, &server::log_in(&simulator)?)?;
    board.image()?;
    let colour = std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    let paint = |code: &str, text: &str| {
        if colour { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    };
    println!("\n{}", paint("1", &format!("A lock on a {}, in QEMU", board.title())));
    let aside = format!(
        "Its server is a simulator of Bold, on {}. An app has logged in there and\n\
         stored the refresh_token in the lock. Secrets are elided. Time jumps while the lock sleeps.\n",
        simulator.base_url()
    );
    println!("{}", paint("2", &aside));

    let exchanges = simulator.watch();
    let started = Instant::now();
    let (lock, server) = (paint("36", "lock  "), paint("33", "server"));
    let tell = |who: &str, text: &str| {
        let mut lead = format!("{:>6.2} s  {who} │ ", started.elapsed().as_secs_f32());
        for line in wrapped(text) {
            println!("{lead}{}", line.trim_end());
            lead = format!("{:>16} │   ", "");
        }
    };
    let run = run(
        board,
        &folder,
        |request| server::forward(&simulator, request),
        |event, _| match event {
            Event::Said(text) => tell(&lock, text),
            Event::Responded(_) => {
                for exchange in exchanges.try_iter() {
                    tell(&server, &exchange.to_string());
                }
            }
        },
    )?;
    match run.code {
        Some(0) => Ok(()),
        code => Err(format!("{} exited with {code:?}", board.name()).into()),
    }
}

/// A text in lines that fit a terminal, broken at spaces.
fn wrapped(text: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_inclusive(' ') {
        match lines.last_mut() {
            Some(line) if line.is_empty() || line.len() + word.len() <= WIDTH => {
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}
