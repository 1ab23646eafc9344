//! Each row on each board, and the pauses.

use std::collections::VecDeque;
use std::io::Write as _;
use std::sync::Mutex;

use grantlet_firmware_tests::board::Board;
use grantlet_firmware_tests::bridge::{Delivery, Response};

use crate::script::{http, raw, refresh_tokens, run, sent};

use super::{Row, first, rows};

/// Lines of a life without faults.
fn is_ordinary(line: &str) -> bool {
    [
        "a token, and a new refresh_token",
        "the new refresh_token is stored",
        "open: ",
        "asleep until ",
        "the millisecond counter has wrapped",
        "done, with ",
    ]
    .iter()
    .any(|start| line.starts_with(start))
}

/// A line with `#` for the length of a pause.
fn without_pause(line: &str) -> String {
    match line.split_once("again in ") {
        Some((before, _)) => format!("{before}again in # ms"),
        None => line.to_owned(),
    }
}

/// The pauses of a run, in milliseconds.
fn pauses(responses: &[Response]) -> Vec<u64> {
    let run = run(Board::M4, "pauses", Some("rt-0"), responses, &http(200, "[]"));
    let run = run.unwrap_or_else(|error| panic!("{error}"));
    let pause = |line: &String| line.split_once("again in ")?.1.split_once(' ')?.0.parse().ok();
    run.said.iter().filter_map(pause).collect()
}

#[test]
fn pauses_grow_to_their_longest_and_are_no_shorter_than_the_server_asks() {
    let silence = sent(first(), Delivery::StopsAfter(0));
    let pauses_of_silence = pauses(&vec![silence; 8]);
    let longest = [1, 2, 4, 8, 16, 32, 60, 60].map(|seconds| seconds * 1000);
    assert_eq!(pauses_of_silence.len(), longest.len());
    for (pause, longest) in pauses_of_silence.iter().zip(longest) {
        assert!(*pause <= longest, "{pauses_of_silence:?}");
    }
    assert!(pauses_of_silence.iter().any(|pause| *pause > 8000), "{pauses_of_silence:?}");

    let busy = raw("HTTP/1.1 503 Busy\r\nRetry-After: 120\r\nContent-Length: 0\r\n\r\n");
    let asked = pauses(&[busy]);
    assert!(matches!(*asked, [120_000..=240_000]), "{asked:?}");
    let dated = "HTTP/1.1 503 Busy\r\nRetry-After: Tue, 24 Nov 2026 09:00:00 GMT\r\nContent-Length: 0\r\n\r\n";
    let asked = pauses(&[raw(dated)]);
    assert!(matches!(*asked, [0..=1000]), "{asked:?}");
}

/// What is wrong with a row's run, none where it is as expected.
fn differs(board: Board, at: usize, row: &Row) -> Option<String> {
    let name = format!("faulty-{}-{at}", board.name());
    let accounts = row.accounts.clone().unwrap_or_else(|| http(200, "[]"));
    let run = match run(board, &name, row.stored_before, &row.responses, &accounts) {
        Ok(run) => run,
        Err(error) => return Some(error),
    };
    let said: Vec<_> =
        run.said.iter().filter(|line| !is_ordinary(line)).map(|line| without_pause(line)).collect();
    let opened = run.said.iter().filter(|line| line.starts_with("open: ")).count();
    let same = said == row.said
        && refresh_tokens(&run) == row.asked_with
        && opened == row.opened
        && run.code == Some(row.code)
        && run.stored.as_deref() == row.stored_after;
    (!same).then(|| {
        format!(
            "said {said:#?}, asked with {:?}, opened {opened} times, ended with {:?}, and {:?} is stored;\n\
             not {:#?}, {:?}, {}, {}, {:?}",
            refresh_tokens(&run), run.code, run.stored,
            row.said, row.asked_with, row.opened, row.code, row.stored_after
        )
    })
}

#[test]
fn each_fault_is_reported_and_survived() {
    let full = std::env::var_os("GRANTLET_FULL").is_some();
    let boards = if full { &Board::ALL[..] } else { &[Board::M4] };
    let rows = rows();
    let numbered = || rows.iter().enumerate();
    let runs = boards.iter().flat_map(|board| numbered().map(move |(at, row)| (*board, at, row)));
    let waiting: Mutex<VecDeque<_>> = Mutex::new(runs.collect());
    let wrong = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let next = waiting.lock().expect("a queue").pop_front();
                    let Some((board, at, row)) = next else { break };
                    let differs = differs(board, at, row);
                    let run = format!("{}, {}", board.name(), row.fault);
                    let verdict = if differs.is_some() { "WRONG" } else { "as expected" };
                    // The test runner keeps what a passing test prints by `eprintln!` to itself.
                    let _ = writeln!(std::io::stderr(), "  {run}: {verdict}");
                    if let Some(differs) = differs {
                        wrong.lock().expect("a list").push(format!("{run}: {differs}"));
                    }
                }
            });
        }
    });
    let wrong = wrong.into_inner().expect("a list");
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}
